//! The fonts of a file: one encoder per face, numbered in order of first use; for copies, after those that copies
//! share.

use std::sync::Arc;

use super::encode::{Neighbours, Show, encode_run};
use super::font::{EncodeError, Fixed, FontEncoder, FontProgram};
use crate::fonts::{FaceId, Fonts};
use crate::layout::display::PlacedRun;
use crate::sheet::sides::Stack;

/// Encoders that accept no more codes, whose fonts several files or pages share.
pub(crate) type FixedFonts<'f> = Arc<Vec<(FaceId, FontEncoder<'f>)>>;

/// One encoder per face, after the shared ones.
pub(crate) struct FontTable<'f> {
    fonts: &'f Fonts,
    fixed: FixedFonts<'f>,
    encoders: Vec<(FaceId, FontEncoder<'f>)>,
}

impl<'f> FontTable<'f> {
    /// A table of these faces.
    pub(crate) fn new(fonts: &'f Fonts) -> FontTable<'f> {
        FontTable::over(fonts, FixedFonts::default())
    }

    /// A table that adds the codes missing from shared encoders.
    pub(crate) fn over(fonts: &'f Fonts, fixed: FixedFonts<'f>) -> FontTable<'f> {
        FontTable { fonts, fixed, encoders: Vec::new() }
    }

    /// The faces.
    pub(crate) fn fonts(&self) -> &'f Fonts {
        self.fonts
    }

    /// Encodes a run of a face: the index of its font in the table, and what to show. A run is in one font: the first
    /// that has all its codes, otherwise the face's own in this table.
    pub(crate) fn encode(
        &mut self,
        face: FaceId,
        text: &str,
        placed: &PlacedRun,
        neighbours: Neighbours,
    ) -> (usize, Vec<Show>) {
        for (index, (id, encoder)) in self.fixed.iter().enumerate() {
            if *id == face {
                let mut codes = Fixed::new(encoder);
                let shows = encode_run(&mut codes, text, placed, neighbours);
                if codes.complete {
                    return (index, shows);
                }
            }
        }
        let own = match self.encoders.iter().position(|(id, _)| *id == face) {
            Some(index) => index,
            None => {
                self.encoders.push((face, FontEncoder::new(self.fonts.face(face))));
                self.encoders.len() - 1
            }
        };
        (self.fixed.len() + own, encode_run(&mut self.encoders[own].1, text, placed, neighbours))
    }

    /// The name of a font in content streams. Pages of several copies on one side of a sheet name fonts that differ.
    pub(crate) fn name(index: usize, stack: Stack) -> String {
        stack.name("F", index)
    }

    /// The finished programs of the table's own encoders, in table order.
    pub(crate) fn programs(&self) -> Result<Vec<FontProgram>, EncodeError> {
        self.encoders.iter().map(|(_, encoder)| encoder.finish()).collect()
    }

    /// The table's own encoders.
    pub(crate) fn into_encoders(self) -> Vec<(FaceId, FontEncoder<'f>)> {
        self.encoders
    }
}
