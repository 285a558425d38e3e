//! A copy's own texts, shaped, and broken into lines as often as pages ask.

use crate::diag::Diagnostics;
use crate::fonts::Fonts;
use crate::geom::Length;
use crate::layout::lines::{LineBox, Rhythm, break_lines, rhythm};
use crate::layout::shaped::{Words, shape_words};
use crate::model::document::Text;
use crate::style::TextLook;
use crate::text::Shaper;

/// The texts of one copy.
pub struct Texts {
    words: Vec<Words>,
    lines: Vec<(usize, Length, Vec<LineBox>)>,
}

impl Texts {
    /// Shapes the texts of all slots with the values that the shaper has.
    pub fn new(shaper: &mut Shaper<'_>, slots: &[(Text, TextLook)], diagnostics: &mut Diagnostics) -> Texts {
        shaper.slots = Default::default();
        let words = slots.iter().map(|(text, look)| shape_words(shaper, text, *look, diagnostics)).collect();
        Texts { words, lines: Vec::new() }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.words.len()
    }

    /// The text of a slot.
    pub fn words(&self, slot: usize) -> &Words {
        &self.words[slot]
    }

    /// Its lines, none wider than `measure` if that can be.
    pub fn lines(&mut self, shaper: &mut Shaper<'_>, slot: usize, measure: Length) -> &[LineBox] {
        let known = self.lines.iter().position(|(s, m, _)| (*s, *m) == (slot, measure));
        let index = known.unwrap_or_else(|| {
            let words = &self.words[slot];
            let lines = break_lines(shaper, &words.shaped, &words.language, measure);
            self.lines.push((slot, measure, lines));
            self.lines.len() - 1
        });
        &self.lines[index].2
    }

    /// How tall the lines of each are.
    pub fn rhythms(&self, fonts: &Fonts) -> Vec<Rhythm> {
        self.words.iter().map(|words| rhythm(&words.shaped, words.look.leading, fonts)).collect()
    }
}
