//! Where lines may end: UAX #14's own test with our paragraph code, and our deviations, each case by name.

use std::io::Read;

use handout::fonts::Fonts;
use handout::model::document::Inline;
use handout::source::Origin;
use handout::text::{BreakKind, Shaped, Shaper};
use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use super::support::{shape, shape_spans, shape_with};

/// The compact copy of the standard's test: code points in hexadecimal, `x` where no line may end, `|` where one may.
fn line_break_test() -> String {
    let mut text = String::new();
    let packed: &[u8] = include_bytes!("../data/unicode/line-break-15.1.txt.gz");
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("the test data is whole");
    text
}

/// Where we differ from the standard on purpose, identified by what is on both sides of a place where it lets a line
/// end.
fn is_tailored(before: &str, after: &str) -> bool {
    let last = before.chars().next_back();
    let next = after.chars().next();
    let starts_word = |sign: char| before.trim_end_matches(sign).chars().next_back().is_none_or(char::is_whitespace);
    match (last, next) {
        // Khmer and Sinhala signs and ellipses stay with their word, also after a space and after a blank line to write
        // on.
        (_, Some('\u{17D6}' | '\u{2026}')) => true,
        // A dash between spaces ends its line.
        (Some(' '), Some('\u{2013}' | '\u{2014}')) => after.chars().nth(1) == Some(' '),
        // A slash or hyphen that starts a word stays with it; so does a hyphen before a single letter.
        (Some(sign @ ('/' | '-')), Some(c)) if c.is_alphanumeric() => starts_word(sign) || after == "a",
        _ => false,
    }
}

#[test]
fn the_standards_line_break_test() {
    let (mut cases, mut places, mut tailored) = (0, 0, 0);
    let fonts = Fonts::bundled();
    let mut shaper = Shaper::new(&fonts);
    for case in line_break_test().lines().filter(|line| !line.starts_with('#')) {
        // Tabs and line feeds become spaces before lines are broken: characters of the same class replace them here.
        // Only the pair of carriage return and line feed has no such stand-in.
        if case.contains("xDxA") {
            continue;
        }
        let (mut text, mut expected) = (String::new(), Vec::new());
        for code in case.split_inclusive(['x', '|']) {
            let (code, mark) = code.split_at(code.len() - 1);
            text.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32).map(|c| match c {
                '\t' => '\u{2003}',
                '\n' => '\u{0B}',
                '\r' => '\u{85}',
                c => c,
            }));
            if mark == "|" && !text.is_empty() {
                expected.push(text.len());
            }
        }
        let standard = expected.len();
        expected.retain(|&at| !is_tailored(&text[..at], &text[at..]));
        tailored += standard - expected.len();
        let found: Vec<usize> = shape_with(&mut shaper, "en", vec![Inline::words(&text, Origin::Product)])
            .breaks
            .iter()
            .map(|b| b.at)
            .collect();
        assert_eq!(found, expected, "{case} {text:?}");
        cases += 1;
        places += expected.len();
    }
    assert_eq!((cases, places, tailored), (10_272, 16_978, 122));
}

/// A text with its breaks: `|` allowed, `‧` with a hyphen, `'` reluctant, `¦` emergency.
fn broken(language: &str, text: &str) -> String {
    marked_breaks(&shape(language, text))
}

fn marked_breaks(shaped: &Shaped) -> String {
    let mut marked = String::new();
    let mut from = 0;
    for b in &shaped.breaks {
        marked.push_str(&shaped.text[from..b.at]);
        marked.push_str(match b.kind {
            BreakKind::Allowed => "|",
            BreakKind::Hyphen => "‧",
            BreakKind::Reluctant => "'",
            BreakKind::Emergency => "¦",
            BreakKind::Mandatory => "",
        });
        from = b.at;
    }
    marked
}

/// Asserts the breaks marked in texts.
fn assert_breaks(language: &str, cases: &[&str]) {
    for case in cases {
        let text: String = case.chars().filter(|c| !"|‧'¦".contains(*c)).collect();
        assert_eq!(broken(language, &text), *case, "{language}");
    }
}

/// Thai, Lao, Khmer and Burmese sentences of handouts.
const SOUTH_EAST_ASIAN: [(&str, &str); 12] = [
    ("th", "ผู้ป่วยต้องงดน้ำและอาหารหลังเที่ยงคืน กรุณาโทรศัพท์ถึงพยาบาลหากมีไข้"),
    ("th", "ยาต่าง ๆ ที่ใช้อยู่ ฯลฯ โรงพยาบาลในกรุงเทพฯ เปิดทุกวัน"),
    ("th", "อาการที่พบได้บ่อยๆ คือปวดและบวม (เล็กน้อย) ใน 24 ชั่วโมงแรก"),
    ("lo", "ກະລຸນາໂທຫາພະຍາບານຖ້າທ່ານມີໄຂ້ຫຼືເຈັບ"),
    ("lo", "ຢາຕ່າງໆ ທີ່ທ່ານກິນທຸກມື້"),
    ("lo", "ໂຮງໝໍເປີດທຸກມື້ 24 ຊົ່ວໂມງ"),
    ("km", "សូមទូរស័ព្ទទៅគិលានុបដ្ឋាយិកា ប្រសិនបើអ្នកមានគ្រុនក្តៅ ។"),
    ("km", "ថ្នាំផ្សេងៗ ដែលអ្នកកំពុងប្រើ៖ ថ្នាំគ្រាប់ និងថ្នាំលាប"),
    ("km", "កុំញ៉ាំអាហារឬទឹកក្រោយពាក់កណ្តាលអធ្រាត្រ"),
    ("my", "ဖျားလျှင် သူနာပြုကို ဖုန်းဆက်ပါ။ ကျေးဇူးပြု၍ မနက်ဖြန်လာပါ ။"),
    ("my", "ဆေးရုံသည် နေ့တိုင်းဖွင့်သည်၊ ညဘက်လည်း ဖွင့်သည်။"),
    ("my", "စစ်ဆေးမှုမပြုမီ အစာမစားပါနှင့်"),
];

#[test]
fn south_east_asian_lines_end_between_words_of_the_model() {
    // The literary particles of Burmese are letters to the standard, so lines keep them with their word.
    let closing = ['၍', '၌', '၏', 'ๆ', 'ฯ', 'ໆ', 'ຯ', 'ៗ', '។', '៖', '၊', '။', ')', ' '];
    for (language, text) in SOUTH_EAST_ASIAN {
        let words = WordSegmenter::new_lstm(WordBreakInvariantOptions::default());
        let expected: Vec<usize> = words
            .segment_str(text)
            // After a space, never before one; closing signs stay with their word, opening ones with the next.
            .filter(|&at| at > 0 && !text[at..].starts_with(closing) && !text[..at].ends_with('('))
            .collect();
        let found: Vec<usize> =
            shape(language, text).breaks.iter().filter(|b| b.kind != BreakKind::Emergency).map(|b| b.at).collect();
        assert_eq!(found, expected, "{}", broken(language, text));
        for at in found {
            assert!(!text[at..].starts_with(closing), "{text}: a closing sign starts a line");
        }
    }
}

#[test]
fn closing_signs_stay_with_their_word_after_a_space() {
    assert_breaks("th", &["ต่าง ๆ |ที่", "กรุงเทพฯ |ที่", "ยา ฯลฯ |ที่"]);
    assert_breaks("km", &["ទៅ ។ |ទៅ", "ផ្សេងៗ |ទៅ", "ទៅ ៖ |ទៅ"]);
    assert_breaks("my", &["ဆက်|ပါ ။ |လာ|ပါ"]);
    assert_breaks("hi", &["कृपया |फ़ोन |करें । |फिर |आएँ ॥"]);
    assert_breaks("am", &["እባክዎ |ይደውሉ ። |ነገ"]);
    assert_breaks("bo", &["བོད་|ཀྱི་|སྐད་|ཡིག །"]);
    assert_breaks("ur", &["فون |کریں ۔ |کل"]);
    assert_breaks("fr", &["« Appelez |maintenant ! »"]);
    assert_breaks("en", &["wait … |then |“call” |(now)"]);
}

#[test]
fn dashes_solidi_and_hyphens() {
    assert_breaks(
        "en",
        &[
            "rest – |two |days — |then |walk",
            "the |X-ray |and |e-mail |of |T-cells",
            "a |follow-|up |visit",
            "80 |km/h, |w/o |food, |and/or |child/|parent",
            "pages |10–12 |of |well–|being",
            "take |-ine |off",
        ],
    );
}

#[test]
fn spaces_and_joiners_mean_what_they_say() {
    assert_breaks(
        "en",
        &[
            "5\u{A0}mg |twice",
            "no\u{2060}-\u{2060}break |here",
            "zero\u{200B}|width |space",
            "hy\u{AD}‧phen",
            "thin\u{202F}space",
            "non\u{2011}breaking",
        ],
    );
    assert_breaks("he", &["תל־אביב |בית"]);
}

#[test]
fn east_asian_lines_keep_the_rules_of_line_starts_and_ends() {
    assert_breaks(
        "ja",
        &[
            "「お|電|話|く|だ|さ|い。」|（月|～|金）",
            "きょ|う、|キャ|ン|セ|ルー、|人々|“東|京”|へ",
            "１，０００|円…|半|分",
            "３．５|度",
        ],
    );
    assert_breaks("zh-Hans", &["他|说|“你|好”。|请|致|电|（901）|595-3300，|谢|谢！", "‘早’|是|《书》"]);
    assert_breaks("zh-Hant", &["請|致|電|「護|理|站」，|謝|謝！"]);
    assert_breaks("ko", &["골¦수 |검¦사¦는 |병¦원¦에¦서 |합¦니¦다.", "“전¦화”하¦세¦요"]);
    // What is forbidden is forbidden in every language of these scripts.
    let start = "、。，．：；？！）」』】〕〉》々ー〜ゝヽぁぃぅぇぉっゃゅょァィゥェォッャュョ・’”";
    let end = "（「『【〔〈《‘“";
    for language in ["ja", "zh-Hans", "zh-Hant", "yue", "ko"] {
        for c in start.chars() {
            let text = format!("國{c}");
            assert_eq!(shape(language, &text).breaks.len(), 1, "{language}: {c} starts a line");
        }
        for c in end.chars() {
            let text = format!("{c}國");
            assert_eq!(shape(language, &text).breaks.len(), 1, "{language}: {c} ends a line");
        }
    }
}

#[test]
fn words_of_one_letter_end_no_line_in_polish() {
    assert_breaks("pl", &["Zadzwoń |w razie |gorączki |i z nami"]);
    assert_breaks("en", &["take |a |pill"]);
}

#[test]
fn syllables_of_the_burmese_script() {
    assert_breaks("ksw", &["က'ညီ'ကျိာ် |ပှၤ'ကိး'ဂၤ'ဒဲး'အိၣ်'ဖျဲၣ်'လၢ |အ'တၢ်'သ'ဘျ့"]);
}

#[test]
fn addresses_are_divided_where_nobody_is_misled() {
    let address = |text: &str, link: &str, unbreakable: bool| {
        let words = Inline::words(text, Origin::Product);
        marked_breaks(&shape_spans("en", vec![Inline { link: Some(link.into()), unbreakable, ..words }]))
    };
    let url = "https://www.example.org/patients/after_the-test.html?lang=en";
    let marked = address(url, url, false).replace('¦', "");
    assert_eq!(marked, "https://'www'.example'.org/'patients/'after'_the'-test'.html'?lang'=en");
    // A short address stays whole if it fits.
    let mail = address("nurse.line@example.org", "mailto:nurse.line@example.org", true);
    assert_eq!(mail, "nur¦s¦e¦.¦l¦i¦n¦e¦@¦e¦x¦a¦m¦p¦l¦e¦.¦org");
    // The text of a link consists of words.
    assert_eq!(address("our web page", "https://example.org/a-b", false), "our |web |page");
}
