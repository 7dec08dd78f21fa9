//! Access tokens: short-lived JWTs with the claims that MOSIP's clients read. A token only names its session; the
//! session is looked up on each request, so that ending it works at once.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use partnerdesk_api::{common::CommonCode, error::Failure, role::Role, secret::Secret};
use serde::{Deserialize, Serialize};

use super::keys::Keys;

/// How long an access token works.
pub const ACCESS_LIFE: SignedDuration = SignedDuration::from_mins(10);
const ISSUER: &str = "partnerdesk";

/// What a token says, in MOSIP's words (pms-api 1.9).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    /// Seconds since 1970.
    pub exp: i64,
    iat: i64,
    /// The session.
    pub sid: String,
    /// The user name.
    pub preferred_username: String,
    given_name: String,
    family_name: String,
    email: String,
    #[serde(rename = "addressTest", skip_serializing_if = "Option::is_none", default)]
    address: Option<String>,
    #[serde(rename = "phoneNumber", skip_serializing_if = "Option::is_none", default)]
    phone_number: Option<String>,
    #[serde(rename = "organizationName", skip_serializing_if = "Option::is_none", default)]
    organization_name: Option<String>,
    #[serde(rename = "partnerType", skip_serializing_if = "Option::is_none", default)]
    partner_type: Option<String>,
    #[serde(rename = "langCode")]
    lang_code: String,
    locale: String,
    /// Roles.
    pub realm_access: RealmAccess,
}

/// Where MOSIP's identity provider puts roles.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RealmAccess {
    /// The role words.
    pub roles: Vec<Role>,
}

/// Makes the access token of a session.
///
/// # Errors
/// [`CommonCode::Internal`] when the token cannot be signed.
pub fn issue(
    keys: &Keys,
    session: &str,
    profile: &partnerdesk_api::account::Profile,
    now: Timestamp,
) -> Result<(Secret, Timestamp), Failure> {
    let expires = now + ACCESS_LIFE;
    let claims = Claims {
        iss: ISSUER.into(),
        exp: expires.as_second(),
        iat: now.as_second(),
        sid: session.into(),
        preferred_username: profile.user_name.clone(),
        given_name: profile.first_name.clone(),
        family_name: profile.last_name.clone(),
        email: profile.email_id.clone(),
        address: profile.address.clone(),
        phone_number: profile.contact_number.clone(),
        organization_name: profile.organization_name.clone(),
        partner_type: profile.partner_type.clone(),
        lang_code: profile.lang_code.clone(),
        locale: profile.lang_code.clone(),
        realm_access: RealmAccess { roles: profile.roles.clone() },
    };
    let token = encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(&keys.tokens));
    Ok((Secret::new(token.map_err(|_| CommonCode::Internal)?), expires))
}

/// Reads a token that this installation signed and that has not run out.
pub fn read(keys: &Keys, token: &str, now: Timestamp) -> Option<Claims> {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_issuer(&[ISSUER]);
    rules.validate_aud = false;
    // The clock is passed in; the library would ask the system's.
    rules.validate_exp = false;
    let claims = decode::<Claims>(token, &DecodingKey::from_secret(&keys.tokens), &rules).ok()?.claims;
    (claims.exp > now.as_second()).then_some(claims)
}
