//! Break opportunities: where a line may or must end (UAX #14; between words in scripts without spaces).
//!
//! The standard's algorithm runs untailored and strict: small kana, the prolonged sound mark and iteration marks never
//! start a line, in any language. [`tailoring`] lists each place where we differ, and why; [`address`], [`hyphenation`]
//! and [`syllables`] add more places.

mod address;
mod hyphenation;
mod syllables;
mod tailoring;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use super::collect::{Collected, LINE_BREAK};
use crate::lang::Language;

/// A place where a line may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Break {
    /// The next line starts at this byte of the text.
    pub at: usize,
    /// Its kind.
    pub kind: BreakKind,
}

/// The kinds of break opportunity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BreakKind {
    /// Between words.
    Allowed,
    /// Inside a word, with a hyphen.
    Hyphen,
    /// Inside a long address or between syllables, without a hyphen: better than much empty room.
    Reluctant,
    /// Only if a line would otherwise be too wide, without a hyphen.
    Emergency,
    /// The line must end here.
    Mandatory,
}

/// All break opportunities, ascending; the last is mandatory and at the end of the text.
pub(super) fn find(collected: &Collected, language: &Language, hyphenate: bool) -> Vec<Break> {
    let text = &collected.text;
    let mut breaks: Vec<Break> = segmenter(text)
        .segment_str(text)
        .filter(|&at| at > 0 && at < text.len())
        .filter_map(|at| {
            let kind = match text[..at].chars().next_back() {
                Some(LINE_BREAK) => BreakKind::Mandatory,
                _ if inside_unbreakable(collected, at) || begins_mark(collected, at) => return None,
                Some('\u{00AD}') => BreakKind::Hyphen,
                _ => tailoring::kind(text, at, language_at(collected, at, language))?,
            };
            Some(Break { at, kind })
        })
        .collect();
    let plain = breaks.len();
    tailoring::add(collected, language, &mut breaks);
    syllables::add(collected, language, &mut breaks);
    address::add(collected, &mut breaks);
    if hyphenate {
        hyphenation::add(collected, language, &mut breaks);
    }
    if breaks.len() > plain {
        // Of two at one place, the one found first wins.
        breaks.sort_by_key(|b| b.at);
        breaks.dedup_by_key(|b| b.at);
    }
    breaks.push(Break { at: text.len(), kind: BreakKind::Mandatory });
    breaks
}

/// The models for scripts without spaces are loaded only for text that needs them.
fn segmenter(text: &str) -> LineSegmenterBorrowed<'static> {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    let complex = |c: char| {
        // Thai, Lao, Burmese, Khmer.
        matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{A9E0}'..='\u{A9FF}'
            | '\u{AA60}'..='\u{AA7F}')
    };
    if text.chars().any(complex) {
        LineSegmenter::new_lstm(options)
    } else {
        LineSegmenter::new_for_non_complex_scripts(options)
    }
}

/// Whether a break at this byte would divide a span that stays on one line.
fn inside_unbreakable(collected: &Collected, at: usize) -> bool {
    let index = collected.attributes_at(at);
    let attributes = &collected.attributes[index];
    // An identifier in two styles is two spans in one isolate.
    let goes_on = || attributes.joined && index > 0 && collected.attributes[index - 1].unbreakable;
    attributes.unbreakable && (attributes.range.start < at || goes_on())
}

/// Whether the mark of a footnote begins at this byte: it stays with the words that it explains.
fn begins_mark(collected: &Collected, at: usize) -> bool {
    let attributes = &collected.attributes[collected.attributes_at(at)];
    attributes.mark.is_some() && attributes.range.start == at
}

/// The language of the character at a byte.
fn language_at<'a>(collected: &'a Collected, at: usize, language: &'a Language) -> &'a Language {
    collected.attributes[collected.attributes_at(at)].language.as_ref().unwrap_or(language)
}
