//! Where each page goes: places that hold all of them, and the sheets with these places.

use super::leaves::{Leaf, MOST};
use super::{Job, Note, Refused};
use crate::color::Color;
use crate::geom::{Length, Size};
use crate::imposition::Scheme;
use crate::lang::Language;
use crate::layout::display::Content;
use crate::model::document::{Image, ImageData};
use crate::preflight::document::Document;
use crate::preflight::geometry::Matrix;
use crate::press::{MOST_BLEED, Press};
use crate::sheet::sides::{Sheets, Side, lacking};
use crate::syntax::Value;

/// Most places on all sides: nobody prints more, and each takes memory.
const MOST_PLACES: usize = 4_000_000;

/// Sizes that differ by no more are the same: programs round.
const SAME: f64 = 1.0;

/// Pages and their places.
#[derive(Debug)]
pub(super) struct Plan {
    /// The pages.
    pub leaves: Vec<Leaf>,
    /// The sides of sheets.
    pub sheets: Sheets,
    /// How much around each page is printed.
    pub bleed: Length,
}

impl Plan {
    /// Plans sheets for pages.
    pub(super) fn new(
        document: &Document,
        leaves: Vec<Leaf>,
        job: &Job,
        notes: &mut Vec<Note>,
    ) -> Result<Plan, Refused> {
        let imposition = &job.imposition;
        let prints = match imposition.scheme {
            Scheme::Repeat(grid) => grid.places(),
            _ => 1,
        };
        if leaves.len().saturating_mul(prints) > MOST_PLACES {
            return Err(Refused::TooMany);
        }
        // Pages of the other orientation than the first one's are turned.
        let is_wide = |leaf: &Leaf| leaf.size()[0] > leaf.size()[1];
        let wide = leaves.first().is_some_and(is_wide);
        let upright = |leaf: &Leaf| {
            let [width, height] = leaf.size();
            if is_wide(leaf) == wide { [width, height] } else { [height, width] }
        };
        let (mut most, mut least) = ([0.0_f64; 2], [f64::INFINITY; 2]);
        for size in leaves.iter().map(upright) {
            most = [most[0].max(size[0]), most[1].max(size[1])];
            least = [least[0].min(size[0]), least[1].min(size[1])];
        }
        let cell = Size { width: Length::from_pt(most[0]), height: Length::from_pt(most[1]) };
        if most[0] - least[0] > SAME || most[1] - least[1] > SAME {
            notes.push(Note::Sizes(cell));
        }
        let bleed = bleed(&leaves, job, notes);
        let press = Press { bleed: Some(bleed), marks: Some(job.marks), ..Press::default() };
        if let (Some(sheet), Some(least)) = (imposition.sheet, lacking(cell, Some(&press), imposition)) {
            return Err(Refused::Sheet { sheet, least });
        }
        let turned = Size { width: cell.height, height: cell.width };
        let sizes: Vec<Size> = leaves.iter().map(|leaf| if is_wide(leaf) == wide { cell } else { turned }).collect();
        let mut sheets = Sheets::new(&sizes, Some(&press), Some(imposition), is_rtl(document));
        let media = sheets.sides.first().map(|side| side.boxes.media).unwrap_or_default();
        if f64::from(media.width.to_pt().max(media.height.to_pt())) > MOST {
            return Err(Refused::Large(media));
        }
        if job.marks && !is_in_inks(document) {
            notes.push(Note::GrayMarks);
            sheets.sides.iter_mut().for_each(blacken);
        }
        Ok(Plan { leaves, sheets, bleed })
    }

    /// From a page's space to its place alone, in the middle if the place is larger.
    pub(super) fn onto_place(&self, page: usize) -> Matrix {
        let (leaf, boxes) = (&self.leaves[page], self.sheets.cell(page));
        let middle = |room: Length, size: f64| {
            let rest = f64::from(room.to_pt()) - size;
            // Sizes are in whole millipoints; what is lost by that is no room.
            if rest.abs() < 0.001 { 0.0 } else { rest / 2.0 }
        };
        let [width, height] = leaf.size();
        let bleed = f64::from(self.bleed.to_pt());
        leaf.matrix([bleed + middle(boxes.trim.width, width), bleed + middle(boxes.trim.height, height)])
    }

    /// The side of a page, and the way from its space to the side's.
    pub(super) fn home(&self, page: usize) -> (usize, Matrix) {
        let (side, transform) = self.sheets.home(page);
        (side, self.onto_place(page).then(&Matrix(transform.matrix().map(f64::from))))
    }
}

/// What is printed around each page.
fn bleed(leaves: &[Leaf], job: &Job, notes: &mut Vec<Note>) -> Length {
    let Some(bleed) = job.bleed else {
        let least = leaves.iter().map(Leaf::bleed).fold(f64::INFINITY, f64::min);
        return Length::from_pt(least.min(f64::from(MOST_BLEED.to_pt())));
    };
    let short = |leaf: &Leaf| leaf.room() < f64::from(bleed.to_pt()) - 0.1;
    notes.extend(leaves.iter().position(short).map(|index| Note::Bleed(index + 1)));
    bleed
}

/// Whether the file is read from right to left.
fn is_rtl(document: &Document) -> bool {
    let catalog = document.catalog();
    let preferences = document.dict(&catalog, "ViewerPreferences");
    let language = document.text(&catalog, "Lang").and_then(|tag| Language::parse(&tag));
    document.name(&preferences, "Direction") == "R2L" || language.is_some_and(|language| language.is_rtl())
}

/// Whether inks have a meaning in the file: what it is printed for has four of them, or nothing is said.
fn is_in_inks(document: &Document) -> bool {
    let channels = |intent: &Value<'_>| {
        let intent = document.as_dict(Some(intent));
        let profile = document.stream(intent.get("DestOutputProfile")?)?;
        document.number(&profile.dict, "N")
    };
    document.array(&document.catalog(), "OutputIntents").iter().filter_map(channels).all(|channels| channels == 4.0)
}

/// Marks in black alone: inks on all plates, and the color bar, need a press that the file is for.
fn blacken(side: &mut Side) {
    side.marks.retain_mut(|item| match &mut item.content {
        Content::Fill { color, .. } if *color == Color::REGISTRATION => {
            *color = Color::BLACK;
            true
        }
        Content::Picture { image, .. } => {
            if let ImageData::Drawing(drawing) = &image.data {
                let mut drawing = drawing.clone();
                drawing.paths.iter_mut().for_each(|path| path.fill = path.fill.map(|_| Color::BLACK));
                *image = Image { data: ImageData::Drawing(drawing), ..Image::clone(image) }.into();
            }
            true
        }
        _ => false,
    });
}
