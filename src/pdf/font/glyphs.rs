//! The glyphs of a font being built: the subset's, and composites of them.

use super::Component;
use super::sfnt::{Tables, i16_at, u16_at, u32_at};

// Flags of a component (OpenType, glyf, composite glyph description). Offsets are not rounded to the grid: that moves
// hinted marks in Ghostscript.
const ARGS_ARE_WORDS: u16 = 0x0001;
const ARGS_ARE_XY: u16 = 0x0002;
const HAS_SCALE: u16 = 0x0008;
const MORE_COMPONENTS: u16 = 0x0020;
const HAS_XY_SCALE: u16 = 0x0040;
const HAS_TWO_BY_TWO: u16 = 0x0080;

/// What went wrong with a glyph.
pub(super) enum GlyphError {
    /// Coordinates do not fit 16 bits.
    Extent,
    /// More than 65,535 glyphs.
    TooMany,
    /// The tables contradict themselves.
    Damaged(&'static str),
}

/// A glyph's bounding box: left, bottom, right, top.
pub(super) type Bounds = [i16; 4];

/// A bounding box of two boxes.
pub(super) fn joined(a: Bounds, b: Option<Bounds>) -> Bounds {
    b.map_or(a, |b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
}

/// Glyphs with their metrics, growing.
pub(super) struct Glyphs {
    data: Vec<u8>,
    /// Where each glyph starts, and the end.
    offsets: Vec<u32>,
    /// Advance and left side bearing of each.
    metrics: Vec<(u16, i16)>,
    limits: Limits,
}

/// The limits that `maxp` states for composites.
#[derive(Clone, Copy, Default)]
struct Limits {
    points: u16,
    contours: u16,
    elements: u16,
    depth: u16,
}

impl Glyphs {
    /// Reads the glyphs of a font.
    pub(super) fn read(tables: &Tables<'_>) -> Result<Glyphs, GlyphError> {
        let table = |tag, name| tables.get(tag).ok_or(GlyphError::Damaged(name));
        let (glyf, loca, hmtx) = (table(b"glyf", "no glyf")?, table(b"loca", "no loca")?, table(b"hmtx", "no hmtx")?);
        let short = GlyphError::Damaged("a table is too short");
        let (Some(count), Some(format), Some(long_metrics)) = (
            u16_at(table(b"maxp", "no maxp")?, 4),
            u16_at(table(b"head", "no head")?, 50),
            u16_at(table(b"hhea", "no hhea")?, 34),
        ) else {
            return Err(short);
        };
        let offset = |index: usize| match format {
            0 => u16_at(loca, 2 * index).map(|half| 2 * u32::from(half)),
            _ => u32_at(loca, 4 * index),
        };
        let offsets: Option<Vec<u32>> = (0..=usize::from(count)).map(offset).collect();
        let metric = |glyph: usize| {
            let long = usize::from(long_metrics);
            let advance = u16_at(hmtx, 4 * glyph.min(long.checked_sub(1)?))?;
            let bearing = if glyph < long { 4 * glyph + 2 } else { 4 * long + 2 * (glyph - long) };
            Some((advance, i16_at(hmtx, bearing)?))
        };
        let metrics: Option<Vec<(u16, i16)>> = (0..usize::from(count)).map(metric).collect();
        match (offsets, metrics) {
            (Some(offsets), Some(metrics)) => {
                Ok(Glyphs { data: glyf.to_vec(), offsets, metrics, limits: Limits::default() })
            }
            _ => Err(short),
        }
    }

    /// The number of glyphs.
    pub(super) fn count(&self) -> usize {
        self.metrics.len()
    }

    /// Whether a glyph draws nothing.
    pub(super) fn is_blank(&self, glyph: u16) -> bool {
        self.description(glyph).is_none()
    }

    /// The advance and left side bearing of a glyph.
    pub(super) fn metric(&self, glyph: u16) -> Option<(u16, i16)> {
        self.metrics.get(usize::from(glyph)).copied()
    }

    /// Adds a glyph that draws nothing.
    pub(super) fn push_blank(&mut self, advance: u16) -> Result<u16, GlyphError> {
        self.push(&[], advance, 0)
    }

    /// Adds a glyph that draws others, given by their ids in this font. Components that draw nothing are omitted; if
    /// none is left, the glyph is blank.
    pub(super) fn push_composite(&mut self, components: &[Component], advance: u16) -> Result<u16, GlyphError> {
        let mut record = Vec::with_capacity(10 + 8 * components.len());
        record.extend_from_slice(&(-1_i16).to_be_bytes());
        record.extend_from_slice(&[0; 8]);
        let mut whole: Option<[i32; 4]> = None;
        let mut limits = Limits { depth: 1, ..Limits::default() };
        let mut last_flags = None;
        for component in components.iter().filter(|component| !self.is_blank(component.glyph)) {
            let bounds = self.bounds(component.glyph).ok_or(GlyphError::Damaged("a glyph is too short"))?;
            let (_, bearing) = self.metric(component.glyph).unwrap_or_default();
            // A reader draws a glyph with its left edge at its bearing; inside a composite it does not.
            let dx = i32::from(component.dx) + i32::from(bearing) - i32::from(bounds[0]);
            let dy = i32::from(component.dy);
            let moved = [
                i32::from(bounds[0]) + dx,
                i32::from(bounds[1]) + dy,
                i32::from(bounds[2]) + dx,
                i32::from(bounds[3]) + dy,
            ];
            whole = Some(match whole {
                None => moved,
                Some(whole) => {
                    [whole[0].min(moved[0]), whole[1].min(moved[1]), whole[2].max(moved[2]), whole[3].max(moved[3])]
                }
            });
            let inner = self.measure(component.glyph, 0)?;
            limits.points = limits.points.saturating_add(inner.points);
            limits.contours = limits.contours.saturating_add(inner.contours);
            limits.depth = limits.depth.max(inner.depth + 1);
            limits.elements += 1;

            last_flags = Some(record.len());
            let small = i8::try_from(dx).ok().zip(i8::try_from(dy).ok());
            let flags = ARGS_ARE_XY | MORE_COMPONENTS | if small.is_some() { 0 } else { ARGS_ARE_WORDS };
            record.extend_from_slice(&flags.to_be_bytes());
            record.extend_from_slice(&component.glyph.to_be_bytes());
            match small {
                Some((dx, dy)) => record.extend_from_slice(&[dx as u8, dy as u8]),
                None => {
                    record.extend_from_slice(&fit(dx)?.to_be_bytes());
                    record.extend_from_slice(&fit(dy)?.to_be_bytes());
                }
            }
        }
        let (Some(whole), Some(last)) = (whole, last_flags) else {
            return self.push_blank(advance);
        };
        record[last + 1] &= !(MORE_COMPONENTS as u8);
        for (index, edge) in whole.into_iter().enumerate() {
            record[2 + 2 * index..4 + 2 * index].copy_from_slice(&fit(edge)?.to_be_bytes());
        }
        self.limits.points = self.limits.points.max(limits.points);
        self.limits.contours = self.limits.contours.max(limits.contours);
        self.limits.elements = self.limits.elements.max(limits.elements);
        self.limits.depth = self.limits.depth.max(limits.depth);
        // The bearing must be the left edge: all rasterizers move the glyph by the difference.
        self.push(&record, advance, fit(whole[0])?)
    }

    fn push(&mut self, record: &[u8], advance: u16, bearing: i16) -> Result<u16, GlyphError> {
        let glyph = u16::try_from(self.count()).ok().filter(|id| *id < u16::MAX).ok_or(GlyphError::TooMany)?;
        self.data.extend_from_slice(record);
        self.data.resize(self.data.len().next_multiple_of(2), 0);
        self.offsets.push(u32::try_from(self.data.len()).map_err(|_| GlyphError::TooMany)?);
        self.metrics.push((advance, bearing));
        Ok(glyph)
    }

    /// The bytes of a glyph; `None` if it draws nothing.
    fn description(&self, glyph: u16) -> Option<&[u8]> {
        let index = usize::from(glyph);
        let (start, end) = (*self.offsets.get(index)? as usize, *self.offsets.get(index + 1)? as usize);
        self.data.get(start..end).filter(|bytes| !bytes.is_empty())
    }

    fn bounds(&self, glyph: u16) -> Option<Bounds> {
        let bytes = self.description(glyph)?;
        Some([i16_at(bytes, 2)?, i16_at(bytes, 4)?, i16_at(bytes, 6)?, i16_at(bytes, 8)?])
    }

    /// The number of points and contours of a glyph when its components are expanded, and their nesting depth.
    fn measure(&self, glyph: u16, depth: u16) -> Result<Limits, GlyphError> {
        const DEEPEST: u16 = 16;
        let short = GlyphError::Damaged("a glyph is too short");
        let Some(bytes) = self.description(glyph) else { return Ok(Limits::default()) };
        let Some(contours) = i16_at(bytes, 0) else { return Err(short) };
        if let Ok(contours) = u16::try_from(contours) {
            let last = match contours {
                0 => None,
                count => Some(u16_at(bytes, 8 + 2 * usize::from(count)).ok_or(short)?),
            };
            return Ok(Limits { points: last.map_or(0, |last| last.saturating_add(1)), contours, ..Limits::default() });
        }
        if depth == DEEPEST {
            return Err(GlyphError::Damaged("composites nest too deep"));
        }
        let mut limits = Limits::default();
        let mut at = 10;
        loop {
            let (Some(flags), Some(part)) = (u16_at(bytes, at), u16_at(bytes, at + 2)) else { return Err(short) };
            let inner = self.measure(part, depth + 1)?;
            limits.points = limits.points.saturating_add(inner.points);
            limits.contours = limits.contours.saturating_add(inner.contours);
            limits.depth = limits.depth.max(inner.depth + 1);
            at += 4 + if flags & ARGS_ARE_WORDS != 0 { 4 } else { 2 };
            at += match flags & (HAS_SCALE | HAS_XY_SCALE | HAS_TWO_BY_TWO) {
                0 => 0,
                HAS_SCALE => 2,
                HAS_XY_SCALE => 4,
                _ => 8,
            };
            if flags & MORE_COMPONENTS == 0 {
                return Ok(limits);
            }
        }
    }

    /// The bounding box of all glyphs from `first` on.
    pub(super) fn bounds_from(&self, first: usize) -> Option<Bounds> {
        let boxes = (first..self.count()).filter_map(|glyph| self.bounds(u16::try_from(glyph).ok()?));
        boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }

    /// The font file: these glyphs, and the other tables that a PDF requires of a TrueType font (ISO 32000-1, 9.9),
    /// taken from `tables`. The control values and programs of hinted fonts stay, along with the few bytes of `prep`
    /// that keep Ghostscript from hinting an unhinted font itself.
    pub(super) fn write(&self, tables: &Tables<'_>) -> Result<Vec<u8>, GlyphError> {
        let own = |tag, name| tables.get(tag).map(<[u8]>::to_vec).ok_or(GlyphError::Damaged(name));
        let (mut head, mut hhea, mut maxp) =
            (own(b"head", "no head")?, own(b"hhea", "no hhea")?, own(b"maxp", "no maxp")?);
        if head.len() < 54 || hhea.len() < 36 || maxp.len() < 32 {
            return Err(GlyphError::Damaged("a table is too short"));
        }
        let put = |table: &mut [u8], at: usize, value: u16| table[at..at + 2].copy_from_slice(&value.to_be_bytes());
        let long_offsets = self.data.len() > 2 * usize::from(u16::MAX);
        let count = self.count() as u16;
        put(&mut head, 50, u16::from(long_offsets));
        head[8..12].fill(0);
        put(&mut hhea, 34, count);
        put(&mut maxp, 4, count);
        let limits = self.limits;
        for (at, value) in [(10, limits.points), (12, limits.contours), (28, limits.elements), (30, limits.depth)] {
            let stated = u16_at(&maxp, at).unwrap_or(0);
            put(&mut maxp, at, stated.max(value));
        }
        let mut loca = Vec::with_capacity(4 * self.offsets.len());
        for offset in &self.offsets {
            match long_offsets {
                true => loca.extend_from_slice(&offset.to_be_bytes()),
                false => loca.extend_from_slice(&((offset / 2) as u16).to_be_bytes()),
            }
        }
        let mut hmtx = Vec::with_capacity(4 * self.metrics.len());
        for (advance, bearing) in &self.metrics {
            hmtx.extend_from_slice(&advance.to_be_bytes());
            hmtx.extend_from_slice(&bearing.to_be_bytes());
        }
        let all: [(&[u8; 4], Option<&[u8]>); 9] = [
            (b"cvt ", tables.get(b"cvt ")),
            (b"fpgm", tables.get(b"fpgm")),
            (b"glyf", Some(&self.data)),
            (b"head", Some(&head)),
            (b"hhea", Some(&hhea)),
            (b"hmtx", Some(&hmtx)),
            (b"loca", Some(&loca)),
            (b"maxp", Some(&maxp)),
            (b"prep", tables.get(b"prep")),
        ];
        let present: Vec<(&[u8; 4], &[u8])> = all.into_iter().filter_map(|(tag, table)| Some((tag, table?))).collect();
        Ok(super::sfnt::write(&present))
    }
}

fn fit(value: i32) -> Result<i16, GlyphError> {
    i16::try_from(value).map_err(|_| GlyphError::Extent)
}
