//! Records: a row of a table as one declaration, from which come its type, its reading and its statements.

use super::{Result, Row, Value, statement::Text};

/// What is read from a row.
pub trait FromRow: Sized {
    /// Takes what it needs out of a row.
    ///
    /// # Errors
    /// The stored row is damaged.
    fn from_row(row: &mut Row) -> Result<Self>;
}

impl FromRow for Row {
    fn from_row(row: &mut Row) -> Result<Self> {
        Ok(row.clone())
    }
}

/// A record as it stands in its table. Made by [`record!`](super::record).
pub trait Record: FromRow + Sync {
    /// The table.
    const TABLE: &'static str;
    /// Its columns, the key first.
    const COLUMNS: &'static [&'static str];
    /// The columns that are written, in the order of [`Record::values`]: also those that only searches read.
    const WRITTEN: &'static [&'static str];
    /// The values of the written columns.
    fn values(&self) -> Vec<Value>;

    /// Finds it by its key.
    const FIND: &'static Text =
        &Text::of("SELECT * FROM ").and(Self::TABLE).and(" WHERE ").and(Self::COLUMNS[0]).and(" = $1");
    /// Adds it.
    const ADD: &'static Text = &Text::insert(Self::TABLE, Self::WRITTEN, "");
    /// Adds it unless a unique index has it already.
    const KEEP: &'static Text = &Text::insert(Self::TABLE, Self::WRITTEN, " ON CONFLICT DO NOTHING");
    /// All of these, for the test that prepares them on both databases.
    const STATEMENTS: &'static [&'static str] = &[Self::FIND.as_str(), Self::ADD.as_str(), Self::KEEP.as_str()];
}

/// Declares a record: its table and its columns, the key first. A column `[fold]` has a twin `…_fold` for searches that
/// ignore letter case.
macro_rules! record {
    ($(#[$about:meta])+ $name:ident in $table:literal { $($(#[$doc:meta])+ $field:ident: $type:ty $([$fold:ident])?,)+ }) => {
        $(#[$about])+
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$doc])+ pub $field: $type,)+
        }

        impl $crate::store::FromRow for $name {
            fn from_row(row: &mut $crate::store::Row) -> $crate::store::Result<Self> {
                Ok($name { $($field: row.take(stringify!($field))?,)+ })
            }
        }

        impl $crate::store::Record for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];
            const WRITTEN: &'static [&'static str] =
                &[$($(concat!(stringify!($field), "_", stringify!($fold)),)? stringify!($field)),+];
            fn values(&self) -> Vec<$crate::store::Value> {
                use $crate::store::Stored;
                vec![$($(Stored::bind(&self.$field).$fold(),)? Stored::bind(&self.$field)),+]
            }
        }
    };
}
pub(super) use record;
