//! Times on the wire.
//!
//! Inside everything is UTC with microseconds. MOSIP writes times in two ways (pms-api 1.6): without a zone
//! ([`LocalTime`], "type L") and with an offset ([`OffsetTime`], "type D"). Both read either form.

use std::fmt;

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

macro_rules! wire_time {
    ($(#[$doc:meta])* $name:ident, $format:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub Timestamp);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // Printed as a civil time: a pattern would be read anew for each of the many times of a page.
                write!(f, $format, TimeZone::UTC.to_datetime(self.0))
            }
        }
        impl From<Timestamp> for $name { fn from(t: Timestamp) -> Self { $name(t) } }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.collect_str(self) }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                parse(&text).map($name).ok_or_else(|| D::Error::custom("not a date and time"))
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut SchemaGenerator) -> Schema { json_schema!({"type": "string", "format": "date-time"}) }
        }
    };
}

wire_time!(
    /// Date and time in UTC, written without a zone: `2026-11-22T10:15:30.123456` (MOSIP's type L).
    LocalTime, "{:.6}"
);
wire_time!(
    /// Date and time in UTC, written with its offset: `2026-11-22T10:15:30.123+00:00` (MOSIP's type D).
    OffsetTime, "{:.3}+00:00"
);

/// Reads a date and time with or without a zone; without one it is UTC.
pub fn parse(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp()))
}

/// The time of an envelope: `2026-11-22T10:15:30.123Z`.
pub fn envelope(t: Timestamp) -> String {
    format!("{:.3}Z", TimeZone::UTC.to_datetime(t))
}

/// "Today" of the server: the calendar date in UTC.
pub fn date(t: Timestamp) -> jiff::civil::Date {
    t.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_read_what_either_writes() {
        let t: Timestamp = "2026-11-22T10:15:30.123456Z".parse().unwrap();
        assert_eq!(LocalTime(t).to_string(), "2026-11-22T10:15:30.123456");
        assert_eq!(OffsetTime(t).to_string(), "2026-11-22T10:15:30.123+00:00");
        assert_eq!(envelope(t), "2026-11-22T10:15:30.123Z");
        let late: Timestamp = "2026-11-22T10:15:30.999999Z".parse().unwrap();
        assert_eq!(envelope(late), "2026-11-22T10:15:30.999Z", "cut, not rounded into the next second");
        assert_eq!(LocalTime(Timestamp::UNIX_EPOCH).to_string(), "1970-01-01T00:00:00.000000");
        assert_eq!(parse("2026-11-22T10:15:30.123456"), Some(t));
        assert_eq!(parse("2026-11-22T12:15:30.123456+02:00"), Some(t));
        assert_eq!(parse("yesterday"), None);
    }
}
