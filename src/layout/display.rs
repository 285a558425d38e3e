//! What a page shows: items in reading order, each owned by a structure element or marked as an artifact.
//!
//! Coordinates are absolute on a finished page, and relative to a row while it is composed. The PDF writer draws these
//! and makes no layout decision.

use std::sync::Arc;

use super::lines::LineBox;
use super::shaped::Words;
use crate::geom::{Length, Rect, Size};
use crate::lang::Language;
use crate::model::document::Image;
use crate::text::{Glyph, Run, Shaped};

/// A finished page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The trimmed page.
    pub size: Size,
    /// In reading order; what lies beneath comes first.
    pub items: Vec<Item>,
}

/// The place of one line of a text with a patient's values in it.
#[derive(Clone, Debug)]
pub struct SlotLine {
    /// The slot.
    pub slot: usize,
    /// Its text.
    pub words: Words,
    /// The line.
    pub line: LineBox,
    /// Where the line's left edge stands.
    pub left: Length,
    /// Baseline from the top.
    pub baseline: Length,
}

/// Something drawn.
#[derive(Clone, Debug)]
pub struct Item {
    /// Whose content it is; the runs of a line may name another.
    pub owner: Owner,
    /// What is drawn.
    pub content: Content,
}

/// Whose content an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// An element of the structure tree.
    Element(ElementId),
    /// None: furniture and decoration (ISO 32000-1, 14.8.2.2).
    Artifact(Artifact),
}

/// The kinds of artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Artifact {
    /// Running header.
    Header,
    /// Footer.
    Footer,
    /// Rules, boxes, repeated table heads, lines to write on.
    Layout,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub enum Content {
    /// A line of text.
    Line(TextLine),
    /// A filled rectangle: grounds, bars and rules.
    Fill {
        /// Where.
        rect: Rect,
        /// Colour, sRGB.
        color: [u8; 3],
    },
    /// A picture.
    Picture {
        /// Where; the picture fills it.
        rect: Rect,
        /// The picture.
        image: Arc<Image>,
    },
    /// Room for a line of a text with a patient's values in it.
    Slot(Box<SlotLine>),
    /// A barcode: a square of dark and light modules.
    Symbol {
        /// Where; the symbol fills it.
        rect: Rect,
        /// Modules on a side.
        side: usize,
        /// Row by row from the top; true is dark.
        modules: Vec<bool>,
    },
}

/// A line of text, its runs in logical order.
#[derive(Clone, Debug)]
pub struct TextLine {
    /// The paragraph that it is a line of.
    pub shaped: Arc<Shaped>,
    /// Baseline from the top.
    pub baseline: Length,
    /// The runs.
    pub runs: Vec<PlacedRun>,
}

/// A glyph run at its place.
#[derive(Clone, Debug)]
pub struct PlacedRun {
    /// Left edge.
    pub x: Length,
    /// Extent to the right.
    pub width: Length,
    /// The glyphs, or a line to write on.
    pub run: Run,
    /// A hyphen that ends the line after this run.
    pub hyphen: Option<Glyph>,
    /// The element that owns it: the block's, a link's or a span's.
    pub owner: Owner,
}

/// Index into [`Structure::elements`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ElementId(pub usize);

/// The logical structure of a document. Children are in the order in which their content is drawn.
#[derive(Clone, Debug, Default)]
pub struct Structure {
    /// All elements; the first is the document.
    pub elements: Vec<Element>,
    /// The id of the first: more than zero where these go on from those of another structure.
    pub first: usize,
}

/// An element of the structure tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its role.
    pub role: Role,
    /// The element that holds it; none for the document.
    pub parent: Option<ElementId>,
    /// Its language, where it differs from its parent's.
    pub language: Option<Language>,
    /// Alt text.
    pub alt: Option<String>,
    /// Target of a link, and what is said of it.
    pub link: Option<(Arc<str>, Arc<str>)>,
    /// Text of a heading, for the outline.
    pub heading: Option<String>,
    /// Of a list: what its labels are.
    pub numbering: Option<Numbering>,
}

/// What the labels of a list are (ISO 32000-1, 14.8.5.5, `ListNumbering`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// Bullets.
    Disc,
    /// Boxes to tick.
    Square,
    /// 1, 2, 3.
    Decimal,
}

/// Structure types that handouts use (ISO 32000-1, 14.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the standard's own names")]
pub enum Role {
    Document,
    Sect,
    H1,
    H2,
    H3,
    P,
    L,
    Li,
    Lbl,
    LBody,
    Note,
    Table,
    Tr,
    Th,
    Td,
    Figure,
    Caption,
    Link,
    Span,
}

impl Structure {
    /// Adds an element.
    pub fn add(&mut self, role: Role, parent: Option<ElementId>) -> ElementId {
        self.elements.push(Element {
            role,
            parent,
            language: None,
            alt: None,
            link: None,
            heading: None,
            numbering: None,
        });
        ElementId(self.first + self.elements.len() - 1)
    }

    /// The element.
    pub fn get_mut(&mut self, id: ElementId) -> &mut Element {
        &mut self.elements[id.0 - self.first]
    }
}

impl Item {
    /// Moves it.
    pub fn shift(&mut self, dx: Length, dy: Length) {
        match &mut self.content {
            Content::Line(line) => {
                line.baseline += dy;
                for run in &mut line.runs {
                    run.x += dx;
                }
            }
            Content::Fill { rect, .. } | Content::Picture { rect, .. } | Content::Symbol { rect, .. } => {
                *rect = rect.shifted(dx, dy);
            }
            Content::Slot(slot) => {
                slot.left += dx;
                slot.baseline += dy;
            }
        }
    }
}
