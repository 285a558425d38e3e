//! Questions: what may vary from copy to copy, what layout asked about it, and the answers.
//!
//! A slot is a text that includes a patient's values. Two copies whose records give the same answers are laid out the
//! same: the pages of one serve the other, with the lines of its own texts in their places.

use crate::fonts::Fonts;
use crate::geom::Length;
use crate::model::document::Text;
use crate::model::values::PrintedValues;
use crate::style::TextLook;
use crate::text::Shaper;

/// The questions about a document's slots.
#[derive(Clone, Debug, Default)]
pub(crate) struct Questions {
    /// The texts of the slots in shaping order, with fields in place of values.
    pub texts: Vec<(Text, TextLook)>,
    /// The questions and answers.
    pub asked: Vec<Asked>,
}

/// A question about the text of a slot, with its answer. The heights of its lines are always asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// How many lines it takes.
    Lines {
        /// The slot.
        slot: usize,
        /// How wide they may be.
        measure: Length,
        /// The answer.
        count: usize,
    },
    /// Whether it fits on one line.
    Fits {
        /// The slot.
        slot: usize,
        /// How wide the line is.
        room: Length,
        /// The answer.
        fits: bool,
    },
    /// Whether each of its words fits on one line.
    Words {
        /// The slot.
        slot: usize,
        /// How wide the line is.
        room: Length,
        /// The answer.
        fit: bool,
    },
    /// What it says, if its width alone decides the position of something else.
    Exact {
        /// The slot.
        slot: usize,
        /// The answer.
        text: String,
    },
}

impl Questions {
    /// Adds a text; returns its slot.
    pub(crate) fn add(&mut self, text: &Text, look: TextLook) -> usize {
        self.texts.push((text.clone(), look));
        self.texts.len() - 1
    }

    /// Records a question, once.
    pub(crate) fn ask(&mut self, asked: Asked) {
        if !self.asked.contains(&asked) {
            self.asked.push(asked);
        }
    }
}

/// Shapes the texts of one copy, with its values, and records the questions asked about them.
pub(crate) struct Typesetter<'f> {
    /// The shaper.
    pub shaper: Shaper<'f>,
    /// The questions so far.
    pub questions: Questions,
    values: PrintedValues,
}

impl<'f> Typesetter<'f> {
    /// A typesetter without values.
    pub(crate) fn new(fonts: &'f Fonts) -> Typesetter<'f> {
        Typesetter { shaper: Shaper::new(fonts), questions: Questions::default(), values: PrintedValues::default() }
    }

    /// The fonts it shapes with.
    pub(crate) fn fonts(&self) -> &'f Fonts {
        self.shaper.fonts()
    }

    /// Sets what is printed in place of the patient's fields in later texts.
    pub(crate) fn set_values(&mut self, values: PrintedValues) {
        self.values = values;
    }

    /// What is printed in place of the patient's fields.
    pub(crate) fn values(&self) -> &PrintedValues {
        &self.values
    }
}
