//! How a records file is written, where it does not say so itself. Nothing here is ever guessed from values.

use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

/// What the user says about a records file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dialect {
    /// The order of day, month and year in dates such as `3/4/2026`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// The encoding of its text, if it is not UTF-8 or UTF-16.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// The sheet of a workbook, if not the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Where appointments take place, as an IANA name such as `America/Chicago`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Whether a cell that holds a number may fill a field for a number that identifies something.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub number_cells: bool,
}

/// The order of day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Month, day, year: `12/31/2026`.
    Mdy,
    /// Day, month, year: `31.12.2026`.
    Dmy,
    /// Year, month, day: `2026/12/31`, `20261231`.
    Ymd,
}

/// An encoding that no file says it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, which is read without being named.
    #[serde(rename = "utf-8")]
    Utf8,
    /// What Windows programs write in Western Europe and America.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// A time zone by its IANA name, from the data in the program and not the machine's.
pub(crate) fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date as `2026-10-01`, if it can be read in one way only: in year-month-day, with an English month, or in the order
/// that the user names. A time of midnight, as databases add it, is dropped. `None` leaves the value to its field: it is
/// in order, or it is refused there.
pub(crate) fn iso_date(value: &str, order: Option<DateOrder>) -> Option<String> {
    let value = value.trim();
    // As it should be, and as almost all are: the field looks at it again.
    if value.len() == "2026-10-01".len() && value.as_bytes()[4] == b'-' && value.as_bytes()[7] == b'-' {
        return None;
    }
    let value = without_midnight(value).unwrap_or(value);
    let date = iso(value).or_else(|| in_words(value)).or_else(|| in_order(value, order?))?;
    Some(date.to_string())
}

fn iso(value: &str) -> Option<Date> {
    (value.len() == "2026-10-01".len()).then(|| Date::from_str(value).ok()).flatten()
}

/// The date of `2026-10-01 00:00:00`, `2026-10-01T00:00`, `10/1/2026 12:00:00 AM`.
fn without_midnight(value: &str) -> Option<&str> {
    let (date, time) = value.split_once(['T', ' '])?;
    let midnight =
        ["00:00", "0:00", "00:00:00", "0:00:00", "00:00:00.000", "00:00:00.0000000", "12:00:00 AM", "12:00 AM"];
    midnight.contains(&time).then_some(date)
}

fn number(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let sound = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| text.parse().ok()).flatten()
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `Oct 1, 2026`, `1-Oct-2026`, `01OCT2026`, `1 October 2026`. A year of two digits has no century.
fn in_words(value: &str) -> Option<Date> {
    if !value.is_ascii() || value.len() > 20 {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = value;
    while let Some(from) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        if parts.len() == 3 || !rest[..from].chars().all(|c| matches!(c, ' ' | ',' | '-' | '/' | '.')) {
            return None;
        }
        rest = &rest[from..];
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let inside = |c: char| if digits { c.is_ascii_digit() } else { c.is_ascii_alphabetic() };
        let (part, after) = rest.split_at(rest.find(|c: char| !inside(c)).unwrap_or(rest.len()));
        parts.push(part);
        rest = after;
    }
    let month = |word: &str| -> Option<i16> {
        const NAMES: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let word = word.to_lowercase();
        let at = MONTHS.iter().position(|month| *month == word).or_else(|| NAMES.iter().position(|name| *name == word));
        at.or_else(|| (word == "sept").then_some(8)).map(|at| at as i16 + 1)
    };
    let [first, second, year] = parts[..] else { return None };
    let year = number(year, 4..=4)?;
    match month(second) {
        Some(month) => date(year, month, number(first, 1..=2)?),
        None => date(year, month(first)?, number(second, 1..=2)?),
    }
}

fn in_order(value: &str, order: DateOrder) -> Option<Date> {
    if order == DateOrder::Ymd && value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return date(number(&value[..4], 4..=4)?, number(&value[4..6], 2..=2)?, number(&value[6..], 2..=2)?);
    }
    let separator = value.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = value.trim_end_matches('.').split(separator).map(str::trim).collect();
    let [first, second, third] = parts[..] else { return None };
    let short = |text| number(text, 1..=2);
    match order {
        DateOrder::Mdy => date(number(third, 4..=4)?, short(first)?, short(second)?),
        DateOrder::Dmy => date(number(third, 4..=4)?, short(second)?, short(first)?),
        DateOrder::Ymd => date(number(first, 4..=4)?, short(second)?, short(third)?),
    }
}

/// Why an instant has no local time.
pub(crate) const UTC: &str = "the appointment's time is in UTC, which is not the time on the clinic's clock; \
    `--time-zone America/Chicago`, or where the clinic is, converts it";

/// Date and time on the clinic's clock of an instant such as `2026-12-01T08:15:00-06:00`: as it is written, unless there
/// is a time zone. `Z` and `+00:00` say nothing about the clock on the wall.
pub(crate) fn local_time(instant: &str, zone: Option<&TimeZone>) -> Result<DateTime, &'static str> {
    const WRONG: &str = "not an instant with an offset; FHIR writes `2026-12-01T08:15:00-06:00`";
    let timestamp: jiff::Timestamp = instant.parse().map_err(|_| WRONG)?;
    if let Some(zone) = zone {
        return Ok(timestamp.to_zoned(zone.clone()).datetime());
    }
    if instant.ends_with(['Z', 'z']) {
        return Err(UTC);
    }
    // The wall clock is what stands before the offset.
    let at = instant.rfind(['+', '-']).ok_or(WRONG)?;
    if ["+00:00", "-00:00", "+00", "-00", "+0000", "-0000"].contains(&&instant[at..]) {
        return Err(UTC);
    }
    instant[..at].parse().map_err(|_| WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_order_that_is_named_and_never_guessed() {
        use DateOrder::{Dmy, Mdy, Ymd};
        for (value, order, expected) in [
            ("2026-10-01", None, None),
            ("2026-10-01 00:00:00", None, Some("2026-10-01")),
            ("2026-10-01T00:00:00", Some(Mdy), Some("2026-10-01")),
            ("2026-10-01T08:15:00", None, None),
            ("10/1/2026", None, None),
            ("31/12/2026", None, None),
            ("3/4/2026", Some(Mdy), Some("2026-03-04")),
            ("3/4/2026", Some(Dmy), Some("2026-04-03")),
            ("03.04.2026", Some(Dmy), Some("2026-04-03")),
            ("3. 4. 2026", Some(Dmy), Some("2026-04-03")),
            ("31/12/2026", Some(Mdy), None),
            ("2026/3/4", Some(Ymd), Some("2026-03-04")),
            ("2026/3/4", Some(Mdy), None),
            ("20260304", Some(Ymd), Some("2026-03-04")),
            ("20260304", None, None),
            ("3/4/26", Some(Mdy), None),
            ("3/4/2026 12:00:00 AM", Some(Mdy), Some("2026-03-04")),
            ("1-Oct-2026", None, Some("2026-10-01")),
            ("01OCT2026", None, Some("2026-10-01")),
            ("October 1, 2026", None, Some("2026-10-01")),
            ("Sept. 1, 2026", None, Some("2026-09-01")),
            ("1-Oct-26", None, None),
            ("Oct 2026", None, None),
            ("2/29/2026", Some(Mdy), None),
            ("1/2-2026", Some(Mdy), None),
            ("1é/2/2026", Some(Mdy), None),
            ("1980", Some(Mdy), None),
        ] {
            assert_eq!(iso_date(value, order).as_deref(), expected, "{value} {order:?}");
        }
    }

    #[test]
    fn an_appointment_is_on_the_clock_of_the_clinic() {
        let chicago = time_zone("America/Chicago").expect("in the data");
        let text = |instant: &str, zone| local_time(instant, zone).map(|time: DateTime| time.to_string());
        assert_eq!(text("2026-12-01T08:15:00-06:00", None).as_deref(), Ok("2026-12-01T08:15:00"));
        assert_eq!(text("2026-12-01T00:00:00-06:00", None).as_deref(), Ok("2026-12-01T00:00:00"));
        assert_eq!(text("2026-12-01T14:15:00Z", Some(&chicago)).as_deref(), Ok("2026-12-01T08:15:00"));
        assert_eq!(text("2026-07-01T02:15:00Z", Some(&chicago)).as_deref(), Ok("2026-06-30T21:15:00"));
        for instant in ["2026-12-01T14:15:00Z", "2026-12-01T14:15:00+00:00", "2026-12-01T00:00:00+00:00"] {
            assert_eq!(local_time(instant, None), Err(UTC), "{instant}");
        }
        for instant in ["2026-12-01", "2026-12-01T14:15:00", "noon", "2026-13-01T14:15:00-06:00", ""] {
            assert!(local_time(instant, None).is_err_and(|why| why != UTC), "{instant}");
        }
        assert!(time_zone("Chicago").is_none());
    }
}
