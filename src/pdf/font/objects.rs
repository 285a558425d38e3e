//! The PDF objects around a font program.

use pdf_writer::types::{CidFontType, FontFlags};
use pdf_writer::{Finish, Name, Rect, Ref};

use super::FontProgram;
use super::codes::SYSTEM;
use crate::fonts::OutlineKind;
use crate::pdf::file::PdfFile;

impl FontProgram {
    /// Adds the font to a file as object `id`: a composite font whose codes are the program's CIDs in `encoding` (ISO
    /// 32000-1, 9.7), with its descendant, descriptor, program and maps.
    pub fn add_to(&self, file: &mut PdfFile, id: Ref, encoding: Ref) {
        let [cid_font, descriptor, program, to_unicode] = std::array::from_fn(|_| file.alloc());
        file.add_stream(program, &self.file, |stream, length| {
            match self.kind {
                OutlineKind::TrueType => stream.pair(Name(b"Length1"), length as i32),
                OutlineKind::Cff => stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C")),
            };
        });
        file.add_stream(to_unicode, &self.to_unicode, |_, _| {});
        let map = self.cid_to_gid_map().map(|map| {
            let id = file.alloc();
            file.add_stream(id, &map, |_, _| {});
            id
        });
        let name = Name(self.base_font.as_bytes());
        file.add(|chunk| {
            chunk
                .type0_font(id)
                .base_font(name)
                .encoding_cmap(encoding)
                .descendant_font(cid_font)
                .to_unicode(to_unicode);
        });
        file.add(|chunk| {
            let mut font = chunk.cid_font(cid_font);
            font.subtype(match self.kind {
                OutlineKind::TrueType => CidFontType::Type2,
                OutlineKind::Cff => CidFontType::Type0,
            });
            font.base_font(name).font_descriptor(descriptor);
            font.system_info(SYSTEM);
            font.default_width(0.0);
            match (map, self.kind) {
                (Some(map), _) => {
                    font.cid_to_gid_map_stream(map);
                }
                // PDF/A-2, 6.2.11.3.2 requires the key even where its default would do.
                (None, OutlineKind::TrueType) => {
                    font.cid_to_gid_map_predefined(Name(b"Identity"));
                }
                // ISO 32000-1, 9.7.4.2: here the CIDs are those of the program's own list.
                (None, OutlineKind::Cff) => {}
            }
            self.add_widths(&mut font.widths());
        });
        file.add(|chunk| {
            let mut flags = FontFlags::SYMBOLIC;
            flags.set(FontFlags::ITALIC, self.is_italic);
            let [left, bottom, right, top] = self.bbox;
            let mut font = chunk.font_descriptor(descriptor);
            font.name(name).flags(flags).bbox(Rect::new(left, bottom, right, top)).italic_angle(self.italic_angle);
            font.ascent(self.ascent).descent(self.descent).cap_height(self.cap_height).stem_v(self.stem_v);
            match self.kind {
                OutlineKind::TrueType => font.font_file2(program),
                OutlineKind::Cff => font.font_file3(program),
            };
            font.finish();
        });
    }

    /// The `W` array: four or more equal widths as a range, others listed individually; the default is zero, the width
    /// of marks and of codes without an outline.
    fn add_widths(&self, array: &mut pdf_writer::writers::Widths<'_>) {
        const WORTH_A_RANGE: usize = 4;
        let mut listed: Vec<f32> = Vec::new();
        let mut cid = 1;
        let widths = self.widths.get(1..).unwrap_or_default();
        for equal in widths.chunk_by(|a, b| a == b) {
            let ranged = equal[0] == 0.0 || equal.len() >= WORTH_A_RANGE;
            if ranged {
                flush(array, cid, &mut listed);
                if equal[0] != 0.0 {
                    array.same(cid, cid + equal.len() as u16 - 1, equal[0]);
                }
            } else {
                listed.extend_from_slice(equal);
            }
            cid += equal.len() as u16;
        }
        flush(array, cid, &mut listed);
    }
}

/// Writes the widths listed so far, which end before `cid`.
fn flush(array: &mut pdf_writer::writers::Widths<'_>, cid: u16, listed: &mut Vec<f32>) {
    if !listed.is_empty() {
        array.consecutive(cid - listed.len() as u16, listed.drain(..));
    }
}
