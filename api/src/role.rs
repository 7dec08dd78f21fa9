//! Roles: what an account may do. The words are those of MOSIP's tokens.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// A role of an account. Several may be held at once.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum Role { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl Role {
            /// Every role that exists.
            pub const ALL: &'static [Role] = &[$(Role::$variant,)+];

            /// The word in tokens and on the wire.
            pub const fn word(self) -> &'static str { match self { $(Role::$variant => $word,)+ } }
        }
    };
}

roles! {
    /// Sees and decides everything.
    PartnerAdmin = "PARTNER_ADMIN",
    /// Makes policy groups and policies.
    PolicyManager = "POLICYMANAGER",
    /// MOSIP's older word for a manager of partners; kept for its scripts.
    PartnerManager = "PARTNERMANAGER",
    /// Sees the queues and claims items, decides nothing. Ours.
    Support = "SUPPORT",
    /// Authentication partner: banks, telecoms.
    AuthPartner = "AUTH_PARTNER",
    /// Credential partner: issues cards and documents.
    CredentialPartner = "CREDENTIAL_PARTNER",
    /// Online verification partner.
    OnlineVerificationPartner = "ONLINE_VERIFICATION_PARTNER",
    /// Makes biometric devices.
    DeviceProvider = "DEVICE_PROVIDER",
    /// Makes foundational trust modules (FTM chips).
    FtmProvider = "FTM_PROVIDER",
    /// Biometric matching engine.
    AbisPartner = "ABIS_PARTNER",
    /// Manual adjudication.
    ManualAdjudication = "MANUAL_ADJUDICATION",
    /// Infrastructure provider.
    MispPartner = "MISP_PARTNER",
    /// Makes biometric SDKs.
    SdkPartner = "SDK_PARTNER",
    /// Print partner; reference data.
    PrintPartner = "PRINT_PARTNER",
    /// Internal partner; reference data.
    InternalPartner = "INTERNAL_PARTNER",
    /// Key-binding partner; reference data.
    BindingPartner = "BINDING_PARTNER",
    /// MOSIP's generic partner role.
    Partner = "PARTNER",
    /// MOSIP's generic user role.
    PmsUser = "PMS_USER",
    /// MOSIP's credential issuance module.
    CredentialIssuance = "CREDENTIAL_ISSUANCE",
    /// MOSIP's data-share module.
    CreateShare = "CREATE_SHARE",
    /// MOSIP's ID authentication module.
    IdAuthentication = "ID_AUTHENTICATION",
}

impl Role {
    /// The role of a word on the wire, if it is one.
    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|r| r.word() == word)
    }
}

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not.
    Public,
    /// Every signed-in account.
    SignedIn,
    /// Accounts with one of the roles.
    Roles(&'static [Role]),
}
