//! Sign in: on a page, or as a dialog over whatever needs a session again.

use crossterm::event::KeyCode;
use partnerdesk_api::{
    account::{self, Credentials},
    operation::NoPath,
};
use ratatui::layout::Rect;

use super::joining;
use crate::tui::{
    actions,
    context::{Context, Player},
    key::Key,
    keymap::{Action, Offer},
    layer::{Answer, Event, Layer, Outcome, Place, Request, Tag, Task, Wish},
    paint::Paint,
    text,
    theme::Tone,
    widgets::{
        failure,
        input::{Input, Look},
    },
};

const SIGN_IN: &str = "sign:in";
/// Register oneself.
static REGISTER: Action = Action::new("sign-in.register", &["F4"]).rank(5);
/// Use an activation code.
static ACTIVATE: Action = Action::new("sign-in.activate", &["F5"]).rank(6);

/// Every action of this screen.
pub static ACTIONS: &[&Action] = &[&REGISTER, &ACTIVATE];

/// Role cards that have a digit.
const CARDS: usize = 9;

/// The page; with role cards when the server is a sample.
pub fn layer(sample: bool) -> Box<dyn Layer> {
    Box::new(SignIn { sample, ..SignIn::default() })
}

/// The dialog over a page whose session has ended. What was typed there stays.
pub fn again(cx: &Context) -> Box<dyn Layer> {
    let name = cx.session.as_ref().map(|p| p.user_name.clone()).unwrap_or_default();
    Box::new(SignIn { again: true, name: Input::with(name), on_password: true, ..SignIn::default() })
}

#[derive(Default)]
struct SignIn {
    sample: bool,
    again: bool,
    name: Input,
    password: Input,
    on_password: bool,
    working: bool,
    failure: Option<String>,
}

impl SignIn {
    fn focused(&mut self) -> &mut Input {
        if self.on_password { &mut self.password } else { &mut self.name }
    }

    fn send(&mut self, name: &str, password: &str) -> Vec<Wish> {
        if name.trim().is_empty() || self.working {
            return Vec::new();
        }
        let credentials = Credentials { user_name: name.trim().to_string(), password: password.into() };
        self.working = true;
        self.failure = None;
        vec![Wish::Run(Task::SignIn(Tag::new(SIGN_IN), Request::of(&account::SIGN_IN, NoPath {}, credentials)))]
    }

    /// A digit plays a role as long as no name is typed.
    fn player<'a>(&self, key: Key, cx: &'a Context) -> Option<&'a Player> {
        let digit = key.typed()?.to_digit(10)?;
        let free = self.sample && !self.on_password && self.name.text().is_empty();
        let index = usize::try_from(digit).ok()?.checked_sub(1)?;
        cx.cast.get(index).filter(|_| free && index < CARDS)
    }

    /// Whose name is typed, among the people of the sample: those without a digit are played by name.
    fn named<'a>(&self, cx: &'a Context) -> Option<&'a Player> {
        cx.cast.iter().find(|p| self.sample && !self.again && p.user_name == self.name.text().trim())
    }
}

impl Layer for SignIn {
    fn name(&self) -> &'static str {
        "sign-in"
    }
    fn place(&self, _: &Context) -> Place {
        if self.again { Place::Dialog { width: 56, height: 9 } } else { Place::Page }
    }
    fn title(&self, cx: &Context) -> Vec<String> {
        vec![cx.say(if self.again { "sign-in-again" } else { "app-name" })]
    }
    fn offers(&self, _: &Context) -> Vec<Offer> {
        let mut offers = vec![Offer::yes(&actions::PICK).called("sign-in-send"), Offer::yes(&actions::NEXT)];
        if !self.again {
            offers.extend([Offer::yes(&REGISTER), Offer::yes(&ACTIVATE)]);
        }
        offers
    }
    fn act(&mut self, id: &'static str, cx: &Context) -> Option<Vec<Wish>> {
        match id {
            "sign-in.register" => Some(vec![Wish::Page(joining::register(cx))]),
            "sign-in.activate" => Some(vec![Wish::Page(joining::activate(cx))]),
            _ => None,
        }
    }
    fn takes_text(&self) -> bool {
        true
    }
    fn key(&mut self, key: Key, cx: &Context) -> Answer {
        if let Some(player) = self.player(key, cx) {
            let (name, password) = (player.user_name.clone(), player.password.clone());
            return Answer::Done(self.send(&name, password.expose()));
        }
        match key.code {
            KeyCode::Tab | KeyCode::BackTab | KeyCode::Down | KeyCode::Up => self.on_password = !self.on_password,
            KeyCode::Enter if !self.on_password => match self.named(cx) {
                Some(Player { user_name, password, .. }) => {
                    return Answer::Done(self.send(user_name, password.expose()));
                }
                None => self.on_password = true,
            },
            KeyCode::Enter => {
                let (name, password) = (self.name.text().to_string(), self.password.text().to_string());
                return Answer::Done(self.send(&name, &password));
            }
            _ if self.focused().key(key) => {}
            _ => return Answer::Ignored,
        }
        Answer::Done(Vec::new())
    }
    fn paste(&mut self, pasted: &str, _: &Context) -> Answer {
        self.focused().insert(pasted);
        Answer::Done(Vec::new())
    }
    fn stopped(&mut self, _: &Context) {
        self.working = false;
    }
    fn event(&mut self, event: Event, cx: &Context) -> Vec<Wish> {
        let Event::SignedIn(_, result) = event else { return Vec::new() };
        self.working = false;
        match result {
            Ok(profile) if self.again => vec![Wish::Close(Outcome::SignedIn(profile))],
            Ok(profile) => vec![Wish::SignedIn(profile)],
            Err(error) => {
                self.failure = Some(failure::sentence(&error, cx));
                self.on_password = true;
                self.password.set("");
                Vec::new()
            }
        }
    }
    fn draw(&self, area: Rect, paint: &mut Paint<'_>) {
        let cx = paint.cx;
        let left = if self.again { area.x } else { 6 };
        let room = area.right().saturating_sub(left + 2);
        let mut y = area.y + 1;
        let question = if self.again { "sign-in-again-text" } else { "sign-in-question" };
        y += paint.paragraph(Rect { x: left, y, width: room, height: 3 }, &cx.say(question), Tone::Ink) + 1;
        let labels = [cx.say("sign-in-name"), cx.say("sign-in-password")];
        let wide = u16::try_from(labels.iter().map(|l| text::width(l)).max().unwrap_or(0)).unwrap_or(12) + 3;
        for (label, input, masked) in [(&labels[0], &self.name, false), (&labels[1], &self.password, true)] {
            let focused = masked == self.on_password;
            paint.put(left, y, wide, label, Tone::Head);
            input.draw(left + wide, y, room.saturating_sub(wide).min(40), Look { focused, masked }, paint);
            y += 1;
        }
        y += 1;
        let place = Rect { x: left, y, width: room, height: 2 };
        if let Some(why) = &self.failure {
            let used = paint.paragraph(place, &format!("{} {why}", cx.symbols.cross), Tone::Bad);
            y += used + 1;
        } else if self.working {
            paint.paragraph(place, &cx.say("sign-in-working"), Tone::Quiet);
            y += 2;
        }
        if self.sample && !self.again && !cx.cast.is_empty() {
            y = draw_cards(left, y, room, area.bottom().saturating_sub(2), paint);
        }
        if !self.again && y + 1 < area.bottom() {
            let values = [("register", cx.key(&REGISTER).into()), ("activate", cx.key(&ACTIVATE).into())];
            let place = Rect { x: left, y: y + 1, width: room, height: (area.bottom() - y - 1).min(2) };
            paint.paragraph(place, &cx.with("sign-in-new", &values), Tone::Quiet);
        }
    }
}

/// The people of the sample country, as many as there is room for.
fn draw_cards(left: u16, top: u16, room: u16, bottom: u16, paint: &mut Paint<'_>) -> u16 {
    let cx = paint.cx;
    let mut y = top;
    paint.put(left, y, room, &cx.say("sign-in-cards"), Tone::Quiet);
    y += 1;
    let rows = usize::from(bottom.saturating_sub(y + 1)).min(CARDS);
    for (i, player) in cx.cast.iter().take(rows).enumerate() {
        paint.put(left + 2, y, 2, &(i + 1).to_string(), Tone::Key);
        paint.outside(left + 5, y, 18, &player.name, Tone::Ink);
        paint.outside(left + 24, y, room.saturating_sub(24), &player.part, Tone::Quiet);
        y += 1;
    }
    let more: Vec<&str> = cx.cast.iter().skip(rows).map(|p| p.user_name.as_str()).collect();
    if !more.is_empty() {
        let names = text::clean(&more.join(", ")).into_owned();
        let sentence = cx.with("sign-in-more", &[("names", names.into())]);
        paint.put(left + 5, y, room.saturating_sub(5), &sentence, Tone::Quiet);
        y += 1;
    }
    y
}
