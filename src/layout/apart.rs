//! Composing something by itself, to be put into a row beside something else.

use super::composer::Composer;
use super::display::Item;
use super::flow::BreakBefore;
use crate::geom::Length;

/// Something composed by itself.
pub(super) struct Composed {
    /// Its content, from its top down.
    pub(super) items: Vec<Item>,
    /// From its top to its first baseline.
    pub(super) ascent: Length,
    /// Extent downwards.
    pub(super) height: Length,
}

/// Composes something by itself, as items from its own top down, to be put into a row.
pub(super) fn apart<'a, 'f>(composer: &mut Composer<'a, 'f>, compose: impl FnOnce(&mut Composer<'a, 'f>)) -> Composed {
    let rows = std::mem::take(&mut composer.flow.rows);
    let (below, keep, frame) = (composer.below, composer.keep, composer.frame);
    (composer.below, composer.keep, composer.frame) = (Length::ZERO, BreakBefore::Allowed, None);
    compose(composer);
    let lines = std::mem::replace(&mut composer.flow.rows, rows);
    (composer.below, composer.keep, composer.frame) = (below, keep, frame);

    let mut composed = Composed { items: Vec::new(), ascent: Length::ZERO, height: Length::ZERO };
    for (index, mut line) in lines.into_iter().enumerate() {
        if index == 0 {
            composed.ascent = line.baseline.unwrap_or_default();
        } else {
            composed.height += line.space_before;
        }
        line.items.iter_mut().for_each(|item| item.shift(Length::ZERO, composed.height));
        composed.items.append(&mut line.items);
        composed.height += line.height;
    }
    composed
}

impl Composed {
    /// Adds something below it.
    pub(super) fn add_below(&mut self, other: Composed, space: Length) {
        self.height += space;
        self.items.extend(other.items.into_iter().map(|mut item| {
            item.shift(Length::ZERO, self.height);
            item
        }));
        self.height += other.height;
    }
}
