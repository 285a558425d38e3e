//! The PDF objects around a font program.

use super::FontProgram;
use super::codes::system_info;
use crate::fonts::OutlineKind;
use crate::pdf::object::{Dict, Ref, Sink, Value, name};

/// Flags of a font descriptor (ISO 32000-1, table 123).
const SYMBOLIC: i32 = 1 << 2;
const ITALIC: i32 = 1 << 6;

impl FontProgram {
    /// Writes the font: a composite font whose codes are the program's CIDs in `encoding` (ISO 32000-1, 9.7), with its
    /// descendant, descriptor, program and maps. It has the first number of all its objects.
    pub(crate) fn write(&self, sink: &mut impl Sink, encoding: Ref) -> Ref {
        let [id, cid_font, descriptor, program, to_unicode] = std::array::from_fn(|_| sink.alloc());
        sink.add_stream(program, &self.file, |length| match self.kind {
            OutlineKind::TrueType => Dict::new().with("Length1", length),
            OutlineKind::Cff => Dict::new().with("Subtype", name("CIDFontType0C")),
        });
        sink.add_stream(to_unicode, &self.to_unicode, |_| Dict::new());
        let map = self.cid_to_gid_map().map(|map| {
            let id = sink.alloc();
            sink.add_stream(id, &map, |_| Dict::new());
            id
        });
        let base_font = || name(self.base_font.clone());
        let font = Dict::of("Font")
            .with("Subtype", name("Type0"))
            .with("BaseFont", base_font())
            .with("Encoding", encoding)
            .with("DescendantFonts", [cid_font])
            .with("ToUnicode", to_unicode);
        sink.add(id, font);
        let subtype = match self.kind {
            OutlineKind::TrueType => "CIDFontType2",
            OutlineKind::Cff => "CIDFontType0",
        };
        let mut font = Dict::of("Font")
            .with("Subtype", name(subtype))
            .with("BaseFont", base_font())
            .with("FontDescriptor", descriptor)
            .with("CIDSystemInfo", system_info())
            .with("DW", 0);
        match (map, self.kind) {
            (Some(map), _) => font.set("CIDToGIDMap", map),
            // PDF/A-2, 6.2.11.3.2 requires the key even where its default would do.
            (None, OutlineKind::TrueType) => font.set("CIDToGIDMap", name("Identity")),
            // ISO 32000-1, 9.7.4.2: here the CIDs are those of the program's own list.
            (None, OutlineKind::Cff) => {}
        }
        sink.add(cid_font, font.with("W", self.widths_array()));
        let program_key = match self.kind {
            OutlineKind::TrueType => "FontFile2",
            OutlineKind::Cff => "FontFile3",
        };
        let font = Dict::of("FontDescriptor")
            .with("FontName", base_font())
            .with("Flags", SYMBOLIC | if self.is_italic { ITALIC } else { 0 })
            .with("FontBBox", self.bbox)
            .with("ItalicAngle", self.italic_angle)
            .with("Ascent", self.ascent)
            .with("Descent", self.descent)
            .with("CapHeight", self.cap_height)
            .with("StemV", self.stem_v)
            .with(program_key, program);
        sink.add(descriptor, font);
        id
    }

    /// The `W` array: four or more equal widths as a range, others listed individually; the default is zero, the width
    /// of marks and of codes without an outline.
    fn widths_array(&self) -> Value {
        const WORTH_A_RANGE: usize = 4;
        let mut array: Vec<Value> = Vec::new();
        let mut listed: Vec<f32> = Vec::new();
        let mut cid = 1;
        let widths = self.widths.get(1..).unwrap_or_default();
        for equal in widths.chunk_by(|a, b| a == b) {
            let ranged = equal[0] == 0.0 || equal.len() >= WORTH_A_RANGE;
            if ranged {
                flush(&mut array, cid, &mut listed);
                if equal[0] != 0.0 {
                    array.extend([cid.into(), (cid + equal.len() - 1).into(), equal[0].into()]);
                }
            } else {
                listed.extend_from_slice(equal);
            }
            cid += equal.len();
        }
        flush(&mut array, cid, &mut listed);
        Value::Array(array)
    }
}

/// Adds the widths listed so far, which end before `cid`.
fn flush(array: &mut Vec<Value>, cid: usize, listed: &mut Vec<f32>) {
    if !listed.is_empty() {
        array.push((cid - listed.len()).into());
        array.push(listed.drain(..).collect());
    }
}
