//! Table cells contain paragraphs and lists; one-line texts contain neither a line break nor a marker; sub- and
//! superscripts.

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::layout::display::{Content, Role};
use handout::paginate::Pages;

use super::support::{SITE, first_paragraph, handout, merge_parts, merge_text};

/// A line of text: what it says, its left edge, its baseline.
type Line = (String, Length, Length);

fn table(language: &str, rows: &str) -> Pages {
    let yaml = format!(
        "handout: 1\nid: c\ntitle: C\nlanguage: {language}\nbody:\n  - table:\n      header: [When, What]\n      rows:\n{rows}"
    );
    let merged = merge_parts(&yaml, None, None, &[]);
    lay_out(merged.document(), &Fonts::bundled(), &mut Diagnostics::default()).expect("laid out")
}

fn lines(pages: &Pages) -> Vec<Line> {
    let mut lines = Vec::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let Content::Line(line) = &item.content else { continue };
        let text: String = line.runs.iter().map(|run| &line.shaped.text[run.run.range.clone()]).collect();
        let left = line.runs.iter().map(|run| run.x).min().unwrap_or_default();
        lines.push((text.trim_matches(['\u{2028}', ' ']).to_owned(), left, line.baseline));
    }
    lines
}

fn line<'l>(lines: &'l [Line], text: &str) -> &'l Line {
    lines.iter().find(|line| line.0 == text).unwrap_or_else(|| panic!("no line `{text}` in {lines:#?}"))
}

const ROWS: &str = r#"        - [Morning, "- 1 tablet\n- 5 mL syrup"]
        - [Noon, "1. Eat first\n\n2. Then take it"]
        - [Evening, "First paragraph.\n\nSecond paragraph."]
        - ["Night\\\nonly", "3 tablets  \n4 drops"]
"#;

#[test]
fn cells_hold_lists_paragraphs_and_line_breaks() {
    let pages = table("en", ROWS);
    let lines = lines(&pages);
    let at = |text: &str| line(&lines, text);
    let bullets: Vec<&Line> = lines.iter().filter(|line| line.0 == "•").collect();
    let (morning, tablet, syrup) = (at("Morning"), at("1 tablet"), at("5 mL syrup"));
    assert_eq!(bullets.len(), 2);
    assert_eq!((morning.2, tablet.2), (tablet.2, bullets[0].2), "first lines stand on one baseline");
    assert_eq!((syrup.2, syrup.1), (bullets[1].2, tablet.1));
    assert!(syrup.2 > tablet.2 + Length::pt(12) && bullets[0].1 < tablet.1);
    // The bullet is at the column's edge, like a cell without a list.
    assert_eq!(bullets[0].1, at("First paragraph.").1);
    assert_eq!((at("1.").2, at("Noon").2), (at("Eat first").2, at("Eat first").2));
    assert_eq!(at("2.").2, at("Then take it").2);
    assert!(at("Second paragraph.").2 > at("First paragraph.").2 + Length::pt(16));
    assert!(at("Night").2 < at("only").2 && at("3 tablets").2 < at("4 drops").2);
    assert_eq!((at("Night").2, at("only").2), (at("3 tablets").2, at("4 drops").2));

    let elements = &pages.structure.elements;
    let in_cell = |role| {
        let parents = elements.iter().filter(|element| element.role == role).filter_map(|element| element.parent);
        parents.filter(|parent| elements[parent.0].role == Role::Td).count()
    };
    assert_eq!((in_cell(Role::L), in_cell(Role::P)), (2, 2));
}

#[test]
fn lists_in_cells_are_mirrored_in_right_to_left_text() {
    let lines = lines(&table("ar", "        - [صباحا, \"- قرص\\n- شراب\"]\n"));
    let bullet = lines.iter().find(|line| line.0 == "•").expect("a bullet");
    let item = line(&lines, "قرص");
    assert!(bullet.1 > item.1 && bullet.2 == item.2);
    assert!(line(&lines, "صباحا").1 > item.1, "the first column is the right one");
}

/// Text with a patient's value or a blank line to write on also has its label.
#[test]
fn a_line_to_write_on_keeps_the_label_of_its_item() {
    let yaml = "handout: 1\nid: c\ntitle: C\nlanguage: en\npatient: {name: {label: Name}}\nbody:\n\
        \x20 - steps: [\"{patient.name}\", Two]\n  - table: {header: [A, B], rows: [[\"{patient.name}\", \"- {patient.name}\"]]}\n";
    let merged = merge_parts(yaml, None, None, &[]);
    let pages = lay_out(merged.document(), &Fonts::bundled(), &mut Diagnostics::default()).expect("laid out");
    let lines = lines(&pages);
    assert!(lines.iter().any(|line| line.0 == "1.") && lines.iter().any(|line| line.0 == "•"), "{lines:?}");
}

/// Never a subtraction: a sign at the start of a line with a number is an error, in cells as in the body.
#[test]
fn a_sign_before_a_number_is_never_a_bullet() {
    let cell = |text: &str| {
        let table = format!("  - table: {{header: [A], rows: [[\"{text}\"]]}}\n");
        merge_parts(&(handout("en", "x") + &table), Some(SITE), None, &[]).codes()
    };
    for (text, codes) in [
        ("5 mg\\n- 2 mg", &["list-or-minus"][..]),
        ("- 2 mg", &["list-or-minus"]),
        ("+ 2 mg", &["list-or-minus"]),
        ("-", &["text-empty"]),
        ("> 38 °C", &["markdown-unsupported"]),
        ("# head", &["markdown-unsupported"]),
        ("---", &["markdown-unsupported"]),
        ("| a | b |", &["markdown-unsupported"]),
        ("* 2 mg", &[]),
        ("- 2 mg\\n- 3 mg", &[]),
        ("−2 mg", &[]),
        ("-2 mg", &[]),
        ("\\\\> 38 °C", &[]),
        ("\\\\-", &[]),
        ("\\\\| a", &[]),
        ("", &[]),
    ] {
        assert_eq!(cell(text), codes, "{text}");
    }
}

#[test]
fn texts_of_one_line_refuse_breaks_and_marks() {
    let places = [
        "  - heading: TEXT\n",
        "  - subheading: TEXT\n",
        "  - checklist: [TEXT]\n",
        "  - table: {header: [TEXT], rows: [[a]]}\n",
        "  - x\npatient: {name: {label: TEXT}}\n",
    ];
    for place in places {
        let codes = |text: &str| {
            let body = place.replace("TEXT", &format!("\"{text}\""));
            merge_parts(&(handout("en", "x") + &body), Some(SITE), None, &[]).codes()
        };
        for text in ["A\\nB", "A\\\\\\nB", "x\\n- y", "A  \\nB"] {
            assert_eq!(codes(text), ["line-break"], "{place}: {text}");
        }
        for text in ["- a", "* a", "+ a", "1. a", "12) a", "# a", "###### a", "> 5", ">5", "---", "* * *", "-", "1."] {
            assert_eq!(codes(text), ["block-mark"], "{place}: {text}");
        }
        for text in [
            "-2 °C",
            "−2",
            "**a**",
            "*a* b",
            "1.5 mL",
            "3\\\\. Mai",
            "#1",
            "(a)",
            "+1 mg",
            "1234567890. a",
            "a - b",
            "a\\n",
        ] {
            assert_eq!(codes(text), Vec::<&str>::new(), "{place}: {text}");
        }
    }
    let notices = "en: {text: \"Help is free.\\n- Call.\", reviewed_by: me}\n";
    let site = format!("{SITE}footer: {{notices: [en]}}\n");
    assert_eq!(merge_parts(&handout("en", "x"), Some(&site), Some(notices), &[]).codes(), ["line-break"]);
    // A text that YAML folds has no line break.
    let folded = "  - heading: >\n      A heading\n      on two lines\n";
    assert_eq!(merge_parts(&(handout("en", "x") + folded), Some(SITE), None, &[]).codes(), Vec::<&str>::new());
}

#[test]
fn sub_and_superscripts_are_characters_of_their_own() {
    for (text, printed) in [
        ("CO~2~ and m^2^", "CO₂ and m²"),
        ("10^5^ and 10^-3^ and 10^−3^", "10⁵ and 10⁻³ and 10⁻³"),
        ("Ca^2+^ and ^131^I", "Ca²⁺ and ¹³¹I"),
        ("Ca(OH)~2~ and **H~2~O**", "Ca(OH)₂ and **H₂O**"),
        ("\\~5 or CO\\~2\\~ and 10\\^5\\^", "~5 or CO~2~ and 10^5^"),
        ("8~10, 12~14", "8~10, 12~14"),
    ] {
        assert_eq!(first_paragraph(&merge_text("en", text)).replace(['⟨', '⟩', '!'], ""), printed, "{text}");
    }
    for text in ["H~max~", "1^st^", "10^٥^", "x^2/3^"] {
        assert_eq!(merge_text("en", text).codes(), ["script-letters"], "{text}");
    }
}

/// If a language's faces lack them, others have them, in text of every script and direction.
#[test]
fn raised_digits_are_printed_in_every_language() {
    for language in [
        "en", "es", "ar", "ur", "he", "vi", "zh-Hans", "ja", "ko", "ru", "hi", "bn", "ta", "th", "km", "my", "bo", "am",
    ] {
        let merged = merge_text(language, "H~2~O, 10^5^, 10^-3^");
        let mut diagnostics = Diagnostics::default();
        let pages = lay_out(merged.document(), &Fonts::bundled(), &mut diagnostics);
        let lines = lines(&pages.unwrap_or_else(|| panic!("{language}: {diagnostics:?}")));
        assert!(lines.iter().any(|line| line.0.contains("H₂O, 10⁵, 10⁻³")), "{language}: {lines:?}");
    }
}
