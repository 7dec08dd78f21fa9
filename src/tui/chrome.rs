//! What stands around a page: header, footer and message line.

use ratatui::{
    Frame,
    layout::{Rect, Size},
};

use super::{
    actions,
    app::App,
    keymap::{Enabled, Offer},
    layer::{Loudness, Place},
    paint::{Paint, centred, within},
    text,
    theme::Tone,
};

/// The smallest size that everything works at.
pub const SMALLEST: (u16, u16) = (60, 20);

impl App {
    /// Draws everything. Never changes state.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let mut paint = Paint { buffer: frame.buffer_mut(), cx: &self.cx, cursor: None };
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            self.draw_too_small(area, &mut paint);
            return;
        }
        self.draw_header(area, &mut paint);
        let body = body(area);
        self.pages.here().layer.draw(body, &mut paint);
        self.draw_status(area, &mut paint);
        for dialog in &self.dialogs {
            paint.cursor = None;
            let inside = frame_of(&*dialog.slot.layer, area, &mut paint);
            dialog.slot.layer.draw(inside, &mut paint);
        }
        if !self.dialogs.is_empty() && (self.toasts.shown().is_some() || self.line.is_broken()) {
            self.draw_status(area, &mut paint);
        }
        let offers = self.offers();
        self.draw_footer(area, &offers, &mut paint);
        self.draw_continuations(area, &offers, &mut paint);
        if let Some(position) = paint.cursor {
            frame.set_cursor_position(position);
        }
    }

    fn draw_too_small(&self, area: Rect, paint: &mut Paint<'_>) {
        let (w, h) = SMALLEST;
        let sentence = self.cx.with(
            "screen-too-small",
            &[("need", format!("{w}x{h}").into()), ("is", format!("{}x{}", area.width, area.height).into())],
        );
        let line = centred(area, u16::try_from(text::width(&sentence)).unwrap_or(area.width), 1);
        paint.put(line.x, line.y, line.width, &sentence, Tone::Ink);
    }

    /// The path on the left; environment, person and line on the right. The path gives way last.
    fn draw_header(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = &self.cx;
        let dot = format!(" {} ", cx.symbols.dot);
        let mut right: Vec<(String, Tone)> = Vec::new();
        if !cx.environment.is_empty() {
            let tone = if cx.is_production() { Tone::Danger } else { Tone::Badge };
            right.push((text::clean(&cx.environment).into_owned(), tone));
        }
        if cx.read_only {
            right.push((cx.say("head-read-only"), Tone::Warm));
        }
        if let Some(profile) = &cx.session {
            right.push((text::clean(&super::screens::person(cx, profile)).into_owned(), Tone::Quiet));
            let (symbol, word, tone) = match self.line.is_broken() {
                false => (cx.symbols.full, cx.say("head-live"), Tone::Good),
                true => (cx.symbols.open, cx.say("head-offline"), Tone::Warm),
            };
            right.push((format!("{symbol} {word}"), tone));
        }
        let path = self.pages.here().layer.title(cx);
        let path: Vec<String> = path.iter().map(|p| text::clean(p).into_owned()).collect();
        let path = path.join(&format!(" {} ", cx.symbols.path));
        let room = usize::from(area.width) - 2;
        let taken = |right: &[(String, Tone)]| right.iter().map(|(t, _)| text::width(t) + 3).sum::<usize>();
        // The badge of the environment stays when there is room for one thing only.
        while right.len() > 1 && text::width(&path) + taken(&right) > room {
            right.remove(right.len().saturating_sub(2).max(1));
        }
        let left = u16::try_from(room.saturating_sub(taken(&right))).unwrap_or(0);
        paint.put(1, 0, left.max(20), &path, Tone::Title);
        let mut x = area.width.saturating_sub(u16::try_from(taken(&right)).unwrap_or(0)).saturating_add(2);
        for (i, (part, tone)) in right.iter().enumerate() {
            if i > 0 {
                x += paint.put(x, 0, area.width - x, &dot, Tone::Line);
            }
            x += paint.put(x, 0, area.width.saturating_sub(x), part, *tone);
        }
    }

    /// What is said as long as the server cannot be reached.
    fn banner(&self) -> String {
        let (cx, now) = (&self.cx, self.cx.now);
        if !self.line.is_broken() {
            return String::new();
        }
        let when = match self.line.waits(now.up) {
            None => cx.say("offline-trying"),
            // A count that has begun is shown until it is over: 1 is the last second.
            Some(left) if cx.motion => {
                let seconds = left.as_millis().div_ceil(1000).max(1);
                cx.with("offline-counting", &[("n", seconds.to_string().into())])
            }
            Some(left) => cx.with("offline-until", &[("time", cx.clock(now.wall + left).into())]),
        };
        format!("{} {when}", cx.symbols.open)
    }

    fn draw_status(&self, area: Rect, paint: &mut Paint<'_>) {
        let y = area.height - 2;
        paint.blank(Rect { y, height: 1, ..area });
        let Some(toast) = self.toasts.shown() else {
            let banner = self.banner();
            let used = paint.put(2, y, area.width - 4, &banner, Tone::Warm);
            let status = self.pages.here().layer.status(&self.cx);
            let dot = format!(" {} ", self.cx.symbols.dot);
            let between = if banner.is_empty() || status.is_empty() { "" } else { &dot };
            paint.pieces(2 + used, y, area.width - 4 - used, &[(between, Tone::Line), (&status, Tone::Quiet)]);
            return;
        };
        let symbols = self.cx.symbols;
        let (symbol, tone) = match toast.loudness {
            Loudness::Info => (symbols.tick, Tone::Good),
            Loudness::Warning => (symbols.alert, Tone::Warm),
            Loudness::Error => (symbols.cross, Tone::Bad),
        };
        let undo =
            toast.undo.as_ref().map(|_| self.cx.with("toast-undo", &[("key", self.cx.key(&actions::UNDO).into())]));
        let undo = undo.unwrap_or_default();
        let room = (area.width - 4).saturating_sub(u16::try_from(text::width(&undo)).unwrap_or(0) + 2);
        let sentence = text::clean(&toast.text).into_owned();
        let used = paint.pieces(2, y, room, &[(symbol, tone), (" ", tone), (&sentence, Tone::Ink)]);
        paint.put(2 + used + 2, y, area.width, &undo, Tone::Key);
    }

    /// As many keys as there is room for, the most useful first; help always. What can be done now goes before what
    /// cannot, which stands in brackets: no key may look as if it did something.
    pub(super) fn footer<'a>(&self, offers: &'a [Offer]) -> Vec<Piece<'a>> {
        // At the root there is nothing to go back to; there the way out is shown.
        let at_root = self.dialogs.is_empty() && self.at_home();
        let takes_text = self.top().layer.takes_text();
        let words = |o: &Offer| {
            if at_root && o.action.id == actions::ESCAPE.id {
                let key = if takes_text { self.cx.say("footer-quit") } else { self.cx.key(&actions::BACK) };
                return Some((key, self.cx.word(&actions::QUIT)));
            }
            let key = self.cx.keymap.reached(o, offers, takes_text)?;
            Some((key.to_string(), self.cx.say(&o.word_key())))
        };
        let ranked = offers.iter().filter(|o| o.action.rank > 0);
        let piece = |offer| words(offer).map(|(key, word)| Piece { offer, key, word, x: 0 });
        let mut pieces: Vec<Piece<'a>> = ranked.filter_map(piece).collect();
        pieces.sort_by_key(|p| (p.offer.action.rank < 98, !p.offer.enabled.is_yes(), p.offer.action.rank));
        let mut room = self.cx.size.width.saturating_sub(1);
        pieces.retain(|piece| {
            let wide = piece.width() + 2;
            let fits = wide <= room;
            room -= if fits { wide } else { 0 };
            fits
        });
        pieces.sort_by_key(|p| p.offer.action.rank);
        let mut x = 1;
        for piece in &mut pieces {
            piece.x = x;
            x += piece.width() + 2;
        }
        pieces
    }

    fn draw_footer(&self, area: Rect, offers: &[Offer], paint: &mut Paint<'_>) {
        let y = area.height - 1;
        for Piece { offer, key, word, x } in self.footer(offers) {
            let left = area.width.saturating_sub(x);
            match offer.enabled {
                Enabled::Yes => {
                    paint.pieces(x, y, left, &[(&key, Tone::Key), (" ", Tone::Quiet), (&word, Tone::Quiet)])
                }
                Enabled::No(_) | Enabled::Needs(_) => paint.put(x, y, left, &format!("({key} {word})"), Tone::Off),
            };
        }
    }
}

/// One key of the footer.
pub(super) struct Piece<'a> {
    pub(super) offer: &'a Offer,
    key: String,
    word: String,
    x: u16,
}

impl Piece<'_> {
    fn width(&self) -> u16 {
        let brackets = if self.offer.enabled.is_yes() { 0 } else { 2 };
        u16::try_from(text::width(&self.key) + text::width(&self.word) + 1 + brackets).unwrap_or(u16::MAX)
    }

    /// Where it stands.
    pub(super) fn columns(&self) -> std::ops::Range<u16> {
        self.x..self.x + self.width()
    }
}

/// Where a page draws: between the header and the message line, with a blank line where there is room.
pub fn body(area: Rect) -> Rect {
    let top = if area.height >= 24 { 2 } else { 1 };
    Rect { x: area.x, y: area.y + top, width: area.width, height: area.height.saturating_sub(top + 2) }
}

/// Where a layer draws inside a terminal of this size.
pub fn inside(place: Place, size: Size) -> Rect {
    let area = Rect::new(0, 0, size.width, size.height);
    if place == Place::Page { body(area) } else { within(framed(place, area)) }
}

/// The frame of a dialog, above the footer; small terminals give it everything.
fn framed(place: Place, area: Rect) -> Rect {
    let whole = Rect { height: area.height - 1, ..area };
    match place {
        Place::Dialog { width, height } if whole.width >= 70 => {
            centred(whole, width.saturating_add(4).min(whole.width), height.saturating_add(2).min(whole.height))
        }
        _ => whole,
    }
}

/// Draws the frame of a dialog; returns what is left inside.
fn frame_of(layer: &dyn super::layer::Layer, area: Rect, paint: &mut Paint<'_>) -> Rect {
    let title = layer.title(paint.cx).join(" ");
    let title = text::clean(&title).into_owned();
    paint.frame(framed(layer.place(paint.cx), area), &title)
}
