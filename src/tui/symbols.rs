//! The few symbols the desk draws, and what stands for them where only ASCII can be trusted.

/// One set of symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbols {
    /// Only ASCII.
    pub ascii: bool,
    /// Where you are.
    pub cursor: &'static str,
    /// In force.
    pub full: &'static str,
    /// Not in force yet.
    pub open: &'static str,
    /// Refused.
    pub cross: &'static str,
    /// Done.
    pub tick: &'static str,
    /// Needs attention.
    pub alert: &'static str,
    /// Switched off.
    pub off: &'static str,
    /// A row that is marked.
    pub mark: &'static str,
    /// Between the parts of a path.
    pub path: &'static str,
    /// Between parts of one line.
    pub dot: &'static str,
    /// Sorted with the largest first.
    pub down: &'static str,
    /// Sorted with the smallest first.
    pub up: &'static str,
    /// Takes a filter away.
    pub remove: &'static str,
    /// A horizontal line.
    pub line: &'static str,
    /// A vertical line.
    pub side: &'static str,
    /// The corners of a box, clockwise from the top left.
    pub corners: [&'static str; 4],
    /// A placeholder.
    pub ghost: &'static str,
    /// A hidden character.
    pub hidden: &'static str,
    /// A full piece of a bar.
    pub bar: &'static str,
}

impl Symbols {
    /// For terminals that speak UTF-8.
    pub const UNICODE: Symbols = Symbols {
        ascii: false,
        cursor: "▸",
        full: "●",
        open: "○",
        cross: "✗",
        tick: "✓",
        alert: "!",
        off: "–",
        mark: "●",
        path: "›",
        dot: "·",
        down: "▾",
        up: "▴",
        remove: "×",
        line: "─",
        side: "│",
        corners: ["┌", "┐", "┘", "└"],
        ghost: "·····",
        hidden: "•",
        bar: "█",
    };

    /// For everything else.
    pub const ASCII: Symbols = Symbols {
        ascii: true,
        cursor: ">",
        full: "*",
        open: "-",
        cross: "x",
        tick: "+",
        alert: "!",
        off: "~",
        mark: "*",
        path: ">",
        dot: "-",
        down: "v",
        up: "^",
        remove: "x",
        line: "-",
        side: "|",
        corners: ["+", "+", "+", "+"],
        ghost: ".....",
        hidden: "*",
        bar: "#",
    };
}

/// Whether the locale lets programs write more than ASCII. One that is not set says nothing: most terminals can.
pub fn speaks_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
    set.is_none_or(|locale| ["utf-8", "utf8"].iter().any(|word| locale.to_lowercase().contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_without_utf_8_gets_ascii() {
        let of = |pairs: &'static [(&str, &str)]| {
            speaks_utf8(|name| pairs.iter().find(|(k, _)| *k == name).map(|(_, v)| (*v).to_string()))
        };
        assert!(of(&[]) && of(&[("LANG", "C.UTF-8")]) && of(&[("LC_ALL", "ar_EG.utf8"), ("LANG", "C")]));
        assert!(!of(&[("LANG", "C")]) && !of(&[("LC_ALL", "de_DE.ISO-8859-1"), ("LANG", "C.UTF-8")]));
    }
}
