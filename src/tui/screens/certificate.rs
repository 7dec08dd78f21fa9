//! The certificates of one's own partners: a card each, with what can be done.

use jiff::Timestamp;
use partnerdesk_api::{
    certificate::{ANCHORS, MINE, OwnCertificate},
    role::Role,
};
use ratatui::layout::Rect;
use serde_json::{Value, json};

use super::{Screen, certificate_upload, partner_type, partners};
use crate::{
    client::ClientError,
    tui::{
        context::Context,
        keymap::{Action, Enabled, Offer},
        layer::{Event, Layer, Request, Tag, Task, Toast, Wish},
        paint::Paint,
        text,
        theme::Tone,
        widgets::{
            failure,
            row_action::{self, Do, RowAction},
            status,
        },
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
    open: |_, _| Box::new(Cards::default()),
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

const MINE_ASKED: &str = "certificate:mine";

/// A card per own partner.
#[derive(Default)]
struct Cards {
    rows: Vec<OwnCertificate>,
    answered: bool,
    failure: Option<ClientError>,
    at: usize,
}

impl Cards {
    fn load() -> Vec<Wish> {
        vec![Wish::Run(Task::Call(Tag::new(MINE_ASKED), Request::new(&MINE.info, json!({}))))]
    }

    fn begin(&self, index: usize, cx: &Context) -> Vec<Wish> {
        let row = self.rows.get(self.at).map(|row| (row.partner_id.clone(), row.clone()));
        row_action::begin(ACTIONS, index, &row.into_iter().collect::<Vec<_>>(), cx)
    }

    fn mine(&mut self, result: Result<Value, ClientError>) {
        self.answered = true;
        let read = |value| serde_json::from_value(value).map_err(|e| ClientError::Unreadable(e.to_string()));
        match result.and_then(read) {
            Ok(rows) => (self.rows, self.failure) = (rows, None),
            Err(error) => self.failure = Some(error),
        }
        self.at = self.at.min(self.rows.len().saturating_sub(1));
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
        let here: Vec<&OwnCertificate> = self.rows.get(self.at).into_iter().collect();
        let mut offers = row_action::offers(ACTIONS, &here, cx);
        offers.extend([&DOWN, &UP, &REFRESH].map(Offer::yes));
        offers
    }
    fn start(&mut self, _: &Context) -> Vec<Wish> {
        Cards::load()
    }
    fn resume(&mut self, _: &Context) -> Vec<Wish> {
        Cards::load()
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Vec<Wish> {
        match id {
            "certificate.down" => self.at = (self.at + 1).min(self.rows.len().saturating_sub(1)),
            "certificate.up" => self.at = self.at.saturating_sub(1),
            "certificate.refresh" => return Cards::load(),
            _ => {
                let index = ACTIONS.iter().position(|a| a.action.id == id);
                return index.map_or_else(Vec::new, |index| self.begin(index, cx));
            }
        }
        Vec::new()
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        match event {
            Event::Reply(Tag { name: MINE_ASKED, .. }, result) => self.mine(result),
            Event::Reply(Tag { name: row_action::CALLED, number }, Ok(reply)) => {
                let index = usize::try_from(number).unwrap_or(usize::MAX);
                let (Some(action), Some(row)) = (ACTIONS.get(index), self.rows.get(self.at)) else { return Vec::new() };
                return row_action::succeeded(action, index, &row.partner_id, row, &reply, cx);
            }
            Event::Reply(_, Err(error)) => return vec![Wish::Toast(Toast::error(failure::sentence(&error, cx)))],
            _ => {}
        }
        Vec::new()
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let place = Rect { x: area.x + 4, width: area.width.saturating_sub(8).min(90), ..area };
        let instead = match (&self.failure, self.answered, self.rows.is_empty()) {
            (Some(error), ..) => Some((format!("{} {}", cx.symbols.cross, failure::sentence(error, cx)), Tone::Bad)),
            (None, false, _) => Some((cx.say("list-loading"), Tone::Quiet)),
            (None, true, true) => Some((cx.say("certificate-no-partner"), Tone::Quiet)),
            _ => None,
        };
        if let Some((sentence, tone)) = instead {
            paint.paragraph(Rect { y: area.y + 1, ..place }, &sentence, tone);
            return;
        }
        // The chosen card is always in sight: each needs at most eight lines.
        let first = self.at.saturating_sub(usize::from(area.height / 8).saturating_sub(1));
        let mut y = area.y;
        for (i, row) in self.rows.iter().enumerate().skip(first) {
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
    let head = format!("{} {} {}", row.partner_id, cx.symbols.dot, partner_type(&row.partner_type, cx));
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
        // The server's time of upload is the moment from which the signed certificate is valid.
        ("partner-signed-since", date(row.certificate_upload_date_time.map(|at| at.0)), Tone::Ink),
        ("partner-signed-until", date(ends), Tone::Ink),
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
