//! The words of a list of handouts, by language: what is above it, and how many pages each has.
//!
//! As in `table`, a word is missing if no one could vouch for it: the list then goes without.

use super::Language;

/// Primary subtags, script, "Contents", "Number of pages: {pages}". The number stands alone, so that no language needs to
/// agree with it.
type Row = (&'static [&'static str], &'static [u8; 4], &'static str, &'static str);

/// What is above a list of handouts, and the number of a handout's pages with its placeholder `{pages}`.
pub(super) fn words(language: &Language) -> (Option<&'static str>, Option<&'static str>) {
    let row = ROWS.iter().find(|(languages, script, ..)| language.is_any(languages, script));
    let some = |word: &'static str| Some(word).filter(|word| !word.is_empty());
    row.map_or((None, None), |&(_, _, contents, page_count)| (some(contents), some(page_count)))
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (&["am"], b"Ethi", "ማውጫ", "የገጾች ብዛት፦ {pages}"),
    (&["ar"], b"Arab", "المحتويات", "عدد الصفحات: {pages}"),
    (&["bg"], b"Cyrl", "Съдържание", "Брой страници: {pages}"),
    (&["bn"], b"Beng", "সূচিপত্র", "পৃষ্ঠার সংখ্যা: {pages}"),
    (&["bs", "hr"], b"Latn", "Sadržaj", "Broj stranica: {pages}"),
    (&["cs"], b"Latn", "Obsah", "Počet stran: {pages}"),
    (&["da"], b"Latn", "Indhold", "Antal sider: {pages}"),
    (&["de"], b"Latn", "Inhalt", "Anzahl der Seiten: {pages}"),
    (&["el"], b"Grek", "Περιεχόμενα", "Αριθμός σελίδων: {pages}"),
    (&["en"], b"Latn", "Contents", "Number of pages: {pages}"),
    (&["es"], b"Latn", "Contenido", "Número de páginas: {pages}"),
    (&["fa"], b"Arab", "فهرست", "تعداد صفحات: {pages}"),
    (&["fi"], b"Latn", "Sisällys", "Sivumäärä: {pages}"),
    (&["fil"], b"Latn", "", "Bilang ng mga pahina: {pages}"),
    (&["fr"], b"Latn", "Sommaire", "Nombre de pages\u{a0}: {pages}"),
    (&["gu"], b"Gujr", "અનુક્રમણિકા", "પાનાંની સંખ્યા: {pages}"),
    (&["he"], b"Hebr", "תוכן העניינים", "מספר העמודים: {pages}"),
    (&["hi"], b"Deva", "विषय-सूची", "पृष्ठों की संख्या: {pages}"),
    (&["ht"], b"Latn", "", "Kantite paj: {pages}"),
    (&["hu"], b"Latn", "Tartalom", "Oldalak száma: {pages}"),
    (&["hy"], b"Armn", "Բովանդակություն", "Էջերի քանակը՝ {pages}"),
    (&["id"], b"Latn", "Daftar isi", "Jumlah halaman: {pages}"),
    (&["it"], b"Latn", "Indice", "Numero di pagine: {pages}"),
    (&["ja"], b"Jpan", "目次", "ページ数：{pages}"),
    (&["ka"], b"Geor", "სარჩევი", "გვერდების რაოდენობა: {pages}"),
    (&["km"], b"Khmr", "មាតិកា", "ចំនួនទំព័រ៖ {pages}"),
    (&["kn"], b"Knda", "ಪರಿವಿಡಿ", "ಪುಟಗಳ ಸಂಖ್ಯೆ: {pages}"),
    (&["ko"], b"Kore", "목차", "쪽수: {pages}"),
    (&["lo"], b"Laoo", "ສາລະບານ", "ຈຳນວນໜ້າ: {pages}"),
    (&["ml"], b"Mlym", "ഉള്ളടക്കം", "പേജുകളുടെ എണ്ണം: {pages}"),
    (&["mr"], b"Deva", "अनुक्रमणिका", "पृष्ठांची संख्या: {pages}"),
    (&["my"], b"Mymr", "မာတိကာ", "စာမျက်နှာ အရေအတွက်: {pages}"),
    (&["nb", "no"], b"Latn", "Innhold", "Antall sider: {pages}"),
    (&["ne"], b"Deva", "विषयसूची", "पृष्ठ सङ्ख्या: {pages}"),
    (&["nl"], b"Latn", "Inhoud", "Aantal pagina’s: {pages}"),
    (&["nn"], b"Latn", "Innhald", "Tal på sider: {pages}"),
    (&["pa"], b"Guru", "ਤਤਕਰਾ", "ਪੰਨਿਆਂ ਦੀ ਗਿਣਤੀ: {pages}"),
    (&["pl"], b"Latn", "Spis treści", "Liczba stron: {pages}"),
    (&["pt"], b"Latn", "Conteúdo", "Número de páginas: {pages}"),
    (&["ro"], b"Latn", "Cuprins", "Număr de pagini: {pages}"),
    (&["ru"], b"Cyrl", "Содержание", "Количество страниц: {pages}"),
    (&["si"], b"Sinh", "පටුන", "පිටු ගණන: {pages}"),
    (&["sk"], b"Latn", "Obsah", "Počet strán: {pages}"),
    (&["so"], b"Latn", "", "Tirada bogagga: {pages}"),
    (&["sq"], b"Latn", "Përmbajtja", "Numri i faqeve: {pages}"),
    (&["sr"], b"Cyrl", "Садржај", "Број страница: {pages}"),
    (&["sr"], b"Latn", "Sadržaj", "Broj stranica: {pages}"),
    (&["sv"], b"Latn", "Innehåll", "Antal sidor: {pages}"),
    (&["sw"], b"Latn", "Yaliyomo", "Idadi ya kurasa: {pages}"),
    (&["ta"], b"Taml", "உள்ளடக்கம்", "பக்கங்களின் எண்ணிக்கை: {pages}"),
    (&["te"], b"Telu", "విషయ సూచిక", "పేజీల సంఖ్య: {pages}"),
    (&["th"], b"Thai", "สารบัญ", "จำนวนหน้า: {pages}"),
    (&["tr"], b"Latn", "İçindekiler", "Sayfa sayısı: {pages}"),
    (&["uk"], b"Cyrl", "Зміст", "Кількість сторінок: {pages}"),
    (&["ur"], b"Arab", "فہرست", "صفحات کی تعداد: {pages}"),
    (&["vi"], b"Latn", "Mục lục", "Số trang: {pages}"),
    (&["yue"], b"Hant", "目錄", "頁數：{pages}"),
    (&["zh"], b"Hans", "目录", "页数：{pages}"),
    (&["zh"], b"Hant", "目錄", "頁數：{pages}"),
];
