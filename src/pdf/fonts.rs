//! The fonts of a file: one encoder a face, numbered in order of first use.

use super::font::{EncodeError, FontEncoder, FontProgram};
use crate::fonts::{FaceId, Fonts};

/// One encoder a face.
pub struct FontTable<'f> {
    fonts: &'f Fonts,
    encoders: Vec<(FaceId, FontEncoder<'f>)>,
}

impl<'f> FontTable<'f> {
    /// A table over these faces.
    pub fn new(fonts: &'f Fonts) -> FontTable<'f> {
        FontTable { fonts, encoders: Vec::new() }
    }

    /// The face's place in the table.
    pub fn index(&mut self, face: FaceId) -> usize {
        match self.encoders.iter().position(|(id, _)| *id == face) {
            Some(index) => index,
            None => {
                self.encoders.push((face, FontEncoder::new(self.fonts.face(face))));
                self.encoders.len() - 1
            }
        }
    }

    /// The encoder at a place.
    pub fn encoder(&mut self, index: usize) -> &mut FontEncoder<'f> {
        &mut self.encoders[index].1
    }

    /// The name by which content streams call a font.
    pub fn name(index: usize) -> String {
        format!("F{index}")
    }

    /// The finished programs, in table order.
    pub fn programs(&self) -> Result<Vec<FontProgram>, EncodeError> {
        self.encoders.iter().map(|(_, encoder)| encoder.finish()).collect()
    }
}
