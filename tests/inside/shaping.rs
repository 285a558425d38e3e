//! From characters to glyphs. The glyphs of the sample lines of all scripts are written to a file if the environment
//! names one, for comparison by `tests/judges/harfbuzz.py`.

use handout::color::Color;
use handout::diag::Diagnostics;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::lang::Language;
use handout::layout::lines::break_lines;
use handout::model::document::{Inline, Text};
use handout::source::Origin;
use handout::text::{Run, RunContent, Shaped, Shaper, TextStyle, shape_text};
use serde_json::{Value, json};

use super::support::{shape, shape_spans};

/// Language and text of each sample line.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("../data/shaping/lines.tsv").lines().filter_map(|line| line.split_once('\t'))
}

/// A run's glyphs from left to right: id, x from the run's left edge, y; font units.
fn drawn(run: &Run) -> Vec<(u16, i32, i32)> {
    let RunContent::Glyphs { clusters, glyphs, .. } = &run.content else { return vec![] };
    let mut clusters: Vec<_> = clusters.iter().collect();
    if run.is_rtl() {
        clusters.reverse();
    }
    let mut pen = 0;
    let mut drawn = Vec::new();
    for cluster in clusters {
        drawn.extend(glyphs[cluster.glyphs.clone()].iter().map(|g| (g.id, pen + g.dx, g.dy)));
        pen += cluster.advance;
    }
    drawn
}

/// Everything that another shaper needs to shape the same, and our result.
fn dump(fonts: &Fonts, language: &Language, bold: bool, shaped: &Shaped) -> Value {
    let runs = shaped.runs.iter().filter_map(|run| {
        let RunContent::Glyphs { face, script, clusters, .. } = &run.content else { return None };
        Some(json!({
            "face": fonts.face(*face).name(),
            "script": std::str::from_utf8(script).expect("a script's code is ASCII"),
            "rtl": run.is_rtl(),
            "range": [run.range.start, run.range.end],
            "glyphs": drawn(run),
            "advance": clusters.iter().map(|c| c.advance).sum::<i32>(),
        }))
    });
    json!({"language": language.tag(), "bold": bold, "text": shaped.text, "runs": runs.collect::<Vec<_>>()})
}

#[test]
fn every_sample_line_is_shaped_whole() {
    let fonts = Fonts::bundled();
    let mut shaper = Shaper::new(&fonts);
    let (mut dumps, mut wrong) = (Vec::new(), Vec::new());
    for (tag, line) in lines() {
        for bold in [false, true] {
            let language = Language::parse(tag).unwrap_or_else(|| panic!("{tag} is no language"));
            let style = TextStyle {
                font: None,
                size: Length::pt(12),
                bold,
                color: Color::BLACK,
                hyphenate: false,
                coarse: false,
                upright: false,
            };
            let text = Text { language: language.clone(), spans: vec![Inline::words(line, Origin::Product)] };
            let mut diagnostics = Diagnostics::default();
            let shaped = shape_text(&mut shaper, &text, style, &mut diagnostics);
            assert!(diagnostics.0.is_empty(), "{tag} {line}: {:?}", diagnostics.0);
            let mut end = 0;
            for run in &shaped.runs {
                assert_eq!(run.range.start, end, "{tag} {line}: the runs leave no gap");
                end = run.range.end;
                let RunContent::Glyphs { face, glyphs, clusters, .. } = &run.content else { panic!("no blanks here") };
                let missing = glyphs.iter().any(|g| g.id == 0);
                let circle = fonts.face(*face).glyph('\u{25CC}');
                let circled = glyphs.iter().any(|g| Some(g.id) == circle);
                if missing || circled {
                    wrong.push(format!("{tag} {} in {}", &line[run.range.clone()], fonts.face(*face).name()));
                }
                let covered: usize = clusters.iter().map(|c| c.range.len()).sum();
                assert!(glyphs.is_empty() || covered == run.range.len(), "{tag} {line}: clusters leave no gap");
            }
            assert_eq!(end, line.len(), "{tag} {line}");
            dumps.push(dump(&fonts, &language, bold, &shaped));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(dumps.len() > 300);
    #[expect(clippy::disallowed_methods, reason = "how this test is told where to write what it shaped")]
    let told = std::env::var_os("SHAPED_LINES");
    if let Some(path) = told {
        std::fs::write(path, serde_json::to_vec(&dumps).expect("it is JSON")).expect("the file can be written");
    }
}

/// Shapes spans of words, some of them bold.
fn shape_styled(language: &str, spans: &[(&str, bool)]) -> Shaped {
    let span = |&(words, bold): &(&str, bool)| Inline { bold, ..Inline::words(words, Origin::Product) };
    shape_spans(language, spans.iter().map(span).collect())
}

/// The glyphs of all runs, in the order of the text.
fn ids(shaped: &Shaped) -> Vec<u16> {
    let of_run = |run: &Run| match &run.content {
        RunContent::Glyphs { clusters, glyphs, .. } => {
            clusters.iter().flat_map(|c| glyphs[c.glyphs.clone()].iter().map(|g| g.id)).collect()
        }
        RunContent::Blank { .. } => vec![],
    };
    shaped.runs.iter().flat_map(of_run).collect()
}

/// The glyphs of a text in one style.
fn glyphs(language: &str, text: &str) -> Vec<u16> {
    ids(&shape(language, text))
}

#[test]
fn letters_join_across_a_change_of_style() {
    // Regular and bold have the same glyph ids, so the joined word can be compared.
    let whole = glyphs("ar", "مستشفى");
    assert_eq!(ids(&shape_styled("ar", &[("مست", false), ("شفى", true)])), whole);
    assert_ne!([glyphs("ar", "مست"), glyphs("ar", "شفى")].concat(), whole, "alone, the letters take other forms");
}

#[test]
fn composed_and_decomposed_text_is_drawn_alike() {
    for (language, composed, decomposed) in [
        (
            "vi",
            "Nguyễn Thị Phượng ắẵộ",
            "Nguye\u{302}\u{303}n Thi\u{323} Phu\u{31b}o\u{31b}\u{323}ng a\u{306}\u{301}a\u{306}\u{303}o\u{323}\u{302}",
        ),
        (
            "ko",
            "한글 값 꽃",
            "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af} \u{1100}\u{1161}\u{11b9} \u{1101}\u{1169}\u{11be}",
        ),
        ("yo", "ọ́ ẹ̀ ṣ", "o\u{323}\u{301} e\u{323}\u{300} s\u{323}"),
        ("es", "Peña niño", "Pen\u{303}a nin\u{303}o"),
        ("ru", "йод ёлка", "и\u{306}од е\u{308}лка"),
        ("el", "ΐ ώ ά", "ι\u{308}\u{301} ω\u{301} α\u{301}"),
        ("ja", "ガ パ", "カ\u{3099} ハ\u{309a}"),
        ("ar", "أمين إلى آخر", "ا\u{654}مين ا\u{655}لى ا\u{653}خر"),
        ("hi", "क़लम ड़", "क\u{93c}लम ड\u{93c}"),
        ("bn", "কো কৌ য়", "ক\u{9c7}\u{9be} ক\u{9c7}\u{9d7} য\u{9bc}"),
        ("ta", "கொ கோ", "க\u{bc6}\u{bbe} க\u{bc7}\u{bbe}"),
        // Points in any order that an editor may have left.
        ("he", "שָּׁ", "ש\u{5b8}\u{5bc}\u{5c1}"),
    ] {
        assert_eq!(glyphs(language, composed), glyphs(language, decomposed), "{language} {composed}");
    }
}

#[test]
fn joiners_change_forms_and_leave_no_glyph() {
    // Persian: the non-joiner separates the prefix without a space.
    assert_ne!(glyphs("fa", "می\u{200c}روم"), glyphs("fa", "میروم"));
    assert_eq!(glyphs("fa", "می\u{200c}روم"), [glyphs("fa", "می"), glyphs("fa", "روم")].concat());
    // A joiner makes the initial form of abbreviations.
    assert_ne!(glyphs("fa", "ه\u{200d}"), glyphs("fa", "ه"));
    // Marathi: the eyelash ra, in both spellings.
    assert_eq!(glyphs("mr", "र\u{94d}\u{200d}या"), glyphs("mr", "ऱ\u{94d}या"));
    assert_ne!(glyphs("mr", "र\u{94d}\u{200d}या"), glyphs("mr", "र\u{94d}या"));
    // Hindi: no conjunct; half a letter.
    assert_ne!(glyphs("hi", "क\u{94d}\u{200c}ष"), glyphs("hi", "क\u{94d}ष"));
    assert_ne!(glyphs("hi", "क\u{94d}\u{200d}ष"), glyphs("hi", "क\u{94d}ष"));
    // Malayalam: chillu letters, in both spellings.
    for (new, old) in [("ൻ", "ന"), ("ൾ", "ള"), ("ർ", "ര"), ("ൽ", "ല"), ("ൺ", "ണ")] {
        assert_eq!(glyphs("ml", new), glyphs("ml", &format!("{old}\u{d4d}\u{200d}")), "{new}");
    }
    // Sinhala: the joined forms of ra and ya need a joiner.
    assert_ne!(glyphs("si", "ශ\u{dca}\u{200d}රී"), glyphs("si", "ශ\u{dca}රී"));
    // Bengali: ya-phala after ra.
    assert_ne!(glyphs("bn", "র\u{200d}\u{9cd}য"), glyphs("bn", "র\u{9cd}য"));
}

#[test]
fn what_only_steers_is_never_drawn() {
    let plain = glyphs("en", "Take one");
    for steering in
        ["\u{ad}", "\u{2060}", "\u{200b}", "\u{feff}", "\u{fe0e}", "\u{200e}", "\u{2066}\u{2069}", "\u{34f}"]
    {
        let text = format!("Ta{steering}ke one");
        assert_eq!(glyphs("en", &text), plain, "{}", steering.escape_unicode());
    }
    // Also in right-to-left text, and where the steering character is by itself.
    assert_eq!(glyphs("ar", "\u{200f}نعم\u{200f}"), glyphs("ar", "نعم"));
    assert_eq!(glyphs("he", "\u{2067}כן\u{2069}"), glyphs("he", "כן"));
    // A warning sign with either variation selector is the one that our faces have.
    assert_eq!(glyphs("en", "⚠\u{fe0f}"), glyphs("en", "⚠"));
    // Tabs and line feeds are spaces.
    assert_eq!(glyphs("en", "Take\tone"), plain);
    assert_eq!(glyphs("en", "Take\none"), plain);
}

/// The advances of a line's clusters in permille of the em.
fn advances(language: &str, text: &str) -> Vec<i32> {
    let of_run = |run: &Run| match &run.content {
        RunContent::Glyphs { clusters, .. } => clusters.iter().map(|c| c.advance).collect(),
        RunContent::Blank { .. } => vec![],
    };
    shape(language, text).runs.iter().flat_map(of_run).collect()
}

#[test]
fn full_width_signs_that_meet_share_their_blank() {
    assert_eq!(advances("ja", "国」「国"), [1000, 500, 1000, 1000]);
    assert_eq!(advances("ja", "国。」国"), [1000, 500, 1000, 1000]);
    assert_eq!(advances("ja", "（「国"), [500, 1000, 1000]);
    assert_eq!(advances("ja", "国（国）国"), [1000; 5]);
    assert_eq!(advances("zh-Hans", "国，”国").iter().sum::<i32>(), 3500);
    // In Traditional Chinese, stops are in the middle of their square; anything in it is a letter.
    assert_eq!(advances("zh-Hant", "國。」國"), [1000; 4]);
    assert_eq!(advances("zh-Hant", "國」「國"), [1000, 500, 1000, 1000]);
    assert_eq!(advances("en", "(“x”)").len(), 5);
}

#[test]
fn the_blank_of_full_width_signs_hangs_outside_the_line() {
    let fonts = Fonts::bundled();
    let mut shaper = Shaper::new(&fonts);
    let language = Language::parse("ja").expect("a language");
    let shaped = shape("ja", "「国国国。」「国国国。」");
    // Five and a half squares: the characters at both ends of the line show only half of theirs.
    let lines = break_lines(&mut shaper, &shaped, &language, Length::pt(54));
    let texts: Vec<&str> = lines.iter().map(|line| &shaped.text[line.range.clone()]).collect();
    assert_eq!(texts, ["「国国国。」", "「国国国。」"]);
    for line in &lines {
        assert_eq!(line.runs[0].x, Length::pt(-6), "the blank half stands left of the line");
        assert_eq!(line.overfull, None);
        assert!(line.width <= Length::pt(54), "{:?}", line.width);
    }
}

/// Message and hints of the single problem of a text that cannot be drawn.
fn missing(language: &str, text: &str) -> String {
    let fonts = Fonts::bundled();
    let language = Language::parse(language).expect("a language");
    let style = TextStyle {
        font: None,
        size: Length::pt(12),
        bold: false,
        color: Color::BLACK,
        hyphenate: false,
        coarse: false,
        upright: false,
    };
    let text = Text { language, spans: vec![Inline::words(text, Origin::Product)] };
    let mut diagnostics = Diagnostics::default();
    shape_text(&mut Shaper::new(&fonts), &text, style, &mut diagnostics);
    assert_eq!(diagnostics.0.len(), 1, "{:?}", diagnostics.0);
    format!("{} | {}", diagnostics.0[0].message, diagnostics.0[0].hints.join(" | "))
}

#[test]
fn an_apostrophe_in_a_western_word_is_narrow_in_chinese() {
    for tag in ["zh-Hans", "zh-Hant", "yue"] {
        let wide = |text: &str| advances(tag, text).into_iter().filter(|&advance| advance == 1000).count();
        assert_eq!(wide("請問Children’s Hospital"), 2, "{tag}");
        // A quotation mark stays as wide as the ideographs around it.
        assert_eq!(wide("問‘OK’嗎"), 4, "{tag}");
    }
}

#[test]
fn what_no_face_has_is_named_whole() {
    let nurse = missing("en", "Ask the \u{1F469}\u{200D}\u{2695}\u{FE0F} today");
    assert!(nurse.contains("(U+1F469 U+200D U+2695 U+FE0F)"), "{nurse}");
    let flag = missing("en", "\u{1F1E9}\u{1F1EA}");
    assert!(flag.contains("(U+1F1E9 U+1F1EA)"), "{flag}");
    let gothic = missing("en", "Text \u{10330}");
    assert!(gothic.contains("U+10330") && gothic.contains("its script, Gothic"), "{gothic}");
}
