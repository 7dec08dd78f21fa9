//! Fits a sheet into the width of a terminal: ids stay whole, long texts are cut, the least important columns go.

use super::sheet::Sheet;
use crate::text;

/// Blanks between columns.
const GAP: usize = 2;
/// Texts are not cut below this width.
const SHORTEST: usize = 10;
/// Texts are cut to this width before a column goes.
const LONG: usize = 24;

/// A sheet that fits, and the names of the columns that had no room.
pub(super) fn fit(sheet: &Sheet, width: usize) -> (Sheet, Vec<String>) {
    let natural: Vec<usize> = (0..sheet.heads.len()).map(|column| widest(sheet, column)).collect();
    let least: Vec<usize> = sheet
        .heads
        .iter()
        .zip(&natural)
        .map(|(head, natural)| if is_id(head) { *natural } else { (*natural).min(LONG.max(text::width(head))) })
        .collect();
    let kept = choose(sheet, &least, width);
    let mut widths: Vec<usize> = kept.iter().map(|column| least[*column]).collect();
    if let [only] = widths.as_mut_slice() {
        *only = (*only).min(width.max(SHORTEST));
    }
    spread(&mut widths, &kept.iter().map(|column| natural[*column]).collect::<Vec<_>>(), width);
    let row = |cells: &Vec<String>| {
        kept.iter()
            .zip(&widths)
            .map(|(column, width)| text::fit(&cells[*column], *width).into_owned())
            .collect::<Vec<_>>()
    };
    let dropped = (0..sheet.heads.len()).filter(|c| !kept.contains(c)).map(|c| sheet.heads[c].clone()).collect();
    let heads = kept.iter().map(|column| sheet.heads[*column].clone()).collect();
    (Sheet { heads, rows: sheet.rows.iter().map(row).collect() }, dropped)
}

/// The columns that there is room for, in their order.
fn choose(sheet: &Sheet, widths: &[usize], width: usize) -> Vec<usize> {
    let mut by_importance: Vec<usize> = (0..sheet.heads.len()).collect();
    by_importance.sort_by_key(|column| rank(&sheet.heads, *column));
    let mut kept: Vec<usize> = Vec::new();
    let mut used = 0;
    for column in by_importance {
        let needed = widths[column] + GAP;
        if !kept.contains(&column) && (kept.is_empty() || used + needed <= width + GAP) {
            kept.push(column);
            used += needed;
        }
    }
    kept.sort_unstable();
    kept
}

/// The first column and the status come first; types, and ids of what has a name as well, come last.
fn rank(heads: &[String], column: usize) -> u8 {
    let head = heads[column].as_str();
    let has_name = head.strip_suffix("Id").is_some_and(|of| heads.iter().any(|h| h.strip_suffix("Name") == Some(of)));
    match head {
        _ if column == 0 => 0,
        "status" => 1,
        _ if has_name || head.ends_with("Type") => 3,
        _ => 2,
    }
}

/// Gives what is left of the width to columns that were cut, from the left.
fn spread(widths: &mut [usize], natural: &[usize], width: usize) {
    let used: usize = widths.iter().map(|w| w + GAP).sum::<usize>().saturating_sub(GAP);
    let mut left = width.saturating_sub(used);
    for (now, natural) in widths.iter_mut().zip(natural) {
        let more = natural.saturating_sub(*now).min(left);
        *now += more;
        left -= more;
    }
}

fn widest(sheet: &Sheet, column: usize) -> usize {
    let cells = sheet.rows.iter().map(|row| text::width(&row[column]));
    cells.chain([text::width(&super::sheet::words(&sheet.heads[column]))]).max().unwrap_or_default()
}

/// Ids are copied into the next command; half of one is of no use.
fn is_id(head: &str) -> bool {
    head == "id" || head.ends_with("Id") || head == "userName" || head == "name"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let heads = ["id", "orgName", "comment", "createdDateTime", "status"].map(String::from).to_vec();
        let row =
            ["01a20169-b2b8-7452-8b04-40251a7c6c20", "東京カード印刷", &"long ".repeat(20), "2026-11-22", "active"];
        Sheet { heads, rows: vec![row.map(String::from).to_vec()] }
    }

    #[test]
    fn ids_stay_whole_and_the_status_stays() {
        let (fitted, dropped) = fit(&sheet(), 80);
        assert_eq!(fitted.rows[0][0].len(), 36);
        assert_eq!(fitted.heads.last().map(String::as_str), Some("status"));
        let used: usize = fitted.rows[0].iter().map(|cell| text::width(cell) + GAP).sum::<usize>() - GAP;
        assert!(used <= 80 && !dropped.is_empty(), "{fitted:?} {dropped:?}");
    }

    #[test]
    fn what_fits_is_left_alone() {
        let (fitted, dropped) = fit(&sheet(), 300);
        assert_eq!(fitted, sheet());
        assert!(dropped.is_empty());
    }

    #[test]
    fn wide_characters_are_cut_whole() {
        assert_eq!(text::fit("東京カード", 6), "東京…");
    }
}
