//! Colours by meaning. A screen names a [`Tone`]; the theme says what it looks like on this terminal.

use std::{collections::HashMap, path::Path};

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

macro_rules! tones {
    ($($(#[$doc:meta])* $variant:ident = $name:literal -> $parent:ident,)+) => {
        /// What a piece of text means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Tone { $($(#[$doc])* $variant,)+ }

        impl Tone {
            /// Every tone that exists.
            pub const ALL: &'static [Tone] = &[$(Tone::$variant,)+];

            /// The name in theme files.
            pub const fn name(self) -> &'static str { match self { $(Tone::$variant => $name,)+ } }

            /// Where to look when a theme does not say.
            pub const fn parent(self) -> Tone { match self { $(Tone::$variant => Tone::$parent,)+ } }
        }
    };
}

tones! {
    /// Ordinary text.
    Ink = "ink" -> Ink,
    /// Text that is there but does not ask for attention.
    Quiet = "quiet" -> Ink,
    /// Lines and borders.
    Line = "line" -> Quiet,
    /// Where you are.
    Accent = "accent" -> Ink,
    /// The name of a screen or a dialog.
    Title = "title" -> Accent,
    /// The heads of columns and the labels of fields.
    Head = "head" -> Quiet,
    /// The row or choice under the cursor.
    Cursor = "cursor" -> Accent,
    /// A marked row.
    Mark = "mark" -> Warm,
    /// What waits for you.
    Warm = "warm" -> Ink,
    /// What went well or is in force.
    Good = "good" -> Ink,
    /// What failed or is refused.
    Bad = "bad" -> Warm,
    /// What cannot be used now.
    Off = "off" -> Quiet,
    /// A key that can be pressed.
    Key = "key" -> Accent,
    /// What is typed into a field.
    Input = "input" -> Ink,
    /// The field that is typed into.
    Focus = "focus" -> Accent,
    /// A placeholder for what is not there yet.
    Ghost = "ghost" -> Quiet,
    /// The environment's badge.
    Badge = "badge" -> Quiet,
    /// The badge of an environment where everything counts.
    Danger = "danger" -> Bad,
    /// The part of a text that a search matched.
    Match = "match" -> Accent,
}

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits.
    True,
    /// The 256 of xterm.
    Indexed,
    /// The 16 of every terminal.
    Sixteen,
    /// None: bold, underline and reverse only.
    None,
}

impl Depth {
    /// What the environment promises. Asks the terminal nothing: an answer may never come.
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Depth {
        let value = |name: &str| variable(name).filter(|v| !v.is_empty());
        let term = value("TERM").unwrap_or_default();
        if value("NO_COLOR").is_some() || term == "dumb" {
            return Depth::None;
        }
        match value("COLORTERM").as_deref() {
            Some("truecolor" | "24bit") => Depth::True,
            _ if term.contains("256") || term.starts_with("screen") || term.starts_with("tmux") => Depth::Indexed,
            _ => Depth::Sixteen,
        }
    }
}

/// The themes that are compiled in.
const SHIPPED: &[(&str, &str)] = &[
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The background that the colours were chosen for. Never painted: the terminal's own stays. The contrast test
    /// reads it.
    #[cfg_attr(not(test), expect(dead_code))]
    background: Option<String>,
    #[serde(default)]
    tones: HashMap<String, Look>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Look {
    /// `#rrggbb`.
    color: Option<String>,
    /// One of the sixteen names, chosen by hand.
    ansi: Option<String>,
    bold: bool,
    underline: bool,
    reverse: bool,
    dim: bool,
}

/// A theme, made ready for one terminal.
#[derive(Clone, Debug)]
pub struct Theme {
    styles: HashMap<Tone, Style>,
}

impl Theme {
    /// The theme of a name, with the user's file of the same name laid over it. The second value says what is wrong
    /// with that file; the shipped theme then stands alone.
    pub fn load(name: &str, folder: Option<&Path>, depth: Depth) -> (Theme, Option<String>) {
        let name = if depth == Depth::None { "mono" } else { name };
        let shipped = SHIPPED.iter().find(|(known, _)| *known == name).map_or(SHIPPED[0].1, |(_, text)| text);
        let mut looks = read(shipped).map(|file| file.tones).unwrap_or_default();
        let mut complaint = None;
        if let Some(path) = folder.map(|f| f.join("themes").join(format!("{name}.toml"))).filter(|p| p.exists()) {
            match std::fs::read_to_string(&path).map_err(|e| e.to_string()).and_then(|text| read(&text)) {
                Ok(file) => looks.extend(file.tones),
                Err(why) => complaint = Some(format!("{}: {why}", path.display())),
            }
        }
        (Theme { styles: styles(&looks, depth) }, complaint)
    }

    /// Whether a theme of this name is compiled in.
    pub fn exists(name: &str) -> bool {
        SHIPPED.iter().any(|(known, _)| *known == name)
    }

    /// How a tone looks.
    pub fn style(&self, tone: Tone) -> Style {
        self.styles.get(&tone).copied().unwrap_or_default()
    }
}

fn read(text: &str) -> Result<File, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string().trim_end().replace('\n', " "))?;
    if let Some(unknown) = file.tones.keys().find(|name| Tone::ALL.iter().all(|t| t.name() != name.as_str())) {
        return Err(format!("there is no tone {unknown:?}"));
    }
    Ok(file)
}

fn styles(looks: &HashMap<String, Look>, depth: Depth) -> HashMap<Tone, Style> {
    let find = |tone: Tone| {
        let mut at = tone;
        loop {
            match looks.get(at.name()) {
                Some(look) => return look.clone(),
                None if at.parent() == at => return Look::default(),
                None => at = at.parent(),
            }
        }
    };
    Tone::ALL.iter().map(|tone| (*tone, find(*tone).style(depth))).collect()
}

impl Look {
    fn style(&self, depth: Depth) -> Style {
        let rgb = self.color.as_deref().and_then(rgb);
        let color = match (depth, rgb) {
            (Depth::True, Some([r, g, b])) => Some(Color::Rgb(r, g, b)),
            (Depth::Indexed, Some(rgb)) => Some(Color::Indexed(nearest(rgb))),
            (Depth::Sixteen, _) => self.ansi.as_deref().and_then(|name| name.parse().ok()),
            _ => None,
        };
        let mut style = color.map_or(Style::new(), |c| Style::new().fg(c));
        for (on, modifier) in [
            (self.bold, Modifier::BOLD),
            (self.underline, Modifier::UNDERLINED),
            (self.reverse, Modifier::REVERSED),
            (self.dim, Modifier::DIM),
        ] {
            if on {
                style = style.add_modifier(modifier);
            }
        }
        style
    }
}

fn rgb(text: &str) -> Option<[u8; 3]> {
    let hex = text.strip_prefix('#').filter(|h| h.len() == 6 && h.is_ascii())?;
    let part = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// The nearest of xterm's 216 colours and 24 greys.
fn nearest([r, g, b]: [u8; 3]) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |c: [u8; 3]| {
        [(r, c[0]), (g, c[1]), (b, c[2])].iter().map(|(x, y)| u32::from(x.abs_diff(*y)).pow(2)).sum::<u32>()
    };
    let step = |v: u8| (0..6u8).min_by_key(|i| STEPS[usize::from(*i)].abs_diff(v)).unwrap_or(0);
    let (x, y, z) = (step(r), step(g), step(b));
    let cube = (16 + 36 * x + 6 * y + z, [x, y, z].map(|i| STEPS[usize::from(i)]));
    let grey = (0..24u8).map(|i| (232 + i, [8 + 10 * i; 3])).min_by_key(|(_, c)| distance(*c)).unwrap_or(cube);
    if distance(grey.1) < distance(cube.1) { grey.0 } else { cube.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(rgb: [u8; 3]) -> f64 {
        let linear = rgb.map(|v| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_tone_can_be_read_on_its_background() {
        for (name, text) in SHIPPED {
            let file = read(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            let Some(background) = file.background.as_deref().and_then(rgb) else {
                assert!(file.tones.values().all(|l| l.color.is_none() && l.ansi.is_none()), "{name} has colours");
                continue;
            };
            let least = if *name == "high-contrast" { 7.0 } else { 4.5 };
            for (tone, look) in &file.tones {
                let color =
                    look.color.as_deref().and_then(rgb).unwrap_or_else(|| panic!("{name}: {tone} has no color"));
                let is_line = tone == "line";
                assert!(is_line || contrast(color, background) >= least, "{name}: {tone} is hard to read");
                assert!(look.ansi.as_deref().is_some_and(|a| a.parse::<Color>().is_ok()), "{name}: {tone} in sixteen");
            }
        }
    }

    #[test]
    fn a_missing_tone_looks_like_its_parent() {
        let looks = read("[tones]\naccent = { color = \"#112233\" }").unwrap().tones;
        let styles = styles(&looks, Depth::True);
        assert_eq!(styles[&Tone::Key], Style::new().fg(Color::Rgb(0x11, 0x22, 0x33)));
        assert_eq!(styles[&Tone::Quiet], Style::new());
    }

    #[test]
    fn colours_are_only_used_when_promised() {
        let ask = |pairs: &'static [(&str, &str)]| {
            Depth::detect(|name| pairs.iter().find(|(k, _)| *k == name).map(|(_, v)| (*v).to_string()))
        };
        assert_eq!(ask(&[("TERM", "xterm"), ("COLORTERM", "truecolor")]), Depth::True);
        assert_eq!(ask(&[("TERM", "tmux")]), Depth::Indexed);
        assert_eq!(ask(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(ask(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]), Depth::None);
        assert_eq!(ask(&[("TERM", "dumb")]), Depth::None);
        assert_eq!(nearest([255, 0, 0]), 196);
        assert_eq!(nearest([128, 128, 128]), 244);
    }
}
