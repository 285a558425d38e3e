//! Fill pages with rows: the only place that decides where a page ends.

use std::ops::Range;

use crate::geom::Length;
use crate::layout::flow::{BreakBefore, Flow, Row};

/// The rows of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filled {
    /// Indices of its rows.
    pub rows: Range<usize>,
    /// Height of everything it shows, including a repeated table header.
    pub used: Length,
    /// Why it ended.
    pub stop: Stop,
    /// Whether its only row is taller than the page.
    pub overfull: bool,
}

/// Why a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The next row did not fit.
    PageFull,
    /// A page break was requested.
    ForcedBreak,
    /// There are no more rows.
    End,
}

/// Fills all pages; `room` gives the height for rows on the page with this index.
pub(crate) fn fill_pages(flow: &Flow, room: impl Fn(usize) -> Length) -> Vec<Filled> {
    let mut pages = Vec::new();
    let mut from = 0;
    loop {
        let page = fill_page(flow, from, room(pages.len()));
        from = page.rows.end;
        let stop = page.stop;
        pages.push(page);
        if stop == Stop::End {
            return pages;
        }
    }
}

/// Fills one page, starting at a row. Every call takes at least one row.
pub(crate) fn fill_page(flow: &Flow, from: usize, room: Length) -> Filled {
    let rows = &flow.rows;
    let mut used = repeated_head(flow, from);
    let mut last_allowed = None;
    // The space used before each of the page's rows.
    let mut before = Vec::new();
    for (index, row) in rows.iter().enumerate().skip(from) {
        let starts_page = index == from;
        before.push(used);
        if !starts_page {
            match row.break_before {
                BreakBefore::Forced => {
                    return Filled { rows: from..index, used, stop: Stop::ForcedBreak, overfull: false };
                }
                BreakBefore::Allowed => last_allowed = Some((index, used)),
                BreakBefore::Forbidden => {}
            }
        }
        let space = if starts_page { Length::ZERO } else { row.space_before };
        let needed = used + space + row.height;
        if needed > room {
            // Without a place to break, rows that should stay together are divided here: better than losing them.
            let (end, used, overfull) = match last_allowed {
                Some((index, used)) => (index, used, false),
                None if starts_page => (index + 1, needed, true),
                None => {
                    let end = divide(rows, from, index);
                    (end, before[end - from], false)
                }
            };
            let stop = if end == rows.len() { Stop::End } else { Stop::PageFull };
            return Filled { rows: from..end, used, stop, overfull };
        }
        used = needed;
    }
    Filled { rows: from..rows.len(), used, stop: Stop::End, overfull: false }
}

/// Where rows that should stay together are divided, at the row `full` or slightly before it: a page's first or last
/// row is never the empty edge of a box.
fn divide(rows: &[Row], from: usize, full: usize) -> usize {
    let is_edge = |row: &Row| row.items.is_empty();
    (from + 1..=full).rev().find(|&end| !is_edge(&rows[end]) && !is_edge(&rows[end - 1])).unwrap_or(full)
}

/// Height of the table header repeated above a row that starts a page.
pub(crate) fn repeated_head(flow: &Flow, from: usize) -> Length {
    if from == 0 {
        return Length::ZERO;
    }
    flow.rows.get(from).and_then(|row| row.head).map_or(Length::ZERO, |head| flow.heads[head].height)
}
