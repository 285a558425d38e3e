//! Itemise: cut the text where level, script, attributes or face change.

use std::ops::Range;

use icu_properties::props::Script;
use icu_properties::{CodePointMapData, PropertyNamesShort};

use super::collect::{BLANK, Collected, LINE_BREAK};
use crate::diag::{Diagnostic, Diagnostics};
use crate::fonts::{FaceId, Fonts};
use crate::lang::Language;
use crate::source::Origin;

/// A stretch of text that is shaped in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub range: Range<usize>,
    pub level: u8,
    pub attributes: usize,
    pub script: [u8; 4],
    /// `None` for a line to write on.
    pub face: Option<FaceId>,
}

const COMMON: [u8; 4] = *b"Zyyy";
const LATIN: [u8; 4] = *b"Latn";

pub(super) fn itemize(
    collected: &Collected,
    levels: &[u8],
    language: &Language,
    bold: bool,
    fonts: &Fonts,
    diagnostics: &mut Diagnostics,
) -> Vec<Item> {
    let scripts = resolve_scripts(collected, levels, language);
    let mut items: Vec<Item> = Vec::new();
    let mut at = 0;
    let mut attributes = 0;
    for cluster in clusters(&collected.text) {
        while collected.attributes[attributes].range.end <= cluster.start {
            attributes += 1;
        }
        let attrs = &collected.attributes[attributes];
        let first = collected.text[cluster.clone()].chars().next().unwrap_or(' ');
        let (level, script) = (levels[cluster.start], scripts[at]);
        at += 1;
        if first == LINE_BREAK {
            continue;
        }
        let face = if first == BLANK {
            None
        } else {
            let lang = attrs.language.as_ref().unwrap_or(language);
            let styled = (bold || attrs.bold, attrs.italic);
            let before = items.last().filter(|i| i.range.end == cluster.start && i.script == script);
            let text = &collected.text[cluster.clone()];
            match choose_face(fonts, lang, script, styled, text, before.and_then(|i| i.face)) {
                Ok(face) => Some(face),
                Err(missing) => {
                    report_missing(missing, attrs.origin, cluster.start - attrs.range.start, diagnostics);
                    continue;
                }
            }
        };
        match items.last_mut() {
            Some(item)
                if item.range.end == cluster.start
                    && item.level == level
                    && item.attributes == attributes
                    && item.script == script
                    && item.face == face
                    && face.is_some() =>
            {
                item.range.end = cluster.end;
            }
            _ => items.push(Item { range: cluster, level, attributes, script, face }),
        }
    }
    items
}

/// Faces are chosen for whole clusters: a base with its marks, never a mark alone.
fn clusters(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut starts = text.char_indices().filter(|&(i, c)| i == 0 || !extends(c)).map(|(i, _)| i).peekable();
    let end = text.len();
    std::iter::from_fn(move || {
        let start = starts.next()?;
        Some(start..*starts.peek().unwrap_or(&end))
    })
}

/// Combining marks, joiners and variation selectors stay with what they follow.
fn extends(c: char) -> bool {
    use icu_properties::props::GeneralCategory as G;
    if c.is_ascii() {
        return false;
    }
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
        || matches!(
            CodePointMapData::<G>::new().get(c),
            G::NonspacingMark | G::SpacingMark | G::EnclosingMark
        )
}

/// The script of each cluster. Characters of no script of their own (spaces, digits, punctuation) take that of the text before
/// them at the same level, else that after them, else the language's; numbers and other left-to-right pieces in a
/// right-to-left language are set with its Latin face, whose digits are the ones meant.
fn resolve_scripts(collected: &Collected, levels: &[u8], language: &Language) -> Vec<[u8; 4]> {
    let own: Vec<(u8, [u8; 4])> = clusters(&collected.text)
        .map(|cluster| {
            let script = collected.text[cluster.clone()]
                .chars()
                .map(script_of)
                .find(|&s| s != COMMON)
                .unwrap_or(COMMON);
            (levels[cluster.start], script)
        })
        .collect();
    let mut resolved: Vec<[u8; 4]> = own.iter().map(|&(_, script)| script).collect();
    for i in 0..resolved.len() {
        if resolved[i] == COMMON && i > 0 && own[i - 1].0 == own[i].0 {
            resolved[i] = resolved[i - 1];
        }
    }
    for i in (0..resolved.len()).rev() {
        if resolved[i] == COMMON {
            let after = resolved.get(i + 1).filter(|_| own[i + 1].0 == own[i].0).copied();
            resolved[i] = match after {
                Some(script) if script != COMMON => script,
                _ if language.is_rtl() && own[i].0 % 2 == 0 => LATIN,
                _ => language.script(),
            };
        }
    }
    resolved
}

fn script_of(c: char) -> [u8; 4] {
    if c.is_ascii() {
        return if c.is_ascii_alphabetic() { LATIN } else { COMMON };
    }
    let script = CodePointMapData::<Script>::new().get(c);
    if script == Script::Common || script == Script::Inherited {
        return COMMON;
    }
    match PropertyNamesShort::<Script>::new().get_locale_script(script) {
        Some(name) => {
            let mut code = COMMON;
            code.copy_from_slice(name.as_str().as_bytes());
            code
        }
        None => COMMON,
    }
}

/// The first face of the language and script that has the whole cluster; the face in use wins for characters of no
/// script, so that spaces and stops don't cut a run.
fn choose_face(
    fonts: &Fonts,
    language: &Language,
    script: [u8; 4],
    (bold, italic): (bool, bool),
    text: &str,
    before: Option<FaceId>,
) -> Result<FaceId, char> {
    let mut missing = None;
    let mut covers = |face: FaceId| {
        let face = fonts.face(face);
        let lacking = text.chars().find(|&c| !is_invisible(c) && !face.has_char(c));
        missing = missing.or(lacking);
        lacking.is_none()
    };
    for face in fonts.select(language, script, bold, italic) {
        if covers(face) {
            return Ok(face);
        }
    }
    // A stop or quotation mark between two runs of another face's script.
    match before {
        Some(face) if covers(face) => Ok(face),
        _ => Err(missing.unwrap_or('\u{FFFD}')),
    }
}

/// Characters that are never drawn, so that no face needs them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{034F}')
}

fn report_missing(c: char, origin: Origin, offset: usize, diagnostics: &mut Diagnostics) {
    let (origin, len) = match origin {
        Origin::Scalar { scalar, offset: start } => {
            (Origin::Scalar { scalar, offset: start + offset as u32 }, c.len_utf8())
        }
        other => (other, 0),
    };
    // Of a patient's value not even one character is shown.
    let message = match origin {
        Origin::Record => "a patient's value has a character that no face has".to_owned(),
        _ => format!("no face has the character `{}` (U+{:04X})", c.escape_debug(), u32::from(c)),
    };
    let diagnostic = Diagnostic::error("glyph-missing", message)
        .at_text(origin, len, "cannot be printed")
        .hint("write it another way, or give a font that has it with `--font-dir`; `handout fonts` lists what is bundled");
    if !diagnostics.0.contains(&diagnostic) {
        diagnostics.push(diagnostic);
    }
}
