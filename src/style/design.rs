//! Designs: what a theme's name stands for, as data. Sizes are parts of the size of running text, spaces are steps of the
//! [`scale`](super::scale), and rules are so many hairlines thick.

use super::scale::Step;
use crate::color::Color;
use crate::geom::{Length, Sides, Size};

/// A design.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Design {
    /// Its name in a theme.
    pub name: &'static str,
    /// The color of rules, bars and headings, unless the theme says another.
    pub accent: Color,
    /// How much of the accent the background of boxes has, in permille.
    pub tint: u16,
    /// From the page's edges to the text, unless the theme says otherwise.
    pub margins: Sides,
    /// The same on paper narrower than A4.
    pub narrow_margins: Sides,
    /// The line of running text: a fraction of its size.
    pub line: (i32, i32),
    pub title: Kind,
    pub heading: Kind,
    pub subheading: Kind,
    pub body: Kind,
    pub fine_print: Kind,
    pub caption: Kind,
    pub box_title: Kind,
    pub label: Kind,
    pub furniture: Kind,
    pub notice: Kind,
    /// Sizes of title, heading and subheading in large print, in points where running text has 18.
    pub large: [i32; 3],
    /// The rule above the headings of sections.
    pub heading_rule: i32,
    /// The rule below the running header.
    pub header_rule: i32,
    /// Between the furniture and the text.
    pub furniture_gap: Step,
    /// Above and below boxes, tables and figures with words beside them.
    pub around: Step,
    /// Between the items of a list.
    pub item: Step,
    /// In boxes, above and below their content.
    pub padding: Step,
    /// In boxes, at both sides of their content.
    pub side: Step,
    /// In cells of tables, above and below their content.
    pub cell: Step,
    /// The patient box, if it has a ground of its own.
    pub patient: Option<Frame>,
    pub note: Frame,
    pub warning: Frame,
    pub danger: Frame,
    pub contact: Frame,
}

impl Design {
    /// The margins on paper of a size.
    pub(crate) fn margins_on(&self, paper: Size) -> Sides {
        if paper.width < NARROW { self.narrow_margins } else { self.margins }
    }
}

/// Paper narrower than this is a small page: A4 and letter are wider, A5 and half-letter are not.
const NARROW: Length = Length::pt(500);

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// In permille of the size of running text.
    pub size: i32,
    /// Its line, in eighths of the line of running text.
    pub line: i32,
    pub above: Step,
    pub below: Step,
}

/// What is drawn around the content of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub ground: Ground,
    pub ink: Ink,
    /// A bar along its start edge.
    pub bar: i32,
    /// Rules above and below it.
    pub rules: i32,
    /// Rules on all sides.
    pub outline: i32,
}

/// The background of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// That of the paper.
    Paper,
    /// A tint of the accent.
    Accent,
    /// The tint of warnings.
    Warning,
    /// The tint of danger.
    Danger,
}

/// The color of a box's bars and rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// The accent.
    Accent,
    /// The second color; without one, the accent.
    Second,
    /// The brown of warnings.
    Warning,
    /// The red of danger.
    Danger,
}

const fn kind(size: i32, line: i32, above: Step, below: Step) -> Kind {
    Kind { size, line, above, below }
}

/// Margins in points: at the top, at each side, at the bottom.
const fn sides(top: i32, side: i32, bottom: i32) -> Sides {
    Sides { top: Length::pt(top), right: Length::pt(side), bottom: Length::pt(bottom), left: Length::pt(side) }
}

const PLAIN: Frame = Frame { ground: Ground::Paper, ink: Ink::Accent, bar: 0, rules: 0, outline: 0 };

/// The design of a theme without a name: as much on a page as is still easy to read.
pub(crate) const STANDARD: Design = Design {
    name: "standard",
    accent: Color::rgb([0x1b, 0x4f, 0x8a]),
    tint: 90,
    margins: sides(40, 54, 38),
    narrow_margins: sides(40, 54, 38),
    line: (4, 3),
    title: kind(1800, 12, Step::Zero, Step::Quarter),
    heading: kind(1280, 10, Step::ThreeQuarters, Step::Quarter),
    subheading: kind(1060, 8, Step::Half, Step::Hair),
    body: kind(1000, 8, Step::ThreeEighths, Step::ThreeEighths),
    fine_print: kind(800, 6, Step::Quarter, Step::Quarter),
    caption: kind(800, 6, Step::Quarter, Step::Half),
    box_title: kind(1060, 8, Step::Zero, Step::Hair),
    label: kind(840, 6, Step::Zero, Step::Zero),
    furniture: kind(750, 6, Step::Zero, Step::Zero),
    notice: kind(750, 6, Step::Zero, Step::Zero),
    large: [26, 22, 20],
    heading_rule: 0,
    header_rule: 2,
    furniture_gap: Step::ThreeQuarters,
    around: Step::ThreeQuarters,
    item: Step::Quarter,
    padding: Step::Half,
    side: Step::ThreeQuarters,
    cell: Step::Hair,
    patient: None,
    note: Frame { ground: Ground::Accent, bar: 6, ..PLAIN },
    warning: Frame { ground: Ground::Warning, ink: Ink::Warning, outline: 3, ..PLAIN },
    danger: Frame { ground: Ground::Danger, ink: Ink::Danger, outline: 4, ..PLAIN },
    contact: Frame { ground: Ground::Accent, ink: Ink::Second, rules: 2, ..PLAIN },
};

/// More white space, larger headings, plain rules, a calm color.
pub(crate) const CLEAR: Design = Design {
    name: "clear",
    accent: Color::rgb([0x0b, 0x57, 0x6b]),
    tint: 80,
    margins: sides(50, 70, 46),
    narrow_margins: sides(44, 48, 40),
    line: (7, 5),
    title: kind(2250, 15, Step::Half, Step::ThreeQuarters),
    heading: kind(1500, 11, Step::LineAndHalf, Step::ThreeEighths),
    subheading: kind(1150, 8, Step::ThreeQuarters, Step::Hair),
    body: kind(1000, 8, Step::Half, Step::Half),
    fine_print: kind(800, 6, Step::Half, Step::Quarter),
    caption: kind(800, 6, Step::Quarter, Step::Half),
    box_title: kind(1150, 8, Step::Zero, Step::Quarter),
    label: kind(840, 6, Step::Zero, Step::Zero),
    furniture: kind(750, 6, Step::Zero, Step::Zero),
    notice: kind(750, 6, Step::Zero, Step::Zero),
    large: [28, 24, 20],
    heading_rule: 1,
    header_rule: 0,
    furniture_gap: Step::Line,
    around: Step::Line,
    item: Step::ThreeEighths,
    padding: Step::ThreeQuarters,
    side: Step::Line,
    cell: Step::Quarter,
    patient: Some(Frame { ground: Ground::Accent, ..PLAIN }),
    note: Frame { ground: Ground::Accent, ..PLAIN },
    warning: Frame { ground: Ground::Warning, ink: Ink::Warning, bar: 8, ..PLAIN },
    danger: Frame { ground: Ground::Danger, ink: Ink::Danger, outline: 3, ..PLAIN },
    contact: Frame { ground: Ground::Accent, ink: Ink::Second, bar: 8, ..PLAIN },
};

/// The designs by their names.
pub(crate) static DESIGNS: [&Design; 2] = [&STANDARD, &CLEAR];
