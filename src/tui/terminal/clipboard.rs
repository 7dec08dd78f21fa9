//! The terminal's clipboard, which is the person's own: the only way out of a machine far away.

use base64::Engine;

/// Most bytes of encoded text that terminals accept for their clipboard.
const MOST: usize = 74_994;

/// The sequence that sets the terminal's clipboard, in the envelope that tmux or screen want it in. Nothing
/// when it is too long.
pub(super) fn sequence(text: &str, variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    let encoded = base64::engine::general_purpose::STANDARD.encode(text);
    if encoded.len() > MOST {
        return None;
    }
    let plain = format!("\x1b]52;c;{encoded}\x07");
    let set = |name: &str| variable(name).is_some_and(|v| !v.is_empty());
    if set("TMUX") {
        return Some(format!("\x1bPtmux;\x1b{plain}\x1b\\"));
    }
    if set("STY") {
        // screen takes at most 768 bytes at a time.
        let pieces = plain.as_bytes().chunks(76).map(|c| String::from_utf8_lossy(c).into_owned());
        return Some(format!("\x1bP{}\x1b\\", pieces.collect::<Vec<_>>().join("\x1b\\\x1bP")));
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboard_speaks_to_each_multiplexer() {
        assert_eq!(sequence("hi", |_| None).unwrap(), "\x1b]52;c;aGk=\x07");
        let tmux = sequence("hi", |n| (n == "TMUX").then(|| "x".into())).unwrap();
        assert_eq!(tmux, "\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\");
        assert!(sequence("hi", |n| (n == "STY").then(|| "x".into())).unwrap().starts_with("\x1bP\x1b]52"));
        assert!(sequence(&"x".repeat(60_000), |_| None).is_none());
    }
}
