//! The history of pages, the dialogs on top, and what a layer's wishes do to them.

use super::{
    actions,
    app::{App, Effect, find_mut, top_mut},
    keymap::Offer,
    layer::{Layer, Outcome, Tag, Toast, Wish},
    screens,
    widgets::{confirm, help, messages, palette},
};

/// Names a layer as long as the desk runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LayerId(pub u64);

/// A layer and its name.
pub struct Slot {
    /// Its name.
    pub id: LayerId,
    /// The layer.
    pub layer: Box<dyn Layer>,
}

/// Pages as visited. A page keeps all its state while it lies in the history, so going back restores filter,
/// selection and scroll without anybody having to save them.
pub struct Pages {
    visited: Vec<Slot>,
    at: usize,
    before: Option<LayerId>,
}

/// Most pages that are kept.
const KEPT: usize = 24;

impl Pages {
    pub(super) fn new(first: Slot) -> Pages {
        Pages { visited: vec![first], at: 0, before: None }
    }
    pub(super) fn here(&self) -> &Slot {
        &self.visited[self.at]
    }
    pub(super) fn here_mut(&mut self) -> &mut Slot {
        &mut self.visited[self.at]
    }
    pub(super) fn find_mut(&mut self, id: LayerId) -> Option<&mut Slot> {
        self.visited.iter_mut().find(|s| s.id == id)
    }
    /// Whether there is nothing to go back to.
    pub fn at_root(&self) -> bool {
        self.at == 0
    }

    /// Puts a page on top; what lay ahead is forgotten. Returns the pages that are gone.
    fn push(&mut self, slot: Slot) -> Vec<LayerId> {
        self.before = Some(self.here().id);
        let mut gone: Vec<LayerId> = self.visited.drain(self.at + 1..).map(|s| s.id).collect();
        self.visited.push(slot);
        if self.visited.len() > KEPT {
            // The root stays: it is home.
            gone.push(self.visited.remove(1).id);
        }
        self.at = self.visited.len() - 1;
        gone
    }

    fn go(&mut self, to: usize) -> bool {
        let moves = to < self.visited.len() && to != self.at;
        if moves {
            self.before = Some(self.here().id);
            self.at = to;
        }
        moves
    }

    fn last(&self) -> Option<usize> {
        self.visited.iter().position(|s| Some(s.id) == self.before)
    }
}

/// Who hears how a dialog ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A layer.
    Layer(LayerId),
    /// The desk: leave this page although something typed is lost.
    Leaving(Leave),
    /// The desk: an action of the top layer was picked.
    Picking,
    /// The desk: a session for calls that wait.
    NewSession,
}

/// Where a page is left for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// One page back.
    Back,
    /// Out of the program.
    Quit,
}

/// A dialog on top.
pub struct Dialog {
    pub(super) slot: Slot,
    pub(super) owner: Owner,
    pub(super) tag: Tag,
}

impl App {
    /// Does what a layer wants, in order.
    pub(super) fn apply(&mut self, from: LayerId, wishes: Vec<Wish>) -> Vec<Effect> {
        wishes.into_iter().flat_map(|wish| self.apply_one(from, wish)).collect()
    }

    fn apply_one(&mut self, from: LayerId, wish: Wish) -> Vec<Effect> {
        match wish {
            Wish::Run(task) => vec![Effect::Run(from, task)],
            Wish::Stop => vec![Effect::Stop(from)],
            Wish::Page(layer) => self.open_page(layer),
            Wish::Replace(layer) => self.replace_page(layer),
            Wish::Dialog(tag, layer) => self.open_dialog(Owner::Layer(from), tag, layer),
            Wish::Close(outcome) => self.close_dialog(from, outcome),
            Wish::Back if self.pages.at_root() => {
                let root = screens::root(&self.cx);
                self.restart(root)
            }
            Wish::Back => self.leave(Leave::Back, true),
            Wish::Go(id, filters) => {
                let screen = screens::offered(&self.cx).find(|s| s.action.id == id);
                if let Some(screen) = screen {
                    let filters: Vec<_> = filters.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
                    let layer = (screen.open)(&self.cx, &filters);
                    self.open_page(layer)
                } else {
                    Vec::new()
                }
            }
            Wish::Toast(toast) => {
                self.toasts.push(from, toast, self.cx.now);
                Vec::new()
            }
            Wish::Copy(text, what) => {
                let sentence = self.cx.with("toast-copied", &[("what", what.into())]);
                self.tell(Toast::info(sentence));
                vec![Effect::Copy(text)]
            }
            Wish::Act(id) => self.act_by_id(id),
            Wish::SignedIn(profile) => {
                self.cx.session = Some(*profile);
                let first = screens::after_sign_in(&self.cx);
                self.restart(first)
            }
            Wish::SignOut => self.sign_out(),
            Wish::Connect(connect) => vec![Effect::Connect(connect)],
            Wish::Environment(name) => {
                self.cx.environment = name;
                Vec::new()
            }
        }
    }

    /// Starts over with one page; everything before is gone.
    pub(super) fn restart(&mut self, first: Box<dyn Layer>) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.dialogs.drain(..).map(|d| Effect::Stop(d.slot.id)).collect();
        effects.extend(self.pages.visited.iter().map(|s| Effect::Stop(s.id)));
        self.drop_parked();
        let slot = self.new_slot(first);
        self.pages = Pages::new(slot);
        effects.extend(self.start_page());
        effects
    }

    fn open_page(&mut self, layer: Box<dyn Layer>) -> Vec<Effect> {
        let mut effects = self.close_all_dialogs();
        effects.push(Effect::Stop(self.pages.here().id));
        let slot = self.new_slot(layer);
        effects.extend(self.pages.push(slot).into_iter().map(Effect::Stop));
        effects.extend(self.start_page());
        effects
    }

    fn replace_page(&mut self, layer: Box<dyn Layer>) -> Vec<Effect> {
        let mut effects = self.close_all_dialogs();
        effects.push(Effect::Stop(self.pages.here().id));
        let slot = self.new_slot(layer);
        *self.pages.here_mut() = slot;
        effects.extend(self.start_page());
        effects
    }

    fn start_page(&mut self) -> Vec<Effect> {
        let App { cx, pages, .. } = self;
        let wishes = pages.here_mut().layer.start(cx);
        let id = self.pages.here().id;
        self.apply(id, wishes)
    }

    fn close_all_dialogs(&mut self) -> Vec<Effect> {
        self.dialogs.drain(..).map(|d| Effect::Stop(d.slot.id)).collect()
    }

    pub(super) fn open_dialog(&mut self, owner: Owner, tag: Tag, layer: Box<dyn Layer>) -> Vec<Effect> {
        let slot = self.new_slot(layer);
        let id = slot.id;
        self.dialogs.push(Dialog { slot, owner, tag });
        let App { cx, pages, dialogs, .. } = self;
        let wishes = top_mut(pages, dialogs).layer.start(cx);
        self.apply(id, wishes)
    }

    fn close_dialog(&mut self, id: LayerId, outcome: Outcome) -> Vec<Effect> {
        let Some(at) = self.dialogs.iter().position(|d| d.slot.id == id) else { return Vec::new() };
        let Dialog { owner, tag, .. } = self.dialogs.remove(at);
        let mut effects = vec![Effect::Stop(id)];
        effects.extend(match owner {
            Owner::Layer(layer_id) => {
                let App { cx, pages, dialogs, .. } = self;
                let wishes = find_mut(pages, dialogs, layer_id).map(|l| l.outcome(tag, outcome, cx));
                wishes.map_or_else(Vec::new, |w| self.apply(layer_id, w))
            }
            Owner::Leaving(leave) if matches!(outcome, Outcome::Confirmed(_)) => self.leave(leave, true),
            Owner::Picking => self.picked(outcome),
            Owner::NewSession => match outcome {
                Outcome::SignedIn(profile) => self.session_renewed(*profile),
                _ => self.sign_out(),
            },
            Owner::Leaving(_) => Vec::new(),
        });
        effects
    }

    /// The same person goes on where they were; somebody else starts at home.
    fn session_renewed(&mut self, profile: partnerdesk_api::account::Profile) -> Vec<Effect> {
        let same = self.cx.session.as_ref().is_some_and(|p| p.user_name == profile.user_name);
        self.cx.session = Some(profile);
        if same {
            return self.repeat_parked();
        }
        let first = screens::after_sign_in(&self.cx);
        self.restart(first)
    }

    fn sign_out(&mut self) -> Vec<Effect> {
        self.cx.session = None;
        let mut effects = vec![Effect::SignOut];
        effects.extend(self.restart(screens::connecting::layer(false)));
        effects
    }

    fn picked(&mut self, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Action(id) => self.act_by_id(id),
            Outcome::Words(words) => self.command(&words),
            _ => Vec::new(),
        }
    }

    fn act_by_id(&mut self, id: &'static str) -> Vec<Effect> {
        match self.offers().into_iter().find(|o| o.action.id == id) {
            Some(offer) => self.act(&offer),
            None => Vec::new(),
        }
    }

    /// `partners status=active` opens a screen with filters; other words are the page's.
    fn command(&mut self, words: &str) -> Vec<Effect> {
        let mut parts = words.split_whitespace();
        let name = parts.next().unwrap_or_default();
        let screen = screens::offered(&self.cx).find(|s| s.command() == name);
        if let Some(screen) = screen {
            let filters: Vec<(&str, &str)> = parts.filter_map(|p| p.split_once('=')).collect();
            let layer = (screen.open)(&self.cx, &filters);
            return self.open_page(layer);
        }
        let App { cx, pages, dialogs, .. } = self;
        let slot = top_mut(pages, dialogs);
        let id = slot.id;
        match slot.layer.command(words, cx) {
            Some(wishes) => self.apply(id, wishes),
            None => {
                let sentence = self.cx.with("toast-unknown-command", &[("words", words.to_string().into())]);
                self.tell(Toast::warning(sentence));
                Vec::new()
            }
        }
    }

    /// Does an action of the desk itself; `None` when it is none.
    pub(super) fn act_globally(&mut self, id: &str) -> Option<Vec<Effect>> {
        let is = |action: &super::keymap::Action| action.id == id;
        Some(match id {
            _ if is(&actions::ESCAPE) => self.escape(),
            _ if is(&actions::BACK) => self.leave(Leave::Back, false),
            _ if is(&actions::QUIT) => self.leave(Leave::Quit, false),
            _ if is(&actions::COMMAND) => self.pick(palette::layer),
            _ if is(&actions::HELP) => self.pick(help::layer),
            _ if is(&actions::LAST) => self.pages.last().map_or_else(Vec::new, |to| self.go(to)),
            _ if is(&actions::BACKWARD) => self.pages.at.checked_sub(1).map_or_else(Vec::new, |to| self.go(to)),
            _ if is(&actions::FORWARD) => self.go(self.pages.at + 1),
            _ if is(&actions::REDRAW) => vec![Effect::Repaint],
            _ if is(&actions::SUSPEND) => vec![Effect::Suspend],
            _ if is(&actions::SIGN_OUT) => self.sign_out(),
            _ if is(&actions::UNDO) => match self.toasts.take_undo() {
                Some((id, tag)) => self.tell_layer(id, super::layer::Event::Undo(tag)),
                None => Vec::new(),
            },
            _ if is(&actions::MESSAGES) => {
                let layer = messages::layer(&self.toasts, &self.cx);
                self.open_page(layer)
            }
            _ => return None,
        })
    }

    fn pick(&mut self, make: fn(Vec<Offer>, &super::context::Context) -> Box<dyn Layer>) -> Vec<Effect> {
        let layer = make(self.offers(), &self.cx);
        self.open_dialog(Owner::Picking, Tag::new("pick"), layer)
    }

    fn escape(&mut self) -> Vec<Effect> {
        let id = self.top().id;
        let App { cx, pages, dialogs, .. } = self;
        match top_mut(pages, dialogs).layer.step_back(cx) {
            Some(wishes) => self.apply(id, wishes),
            None if !self.dialogs.is_empty() => self.close_dialog(id, Outcome::Cancelled),
            None if self.at_home() => Vec::new(),
            None => self.leave(Leave::Back, false),
        }
    }

    /// Whether there is nothing to go back to. Before anybody has signed in, that is the first screen alone: signing
    /// in or the first admin may be at the wrong server.
    pub(super) fn at_home(&self) -> bool {
        let here = &self.pages.here().layer;
        self.pages.at_root() && (self.cx.session.is_some() || here.name() == screens::start::NAME)
    }

    /// Leaves the page; asks first when something typed would be lost, unless that was answered already.
    fn leave(&mut self, leave: Leave, sure: bool) -> Vec<Effect> {
        let quits = leave == Leave::Quit || self.at_home();
        let leave = if quits { Leave::Quit } else { leave };
        if !sure && self.pages.here().layer.is_dirty() {
            let layer = confirm::unsaved(&self.cx);
            return self.open_dialog(Owner::Leaving(leave), Tag::new("leave"), layer);
        }
        if quits {
            return vec![Effect::Quit];
        }
        if self.pages.at_root() {
            self.cx.environment.clear();
            return self.restart(screens::start::layer());
        }
        let mut effects = self.close_all_dialogs();
        let gone = self.pages.here().id;
        effects.push(Effect::Stop(gone));
        let to = self.pages.at - 1;
        // A page that was left by going back stays ahead in the history, unless its words were thrown away.
        if self.pages.here().layer.is_dirty() || sure {
            self.pages.visited.truncate(self.pages.at);
        }
        self.pages.at = to;
        self.pages.before = Some(gone);
        effects.extend(self.resume_page());
        effects
    }

    fn go(&mut self, to: usize) -> Vec<Effect> {
        let from = self.pages.here().id;
        if !self.pages.go(to) {
            return Vec::new();
        }
        let mut effects = vec![Effect::Stop(from)];
        effects.extend(self.resume_page());
        effects
    }

    fn resume_page(&mut self) -> Vec<Effect> {
        let App { cx, pages, .. } = self;
        let wishes = pages.here_mut().layer.resume(cx);
        let id = self.pages.here().id;
        self.apply(id, wishes)
    }
}
