//! Lengths, colors and paper as written in a theme or on the command line.

use super::{LARGE_PRINT, PAPERS};
use crate::color::Color;
use crate::geom::{Length, Size};

/// Reads a length with its unit: `12pt`, `0.75in`, `19mm`, `1.9cm`.
pub(crate) fn parse_length(text: &str) -> Option<Length> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number: f64 = text[..digits].parse().ok()?;
    let points = match text[digits..].trim_start() {
        "pt" => number,
        "in" => number * 72.0,
        "mm" => number * 72.0 / 25.4,
        "cm" => number * 72.0 / 2.54,
        _ => return None,
    };
    // A length can be 2 million points; no page comes near.
    (points <= 100_000.0).then(|| Length::from_pt(points))
}

/// Reads a color: `#1b4f8a`.
pub(crate) fn parse_color(text: &str) -> Option<Color> {
    let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    // `from_str_radix` accepts a sign.
    if digits.contains(['+', '-']) {
        return None;
    }
    Some(Color::rgb([channel(0)?, channel(2)?, channel(4)?]))
}

/// The paper with this name.
pub(crate) fn parse_paper(name: &str) -> Option<Size> {
    PAPERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim())).map(|&(_, size)| size)
}

/// Smallest size of running text. Anything smaller is unreadable.
const MIN_SIZE: Length = Length::pt(8);
/// Largest size of running text: beyond it, a line holds two words.
const MAX_SIZE: Length = Length::pt(36);

/// Reads a size of running text: `14pt` or `14`, from 8 to 36 points, or `large`.
pub(crate) fn parse_text_size(text: &str) -> Result<Length, &'static str> {
    if text.trim() == "large" {
        return Ok(LARGE_PRINT);
    }
    let number = text.strip_suffix("pt").unwrap_or(text).trim();
    let points: f64 = number.parse().map_err(|_| "write it as `14pt`")?;
    let size = Length::from_pt(if points.is_finite() { points.clamp(0.0, 1000.0) } else { 0.0 });
    if (MIN_SIZE..=MAX_SIZE).contains(&size) { Ok(size) } else { Err("it must be from 8pt to 36pt") }
}
