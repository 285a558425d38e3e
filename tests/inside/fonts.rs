//! Bundled faces, their list, and the choice of a face for a text.

use handout::fonts::{FontError, Fonts, OutlineKind, Problem, manifest};
use handout::lang::Language;
use handout::model::document::Inline;
use handout::source::Origin;
use handout::text::RunContent;
use sha2::{Digest, Sha256};

use super::support::{shape, shape_spans};

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap_or_else(|| panic!("{tag} is a language"))
}

/// The face that the first cluster of a text gets.
fn first<'a>(fonts: &'a Fonts, tag: &str, script: &[u8; 4], text: &str) -> &'a str {
    let mut faces = fonts.select(&language(tag), *script, false, false);
    let id = faces.find(|id| fonts.face(*id).covers(text)).unwrap_or_else(|| panic!("a face for {text}"));
    fonts.face(id).name()
}

#[test]
fn bundled_files_are_those_of_the_manifest() {
    let fonts = Fonts::bundled();
    let rows: Vec<_> = manifest().collect();
    assert_eq!(rows.len(), fonts.faces().count());
    for (_, face) in fonts.faces() {
        let row = rows.iter().find(|row| row.is_of(face));
        let row = row.unwrap_or_else(|| panic!("{} is in the manifest", face.name()));
        let digest: String = Sha256::digest(face.bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, row.sha256, "{}", row.file);
    }
    assert_eq!(fonts.list().len(), rows.len());
}

#[test]
fn every_bundled_face_has_sound_measures() {
    let fonts = Fonts::bundled();
    for (_, face) in fonts.faces() {
        let metrics = face.metrics();
        let cff = face.family().contains("CJK");
        assert_eq!(face.outline_kind(), if cff { OutlineKind::Cff } else { OutlineKind::TrueType });
        assert_eq!(metrics.units_per_em, 1000, "{}", face.name());
        assert!(metrics.ascent > 700 && metrics.descent > 200 && metrics.cap_height > 400, "{}", face.name());
        assert!(metrics.bbox[0] < metrics.bbox[2] && metrics.bbox[1] < metrics.bbox[3], "{}", face.name());
        assert_eq!(face.is_italic(), metrics.italic_angle < 0.0, "{}", face.name());
        assert_eq!(face.is_bold(), metrics.weight == 700, "{}", face.name());
        let space = face.glyph(' ').expect("every face has a space");
        assert!(face.advance(space) > 100, "{}", face.name());
        assert_eq!(face.advance(face.glyph_count()), 0, "beyond the last glyph");
    }
}

#[test]
fn faces_follow_language_and_script() {
    let fonts = Fonts::bundled();
    let atkinson = "AtkinsonHyperlegibleNext-Regular";
    for tag in ["en", "es", "es-MX", "fr", "ht", "pl", "pt", "de", "it", "so", "tl", "hmn", "sr-Latn"] {
        assert_eq!(first(&fonts, tag, b"Latn", "a"), atkinson, "{tag}");
        assert_eq!(first(&fonts, tag, b"Zyyy", "1"), atkinson, "{tag}");
    }
    for tag in ["vi", "nv", "sm", "mh", "ha", "yo"] {
        assert_eq!(first(&fonts, tag, b"Latn", "a"), "NotoSans-Regular", "{tag}");
    }
    for (tag, script) in [("ru", b"Cyrl"), ("el", b"Grek"), ("ru", b"Latn"), ("en", b"Cyrl"), ("uk", b"Zyyy")] {
        assert_eq!(first(&fonts, tag, script, "1"), "NotoSans-Regular", "{tag}");
    }
    for tag in ["ar", "fa", "ps"] {
        assert_eq!(first(&fonts, tag, b"Arab", "م"), "NotoNaskhArabic-Regular", "{tag}");
        assert_eq!(first(&fonts, tag, b"Latn", "St"), atkinson, "{tag}");
    }
    assert_eq!(first(&fonts, "en", b"Arab", "م"), "NotoNaskhArabic-Regular");
    assert_eq!(first(&fonts, "he", b"Hebr", "ש"), "NotoSansHebrew-Regular");
    assert_eq!(first(&fonts, "en", b"Zyyy", "☐"), "NotoSansSymbols2-Handout");
}

#[test]
fn the_style_nearest_to_the_wanted_one_is_taken() {
    let fonts = Fonts::bundled();
    let name = |tag: &str, script: &[u8; 4], bold, italic| {
        let id = fonts.select(&language(tag), *script, bold, italic).next();
        fonts.face(id.expect("a face")).name().to_owned()
    };
    assert_eq!(name("en", b"Latn", true, true), "AtkinsonHyperlegibleNext-BoldItalic");
    assert_eq!(name("ru", b"Cyrl", false, true), "NotoSans-Italic");
    assert_eq!(name("ar", b"Arab", true, true), "NotoNaskhArabic-Bold");
    assert_eq!(name("ar", b"Arab", false, true), "NotoNaskhArabic-Regular");
}

#[test]
fn selection_names_every_family_once() {
    let fonts = Fonts::bundled();
    let families: Vec<&str> =
        fonts.select(&language("ar"), *b"Arab", false, false).map(|id| fonts.face(id).family()).collect();
    let mut unique = families.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), families.len());
    let all: std::collections::BTreeSet<&str> = fonts.faces().map(|(_, face)| face.family()).collect();
    assert_eq!(unique, all.into_iter().collect::<Vec<_>>());
}

#[test]
fn a_user_face_comes_first_only_where_it_has_the_alphabet() {
    let mut fonts = Fonts::bundled();
    let copy = fonts.faces().find(|(_, face)| face.name() == "NotoSansHebrew-Regular").map(|(_, f)| f.bytes().to_vec());
    let id = fonts.add_face(copy.expect("bundled"), "mine.ttf").expect("usable");
    assert_eq!(fonts.face(id).family(), "Noto Sans Hebrew");
    // Noto Sans Hebrew has A to Z, so it takes English, but not Polish or Cyrillic.
    let leads = |tag: &str, script: &[u8; 4]| fonts.select(&language(tag), *script, false, false).next() == Some(id);
    assert!(leads("he", b"Hebr") && leads("en", b"Latn"));
    assert!(!leads("vi", b"Latn") && !leads("ru", b"Cyrl") && !leads("ar", b"Arab"));
    assert_eq!(fonts.list()[0].serves, "Latn Hebr");
}

#[test]
fn files_that_are_no_fonts_are_refused() {
    let mut fonts = Fonts::bundled();
    let refused = |result: Result<_, FontError>| match result {
        Err(FontError::Unusable { problem, .. }) => problem,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(fonts.add_face(Vec::new(), "empty.ttf")), Problem::NotAFont);
    assert_eq!(refused(fonts.add_face(b"%PDF-1.7".to_vec(), "a.pdf")), Problem::NotAFont);
    assert_eq!(refused(fonts.add_face(b"ttcf\0\0\0\0".to_vec(), "a.ttc")), Problem::Collection);
    let whole = fonts.faces().next().map(|(_, face)| face.bytes().to_vec()).expect("a face");
    for length in (0..whole.len()).step_by(997) {
        // A truncated file is either rejected or readable, and never causes a panic.
        if let Ok(id) = fonts.add_face(whole[..length].to_vec(), "cut.ttf") {
            let face = fonts.face(id);
            let _ = (face.glyph('é'), face.advance(3), face.covers("ابجد"));
        }
    }
}

#[test]
fn characters_that_are_never_drawn_need_no_glyph() {
    let fonts = Fonts::bundled();
    let (_, atkinson) = fonts.faces().next().expect("a face");
    assert!(!atkinson.has_char('\u{ad}') && atkinson.covers("a\u{ad}\u{200e}b\u{2068}"));
    assert!(!atkinson.covers("я"));
}

#[test]
fn a_font_that_may_not_be_embedded_is_refused() {
    let mut fonts = Fonts::bundled();
    let bytes = fonts.faces().next().map(|(_, face)| face.bytes().to_vec()).expect("a face");
    let record = bytes.windows(4).position(|tag| tag == b"OS/2").expect("the table");
    let at = u32::from_be_bytes(bytes[record + 8..record + 12].try_into().expect("four bytes")) as usize;
    for (license, allowed) in [(0_u16, true), (4, true), (8, true), (2, false), (0x100, false), (0x200, false)] {
        let mut bytes = bytes.clone();
        bytes[at + 8..at + 10].copy_from_slice(&license.to_be_bytes());
        let result = fonts.add_face(bytes, "a.ttf");
        let forbidden = FontError::Unusable { file: "a.ttf".to_owned(), problem: Problem::EmbeddingForbidden };
        assert_eq!(result.err(), (!allowed).then_some(forbidden), "{license}");
    }
}

#[test]
fn a_new_face_changes_orders_already_worked_out() {
    let mut fonts = Fonts::bundled();
    let bytes = fonts.faces().next().map(|(_, face)| face.bytes().to_vec()).expect("a face");
    let english = language("en");
    let first = |fonts: &Fonts| fonts.select(&english, *b"Latn", false, false).next();
    let before = first(&fonts);
    let id = fonts.add_face(bytes, "a.ttf").expect("usable");
    assert_ne!(before, Some(id));
    assert_eq!(first(&fonts), Some(id));
}

/// Every promised language, with its letters if the available Unicode data has none: everything beyond A to Z used in
/// its spelling.
const LANGUAGES: &[(&str, &str)] = &[
    ("en", ""),
    ("es", ""),
    ("zh-Hans", ""),
    ("zh-Hant", ""),
    ("yue", ""),
    ("vi", ""),
    ("ko", ""),
    ("ja", ""),
    ("fil", ""),
    ("ilo", "ñ"),
    ("ru", ""),
    ("uk", ""),
    ("pl", ""),
    ("pt", ""),
    ("fr", ""),
    ("ht", "èòà"),
    ("de", ""),
    ("pdc", "äöüß"),
    ("it", ""),
    ("el", ""),
    ("tr", ""),
    ("ar", ""),
    ("fa", ""),
    ("prs", "آأؤئءپچژگکیًٌَُِّ"),
    ("ps", ""),
    ("ckb", "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنهەوۆیێ"),
    ("ur", ""),
    ("he", ""),
    ("yi", "אַאָבֿװױײײַכּפּפֿשׂתּ"),
    ("hi", ""),
    ("mr", ""),
    ("ne", ""),
    ("bn", ""),
    ("gu", ""),
    ("pa", ""),
    ("ta", ""),
    ("te", ""),
    ("kn", ""),
    ("ml", ""),
    ("si", ""),
    ("bo", "ཀཁགངཅཆཇཉཏཐདནཔཕབམཙཚཛཝཞཟའཡརལཤསཧཨཊཋཌཎཥཀྵཱིེོྀུཾ྄ྃྐྑྒྔྕྗྙྟྠྡྣྤྥྦྨྩྪྫྭྱྲླྷ་།༎༄༅༠༡༢༣༤༥༦༧༨༩"),
    ("th", ""),
    ("lo", ""),
    ("km", ""),
    ("my", ""),
    ("ksw", "ကခဂဃငစဆၡညတထဒနပဖဘမယရလဝသဟအဧါံၢုူ့ဲိီၣၤးၥ်ၠြျွှ"),
    ("am", ""),
    ("ti", ""),
    ("om", ""),
    ("hy", ""),
    ("ka", ""),
    ("so", ""),
    ("sw", ""),
    ("yo", ""),
    ("ig", ""),
    ("hmn", ""),
    ("nv", "áéíóąęįǫłńą́ę́į́ǫ́ʼ"),
    ("chr", ""),
    ("sm", "āēīōūʻ"),
    ("mh", "āļm̧ņn̄o̧ōū"),
    ("rw", ""),
    ("rn", ""),
    ("sq", ""),
    ("sr-Cyrl", ""),
    ("sr-Latn", ""),
    ("bs", ""),
    ("hr", ""),
];

/// The letters of a language, including capitals, as text: from Unicode CLDR, otherwise from the list.
fn alphabet(tag: &str, listed: &str) -> Vec<String> {
    use icu_locale::exemplar_chars::ExemplarCharacters;
    let language = language(tag);
    // The data knows Serbian in Cyrillic as `sr` and Chinese in the simplified script as `zh`.
    let key = match tag {
        "sr-Cyrl" => "sr",
        "zh-Hans" => "zh",
        tag => tag,
    };
    let locale = icu_locale::Locale::try_from_str(key).expect("a locale");
    let mut letters: Vec<String> = Vec::new();
    if let Ok(set) = ExemplarCharacters::try_new_main(&(&locale).into()) {
        letters.extend(set.code_points().iter_chars().map(String::from));
        letters.extend(set.strings().iter().map(str::to_owned));
    }
    letters.extend(listed.chars().map(String::from));
    if &language.script() == b"Latn" {
        letters.extend(('a'..='z').map(String::from));
    }
    let capitals: Vec<String> = letters.iter().map(|letter| letter.to_uppercase()).collect();
    // Georgian is written without its capitals, and not every face for them is bundled.
    if &language.script() != b"Geor" {
        letters.extend(capitals);
    }
    letters
}

#[test]
fn the_manifest_says_which_languages_a_face_sets() {
    let fonts = Fonts::bundled();
    for (tag, _) in LANGUAGES {
        let language = language(tag);
        let tag = tag.trim_end_matches("-Cyrl");
        for (_, face) in fonts.faces() {
            let row = manifest().find(|row| row.is_of(face)).expect("a row");
            let listed = row.covers.split(' ').any(|listed| listed == tag);
            let first = fonts.select(&language, language.script(), false, false).next().expect("a face");
            assert_eq!(listed, fonts.face(first).family() == face.family(), "{tag}: {}", face.name());
        }
    }
}

#[test]
fn signs_look_alike_in_every_language() {
    let fonts = Fonts::bundled();
    for sign in "☐☑☒✓✗☎⚠→←↑↓↔☺♥".chars() {
        let mut faces: Vec<&str> = Vec::new();
        for (tag, _) in LANGUAGES {
            let language = language(tag);
            for bold in [false, true] {
                let mut order = fonts.select(&language, language.script(), bold, false);
                let face = order.find(|id| fonts.face(*id).has_char(sign));
                faces.push(face.map_or("none", |id| fonts.face(id).name()));
            }
        }
        faces.dedup();
        assert_eq!(faces.len(), 1, "{sign}: {faces:?}");
        assert_ne!(faces[0], "none", "{sign}");
    }
    for sign in "½¼¾°≤≥≠≈×÷±−µ№€£¥©®™²³‰§†•·…\u{2009}\u{202f}".chars() {
        for (tag, _) in LANGUAGES {
            let language = language(tag);
            let mut order = fonts.select(&language, language.script(), false, false);
            assert!(order.any(|id| fonts.face(id).has_char(sign)), "{tag} {sign}");
        }
    }
    // In Chinese, too, a comparison sign is as wide as a digit, not as an ideograph.
    for sign in "≤≥×±÷".chars() {
        let mut order = fonts.select(&language("zh-Hans"), *b"Hans", false, false);
        let face = order.find(|id| fonts.face(*id).has_char(sign)).map(|id| fonts.face(id));
        assert!(face.is_some_and(|face| face.advance(face.glyph(sign).unwrap_or(0)) < 700), "{sign}");
    }
}

#[test]
fn one_face_has_the_whole_alphabet_of_each_language() {
    let fonts = Fonts::bundled();
    let mut faults = Vec::new();
    for (tag, listed) in LANGUAGES {
        let letters = alphabet(tag, listed);
        assert!(letters.len() >= 20, "{tag}");
        let language = language(tag);
        let marks = match &language.script() {
            b"Arab" => "،؛؟",
            b"Deva" | b"Beng" | b"Guru" | b"Gujr" => "।",
            b"Ethi" => "።፣፤፥፦፡",
            b"Armn" => "՝՛՞։",
            b"Khmr" => "។៕៖ៗ",
            b"Mymr" => "၊။",
            b"Jpan" | b"Hans" | b"Hant" => "、。「」『』（）！？：；",
            _ => "",
        };
        for bold in [false, true] {
            let first = fonts.select(&language, language.script(), bold, false).next().expect("a face");
            let face = fonts.face(first);
            assert_eq!(face.is_bold(), bold, "{tag}: {}", face.name());
            // All but bullets, which one font draws for all.
            let signs = ["0123456789.,:;!?()-–—/%'\"‘’“”«»…+=&@#*°", marks].map(|part| part.chars().map(String::from));
            for text in letters.iter().cloned().chain(signs.into_iter().flatten()) {
                if !face.covers(&text) {
                    faults.push(format!(
                        "{tag}: {} lacks {text} {:04X?}",
                        face.name(),
                        text.chars().map(u32::from).collect::<Vec<_>>()
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// The glyphs of a text, in order.
fn glyphs(tag: &str, text: &str) -> Vec<u16> {
    let shaped = shape(tag, text);
    let runs = shaped.runs.iter().map(|run| match &run.content {
        RunContent::Glyphs { glyphs, .. } => glyphs.iter().map(|glyph| glyph.id).collect(),
        RunContent::Blank { .. } => Vec::new(),
    });
    runs.collect::<Vec<Vec<u16>>>().concat()
}

#[test]
fn a_character_takes_the_form_of_its_language() {
    // Characters with one code point that are written differently in China, Taiwan, Hong Kong, Japan and Korea; the tag
    // on the right is that of the place whose form the one on the left must also use.
    let forms: Vec<Vec<u16>> =
        ["zh-Hans", "zh-Hant", "yue", "ja", "ko"].iter().map(|tag| glyphs(tag, "直骨角次今令沿")).collect();
    for (index, form) in forms.iter().enumerate() {
        assert_eq!(form.len(), 7);
        for other in &forms[..index] {
            assert_ne!(form, other);
        }
    }
    for (tag, same) in
        [("zh", 0), ("zh-CN", 0), ("zh-TW", 1), ("zh-HK", 2), ("yue-Hant", 2), ("ja-JP", 3), ("ko-KR", 4)]
    {
        assert_eq!(glyphs(tag, "直骨角次今令沿"), forms[same], "{tag}");
    }
    // Serbian б, and in italics б г д п т, differ from the Russian ones.
    assert_ne!(glyphs("sr", "б"), glyphs("ru", "б"));
    let italic = |tag: &str| {
        let mut span = Inline::words("бгдпт", Origin::Product);
        span.italic = true;
        let shaped = shape_spans(tag, vec![span]);
        match &shaped.runs[0].content {
            RunContent::Glyphs { glyphs, .. } => glyphs.iter().map(|glyph| glyph.id).collect::<Vec<_>>(),
            RunContent::Blank { .. } => panic!("no blank"),
        }
    };
    let different = italic("sr").iter().zip(&italic("ru")).filter(|(serbian, russian)| serbian != russian).count();
    assert_eq!(different, 5);
    // The Romanian comma below, the Marshallese cedilla under its letter, the Navajo ogonek.
    assert_ne!(glyphs("mh", "ļ"), glyphs("lv", "ļ"));
    assert_ne!(glyphs("nv", "ą"), glyphs("pl", "ą"));
}

/// The strings of a `name` table that reach beyond what 16 bits can say: the subsetter would add past them.
#[test]
fn names_out_of_reach_are_refused() {
    let font = std::fs::read("fonts/AtkinsonHyperlegibleNext-Regular.ttf").expect("a font");
    let entry = font[..400].windows(4).position(|tag| tag == b"name").expect("a name table");
    let number = |at: usize| u32::from_be_bytes([font[at], font[at + 1], font[at + 2], font[at + 3]]) as usize;
    let table = number(entry + 8);
    // The first record begins six bytes into the table; its length and its offset are its last two fields.
    for (field, value) in [(8, 0xFFFF_u16), (10, 0xFFF8)] {
        let mut damaged = font.clone();
        let at = table + 6 + field;
        damaged[at..at + 2].copy_from_slice(&value.to_be_bytes());
        let error = Fonts::bundled().add_face(damaged, "a.ttf").expect_err("it is refused");
        assert!(error.to_string().contains("name"), "{error}");
    }
    Fonts::bundled().add_face(font, "a.ttf").expect("the whole font is taken");
}
