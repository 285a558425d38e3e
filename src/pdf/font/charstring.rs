//! Outlines as Type 2 charstrings (Adobe Technical Note 5177): path commands in, the shortest sequence of operators
//! found by a simple look-ahead out.
//!
//! Coordinates are in thousandths of the em. A face with another grid is rounded to that, by half a thousandth at most:
//! a matrix in the font would keep its own units, but readers do not agree on its position and scope.
//!
//! Hints are omitted. They belong to the glyph's own charstring, and a cluster joins several; at the sizes and
//! resolutions at which handouts are printed and read, renderers draw these outlines the same without them.

use skrifa::outline::OutlinePen;

use super::glyphs::GlyphError;

/// 65,536ths of a unit: the range of a charstring, and the base of every font's own coordinates.
type Fixed = i32;

const ONE: Fixed = 1 << 16;

// Operators.
const VMOVETO: u8 = 4;
const RLINETO: u8 = 5;
const HLINETO: u8 = 6;
const VLINETO: u8 = 7;
const RRCURVETO: u8 = 8;
const ENDCHAR: u8 = 14;
const RMOVETO: u8 = 21;
const HMOVETO: u8 = 22;
const RCURVELINE: u8 = 24;
const RLINECURVE: u8 = 25;
const VVCURVETO: u8 = 26;
const HHCURVETO: u8 = 27;
const VHCURVETO: u8 = 30;
const HVCURVETO: u8 = 31;

/// No operator may have more operands (Technical Note 5177, appendix B).
const MOST_OPERANDS: usize = 48;

/// A segment of a path, each point relative to the previous one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Move([Fixed; 2]),
    Line([Fixed; 2]),
    /// First control point, second control point, end.
    Curve([Fixed; 6]),
}

/// A path being recorded, of one glyph or of several that are moved.
#[derive(Debug)]
pub(super) struct Path {
    units_per_em: u16,
    steps: Vec<Step>,
    /// The current point.
    at: [Fixed; 2],
    /// The same as received from the pen.
    pen: [f32; 2],
    /// Added to the pen's coordinates, in font units.
    offset: [i16; 2],
    bounds: Option<[Fixed; 4]>,
    too_far: bool,
}

impl Path {
    /// An empty path of a font with this many units in its em.
    pub(super) fn new(units_per_em: u16) -> Path {
        Path {
            units_per_em,
            steps: Vec::new(),
            at: [0; 2],
            pen: [0.0; 2],
            offset: [0; 2],
            bounds: None,
            too_far: false,
        }
    }

    /// Moves everything drawn next by this many font units.
    pub(super) fn set_offset(&mut self, dx: i16, dy: i16) {
        self.offset = [dx, dy];
    }

    /// A bounding box of all points, including control points, in whole thousandths: left, bottom, right, top.
    pub(super) fn bounds(&self) -> Option<[i16; 4]> {
        let [left, bottom, right, top] = self.bounds?;
        let up = |edge: Fixed| edge.saturating_add(ONE - 1) >> 16;
        Some([left >> 16, bottom >> 16, up(right), up(top)].map(|edge| edge.min(i16::MAX.into()) as i16))
    }

    /// The distance to a point, which becomes the current one.
    fn go(&mut self, x: f32, y: f32) -> [Fixed; 2] {
        let mut distance = [0; 2];
        for (axis, value) in [x, y].into_iter().enumerate() {
            let units = f64::from(value) + f64::from(self.offset[axis]);
            let value = match self.units_per_em {
                // Exact: the font reader also derived the number from 16.16.
                1000 => (units * f64::from(ONE)).round(),
                other => (units * 1000.0 / f64::from(other)).round() * f64::from(ONE),
            };
            let place = value as Fixed;
            self.too_far |= f64::from(place) != value;
            distance[axis] = place.checked_sub(self.at[axis]).unwrap_or_else(|| {
                self.too_far = true;
                0
            });
            self.at[axis] = place;
        }
        self.pen = [x, y];
        let [x, y] = self.at;
        self.bounds = Some(match self.bounds {
            None => [x, y, x, y],
            Some([left, bottom, right, top]) => [left.min(x), bottom.min(y), right.max(x), top.max(y)],
        });
        distance
    }

    /// The charstring. `width` precedes the first operator: the glyph's advance as a difference from the font's nominal
    /// width; none for a glyph of the default width.
    pub(super) fn encode(&self, width: Option<i32>) -> Result<Vec<u8>, GlyphError> {
        if self.too_far {
            return Err(GlyphError::Extent);
        }
        let mut out = Charstring { bytes: Vec::with_capacity(4 + 8 * self.steps.len()) };
        if let Some(width) = width {
            out.number(width.checked_mul(ONE).ok_or(GlyphError::Extent)?);
        }
        let mut rest = &self.steps[..];
        while let Some(step) = rest.first() {
            let taken = match *step {
                Step::Move([dx, 0]) => out.operator(HMOVETO, &[dx]),
                Step::Move([0, dy]) => out.operator(VMOVETO, &[dy]),
                Step::Move(both) => out.operator(RMOVETO, &both),
                Step::Line(_) => out.lines(rest),
                Step::Curve(_) => out.curves(rest),
            };
            rest = rest.get(taken..).unwrap_or_default();
        }
        out.bytes.push(ENDCHAR);
        Ok(out.bytes)
    }
}

impl OutlinePen for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        let distance = self.go(x, y);
        self.steps.push(Step::Move(distance));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let distance = self.go(x, y);
        self.steps.push(Step::Line(distance));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        // A CFF font has none; the equivalent cubic curve works.
        let [start_x, start_y] = self.pen;
        let third = |end: f32, control: f32| end + 2.0 / 3.0 * (control - end);
        self.curve_to(third(start_x, cx), third(start_y, cy), third(x, cx), third(y, cy), x, y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let [first, second, end] = [self.go(ax, ay), self.go(bx, by), self.go(x, y)];
        self.steps.push(Step::Curve([first[0], first[1], second[0], second[1], end[0], end[1]]));
    }

    // A charstring's contours close implicitly.
    fn close(&mut self) {}
}

/// A direction along an axis.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Axis {
    Horizontal,
    Vertical,
}

impl Axis {
    fn other(self) -> Axis {
        match self {
            Axis::Horizontal => Axis::Vertical,
            Axis::Vertical => Axis::Horizontal,
        }
    }

    /// Whether a distance is along this axis.
    fn has(self, [dx, dy]: [Fixed; 2]) -> bool {
        match self {
            Axis::Horizontal => dy == 0,
            Axis::Vertical => dx == 0,
        }
    }

    /// The component of a distance along this axis.
    fn part(self, [dx, dy]: [Fixed; 2]) -> Fixed {
        match self {
            Axis::Horizontal => dx,
            Axis::Vertical => dy,
        }
    }
}

struct Charstring {
    bytes: Vec<u8>,
}

impl Charstring {
    /// Writes a number in its shortest form (Technical Note 5177, 3.2).
    fn number(&mut self, value: Fixed) {
        let whole = value >> 16;
        if whole << 16 != value {
            self.bytes.push(255);
            self.bytes.extend_from_slice(&value.to_be_bytes());
            return;
        }
        match whole {
            -107..=107 => self.bytes.push((whole + 139) as u8),
            108..=1131 => self.bytes.extend_from_slice(&[((whole - 108) >> 8) as u8 + 247, (whole - 108) as u8]),
            -1131..=-108 => self.bytes.extend_from_slice(&[((-whole - 108) >> 8) as u8 + 251, (-whole - 108) as u8]),
            _ => {
                self.bytes.push(28);
                self.bytes.extend_from_slice(&(whole as i16).to_be_bytes());
            }
        }
    }

    /// Writes an operator after its operands, and completes one step.
    fn operator(&mut self, operator: u8, operands: &[Fixed]) -> usize {
        for operand in operands {
            self.number(*operand);
        }
        self.bytes.push(operator);
        1
    }

    /// Writes as many lines as one operator takes. Returns the number of steps.
    fn lines(&mut self, steps: &[Step]) -> usize {
        for axis in [Axis::Horizontal, Axis::Vertical] {
            let count = straight(steps, axis);
            // A single straight line is just as short among slanted ones.
            let alone = count == 1 && matches!(steps.get(1), Some(Step::Line(_)));
            if count > 0 && !alone {
                let mut operands = [0; MOST_OPERANDS];
                let mut along = axis;
                for (operand, step) in operands.iter_mut().zip(&steps[..count]) {
                    if let Step::Line(distance) = step {
                        *operand = along.part(*distance);
                    }
                    along = along.other();
                }
                let operator = if axis == Axis::Horizontal { HLINETO } else { VLINETO };
                self.operator(operator, &operands[..count]);
                return count;
            }
        }
        let mut count = 0;
        let mut operands = Vec::with_capacity(MOST_OPERANDS);
        while let Some(Step::Line(distance)) = steps.get(count) {
            let straight_ones =
                straight(&steps[count..], Axis::Horizontal).max(straight(&steps[count..], Axis::Vertical));
            if count > 0 && straight_ones > 1 || operands.len() + 2 > MOST_OPERANDS {
                break;
            }
            operands.extend_from_slice(distance);
            count += 1;
        }
        // A curve after them fits behind the same operator, if no shorter form of it would do.
        if let Some(Step::Curve(curve)) = steps.get(count)
            && best_curves(&steps[count..]).is_none()
            && operands.len() + 6 <= MOST_OPERANDS
            && !matches!(steps.get(count + 1), Some(Step::Curve(_)))
        {
            operands.extend_from_slice(curve);
            self.operator(RLINECURVE, &operands);
            return count + 1;
        }
        self.operator(RLINETO, &operands);
        count
    }

    /// Writes as many curves as one operator takes. Returns the number of steps.
    fn curves(&mut self, steps: &[Step]) -> usize {
        let mut operands = Vec::with_capacity(MOST_OPERANDS);
        if let Some((form, count)) = best_curves(steps) {
            let operator = form.operands(&steps[..count], &mut operands);
            self.operator(operator, &operands);
            return count;
        }
        let mut count = 0;
        while let Some(Step::Curve(curve)) = steps.get(count) {
            if count > 0 && best_curves(&steps[count..]).is_some() || operands.len() + 6 > MOST_OPERANDS {
                break;
            }
            operands.extend_from_slice(curve);
            count += 1;
        }
        if let Some(Step::Line(distance)) = steps.get(count)
            && straight(&steps[count..], Axis::Horizontal) == 0
            && straight(&steps[count..], Axis::Vertical) == 0
            && operands.len() + 2 <= MOST_OPERANDS
            && !matches!(steps.get(count + 1), Some(Step::Line(_)))
        {
            operands.extend_from_slice(distance);
            self.operator(RCURVELINE, &operands);
            return count + 1;
        }
        self.operator(RRCURVETO, &operands);
        count
    }
}

/// How many lines from the first on alternate between horizontal and vertical, beginning along an axis.
fn straight(steps: &[Step], axis: Axis) -> usize {
    let mut along = axis;
    let fits = |step: &&Step| {
        let fits = matches!(step, Step::Line(distance) if along.has(*distance));
        along = along.other();
        fits
    };
    steps.iter().take(MOST_OPERANDS).take_while(fits).count()
}

/// The forms in which curves that start or end along an axis are shorter than with six distances.
#[derive(Clone, Copy)]
enum Form {
    /// Each starts along one axis and ends along the other, alternating: `hvcurveto`.
    Turning(Axis),
    /// Each starts and ends along one axis: `hhcurveto`.
    Along(Axis),
}

impl Form {
    /// How many curves from the first on have this form, and how many operands it saves.
    fn fit(self, steps: &[Step]) -> (usize, usize) {
        const MOST: usize = (MOST_OPERANDS - 1) / 4;
        let curve = |index: usize| match steps.get(index) {
            Some(Step::Curve(curve)) if index < MOST => Some(ends(curve)),
            _ => None,
        };
        let (mut count, mut saved) = (0, 0);
        match self {
            Form::Turning(first) => {
                let mut axis = first;
                while let Some((_, end)) = curve(count).filter(|(start, _)| axis.has(*start)) {
                    count += 1;
                    if !axis.other().has(end) {
                        // The last may end anywhere, at the cost of one operand.
                        saved += 1;
                        break;
                    }
                    saved += 2;
                    axis = axis.other();
                }
            }
            Form::Along(axis) => {
                while let Some((start, _)) = curve(count).filter(|(_, end)| axis.has(*end)) {
                    // The first may start anywhere, at the cost of one operand.
                    match axis.has(start) {
                        true => saved += 2,
                        false if count == 0 => saved += 1,
                        false => break,
                    }
                    count += 1;
                }
            }
        }
        (count, saved)
    }

    /// The operands of matching curves, and the operator.
    fn operands(self, steps: &[Step], operands: &mut Vec<Fixed>) -> u8 {
        let curves = steps.iter().filter_map(|step| if let Step::Curve(curve) = step { Some(curve) } else { None });
        match self {
            Form::Turning(first) => {
                let mut axis = first;
                for (index, curve) in curves.enumerate() {
                    let (start, end) = ends(curve);
                    operands.extend_from_slice(&[axis.part(start), curve[2], curve[3], axis.other().part(end)]);
                    if index + 1 == steps.len() && axis.part(end) != 0 {
                        operands.push(axis.part(end));
                    }
                    axis = axis.other();
                }
                if first == Axis::Horizontal { HVCURVETO } else { VHCURVETO }
            }
            Form::Along(axis) => {
                for (index, curve) in curves.enumerate() {
                    let (start, end) = ends(curve);
                    if index == 0 && axis.other().part(start) != 0 {
                        operands.push(axis.other().part(start));
                    }
                    operands.extend_from_slice(&[axis.part(start), curve[2], curve[3], axis.part(end)]);
                }
                if axis == Axis::Horizontal { HHCURVETO } else { VVCURVETO }
            }
        }
    }
}

/// The first and the last distance of a curve.
fn ends(curve: &[Fixed; 6]) -> ([Fixed; 2], [Fixed; 2]) {
    ([curve[0], curve[1]], [curve[4], curve[5]])
}

/// The form that saves the most for the curves from the first on, and how many have it; `None` if none saves enough to
/// justify its own operator.
fn best_curves(steps: &[Step]) -> Option<(Form, usize)> {
    let forms = [
        Form::Turning(Axis::Horizontal),
        Form::Turning(Axis::Vertical),
        Form::Along(Axis::Horizontal),
        Form::Along(Axis::Vertical),
    ];
    let mut best = None;
    let mut most = 1;
    for form in forms {
        let (count, saved) = form.fit(steps);
        if saved > most {
            (best, most) = (Some((form, count)), saved);
        }
    }
    best
}
