//! Pages and dialogs that come and go: what a layer's wishes do to them.

use super::{
    actions,
    answers::{DESK, take_back},
    app::{App, Effect},
    history::{LayerId, Pages, Slot},
    keymap::{Action, Offer},
    layer::{Layer, Outcome, Tag, Toast, Wish},
    line::Line,
    screens,
    widgets::{confirm, help, messages, palette, plain, tasks},
};

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
    /// Does what a layer wants, in order. One that is not on the screen moves nobody.
    pub(super) fn apply(&mut self, from: LayerId, wishes: Vec<Wish>) -> Vec<Effect> {
        if self.is_at_hand(from) {
            return wishes.into_iter().flat_map(|wish| self.apply_one(from, wish)).collect();
        }
        let granted = wishes.into_iter().filter(Wish::reaches_from_afar);
        granted.flat_map(|wish| self.apply_from_afar(from, wish)).collect()
    }

    /// Leaving and giving way happen in the history only.
    fn apply_from_afar(&mut self, from: LayerId, wish: Wish) -> Vec<Effect> {
        match wish {
            Wish::Back => {
                let gone = self.pages.take(from);
                self.dismiss(gone)
            }
            Wish::SignIn => self.apply_from_afar(from, Wish::Replace(screens::sign_in::layer(false))),
            Wish::Replace(layer) => {
                let slot = self.new_slot(layer);
                let old = self.pages.visited.iter_mut().find(|s| s.id == from);
                let gone = old.map(|old| std::mem::replace(old, slot));
                self.dismiss(gone)
            }
            wish => self.apply_one(from, wish),
        }
    }

    /// Stops the questions of a layer, which is told so.
    pub(super) fn stop_layer(&mut self, id: LayerId) -> Effect {
        if let Some((layer, cx)) = self.layer(id) {
            layer.stopped(cx);
        }
        Effect::Stop(id, None)
    }

    /// Lets layers go. Those whose orders are not answered yet wait in the wings: an answer may hold what is shown only
    /// once.
    fn dismiss(&mut self, gone: impl IntoIterator<Item = Slot>) -> Vec<Effect> {
        let ids: Vec<LayerId> = gone.into_iter().map(|slot| (slot.id, self.wings.push(slot)).0).collect();
        let effects = ids.into_iter().map(|id| self.stop_layer(id)).collect();
        self.clear_wings();
        effects
    }

    /// Forgets layers that have nothing to hear any more.
    pub(super) fn clear_wings(&mut self) {
        let ordered = &self.ordered;
        self.wings.retain(|s| ordered.iter().any(|(id, _)| *id == s.id));
    }

    fn apply_one(&mut self, from: LayerId, wish: Wish) -> Vec<Effect> {
        match wish {
            Wish::Run(task) => {
                self.ordered.extend(task.order().map(|tag| (from, tag)));
                vec![Effect::Run(from, task)]
            }
            Wish::Stop(name) => vec![Effect::Stop(from, Some(name))],
            Wish::Page(layer) => self.open_page(layer),
            Wish::Replace(layer) => self.replace_page(layer),
            Wish::SignIn => self.replace_page(screens::sign_in::layer(false)),
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
                self.tell(toast);
                Vec::new()
            }
            Wish::Copy(text, what) => {
                let key = self.cx.key(&actions::COPIED);
                let sentence = self.cx.with("toast-copied", &[("what", what.into()), ("key", key.into())]);
                self.tell(Toast::info(sentence));
                self.copied = Some(text.clone());
                vec![Effect::Copy(text)]
            }
            Wish::CopySecret(text, what) => {
                let sentence = self.cx.with("toast-copied-secret", &[("what", what.into())]);
                self.tell(Toast::info(sentence));
                vec![Effect::Copy(text)]
            }
            Wish::Edit(tag, text, ending) => vec![Effect::Edit { layer: from, tag, text, ending }],
            Wish::Act(id) => self.act_by_id(id),
            Wish::ToFront(id) => self.bring_forward(id),
            Wish::StopWork(id) => self.stop_work(id),
            Wish::SignedIn(profile) => {
                self.cx.session = Some(*profile);
                let first = screens::after_sign_in(&self.cx);
                self.restart(first)
            }
            Wish::SignOut => self.sign_out(),
            Wish::Connect(connect) => vec![Effect::Connect(connect)],
            Wish::Environment(name) => {
                // A profile's own word goes before the server's.
                if self.cx.environment.is_empty() {
                    self.cx.environment = name;
                }
                Vec::new()
            }
        }
    }

    /// Starts over with one page; everything before is gone.
    pub(super) fn restart(&mut self, first: Box<dyn Layer>) -> Vec<Effect> {
        self.line = Line::default();
        self.cx.offline = false;
        let slot = self.new_slot(first);
        let gone = std::mem::replace(&mut self.pages, Pages::new(slot)).visited;
        let behind = std::mem::take(&mut self.background);
        let mut effects = self.close_all_dialogs();
        effects.extend(self.dismiss(behind.into_iter().map(|d| d.slot)));
        effects.extend(self.dismiss(gone));
        effects.push(Effect::Stop(DESK, None));
        self.forget_calls();
        effects.extend(self.start_page());
        effects
    }

    pub(super) fn open_page(&mut self, layer: Box<dyn Layer>) -> Vec<Effect> {
        let mut effects = self.close_all_dialogs();
        effects.push(self.stop_layer(self.pages.here().id));
        let slot = self.new_slot(layer);
        let gone = self.pages.push(slot);
        effects.extend(self.dismiss(gone));
        effects.extend(self.start_page());
        effects
    }

    fn replace_page(&mut self, layer: Box<dyn Layer>) -> Vec<Effect> {
        let mut effects = self.close_all_dialogs();
        let slot = self.new_slot(layer);
        let gone = std::mem::replace(self.pages.here_mut(), slot);
        effects.extend(self.dismiss([gone]));
        effects.extend(self.start_page());
        effects
    }

    fn start_page(&mut self) -> Vec<Effect> {
        let here = self.pages.here_mut();
        here.begun = true;
        let (id, wishes) = (here.id, here.layer.start(&self.cx));
        self.apply(id, wishes)
    }

    fn close_all_dialogs(&mut self) -> Vec<Effect> {
        let gone = std::mem::take(&mut self.dialogs);
        self.dismiss(gone.into_iter().map(|d| d.slot))
    }

    pub(super) fn open_dialog(&mut self, owner: Owner, tag: Tag, layer: Box<dyn Layer>) -> Vec<Effect> {
        let slot = self.new_slot(layer);
        self.dialogs.push(Dialog { slot, owner, tag });
        let (id, layer, cx) = self.top_layer();
        let wishes = layer.start(cx);
        self.apply(id, wishes)
    }

    pub(super) fn close_dialog(&mut self, id: LayerId, outcome: Outcome) -> Vec<Effect> {
        let dialogs = [&mut self.dialogs, &mut self.background];
        let closed = dialogs.into_iter().find_map(|dialogs| {
            let at = dialogs.iter().position(|d| d.slot.id == id)?;
            Some(dialogs.remove(at))
        });
        let Some(Dialog { slot, owner, tag }) = closed else { return Vec::new() };
        let mut effects = self.dismiss([slot]);
        effects.extend(match owner {
            Owner::Layer(layer_id) => match self.layer(layer_id) {
                Some((layer, cx)) => {
                    let wishes = layer.outcome(tag, outcome, cx);
                    self.apply(layer_id, wishes)
                }
                None => Vec::new(),
            },
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
        self.copied = None;
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

    /// `partners status=active` opens a screen with filters, `messages` does an action of the desk; other words are the
    /// page's.
    fn command(&mut self, words: &str) -> Vec<Effect> {
        let mut parts = words.split_whitespace();
        let name = parts.next().unwrap_or_default();
        let screen = screens::offered(&self.cx).find(|s| s.command() == name);
        if let Some(screen) = screen {
            let filters: Vec<(&str, &str)> = parts.filter_map(|p| p.split_once('=')).collect();
            let layer = (screen.open)(&self.cx, &filters);
            return self.open_page(layer);
        }
        let of_the_desk = |a: &&Action| a.id.strip_prefix("app.") == Some(words.trim());
        if let Some(action) = actions::GLOBAL.iter().find(of_the_desk) {
            return self.act_by_id(action.id);
        }
        let (id, layer, cx) = self.top_layer();
        match layer.command(words, cx) {
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
        let is = |action: &Action| action.id == id;
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
            _ if is(&actions::UNDO) => self.toasts.take_undo().map(take_back).into_iter().collect(),
            _ if is(&actions::MESSAGES) => {
                let layer = messages::layer(&self.toasts);
                self.open_page(layer)
            }
            _ if is(&actions::BACKGROUND) => self.send_behind(),
            _ if is(&actions::TASKS) => self.open_page(tasks::layer()),
            _ if is(&actions::COPIED) => {
                let layer = self.copied.as_deref().map(plain::layer);
                layer.map_or_else(Vec::new, |layer| self.open_page(layer))
            }
            _ => return None,
        })
    }

    fn pick(&mut self, make: fn(Vec<Offer>, &super::context::Context) -> Box<dyn Layer>) -> Vec<Effect> {
        let layer = make(self.offers(), &self.cx);
        self.open_dialog(Owner::Picking, Tag::new("pick"), layer)
    }

    fn escape(&mut self) -> Vec<Effect> {
        let (id, layer, cx) = self.top_layer();
        match layer.step_back(cx) {
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
        let question = match self.lost_by(leave).filter(|_| !sure) {
            Some(lost) => Some(confirm::unsaved(lost, &self.cx)),
            None if quits && !sure && self.works() => Some(confirm::working(&self.cx)),
            None => None,
        };
        if let Some(layer) = question {
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
        effects.push(self.stop_layer(gone));
        let from = self.pages.at;
        self.pages.at -= 1;
        // A page that was left by going back stays ahead in the history, unless its words were thrown away.
        if self.pages.visited[from].layer.is_dirty() || sure {
            let gone = self.pages.visited.split_off(from);
            effects.extend(self.dismiss(gone));
        }
        self.pages.before = Some(gone);
        effects.extend(self.resume_page());
        effects
    }

    /// The page with something typed that would be lost: this one, or on the way out any.
    fn lost_by(&self, leave: Leave) -> Option<Vec<String>> {
        let here = self.pages.here();
        let others = self.pages.visited.iter().rev().filter(|s| leave == Leave::Quit && s.id != here.id);
        let lost = std::iter::once(here).chain(others).find(|s| s.layer.is_dirty())?;
        Some(if lost.id == here.id { Vec::new() } else { lost.layer.title(&self.cx) })
    }

    fn go(&mut self, to: usize) -> Vec<Effect> {
        let from = self.pages.here().id;
        if !self.pages.go(to) {
            return Vec::new();
        }
        let mut effects = vec![self.stop_layer(from)];
        effects.extend(self.resume_page());
        effects
    }

    pub(super) fn resume_page(&mut self) -> Vec<Effect> {
        if !self.pages.here().begun {
            return self.start_page();
        }
        let (id, layer, cx) = self.page_layer();
        let wishes = layer.resume(cx);
        self.apply(id, wishes)
    }
}

#[cfg(test)]
#[path = "navigation_tests.rs"]
mod tests;
