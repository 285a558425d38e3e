//! Many notices: balanced columns on the last page, or on their own pages.

use std::path::Path;

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::layout::display::{Artifact, Content, Item, Owner, Page, TextLine};
use handout::model::document::Document;
use handout::paginate::Pages;
use handout::pdf::assemble::write_pdf;
use handout::pdf::intent::{Intent, Purpose};

use super::layout::{check, dump};
use super::structure;
use super::support::merge_parts;

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/notices").join(name);
    std::fs::read_to_string(path).expect("the file is there")
}

/// One of the folder's handouts with its twenty notices, slightly changed.
fn document(handout: &str, change: impl Fn(&mut Document)) -> Document {
    let merged = merge_parts(&data(handout), Some(&data("site.yaml")), Some(&data("notices.yaml")), &[]);
    let mut document = merged.document().clone();
    change(&mut document);
    document
}

fn pages(document: &Document) -> Pages {
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(document, &Fonts::bundled(), &mut diagnostics);
    pages.unwrap_or_else(|| panic!("not laid out: {:?}", diagnostics.0))
}

/// The lines of notices, with their page; `words` tells whether a text is a notice.
fn notice_lines<'p>(pages: &'p Pages, document: &Document) -> Vec<(usize, &'p Item, &'p TextLine)> {
    let languages: Vec<_> = document.notices.iter().map(|notice| notice.plain()).collect();
    let lines = |(number, page): (usize, &'p Page)| {
        page.items.iter().filter_map(move |item| match &item.content {
            Content::Line(line) => Some((number, item, line)),
            _ => None,
        })
    };
    let all = pages.pages.iter().enumerate().flat_map(lines);
    all.filter(|(_, _, line)| languages.contains(&line.shaped.text)).collect()
}

fn left(line: &TextLine) -> f32 {
    let drawn = line.runs.iter().filter(|run| !line.shaped.text[run.run.range.clone()].trim().is_empty());
    drawn.map(|run| run.x).min().unwrap_or_default().to_pt()
}

/// Each notice's lines are on one page, one below the other at the same edge; notices follow each other in order.
fn assert_whole_and_in_order(pages: &Pages, document: &Document) {
    let lines = notice_lines(pages, document);
    let mut seen = Vec::new();
    for group in lines.chunk_by(|a, b| a.2.shaped.text == b.2.shaped.text) {
        let (page, _, first) = group[0];
        seen.push(first.shaped.text.clone());
        for pair in group.windows(2) {
            assert_eq!(pair[1].0, page, "{:?} is on one page", first.shaped.text);
            assert!(pair[1].2.baseline > pair[0].2.baseline, "{:?} is in one column", first.shaped.text);
        }
        assert!(group.iter().all(|(_, item, _)| matches!(item.owner, Owner::Element(_))), "content, not artifact");
    }
    assert_eq!(seen, document.notices.iter().map(|notice| notice.plain()).collect::<Vec<_>>());
}

#[test]
fn twenty_notices_share_the_page_in_balanced_columns() {
    let document = document("one-page.yaml", |_| {});
    let pages = pages(&document);
    assert_eq!(pages.pages.len(), 1);
    assert_whole_and_in_order(&pages, &document);
    let lines = notice_lines(&pages, &document);
    // Baselines go up where a column begins.
    let starts: Vec<usize> =
        std::iter::once(0).chain((1..lines.len()).filter(|&i| lines[i].2.baseline < lines[i - 1].2.baseline)).collect();
    assert_eq!(starts.len(), 3, "three columns");
    let ends: Vec<Length> = starts[1..].iter().chain([&lines.len()]).map(|&end| lines[end - 1].2.baseline).collect();
    let (least, most) = (ends.iter().min().expect("columns"), ends.iter().max().expect("columns"));
    // No column could take its neighbor's next notice and still be shorter than the longest.
    assert!(*most - *least < Length::pt(60), "{ends:?}");
    let tops: Vec<f32> = starts.iter().map(|&start| lines[start].2.baseline.to_pt()).collect();
    assert!(tops.iter().all(|top| (top - tops[0]).abs() < 8.0), "columns begin at one height: {tops:?}");
    check("notices", &dump(&pages));
}

#[test]
fn in_a_right_to_left_document_columns_go_from_the_right() {
    let document = document("one-page.ar.yaml", |_| {});
    let pages = pages(&document);
    assert_whole_and_in_order(&pages, &document);
    let lines = notice_lines(&pages, &document);
    assert!(left(lines[0].2) > left(lines[lines.len() - 1].2), "the first column is the rightmost");
    // Arabic lines end flush at the right edge of their column, where English ones begin in theirs.
    let arabic = lines.iter().filter(|(_, _, line)| line.shaped.text.starts_with("يمكنكم"));
    let ends = arabic.map(|(_, _, line)| {
        line.runs.iter().filter(|r| r.run.range.start == 0 || r.run.is_rtl()).map(|r| r.x + r.width).max()
    });
    let ends: Vec<f32> = ends.map(|end| end.unwrap_or_default().to_pt()).collect();
    assert!(ends.len() >= 2 && ends.iter().all(|end| (end - ends[0]).abs() < 1.0), "{ends:?}");
}

#[test]
fn without_room_they_get_a_page_of_their_own() {
    for (size, times) in [(12, 3), (18, 1), (24, 1), (30, 1)] {
        let document = document("one-page.yaml", |document| {
            document.theme.size = Length::pt(size);
            let all = document.blocks.clone();
            (1..times).for_each(|_| document.blocks.extend(all.clone()));
        });
        let pages = pages(&document);
        assert_whole_and_in_order(&pages, &document);
        let lines = notice_lines(&pages, &document);
        let first = lines[0].0;
        let notices_of = |page: usize| lines.iter().filter(|(on, ..)| *on == page).count();
        assert!(first > 0, "{size} pt: not on the first page");
        for page in first..pages.pages.len() {
            let all_lines = pages.pages[page]
                .items
                .iter()
                .filter(|item| matches!((&item.content, item.owner), (Content::Line(_), Owner::Element(_))));
            assert_eq!(all_lines.count(), notices_of(page), "{size} pt: nothing but notices on page {page}");
            assert!(notices_of(page) * 3 > notices_of(first), "{size} pt: the pages are filled alike");
        }
        for (_, _, line) in &lines {
            assert!(line.shaped.style.size >= Length::pt(size).permille(750), "never smaller than the theme's notices");
        }
    }
}

#[test]
fn seven_short_notices_stay_lines_of_every_page() {
    let document = document("one-page.yaml", |document| {
        document.notices.truncate(7);
        document.blocks.push(handout::model::document::Block::PageBreak);
        document.blocks.extend(document.blocks.clone());
    });
    let pages = pages(&document);
    assert!(pages.pages.len() > 1);
    for page in &pages.pages {
        let english = page.items.iter().filter(|item| match &item.content {
            Content::Line(line) => line.shaped.text.starts_with("You can get help"),
            _ => false,
        });
        assert_eq!(english.count(), 1);
    }
    let artifacts = notice_lines(&pages, &document);
    let artifacts = artifacts.iter().filter(|(_, item, _)| item.owner == Owner::Artifact(Artifact::Footer));
    assert!(artifacts.count() >= 7, "repeated for the eye");
}

/// On small paper in large print even a few lines of notices leave too little of each page.
#[test]
fn few_notices_that_would_fill_the_page_stand_after_the_text() {
    let document = document("one-page.yaml", |document| {
        document.notices.truncate(5);
        document.theme.paper = handout::style::parse_paper("half-letter").expect("a paper");
        document.theme.size = Length::pt(18);
    });
    let pages = pages(&document);
    assert!(pages.pages.len() > 1);
    assert_whole_and_in_order(&pages, &document);
}

#[test]
fn a_notice_taller_than_a_page_flows_on() {
    let long = "Help is free. ".repeat(700);
    let document = document("one-page.yaml", |document| {
        let words = handout::model::document::InlineKind::Words(long.trim_end().to_owned());
        document.notices[3].spans.truncate(1);
        document.notices[3].spans[0].kind = words;
    });
    let pages = pages(&document);
    let shown: usize =
        notice_lines(&pages, &document).iter().filter(|(_, _, line)| line.shaped.text.len() > 5000).count();
    assert!(shown > 100, "all of it is there: {shown} lines");
    let bottom = (document.theme.paper.height - document.theme.margins.bottom).to_pt();
    for (_, _, line) in notice_lines(&pages, &document) {
        assert!(line.baseline.to_pt() < bottom);
    }
}

#[test]
fn each_notice_is_a_paragraph_in_its_language() {
    let document = document("one-page.yaml", |document| document.blocks.truncate(1));
    let pages = pages(&document);
    let pdf = write_pdf(&document, pages, &Fonts::bundled(), &Intent::new(&Purpose::default()), None).expect("written");
    structure::check("notices", &structure::tree(pdf));
}

/// Threads divide the notices among them; what they find still comes in the notices' order.
#[test]
fn problems_come_in_the_order_of_the_notices() {
    let document = document("one-page.yaml", |document| {
        for (index, notice) in document.notices.iter_mut().enumerate() {
            let emoji = char::from_u32(0x1F600 + index as u32).unwrap_or('😀');
            let words = handout::model::document::InlineKind::Words(format!("Help {emoji}"));
            notice.spans.truncate(1);
            notice.spans[0].kind = words;
            notice.spans[0].origin = handout::source::Origin::Product;
        }
    });
    for _ in 0..5 {
        let mut diagnostics = Diagnostics::default();
        assert!(lay_out(&document, &Fonts::bundled(), &mut diagnostics).is_none());
        let missing: Vec<&str> = diagnostics.0.iter().filter_map(|d| d.message.split("U+").nth(1)).collect();
        let wanted: Vec<String> = (0..20).map(|n| format!("{:04X}", 0x1F600 + n)).collect();
        let found: Vec<&str> = missing.iter().map(|m| &m[..5]).collect();
        assert_eq!(found, wanted);
    }
}
