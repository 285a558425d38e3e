//! The notes of a section, in small print below a short rule.

use super::composer::Composer;
use super::display::{Artifact, Content, ElementId, Item, Owner, Role};
use super::flow::{Area, BreakBefore};
use super::lines::natural_width;
use super::lists::{gap, place_label};
use super::shaped::ShapedNote;
use crate::geom::{Length, Rect};
use crate::source::Origin;
use crate::style::Step;

/// The rule's part of the text's width, in permille: it separates the notes, and is no border.
const RULE: i32 = 250;

/// The notes, each with its number before it, as in a list.
pub(super) fn footnotes(composer: &mut Composer<'_, '_>, notes: &[ShapedNote], area: Area, parent: ElementId) {
    let Some(first) = notes.first() else { return };
    rule(composer, area);
    let gap = gap(first.words.look);
    let width = |note: &ShapedNote| natural_width(&composer.typesetter.shaper, &note.label.shaped);
    let widest = notes.iter().map(width).max().unwrap_or_default();
    for (index, note) in notes.iter().enumerate() {
        let element = composer.flow.structure.add(Role::Footnote, Some(parent));
        composer.flow.structure.get_mut(element).note = Some(note.note);
        let label = composer.flow.structure.add(Role::Lbl, Some(element));
        let paragraph = composer.flow.structure.add(Role::P, Some(element));
        if index == 0 {
            composer.keep = BreakBefore::Forbidden;
        }
        let first_row = composer.flow.rows.len();
        composer.paragraph(&note.words, area.indented(widest + gap), paragraph);
        place_label(composer, &note.label, label, first_row, area, widest);
        if let Some(row) = composer.flow.rows.get_mut(first_row) {
            // Notes are closer together than paragraphs.
            row.space_before = row.space_before / 2;
        }
    }
}

/// A short rule at the start of the line, which stays with the text above it.
fn rule(composer: &mut Composer<'_, '_>, area: Area) {
    let (height, color) = (composer.styles.hairline, composer.styles.body.color);
    let place = Area { start: area.start, width: area.width.permille(RULE) };
    let rect = Rect { x: composer.left(place), y: Length::ZERO, width: place.width, height };
    let items = vec![Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color } }];
    if composer.keep == BreakBefore::Allowed && !composer.flow.rows.is_empty() {
        composer.keep = BreakBefore::Forbidden;
    }
    let above = composer.styles.body.above.permille(composer.tightness.spaces);
    // As tall as a step of the scale, so that the lines below keep theirs.
    composer.push(composer.styles.space(Step::Hair), above, items, None, Origin::Product);
}
