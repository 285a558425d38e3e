//! Order: vowel signs and marks without a letter before them that can carry them.
//!
//! The shaper draws a dotted circle where a mark has no letter: text in another encoding (Zawgyi), or letters typed in
//! visual order instead of spoken order. Readers then guess, possibly at a dose. So shaped text is checked once; a
//! dotted circle that was typed is text like any other.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::collect::Collected;
use super::itemize::script_of;
use super::{Run, RunContent, Shaper, TextStyle, shape_text};
use crate::color::Color;
use crate::diag::{Diagnostic, Diagnostics};
use crate::fonts::Fonts;
use crate::geom::Length;
use crate::lang::Language;
use crate::model::document::{Inline, Text};
use crate::source::Origin;

/// The code of such errors.
const CODE: &str = "text-order-wrong";

/// What shapers put below a mark without a letter.
const DOTTED_CIRCLE: char = '\u{25CC}';

/// The most characters of a word shown in a message; Burmese, Khmer, Lao and Thai write whole sentences without a
/// space.
const SHOWN: usize = 24;

/// Reports the first mark of a text that has no letter, with the number of other such words.
pub(super) fn check(collected: &Collected, runs: &[Run], fonts: &Fonts, diagnostics: &mut Diagnostics) {
    let mut first = None;
    let mut last = 0;
    let mut words = 0;
    for run in runs.iter().filter(|run| run.is_marked()) {
        for at in loose_marks(collected, run, fonts) {
            if first.is_none() {
                first = Some((at, run));
            }
            if words == 0 || collected.text[last..at].contains(char::is_whitespace) {
                words += 1;
            }
            last = at;
        }
    }
    let Some((at, run)) = first else { return };
    let diagnostic = diagnostic(collected, run, at, words - 1);
    if diagnostics.0.last() != Some(&diagnostic) {
        diagnostics.push(diagnostic);
    }
}

/// Whether all vowel signs and marks of a patient's value have their letters, as it would be set in a language.
pub(crate) fn keeps_order(shaper: &mut Shaper<'_>, language: &Language, value: &str) -> bool {
    // Most values have no such marks, so there is no need to shape them.
    if !value.chars().any(|c| !c.is_ascii() && stands_on_letter(c, script_of(c))) {
        return true;
    }
    let text = Text { language: language.clone(), spans: vec![Inline::words(value, Origin::Record)] };
    let style = TextStyle {
        font: None,
        size: Length::pt(12),
        bold: false,
        color: Color::BLACK,
        hyphenate: false,
        coarse: false,
        upright: false,
    };
    let mut found = Diagnostics::default();
    shape_text(shaper, &text, style, &mut found);
    found.0.iter().all(|diagnostic| diagnostic.code != CODE)
}

impl Run {
    /// Whether its script has marks whose written and drawn order differ. In other scripts, the shaper accepts any mark
    /// after any letter.
    fn is_marked(&self) -> bool {
        let RunContent::Glyphs { script, .. } = &self.content else { return false };
        !matches!(
            script,
            b"Zyyy"
                | b"Zinh"
                | b"Latn"
                | b"Grek"
                | b"Cyrl"
                | b"Armn"
                | b"Geor"
                | b"Ethi"
                | b"Cher"
                | b"Arab"
                | b"Hebr"
                | b"Hani"
                | b"Hira"
                | b"Kana"
                | b"Bopo"
        )
    }
}

/// The positions of marks without a letter in a run, ascending.
fn loose_marks(collected: &Collected, run: &Run, fonts: &Fonts) -> Vec<usize> {
    let RunContent::Glyphs { face, script, clusters, glyphs } = &run.content else { return Vec::new() };
    let text = &collected.text;
    // The shaper uses glyph 0 if a font has no dotted circle.
    let circle = fonts.face(*face).glyph(DOTTED_CIRCLE).unwrap_or(0);
    let mut found: Vec<usize> = Vec::new();
    for cluster in clusters {
        let drawn = glyphs[cluster.glyphs.clone()].iter().filter(|glyph| glyph.id == circle).count();
        if drawn > 0 && drawn > text[cluster.range.clone()].matches(DOTTED_CIRCLE).count() {
            // A mark after a space makes one cluster with it.
            let space = text[cluster.range.clone()].find(|c: char| !c.is_whitespace()).unwrap_or(0);
            found.push(cluster.range.start + space);
        }
    }
    // Not every shaper draws the circle (those of Thai and Lao do not), nor does every font have one.
    let mut before = text[..run.range.start].chars().next_back();
    for (offset, c) in text[run.range.clone()].char_indices() {
        if stands_on_letter(c, *script) && !before.is_some_and(|before| carries(before, *script)) {
            found.push(run.range.start + offset);
        }
        before = Some(c);
    }
    found.sort_unstable();
    found
}

/// Whether a character is a mark of the script or, in Thai and Lao, the vowel that begins with one.
fn stands_on_letter(c: char, script: [u8; 4]) -> bool {
    use GeneralCategory as G;
    if c.is_ascii() {
        return false;
    }
    matches!(c, '\u{E33}' | '\u{EB3}')
        || (matches!(CodePointMapData::<G>::new().get(c), G::NonspacingMark | G::SpacingMark) && script_of(c) == script)
}

/// Whether a mark can be placed on a character or on its base.
fn carries(c: char, script: [u8; 4]) -> bool {
    use GeneralCategory as G;
    match (&script, c) {
        // Stand-ins for any letter in explanations of signs.
        (_, '\u{A0}' | '-' | '\u{2010}'..='\u{2014}' | '×' | DOTTED_CIRCLE) => true,
        // Vowels before or after their letter, the signs of repetition and omission, digits.
        (b"Thai", '\u{E2F}' | '\u{E30}' | '\u{E32}' | '\u{E33}' | '\u{E40}'..='\u{E46}' | '\u{E4F}'..='\u{E5B}') => {
            false
        }
        (b"Laoo", '\u{EAF}' | '\u{EB0}' | '\u{EB2}' | '\u{EB3}' | '\u{EC0}'..='\u{EC6}' | '\u{ED0}'..='\u{ED9}') => {
            false
        }
        _ => !matches!(
            CodePointMapData::<G>::new().get(c),
            G::SpaceSeparator
                | G::LineSeparator
                | G::ParagraphSeparator
                | G::Control
                | G::ConnectorPunctuation
                | G::DashPunctuation
                | G::OpenPunctuation
                | G::ClosePunctuation
                | G::InitialPunctuation
                | G::FinalPunctuation
                | G::OtherPunctuation
                | G::MathSymbol
                | G::OtherSymbol
        ),
    }
}

fn diagnostic(collected: &Collected, run: &Run, at: usize, others: usize) -> Diagnostic {
    let attributes = &collected.attributes[collected.attributes_at(at)];
    let burmese = matches!(&run.content, RunContent::Glyphs { script: [b'M', b'y', b'm', b'r'], .. });
    let zawgyi = burmese.then_some("text in the Zawgyi encoding must be converted to Unicode first");
    let hint = "type each vowel sign and mark after its letter, in spoken order; \
                to show one by itself, type ◌ (U+25CC) before it";
    let error = |message: String| Diagnostic::error(CODE, message);
    let Origin::Scalar { scalar, offset } = attributes.origin else {
        // Not even one character of a patient's value is shown.
        let whose =
            if attributes.origin == Origin::Record { "a patient's value" } else { "one of the program's own texts" };
        let message = format!("{whose} has a vowel sign or mark without a base letter");
        let diagnostic = error(message).at_text(attributes.origin, 0, "cannot be printed");
        return zawgyi.into_iter().chain([hint]).fold(diagnostic, Diagnostic::hint);
    };
    // For a long stretch without spaces, show the error and a few letters before it.
    let piece = attributes.range.start;
    let same_word = collected.text[piece..at].char_indices().rev().take_while(|(_, c)| !c.is_whitespace());
    let before = same_word.take(SHOWN / 3).last().map_or(at, |(i, _)| piece + i);
    let after = collected.text[before..attributes.range.end].char_indices();
    let end = after
        .take(SHOWN)
        .take_while(|&(i, c)| before + i <= at || !c.is_whitespace())
        .last()
        .map_or(at, |(i, c)| before + i + c.len_utf8());
    let word = &collected.text[before..end];
    let offset = offset + (before - attributes.range.start) as u32;
    let diagnostic = error(format!("`{word}` has a vowel sign or mark without a base letter")).at_text(
        Origin::Scalar { scalar, offset },
        word.len(),
        "would be printed with a dotted circle, or by itself",
    );
    let diagnostic = zawgyi.into_iter().chain([hint]).fold(diagnostic, Diagnostic::hint);
    match others {
        0 => diagnostic,
        1 => diagnostic.hint("one more word of this text has the same problem"),
        others => diagnostic.hint(format!("{others} more words of this text have the same problem")),
    }
}
