//! Fill slots: the lines of texts with a patient's values, put where layout left room for them.

use super::display::{Artifact, Content, ElementId, Item, Owner, Page, PlacedRun, Structure, TextLine};
use super::flow::{Owners, writing_line};
use super::lines::LineBox;
use super::shaped::Words;
use crate::geom::Length;
use crate::text::{RunContent, Shaper};

/// The place of one line of a text with a patient's values in it.
#[derive(Clone, Debug)]
pub struct SlotLine {
    /// The slot.
    pub slot: usize,
    /// Its text.
    pub words: Words,
    /// The line.
    pub line: LineBox,
    /// Where the line's left edge stands.
    pub left: Length,
    /// Baseline from the top.
    pub baseline: Length,
}

/// Puts the lines of all slots in their places. A link or change of language in them becomes an element of the structure.
pub fn fill_slots(shaper: &Shaper<'_>, structure: &mut Structure, pages: &mut [Page], hairline: Length) {
    // A link may go on over several lines of a text: it is one element.
    let mut owners: Vec<(usize, ElementId, Owners)> = Vec::new();
    for page in pages {
        if !page.items.iter().any(|item| matches!(item.content, Content::Slot(_))) {
            continue;
        }
        let mut items = Vec::with_capacity(page.items.len());
        for item in std::mem::take(&mut page.items) {
            let Content::Slot(slot) = item.content else {
                items.push(item);
                continue;
            };
            let SlotLine { slot, words, line, left, baseline } = *slot;
            match item.owner {
                Owner::Artifact(kind) => {
                    let owners = &mut Owners::artifact(kind);
                    line_items(shaper, structure, hairline, &words, line, [left, baseline], owners, &mut items);
                }
                Owner::Element(element) => {
                    let known = owners.iter().position(|(s, e, _)| (*s, *e) == (slot, element));
                    let index = known.unwrap_or_else(|| {
                        owners.push((slot, element, Owners::new(element, &words)));
                        owners.len() - 1
                    });
                    let owners = &mut owners[index].2;
                    line_items(shaper, structure, hairline, &words, line, [left, baseline], owners, &mut items);
                }
            }
        }
        page.items = items;
    }
}

/// The items of a line: its text, and a rule for each line to write on.
#[expect(clippy::too_many_arguments, reason = "what a line is, where it stands, whose it is and what it is added to")]
pub fn line_items(
    shaper: &Shaper<'_>,
    structure: &mut Structure,
    hairline: Length,
    words: &Words,
    line: LineBox,
    [left, baseline]: [Length; 2],
    owners: &mut Owners,
    items: &mut Vec<Item>,
) {
    let mut runs = Vec::with_capacity(line.runs.len());
    for piece in line.runs {
        let x = left + piece.x;
        if matches!(piece.run.content, RunContent::Blank { .. }) {
            let rect = writing_line(x, piece.width, baseline, words.look, hairline);
            let content = Content::Fill { rect, color: words.look.color };
            items.push(Item { owner: Owner::Artifact(Artifact::Layout), content });
            continue;
        }
        let owner = owners.of(structure, words, piece.run.attributes);
        let hyphen = match (&piece.run.content, piece.hyphen) {
            (RunContent::Glyphs { face, .. }, true) => shaper.hyphen(*face),
            _ => None,
        };
        runs.push(PlacedRun { x, width: piece.width, run: piece.run, hyphen, owner });
    }
    if !runs.is_empty() {
        let content = Content::Line(TextLine { shaped: words.shaped.clone(), baseline, runs });
        items.push(Item { owner: owners.block, content });
    }
}
