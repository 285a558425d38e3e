//! A copy's own texts, shaped, and broken into lines as often as pages ask.

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

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
    rhythms: Option<Vec<Rhythm>>,
}

/// Shaped texts of dates, times, choices and items of lists, which recur in a run: by text, and the values in it.
pub(crate) type Known = FxHashMap<([u8; 32], String), Words>;

/// No more than this are kept.
const MOST_KNOWN: usize = 3000;

/// What distinguishes a slot's text from others: all of it, with its fields as `named`, so that the texts of a list's
/// items are the same.
pub(crate) fn text_key(text: &Text, look: &TextLook, named: impl Fn(usize) -> String) -> [u8; 32] {
    let mut text = text.clone();
    let mut key = Sha256::new();
    for span in &mut text.spans {
        if let InlineKind::Field(field) = &mut span.kind {
            key.update(named(field.field));
            key.update([0]);
            field.field = 0;
        }
    }
    key.update(format!("{text:?} {look:?}"));
    key.finalize().into()
}

impl Texts {
    /// Shapes the texts of all slots with the typesetter's values. Texts whose values recur have a key in `recurs`, by
    /// slot, and are looked up in `known` first.
    pub(crate) fn recurring(
        typesetter: &mut Typesetter<'_>,
        slots: &[(Text, TextLook)],
        recurs: &[Option<[u8; 32]>],
        known: &mut Known,
        diagnostics: &mut Diagnostics,
    ) -> Texts {
        typesetter.questions = Default::default();
        let mut words = Vec::with_capacity(slots.len());
        for (slot, (text, look)) in slots.iter().enumerate() {
            let key = recurs[slot].map(|key| (key, said(text, typesetter.values())));
            if let Some(known) = key.as_ref().and_then(|key| known.get(key)) {
                words.push(Words { slot: Some(slot), ..known.clone() });
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
        Texts { words, lines: Vec::new(), rhythms: None }
    }

    /// Shapes the texts of all slots with the typesetter's values.
    pub(crate) fn new(
        typesetter: &mut Typesetter<'_>,
        slots: &[(Text, TextLook)],
        diagnostics: &mut Diagnostics,
    ) -> Texts {
        typesetter.questions = Default::default();
        let words = slots.iter().map(|(text, look)| shape_words(typesetter, text, *look, diagnostics)).collect();
        Texts { words, lines: Vec::new(), rhythms: None }
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
    pub(crate) fn rhythms(&mut self, fonts: &Fonts) -> &[Rhythm] {
        self.rhythms.get_or_insert_with(|| {
            self.words.iter().map(|words| rhythm(&words.shaped, words.look.leading, fonts)).collect()
        })
    }
}

/// The values in a text, one after another.
fn said(text: &Text, values: &PrintedValues) -> String {
    let mut said = String::new();
    for span in &text.spans {
        let InlineKind::Field(index) = span.kind else { continue };
        for value in values.get(index) {
            match &value.kind {
                InlineKind::Words(words) => said.push_str(words),
                _ => said.push('\u{1}'),
            }
            said.push('\n');
        }
        // Values may have several parts: where one ends is part of what is said.
        said.push('\u{2}');
    }
    said
}
