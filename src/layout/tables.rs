//! Tables: a header that repeats on each page, one piece per row.

use super::cells::{self, Cell};
use super::composer::Composer;
use super::display::{Artifact, Content, ElementId, Item, Owner, Role};
use super::flow::{Area, BreakBefore};
use super::shaped::{ShapedBlock, Words};
use crate::color::Color;
use crate::diag::Diagnostic;
use crate::geom::{Length, Rect};
use crate::source::Origin;
use crate::text::Shaper;

/// A table over the whole area.
pub(super) fn table(
    composer: &mut Composer<'_, '_>,
    header: &[Words],
    rows: &[Vec<Vec<ShapedBlock>>],
    area: Area,
    parent: ElementId,
) {
    let table = composer.flow.structure.add(Role::Table, Some(parent));
    let body = composer.styles.body;
    let padding = body.size.permille(400);
    let header: Vec<Cell<'_>> = header.iter().map(Cell::Head).collect();
    let rows: Vec<Vec<Cell<'_>>> = rows.iter().map(|row| row.iter().map(|cell| Cell::Body(cell)).collect()).collect();
    for words in header.iter().chain(rows.iter().flatten()).flat_map(Cell::words) {
        composer.depend_on(words);
    }
    let columns = column_areas(&composer.typesetter.shaper, &header, &rows, area, padding);
    let end = columns.last().map_or(Length::ZERO, |column| column.start + column.width);
    if end > area.start + area.width + Length::pt(1) {
        report_too_wide(composer, &header);
    }
    let accent = composer.styles.accent;
    let thick = composer.styles.hairline * 3;
    let hairline = composer.styles.hairline;

    let (mut head_items, head_height) = row(composer, &header, &columns, padding, table);
    head_items.push(rule(composer, area, head_height, thick, accent));
    let head = composer.flow.heads.len();
    let above = body.above.permille(composer.tightness.spaces);
    composer.push(head_height + thick, above, head_items, None, Origin::Product);
    // On later pages the header is only repeated visually: it is in the structure once.
    let mut repeated = composer.flow.rows[composer.flow.rows.len() - 1].clone();
    for item in &mut repeated.items {
        item.owner = Owner::Artifact(Artifact::Layout);
        if let Content::Line(line) = &mut item.content {
            for run in &mut line.runs {
                run.owner = Owner::Artifact(Artifact::Layout);
            }
        }
    }
    repeated.space_before = Length::ZERO;
    composer.flow.heads.push(repeated);
    // A page's room for a row below the header.
    let room = composer.room - head_height - thick - hairline;
    for (index, cells) in rows.iter().enumerate() {
        let (mut items, height) = row(composer, cells, &columns, padding, table);
        // The first row stays with the header, the last with the one before it.
        if index == 0 || index + 1 == rows.len() {
            composer.keep = BreakBefore::Forbidden;
        }
        let origin = cells.first().and_then(Cell::origin).unwrap_or(Origin::Product);
        if height > room {
            divided_row(composer, items, height, area, head, origin);
            continue;
        }
        items.push(rule(composer, area, height, hairline, Color::Gray(0x99)));
        composer.push(height + hairline, Length::ZERO, items, Some(head), origin);
    }
    composer.below = (body.below * 2).permille(composer.tightness.spaces);
}

/// A row taller than a page, cut between its lines: each piece has the lines of all cells at the same height.
fn divided_row(
    composer: &mut Composer<'_, '_>,
    items: Vec<Item>,
    height: Length,
    area: Area,
    head: usize,
    origin: Origin,
) {
    let mut lines: Vec<Length> = items.iter().filter_map(line_baseline).collect();
    lines.sort_unstable();
    let mut items: Vec<(Length, Item)> = items.into_iter().map(|item| (baseline(&item, &lines), item)).collect();
    // Cells follow each other; their lines at the same height belong together, along with anything drawn with a line.
    items.sort_by_key(|(baseline, _)| *baseline);
    let starts: Vec<usize> = (0..items.len()).filter(|&i| i == 0 || items[i].0 != items[i - 1].0).collect();
    let baselines: Vec<Length> = starts.iter().map(|&start| items[start].0).collect();
    let mut top = Length::ZERO;
    let mut rest = items.into_iter().map(|(_, item)| item);
    for (piece, &start) in starts.iter().enumerate() {
        let next = starts.get(piece + 1);
        let mut lines: Vec<Item> = rest.by_ref().take(next.map_or(usize::MAX, |next| next - start)).collect();
        for item in &mut lines {
            item.shift(Length::ZERO, -top);
        }
        // As far below this line as the first line is below the row's top.
        let bottom = baselines.get(piece + 1).map_or(height, |next| *next - baselines[0]);
        let mut piece_height = bottom - top;
        if next.is_none() {
            let hairline = composer.styles.hairline;
            lines.push(rule(composer, area, piece_height, hairline, Color::Gray(0x99)));
            piece_height += hairline;
        }
        composer.push(piece_height, Length::ZERO, lines, Some(head), origin);
        top = bottom;
    }
}

fn line_baseline(item: &Item) -> Option<Length> {
    match &item.content {
        Content::Line(line) => Some(line.baseline),
        Content::Slot(slot) => Some(slot.baseline),
        Content::Fill { .. } | Content::Picture { .. } | Content::Symbol { .. } => None,
    }
}

/// The baseline of an item, among those of all lines in order; a blank line is drawn slightly below it.
fn baseline(item: &Item, lines: &[Length]) -> Length {
    let y = match &item.content {
        Content::Line(line) => return line.baseline,
        Content::Slot(slot) => return slot.baseline,
        Content::Fill { rect, .. } | Content::Picture { rect, .. } | Content::Symbol { rect, .. } => rect.y,
    };
    let above = lines[..lines.partition_point(|&line| line <= y)].last().copied();
    above.filter(|&line| y - line < Length::pt(6)).unwrap_or(y)
}

/// The columns don't fit even with one word per line: never clipped, always an error.
fn report_too_wide(composer: &mut Composer<'_, '_>, header: &[Cell<'_>]) {
    let origin = header.first().and_then(Cell::origin);
    let diagnostic = Diagnostic::error("overfull", "the table's longest words together are wider than the page");
    let diagnostic = match origin {
        Some(origin) => diagnostic.at_text(origin, 0, "this table"),
        None => diagnostic,
    };
    let diagnostic =
        diagnostic.hint("put soft hyphens in long words, or use fewer columns, a smaller size or larger paper");
    composer.diagnostics.push(diagnostic);
}

fn rule(composer: &Composer<'_, '_>, area: Area, y: Length, thickness: Length, color: Color) -> Item {
    let rect = Rect { x: composer.left(area), y, width: area.width, height: thickness };
    Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color } }
}

/// One row's items and height.
fn row(
    composer: &mut Composer<'_, '_>,
    cells: &[Cell<'_>],
    columns: &[Area],
    padding: Length,
    table: ElementId,
) -> (Vec<Item>, Length) {
    let row = composer.flow.structure.add(Role::Tr, Some(table));
    let composed: Vec<cells::Composed> =
        cells.iter().zip(columns).map(|(cell, column)| cells::compose(composer, *cell, *column, row)).collect();
    // Align the baselines of a row's first lines.
    let ascent = composed.iter().map(|cell| cell.ascent).max().unwrap_or_default();
    let mut items = Vec::new();
    let mut height = Length::ZERO;
    for cell in composed {
        let top = padding / 2 + ascent - cell.ascent;
        height = height.max(top + cell.height + padding / 2);
        items.extend(cell.items.into_iter().map(|mut item| {
            item.shift(Length::ZERO, top);
            item
        }));
    }
    (items, height)
}

/// Columns as wide as their text needs; if that is too much, each gets its longest word and a share of the rest.
fn column_areas(
    shaper: &Shaper<'_>,
    header: &[Cell<'_>],
    rows: &[Vec<Cell<'_>>],
    area: Area,
    padding: Length,
) -> Vec<Area> {
    let count = header.len().max(1) as i32;
    let room = area.width - padding * 2 * (count - 1).max(0);
    let columns: Vec<(Length, Length)> = (0..header.len())
        .map(|column| {
            let cells = std::iter::once(&header[column]).chain(rows.iter().filter_map(|r| r.get(column)));
            cells.fold((Length::ZERO, Length::ZERO), |(least, most), cell| {
                let widths = cells::widths(shaper, *cell);
                (least.max(widths.least), most.max(widths.most))
            })
        })
        .collect();
    let widths = share(&columns, room);
    let mut start = area.start;
    widths
        .into_iter()
        .map(|width| {
            let column = Area { start, width };
            start += width + padding * 2;
            column
        })
        .collect()
}

/// Widths for columns from their minimum and desired widths: all are as wide as the same level, but none narrower than
/// its longest word or wider than desired. Together they never exceed the room unless the longest words do.
fn share(columns: &[(Length, Length)], room: Length) -> Vec<Length> {
    let at_level = |level: Length| columns.iter().map(move |&(least, most)| level.clamp(least, most.max(least)));
    let (mut low, mut high) = (Length::ZERO, room);
    while low < high {
        let middle = Length((low.0 + high.0 + 1) / 2);
        if at_level(middle).sum::<Length>() <= room { low = middle } else { high = middle - Length(1) }
    }
    // Any remaining width is spread evenly, so that the columns span the whole measure.
    let spare = (room - at_level(low).sum()).max(Length::ZERO) / (columns.len().max(1) as i32);
    at_level(low).map(|width| width + spare).collect()
}
