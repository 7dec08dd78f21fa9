//! Between finding a server and being somebody there: set-up, an earlier session, or sign-in.

use partnerdesk_api::{
    account::{self, Profile, SetupState},
    operation::{NoPath, Nothing},
};
use ratatui::layout::Rect;

use super::{joining, sign_in};
use crate::{
    client::ClientError,
    tui::{
        context::Context,
        keymap::{Action, Enabled, Offer},
        layer::{Event, Layer, Wish},
        paint::Paint,
        theme::Tone,
        widgets::loaded::{Loaded, failed},
    },
};

static RETRY: Action = Action::new("connecting.retry", &["r"]).rank(1);

/// Every action of this page.
pub static ACTIONS: &[&Action] = &[&RETRY];

/// The page that asks a server how it stands.
pub fn layer(has_session: bool) -> Box<dyn Layer> {
    Box::new(Connecting { has_session, state: Loaded::default(), me: None })
}

struct Connecting {
    has_session: bool,
    state: Loaded<SetupState>,
    /// Asked once the server has said how it stands.
    me: Option<Loaded<Profile>>,
}

impl Connecting {
    fn ask(&mut self, cx: &Context) -> Vec<Wish> {
        self.me = None;
        self.state = Loaded::default();
        self.state.ask(&account::SETUP_STATE, NoPath {}, Nothing {}, cx)
    }

    fn failure(&self) -> Option<&ClientError> {
        self.me.as_ref().map_or(self.state.failure(), Loaded::failure)
    }

    fn sign_in(&self) -> Wish {
        Wish::Replace(sign_in::layer(self.state.value().is_some_and(|state| state.sample)))
    }

    /// The server has said how it stands: what follows.
    fn go_on(&mut self, cx: &Context) -> Vec<Wish> {
        let Some(state) = self.state.value() else { return Vec::new() };
        let mut wishes = vec![Wish::Environment(state.environment.clone())];
        match self.has_session {
            true => wishes.extend(self.me.insert(Loaded::default()).ask(&account::ME, NoPath {}, Nothing {}, cx)),
            false if state.due => wishes.push(Wish::Replace(joining::first_admin(cx))),
            false => wishes.push(self.sign_in()),
        }
        wishes
    }
}

impl Layer for Connecting {
    fn name(&self) -> &'static str {
        "connecting"
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say("app-name")]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        vec![Offer::when(&RETRY, Enabled::when(self.failure().is_some(), "why-nothing-failed"))]
    }
    fn start(&mut self, cx: &Context) -> Vec<Wish> {
        self.ask(cx)
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        (id == RETRY.id).then(|| self.ask(cx))
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        let Some(me) = &mut self.me else {
            self.state.event(&event, cx);
            return self.go_on(cx);
        };
        me.event(&event, cx);
        match (me.take(), self.failure()) {
            (Some(profile), _) => vec![Wish::SignedIn(Box::new(profile))],
            // The session of the earlier run has ended: nothing is wrong.
            (None, Some(error)) if error.is_signed_out() => vec![self.sign_in()],
            _ => Vec::new(),
        }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let place =
            Rect { x: 6, y: area.y + 2, width: area.width.saturating_sub(12), height: area.height.saturating_sub(2) };
        match self.failure() {
            Some(error) => drop(failed(None, error, place, paint)),
            None => {
                let sentence = cx.with("connecting-server", &[("address", cx.address.clone().into())]);
                paint.paragraph(place, &sentence, Tone::Quiet);
            }
        }
    }
}
