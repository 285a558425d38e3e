//! The program's own words, language by language.
//!
//! A language or a word is missing if no one could vouch for it: a wrong word on a patient's handout is worse than
//! none.

use super::Language;

/// A language's words. `None` where the program has none.
pub(super) struct Row {
    /// Primary subtags.
    languages: &'static [&'static str],
    script: &'static [u8; 4],
    /// "Page {page} of {pages}".
    pub(super) page: Option<&'static str>,
    /// "Call {number}".
    pub(super) call: Option<&'static str>,
    /// "Copy {copy} · page {page}/{pages}".
    pub(super) copy: Option<&'static str>,
}

/// Between a label and its value, by default.
pub(super) const COLON: &str = ": ";

/// A step's number, by default.
pub(super) const STEP: &str = "{number}.";

/// The words of a language, if it is in the table.
pub(super) fn row(language: &Language) -> Option<&'static Row> {
    ROWS.iter().find(|row| language.is_any(row.languages, row.script))
}

/// The separator between a label and its value.
pub(super) fn colon(language: &Language) -> &'static str {
    let is = |languages: &[&str], script| language.is_any(languages, script);
    match &language.script() {
        b"Hans" | b"Hant" | b"Jpan" => "：",
        b"Khmr" => "៖ ",
        b"Ethi" => "፦ ",
        // A colon-shaped mark ends a sentence in Armenian.
        b"Armn" => "՝ ",
        b"Latn" if is(&["fr"], b"Latn") => "\u{a0}: ",
        _ => COLON,
    }
}

/// How a step's number is written.
pub(super) fn step(language: &Language) -> &'static str {
    match &language.script() {
        b"Mymr" => "{number}။",
        _ => STEP,
    }
}

const fn row_of(
    languages: &'static [&'static str],
    script: &'static [u8; 4],
    page: &'static str,
    call: &'static str,
    copy: &'static str,
) -> Row {
    const fn some(text: &'static str) -> Option<&'static str> {
        if text.is_empty() { None } else { Some(text) }
    }
    Row { languages, script, page: some(page), call: some(call), copy: some(copy) }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row_of(&["am"], b"Ethi", "ገጽ {page} / {pages}", "ወደ {number} ይደውሉ", "ቅጂ {copy} · ገጽ {page}/{pages}"),
    row_of(&["ar"], b"Arab", "صفحة {page} من {pages}", "الاتصال بالرقم {number}", "نسخة {copy} · صفحة {page}/{pages}"),
    row_of(&["bg"], b"Cyrl", "Страница {page} от {pages}", "Обаждане на {number}", "Копие {copy} · страница {page}/{pages}"),
    row_of(&["bn"], b"Beng", "পৃষ্ঠা {page} / {pages}", "{number} নম্বরে কল করুন", "কপি {copy} · পৃষ্ঠা {page}/{pages}"),
    row_of(&["bs", "hr"], b"Latn", "Stranica {page} od {pages}", "Nazvati {number}", "Primjerak {copy} · stranica {page}/{pages}"),
    row_of(&["ckb"], b"Arab", "پەڕەی {page} لە {pages}", "", ""),
    row_of(&["cs"], b"Latn", "Strana {page} z {pages}", "Zavolat {number}", "Kopie {copy} · strana {page}/{pages}"),
    row_of(&["da"], b"Latn", "Side {page} af {pages}", "Ring til {number}", "Eksemplar {copy} · side {page}/{pages}"),
    row_of(&["de"], b"Latn", "Seite {page} von {pages}", "{number} anrufen", "Exemplar {copy} · Seite {page}/{pages}"),
    row_of(&["el"], b"Grek", "Σελίδα {page} από {pages}", "Κλήση στον αριθμό {number}", "Αντίτυπο {copy} · σελίδα {page}/{pages}"),
    row_of(&["en"], b"Latn", "Page {page} of {pages}", "Call {number}", "Copy {copy} · page {page}/{pages}"),
    row_of(&["es"], b"Latn", "Página {page} de {pages}", "Llamar al {number}", "Copia {copy} · página {page}/{pages}"),
    row_of(&["fa"], b"Arab", "صفحهٔ {page} از {pages}", "تماس با {number}", "نسخهٔ {copy} · صفحهٔ {page}/{pages}"),
    row_of(&["fi"], b"Latn", "Sivu {page} / {pages}", "Soita numeroon {number}", "Kappale {copy} · sivu {page}/{pages}"),
    row_of(&["fil"], b"Latn", "Pahina {page} ng {pages}", "Tumawag sa {number}", "Kopya {copy} · pahina {page}/{pages}"),
    row_of(&["fr"], b"Latn", "Page {page} sur {pages}", "Appeler le {number}", "Exemplaire {copy} · page {page}/{pages}"),
    row_of(&["gu"], b"Gujr", "પૃષ્ઠ {page} / {pages}", "{number} પર કૉલ કરો", "નકલ {copy} · પૃષ્ઠ {page}/{pages}"),
    row_of(&["he"], b"Hebr", "עמוד {page} מתוך {pages}", "חיוג אל {number}", "עותק {copy} · עמוד {page}/{pages}"),
    row_of(&["hi"], b"Deva", "पृष्ठ {page} / {pages}", "{number} पर कॉल करें", "प्रति {copy} · पृष्ठ {page}/{pages}"),
    row_of(&["hmn", "mww", "hnj"], b"Latn", "", "Hu rau {number}", ""),
    row_of(&["ht"], b"Latn", "Paj {page} sou {pages}", "Rele {number}", "Kopi {copy} · paj {page}/{pages}"),
    row_of(&["hu"], b"Latn", "{page}. oldal, összesen {pages}", "Hívja: {number}", "{copy}. példány · {page}/{pages}. oldal"),
    row_of(&["hy"], b"Armn", "Էջ {page} / {pages}", "Զանգահարել {number}", "Օրինակ {copy} · էջ {page}/{pages}"),
    row_of(&["id"], b"Latn", "Halaman {page} dari {pages}", "Hubungi {number}", "Salinan {copy} · halaman {page}/{pages}"),
    row_of(&["ig"], b"Latn", "", "Kpọọ {number}", ""),
    row_of(&["it"], b"Latn", "Pagina {page} di {pages}", "Chiamare il {number}", "Copia {copy} · pagina {page}/{pages}"),
    row_of(&["ja"], b"Jpan", "{page} / {pages} ページ", "{number} に電話する", "{copy} 部目 · {page}/{pages} ページ"),
    row_of(&["ka"], b"Geor", "გვერდი {page} / {pages}", "დარეკეთ ნომერზე {number}", "ეგზემპლარი {copy} · გვერდი {page}/{pages}"),
    row_of(&["km"], b"Khmr", "ទំព័រ {page} / {pages}", "ទូរសព្ទទៅ {number}", "ច្បាប់ទី {copy} · ទំព័រ {page}/{pages}"),
    row_of(&["kn"], b"Knda", "ಪುಟ {page} / {pages}", "{number} ಗೆ ಕರೆ ಮಾಡಿ", "ಪ್ರತಿ {copy} · ಪುಟ {page}/{pages}"),
    row_of(&["ko"], b"Kore", "{page} / {pages}쪽", "{number} 전화 걸기", "사본 {copy} · {page}/{pages}쪽"),
    row_of(&["lo"], b"Laoo", "ໜ້າ {page} / {pages}", "ໂທ {number}", "ສະບັບທີ {copy} · ໜ້າ {page}/{pages}"),
    row_of(&["ml"], b"Mlym", "പേജ് {page} / {pages}", "{number} എന്ന നമ്പറിൽ വിളിക്കുക", "പകർപ്പ് {copy} · പേജ് {page}/{pages}"),
    row_of(&["mr"], b"Deva", "पृष्ठ {page} / {pages}", "{number} वर कॉल करा", "प्रत {copy} · पृष्ठ {page}/{pages}"),
    row_of(&["my"], b"Mymr", "စာမျက်နှာ {page} / {pages}", "{number} သို့ ဖုန်းခေါ်ရန်", "မိတ္တူ {copy} · စာမျက်နှာ {page}/{pages}"),
    row_of(&["nb", "no", "nn"], b"Latn", "Side {page} av {pages}", "Ring {number}", "Eksemplar {copy} · side {page}/{pages}"),
    row_of(&["ne"], b"Deva", "पृष्ठ {page} / {pages}", "{number} मा फोन गर्नुहोस्", "प्रति {copy} · पृष्ठ {page}/{pages}"),
    row_of(&["nl"], b"Latn", "Pagina {page} van {pages}", "{number} bellen", "Exemplaar {copy} · pagina {page}/{pages}"),
    row_of(&["om"], b"Latn", "Fuula {page} / {pages}", "{number} irratti bilbilaa", ""),
    row_of(&["pa"], b"Guru", "ਪੰਨਾ {page} / {pages}", "{number} ’ਤੇ ਕਾਲ ਕਰੋ", "ਕਾਪੀ {copy} · ਪੰਨਾ {page}/{pages}"),
    row_of(&["pl"], b"Latn", "Strona {page} z {pages}", "Zadzwoń pod numer {number}", "Egzemplarz {copy} · strona {page}/{pages}"),
    row_of(&["ps"], b"Arab", "مخ {page} له {pages}", "", ""),
    row_of(&["pt"], b"Latn", "Página {page} de {pages}", "Ligar para {number}", "Cópia {copy} · página {page}/{pages}"),
    row_of(&["ro"], b"Latn", "Pagina {page} din {pages}", "Sunați la {number}", "Exemplarul {copy} · pagina {page}/{pages}"),
    row_of(&["ru"], b"Cyrl", "Страница {page} из {pages}", "Позвонить по номеру {number}", "Экземпляр {copy} · страница {page}/{pages}"),
    row_of(&["rw"], b"Latn", "Urupapuro {page} / {pages}", "Hamagara {number}", ""),
    row_of(&["si"], b"Sinh", "පිටුව {page} / {pages}", "{number} අමතන්න", "පිටපත {copy} · පිටුව {page}/{pages}"),
    row_of(&["sk"], b"Latn", "Strana {page} z {pages}", "Zavolať {number}", "Kópia {copy} · strana {page}/{pages}"),
    row_of(&["sm"], b"Latn", "Itulau {page} / {pages}", "", ""),
    row_of(&["so"], b"Latn", "Bogga {page} / {pages}", "Wac {number}", ""),
    row_of(&["sq"], b"Latn", "Faqja {page} nga {pages}", "Telefononi {number}", "Kopja {copy} · faqja {page}/{pages}"),
    row_of(&["sr"], b"Cyrl", "Страна {page} од {pages}", "Позвати {number}", "Примерак {copy} · страна {page}/{pages}"),
    row_of(&["sr"], b"Latn", "Strana {page} od {pages}", "Pozvati {number}", "Primerak {copy} · strana {page}/{pages}"),
    row_of(&["sv"], b"Latn", "Sida {page} av {pages}", "Ring {number}", "Exemplar {copy} · sida {page}/{pages}"),
    row_of(&["sw"], b"Latn", "Ukurasa wa {page} kati ya {pages}", "Piga simu {number}", "Nakala {copy} · ukurasa {page}/{pages}"),
    row_of(&["ta"], b"Taml", "பக்கம் {page} / {pages}", "{number} என்ற எண்ணை அழைக்கவும்", "பிரதி {copy} · பக்கம் {page}/{pages}"),
    row_of(&["te"], b"Telu", "పేజీ {page} / {pages}", "{number} కు కాల్ చేయండి", "కాపీ {copy} · పేజీ {page}/{pages}"),
    row_of(&["th"], b"Thai", "หน้า {page} จาก {pages}", "โทร {number}", "ฉบับที่ {copy} · หน้า {page}/{pages}"),
    row_of(&["ti"], b"Ethi", "ገጽ {page} / {pages}", "ናብ {number} ደውሉ", ""),
    row_of(&["tr"], b"Latn", "Sayfa {page} / {pages}", "{number} numarasını arayın", "Kopya {copy} · sayfa {page}/{pages}"),
    row_of(&["uk"], b"Cyrl", "Сторінка {page} з {pages}", "Зателефонувати за номером {number}", "Примірник {copy} · сторінка {page}/{pages}"),
    row_of(&["ur"], b"Arab", "صفحہ {page} از {pages}", "{number} پر کال کریں", "کاپی {copy} · صفحہ {page}/{pages}"),
    row_of(&["vi"], b"Latn", "Trang {page} / {pages}", "Gọi số {number}", "Bản {copy} · trang {page}/{pages}"),
    row_of(&["yi"], b"Hebr", "זייט {page} פון {pages}", "רופט {number}", ""),
    row_of(&["yo"], b"Latn", "Ojú ìwé {page} / {pages}", "Pe {number}", "Ẹ̀dà {copy} · ojú ìwé {page}/{pages}"),
    row_of(&["yue"], b"Hant", "第 {page} 頁，共 {pages} 頁", "致電 {number}", "第 {copy} 份 · 第 {page}/{pages} 頁"),
    row_of(&["zh"], b"Hans", "第 {page} 页，共 {pages} 页", "拨打 {number}", "第 {copy} 份 · 第 {page}/{pages} 页"),
    row_of(&["zh"], b"Hant", "第 {page} 頁，共 {pages} 頁", "撥打 {number}", "第 {copy} 份 · 第 {page}/{pages} 頁"),
];
