//! Bidi: an embedding level for each byte (UAX #9), with an isolate around every span that requests one.

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

use super::collect::{Collected, LINE_BREAK};
use crate::model::document::Isolate;

/// Levels by byte of the collected text. The isolate controls exist only in the string passed to the algorithm: they
/// never reach shaping.
pub(super) fn levels(collected: &Collected, rtl: bool) -> Vec<u8> {
    let text = &collected.text;
    if !rtl && !text.chars().any(may_be_rtl) {
        return vec![0; text.len()];
    }
    let mut controlled = String::with_capacity(text.len() + 16);
    // For each byte of the text, its byte in the controlled string.
    let mut moved_to = Vec::with_capacity(text.len());
    for (index, attributes) in collected.attributes.iter().enumerate() {
        for nth in 0..attributes.opens.len() {
            open(attributes.opens[nth], || group(collected, index, nth), &mut controlled);
        }
        let own = &text[attributes.range.clone()];
        open(attributes.isolate, || std::iter::once(own), &mut controlled);
        for c in own.chars() {
            moved_to.extend(controlled.len()..controlled.len() + c.len_utf8());
            // A forced break divides lines, not the paragraph: of the same length, and neutral like white space.
            controlled.push(if c == LINE_BREAK { '\u{2003}' } else { c });
        }
        // The end of an isolate ends an override inside it (rule X6a).
        let ends = attributes.closes + usize::from(attributes.isolate != Isolate::No);
        controlled.extend(std::iter::repeat_n('\u{2069}', ends));
    }
    let base = if rtl { Level::rtl() } else { Level::ltr() };
    let info = BidiInfo::new(&controlled, Some(base));
    moved_to.iter().map(|&at| info.levels[at].number()).collect()
}

/// Begins an isolate around texts.
fn open<'t, T: Iterator<Item = &'t str>>(isolate: Isolate, texts: impl FnOnce() -> T, controlled: &mut String) {
    match isolate {
        Isolate::No => {}
        Isolate::Ltr => {
            controlled.push('\u{2066}');
            // In Arabic-Indic digits, even an isolate reverses groups joined by hyphens (rules W4 and N1): an override
            // keeps them, if there is no letter for it to reverse.
            if has_only_arabic_digits(texts()) {
                controlled.push('\u{202D}');
            }
        }
        Isolate::FirstStrong => controlled.push('\u{2068}'),
    }
}

/// The texts in an isolate of several spans, excluding those in isolates of their own inside it. It is the `nth` that
/// begins at the span of this index.
fn group(collected: &Collected, index: usize, nth: usize) -> impl Iterator<Item = &str> {
    let mut depth = collected.attributes[index].opens.len() - nth;
    let mut is_first = true;
    collected.attributes[index..]
        .iter()
        .map_while(move |attributes| {
            if !std::mem::take(&mut is_first) {
                depth += attributes.opens.len();
            }
            let direct = depth == 1 && attributes.isolate == Isolate::No;
            let inside = depth > 0;
            depth = depth.saturating_sub(attributes.closes);
            inside.then_some((direct, attributes))
        })
        .filter(|(direct, _)| *direct)
        .map(|(_, attributes)| &collected.text[attributes.range.clone()])
}

/// Whether texts have Arabic numbers and no right-to-left letter.
fn has_only_arabic_digits<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let mut numbers = false;
    for class in texts.flat_map(str::chars).map(bidi_class) {
        match class {
            BidiClass::AN => numbers = true,
            BidiClass::R | BidiClass::AL => return false,
            _ => {}
        }
    }
    numbers
}

/// Whether a character could make a left-to-right paragraph need the algorithm: all right-to-left scripts are at U+0590
/// to U+08FF, in the presentation forms, or above U+10800; controls that authors type are at U+200E to U+2069.
fn may_be_rtl(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}
