//! From rows to finished pages: page breaks, running header, footer, absolute coordinates.
//!
//! The furniture's height is reserved before pages are filled, so that "Page 2 of 3" cannot move a line.

pub mod fill;
pub mod furniture;

use fill::{Filled, fill_pages, repeated_head};
use furniture::Furniture;

use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::{Length, Rect};
use crate::layout::display::{Artifact, Content, Item, Owner, Page, Structure};
use crate::layout::flow::{Composer, Flow, compose};
use crate::layout::shaped::{FrameKind, ShapedDocument};
use crate::layout::slots::fill_slots;
use crate::model::document::{Document, NoticesOn};
use crate::source::Origin;
use crate::style::{Styles, Tightness};
use crate::text::Shaper;

/// Finished pages and the structure that their items belong to.
#[derive(Clone, Debug)]
pub struct Pages {
    /// The pages in order.
    pub pages: Vec<Page>,
    /// The structure tree.
    pub structure: Structure,
}

/// A last page filled less than this, in permille, is near-empty.
const NEAR_EMPTY: i32 = 250;
/// When lines are moved to a near-empty last page, it is filled to this, in permille …
const LAST_PAGE_GOAL: i32 = 330;
/// … as long as the page before stays filled to this.
const PAGE_BEFORE_LEAST: i32 = 600;

/// Breaks a shaped document into pages.
pub fn paginate(
    shaper: &mut Shaper<'_>,
    document: &Document,
    shaped: &ShapedDocument,
    styles: &Styles,
    diagnostics: &mut Diagnostics,
) -> Pages {
    let mut pages = paginate_open(shaper, document, shaped, styles, diagnostics);
    fill_slots(shaper, &mut pages.structure, &mut pages.pages, styles.hairline);
    pages
}

/// Likewise, with the slots for a patient's values left open.
pub fn paginate_open(
    shaper: &mut Shaper<'_>,
    document: &Document,
    shaped: &ShapedDocument,
    styles: &Styles,
    diagnostics: &mut Diagnostics,
) -> Pages {
    let theme = &document.theme;
    let measure = theme.paper.width - theme.margins.left - theme.margins.right;
    let mut found = Diagnostics::default();
    let furniture = Furniture::new(shaper, document, styles, measure, &mut found);
    let room = theme.paper.height
        - theme.margins.top
        - theme.margins.bottom
        - furniture.header_height
        - furniture.footer_height(true);
    // Notices on the last page only: what they take is free on the others.
    let spare = match document.notices_on {
        NoticesOn::EveryPage => Length::ZERO,
        NoticesOn::LastPage => furniture.footer_height(true) - furniture.footer_height(false),
    };
    if room < styles.body.leading * 4 {
        diagnostics.push(
            Diagnostic::error("page-too-small", "header, notices and margins leave no room for text on the page")
                .hint("choose larger paper, a smaller text size, fewer notices, or `notices_on: last_page`"),
        );
        return Pages { pages: Vec::new(), structure: Structure::default() };
    }

    let mut run = |tightness: Tightness, found: &mut Diagnostics| {
        let flow = compose(shaper, shaped, styles, tightness, &document.language, measure, found);
        let pages = fill_with_last(&flow, room, spare);
        (flow, pages)
    };
    let (mut flow, mut filled) = run(Tightness::STEPS[0], &mut found);
    if is_near_empty(&filled, room) {
        let tighter = Tightness::STEPS[1..].iter().find_map(|&tightness| {
            let (flow, pages) = run(tightness, &mut Diagnostics::default());
            (pages.len() < filled.len()).then_some((flow, pages))
        });
        match tighter {
            Some(better) => (flow, filled) = better,
            None => filled = balance_last(&flow, filled, room, spare),
        }
    }
    report_tall_rows(&flow, &filled, &mut found);
    diagnostics.0.append(&mut found.0);

    let mut composer = Composer::over(shaper, styles, &document.language, measure, flow, diagnostics);
    let count = filled.len();
    let pages = filled
        .iter()
        .enumerate()
        .map(|(index, page)| {
            let mut items = furniture.header(&mut composer, index, count);
            items.append(&mut place_rows(&composer.flow, page, styles, theme.margins.top + furniture.header_height));
            items.append(&mut furniture.footer(&mut composer, index, count));
            for item in &mut items {
                item.shift(theme.margins.left, Length::ZERO);
            }
            Page { size: theme.paper, items }
        })
        .collect();
    Pages { pages, structure: composer.flow.structure }
}

/// Fills pages that have `spare` more room than the last.
fn fill_with_last(flow: &Flow, room: Length, spare: Length) -> Vec<Filled> {
    let mut pages = fill_pages(flow, |_| room + spare);
    let last = pages.len() - 1;
    if pages[last].used > room {
        // Its end moves to a page of its own, which the notices then share.
        pages = fill_pages(flow, |index| if index == last { room } else { room + spare });
    }
    pages
}

fn is_near_empty(pages: &[Filled], room: Length) -> bool {
    match pages {
        [.., before, last] => before.stop == fill::Stop::PageFull && last.used < room.permille(NEAR_EMPTY),
        _ => false,
    }
}

/// Ends the page before the last earlier, so that the last is worth turning to.
fn balance_last(flow: &Flow, filled: Vec<Filled>, room: Length, spare: Length) -> Vec<Filled> {
    let before = filled.len() - 2;
    let step = Length::pt(6);
    let mut limit = filled[before].used - step;
    while limit >= room.permille(PAGE_BEFORE_LEAST) {
        let pages = fill_pages(flow, |index| if index == before { limit } else { room + spare });
        if pages.len() != filled.len() || pages[pages.len() - 1].used > room {
            break;
        }
        if pages[pages.len() - 1].used >= room.permille(LAST_PAGE_GOAL) {
            return pages;
        }
        limit -= step;
    }
    filled
}

/// The items of a page's rows, and the grounds of the boxes that they stand in.
fn place_rows(flow: &Flow, page: &Filled, styles: &Styles, top: Length) -> Vec<Item> {
    let mut items = Vec::new();
    let mut y = top;
    if let Some(head) = flow.rows[page.rows.start].head.filter(|_| repeated_head(flow, page.rows.start) > Length::ZERO)
    {
        for item in &flow.heads[head].items {
            let mut item = item.clone();
            item.shift(Length::ZERO, y);
            items.push(item);
        }
        y += flow.heads[head].height;
    }
    // Where the box that is being filled began: its first item among the page's, and its top.
    let mut open: Option<(usize, usize, Length)> = None;
    for (index, row) in flow.rows[page.rows.clone()].iter().enumerate() {
        if let Some((frame, at, from)) = open
            && row.frame != Some(frame)
        {
            splice_ground(&mut items, at, flow, frame, from, y, styles);
            open = None;
        }
        if index > 0 {
            y += row.space_before;
        }
        if let (Some(frame), None) = (row.frame, open) {
            open = Some((frame, items.len(), y));
        }
        for item in &row.items {
            let mut item = item.clone();
            item.shift(Length::ZERO, y);
            items.push(item);
        }
        y += row.height;
    }
    if let Some((frame, at, from)) = open {
        splice_ground(&mut items, at, flow, frame, from, y, styles);
    }
    items
}

/// Puts a box's ground and bars beneath its content.
fn splice_ground(
    items: &mut Vec<Item>,
    at: usize,
    flow: &Flow,
    frame: usize,
    top: Length,
    bottom: Length,
    styles: &Styles,
) {
    let frame = flow.frames[frame];
    let whole = Rect { x: frame.x, y: top, width: frame.width, height: bottom - top };
    let bar = styles.hairline * 6;
    let mut fills = vec![(whole, styles.tint)];
    match frame.kind {
        FrameKind::Note => {
            let x = if frame.start_is_right { whole.right() - bar } else { whole.x };
            fills.push((Rect { x, width: bar, ..whole }, styles.accent));
        }
        FrameKind::Contact => {
            let thin = bar / 3;
            fills.push((Rect { height: thin, ..whole }, styles.accent));
            fills.push((Rect { y: bottom - thin, height: thin, ..whole }, styles.accent));
        }
    }
    let fills = fills
        .into_iter()
        .map(|(rect, color)| Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color } });
    items.splice(at..at, fills);
}

/// A row that is taller than a page can only be cut: an error.
fn report_tall_rows(flow: &Flow, pages: &[Filled], diagnostics: &mut Diagnostics) {
    for page in pages.iter().filter(|page| page.overfull) {
        let origin = flow.rows[page.rows.start].origin;
        let diagnostic = Diagnostic::error("overfull", "this is taller than the page");
        let diagnostic = match origin {
            Origin::Scalar { .. } => diagnostic.at_text(origin, 0, "starts here"),
            _ => diagnostic,
        };
        diagnostics.push(diagnostic.hint("divide it, choose a smaller text size, or larger paper"));
    }
}
