//! Paths: where they are, and how thin.
//!
//! A path is in points of the page from the start: widths and thicknesses are as printed.

use super::geometry::{Area, Matrix};

/// Pieces of a curve.
const PIECES: u32 = 8;

/// A path under construction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    parts: Vec<Part>,
    /// The current point, before transformation.
    at: (f64, f64),
    /// Where the current part began, before transformation.
    start: (f64, f64),
}

/// A subpath, measured as it grows.
#[derive(Clone, Debug)]
struct Part {
    area: Area,
    first: (f64, f64),
    last: (f64, f64),
    /// Twice the signed area, without the closing line.
    doubled: f64,
    length: f64,
}

impl Part {
    fn new(point: (f64, f64)) -> Part {
        let mut area = Area::NOTHING;
        area.add(point);
        Part { area, first: point, last: point, doubled: 0.0, length: 0.0 }
    }

    fn line(&mut self, to: (f64, f64)) {
        // Relative to the first point: far from the origin, differences of large products would be noise.
        let (a, b) =
            ((self.last.0 - self.first.0, self.last.1 - self.first.1), (to.0 - self.first.0, to.1 - self.first.1));
        self.doubled += a.0 * b.1 - a.1 * b.0;
        self.length += (to.0 - self.last.0).hypot(to.1 - self.last.1);
        self.last = to;
        self.area.add(to);
    }

    fn closed_length(&self) -> f64 {
        self.length + (self.last.0 - self.first.0).hypot(self.last.1 - self.first.1)
    }

    /// Its mean width if it is a strip: a strip's outline is twice as long as the strip.
    fn thickness(&self) -> f64 {
        let length = self.closed_length();
        if length > 0.0 { self.doubled.abs() / length } else { f64::INFINITY }
    }

    fn is_strip(&self) -> bool {
        let long = self.area.width().hypot(self.area.height());
        long > 4.0 * self.thickness() && long > 1.0
    }
}

impl Path {
    /// Begins a part.
    pub(crate) fn move_to(&mut self, ctm: &Matrix, x: f64, y: f64) {
        (self.at, self.start) = ((x, y), (x, y));
        let point = ctm.point(x, y);
        // A part of one point paints nothing.
        match self.parts.last_mut() {
            Some(part) if part.length == 0.0 && part.area.width() + part.area.height() == 0.0 => {
                *part = Part::new(point)
            }
            _ => self.parts.push(Part::new(point)),
        }
    }

    /// Adds a line.
    pub(crate) fn line_to(&mut self, ctm: &Matrix, x: f64, y: f64) {
        self.at = (x, y);
        let to = ctm.point(x, y);
        match self.parts.last_mut() {
            Some(part) => part.line(to),
            None => self.parts.push(Part::new(to)),
        }
    }

    /// Adds a curve; `None` stands for the current point.
    pub(crate) fn curve_to(&mut self, ctm: &Matrix, first: Option<(f64, f64)>, second: (f64, f64), end: (f64, f64)) {
        let (from, first) = (self.at, first.unwrap_or(self.at));
        for piece in 1..=PIECES {
            let t = f64::from(piece) / f64::from(PIECES);
            let u = 1.0 - t;
            let weights = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
            let at = |of: fn((f64, f64)) -> f64| {
                weights.iter().zip([from, first, second, end]).map(|(weight, point)| weight * of(point)).sum::<f64>()
            };
            self.line_to(ctm, at(|point| point.0), at(|point| point.1));
        }
    }

    /// Adds a rectangle.
    pub(crate) fn rectangle(&mut self, ctm: &Matrix, [x, y, width, height]: [f64; 4]) {
        self.move_to(ctm, x, y);
        self.line_to(ctm, x + width, y);
        self.line_to(ctm, x + width, y + height);
        self.line_to(ctm, x, y + height);
        self.close(ctm);
    }

    /// Closes the current part; the next one begins where it began.
    pub(crate) fn close(&mut self, ctm: &Matrix) {
        let (x, y) = self.start;
        self.line_to(ctm, x, y);
        self.move_to(ctm, x, y);
    }

    /// Where it is. Nothing if there is no line in it.
    pub(crate) fn area(&self) -> Area {
        let lines = self.parts.iter().filter(|part| part.length > 0.0);
        lines.fold(Area::NOTHING, |all, part| all.around(&part.area))
    }

    /// How many lines it has, roughly: what it costs.
    pub(crate) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The width of its thinnest strip, if it is filled; infinite if there is none.
    pub(crate) fn thickness(&self) -> f64 {
        let strips = self.parts.iter().filter(|part| part.length > 0.0 && part.is_strip());
        let thinnest = strips.map(Part::thickness).fold(f64::INFINITY, f64::min);
        // A frame is an outline within another: what is between them is a strip, too.
        let lines: Vec<&Part> = self.parts.iter().filter(|part| part.length > 0.0).collect();
        let frame = match lines[..] {
            [a, b] => {
                let (outer, inner) = if a.area.contains(&b.area, 0.0) { (a, b) } else { (b, a) };
                let between =
                    (outer.doubled.abs() - inner.doubled.abs()) / (outer.closed_length() + inner.closed_length());
                let nested = outer.area.contains(&inner.area, 0.0);
                if nested && between > 0.0 { between } else { f64::INFINITY }
            }
            _ => f64::INFINITY,
        };
        thinnest.min(frame)
    }
}
