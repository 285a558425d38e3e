//! Lists: steps, bullets, checkboxes and definitions.

use super::apart;
use super::composer::Composer;
use super::display::{ElementId, Item, Numbering, Role};
use super::flow::{Area, BreakBefore};
use super::lines::natural_width;
use super::place::Owners;
use super::shaped::{ShapedBlock, Words};
use crate::geom::Length;
use crate::model::document::ListKind;
use crate::source::Origin;
use crate::style::{Step, TextLook};
use crate::text::Shaper;

/// A list: each label precedes its item's first line, and ends at a fixed distance from the text.
pub(super) fn list(
    composer: &mut Composer<'_, '_>,
    (kind, columns): (ListKind, usize),
    items: &[(Words, Vec<ShapedBlock>)],
    area: Area,
    parent: ElementId,
) {
    let list = composer.flow.structure.add(Role::L, Some(parent));
    composer.flow.structure.get_mut(list).numbering = Some(match kind {
        ListKind::Steps { .. } => Numbering::Decimal,
        ListKind::Bullets => Numbering::Disc,
        ListKind::Checklist | ListKind::Condition => Numbering::Square,
    });
    let body = composer.styles.body;
    if columns > 1 && !composer.styles.large_print && in_columns(composer, items, columns, area, list) {
        return;
    }
    stack(composer, items, area, list);
    composer.below = body.below.permille(composer.tightness.spaces);
    if kind == ListKind::Condition {
        composer.keep = BreakBefore::Forbidden;
    }
}

/// Items in columns, filled one after the other and kept together; `false` if they are too tall for a page.
fn in_columns(
    composer: &mut Composer<'_, '_>,
    items: &[(Words, Vec<ShapedBlock>)],
    columns: usize,
    area: Area,
    list: ElementId,
) -> bool {
    let body = composer.styles.body;
    let between = composer.styles.space(Step::LineAndHalf);
    let count = columns.min(items.len()).max(1);
    let width = (area.width - between * (count as i32 - 1)) / count as i32;
    let (mut all, mut height) = (Vec::new(), Length::ZERO);
    for (index, part) in items.chunks(items.len().div_ceil(count).max(1)).enumerate() {
        let column = Area { start: area.start + (width + between) * index as i32, width };
        let composed = apart::apart(composer, |composer| stack(composer, part, column, list));
        height = height.max(composed.height);
        all.extend(composed.items);
    }
    if height > composer.room {
        return false;
    }
    let origin = items.first().and_then(|(_, blocks)| first_origin(blocks)).unwrap_or(Origin::Product);
    composer.push(height, body.above.permille(composer.tightness.spaces), all, None, origin);
    composer.below = body.below.permille(composer.tightness.spaces);
    true
}

fn first_origin(blocks: &[ShapedBlock]) -> Option<Origin> {
    match blocks.first()? {
        ShapedBlock::Paragraph(words) => words.shaped.attributes.first().map(|attributes| attributes.origin),
        _ => None,
    }
}

/// Terms in bold, each with its definition below it.
pub(super) fn definitions(
    composer: &mut Composer<'_, '_>,
    entries: &[(Words, Vec<ShapedBlock>)],
    area: Area,
    parent: ElementId,
) {
    let list = composer.flow.structure.add(Role::L, Some(parent));
    composer.flow.structure.get_mut(list).numbering = Some(Numbering::Terms);
    let inner = area.indented(composer.styles.indent);
    for (term, blocks) in entries {
        let item = composer.flow.structure.add(Role::Li, Some(list));
        let label = composer.flow.structure.add(Role::Lbl, Some(item));
        let body = composer.flow.structure.add(Role::LBody, Some(item));
        composer.paragraph(term, area, label);
        composer.keep = BreakBefore::Forbidden;
        composer.below = Length::ZERO;
        let first = composer.flow.rows.len();
        match blocks.as_slice() {
            [ShapedBlock::Paragraph(words)] => {
                composer.paragraph(words, inner, body);
            }
            blocks => composer.blocks(blocks, inner, body),
        }
        if let Some(row) = composer.flow.rows.get_mut(first) {
            row.space_before = Length::ZERO;
        }
    }
}

/// Stacks items below each other.
fn stack(composer: &mut Composer<'_, '_>, items: &[(Words, Vec<ShapedBlock>)], area: Area, list: ElementId) {
    let gap = gap(composer.styles.body);
    let indent = composer.styles.indent.max(label_width(&composer.typesetter.shaper, items) + gap);
    for (label, blocks) in items {
        let item = composer.flow.structure.add(Role::Li, Some(list));
        let label_element = composer.flow.structure.add(Role::Lbl, Some(item));
        let body_element = composer.flow.structure.add(Role::LBody, Some(item));
        let first_row = composer.flow.rows.len();
        let inner = area.indented(indent);
        match blocks.as_slice() {
            // A single paragraph is the item's body itself: one fewer element for a reader to step through.
            [ShapedBlock::Paragraph(words)] => {
                composer.paragraph(words, inner, body_element);
            }
            blocks => composer.blocks(blocks, inner, body_element),
        }
        let below = composer.below;
        place_label(composer, label, label_element, first_row, area, indent - gap);
        // List items are closer together than paragraphs.
        let below = below.min(composer.styles.item.permille(composer.tightness.spaces));
        composer.below = below;
        if let Some(row) = composer.flow.rows.get_mut(first_row)
            && first_row > 0
            && !std::ptr::eq(label, &items[0].0)
        {
            row.space_before = below;
        }
    }
}

/// Between a label and its item.
pub(super) fn gap(body: TextLook) -> Length {
    body.size.permille(550)
}

/// The width of the widest label.
pub(super) fn label_width(shaper: &Shaper<'_>, items: &[(Words, Vec<ShapedBlock>)]) -> Length {
    items.iter().map(|(label, _)| natural_width(shaper, &label.shaped)).max().unwrap_or_default()
}

/// Sets the label on the baseline of the item's first line.
fn place_label(
    composer: &mut Composer<'_, '_>,
    label: &Words,
    element: ElementId,
    first_row: usize,
    area: Area,
    end: Length,
) {
    let baseline = composer.flow.rows.get(first_row).and_then(|row| row.baseline);
    let Some(baseline) = baseline else { return };
    let width = natural_width(&composer.typesetter.shaper, &label.shaped);
    let place = Area { start: area.start + end - width, width };
    let left = composer.left(place);
    let mut owners = Owners::new(element, label);
    let mut items: Vec<Item> = Vec::new();
    for line in composer.lines(label, width) {
        composer.line_items(label, line, left, baseline, &mut owners, &mut items);
    }
    composer.flow.rows[first_row].items.splice(0..0, items);
}
