//! Home: what waits for an admin, or how far a partner is.

use ratatui::layout::Rect;

use super::Screen;
use crate::tui::{context::Context, keymap::Action, layer::Layer, paint::Paint, theme::Tone};

static GO: Action = Action::new("go.home", &["g d"]);

/// The screen's place in the registry.
pub const SCREEN: Screen = Screen { action: &GO, roles: &[], open: |_, _| layer() };

/// Home.
pub fn layer() -> Box<dyn Layer> {
    Box::new(Home)
}

struct Home;

impl Layer for Home {
    fn name(&self) -> &'static str {
        "home"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("screen-home")]
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let title = paint.cx.say("app-about");
        paint.put(area.x + 2, area.y, area.width - 4, &title, Tone::Quiet);
    }
}
