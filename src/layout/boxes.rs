//! Boxes: notes, warnings, contact blocks, the patient box.

use super::composer::Composer;
use super::display::{Artifact, Content, ElementId, Item, Owner, Role};
use super::flow::{Area, BreakBefore, Frame};
use super::lines::{natural_width, rhythm};
use super::place::{Owners, writing_line};
use super::shaped::{FrameKind, ShapedBlock, Words};
use super::titles;
use crate::geom::Length;
use crate::source::Origin;
use crate::style::{Step, Styles};

/// Blocks in a box, kept together. Its background and bars are drawn around whatever part is on a page.
pub(super) fn framed(
    composer: &mut Composer<'_, '_>,
    kind: FrameKind,
    title: Option<&Words>,
    blocks: &[ShapedBlock],
    area: Area,
    parent: ElementId,
) {
    let role = match kind {
        FrameKind::Note | FrameKind::Warning | FrameKind::Danger => Role::Note,
        FrameKind::Contact | FrameKind::Patient => Role::Sect,
    };
    let element = composer.flow.structure.add(role, Some(parent));
    let Styles { padding, body, around, .. } = composer.styles;
    open_frame(composer, kind, area);
    let first_row = composer.flow.rows.len();
    // A box belongs to the heading right above it, and is closer to it than to other blocks.
    let near = body.above.max(composer.styles.space(Step::Half));
    let above = if composer.keep == BreakBefore::Forbidden { near } else { around };
    let above = above.permille(composer.tightness.spaces);
    let inner = inside(composer, area);
    // The padding is a separate row, so that the box's space above stays outside it.
    match title {
        Some(title) if kind == FrameKind::Danger => {
            titles::band(composer, title, area, inner, above, element);
            composer.push(composer.styles.space(Step::Half), Length::ZERO, Vec::new(), None, Origin::Product);
        }
        _ => composer.push(padding, above, Vec::new(), None, Origin::Product),
    }
    let content_row = composer.flow.rows.len();
    if let Some(title) = title.filter(|_| kind != FrameKind::Danger) {
        titles::title(composer, kind, title, inner, element);
    }
    composer.blocks(blocks, inner, element);
    if let Some(row) = composer.flow.rows.get_mut(content_row) {
        row.space_before = Length::ZERO;
    }
    composer.below = Length::ZERO;
    composer.push(padding, Length::ZERO, Vec::new(), None, Origin::Product);
    for row in &mut composer.flow.rows[first_row + 1..] {
        row.break_before = BreakBefore::Forbidden;
    }
    composer.frame = None;
    composer.below = around.permille(composer.tightness.spaces);
}

/// Puts the rows that follow in a box.
fn open_frame(composer: &mut Composer<'_, '_>, kind: FrameKind, area: Area) {
    let frame = Frame { kind, x: composer.left(area), width: area.width, start_is_right: composer.rtl() };
    composer.flow.frames.push(frame);
    composer.frame = Some(composer.flow.frames.len() - 1);
}

/// A box's room for its content.
fn inside(composer: &Composer<'_, '_>, area: Area) -> Area {
    let side = composer.styles.side;
    Area { start: area.start + side, width: area.width - side * 2 }
}

/// The patient box: a label and a value, or a blank line to write on, for each field.
pub(super) fn patient_box(
    composer: &mut Composer<'_, '_>,
    fields: &[(Words, Option<Words>)],
    area: Area,
    parent: ElementId,
) {
    if fields.is_empty() {
        return;
    }
    let styles = composer.styles.clone();
    let gap = styles.label.size.permille(500);
    let column_gap = styles.space(Step::LineAndHalf);
    let whole = area;
    let area = if styles.patient_box.is_some() { inside(composer, whole) } else { whole };
    let half = (area.width - column_gap) / 2;
    // A value, or room to write one by hand.
    let least_value = styles.body.size * 9;
    let mut wide = false;
    for (label, value) in fields {
        let room = half - gap - natural_width(&composer.typesetter.shaper, &label.shaped);
        wide |= match value {
            Some(value) => !composer.fits(value, room),
            None => least_value > room,
        };
    }
    let columns = if wide || fields.len() == 1 || styles.large_print { 1 } else { 2 };
    let width = if columns == 2 { half } else { area.width };
    let mut above = styles.title.below.permille(composer.tightness.spaces);
    if styles.patient_box.is_some() {
        open_frame(composer, FrameKind::Patient, whole);
        // There is room for writing above the first line.
        composer.push(styles.space(Step::Quarter), above, Vec::new(), None, Origin::Product);
        (above, composer.keep) = (Length::ZERO, BreakBefore::Forbidden);
    }
    for (index, row_fields) in fields.chunks(columns).enumerate() {
        let mut items = Vec::new();
        let mut height = Length::ZERO;
        for (column, (label, value)) in row_fields.iter().enumerate() {
            let start = area.start + (width + column_gap) * column as i32;
            let cell = Area { start, width };
            height = height.max(field(composer, label, value.as_ref(), cell, gap, parent, &mut items));
        }
        composer.keep = if index == 0 { composer.keep } else { BreakBefore::Forbidden };
        composer.push(styles.scale.up(height), above, items, None, Origin::Product);
        above = Length::ZERO;
    }
    if styles.patient_box.is_some() {
        composer.keep = BreakBefore::Forbidden;
        composer.push(styles.space(Step::Half), Length::ZERO, Vec::new(), None, Origin::Product);
        composer.frame = None;
    }
    composer.below = styles.around.permille(composer.tightness.spaces);
}

/// One field in its cell; returns the cell's height.
fn field(
    composer: &mut Composer<'_, '_>,
    label: &Words,
    value: Option<&Words>,
    cell: Area,
    gap: Length,
    parent: ElementId,
    items: &mut Vec<Item>,
) -> Length {
    let element = composer.flow.structure.add(Role::P, Some(parent));
    let fonts = composer.typesetter.fonts();
    let look = label.look;
    // A long label leaves its value, or the blank line, at least half of the cell.
    let least_value = composer.styles.body.size * 9;
    let natural = natural_width(&composer.typesetter.shaper, &label.shaped);
    let wanted = match value {
        // The label leaves enough room for any value.
        Some(_) if natural <= cell.width - gap - cell.width / 2 => Length::ZERO,
        Some(value) => {
            composer.depend_on(value);
            natural_width(&composer.typesetter.shaper, &value.shaped).min(cell.width / 2)
        }
        None => least_value.min(cell.width / 2),
    };
    let label_width = natural.min(cell.width - gap - wanted);
    let label_rhythm = rhythm(&label.shaped, look.leading, fonts);
    let value_rhythm = value.map(|v| rhythm(&v.shaped, look.leading, fonts));
    let ascent = value_rhythm.map_or(label_rhythm.ascent, |r| r.ascent.max(label_rhythm.ascent));
    let leading = value_rhythm.map_or(label_rhythm.leading, |r| r.leading.max(label_rhythm.leading));
    // Room above for writing by hand on the line.
    let baseline = ascent + look.size.permille(550);
    let place = Area { start: cell.start, width: label_width };
    let left = composer.left(place);
    let mut owners = Owners::new(element, label);
    let mut below = leading - ascent;
    for (index, line) in composer.lines(label, label_width).into_iter().enumerate() {
        let down = leading * index as i32;
        composer.line_items(label, line, left, baseline + down, &mut owners, items);
        below = leading - ascent + down;
    }
    let rest = cell.indented(label_width + gap);
    match value {
        None => {
            let rect = writing_line(composer.left(rest), rest.width, baseline, look, composer.styles.hairline);
            let content = Content::Fill { rect, color: look.color };
            items.push(Item { owner: Owner::Artifact(Artifact::Layout), content });
        }
        Some(value) => {
            let mut owners = Owners::new(element, value);
            let left = composer.left(rest);
            let lines = composer.lines(value, rest.width);
            for (index, line) in lines.into_iter().enumerate() {
                // A value in another direction is still next to its label.
                let mut left = left;
                if value.shaped.rtl != composer.rtl() {
                    composer.depend_on(value);
                    left += if composer.rtl() { rest.width - line.width } else { line.width - rest.width };
                }
                let down = leading * index as i32;
                composer.line_items(value, line, left, baseline + down, &mut owners, items);
                below = below.max(leading - ascent + down);
            }
        }
    }
    baseline + below
}
