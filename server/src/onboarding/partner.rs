//! Partners as admins and their owners see them, and their deactivation.

use partnerdesk_api::{
    common::ListCode,
    error::Failure,
    list::{ListQuery, Page},
    operation::{NoPath, Nothing},
    partner::{
        Done, FoundPartner, NewPartnerStatus, OwnPartner, OwnQuery, PARTNERS, PartnerCode, PartnerDetail, PartnerPath,
        PartnerRow, PartnerSearch, PartnerState, SEALED_COLUMNS,
    },
    role::Role,
    search::{FilterValues, Found, Search, Values},
};
use serde_json::json;

use super::{
    account::{PERSONAL, open},
    misp_licence,
};
use crate::{
    desk::{Context, Desk},
    store::{self, Read as _, account::Account, certificate::Issued, partner::Partner, policy_group::Group},
};

/// Partner types that admins manage for others, and may list by type (pms-api #36 [newer]).
const MANAGED_TYPES: &[&str] = &["MISP_Partner", "ABIS_Partner", "Manual_Adjudication", "Online_Verification_Partner"];

/// All partners.
pub async fn list(context: &mut Context, _: NoPath, mut query: ListQuery) -> Result<Page<PartnerRow>, Failure> {
    // E-mail is sealed; it is found by its hash only, so it compares exactly.
    if let Some(email) = query.get("emailAddress").map(str::to_string) {
        query = query.with("emailAddress", context.desk.keys.lookup(&email));
    }
    let desk = context.desk.clone();
    let by_email = query.get("sortFieldName") == Some("emailAddress");
    let page = super::opened_page(context, &PARTNERS, &query, &store::partner::TABLE, |partner: Partner| {
        let email = open_stored(&desk, &partner.email_sealed)?;
        Ok(listed(partner, email))
    });
    page.await.map_err(|failure| match failure.code == ListCode::SortField.info().code && by_email {
        true => PartnerCode::Sealed.into(),
        false => failure,
    })
}

/// A row of the list, with what its e-mail address is shown as.
fn listed(partner: Partner, email_address: String) -> PartnerRow {
    PartnerRow {
        partner_id: partner.id,
        partner_type: partner.partner_type,
        org_name: partner.organization,
        policy_group_id: partner.group_id,
        policy_group_name: Some(partner.group_name).filter(|n| !n.is_empty()),
        email_address,
        certificate_upload_status: partner.certificate_status.into(),
        is_active: partner.state.is_active(),
        status: partner.state.into(),
        created_date_time: partner.created_at.into(),
    }
}

fn open_stored(desk: &Desk, sealed: &str) -> store::Result<String> {
    desk.keys.open_text(PERSONAL, sealed).map_err(|e| store::Error::Damaged(e.to_string()))
}

/// Partners, as older clients ask for them (pms-api #25); own ones for partners.
pub async fn search(context: &mut Context, _: NoPath, input: PartnerSearch) -> Result<Found<FoundPartner>, Failure> {
    let PartnerSearch { partner_type, filters, sort, pagination } = input;
    let named = filters.iter().map(|f| &f.column_name).chain(sort.iter().map(|s| &s.sort_field));
    refuse_sealed(named)?;
    let asked = Search { filters, sort, pagination }.check(&PARTNERS)?;
    let asked = asked.of_type(&PARTNERS, "partnerTypeCode", &partner_type)?;
    let desk = context.desk.clone();
    let (table, row) = (&store::partner::SEARCH, |partner: Partner| listed(partner, String::new()));
    super::search::found(context, &PARTNERS, &asked, table, row, |partner| found(&desk, partner)).await
}

/// Values of columns of partners (pms-api #27).
pub async fn values(context: &mut Context, _: NoPath, input: Values) -> Result<FilterValues, Failure> {
    let others = input.optional_filters.iter().map(|f| &f.column_name);
    refuse_sealed(input.filters.iter().map(|f| &f.column_name).chain(others))?;
    let asked = (input.filters.as_slice(), input.optional_filters.as_slice());
    let (table, row) = (&store::partner::SEARCH, |partner: Partner| listed(partner, String::new()));
    super::search::values(context, &PARTNERS, asked, Ok, table, row, |partner| partner.partner_id.clone()).await
}

fn refuse_sealed<'a>(mut columns: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
    if columns.any(|column| SEALED_COLUMNS.contains(&column.as_str())) {
        return Err(PartnerCode::Sealed.into());
    }
    Ok(())
}

fn found(desk: &Desk, partner: Partner) -> store::Result<FoundPartner> {
    Ok(FoundPartner {
        address: open_stored(desk, &partner.address_sealed)?,
        contact_no: open_stored(desk, &partner.contact_sealed)?,
        email_id: open_stored(desk, &partner.email_sealed)?,
        approval_status: partner.state.approval().into(),
        is_active: partner.state.is_active(),
        is_deleted: false,
        id: partner.id,
        name: partner.organization,
        partner_type_code: partner.partner_type,
        policy_group_id: partner.group_id,
        certificate_alias: partner.certificate_id,
        user_id: partner.account,
        lang_code: partner.lang_code,
        cr_by: partner.created_by,
        cr_dtimes: partner.created_at.into(),
        upd_by: partner.updated_by,
        upd_dtimes: partner.updated_at.map(Into::into),
        del_dtimes: None,
    })
}

/// One partner.
pub async fn detail(context: &mut Context, path: PartnerPath, _: Nothing) -> Result<PartnerDetail, Failure> {
    let desk = context.desk.clone();
    let partner: Partner = context.db().find(&path.partner_id).await?.ok_or(PartnerCode::UnknownPartner)?;
    let account: Option<Account> = context.db().find(&partner.account).await?;
    let group = match &partner.group_id {
        Some(id) => context.db().find::<Group>(id).await?,
        None => None,
    };
    let issued = match &partner.certificate_id {
        Some(id) => context.db().find::<Issued>(id).await?,
        None => None,
    };
    Ok(PartnerDetail {
        first_name: account.as_ref().map(|a| a.first_name.clone()),
        last_name: account.map(|a| a.last_name),
        approval_status: partner.state.approval().into(),
        created_date_time: partner.created_at.into(),
        contact_number: open(&desk, &partner.contact_sealed)?,
        address: open(&desk, &partner.address_sealed)?,
        email_id: open(&desk, &partner.email_sealed)?,
        policy_group_name: group.as_ref().map(|g| g.name.clone()),
        policy_group_description: group.map(|g| g.description),
        certificate_upload_date_time: issued.as_ref().map(|c| c.signed_not_before.into()),
        certificate_expiry_date_time: issued.as_ref().map(|c| c.signed_not_after.into()),
        is_certificate_available: issued.is_some(),
        is_active: partner.state.is_active(),
        partner_id: partner.id,
        partner_type: partner.partner_type,
        organization_name: partner.organization,
    })
}

/// Deactivates a partner (pms-api #6); final. Activating happens by certificate only, so `Active` changes nothing for an
/// active partner and is refused for one without a certificate.
pub async fn set_status(context: &mut Context, path: PartnerPath, input: NewPartnerStatus) -> Result<Done, Failure> {
    let (now, by) = (context.now, context.caller.user.clone());
    let tx = context.tx().await?;
    let partner: Partner = tx.find(&path.partner_id).await?.ok_or(PartnerCode::UnknownToManager)?;
    if partner.state == PartnerState::Deactivated {
        return Err(PartnerCode::AlreadyDeactivated.into());
    }
    match input.to()? {
        PartnerState::Deactivated => {
            // Upstream answers success for a partner that never was active, and changes nothing; so do we.
            if let Some(step) = partner.state.becomes(PartnerState::Deactivated) {
                if !store::partner::change_state(tx, &partner.id, step, &by, now).await? {
                    return Err(PartnerCode::AlreadyDeactivated.into());
                }
                // Its requests show its state. After the move: one that was being made meanwhile is there by now.
                store::policy_request::partner_moved(tx, &partner.id, step.to()).await?;
                let body = json!({"partnerData": {"partnerId": partner.id, "partnerName": partner.organization, "partnerStatus": "DEACTIVE"}});
                context.event("PARTNER_UPDATED", &body).await?;
                misp_licence::of_deactivated(context, &partner.id).await?;
            }
            Ok(Done { message: "Partner de-activated successfully".into() })
        }
        _ if partner.state.is_active() => Ok(Done { message: "Partner activated successfully".into() }),
        _ => Err(Failure::from(PartnerCode::GroupOrCertificateMissing)
            .saying("This partner has no certificate yet. It becomes active when its certificate is accepted.")),
    }
}

/// The caller's own partners; for an admin, all partners of a type that admins manage (pms-api #36).
pub async fn own(context: &mut Context, _: NoPath, query: OwnQuery) -> Result<Vec<OwnPartner>, Failure> {
    let wanted = query.partner_type.as_deref();
    let mut partners = if context.caller.is(Role::PartnerAdmin) {
        let named = wanted.filter(|t| MANAGED_TYPES.contains(t)).ok_or(PartnerCode::AdminNamesType)?;
        store::partner::of_type(context.db(), named).await?
    } else {
        let own = store::partner::of_account(context.db(), &context.caller.user).await?;
        if own.is_empty() {
            return Err(PartnerCode::NoOwnPartner.into());
        }
        if wanted.is_some_and(|t| !own.iter().any(|p| p.partner_type == t)) {
            return Err(PartnerCode::TypeNotOwn.into());
        }
        own
    };
    let fits = |p: &Partner| {
        wanted.is_none_or(|t| p.partner_type == t)
            && query.status.as_deref().is_none_or(|s| p.state.approval() == s)
            && query.policy_group_available.as_deref().is_none_or(|w| (w == "true") == p.group_id.is_some())
    };
    partners.retain(fits);
    let mut rows = Vec::with_capacity(partners.len());
    for partner in partners {
        let group = match &partner.group_id {
            Some(id) => context.db().find::<Group>(id).await?,
            None => None,
        };
        rows.push(OwnPartner {
            partner_id: partner.id,
            partner_type: partner.partner_type,
            policy_group_id: partner.group_id,
            policy_group_name: group.as_ref().map(|g| g.name.clone()),
            policy_group_description: group.map(|g| g.description),
        });
    }
    Ok(rows)
}
