//! All pages of a list, one after the other: by cursor where the server has cursors, else by number.

use partnerdesk_api::list::Page;

/// The page after another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// The one of a cursor.
    Token(String),
    /// By number.
    Number(u64),
}

/// The page after this one, whose number counts from 0, when so many rows have come with it and before it. Nothing: it
/// was the last.
pub fn after<R>(page: &Page<R>, number: u64, so_far: u64) -> Option<After> {
    if page.data.is_empty() {
        return None;
    }
    if let Some(token) = &page.next {
        return Some(After::Token(token.clone()));
    }
    let has_cursors = page.previous.is_some();
    (!has_cursors && so_far < page.total_results).then_some(After::Number(number + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: usize, total: u64, previous: Option<&str>, next: Option<&str>) -> Page<u8> {
        let token = |t: Option<&str>| t.map(str::to_string);
        Page {
            data: vec![0; rows],
            previous: token(previous),
            next: token(next),
            ..serde_json::from_value(serde_json::json!({"data": [], "totalResults": total})).unwrap()
        }
    }

    #[test]
    fn cursors_lead_on_and_numbers_do_where_there_are_none() {
        assert_eq!(after(&page(50, 120, None, Some("t")), 0, 50), Some(After::Token("t".into())));
        assert_eq!(after(&page(20, 120, Some("p"), None), 2, 70), None, "the last page by cursor");
        assert_eq!(after(&page(50, 120, None, None), 1, 100), Some(After::Number(2)));
        assert_eq!(after(&page(20, 120, None, None), 2, 120), None);
        assert_eq!(after(&page(0, 120, None, None), 3, 100), None, "rows that went meanwhile are not waited for");
    }
}
