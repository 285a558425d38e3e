//! Rows, the smallest pieces that pagination moves, and the boxes around them.

use super::display::{Item, Structure};
use super::shaped::FrameKind;
use crate::geom::Length;
use crate::source::Origin;

/// Rows in reading order, with the structure that their items belong to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flow {
    /// The rows.
    pub rows: Vec<Row>,
    /// Boxes around rows.
    pub frames: Vec<Frame>,
    /// Table headers that repeat on following pages.
    pub heads: Vec<Row>,
    /// The number of rows at the start that say whose copy it is: the title and the patient box.
    pub identified: usize,
    /// The structure tree so far.
    pub structure: Structure,
}

/// A piece that is never split. Coordinates of its items are relative to its top left corner at the text's left edge.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Extent downwards.
    pub height: Length,
    /// Space above it, unless it starts a page.
    pub space_before: Length,
    /// Whether a page may end before it.
    pub break_before: BreakBefore,
    /// What it shows.
    pub items: Vec<Item>,
    /// The baseline of its text, if it is a line of a paragraph.
    pub baseline: Option<Length>,
    /// The box that contains it.
    pub frame: Option<usize>,
    /// The table header repeated above it when it starts a page.
    pub head: Option<usize>,
    /// Where its text was written.
    pub origin: Origin,
}

/// Whether a page may end before a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BreakBefore {
    /// It may.
    Allowed,
    /// Only as a last resort: widows, orphans, keep-with-next, keep-together.
    Forbidden,
    /// It must.
    Forced,
}

/// A box around rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// Its kind.
    pub kind: FrameKind,
    /// Left edge.
    pub x: Length,
    /// Extent to the right.
    pub width: Length,
    /// Whether its start edge is the right one.
    pub start_is_right: bool,
}

/// A part of the measure, from its start edge: the left in a left-to-right document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    /// From the start edge of the text.
    pub start: Length,
    /// Its width.
    pub width: Length,
}

impl Area {
    /// The area minus some space at its start.
    pub(crate) fn indented(self, by: Length) -> Area {
        Area { start: self.start + by, width: self.width - by }
    }
}
