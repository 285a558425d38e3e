//! Icons, drawn in a square of 100 units: a triangle for a warning, an octagon for danger (the shapes of road signs),
//! each with an exclamation mark cut out of it; the sun as it rises, stands and sets, and the moon.

use std::sync::Arc;

use crate::color::Color;
use crate::model::document::{Daytime, Drawing, DrawnPath, Image, ImageData, Segment};

/// The units of icons.
const SIDE: u32 = 100;

/// Control points of a quarter circle, as a part of its radius.
const QUARTER: f32 = 0.552_284_8;

/// A triangle with rounded corners.
pub(super) fn warning(color: Color) -> Drawing {
    let mut segments = rounded(&[[50.0, 2.0], [101.0, 93.0], [-1.0, 93.0]], 13.0);
    mark([50.0, 32.0], 34.0, 80.5, &mut segments);
    filled(segments, color)
}

/// An octagon.
pub(super) fn danger(color: Color) -> Drawing {
    let (near, far, low, high) = (3.0, 97.0, 30.5, 69.5);
    let corners =
        [[low, near], [high, near], [far, low], [far, high], [high, far], [low, far], [near, high], [near, low]];
    let mut segments = rounded(&corners, 3.0);
    mark([50.0, 20.0], 39.0, 76.0, &mut segments);
    filled(segments, color)
}

/// An icon as an image.
pub(super) fn image(drawing: Drawing) -> Arc<Image> {
    Arc::new(Image { width: SIDE, height: SIDE, resolution: None, profile: None, data: ImageData::Drawing(drawing) })
}

/// A time of day, as what is seen in the sky.
pub(super) fn daytime(time: Daytime, color: Color) -> Drawing {
    let mut segments = Vec::new();
    match time {
        Daytime::Morning => {
            half_sun(&mut segments);
            [4, 5, 6, 7, 0].into_iter().for_each(|ray| segments.extend(self::ray([50.0, HORIZON], 31.0, ray)));
            water([8.0, 92.0], HORIZON + 10.0, &mut segments);
        }
        Daytime::Noon => {
            disc([50.0, 50.0], 21.0, &mut segments);
            (0..RAYS.len()).for_each(|ray| segments.extend(self::ray([50.0, 50.0], 30.0, ray)));
        }
        // The sun has no rays: at arm's length, that is what tells the evening from the morning.
        Daytime::Evening => {
            half_sun(&mut segments);
            water([8.0, 92.0], HORIZON + 10.0, &mut segments);
            water([27.0, 73.0], HORIZON + 24.0, &mut segments);
        }
        Daytime::Night => segments.extend([
            Segment::Move([60.0, 10.0]),
            Segment::Cubic([30.0, 8.0], [6.0, 34.0], [10.0, 60.0]),
            Segment::Cubic([14.0, 84.0], [38.0, 96.0], [58.0, 92.0]),
            Segment::Cubic([74.0, 89.0], [86.0, 78.0], [90.0, 66.0]),
            Segment::Cubic([70.0, 76.0], [44.0, 66.0], [42.0, 42.0]),
            Segment::Cubic([41.0, 28.0], [48.0, 17.0], [60.0, 10.0]),
            Segment::Close,
        ]),
    }
    filled(segments, color)
}

/// Where the sun rises and sets.
const HORIZON: f32 = 64.0;

/// Directions of rays, clockwise from the right.
const RAYS: [[f32; 2]; 8] = {
    const DIAGONAL: f32 = std::f32::consts::FRAC_1_SQRT_2;
    [
        [1.0, 0.0],
        [DIAGONAL, DIAGONAL],
        [0.0, 1.0],
        [-DIAGONAL, DIAGONAL],
        [-1.0, 0.0],
        [-DIAGONAL, -DIAGONAL],
        [0.0, -1.0],
        [DIAGONAL, -DIAGONAL],
    ]
};

/// A ray that begins at a distance from a center.
fn ray([x, y]: [f32; 2], from: f32, direction: usize) -> Vec<Segment> {
    let (half, length) = (3.6, 16.0);
    let [dx, dy] = RAYS[direction];
    let at = |along: f32, aside: f32| [x + dx * along - dy * aside, y + dy * along + dx * aside];
    rounded(&[at(from, -half), at(from + length, -half), at(from + length, half), at(from, half)], 3.0)
}

/// What is seen of the sun at the horizon.
fn half_sun(segments: &mut Vec<Segment>) {
    let radius = 22.0;
    let control = radius * QUARTER;
    let at = |dx: f32, dy: f32| [50.0 + dx, HORIZON + dy];
    segments.extend([
        Segment::Move(at(-radius, 0.0)),
        Segment::Cubic(at(-radius, -control), at(-control, -radius), at(0.0, -radius)),
        Segment::Cubic(at(control, -radius), at(radius, -control), at(radius, 0.0)),
        Segment::Close,
    ]);
}

/// A line across.
fn water([from, to]: [f32; 2], y: f32, segments: &mut Vec<Segment>) {
    let half = 3.6;
    segments.extend(rounded(&[[from, y - half], [to, y - half], [to, y + half], [from, y + half]], 3.0));
}

/// By the even-odd rule, what is inside two outlines is a hole.
fn filled(segments: Vec<Segment>, color: Color) -> Drawing {
    Drawing { paths: vec![DrawnPath { segments, fill: Some(color), even_odd: true, inside: None, letters: None }] }
}

/// A polygon with rounded corners; `cut` is how far from a corner its sides end.
fn rounded(corners: &[[f32; 2]], cut: f32) -> Vec<Segment> {
    let count = corners.len();
    let toward = |from: [f32; 2], to: [f32; 2]| {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let part = cut / dx.hypot(dy);
        [from[0] + dx * part, from[1] + dy * part]
    };
    let mut segments = Vec::with_capacity(2 * count + 1);
    for (index, &corner) in corners.iter().enumerate() {
        let from = toward(corner, corners[(index + count - 1) % count]);
        let to = toward(corner, corners[(index + 1) % count]);
        segments.push(if index == 0 { Segment::Move(from) } else { Segment::Line(from) });
        // A quadratic curve around the corner.
        let control = |end: [f32; 2]| [0, 1].map(|axis: usize| end[axis] + (corner[axis] - end[axis]) * 2.0 / 3.0);
        segments.push(Segment::Cubic(control(from), control(to), to));
    }
    segments.push(Segment::Close);
    segments
}

/// An exclamation mark: a stroke that tapers down from `top` over `length`, and a dot around `dot`.
fn mark([x, top]: [f32; 2], length: f32, dot: f32, segments: &mut Vec<Segment>) {
    let (wide, narrow, radius) = (6.6, 4.2, 6.4);
    let bottom = top + length;
    segments.extend([
        Segment::Move([x - wide, top + wide]),
        Segment::Cubic([x - wide, top - 2.2], [x + wide, top - 2.2], [x + wide, top + wide]),
        Segment::Line([x + narrow, bottom - narrow]),
        Segment::Cubic([x + narrow, bottom + 1.4], [x - narrow, bottom + 1.4], [x - narrow, bottom - narrow]),
        Segment::Close,
    ]);
    disc([x, dot], radius, segments);
}

/// A circle.
fn disc([x, y]: [f32; 2], radius: f32, segments: &mut Vec<Segment>) {
    let control = radius * QUARTER;
    let at = |dx: f32, dy: f32| [x + dx, y + dy];
    segments.extend([
        Segment::Move(at(radius, 0.0)),
        Segment::Cubic(at(radius, control), at(control, radius), at(0.0, radius)),
        Segment::Cubic(at(-control, radius), at(-radius, control), at(-radius, 0.0)),
        Segment::Cubic(at(-radius, -control), at(-control, -radius), at(0.0, -radius)),
        Segment::Cubic(at(control, -radius), at(radius, -control), at(radius, 0.0)),
        Segment::Close,
    ]);
}
