//! Lines to sign on, with labels below.

use super::apart;
use super::composer::Composer;
use super::display::{Artifact, Content, ElementId, Item, Owner, Role};
use super::flow::{Area, BreakBefore};
use super::shaped::Words;
use crate::geom::{Length, Rect};
use crate::source::Origin;
use crate::style::Step;

/// The part of the width for a signature beside a date, in permille.
const BESIDE_DATE: i32 = 640;

/// A line for each label; a shorter one for the date beside it, or two people side by side. Large print has one in a row.
pub(super) fn signature(
    composer: &mut Composer<'_, '_>,
    labels: &[Words],
    date: Option<&Words>,
    area: Area,
    parent: ElementId,
) {
    let body = composer.styles.body;
    let gap = composer.styles.space(Step::LineAndHalf);
    let one_column = composer.styles.large_print;
    let cells: Vec<Vec<&Words>> = match date {
        Some(date) if one_column => labels.iter().flat_map(|label| [vec![label], vec![date]]).collect(),
        Some(date) => labels.iter().map(|label| vec![label, date]).collect(),
        None => labels.chunks(if one_column { 1 } else { 2 }).map(|pair| pair.iter().collect()).collect(),
    };
    let half = (area.width - gap) / 2;
    let first = match date {
        Some(_) => (area.width - gap).permille(BESIDE_DATE),
        None => half,
    };
    for (index, row) in cells.into_iter().enumerate() {
        let widths = if one_column { [area.width; 2] } else { [first, area.width - gap - first] };
        let (mut items, mut height) = (Vec::new(), Length::ZERO);
        let mut start = area.start;
        for (label, width) in row.into_iter().zip(widths) {
            height = height.max(line(composer, label, Area { start, width }, parent, &mut items));
            start += width + gap;
        }
        // The first stays with what is signed, and a date with its signature.
        if index == 0 || (one_column && date.is_some() && index % 2 == 1) {
            composer.keep = BreakBefore::Forbidden;
        }
        composer.push(height, body.above.permille(composer.tightness.spaces), items, None, Origin::Product);
    }
    composer.below = composer.styles.around.permille(composer.tightness.spaces);
}

/// Room to write, a line, and its label. Returns its height.
fn line(
    composer: &mut Composer<'_, '_>,
    label: &Words,
    area: Area,
    parent: ElementId,
    items: &mut Vec<Item>,
) -> Length {
    let element = composer.flow.structure.add(Role::P, Some(parent));
    // A hand needs more than a line of print.
    let room = composer.styles.space(Step::LineAndHalf);
    let rect = Rect { x: composer.left(area), y: room, width: area.width, height: composer.styles.hairline };
    let content = Content::Fill { rect, color: label.look.color };
    items.push(Item { owner: Owner::Artifact(Artifact::Layout), content });
    let words = apart::apart(composer, |composer| {
        composer.paragraph(label, area, element);
    });
    let top = room + composer.styles.space(Step::Hair);
    items.extend(words.items.into_iter().map(|mut item| {
        item.shift(Length::ZERO, top);
        item
    }));
    composer.styles.scale.up(top + words.height)
}
