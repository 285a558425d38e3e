//! Footnotes: numbered in reading order, printed at the end of their section, tagged, and compared in translations. Bad
//! ones are in `tests/data/bad/merging/footnotes.yaml`.

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::layout::display::Role;
use handout::model::document::{Block, Document, InlineKind, Text};

use super::support::merge_parts;

const HEAD: &str = "handout: 1\nid: a\ntitle: A\nreviewed: 2026-10-01\n";

fn said(text: &Text) -> String {
    text.plain()
}

/// A line for each block: what it says, notes with their numbers.
fn outline(blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } => out.push(format!("# {}", said(text))),
            Block::Paragraph(text) => out.push(said(text)),
            Block::Footnotes(notes) => {
                out.extend(notes.iter().map(|note| format!("{}{}", said(&note.label), said(&note.text))));
            }
            Block::InLanguage { language, blocks } => {
                out.push(format!("({language}"));
                outline(blocks, out);
                out.push(")".to_owned());
            }
            Block::Notice { blocks, .. } => outline(blocks, out),
            Block::PageBreak => out.push("---".to_owned()),
            other => panic!("not in these handouts: {other:?}"),
        }
    }
}

fn printed(language: &str, body: &str, site: &str) -> Vec<String> {
    let site = (!site.is_empty()).then(|| format!("site: 1\nname: Clinic\n{site}"));
    let named = if site.is_some() { "site: site.yaml\n" } else { "" };
    let merged = merge_parts(&format!("{HEAD}language: {language}\n{named}body:\n{body}"), site.as_deref(), None, &[]);
    let mut out = Vec::new();
    outline(&merged.document().blocks, &mut out);
    out
}

#[test]
fn notes_are_numbered_in_order_and_end_their_section() {
    let body = r#"
  - |
    [^b]: Second.

    One.[^a] Two.[^b]

    [^a]: First.
  - note: "Three.[^a]"
  - page_break
  - subheading: "Next[^c]"
  - "Four.[^b][^c]"
  - "[^c]: Third."
"#;
    let expected = [
        "One.[1] Two.[2]",
        "Three.[1]",
        "[1] First.",
        "[2] Second.",
        "---",
        "# Next[3]",
        "Four.[2][3]",
        "[2] Second.",
        "[3] Third.",
    ];
    assert_eq!(printed("en", body, ""), expected);
}

#[test]
fn numbers_are_in_the_readers_digits() {
    let body = "  - \"خذ الدواء.[^a]\"\n  - \"[^a]: مع الطعام.\"\n";
    assert_eq!(printed("ar-EG", body, ""), ["خذ الدواء.[١]", "[١] مع الطعام."]);
    assert_eq!(printed("ar", body, ""), ["خذ الدواء.[1]", "[1] مع الطعام."]);
}

#[test]
fn addresses_of_links_are_notes_too() {
    let body = r#"
  - "See [our page](https://example.org/a), https://example.org/b and [again](https://example.org/a).[^x]"
  - "[^x]: Or [ask](https://example.org/c)."
"#;
    let expected =
        ["See our page[1], https://example.org/b and again[1].[2]", "[1] example.org/a", "[2] Or ask (example.org/c)."];
    assert_eq!(printed("en", body, "theme: {links: notes}\n"), expected);
    let without = ["See our page, https://example.org/b and again.[1]", "[1] Or ask."];
    assert_eq!(printed("en", body, "theme: {links: none}\n"), without);
}

#[test]
fn a_note_is_in_the_language_of_its_mark() {
    let body = r#"
  - "One.[^a]"
  - {language: es, body: ["Uno.[^a]", "[^a]: Primero."]}
  - "[^a]: First."
"#;
    let expected = ["One.[1]", "(es", "Uno.[2]", ")", "[1] First.", "(es", "[2] Primero.", ")"];
    assert_eq!(printed("en", body, ""), expected);
}

#[test]
fn escaped_marks_and_brackets_are_text() {
    let body = "  - 'A \\[^1] and [a] and `[^1]`.'\n";
    assert_eq!(printed("en", body, ""), ["A [^1] and [a] and [^1]."]);
}

/// The elements of a document's notes and marks, with their notes.
fn elements(document: &Document) -> Vec<(Role, Option<usize>)> {
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(document, &Fonts::bundled(), &mut diagnostics).expect("laid out");
    let of_notes = pages.structure.elements.iter().filter(|element| element.note.is_some());
    of_notes.map(|element| (element.role, element.note)).collect()
}

#[test]
fn marks_and_notes_are_tagged_and_belong_together() {
    let body = "  - \"One.[^a] {patient.name}, two.[^a][^b]\"\n  - |\n    [^a]: First.\n\n    [^b]: Second.\n";
    let yaml = format!("{HEAD}language: en\npatient: {{name: {{label: Name}}}}\nbody:\n{body}");
    for record in [&[][..], &[("name", "José")]] {
        let merged = merge_parts(&yaml, None, None, record);
        let mut found = elements(merged.document());
        found.sort_by_key(|(role, note)| (*role != Role::Reference, *note));
        let (mark, note) = (Role::Reference, Role::Footnote);
        let expected = [(mark, Some(1)), (mark, Some(1)), (mark, Some(2)), (note, Some(1)), (note, Some(2))];
        assert_eq!(found, expected, "{record:?}");
    }
}

#[test]
fn no_line_begins_with_a_mark() {
    let words = "word ".repeat(60);
    let body = format!("  - \"{}\"\n  - \"[^a]: First.\"\n", words.replace("word ", "word.[^a] "));
    let merged = merge_parts(&format!("{HEAD}language: en\nbody:\n{body}"), None, None, &[]);
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(merged.document(), &Fonts::bundled(), &mut diagnostics).expect("laid out");
    let mut lines = 0;
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let handout::layout::display::Content::Line(line) = &item.content else { continue };
        let first = line.runs.iter().map(|run| run.run.range.start).min().unwrap_or_default();
        lines += 1;
        assert!(first == 0 || !line.shaped.text[first..].starts_with('['), "{}", &line.shaped.text[first..]);
    }
    assert!(lines > 4, "several lines: {lines}");
    let Block::Paragraph(text) = &merged.document().blocks[0] else { panic!("a paragraph") };
    assert_eq!(text.spans.iter().filter(|span| matches!(span.kind, InlineKind::Mark(_))).count(), 60);
}

/// The headings of a document as the outline has them, and the roles of what is in the tree.
#[test]
fn headings_are_numbered_if_the_theme_says_so() {
    let body = r#"
  - subheading: Before
  - heading: One
  - subheading: Part
  - subheading: "Other part[^a]"
  - {language: es, heading: Uno}
  - heading: Two
  - subheading: Part
  - {language: ar-EG, body: [heading: واحد, subheading: جزء]}
  - "[^a]: A note."
"#;
    let yaml = format!("{HEAD}language: en\nsite: site.yaml\nbody:\n{body}");
    let titles = |headings: &str| {
        let site = format!("site: 1\nname: Clinic\ntheme: {{{headings}}}\n");
        let merged = merge_parts(&yaml, Some(&site), None, &[]);
        let mut diagnostics = Diagnostics::default();
        let pages = lay_out(merged.document(), &Fonts::bundled(), &mut diagnostics).expect("laid out");
        let labels = pages.structure.elements.iter().filter(|element| element.role == Role::Lbl).count();
        let headings =
            pages.structure.elements.iter().filter_map(|element| Some((element.role, element.heading.clone()?)));
        (labels, headings.collect::<Vec<_>>())
    };
    let (labels, numbered) = titles("headings: numbered");
    let expected = [
        (Role::H1, "A"),
        (Role::H2, "1 Before"),
        (Role::H2, "2 One"),
        (Role::H3, "2.1 Part"),
        (Role::H3, "2.2 Other part"),
        (Role::H2, "1 Uno"),
        (Role::H2, "3 Two"),
        (Role::H3, "3.1 Part"),
        (Role::H2, "١ واحد"),
        (Role::H3, "١.١ جزء"),
    ];
    let numbered: Vec<(Role, &str)> = numbered.iter().map(|(role, title)| (*role, title.as_str())).collect();
    assert_eq!(numbered, expected);
    // Nine headings, and the label of the note.
    assert_eq!(labels, 10);
    let (labels, plain) = titles("headings: plain");
    assert_eq!((labels, plain[2].1.as_str()), (1, "One"));
}
