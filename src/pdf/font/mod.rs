//! Used glyphs in, an embedded font out.
//!
//! A PDF reader returns text code by code, so each code stands for exactly one piece of source text, and the image of a
//! whole cluster belongs to one of its codes. That requires glyphs which the font does not have: composites that draw a
//! cluster, blanks with a character and no image, copies of a glyph with a different advance. [`FontEncoder`] collects
//! what the text uses and numbers it; [`FontEncoder::finish`] reduces the font to that, adds the missing glyphs, and
//! writes the maps that a PDF requires beside the font file.
//!
//! Nothing here knows pages, lines or shaping.

mod cff;
mod charstring;
pub(crate) mod codes;
mod glyphs;
mod objects;
mod program;
mod sfnt;
mod to_unicode;

use rustc_hash::FxHashMap;

pub(crate) use program::FontProgram;

use crate::fonts::Face;

/// What one code draws, in the font's own glyph ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Outline {
    /// Nothing.
    Blank,
    /// A glyph of the font.
    Glyph(u16),
    /// Several glyphs of the font, each moved. A single one that is not moved is the same as `Glyph`, none at all the
    /// same as `Blank`.
    Composite(Box<[Component]>),
}

/// A glyph inside a composite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Component {
    /// The font's own glyph id.
    pub glyph: u16,
    /// Distance to the right of the composite's origin, in font units.
    pub dx: i16,
    /// Distance above the baseline, in font units.
    pub dy: i16,
}

/// Why a font program cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EncodeError {
    /// `hmtx` holds 0 to 65,535. Clusters with a negative advance must be joined with their neighbor.
    #[error("font `{face}`: an advance of {advance} units does not fit a glyph")]
    Advance {
        /// PostScript name.
        face: String,
        /// In font units.
        advance: i32,
    },
    /// A component was moved, or a cluster extends, beyond the 16 bits of a glyph's coordinates.
    #[error("font `{face}`: a cluster reaches too far from its origin")]
    Extent {
        /// PostScript name.
        face: String,
    },
    /// A code with no text, or text that PDF/UA-1 7.21.7 forbids: U+0000, U+FEFF, U+FFFE.
    #[error("font `{face}`: a code cannot represent the text {text:?}")]
    Text {
        /// PostScript name.
        face: String,
        /// The text.
        text: String,
    },
    /// More codes than [`codes::MOST`], or more than 65,535 glyphs.
    #[error("font `{face}`: too many different glyphs for one font")]
    TooMany {
        /// PostScript name.
        face: String,
    },
    /// The font file contradicts itself.
    #[error("font `{face}` is damaged: {what}")]
    Damaged {
        /// PostScript name.
        face: String,
        /// What was found.
        what: String,
    },
}

/// Provides codes for what a text uses of one face.
pub(crate) trait Codes {
    /// The face.
    fn face(&self) -> &Face;
    /// The code that draws an outline, advances by `advance` font units and reads as `text`; see [`FontEncoder::code`].
    fn code(&mut self, outline: &Outline, advance: i32, text: &str) -> u16;
}

/// The codes of an encoder that accepts no more.
#[derive(Clone, Debug)]
pub(crate) struct Fixed<'e, 'a> {
    encoder: &'e FontEncoder<'a>,
    /// Whether all requested codes were found.
    pub complete: bool,
}

impl<'e, 'a> Fixed<'e, 'a> {
    /// The codes of an encoder.
    pub(crate) fn new(encoder: &'e FontEncoder<'a>) -> Fixed<'e, 'a> {
        Fixed { encoder, complete: true }
    }
}

impl Codes for Fixed<'_, '_> {
    fn face(&self) -> &Face {
        self.encoder.face
    }

    fn code(&mut self, outline: &Outline, advance: i32, text: &str) -> u16 {
        self.encoder.find(outline, advance, text).unwrap_or_else(|| {
            self.complete = false;
            0
        })
    }
}

impl Codes for FontEncoder<'_> {
    fn face(&self) -> &Face {
        self.face
    }

    fn code(&mut self, outline: &Outline, advance: i32, text: &str) -> u16 {
        FontEncoder::code(self, outline, advance, text)
    }
}

/// Numbers what a text uses of one face.
#[derive(Clone, Debug)]
pub(crate) struct FontEncoder<'a> {
    face: &'a Face,
    /// By CID − 1, in order of first use.
    codes: Vec<Code>,
    by_key: FxHashMap<Code, u16>,
    composites: Vec<Box<[Component]>>,
    composite_ids: FxHashMap<Box<[Component]>, u32>,
    texts: Vec<Box<str>>,
    text_ids: FxHashMap<Box<str>, u32>,
    /// The first error; [`FontEncoder::finish`] reports it.
    problem: Option<EncodeError>,
}

/// What distinguishes a code from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Code {
    shape: Shape,
    text: Text,
}

/// An outline and its advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Shape {
    drawing: Drawing,
    advance: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Drawing {
    Blank,
    Glyph(u16),
    /// Index into the encoder's composites.
    Composite(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Text {
    Char(char),
    /// Index into the encoder's texts.
    Several(u32),
}

impl<'a> FontEncoder<'a> {
    /// An encoder that has seen no text.
    pub(crate) fn new(face: &'a Face) -> FontEncoder<'a> {
        FontEncoder {
            face,
            codes: Vec::new(),
            by_key: FxHashMap::default(),
            composites: Vec::new(),
            composite_ids: FxHashMap::default(),
            texts: Vec::new(),
            text_ids: FxHashMap::default(),
            problem: None,
        }
    }

    /// The code (a CID, from 1 up, in order of first use) that draws an outline, advances by `advance` font units and
    /// reads as `text`. The same three always give the same code.
    ///
    /// The advance is the value in the PDF's `W` and the program's `hmtx`: 0 to 65,535. Anything that cannot be encoded
    /// (another advance, no text, a text PDF/UA forbids) is reported by [`FontEncoder::finish`], so that callers need
    /// not stop in the middle of a line.
    pub(crate) fn code(&mut self, outline: &Outline, advance: i32, text: &str) -> u16 {
        if let Some(code) = self.find(outline, advance, text) {
            return code;
        }
        let drawing = match plain(outline) {
            Ok(drawing) => drawing,
            Err(components) => Drawing::Composite(self.composite(components)),
        };
        let text_key = match only_char(text) {
            Some(only) => Text::Char(only),
            None => Text::Several(self.text(text)),
        };
        let key = Code { shape: Shape { drawing, advance }, text: text_key };
        self.check(advance, text);
        let Some(code) = u16::try_from(self.codes.len() + 1).ok().filter(|cid| *cid <= codes::MOST) else {
            let face = self.face.name().to_owned();
            self.problem.get_or_insert(EncodeError::TooMany { face });
            return codes::MOST;
        };
        self.codes.push(key);
        self.by_key.insert(key, code);
        code
    }

    /// The code of this outline, advance and text, if it has been requested before.
    pub(crate) fn find(&self, outline: &Outline, advance: i32, text: &str) -> Option<u16> {
        let drawing = match plain(outline) {
            Ok(drawing) => drawing,
            Err(components) => Drawing::Composite(*self.composite_ids.get(components)?),
        };
        let text = match only_char(text) {
            Some(only) => Text::Char(only),
            None => Text::Several(*self.text_ids.get(text)?),
        };
        self.by_key.get(&Code { shape: Shape { drawing, advance }, text }).copied()
    }

    /// A hash of all codes: encoders of one face with the same hash give the same font.
    pub(crate) fn digest(&self) -> [u8; 32] {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        hash.update(self.face.name());
        for (code, text) in self.codes.iter().zip(self.code_texts()) {
            hash.update([0]);
            match code.shape.drawing {
                Drawing::Blank => hash.update([1]),
                Drawing::Glyph(glyph) => hash.update([2, (glyph >> 8) as u8, glyph as u8]),
                Drawing::Composite(id) => {
                    for component in self.composites.get(id as usize).into_iter().flatten() {
                        hash.update([3]);
                        hash.update(component.glyph.to_be_bytes());
                        hash.update(component.dx.to_be_bytes());
                        hash.update(component.dy.to_be_bytes());
                    }
                }
            }
            hash.update([4]);
            hash.update(code.shape.advance.to_be_bytes());
            match text {
                TextRef::Char(only) => hash.update(u32::from(only).to_be_bytes()),
                TextRef::Several(text) => {
                    hash.update((text.len() as u64).to_be_bytes());
                    hash.update(text);
                }
            }
        }
        hash.finalize().into()
    }

    /// Reduces the font to what was requested. Does not change the encoder: more text may follow, with another program
    /// after it.
    pub(crate) fn finish(&self) -> Result<FontProgram, EncodeError> {
        match &self.problem {
            Some(problem) => Err(problem.clone()),
            None => program::build(self),
        }
    }

    fn check(&mut self, advance: i32, text: &str) {
        let face = || self.face.name().to_owned();
        if u16::try_from(advance).is_err() {
            let face = face();
            self.problem.get_or_insert(EncodeError::Advance { face, advance });
        } else if text.is_empty() || text.contains(['\0', '\u{feff}', '\u{fffe}']) {
            let face = face();
            self.problem.get_or_insert(EncodeError::Text { face, text: text.to_owned() });
        }
    }

    fn composite(&mut self, components: &[Component]) -> u32 {
        if let Some(id) = self.composite_ids.get(components) {
            return *id;
        }
        let id = self.composites.len() as u32;
        self.composites.push(components.into());
        self.composite_ids.insert(components.into(), id);
        id
    }

    fn text(&mut self, text: &str) -> u32 {
        if let Some(id) = self.text_ids.get(text) {
            return *id;
        }
        let id = self.texts.len() as u32;
        self.texts.push(text.into());
        self.text_ids.insert(text.into(), id);
        id
    }

    /// The texts of the codes, by CID − 1.
    fn code_texts(&self) -> impl Iterator<Item = TextRef<'_>> {
        self.codes.iter().map(|code| match code.text {
            Text::Char(only) => TextRef::Char(only),
            Text::Several(id) => TextRef::Several(self.texts.get(id as usize).map_or("", |text| text)),
        })
    }
}

/// The drawing of an outline that needs no composing, or its components.
fn plain(outline: &Outline) -> Result<Drawing, &[Component]> {
    match outline {
        Outline::Blank => Ok(Drawing::Blank),
        Outline::Glyph(glyph) => Ok(Drawing::Glyph(*glyph)),
        Outline::Composite(components) => match **components {
            [] => Ok(Drawing::Blank),
            [Component { glyph, dx: 0, dy: 0 }] => Ok(Drawing::Glyph(glyph)),
            _ => Err(components),
        },
    }
}

/// The text's only character, if there is just one.
fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// The meaning of a code.
#[derive(Clone, Copy)]
enum TextRef<'a> {
    Char(char),
    Several(&'a str),
}
