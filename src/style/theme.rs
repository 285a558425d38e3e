//! Themes: what a site or the command line may change about the look.

use std::sync::Arc;

use super::LARGE_PRINT;
use super::design::{Design, STANDARD};
use super::font::ThemeFont;
use crate::color::{Color, Spot};
use crate::geom::{Length, Sides, Size};

/// What a site or the command line may change about the look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Theme {
    /// Sizes, spaces and boxes.
    pub design: &'static Design,
    /// The hospital's own font.
    pub font: Option<Arc<ThemeFont>>,
    /// Size of running text.
    pub size: Length,
    /// The trimmed page.
    pub paper: Size,
    /// From the page's edges to the text and furniture.
    pub margins: Sides,
    /// Color of rules and bars.
    pub accent: Color,
    /// Color of the title and of headings.
    pub heading: Color,
    /// A second color, of subheadings and of the rules of contact boxes.
    pub second: Option<Color>,
    /// What these are on a press.
    pub inks: ThemeInks,
    /// Where the pages of a run's copies are marked.
    pub trace: TracePlace,
}

/// A theme's colors on a press, as far as they are given in inks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ThemeInks {
    /// The accent, and headings unless they have inks of their own.
    pub accent: Option<Color>,
    /// Headings.
    pub heading: Option<Color>,
    /// The second color.
    pub second: Option<Color>,
}

impl ThemeInks {
    /// The spot inks, each once, in full.
    pub(crate) fn spots(&self) -> Vec<Spot> {
        let colors = [self.accent, self.heading, self.second].into_iter().flatten();
        let mut spots: Vec<Spot> = Vec::new();
        for spot in colors.filter_map(Color::spot_ink) {
            if spots.iter().all(|known| known.name != spot.name) {
                spots.push(spot);
            }
        }
        spots
    }
}

/// The corner in which each page of a run's copy has its barcode and trace line. "Start" is left in a left-to-right
/// document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TracePlace {
    #[default]
    BottomStart,
    BottomEnd,
    TopStart,
    TopEnd,
}

impl TracePlace {
    /// By the names that a theme accepts.
    pub(crate) const NAMES: [(&str, TracePlace); 4] = [
        ("bottom_start", TracePlace::BottomStart),
        ("bottom_end", TracePlace::BottomEnd),
        ("top_start", TracePlace::TopStart),
        ("top_end", TracePlace::TopEnd),
    ];
}

impl Default for Theme {
    fn default() -> Theme {
        Theme::of(&STANDARD)
    }
}

impl Theme {
    /// The theme of a design, in which nothing else is changed.
    pub(crate) fn of(design: &'static Design) -> Theme {
        Theme {
            design,
            font: None,
            size: Length::pt(12),
            paper: PAPERS[0].1,
            margins: design.margins,
            accent: design.accent,
            heading: design.accent,
            second: None,
            inks: ThemeInks::default(),
            trace: TracePlace::default(),
        }
    }

    /// Whether everything is set for readers with low vision.
    pub(crate) fn is_large_print(&self) -> bool {
        self.size >= LARGE_PRINT
    }

    /// Replaces colors with those of a press, as far as they are given.
    pub(crate) fn use_inks(&mut self) {
        let ThemeInks { accent, heading, second } = self.inks;
        self.second = second.or(self.second);
        self.accent = accent.unwrap_or(self.accent);
        self.heading = heading.or(accent).unwrap_or(self.heading);
    }
}

/// Paper by the names that `--paper` and a theme accept.
pub(crate) const PAPERS: [(&str, Size); 5] = [
    ("letter", Size { width: Length::pt(612), height: Length::pt(792) }),
    ("a4", Size { width: Length::millipt(595_276), height: Length::millipt(841_890) }),
    ("legal", Size { width: Length::pt(612), height: Length::pt(1008) }),
    ("a5", Size { width: Length::millipt(419_528), height: Length::millipt(595_276) }),
    ("half-letter", Size { width: Length::pt(396), height: Length::pt(612) }),
];
