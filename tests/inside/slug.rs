//! The line beside the marks of press files.

use std::sync::Arc;

use handout::engine::{BuildOptions, build};
use handout::fonts::Fonts;
use handout::imposition::{Grid, Imposition, Scheme};
use handout::pdf::intent::{Intent, Purpose};
use handout::press::Press;
use handout::source::Sources;
use handout::verify::Document;
use handout::{Diagnostics, Draft};

/// The text of a file's only page, and the problems.
fn text(id: &str, press: Press, epoch: Option<i64>) -> (String, Vec<&'static str>) {
    let mut draft = Draft::new(id, "Title", "en");
    draft.set("reviewed", "2026-10-01").set("version", "2.1").text("Text");
    let (pages, problems) = printed(draft, press, epoch, None);
    (pages.concat(), problems)
}

/// The text of each page of a press file, and the problems.
fn printed(draft: Draft, press: Press, epoch: Option<i64>, scheme: Option<Scheme>) -> (Vec<String>, Vec<&'static str>) {
    let imposition = scheme.map(|scheme| Arc::new(Imposition::new(scheme)));
    let mut sources = Sources::new([("a.yaml", draft.into_yaml().into_bytes())].into_iter().collect());
    let purpose = Purpose::Press(Arc::new(press));
    let intents = Intent::hashes(&purpose);
    let options = BuildOptions { purpose, epoch, imposition, ..BuildOptions::default() };
    let mut problems = Diagnostics::default();
    let built = build(&mut sources, "a.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
    let pdf = built.unwrap_or_else(|| panic!("{problems:?}")).pdf;
    let pages = Document::new(pdf).and_then(|mut document| document.pages(&|_| true, &intents)).expect("a sound PDF");
    let texts = pages.iter().filter_map(|page| page.text.clone()).collect();
    (texts, problems.iter().map(|problem| problem.code).collect())
}

fn marked(job: Option<&str>) -> Press {
    Press { marks: Some(true), job: job.map(str::to_owned), ..Press::default() }
}

#[test]
fn a_line_beside_the_marks_names_job_and_page() {
    let said = |press, epoch| text("visit", press, epoch).0;
    let own = said(marked(None), None);
    assert!(own.contains("visit·2.1·page1of1·2026-10-01"), "{own}");
    let named = said(marked(Some("Job 7")), Some(86_400));
    assert!(named.contains("Job7·2.1·page1of1·1970-01-02"), "{named}");
    let unmarked = said(Press { job: Some("Job 7".to_owned()), ..Press::default() }, None);
    assert!(!unmarked.contains("page1of1"), "{unmarked}");
}

#[test]
fn a_line_that_is_too_long_is_left_out() {
    let (said, problems) = text("visit", marked(Some(&"long ".repeat(40))), None);
    assert_eq!(problems, ["slug-too-long"]);
    assert!(!said.contains("page1of1"), "{said}");
    // Two lines fit.
    let (said, problems) = text("visit", marked(Some(&"long ".repeat(20))), None);
    assert!(problems.is_empty() && said.contains("page1of1"), "{problems:?}");
}

#[test]
fn pages_at_the_top_of_a_sheet_have_their_line() {
    let lines = |scheme| {
        let mut draft = Draft::new("visit", "Title", "en");
        draft.set("reviewed", "2026-10-01").text("One").page_break().text("Two").page_break().text("Three");
        draft.page_break().text("Four");
        let (sides, problems) = printed(draft, marked(None), None, Some(scheme));
        assert!(problems.is_empty(), "{problems:?}");
        let of = |side: &String| (1..=4).filter(|page| side.contains(&format!("page{page}of4"))).collect();
        sides.iter().map(of).collect::<Vec<Vec<usize>>>()
    };
    // In the second row, the line would be on the page above.
    assert_eq!(lines(Scheme::Grid(Grid { columns: 2, rows: 2 })), [[1, 2]]);
    assert_eq!(lines(Scheme::Booklet), [[1, 4], [2, 3]]);
    // The back is upside down: its top is at the bottom of the sheet, where the colors are.
    assert_eq!(lines(Scheme::WorkAndTumble), [[1], [3]]);
}
