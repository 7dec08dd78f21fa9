//! The certificates of one's own partners: a card each, with what can be done.

use std::time::Duration;

use jiff::Timestamp;
use partnerdesk_api::{
    certificate::{ANCHORS, MINE, OwnCertificate},
    role::Role,
};
use ratatui::layout::Rect;
use serde_json::json;

use super::{Screen, certificate_upload, partners};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Event, Layer, Outcome, Request, Tag, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::{
        loaded::Loaded,
        row_action::{Do, RowAction},
        row_machine::{RowActions, Step},
        status,
    },
};

static GO: Action = Action::new("go.certificate", &["g c"]);

/// Roles with partners of their own that carry certificates.
pub const PARTNERS: &[Role] = &[
    Role::AuthPartner,
    Role::CredentialPartner,
    Role::OnlineVerificationPartner,
    Role::DeviceProvider,
    Role::FtmProvider,
    Role::AbisPartner,
    Role::ManualAdjudication,
    Role::MispPartner,
    Role::SdkPartner,
];

/// The screen's place in the registry.
pub const SCREEN: Screen = Screen {
    action: &GO,
    roles: PARTNERS,
    open: |_, _| Box::new(Cards::new()),
    own: || ACTIONS.iter().map(|a| &a.action).chain([&DOWN, &UP, &REFRESH]).collect(),
};

static DOWN: Action = Action::new("certificate.down", &["j", "Down"]);
static UP: Action = Action::new("certificate.up", &["k", "Up"]);
static REFRESH: Action = Action::new("certificate.refresh", &["r"]);

static ACTIONS: &[RowAction<OwnCertificate>] = &[
    RowAction::new("certificate.upload", &["U", "Enter"], |row: &OwnCertificate, _, _| {
        Do::Call(Request::new(&ANCHORS.info, json!({"partnerDomain": row.partner_domain})))
    })
    .rank(1)
    .when(|row, _| active(row))
    .then(|row, reply, cx| vec![Wish::Page(certificate_upload::layer(row, reply, cx))]),
    RowAction::new("certificate.save-original", &["w o"], |row: &OwnCertificate, _, _| {
        Do::Dialog(partners::certificate_file(&row.partner_id, partners::original, "original"))
    })
    .rank(2)
    .when(|row, _| saved(row)),
    RowAction::new("certificate.save-signed", &["w s"], |row: &OwnCertificate, _, _| {
        Do::Dialog(partners::certificate_file(&row.partner_id, partners::signed, "signed"))
    })
    .rank(3)
    .when(|row, _| saved(row)),
];

/// A partner that waits for its certificate is not active yet, so only the end of one stands against an upload.
fn active(row: &OwnCertificate) -> Enabled {
    Enabled::when(row.is_partner_active || !row.is_certificate_available, "why-own-partner-deactivated")
}

fn saved(row: &OwnCertificate) -> Enabled {
    Enabled::when(row.is_certificate_available, "why-no-own-certificate").and(|| active(row))
}

/// A card per own partner.
struct Cards {
    actions: RowActions<OwnCertificate>,
    mine: Loaded<Vec<OwnCertificate>>,
    at: usize,
}

impl Cards {
    fn new() -> Cards {
        Cards { actions: RowActions::new(ACTIONS), mine: Loaded::default(), at: 0 }
    }

    fn load(&mut self, cx: &Context) -> Vec<Wish> {
        self.mine.ask(Request::new(&MINE.info, json!({})), cx)
    }

    fn rows(&self) -> &[OwnCertificate] {
        self.mine.value().map_or(&[], Vec::as_slice)
    }

    fn last(&self) -> usize {
        self.rows().len().saturating_sub(1)
    }

    /// An action that has ended shows how the cards stand now.
    fn after(&mut self, step: Step, cx: &Context) -> Vec<Wish> {
        let mut wishes = step.wishes;
        wishes.extend(step.ended.into_iter().flat_map(|_| self.load(cx)));
        wishes
    }
}

impl Layer for Cards {
    fn name(&self) -> &'static str {
        "certificate"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("screen-certificate")]
    }
    fn offers(&self, cx: &Context) -> Vec<Offer> {
        let here: Vec<&OwnCertificate> = self.rows().get(self.at).into_iter().collect();
        let mut offers = self.actions.offers(&here, cx);
        offers.extend([&DOWN, &UP, &REFRESH].map(Offer::yes));
        offers
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn resume(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Vec<Wish> {
        match id {
            "certificate.down" => self.at = (self.at + 1).min(self.last()),
            "certificate.up" => self.at = self.at.saturating_sub(1),
            "certificate.refresh" => return self.load(cx),
            _ => {
                let row = self.rows().get(self.at).map(|row| (row.partner_id.clone(), row.clone()));
                return self.actions.act(id, row.into_iter().collect(), cx);
            }
        }
        Vec::new()
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        if self.mine.event(&event, cx) {
            self.at = self.at.min(self.last());
            return Vec::new();
        }
        self.actions.event(&event, cx).map_or_else(Vec::new, |step| self.after(step, cx))
    }
    fn outcome(&mut self, tag: Tag, outcome: Outcome, cx: &Context) -> Vec<Wish> {
        self.actions.outcome(tag, &outcome, cx).map_or_else(Vec::new, |step| self.after(step, cx))
    }
    fn stopped(&mut self, _: &Context) {
        self.mine.stopped();
    }
    fn wake(&self, cx: &Context) -> Option<Duration> {
        self.mine.wake(cx)
    }
    fn status(&self, cx: &Context) -> String {
        self.mine.status(cx)
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let place = Rect { x: area.x + 4, width: area.width.saturating_sub(8).min(90), ..area };
        let mut y = area.y + self.mine.draw(place, paint);
        if self.mine.value().is_some_and(Vec::is_empty) {
            paint.paragraph(Rect { y: y + 1, ..place }, &cx.say("certificate-no-partner"), Tone::Quiet);
        }
        // The chosen card is always in sight: each needs at most eight lines.
        let first = self.at.saturating_sub(usize::from(area.height / 8).saturating_sub(1));
        for (i, row) in self.rows().iter().enumerate().skip(first) {
            if y + 6 > area.bottom() {
                paint.put_right(area.right() - 2, area.bottom() - 1, 20, &cx.say("detail-more"), Tone::Quiet);
                break;
            }
            if i == self.at {
                paint.put(area.x + 2, y, 1, cx.symbols.cursor, Tone::Cursor);
                paint.cursor = Some((area.x + 2, y).into());
            }
            y += draw_card(row, Rect { y, ..place }, paint);
        }
    }
}

/// One card; returns the lines that it takes.
fn draw_card(row: &OwnCertificate, place: Rect, paint: &mut Paint<'_>) -> u16 {
    let cx = paint.cx;
    let head = format!("{} {} {}", row.partner_id, cx.symbols.dot, row.partner_type);
    paint.outside(place.x, place.y, place.width, &head, Tone::Title);
    let ends = row.certificate_expiry_date_time.map(|at| at.0);
    let wire = match (row.is_partner_active || !row.is_certificate_available, ends) {
        (false, _) => "deactivated",
        (true, Some(ends)) => partners::state(ends, cx),
        (true, None) => "not_uploaded",
    };
    let (state, tone) = status::shown(wire, cx);
    let date = |at: Option<Timestamp>| at.map_or_else(|| "-".to_string(), |at| cx.date_time(at));
    let fields = [
        ("col-certificateUploadStatus", state, tone),
        ("col-issuedTo", row.certificate_issued_to.clone().unwrap_or_else(|| "-".into()), Tone::Ink),
        ("partner-signed-until", date(ends), Tone::Ink),
        ("certificate-uploaded", date(row.certificate_upload_date_time.map(|at| at.0)), Tone::Ink),
    ];
    let wide = fields.iter().map(|(label, ..)| text::width(&cx.say(label))).max().unwrap_or(0) + 3;
    // What a partner without a certificate has not got needs no lines.
    let shown = if row.is_certificate_available { fields.len() } else { 1 };
    for (y, (label, value, tone)) in (place.y + 1..).zip(fields.iter().take(shown)) {
        let label = text::pad(&cx.say(label), wide);
        let value = text::clean(value).into_owned();
        paint.pieces(place.x, y, place.width, &[(&label, Tone::Head), (&value, *tone)]);
    }
    let below = u16::try_from(shown).unwrap_or(4) + 1;
    if wire == "valid" {
        return below + 1;
    }
    let advice = match wire {
        "deactivated" => cx.say("why-own-partner-deactivated"),
        _ => {
            cx.with("certificate-wanted", &[("organisation", text::clean(&row.organization_name).into_owned().into())])
        }
    };
    below + paint.paragraph(Rect { y: place.y + below, height: 3, ..place }, &advice, Tone::Warm) + 1
}

#[cfg(test)]
#[path = "certificate_tests.rs"]
mod tests;
