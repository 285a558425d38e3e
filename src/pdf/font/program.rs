//! A finished font: the program and the data for the PDF's font objects.

use rustc_hash::FxHashMap;

use subsetter::GlyphRemapper;

use super::cff::Charstrings;
use super::glyphs::{GlyphError, Glyphs, joined};
use super::sfnt::Tables;
use super::{Component, Drawing, EncodeError, FontEncoder, Shape, to_unicode};
use crate::fonts::OutlineKind;

/// An embedded font. Measurements are in thousandths of the em, as PDF requires.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FontProgram {
    /// `BaseFont` and `FontName`: a tag of six letters derived from the content, and the PostScript name.
    pub base_font: String,
    /// The kind of program: TrueType goes to `FontFile2`, bare CFF to `FontFile3`.
    pub kind: OutlineKind,
    /// The font file, or the bare CFF table, not compressed.
    pub file: Vec<u8>,
    /// The program's glyph of each CID; CID 0 is glyph 0 and never shown. In CFF each CID is its glyph.
    pub cid_to_gid: Vec<u16>,
    /// The width of each CID, the advance in font units times 1000 over the units per em; the program has the same, in
    /// CFF in whole thousandths.
    pub widths: Vec<f32>,
    /// The `ToUnicode` stream, not compressed.
    pub to_unicode: Vec<u8>,
    /// `Ascent`.
    pub ascent: f32,
    /// `Descent`, a negative number.
    pub descent: f32,
    /// `CapHeight`.
    pub cap_height: f32,
    /// `FontBBox`: left, bottom, right, top.
    pub bbox: [f32; 4],
    /// `ItalicAngle` in degrees.
    pub italic_angle: f32,
    /// `StemV`, estimated from the weight.
    pub stem_v: f32,
    /// Whether the face slants, for `Flags`. Every font is written as symbolic, because it has its own codes.
    pub is_italic: bool,
}

impl FontProgram {
    /// The `CIDToGIDMap` stream, not compressed; `None` if the map is the identity.
    pub(crate) fn cid_to_gid_map(&self) -> Option<Vec<u8>> {
        let identity = self.cid_to_gid.iter().enumerate().all(|(cid, gid)| cid == usize::from(*gid));
        (!identity).then(|| self.cid_to_gid.iter().flat_map(|gid| gid.to_be_bytes()).collect())
    }
}

/// Builds the font of an encoder.
pub(super) fn build(encoder: &FontEncoder<'_>) -> Result<FontProgram, EncodeError> {
    let (face, metrics) = (encoder.face, encoder.face.metrics());
    let to_unicode = to_unicode::write(encoder.code_texts());
    let built = match face.outline_kind() {
        OutlineKind::TrueType => build_true_type(encoder, &to_unicode)?,
        OutlineKind::Cff => build_cff(encoder, &to_unicode).map_err(|error| in_face(error, face.name()))?,
    };
    let scale = |units: i32| face.thousandths(units);
    Ok(FontProgram {
        base_font: built.base_font,
        kind: face.outline_kind(),
        widths: built.advances.iter().map(|advance| scale(i32::from(*advance))).collect(),
        cid_to_gid: built.cid_to_gid,
        file: built.file,
        to_unicode,
        ascent: scale(metrics.ascent),
        descent: -scale(metrics.descent),
        cap_height: scale(metrics.cap_height),
        bbox: built.bbox,
        italic_angle: metrics.italic_angle,
        // The usual estimate: 50 thousandths for the lightest weight, growing with the square of the weight.
        stem_v: (50.0 + (f32::from(metrics.weight) / 65.0).powi(2)).round(),
        is_italic: face.is_italic(),
    })
}

/// What differs between the two kinds of fonts.
struct Built {
    base_font: String,
    file: Vec<u8>,
    /// By CID.
    cid_to_gid: Vec<u16>,
    /// By CID, in font units.
    advances: Vec<u16>,
    /// In thousandths of the em.
    bbox: [f32; 4],
}

/// A subset of the face, with added composites, blanks and copies with other advances.
fn build_true_type(encoder: &FontEncoder<'_>, to_unicode: &[u8]) -> Result<Built, EncodeError> {
    let face = encoder.face;
    let wanted = wanted_glyphs(encoder);
    let subset = subsetter::subset(face.bytes(), 0, &wanted)
        .map_err(|error| EncodeError::Damaged { face: face.name().to_owned(), what: error.to_string() })?;
    let tables = Tables::new(&subset);
    let in_face = |error| in_face(error, face.name());
    let mut glyphs = Glyphs::read(&tables).map_err(in_face)?;
    let added_from = glyphs.count();
    let mut shapes: FxHashMap<Shape, u16> = FxHashMap::default();
    let mut cid_to_gid = Vec::with_capacity(encoder.codes.len() + 1);
    cid_to_gid.push(0);
    for code in &encoder.codes {
        let glyph = match shapes.get(&code.shape) {
            Some(glyph) => *glyph,
            None => {
                let glyph = place(encoder, code.shape, &wanted, &mut glyphs).map_err(in_face)?;
                shapes.insert(code.shape, glyph);
                glyph
            }
        };
        cid_to_gid.push(glyph);
    }
    let file = glyphs.write(&tables).map_err(in_face)?;
    let advance = |gid: &u16| glyphs.metric(*gid).map_or(0, |(advance, _)| advance);
    Ok(Built {
        base_font: format!("{}+{}", tag(&[&file, to_unicode]), face.name()),
        file,
        advances: cid_to_gid.iter().map(advance).collect(),
        cid_to_gid,
        bbox: joined(face.metrics().bbox, glyphs.bounds_from(added_from)).map(|edge| face.thousandths(edge.into())),
    })
}

/// One newly drawn glyph per code.
fn build_cff(encoder: &FontEncoder<'_>, to_unicode: &[u8]) -> Result<Built, GlyphError> {
    let face = encoder.face;
    let glyphs = Charstrings::draw(encoder)?;
    // The name is in the program itself, so it is derived from the glyphs.
    let base_font = format!("{}+{}", tag(&[&glyphs.content(), to_unicode]), face.name());
    let whole = |edge: i16| face.thousandths(edge.into()).round() as i16;
    let bbox = joined(face.metrics().bbox.map(whole), glyphs.bounds);
    // CID 0 draws nothing and is never shown.
    let advances = std::iter::once(0).chain(encoder.codes.iter().map(|code| code.shape.advance as u16)).collect();
    Ok(Built {
        file: glyphs.write(&base_font, bbox)?,
        base_font,
        cid_to_gid: (0..=encoder.codes.len() as u16).collect(),
        advances,
        bbox: bbox.map(f32::from),
    })
}

/// The font's glyphs that are drawn, individually or in composites, in order of first use.
fn wanted_glyphs(encoder: &FontEncoder<'_>) -> GlyphRemapper {
    let mut wanted = GlyphRemapper::new();
    for code in &encoder.codes {
        match code.shape.drawing {
            Drawing::Blank => {}
            Drawing::Glyph(glyph) => {
                wanted.remap(glyph);
            }
            Drawing::Composite(id) => {
                for component in encoder.composites.get(id as usize).into_iter().flatten() {
                    wanted.remap(component.glyph);
                }
            }
        }
    }
    wanted
}

/// The glyph that draws a shape: the font's own if its advance is right, otherwise a new one.
fn place(
    encoder: &FontEncoder<'_>,
    shape: Shape,
    wanted: &GlyphRemapper,
    glyphs: &mut Glyphs,
) -> Result<u16, GlyphError> {
    let own = |glyph: u16| wanted.get(glyph).ok_or(GlyphError::Damaged("a glyph is missing"));
    let advance = u16::try_from(shape.advance).map_err(|_| GlyphError::Extent)?;
    match shape.drawing {
        Drawing::Blank => glyphs.push_blank(advance),
        Drawing::Glyph(glyph) => {
            let glyph = own(glyph)?;
            match glyphs.metric(glyph) {
                Some((stated, _)) if stated == advance => Ok(glyph),
                _ => glyphs.push_composite(&[Component { glyph, dx: 0, dy: 0 }], advance),
            }
        }
        Drawing::Composite(id) => {
            let components = encoder.composites.get(id as usize).map_or(&[][..], |components| components);
            let moved: Result<Vec<Component>, GlyphError> = components
                .iter()
                .map(|component| Ok(Component { glyph: own(component.glyph)?, ..*component }))
                .collect();
            glyphs.push_composite(&moved?, advance)
        }
    }
}

fn in_face(error: GlyphError, face: &str) -> EncodeError {
    let face = face.to_owned();
    match error {
        GlyphError::Extent => EncodeError::Extent { face },
        GlyphError::TooMany => EncodeError::TooMany { face },
        GlyphError::Damaged(what) => EncodeError::Damaged { face, what: what.to_owned() },
    }
}

/// Six capital letters derived from the content, so that equal subsets have equal names and others do not (ISO 32000-1,
/// 9.6.4). FNV-1a: fast, and the same on every machine.
fn tag(parts: &[&[u8]]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().copied().flatten() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let mut letters = String::with_capacity(6);
    for _ in 0..6 {
        letters.push(char::from(b'A' + (hash % 26) as u8));
        hash /= 26;
    }
    letters
}
