//! Cells: a cell's content as items from its own top down, and its width.
//!
//! A cell of one paragraph is tagged only as a cell; multiple paragraphs and lists are elements within it.

use super::apart::{Composed, apart};
use super::composer::Composer;
use super::display::{Artifact, Content, ElementId, Item, Owner, Role};
use super::flow::Area;
use super::icons;
use super::lines::{longest_word, natural_width};
use super::lists;
use super::shaped::{ShapedBlock, Words};
use crate::geom::{Length, Rect};
use crate::model::document::{Align, Daytime};
use crate::source::Origin;
use crate::text::Shaper;

/// Marks that stand alone in a cell.
const TICKS: &[&str] = &["✓", "✔", "✗", "✘", "☐", "☑", "☒", "×", "●", "○"];

/// A cell of a table.
#[derive(Clone, Copy)]
pub(super) enum Cell<'a> {
    /// In the header.
    Head(&'a Words),
    /// A time of day in the header, below a picture of it.
    Time(&'a Words, Daytime),
    /// The heading of a row.
    RowHead(&'a [ShapedBlock]),
    /// In a row.
    Body(&'a [ShapedBlock]),
}

/// The width of a cell's content.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Widths {
    /// Its longest word.
    pub(super) least: Length,
    /// Without any line breaks.
    pub(super) most: Length,
}

impl<'a> Cell<'a> {
    /// All its texts.
    pub(super) fn words(&self) -> Vec<&'a Words> {
        let mut all = Vec::new();
        match self {
            Cell::Head(words) | Cell::Time(words, _) => all.push(*words),
            Cell::RowHead(blocks) | Cell::Body(blocks) => words_of(blocks, &mut all),
        }
        all
    }

    /// Whether it includes a patient's values.
    pub(super) fn has_value(&self) -> bool {
        self.words().iter().any(|words| words.slot.is_some())
    }

    /// Whether it is a tick, cross or box alone; `None` if it is empty.
    pub(super) fn is_tick(&self) -> Option<bool> {
        let mut text = String::new();
        self.words().iter().for_each(|words| text.push_str(&words.shaped.text));
        let text = text.trim();
        (!text.is_empty()).then(|| TICKS.contains(&text))
    }

    /// Where its first text was written.
    pub(super) fn origin(&self) -> Option<Origin> {
        let attributes = |words: &Words| words.shaped.attributes.first().map(|attributes| attributes.origin);
        self.words().into_iter().filter_map(attributes).find(|origin| *origin != Origin::Product)
    }
}

fn words_of<'a>(blocks: &'a [ShapedBlock], all: &mut Vec<&'a Words>) {
    for block in blocks {
        match block {
            ShapedBlock::Paragraph(words) => all.push(words),
            ShapedBlock::List { items, .. } => {
                for (label, blocks) in items {
                    all.push(label);
                    words_of(blocks, all);
                }
            }
            // Cells contain nothing else.
            _ => {}
        }
    }
}

/// Composes a cell as an element of a row.
pub(super) fn compose(
    composer: &mut Composer<'_, '_>,
    cell: Cell<'_>,
    column: Area,
    align: Align,
    row: ElementId,
) -> Composed {
    // A table's lines keep their leading, whatever is tightened.
    let tightness = composer.tightness;
    composer.tightness.leading = 1000;
    let indent = std::mem::take(&mut composer.styles.indent);
    let outer_align = std::mem::replace(&mut composer.align, align);
    let role = match cell {
        // A heading without words is none.
        Cell::Head(words) if words.shaped.text.is_empty() => Role::Td,
        Cell::Head(_) | Cell::Time(..) | Cell::RowHead(_) => Role::Th,
        Cell::Body(_) => Role::Td,
    };
    let element = composer.flow.structure.add(role, Some(row));
    composer.flow.structure.get_mut(element).is_row_head = matches!(cell, Cell::RowHead(_));
    let mut composed = apart(composer, |composer| match cell {
        Cell::Head(words)
        | Cell::Time(words, _)
        | Cell::RowHead([ShapedBlock::Paragraph(words)])
        | Cell::Body([ShapedBlock::Paragraph(words)]) => {
            composer.paragraph(words, column, element);
        }
        Cell::RowHead(blocks) | Cell::Body(blocks) => composer.blocks(blocks, column, element),
    });
    if let Cell::Time(words, time) = cell {
        put_below_icon(composer, &mut composed, words.look.size, column, time);
    }
    composer.align = outer_align;
    composer.styles.indent = indent;
    composer.tightness = tightness;
    composed
}

/// Puts the head of a time of day below a picture of it. The picture is decoration: the word says what it means.
fn put_below_icon(composer: &Composer<'_, '_>, composed: &mut Composed, size: Length, column: Area, time: Daytime) {
    let (side, gap) = (size.permille(1700), size.permille(150));
    let place = Area { start: column.start + (column.width - side) / 2, width: side };
    let rect = Rect { x: composer.left(place), y: Length::ZERO, width: side, height: side };
    let icon = icons::image(icons::daytime(time, composer.styles.accent));
    composed.items.iter_mut().for_each(|item| item.shift(Length::ZERO, side + gap));
    let content = Content::Picture { rect, image: icon };
    composed.items.insert(0, Item { owner: Owner::Artifact(Artifact::Layout), content });
    composed.ascent += side + gap;
    composed.height += side + gap;
}

/// Whether the words of a cell of paragraphs fit in a column. Lists have labels beside them, and are not asked.
pub(super) fn words_fit(composer: &mut Composer<'_, '_>, cell: Cell<'_>, room: Length) -> bool {
    let is_plain = match cell {
        Cell::Head(_) | Cell::Time(..) => true,
        Cell::RowHead(blocks) | Cell::Body(blocks) => {
            blocks.iter().all(|block| matches!(block, ShapedBlock::Paragraph(_)))
        }
    };
    // Each is asked, even if one before it does not fit: the answers for all values decide which copies share pages.
    let mut fit = is_plain;
    for words in cell.words().into_iter().filter(|_| is_plain) {
        fit &= composer.words_fit(words, room);
    }
    fit
}

/// The width of a cell's content.
pub(super) fn widths(shaper: &Shaper<'_>, cell: Cell<'_>) -> Widths {
    match cell {
        Cell::Head(words) | Cell::Time(words, _) => widths_of_words(shaper, words),
        Cell::RowHead(blocks) | Cell::Body(blocks) => widths_of_blocks(shaper, blocks),
    }
}

fn widths_of_words(shaper: &Shaper<'_>, words: &Words) -> Widths {
    let least = longest_word(shaper, &words.shaped);
    Widths { least, most: natural_width(shaper, &words.shaped) }
}

fn widths_of_blocks(shaper: &Shaper<'_>, blocks: &[ShapedBlock]) -> Widths {
    let mut widest = Widths::default();
    let mut add = |widths: Widths, indent: Length| {
        widest.least = widest.least.max(widths.least + indent);
        widest.most = widest.most.max(widths.most + indent);
    };
    for block in blocks {
        match block {
            ShapedBlock::Paragraph(words) => add(widths_of_words(shaper, words), Length::ZERO),
            ShapedBlock::List { items, .. } => {
                let indent = lists::label_width(shaper, items)
                    + items.first().map_or(Length::ZERO, |(label, _)| lists::gap(label.look));
                items.iter().for_each(|(_, blocks)| add(widths_of_blocks(shaper, blocks), indent));
            }
            // Cells contain nothing else.
            _ => {}
        }
    }
    widest
}
