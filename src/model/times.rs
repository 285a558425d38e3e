//! Times of day as records write them.

use crate::lang::Language;
use crate::lang::dates::format_time;
use crate::lang::digits::Digits;

/// A time of day as it prints. Where 12-hour clocks are used, a bare `2:30` may mean the afternoon.
pub(super) fn read_time(value: &str, language: &Language, region: &str, digits: Digits) -> Option<String> {
    let format = |time| format_time(language, region, digits, time);
    let twelve_hours = || {
        let one = jiff::civil::Time::constant(13, 0, 0, 0);
        let afternoon = format_time(language, region, Digits::LATN, one)?;
        Some(!afternoon.contains("13"))
    };
    let early = value.starts_with(|c| matches!(c, '1'..='6')) && value[1..].starts_with(':');
    if early && value.chars().all(|c| c.is_ascii_digit() || c == ':') && twelve_hours()? {
        return None;
    }
    format(parse_time(value)?)
}

/// Reads `14:30`, `14:30:00`, `2:30 pm`, `2 p.m.`.
fn parse_time(value: &str) -> Option<jiff::civil::Time> {
    let lower = value.to_lowercase();
    let halves =
        [("am", 0), ("a.m.", 0), ("a.m", 0), ("a. m.", 0), ("pm", 12), ("p.m.", 12), ("p.m", 12), ("p. m.", 12)];
    let half = halves.iter().find_map(|(word, hours)| Some((lower.strip_suffix(word)?, *hours)));
    let (clock, half) = match half {
        Some((clock, hours)) => (clock.trim_end_matches([' ', '\u{a0}', '\u{202f}']), Some(hours)),
        None => (lower.as_str(), None),
    };
    // Programs write seconds; an appointment has none, and none is dropped.
    let clock = clock.strip_suffix(".000").unwrap_or(clock);
    let clock = match clock.matches(':').count() {
        2 => clock.strip_suffix(":00")?,
        _ => clock,
    };
    let (hour, minute) = match (clock.split_once(':'), half) {
        (Some(parts), _) => parts,
        (None, Some(_)) => (clock, "00"),
        (None, None) => return None,
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 || !(1..=2).contains(&hour.len()) {
        return None;
    }
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        None => hour,
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
    };
    jiff::civil::Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_programs_write_them() {
        let time = |text: &str| parse_time(text).map(|time| (time.hour(), time.minute()));
        for (text, expected) in [
            ("08:15", (8, 15)),
            ("8:15:00 AM", (8, 15)),
            ("8:15 a.m.", (8, 15)),
            ("8:15 a. m.", (8, 15)),
            ("8:15PM", (20, 15)),
            ("20:15:00", (20, 15)),
            ("20:15:00.000", (20, 15)),
            ("12:00:00 AM", (0, 0)),
            ("12 pm", (12, 0)),
        ] {
            assert_eq!(time(text), Some(expected), "{text}");
        }
        for text in ["8:15:30 AM", "8.15", "815", "13:00 PM", "24:00", "8:15:00:00", ":15", "8:1", "0:00 am", "8:15 x"]
        {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
