//! Between finding a server and being somebody there: set-up, an earlier session, or sign-in.

use partnerdesk_api::{
    account::{self, Profile, SetupState},
    operation::Nothing,
};
use ratatui::layout::Rect;
use serde_json::Value;

use super::{accounts, sign_in};
use crate::{
    client::ClientError,
    tui::{
        context::Context,
        keymap::{Action, Enabled, Offer},
        layer::{Event, Layer, Request, Tag, Task, Wish},
        paint::Paint,
        theme::Tone,
        widgets::failure,
    },
};

static RETRY: Action = Action::new("connecting.retry", &["r"]).rank(1);

/// Every action of this page.
pub static ACTIONS: &[&Action] = &[&RETRY];

const STATE: &str = "connecting:state";
const ME: &str = "connecting:me";

/// The page that asks a server how it stands.
pub fn layer(has_session: bool) -> Box<dyn Layer> {
    Box::new(Connecting { has_session, sample: false, failure: None })
}

struct Connecting {
    has_session: bool,
    sample: bool,
    failure: Option<ClientError>,
}

fn nothing() -> Value {
    serde_json::to_value(Nothing {}).unwrap_or(Value::Null)
}

impl Connecting {
    fn ask(&mut self) -> Vec<Wish> {
        self.failure = None;
        let request = Request::new(&account::SETUP_STATE.info, nothing());
        vec![Wish::Run(Task::Call(Tag::new(STATE), request))]
    }

    fn state(&mut self, state: SetupState, cx: &Context) -> Vec<Wish> {
        self.sample = state.sample;
        let mut wishes = vec![Wish::Environment(state.environment)];
        wishes.push(match self.has_session {
            false if state.due => Wish::Replace(accounts::first_admin(cx)),
            true => Wish::Run(Task::Call(Tag::new(ME), Request::new(&account::ME.info, nothing()))),
            false => Wish::Replace(sign_in::layer(self.sample)),
        });
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
        vec![Offer::when(&RETRY, Enabled::when(self.failure.is_some(), "why-nothing-failed"))]
    }
    fn start(&mut self, _: &Context) -> Vec<Wish> {
        self.ask()
    }
    fn act(&mut self, _: &'static str, _: &Context) -> Vec<Wish> {
        self.ask()
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        let Event::Reply(tag, result) = event else { return Vec::new() };
        let unreadable = |e: serde_json::Error| ClientError::Unreadable(e.to_string());
        let answer = match tag.name {
            STATE => result.and_then(|v| serde_json::from_value(v).map_err(unreadable)).map(|s| self.state(s, cx)),
            _ => result
                .and_then(|v| serde_json::from_value::<Profile>(v).map_err(unreadable))
                .map(|profile| vec![Wish::SignedIn(Box::new(profile))]),
        };
        match answer {
            Ok(wishes) => wishes,
            // The session of the earlier run has ended: nothing is wrong.
            Err(error) if error.is_signed_out() => vec![Wish::Replace(sign_in::layer(self.sample))],
            Err(error) => {
                self.failure = Some(error);
                Vec::new()
            }
        }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let place =
            Rect { x: 6, y: area.y + 2, width: area.width.saturating_sub(12), height: area.height.saturating_sub(2) };
        let Some(error) = &self.failure else {
            let sentence = cx.with("connecting-server", &[("address", cx.address.clone().into())]);
            paint.paragraph(place, &sentence, Tone::Quiet);
            return;
        };
        let sentence = format!("{} {}", cx.symbols.cross, failure::sentence(error, cx));
        let used = paint.paragraph(place, &sentence, Tone::Bad) + 1;
        let below = Rect { y: place.y + used, height: place.height.saturating_sub(used), ..place };
        paint.paragraph(below, &failure::hint(error, cx), Tone::Quiet);
    }
}
