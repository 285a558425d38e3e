//! The pages of a file, as paper: where each is in its own space, and how it is turned.

use super::Refused;
use crate::preflight::document::{Document, PageNode};
use crate::preflight::geometry::{Area, Matrix};

/// US Letter, as viewers assume where nothing is said.
const LETTER: Area = Area { left: 0.0, bottom: 0.0, right: 612.0, top: 792.0 };

/// The largest side of a page, in points (ISO 32000-1, annex C).
pub(super) const MOST: f64 = 14_400.0;

/// Whatever is as much wider than the trim box as this, in its space, has marks around it and not only bleed.
const MARKS: f64 = 36.0;

/// A page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf {
    /// The page's object; 0 if it has none.
    pub id: u32,
    /// What is cut out of the paper, in the page's space: the trim box, or what viewers show.
    pub area: Area,
    /// All that there is around it.
    media: Area,
    /// What is printed around it.
    bleed: Area,
    /// How far viewers turn it: quarters of a turn, clockwise.
    quarters: i64,
    /// The unit of its space, in points.
    unit: f64,
}

/// The pages of a file in order.
pub(super) fn read(document: &Document) -> Result<Vec<Leaf>, Refused> {
    let mut leaves = Vec::new();
    let mut refused = None;
    document.each_page(|node| {
        match Leaf::new(document, &node) {
            Some(leaf) => leaves.push(leaf),
            None => refused = Some(Refused::Size(leaves.len() + 1)),
        }
        refused.is_none()
    });
    let tree = document.dict(&document.catalog(), "Pages");
    let said = document.number(&tree, "Count").unwrap_or_default();
    match refused {
        Some(refused) => Err(refused),
        None if leaves.is_empty() => {
            Err(document.damaged().first().map_or(Refused::NoPages, |(_, what)| Refused::Part(what)))
        }
        // Nobody would miss a page on a sheet in time.
        None if said > leaves.len() as f64 => Err(Refused::Part("it has fewer pages than it says")),
        None => Ok(leaves),
    }
}

impl Leaf {
    fn new(document: &Document, node: &PageNode) -> Option<Leaf> {
        let number = |key| node.get(key).map(|value| document.resolve(value)).and_then(|value| value.as_number());
        let media = node.area(document, "MediaBox").unwrap_or(Ok(LETTER)).ok()?;
        let within = |key| {
            let area = node.area(document, key).and_then(Result::ok).map(|area| area.and(&media));
            area.filter(|area| area.width() > 0.0 && area.height() > 0.0)
        };
        let area = within("TrimBox").or_else(|| within("CropBox")).unwrap_or(media);
        // ISO 32000-1, table 30: without a bleed box, everything that is shown around the trim box bleeds.
        let shown = within("CropBox").unwrap_or(media);
        let bleed = within("BleedBox").unwrap_or(if shown.width() - area.width() > MARKS { area } else { shown });
        let quarters = (number("Rotate").unwrap_or_default() / 90.0).round().rem_euclid(4.0) as i64;
        let unit = number("UserUnit").filter(|unit| *unit > 0.0).unwrap_or(1.0);
        let leaf = Leaf { id: node.id, area, media, bleed, quarters, unit };
        leaf.size().iter().all(|side| (1.0..=MOST).contains(side)).then_some(leaf)
    }

    /// Width and height as it is read, in points.
    pub(super) fn size(&self) -> [f64; 2] {
        let [width, height] = [self.area.width() * self.unit, self.area.height() * self.unit];
        if self.quarters % 2 == 0 { [width, height] } else { [height, width] }
    }

    /// How much is printed around it on every side, in points.
    pub(super) fn bleed(&self) -> f64 {
        self.least_around(&self.bleed)
    }

    /// How much there is around it on every side, in points.
    pub(super) fn room(&self) -> f64 {
        self.least_around(&self.media)
    }

    fn least_around(&self, outer: &Area) -> f64 {
        let area = &self.area;
        let sides =
            [area.left - outer.left, area.bottom - outer.bottom, outer.right - area.right, outer.top - area.top];
        sides.into_iter().fold(f64::INFINITY, f64::min).max(0.0) * self.unit
    }

    /// From its space to points, with its lower left corner as it is read at a place.
    pub(super) fn matrix(&self, [x, y]: [f64; 2]) -> Matrix {
        let Area { left, bottom, right, top } = self.area;
        let turned = match self.quarters {
            1 => Matrix([0.0, -1.0, 1.0, 0.0, -bottom, right]),
            2 => Matrix([-1.0, 0.0, 0.0, -1.0, right, top]),
            3 => Matrix([0.0, 1.0, -1.0, 0.0, top, -left]),
            _ => Matrix([1.0, 0.0, 0.0, 1.0, -left, -bottom]),
        };
        turned.then(&Matrix([self.unit, 0.0, 0.0, self.unit, x, y]))
    }

    /// What is seen of it, in its space, with this much around it in points.
    pub(super) fn seen(&self, bleed: f64) -> Area {
        self.area.grown(bleed / self.unit).and(&self.media)
    }
}
