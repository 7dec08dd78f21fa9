//! The dialog before something that is hard to take back. Focus begins on Cancel; `y` confirms, never Enter; what is
//! final wants its name typed.

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::{
    input::{Input, Look},
    row_action::Danger,
};
use crate::tui::{
    actions,
    context::Context,
    key::Key,
    keymap::{Action, Offer},
    layer::{Answer, Layer, Outcome, Place, Toast, Wish},
    paint::Paint,
    text,
    theme::Tone,
};

/// From so many things on, the number is typed.
const MANY: usize = 10;
const WIDTH: u16 = 62;

/// How a reason is asked for.
#[derive(Clone, Copy, Debug)]
pub struct ReasonAsked {
    /// It must be given.
    pub needed: bool,
    /// Its most characters.
    pub most: Option<usize>,
}

/// Asks before an action on things of these names.
pub fn action(
    action: &Action,
    danger: Danger,
    reason: Option<ReasonAsked>,
    names: &[&str],
    cx: &Context,
) -> Box<dyn Layer> {
    let careful = danger == Danger::Final || cx.is_production();
    let several = || cx.with("confirm-several", &[("n", names.len().into())]);
    let (shown, typed) = match names {
        [name] => (text::clean(name).into_owned(), careful.then(|| text::clean(name).into_owned())),
        _ => (several(), (careful || names.len() > MANY).then(|| names.len().to_string())),
    };
    let values = [("name", shown.into())];
    let sentence = cx.with(&format!("{}.confirm", action.word()), &values);
    Box::new(Confirm {
        title: cx.with(&format!("{}.title", action.word()), &values),
        sentence,
        environment: cx.environment.clone(),
        yes: cx.word(action),
        no: cx.say("confirm-cancel"),
        reason: reason.map(|_| Input::default()),
        needs_reason: reason.is_some_and(|r| r.needed),
        most: reason.and_then(|r| r.most),
        typed: typed.map(|wanted| (wanted, Input::default())),
        focus: Focus::Cancel,
    })
}

/// Asks whether a draft is to be gone on with.
pub fn resume(cx: &Context) -> Box<dyn Layer> {
    Box::new(Confirm {
        title: cx.say("draft-title"),
        sentence: cx.say("draft-text"),
        yes: cx.say("draft-yes"),
        no: cx.say("draft-no"),
        ..Confirm::default()
    })
}

/// Asks before something typed is lost: on this page, or on the one of this path.
pub fn unsaved(elsewhere: Vec<String>, cx: &Context) -> Box<dyn Layer> {
    let path = text::clean(&elsewhere.join(&format!(" {} ", cx.symbols.path))).into_owned();
    let sentence = match path.is_empty() {
        true => cx.say("unsaved-text"),
        false => cx.with("unsaved-elsewhere", &[("page", path.into())]),
    };
    Box::new(Confirm {
        title: cx.say("unsaved-title"),
        sentence,
        yes: cx.say("unsaved-yes"),
        no: cx.say("confirm-cancel"),
        ..Confirm::default()
    })
}

/// Asks before work that goes on behind is given up.
pub fn working(cx: &Context) -> Box<dyn Layer> {
    Box::new(Confirm {
        title: cx.say("working-title"),
        sentence: cx.say("working-text"),
        yes: cx.say("working-yes"),
        no: cx.say("confirm-cancel"),
        ..Confirm::default()
    })
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Focus {
    #[default]
    Cancel,
    Reason,
    Typed,
}

#[derive(Default)]
struct Confirm {
    title: String,
    sentence: String,
    environment: String,
    yes: String,
    no: String,
    reason: Option<Input>,
    needs_reason: bool,
    /// Most characters of the reason.
    most: Option<usize>,
    typed: Option<(String, Input)>,
    focus: Focus,
}

impl Confirm {
    fn next(&mut self) {
        let order: Vec<Focus> = [
            Some(Focus::Cancel),
            self.reason.as_ref().map(|_| Focus::Reason),
            self.typed.as_ref().map(|_| Focus::Typed),
        ]
        .into_iter()
        .flatten()
        .collect();
        let at = order.iter().position(|f| *f == self.focus).unwrap_or(0);
        self.focus = order[(at + 1) % order.len()];
    }

    /// How many characters the reason can still take.
    fn room(&self) -> usize {
        let used = self.reason.as_ref().map_or(0, |input| input.text().chars().count());
        self.most.map_or(usize::MAX, |most| most.saturating_sub(used))
    }

    fn yes(&mut self, cx: &Context) -> Vec<Wish> {
        let reason = self.reason.as_ref().map(|r| r.text().trim().to_string()).filter(|r| !r.is_empty());
        if self.needs_reason && reason.is_none() {
            self.focus = Focus::Reason;
            return vec![Wish::Toast(Toast::warning(cx.say("confirm-reason-needed")))];
        }
        if self.typed.as_ref().is_some_and(|(wanted, input)| input.text().trim() != wanted) {
            self.focus = Focus::Typed;
            return vec![Wish::Toast(Toast::warning(cx.say("confirm-name-differs")))];
        }
        vec![Wish::Close(Outcome::Confirmed(reason))]
    }
}

impl Layer for Confirm {
    fn name(&self) -> &'static str {
        "confirm"
    }
    fn place(&self, _: &Context) -> Place {
        let lines = text::wrap(&self.sentence, usize::from(WIDTH)).len();
        let extra = 3 * (usize::from(self.reason.is_some()) + usize::from(self.typed.is_some()));
        let environment = usize::from(!self.environment.is_empty());
        Place::Dialog { width: WIDTH, height: u16::try_from(lines + extra + environment + 4).unwrap_or(20) }
    }
    fn title(&self, _: &Context) -> Vec<String> {
        vec![self.title.clone()]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        let several = self.reason.is_some() || self.typed.is_some();
        std::iter::once(Offer::yes(&actions::YES)).chain(several.then(|| Offer::yes(&actions::NEXT))).collect()
    }
    fn key(&mut self, key: Key, cx: &Context) -> Answer {
        match (key.code, self.focus) {
            (KeyCode::Tab | KeyCode::BackTab | KeyCode::Down | KeyCode::Up, _) => self.next(),
            (KeyCode::Enter, Focus::Cancel) => return Answer::Done(vec![Wish::Close(Outcome::Cancelled)]),
            // The name was typed on purpose; asking once more would teach people to hurry.
            (KeyCode::Enter, Focus::Typed) => return Answer::Done(self.yes(cx)),
            (KeyCode::Enter, Focus::Reason) => self.next(),
            (KeyCode::Char('y'), Focus::Cancel) => return Answer::Done(self.yes(cx)),
            (KeyCode::Char('n'), Focus::Cancel) => return Answer::Done(vec![Wish::Close(Outcome::Cancelled)]),
            (_, Focus::Reason) => {
                let full = self.room() == 0 && key.typed().is_some();
                if full || !self.reason.as_mut().is_some_and(|input| input.key(key)) {
                    return Answer::Ignored;
                }
            }
            (_, Focus::Typed) if self.typed.as_mut().is_some_and(|(_, input)| input.key(key)) => {}
            _ => return Answer::Ignored,
        }
        Answer::Done(Vec::new())
    }
    fn paste(&mut self, pasted: &str, _: &Context) -> Answer {
        let room = self.room();
        if let (Focus::Reason, Some(input)) = (self.focus, self.reason.as_mut()) {
            input.insert(&pasted.chars().take(room).collect::<String>());
        }
        Answer::Done(Vec::new())
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let mut y = area.y + 1;
        y += paint.paragraph(Rect { y, height: area.bottom().saturating_sub(y), ..area }, &self.sentence, Tone::Ink);
        if !self.environment.is_empty() {
            let line = cx.with("confirm-environment", &[("name", self.environment.clone().into())]);
            paint.outside(area.x, y, area.width, &line, Tone::Quiet);
            y += 1;
        }
        y += 1;
        if let Some(input) = &self.reason {
            let label = cx.say(if self.needs_reason { "confirm-reason" } else { "confirm-reason-optional" });
            paint.put(area.x, y, area.width, &label, Tone::Head);
            input.draw(area.x, y + 1, area.width, Look { focused: self.focus == Focus::Reason, masked: false }, paint);
            y += 3;
        }
        if let Some((wanted, input)) = &self.typed {
            let label = cx.with("confirm-type", &[("name", wanted.clone().into())]);
            paint.put(area.x, y, area.width, &label, Tone::Head);
            input.draw(area.x, y + 1, area.width, Look { focused: self.focus == Focus::Typed, masked: false }, paint);
            y += 3;
        }
        let here = self.focus == Focus::Cancel;
        let mark = if here { cx.symbols.cursor } else { " " };
        let tone = if here { Tone::Cursor } else { Tone::Ink };
        let used = paint.pieces(area.x, y, area.width, &[(mark, tone), (" ", tone), (&self.no, tone)]);
        if here {
            paint.cursor = Some((area.x, y).into());
        }
        let x = area.x + used + 4;
        paint.pieces(
            x,
            y,
            area.right().saturating_sub(x),
            &[("y", Tone::Key), (" ", Tone::Ink), (&self.yes, Tone::Bad)],
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing;

    static END: Action = Action::new("request.reject", &["d"]);

    fn press(dialog: &mut Box<dyn Layer>, keys: &str, cx: &Context) -> Vec<Outcome> {
        let mut ended = Vec::new();
        for key in keys.split(' ') {
            if let Answer::Done(wishes) = dialog.key(Key::parse(key).unwrap(), cx) {
                ended.extend(wishes.into_iter().filter_map(|w| match w {
                    Wish::Close(outcome) => Some(outcome),
                    _ => None,
                }));
            }
        }
        ended
    }

    #[test]
    fn enter_never_confirms_and_a_needed_reason_is_asked_for() {
        let cx = testing::context(80, 24);
        let reason = Some(ReasonAsked { needed: true, most: Some(5) });
        let ask = || action(&END, Danger::Hard, reason, &["cardhouse"], &cx);
        assert_eq!(press(&mut ask(), "Enter", &cx), [Outcome::Cancelled]);
        assert_eq!(press(&mut ask(), "y", &cx), []);
        assert_eq!(press(&mut ask(), "y n o Enter y", &cx), [Outcome::Confirmed(Some("no".into()))]);
        let mut long = ask();
        press(&mut long, "y n o", &cx);
        long.paste("pe and more", &cx);
        assert_eq!(
            press(&mut long, "x Enter y", &cx),
            [Outcome::Confirmed(Some("nope".into()))],
            "blanks at its end go"
        );
    }

    #[test]
    fn what_is_final_wants_its_name() {
        let cx = testing::context(80, 24);
        let mut dialog = action(&END, Danger::Final, None, &["ab"], &cx);
        assert_eq!(press(&mut dialog, "y", &cx), []);
        assert_eq!(press(&mut dialog, "a Enter b Enter", &cx), [Outcome::Confirmed(None)]);
    }

    #[test]
    fn several_want_their_number_when_it_is_final_or_counts() {
        let mut cx = testing::context(80, 24);
        let ends =
            |danger, names: &[&str], keys, cx: &Context| press(&mut action(&END, danger, None, names, cx), keys, cx);
        let yes = [Outcome::Confirmed(None)];
        assert_eq!(ends(Danger::Hard, &["a", "b"], "y", &cx), yes);
        assert_eq!(ends(Danger::Final, &["a", "b"], "y", &cx), []);
        assert_eq!(ends(Danger::Final, &["a", "b"], "y 2 Enter", &cx), yes);
        assert_eq!(ends(Danger::Hard, &["a"; 11], "y", &cx), []);
        cx.environment = "KE-PROD".into();
        assert_eq!(ends(Danger::Hard, &["a", "b"], "y", &cx), []);
        assert_eq!(ends(Danger::Hard, &["a", "b"], "y 2 Enter", &cx), yes);
        assert_eq!(ends(Danger::Hard, &["a"], "y", &cx), []);
        for harmless in ["NONPROD", "non-prod", "PRE-PROD", "PRODUCT TESTS", ""] {
            cx.environment = harmless.into();
            assert!(!cx.is_production(), "{harmless}");
        }
        for serious in ["PROD", "Production", "ke_prod"] {
            cx.environment = serious.into();
            assert!(cx.is_production(), "{serious}");
        }
    }
}
