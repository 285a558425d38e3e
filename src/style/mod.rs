//! Named styles: sizes, leading, spaces, colors, paper.
//!
//! Every size is derived from the theme's size of running text, and every space from its line. From 18 pt up that is large
//! print, for which the American Council of the Blind has a guideline (2025-05-06): no text smaller than 18 pt, headings
//! of 22 and 20 pt, line spacing of one and a half times the size, no italics, one column.

mod design;
mod font;
mod parse;
mod scale;
mod theme;

use crate::color::Color;
use crate::geom::Length;
use design::{Frame, Ground, Ink, Kind};

pub(crate) use design::{DESIGNS, Design};
pub(crate) use font::{FaceFile, ThemeFont, ThemeFontId};
pub(crate) use parse::{parse_color, parse_length, parse_paper, parse_text_size};
pub(crate) use scale::{Scale, Step};
pub(crate) use theme::{PAPERS, Theme, ThemeInks, TracePlace};

/// The size of running text from which a handout is large print, and the smallest size in large print.
pub(crate) const LARGE_PRINT: Length = Length::pt(18);

/// The minimum line spacing in large print, in permille of the size.
pub(crate) const LARGE_PRINT_LEADING: i32 = 1500;
/// The same as a line of running text.
const LARGE_PRINT_LINE: (i32, i32) = (3, 2);

/// Titles and frames of warnings: a brown that can be read on white and on its own tint (WCAG 2.2, 1.4.3).
pub(crate) const WARNING: Color = Color::rgb([0x7a, 0x45, 0x00]);
/// The background of warnings.
pub(crate) const WARNING_TINT: Color = Color::rgb([0xff, 0xf3, 0xd6]);
/// Bands and frames of danger boxes: a red on which white can be read.
pub(crate) const DANGER: Color = Color::rgb([0xa8, 0x0f, 0x1e]);
/// The background of danger boxes.
pub(crate) const DANGER_TINT: Color = Color::rgb([0xfd, 0xf0, 0xf0]);

/// What is drawn around the content of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BoxStyle {
    /// Its background, unless that is the paper.
    pub ground: Option<Color>,
    /// The color of everything below.
    pub color: Color,
    /// The width of a bar along its start edge; zero for none, as below.
    pub bar: Length,
    /// The thickness of rules above and below it.
    pub rules: Length,
    /// The thickness of rules on all sides.
    pub outline: Length,
}

/// How a kind of text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextLook {
    /// The theme's own font, if it has one.
    pub font: Option<ThemeFontId>,
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
    /// A note at the end of its section.
    pub footnote: TextLook,
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
    /// Indent of list items.
    pub indent: Length,
    /// Thickness of thin rules.
    pub hairline: Length,
    /// Thickness of the rule above the headings of sections; zero for none, as below.
    pub heading_rule: Length,
    /// Thickness of the rule below the running header.
    pub header_rule: Length,
    /// The scale of spaces.
    pub scale: Scale,
    /// Between the furniture and the text.
    pub furniture_gap: Length,
    /// Above and below boxes, tables and figures with words beside them.
    pub around: Length,
    /// Between the items of a list.
    pub item: Length,
    /// In boxes, above and below their content.
    pub padding: Length,
    /// In boxes, at both sides of their content.
    pub side: Length,
    /// In cells of tables, above and below their content.
    pub cell: Length,
    /// The patient box, if it has a ground of its own.
    pub patient_box: Option<BoxStyle>,
    /// Notes.
    pub note_box: BoxStyle,
    /// Warnings.
    pub warning_box: BoxStyle,
    /// Danger.
    pub danger_box: BoxStyle,
    /// Whom to call.
    pub contact_box: BoxStyle,
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
        let Theme { design, size, .. } = *theme;
        let large_print = theme.is_large_print();
        let scale = Scale::new(size, if large_print { LARGE_PRINT_LINE } else { design.line });
        let sized = |size: Length, kind: Kind, bold: bool, color: Color| {
            let (least_size, least_leading) = if large_print { (LARGE_PRINT, LARGE_PRINT_LEADING) } else { (size, 0) };
            let size = size.max(least_size);
            TextLook {
                font: None,
                size,
                bold,
                upright: large_print,
                color,
                link: theme.accent,
                leading: scale.up(scale.eighths(kind.line).max(size.permille(least_leading))),
                above: scale.step(kind.above),
                below: scale.step(kind.below),
                coarse: false,
            }
        };
        let look = |kind: Kind, bold: bool, color: Color| sized(size.permille(kind.size), kind, bold, color);
        // Titles have sizes of their own in large print.
        let titled = |level: usize, kind: Kind, color: Color| match large_print {
            true => sized(size * design.large[level] / 18, Kind { line: 0, ..kind }, true, color),
            false => look(kind, true, color),
        };
        let dim = if large_print { Color::BLACK } else { Color::Gray(0x33) };
        let hairline = Length::millipt(500);
        let second = theme.second.unwrap_or(theme.accent);
        let frame = |frame: Frame| BoxStyle {
            ground: match frame.ground {
                Ground::Paper => None,
                Ground::Accent => Some(theme.accent.tint(design.tint)),
                Ground::Warning => Some(WARNING_TINT),
                Ground::Danger => Some(DANGER_TINT),
            },
            color: match frame.ink {
                Ink::Accent => theme.accent,
                Ink::Second => second,
                Ink::Warning => WARNING,
                Ink::Danger => DANGER,
            },
            bar: hairline * frame.bar,
            rules: hairline * frame.rules,
            outline: hairline * frame.outline,
        };
        let step = |step| scale.step(step);
        Styles {
            title: titled(0, design.title, theme.heading),
            heading: titled(1, design.heading, theme.heading),
            subheading: titled(2, design.subheading, theme.second.unwrap_or(Color::BLACK)),
            body: look(design.body, false, Color::BLACK),
            fine_print: look(design.fine_print, false, Color::BLACK),
            footnote: TextLook {
                above: step(Step::Quarter),
                below: step(Step::Quarter),
                ..look(design.fine_print, false, Color::BLACK)
            },
            caption: look(design.caption, false, Color::BLACK),
            note_title: titled(2, design.box_title, theme.accent),
            warning_title: TextLook { link: WARNING, ..titled(2, design.box_title, WARNING) },
            danger_title: TextLook {
                link: Color::WHITE,
                below: Length::ZERO,
                ..titled(2, design.box_title, Color::WHITE)
            },
            label: TextLook { coarse: true, ..look(design.label, false, Color::BLACK) },
            furniture: TextLook { coarse: true, ..look(design.furniture, false, dim) },
            notice: look(design.notice, false, Color::BLACK),
            accent: theme.accent,
            indent: size.permille(1900),
            hairline,
            heading_rule: hairline * design.heading_rule,
            header_rule: hairline * design.header_rule,
            scale,
            furniture_gap: step(design.furniture_gap),
            around: step(design.around),
            item: step(design.item),
            padding: step(design.padding),
            side: step(design.side),
            cell: step(design.cell),
            patient_box: design.patient.map(frame),
            note_box: frame(design.note),
            warning_box: frame(design.warning),
            danger_box: frame(design.danger),
            contact_box: frame(design.contact),
            large_print,
        }
    }

    /// The same in a theme's own font.
    pub(crate) fn in_font(mut self, font: Option<ThemeFontId>) -> Styles {
        let titles = [&mut self.title, &mut self.heading, &mut self.subheading];
        let boxes = [&mut self.note_title, &mut self.warning_title, &mut self.danger_title, &mut self.label];
        let others = [&mut self.body, &mut self.fine_print, &mut self.caption, &mut self.furniture, &mut self.notice];
        titles.into_iter().chain(boxes).chain(others).for_each(|look| look.font = font);
        self
    }

    /// A step of the scale of spaces.
    pub(crate) fn space(&self, step: Step) -> Length {
        self.scale.step(step)
    }

    /// The heading above notices in columns.
    pub(crate) fn notices_heading(&self) -> TextLook {
        TextLook { above: Length::ZERO, below: self.space(Step::Quarter), ..self.subheading }
    }

    /// A step of tightening that these styles allow: the leading of large print stays.
    pub(crate) fn tightness(&self, step: Tightness) -> Tightness {
        if self.large_print { Tightness { leading: 1000, ..step } } else { step }
    }
}
