//! Pages as text: the position of every line. One snapshot per case, on small pages for legibility.

use std::fmt::Write as _;

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::layout::display::{Artifact, Content, Owner, Page};
use handout::paginate::Pages;
use handout::text::RunContent;

use super::support::merge_parts;

/// A site whose pages are small.
pub(crate) const SMALL: &str = "
site: 1
name: Clinic
phones:
  nurse: {number: \"+1 901-595-3300\"}
theme: {paper: half-letter, size: 12pt, margin: 0.75in}
";

/// Lays out a handout given by its language and the YAML list of its body.
pub(crate) fn pages_of(language: &str, site: &str, body: &str, record: &[(&str, &str)]) -> (Pages, Vec<&'static str>) {
    let yaml = format!(
        "handout: 1\nid: test\ntitle: Test\nlanguage: {language}\nsite: site.yaml\n\
         patient: {{name: {{label: Patient}}, mrn: {{label: MRN}}}}\nbody:\n{body}"
    );
    let merged = merge_parts(&yaml, Some(site), None, record);
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(merged.document(), &Fonts::bundled(), &mut diagnostics);
    let codes = diagnostics.0.iter().map(|d| d.code).collect();
    (pages.unwrap_or_else(|| panic!("not laid out: {:?}", diagnostics.0)), codes)
}

/// A page as text: each item's left edge and baseline or top in points, its owner, its words.
pub(crate) fn dump(pages: &Pages) -> String {
    let mut out = String::new();
    for (number, page) in pages.pages.iter().enumerate() {
        let _ = writeln!(out, "page {} ({} × {})", number + 1, page.size.width.to_pt(), page.size.height.to_pt());
        for line in page_lines(page, pages) {
            let _ = writeln!(out, "  {line}");
        }
    }
    out
}

fn page_lines(page: &Page, pages: &Pages) -> Vec<String> {
    let owner = |owner: Owner| match owner {
        Owner::Element(id) => format!("{:?}", pages.structure.elements[id.0].role),
        Owner::Artifact(Artifact::Header) => "header".to_owned(),
        Owner::Artifact(Artifact::Footer) => "footer".to_owned(),
        Owner::Artifact(Artifact::Layout) => "decoration".to_owned(),
    };
    let mut lines = Vec::new();
    for item in &page.items {
        match &item.content {
            Content::Line(line) => {
                for placed in &line.runs {
                    let text = &line.shaped.text[placed.run.range.clone()];
                    let face = match placed.run.content {
                        RunContent::Glyphs { face, .. } => Fonts::bundled().face(face).name().to_owned(),
                        RunContent::Blank { .. } => "blank".to_owned(),
                    };
                    lines.push(format!(
                        "{:8.2} {:8.2} {:7.2} {} {}pt {:?}{}",
                        placed.x.to_pt(),
                        line.baseline.to_pt(),
                        placed.width.to_pt(),
                        owner(placed.owner),
                        placed.run.size.to_pt(),
                        text,
                        if face.contains("Atkinson") { String::new() } else { format!(" {face}") },
                    ));
                }
            }
            Content::Fill { rect, .. } => lines.push(format!(
                "{:8.2} {:8.2} {:7.2} × {:.2} {}",
                rect.x.to_pt(),
                rect.y.to_pt(),
                rect.width.to_pt(),
                rect.height.to_pt(),
                owner(item.owner)
            )),
            Content::Slot(_) | Content::Symbol { .. } => panic!("not in a document of its own: {item:?}"),
            Content::Picture { rect, .. } => {
                lines.push(format!("{:8.2} {:8.2} picture {}", rect.x.to_pt(), rect.y.to_pt(), owner(item.owner)));
            }
        }
    }
    lines
}

pub(crate) fn check(name: &str, dump: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../ref/layout");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, dump));
}

#[test]
fn paragraphs_headings_and_lists() {
    let body = "
  - |
    The doctor **draws** marrow into a syringe with a needle, and it lasts only an *instant*.
  - heading: After the test
  - steps: [Rest for an hour, Take the bandage off within 24 hours so that air can get to the spot]
  - list: [One, Two]
  - checklist: [Thermometer]
  - note: Most children are sedated.
  - contact: Call {phone.nurse}.
  - fine_print: Small print.
";
    check("blocks", &dump(&pages_of("en", SMALL, body, &[]).0));
}

#[test]
fn right_to_left_is_mirrored() {
    let body = "
  - اتصلوا بالرقم {phone.nurse} قبل 24 ساعة من الفحص.
  - heading: بعد الفحص
  - steps: [استريحوا ساعة, انزعوا الضمادة]
  - note: يُعطى معظم الأطفال دواءً مهدئًا.
";
    check("mirrored", &dump(&pages_of("ar", SMALL, body, &[]).0));
}

#[test]
fn a_table_repeats_its_head() {
    let mut body = String::from("\n  - table:\n      header: [Medicine, When]\n      rows:\n");
    for number in 1..=30 {
        body.push_str(&format!("        - [Medicine {number}, Every {number} hours]\n"));
    }
    let (pages, _) = pages_of("en", SMALL, &body, &[]);
    assert!(pages.pages.len() >= 2, "the table is longer than a page");
    let heads = |owner_is_content: bool| {
        let lines = pages.pages.iter().flat_map(|page| &page.items).filter_map(|item| match &item.content {
            Content::Line(line) if line.shaped.text == "When" => Some(matches!(item.owner, Owner::Element(_))),
            _ => None,
        });
        lines.filter(|is_content| *is_content == owner_is_content).count()
    };
    assert_eq!(heads(true), 1, "the head is content once");
    assert_eq!(heads(false), pages.pages.len() - 1, "and repeated for the eye on every other page");
}

#[test]
fn a_copy_names_its_patient_on_every_page() {
    let body = "  - One\n  - page_break\n  - Two\n";
    let (pages, _) = pages_of("en", SMALL, body, &[("name", "Ana Ruiz"), ("mrn", "0042")]);
    assert_eq!(pages.pages.len(), 2);
    for (page, by_header) in pages.pages.iter().zip([false, true]) {
        let named = page.items.iter().filter(|item| match &item.content {
            Content::Line(line) => line.shaped.text.contains("Ana Ruiz"),
            _ => false,
        });
        let owners: Vec<bool> = named.map(|item| item.owner == Owner::Artifact(Artifact::Header)).collect();
        assert_eq!(owners, [by_header], "page 1 names the patient in the box, and the others in the header");
    }
    check("copy", &dump(&pages));
}

#[test]
fn a_heading_is_never_last_on_a_page() {
    for filler in 1..60 {
        let mut body = String::new();
        for line in 0..filler {
            body.push_str(&format!("  - Line {line}\n"));
        }
        body.push_str("  - heading: Section\n  - |\n    First line of the section.\n");
        let (pages, _) = pages_of("en", SMALL, &body, &[]);
        let last_content = |page: &Page| {
            let mut lines = page.items.iter().filter_map(|item| match (&item.content, item.owner) {
                (Content::Line(line), Owner::Element(_)) => Some(line.shaped.text.clone()),
                _ => None,
            });
            lines.next_back()
        };
        for page in &pages.pages {
            assert_ne!(last_content(page).as_deref(), Some("Section"), "with {filler} lines before");
        }
    }
}

#[test]
fn no_last_page_is_nearly_empty() {
    for filler in 20..80 {
        let body: String = (0..filler).map(|line| format!("  - Line {line}\n")).collect();
        let (pages, _) = pages_of("en", SMALL, &body, &[]);
        let lines = |page: &Page| {
            let is_content = |i: &&handout::layout::display::Item| {
                matches!(i.owner, Owner::Element(_)) && matches!(i.content, Content::Line(_))
            };
            page.items.iter().filter(is_content).count()
        };
        let last = pages.pages.last().map_or(0, lines);
        assert!(pages.pages.len() == 1 || last >= 4, "{filler} lines leave {last} on the last page");
    }
}

#[test]
fn german_words_are_divided_and_english_ones_are_not() {
    let hyphens = |language: &str| {
        let words = "Knochenmarkuntersuchungen Krankenhausaufenthalt Untersuchungsergebnisse \
                     Versicherungsbescheinigung Gesundheitsdienstleister ";
        let (pages, _) = pages_of(language, SMALL, &format!("  - {}\n", words.repeat(4).trim_end()), &[]);
        let lines = pages.pages.iter().flat_map(|page| &page.items).filter_map(|item| match &item.content {
            Content::Line(line) => Some(line.runs.iter().filter(|run| run.hyphen.is_some()).count()),
            _ => None,
        });
        lines.sum::<usize>()
    };
    assert!(hyphens("de") > 0);
    assert_eq!(hyphens("en"), 0);
}

/// Overfull lines are reported for text in its own column; a table wider than the page must also be reported.
#[test]
fn a_table_wider_than_the_page_is_an_error() {
    // A blank corner has no place in the file: the next heading has.
    let columns = (1..12).map(|n| format!("Column{n}")).collect::<Vec<_>>().join(", ");
    let cells = (0..12).map(|n| format!("Word{n}")).collect::<Vec<_>>().join(", ");
    let yaml = format!(
        "handout: 1\nid: test\ntitle: Test\nlanguage: en\nsite: site.yaml\nbody:\n\
         - table: {{header: ['', {columns}], row_heads: true, rows: [[{cells}]]}}\n"
    );
    let merged = merge_parts(&yaml, Some(SMALL), None, &[]);
    let mut diagnostics = Diagnostics::default();
    assert!(lay_out(merged.document(), &Fonts::bundled(), &mut diagnostics).is_none());
    assert_eq!(diagnostics.0.iter().map(|d| d.code).collect::<Vec<_>>(), ["overfull"]);
    assert!(diagnostics.0[0].primary.is_some());
}

#[test]
fn nothing_stands_outside_the_margins() {
    let label = "Name of the person who will drive you home after the test and whom we can call that day";
    let yaml = format!(
        "handout: 1\nid: test\ntitle: Test\nlanguage: en\nsite: site.yaml\npatient: {{a: {{label: {label}}}, b: {{label: B}}}}\n\
         body:\n- table:\n    header: [Medicine, Morning, Noon, To do]\n    rows: [[Ondansetron, 2 tablets, 2 tablets, No food]]\n"
    );
    let merged = merge_parts(&yaml, Some(SMALL), None, &[]);
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(merged.document(), &Fonts::bundled(), &mut diagnostics).expect("laid out");
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let (left, right) = match &item.content {
            Content::Line(line) => {
                let words = line.runs.iter().filter(|r| !line.shaped.text[r.run.range.clone()].trim().is_empty());
                let text_end = |r: &handout::layout::display::PlacedRun| r.x + r.width;
                let ends: Vec<_> = words.map(|r| (r.x, text_end(r))).collect();
                let left = ends.iter().map(|e| e.0).min().unwrap_or_default();
                (left, ends.iter().map(|e| e.1).max().unwrap_or_default())
            }
            Content::Fill { rect, .. } | Content::Picture { rect, .. } => (rect.x, rect.right()),
            Content::Slot(_) | Content::Symbol { .. } => panic!("not in a document of its own: {item:?}"),
        };
        // A space at a line's end hangs outside.
        assert!(left.to_pt() >= 53.9 && right.to_pt() <= 396.0 - 54.0 + 4.0, "{item:?}");
    }
}

/// Even in an isolate, the algorithm reverses Arabic-Indic groups joined by hyphens.
#[test]
fn arabic_digits_keep_the_order_of_their_groups() {
    let (pages, _) = pages_of("ar", SMALL, "  - في ٢٠٢٦-١٠-٠١ صباحا\n", &[]);
    let mut digits = Vec::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let Content::Line(line) = &item.content else { continue };
        let dates = line.runs.iter().filter(|run| line.shaped.text[run.run.range.clone()].contains('٠'));
        digits.extend(dates.map(|run| (line.shaped.text[run.run.range.clone()].to_owned(), run.run.is_rtl())));
    }
    assert_eq!(digits, [("٢٠٢٦-١٠-٠١".to_owned(), false)]);
}

/// Every word of a row taller than the page is on a page, in a cell of the one row, below a repeated header.
#[test]
fn a_table_row_taller_than_the_page_is_divided() {
    let words = |name: &str, count: usize| (0..count).map(|n| format!("{name}{n}")).collect::<Vec<_>>().join(" ");
    for size in ["12pt", "24pt"] {
        let site = SMALL.replace("12pt", size);
        let body = format!(
            "  - table:\n      header: [Medicine, Notes]\n      rows:\n        - [One, short]\n        - [\"{}\", \"{}\"]\n        - [Three, short]\n",
            words("a", 60),
            words("b", 400)
        );
        let (pages, codes) = pages_of("en", &site, &body, &[]);
        assert!(!codes.contains(&"overfull"), "{codes:?}");
        assert!(pages.pages.len() >= 3);
        let mut seen = [Vec::new(), Vec::new()];
        for page in &pages.pages {
            let bottom = page.size.height - Length::pt(54);
            for item in &page.items {
                let Content::Line(line) = &item.content else { continue };
                assert!(line.baseline < bottom, "nothing runs off the page");
                let text: String = line.runs.iter().map(|run| &line.shaped.text[run.run.range.clone()]).collect();
                for (column, prefix) in ["a", "b"].into_iter().enumerate() {
                    let number = |word: &str| word.strip_prefix(prefix)?.parse::<usize>().ok();
                    seen[column].extend(text.split_whitespace().filter_map(number));
                }
            }
        }
        assert_eq!(seen, [(0..60).collect::<Vec<_>>(), (0..400).collect()]);
        let rows = pages.structure.elements.iter().filter(|e| e.role == handout::layout::display::Role::Tr);
        assert_eq!(rows.count(), 4);
    }
}

/// A note longer than a page extends over as many as it needs, and its box is not empty on any of them.
#[test]
fn a_note_longer_than_the_page_is_divided_between_lines() {
    for count in 30..75 {
        let lines: String = (0..count).map(|n| format!("      Line {n}.\n\n")).collect();
        let (pages, _) = pages_of("en", SMALL, &format!("  - note: |\n{lines}"), &[]);
        let mut seen = Vec::new();
        for page in &pages.pages {
            let bars = page.items.iter().filter_map(|item| match (&item.content, item.owner) {
                (Content::Fill { rect, .. }, Owner::Artifact(Artifact::Layout)) if rect.width < Length::pt(4) => {
                    Some(*rect)
                }
                _ => None,
            });
            let lines = page.items.iter().filter_map(|item| match (&item.content, item.owner) {
                (Content::Line(line), Owner::Element(_)) if line.shaped.text.starts_with("Line") => Some(line),
                _ => None,
            });
            let lines: Vec<_> = lines.collect();
            for bar in bars {
                assert!(bar.bottom() <= page.size.height - Length::pt(54), "the bar ends within the page");
                let inside = lines.iter().filter(|line| line.baseline > bar.y && line.baseline < bar.bottom());
                assert!(inside.count() > 0, "{count} lines: an empty box");
            }
            seen.extend(lines.iter().map(|line| line.shaped.text.trim().to_owned()));
        }
        assert_eq!(seen, (0..count).map(|n| format!("Line {n}.")).collect::<Vec<_>>());
    }
}
