//! Lines of CSV. Cells come from outside: none may speak to a terminal, and none may become a formula in a spreadsheet.

use crate::text;

/// One line, with its end.
pub fn line(cells: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    writer.write_record(cells.into_iter().map(|c| cell(c.as_ref()))).ok();
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A cell: controls visible, and nothing that a spreadsheet would run as a formula. Numbers are none.
pub fn cell(content: &str) -> String {
    let content = text::visible(content);
    let is_formula = content.starts_with(['=', '+', '-', '@']) && content.parse::<f64>().is_err() && content != "-";
    if is_formula { format!("'{content}") } else { content.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        for (given, expected) in [
            ("=1+1", "'=1+1"),
            ("@sum", "'@sum"),
            ("+254 20 123", "'+254 20 123"),
            ("-5", "-5"),
            ("-", "-"),
            ("a", "a"),
            ("\t=1", "␉=1"),
            ("a\u{1b}[2J", "a␛[2J"),
        ] {
            assert_eq!(cell(given), expected);
        }
    }

    #[test]
    fn a_line_quotes_what_needs_it() {
        assert_eq!(line(["plain", "=1+1", "a,\"b\"", "-"]), "plain,'=1+1,\"a,\"\"b\"\"\",-\n");
    }
}
