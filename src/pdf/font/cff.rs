//! A font with CFF outlines: CID-keyed, with one glyph per code (Adobe Technical Note 5176).
//!
//! Such a font has no composites and no map from codes to glyphs: the CID *is* the glyph. So each code gets its own
//! charstring, drawn from the face's outlines, and nothing is copied from the face's own CFF table.

use skrifa::GlyphId;
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlineGlyphCollection};
use skrifa::raw::FontRef;

use super::charstring::Path;
use super::glyphs::{Bounds, GlyphError, joined};
use super::{Drawing, FontEncoder, Shape};

// Operators of a DICT; two bytes if the first is 12.
const FONT_BBOX: &[u8] = &[5];
const CHARSET: &[u8] = &[15];
const CHAR_STRINGS: &[u8] = &[17];
const PRIVATE: &[u8] = &[18];
const DEFAULT_WIDTH: &[u8] = &[20];
const NOMINAL_WIDTH: &[u8] = &[21];
const ROS: &[u8] = &[12, 30];
const CID_COUNT: &[u8] = &[12, 34];
const FD_ARRAY: &[u8] = &[12, 36];
const FD_SELECT: &[u8] = &[12, 37];

/// The first string identifier that is not a standard one.
const FIRST_STRING: i32 = 391;

/// The charstrings of all codes, in order.
pub(super) struct Charstrings {
    /// By CID; the first is `.notdef`, which draws nothing.
    glyphs: Vec<Vec<u8>>,
    default_width: i32,
    nominal_width: i32,
    /// A bounding box of everything drawn, in thousandths of the em.
    pub(super) bounds: Option<Bounds>,
}

impl Charstrings {
    /// Draws the codes of an encoder.
    pub(super) fn draw(encoder: &FontEncoder<'_>) -> Result<Charstrings, GlyphError> {
        let font = FontRef::new(encoder.face.bytes()).map_err(|_| GlyphError::Damaged("no font"))?;
        let outlines = font.outline_glyphs();
        let units_per_em = encoder.face.units_per_em();
        let widths: Result<Vec<i32>, GlyphError> =
            encoder.codes.iter().map(|code| width_of(code.shape.advance, units_per_em)).collect();
        let widths = widths?;
        let (default_width, nominal_width) = usual_widths(widths.clone());
        let mut glyphs = Vec::with_capacity(encoder.codes.len() + 1);
        glyphs.push(Path::new(units_per_em).encode(None)?);
        let mut bounds: Option<Bounds> = None;
        for (code, width) in encoder.codes.iter().zip(widths) {
            let path = path_of(encoder, code.shape, &outlines)?;
            if let Some(new) = path.bounds() {
                bounds = Some(joined(new, bounds));
            }
            let stated = (width != default_width).then(|| width - nominal_width);
            glyphs.push(path.encode(stated)?);
        }
        Ok(Charstrings { glyphs, default_width, nominal_width, bounds })
    }

    /// All bytes of the glyphs and their widths, from which a name for the font can be derived.
    pub(super) fn content(&self) -> Vec<u8> {
        let widths = [self.default_width, self.nominal_width];
        widths.iter().flat_map(|width| width.to_be_bytes()).chain(self.glyphs.iter().flatten().copied()).collect()
    }

    /// The font file.
    pub(super) fn write(&self, name: &str, bbox: Bounds) -> Result<Vec<u8>, GlyphError> {
        // One more glyph than codes, and there are fewer than 65,536 codes.
        let count = u16::try_from(self.glyphs.len()).map_err(|_| GlyphError::TooMany)?;
        let mut private = Vec::new();
        dict_entry(&mut private, &[self.default_width], DEFAULT_WIDTH);
        dict_entry(&mut private, &[self.nominal_width], NOMINAL_WIDTH);
        let charset = charset(count);
        // Format 3: all glyphs from the first on belong to font DICT 0.
        let [high, low] = count.to_be_bytes();
        let select = [3, 0, 1, 0, 0, 0, high, low];
        let glyphs: Vec<&[u8]> = self.glyphs.iter().map(Vec::as_slice).collect();
        let char_strings = index(&glyphs)?;

        // Header: version 1.0, four bytes long, offsets of four bytes.
        let mut file = vec![1, 0, 4, 4];
        file.extend(index(&[name.as_bytes()])?);
        let strings = index(&[b"Adobe", b"Identity"])?;
        let global_subroutines = index(&[])?;
        // All offsets are written at full length, so those in the second pass take no more room.
        let mut top = Vec::new();
        let mut at = Places::default();
        for _ in 0..2 {
            top = index(&[&top_dict(count, bbox, at)])?;
            at.charset = file.len() + top.len() + strings.len() + global_subroutines.len();
            at.select = at.charset + charset.len();
            at.char_strings = at.select + select.len();
            at.private = at.char_strings + char_strings.len();
            at.array = at.private + private.len();
        }
        let mut font_dict = Vec::new();
        offset_entry(&mut font_dict, &[private.len(), at.private], PRIVATE);
        let array = index(&[&font_dict])?;
        for part in [&top, &strings, &global_subroutines, &charset, &select[..], &char_strings, &private, &array] {
            file.extend_from_slice(part);
        }
        Ok(file)
    }
}

/// Where the parts of the file begin.
#[derive(Clone, Copy, Default)]
struct Places {
    charset: usize,
    select: usize,
    char_strings: usize,
    private: usize,
    array: usize,
}

fn top_dict(count: u16, bbox: Bounds, at: Places) -> Vec<u8> {
    let mut dict = Vec::new();
    // The first entry, which makes the font CID-keyed: registry, ordering, supplement.
    dict_entry(&mut dict, &[FIRST_STRING, FIRST_STRING + 1, 0], ROS);
    dict_entry(&mut dict, &bbox.map(i32::from), FONT_BBOX);
    dict_entry(&mut dict, &[i32::from(count)], CID_COUNT);
    for (place, operator) in
        [(at.charset, CHARSET), (at.select, FD_SELECT), (at.char_strings, CHAR_STRINGS), (at.array, FD_ARRAY)]
    {
        offset_entry(&mut dict, &[place], operator);
    }
    dict
}

/// The path of a code's outline.
fn path_of(encoder: &FontEncoder<'_>, shape: Shape, outlines: &OutlineGlyphCollection<'_>) -> Result<Path, GlyphError> {
    let mut path = Path::new(encoder.face.units_per_em());
    let mut draw = |glyph: u16, dx, dy| {
        let outline = outlines.get(GlyphId::from(glyph)).ok_or(GlyphError::Damaged("a glyph is missing"))?;
        path.set_offset(dx, dy);
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        outline.draw(settings, &mut path).map_err(|_| GlyphError::Damaged("an outline cannot be read"))
    };
    match shape.drawing {
        Drawing::Blank => {}
        Drawing::Glyph(glyph) => {
            draw(glyph, 0, 0)?;
        }
        Drawing::Composite(id) => {
            for part in encoder.composites.get(id as usize).into_iter().flatten() {
                draw(part.glyph, part.dx, part.dy)?;
            }
        }
    }
    Ok(path)
}

/// A width in thousandths of the em. Readers keep widths in 16.16, so half of the `hmtx` range is too much here.
fn width_of(advance: i32, units_per_em: u16) -> Result<i32, GlyphError> {
    let width = (f64::from(advance) * 1000.0 / f64::from(units_per_em)).round() as i32;
    i16::try_from(width).map(i32::from).map_err(|_| GlyphError::Extent)
}

/// The width of most glyphs, which need not state it, and one from which the others' differences are small.
fn usual_widths(mut widths: Vec<i32>) -> (i32, i32) {
    widths.sort_unstable();
    let most = widths.chunk_by(|a, b| a == b).reduce(|a, b| if b.len() > a.len() { b } else { a });
    let default = most.and_then(|equal| equal.first()).copied().unwrap_or(0);
    widths.retain(|width| *width != default);
    let nominal = widths.get(widths.len() / 2).copied().unwrap_or(0);
    (default, nominal)
}

/// Glyph n has CID n. `.notdef` is not listed; format 2 is a list of ranges, format 0 one of glyphs.
fn charset(count: u16) -> Vec<u8> {
    match count.checked_sub(2) {
        Some(after_first) => [&[2, 0, 1], &after_first.to_be_bytes()[..]].concat(),
        None => vec![0],
    }
}

/// An INDEX: the number of strings, the offset size, the offsets from one before the first string, the strings.
fn index(items: &[&[u8]]) -> Result<Vec<u8>, GlyphError> {
    let count = u16::try_from(items.len()).map_err(|_| GlyphError::TooMany)?;
    let mut out = count.to_be_bytes().to_vec();
    if items.is_empty() {
        return Ok(out);
    }
    let length: usize = items.iter().map(|item| item.len()).sum();
    let last = u32::try_from(length + 1).map_err(|_| GlyphError::TooMany)?;
    let size = 4 - last.leading_zeros() as usize / 8;
    out.push(size as u8);
    let mut offset = 1_u32;
    out.extend_from_slice(&offset.to_be_bytes()[4 - size..]);
    for item in items {
        offset += item.len() as u32;
        out.extend_from_slice(&offset.to_be_bytes()[4 - size..]);
    }
    out.extend(items.iter().copied().flatten());
    Ok(out)
}

fn dict_entry(dict: &mut Vec<u8>, operands: &[i32], operator: &[u8]) {
    for operand in operands {
        match *operand {
            small @ -107..=107 => dict.push((small + 139) as u8),
            value => match i16::try_from(value) {
                Ok(value) => {
                    dict.push(28);
                    dict.extend_from_slice(&value.to_be_bytes());
                }
                Err(_) => dict_long(dict, value),
            },
        }
    }
    dict.extend_from_slice(operator);
}

/// An entry of offsets or lengths, always of the same size.
fn offset_entry(dict: &mut Vec<u8>, operands: &[usize], operator: &[u8]) {
    for operand in operands {
        dict_long(dict, *operand as i32);
    }
    dict.extend_from_slice(operator);
}

fn dict_long(dict: &mut Vec<u8>, value: i32) {
    dict.push(29);
    dict.extend_from_slice(&value.to_be_bytes());
}
