//! Home: what waits for those who decide; how far a partner is.

use super::{Screen, board, checklist};
use crate::tui::{context::Context, keymap::Action, layer::Layer};

static GO: Action = Action::new("go.home", &["g d"]);

/// The screen's place in the registry.
pub const SCREEN: Screen = Screen::new(&GO, |cx, _| layer(cx));

/// The home of whoever is signed in: partners see their own way, everybody else the board.
pub fn layer(cx: &Context) -> Box<dyn Layer> {
    match cx.session.as_ref().and_then(|p| p.partners.first()) {
        Some(partner) => checklist::layer(&partner.partner_id),
        None => board::layer(),
    }
}
