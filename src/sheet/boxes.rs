//! The boxes of a page (ISO 32000-1, 14.11.2), and what a press file has beyond the trimmed page.

use crate::geom::{Length, Rect, Size};
use crate::layout::display::{Content, Page};
use crate::manifest::page::Area;
use crate::press::{MARKS, Press};

/// A page's boxes, from the top left corner of the media box, which is at the origin: some importers ignore any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageBoxes {
    /// All of it.
    pub media: Size,
    /// What is printed beyond the trimmed page, so that cutting need not be exact.
    pub bleed: Rect,
    /// The trimmed page.
    pub trim: Rect,
}

impl PageBoxes {
    /// The boxes of a page of this size.
    pub(crate) fn new(size: Size, press: Option<&Press>) -> PageBoxes {
        match press {
            Some(press) => {
                let marks = if press.marks() { MARKS } else { Length::ZERO };
                PageBoxes::on_sheet(size, press.bleed(), marks, None)
            }
            None => PageBoxes::with_bleed(size, Length::ZERO),
        }
    }

    /// The boxes of a page of this size with nothing but bleed around it.
    pub(super) fn with_bleed(size: Size, bleed: Length) -> PageBoxes {
        PageBoxes::on_sheet(size, bleed, Length::ZERO, None)
    }

    /// What is this large when it has been trimmed, with bleed and marks around it, in the middle of a sheet, which is
    /// turned if only that makes room. By default the sheet holds just that.
    pub(super) fn on_sheet(trimmed: Size, bleed: Length, marks: Length, sheet: Option<Size>) -> PageBoxes {
        let around = bleed + marks;
        let least = Size { width: trimmed.width + around * 2, height: trimmed.height + around * 2 };
        let holds = |sheet: &Size| sheet.width >= least.width && sheet.height >= least.height;
        let turned = sheet.map(|sheet| Size { width: sheet.height, height: sheet.width });
        let media = [sheet, turned].into_iter().flatten().find(holds).unwrap_or(least);
        let (x, y) = ((media.width - trimmed.width) / 2, (media.height - trimmed.height) / 2);
        let trim = Rect { x, y, width: trimmed.width, height: trimmed.height };
        PageBoxes { media, bleed: grown(trim, bleed), trim }
    }

    /// Moves a page's items into the media box. What touches the edge of the trimmed page bleeds.
    pub(crate) fn place(&self, page: &mut Page) {
        let Rect { x, y, .. } = self.trim;
        if self.media == page.size {
            return;
        }
        let size = std::mem::replace(&mut page.size, self.media);
        for item in &mut page.items {
            if let Content::Fill { rect, .. } = &mut item.content {
                *rect = bled(*rect, size, self.trim.x - self.bleed.x);
            }
            item.shift(x, y);
        }
    }

    /// All of it, as a rectangle.
    pub(crate) fn whole(&self) -> Rect {
        Rect { x: Length::ZERO, y: Length::ZERO, width: self.media.width, height: self.media.height }
    }

    /// The media box, and the boxes that differ from it, as the digests of pages have them.
    pub(crate) fn areas(&self) -> (Area, Vec<(&'static str, Area)>) {
        let area = |rect: Rect| {
            [rect.x, self.media.height - rect.bottom(), rect.right(), self.media.height - rect.y].map(|edge| edge.0)
        };
        let media = [0, 0, self.media.width.0, self.media.height.0];
        let others = [("bleed", area(self.bleed)), ("trim", area(self.trim))];
        (media, others.into_iter().filter(|(_, area)| *area != media).collect())
    }
}

fn grown(rect: Rect, by: Length) -> Rect {
    Rect { x: rect.x - by, y: rect.y - by, width: rect.width + by * 2, height: rect.height + by * 2 }
}

/// A rectangle with its sides at the edges of a page moved out by the bleed.
fn bled(rect: Rect, page: Size, bleed: Length) -> Rect {
    let (left, top) = (rect.x <= Length::ZERO, rect.y <= Length::ZERO);
    let (right, bottom) = (rect.right() >= page.width, rect.bottom() >= page.height);
    let by = |touches: bool| if touches { bleed } else { Length::ZERO };
    Rect {
        x: rect.x - by(left),
        y: rect.y - by(top),
        width: rect.width + by(left) + by(right),
        height: rect.height + by(top) + by(bottom),
    }
}
