//! The titles of boxes: in bold, after an icon if the box is a warning, and on a band if it says danger.
//!
//! Urgency shows in three ways: a color, a shape that survives a black-and-white printer, and a word that is read aloud.

use super::apart;
use super::composer::Composer;
use super::display::{Artifact, Content, ElementId, Item, Owner, Role};
use super::flow::Area;
use super::icons;
use super::shaped::{FrameKind, Words};
use crate::geom::{Length, Rect};
use crate::model::document::Drawing;
use crate::source::Origin;
use crate::style::{DANGER, Step, TextLook, WARNING};

/// A title above the blocks of a box.
pub(super) fn title(composer: &mut Composer<'_, '_>, kind: FrameKind, title: &Words, inner: Area, parent: ElementId) {
    let element = composer.flow.structure.add(Role::P, Some(parent));
    if kind != FrameKind::Warning {
        composer.paragraph(title, inner, element);
        return;
    }
    let first = composer.paragraph(title, inner.indented(indent(title.look)), element);
    let baseline = composer.flow.rows.get(first).and_then(|row| row.baseline).unwrap_or_default();
    let icon = icon(composer, icons::warning(WARNING), title.look, inner, baseline);
    if let Some(row) = composer.flow.rows.get_mut(first) {
        row.items.insert(0, icon);
    }
}

/// A title in white on a band as wide as its box.
pub(super) fn band(
    composer: &mut Composer<'_, '_>,
    title: &Words,
    area: Area,
    inner: Area,
    above: Length,
    parent: ElementId,
) {
    let element = composer.flow.structure.add(Role::P, Some(parent));
    let keep = composer.keep;
    let composed = apart::apart(composer, |composer| {
        composer.paragraph(title, inner.indented(indent(title.look)), element);
    });
    composer.keep = keep;
    let padding = composer.styles.space(Step::ThreeEighths);
    let height = composer.styles.scale.up(composed.height + padding * 2);
    let rect = Rect { x: composer.left(area), y: Length::ZERO, width: area.width, height };
    let band = Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color: DANGER } };
    let icon = icon(composer, icons::danger(title.look.color), title.look, inner, padding + composed.ascent);
    let mut items = vec![band, icon];
    items.extend(composed.items.into_iter().map(|mut item| {
        item.shift(Length::ZERO, padding);
        item
    }));
    composer.push(height, above, items, None, Origin::Product);
}

/// An icon's side, a little taller than its line's capitals, and the space after it.
fn side(look: TextLook) -> Length {
    look.size.permille(1300)
}

fn indent(look: TextLook) -> Length {
    side(look) + look.size.permille(450)
}

/// An icon at the start of a line, centered on its capitals. It is decoration: the title says what it means.
fn icon(composer: &Composer<'_, '_>, drawing: Drawing, look: TextLook, area: Area, baseline: Length) -> Item {
    let side = side(look);
    let place = Area { start: area.start, width: side };
    let middle = baseline - look.size.permille(340);
    let rect = Rect { x: composer.left(place), y: middle - side / 2, width: side, height: side };
    let content = Content::Picture { rect, image: icons::image(drawing) };
    Item { owner: Owner::Artifact(Artifact::Layout), content }
}
