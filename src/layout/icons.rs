//! Icons, drawn in a square of 100 units: a triangle for a warning, an octagon for danger (the shapes of road signs),
//! each with an exclamation mark cut out of it.

use crate::color::Color;
use crate::model::document::{Drawing, DrawnPath, Segment};

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

/// By the even-odd rule, what is inside two outlines is a hole.
fn filled(segments: Vec<Segment>, color: Color) -> Drawing {
    Drawing { paths: vec![DrawnPath { segments, fill: Some(color), even_odd: true, inside: None }] }
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
    let control = radius * QUARTER;
    let at = |dx: f32, dy: f32| [x + dx, dot + dy];
    segments.extend([
        Segment::Move(at(radius, 0.0)),
        Segment::Cubic(at(radius, control), at(control, radius), at(0.0, radius)),
        Segment::Cubic(at(-control, radius), at(-radius, control), at(-radius, 0.0)),
        Segment::Cubic(at(-radius, -control), at(-control, -radius), at(0.0, -radius)),
        Segment::Cubic(at(control, -radius), at(radius, -control), at(radius, 0.0)),
        Segment::Close,
    ]);
}
