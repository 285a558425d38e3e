//! The words that the product itself prints, by language.

use super::Language;

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// "Page {page} of {pages}", with these two placeholders.
    pub folio: &'static str,
    /// "Note", the spoken name of a note box.
    pub note: &'static str,
    /// Said of a box to tick that is empty.
    pub checkbox: &'static str,
    /// Stands between a label and its value: ": ", or " : " in French.
    pub colon: &'static str,
    /// What a screen reader says of a phone number's link, with this placeholder: "Call {number}".
    pub call: &'static str,
}

const ENGLISH: Words = Words {
    folio: "Page {page} of {pages}",
    note: "Note",
    checkbox: "Box to tick",
    colon: ": ",
    call: "Call {number}",
};
const SPANISH: Words = Words {
    folio: "Página {page} de {pages}",
    note: "Nota",
    checkbox: "Casilla para marcar",
    colon: ": ",
    call: "Llamar al {number}",
};
const ARABIC: Words = Words {
    folio: "صفحة {page} من {pages}",
    note: "ملاحظة",
    checkbox: "مربع للتأشير",
    colon: ": ",
    call: "الاتصال بالرقم {number}",
};

/// The words of a language, if the product knows them.
pub fn words(language: &Language) -> Option<&'static Words> {
    match language.primary() {
        "en" => Some(&ENGLISH),
        "es" => Some(&SPANISH),
        "ar" => Some(&ARABIC),
        _ => None,
    }
}
