//! Consent to the terms and conditions; given once per account.

use partnerdesk_api::{
    account::{AccountCode, Consent},
    error::Failure,
    operation::{NoPath, Nothing},
};

use crate::{
    desk::Context,
    store::{self, Read as _, account::Account},
};

/// Whether the caller gave consent.
pub async fn state(context: &mut Context, _: NoPath, _: Nothing) -> Result<Consent, Failure> {
    let account: Account = context.db().find(&context.caller.user).await?.ok_or(AccountCode::UnknownAccount)?;
    Ok(consent(account))
}

/// Gives consent. Giving it again changes nothing: the first time stays (upstream overwrites it and forgets other
/// things with it).
pub async fn give(context: &mut Context, _: NoPath, _: Nothing) -> Result<Consent, Failure> {
    let (user, now) = (context.caller.user.clone(), context.now);
    context.about(user.clone());
    let tx = context.tx().await?;
    store::account::consent(tx, &user, now).await?;
    Ok(consent(tx.find(&user).await?.ok_or(AccountCode::UnknownAccount)?))
}

fn consent(account: Account) -> Consent {
    Consent {
        user_id: account.user_name,
        consent_given: account.consent_at.is_some(),
        consent_given_date_time: account.consent_at.map(Into::into),
    }
}
