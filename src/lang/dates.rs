//! Dates and times of day as a language writes them.
//!
//! From CLDR's data, which `icu_datetime` includes. A language that CLDR does not have gets ISO 8601, `2026-10-01` and
//! `14:30`: read the same everywhere, and never in the words of another language.
//!
//! Always in the Gregorian calendar. CLDR would use the Persian calendar for Persian, Dari and Pashto and the Buddhist
//! era for Thai, but appointments follow the hospital's calendar, which is also in its letters and portals. Nor are
//! hours counted from dawn, as Amharic and Swahili speakers often do: either the half of the day is given, or there are
//! 24 hours.

use std::cell::RefCell;
use std::hash::Hash;

use icu_datetime::fieldsets::{T, Y, YM, YMD};
use icu_datetime::input::{Date, Time};
use icu_datetime::{FixedCalendarDateTimeFormatter, NoCalendarFormatter};
use icu_locale::Locale;
use icu_locale::subtags::{Region, Script};
use rustc_hash::FxHashMap;

use super::Language;
use super::digits::Digits;

/// A Gregorian date: "October 1, 2026", "1 de octubre de 2026". `region` decides where the language itself does not:
/// English dates are written differently in Britain and America.
pub(crate) fn format_day(language: &Language, region: &str, digits: Digits, day: jiff::civil::Date) -> Option<String> {
    thread_local!(static DAYS: Known<jiff::civil::Date> = Known::default());
    DAYS.with(|known| once(known, language, region, digits, day, || make_day(language, region, digits, day)))
}

fn make_day(language: &Language, region: &str, digits: Digits, day: jiff::civil::Date) -> Option<String> {
    if let Some(own) = own_day(language, day) {
        return Some(digits.translate(&own));
    }
    let date = Date::try_new_gregorian(day.year().into(), day.month() as u8, day.day() as u8).ok()?;
    let formatter = FixedCalendarDateTimeFormatter::try_new(locale(language, region)?.into(), YMD::long()).ok()?;
    let long = plain(&formatter.format(&date).to_string());
    // CLDR's root form of a month without a name.
    if long.contains(&format!("M{:02}", day.month())) {
        return Some(digits.translate(&day.to_string()));
    }
    Some(digits.translate(&long))
}

/// A year, or a year and a month: `1980`, `1980-05`. `None` if it is neither, or the language has no form for it that
/// anyone could vouch for.
pub(crate) fn format_part(language: &Language, region: &str, digits: Digits, part: &str) -> Option<String> {
    let (year, month) = part.split_once('-').map_or((part, None), |(year, month)| (year, Some(month)));
    let number = |text: &str, length| {
        let sound = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        sound.then(|| text.parse::<u16>().ok()).flatten()
    };
    let year = number(year, "1980".len())?;
    let locale = locale(language, region)?;
    let Some(month) = month else {
        let date = Date::try_new_gregorian(year.into(), 1, 1).ok()?;
        let formatter = FixedCalendarDateTimeFormatter::try_new(locale.into(), Y::long()).ok()?;
        return Some(digits.translate(&plain(&formatter.format(&date).to_string())));
    };
    let month = u8::try_from(number(month, "05".len())?).ok().filter(|month| (1..=12).contains(month))?;
    if let Some((of, _, months)) = MONTHS.iter().find(|(of, script, _)| language.is_any(&[of], script)) {
        let month = months[usize::from(month) - 1];
        let own = if *of == "si" { format!("{year} {month}") } else { format!("{month} {year}") };
        return Some(digits.translate(&own));
    }
    let date = Date::try_new_gregorian(year.into(), month, 1).ok()?;
    let formatter = FixedCalendarDateTimeFormatter::try_new(locale.into(), YM::long()).ok()?;
    let long = plain(&formatter.format(&date).to_string());
    Some(digits.translate(if long.contains(&format!("M{month:02}")) { part } else { &long }))
}

/// A time of day, by the clock used in the language and region: "2:30 PM", "14:30".
pub(crate) fn format_time(
    language: &Language,
    region: &str,
    digits: Digits,
    time: jiff::civil::Time,
) -> Option<String> {
    thread_local!(static TIMES: Known<jiff::civil::Time> = Known::default());
    TIMES.with(|known| once(known, language, region, digits, time, || make_time(language, region, digits, time)))
}

fn make_time(language: &Language, region: &str, digits: Digits, time: jiff::civil::Time) -> Option<String> {
    let input = Time::try_new(time.hour() as u8, time.minute() as u8, 0, 0).ok()?;
    let formatter = NoCalendarFormatter::try_new(locale(language, region)?.into(), T::hm()).ok()?;
    Some(digits.translate(&plain(&formatter.format(&input).to_string())))
}

/// Formatted results by input: a run has few dates and times, and looking up CLDR's patterns is slow.
type Known<V> = RefCell<FxHashMap<(Language, Box<str>, Digits, V), Option<String>>>;

/// No more than this are kept.
const MOST_KNOWN: usize = 1000;

fn once<V: Eq + Hash>(
    known: &Known<V>,
    language: &Language,
    region: &str,
    digits: Digits,
    value: V,
    make: impl FnOnce() -> Option<String>,
) -> Option<String> {
    let key = (language.clone(), region.into(), digits, value);
    if let Some(made) = known.borrow().get(&key) {
        return made.clone();
    }
    let made = make();
    let mut known = known.borrow_mut();
    if known.len() >= MOST_KNOWN {
        known.clear();
    }
    known.insert(key, made.clone());
    made
}

/// The language's locale in a region, with the digits 0 to 9, which the caller replaces.
fn locale(language: &Language, region: &str) -> Option<Locale> {
    let mut locale = Locale::try_from_str(&format!("{}-u-nu-latn", language.canonical())).ok()?;
    if locale.id.region.is_none() {
        // Chinese in an American hospital is not CLDR's Chinese in America, which has another script.
        let script = language.script();
        locale.id.script = std::str::from_utf8(&script).ok().and_then(|script| Script::try_from_str(script).ok());
        locale.id.region = Region::try_from_str(region).ok();
    }
    Some(locale)
}

/// Months of languages missing from the data, and of one with the wrong names for an appointment.
#[rustfmt::skip]
const MONTHS: [(&str, &[u8; 4], [&str; 12]); 5] = [
    ("ht", b"Latn", ["janvye", "fevriye", "mas", "avril", "me", "jen", "jiyè", "out", "septanm", "oktòb", "novanm", "desanm"]),
    ("ilo", b"Latn", ["Enero", "Pebrero", "Marso", "Abril", "Mayo", "Hunio", "Hulio", "Agosto", "Septiembre", "Oktubre", "Nobiembre", "Disiembre"]),
    ("sm", b"Latn", ["Ianuari", "Fepuari", "Mati", "Aperila", "Me", "Iuni", "Iulai", "Aokuso", "Setema", "Oketopa", "Novema", "Tesema"]),
    // As in CLDR's Yiddish, which is too incomplete to be in this data.
    ("yi", b"Hebr", ["יאַנואַר", "פֿעברואַר", "מערץ", "אַפּריל", "מיי", "יוני", "יולי", "אויגוסט", "סעפּטעמבער", "אקטאבער", "נאוועמבער", "דעצעמבער"]),
    // CLDR 48 and 49 have the lunar calendar's months for this one.
    ("si", b"Sinh", ["ජනවාරි", "පෙබරවාරි", "මාර්තු", "අප්\u{200d}රේල්", "මැයි", "ජූනි", "ජූලි", "අගෝස්තු", "සැප්තැම්බර්", "ඔක්තෝබර්", "නොවැම්බර්", "දෙසැම්බර්"]),
];

/// A date with one of our own month names.
fn own_day(language: &Language, day: jiff::civil::Date) -> Option<String> {
    let (year, number) = (day.year(), day.day());
    // CLDR's long form omits the comma: two numbers side by side.
    if language.is_any(&["vi"], b"Latn") {
        return Some(format!("{number} tháng {}, {year}", day.month()));
    }
    let (of, _, months) = MONTHS.iter().find(|(of, script, _)| language.is_any(&[of], script))?;
    let month = months[usize::from(day.month().unsigned_abs()).checked_sub(1)?];
    Some(match *of {
        "ilo" => format!("{month} {number}, {year}"),
        "si" => format!("{year} {month} {number}"),
        "yi" => format!("{number}טן {month} {year}"),
        _ => format!("{number} {month} {year}"),
    })
}

/// Without direction marks, which isolates replace, and with a space that every face has.
fn plain(text: &str) -> String {
    let marks = ['\u{200e}', '\u{200f}', '\u{61c}'];
    text.chars().filter(|c| !marks.contains(c)).map(|c| if c == '\u{202f}' { '\u{a0}' } else { c }).collect()
}
