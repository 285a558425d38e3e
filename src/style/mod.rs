//! Named styles: sizes, leading, spaces, colours, paper.

use crate::geom::{Length, Sides, Size};

/// What a site or the command line may change of the look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Size of running text.
    pub size: Length,
    /// The trimmed page.
    pub paper: Size,
    /// From the page's edges to the text and furniture.
    pub margins: Sides,
    /// Colour of headings, rules and bars, sRGB.
    pub accent: [u8; 3],
}

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            size: Length::pt(12),
            paper: PAPERS[0].1,
            margins: Sides::all(Length::pt(54)),
            accent: [0x1b, 0x4f, 0x8a],
        }
    }
}

/// Paper by the names that `--paper` and a theme accept.
pub const PAPERS: [(&str, Size); 5] = [
    ("letter", Size { width: Length::pt(612), height: Length::pt(792) }),
    ("a4", Size { width: Length::millipt(595_276), height: Length::millipt(841_890) }),
    ("legal", Size { width: Length::pt(612), height: Length::pt(1008) }),
    ("a5", Size { width: Length::millipt(419_528), height: Length::millipt(595_276) }),
    ("half-letter", Size { width: Length::pt(396), height: Length::pt(612) }),
];
