//! Work that goes on while something else is looked at: dialogs that were sent behind, `:tasks`, and what is said when one
//! of them is done.

use super::{
    app::{App, Effect},
    context::TaskLine,
    history::LayerId,
    layer::{Outcome, Toast},
};

impl App {
    /// Whether the dialog on top works, and could do so behind.
    pub(super) fn can_go_on_behind(&self) -> bool {
        self.dialogs.last().and_then(|d| d.slot.layer.work(&self.cx)).is_some_and(|work| work.running)
    }

    /// Whether anything works behind.
    pub(super) fn works(&self) -> bool {
        self.cx.tasks.iter().any(|task| task.work.running)
    }

    /// Sends the dialog on top behind. Its layer hears its answers as before.
    pub(super) fn send_behind(&mut self) -> Vec<Effect> {
        if let Some(dialog) = self.dialogs.pop() {
            self.background.push(dialog);
            let sentence = self.cx.say("toast-behind");
            self.tell(Toast::info(sentence));
        }
        Vec::new()
    }

    /// Brings work to the front again.
    pub(super) fn bring_forward(&mut self, id: LayerId) -> Vec<Effect> {
        if let Some(at) = self.background.iter().position(|d| d.slot.id == id) {
            let dialog = self.background.remove(at);
            self.dialogs.push(dialog);
        }
        Vec::new()
    }

    /// Stops work behind, as Esc does in front: between two rows where it can, else at once.
    pub(super) fn stop_work(&mut self, id: LayerId) -> Vec<Effect> {
        let Some((layer, cx)) = self.layer(id) else { return Vec::new() };
        match layer.step_back(cx) {
            Some(wishes) => self.apply(id, wishes),
            None => self.close_dialog(id, Outcome::Cancelled),
        }
    }

    /// After work behind has heard an answer: when it is done, that is said. It stays only where something failed.
    pub(super) fn look_after(&mut self, id: LayerId) -> Vec<Effect> {
        let Some(dialog) = self.background.iter().find(|d| d.slot.id == id) else { return Vec::new() };
        let Some(work) = dialog.slot.layer.work(&self.cx).filter(|work| !work.running) else { return Vec::new() };
        let title = dialog.slot.layer.title(&self.cx).join(" ");
        let values = [("title", title.into()), ("sentence", work.sentence.into())];
        let key = if work.failed { "toast-behind-failed" } else { "toast-behind-done" };
        let sentence = self.cx.with(key, &values);
        self.tell(if work.failed { Toast::error(sentence) } else { Toast::info(sentence) });
        if work.failed { Vec::new() } else { self.close_dialog(id, Outcome::Cancelled) }
    }

    /// What `:tasks` shows.
    pub(super) fn show_tasks(&mut self) {
        if self.background.is_empty() && self.cx.tasks.is_empty() {
            return;
        }
        let line = |d: &super::navigation::Dialog| {
            let work = d.slot.layer.work(&self.cx)?;
            Some(TaskLine { id: d.slot.id, title: d.slot.layer.title(&self.cx).join(" "), work })
        };
        self.cx.tasks = self.background.iter().filter_map(line).collect();
    }
}

#[cfg(test)]
#[path = "background_tests.rs"]
mod tests;
