//! The words at the head of warnings and danger boxes, by language.
//!
//! As in `table`, a word is missing if no one could vouch for it: the author then writes a title.

use super::Language;

/// Primary subtags, script, "Warning", "Danger".
type Row = (&'static [&'static str], &'static [u8; 4], &'static str, &'static str);

/// The words of a language for a warning and for danger.
pub(super) fn words(language: &Language) -> (Option<&'static str>, Option<&'static str>) {
    let row = ROWS.iter().find(|(languages, script, ..)| language.is_any(languages, script));
    let some = |word: &'static str| Some(word).filter(|word| !word.is_empty());
    row.map_or((None, None), |&(_, _, warning, danger)| (some(warning), some(danger)))
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (&["am"], b"Ethi", "ማስጠንቀቂያ", "አደጋ"),
    (&["ar"], b"Arab", "تحذير", "خطر"),
    (&["bg"], b"Cyrl", "Предупреждение", "Опасност"),
    (&["bn"], b"Beng", "সতর্কতা", "বিপদ"),
    (&["bs", "hr"], b"Latn", "Upozorenje", "Opasnost"),
    (&["cs"], b"Latn", "Varování", "Nebezpečí"),
    (&["da"], b"Latn", "Advarsel", "Fare"),
    (&["de"], b"Latn", "Warnung", "Gefahr"),
    (&["el"], b"Grek", "Προειδοποίηση", "Κίνδυνος"),
    (&["en"], b"Latn", "Warning", "Danger"),
    (&["es"], b"Latn", "Advertencia", "Peligro"),
    (&["fa"], b"Arab", "هشدار", "خطر"),
    (&["fi"], b"Latn", "Varoitus", "Vaara"),
    (&["fil"], b"Latn", "Babala", "Panganib"),
    (&["fr"], b"Latn", "Avertissement", "Danger"),
    (&["gu"], b"Gujr", "ચેતવણી", ""),
    (&["he"], b"Hebr", "אזהרה", "סכנה"),
    (&["hi"], b"Deva", "चेतावनी", "खतरा"),
    (&["ht"], b"Latn", "Avètisman", "Danje"),
    (&["hu"], b"Latn", "Figyelmeztetés", "Veszély"),
    (&["hy"], b"Armn", "Զգուշացում", "Վտանգ"),
    (&["id"], b"Latn", "Peringatan", "Bahaya"),
    (&["it"], b"Latn", "Avvertenza", "Pericolo"),
    (&["ja"], b"Jpan", "警告", "危険"),
    (&["ka"], b"Geor", "გაფრთხილება", "საფრთხე"),
    (&["km"], b"Khmr", "ការព្រមាន", "គ្រោះថ្នាក់"),
    (&["kn"], b"Knda", "ಎಚ್ಚರಿಕೆ", "ಅಪಾಯ"),
    (&["ko"], b"Kore", "경고", "위험"),
    (&["lo"], b"Laoo", "ຄຳເຕືອນ", "ອັນຕະລາຍ"),
    (&["ml"], b"Mlym", "മുന്നറിയിപ്പ്", "അപകടം"),
    (&["mr"], b"Deva", "इशारा", "धोका"),
    (&["my"], b"Mymr", "သတိပေးချက်", "အန္တရာယ်"),
    (&["nb", "no"], b"Latn", "Advarsel", "Fare"),
    (&["ne"], b"Deva", "चेतावनी", "खतरा"),
    (&["nl"], b"Latn", "Waarschuwing", "Gevaar"),
    (&["nn"], b"Latn", "Åtvaring", "Fare"),
    (&["pa"], b"Guru", "ਚੇਤਾਵਨੀ", "ਖ਼ਤਰਾ"),
    (&["pl"], b"Latn", "Ostrzeżenie", "Niebezpieczeństwo"),
    (&["ps"], b"Arab", "خبرداری", "خطر"),
    (&["pt"], b"Latn", "Advertência", "Perigo"),
    (&["ro"], b"Latn", "Avertisment", "Pericol"),
    (&["ru"], b"Cyrl", "Предупреждение", "Опасность"),
    (&["sk"], b"Latn", "Varovanie", "Nebezpečenstvo"),
    (&["so"], b"Latn", "Digniin", "Khatar"),
    (&["sq"], b"Latn", "Paralajmërim", "Rrezik"),
    (&["sr"], b"Cyrl", "Упозорење", "Опасност"),
    (&["sr"], b"Latn", "Upozorenje", "Opasnost"),
    (&["sv"], b"Latn", "Varning", "Fara"),
    (&["sw"], b"Latn", "Onyo", "Hatari"),
    (&["ta"], b"Taml", "எச்சரிக்கை", "ஆபத்து"),
    (&["te"], b"Telu", "హెచ్చరిక", "ప్రమాదం"),
    (&["th"], b"Thai", "คำเตือน", "อันตราย"),
    (&["tr"], b"Latn", "Uyarı", "Tehlike"),
    (&["uk"], b"Cyrl", "Попередження", "Небезпека"),
    (&["ur"], b"Arab", "انتباہ", "خطرہ"),
    (&["vi"], b"Latn", "Cảnh báo", "Nguy hiểm"),
    (&["yo"], b"Latn", "Ìkìlọ̀", "Ewu"),
    (&["yue"], b"Hant", "警告", "危險"),
    (&["zh"], b"Hans", "警告", "危险"),
    (&["zh"], b"Hant", "警告", "危險"),
];
