//! Pages on sheets: where pages are, how booklets fold, and what is refused.

use std::sync::Arc;

use handout::engine::{BuildOptions, build};
use handout::fonts::Fonts;
use handout::geom::{Length, Size};
use handout::imposition::{Binding, Grid, Imposition, Scheme};
use handout::press::Press;
use handout::sheet::sides::{Sheets, Stack};
use handout::source::Sources;
use handout::{Diagnostics, Draft};
use lopdf::Document;

const PAGE: Size = Size { width: Length::pt(400), height: Length::pt(600) };

fn sheets(imposition: &Imposition, press: Option<&Press>, pages: usize, rtl: bool) -> Sheets {
    Sheets::new(&vec![PAGE; pages], press, Some(imposition), rtl)
}

/// By side: the pages from left to right, from their transformations.
fn left_to_right(sheets: &Sheets) -> Vec<Vec<(usize, f32)>> {
    let side = |side: &handout::sheet::sides::Side| {
        let mut places: Vec<(usize, f32)> =
            side.places.iter().map(|placed| (placed.page, placed.transform.matrix()[4])).collect();
        places.sort_by(|a, b| a.1.total_cmp(&b.1));
        places
    };
    sheets.sides.iter().map(side).collect()
}

/// The pages of a booklet in the order in which they are read when its sheets are folded and put into each other.
fn folded(sheets: &Sheets, right: bool) -> Vec<usize> {
    let spine = sheets.sides[0].boxes.trim.x + PAGE.width;
    let half = |side: usize, right: bool| {
        let side = sheets.sides.get(side)?;
        let is_right = |x: f32| x >= spine.to_pt() - 1.0;
        side.places.iter().find(|placed| is_right(placed.transform.matrix()[4]) == right).map(|placed| placed.page)
    };
    let count = sheets.sides.len().next_multiple_of(2);
    let there = (0..count).map(|side| half(side, (side % 2 == 0) != right));
    let again = (0..count).rev().map(|side| half(side, (side % 2 == 1) != right));
    there.chain(again).flatten().collect()
}

#[test]
fn booklets_read_in_order_when_folded() {
    for pages in 1..=64 {
        for rtl in [false, true] {
            let sheets = sheets(&Imposition::new(Scheme::Booklet), None, pages, rtl);
            assert_eq!(folded(&sheets, rtl), (0..pages).collect::<Vec<_>>(), "{pages} pages, rtl {rtl}");
            assert!(sheets.sides.len() <= 2 * pages.div_ceil(4), "{pages} pages need no more sheets");
        }
    }
    let bound = Imposition { binding: Some(Binding::Right), ..Imposition::new(Scheme::Booklet) };
    assert_eq!(folded(&sheets(&bound, None, 9, false), true), (0..9).collect::<Vec<_>>());
}

#[test]
fn creep_moves_inner_sheets_to_the_spine() {
    let creep = Length::millipt(300);
    let imposition = Imposition { creep, ..Imposition::new(Scheme::Booklet) };
    let sheets = sheets(&imposition, None, 12, false);
    let pages: Vec<Vec<(usize, f32)>> = left_to_right(&sheets);
    for (side, places) in pages.iter().enumerate() {
        let moved = creep.to_pt() * (side / 2) as f32;
        assert!((places[0].1 - moved).abs() < 0.001 && (places[1].1 - 400.0 + moved).abs() < 0.001, "{pages:?}");
    }
    // What crosses the spine is not seen.
    let clip = sheets.sides[4].places[0].clip.expect("a clip");
    assert_eq!(clip.right(), PAGE.width);
}

#[test]
fn bleed_stays_out_of_neighbors() {
    let press = Press { bleed: Some(Length::pt(9)), ..Press::default() };
    let grid = Grid { columns: 2, rows: 2 };
    for (gutter, inner) in [(None, 9), (Some(Length::pt(6)), 3), (Some(Length::ZERO), 0)] {
        let imposition = Imposition { gutter, ..Imposition::new(Scheme::Grid(grid)) };
        let sheets = sheets(&imposition, Some(&press), 4, false);
        let side = &sheets.sides[0];
        let clips: Vec<_> = side.places.iter().filter_map(|placed| placed.clip).collect();
        let between = clips[1].x - clips[0].right();
        assert_eq!(between, gutter.unwrap_or(Length::pt(18)) - Length::pt(inner) * 2, "gutter {gutter:?}");
        assert_eq!(clips[0].x, side.boxes.bleed.x, "the outer edge bleeds");
    }
}

#[test]
fn stacks_collate_and_backs_match() {
    let imposition = Imposition::new(Scheme::CutStack(Grid { columns: 3, rows: 1 }));
    for pages in 1..=64_usize {
        let found = left_to_right(&sheets(&imposition, None, pages, false));
        let at = |side: usize, column: usize| {
            let places = found.get(side)?;
            places.iter().find(|(_, x)| (*x / 400.0).round() as usize == column).map(|(page, _)| *page)
        };
        let height = pages.div_ceil(2).div_ceil(3);
        let stack =
            |column: usize| (0..height).flat_map(move |sheet| [(2 * sheet, column), (2 * sheet + 1, 2 - column)]);
        let read: Vec<usize> = (0..3).flat_map(stack).filter_map(|(side, column)| at(side, column)).collect();
        assert_eq!(read, (0..pages).collect::<Vec<_>>(), "{pages} pages");
    }
}

#[test]
fn copies_in_stacks_take_turns() {
    let stack = Stack { index: 2, of: 4 };
    assert_eq!([0, 1, 2].map(|index| stack.mcid(index)), [2, 6, 10]);
    assert_eq!(stack.name("F", 3), "F3.2");
    assert_eq!(Stack::ALONE.name("F", 3), "F3");
}

#[test]
fn schemes_are_written_as_they_are_read() {
    for text in ["booklet", "3x2", "cut-stack:2x2", "step-and-repeat:4x5", "work-and-turn", "work-and-tumble"] {
        assert_eq!(Scheme::parse(text).expect("a scheme").to_string(), text);
    }
    assert_eq!(Scheme::parse("2up"), Scheme::parse("2x1"));
    for text in ["", "0x1", "21x1", "2x", "booklet:2x1", "3up", "cut-stack:", "x", "2x2x2"] {
        assert_eq!(Scheme::parse(text), None, "{text}");
    }
}

/// A handout of three pages on sheets.
fn built(imposition: Imposition) -> Result<Document, Vec<String>> {
    let mut draft = Draft::new("sheets", "Sheets", "en");
    draft.set("reviewed", "2026-10-01").heading("Section").text("[A link](https://a.org). First.");
    draft.page_break().text("Second.").page_break().text("Third.");
    let mut sources = Sources::new([("sheets.yaml", draft.into_yaml().into_bytes())].into_iter().collect());
    let options = BuildOptions { imposition: Some(Arc::new(imposition)), ..BuildOptions::default() };
    let mut problems = Diagnostics::default();
    let built = build(&mut sources, "sheets.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
    built
        .map(|built| Document::load_mem(&built.pdf).expect("a PDF"))
        .ok_or_else(|| problems.0.iter().map(|problem| format!("{problem:?}")).collect())
}

#[test]
fn repeated_pages_are_read_once() {
    let grid = Grid { columns: 2, rows: 1 };
    let document = built(Imposition::new(Scheme::Repeat(grid))).expect("it is built");
    assert_eq!(document.get_pages().len(), 3);
    let page = *document.get_pages().get(&1).expect("a page");
    let content = document.get_and_decode_page_content(page).expect("content");
    let is_tagged = |operation: &&lopdf::content::Operation| {
        operation.operator == "BDC" && operation.operands[0].as_name().is_ok_and(|name| name != b"Artifact")
    };
    let tagged = content.operations.iter().filter(is_tagged).count();
    let alone = built(Imposition::new(Scheme::Grid(Grid { columns: 1, rows: 1 }))).expect("it is built");
    let page = *alone.get_pages().get(&1).expect("a page");
    let once = alone.get_and_decode_page_content(page).expect("content");
    assert_eq!(tagged, once.operations.iter().filter(is_tagged).count());
    assert!(tagged > 0);
    let annotated =
        document.objects.values().filter_map(|object| object.as_dict().ok()).any(|dict| dict.has(b"Annots"));
    assert!(!annotated, "sheets are for paper");
}

#[test]
fn a_small_sheet_is_refused_with_the_size_that_it_needs() {
    let small = Some(Size { width: Length::pt(792), height: Length::pt(612) });
    let problems = built(Imposition { sheet: small, ..Imposition::new(Scheme::Booklet) }).expect_err("too small");
    assert!(
        problems.iter().any(|problem| problem.contains("sheet-too-small") && problem.contains("17.00 × 11.00 in")),
        "{problems:?}"
    );
}
