//! A cell of a workbook as a field's value.
//!
//! A wrong digit harms a patient, so a number becomes text only where what is stored and what is shown are the same
//! digits. A number has no zeros before it: for whatever identifies something, that may be a loss, and is refused.

use std::rc::Rc;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::number_format::NumberFormat;
use crate::content::types::FieldKind;
use crate::model::identity;
use crate::model::phones::number::is_north_american;
use crate::records::Target;
use crate::records::plan::Plan;

/// What a cell holds.
#[derive(Clone, Debug, Default)]
pub(in crate::records) enum Cell {
    /// Nothing.
    #[default]
    Blank,
    /// Text, shared between cells where the workbook shares it.
    Text(Rc<str>),
    /// A number, with its format.
    Number(f64, Rc<NumberFormat>),
    /// A date, a time of day or both: seconds are whole.
    Moment { at: DateTime, date: bool, time: bool },
    /// What no field can take.
    Unusable(&'static str),
}

/// A cell that is true or false.
pub(super) const BOOLEAN: &str = "a TRUE or FALSE cell; write the word as text";
/// A formula that no program has computed.
pub(super) const NO_RESULT: &str =
    "a formula without its result: open the workbook in a spreadsheet program, and save it";

const ZEROS: &str = "a number in a number cell: zeros at its beginning would be lost. Format the column as text and enter \
    the values again, or use `--allow number-cells` if none of them begins with 0";
const LONG: &str = "a number of more than 15 digits in a number cell: a spreadsheet has replaced the others by 0. Format \
    the column as text and enter the values again";
const SHOWN: &str = "a number that the sheet shows in another form than it stores; format the column as text and enter the \
    values again";
const PHONE: &str = "a phone number in a number cell: a zero or `+` at its beginning would be lost. Format the column as \
    text and enter the values again";
const NO_DATE: &str = "a number cell that is not formatted as a date; format the column as a date that shows day, month \
    and year";
const NO_TIME: &str = "a number cell that is not formatted as a time of day; format the column as `hh:mm`";
const DAY_AND_TIME: &str = "a date and a time of day in one cell; give each a column of its own";

impl Cell {
    pub(in crate::records) fn is_blank(&self) -> bool {
        match self {
            Cell::Blank => true,
            Cell::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// Bytes of its text.
    pub(super) fn size(&self) -> usize {
        if let Cell::Text(text) = self { text.len() } else { 0 }
    }

    /// The text of a heading: what is shown, as far as it can be told.
    pub(in crate::records) fn heading(&self) -> String {
        match self {
            Cell::Text(text) => text.to_string(),
            Cell::Number(value, _) => value.to_string(),
            Cell::Moment { at, .. } => at.to_string(),
            Cell::Blank | Cell::Unusable(_) => String::new(),
        }
    }

    /// A number's cell; one that is shown as a date or time is that. `from` is day 0 of the workbook's days.
    pub(super) fn number(value: f64, format: &Rc<NumberFormat>, from: Date) -> Cell {
        let NumberFormat::Moment { date, time } = **format else { return Cell::Number(value, Rc::clone(format)) };
        // Excel's days 1 to 60 are off by one, for a leap day in 1900 that never was. Nobody has an appointment then.
        let days = value.floor();
        let soonest = if date && from.year() < 1900 { 61.0 } else { 0.0 };
        if !(soonest..2_958_466.0).contains(&days) {
            return Cell::Unusable("a number outside the days of a calendar");
        }
        // What is not shown does not count: a date's time, a time's date.
        const DAY: f64 = 86_400.0;
        let seconds = if time { ((value - days) * DAY).round() } else { 0.0 };
        let at = from.to_datetime(jiff::civil::Time::midnight());
        match at.checked_add((days as i64).days().seconds(seconds as i64)) {
            Ok(at) => Cell::Moment { at, date, time },
            Err(_) => Cell::Unusable("a number outside the days of a calendar"),
        }
    }
}

/// A cell as text for what its column fills, or the reason why it cannot be used.
pub(in crate::records) fn text_for(cell: &Cell, target: &Target, plan: &Plan) -> Result<String, &'static str> {
    let kind = match target {
        Target::Nothing => return Ok(String::new()),
        Target::Field(name) => plan.kind(name),
        _ => FieldKind::Text,
    };
    match cell {
        Cell::Blank => Ok(String::new()),
        Cell::Text(text) => Ok(text.to_string()),
        Cell::Unusable(why) => Err(why),
        Cell::Moment { at, date, time } => moment(*at, (*date, *time), kind),
        Cell::Number(value, format) => match kind {
            FieldKind::Date => Err(NO_DATE),
            FieldKind::Time => Err(NO_TIME),
            FieldKind::Phone => phone(*value, format, plan),
            FieldKind::Text | FieldKind::Choice | FieldKind::List => {
                let identifies = matches!(target, Target::Field(name) if identity::is_number(name));
                number(*value, format, identifies && !plan.dialect.number_cells)
            }
        },
    }
}

fn moment(at: DateTime, (date, time): (bool, bool), kind: FieldKind) -> Result<String, &'static str> {
    let midnight = at.time() == jiff::civil::Time::midnight();
    let clock = || match at.second() {
        0 => at.strftime("%H:%M").to_string(),
        _ => at.strftime("%H:%M:%S").to_string(),
    };
    match kind {
        FieldKind::Date if date && (!time || midnight) => Ok(at.date().to_string()),
        FieldKind::Time if time && !date => Ok(clock()),
        FieldKind::Date | FieldKind::Time if date && time => Err(DAY_AND_TIME),
        FieldKind::Date => Err(NO_DATE),
        FieldKind::Time => Err(NO_TIME),
        FieldKind::Phone => Err(SHOWN),
        FieldKind::Choice | FieldKind::List => Err(SHOWN),
        FieldKind::Text if !date => Ok(clock()),
        FieldKind::Text if !time => Ok(at.date().to_string()),
        FieldKind::Text => Ok(format!("{} {}", at.date(), clock())),
    }
}

/// The largest number whose digits a spreadsheet keeps.
const EXACT: f64 = 1e15;

fn whole(value: f64) -> Option<String> {
    (value.fract() == 0.0 && (0.0..EXACT).contains(&value)).then(|| format!("{value:.0}"))
}

/// `identifies` tells whether a lost zero would make it another number.
fn number(value: f64, format: &NumberFormat, identifies: bool) -> Result<String, &'static str> {
    if value.abs() >= EXACT {
        return Err(LONG);
    }
    if let NumberFormat::Digits(pattern) = format {
        return whole(value).map(|digits| filled(pattern, &digits)).ok_or(SHOWN);
    }
    if identifies {
        return Err(ZEROS);
    }
    let decimals = match format {
        NumberFormat::General => None,
        NumberFormat::Decimals(decimals) => Some(*decimals),
        _ => return Err(SHOWN),
    };
    let text = match decimals {
        Some(decimals) => format!("{value:.decimals$}"),
        // Fifteen digits, as a spreadsheet computes and shows.
        None => format!("{value:.14e}").parse::<f64>().map(|value| value.to_string()).unwrap_or_default(),
    };
    let error = (text.parse::<f64>().unwrap_or(f64::NAN) - value).abs();
    (error <= value.abs() * 1e-14).then_some(text).ok_or(SHOWN)
}

/// Digits in the zeros of a pattern, from the right; more digits than zeros stand before it.
fn filled(pattern: &str, digits: &str) -> String {
    let mut left = digits.chars().rev();
    let mut filled: Vec<char> =
        pattern.chars().rev().map(|c| if c == '0' { left.next().unwrap_or('0') } else { c }).collect();
    filled.extend(left);
    filled.into_iter().rev().collect()
}

/// In North America no number begins with 0, and all have ten digits.
fn phone(value: f64, format: &NumberFormat, plan: &Plan) -> Result<String, &'static str> {
    if let NumberFormat::Digits(_) = format {
        return number(value, format, true);
    }
    let digits = whole(value).filter(|_| is_north_american(&plan.region));
    let ten = |digits: &String| digits.len() == 10 || digits.len() == 11 && digits.starts_with('1');
    digits.filter(ten).ok_or(PHONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_text_only_with_their_own_digits() {
        use NumberFormat::{Decimals, Digits, General, Other};
        for (value, format, identifies, expected) in [
            (4_182_273.0, General, false, Ok("4182273")),
            (4_182_273.0, General, true, Err(ZEROS)),
            (418.0, Digits("00000000".into()), true, Ok("00000418")),
            (1_234_567.0, Digits("000-00-0000".into()), true, Ok("001-23-4567")),
            (1_234_567_890.0, Digits("000-00-0000".into()), true, Ok("1234-56-7890")),
            (12.5, Digits("0000".into()), true, Err(SHOWN)),
            (0.5, General, false, Ok("0.5")),
            (0.1 + 0.2, General, false, Ok("0.3")),
            (0.5, Decimals(2), false, Ok("0.50")),
            (0.5, Decimals(0), false, Err(SHOWN)),
            (12.0, Decimals(0), false, Ok("12")),
            (12.0, Other, false, Err(SHOWN)),
            (1_234_567_890_123_456.0, General, false, Err(LONG)),
            (-3.0, General, false, Ok("-3")),
        ] {
            assert_eq!(number(value, &format, identifies).as_deref(), expected.as_deref(), "{value} {format:?}");
        }
    }

    #[test]
    fn numbers_become_days_of_the_calendar() {
        let (since_1900, since_1904) = (Date::constant(1899, 12, 30), Date::constant(1904, 1, 1));
        let date = Rc::new(NumberFormat::Moment { date: true, time: false });
        let time = Rc::new(NumberFormat::Moment { date: false, time: true });
        let both = Rc::new(NumberFormat::Moment { date: true, time: true });
        for (value, format, from, kind, expected) in [
            (46_357.0, &date, since_1900, FieldKind::Date, Ok("2026-12-01")),
            (44_895.0, &date, since_1904, FieldKind::Date, Ok("2026-12-01")),
            (46_357.9, &date, since_1900, FieldKind::Date, Ok("2026-12-01")),
            (46_357.343_75, &both, since_1900, FieldKind::Date, Err(DAY_AND_TIME)),
            (46_357.0, &both, since_1900, FieldKind::Date, Ok("2026-12-01")),
            (0.34375, &time, since_1900, FieldKind::Time, Ok("08:15")),
            (46_357.343_750_000_1, &time, since_1900, FieldKind::Time, Ok("08:15")),
            (0.343_76, &time, since_1900, FieldKind::Time, Ok("08:15:01")),
            (0.999_999_99, &time, since_1900, FieldKind::Time, Ok("00:00")),
            (46_357.0, &date, since_1900, FieldKind::Time, Err(NO_TIME)),
            (0.5, &time, since_1900, FieldKind::Date, Err(NO_DATE)),
            (46_357.0, &date, since_1900, FieldKind::Text, Ok("2026-12-01")),
        ] {
            let Cell::Moment { at, date, time } = Cell::number(value, format, from) else { panic!("{value}") };
            assert_eq!(moment(at, (date, time), kind).as_deref(), expected.as_deref(), "{value} {kind:?}");
        }
        assert!(matches!(Cell::number(60.0, &date, since_1900), Cell::Unusable(_)));
        assert!(matches!(Cell::number(-1.0, &date, since_1904), Cell::Unusable(_)));
        assert!(matches!(Cell::number(1e300, &date, since_1900), Cell::Unusable(_)));
        assert!(matches!(Cell::number(f64::NAN, &date, since_1900), Cell::Unusable(_)));
    }
}
