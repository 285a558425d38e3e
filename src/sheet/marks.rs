//! Marks around the page, outside the bleed: where it is cut, whether the plates are in register, how the inks print.
//! All are artifacts. The slug line beside them is text, which `paginate` shapes and places.

use std::sync::Arc;

use super::boxes::PageBoxes;
use crate::color::Color;
use crate::geom::{Length, Rect};
use crate::layout::display::{Artifact, Content, Item, Owner};
use crate::model::document::{Drawing, DrawnPath, Image, ImageData, Segment};
use crate::press::MARKS;

/// From the bleed to a mark, and its length.
const GAP: Length = Length::pt(4);
const LENGTH: Length = Length::pt(16);
/// A quarter of a point: the thinnest line that shops accept.
const THICKNESS: Length = Length::millipt(250);

/// A side of a patch of the color bar.
const PATCH: Length = Length::pt(12);

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

/// Where paper is cut and folded.
pub(super) struct Edges {
    /// Where it is cut from top to bottom, from the left.
    pub across: Vec<Length>,
    /// Where it is cut from left to right, from the top.
    pub down: Vec<Length>,
    /// Where it is folded from top to bottom.
    pub fold: Option<Length>,
}

impl Edges {
    /// The edges of one page.
    pub(super) fn of(trim: Rect) -> Edges {
        Edges { across: vec![trim.x, trim.right()], down: vec![trim.y, trim.bottom()], fold: None }
    }
}

/// The marks around what has these boxes and is cut at these edges.
pub(super) fn marks(boxes: &PageBoxes, edges: &Edges) -> Vec<Item> {
    let mut items = Vec::new();
    let bleed = boxes.trim.x - boxes.bleed.x;
    let (near, far) = (bleed + GAP, bleed + GAP + LENGTH);
    let mut cut = |edges: &Edges| {
        for x in &edges.across {
            let x = *x - THICKNESS / 2;
            for y in [boxes.trim.y - far, boxes.trim.bottom() + near] {
                items.push(fill(Rect { x, y, width: THICKNESS, height: LENGTH }, Color::REGISTRATION));
            }
        }
        for y in &edges.down {
            let y = *y - THICKNESS / 2;
            for x in [boxes.trim.x - far, boxes.trim.right() + near] {
                items.push(fill(Rect { x, y, width: LENGTH, height: THICKNESS }, Color::REGISTRATION));
            }
        }
    };
    cut(edges);
    if bleed > Length::ZERO {
        cut(&Edges::of(boxes.bleed));
    }
    if let Some(fold) = edges.fold {
        for y in [boxes.trim.y - far, boxes.trim.bottom() + near] {
            items.extend(dashes([fold, y]));
        }
    }
    let from_edge = bleed + MARKS / 2;
    let [x, y] = [
        clear(boxes.trim.x, boxes.trim.width, edges.across.iter().chain(&edges.fold)),
        clear(boxes.trim.y, boxes.trim.height, edges.down.iter()),
    ];
    for [x, y] in [
        [x, boxes.trim.y - from_edge],
        [x, boxes.trim.bottom() + from_edge],
        [boxes.trim.x - from_edge, y],
        [boxes.trim.right() + from_edge, y],
    ] {
        items.extend(target([x, y]));
    }
    let y = boxes.trim.bottom() + from_edge - PATCH / 2;
    if let Some(begin) = room_for_bar(edges, x) {
        for (index, inks) in (0..).zip(PATCHES) {
            items.push(fill(Rect { x: begin + PATCH * index, y, width: PATCH, height: PATCH }, Color::Cmyk(inks)));
        }
    }
    items
}

/// A place for a mark between `from` and `from + size`, clear of the edges of pages: the middle, or that of the first
/// half, and so on.
fn clear<'e>(from: Length, size: Length, edges: impl Iterator<Item = &'e Length> + Clone) -> Length {
    let is_clear = |at: Length| edges.clone().all(|edge| (*edge - at).abs() >= Length::pt(20));
    let mut places = (1..=5).map(|halvings| from + size / (1 << halvings));
    places.find(|at| is_clear(*at)).unwrap_or(from + size / 2)
}

/// The left end of the color bar: between two edges that are far enough apart, and clear of a registration mark.
fn room_for_bar(edges: &Edges, mark: Length) -> Option<Length> {
    const APART: Length = Length::pt(20);
    let width = PATCH * PATCHES.len() as i32;
    let mut stops: Vec<Length> = edges.across.iter().chain(&edges.fold).copied().collect();
    stops.push(mark);
    stops.sort_unstable();
    stops.windows(2).find(|pair| pair[1] - pair[0] >= width + APART * 2).map(|pair| pair[0] + APART)
}

fn fill(rect: Rect, color: Color) -> Item {
    Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color } }
}

/// A mark where paper is folded: dashes from a point down.
fn dashes([x, y]: [Length; 2]) -> impl Iterator<Item = Item> {
    const DASH: Length = Length::pt(3);
    let (x, count) = (x - THICKNESS / 2, 3);
    let step = (LENGTH - DASH) / (count - 1);
    let dash = move |at| Rect { x, y: y + step * at, width: THICKNESS, height: DASH };
    (0..count).map(move |at| fill(dash(at), Color::REGISTRATION))
}

/// A cross in a ring.
fn target([x, y]: [Length; 2]) -> Vec<Item> {
    let (arm, half) = (Length::pt(8), THICKNESS / 2);
    let image = Image { width: 100, height: 100, resolution: None, profile: None, data: ImageData::Drawing(ring()) };
    let radius = Length::pt(5);
    let rect = Rect { x: x - radius, y: y - radius, width: radius * 2, height: radius * 2 };
    let ring = Content::Picture { rect, image: Arc::new(image) };
    vec![
        fill(Rect { x: x - arm, y: y - half, width: arm * 2, height: THICKNESS }, Color::REGISTRATION),
        fill(Rect { x: x - half, y: y - arm, width: THICKNESS, height: arm * 2 }, Color::REGISTRATION),
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
    Drawing {
        paths: vec![DrawnPath {
            segments,
            fill: Some(Color::REGISTRATION),
            even_odd: true,
            inside: None,
            letters: None,
        }],
    }
}
