//! Schedules of medicines. Where there is room, one table: a row for each medicine, a column for each time of day. Where
//! columns would be too narrow, as in large print, each medicine is a card: what it is, and below that its times of day.
//!
//! A medicine is never divided between pages unless it is taller than one.

use super::cells::{self, Cell};
use super::composer::Composer;
use super::display::{ElementId, Role};
use super::flow::{Area, BreakBefore};
use super::shaped::{ShapedBlock, ShapedSchedule, Words};
use super::tables;
use crate::geom::Length;
use crate::model::document::{Align, Daytime, Extent, TableForm};

/// Widths in permille of the size of running text: the least for a time of day, the most for the hour below it, the least for
/// what a medicine is beside these, and for a column of reasons, too.
const TIME: i32 = 3600;
const HOURS: i32 = 6000;
const MEDICINE: i32 = 11_000;
const WITH_REASONS: i32 = 26_000;
/// What is left free beside an amount, likewise.
const AIR: i32 = 500;
/// The least height of an amount's box, likewise.
const BOX: i32 = 2400;

/// A schedule over the whole area.
pub(super) fn schedule(composer: &mut Composer<'_, '_>, schedule: &ShapedSchedule, area: Area, parent: ElementId) {
    let size = composer.styles.body.size;
    let padding = tables::padding(composer);
    let time = time_width(composer, schedule);
    let count = schedule.times.len() as i32;
    // Around each column of a grid there is its padding.
    let rest = area.width - (time + padding * 2) * count - padding * 2;
    let needed = schedule.medicines.iter().map(|medicine| longest_word(composer, &medicine.whole));
    let needed = needed.max().unwrap_or_default().max(size.permille(MEDICINE));
    let has_reasons = schedule.medicines.iter().any(|medicine| !medicine.about.is_empty());
    if rest < needed {
        cards(composer, schedule, area, parent);
    } else if has_reasons && rest >= size.permille(WITH_REASONS) && !schedule.why.shaped.text.is_empty() {
        table(composer, schedule, Columns { time, reasons: true }, area, parent);
    } else {
        table(composer, schedule, Columns { time, reasons: false }, area, parent);
    }
}

/// The columns of a schedule.
#[derive(Clone, Copy)]
struct Columns {
    /// The width of each time of day.
    time: Length,
    /// Whether reasons and notes have a column of their own.
    reasons: bool,
}

/// All medicines in one table.
fn table(composer: &mut Composer<'_, '_>, schedule: &ShapedSchedule, columns: Columns, area: Area, parent: ElementId) {
    let heads = if columns.reasons { vec![&schedule.medicine, &schedule.why] } else { vec![&schedule.medicine] };
    let fixed = heads.len();
    let header: Vec<Cell<'_>> = heads.into_iter().map(Cell::Head).chain(time_heads(&schedule.times)).collect();
    let mut rows = Vec::with_capacity(schedule.medicines.len());
    for medicine in &schedule.medicines {
        let mut cells: Vec<Cell<'_>> = Vec::with_capacity(header.len());
        match columns.reasons {
            true => cells.extend([Cell::RowHead(&medicine.named), Cell::Body(&medicine.about)]),
            false => cells.push(Cell::RowHead(&medicine.whole)),
        }
        cells.extend(medicine.amounts.iter().map(|amount| Cell::Body(amount)));
        rows.push(cells);
    }
    let times = schedule.times.len();
    let form = TableForm {
        widths: std::iter::repeat_n(None, fixed)
            .chain(std::iter::repeat_n(Some(Extent::Length(columns.time)), times))
            .collect(),
        align: std::iter::repeat_n(Align::Start, fixed).chain(std::iter::repeat_n(Align::Center, times)).collect(),
        row_height: composer.styles.body.size.permille(BOX),
        ..form()
    };
    tables::set(composer, (&header, &rows), &form, area, parent);
}

/// Each medicine by itself: what it is, and a table of its amounts, or several one below the other where the times of day
/// don't fit beside each other.
fn cards(composer: &mut Composer<'_, '_>, schedule: &ShapedSchedule, area: Area, parent: ElementId) {
    let padding = tables::padding(composer);
    let time = time_width(composer, schedule) + padding * 2;
    let columns = (((area.width.0) / time.0.max(1)) as usize).clamp(1, schedule.times.len().max(1));
    // Two rows of two look better than one of three and one of one.
    let rows = schedule.times.len().div_ceil(columns);
    let columns = schedule.times.len().div_ceil(rows.max(1)).max(1);
    for medicine in &schedule.medicines {
        let card = composer.flow.structure.add(Role::Sect, Some(parent));
        let first = composer.flow.rows.len();
        composer.below = composer.below.max(composer.styles.around);
        composer.blocks(&medicine.whole, area, card);
        for (times, amounts) in schedule.times.chunks(columns).zip(medicine.amounts.chunks(columns)) {
            let header: Vec<Cell<'_>> = time_heads(times).collect();
            let row: Vec<Cell<'_>> = amounts.iter().map(|amount| Cell::Body(amount)).collect();
            let width = (area.width - padding * 2 * times.len() as i32) / times.len().max(1) as i32;
            let form = TableForm {
                widths: vec![Some(Extent::Length(width)); times.len()],
                align: vec![Align::Center; times.len()],
                row_height: composer.styles.body.size.permille(BOX),
                row_heads: false,
                ..form()
            };
            tables::set(composer, (&header, &[row]), &form, area, card);
        }
        for row in composer.flow.rows.iter_mut().skip(first + 1) {
            row.break_before = BreakBefore::Forbidden;
        }
    }
}

fn form() -> TableForm {
    TableForm { row_heads: true, grid: true, ..TableForm::default() }
}

fn time_heads(times: &[(Daytime, Words)]) -> impl Iterator<Item = Cell<'_>> {
    times.iter().map(|(time, words)| Cell::Time(words, *time))
}

/// All times of day are as wide as the widest of their heads and amounts.
fn time_width(composer: &Composer<'_, '_>, schedule: &ShapedSchedule) -> Length {
    let shaper = &composer.typesetter.shaper;
    let size = composer.styles.body.size;
    // Hours are on one line unless they are long.
    let width = |cell| {
        let widths = cells::widths(shaper, cell);
        widths.most.min(size.permille(HOURS)).max(widths.least)
    };
    let heads = time_heads(&schedule.times).map(width);
    let amounts = schedule.medicines.iter().flat_map(|medicine| &medicine.amounts);
    let amounts = amounts.map(|amount| cells::widths(shaper, Cell::Body(amount)).most + size.permille(AIR));
    let least = size.permille(TIME);
    heads.chain(amounts).max().unwrap_or_default().max(least)
}

fn longest_word(composer: &Composer<'_, '_>, blocks: &[ShapedBlock]) -> Length {
    cells::widths(&composer.typesetter.shaper, Cell::Body(blocks)).least
}
