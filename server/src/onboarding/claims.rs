//! What an OIDC client may be told of a citizen, and how a citizen may authenticate: both follow from the policy.
//!
//! MOSIP takes the two translations from files of its deployment; these are the claims of OpenID Connect for the
//! attributes of MOSIP's identity schema, and the ACR values that eSignet knows.

use serde_json::Value;

/// Claims of OpenID Connect with the attributes that they are made of.
const CLAIMS: &[(&str, &[&str])] = &[
    ("name", &["fullName", "name"]),
    ("given_name", &["firstName", "givenName"]),
    ("middle_name", &["middleName"]),
    ("family_name", &["lastName", "familyName"]),
    ("birthdate", &["dateOfBirth", "dob"]),
    ("gender", &["gender"]),
    ("email", &["email", "emailId"]),
    ("phone_number", &["phone", "phoneNumber"]),
    ("picture", &["photo", "face"]),
    ("locale", &["preferredLang"]),
    (
        "address",
        &[
            "address",
            "fullAddress",
            "addressLine1",
            "addressLine2",
            "addressLine3",
            "region",
            "province",
            "city",
            "zone",
            "postalCode",
        ],
    ),
    ("individual_id", &["individualId"]),
];

/// ACR values with the ways to authenticate that they stand for.
const ACR_VALUES: &[(&str, &[&str])] = &[
    ("mosip:idp:acr:generated-code", &["otp", "otp-request"]),
    ("mosip:idp:acr:biometrics", &["bio"]),
    ("mosip:idp:acr:static-code", &["pin"]),
    ("mosip:idp:acr:password", &["pwd", "password"]),
    ("mosip:idp:acr:linked-wallet", &["wla"]),
];

fn texts<'a>(policy: &'a Value, list: &str, member: &str) -> Vec<&'a str> {
    let items = policy[list].as_array().into_iter().flatten();
    items.filter_map(|item| item[member].as_str()).collect()
}

fn translated(table: &[(&str, &[&str])], words: &[&str]) -> Vec<String> {
    let stands = |of: &[&str]| words.iter().any(|word| of.iter().any(|known| known.eq_ignore_ascii_case(word)));
    table.iter().filter(|(_, of)| stands(of)).map(|(name, _)| (*name).to_string()).collect()
}

/// The claims that a policy gives.
pub(super) fn claims(policy: &Value) -> Vec<String> {
    translated(CLAIMS, &texts(policy, "allowedKycAttributes", "attributeName"))
}

/// The ACR values that a policy allows.
pub(super) fn acr_values(policy: &Value) -> Vec<String> {
    translated(ACR_VALUES, &texts(policy, "allowedAuthTypes", "authType"))
}

/// Whether a policy prescribes a way to authenticate.
pub(super) fn has_mandatory(policy: &Value) -> bool {
    policy["allowedAuthTypes"].as_array().into_iter().flatten().any(|kind| kind["mandatory"] == true)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn claims_and_acr_values_follow_from_the_policy() {
        let policy = json!({
            "allowedAuthTypes": [
                {"authType": "otp", "mandatory": false}, {"authType": "bio", "authSubType": "FACE", "mandatory": false},
                {"authType": "demo", "mandatory": false},
            ],
            "allowedKycAttributes": [
                {"attributeName": "fullName"}, {"attributeName": "city"}, {"attributeName": "postalCode"},
                {"attributeName": "shoeSize"},
            ],
        });
        assert_eq!(claims(&policy), ["name", "address"]);
        assert_eq!(acr_values(&policy), ["mosip:idp:acr:generated-code", "mosip:idp:acr:biometrics"]);
        assert!(!has_mandatory(&policy));
        assert!(has_mandatory(&json!({"allowedAuthTypes": [{"authType": "otp", "mandatory": true}]})));
        assert!(
            claims(&json!({})).is_empty()
                && acr_values(&json!({"allowedAuthTypes": [{"authType": "demo"}]})).is_empty()
        );
    }
}
