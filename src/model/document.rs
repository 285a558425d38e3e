//! A handout merged with its site, notices, record and language: what is to be printed, in reading order.
//!
//! Knows no YAML and no fonts. Layout reads it; nothing changes it.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub(crate) use super::forms::{Align, Daytime, Extent, TableForm, TimeHead, Urgency};
pub(crate) use super::text::{FieldRef, Inline, InlineKind, Isolate, Mark, MarkTarget, Text, isolate_all};
use super::values::PrintedValues;
use crate::color::Color;
use crate::geom::{Length, Size};
use crate::lang::Language;
use crate::lang::words::Lexicon;
use crate::source::Origin;
use crate::source::Span;
use crate::style::Theme;

/// Everything that one copy prints.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The handout's `id`.
    pub id: String,
    /// The title as running text.
    pub title: Text,
    /// The language of everything without its own.
    pub language: Language,
    /// The product's words in every language.
    pub lexicon: Lexicon,
    /// The handout's version.
    pub version: Option<String>,
    /// The hospital's name, for the PDF's metadata.
    pub author: Option<String>,
    /// When the content was last reviewed, ISO 8601; the PDF's dates unless the caller gives one.
    pub reviewed: Option<String>,
    /// The patient box on page 1, in the order of the handout's fields; empty when it declares none.
    pub fields: Vec<Field>,
    /// What is printed in place of each [`InlineKind::Field`], in the document's language and in every other language
    /// of its blocks. The rest of the document is the same for every copy whose record has the same fields.
    pub values: PrintedValues,
    /// Whether any field has a value: every page then names the patient.
    pub personalized: bool,
    /// The running header line of a personalized copy: labels and values of the fields that identify the patient.
    pub patient_line: Option<Text>,
    /// Body blocks in reading order.
    pub blocks: Vec<Block>,
    /// All pictures, each with the place where it is first named.
    pub pictures: Vec<(Span, Arc<Image>)>,
    /// The running header, if a site gives one.
    pub header: Option<Header>,
    /// At the start of the last line: the handout's id and version, or what the site says.
    pub footer: Text,
    /// "Page {page} of {pages}" in the document's language.
    pub folio: Text,
    /// The line beside the marks of a press file.
    pub slug: Option<Slug>,
    /// Language-assistance notices in the site's order.
    pub notices: Vec<Text>,
    /// Above notices in columns.
    pub notices_heading: Option<Text>,
    /// Which pages have the notices.
    pub notices_on: NoticesOn,
    /// Sizes, spaces, colors and paper.
    pub theme: Theme,
}

impl Document {
    /// The size of its pages, upright or turned.
    pub(crate) fn paper(&self, turned: bool) -> Size {
        let Size { width, height } = self.theme.paper;
        if turned { Size { width: height, height: width } } else { self.theme.paper }
    }

    /// The size of its first page.
    pub(crate) fn first_page(&self) -> Size {
        self.paper(matches!(self.blocks.first(), Some(Block::Landscape(_))))
    }
}

/// The line beside the marks of a press file.
#[derive(Clone, Debug)]
pub(crate) struct Slug {
    /// What it says.
    pub text: Text,
    /// From the edge of the sheet to the trimmed page.
    pub around: Length,
}

/// The running header. "Start" is left in a left-to-right document.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// The hospital's logo.
    pub logo: Option<Logo>,
    /// At the start edge, in the middle and at the end edge.
    pub texts: [Text; 3],
    /// Which of them page 1 does not have.
    pub not_on_first: [bool; 3],
}

/// A hospital's logo.
#[derive(Clone, Debug)]
pub(crate) struct Logo {
    /// The image.
    pub image: Arc<Image>,
    /// Where it is between the edges: in the middle, it is above the texts.
    pub place: Align,
    /// Its height; without one, that of two lines.
    pub height: Option<Length>,
}

/// Which pages have the notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticesOn {
    /// All of them.
    EveryPage,
    /// The last.
    LastPage,
}

/// One field of the patient box.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its label, without a colon.
    pub label: Text,
    /// The value; without one, a blank line to write on is printed.
    pub value: Option<Text>,
}

/// A block of the body.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    /// A section's heading; the title is level 1, a section 2, a subsection 3.
    Heading {
        /// 2 or 3.
        level: u8,
        /// Its words.
        text: Text,
        /// Its number, if headings have numbers: `1.2 `.
        number: Option<Text>,
    },
    /// Running text.
    Paragraph(Text),
    /// A boxed note, warning or danger, kept together.
    Notice {
        /// How urgent it is.
        urgency: Urgency,
        /// Above it, in bold.
        title: Option<Text>,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// Whom to call: boxed, kept together.
    Contact(Vec<Block>),
    /// Small print.
    FinePrint(Vec<Block>),
    /// A list.
    List {
        /// The marker before each item.
        kind: ListKind,
        /// The items, each of paragraphs and nested lists.
        items: Vec<Vec<Block>>,
        /// How many columns they are in.
        columns: usize,
    },
    /// Terms, each with its definition.
    Definitions(Vec<(Text, Vec<Block>)>),
    /// A table with a header row that repeats on each page.
    Table {
        /// Column headings.
        header: Vec<Text>,
        /// Body cells, each of paragraphs and lists; every row as long as the header.
        rows: Vec<Vec<Vec<Block>>>,
        /// How it is set.
        form: TableForm,
    },
    /// Medicines, and how many of each are taken when.
    Schedule(Box<Schedule>),
    /// An image, with words beside it or none.
    Figure {
        /// The image with its texts.
        figure: Figure,
        /// Its width, if it is not the image's own.
        width: Option<Extent>,
        /// Where it is between the edges of the text.
        align: Align,
        /// Paragraphs and lists beside it.
        beside: Vec<Block>,
    },
    /// Several images in a row.
    Figures(Vec<Figure>),
    /// A link as a QR code.
    Code {
        /// The symbol.
        symbol: Symbol,
        /// What it leads to, for people who cannot see it.
        alt: String,
        /// Printed below it.
        caption: Option<Text>,
        /// The address in print.
        address: Text,
        /// Where it was written.
        origin: Origin,
    },
    /// Lines to sign on.
    Signature {
        /// Who signs, printed below each line.
        labels: Vec<Text>,
        /// The label of a line for the date beside each.
        date: Option<Text>,
    },
    /// The text of a footnote where its author wrote it: not in a finished document, in which [`Block::Footnotes`] has
    /// it.
    FootnoteText {
        /// The name that marks use.
        name: String,
        /// What it says.
        text: Text,
        /// Where it was written.
        origin: Origin,
    },
    /// The notes of a section, at its end.
    Footnotes(Vec<Footnote>),
    /// The next block starts a new page.
    PageBreak,
    /// Blocks on pages of their own, which are turned: as wide as the others are tall.
    Landscape(Vec<Block>),
    /// Blocks in a language other than the surrounding text's, laid out in its direction.
    InLanguage {
        /// That language.
        language: Language,
        /// The blocks.
        blocks: Vec<Block>,
    },
}

/// A note at the end of its section.
#[derive(Clone, Debug)]
pub(crate) struct Footnote {
    /// Its place among all notes that are printed: what its marks have, too.
    pub note: usize,
    /// The same words as its marks: `[1]`.
    pub label: Text,
    /// What it says.
    pub text: Text,
}

/// A schedule of medicines.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    /// The head of the column of medicines.
    pub medicine: Text,
    /// The head of a column of reasons.
    pub why: Text,
    /// The times of day, in order.
    pub times: Vec<TimeHead>,
    /// The medicines, each with an amount or none for each time.
    pub medicines: Vec<Medicine>,
}

/// A medicine and how many are taken when.
#[derive(Clone, Debug)]
pub(crate) struct Medicine {
    /// Its name.
    pub name: Text,
    /// What one of it is.
    pub dose: Option<Text>,
    /// What it is for: alone, and after the word for it.
    pub why: Option<(Text, Text)>,
    /// How to take it: paragraphs and lists.
    pub note: Vec<Block>,
    /// How many are taken at each of the schedule's times.
    pub amounts: Vec<Option<Text>>,
}

/// An image with its texts.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// The image.
    pub image: Arc<Image>,
    /// What it shows, for people who cannot see it.
    pub alt: String,
    /// Printed below it.
    pub caption: Option<Text>,
    /// Where it was named.
    pub origin: Origin,
}

/// A square of dark and light modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Symbol {
    /// Modules on a side.
    pub side: usize,
    /// Row by row from the top; true is dark.
    pub modules: Vec<bool>,
}

/// The marker before a list's items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListKind {
    /// Numbers, counted from `start`.
    Steps {
        /// Number of the first item.
        start: u32,
        /// The numbers of the steps around it, outermost first; 0 is none.
        outer: [u32; 2],
    },
    /// Bullets.
    Bullets,
    /// Boxes to check.
    Checklist,
    /// A box to check before a block that may not be for this patient; it stays with the block.
    Condition,
}

/// An image, decoded far enough to be placed.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    /// Its width and height, in pixels or in SVG units.
    pub width: u32,
    /// See `width`.
    pub height: u32,
    /// Pixels per inch across and down, as far as the file says.
    pub resolution: Option<[f32; 2]>,
    /// The ICC profile of its red, green and blue, if they are not sRGB; only presses use it.
    pub profile: Option<Arc<[u8]>>,
    /// The data.
    pub data: ImageData,
}

/// The data of an image.
#[derive(Clone, Debug)]
pub(crate) enum ImageData {
    /// Rows of 8-bit samples, 1 (gray) or 3 (RGB) channels, opaque: transparency has been flattened onto white.
    Pixels {
        /// 1 or 3.
        channels: u8,
        /// `width * height * channels` bytes.
        samples: Vec<u8>,
    },
    /// A baseline JPEG file, embedded unchanged where its colors can be.
    Jpeg {
        /// 1, 3 or 4.
        channels: u8,
        /// The whole file.
        bytes: Vec<u8>,
    },
    /// A drawing, as filled paths in SVG units; its lines are outlines, too.
    Drawing(Drawing),
}

/// A drawing as paths in painting order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drawing {
    /// The paths.
    pub paths: Vec<DrawnPath>,
}

/// One path with its paint.
#[derive(Clone, Default)]
pub(crate) struct DrawnPath {
    /// Outline in SVG units, y down.
    pub segments: Vec<Segment>,
    /// Fill color.
    pub fill: Option<Color>,
    /// Whether it is filled by the even-odd rule.
    pub even_odd: bool,
    /// What is painted in it instead of one color.
    pub inside: Option<Inside>,
    /// Letters that it stands for until layout has their outlines.
    pub letters: Option<LettersOf>,
}

/// A piece of a line of text in a drawing.
#[derive(Clone, Debug)]
pub(crate) struct LettersOf {
    /// The whole line: the pieces before it decide where it is.
    pub line: Arc<[Letters]>,
    /// Which of them it is.
    pub piece: usize,
    /// Where the line is to its place.
    pub anchor: Anchor,
    /// From the line's place, y down, to the drawing.
    pub matrix: [f32; 6],
}

impl LettersOf {
    /// The piece.
    pub(crate) fn own(&self) -> &Letters {
        &self.line[self.piece]
    }
}

/// Letters of one style in a drawing. Lengths are in its units.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Letters {
    /// What they say.
    pub text: String,
    /// Their language, if it is named.
    pub language: Option<Language>,
    /// The side of their em.
    pub size: f32,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// How far they are moved to the right from where those before them end.
    pub across: f32,
    /// How far their baseline is below that of their line.
    pub rise: f32,
    /// The line of the drawing's file.
    pub line: u32,
}

impl Letters {
    /// Whether they are of one style with others.
    pub(crate) fn is_like(&self, other: &Letters) -> bool {
        let style = |letters: &Letters| (letters.size, letters.bold, letters.italic, letters.rise);
        style(self) == style(other) && self.language == other.language
    }
}

/// Where a line of text in a drawing is to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Its left end is there.
    Left,
    /// Its middle.
    Middle,
    /// Its right end.
    Right,
}

/// What is painted inside a path.
#[derive(Clone)]
pub(crate) enum Inside {
    /// Shapes one over the other: a gradient.
    Bands(Vec<Band>),
    /// A raster image, and the matrix from the unit square, y up, to the drawing.
    Image(Arc<Image>, [f32; 6]),
}

/// For codes, too: an image is represented by its digest.
impl fmt::Debug for Inside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Inside::Bands(bands) => f.debug_tuple("Bands").field(bands).finish(),
            Inside::Image(image, matrix) => {
                let digest = match &image.data {
                    ImageData::Pixels { samples: bytes, .. } | ImageData::Jpeg { bytes, .. } => Sha256::digest(bytes),
                    ImageData::Drawing(drawing) => Sha256::digest(format!("{drawing:?}")),
                };
                f.debug_tuple("Image").field(&[image.width, image.height]).field(&digest).field(matrix).finish()
            }
        }
    }
}

/// A shape in one color.
#[derive(Clone, Debug)]
pub(crate) struct Band {
    /// Its color.
    pub color: Color,
    /// Its outline.
    pub segments: Vec<Segment>,
}

/// Codes on the pages of copies depend on this text: what a path may also have is in it only where it is there, so that
/// codes stay the same.
impl fmt::Debug for DrawnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("DrawnPath");
        fields.field("segments", &self.segments).field("fill", &self.fill).field("even_odd", &self.even_odd);
        if let Some(inside) = &self.inside {
            fields.field("inside", inside);
        }
        fields.finish()
    }
}

/// A piece of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Segment {
    /// Starts a subpath.
    Move([f32; 2]),
    /// Straight line.
    Line([f32; 2]),
    /// Cubic Bézier curve: two control points and the end.
    Cubic([f32; 2], [f32; 2], [f32; 2]),
    /// Closes the subpath.
    Close,
}
