//! Place lines: their runs as items with their owners, immediately, or later where layout left room for a patient's
//! values.

use std::sync::Arc;

use super::display::{Artifact, Content, ElementId, Item, Owner, Page, PlacedRun, Role, SlotLine, Structure, TextLine};
use super::lines::LineBox;
use super::shaped::Words;
use crate::geom::{Length, Rect};
use crate::style::TextLook;
use crate::text::{Run, RunContent, Shaper};

/// Puts the lines of all slots in place. A link or change of language in them becomes a structure element.
pub(crate) fn fill_slots(shaper: &Shaper<'_>, structure: &mut Structure, pages: &mut [Page], hairline: Length) {
    // A link may span several lines of a text: it is one element.
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

/// The items of a line: its text, and a rule for each blank line.
#[expect(clippy::too_many_arguments, reason = "a line, its position, its owner and its target")]
pub(crate) fn line_items(
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
    let mut underlines: Vec<Rect> = Vec::new();
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
        let mut color = words.shaped.style.color;
        if matches!(owner, Owner::Element(_)) && shows_link(words, &piece.run) {
            color = words.look.link;
            let y = baseline + words.look.size.permille(UNDERLINE);
            underline(Rect { x, y, width: piece.width, height: hairline }, &mut underlines);
        }
        runs.push(PlacedRun { x, width: piece.width, run: piece.run, hyphen, owner, color });
    }
    if !runs.is_empty() {
        let content = Content::Line(TextLine { shaped: words.shaped.clone(), baseline, runs });
        items.push(Item { owner: owners.block, content });
    }
    items.extend(underlines.into_iter().map(|rect| {
        let content = Content::Fill { rect, color: words.look.link };
        Item { owner: Owner::Artifact(Artifact::Layout), content }
    }));
}

/// Whether a run is in a link that is to be seen. A phone number is what it says, and is not underlined: not even the
/// letters of a vanity number, which are a run of their own where digits are in another font.
fn shows_link(words: &Words, run: &Run) -> bool {
    let attributes = words.shaped.attributes_of(run);
    let text = &words.shaped.text[attributes.range.clone()];
    attributes.link.as_ref().is_some_and(|link| !(link.starts_with("tel:") && text.contains(char::is_numeric)))
}

/// Adds a piece of an underline to the last one, if it continues it.
fn underline(piece: Rect, underlines: &mut Vec<Rect>) {
    match underlines.last_mut() {
        Some(last) if last.right() == piece.x => last.width += piece.width,
        Some(last) if piece.right() == last.x => {
            (last.x, last.width) = (piece.x, last.width + piece.width);
        }
        _ => underlines.push(piece),
    }
}

/// How far below the baseline an underline is, in permille of the size: below the bodies of Chinese characters.
const UNDERLINE: i32 = 160;

/// A rule to write on, slightly below the baseline.
pub(super) fn writing_line(x: Length, width: Length, baseline: Length, look: TextLook, thickness: Length) -> Rect {
    Rect { x, y: baseline + look.size.permille(120), width, height: thickness }
}

/// The owners of a text's runs: the block's own element, and a child for each link, footnote's mark or change of language.
pub(crate) struct Owners {
    /// Of all other runs.
    pub block: Owner,
    by_attributes: Vec<Option<Owner>>,
}

impl Owners {
    /// Owners below an element.
    pub(crate) fn new(element: ElementId, words: &Words) -> Owners {
        Owners { block: Owner::Element(element), by_attributes: vec![None; words.shaped.attributes.len()] }
    }

    /// All runs are the same artifact.
    pub(crate) fn artifact(kind: Artifact) -> Owners {
        Owners { block: Owner::Artifact(kind), by_attributes: Vec::new() }
    }

    pub(super) fn of(&mut self, structure: &mut Structure, words: &Words, index: usize) -> Owner {
        let Owner::Element(block) = self.block else {
            return self.block;
        };
        if let Some(owner) = self.by_attributes[index] {
            return owner;
        }
        let attributes = &words.shaped.attributes[index];
        let owner = match (&attributes.link, &attributes.language) {
            (Some(link), language) => {
                let element = structure.add(Role::Link, Some(block));
                let said = attributes.link_text.clone().unwrap_or_else(|| link.clone());
                structure.get_mut(element).link = Some((link.clone(), said));
                structure.get_mut(element).language = language.clone();
                Owner::Element(element)
            }
            (None, _) if attributes.mark.is_some() => {
                let element = structure.add(Role::Reference, Some(block));
                structure.get_mut(element).note = attributes.mark;
                structure.get_mut(element).language = attributes.language.clone();
                Owner::Element(element)
            }
            (None, Some(language)) => {
                let element = structure.add(Role::Span, Some(block));
                structure.get_mut(element).language = Some(language.clone());
                Owner::Element(element)
            }
            (None, None) => self.block,
        };
        self.by_attributes[index] = Some(owner);
        // A link whose text changes style is still one link.
        if let Some(link) = &attributes.link {
            for (i, next) in words.shaped.attributes.iter().enumerate().skip(index + 1) {
                if !next.link.as_ref().is_some_and(|l| Arc::ptr_eq(l, link)) {
                    break;
                }
                self.by_attributes[i] = Some(owner);
            }
        }
        owner
    }
}
