//! Vowel signs and marks without a letter: reported with the word; correct text is not.

use handout::color::Color;
use handout::diag::Diagnostics;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::lang::Language;
use handout::model::document::{Inline, Text};
use handout::source::{FileId, Origin, Span};
use handout::text::{Shaper, TextStyle, shape_text};

use super::support::merge_parts;

/// The problems of a text in a file.
fn problems(tag: &str, text: &str) -> Vec<(String, Vec<String>)> {
    let scalar = Span { file: FileId(0), start: 0, end: text.len() as u32 };
    problems_of(tag, text, Origin::Scalar { scalar, offset: 0 })
}

fn problems_of(tag: &str, text: &str, origin: Origin) -> Vec<(String, Vec<String>)> {
    let fonts = Fonts::bundled();
    let language = Language::parse(tag).expect("a language");
    let style = TextStyle {
        font: None,
        size: Length::pt(12),
        bold: false,
        color: Color::BLACK,
        hyphenate: false,
        coarse: false,
        upright: false,
    };
    let mut diagnostics = Diagnostics::default();
    let text = Text { language, spans: vec![Inline::words(text, origin)] };
    shape_text(&mut Shaper::new(&fonts), &text, style, &mut diagnostics);
    diagnostics
        .0
        .into_iter()
        .map(|d| {
            assert_eq!(d.code, "text-order-wrong");
            (d.message, d.hints)
        })
        .collect()
}

/// The word that a message names.
fn word(tag: &str, text: &str) -> String {
    match problems(tag, text).as_slice() {
        [(message, _)] => message.split('`').nth(1).unwrap_or_default().to_owned(),
        other => panic!("{tag} {text}: {other:?}"),
    }
}

#[test]
fn marks_before_their_letter_are_errors_that_name_the_word() {
    for (tag, text, wrong) in [
        ("hi", "दो िदन में", "िदन"),
        ("bn", "এক িদন", "িদন"),
        ("pa", "ਇੱਕ ਿਦਨ", "ਿਦਨ"),
        ("gu", "એક િદવસ", "િદવસ"),
        ("ta", "ஒரு ொநாள்", "ொநாள்"),
        ("te", "ఒక ిదనం", "ిదనం"),
        ("kn", "ಒಂದು ಿದನ", "ಿದನ"),
        ("ml", "ഒരു ിദവസം", "ിദവസം"),
        ("si", "එක ෙදක", "ෙදක"),
        ("km", "ញ៉ាំ េលប", "េលប"),
        ("my", "ဆေး ေသာက္", "ေသာက္"),
        ("ksw", "ဆေး ိက", "ိက"),
        ("bo", "སྨན་ ིག", "ིག"),
        ("th", "กิน ิดน", "ิดน"),
        ("th", "ยา เ่กา", "เ่กา"),
        ("th", "ที กา่", "กา่"),
        ("th", "กิน ำน", "ำน"),
        ("lo", "ກິນ ິດນ", "ິດນ"),
        ("lo", "ຢາ ເ່ກາ", "ເ່ກາ"),
        // In a document of another language, too.
        ("en", "Hindi: िदन", "िदन"),
        // A letter with the sign that makes it look like another.
        ("hi", "अाज", "अाज"),
    ] {
        assert_eq!(word(tag, text), wrong, "{tag}");
    }
    // One error per text, with the number of other words; how to fix text in the old encoding of Burmese.
    let all = problems("my", "ေဆးကို တစ္ေန႔ ႏွစ္ႀကိမ္ ေသာက္ပါ။");
    assert_eq!(all.len(), 1);
    assert!(all[0].1[0].contains("Zawgyi"), "{all:?}");
    assert!(all[0].1[2].contains("3 more words"), "{all:?}");
    assert_eq!(problems("km", "េលប េលប").first().map(|(_, hints)| hints.len()), Some(2));
}

#[test]
fn dotted_circles_that_were_typed_are_printed() {
    for (tag, text) in [
        ("hi", "मात्रा ◌ि और ◌ा"),
        ("my", "သရ ◌ိ ◌ု"),
        ("km", "ស្រៈ ◌េ"),
        ("th", "สระ ◌ิ ◌ำ"),
        ("lo", "ສະຫຼະ ◌ິ"),
        ("bo", "དབྱངས་ ◌ི"),
        ("si", "පිල්ල ◌ෙ"),
        ("en", "a ◌ b"),
    ] {
        assert_eq!(problems(tag, text), [], "{tag}");
    }
    // A typed one does not excuse one that was not typed.
    assert_eq!(word("hi", "◌ि िदन"), "िदन");
    let merged = merge_parts("handout: 1\nid: a\ntitle: A\nlanguage: hi\nbody: [\"◌ि\"]\n", None, None, &[]);
    assert_eq!(merged.codes(), Vec::<&str>::new());
}

#[test]
fn text_in_its_right_order_passes() {
    // Rare but correct: stacked consonants, joiners, numbers with signs, names with several marks.
    for (tag, text) in [
        ("my", "ဆေးကို တစ်နေ့ နှစ်ကြိမ် သောက်ပါ။ မြန်မာ ယောက်ျား ကျွန်ုပ် ဥက္ကဋ္ဌ"),
        ("hi", "र्‍य क्‍ष ज़िंदगी ॐ १ली ऑफ़िस हूँ।"),
        ("bn", "র‌্যাব অ্যাপ ক্ৎ"),
        ("ml", "അവൻ നന്മ കാൎയം ക്‍ഷ"),
        ("km", "ក្រ្មុម ញ៉ាំ ប៊ិក ខ្ញុំ ស្ត្រី ព្រះ"),
        ("th", "ที่ น้ำ ก็ เก่า ฤๅ ไข้ พิมพ์ ๑๐ ๆ ฯลฯ เป็น"),
        ("lo", "ນ້ຳ ນໍ້າ ກໍ່ ເຂົ້າ ໝໍ ເມຍ ກ່ຽວ"),
        ("si", "ක්‍ෂ ශ්‍රී කෞ"),
        ("ko", "각 약 한국어"),
        ("he", "שָׁלוֹם"),
        ("ar", "مُحَمَّد"),
    ] {
        assert_eq!(problems(tag, text), [], "{tag}");
    }
}

#[test]
fn of_a_value_nothing_is_shown() {
    let all = problems_of("hi", "दो िदन", Origin::Record);
    assert_eq!(all.len(), 1);
    let said = format!("{all:?}");
    assert!(said.contains("a patient's value has a vowel sign or mark without a base letter"), "{said}");
    assert!(!said.contains('द') && !said.contains('ि'), "{said}");
}

#[test]
fn a_million_marks_take_no_time_and_one_message() {
    let text = "ိ".repeat(100_000);
    assert_eq!(problems("my", &text).len(), 1);
}
