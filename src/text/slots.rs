//! Slots: the texts in which a patient's values stand, and what layout wanted to know of them.
//!
//! Two copies whose records answer these questions alike are laid out alike: the pages of the one serve the other, with
//! the lines of its own texts in their places.

use crate::geom::Length;
use crate::model::document::Text;
use crate::style::TextLook;

/// The slots of a document in the order in which they were shaped.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    /// Their texts, with fields in place of values.
    pub texts: Vec<(Text, TextLook)>,
    /// What was asked, and the answers.
    pub asked: Vec<Asked>,
}

/// A question about the text of a slot, with its answer. The heights of its lines are always asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
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
    /// What it says, where its width alone decides the place of something else.
    Exact {
        /// The slot.
        slot: usize,
        /// The answer.
        text: String,
    },
}

impl Slots {
    /// Adds a text; returns its slot.
    pub fn add(&mut self, text: &Text, look: TextLook) -> usize {
        self.texts.push((text.clone(), look));
        self.texts.len() - 1
    }

    /// Notes a question, once.
    pub fn ask(&mut self, asked: Asked) {
        if !self.asked.contains(&asked) {
            self.asked.push(asked);
        }
    }
}
