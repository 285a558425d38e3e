//! What a page shows: items in reading order, each owned by a structure element or marked as an artifact.
//!
//! Coordinates are absolute on a finished page, and relative to a row during composition. The PDF writer draws these
//! and makes no layout decisions.

use std::sync::Arc;

use super::lines::LineBox;
use super::shaped::Words;
use crate::color::Color;
use crate::geom::{Length, Rect, Size};
use crate::lang::Language;
use crate::model::document::Image;
use crate::text::{Glyph, Run, Shaped};

/// A finished page.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// The trimmed page.
    pub size: Size,
    /// In reading order; whatever lies beneath comes first.
    pub items: Vec<Item>,
}

impl Page {
    /// The same page, all of it decoration: for a second print of it.
    pub(crate) fn as_artifact(&self) -> Page {
        let artifact = |owner: &mut Owner| {
            if let Owner::Element(_) = owner {
                *owner = Owner::Artifact(Artifact::Layout);
            }
        };
        let mut page = self.clone();
        for item in &mut page.items {
            artifact(&mut item.owner);
            if let Content::Line(line) = &mut item.content {
                line.runs.iter_mut().for_each(|run| artifact(&mut run.owner));
            }
        }
        page
    }
}

/// The place of one line of a text with a patient's values.
#[derive(Clone, Debug)]
pub(crate) struct SlotLine {
    /// The slot.
    pub slot: usize,
    /// Its text.
    pub words: Words,
    /// The line.
    pub line: LineBox,
    /// The line's left edge.
    pub left: Length,
    /// Baseline from the top.
    pub baseline: Length,
}

/// Something drawn.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The owner of its content; the runs of a line may name another.
    pub owner: Owner,
    /// What is drawn.
    pub content: Content,
}

/// The owner of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// An element of the structure tree.
    Element(ElementId),
    /// None: furniture and decoration (ISO 32000-1, 14.8.2.2).
    Artifact(Artifact),
}

/// The kinds of artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Artifact {
    /// Running header.
    Header,
    /// Footer.
    Footer,
    /// Rules, boxes, repeated table headers, blank lines.
    Layout,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A line of text.
    Line(TextLine),
    /// A filled rectangle: backgrounds, bars and rules.
    Fill {
        /// Where.
        rect: Rect,
        /// Color.
        color: Color,
    },
    /// An image.
    Picture {
        /// Where; the image fills it.
        rect: Rect,
        /// The image.
        image: Arc<Image>,
    },
    /// Room for a line of a text with a patient's values.
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
pub(crate) struct TextLine {
    /// The paragraph that it is a line of.
    pub shaped: Arc<Shaped>,
    /// Baseline from the top.
    pub baseline: Length,
    /// The runs.
    pub runs: Vec<PlacedRun>,
}

/// A glyph run at its place.
#[derive(Clone, Debug)]
pub(crate) struct PlacedRun {
    /// Left edge.
    pub x: Length,
    /// Extent to the right.
    pub width: Length,
    /// The glyphs, or a blank line.
    pub run: Run,
    /// A hyphen that ends the line after this run.
    pub hyphen: Option<Glyph>,
    /// Its owner: the block's element, a link's or a span's.
    pub owner: Owner,
    /// Its color.
    pub color: Color,
}

/// Index into [`Structure::elements`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ElementId(pub usize);

/// The logical structure of a document. Children are in the order in which their content is drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct Structure {
    /// All elements; the first is the document.
    pub elements: Vec<Element>,
    /// The id of the first: above zero if these continue another structure.
    pub first: usize,
}

/// An element of the structure tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its role.
    pub role: Role,
    /// Its parent; none for the document.
    pub parent: Option<ElementId>,
    /// Its language, where it differs from its parent's.
    pub language: Option<Language>,
    /// Alt text.
    pub alt: Option<String>,
    /// A link's target and its description.
    pub link: Option<(Arc<str>, Arc<str>)>,
    /// Text of a heading, for the outline.
    pub heading: Option<String>,
    /// For a list: the kind of labels.
    pub numbering: Option<Numbering>,
    /// For a heading in a table: whether it is a row's.
    pub is_row_head: bool,
    /// For a footnote and its marks: which of the printed notes it is.
    pub note: Option<usize>,
}

/// The kinds of list labels (ISO 32000-1, 14.8.5.5, `ListNumbering`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbering {
    /// Bullets.
    Disc,
    /// Checkboxes.
    Square,
    /// 1, 2, 3.
    Decimal,
    /// Terms.
    Terms,
}

/// Structure types that handouts use (ISO 32000-1, 14.8.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
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
    /// A note at the end of its section.
    Footnote,
    /// The mark of such a note.
    Reference,
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
    pub(crate) fn add(&mut self, role: Role, parent: Option<ElementId>) -> ElementId {
        self.elements.push(Element {
            role,
            parent,
            language: None,
            alt: None,
            link: None,
            heading: None,
            numbering: None,
            is_row_head: false,
            note: None,
        });
        ElementId(self.first + self.elements.len() - 1)
    }

    /// The element.
    pub(crate) fn get_mut(&mut self, id: ElementId) -> &mut Element {
        &mut self.elements[id.0 - self.first]
    }
}

impl Item {
    /// Whether it is a line above the top of the page: a slug line.
    pub(crate) fn is_above_page(&self) -> bool {
        matches!(&self.content, Content::Line(line) if line.baseline < Length::ZERO)
    }

    /// Moves it.
    pub(crate) fn shift(&mut self, dx: Length, dy: Length) {
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
