//! How pages are put on sheets: imposition, as options.

use crate::geom::{Length, Size};

/// Pages on sheets. Pages keep their size: text that is large enough to read stays so.
///
/// Sheets are turned over their left edge: the long edge of an upright sheet, the short one of a wide sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imposition {
    /// The arrangement.
    pub scheme: Scheme,
    /// The sheet; by default, just what the pages, their bleed and marks need.
    pub sheet: Option<Size>,
    /// The side on which a booklet is bound; by default, the side on which its language begins lines.
    pub binding: Option<Binding>,
    /// How much closer to the spine the pages of each sheet of a booklet are than those of the sheet around it.
    pub creep: Length,
    /// Room between pages; by default, twice the bleed. A booklet has none.
    pub gutter: Option<Length>,
    /// Whether sheets are printed on one side only.
    pub one_sided: bool,
}

/// Arrangements of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Two pages on each side, so that the sheets, folded and put into each other, read in order.
    Booklet,
    /// Pages in reading order, in columns and rows.
    Grid(Grid),
    /// Stacks side by side: when the sheets are cut, each stack is in order, and goes on top of the next.
    CutStack(Grid),
    /// One page many times.
    Repeat(Grid),
    /// Front and back side by side, for both sides of a sheet that is turned over its left edge and cut.
    WorkAndTurn,
    /// Front and back one above the other, for both sides of a sheet that is turned over its top edge and cut.
    WorkAndTumble,
}

/// Places on a side of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Places from left to right.
    pub columns: u8,
    /// Places from top to bottom.
    pub rows: u8,
}

/// The edge on which a booklet is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// As for languages written from left to right.
    Left,
    /// As for languages written from right to left.
    Right,
}

/// The most creep from sheet to sheet: thicker than any paper that is folded.
pub(crate) const MOST_CREEP: Length = Length::millipt(1417);
/// The most room between pages.
pub(crate) const MOST_GUTTER: Length = Length::pt(144);
/// The most columns, and the most rows.
pub(crate) const MOST_PLACES: u8 = 20;

impl Imposition {
    /// Pages on sheets in an arrangement, with nothing else asked for.
    pub fn new(scheme: Scheme) -> Imposition {
        Imposition { scheme, sheet: None, binding: None, creep: Length::ZERO, gutter: None, one_sided: false }
    }

    /// How many pages become one on paper when a sheet is printed on both sides: whether sides come in pairs.
    pub(crate) fn is_two_sided(&self) -> bool {
        match self.scheme {
            Scheme::Booklet => true,
            // One plate for both sides.
            Scheme::WorkAndTurn | Scheme::WorkAndTumble => false,
            Scheme::Grid(_) | Scheme::CutStack(_) | Scheme::Repeat(_) => !self.one_sided,
        }
    }

    /// How many copies are side by side on the sheets of a merged run.
    pub(crate) fn stacks(&self) -> usize {
        match self.scheme {
            Scheme::CutStack(grid) => grid.places(),
            _ => 1,
        }
    }

    /// The arrangement as written on the command line, with whatever else decides what is printed.
    pub(crate) fn summary(&self) -> String {
        let size = |size: Size| format!("{}x{}", size.width.0, size.height.0);
        let mut parts = vec![self.scheme.to_string()];
        parts.extend(self.sheet.map(|sheet| format!("sheet {}", size(sheet))));
        parts.extend(self.binding.map(|binding| format!("binding {binding:?}").to_lowercase()));
        parts.extend((self.creep > Length::ZERO).then(|| format!("creep {}", self.creep.0)));
        parts.extend(self.gutter.map(|gutter| format!("gutter {}", gutter.0)));
        parts.extend(self.one_sided.then(|| "one-sided".to_owned()));
        parts.join(" ")
    }
}

impl Scheme {
    /// Reads `booklet`, `2up`, `4up`, `3x2`, `cut-stack`, `cut-stack:2x2`, `step-and-repeat`, `work-and-turn`,
    /// `work-and-tumble`.
    pub(crate) fn parse(text: &str) -> Option<Scheme> {
        let (word, grid) = match text.split_once(':') {
            Some((word, grid)) => (word, Some(Grid::parse(grid)?)),
            None => (text, None),
        };
        match (word, grid) {
            ("booklet", None) => Some(Scheme::Booklet),
            ("work-and-turn", None) => Some(Scheme::WorkAndTurn),
            ("work-and-tumble", None) => Some(Scheme::WorkAndTumble),
            ("cut-stack", grid) => Some(Scheme::CutStack(grid.unwrap_or(Grid::PAIR))),
            ("step-and-repeat", grid) => Some(Scheme::Repeat(grid.unwrap_or(Grid::PAIR))),
            ("2up", None) => Some(Scheme::Grid(Grid::PAIR)),
            ("4up", None) => Some(Scheme::Grid(Grid { columns: 2, rows: 2 })),
            (grid, None) => Grid::parse(grid).map(Scheme::Grid),
            _ => None,
        }
    }
}

impl std::fmt::Display for Scheme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (word, grid) = match self {
            Scheme::Booklet => ("booklet", None),
            Scheme::WorkAndTurn => ("work-and-turn", None),
            Scheme::WorkAndTumble => ("work-and-tumble", None),
            Scheme::Grid(grid) => ("", Some(grid)),
            Scheme::CutStack(grid) => ("cut-stack:", Some(grid)),
            Scheme::Repeat(grid) => ("step-and-repeat:", Some(grid)),
        };
        f.write_str(word)?;
        grid.map_or(Ok(()), |Grid { columns, rows }| write!(f, "{columns}x{rows}"))
    }
}

impl Grid {
    /// Two side by side.
    const PAIR: Grid = Grid { columns: 2, rows: 1 };

    fn parse(text: &str) -> Option<Grid> {
        let (columns, rows) = text.split_once(['x', '×'])?;
        let count = |text: &str| text.parse().ok().filter(|count| (1..=MOST_PLACES).contains(count));
        Some(Grid { columns: count(columns)?, rows: count(rows)? })
    }

    /// How many places there are.
    pub(crate) fn places(self) -> usize {
        usize::from(self.columns) * usize::from(self.rows)
    }
}
