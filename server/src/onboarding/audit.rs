//! Reading the audit trail.

use partnerdesk_api::{
    audit::{AUDIT, AuditRow},
    error::Failure,
    list::{ListQuery, Page},
    operation::NoPath,
};

use crate::{desk::Context, store};

/// A page of the trail.
pub async fn list(context: &mut Context, _: NoPath, query: ListQuery) -> Result<Page<AuditRow>, Failure> {
    super::page(context, &AUDIT, &query, &store::audit::TABLE, store::audit::row).await
}
