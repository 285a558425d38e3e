//! One font file: its bytes, its metrics, its character map.
//!
//! A face costs nothing until it is used; then its tables are located once and kept.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;
use skrifa::font::{Blob, Font};
use skrifa::raw::{FontRef, TableProvider};
use skrifa::string::StringId;
use skrifa::{MetadataProvider, Tag};

use super::FontError;

/// How a face draws its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutlineKind {
    /// Quadratic curves in a `glyf` table.
    TrueType,
    /// Cubic curves in a `CFF ` table.
    Cff,
}

/// A face's metrics, in font units; depths below the baseline are also positive numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    /// Units on a side of the em square.
    pub units_per_em: u16,
    /// From the baseline to the top of a line.
    pub ascent: i32,
    /// From the baseline to the bottom of a line.
    pub descent: i32,
    /// Extra space that the face requests between lines.
    pub line_gap: i32,
    /// Height of a flat capital letter; derived from the ascent if the script has none.
    pub cap_height: i32,
    /// Height of a lowercase x.
    pub x_height: i32,
    /// Slant in degrees, negative to the right.
    pub italic_angle: f32,
    /// Weight class, 400 regular, 700 bold.
    pub weight: u16,
    /// The bounding box of all glyphs: left, bottom, right, top.
    pub bbox: [i16; 4],
}

/// One font file.
#[derive(Debug)]
pub struct Face {
    name: Cow<'static, str>,
    family: Cow<'static, str>,
    bold: bool,
    italic: bool,
    bytes: Bytes,
    /// Characters that it has but that are drawn from other faces. Ascending.
    without: &'static [char],
    state: OnceLock<State>,
}

/// Where the font's bytes live.
#[derive(Clone)]
enum Bytes {
    Static(&'static [u8]),
    Shared(Arc<Vec<u8>>),
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.get().len())
    }
}

impl Bytes {
    fn get(&self) -> &[u8] {
        match self {
            Bytes::Static(bytes) => bytes,
            Bytes::Shared(bytes) => bytes,
        }
    }

    fn blob(&self) -> Blob {
        match self {
            Bytes::Static(bytes) => Blob::Static(bytes),
            Bytes::Shared(bytes) => {
                let shared: Arc<Vec<u8>> = Arc::clone(bytes);
                Blob::Shared(shared)
            }
        }
    }
}

/// A face's data once its tables have been read.
struct State {
    font: Font,
    metrics: Metrics,
    kind: OutlineKind,
    glyph_count: u16,
    hmtx: Range<usize>,
    long_metrics: u16,
    /// Glyphs of U+0000 to U+00FF, zero if missing: most text needs nothing else.
    latin1: [u16; 256],
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("metrics", &self.metrics).finish_non_exhaustive()
    }
}

impl Face {
    /// A bundled face, read only when it is used.
    pub(super) const fn bundled(
        name: &'static str,
        family: &'static str,
        (bold, italic): (bool, bool),
        bytes: &'static [u8],
    ) -> Face {
        Face {
            name: Cow::Borrowed(name),
            family: Cow::Borrowed(family),
            bold,
            italic,
            bytes: Bytes::Static(bytes),
            without: &[],
            state: OnceLock::new(),
        }
    }

    /// The same face without these characters, which ascend.
    pub(super) const fn without(mut self, characters: &'static [char]) -> Face {
        self.without = characters;
        self
    }

    /// A user's face, checked immediately. `file` identifies it in errors.
    pub(super) fn from_user(bytes: Vec<u8>, file: &str) -> Result<Face, FontError> {
        let read = Face::from_file(Arc::new(bytes), file);
        read.map_err(|problem| FontError::Unusable { file: file.to_owned(), problem })
    }

    /// A face of a theme's font, likewise; its style is what the theme says it is for.
    pub(super) fn of_theme(bytes: Arc<Vec<u8>>, file: &str, (bold, italic): (bool, bool)) -> Result<Face, Problem> {
        Ok(Face { bold, italic, ..Face::from_file(bytes, file)? })
    }

    fn from_file(bytes: Arc<Vec<u8>>, file: &str) -> Result<Face, Problem> {
        let bytes = Bytes::Shared(bytes);
        let state = read(&bytes)?;
        let font = FontRef::new(bytes.get()).map_err(|_| Problem::NotAFont)?;
        let mut bold = state.metrics.weight >= 600;
        let mut italic = state.metrics.italic_angle != 0.0;
        if let Ok(os2) = font.os2() {
            // OpenType, OS/2 fsType: 2 by itself forbids embedding, bit 8 subsetting, bit 9 outlines.
            let license = os2.fs_type();
            if license & 0xF == 2 || license & 0x300 != 0 {
                return Err(Problem::EmbeddingForbidden);
            }
            let selection = os2.fs_selection().bits();
            bold |= selection & 0x20 != 0;
            italic |= selection & 0x201 != 0;
        }
        if !names_fit(&font) {
            return Err(Problem::Table(Tag::new(b"name")));
        }
        let string = |id| font.localized_strings(id).english_or_first().map(|s| s.to_string());
        let name = string(StringId::POSTSCRIPT_NAME).map(|n| pdf_name(&n)).unwrap_or_else(|| pdf_name(file));
        let family = string(StringId::TYPOGRAPHIC_FAMILY_NAME)
            .or_else(|| string(StringId::FAMILY_NAME))
            .unwrap_or_else(|| name.clone());
        if state.kind == OutlineKind::Cff && font.outline_glyphs().format().is_none() {
            return Err(Problem::Table(Tag::new(b"CFF ")));
        }
        let cell = OnceLock::new();
        let _ = cell.set(state);
        Ok(Face { name: name.into(), family: family.into(), bold, italic, bytes, without: &[], state: cell })
    }

    fn state(&self) -> &State {
        self.state.get_or_init(|| match read(&self.bytes) {
            Ok(state) => state,
            // A user's face was read when it was added, and the tests read each bundled one.
            Err(problem) => unreachable!("bundled face {}: {problem}", self.name),
        })
    }

    /// The PostScript name, suitable as a PDF name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The family's name, as people write it.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Whether it is the bold style of its family.
    pub fn is_bold(&self) -> bool {
        self.bold
    }

    /// Whether it is the italic style of its family.
    pub fn is_italic(&self) -> bool {
        self.italic
    }

    /// The style's name, as people write it.
    pub fn style(&self) -> &'static str {
        match (self.bold, self.italic) {
            (false, false) => "Regular",
            (true, false) => "Bold",
            (false, true) => "Italic",
            (true, true) => "Bold Italic",
        }
    }

    /// The font file.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get()
    }

    /// The font as the shaper wants it.
    pub fn font(&self) -> &Font {
        &self.state().font
    }

    /// Its metrics.
    pub fn metrics(&self) -> &Metrics {
        &self.state().metrics
    }

    /// Units on a side of the em square.
    pub fn units_per_em(&self) -> u16 {
        self.metrics().units_per_em
    }

    /// A length in font units as thousandths of the em, the PDF unit.
    pub fn thousandths(&self, units: i32) -> f32 {
        units as f32 * 1000.0 / f32::from(self.units_per_em())
    }

    /// How its letters are drawn.
    pub fn outline_kind(&self) -> OutlineKind {
        self.state().kind
    }

    /// The number of its glyphs.
    pub fn glyph_count(&self) -> u16 {
        self.state().glyph_count
    }

    /// The character's glyph in the character map.
    pub fn glyph(&self, character: char) -> Option<u16> {
        let state = self.state();
        let glyph = match state.latin1.get(character as usize) {
            Some(glyph) => *glyph,
            None => state.font.charmap().map_unicode(character).map_or(0, |glyph| glyph.to_u32() as u16),
        };
        (glyph != 0 && self.without.binary_search(&character).is_err()).then_some(glyph)
    }

    /// Whether the face has a glyph for a character.
    pub fn has_char(&self, character: char) -> bool {
        self.glyph(character).is_some()
    }

    /// The number of characters in its map.
    pub fn character_count(&self) -> usize {
        FontRef::new(self.bytes()).map_or(0, |font| font.charmap().mappings().count())
    }

    /// The scripts whose letters it has, as ISO 15924 codes.
    pub fn scripts(&self) -> Vec<&'static str> {
        super::select::scripts_of(self)
    }

    /// Whether the face can draw a whole cluster. Characters that are never drawn (joiners, bidi controls, soft
    /// hyphens, control characters) need no glyph.
    pub fn covers(&self, cluster: &str) -> bool {
        cluster.chars().all(|c| self.has_char(c) || is_never_drawn(c))
    }

    /// The advance of a glyph in font units; zero for a glyph the face does not have.
    pub fn advance(&self, glyph: u16) -> i32 {
        let state = self.state();
        let entry = 4 * usize::from(glyph.min(state.long_metrics.saturating_sub(1)));
        let table = self.bytes().get(state.hmtx.clone()).unwrap_or_default();
        match table.get(entry..entry + 2) {
            Some(bytes) if glyph < state.glyph_count => i32::from(u16::from_be_bytes([bytes[0], bytes[1]])),
            _ => 0,
        }
    }
}

/// Whether a character is invisible in any face.
pub(crate) fn is_never_drawn(character: char) -> bool {
    character.is_control()
        || (!character.is_ascii() && CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character))
}

/// What makes a font file unusable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Not an OpenType or TrueType font.
    #[error("it is not a TrueType or OpenType font")]
    NotAFont,
    /// It is a `.ttc` or `.otc` file.
    #[error("it is a collection of fonts; extract the font you want")]
    Collection,
    /// A table that every font needs is absent or broken.
    #[error("its `{0}` table is missing or damaged")]
    Table(Tag),
    /// It has only images, or outlines of a kind that PDF does not allow.
    #[error("it has neither TrueType nor CFF outlines")]
    NoOutlines,
    /// Its license bits forbid what a PDF does.
    #[error("its license does not allow it to be embedded as a subset")]
    EmbeddingForbidden,
}

fn read(bytes: &Bytes) -> Result<State, Problem> {
    if bytes.get().starts_with(b"ttcf") {
        return Err(Problem::Collection);
    }
    let tables = FontRef::new(bytes.get()).map_err(|_| Problem::NotAFont)?;
    let font = Font::new(bytes.blob(), 0).ok_or(Problem::NotAFont)?;
    let kind = if tables.table_data(Tag::new(b"glyf")).is_some() {
        OutlineKind::TrueType
    } else if tables.table_data(Tag::new(b"CFF ")).is_some() {
        OutlineKind::Cff
    } else {
        return Err(Problem::NoOutlines);
    };
    let missing = |tag: &[u8; 4]| Problem::Table(Tag::new(tag));
    let head = tables.head().map_err(|_| missing(b"head"))?;
    let hhea = tables.hhea().map_err(|_| missing(b"hhea"))?;
    let maxp = tables.maxp().map_err(|_| missing(b"maxp"))?;
    let hmtx = table_range(&tables, bytes.get(), *b"hmtx").ok_or(missing(b"hmtx"))?;
    let (glyph_count, long_metrics) = (maxp.num_glyphs(), hhea.number_of_h_metrics());
    let short_metrics = usize::from(glyph_count.saturating_sub(long_metrics));
    if long_metrics == 0 || hmtx.len() < 4 * usize::from(long_metrics) + 2 * short_metrics {
        return Err(missing(b"hmtx"));
    }
    if !(16..=16384).contains(&head.units_per_em()) {
        return Err(missing(b"head"));
    }

    let mut metrics = Metrics {
        units_per_em: head.units_per_em(),
        ascent: i32::from(hhea.ascender().to_i16()),
        descent: -i32::from(hhea.descender().to_i16()),
        line_gap: i32::from(hhea.line_gap().to_i16()),
        cap_height: 0,
        x_height: 0,
        italic_angle: tables.post().map_or(0.0, |post| post.italic_angle().to_f32()),
        weight: if head.mac_style().bits() & 1 != 0 { 700 } else { 400 },
        bbox: [head.x_min(), head.y_min(), head.x_max(), head.y_max()],
    };
    if let Ok(os2) = tables.os2() {
        metrics.weight = os2.us_weight_class();
        metrics.cap_height = os2.s_cap_height().map_or(0, i32::from);
        metrics.x_height = os2.sx_height().map_or(0, i32::from);
        // OpenType, OS/2 fsSelection bit 7: line spacing is in the typographic metrics.
        if os2.fs_selection().bits() & 0x80 != 0 {
            metrics.ascent = i32::from(os2.s_typo_ascender());
            metrics.descent = -i32::from(os2.s_typo_descender());
            metrics.line_gap = i32::from(os2.s_typo_line_gap());
        }
    }
    // Arabic faces leave these at zero, but a PDF's font descriptor requires a capital height.
    if metrics.cap_height <= 0 {
        metrics.cap_height = metrics.ascent * 2 / 3;
    }
    if metrics.x_height <= 0 {
        metrics.x_height = metrics.ascent / 2;
    }

    let mut latin1 = [0; 256];
    let charmap = font.charmap();
    for (code, glyph) in latin1.iter_mut().enumerate() {
        *glyph = charmap.map_unicode(code as u32).map_or(0, |glyph| glyph.to_u32() as u16);
    }
    Ok(State { metrics, kind, glyph_count, hmtx, long_metrics, latin1, font })
}

/// The position of a table in the file.
fn table_range(font: &FontRef<'_>, bytes: &[u8], tag: [u8; 4]) -> Option<Range<usize>> {
    let record = font.table_directory().table_records().iter().find(|r| r.tag() == Tag::new(&tag))?;
    let start = record.offset() as usize;
    let range = start..start.checked_add(record.length() as usize)?;
    bytes.get(range.clone()).is_some().then_some(range)
}

/// Whether 16 bits can hold the offsets of the `name` table's strings and their total length, which subsetters add up.
fn names_fit(font: &FontRef<'_>) -> bool {
    // Without names there is nothing to add up; a missing table is reported where it is needed.
    let Ok(names) = font.name() else { return true };
    let mut strings: Vec<(u32, u32)> =
        names.name_record().iter().map(|name| (name.string_offset().to_u32(), name.length().into())).collect();
    let records = strings.len() as u32 * 12 + 6;
    strings.sort_unstable();
    strings.dedup();
    let together: u32 = strings.iter().map(|(_, length)| length).sum();
    let last = strings.iter().map(|(start, length)| start + length).max().unwrap_or_default();
    [records, together, last].into_iter().all(|sum| u16::try_from(sum).is_ok())
}

/// A font's name without the characters that are not allowed in a PDF name or a PostScript name.
fn pdf_name(name: &str) -> String {
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).take(63).collect();
    if name.is_empty() { "Unnamed".to_owned() } else { name }
}
