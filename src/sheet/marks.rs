//! Marks around the page, outside the bleed: where it is cut, whether the plates are in register, how the inks print.
//! All are artifacts.

use std::sync::Arc;

use super::boxes::{MARKS, PageBoxes};
use crate::color::Color;
use crate::geom::{Length, Rect};
use crate::layout::display::{Artifact, Content, Item, Owner};
use crate::model::document::{Drawing, DrawnPath, Image, ImageData, Segment};

/// From the bleed to a mark, and its length.
const GAP: Length = Length::pt(4);
const LENGTH: Length = Length::pt(16);
/// A quarter of a point: the thinnest line that shops accept.
const THICKNESS: Length = Length::millipt(250);

/// On every plate.
const REGISTRATION: Color = Color::Cmyk([1000; 4]);

/// The patches of the color bar: the inks, two of them over each other, half of each, in permille.
const PATCHES: [[u16; 4]; 11] = [
    [1000, 0, 0, 0],
    [0, 1000, 0, 0],
    [0, 0, 1000, 0],
    [0, 0, 0, 1000],
    [1000, 1000, 0, 0],
    [0, 1000, 1000, 0],
    [1000, 0, 1000, 0],
    [500, 0, 0, 0],
    [0, 500, 0, 0],
    [0, 0, 500, 0],
    [0, 0, 0, 500],
];

/// The marks of a page with these boxes.
pub(super) fn marks(boxes: &PageBoxes) -> Vec<Item> {
    let mut items = Vec::new();
    let bleed = boxes.trim.x - boxes.bleed.x;
    let (near, far) = (bleed + GAP, bleed + GAP + LENGTH);
    let mut cut = |of: Rect| {
        for x in [of.x, of.right()] {
            let x = x - THICKNESS / 2;
            for y in [boxes.trim.y - far, boxes.trim.bottom() + near] {
                items.push(fill(Rect { x, y, width: THICKNESS, height: LENGTH }, REGISTRATION));
            }
        }
        for y in [of.y, of.bottom()] {
            let y = y - THICKNESS / 2;
            for x in [boxes.trim.x - far, boxes.trim.right() + near] {
                items.push(fill(Rect { x, y, width: LENGTH, height: THICKNESS }, REGISTRATION));
            }
        }
    };
    cut(boxes.trim);
    if bleed > Length::ZERO {
        cut(boxes.bleed);
    }
    let middle = [boxes.trim.x + boxes.trim.width / 2, boxes.trim.y + boxes.trim.height / 2];
    let from_edge = MARKS / 2;
    for [x, y] in [
        [middle[0], from_edge],
        [middle[0], boxes.media.height - from_edge],
        [from_edge, middle[1]],
        [boxes.media.width - from_edge, middle[1]],
    ] {
        items.extend(target([x, y]));
    }
    let side = Length::pt(12);
    let y = boxes.media.height - from_edge - side / 2;
    for (index, inks) in (0..).zip(PATCHES) {
        let x = boxes.trim.x + Length::pt(20) + side * index;
        items.push(fill(Rect { x, y, width: side, height: side }, Color::Cmyk(inks)));
    }
    items
}

fn fill(rect: Rect, color: Color) -> Item {
    Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color } }
}

/// A cross in a ring.
fn target([x, y]: [Length; 2]) -> Vec<Item> {
    let (arm, half) = (Length::pt(8), THICKNESS / 2);
    let image = Image { width: 100, height: 100, data: ImageData::Drawing(ring()) };
    let radius = Length::pt(5);
    let rect = Rect { x: x - radius, y: y - radius, width: radius * 2, height: radius * 2 };
    let ring = Content::Picture { rect, image: Arc::new(image) };
    vec![
        fill(Rect { x: x - arm, y: y - half, width: arm * 2, height: THICKNESS }, REGISTRATION),
        fill(Rect { x: x - half, y: y - arm, width: THICKNESS, height: arm * 2 }, REGISTRATION),
        Item { owner: Owner::Artifact(Artifact::Layout), content: ring },
    ]
}

/// A ring of a tenth of the thickness of the mark, in a square of 100.
fn ring() -> Drawing {
    let circle = |radius: f32| {
        // The usual approximation of a quarter of a circle.
        let (r, c) = (radius, radius * 0.552_284_8);
        let at = |x: f32, y: f32| [50.0 + x, 50.0 + y];
        [
            Segment::Move(at(r, 0.0)),
            Segment::Cubic(at(r, c), at(c, r), at(0.0, r)),
            Segment::Cubic(at(-c, r), at(-r, c), at(-r, 0.0)),
            Segment::Cubic(at(-r, -c), at(-c, -r), at(0.0, -r)),
            Segment::Cubic(at(c, -r), at(r, -c), at(r, 0.0)),
            Segment::Close,
        ]
    };
    let segments = circle(50.0).into_iter().chain(circle(47.5)).collect();
    Drawing { paths: vec![DrawnPath { segments, fill: Some(REGISTRATION), even_odd: true }] }
}
