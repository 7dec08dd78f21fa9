//! `register`: a partner registers itself.

use partnerdesk_api::{
    account::{self, Profile, SignUp},
    operation::{NoPath, Nothing},
    partner::{self, NewPartner, Registered},
};

use super::{Run, context::CommandContext, error::CliError};
use crate::client::Client;

/// Register yourself as a partner
///
/// Makes your account. After the first sign-in you choose a policy group, accept the terms and upload your
/// certificate. The user name becomes the partner id.
#[derive(Debug, clap::Parser)]
#[command(
    name = "register",
    after_help = "Example:\n  partnerdesk register --partner-type Credential_Partner --first-name Ada --last-name Mwangi \\\n    --organisation 'Cardhouse Ltd' --address '1 Print Lane' --phone '+254 20 123' \\\n    --email desk@cardhouse.example --user-name cardhouse\n\nPartner types and what they need: partnerdesk partners types"
)]
pub(crate) struct Register {
    /// Partner type code, for example Credential_Partner
    #[arg(long, value_name = "CODE")]
    partner_type: Option<String>,
    /// Given name
    #[arg(long, value_name = "TEXT")]
    first_name: Option<String>,
    /// Family name
    #[arg(long, value_name = "TEXT")]
    last_name: Option<String>,
    /// Organisation, exactly as in your certificate
    #[arg(long, value_name = "TEXT", alias = "organization")]
    organisation: Option<String>,
    /// Postal address
    #[arg(long, value_name = "TEXT")]
    address: Option<String>,
    /// Phone number
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// E-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// User name; becomes the partner id, at most 36 characters, no blanks
    #[arg(long, value_name = "NAME")]
    user_name: Option<String>,
    /// Language of notifications: eng, fra or ara
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Read the new password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

impl Run for Register {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        let request = SignUp {
            partner_type: cx.ask.value(self.partner_type, "--partner-type", "Partner type").await?,
            first_name: cx.ask.value(self.first_name, "--first-name", "Given name").await?,
            last_name: cx.ask.value(self.last_name, "--last-name", "Family name").await?,
            organization_name: cx
                .ask
                .value(self.organisation, "--organisation", "Organisation, exactly as in your certificate")
                .await?,
            address: cx.ask.value(self.address, "--address", "Postal address").await?,
            contact_number: cx.ask.value(self.phone, "--phone", "Phone number").await?,
            email_id: cx.ask.value(self.email, "--email", "E-mail").await?,
            user_name: cx.ask.value(self.user_name, "--user-name", "User name").await?,
            lang_code: self.language,
            password: cx.ask.new_password(self.password_stdin).await?,
        };
        let reply = cx.call(&account::SIGN_UP, &NoPath {}, &request).await?;
        let name = &reply.value.user_name;
        cx.out.done(&reply.json, &format!("Registered: {name}.\nNext: partnerdesk sign-in --user-name {name}"))
    }
}

/// The partner of an account, as it is registered from what was given at sign-up.
pub(crate) fn own_partner(me: &Profile, policy_group: Option<String>) -> NewPartner {
    NewPartner {
        partner_id: me.user_name.clone(),
        policy_group,
        organization_name: me.organization_name.clone().unwrap_or_default(),
        address: me.address.clone().unwrap_or_default(),
        contact_number: me.contact_number.clone().unwrap_or_default(),
        email_id: me.email_id.clone(),
        partner_type: me.partner_type.clone().unwrap_or_default(),
        lang_code: Some(me.lang_code.clone()),
    }
}

/// Registers the partner of a type that needs no policy group; answers what the account has to do next.
pub(crate) async fn without_group(client: &Client, me: &Profile) -> Result<Profile, CliError> {
    let _: Registered = client.call(&partner::REGISTER, &NoPath {}, &own_partner(me, None)).await?;
    Ok(client.call(&account::ME, &NoPath {}, &Nothing {}).await?)
}
