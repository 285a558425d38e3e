//! A handout merged with its site, notices, record and language: what is to be printed, in reading order.
//!
//! Knows no YAML and no fonts. Layout reads it; nothing changes it.

use std::sync::Arc;

use crate::lang::Language;
use crate::lang::words::Lexicon;
use crate::source::Origin;
use crate::style::Theme;

/// Everything that one copy prints.
#[derive(Clone, Debug)]
pub struct Document {
    /// The handout's `id`.
    pub id: String,
    /// The title as running text.
    pub title: Text,
    /// Language of everything that names no other.
    pub language: Language,
    /// The product's words in every language.
    pub lexicon: Lexicon,
    /// The hospital's name, for the PDF's metadata.
    pub author: Option<String>,
    /// When the content was last reviewed, ISO 8601; the PDF's dates unless the caller gives one.
    pub reviewed: Option<String>,
    /// The patient box on page 1, in the order of the handout's fields; empty when it declares none.
    pub fields: Vec<Field>,
    /// What stands for [`InlineKind::Field`]: the patient's values as they print, by field, in the document's language, then
    /// in each other language of its blocks; empty without one. All else of the document is the same for every copy whose
    /// record has the same fields.
    pub values: Vec<Vec<Inline>>,
    /// Whether any field has a value: every page then names the patient.
    pub personalised: bool,
    /// The running header line of a personalised copy: labels and values of the fields that identify the patient.
    pub patient_line: Option<Text>,
    /// Body blocks in reading order.
    pub blocks: Vec<Block>,
    /// The running header, if a site gives one.
    pub header: Option<Header>,
    /// At the start of the last line: the handout's id and version, or what the site says.
    pub footer: Text,
    /// "Page {page} of {pages}" in the document's language.
    pub folio: Text,
    /// Language-assistance notices in the site's order.
    pub notices: Vec<Text>,
    /// Which pages carry the notices.
    pub notices_on: NoticesOn,
    /// Sizes, spaces, colours and paper.
    pub theme: Theme,
}

impl Document {
    /// A text with the patient's values in it.
    pub fn filled(&self, text: &Text) -> Text {
        let mut spans = Vec::with_capacity(text.spans.len());
        fill(&text.spans, &self.values, |span| spans.push(span.clone()));
        Text { language: text.language.clone(), spans }
    }
}

/// Hands out spans with the patient's values in place of fields. A value that ends in a point, as `2:30 p.m.` does, ends
/// the sentence with it: the sentence's own period is left out.
pub fn fill(spans: &[Inline], values: &[Vec<Inline>], mut push: impl FnMut(&Inline)) {
    let mut pointed = false;
    for span in spans {
        match &span.kind {
            InlineKind::Field(index) => {
                let parts = values.get(*index).map_or(&[][..], Vec::as_slice);
                for (at, value) in parts.iter().enumerate() {
                    let mut part = value.styled_as(span);
                    if at == 0 {
                        part.opens.splice(0..0, span.opens.iter().copied());
                    }
                    if at + 1 == parts.len() {
                        part.closes += span.closes;
                    }
                    push(&part);
                    pointed = value.ends_in_point();
                }
            }
            InlineKind::Words(words) if pointed && begins_with_period(words) => {
                pointed = false;
                let origin = match span.origin {
                    Origin::Scalar { scalar, offset } => Origin::Scalar { scalar, offset: offset + 1 },
                    other => other,
                };
                push(&Inline { kind: InlineKind::Words(words[1..].to_owned()), origin, ..span.clone() });
            }
            _ => {
                pointed = false;
                push(span);
            }
        }
    }
}

/// Whether a text begins with a period that ends a sentence: no ellipsis, and no number or name goes on behind it.
pub fn begins_with_period(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(|rest| !rest.starts_with(|c: char| c == '.' || c.is_alphanumeric()))
}

/// The running header's two ends. "Start" is left in a left-to-right document.
#[derive(Clone, Debug)]
pub struct Header {
    /// The hospital's mark, set before `start`.
    pub logo: Option<Arc<Image>>,
    /// At the start edge.
    pub start: Text,
    /// At the end edge.
    pub end: Text,
}

/// Which pages carry the notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticesOn {
    /// All of them.
    EveryPage,
    /// The last.
    LastPage,
}

/// One field of the patient box.
#[derive(Clone, Debug)]
pub struct Field {
    /// What it is called, without a colon.
    pub label: Text,
    /// Where the value stands; without one a line to write on is printed.
    pub value: Option<Text>,
}

/// A block of the body.
#[derive(Clone, Debug)]
pub enum Block {
    /// A section's heading; the title is level 1, a section 2, a subsection 3.
    Heading {
        /// 2 or 3.
        level: u8,
        /// Its words.
        text: Text,
    },
    /// Running text.
    Paragraph(Text),
    /// A boxed note, kept together.
    Note(Vec<Block>),
    /// Whom to call: boxed, kept together.
    Contact(Vec<Block>),
    /// Small print.
    FinePrint(Vec<Block>),
    /// A list.
    List {
        /// What stands before each item.
        kind: ListKind,
        /// The items, each of paragraphs and nested lists.
        items: Vec<Vec<Block>>,
    },
    /// A table with a header row that repeats on each page.
    Table {
        /// Column heads.
        header: Vec<Text>,
        /// Body cells, each of paragraphs and lists; every row as long as the header.
        rows: Vec<Vec<Vec<Block>>>,
    },
    /// A picture.
    Figure {
        /// The picture.
        image: Arc<Image>,
        /// What it shows, for those who do not see it.
        alt: String,
        /// Printed below it.
        caption: Option<Text>,
        /// Where it was named.
        origin: Origin,
    },
    /// The next block starts a page.
    PageBreak,
    /// Blocks in another language than the text round them, laid out in its direction.
    InLanguage {
        /// That language.
        language: Language,
        /// The blocks.
        blocks: Vec<Block>,
    },
}

/// What stands before the items of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Numbers, counted from `start`.
    Steps {
        /// Number of the first item.
        start: u32,
    },
    /// Bullets.
    Bullets,
    /// Boxes to tick.
    Checklist,
}

/// A run of inline content in one language, whose script decides its direction.
#[derive(Clone, Debug)]
pub struct Text {
    /// Language of what names no other.
    pub language: Language,
    /// The spans in reading order.
    pub spans: Vec<Inline>,
}

/// A piece of inline content with the same properties throughout.
#[derive(Clone, Debug)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Bold.
    pub bold: bool,
    /// Italic; in scripts that have none, layout sets it bold or plain.
    pub italic: bool,
    /// Where a click goes.
    pub link: Option<Arc<str>>,
    /// What a screen reader says of the link (PDF/UA-1 7.18.5: `Contents` of the annotation).
    pub link_text: Option<Arc<str>>,
    /// Direction isolate round it (UAX #9).
    pub isolate: Isolate,
    /// Isolates round it and spans after it, the outermost first.
    pub opens: Vec<Isolate>,
    /// How many of those end after it.
    pub closes: usize,
    /// Never broken over a line.
    pub unbreakable: bool,
    /// Language, where it differs from the text's.
    pub language: Option<Language>,
    /// Where it was written.
    pub origin: Origin,
}

impl Inline {
    /// Plain words.
    pub fn words(text: impl Into<String>, origin: Origin) -> Inline {
        Inline {
            kind: InlineKind::Words(text.into()),
            bold: false,
            italic: false,
            link: None,
            link_text: None,
            isolate: Isolate::No,
            opens: vec![],
            closes: 0,
            unbreakable: false,
            language: None,
            origin,
        }
    }

    /// A part of a patient's value in the style of the field that it stands for.
    pub fn styled_as(&self, field: &Inline) -> Inline {
        Inline {
            bold: self.bold || field.bold,
            italic: self.italic || field.italic,
            link: field.link.clone(),
            link_text: field.link_text.clone(),
            ..self.clone()
        }
    }

    /// Whether it is text whose last character is a point.
    pub fn ends_in_point(&self) -> bool {
        matches!(&self.kind, InlineKind::Words(words) if words.ends_with('.') && !words.ends_with(".."))
    }
}

impl Text {
    /// The characters alone, without styles; what only layout knows (page numbers, writing lines) is left out.
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        for span in &self.spans {
            match &span.kind {
                InlineKind::Words(words) => plain.push_str(words),
                InlineKind::LineBreak => plain.push(' '),
                InlineKind::Blank { .. } | InlineKind::Field(_) | InlineKind::PageNumber | InlineKind::PageCount => {}
            }
        }
        plain
    }

    /// Whether a patient's value stands in it.
    pub fn has_field(&self) -> bool {
        self.spans.iter().any(|span| matches!(span.kind, InlineKind::Field(_)))
    }
}

/// What an inline is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InlineKind {
    /// Characters to print.
    Words(String),
    /// A forced line break.
    LineBreak,
    /// A line to write on, this many ems wide.
    Blank {
        /// Width in em.
        ems: u16,
        /// What belongs there, for a screen reader: the field's label.
        label: String,
    },
    /// A field's value, by its place in [`Document::values`].
    Field(usize),
    /// This page's number.
    PageNumber,
    /// How many pages there are.
    PageCount,
}

/// Puts one isolate round spans, of which there is at least one.
pub fn isolate_all(spans: &mut [Inline], isolate: Isolate) {
    match spans {
        [only] if only.isolate == Isolate::No && only.closes == 0 && !matches!(only.kind, InlineKind::Field(_)) => {
            only.isolate = isolate;
        }
        [first, ..] => {
            first.opens.insert(0, isolate);
            if let Some(last) = spans.last_mut() {
                last.closes += 1;
            }
        }
        [] => {}
    }
}

/// A direction isolate (UAX #9, X5a to X5c).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolate {
    /// None.
    No,
    /// Left to right: numbers, times, doses, addresses.
    Ltr,
    /// By its first strong character: names and other values.
    FirstStrong,
}

/// A picture, decoded far enough to be placed.
#[derive(Clone, Debug)]
pub struct Image {
    /// Its width and height, in pixels or in SVG units.
    pub width: u32,
    /// See `width`.
    pub height: u32,
    /// The data.
    pub data: ImageData,
}

/// The data of a picture.
#[derive(Clone, Debug)]
pub enum ImageData {
    /// Rows of 8-bit samples, 1 (gray) or 3 (RGB) channels, opaque: transparency has been laid on white.
    Pixels {
        /// 1 or 3.
        channels: u8,
        /// `width * height * channels` bytes.
        samples: Vec<u8>,
    },
    /// A baseline JPEG file, embedded as it is.
    Jpeg {
        /// 1 or 3.
        channels: u8,
        /// The whole file.
        bytes: Vec<u8>,
    },
    /// A drawing, as filled and stroked paths in SVG units.
    Drawing(Drawing),
}

/// A drawing as paths in painting order.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// The paths.
    pub paths: Vec<DrawnPath>,
}

/// One path with its paint.
#[derive(Clone, Debug)]
pub struct DrawnPath {
    /// Outline in SVG units, y down.
    pub segments: Vec<Segment>,
    /// Fill colour, sRGB.
    pub fill: Option<[u8; 3]>,
    /// Whether the even-odd rule fills it.
    pub even_odd: bool,
    /// Stroke colour and width in SVG units.
    pub stroke: Option<([u8; 3], f32)>,
}

/// A piece of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    /// Starts a subpath.
    Move([f32; 2]),
    /// Straight line.
    Line([f32; 2]),
    /// Cubic Bézier curve: two control points and the end.
    Cubic([f32; 2], [f32; 2], [f32; 2]),
    /// Closes the subpath.
    Close,
}
