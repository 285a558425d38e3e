//! The words around phone numbers, by language: before an extension, and what a fax machine is called.
//!
//! As in `table`, a word is missing if no one could vouch for it. American notices call a teletypewriter "TTY" in every
//! language, and so do we, unless a site has a word of its own.

use super::Language;

/// Before an extension where the language has no word.
pub(super) const EXTENSION: &str = "ext. {number}";
/// A teletypewriter.
pub(super) const TTY: &str = "TTY";
/// A fax machine.
pub(super) const FAX: &str = "fax";

/// Primary subtags, script, an extension, "fax".
type Row = (&'static [&'static str], &'static [u8; 4], &'static str, &'static str);

/// An extension with its placeholder, and the word for a fax machine.
pub(super) fn words(language: &Language) -> (Option<&'static str>, Option<&'static str>) {
    let row = ROWS.iter().find(|(languages, script, ..)| language.is_any(languages, script));
    let some = |word: &'static str| Some(word).filter(|word| !word.is_empty());
    row.map_or((None, None), |&(_, _, extension, fax)| (some(extension), some(fax)))
}

/// The words before an extension in all languages: authors type them, too.
pub(crate) fn before_extensions() -> impl Iterator<Item = &'static str> {
    let before = |&(_, _, extension, _): &Row| extension.split('{').next().unwrap_or_default().trim_end();
    ROWS.iter().map(before).filter(|word| !word.is_empty())
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (&["ar"], b"Arab", "تحويلة {number}", "فاكس"),
    (&["cs"], b"Latn", "linka {number}", "fax"),
    (&["da"], b"Latn", "lokal {number}", "fax"),
    (&["de"], b"Latn", "Durchwahl {number}", "Fax"),
    (&["el"], b"Grek", "εσωτ. {number}", "φαξ"),
    (&["en"], b"Latn", "ext. {number}", "fax"),
    (&["es"], b"Latn", "ext. {number}", "fax"),
    (&["fa"], b"Arab", "داخلی {number}", "فکس"),
    (&["fi"], b"Latn", "alanumero {number}", "faksi"),
    (&["fr"], b"Latn", "poste {number}", "fax"),
    (&["he"], b"Hebr", "שלוחה {number}", "פקס"),
    (&["hi"], b"Deva", "एक्सटेंशन {number}", "फ़ैक्स"),
    (&["hr", "bs"], b"Latn", "lokal {number}", "faks"),
    (&["hu"], b"Latn", "mellék: {number}", "fax"),
    (&["it"], b"Latn", "interno {number}", "fax"),
    (&["ja"], b"Jpan", "内線 {number}", "ファックス"),
    (&["ko"], b"Kore", "내선 {number}", "팩스"),
    (&["nl"], b"Latn", "toestel {number}", "fax"),
    (&["pl"], b"Latn", "wew. {number}", "faks"),
    (&["pt"], b"Latn", "ramal {number}", "fax"),
    (&["ro"], b"Latn", "interior {number}", "fax"),
    (&["ru"], b"Cyrl", "доб. {number}", "факс"),
    (&["sk"], b"Latn", "klapka {number}", "fax"),
    (&["sv"], b"Latn", "anknytning {number}", "fax"),
    (&["th"], b"Thai", "ต่อ {number}", "แฟกซ์"),
    (&["tr"], b"Latn", "dahili {number}", "faks"),
    (&["uk"], b"Cyrl", "дод. {number}", "факс"),
    (&["ur"], b"Arab", "ایکسٹینشن {number}", "فیکس"),
    (&["vi"], b"Latn", "máy lẻ {number}", "fax"),
    (&["yue"], b"Hant", "內線 {number}", "傳真"),
    (&["zh"], b"Hans", "分机 {number}", "传真"),
    (&["zh"], b"Hant", "分機 {number}", "傳真"),
];
