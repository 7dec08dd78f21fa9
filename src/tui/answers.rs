//! What comes back from work: to the layer that asked, unless a session or the line is missing.

use partnerdesk_api::{
    account,
    operation::{NoPath, Nothing},
};

use super::{
    app::{App, Effect},
    history::LayerId,
    layer::{Event, Request, Tag, Task, Toast, Wish},
    navigation::Owner,
    screens,
    widgets::failure,
};
use crate::client::ClientError;

/// The work of the desk itself, which lies on no layer.
pub(super) const DESK: LayerId = LayerId(0);

/// The call that takes the last reversible action back.
const UNDONE: &str = "undone";

/// Takes an action back. It belongs to the desk: the layer that did it may be gone.
pub(super) fn take_back(undo: Request) -> Effect {
    Effect::Run(DESK, Task::Call(Tag::new(UNDONE), undo))
}

/// Asks the server something that everybody may ask.
pub(super) fn try_line() -> Effect {
    let request = Request::of(&account::SETUP_STATE, NoPath {}, Nothing {});
    Effect::Run(DESK, Task::Call(Tag::new("line"), request))
}

impl App {
    pub(super) fn event(&mut self, id: LayerId, event: Event, request: Option<Box<Request>>) -> Vec<Effect> {
        let mut effects = self.notice_line(&event);
        effects.extend(self.deliver(id, event, request));
        effects
    }

    /// What an answer says about the line. Once it stands again, everything on the screen asks anew.
    fn notice_line(&mut self, event: &Event) -> Vec<Effect> {
        let reached = match event {
            Event::Reply(_, Err(error)) | Event::SignedIn(_, Err(error)) => !error.is_out_of_reach(),
            Event::Reply(..) | Event::SignedIn(..) => true,
            _ => return Vec::new(),
        };
        // Without a session there is nothing to lose: the first screens say themselves what failed.
        if !reached && self.cx.session.is_some() {
            self.line.breaks(self.cx.now.up);
        }
        let is_back = reached && self.line.stands();
        self.cx.offline = self.line.is_broken();
        if !is_back {
            return Vec::new();
        }
        let here = self.pages.here().id;
        let shown: Vec<LayerId> = self.dialogs.iter().map(|d| d.slot.id).chain([here]).collect();
        let again = |id: LayerId| {
            let wishes = self.layer(id).map_or_else(Vec::new, |(layer, cx)| layer.reconnected(cx));
            self.apply(id, wishes)
        };
        shown.into_iter().flat_map(again).collect()
    }

    fn deliver(&mut self, id: LayerId, event: Event, request: Option<Box<Request>>) -> Vec<Effect> {
        if let Event::Reply(tag, result) = &event {
            let signed_out = result.as_ref().is_err_and(ClientError::is_signed_out);
            if let (true, Some(request), true) = (signed_out, request, self.cx.session.is_some()) {
                self.parked.push((id, *tag, *request));
                return self.ask_for_session();
            }
            let order = (id, *tag);
            if let Some(at) = self.ordered.iter().position(|o| *o == order) {
                self.ordered.remove(at);
                return self.obeyed(id, event);
            }
        }
        match event {
            Event::Reply(Tag { name: UNDONE, .. }, result) if id == DESK => self.undone(result.map(drop)),
            event => self.tell_layer(id, event),
        }
    }

    /// The last reversible action was taken back, or not: say so, and show how it stands now.
    fn undone(&mut self, result: Result<(), ClientError>) -> Vec<Effect> {
        let toast = match result {
            Ok(()) => Toast::info(self.cx.say("toast-undone")),
            Err(error) => Toast::error(failure::sentence(&error, &self.cx)),
        };
        self.tell(toast);
        self.resume_page()
    }

    /// An order was answered. Whoever has left the layer that gave it hears of it where they are now.
    fn obeyed(&mut self, id: LayerId, event: Event) -> Vec<Effect> {
        if self.is_at_hand(id) {
            return self.tell_layer(id, event);
        }
        let failure = match &event {
            Event::Reply(_, Err(error)) => Some(failure::sentence(error, &self.cx)),
            _ => None,
        };
        let Some((layer, cx)) = self.layer(id) else { return Vec::new() };
        let what = layer.title(cx).pop().unwrap_or_default();
        let mut wishes = layer.event(event, cx);
        if !wishes.iter().any(|w| matches!(w, Wish::Toast(_) | Wish::Dialog(..))) {
            let values = [("what", what.into()), ("why", failure.clone().unwrap_or_default().into())];
            wishes.push(Wish::Toast(match failure {
                Some(_) => Toast::error(self.cx.with("toast-away-failed", &values)),
                None => Toast::info(self.cx.with("toast-away-done", &values)),
            }));
        }
        let mut effects = self.apply(id, wishes);
        self.clear_wings();
        effects.extend(self.resume_page());
        effects
    }

    /// Delivers to a layer, wherever it lies; one that is gone hears nothing.
    pub(super) fn tell_layer(&mut self, id: LayerId, event: Event) -> Vec<Effect> {
        let Some((layer, cx)) = self.layer(id) else { return Vec::new() };
        let wishes = layer.event(event, cx);
        let mut effects = self.apply(id, wishes);
        effects.extend(self.look_after(id));
        effects
    }

    /// Opens the sign-in over whatever is there; what waits is repeated afterwards.
    fn ask_for_session(&mut self) -> Vec<Effect> {
        if self.dialogs.iter().any(|d| d.owner == Owner::NewSession) {
            return Vec::new();
        }
        let layer = screens::sign_in::again(&self.cx);
        self.open_dialog(Owner::NewSession, Tag::new("session"), layer)
    }

    /// Sends what waited for a session.
    pub(super) fn repeat_parked(&mut self) -> Vec<Effect> {
        let again = |(id, tag, request)| Effect::Run(id, Task::Call(tag, request));
        std::mem::take(&mut self.parked).into_iter().map(again).collect()
    }

    /// Gives up on whatever was asked and ordered: somebody else may sit here now.
    pub(super) fn forget_calls(&mut self) {
        self.parked.clear();
        self.ordered.clear();
        self.wings.clear();
    }
}
