//! The validity of a certificate, read in the one form RFC 5280 allows for each date.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use crate::der::{self, Element, Problem, tag};

const MALFORMED: Problem = "a date is malformed";

/// Reads begin and end of a validity.
pub(crate) fn read(validity: &Element<'_>) -> Result<(Timestamp, Timestamp), Problem> {
    match der::children(validity.content)?.as_slice() {
        [not_before, not_after] if validity.tag == tag::SEQUENCE => Ok((moment(not_before)?, moment(not_after)?)),
        _ => Err(MALFORMED),
    }
}

/// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`: no fractions, no offsets, seconds required.
fn moment(element: &Element<'_>) -> Result<Timestamp, Problem> {
    let digits = element.content.strip_suffix(b"Z").ok_or(MALFORMED)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(MALFORMED);
    }
    let number = |range: &[u8]| range.iter().fold(0_i16, |sum, digit| sum * 10 + i16::from(digit - b'0'));
    let (year, rest) = match (element.tag, digits.len()) {
        // Two digits mean 1950 to 2049.
        (tag::UTC_TIME, 12) => match number(&digits[..2]) {
            short @ 0..=49 => (2000 + short, &digits[2..]),
            short => (1900 + short, &digits[2..]),
        },
        (tag::GENERALIZED_TIME, 14) => (number(&digits[..4]), &digits[4..]),
        _ => return Err(MALFORMED),
    };
    let part = |index: usize| number(&rest[index * 2..index * 2 + 2]) as i8;
    let civil = DateTime::new(year, part(0), part(1), part(2), part(3), part(4), 0).map_err(|_| MALFORMED)?;
    // The last hours of 9999, the customary "never", lie beyond jiff's range of moments.
    Ok(TimeZone::UTC.to_timestamp(civil).unwrap_or(Timestamp::MAX))
}

/// The calendar date in UTC.
pub(crate) fn utc_date(at: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(at).date()
}
