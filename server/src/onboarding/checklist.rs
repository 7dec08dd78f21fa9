//! A partner's onboarding at a glance: what is done, what is next, and whose turn it is (beyond B8).

use jiff::Timestamp;
use partnerdesk_api::{
    error::Failure,
    operation::Nothing,
    partner::{
        Actor, Checklist, ChecklistStep, PartnerCode, PartnerPath, PartnerState,
        Step::{self, *},
        StepState::{self, *},
    },
    policy_request::{Mappings, RequestState},
};

use crate::{
    desk::{Context, Desk},
    store::{self, Read as _, account::Account, certificate::Issued, partner::Partner, policy_request::Request},
};

/// The checklist of a partner.
pub async fn of_partner(context: &mut Context, path: PartnerPath, _: Nothing) -> Result<Checklist, Failure> {
    let desk = context.desk.clone();
    let partner: Partner = context.db().find(&path.partner_id).await?.ok_or(PartnerCode::UnknownPartner)?;
    let request = store::policy_request::telling_of_partner(context.db(), &partner.id).await?;
    let steps = Facts::gather(&desk, &partner, context.now).await?.steps(&partner, request.as_ref());
    Ok(Checklist {
        partner_type: partner.partner_type,
        organization_name: partner.organization,
        policy_group_name: Some(partner.group_name).filter(|n| !n.is_empty()),
        request_id: request.map(|r| r.id),
        partner_id: partner.id,
        steps,
    })
}

struct Facts {
    needs_group: bool,
    consent_at: Option<Timestamp>,
    has_root: bool,
    certificate: Option<(Timestamp, Timestamp)>,
    certificate_expired: bool,
}

impl Facts {
    async fn gather(desk: &Desk, partner: &Partner, now: Timestamp) -> Result<Self, Failure> {
        let kind = desk.reference.partner_type(&partner.partner_type);
        let domain = kind.map_or("AUTH", |t| t.certificate_domain.as_str());
        let account: Option<Account> = desk.db.find(&partner.account).await?;
        let issued = match &partner.certificate_id {
            Some(id) => desk.db.find::<Issued>(id).await?,
            None => None,
        };
        Ok(Facts {
            needs_group: kind.is_some_and(|t| t.policy_required),
            consent_at: account.and_then(|a| a.consent_at),
            has_root: store::certificate::has_root(&desk.db, domain, now).await?,
            certificate_expired: issued.as_ref().is_some_and(|c| c.signed_not_after < now),
            certificate: issued.map(|c| (c.uploaded_at, c.signed_not_after)),
        })
    }

    /// Every step with its own state; then the first that is not done becomes the next one.
    fn steps(&self, partner: &Partner, request: Option<&Request>) -> Vec<ChecklistStep> {
        let mut steps = vec![done(Registered, Some(partner.created_at), &[])];
        if self.needs_group {
            steps.push(done(PolicyGroup, Some(partner.created_at), &[&partner.group_name]));
        }
        steps.push(match self.consent_at {
            Some(at) => done(Consent, Some(at), &[]),
            None => open(Consent, Actor::Partner, &[]),
        });
        match &self.certificate {
            Some((at, until)) if !self.certificate_expired => {
                steps.push(done(Certificate, Some(*at), &[&partnerdesk_api::time::date(*until).to_string()]));
            }
            _ => {
                if !self.has_root {
                    steps.push(open(TrustChain, Actor::PartnerAdmin, &[]));
                }
                steps.push(open(Certificate, Actor::Partner, &[]));
            }
        }
        if self.needs_group {
            steps.extend(request_steps(request));
        }
        let all_done = steps.iter().all(|s| s.state == Done) && partner.state != PartnerState::Deactivated;
        steps.push(if all_done { done(Ready, None, &[]) } else { open(Ready, Actor::Partner, &[]) });
        if partner.state == PartnerState::Deactivated {
            steps.iter_mut().filter(|s| s.state != Done).for_each(|s| s.state = Refused);
            return steps;
        }
        mark_next(&mut steps);
        steps
    }
}

/// The steps that a policy request goes through.
fn request_steps(request: Option<&Request>) -> Vec<ChecklistStep> {
    let Some(request) = request else {
        return vec![open(PolicyRequest, Actor::Partner, &[]), open(Decision, Actor::PartnerAdmin, &[])];
    };
    let mut steps = vec![done(PolicyRequest, Some(request.created_at), &[&request.policy_name])];
    if request.mappings != Mappings::NotNeeded {
        let extractors = request.mappings != Mappings::ExtractorsMissing;
        let credential_type = request.mappings == Mappings::Complete;
        for (step, is_done) in [(Extractors, extractors), (CredentialType, credential_type)] {
            steps.push(if is_done {
                done(step, None, &[&request.policy_name])
            } else {
                open(step, Actor::Partner, &[&request.policy_name])
            });
        }
    }
    let reason = request.decision_reason.as_deref().unwrap_or_default();
    steps.push(match request.status {
        RequestState::Approved => done(Decision, request.decided_at, &[&request.policy_name, reason]),
        RequestState::InProgress => open(Decision, Actor::PartnerAdmin, &[&request.policy_name]),
        RequestState::Rejected => ChecklistStep {
            state: Refused,
            done_at: request.decided_at.map(Into::into),
            ..open(Decision, Actor::Partner, &[&request.policy_name, reason])
        },
    });
    steps
}

fn done(step: Step, at: Option<Timestamp>, details: &[&str]) -> ChecklistStep {
    ChecklistStep { step, state: Done, actor: None, done_at: at.map(Into::into), details: texts(details) }
}

fn open(step: Step, actor: Actor, details: &[&str]) -> ChecklistStep {
    ChecklistStep { step, state: Later, actor: Some(actor), done_at: None, details: texts(details) }
}

fn texts(details: &[&str]) -> Vec<String> {
    details.iter().filter(|d| !d.is_empty()).map(|d| (*d).to_string()).collect()
}

/// The first open step is next when the partner can take it, and waiting when somebody else must act. A refused
/// request is followed by a new one, so it counts as the partner's turn.
fn mark_next(steps: &mut [ChecklistStep]) {
    let Some(first) = steps.iter_mut().find(|s| !matches!(s.state, Done)) else { return };
    if first.state == Later {
        first.state = if first.actor == Some(Actor::Partner) { Next } else { StepState::Waiting };
    }
}
