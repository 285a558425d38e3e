//! The words of medicine schedules, by language.
//!
//! As in `table`, a word is missing if no one could vouch for it: the author then writes a label. For night there is the
//! word that a language's schedules have, which is bedtime in some.

use std::borrow::Cow;

use super::Language;

/// The words of a schedule, as far as the language has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScheduleWords {
    /// At the head of the column of medicines.
    pub medicine: Option<Cow<'static, str>>,
    /// Before what a medicine is for.
    pub why: Option<Cow<'static, str>>,
    /// Morning, noon, evening, night.
    pub times: [Option<Cow<'static, str>>; 4],
}

impl ScheduleWords {
    /// The program's words in a language.
    pub(super) fn of(language: &Language) -> ScheduleWords {
        let row = ROWS.iter().find(|(languages, script, _)| language.is_any(languages, script));
        let words = row.map_or([""; 6], |(.., words)| *words);
        let [medicine, why, times @ ..] = words.map(|word| Some(Cow::Borrowed(word)).filter(|word| !word.is_empty()));
        ScheduleWords { medicine, why, times }
    }

    /// The same with a site's own in place of those that it gives, in the order medicine, why, morning to night.
    pub(super) fn or(self, own: [Option<String>; 6]) -> ScheduleWords {
        let [medicine, why, morning, noon, evening, night] = own.map(|word| word.map(Cow::Owned));
        let [first, second, third, fourth] = self.times;
        ScheduleWords {
            medicine: medicine.or(self.medicine),
            why: why.or(self.why),
            times: [morning.or(first), noon.or(second), evening.or(third), night.or(fourth)],
        }
    }
}

/// Primary subtags, script; medicine, why, morning, noon, evening, night.
type Row = (&'static [&'static str], &'static [u8; 4], [&'static str; 6]);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (&["am"], b"Ethi", ["መድኃኒት", "ለምን", "ጠዋት", "እኩለ ቀን", "ምሽት", "ሌሊት"]),
    (&["ar"], b"Arab", ["الدواء", "السبب", "الصباح", "الظهر", "المساء", "الليل"]),
    (&["bg"], b"Cyrl", ["Лекарство", "За какво", "Сутрин", "Обед", "Вечер", "Нощ"]),
    (&["bn"], b"Beng", ["ওষুধ", "কেন", "সকাল", "দুপুর", "সন্ধ্যা", "রাত"]),
    (&["bs"], b"Latn", ["Lijek", "Za šta", "Ujutro", "U podne", "Navečer", "Noću"]),
    (&["cs"], b"Latn", ["Lék", "Na co", "Ráno", "V poledne", "Večer", "Na noc"]),
    (&["da"], b"Latn", ["Medicin", "Hvorfor", "Morgen", "Middag", "Aften", "Nat"]),
    (&["de"], b"Latn", ["Medikament", "Grund", "Morgens", "Mittags", "Abends", "Zur Nacht"]),
    (&["el"], b"Grek", ["Φάρμακο", "Γιατί", "Πρωί", "Μεσημέρι", "Βράδυ", "Νύχτα"]),
    (&["en"], b"Latn", ["Medicine", "Why", "Morning", "Noon", "Evening", "Night"]),
    (&["es"], b"Latn", ["Medicamento", "Para qué", "Mañana", "Mediodía", "Tarde", "Noche"]),
    (&["fa"], b"Arab", ["دارو", "علت مصرف", "صبح", "ظهر", "عصر", "شب"]),
    (&["fi"], b"Latn", ["Lääke", "Käyttötarkoitus", "Aamu", "Päivä", "Ilta", "Yö"]),
    // Gabi is both evening and night.
    (&["fil"], b"Latn", ["Gamot", "Para saan", "Umaga", "Tanghali", "", ""]),
    (&["fr"], b"Latn", ["Médicament", "Pourquoi", "Matin", "Midi", "Soir", "Coucher"]),
    (&["gu"], b"Gujr", ["દવા", "શા માટે", "સવાર", "બપોર", "સાંજ", "રાત"]),
    (&["he"], b"Hebr", ["תרופה", "סיבה", "בוקר", "צהריים", "ערב", "לילה"]),
    (&["hi"], b"Deva", ["दवा", "किसलिए", "सुबह", "दोपहर", "शाम", "रात"]),
    (&["hr"], b"Latn", ["Lijek", "Za što", "Ujutro", "U podne", "Navečer", "Noću"]),
    // Aswè is both evening and night.
    (&["ht"], b"Latn", ["Medikaman", "Poukisa", "Maten", "Midi", "", ""]),
    (&["hu"], b"Latn", ["Gyógyszer", "Mire való", "Reggel", "Délben", "Este", "Éjjel"]),
    (&["hy"], b"Armn", ["Դեղ", "Ինչի համար", "Առավոտ", "Կեսօր", "Երեկո", "Գիշեր"]),
    (&["id"], b"Latn", ["Obat", "Kegunaan", "Pagi", "Siang", "Sore", "Malam"]),
    (&["it"], b"Latn", ["Medicinale", "A cosa serve", "Mattina", "Mezzogiorno", "Sera", "Notte"]),
    (&["ja"], b"Jpan", ["薬", "目的", "朝", "昼", "夕", "寝る前"]),
    (&["ka"], b"Geor", ["წამალი", "რისთვის", "დილა", "შუადღე", "საღამო", "ღამე"]),
    (&["km"], b"Khmr", ["ថ្នាំ", "សម្រាប់", "ព្រឹក", "ថ្ងៃត្រង់", "ល្ងាច", "យប់"]),
    (&["kn"], b"Knda", ["ಔಷಧಿ", "ಯಾವುದಕ್ಕಾಗಿ", "ಬೆಳಿಗ್ಗೆ", "ಮಧ್ಯಾಹ್ನ", "ಸಂಜೆ", "ರಾತ್ರಿ"]),
    (&["ko"], b"Kore", ["약", "용도", "아침", "점심", "저녁", "취침 전"]),
    (&["lo"], b"Laoo", ["ຢາ", "ໃຊ້ສຳລັບ", "ເຊົ້າ", "ທ່ຽງ", "ແລງ", "ກ່ອນນອນ"]),
    (&["ml"], b"Mlym", ["മരുന്ന്", "എന്തിന്", "രാവിലെ", "ഉച്ചയ്ക്ക്", "വൈകുന്നേരം", "രാത്രി"]),
    (&["mr"], b"Deva", ["औषध", "कशासाठी", "सकाळ", "दुपार", "संध्याकाळ", "रात्र"]),
    (&["my"], b"Mymr", ["ဆေး", "ဘာအတွက်", "မနက်", "နေ့လယ်", "ညနေ", "ည"]),
    // Middag is dinner, too, in Norwegian and Swedish.
    (&["nb", "no"], b"Latn", ["Medisin", "Hvorfor", "Morgen", "Midt på dagen", "Kveld", "Natt"]),
    (&["ne"], b"Deva", ["औषधि", "केका लागि", "बिहान", "दिउँसो", "बेलुका", "राति"]),
    (&["nl"], b"Latn", ["Medicijn", "Waarvoor", "Ochtend", "Middag", "Avond", "Nacht"]),
    (&["nn"], b"Latn", ["Medisin", "Kvifor", "Morgon", "Midt på dagen", "Kveld", "Natt"]),
    (&["pa"], b"Guru", ["ਦਵਾਈ", "ਕਿਸ ਲਈ", "ਸਵੇਰ", "ਦੁਪਹਿਰ", "ਸ਼ਾਮ", "ਰਾਤ"]),
    (&["pl"], b"Latn", ["Lek", "Na co", "Rano", "W południe", "Wieczorem", "Na noc"]),
    (&["ps"], b"Arab", ["درمل", "", "سهار", "غرمه", "ماښام", "شپه"]),
    (&["pt"], b"Latn", ["Medicamento", "Para que serve", "Manhã", "Meio-dia", "Tarde", "Noite"]),
    (&["ro"], b"Latn", ["Medicament", "Pentru ce", "Dimineața", "Prânz", "Seara", "Noaptea"]),
    (&["ru"], b"Cyrl", ["Лекарство", "Для чего", "Утром", "Днём", "Вечером", "На ночь"]),
    (&["sk"], b"Latn", ["Liek", "Na čo", "Ráno", "Na obed", "Večer", "Na noc"]),
    (&["so"], b"Latn", ["Daawada", "Sababta", "Subaxdii", "Duhurkii", "Fiidkii", "Habeenkii"]),
    (&["sq"], b"Latn", ["Ilaçi", "Përse", "Mëngjes", "Mesditë", "Mbrëmje", "Natë"]),
    (&["sr"], b"Cyrl", ["Лек", "За шта", "Ујутру", "У подне", "Увече", "Ноћу"]),
    (&["sr"], b"Latn", ["Lek", "Za šta", "Ujutru", "U podne", "Uveče", "Noću"]),
    (&["sv"], b"Latn", ["Läkemedel", "Varför", "Morgon", "Mitt på dagen", "Kväll", "Natt"]),
    (&["sw"], b"Latn", ["Dawa", "Sababu", "Asubuhi", "Mchana", "Jioni", "Usiku"]),
    (&["ta"], b"Taml", ["மருந்து", "எதற்காக", "காலை", "மதியம்", "மாலை", "இரவு"]),
    (&["te"], b"Telu", ["మందు", "దేనికి", "ఉదయం", "మధ్యాహ్నం", "సాయంత్రం", "రాత్రి"]),
    (&["th"], b"Thai", ["ยา", "ใช้สำหรับ", "เช้า", "กลางวัน", "เย็น", "ก่อนนอน"]),
    (&["tr"], b"Latn", ["İlaç", "Ne için", "Sabah", "Öğle", "Akşam", "Gece"]),
    (&["uk"], b"Cyrl", ["Ліки", "Для чого", "Вранці", "Вдень", "Ввечері", "На ніч"]),
    (&["ur"], b"Arab", ["دوا", "کس لیے", "صبح", "دوپہر", "شام", "رات"]),
    (&["vi"], b"Latn", ["Thuốc", "Công dụng", "Sáng", "Trưa", "Chiều", "Tối"]),
    (&["yue"], b"Hant", ["藥物", "用途", "早上", "中午", "晚上", "睡前"]),
    (&["zh"], b"Hans", ["药物", "用途", "早上", "中午", "晚上", "睡前"]),
    (&["zh"], b"Hant", ["藥物", "用途", "早上", "中午", "晚上", "睡前"]),
];
