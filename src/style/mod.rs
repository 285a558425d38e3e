//! Named styles: sizes, leading, spaces, colors, paper.
//!
//! Every size is derived from the theme's size of running text. From 18 pt up that is large print, for which the
//! American Council of the Blind has a guideline (2025-05-06): no text smaller than 18 pt, headings of 22 and 20 pt,
//! line spacing of one and a half times the size, no italics, one column.

mod parse;

use crate::color::{Color, Spot};
use crate::geom::{Length, Sides, Size};

pub(crate) use parse::{parse_color, parse_length, parse_paper, parse_text_size};

/// What a site or the command line may change about the look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Theme {
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

const ACCENT: Color = Color::rgb([0x1b, 0x4f, 0x8a]);

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            size: Length::pt(12),
            paper: PAPERS[0].1,
            margins: Sides { top: Length::pt(40), right: Length::pt(54), bottom: Length::pt(38), left: Length::pt(54) },
            accent: ACCENT,
            heading: ACCENT,
            second: None,
            inks: ThemeInks::default(),
            trace: TracePlace::default(),
        }
    }
}

impl Theme {
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

/// The size of running text from which a handout is large print, and the smallest size in large print.
pub(crate) const LARGE_PRINT: Length = Length::pt(18);

/// The minimum line spacing in large print, in permille of the size.
pub(crate) const LARGE_PRINT_LEADING: i32 = 1500;

/// Titles and frames of warnings: a brown that can be read on white and on its own tint (WCAG 2.2, 1.4.3).
pub(crate) const WARNING: Color = Color::rgb([0x7a, 0x45, 0x00]);
/// The background of warnings.
pub(crate) const WARNING_TINT: Color = Color::rgb([0xff, 0xf3, 0xd6]);
/// Bands and frames of danger boxes: a red on which white can be read.
pub(crate) const DANGER: Color = Color::rgb([0xa8, 0x0f, 0x1e]);
/// The background of danger boxes.
pub(crate) const DANGER_TINT: Color = Color::rgb([0xfd, 0xf0, 0xf0]);

/// How a kind of text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextLook {
    /// Font size.
    pub size: Length,
    /// Bold throughout.
    pub bold: bool,
    /// Whether italics are replaced with bold.
    pub upright: bool,
    /// Color.
    pub color: Color,
    /// Color of links.
    pub link: Color,
    /// Minimum baseline-to-baseline distance; tall scripts take more.
    pub leading: Length,
    /// Space above the block.
    pub above: Length,
    /// Space below the block; the larger of two neighbors' spaces counts.
    pub below: Length,
    /// Whether small kerns are omitted in texts with patients' values: in such short lines no one sees them, and in
    /// thousands of copies each takes room.
    pub coarse: bool,
}

/// All styles of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Styles {
    /// The document's title.
    pub title: TextLook,
    /// A section's heading.
    pub heading: TextLook,
    /// A heading within a section.
    pub subheading: TextLook,
    /// Running text.
    pub body: TextLook,
    /// Small print.
    pub fine_print: TextLook,
    /// A figure's caption.
    pub caption: TextLook,
    /// Titles of notes.
    pub note_title: TextLook,
    /// Titles of warnings.
    pub warning_title: TextLook,
    /// Titles of danger boxes, white on their band.
    pub danger_title: TextLook,
    /// Labels of the patient box.
    pub label: TextLook,
    /// Running header, folio.
    pub furniture: TextLook,
    /// Footer notices.
    pub notice: TextLook,
    /// The accent color.
    pub accent: Color,
    /// The second color; without one, the accent.
    pub second: Color,
    /// Background of note boxes: a light tint of the accent.
    pub tint: Color,
    /// Indent of list items.
    pub indent: Length,
    /// Space inside boxes.
    pub padding: Length,
    /// Thickness of thin rules.
    pub hairline: Length,
    /// Whether everything is in one column, with the notices once, after the text.
    pub large_print: bool,
}

/// How far spaces and leading may shrink before a document spills onto a near-empty page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tightness {
    /// Spaces between blocks, in permille.
    pub spaces: i32,
    /// Leading, in permille.
    pub leading: i32,
}

impl Tightness {
    /// The steps tried, from none to the most that still looks even.
    pub(crate) const STEPS: [Tightness; 4] = [
        Tightness { spaces: 1000, leading: 1000 },
        Tightness { spaces: 850, leading: 985 },
        Tightness { spaces: 720, leading: 970 },
        Tightness { spaces: 600, leading: 950 },
    ];
}

impl Styles {
    /// The styles that follow from a theme.
    pub(crate) fn new(theme: &Theme) -> Styles {
        let size = theme.size;
        let large_print = theme.is_large_print();
        let look = |size: Length, bold: bool, color: Color, leading: i32, above: i32, below: i32| {
            let (least_size, least_leading) = if large_print { (LARGE_PRINT, LARGE_PRINT_LEADING) } else { (size, 0) };
            let size = size.max(least_size);
            TextLook {
                size,
                bold,
                upright: large_print,
                color,
                link: theme.accent,
                leading: size.permille(leading.max(least_leading)),
                above: theme.size.permille(above),
                below: theme.size.permille(below),
                coarse: false,
            }
        };
        let small = size.permille(800);
        let [title, heading, subheading] = match large_print {
            true => [26, 22, 20].map(|points| size * points / 18),
            false => [1800, 1280, 1060].map(|ratio| size.permille(ratio)),
        };
        let dim = if large_print { Color::BLACK } else { Color::Gray(0x33) };
        Styles {
            title: look(title, true, theme.heading, 1150, 0, 400),
            heading: look(heading, true, theme.heading, 1250, 1100, 330),
            subheading: look(subheading, true, theme.second.unwrap_or(Color::BLACK), 1300, 700, 200),
            body: look(size, false, Color::BLACK, 1340, 520, 520),
            fine_print: look(small, false, Color::BLACK, 1280, 400, 350),
            caption: look(small, false, Color::BLACK, 1300, 250, 600),
            note_title: look(subheading, true, theme.accent, 1300, 0, 120),
            warning_title: TextLook { link: WARNING, ..look(subheading, true, WARNING, 1300, 0, 120) },
            danger_title: TextLook { link: Color::WHITE, ..look(subheading, true, Color::WHITE, 1300, 0, 0) },
            label: TextLook { coarse: true, ..look(size.permille(840), false, Color::BLACK, 1300, 0, 0) },
            furniture: TextLook { coarse: true, ..look(size.permille(750), false, dim, 1300, 0, 0) },
            notice: look(size.permille(750), false, Color::BLACK, 1250, 0, 100),
            accent: theme.accent,
            second: theme.second.unwrap_or(theme.accent),
            tint: theme.accent.tint(90),
            indent: size.permille(1900),
            padding: size.permille(650),
            hairline: Length::millipt(500),
            large_print,
        }
    }

    /// The heading above notices in columns.
    pub(crate) fn notices_heading(&self) -> TextLook {
        let leading = self.subheading.leading;
        TextLook { above: Length::ZERO, below: self.notice.size.permille(400), leading, ..self.subheading }
    }

    /// A step of tightening that these styles allow: the leading of large print stays.
    pub(crate) fn tightness(&self, step: Tightness) -> Tightness {
        if self.large_print { Tightness { leading: 1000, ..step } } else { step }
    }
}
