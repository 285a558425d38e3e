//! Itemize: split the text where level, script, attributes or font change.

use std::ops::Range;
use std::sync::Arc;

use icu_properties::props::Script;
use icu_properties::{CodePointMapData, PropertyNamesShort};

use super::TextStyle;
use super::collect::{Attributes, BLANK, Collected, LINE_BREAK};
use crate::diag::{Diagnostic, Diagnostics};
use crate::fonts::{Face, FaceId, Fonts, Style, advice, code_and_name, is_never_drawn};
use crate::lang::Language;
use crate::source::Origin;

/// A stretch of text that is shaped at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub range: Range<usize>,
    pub level: u8,
    pub attributes: usize,
    pub script: [u8; 4],
    /// `None` for a blank line.
    pub face: Option<FaceId>,
}

const COMMON: [u8; 4] = *b"Zyyy";
const LATIN: [u8; 4] = *b"Latn";

pub(super) fn itemize(
    collected: &Collected,
    levels: &[u8],
    language: &Language,
    style: TextStyle,
    fonts: &Fonts,
    diagnostics: &mut Diagnostics,
) -> Vec<Item> {
    let text = &collected.text;
    let scripts = resolve_scripts(collected, levels, language);
    let mut items: Vec<Item> = Vec::new();
    let mut attributes = 0;
    // The end and the font of the current word, or of its part in one script.
    let mut word: (usize, Option<FaceId>) = (0, None);
    let clusters: Vec<Range<usize>> = clusters(text).collect();
    for (index, cluster) in clusters.iter().cloned().enumerate() {
        let script = scripts[index];
        while collected.attributes[attributes].range.end <= cluster.start {
            attributes += 1;
            word.0 = 0;
        }
        let attrs = &collected.attributes[attributes];
        let first = text[cluster.clone()].chars().next().unwrap_or(' ');
        let level = levels[cluster.start];
        if first == LINE_BREAK {
            continue;
        }
        let before = items.last().filter(|i| i.range.end == cluster.start && i.script == script);
        let face = if first == BLANK {
            None
        } else {
            let lang = attrs.language.as_ref().unwrap_or(language);
            let (bold, italic) = match style.upright {
                true => (attrs.bold || attrs.italic, false),
                false => (attrs.bold, attrs.italic),
            };
            let wanted = Style { bold: style.bold || bold, italic };
            let select = || fonts.select_with(style.font, lang, script, wanted);
            if word.0 <= cluster.start {
                let of_word = |next: &usize| {
                    scripts[*next] == script
                        && clusters[*next].start < attrs.range.end
                        && !text[clusters[*next].clone()].starts_with(char::is_whitespace)
                };
                let last = (index..clusters.len()).take_while(of_word).last().unwrap_or(index);
                let whole = &text[cluster.start..clusters[last].end];
                word = (clusters[last].end, select().find(|&face| covers(fonts.face(face), whole)));
            }
            let cluster_text = &text[cluster.clone()];
            // A word that one font has in full is set in it: no letter of another font stands out. Otherwise cluster by
            // cluster; the current font is preferred for characters missing from the script's fonts, such as a period
            // between two runs in another font.
            let before = before.and_then(|item| item.face);
            let chosen = word
                .1
                .filter(|_| cluster.end <= word.0)
                .or_else(|| select().chain(before).find(|&face| covers(fonts.face(face), cluster_text)));
            if chosen.is_none() {
                let missing = missing_part(fonts, select(), cluster_text);
                report_missing(missing, attrs.origin, cluster.start - attrs.range.start, diagnostics);
                continue;
            }
            chosen
        };
        match items.last_mut() {
            Some(item)
                if item.range.end == cluster.start
                    && item.level == level
                    && alike(&collected.attributes[item.attributes], attrs)
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

/// Fonts are chosen for whole clusters: a base with its marks, never a mark alone; an emoji with all its parts.
fn clusters(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut last = ' ';
    let mut flag_half = false;
    let starts = text.char_indices().filter(move |&(i, c)| {
        let joined = last == '\u{200D}' && is_emoji(c);
        let second_half = flag_half && is_flag_half(c);
        flag_half = is_flag_half(c) && !second_half;
        last = c;
        i == 0 || !(joined || second_half || extends(c))
    });
    let mut starts = starts.map(|(i, _)| i).peekable();
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
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
        || matches!(CodePointMapData::<G>::new().get(c), G::NonspacingMark | G::SpacingMark | G::EnclosingMark)
}

/// Pictographs that a joiner joins into one.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Two such letters make a flag.
fn is_flag_half(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// The script of each cluster. Characters without a script (spaces, digits, punctuation) take that of the preceding
/// text at the same level, otherwise of the following text, otherwise the language's; numbers and other left-to-right
/// pieces in a right-to-left language are set in its Latin font, whose digits are the ones meant.
fn resolve_scripts(collected: &Collected, levels: &[u8], language: &Language) -> Vec<[u8; 4]> {
    let own: Vec<(u8, [u8; 4])> = clusters(&collected.text)
        .map(|cluster| {
            let script =
                collected.text[cluster.clone()].chars().map(script_of).find(|&s| s != COMMON).unwrap_or(COMMON);
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
                _ if language.is_rtl() && own[i].0.is_multiple_of(2) => LATIN,
                _ => language.script(),
            };
        }
    }
    resolved
}

/// The script of a character; `Zyyy` for those without one.
pub(super) fn script_of(c: char) -> [u8; 4] {
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

/// Whether two attributes are the same in everything that a run or its owner depends on: then shaping and readers of
/// the text see one run.
fn alike(a: &Attributes, b: &Attributes) -> bool {
    let link = |x: &Attributes| x.link.as_ref().map(Arc::as_ptr);
    (a.bold, a.italic, link(a), &a.language, a.mark) == (b.bold, b.italic, link(b), &b.language, b.mark)
}

/// Whether a font can draw a text.
fn covers(face: &Face, text: &str) -> bool {
    text.chars().all(|c| draws(face, c))
}

fn draws(face: &Face, c: char) -> bool {
    is_never_drawn(c) || face.has_char(c) || stand_in(c).is_some_and(|c| face.has_char(c))
}

/// The character drawn if a font lacks one: hyphens all look the same.
pub(super) fn stand_in(c: char) -> Option<char> {
    matches!(c, '\u{2010}' | '\u{2011}').then_some('-')
}

/// What no font can draw: a whole emoji, otherwise the first character missing from the best of the fonts.
fn missing_part<'t>(fonts: &Fonts, mut faces: impl Iterator<Item = FaceId>, cluster: &'t str) -> &'t str {
    if cluster.starts_with(|c| is_emoji(c) || is_flag_half(c)) {
        return cluster;
    }
    let lacks = |face: FaceId| cluster.char_indices().find(|&(_, c)| !draws(fonts.face(face), c));
    faces.find_map(lacks).map_or(cluster, |(at, c)| &cluster[at..at + c.len_utf8()])
}

fn report_missing(missing: &str, origin: Origin, offset: usize, diagnostics: &mut Diagnostics) {
    let (origin, len) = match origin {
        Origin::Scalar { scalar, offset: start } => {
            (Origin::Scalar { scalar, offset: start + offset as u32 }, missing.len())
        }
        other => (other, 0),
    };
    // Not even one character of a patient's value is shown.
    let (message, hint) = match (origin, missing.chars().next()) {
        (Origin::Record, _) | (_, None) => (
            "a patient's value has a character that no font has".to_owned(),
            "use `--font-dir` to add a font that has it; `handout fonts` lists what is bundled".to_owned(),
        ),
        (_, Some(first)) => {
            let codes: Vec<String> = match missing.chars().nth(1) {
                None => vec![code_and_name(first)],
                Some(_) => missing.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect(),
            };
            let shown: String = missing.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
            (format!("no font has the character `{shown}` ({})", codes.join(" ")), advice(first))
        }
    };
    let diagnostic = Diagnostic::error("glyph-missing", message).at_text(origin, len, "cannot be printed").hint(hint);
    // Characters from one place follow each other.
    if diagnostics.0.last() != Some(&diagnostic) {
        diagnostics.push(diagnostic);
    }
}
