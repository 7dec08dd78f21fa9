//! The certificates of one's own partners: a card each, with what can be done.

use std::time::Duration;

use jiff::Timestamp;
use partnerdesk_api::{
    certificate::{BOTH, ExpiryQuery, MINE, OwnCertificate, UPLOAD},
    operation::NoPath,
};
use ratatui::layout::Rect;

use super::{Screen, certificate_upload, partner_type, partners};
use crate::tui::{
    context::Context,
    keymap::{Action, Enabled, Offer},
    layer::{Event, Layer, Outcome, Tag, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::{
        chooser::Chooser,
        loaded::Loaded,
        row_action::{Do, RowAction},
        row_machine::{RowActions, Step},
        status,
    },
};

static GO: Action = Action::new("go.certificate", &["g c"]);

/// The screen's place in the registry.
pub const SCREEN: Screen = Screen::of_own(&GO, &MINE.info, |_, _| Box::new(Cards::new()))
    .acting(|| ACTIONS.iter().map(|a| &a.action).chain([&REFRESH]).collect());

static REFRESH: Action = Action::new("certificate.refresh", &["r"]);

static ACTIONS: &[RowAction<OwnCertificate>] = &[
    RowAction::new("certificate.upload", &["U", "Enter"], &UPLOAD.info, |row: &OwnCertificate, _, cx| {
        Do::Page(certificate_upload::layer(row, cx))
    })
    .rank(1)
    .when(|row, _| active(row)),
    RowAction::new("certificate.save-original", &["w o"], &BOTH.info, |row: &OwnCertificate, _, _| {
        Do::Dialog(partners::certificate_file(&row.partner_id, partners::original, "original"))
    })
    .rank(2)
    .when(|row, _| saved(row)),
    RowAction::new("certificate.save-signed", &["w s"], &BOTH.info, |row: &OwnCertificate, _, _| {
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
    chooser: Chooser,
}

impl Cards {
    fn new() -> Cards {
        Cards { actions: RowActions::new(ACTIONS), mine: Loaded::default(), chooser: Chooser::default() }
    }

    fn load(&mut self, cx: &Context) -> Vec<Wish> {
        self.mine.ask(&MINE, NoPath {}, ExpiryQuery::default(), cx)
    }

    fn rows(&self) -> &[OwnCertificate] {
        self.mine.value().map_or(&[], Vec::as_slice)
    }

    fn chosen(&self) -> Option<&OwnCertificate> {
        self.rows().get(self.chooser.at())
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
        let here: Vec<&OwnCertificate> = self.chosen().into_iter().collect();
        let offers = self.actions.offers(&here, cx).into_iter();
        offers.chain([Offer::yes(&REFRESH)]).chain(Chooser::offers()).collect()
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn resume(&mut self, cx: &Context) -> Vec<Wish> {
        self.load(cx)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        let count = self.rows().len();
        if self.chooser.act(id, count) {
            return Some(Vec::new());
        }
        if id == REFRESH.id {
            return Some(self.load(cx));
        }
        let row = self.chosen().map(|row| (row.partner_id.clone(), row.clone()));
        self.actions.has(id).then(|| self.actions.act(id, row.into_iter().collect(), cx))
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        if self.mine.event(&event, cx) {
            let count = self.rows().len();
            self.chooser.keep_within(count);
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
        let first = self.chooser.at().saturating_sub(usize::from(area.height / 8).saturating_sub(1));
        for (i, row) in self.rows().iter().enumerate().skip(first) {
            if y + 6 > area.bottom() {
                paint.put_right(area.right() - 2, area.bottom() - 1, 20, &cx.say("detail-more"), Tone::Quiet);
                break;
            }
            if i == self.chooser.at() {
                Chooser::mark((area.x + 2, y).into(), paint);
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
