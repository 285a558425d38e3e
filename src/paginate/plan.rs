//! Plan: the rows on each page, and the place of the notices.

use super::fill::{Filled, Stop, fill_pages};
use super::furniture::{Furniture, gap};
use super::notices::NoticePage;
use crate::geom::Length;
use crate::layout::flow::Flow;
use crate::model::document::{Document, NoticesOn};
use crate::style::Styles;

/// A last page filled less than this, in permille, is nearly empty.
const NEAR_EMPTY: i32 = 250;
/// When lines are moved to a nearly empty last page, it is filled to this, in permille …
const LAST_PAGE_GOAL: i32 = 330;
/// … as long as the previous page stays filled to this.
const PAGE_BEFORE_LEAST: i32 = 600;

/// The pages of a document: those with text, then those with notices only.
pub(crate) struct Plan {
    /// The rows of each page with text.
    pub filled: Vec<Filled>,
    /// Columns of notices at the bottom of the last page with text.
    pub shared: Option<NoticePage>,
    /// Pages with notices only.
    pub own: Vec<NoticePage>,
    /// Room for rows on the last page with text.
    room: Length,
    /// How much more there is on the others.
    spare: Length,
    /// How much more there is on page 1.
    pub first: Length,
}

/// Where a part of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PartPlace {
    /// Whether it begins the document: the patient box is in it.
    pub is_first: bool,
    /// Whether it ends the document: notices are at its end.
    pub is_last: bool,
}

/// What planning needs to know about a document.
pub(crate) struct Planner<'a> {
    furniture: &'a Furniture<'a>,
    styles: &'a Styles,
    notices_on: NoticesOn,
    /// Room for rows on a page without notices.
    pub whole: Length,
}

impl<'a> Planner<'a> {
    /// A planner for the pages of a document.
    pub(crate) fn new(document: &Document, furniture: &'a Furniture<'a>, styles: &'a Styles) -> Planner<'a> {
        let theme = &document.theme;
        let between = furniture.paper.height - theme.margins.top - theme.margins.bottom;
        let whole = between - furniture.header_height - furniture.folio_height;
        Planner { furniture, styles, notices_on: document.notices_on, whole }
    }

    /// The height available for rows on every page, whether or not notices are in the footer.
    pub(crate) fn room(&self) -> Length {
        self.whole - self.furniture.notices_height
    }

    /// Whether the furniture leaves room for text.
    pub(crate) fn has_room(&self) -> bool {
        self.room() >= self.styles.body.leading * 4
    }

    /// Fills pages with rows. The header says whose copy it is on every page that the patient box is not on in full.
    pub(crate) fn plan(&self, flow: &Flow, place: PartPlace) -> Plan {
        let first = if place.is_first { self.furniture.spared_on_first } else { Length::ZERO };
        let plan = self.plan_with(flow, place, first);
        let is_identified = plan.filled.first().is_some_and(|page| page.rows.end >= flow.identified);
        if is_identified { plan } else { self.plan_with(flow, place, Length::ZERO) }
    }

    fn plan_with(&self, flow: &Flow, place: PartPlace, first: Length) -> Plan {
        let whole = self.whole;
        let on_page = |index: usize| if index == 0 { first } else { Length::ZERO };
        let notices = &self.furniture.notices;
        if !place.is_last {
            let repeated = self.notices_on == NoticesOn::EveryPage && !notices.in_columns();
            let room = if repeated { self.room() } else { whole };
            let filled = fill_pages(flow, |index| room + on_page(index));
            return Plan { filled, shared: None, own: Vec::new(), room, spare: Length::ZERO, first };
        }
        if !notices.in_columns() {
            let taken = self.furniture.notices_height;
            // Notices on the last page only: their space is free on the others.
            let spare = if self.notices_on == NoticesOn::LastPage { taken } else { Length::ZERO };
            let room = whole - taken;
            let filled = fill_with_last(flow, |index| room + on_page(index), spare);
            return Plan { filled, shared: None, own: Vec::new(), room, spare, first };
        }
        let filled = fill_pages(flow, |index| whole + on_page(index));
        let used = filled.last().map_or(Length::ZERO, |last| last.used);
        let above = gap(self.styles);
        match notices.fit(whole + on_page(filled.len() - 1) - used - above, self.styles) {
            Some(page) => {
                let spare = page.height + above;
                Plan { filled, shared: Some(page), own: Vec::new(), room: whole - spare, spare, first }
            }
            None => {
                let own = notices.fill(whole, self.styles);
                Plan { filled, shared: None, own, room: whole, spare: Length::ZERO, first }
            }
        }
    }
}

impl Plan {
    /// The number of pages.
    pub(crate) fn count(&self) -> usize {
        self.filled.len() + self.own.len()
    }

    /// Whether the text's last page is hardly worth turning to, though no page break was requested.
    pub(crate) fn is_near_empty(&self) -> bool {
        match self.filled.as_slice() {
            [.., before, last] => before.stop == Stop::PageFull && last.used < self.room.permille(NEAR_EMPTY),
            _ => false,
        }
    }

    /// Ends the second-to-last page earlier, so that the last is worth turning to.
    pub(crate) fn balance_last(&mut self, flow: &Flow) {
        let (room, whole) = (self.room, self.room + self.spare);
        let before = self.filled.len() - 2;
        let step = Length::pt(6);
        let mut limit = self.filled[before].used - step;
        while limit >= room.permille(PAGE_BEFORE_LEAST) {
            let on_page = |index: usize| if index == 0 { whole + self.first } else { whole };
            let pages = fill_pages(flow, |index| if index == before { limit } else { on_page(index) });
            let last = pages[pages.len() - 1].used;
            if pages.len() != self.filled.len() || last > room {
                return;
            }
            if last >= room.permille(LAST_PAGE_GOAL) {
                self.filled = pages;
                return;
            }
            limit -= step;
        }
    }
}

/// Fills pages that have `spare` more room than the last.
fn fill_with_last(flow: &Flow, room: impl Fn(usize) -> Length, spare: Length) -> Vec<Filled> {
    let mut pages = fill_pages(flow, |index| room(index) + spare);
    let last = pages.len() - 1;
    if pages[last].used > room(last) {
        // Its end moves to another page, which the notices then share.
        pages = fill_pages(flow, |index| if index == last { room(index) } else { room(index) + spare });
    }
    pages
}
