//! The columns of a list as somebody arranged them, and the places that they get on the screen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::spec::{Column, ListSpec};

/// Blanks between columns; two, so that right-to-left names stand apart.
const GAP: u16 = 2;
/// Columns of the terminal before the first: cursor, mark, and a blank.
pub(super) const MARGIN: u16 = 4;
/// Widths that can be chosen.
pub(super) const WIDTHS: std::ops::RangeInclusive<u16> = 4..=80;

/// What somebody changed about the columns of one view. Kept between runs; names that are gone mean nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Columns {
    /// Names in the chosen order; others stand behind them as declared.
    pub order: Vec<String>,
    /// Names of those that are not shown.
    pub hidden: Vec<String>,
    /// Chosen widths by name.
    pub widths: BTreeMap<String, u16>,
}

impl Columns {
    /// Every column in the chosen order.
    pub(super) fn ordered<R>(&self, spec: &ListSpec<R>) -> Vec<&'static Column<R>> {
        let place = |c: &&Column<R>| self.order.iter().position(|name| name == c.name).unwrap_or(usize::MAX);
        let mut all: Vec<&'static Column<R>> = spec.columns.iter().collect();
        all.sort_by_key(place);
        all
    }

    /// Whether a column is shown.
    pub(super) fn shows(&self, name: &str) -> bool {
        !self.hidden.iter().any(|hidden| hidden == name)
    }

    /// The least and the most that a column takes.
    fn widths<R>(&self, column: &Column<R>) -> (u16, u16) {
        match self.widths.get(column.name) {
            Some(chosen) => (*chosen, *chosen),
            None => (column.width, column.most),
        }
    }

    /// The columns that fit, with place and width. Depends on declaration, choice and terminal only, never on the rows,
    /// so that nothing jumps while scrolling.
    pub(super) fn layout<R>(&self, spec: &ListSpec<R>, width: u16) -> Vec<(&'static Column<R>, u16, u16)> {
        let room = width.saturating_sub(MARGIN + 1);
        let mut shown = self.ordered(spec);
        shown.retain(|c| self.shows(c.name));
        let needs =
            |shown: &[&Column<R>]| shown.iter().map(|c| self.widths(c).0 + GAP).sum::<u16>().saturating_sub(GAP);
        while needs(&shown) > room && shown.len() > 1 {
            let Some(worst) = shown.iter().map(|c| c.drop).max().filter(|d| *d > 0) else { break };
            shown.retain(|c| c.drop != worst);
        }
        let mut spare = room.saturating_sub(needs(&shown));
        let mut x = MARGIN;
        let mut places = Vec::new();
        for (i, column) in shown.iter().enumerate() {
            let grows = |c: &&Column<R>| self.widths(c).1 > self.widths(c).0;
            let growing = u16::try_from(shown[i..].iter().filter(|c| grows(c)).count()).unwrap_or(1).max(1);
            let (least, most) = self.widths(column);
            let extra = (spare / growing).min(most - least);
            spare -= extra;
            places.push((*column, x, least + extra));
            x += least + extra + GAP;
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use partnerdesk_api::audit::{AuditRow, LIST};

    use super::*;

    static SPEC: ListSpec<AuditRow> = ListSpec::new(
        "screen-audit",
        &LIST,
        &[Column::text("actor", 10).grows(20), Column::text("action", 10).drops(1), Column::text("subject", 10)],
    );

    fn places(columns: &Columns, width: u16) -> Vec<(&'static str, u16, u16)> {
        columns.layout(&SPEC, width).into_iter().map(|(c, x, width)| (c.name, x, width)).collect()
    }

    #[test]
    fn columns_stand_as_declared_until_somebody_arranges_them() {
        let declared = Columns::default();
        assert_eq!(places(&declared, 50), [("actor", 4, 20), ("action", 26, 10), ("subject", 38, 10)]);
        assert_eq!(places(&declared, 30), [("actor", 4, 13), ("subject", 19, 10)]);
        let mine = Columns {
            order: vec!["subject".into(), "gone".into()],
            hidden: vec!["action".into()],
            widths: [("subject".to_string(), 16)].into(),
        };
        assert_eq!(places(&mine, 60), [("subject", 4, 16), ("actor", 22, 20)]);
    }

    #[test]
    fn what_an_older_program_kept_means_nothing() {
        assert!(serde_json::from_str::<Columns>("[\"actor\"]").is_err());
        assert_eq!(serde_json::from_str::<Columns>("{\"hidden\": [\"actor\"]}").unwrap().hidden, ["actor"]);
    }
}
