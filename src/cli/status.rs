//! `status`: a partner's onboarding as a checklist.

use partnerdesk_api::{
    account,
    operation::{NoPath, Nothing},
    partner::{self, Actor, Checklist, ChecklistStep, PartnerPath, Step, StepState},
};

use super::{
    Run, clean,
    context::CommandContext,
    error::{CliError, Exit},
    output::{Format, print},
};

/// What a partner has done, what is next and whose turn it is
#[derive(Debug, clap::Parser)]
#[command(name = "status", after_help = "Examples:\n  partnerdesk status\n  partnerdesk status cardhouse -o json")]
pub(crate) struct Status {
    /// Partner id [default: your own partner]
    partner: Option<String>,
}

impl Run for Status {
    async fn run(self, cx: &CommandContext) -> Result<(), CliError> {
        let partner_id = match self.partner {
            Some(partner) => partner,
            None => own(cx).await?,
        };
        let reply = cx.call(&partner::CHECKLIST, &PartnerPath { partner_id }, &Nothing {}).await?;
        match cx.out.format {
            Format::Table => print(&text(&reply.value)),
            Format::Csv => cx.out.records(&reply.json["steps"], ""),
            Format::Json => cx.out.json(&reply.json),
        }
    }
}

/// The only partner of the signed-in account.
pub(crate) async fn own(cx: &CommandContext) -> Result<String, CliError> {
    let me = cx.call(&account::ME, &NoPath {}, &Nothing {}).await?.value;
    match me.partners.as_slice() {
        [only] => Ok(only.partner_id.clone()),
        [] => Err(CliError::new(Exit::NotFound, "No partner belongs to your account yet.")
            .hint("Name a partner, or finish your registration: partnerdesk auth status")),
        several => {
            let ids: Vec<_> = several.iter().map(|p| p.partner_id.as_str()).collect();
            Err(CliError::usage(format!("You have several partners; name one: {}.", ids.join(", "))))
        }
    }
}

fn text(checklist: &Checklist) -> String {
    let Checklist { partner_id, partner_type, organization_name, policy_group_name, .. } = checklist;
    let group = policy_group_name.as_deref().map(|g| format!(", group {g}")).unwrap_or_default();
    let mut lines = vec![format!("{organization_name} ({partner_id}), {partner_type}{group}"), String::new()];
    lines.extend(checklist.steps.iter().map(line));
    if let Some(next) = checklist.steps.iter().find(|s| s.state == StepState::Next) {
        lines.push(String::new());
        lines.push(format!("Next: {}", command(next.step, checklist)));
    }
    lines.iter().map(|line| format!("{}\n", clean::line(line))).collect()
}

fn line(step: &ChecklistStep) -> String {
    let (sign, word) = match step.state {
        StepState::Done => ('✓', ""),
        StepState::Next => ('→', "next"),
        StepState::Waiting => ('…', "waits"),
        StepState::Later => ('·', "later"),
        StepState::Refused => ('✗', "refused"),
    };
    let mut notes: Vec<String> = Vec::new();
    if !word.is_empty() {
        notes.push(word.into());
    }
    if let Some(actor) = step.actor.filter(|_| matches!(step.state, StepState::Next | StepState::Waiting)) {
        notes.push(format!("turn of {}", whose(actor)));
    }
    let meaning = if step.step == Step::Certificate { "valid until " } else { "" };
    notes.extend(step.details.iter().map(|detail| format!("{meaning}{detail}")));
    notes.extend(step.done_at.map(|at| at.0.strftime("%Y-%m-%d").to_string()));
    let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join("; ")) };
    format!("  {sign} {}{notes}", name(step.step))
}

fn whose(actor: Actor) -> &'static str {
    match actor {
        Actor::Partner => "the partner",
        Actor::PartnerAdmin => "the partner admin",
        Actor::PolicyManager => "the policy manager",
    }
}

fn name(step: Step) -> &'static str {
    match step {
        Step::Registered => "Registered",
        Step::PolicyGroup => "Policy group chosen",
        Step::Consent => "Terms accepted",
        Step::TrustChain => "Trust chain loaded",
        Step::Certificate => "Certificate accepted",
        Step::PolicyRequest => "Policy requested",
        Step::Extractors => "Extractors mapped",
        Step::CredentialType => "Credential type mapped",
        Step::Decision => "Decision",
        Step::Ready => "Active",
    }
}

/// The command that takes a step.
fn command(step: Step, checklist: &Checklist) -> String {
    let partner = &checklist.partner_id;
    let request = checklist.request_id.as_deref().unwrap_or("REQUEST");
    match step {
        Step::Registered => "partnerdesk sign-in".into(),
        Step::PolicyGroup => "partnerdesk policy-groups choose NAME".into(),
        Step::Consent => "partnerdesk consent give".into(),
        Step::TrustChain => "partnerdesk trust-store upload FILE --domain DOMAIN".into(),
        Step::Certificate => format!("partnerdesk certificates upload {partner} FILE"),
        Step::PolicyRequest => format!("partnerdesk requests create {partner} --policy NAME --use-case TEXT"),
        Step::Extractors => format!("partnerdesk requests map-extractors {request} --extractor …"),
        Step::CredentialType => format!("partnerdesk requests map-credential-type {request} TYPE"),
        Step::Decision => format!("partnerdesk requests approve {request}"),
        Step::Ready => "nothing; onboarding is complete".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checklist_says_what_is_next_and_whose_turn_it_is() {
        let step = |step, state, actor| ChecklistStep { step, state, actor, done_at: None, details: Vec::new() };
        let checklist = Checklist {
            partner_id: "cardhouse".into(),
            partner_type: "Credential_Partner".into(),
            organization_name: "Cardhouse\u{1b}[2J".into(),
            policy_group_name: Some("Printing".into()),
            request_id: None,
            steps: vec![
                step(Step::Registered, StepState::Done, None),
                step(Step::Certificate, StepState::Next, Some(Actor::Partner)),
                step(Step::Decision, StepState::Later, None),
            ],
        };
        let expected = "Cardhouse␛[2J (cardhouse), Credential_Partner, group Printing\n\n  ✓ Registered\n  → Certificate accepted  (next; turn of the partner)\n  · Decision  (later)\n\nNext: partnerdesk certificates upload cardhouse FILE\n";
        assert_eq!(text(&checklist), expected);
    }
}
