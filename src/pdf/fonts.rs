//! The fonts of a file: one encoder a face, numbered in order of first use, and their objects.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
use pdf_writer::{Finish, Name, Rect, Ref, Str};

use super::file::PdfFile;
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

/// Writes a font's objects and returns its reference (ISO 32000-1, 9.7).
pub fn write_font(file: &mut PdfFile, program: &FontProgram) -> Ref {
    let [type0, cid, descriptor, font_file, to_unicode] = std::array::from_fn(|_| file.alloc());
    let name = Name(program.base_font.as_bytes());
    file.add_stream(font_file, &program.file, |stream, decoded_len| {
        stream.pair(Name(b"Length1"), decoded_len as i32);
    });
    file.add_stream(to_unicode, &program.to_unicode, |_, _| {});
    let gid_map = program.cid_to_gid_map().map(|map| {
        let id = file.alloc();
        file.add_stream(id, &map, |_, _| {});
        id
    });
    file.add(|chunk| {
        let mut flags = FontFlags::SYMBOLIC;
        flags.set(FontFlags::ITALIC, program.is_italic);
        let [left, bottom, right, top] = program.bbox;
        chunk
            .font_descriptor(descriptor)
            .name(name)
            .flags(flags)
            .bbox(Rect::new(left, bottom, right, top))
            .italic_angle(program.italic_angle)
            .ascent(program.ascent)
            .descent(program.descent)
            .cap_height(program.cap_height)
            .stem_v(program.stem_v)
            .font_file2(font_file);
    });
    file.add(|chunk| {
        let mut font = chunk.cid_font(cid);
        font.subtype(CidFontType::Type2);
        font.base_font(name);
        let identity = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
        font.system_info(identity);
        font.font_descriptor(descriptor);
        font.default_width(0.0);
        font.widths().consecutive(0, program.widths.iter().copied());
        match gid_map {
            Some(map) => font.cid_to_gid_map_stream(map),
            None => font.cid_to_gid_map_predefined(Name(b"Identity")),
        };
        font.finish();
    });
    file.add(|chunk| {
        chunk
            .type0_font(type0)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(to_unicode);
    });
    type0
}
