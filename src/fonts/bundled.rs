//! The faces inside the program, and the list of their origins.
//!
//! The files are embedded unchanged: the operating system reads a page of them when it is accessed; nothing is unpacked
//! or installed.

use super::Face;

/// The families that the program knows by name.
pub(super) mod family {
    pub(crate) const ATKINSON: &str = "Atkinson Hyperlegible Next";
    pub(crate) const SANS: &str = "Noto Sans";
    pub(crate) const NASKH: &str = "Noto Naskh Arabic";
    pub(crate) const SANS_ARABIC: &str = "Noto Sans Arabic";
    pub(crate) const NASTALIQ: &str = "Noto Nastaliq Urdu";
    pub(crate) const HEBREW: &str = "Noto Sans Hebrew";
    pub(crate) const SYMBOLS_2: &str = "Noto Sans Symbols 2";
    pub(crate) const SYMBOLS: &str = "Noto Sans Symbols";
    pub(crate) const MATH: &str = "Noto Sans Math";
    pub(crate) const CJK: &str = "Noto Sans CJK JP";
}

const REGULAR: (bool, bool) = (false, false);
const BOLD: (bool, bool) = (true, false);
const ITALIC: (bool, bool) = (false, true);
const BOLD_ITALIC: (bool, bool) = (true, true);

/// Symbols that the CJK face sets as wide as an ideograph. In a dose or a temperature that tears the number apart, and
/// direction symbols should look the same in every language: here, too, they are drawn by the faces that have them
/// elsewhere. Ascending.
const WIDE_SIGNS: &[char] = &[
    '±', '×', '÷', BULLET, '←', '↑', '→', '↓', '↔', '⇄', '⇅', '⇆', '⇋', '⇌', '⇐', '⇒', '⇔', '⇦', '⇧', '⇨', '⇩', '⇵',
    '∅', '∆', '∓', '∕', '√', '∞', '≃', '≈', '≠', '≤', '≥', '≲', '≳', '☎', '☏', '☝', '☟', '♥', '⚠', '✓', '➡', '⬅', '⬆',
    '⬇', '⮕',
];

/// The fonts draw it in sizes from a fifth to a third of the em, most of them so small that a list is hard to see. One
/// font draws it for all.
const BULLET: char = '•';

macro_rules! face {
    ($file:literal, $family:expr, $style:expr) => {
        face!($file, ".ttf", $family, $style)
    };
    ($file:literal, $extension:literal, $family:expr, $style:expr) => {
        Face::bundled($file, $family, $style, include_bytes!(concat!("../../fonts/", $file, $extension)))
    };
}

/// All bundled faces, in id order.
pub(super) fn faces() -> Vec<Face> {
    let faces = vec![
        face!("AtkinsonHyperlegibleNext-Regular", family::ATKINSON, REGULAR),
        face!("AtkinsonHyperlegibleNext-Bold", family::ATKINSON, BOLD),
        face!("AtkinsonHyperlegibleNext-Italic", family::ATKINSON, ITALIC),
        face!("AtkinsonHyperlegibleNext-BoldItalic", family::ATKINSON, BOLD_ITALIC),
        face!("NotoSans-Regular", family::SANS, REGULAR),
        face!("NotoSans-Bold", family::SANS, BOLD),
        face!("NotoSans-Italic", family::SANS, ITALIC),
        face!("NotoSans-BoldItalic", family::SANS, BOLD_ITALIC),
        face!("NotoNaskhArabic-Regular", family::NASKH, REGULAR),
        face!("NotoNaskhArabic-Bold", family::NASKH, BOLD),
        face!("NotoSansArabic-Regular", family::SANS_ARABIC, REGULAR),
        face!("NotoSansArabic-Bold", family::SANS_ARABIC, BOLD),
        face!("NotoSansHebrew-Regular", family::HEBREW, REGULAR),
        face!("NotoSansHebrew-Bold", family::HEBREW, BOLD),
        face!("NotoSansSymbols2-Handout", family::SYMBOLS_2, REGULAR),
        face!("NotoSansSymbols-Handout", family::SYMBOLS, REGULAR),
        face!("NotoSansMath-Handout", family::MATH, REGULAR),
        face!("NotoNastaliqUrdu-Regular", family::NASTALIQ, REGULAR),
        face!("NotoNastaliqUrdu-Bold", family::NASTALIQ, BOLD),
        face!("NotoSansArmenian-Regular", "Noto Sans Armenian", REGULAR),
        face!("NotoSansArmenian-Bold", "Noto Sans Armenian", BOLD),
        face!("NotoSansBengali-Regular", "Noto Sans Bengali", REGULAR),
        face!("NotoSansBengali-Bold", "Noto Sans Bengali", BOLD),
        face!("NotoSansCherokee-Regular", "Noto Sans Cherokee", REGULAR),
        face!("NotoSansCherokee-Bold", "Noto Sans Cherokee", BOLD),
        face!("NotoSansDevanagari-Regular", "Noto Sans Devanagari", REGULAR),
        face!("NotoSansDevanagari-Bold", "Noto Sans Devanagari", BOLD),
        face!("NotoSansEthiopic-Regular", "Noto Sans Ethiopic", REGULAR),
        face!("NotoSansEthiopic-Bold", "Noto Sans Ethiopic", BOLD),
        face!("NotoSansGeorgian-Regular", "Noto Sans Georgian", REGULAR),
        face!("NotoSansGeorgian-Bold", "Noto Sans Georgian", BOLD),
        face!("NotoSansGujarati-Regular", "Noto Sans Gujarati", REGULAR),
        face!("NotoSansGujarati-Bold", "Noto Sans Gujarati", BOLD),
        face!("NotoSansGurmukhi-Regular", "Noto Sans Gurmukhi", REGULAR),
        face!("NotoSansGurmukhi-Bold", "Noto Sans Gurmukhi", BOLD),
        face!("NotoSansKannada-Regular", "Noto Sans Kannada", REGULAR),
        face!("NotoSansKannada-Bold", "Noto Sans Kannada", BOLD),
        face!("NotoSansKhmer-Regular", "Noto Sans Khmer", REGULAR),
        face!("NotoSansKhmer-Bold", "Noto Sans Khmer", BOLD),
        face!("NotoSansLao-Regular", "Noto Sans Lao", REGULAR),
        face!("NotoSansLao-Bold", "Noto Sans Lao", BOLD),
        face!("NotoSansMalayalam-Regular", "Noto Sans Malayalam", REGULAR),
        face!("NotoSansMalayalam-Bold", "Noto Sans Malayalam", BOLD),
        face!("NotoSansMyanmar-Regular", "Noto Sans Myanmar", REGULAR),
        face!("NotoSansMyanmar-Bold", "Noto Sans Myanmar", BOLD),
        face!("NotoSansSinhala-Regular", "Noto Sans Sinhala", REGULAR),
        face!("NotoSansSinhala-Bold", "Noto Sans Sinhala", BOLD),
        face!("NotoSansTamil-Regular", "Noto Sans Tamil", REGULAR),
        face!("NotoSansTamil-Bold", "Noto Sans Tamil", BOLD),
        face!("NotoSansTelugu-Regular", "Noto Sans Telugu", REGULAR),
        face!("NotoSansTelugu-Bold", "Noto Sans Telugu", BOLD),
        face!("NotoSansThaiLooped-Regular", "Noto Sans Thai Looped", REGULAR),
        face!("NotoSansThaiLooped-Bold", "Noto Sans Thai Looped", BOLD),
        face!("NotoSerifTibetan-Regular", "Noto Serif Tibetan", REGULAR),
        face!("NotoSerifTibetan-Bold", "Noto Serif Tibetan", BOLD),
        face!("NotoSansCJKjp-Full-Regular", ".otf", family::CJK, REGULAR),
        face!("NotoSansCJKjp-Full-Bold", ".otf", family::CJK, BOLD),
    ];
    let drawn_elsewhere = |face: Face| match face.family() {
        family::ATKINSON => face,
        family::CJK => face.without(WIDE_SIGNS),
        _ => face.without(&[BULLET]),
    };
    faces.into_iter().map(drawn_elsewhere).collect()
}

/// A line of `fonts/MANIFEST.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ManifestRow {
    /// The file's name in `fonts/`.
    pub file: &'static str,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: &'static str,
    /// The version according to the font itself.
    pub version: &'static str,
    /// The package it came from.
    pub source: &'static str,
    /// SPDX name of its license.
    pub license: &'static str,
    /// `unmodified`, or its modifications.
    pub modified: &'static str,
    /// The languages it sets, as tags, or a word for its other purpose.
    pub covers: &'static str,
}

impl ManifestRow {
    /// Whether it is the row of a bundled face.
    pub(crate) fn is_of(&self, face: &Face) -> bool {
        self.file.rsplit_once('.').is_some_and(|(name, _)| name == face.name())
    }
}

/// The rows of the embedded list of bundled fonts.
pub(crate) fn manifest() -> impl Iterator<Item = ManifestRow> {
    const TEXT: &str = include_str!("../../fonts/MANIFEST.tsv");
    TEXT.lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        let file = cells.next()?;
        let _bytes = cells.next()?;
        let (sha256, version, source) = (cells.next()?, cells.next()?, cells.next()?);
        let _source_path = cells.next()?;
        let (license, modified, covers) = (cells.next()?, cells.next()?, cells.next()?);
        Some(ManifestRow { file, sha256, version, source, license, modified, covers })
    })
}
