//! A policy in plain words: what a partner would see, and how it would reach them.

use serde_json::Value;

use crate::tui::{context::Context, theme::Tone, widgets::detail::Line};

/// The members that hold the attributes, by type of policy; the longest way to a name that MOSIP's schemas know.
const ATTRIBUTES: [&str; 2] = ["shareableAttributes", "allowedKycAttributes"];

/// Members that a policy of a type cannot do without (MOSIP's schemas, first level).
fn needed(policy_type: &str) -> &'static [&'static str] {
    match policy_type {
        "Auth" => &["authTokenType", "allowedAuthTypes", "allowedKycAttributes"],
        "DataShare" | "CredentialIssuance" => &["dataSharePolicies", "shareableAttributes"],
        "MISP" => &["allowAuthRequestDelegation", "allowKycRequestDelegation", "allowKeyBindingDelegation"],
        _ => &[],
    }
}

/// What a policy of a type still lacks.
pub fn lacks(policy_type: &str, policy: &Value) -> Vec<&'static str> {
    needed(policy_type).iter().copied().filter(|name| policy.get(name).is_none()).collect()
}

/// The names of the attributes that a policy gives.
pub fn attributes(policy: &Value) -> Vec<&str> {
    let lists = ATTRIBUTES.iter().filter_map(|name| policy[name].as_array());
    lists.flatten().filter_map(|a| a["attributeName"].as_str()).collect()
}

/// What the policy comes to, for people who read no JSON.
pub fn lines(policy: &Value, cx: &Context) -> Vec<Line> {
    let mut lines = Vec::new();
    let encrypted = |a: &&Value| a["encrypted"].as_bool() == Some(true);
    let shared = policy["shareableAttributes"].as_array();
    match &attributes(policy)[..] {
        [] => lines.push(Line::Note(cx.say("policy-sees-nothing"), Tone::Quiet)),
        names => lines.push(Line::Field("policy-sees", names.join(", "))),
    }
    if let Some(shared) = shared {
        let names: Vec<&str> = shared.iter().filter(encrypted).filter_map(|a| a["attributeName"].as_str()).collect();
        let value = match names.len() {
            0 => cx.say("policy-encrypted-none"),
            n if n == shared.len() => cx.say("policy-encrypted-all"),
            _ => names.join(", "),
        };
        lines.push(Line::Field("policy-encrypted", value));
    }
    if let Some(ways) = policy["allowedAuthTypes"].as_array() {
        let way = |w: &Value| {
            let part = |name: &str| w[name].as_str().filter(|t| !t.is_empty()).map(str::to_string);
            let needed = (w["mandatory"].as_bool() == Some(true)).then(|| cx.say("policy-mandatory"));
            [part("authType"), part("authSubType"), needed].into_iter().flatten().collect::<Vec<_>>().join(" ")
        };
        lines.push(Line::Field("policy-checks", ways.iter().map(way).collect::<Vec<_>>().join(", ")));
    }
    if let Some(share) = policy.get("dataSharePolicies") {
        let part = |name: &str| share[name].as_str().unwrap_or("-").to_string();
        let values = [
            ("kind", part("typeOfShare").into()),
            ("minutes", part("validForInMinutes").into()),
            ("times", part("transactionsAllowed").into()),
            ("encryption", part("encryptionType").into()),
        ];
        lines.push(Line::Field("policy-reaches", cx.with("policy-share", &values)));
    }
    lines
}
