//! Lengths and boxes on a page.
//!
//! One length type, a whole number of millipoints, so that "does it fit" and equality are exact. A point here is the
//! PDF unit, 1/72 inch. Coordinates run right and **down** from the top left corner of the page; the PDF writer flips
//! them.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// A length in millipoints (1/72,000 inch).
///
/// In 64 bits, since sums may be long: all words of a handout in one line are, at the largest size, a thousand times
/// longer than fits in 32 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(pub(crate) i64);

impl Length {
    /// Zero length.
    pub const ZERO: Length = Length(0);

    /// A length in points.
    pub const fn pt(points: i32) -> Length {
        Length(points as i64 * 1000)
    }

    /// A length in thousandths of a point.
    pub const fn millipt(value: i32) -> Length {
        Length(value as i64)
    }

    /// A length in points, rounded to the nearest millipoint.
    pub fn from_pt(points: f64) -> Length {
        Length((points * 1000.0).round() as i64)
    }

    /// The length without its sign.
    pub(crate) fn abs(self) -> Length {
        Length(self.0.abs())
    }

    /// The length in points.
    pub fn to_pt(self) -> f32 {
        self.0 as f32 / 1000.0
    }

    /// `permille` thousandths of this length, rounded to the nearest millipoint.
    pub(crate) fn permille(self, permille: i32) -> Length {
        let product = self.0 * i64::from(permille);
        Length((product + product.signum() * 500) / 1000)
    }

    /// The distance that `units` font units span at this font size.
    pub(crate) fn em_units(self, units: i32, units_per_em: u16) -> Length {
        let product = self.0 * i64::from(units);
        let half = i64::from(units_per_em) / 2 * product.signum();
        Length((product + half) / i64::from(units_per_em))
    }
}

impl Add for Length {
    type Output = Length;
    fn add(self, other: Length) -> Length {
        Length(self.0 + other.0)
    }
}

impl Sub for Length {
    type Output = Length;
    fn sub(self, other: Length) -> Length {
        Length(self.0 - other.0)
    }
}

impl Neg for Length {
    type Output = Length;
    fn neg(self) -> Length {
        Length(-self.0)
    }
}

impl Mul<i32> for Length {
    type Output = Length;
    fn mul(self, factor: i32) -> Length {
        Length(self.0 * i64::from(factor))
    }
}

impl Div<i32> for Length {
    type Output = Length;
    fn div(self, divisor: i32) -> Length {
        Length(self.0 / i64::from(divisor))
    }
}

impl AddAssign for Length {
    fn add_assign(&mut self, other: Length) {
        self.0 += other.0;
    }
}

impl SubAssign for Length {
    fn sub_assign(&mut self, other: Length) {
        self.0 -= other.0;
    }
}

impl Sum for Length {
    fn sum<I: Iterator<Item = Length>>(iter: I) -> Length {
        iter.fold(Length::ZERO, Add::add)
    }
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Width.
    pub width: Length,
    /// Height.
    pub height: Length,
}

/// A rectangle given by its top left corner and its size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rect {
    /// Left edge.
    pub x: Length,
    /// Top edge.
    pub y: Length,
    /// Width.
    pub width: Length,
    /// Height.
    pub height: Length,
}

impl Rect {
    /// The right edge.
    pub(crate) fn right(&self) -> Length {
        self.x + self.width
    }

    /// The bottom edge.
    pub(crate) fn bottom(&self) -> Length {
        self.y + self.height
    }

    /// Its width and height.
    pub(crate) fn size(&self) -> Size {
        Size { width: self.width, height: self.height }
    }

    /// The same rectangle, moved.
    pub(crate) fn shifted(&self, dx: Length, dy: Length) -> Rect {
        Rect { x: self.x + dx, y: self.y + dy, ..*self }
    }
}

/// A length for each side of a box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sides {
    /// Towards the top of the page.
    pub top: Length,
    /// Towards the right edge.
    pub right: Length,
    /// Towards the bottom.
    pub bottom: Length,
    /// Towards the left edge.
    pub left: Length,
}

impl Sides {
    /// The same length on all four sides.
    pub(crate) const fn all(length: Length) -> Sides {
        Sides { top: length, right: length, bottom: length, left: length }
    }
}
