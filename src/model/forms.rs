//! How blocks are set: what a document says of their look, without their texts.

use super::text::Text;
use crate::geom::Length;

/// How urgent a boxed text is: how it looks, and the word at its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// A note, without a word.
    Note,
    /// What may do harm.
    Warning,
    /// What threatens life.
    Danger,
}

/// Where something is between its two edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Align {
    /// Where lines begin.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// Where lines end.
    End,
}

/// A width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// A length.
    Length(Length),
    /// A part of the whole, in permille.
    Share(i32),
}

/// How a table is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TableForm {
    /// The columns' widths; `None`, or nothing for a column, is as its text needs.
    pub widths: Vec<Option<Extent>>,
    /// Where the columns' text is; none is where it begins, but ticks are centered.
    pub align: Vec<Align>,
    /// Whether the first cell of each row is its heading.
    pub row_heads: bool,
    /// Whether there are rules around each cell.
    pub grid: bool,
    /// The least height of a row.
    pub row_height: Length,
    /// Whether its text is as small as small print.
    pub small: bool,
    /// Whether rows are repeated for the items of a record's list: then columns are as wide in every copy, unless a word
    /// needs more.
    pub repeats: bool,
}

/// A time of day at the head of its column.
#[derive(Clone, Debug)]
pub(crate) struct TimeHead {
    /// Which.
    pub time: Daytime,
    /// Its word, and the hour below it.
    pub text: Text,
}

/// A time of day at which medicines are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Daytime {
    /// After getting up.
    Morning,
    /// The middle of the day.
    Noon,
    /// The end of the day.
    Evening,
    /// Before going to bed.
    Night,
}
