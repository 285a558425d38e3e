//! The scale of spaces: one small set of steps, in eighths of the line of running text.
//!
//! Whatever is above, below or inside a block is a step of the scale, and pictures and rows of tables are as tall as a
//! whole number of eighths. So the lines of a page keep the same few distances, whatever is between them.

use crate::geom::Length;

/// A space, as a part of the line of running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Zero,
    Hair,
    Quarter,
    ThreeEighths,
    Half,
    ThreeQuarters,
    Line,
    LineAndHalf,
}

impl Step {
    /// All steps, ascending.
    #[cfg(test)]
    pub(crate) const ALL: [Step; 8] = [
        Step::Zero,
        Step::Hair,
        Step::Quarter,
        Step::ThreeEighths,
        Step::Half,
        Step::ThreeQuarters,
        Step::Line,
        Step::LineAndHalf,
    ];

    const fn eighths(self) -> i32 {
        match self {
            Step::Zero => 0,
            Step::Hair => 1,
            Step::Quarter => 2,
            Step::ThreeEighths => 3,
            Step::Half => 4,
            Step::ThreeQuarters => 6,
            Step::Line => 8,
            Step::LineAndHalf => 12,
        }
    }
}

/// The scale of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    eighth: Length,
}

impl Scale {
    /// The scale whose line is `lines.0 / lines.1` of the size of running text.
    pub(super) fn new(size: Length, lines: (i32, i32)) -> Scale {
        // Rounded up: a line of large print is never shorter than it must be.
        let (size, parts) = (size.0 * i64::from(lines.0), i64::from(lines.1) * 8);
        Scale { eighth: Length((size + parts - 1) / parts) }
    }

    /// A step's length.
    pub(crate) fn step(self, step: Step) -> Length {
        self.eighths(step.eighths())
    }

    /// A number of eighths of a line.
    pub(super) fn eighths(self, count: i32) -> Length {
        self.eighth * count
    }

    /// The least whole number of eighths that is no shorter than a length.
    pub(crate) fn up(self, length: Length) -> Length {
        let eighth = self.eighth.0.max(1);
        Length((length.0 + eighth - 1).div_euclid(eighth) * eighth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_ascend_and_lengths_are_rounded_up_to_eighths() {
        let scale = Scale::new(Length::pt(12), (4, 3));
        assert_eq!(Step::ALL.map(|step| scale.step(step).0 / 1000), [0, 2, 4, 6, 8, 12, 16, 24]);
        assert_eq!([0, 1, 2000, 2001].map(|length| scale.up(Length(length)).0), [0, 2000, 2000, 4000]);
    }
}
