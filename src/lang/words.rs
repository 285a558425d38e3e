//! The words that the product itself prints or says, by language.

use super::Language;

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The language's primary subtag.
    pub language: &'static str,
    /// "Page {page} of {pages}", with these two placeholders.
    pub folio: &'static str,
    /// Stands between a label and its value: ": ", with a space before it in French.
    pub colon: &'static str,
    /// What a screen reader says of a phone number's link, with this placeholder: "Call {number}".
    pub call: &'static str,
}

const COLON: &str = ": ";

#[rustfmt::skip]
const WORDS: [Words; 66] = [
    Words { language: "en", folio: "Page {page} of {pages}", colon: COLON, call: "Call {number}" },
    Words { language: "es", folio: "Página {page} de {pages}", colon: COLON, call: "Llamar al {number}" },
    Words { language: "ar", folio: "صفحة {page} من {pages}", colon: COLON, call: "الاتصال بالرقم {number}" },
    Words { language: "fr", folio: "Page {page} sur {pages}", colon: "\u{A0}: ", call: "Appeler le {number}" },
    Words { language: "ht", folio: "Paj {page} sou {pages}", colon: COLON, call: "Rele {number}" },
    Words { language: "pt", folio: "Página {page} de {pages}", colon: COLON, call: "Ligar para {number}" },
    Words { language: "it", folio: "Pagina {page} di {pages}", colon: COLON, call: "Chiamare il {number}" },
    Words { language: "de", folio: "Seite {page} von {pages}", colon: COLON, call: "{number} anrufen" },
    Words { language: "nl", folio: "Pagina {page} van {pages}", colon: COLON, call: "{number} bellen" },
    Words { language: "pl", folio: "Strona {page} z {pages}", colon: COLON, call: "Zadzwoń pod numer {number}" },
    Words { language: "ru", folio: "Страница {page} из {pages}", colon: COLON, call: "Позвонить по номеру {number}" },
    Words { language: "uk", folio: "Сторінка {page} з {pages}", colon: COLON, call: "Зателефонувати за номером {number}" },
    Words { language: "el", folio: "Σελίδα {page} από {pages}", colon: COLON, call: "Κλήση στον αριθμό {number}" },
    Words { language: "tr", folio: "Sayfa {page} / {pages}", colon: COLON, call: "{number} numarasını arayın" },
    Words { language: "vi", folio: "Trang {page} / {pages}", colon: COLON, call: "Gọi số {number}" },
    Words { language: "zh", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "yue", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ko", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ja", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "fil", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ilo", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "pdc", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "fa", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "prs", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ps", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ckb", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ur", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "he", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "yi", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "hi", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "mr", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ne", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "bn", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "gu", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "pa", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ta", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "te", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "kn", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ml", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "si", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "bo", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "th", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "lo", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "km", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "my", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ksw", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "am", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ti", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "om", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "hy", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ka", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "so", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "sw", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "yo", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "ig", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "hmn", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "nv", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "chr", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "sm", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "mh", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "rw", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "rn", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "sq", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "sr", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "bs", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
    Words { language: "hr", folio: "{page} / {pages}", colon: COLON, call: "{number}" },
];

/// The words of a language, if the product knows them.
pub fn words(language: &Language) -> Option<&'static Words> {
    WORDS.iter().find(|words| words.language == language.primary())
}

/// The languages whose words the product knows.
pub fn known() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|words| words.language)
}
