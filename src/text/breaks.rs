//! Break opportunities: where a line may or must end (UAX #14; between words of scripts that write no spaces).

use icu_locale::LanguageIdentifier;
use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use super::collect::{Collected, LINE_BREAK};
use crate::lang::Language;

/// A place where a line may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// The next line starts at this byte of the text.
    pub at: usize,
    /// What kind of place it is.
    pub kind: BreakKind,
}

/// The kinds of break opportunity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakKind {
    /// Between words.
    Allowed,
    /// Inside a word, with a hyphen.
    Hyphen,
    /// The line must end here.
    Mandatory,
}

/// All break opportunities, ascending; the last is mandatory and at the end of the text.
pub(super) fn find(collected: &Collected, language: &Language, hyphenate: bool) -> Vec<Break> {
    let text = &collected.text;
    let id: Option<LanguageIdentifier> = language.tag().parse().ok();
    let mut options = LineBreakOptions::default();
    options.content_locale = id.as_ref();
    let mut breaks: Vec<Break> = segmenter(text, options)
        .segment_str(text)
        .filter(|&at| at > 0 && at < text.len())
        .map(|at| {
            let kind = match text[..at].chars().next_back() {
                Some(LINE_BREAK) => BreakKind::Mandatory,
                Some('\u{00AD}') => BreakKind::Hyphen,
                _ => BreakKind::Allowed,
            };
            Break { at, kind }
        })
        .filter(|b| b.kind == BreakKind::Mandatory || !inside_unbreakable(collected, b.at))
        .collect();
    if hyphenate {
        add_hyphenation(collected, language, &mut breaks);
    }
    breaks.push(Break { at: text.len(), kind: BreakKind::Mandatory });
    breaks
}

/// The models for scripts without spaces are loaded only for text that needs them.
fn segmenter(text: &str, options: LineBreakOptions<'_>) -> LineSegmenterBorrowed<'static> {
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
    let attributes = &collected.attributes[collected.attributes_at(at)];
    attributes.unbreakable && attributes.range.start < at
}

fn add_hyphenation(collected: &Collected, language: &Language, breaks: &mut Vec<Break>) {
    let text = &collected.text;
    let code = language.primary().as_bytes();
    let Some(patterns) = <[u8; 2]>::try_from(code).ok().and_then(hypher::Lang::from_iso) else {
        return;
    };
    let mut word_start = 0;
    let is_word = |c: char| c.is_alphabetic();
    let mut extra = Vec::new();
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_word(c) {
            continue;
        }
        let word = &text[word_start..at];
        // Abbreviations stay whole: only words of six and more letters are divided, small but for the first (German nouns).
        if word.chars().count() >= 6 && word.chars().skip(1).all(char::is_lowercase) {
            let mut position = word_start;
            for syllable in hypher::hyphenate(word, patterns) {
                position += syllable.len();
                if position < at && !inside_unbreakable(collected, position) {
                    extra.push(Break { at: position, kind: BreakKind::Hyphen });
                }
            }
        }
        word_start = at + c.len_utf8();
    }
    breaks.extend(extra);
    breaks.sort_by_key(|b| b.at);
    breaks.dedup_by_key(|b| b.at);
}
