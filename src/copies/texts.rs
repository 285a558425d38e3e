//! A copy's own texts, shaped, and broken into lines as often as pages ask.

use rustc_hash::FxHashMap;

use crate::diag::Diagnostics;
use crate::fonts::Fonts;
use crate::geom::Length;
use crate::layout::lines::{LineBox, Rhythm, break_lines, rhythm};
use crate::layout::questions::Typesetter;
use crate::layout::shaped::{Words, shape_words};
use crate::model::document::{InlineKind, Text};
use crate::model::values::PrintedValues;
use crate::style::TextLook;

/// The texts of one copy.
pub(crate) struct Texts {
    words: Vec<Words>,
    lines: Vec<(usize, Length, Vec<LineBox>)>,
}

/// Shaped texts of dates and times, which recur in a run: by master, slot, and content.
pub(crate) type Known = FxHashMap<([u8; 32], usize, String), Words>;

/// No more than this are kept.
const MOST_KNOWN: usize = 1000;

impl Texts {
    /// Shapes the texts of all slots with the typesetter's values. Texts that `recurs` says recur, by slot, are looked
    /// up in `known` first; `key` distinguishes these slots from others there.
    pub(crate) fn recurring(
        typesetter: &mut Typesetter<'_>,
        slots: &[(Text, TextLook)],
        (key, recurs): ([u8; 32], &[bool]),
        known: &mut Known,
        diagnostics: &mut Diagnostics,
    ) -> Texts {
        typesetter.questions = Default::default();
        let mut words = Vec::with_capacity(slots.len());
        for (slot, (text, look)) in slots.iter().enumerate() {
            let key = recurs[slot].then(|| (key, slot, said(text, typesetter.values())));
            if let Some(known) = key.as_ref().and_then(|key| known.get(key)) {
                words.push(known.clone());
                continue;
            }
            let shaped = Words { slot: Some(slot), ..shape_words(typesetter, text, *look, diagnostics) };
            // A problem with a text is reported for every copy that has it.
            if let Some(key) = key.filter(|_| !diagnostics.has_errors()) {
                if known.len() >= MOST_KNOWN {
                    known.clear();
                }
                known.insert(key, shaped.clone());
            }
            words.push(shaped);
        }
        Texts { words, lines: Vec::new() }
    }

    /// Shapes the texts of all slots with the typesetter's values.
    pub(crate) fn new(
        typesetter: &mut Typesetter<'_>,
        slots: &[(Text, TextLook)],
        diagnostics: &mut Diagnostics,
    ) -> Texts {
        typesetter.questions = Default::default();
        let words = slots.iter().map(|(text, look)| shape_words(typesetter, text, *look, diagnostics)).collect();
        Texts { words, lines: Vec::new() }
    }

    /// The number of texts.
    pub(crate) fn count(&self) -> usize {
        self.words.len()
    }

    /// The text of a slot.
    pub(crate) fn words(&self, slot: usize) -> &Words {
        &self.words[slot]
    }

    /// Its lines, none wider than `measure` if possible.
    pub(crate) fn lines(&mut self, typesetter: &mut Typesetter<'_>, slot: usize, measure: Length) -> &[LineBox] {
        let known = self.lines.iter().position(|(s, m, _)| (*s, *m) == (slot, measure));
        let index = known.unwrap_or_else(|| {
            let words = &self.words[slot];
            let lines = break_lines(&mut typesetter.shaper, &words.shaped, &words.language, measure);
            self.lines.push((slot, measure, lines));
            self.lines.len() - 1
        });
        &self.lines[index].2
    }

    /// The line heights of each.
    pub(crate) fn rhythms(&self, fonts: &Fonts) -> Vec<Rhythm> {
        self.words.iter().map(|words| rhythm(&words.shaped, words.look.leading, fonts)).collect()
    }
}

/// The values in a text, one after another.
fn said(text: &Text, values: &PrintedValues) -> String {
    let mut said = String::new();
    for span in &text.spans {
        let InlineKind::Field(index) = span.kind else { continue };
        for value in values.get(index) {
            if let InlineKind::Words(words) = &value.kind {
                said.push_str(words);
            }
            said.push('\n');
        }
    }
    said
}
