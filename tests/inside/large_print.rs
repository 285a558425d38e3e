//! Large print is large: 18 pt or more, line spacing of one and a half times the size, no italics, one column, notices
//! after the text (American Council of the Blind, 2025-05-06).

use std::path::Path;
use std::sync::Arc;

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::layout::display::{Content, TextLine};
use handout::model::document::Document;
use handout::paginate::Pages;
use handout::text::RunContent;

use super::support::{lay_out_file, merge_parts};

fn lines(pages: &Pages) -> impl Iterator<Item = (usize, &TextLine)> {
    pages.pages.iter().enumerate().flat_map(|(number, page)| {
        page.items.iter().filter_map(move |item| match &item.content {
            Content::Line(line) => Some((number, line)),
            _ => None,
        })
    })
}

/// The sizes of all text, smallest first; fails if lines are too close or a letter is slanted.
fn sizes(name: &str, pages: &Pages, fonts: &Fonts) -> Vec<Length> {
    let mut sizes = Vec::new();
    for (page, line) in lines(pages) {
        let drawn = || line.runs.iter().filter(|run| !line.shaped.text[run.run.range.clone()].trim().is_empty());
        for run in drawn() {
            sizes.push(run.run.size);
            let RunContent::Glyphs { face, .. } = &run.run.content else { continue };
            assert!(!fonts.face(*face).is_italic(), "{name}: italics on page {page}");
        }
        let largest = drawn().map(|run| run.run.size).max().unwrap_or_default();
        let same = lines(pages).filter(|(p, next)| *p == page && Arc::ptr_eq(&next.shaped, &line.shaped));
        if let Some(next) = same.map(|(_, next)| next.baseline).filter(|next| *next > line.baseline).min() {
            let leading = next - line.baseline;
            assert!(leading * 2 >= largest * 3, "{name}: {leading:?} for {largest:?} on page {page}");
        }
    }
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn sample(language: &str, size: i32) -> (Document, Pages) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("content/bone-marrow-test.{language}.yaml"));
    lay_out_file(&path, &Fonts::bundled(), Some(Length::pt(size))).expect("laid out")
}

#[test]
fn all_text_is_large() {
    let fonts = Fonts::bundled();
    for language in ["en", "es", "ar"] {
        let (document, pages) = sample(language, 18);
        let sizes = sizes(language, &pages, &fonts);
        assert!(sizes[0] >= Length::pt(18), "{language}: {sizes:?}");
        if language == "en" {
            for size in [18, 20, 22, 26] {
                assert!(sizes.contains(&Length::pt(size)), "{size} in {sizes:?}");
            }
        }
        // Each notice appears once, followed only by the folio.
        for notice in &document.notices {
            let shown: Vec<usize> =
                lines(&pages).filter(|(_, line)| line.shaped.text == notice.plain()).map(|(page, _)| page).collect();
            assert!(
                !shown.is_empty() && shown.iter().all(|page| page + 1 == pages.pages.len()),
                "{language}: {shown:?}"
            );
        }
    }
}

/// Everything a handout and its site can have: all blocks, values in the box, header with values, a longer size.
#[test]
fn no_block_is_small() {
    let site =
        "site: 1\nname: Hospital of a name that is long enough\nfooter: {notices: [en, ar]}\ntheme: {size: large}\n";
    let notices = "en: {text: Help is free for all of you and for everybody who is with you. Ask., reviewed_by: a}\n\
        ar: {text: المساعدة مجانية., reviewed_by: a}\n";
    for language in ["en", "ar", "ur"] {
        for paper in ["letter", "half-letter"] {
            let yaml = format!(
                "handout: 1\nid: a\ntitle: A title that is long enough for two lines of the page\nlanguage: {language}\nsite: site.yaml\n\
                 patient: {{name: {{label: Name}}, mrn: {{label: MRN}}}}\nbody:\n  - An *italic* and a **bold *word*** here.\n\
                 \x20 - heading: Section\n  - subheading: Part\n  - checklist: [Three]\n\
                 \x20 - table: {{header: [A, B], rows: [[\"- one\\n- *two*\", d]]}}\n  - note: A note of some words.\n\
                 \x20 - fine_print: Small print that is not small, and long enough for a second line of the page.\n"
            );
            let site = site.replace("{size: large}", &format!("{{size: large, paper: {paper}}}"));
            let record = [("name", "Ana Díaz"), ("mrn", "00123")];
            let merged = merge_parts(&yaml, Some(&site), Some(notices), &record);
            let fonts = Fonts::bundled();
            let mut diagnostics = Diagnostics::default();
            let pages = lay_out(merged.document(), &fonts, &mut diagnostics);
            let pages = pages.unwrap_or_else(|| panic!("{language} {paper}: {diagnostics:?}"));
            let sizes = sizes(language, &pages, &fonts);
            assert!(sizes[0] >= Length::pt(18), "{language} {paper}: {sizes:?}");
        }
    }
}

#[test]
fn larger_print_keeps_its_proportions() {
    let sizes = sizes("24 pt", &sample("en", 24).1, &Fonts::bundled());
    assert!(sizes[0] >= Length::pt(18) && sizes.contains(&Length::pt(24)), "{sizes:?}");
}
