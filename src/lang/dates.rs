//! Days and times of day as a language writes them.

use icu_datetime::fieldsets::{T, YMD};
use icu_datetime::input::{Date, Time};
use icu_datetime::{FixedCalendarDateTimeFormatter, NoCalendarFormatter};
use icu_locale::Locale;
use icu_locale::subtags::Region;

use super::Language;

/// A day in the Gregorian calendar: "October 1, 2026", "1 de octubre de 2026". `region` decides where the language
/// itself does not: the days of English are written otherwise in Britain than in America.
pub fn format_day(language: &Language, region: &str, day: jiff::civil::Date) -> Option<String> {
    let date = Date::try_new_gregorian(day.year().into(), day.month() as u8, day.day() as u8).ok()?;
    let formatter = FixedCalendarDateTimeFormatter::try_new(locale(language, region)?.into(), YMD::long()).ok()?;
    Some(plain(&formatter.format(&date).to_string()))
}

/// A time of day, by the clock that the language and region use: "2:30 PM", "14:30".
pub fn format_time(language: &Language, region: &str, time: jiff::civil::Time) -> Option<String> {
    let time = Time::try_new(time.hour() as u8, time.minute() as u8, 0, 0).ok()?;
    let formatter = NoCalendarFormatter::try_new(locale(language, region)?.into(), T::hm()).ok()?;
    Some(plain(&formatter.format(&time).to_string()))
}

/// The language's locale in a region, with the digits 0 to 9: those of phone numbers and doses round it.
fn locale(language: &Language, region: &str) -> Option<Locale> {
    let mut locale = Locale::try_from_str(&format!("{}-u-nu-latn", language.tag())).ok()?;
    if locale.id.region.is_none() {
        locale.id.region = Region::try_from_str(region).ok();
    }
    Some(locale)
}

/// Without direction marks, which isolates replace, and with a space that every face has.
fn plain(text: &str) -> String {
    let marks = ['\u{200e}', '\u{200f}', '\u{61c}'];
    text.chars().filter(|c| !marks.contains(c)).map(|c| if c == '\u{202f}' { '\u{a0}' } else { c }).collect()
}
