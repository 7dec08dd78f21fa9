//! Public keys of OIDC clients, as JSON Web Keys (RFC 7517), judged by the rules that certificates are judged by.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::Value;

use crate::{
    der::{self, tag},
    key::{KeyKind, KeyProblem, PublicKey},
    oid,
};

/// Members that only private keys have.
const PRIVATE: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A public key that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    /// Its kind and size.
    pub kind: KeyKind,
    /// The client id that MOSIP makes of it: the same key always makes the same id.
    pub client_id: String,
}

/// Why a JWK is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwkProblem {
    /// Not a JSON object with something in it.
    NoObject,
    /// It holds the private half.
    Private,
    /// A member that its kind needs is missing, or is no text in base64url.
    Member(&'static str),
    /// A kind or curve that is not taken here.
    Kind(String),
    /// The key itself may not be used.
    Key(KeyKind, KeyProblem),
}

impl fmt::Display for JwkProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JwkProblem::NoObject => f.write_str("it is no JSON object"),
            JwkProblem::Private => f.write_str("it holds the private key, which must stay with its owner"),
            JwkProblem::Member(name) => write!(f, "its member {name} is missing or not in base64url"),
            JwkProblem::Kind(kind) => write!(f, "keys of the kind {kind} are not taken"),
            JwkProblem::Key(kind, _) => write!(f, "this {kind} key is too weak or malformed"),
        }
    }
}

/// Reads a JWK strictly: a public RSA, EC or Ed25519 key that may be used.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(jwk: &Value) -> Result<Jwk, JwkProblem> {
    let members = jwk.as_object().filter(|members| !members.is_empty()).ok_or(JwkProblem::NoObject)?;
    if PRIVATE.iter().any(|name| members.contains_key(*name)) {
        return Err(JwkProblem::Private);
    }
    let text = |name: &'static str| members.get(name).and_then(Value::as_str).ok_or(JwkProblem::Member(name));
    let (spki, named) = match text("kty")? {
        "RSA" => (rsa(&bytes(text("n")?, "n")?, &bytes(text("e")?, "e")?), None),
        "EC" => (ec(text("crv")?, &bytes(text("x")?, "x")?, &bytes(text("y")?, "y")?)?, None),
        "OKP" if text("crv")? == "Ed25519" => {
            let x = text("x")?;
            (edwards(&bytes(x, "x")?), Some(x))
        }
        other => return Err(JwkProblem::Kind(other.chars().take(20).collect())),
    };
    let key = PublicKey::parse(&spki).map_err(|_| JwkProblem::Member("kty"))?;
    if let Some(problem) = key.problem {
        return Err(JwkProblem::Key(key.kind, problem));
    }
    // MOSIP hashes the text in which its library shows the key: that of the DER, and of Ed25519 the member itself.
    let named = named.map_or_else(|| BASE64_STANDARD.encode(&spki), |x| x.trim_end_matches('=').to_string());
    let client_id = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, named.as_bytes()));
    Ok(Jwk { kind: key.kind, client_id })
}

fn bytes(text: &str, name: &'static str) -> Result<Vec<u8>, JwkProblem> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    bytes.filter(|bytes| !bytes.is_empty()).ok_or(JwkProblem::Member(name))
}

/// A number in DER: without needless zeros, and never negative.
fn number(bytes: &[u8]) -> Vec<u8> {
    let significant = &bytes[bytes.iter().take_while(|byte| **byte == 0).count().min(bytes.len() - 1)..];
    let sign: &[u8] = if significant[0] & 0x80 == 0 { &[] } else { &[0] };
    der::write(tag::INTEGER, &[sign, significant].concat())
}

fn spki(algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
    let algorithm = der::write_all(tag::SEQUENCE, algorithm);
    let bits = der::write(tag::BIT_STRING, &[&[0], key].concat());
    der::write_all(tag::SEQUENCE, &[&algorithm, &bits])
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = der::write_all(tag::SEQUENCE, &[&number(modulus), &number(exponent)]);
    spki(&[&der::write(tag::OID, oid::RSA), &[0x05, 0x00]], &key)
}

fn ec(curve: &str, x: &[u8], y: &[u8]) -> Result<Vec<u8>, JwkProblem> {
    let (id, size) = match curve {
        "P-256" => (oid::P256, 32),
        "P-384" => (oid::P384, 48),
        "P-521" => (oid::P521, 66),
        other => return Err(JwkProblem::Kind(format!("EC {}", other.chars().take(20).collect::<String>()))),
    };
    // RFC 7518 6.2.1.2 wants every digit; a coordinate of another length is no coordinate of this curve.
    if x.len() != size || y.len() != size {
        return Err(JwkProblem::Member(if x.len() == size { "y" } else { "x" }));
    }
    let point = [&[0x04], x, y].concat();
    Ok(spki(&[&der::write(tag::OID, oid::EC), &der::write(tag::OID, id)], &point))
}

fn edwards(x: &[u8]) -> Vec<u8> {
    spki(&[&der::write(tag::OID, oid::ED25519)], x)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The example key of RFC 7517, appendix A.1.
    fn rfc_rsa() -> Value {
        json!({"kty": "RSA", "e": "AQAB", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"})
    }

    fn rfc_ec() -> Value {
        json!({"kty": "EC", "crv": "P-256", "use": "enc", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"})
    }

    fn rfc_edwards() -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    }

    #[test]
    fn the_examples_of_the_standards_are_read() {
        assert_eq!(read(&rfc_rsa()).unwrap().kind, KeyKind::Rsa { bits: 2048 });
        assert_eq!(read(&rfc_ec()).unwrap().kind, KeyKind::EcP256);
        assert_eq!(read(&rfc_edwards()).unwrap().kind, KeyKind::Ed25519);
    }

    #[test]
    fn a_key_makes_the_same_id_however_it_is_dressed() {
        for key in [rfc_rsa(), rfc_ec(), rfc_edwards()] {
            let id = read(&key).unwrap().client_id;
            assert_eq!(id.len(), 43);
            assert!(partnerdesk_api::operation::is_id(&id), "{id}");
            let mut dressed = key.clone();
            dressed["kid"] = json!("another name");
            dressed["alg"] = json!("RS256");
            assert_eq!(read(&dressed).unwrap().client_id, id);
        }
        assert_ne!(read(&rfc_rsa()).unwrap().client_id, read(&rfc_ec()).unwrap().client_id);
    }

    #[test]
    fn what_is_no_usable_public_key_is_refused_by_name() {
        let with = |mut key: Value, name: &str, value: Value| {
            key[name] = value;
            read(&key).unwrap_err()
        };
        assert_eq!(read(&json!({})).unwrap_err(), JwkProblem::NoObject);
        assert_eq!(read(&json!("key")).unwrap_err(), JwkProblem::NoObject);
        assert_eq!(with(rfc_rsa(), "d", json!("X4cT")), JwkProblem::Private);
        assert_eq!(with(rfc_rsa(), "n", json!("not/base64url")), JwkProblem::Member("n"));
        assert_eq!(with(rfc_ec(), "y", json!("AAAA")), JwkProblem::Member("y"));
        assert_eq!(with(rfc_ec(), "crv", json!("secp256k1")), JwkProblem::Kind("EC secp256k1".into()));
        assert_eq!(with(rfc_edwards(), "crv", json!("X25519")), JwkProblem::Kind("OKP".into()));
        assert_eq!(read(&json!({"kty": "oct", "alg": "HS256"})).unwrap_err(), JwkProblem::Kind("oct".into()));
        let weak = with(rfc_rsa(), "n", json!("3q2-7w"));
        assert_eq!(weak, JwkProblem::Key(KeyKind::Rsa { bits: 32 }, KeyProblem::TooShort));
        let off = with(rfc_ec(), "x", json!("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"));
        assert_eq!(off, JwkProblem::Key(KeyKind::EcP256, KeyProblem::Point));
    }
}
