//! Which faces to try for a run, by language and script.

use super::alphabets::{self, SCRIPT_SAMPLES};
use super::bundled::family;
use super::{Face, FaceId, Fonts, is_never_drawn};
use crate::lang::Language;
use crate::style::ThemeFontId;

/// The key for an order of faces.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) language: Language,
    pub(super) script: [u8; 4],
    pub(super) style: Style,
    pub(super) theme: Option<ThemeFontId>,
}

impl Request {
    pub(super) fn is(&self, language: &Language, script: [u8; 4], style: Style, theme: Option<ThemeFontId>) -> bool {
        self.script == script && self.style == style && self.theme == theme && self.language == *language
    }
}

/// The style a run wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is italic.
    pub italic: bool,
}

/// Companions of every run, for stray characters: letters of other scripts first, then symbols.
const COMPANIONS: [&str; 7] =
    [family::SANS, family::ATKINSON, family::NASKH, family::HEBREW, family::SYMBOLS_2, family::SYMBOLS, family::MATH];

/// Scripts served by one family in every language.
const BY_SCRIPT: [(&[u8; 4], &str); 21] = [
    (b"Armn", "Noto Sans Armenian"),
    (b"Beng", "Noto Sans Bengali"),
    (b"Cher", "Noto Sans Cherokee"),
    (b"Cyrl", family::SANS),
    (b"Deva", "Noto Sans Devanagari"),
    (b"Ethi", "Noto Sans Ethiopic"),
    (b"Geor", "Noto Sans Georgian"),
    (b"Grek", family::SANS),
    (b"Gujr", "Noto Sans Gujarati"),
    (b"Guru", "Noto Sans Gurmukhi"),
    (b"Hebr", family::HEBREW),
    (b"Khmr", "Noto Sans Khmer"),
    (b"Knda", "Noto Sans Kannada"),
    (b"Laoo", "Noto Sans Lao"),
    (b"Mlym", "Noto Sans Malayalam"),
    (b"Mymr", "Noto Sans Myanmar"),
    (b"Sinh", "Noto Sans Sinhala"),
    (b"Taml", "Noto Sans Tamil"),
    (b"Telu", "Noto Sans Telugu"),
    (b"Thai", "Noto Sans Thai Looped"),
    (b"Tibt", "Noto Serif Tibetan"),
];

/// Scripts written with the one pan-CJK family; the shaper picks the regional forms by the run's language.
const CJK: [&[u8; 4]; 9] = [b"Bopo", b"Hang", b"Hani", b"Hans", b"Hant", b"Hira", b"Jpan", b"Kana", b"Kore"];

/// The order of faces documented at [`Fonts::select`].
pub(super) fn order(
    fonts: &Fonts,
    language: &Language,
    script: [u8; 4],
    style: Style,
    theme: Option<ThemeFontId>,
) -> Vec<FaceId> {
    let script = match &script {
        b"Zyyy" | b"Zinh" | b"Zzzz" => language.script(),
        _ => script,
    };
    let mut order = Order { fonts, style, ids: Vec::with_capacity(16) };
    // Only in the very style: bold without a bold face is set in a font that has one, or nobody would see it.
    let in_style = |face: &Face| face.is_bold() == style.bold && face.is_italic() == style.italic;
    let of_theme = || theme.into_iter().flat_map(|id| fonts.theme_faces(id)).filter(|(_, face)| in_style(face));
    order.ids.extend(of_theme().filter(|(_, face)| serves(face, language, script)).map(|(id, _)| id));
    let (bundled, user) = fonts.faces.split_at(fonts.bundled);
    for face in user.iter().filter(|face| serves(face, language, script)) {
        order.add(face.family());
    }
    for family in families(language, script) {
        order.add(family);
    }
    for family in COMPANIONS {
        order.add(family);
    }
    for face in user.iter().chain(bundled) {
        order.add(face.family());
    }
    let rest: Vec<FaceId> = of_theme().map(|(id, _)| id).filter(|id| !order.ids.contains(id)).collect();
    order.ids.extend(rest);
    order.ids
}

struct Order<'a> {
    fonts: &'a Fonts,
    style: Style,
    ids: Vec<FaceId>,
}

impl Order<'_> {
    /// Adds the family's face that is closest to the desired style: weight counts more than slant. A user's face takes
    /// precedence over a bundled one of the same family and style. Missing families are skipped.
    fn add(&mut self, family: &str) {
        if self.ids.iter().any(|id| self.fonts.face(*id).family() == family) {
            return;
        }
        let distance = |face: &Face| {
            2 * u8::from(face.is_bold() != self.style.bold) + u8::from(face.is_italic() != self.style.italic)
        };
        let faces = self.fonts.faces().filter(|(_, face)| face.family() == family);
        if let Some((id, _)) = faces.min_by_key(|(id, face)| (distance(face), std::cmp::Reverse(*id))) {
            self.ids.push(id);
        }
    }
}

/// The bundled families made for a script in a language, best first.
fn families(language: &Language, script: [u8; 4]) -> Vec<&'static str> {
    match &script {
        b"Latn" => latin(language),
        b"Arab" => arabic(language),
        _ => families_of_script(script),
    }
}

/// Atkinson Hyperlegible was designed for readers with low vision, but it lacks letters of many languages, and a word
/// must not change fonts halfway. So it serves the languages whose alphabet it has completely; Noto Sans serves the
/// other Latin languages.
///
/// Latin words in a language of another script: Noto Sans draws Greek and Cyrillic itself. The other left-to-right
/// scripts' faces have Latin letters and digits of matching weight, size and baseline; a dose or a phone number then
/// has the same digits whether or not a Latin word precedes it. In right-to-left languages all numbers are separate
/// runs, set like Latin words: in Atkinson, whose digits are hard to confuse.
fn latin(language: &Language) -> Vec<&'static str> {
    let script = language.script();
    let sans_first = match &script {
        b"Latn" => !alphabets::holds(alphabets::ATKINSON, language),
        // The Latin letters of the bold Kannada face are no bolder than those of the regular one.
        b"Cyrl" | b"Grek" | b"Knda" => true,
        _ => false,
    };
    if sans_first {
        return vec![family::SANS, family::ATKINSON];
    }
    let own = match &script {
        b"Latn" | b"Arab" | b"Hebr" => None,
        _ => families(language, script).first().copied(),
    };
    own.into_iter().chain([family::ATKINSON, family::SANS]).collect()
}

/// Naskh is what readers of Arabic, Persian, Pashto and Kurdish know from books and newspapers; Urdu, Kashmiri and
/// western Punjabi are read in Nastaliq.
fn arabic(language: &Language) -> Vec<&'static str> {
    let naskh = [family::NASKH, family::SANS_ARABIC];
    match language.primary() {
        "ur" | "ks" | "pnb" | "skr" => [family::NASTALIQ].into_iter().chain(naskh).collect(),
        _ => naskh.to_vec(),
    }
}

/// Whether a user's face may take over a script in a language: it has the script's known letters and the language's.
/// For an unknown script, the face is checked character by character.
pub(super) fn serves(face: &Face, language: &Language, script: [u8; 4]) -> bool {
    let (sample, letters) = needed(language, script);
    let capitals = letters.chars().flat_map(char::to_uppercase).all(|c| face.has_char(c));
    sample.is_none_or(|sample| face.covers(sample)) && face.covers(letters) && capitals
}

/// The letters of a language, in its own script, that a face lacks, if it has most of the script's; none if it does not
/// have the script.
pub(super) fn missing_letters(face: &Face, language: &Language) -> Vec<char> {
    let (sample, letters) = needed(language, language.script());
    let lacks = |letter: &char| !face.has_char(*letter) && !is_never_drawn(*letter);
    let sample: Vec<char> = sample.unwrap_or_default().chars().collect();
    let of_script: Vec<char> = sample.iter().copied().filter(lacks).collect();
    if of_script.len() * 2 > sample.len() {
        return Vec::new();
    }
    let capitals = letters.chars().flat_map(char::to_uppercase);
    of_script.into_iter().chain(letters.chars().chain(capitals).filter(lacks)).collect()
}

/// The letters of a script, if they are known, and those that a language adds.
fn needed(language: &Language, script: [u8; 4]) -> (Option<&'static str>, &'static str) {
    // Japanese and Korean are written in several scripts; one of them is enough to tell.
    let telling = match &script {
        b"Hans" | b"Hant" => *b"Hani",
        b"Jpan" => *b"Hira",
        b"Kore" => *b"Hang",
        _ => script,
    };
    let sample = SCRIPT_SAMPLES.iter().find(|(known, _)| **known == telling).map(|(_, sample)| *sample);
    let letters = match &script {
        b"Latn" => alphabets::letters(alphabets::ATKINSON, language)
            .or_else(|| alphabets::letters(alphabets::OTHERS, language))
            .unwrap_or_default(),
        _ => "",
    };
    (sample, letters)
}

/// The bundled families for a script, best first, in any language.
pub(super) fn families_of_script(script: [u8; 4]) -> Vec<&'static str> {
    match &script {
        b"Latn" => vec![family::ATKINSON, family::SANS],
        b"Arab" => vec![family::NASKH, family::NASTALIQ],
        script if CJK.contains(&script) => vec![family::CJK],
        script => BY_SCRIPT.iter().filter(|(known, _)| *known == script).map(|(_, family)| *family).collect(),
    }
}

/// The scripts whose letters a face has, as ISO 15924 codes.
pub(super) fn scripts_of(face: &Face) -> Vec<&'static str> {
    let covered = SCRIPT_SAMPLES.iter().filter(|(_, sample)| face.covers(sample));
    covered.filter_map(|(script, _)| std::str::from_utf8(*script).ok()).collect()
}
