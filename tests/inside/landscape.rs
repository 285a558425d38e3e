//! Turned pages: their size, what is repeated on them, and how they go on sheets.

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::geom::{Length, Size};
use handout::imposition::{Imposition, Scheme};
use handout::layout::display::{Content, Item, Page};
use handout::paginate::Pages;
use handout::pdf::assemble::write_pdf;
use handout::pdf::intent::{Intent, Purpose};
use handout::press::Press;
use handout::sheet::sides::Sheets;
use hayro_syntax::Pdf;
use std::sync::Arc;

use super::layout::pages_of;
use super::structure::{check, tree};
use super::support::merge_parts;

const SITE: &str = "
site: 1
name: Clinic
header: {left: \"{site.name}\", right: \"{title}\"}
theme: {margin: 1in}
";

const BODY: &str = "
  - Upright.
  - landscape:
      - heading: Wide
      - A wide paragraph.
      - page_break
      - A second wide page.
  - Upright again.
";

fn sizes(pages: &Pages) -> Vec<[i64; 2]> {
    pages.pages.iter().map(|page| [page.size.width, page.size.height].map(|side| side.to_pt() as i64)).collect()
}

const UPRIGHT: [i64; 2] = [612, 792];
const TURNED: [i64; 2] = [792, 612];

fn lines(page: &Page) -> Vec<String> {
    let text = |item: &Item| match &item.content {
        Content::Line(line) => Some(line.shaped.text.trim().to_owned()),
        _ => None,
    };
    page.items.iter().filter_map(text).collect()
}

#[test]
fn blocks_are_on_turned_pages_with_header_and_footer() {
    let (pages, codes) = pages_of("en", SITE, BODY, &[]);
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(sizes(&pages), [UPRIGHT, TURNED, TURNED, UPRIGHT]);
    for (number, page) in pages.pages.iter().enumerate() {
        let lines = lines(page);
        let has = |words: &str| lines.iter().any(|line| line == words);
        assert!(has("Clinic") && has("Test") && has(&format!("Page {} of 4", number + 1)), "{lines:?}");
        // Everything is between the margins.
        let margin = Length::pt(72);
        for item in &page.items {
            if let Content::Line(line) = &item.content {
                let right = line.runs.iter().filter(|run| !line.shaped.text[run.run.range.clone()].trim().is_empty());
                let right = right.map(|run| run.x + run.width).max().unwrap_or_default();
                assert!(line.baseline < page.size.height - margin, "{}", line.shaped.text);
                assert!(right <= page.size.width - margin + Length::pt(8), "{}", line.shaped.text);
            }
        }
        let rule = page.items.iter().filter_map(|item| match &item.content {
            Content::Fill { rect, .. } => Some(rect.width),
            _ => None,
        });
        assert_eq!(rule.max(), Some(page.size.width - margin * 2), "the header's rule is as wide as the text");
    }
}

#[test]
fn only_what_needs_pages_has_them() {
    for (body, expected) in [
        ("  - landscape: [A]\n", &[TURNED][..]),
        ("  - landscape: [A]\n  - page_break\n", &[TURNED]),
        ("  - landscape: [A]\n  - page_break\n  - landscape: [B]\n", &[TURNED, TURNED]),
        ("  - A\n  - page_break\n  - landscape: [B]\n  - page_break\n  - C\n", &[UPRIGHT, TURNED, UPRIGHT]),
        ("  - A\n  - landscape: [page_break, B]\n", &[UPRIGHT, TURNED]),
        ("  - {language: ar, landscape: [A]}\n", &[TURNED]),
    ] {
        let (pages, codes) = pages_of("en", SITE, body, &[]);
        assert_eq!((sizes(&pages).as_slice(), codes.len()), (expected, 0), "{body}");
    }
}

#[test]
fn notices_are_on_the_pages_that_they_belong_to() {
    let notices = "en: {text: \"Help is free.\", reviewed_by: A}\n";
    let pages = |on: &str, body: &str| {
        let yaml = format!("handout: 1\nid: a\ntitle: T\nlanguage: en\nsite: site.yaml\nbody:\n{body}");
        let site = format!("{SITE}footer: {{notices: [en], notices_on: {on}}}\n");
        let merged = merge_parts(&yaml, Some(&site), Some(notices), &[]);
        let pages = lay_out(merged.document(), &Fonts::bundled(), &mut Diagnostics::default()).expect("laid out");
        let has = |page: &Page| lines(page).iter().any(|line| line.starts_with("Help"));
        pages.pages.iter().map(has).collect::<Vec<_>>()
    };
    assert_eq!(pages("every_page", BODY), [true; 4]);
    assert_eq!(pages("last_page", BODY), [false, false, false, true]);
    assert_eq!(pages("last_page", "  - A\n  - landscape: [B]\n"), [false, true]);
}

#[test]
fn the_structure_is_one_and_pages_are_wide() {
    let yaml = format!("handout: 1\nid: a\ntitle: T\nlanguage: en\nsite: site.yaml\nreviewed: 2026-10-01\nbody:{BODY}");
    let merged = merge_parts(&yaml, Some(SITE), None, &[]);
    let fonts = Fonts::bundled();
    let write = |purpose: &Purpose| {
        let pages = lay_out(merged.document(), &fonts, &mut Diagnostics::default()).expect("laid out");
        write_pdf(merged.document(), pages, &fonts, &Intent::new(purpose), None).expect("written")
    };
    let pdf = write(&Purpose::default());
    check("landscape", &tree(pdf.clone()));
    let pdf = Pdf::new(pdf).expect("an independent parser reads the file");
    let boxes: Vec<(f32, f32)> = pdf.pages().iter().map(|page| page.render_dimensions()).collect();
    assert_eq!(boxes, [(612.0, 792.0), (792.0, 612.0), (792.0, 612.0), (612.0, 792.0)]);
    let press = Press { bleed: Some(Length::pt(9)), marks: Some(true), ..Press::default() };
    let bytes = write(&Purpose::Press(Arc::new(press)));
    let document = lopdf::Document::load_mem(&bytes).expect("a PDF");
    for (number, id) in document.get_pages() {
        let page = document.get_dictionary(id).expect("a page");
        let rect = |key: &[u8]| -> Vec<f32> {
            let array = page.get(key).and_then(lopdf::Object::as_array).expect("a box");
            array.iter().map(|edge| edge.as_float().expect("a number")).collect()
        };
        let size = |rect: &[f32]| [rect[2] - rect[0], rect[3] - rect[1]];
        let trim = if matches!(number, 2 | 3) { [792.0, 612.0] } else { [612.0, 792.0] };
        assert_eq!(size(&rect(b"TrimBox")), trim, "page {number}");
        assert_eq!(size(&rect(b"BleedBox")), trim.map(|side| side + 18.0), "page {number}");
        assert!(page.get(b"Rotate").is_err());
    }
}

#[test]
fn turned_pages_stand_on_their_side_in_a_booklet() {
    let (upright, turned) = (
        Size { width: Length::pt(400), height: Length::pt(600) },
        Size { width: Length::pt(600), height: Length::pt(400) },
    );
    let sheets = Sheets::new(&[upright, turned, turned, upright], None, Some(&Imposition::new(Scheme::Booklet)), false);
    for (page, expected) in [(0, [0.0, 0.0]), (1, [0.0, 1.0]), (2, [0.0, 1.0]), (3, [0.0, 0.0])] {
        let (side, transform) = sheets.home(page);
        let [_, b, _, _, _, _] = transform.matrix();
        assert_eq!(b, expected[1], "page {page}");
        let trim = sheets.cell(page).trim;
        let placed = transform.apply([0.0, 0.0, trim.width.to_pt(), trim.height.to_pt()]);
        // Each fills its half of the sheet, and its top is at the left.
        assert_eq!([placed[2] - placed[0], placed[3] - placed[1]], [400.0, 600.0]);
        assert_eq!(sheets.sides[side].boxes.trim.width.to_pt(), 800.0);
    }
}
