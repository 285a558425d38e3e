//! Tables: a header that repeats on each page, one piece per row.

use super::apart::Composed;
use super::cells::{self, Cell};
use super::composer::Composer;
use super::display::{Artifact, Content, ElementId, Item, Owner, Role};
use super::flow::{Area, BreakBefore};
use super::shaped::{ShapedBlock, ShapedTable};
use crate::color::Color;
use crate::diag::Diagnostic;
use crate::geom::{Length, Rect};
use crate::model::document::{Align, Extent, TableForm};
use crate::source::Origin;
use crate::style::Step;
use crate::text::Shaper;

/// The color of thin rules.
const RULE: Color = Color::Gray(0x99);

/// What the rows of a table have in common.
struct Grid {
    area: Area,
    columns: Vec<Area>,
    /// Where each column's text is.
    align: Vec<Align>,
    /// The least height of a row.
    least: Length,
    /// Where there are vertical rules, from the area's start.
    rules: Vec<Length>,
}

/// A table over the whole area.
pub(super) fn table(composer: &mut Composer<'_, '_>, table: &ShapedTable, area: Area, parent: ElementId) {
    let ShapedTable { header, rows, form } = table;
    let header: Vec<Cell<'_>> = header.iter().map(Cell::Head).collect();
    let rows: Vec<Vec<Cell<'_>>> = rows.iter().map(|row| body_cells(row, form.row_heads)).collect();
    set(composer, (&header, &rows), form, area, parent);
}

/// Between a column's text and its edges.
pub(super) fn padding(composer: &Composer<'_, '_>) -> Length {
    composer.styles.space(Step::ThreeEighths)
}

/// A header and rows as a table over the whole area.
pub(super) fn set(
    composer: &mut Composer<'_, '_>,
    (header, rows): (&[Cell<'_>], &[Vec<Cell<'_>>]),
    form: &TableForm,
    area: Area,
    parent: ElementId,
) {
    let table = composer.flow.structure.add(Role::Table, Some(parent));
    let body = composer.styles.body;
    let grid = grid(composer, header, rows, form, area);
    let (accent, hairline) = (composer.styles.accent, composer.styles.hairline);
    let thick = hairline * 3;

    let (mut head_items, head_height) = row(composer, header, &grid, Length::ZERO, table);
    let head_height = composer.styles.scale.up(head_height + thick);
    head_items.push(rule(composer, area, head_height - thick, thick, accent));
    if form.grid {
        head_items.push(rule(composer, area, Length::ZERO, hairline, RULE));
    }
    grid.vertical_rules(composer, head_height, &mut head_items);
    let head = composer.flow.heads.len();
    let above = body.above.permille(composer.tightness.spaces);
    composer.push(head_height, above, head_items, None, Origin::Product);
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
    let room = composer.room - head_height - hairline;
    for (index, cells) in rows.iter().enumerate() {
        let (mut items, height) = row(composer, cells, &grid, grid.least, table);
        // The first row stays with the header, the last with the one before it.
        if index == 0 || index + 1 == rows.len() {
            composer.keep = BreakBefore::Forbidden;
        }
        let origin = cells.first().and_then(Cell::origin).unwrap_or(Origin::Product);
        if height > room {
            divided_row(composer, items, height, &grid, head, origin);
            continue;
        }
        let height = composer.styles.scale.up(height + hairline);
        items.push(rule(composer, area, height - hairline, hairline, RULE));
        grid.vertical_rules(composer, height, &mut items);
        composer.push(height, Length::ZERO, items, Some(head), origin);
    }
    composer.below = composer.styles.around.permille(composer.tightness.spaces);
}

fn body_cells(row: &[Vec<ShapedBlock>], row_heads: bool) -> Vec<Cell<'_>> {
    let mut cells: Vec<Cell<'_>> = row.iter().map(|blocks| Cell::Body(blocks)).collect();
    if let (Some(first), Some(blocks), true) = (cells.first_mut(), row.first(), row_heads) {
        *first = Cell::RowHead(blocks);
    }
    cells
}

/// The columns of a table, and everything else that its rows share.
fn grid(
    composer: &mut Composer<'_, '_>,
    header: &[Cell<'_>],
    rows: &[Vec<Cell<'_>>],
    form: &TableForm,
    area: Area,
) -> Grid {
    let padding = padding(composer);
    // Inside a grid, the first and last columns have a rule beside them, too.
    let edge = if form.grid { padding } else { Length::ZERO };
    let inside = Area { start: area.start + edge, width: area.width - edge * 2 };
    let columns = columns(composer, (header, rows), form, inside, padding);
    let end = columns.last().map_or(Length::ZERO, |column| column.start + column.width);
    if end > inside.start + inside.width + Length::pt(1) {
        report_too_wide(composer, header.iter().chain(rows.iter().flatten()).find_map(Cell::origin));
    }
    let ticks = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let marks: Vec<bool> = cells
            .filter_map(|cell| if form.repeats && cell.has_value() { Some(false) } else { cell.is_tick() })
            .collect();
        !marks.is_empty() && marks.into_iter().all(|mark| mark)
    };
    let align = |column: usize| match form.align.get(column) {
        Some(align) => *align,
        None if ticks(column) => Align::Center,
        None => Align::Start,
    };
    let align = (0..header.len()).map(align).collect();
    let rules = match form.grid {
        true => {
            let between = columns.iter().skip(1).map(|column| column.start - padding);
            let last = area.start + area.width - composer.styles.hairline;
            std::iter::once(area.start).chain(between).chain([last]).collect()
        }
        false => Vec::new(),
    };
    Grid { area, columns, align, least: form.row_height, rules }
}

impl Grid {
    /// Adds the vertical rules of a row.
    fn vertical_rules(&self, composer: &Composer<'_, '_>, height: Length, items: &mut Vec<Item>) {
        let width = composer.styles.hairline;
        for &start in &self.rules {
            let rect = Rect { x: composer.left(Area { start, width }), y: Length::ZERO, width, height };
            items.push(Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color: RULE } });
        }
    }
}

/// A row taller than a page, cut between its lines: each piece has the lines of all cells at the same height.
fn divided_row(
    composer: &mut Composer<'_, '_>,
    items: Vec<Item>,
    height: Length,
    grid: &Grid,
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
            lines.push(rule(composer, grid.area, piece_height, hairline, RULE));
            piece_height += hairline;
        }
        grid.vertical_rules(composer, piece_height, &mut lines);
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
fn report_too_wide(composer: &mut Composer<'_, '_>, origin: Option<Origin>) {
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
    grid: &Grid,
    least: Length,
    table: ElementId,
) -> (Vec<Item>, Length) {
    let row = composer.flow.structure.add(Role::Tr, Some(table));
    let places = grid.columns.iter().zip(&grid.align);
    let composed: Vec<Composed> = cells
        .iter()
        .zip(places)
        .map(|(cell, (column, align))| cells::compose(composer, *cell, *column, *align, row))
        .collect();
    // Align the baselines of a row's first lines.
    let ascent = composed.iter().map(|cell| cell.ascent).max().unwrap_or_default();
    let mut items = Vec::new();
    let inner = composer.styles.cell;
    let mut height = least;
    for cell in composed {
        let top = inner + ascent - cell.ascent;
        height = height.max(top + cell.height + inner);
        items.extend(cell.items.into_iter().map(|mut item| {
            item.shift(Length::ZERO, top);
            item
        }));
    }
    (items, height)
}

/// The columns. Where rows are repeated, a patient's values do not move them, so that copies share pages; unless a word
/// would not fit.
fn columns(
    composer: &mut Composer<'_, '_>,
    (header, rows): (&[Cell<'_>], &[Vec<Cell<'_>>]),
    form: &TableForm,
    area: Area,
    padding: Length,
) -> Vec<Area> {
    let all = || header.iter().chain(rows.iter().flatten());
    if form.repeats {
        let mut fixed = rows.to_vec();
        fixed.iter_mut().flatten().filter(|cell| cell.has_value()).for_each(|cell| *cell = Cell::Body(&[]));
        let columns = column_areas(&composer.typesetter.shaper, (header, &fixed), &form.widths, area, padding);
        let mut all_fit = true;
        for row in rows {
            for (cell, column) in row.iter().zip(&columns) {
                all_fit &= !cell.has_value() || cells::words_fit(composer, *cell, column.width);
            }
        }
        if all_fit && header.iter().all(|cell| !cell.has_value()) {
            return columns;
        }
    }
    for words in all().flat_map(Cell::words) {
        composer.depend_on(words);
    }
    column_areas(&composer.typesetter.shaper, (header, rows), &form.widths, area, padding)
}

/// Columns as wide as they say, or as their text needs; if that is too much, each gets its longest word and a share of
/// the rest. What they say gives way where it leaves no room for a word.
fn column_areas(
    shaper: &Shaper<'_>,
    (header, rows): (&[Cell<'_>], &[Vec<Cell<'_>>]),
    given: &[Option<Extent>],
    area: Area,
    padding: Length,
) -> Vec<Area> {
    let count = header.len().max(1) as i32;
    let gaps = padding * 2 * (count - 1).max(0);
    let needed = |column: usize| {
        let cells = std::iter::once(&header[column]).chain(rows.iter().filter_map(|r| r.get(column)));
        cells.fold((Length::ZERO, Length::ZERO), |(least, most), cell| {
            let widths = cells::widths(shaper, *cell);
            (least.max(widths.least), most.max(widths.most))
        })
    };
    let needs: Vec<(Length, Length)> = (0..header.len()).map(needed).collect();
    let fixed = |column: usize| {
        let width = match given.get(column).copied().flatten()? {
            Extent::Length(length) => length,
            Extent::Share(share) => (area.width - gaps).permille(share),
        };
        // In large print a word may be wider than its column was meant to be.
        Some(width.max(needs[column].0))
    };
    let mut fixed: Vec<Option<Length>> = (0..header.len()).map(fixed).collect();
    let least_of = |column: usize| fixed[column].unwrap_or(needs[column].0);
    if (0..header.len()).map(least_of).sum::<Length>() > area.width - gaps {
        fixed.fill(None);
    }
    let rest = area.width - gaps - fixed.iter().flatten().copied().sum();
    let free: Vec<(Length, Length)> = (0..header.len()).filter(|&c| fixed[c].is_none()).map(|c| needs[c]).collect();
    let mut shared = share(&free, rest).into_iter();
    let mut start = area.start;
    fixed
        .into_iter()
        .map(|fixed| {
            let width = fixed.or_else(|| shared.next()).unwrap_or_default();
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
