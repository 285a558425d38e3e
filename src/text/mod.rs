//! From a run of inline content to shaped glyphs with break opportunities.
//!
//! Input: [`Text`] and its [`TextStyle`]. Output: a [`Shaped`] paragraph, measured once; layout breaks it as often as
//! needed. Knows no page and no measure. The phases, in order: collect, bidi, itemize, shape, look for marks without a
//! letter, find break opportunities.

mod bidi;
mod breaks;
mod collect;
mod itemize;
mod order;
mod punctuation;
mod shape;

use std::ops::Range;

use crate::color::Color;
use crate::diag::Diagnostics;
use crate::fonts::{FaceId, Fonts};
use crate::geom::Length;
use crate::model::document::Text;
use crate::style::ThemeFontId;

pub(crate) use breaks::{Break, BreakKind};
pub(crate) use collect::Attributes;
pub(crate) use order::keeps_order;
pub(crate) use shape::Shaper;

/// How a text is set, beyond the attributes of its spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextStyle {
    /// The theme's own font, if it has one.
    pub font: Option<ThemeFontId>,
    /// Font size.
    pub size: Length,
    /// Bold throughout.
    pub bold: bool,
    /// Whether italics are replaced with bold.
    pub upright: bool,
    /// Color.
    pub color: Color,
    /// Whether words may be hyphenated at line ends if the language requires it.
    pub hyphenate: bool,
    /// Whether small kerns are omitted.
    pub coarse: bool,
}

/// A shaped paragraph in logical order.
#[derive(Clone, Debug)]
pub(crate) struct Shaped {
    /// All characters, without direction controls. Byte offsets below are into this.
    pub text: String,
    /// Whether the paragraph runs from right to left.
    pub rtl: bool,
    /// How it is set.
    pub style: TextStyle,
    /// The attributes of ranges of the text, in order, without gaps.
    pub attributes: Vec<Attributes>,
    /// Glyph runs in logical order, without gaps except for forced line breaks.
    pub runs: Vec<Run>,
    /// Where a line may or must end, ascending; the last is the end of the text.
    pub breaks: Vec<Break>,
}

/// Glyphs of one font, size, direction, language and set of attributes.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// Its bytes of the text.
    pub range: Range<usize>,
    /// Embedding level (UAX #9); odd levels run from right to left.
    pub level: u8,
    /// Index into [`Shaped::attributes`].
    pub attributes: usize,
    /// Font size: the style's, or larger where the script's letters are small on their body.
    pub size: Length,
    /// What is drawn.
    pub content: RunContent,
}

/// What a run draws.
#[derive(Clone, Debug)]
pub(crate) enum RunContent {
    /// Glyphs.
    Glyphs {
        /// The font.
        face: FaceId,
        /// ISO 15924 code of the script.
        script: [u8; 4],
        /// Clusters in logical order.
        clusters: Vec<Cluster>,
        /// Glyphs of all clusters; each cluster's in the order drawn.
        glyphs: Vec<Glyph>,
    },
    /// A blank line to write on.
    Blank {
        /// How wide.
        width: Length,
    },
}

/// The shaper's smallest unit that maps text to glyphs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cluster {
    /// Its bytes of the text.
    pub range: Range<usize>,
    /// Advance in font units.
    pub advance: i32,
    /// Whether the glyphs would change if a line ended before this cluster.
    pub unsafe_to_break: bool,
    /// Its glyphs among the run's.
    pub glyphs: Range<usize>,
}

/// A glyph of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyph {
    /// Glyph id in the font.
    pub id: u16,
    /// From the cluster's left edge, in font units.
    pub dx: i32,
    /// From the baseline up, in font units.
    pub dy: i32,
}

impl Run {
    /// Whether it runs from right to left.
    pub(crate) fn is_rtl(&self) -> bool {
        self.level % 2 == 1
    }

    /// How wide it is.
    pub(crate) fn width(&self, fonts: &Fonts) -> Length {
        match &self.content {
            RunContent::Blank { width } => *width,
            RunContent::Glyphs { face, clusters, .. } => {
                let advance = clusters.iter().map(|c| c.advance).sum();
                self.size.em_units(advance, fonts.face(*face).units_per_em())
            }
        }
    }
}

impl Shaped {
    /// The attributes of a run.
    pub(crate) fn attributes_of(&self, run: &Run) -> &Attributes {
        &self.attributes[run.attributes]
    }
}

/// Shapes a text whose fields have all been replaced. Characters that no font has are reported, and the paragraph comes
/// back without them; so are vowel signs and marks without a letter, which stay.
pub(crate) fn shape_text(
    shaper: &mut Shaper<'_>,
    text: &Text,
    style: TextStyle,
    diagnostics: &mut Diagnostics,
) -> Shaped {
    let collected = collect::collect(&text.spans);
    let levels = bidi::levels(&collected, text.language.is_rtl());
    let items = itemize::itemize(&collected, &levels, &text.language, style, shaper.fonts(), diagnostics);
    let runs = shaper.shape_items(&collected, &items, &text.language, style);
    order::check(&collected, &runs, shaper.fonts(), diagnostics);
    let breaks = breaks::find(&collected, &text.language, style.hyphenate);
    Shaped { text: collected.text, rtl: text.language.is_rtl(), style, attributes: collected.attributes, runs, breaks }
}
