//! What a page paints: a list of marks, each with its place, its kind and its colors, in the order in which they are
//! painted. Rules read it; `interpreter` makes it.

use std::rc::Rc;

use super::document::{Document, PageNode};
use super::geometry::Area;
use super::inks::{Color, Inks};
use crate::syntax::Dict;

/// One mark on the page.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// Where, as far as it is not clipped away.
    pub place: Area,
    /// What kind of mark.
    pub kind: Kind,
    /// Its color; for images, only that of stencils.
    pub color: Rc<Color>,
    /// Its inks, where they are known without a profile.
    pub inks: Option<Rc<Inks>>,
    /// Whether it overprints what is below.
    pub overprint: bool,
    /// The overprint mode: with 1, process inks that are 0 leave what is below.
    pub overprint_mode: i64,
    /// Whether it shows what is below: opacity, blending or a soft mask.
    pub transparent: bool,
}

/// Kinds of marks.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// An area.
    Fill {
        /// The narrowest of its parts that is longer than wide, in points.
        thickness: f64,
    },
    /// A line of this width, in points.
    Stroke(f64),
    /// A string of text.
    Text {
        /// The size, in points.
        size: f64,
    },
    /// An image.
    Image(Rc<Image>),
    /// A gradient.
    Shading,
    /// The inside of a tiling pattern.
    Tile,
}

/// An image as it is placed.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    /// Pixels across.
    pub width: f64,
    /// Pixels down.
    pub height: f64,
    /// Pixels per inch, the lower of both directions.
    pub ppi: f64,
    /// Whether each pixel is black or white, or a stencil.
    pub one_bit: bool,
    /// Whether it has no color of its own.
    pub stencil: bool,
    /// The highest total of inks that more than one pixel in a thousand exceed, from 0 to 4, if its pixels were read.
    pub ink: Option<f64>,
}

/// A font that a page shows text with.
#[derive(Clone, Debug)]
pub(crate) struct FontUse {
    /// Its name.
    pub name: String,
    /// Whether its program is in the file.
    pub embedded: bool,
    /// Whether its glyphs are page content.
    pub type_3: bool,
    /// Where it is first used.
    pub place: Area,
}

/// A page with its marks.
pub(crate) struct Page {
    /// Its dictionary.
    pub node: PageNode,
    /// The sheet.
    pub media: Option<Area>,
    /// What viewers show.
    pub crop: Option<Area>,
    /// Up to where ink is needed.
    pub bleed: Option<Area>,
    /// The finished page.
    pub trim: Option<Area>,
    /// Instead of the TrimBox.
    pub art: Option<Area>,
    /// Boxes that are not four numbers with something between them.
    pub broken_boxes: Vec<&'static str>,
    /// The marks.
    pub marks: Vec<Mark>,
    /// Fonts by object number or, without one, by name.
    pub fonts: Vec<FontUse>,
    /// Names of fonts that are used and not there.
    pub missing: Vec<(String, Area)>,
    /// Dictionaries of graphics states that are used.
    pub states: Vec<Dict<'static>>,
    /// Dictionaries of images and forms that are used, with their places.
    pub objects: Vec<(Dict<'static>, Area)>,
    /// Whether there is more than is read.
    pub cut_off: bool,
}

impl Page {
    /// A page before its content is read.
    pub(crate) fn new(document: &Document, node: PageNode) -> Page {
        let mut broken_boxes = Vec::new();
        let mut area = |key: &'static str| match node.area(document, key)? {
            Ok(area) => Some(area),
            Err(()) => {
                broken_boxes.push(key);
                None
            }
        };
        let (media, crop) = (area("MediaBox"), area("CropBox"));
        let (bleed, trim, art) = (area("BleedBox"), area("TrimBox"), area("ArtBox"));
        let (marks, fonts, missing, states, objects) = Default::default();
        Page {
            node,
            media,
            crop,
            bleed,
            trim,
            art,
            broken_boxes,
            marks,
            fonts,
            missing,
            states,
            objects,
            cut_off: false,
        }
    }

    /// The finished page: its TrimBox, or what stands for it.
    pub(crate) fn finished(&self) -> Option<Area> {
        self.trim.or(self.art).or(self.crop).or(self.media)
    }

    /// What may be printed: the BleedBox, or what stands for it (ISO 32000-1, 14.11.2).
    pub(crate) fn printed(&self) -> Option<Area> {
        self.bleed.or(self.crop).or(self.media)
    }

    /// Marks that are printed, at least in part: those outside the bleed are the printer's own.
    pub(crate) fn printed_marks(&self) -> impl Iterator<Item = &Mark> {
        let printed = self.printed().unwrap_or(Area::EVERYTHING);
        self.marks.iter().filter(move |mark| mark.place.touches(&printed))
    }
}

impl Mark {
    /// The size of text.
    pub(crate) fn text_size(&self) -> Option<f64> {
        match self.kind {
            Kind::Text { size } => Some(size),
            _ => None,
        }
    }
}
