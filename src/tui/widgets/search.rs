//! Finding words in lines of text, and marking what was found.

use std::ops::Range;

use crate::tui::theme::Tone;

/// A line of text in pieces with their tones.
pub type Pieces = Vec<(String, Tone)>;

/// Something found: its line, and its bytes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The line.
    pub line: usize,
    /// The bytes of the line's whole text.
    pub bytes: Range<usize>,
}

/// Every place where the words stand, letter case ignored.
pub fn find(lines: &[Pieces], words: &str) -> Vec<Found> {
    let wanted: Vec<char> = words.chars().flat_map(char::to_lowercase).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let in_line = |(line, pieces): (usize, &Pieces)| {
        let text: String = pieces.iter().map(|(text, _)| text.as_str()).collect();
        places(&text, &wanted).into_iter().map(move |bytes| Found { line, bytes })
    };
    lines.iter().enumerate().flat_map(in_line).collect()
}

fn places(text: &str, wanted: &[char]) -> Vec<Range<usize>> {
    // A letter may have two in lower case: each knows the bytes of the one that it comes from.
    let folded: Vec<(Range<usize>, char)> = text
        .char_indices()
        .flat_map(|(at, c)| c.to_lowercase().map(move |lower| (at..at + c.len_utf8(), lower)))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(window) = folded.get(at..at + wanted.len()) {
        if window.iter().map(|(_, c)| c).eq(wanted) {
            found.push(window[0].0.start..window[wanted.len() - 1].0.end);
            at += wanted.len();
        } else {
            at += 1;
        }
    }
    found
}

/// The line with what was found in it marked.
pub fn marked(pieces: &Pieces, found: &[Range<usize>]) -> Pieces {
    let mut out = Pieces::new();
    let mut begun = 0;
    for (text, tone) in pieces {
        let mut at = 0;
        for range in found {
            let inside = |byte: usize| byte.saturating_sub(begun).clamp(at, text.len());
            let (from, to) = (inside(range.start), inside(range.end));
            if from < to {
                out.push((text[at..from].to_string(), *tone));
                out.push((text[from..to].to_string(), Tone::Match));
                at = to;
            }
        }
        out.push((text[at..].to_string(), *tone));
        begun += text.len();
    }
    out.retain(|(text, _)| !text.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(parts: &[&str]) -> Pieces {
        parts.iter().map(|p| ((*p).to_string(), Tone::Ink)).collect()
    }

    #[test]
    fn words_are_found_in_any_case_and_across_pieces() {
        let lines = [line(&["Card", "house Ltd"]), line(&["none"]), line(&["cardHOUSE cardhouse"])];
        let found = find(&lines, "cardhouse");
        let places: Vec<_> = found.iter().map(|f| (f.line, f.bytes.clone())).collect();
        assert_eq!(places, [(0, 0..9), (2, 0..9), (2, 10..19)]);
        assert_eq!(find(&[line(&["İstanbul ÉCOLE"])], "école")[0].bytes, 10..16);
        assert!(find(&lines, "").is_empty());
    }

    #[test]
    fn what_is_found_is_marked_without_changing_the_text() {
        let pieces = line(&["Card", "house Ltd"]);
        let marked = marked(&pieces, &[2..6, 10..13]);
        let shown: Vec<(&str, bool)> = marked.iter().map(|(t, tone)| (t.as_str(), *tone == Tone::Match)).collect();
        assert_eq!(shown, [("Ca", false), ("rd", true), ("ho", true), ("use ", false), ("Ltd", true)]);
    }
}
