//! Gradients as bands of solid color inside an outline.
//!
//! Each band covers all that come after it, so that there is no gap between two; the next is painted over it. Solid
//! colors print in the inks of any press, and look the same in every reader.

use usvg::tiny_skia_path::{Path, Point};
use usvg::{LinearGradient, RadialGradient, SpreadMethod, Stop, Transform};

use crate::color::Color;
use crate::model::document::{Band, Segment};

/// The most bands between two stops: more than an eye can tell apart.
const MOST_BANDS: f32 = 96.0;
/// Control points of a quarter circle, as a part of its radius.
const QUARTER: f32 = 0.552_284_8;

/// The bands of a linear gradient across a path, both in the coordinates that `transform` maps to the drawing's; none
/// if it repeats.
pub(super) fn linear(gradient: &LinearGradient, path: &Path, transform: Transform, alpha: f32) -> Option<Vec<Band>> {
    if gradient.spread_method() != SpreadMethod::Pad {
        return None;
    }
    let (from, to) = ([gradient.x1(), gradient.y1()], [gradient.x2(), gradient.y2()]);
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let length = dx.hypot(dy);
    if length < f32::EPSILON {
        return None;
    }
    let (along, across) = ([dx / length, dy / length], [-dy / length, dx / length]);
    let corners = corners(path, gradient.transform())?;
    let extent = |axis: [f32; 2]| {
        let along = corners.iter().map(|corner| (corner.x - from[0]) * axis[0] + (corner.y - from[1]) * axis[1]);
        along.fold((f32::MAX, f32::MIN), |(least, most), at| (least.min(at), most.max(at)))
    };
    let ((start, end), (low, high)) = (extent(along), extent(across));
    let transform = transform.pre_concat(gradient.transform());
    let band = |at: f32, color: Color| {
        let at = if at <= 0.0 { start } else { (at * length).max(start) };
        let corner = |t: f32, s: f32| {
            let axis = |axis: usize| from[axis] + along[axis] * t + across[axis] * s;
            mapped(transform, axis(0), axis(1))
        };
        let corners = [corner(at, low), corner(at, high), corner(end, high), corner(end, low)];
        Band { color, segments: polygon(corners) }
    };
    let bands = steps(gradient.stops(), alpha).into_iter().filter(|(at, _)| *at <= 0.0 || at * length < end);
    Some(bands.map(|(at, color)| band(at, color)).collect())
}

/// The bands of a radial gradient, likewise; none if its focus is outside its circle.
pub(super) fn radial(gradient: &RadialGradient, path: &Path, transform: Transform, alpha: f32) -> Option<Vec<Band>> {
    let (center, focus) = ([gradient.cx(), gradient.cy()], [gradient.fx(), gradient.fy()]);
    let (radius, first) = (gradient.r().get(), gradient.fr().get());
    let distance = (center[0] - focus[0]).hypot(center[1] - focus[1]);
    if gradient.spread_method() != SpreadMethod::Pad || distance + first >= radius {
        return None;
    }
    let corners = corners(path, gradient.transform())?;
    let transform = transform.pre_concat(gradient.transform());
    let mut steps = steps(gradient.stops(), alpha);
    // From the outside in; beyond the last circle, its color.
    let outside = steps.last().map(|step| step.1)?;
    steps.reverse();
    let mut bands =
        vec![Band { color: outside, segments: polygon(corners.map(|corner| mapped(transform, corner.x, corner.y))) }];
    // A step begins where its color does, and so ends where the one further out begins.
    let mut end = 1.0;
    for (at, color) in steps {
        let middle = [0, 1].map(|axis: usize| focus[axis] + (center[axis] - focus[axis]) * end);
        bands.push(Band { color, segments: circle(middle, first + (radius - first) * end, transform) });
        end = at.max(0.0);
    }
    Some(bands)
}

/// Where each color begins, from 0 to 1, and the color: the gradient's, laid on white where it is transparent.
fn steps(stops: &[Stop], alpha: f32) -> Vec<(f32, Color)> {
    let painted = |stop: &Stop| {
        let alpha = stop.opacity().get() * alpha;
        let color = stop.color();
        [color.red, color.green, color.blue].map(|channel| f32::from(channel) * alpha + 255.0 * (1.0 - alpha))
    };
    let solid = |channels: [f32; 3]| Color::rgb(channels.map(|channel| channel.round() as u8));
    let mut steps: Vec<(f32, Color)> = Vec::new();
    if let Some(first) = stops.first() {
        steps.push((0.0, solid(painted(first))));
    }
    for pair in stops.windows(2) {
        let (from, to) = (painted(&pair[0]), painted(&pair[1]));
        let (start, end) = (pair[0].offset().get(), pair[1].offset().get());
        let difference = (0..3).map(|channel| (from[channel] - to[channel]).abs()).fold(0.0, f32::max);
        let count = difference.ceil().clamp(1.0, MOST_BANDS);
        for step in 0..count as u32 {
            // The middle of each band has exactly its color.
            let part = (step as f32 + 0.5) / count;
            let color = [0, 1, 2].map(|channel: usize| from[channel] + (to[channel] - from[channel]) * part);
            steps.push((start + (end - start) * step as f32 / count, solid(color)));
        }
        steps.push((end, solid(to)));
    }
    steps.dedup_by(|next, last| next.1 == last.1);
    steps
}

/// The corners of the box around a path, in a gradient's coordinates, in order.
fn corners(path: &Path, gradient: Transform) -> Option<[Point; 4]> {
    let inverse = gradient.invert()?;
    let bounds = path.bounds();
    let corner = |x: f32, y: f32| {
        let mut point = Point::from_xy(x, y);
        inverse.map_point(&mut point);
        point
    };
    let (left, top, right, bottom) = (bounds.left(), bounds.top(), bounds.right(), bounds.bottom());
    Some([corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)])
}

fn mapped(transform: Transform, x: f32, y: f32) -> [f32; 2] {
    let mut point = Point::from_xy(x, y);
    transform.map_point(&mut point);
    [point.x, point.y]
}

fn polygon([a, b, c, d]: [[f32; 2]; 4]) -> Vec<Segment> {
    vec![Segment::Move(a), Segment::Line(b), Segment::Line(c), Segment::Line(d), Segment::Close]
}

fn circle([x, y]: [f32; 2], radius: f32, transform: Transform) -> Vec<Segment> {
    let at = |dx: f32, dy: f32| mapped(transform, x + dx * radius, y + dy * radius);
    let quarter = |from: [f32; 2], to: [f32; 2]| {
        let control = |a: [f32; 2], b: [f32; 2]| at(a[0] + b[0] * QUARTER, a[1] + b[1] * QUARTER);
        Segment::Cubic(control(from, to), control(to, from), at(to[0], to[1]))
    };
    let [east, south, west, north] = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
    vec![
        Segment::Move(at(1.0, 0.0)),
        quarter(east, south),
        quarter(south, west),
        quarter(west, north),
        quarter(north, east),
        Segment::Close,
    ]
}
