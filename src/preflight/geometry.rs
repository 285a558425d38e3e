//! Places on a page, in points of default user space: `y` is up, and rotation is not applied.

/// A rectangle that is not turned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    /// Least x.
    pub left: f64,
    /// Least y.
    pub bottom: f64,
    /// Greatest x.
    pub right: f64,
    /// Greatest y.
    pub top: f64,
}

impl Area {
    /// What contains nothing, and every other area around it is larger.
    pub(crate) const NOTHING: Area =
        Area { left: f64::INFINITY, bottom: f64::INFINITY, right: f64::NEG_INFINITY, top: f64::NEG_INFINITY };

    /// Everything.
    pub(crate) const EVERYTHING: Area =
        Area { left: f64::NEG_INFINITY, bottom: f64::NEG_INFINITY, right: f64::INFINITY, top: f64::INFINITY };

    /// A rectangle as it is written: two opposite corners (ISO 32000-1, 7.9.5).
    pub(crate) fn of_corners([x1, y1, x2, y2]: [f64; 4]) -> Area {
        Area { left: x1.min(x2), bottom: y1.min(y2), right: x1.max(x2), top: y1.max(y2) }
    }

    /// From left to right.
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    /// From bottom to top.
    pub(crate) fn height(&self) -> f64 {
        self.top - self.bottom
    }

    /// Whether there is nothing in it, not even a line.
    pub(crate) fn is_nothing(&self) -> bool {
        !(self.left <= self.right && self.bottom <= self.top)
    }

    /// Extended to a point.
    pub(crate) fn add(&mut self, (x, y): (f64, f64)) {
        self.left = self.left.min(x);
        self.right = self.right.max(x);
        self.bottom = self.bottom.min(y);
        self.top = self.top.max(y);
    }

    /// What both contain.
    pub(crate) fn and(&self, other: &Area) -> Area {
        Area {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        }
    }

    /// The smallest area around both.
    pub(crate) fn around(&self, other: &Area) -> Area {
        Area {
            left: self.left.min(other.left),
            bottom: self.bottom.min(other.bottom),
            right: self.right.max(other.right),
            top: self.top.max(other.top),
        }
    }

    /// Larger by this much on every side.
    pub(crate) fn grown(&self, by: f64) -> Area {
        Area { left: self.left - by, bottom: self.bottom - by, right: self.right + by, top: self.top + by }
    }

    /// Whether the other is inside, or larger by at most `slack`.
    pub(crate) fn contains(&self, other: &Area, slack: f64) -> bool {
        other.left >= self.left - slack
            && other.bottom >= self.bottom - slack
            && other.right <= self.right + slack
            && other.top <= self.top + slack
    }

    /// Whether they have more than an edge in common. Lines have no surface, and count where they are.
    pub(crate) fn touches(&self, other: &Area) -> bool {
        !self.is_nothing()
            && self.left < other.right
            && other.left < self.right
            && self.bottom < other.top
            && other.bottom < self.top
            || !self.is_nothing() && (self.width() == 0.0 || self.height() == 0.0) && other.contains(self, 0.0)
    }
}

/// A transformation (ISO 32000-1, 8.3.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Matrix(pub [f64; 6]);

impl Matrix {
    /// The one that changes nothing.
    pub(crate) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// This one, and then the other.
    pub(crate) fn then(&self, next: &Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, next.0);
        Matrix([a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u])
    }

    /// Where a point goes.
    pub(crate) fn point(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The smallest area around a rectangle's corners.
    pub(crate) fn area(&self, area: &Area) -> Area {
        let mut all = Area::NOTHING;
        for (x, y) in
            [(area.left, area.bottom), (area.right, area.bottom), (area.left, area.top), (area.right, area.top)]
        {
            all.add(self.point(x, y));
        }
        all
    }

    /// The lengths of what was one unit wide, and one unit high.
    pub(crate) fn scales(&self) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        (a.hypot(b), c.hypot(d))
    }

    /// The least length of any line of one unit: the smaller singular value.
    pub(crate) fn least_scale(&self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        let (sum, area) = (a * a + b * b + c * c + d * d, (a * d - b * c).abs());
        let rest = (sum * sum - 4.0 * area * area).max(0.0).sqrt();
        ((sum - rest) / 2.0).max(0.0).sqrt()
    }
}
