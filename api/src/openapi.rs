//! The OpenAPI document, made from the declarations.

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{
    operation::{Envelope, Form, Info, Method},
    role::Access,
};

/// The whole API as an OpenAPI 3.0 document.
pub fn document(version: &str) -> Value {
    let mut generator = SchemaSettings::openapi3().into_generator();
    let mut paths = Map::new();
    for info in crate::operations() {
        let input = schema(&mut generator, info.input);
        let reply = schema(&mut generator, info.reply);
        let described = operation(info, input, reply);
        for (place, path) in std::iter::once(&info.path).chain(info.aliases).enumerate() {
            let entry = paths.entry((*path).to_string()).or_insert_with(|| json!({}));
            let mut described = described.clone();
            if place > 0 {
                // The document wants an id of its own for each path.
                described["operationId"] = json!(format!("{}.{}", info.id, place + 1));
            }
            entry[info.method.word().to_lowercase()] = described;
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Partner Desk", "version": version, "description": "Onboarding for MOSIP partners; wire-compatible with MOSIP's Partner Management System."},
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}
        }
    })
}

/// A schema in the words of OpenAPI 3.0. The generator translates by itself only what it hands out as a whole: a nullable
/// member, for one, would keep JSON schema's list of types.
fn schema(generator: &mut SchemaGenerator, of: fn(&mut SchemaGenerator) -> Schema) -> Value {
    let mut schema = of(generator);
    generator.transforms_mut().for_each(|transform| transform.transform(&mut schema));
    schema.to_value()
}

fn operation(info: &Info, input: Value, reply: Value) -> Value {
    let reply = match info.form {
        Form::Bare => json!({"description": "The answer", "content": {"application/json": {"schema": reply}}}),
        Form::Enveloped => {
            json!({"description": "The answer or the reason of the refusal", "content": {"application/json": {"schema": envelope(info, reply)}}})
        }
    };
    let mut described = json!({
        "operationId": info.id, "summary": info.about, "tags": [info.id.split('.').next()],
        "responses": {"200": reply}, "x-example": (info.example)(), "x-roles": roles(info.access), "parameters": parameters(info, &input),
    });
    if info.access != Access::Public {
        described["security"] = json!([{"bearer": []}]);
    }
    if info.has_body {
        let body = json!({"type": "object", "required": ["request"], "properties": {
            "id": {"type": "string"}, "version": {"type": "string"}, time_member(info, "request"): {"type": "string"}, "request": input}});
        described["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": body}}});
    }
    described
}

fn envelope(info: &Info, reply: Value) -> Value {
    json!({"type": "object", "properties": {
        "id": {"type": "string", "nullable": true}, "version": {"type": "string", "nullable": true}, time_member(info, "response"): {"type": "string"},
        "metadata": {"nullable": true}, "response": reply,
        "errors": {"type": "array", "items": {"type": "object", "properties": {"errorCode": {"type": "string"}, "message": {"type": "string"}, "field": {"type": "string"}}}}}})
}

fn time_member(info: &Info, stem: &str) -> String {
    match info.envelope {
        Envelope::V1(_) => format!("{stem}time"),
        Envelope::V2(_) | Envelope::Desk => format!("{stem}Time"),
    }
}

fn roles(access: Access) -> Value {
    match access {
        Access::Public => json!("everybody"),
        Access::SignedIn => json!("signed in"),
        Access::Roles(roles) => json!(roles),
    }
}

fn parameters(info: &Info, input: &Value) -> Vec<Value> {
    let text = |name: &str, place: &str, required: bool| json!({"name": name, "in": place, "required": required, "schema": {"type": "string"}});
    let mut parameters: Vec<Value> = path_parameters(info.path).map(|name| text(name, "path", true)).collect();
    if let Some(list) = info.list {
        parameters.extend(
            ["pageNo", "pageSize", "sortFieldName", "sortType", "cursor"].map(|name| text(name, "query", false)),
        );
        parameters.extend(list.fields().iter().filter(|f| f.filter.is_some()).map(|f| text(f.param, "query", false)));
    } else if info.method == Method::Get {
        parameters.extend(
            input["properties"].as_object().into_iter().flat_map(Map::keys).map(|name| text(name, "query", false)),
        );
    }
    parameters
}

/// The names between braces in a path.
pub fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}
