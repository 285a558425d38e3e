//! Footnotes: numbers the marks of a body in reading order, and puts each note at the end of its section.
//!
//! A section ends before the next heading. A note that several sections mention is printed in each of them, under its
//! one number, so that nobody has to turn back. The addresses of links are notes, too, if the site's theme wants them
//! (`links: notes`).

use std::sync::Arc;

use super::document::{Block, Footnote, Inline, InlineKind, Isolate, MarkTarget, Text};
use super::links;
use crate::content::suggest;
use crate::diag::{Diagnostic, Diagnostics};
use crate::lang::Language;
use crate::lang::words::Lexicon;
use crate::source::Origin;

/// A note and what it says.
struct Note {
    target: MarkTarget,
    text: Text,
    origin: Origin,
    /// Its number, once a mark leads to it.
    number: Option<u64>,
}

/// A note that the current section mentions, and its place among all that are printed.
struct Mentioned {
    note: usize,
    place: usize,
}

/// Numbers and places the notes of a body.
struct Footnotes<'a> {
    lexicon: &'a Lexicon,
    diagnostics: &'a mut Diagnostics,
    notes: Vec<Note>,
    /// Those of the current section, in order.
    mentioned: Vec<Mentioned>,
    numbered: u64,
    printed: usize,
}

/// Puts the notes of a body in their places. In a copy that is not the whole handout, a note may have lost its marks to a
/// condition.
pub(super) fn place(
    mut blocks: Vec<Block>,
    language: &Language,
    lexicon: &Lexicon,
    is_whole: bool,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let mut notes = Footnotes { lexicon, diagnostics, notes: vec![], mentioned: vec![], numbered: 0, printed: 0 };
    notes.take_texts(&mut blocks);
    let mut placed = notes.section(blocks, language);
    notes.end_section(language, &mut placed);
    if is_whole {
        notes.report_unused();
    }
    placed
}

impl Footnotes<'_> {
    /// Takes the notes' texts out of the body, where their authors wrote them.
    fn take_texts(&mut self, blocks: &mut Vec<Block>) {
        for mut block in std::mem::take(blocks) {
            match block {
                Block::FootnoteText { name, text, origin } => self.add_text(&name, text, origin),
                Block::InLanguage { blocks: ref mut inner, .. } | Block::Landscape(ref mut inner) => {
                    self.take_texts(inner);
                    if !inner.is_empty() {
                        blocks.push(block);
                    }
                }
                block => blocks.push(block),
            }
        }
    }

    fn add_text(&mut self, name: &str, text: Text, origin: Origin) {
        let inner = text.spans.iter().find_map(|span| match &span.kind {
            InlineKind::Mark(mark) => Some((&mark.target, span.origin)),
            _ => None,
        });
        if let Some((MarkTarget::Named(inner), place)) = inner {
            let problem = Diagnostic::error("footnote-place", "a footnote has the mark of a footnote");
            let problem = problem.at_text(place, inner.len() + 3, "inside a footnote");
            self.diagnostics.push(problem.hint("say it in one note, or put both marks after the same words"));
        }
        let target = MarkTarget::Named(Arc::from(name));
        if self.notes.iter().any(|note| note.target == target && note.text.language == text.language) {
            let problem = Diagnostic::error("footnote-repeated", format!("footnote `{name}` has two texts"));
            let problem = problem.at_text(origin, name.len() + 4, "the second one");
            self.diagnostics.push(problem.hint("give one of them another name; several marks may lead to one note"));
            return;
        }
        self.notes.push(Note { target, text, origin, number: None });
    }

    /// Numbers the marks of blocks, and adds the notes of each section that ends among them.
    fn section(&mut self, blocks: Vec<Block>, language: &Language) -> Vec<Block> {
        let mut placed = Vec::with_capacity(blocks.len() + 1);
        for block in blocks {
            if begins_section(&block) {
                self.end_section(language, &mut placed);
            }
            placed.push(match block {
                Block::InLanguage { language, blocks } => {
                    let has_sections = blocks.iter().any(begins_section);
                    let mut blocks = self.section(blocks, &language);
                    if has_sections {
                        self.end_section(&language, &mut blocks);
                    }
                    Block::InLanguage { language, blocks }
                }
                // What is on turned pages is explained on them.
                Block::Landscape(blocks) => {
                    let mut blocks = self.section(blocks, language);
                    self.end_section(language, &mut blocks);
                    Block::Landscape(blocks)
                }
                mut block => {
                    block.each_text(&mut |text| self.number(text));
                    block
                }
            });
        }
        placed
    }

    /// Numbers the marks of a text.
    fn number(&mut self, text: &mut Text) {
        let language = &text.language;
        for span in &mut text.spans {
            let InlineKind::Mark(mark) = &mut span.kind else { continue };
            let Some(index) = self.find(&mark.target, language, span.origin) else { continue };
            let number = *self.notes[index].number.get_or_insert_with(|| {
                self.numbered += 1;
                self.numbered
            });
            let known = self.mentioned.iter().find(|mentioned| mentioned.note == index);
            mark.note = match known {
                Some(known) => known.place,
                None => {
                    self.printed += 1;
                    self.mentioned.push(Mentioned { note: index, place: self.printed });
                    self.printed
                }
            };
            mark.words = self.words(number, language);
            span.isolate = isolate(language);
        }
    }

    /// The number of a note as its marks have it. In brackets it is not taken for a power or for part of a dose.
    fn words(&self, number: u64, language: &Language) -> String {
        format!("[{}]", self.lexicon.words(language).digits.write(number))
    }

    /// The note that a mark leads to.
    fn find(&mut self, target: &MarkTarget, language: &Language, origin: Origin) -> Option<usize> {
        let is_same = |note: &Note| note.target == *target && note.text.language == *language;
        if let Some(index) = self.notes.iter().position(is_same) {
            return Some(index);
        }
        match target {
            MarkTarget::Address(link) => {
                let text = Text::of(language, vec![links::address(link, origin)]);
                self.notes.push(Note { target: target.clone(), text, origin, number: None });
                Some(self.notes.len() - 1)
            }
            MarkTarget::Named(name) => {
                self.report_missing(name, language, origin);
                None
            }
        }
    }

    fn report_missing(&mut self, name: &Arc<str>, language: &Language, origin: Origin) {
        let named = |note: &Note| match &note.target {
            MarkTarget::Named(name) => Some((name.clone(), note.text.language.clone())),
            MarkTarget::Address(_) => None,
        };
        let known: Vec<(Arc<str>, Language)> = self.notes.iter().filter_map(named).collect();
        let here = known.iter().filter(|(_, other)| other == language).map(|(name, _)| &**name);
        let write = format!("write its text in a paragraph by itself: `[^{name}]: …`");
        let hint = match (known.iter().find(|(known, _)| known == name), suggest::nearest(name, here)) {
            (Some((_, other)), _) => format!("its text is in `{other}`; {write}, in a block in `{language}`"),
            (None, Some(near)) => format!("did you mean `[^{near}]`? or {write}"),
            (None, None) => write,
        };
        let problem = Diagnostic::error("footnote-missing", format!("footnote `{name}` has no text"));
        self.diagnostics.push(problem.at_text(origin, name.len() + 3, "leads to no note").hint(hint));
    }

    /// Adds the notes of the section that ends here, before the page breaks that follow it.
    fn end_section(&mut self, language: &Language, placed: &mut Vec<Block>) {
        let mut mentioned = std::mem::take(&mut self.mentioned);
        mentioned.sort_by_key(|mentioned| self.notes[mentioned.note].number);
        let mut at = placed.iter().rposition(|block| !matches!(block, Block::PageBreak)).map_or(0, |last| last + 1);
        while let Some(first) = mentioned.first() {
            let of = self.notes[first.note].text.language.clone();
            let (same, others): (Vec<Mentioned>, Vec<Mentioned>) =
                mentioned.into_iter().partition(|mentioned| self.notes[mentioned.note].text.language == of);
            mentioned = others;
            let notes = Block::Footnotes(same.iter().map(|mentioned| self.footnote(mentioned)).collect());
            let block = match of == *language {
                true => notes,
                false => Block::InLanguage { language: of, blocks: vec![notes] },
            };
            placed.insert(at, block);
            at += 1;
        }
    }

    fn footnote(&self, mentioned: &Mentioned) -> Footnote {
        let Note { text, number, origin, .. } = &self.notes[mentioned.note];
        let words = Inline::words(self.words(number.unwrap_or_default(), &text.language), *origin);
        // The space hangs outside; with it, readers of the text don't join number and note.
        let isolate = isolate(&text.language);
        let label = vec![Inline { isolate, ..words }, Inline::words(" ", Origin::Product)];
        Footnote { note: mentioned.place, label: Text::of(&text.language, label), text: text.clone() }
    }

    fn report_unused(&mut self) {
        for note in &self.notes {
            let (MarkTarget::Named(name), None) = (&note.target, note.number) else { continue };
            let problem = Diagnostic::error("footnote-unused", format!("no mark leads to footnote `{name}`"));
            let problem = problem.at_text(note.origin, name.len() + 4, "would not be printed");
            let hint = format!("put `[^{name}]` after the words that it explains, or remove the note");
            self.diagnostics.push(problem.hint(hint));
        }
    }
}

/// In right-to-left text the brackets run with the sentence: readers of the PDF's text find them in their order. In other
/// text they keep apart from right-to-left words.
fn isolate(language: &Language) -> Isolate {
    if language.is_rtl() { Isolate::No } else { Isolate::Ltr }
}

/// Whether a section begins with a block, or in it.
fn begins_section(block: &Block) -> bool {
    match block {
        Block::Heading { .. } | Block::Landscape(_) => true,
        Block::InLanguage { blocks, .. } => blocks.iter().any(begins_section),
        _ => false,
    }
}
