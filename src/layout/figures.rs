//! Figures: an image with its caption, words beside it, several in a row, QR codes.

use super::apart::{self, Composed};
use super::composer::Composer;
use super::display::{Content, ElementId, Item, Owner, Role};
use super::flow::{Area, BreakBefore};
use super::shaped::{ShapedBlock, ShapedCode, ShapedFigure, Words};
use crate::diag::Diagnostic;
use crate::geom::{Length, Rect};
use crate::model::document::{Align, Extent, Image, Symbol};
use crate::source::Origin;
use crate::style::{Step, TextLook};

/// An image with words beside it takes at most this part of the width, in permille, unless it says how wide it is.
const BESIDE: i32 = 380;
/// Words beside an image are at least this wide, in em: in less, there is a word on a line.
const LEAST_BESIDE: i32 = 9;
/// A module of a QR code is at least half a millimeter: phones read it, and office printers print it.
const MODULE: Length = Length::millipt(1417);
/// A code is at least 26 mm wide.
const CODE: Length = Length::millipt(73_700);
/// The white space around a code, in modules (ISO/IEC 18004, 9.1).
const QUIET: i32 = 4;

/// An image, by itself or with words beside it.
pub(super) fn figure(
    composer: &mut Composer<'_, '_>,
    figure: &ShapedFigure,
    (width, align): (Option<Extent>, Align),
    beside: &[ShapedBlock],
    area: Area,
    parent: ElementId,
) {
    let body = composer.styles.body;
    let gap = composer.styles.space(Step::Line);
    if !beside.is_empty() {
        let most = if width.is_some() { area.width } else { area.width.permille(BESIDE) };
        let size = sized(composer, figure, width, Area { width: most, ..area });
        if area.width - size.0 - gap >= body.size * LEAST_BESIDE {
            return with_words(composer, figure, size, beside, area, parent);
        }
    }
    let size = sized(composer, figure, width, area);
    let (element, item) = picture(composer, figure, size, area, align, parent);
    composer.push(
        composer.styles.scale.up(size.1),
        body.above.permille(composer.tightness.spaces),
        vec![item],
        None,
        figure.origin,
    );
    composer.below = body.below.permille(composer.tightness.spaces);
    if let Some(caption) = &figure.caption {
        let element = composer.flow.structure.add(Role::Caption, Some(element));
        kept_below(composer, caption, area, align, element);
    }
    composer.blocks(beside, area, parent);
}

/// A paragraph that stays with the row above it.
fn kept_below(composer: &mut Composer<'_, '_>, words: &Words, area: Area, align: Align, element: ElementId) {
    composer.keep = BreakBefore::Forbidden;
    let outer = std::mem::replace(&mut composer.align, align);
    let first = composer.paragraph(words, area, element);
    composer.align = outer;
    for row in &mut composer.flow.rows[first..] {
        row.break_before = BreakBefore::Forbidden;
    }
    if let Some(row) = composer.flow.rows.get_mut(first) {
        row.space_before = words.look.above;
    }
}

/// The element of an image, and the image at the top of its row.
fn picture(
    composer: &mut Composer<'_, '_>,
    figure: &ShapedFigure,
    (width, height): (Length, Length),
    area: Area,
    align: Align,
    parent: ElementId,
) -> (ElementId, Item) {
    let element = composer.flow.structure.add(Role::Figure, Some(parent));
    composer.flow.structure.get_mut(element).alt = Some(figure.alt.clone());
    let slack = area.width - width;
    let indent = match align {
        Align::Start => Length::ZERO,
        Align::Center => slack / 2,
        Align::End => slack,
    };
    let place = Area { start: area.start + indent, width };
    let rect = Rect { x: composer.left(place), y: Length::ZERO, width, height };
    (element, Item { owner: Owner::Element(element), content: Content::Picture { rect, image: figure.image.clone() } })
}

/// How large an image is: as it says, or by its own resolution; never wider than the area.
fn sized(
    composer: &mut Composer<'_, '_>,
    figure: &ShapedFigure,
    width: Option<Extent>,
    area: Area,
) -> (Length, Length) {
    let natural = natural_size(&figure.image);
    let (wanted, most_height) = match width {
        // By itself, an image is no taller than two thirds of the width.
        None => (natural.0, area.width.permille(667)),
        Some(Extent::Length(length)) => (length, composer.room),
        Some(Extent::Share(share)) => (area.width.permille(share), composer.room),
    };
    let height_of = |width: Length| Length((width.0 * natural.1.0) / natural.0.0.max(1));
    let mut size = (wanted.min(area.width), height_of(wanted.min(area.width)));
    if size.1 > most_height {
        size = (Length(most_height.0 * natural.0.0 / natural.1.0.max(1)), most_height);
    }
    if width.is_some() && size.0 < wanted {
        let message = "the image is set narrower than it says: it would not fit on the page";
        let diagnostic = Diagnostic::warning("figure-size", message).at_text(figure.origin, 0, "this image");
        composer
            .diagnostics
            .push(diagnostic.hint("give it a smaller `width`, or a share of the text's, such as `60%`"));
    }
    size
}

/// An image's own size. Without a resolution, a pixel or SVG unit is 1/96 inch, as in CSS.
fn natural_size(image: &Image) -> (Length, Length) {
    let [across, down] = image.resolution.unwrap_or([96.0; 2]);
    let points = |pixels: u32, ppi: f32| Length::from_pt(f64::from(pixels) * 72.0 / f64::from(ppi));
    (points(image.width, across), points(image.height.max(1), down))
}

/// An image and its caption below it, as one piece.
fn panel(
    composer: &mut Composer<'_, '_>,
    figure: &ShapedFigure,
    size: (Length, Length),
    area: Area,
    parent: ElementId,
) -> Composed {
    let (element, item) = picture(composer, figure, size, area, Align::Start, parent);
    let height = composer.styles.scale.up(size.1);
    let mut panel = Composed { items: vec![item], ascent: Length::ZERO, height };
    if let Some(caption) = &figure.caption {
        let element = composer.flow.structure.add(Role::Caption, Some(element));
        let words = apart::apart(composer, |composer| {
            composer.paragraph(caption, area, element);
        });
        panel.add_below(words, caption.look.above);
    }
    panel
}

/// An image at the start and words after it, as easy-to-read texts have them. The words' lines are rows of their own; the
/// image hangs from the first of them.
fn with_words(
    composer: &mut Composer<'_, '_>,
    figure: &ShapedFigure,
    size: (Length, Length),
    beside: &[ShapedBlock],
    area: Area,
    parent: ElementId,
) {
    let inner = area.indented(size.0 + composer.styles.space(Step::Line));
    let panel = panel(composer, figure, size, Area { width: size.0, ..area }, parent);
    let first = composer.flow.rows.len();
    composer.blocks(beside, inner, parent);
    let below = composer.below;
    let rows = &mut composer.flow.rows[first..];
    let height: Length = rows.iter().enumerate().map(|(i, row)| rows_height(i, row.space_before, row.height)).sum();
    // Few words are in the middle of the image's height.
    let spare = (panel.height - height).max(Length::ZERO);
    let mut from = Length::ZERO;
    for (index, row) in rows.iter_mut().enumerate() {
        if index > 0 && from < panel.height {
            row.break_before = BreakBefore::Forbidden;
        }
        from += rows_height(index, row.space_before, row.height);
    }
    if let Some(row) = rows.first_mut() {
        row.items.iter_mut().for_each(|item| item.shift(Length::ZERO, spare / 2));
        row.height += spare / 2;
        row.baseline = row.baseline.map(|baseline| baseline + spare / 2);
        row.items.splice(0..0, panel.items);
    }
    if let Some(row) = rows.last_mut() {
        row.height += spare - spare / 2;
    }
    composer.below = below.max(composer.styles.around.permille(composer.tightness.spaces));
}

/// What a row adds to the height of several; the space above the first is outside.
fn rows_height(index: usize, space: Length, height: Length) -> Length {
    if index == 0 { height } else { space + height }
}

/// Images side by side, with their captions on one level. Large print has two in a row.
pub(super) fn figures(composer: &mut Composer<'_, '_>, figures: &[ShapedFigure], area: Area, parent: ElementId) {
    let body = composer.styles.body;
    let most = if composer.styles.large_print { 2 } else { figures.len().max(1) };
    let count = figures.len().min(most).max(1) as i32;
    let gap = composer.styles.space(Step::Line);
    let width = (area.width - gap * (count - 1)) / count;
    for (index, line) in figures.chunks(most).enumerate() {
        let column = |index: usize| Area { start: area.start + (width + gap) * index as i32, width };
        let sizes: Vec<_> = line.iter().map(|figure| sized(composer, figure, None, column(0))).collect();
        let tallest = composer.styles.scale.up(sizes.iter().map(|size| size.1).max().unwrap_or_default());
        let (mut items, mut height) = (Vec::new(), Length::ZERO);
        for (index, (figure, size)) in line.iter().zip(sizes).enumerate() {
            let panel = panel(composer, figure, size, column(index), parent);
            let down = tallest - composer.styles.scale.up(size.1);
            height = height.max(down + panel.height);
            items.extend(panel.items.into_iter().map(|mut item| {
                item.shift(Length::ZERO, down);
                item
            }));
        }
        let above = if index == 0 { body.above } else { composer.styles.around };
        let origin = line.first().map_or(Origin::Product, |figure| figure.origin);
        composer.push(height, above.permille(composer.tightness.spaces), items, None, origin);
    }
    composer.below = composer.styles.around.permille(composer.tightness.spaces);
}

/// A QR code at the start, with its caption and address below.
pub(super) fn code(composer: &mut Composer<'_, '_>, symbol: &Symbol, code: &ShapedCode, area: Area, parent: ElementId) {
    let element = composer.flow.structure.add(Role::Figure, Some(parent));
    composer.flow.structure.get_mut(element).alt = Some(code.alt.clone());
    let TextLook { above, .. } = composer.styles.body;
    let side = (MODULE * symbol.side as i32).max(CODE);
    let quiet = side * QUIET / symbol.side.max(1) as i32;
    let place = Area { start: area.start, width: side };
    let rect = Rect { x: composer.left(place), y: quiet, width: side, height: side };
    let content = Content::Symbol { rect, side: symbol.side, modules: symbol.modules.clone() };
    let item = Item { owner: Owner::Element(element), content };
    composer.push(
        composer.styles.scale.up(side + quiet),
        above.permille(composer.tightness.spaces),
        vec![item],
        None,
        code.origin,
    );
    let caption = composer.flow.structure.add(Role::Caption, Some(element));
    composer.below = quiet;
    for words in code.caption.iter().chain([&code.address]) {
        let element = composer.flow.structure.add(Role::P, Some(caption));
        composer.keep = BreakBefore::Forbidden;
        let space = composer.below;
        let first = composer.paragraph(words, area, element);
        for row in &mut composer.flow.rows[first..] {
            row.break_before = BreakBefore::Forbidden;
        }
        if let Some(row) = composer.flow.rows.get_mut(first) {
            row.space_before = space;
        }
        composer.below = Length::ZERO;
    }
    composer.below = composer.styles.around.permille(composer.tightness.spaces);
}
