//! A secret that is shown once. It stands nowhere else: not in messages, not in the history.

use partnerdesk_api::secret::Secret;
use ratatui::layout::Rect;

use crate::tui::{
    context::Context,
    keymap::{Action, Offer},
    layer::{Layer, Outcome, Place, Toast, Wish},
    paint::Paint,
    text,
    theme::Tone,
};

static COPY: Action = Action::new("secret.copy", &["y"]).rank(1);
static CLOSE: Action = Action::new("secret.close", &["Enter"]).rank(2);

/// Every action of this dialog.
pub static ACTIONS: &[&Action] = &[&COPY, &CLOSE];

const WIDTH: u16 = 62;

/// Shows a secret under a title.
pub fn layer(title: String, secret: Secret) -> Box<dyn Layer> {
    Box::new(Shown { title, secret, sure: false })
}

struct Shown {
    title: String,
    secret: Secret,
    /// It was copied, or closing was asked for once already.
    sure: bool,
}

impl Shown {
    fn close(&mut self, cx: &Context) -> Vec<Wish> {
        if std::mem::replace(&mut self.sure, true) {
            return vec![Wish::Close(Outcome::Confirmed(None))];
        }
        vec![Wish::Toast(Toast::warning(cx.say("secret-sure")))]
    }
}

impl Layer for Shown {
    fn name(&self) -> &'static str {
        "secret"
    }
    fn place(&self, _: &Context) -> Place {
        let lines = text::wrap(self.secret.expose(), usize::from(WIDTH)).len();
        Place::Dialog { width: WIDTH, height: u16::try_from(lines).unwrap_or(8).saturating_add(4) }
    }
    fn title(&self, _: &Context) -> Vec<String> {
        vec![self.title.clone()]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        ACTIONS.iter().map(|a| Offer::yes(a)).collect()
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        if id == COPY.id {
            self.sure = true;
            return Some(vec![Wish::CopySecret(self.secret.expose().to_string(), cx.say("copied-secret"))]);
        }
        (id == CLOSE.id).then(|| self.close(cx))
    }
    fn step_back(&mut self, cx: &Context) -> Option<Vec<Wish>> {
        Some(self.close(cx))
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let place = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let used = paint.paragraph(place, self.secret.expose(), Tone::Title);
        let below = Rect { y: place.y + used + 1, height: place.height.saturating_sub(used + 1), ..place };
        let sentence = paint.cx.say("secret-once");
        paint.paragraph(below, &sentence, Tone::Warm);
    }
}
