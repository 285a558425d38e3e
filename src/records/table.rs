//! Rows under a heading row, of a CSV file or a workbook.

use std::io;

use super::input::Input;
use super::report::no_record;
use super::sheet::{self, Cell, Sheet, text_for};
use super::tabular::Rows;
use super::{At, Broken, Reject};
use crate::records::columns::Target;
use crate::records::plan::Plan;
use crate::source::limits::{MAX_COLUMNS, MAX_HEADING_PROBLEMS, MAX_WORKBOOK_BYTES};

/// A table, after its heading row.
pub(super) struct Table {
    rows: Kind,
    pub columns: Vec<Target>,
    /// The line of the headings, or where they would be.
    pub heading: u64,
    /// The headings, as they are.
    pub names: Vec<String>,
    /// Where columns were chosen by place: the columns of the last row that fill something, and their cells as far as
    /// they have a text.
    pub row: Vec<(usize, String)>,
}

enum Kind {
    Csv(Rows<Input>),
    Sheet(Sheet, Input),
}

/// A row's values with what they fill, or why it has none.
pub(super) type Values = Result<Vec<(Target, String)>, Reject>;

impl Table {
    /// A CSV file from its beginning.
    pub(super) fn csv(input: Input, plan: &Plan) -> Result<Table, Broken> {
        if plan.dialect.sheet.is_some() {
            return Err(Broken::row(1, "--worksheet chooses a sheet of a workbook, and this is not one; leave it out"));
        }
        let mut rows = Rows::new(input);
        let heading = rows.next_row()?.map(|row| (row.cells, row.line));
        let (names, columns, heading) = read_heading(heading, plan)?;
        Ok(Table { rows: Kind::Csv(rows), columns, heading, names, row: Vec::new() })
    }

    /// A workbook, whole.
    pub(super) fn workbook(mut input: Input, plan: &Plan) -> Result<Table, Broken> {
        let Some(bytes) = input.whole(MAX_WORKBOOK_BYTES)? else {
            return Err(Broken::row(1, "a workbook larger than 32 MB; save the sheet as “CSV UTF-8”"));
        };
        let mut sheet = sheet::read(bytes, plan.dialect.sheet.as_deref())?;
        let heading = sheet.next_row()?;
        let heading = heading.map(|row| (row.cells.iter().map(Cell::heading).collect(), row.number));
        let (names, columns, heading) = read_heading(heading, plan)?;
        Ok(Table { rows: Kind::Sheet(sheet, input), columns, heading, names, row: Vec::new() })
    }

    /// SHA-256 of the file, including the rest of it.
    pub(super) fn sha256(&mut self) -> io::Result<[u8; 32]> {
        match &mut self.rows {
            Kind::Csv(rows) => rows.input().sha256(),
            Kind::Sheet(_, input) => input.sha256(),
        }
    }

    /// The next row and its place, as record `number`.
    pub(super) fn next(&mut self, number: u64, plan: &Plan) -> Result<Option<(At, Values)>, Broken> {
        let used = |at: usize| plan.columns.places.is_some() && self.columns[at] != Target::Nothing;
        let used: Vec<usize> = (0..self.columns.len()).filter(|at| used(*at)).collect();
        Ok(match &mut self.rows {
            Kind::Csv(rows) => rows.next_row()?.map(|row| {
                let at = At { number, line: row.line };
                self.row = used.iter().map(|at| (*at, row.cells.get(*at).cloned().unwrap_or_default())).collect();
                let values = match no_record(&self.names, row.cells.iter()) {
                    Some(why) => Err(at.reject(None, why)),
                    None => of_csv(at, row.cells, &self.columns),
                };
                (at, values)
            }),
            Kind::Sheet(sheet, _) => sheet.next_row()?.map(|row| {
                let at = At { number, line: row.number };
                let text = |at: usize| text_for(row.cells.get(at)?, &self.columns[at], plan).ok();
                self.row = used.iter().map(|at| (*at, text(*at).unwrap_or_default())).collect();
                let shown = row.cells.iter().map(Cell::heading);
                let values = match row.barred.or_else(|| no_record(&self.names, shown)) {
                    Some(why) => Err(at.reject(None, why)),
                    None => of_sheet(at, &row.cells, &self.columns, plan),
                };
                (at, values)
            }),
        })
    }
}

fn of_csv(at: At, cells: Vec<String>, columns: &[Target]) -> Values {
    let heads = columns.len();
    if cells.len() < heads {
        return Err(at.reject(None, format!("{} cells for {heads} headings", cells.len())));
    }
    check_beyond(at, cells[heads..].iter().position(|cell| !cell.trim().is_empty()), heads)?;
    Ok(columns.iter().cloned().zip(cells).collect())
}

fn of_sheet(at: At, cells: &[Cell], columns: &[Target], plan: &Plan) -> Values {
    let heads = columns.len();
    let beyond = cells.get(heads..).unwrap_or_default();
    check_beyond(at, beyond.iter().position(|cell| !cell.is_blank()), heads)?;
    let value = |(target, cell): (&Target, &Cell)| match text_for(cell, target, plan) {
        Ok(text) => Ok((target.clone(), text)),
        Err(why) => Err(at.reject(target.name(), why)),
    };
    columns.iter().zip(cells).map(value).collect()
}

/// Rejects a row with a value beyond the headings.
fn check_beyond(at: At, beyond: Option<usize>, heads: usize) -> Result<(), Reject> {
    let Some(beyond) = beyond else { return Ok(()) };
    let place = heads + beyond + 1;
    Err(at.reject(None, format!("cell {place} is not blank, but there are only {heads} headings")))
}

/// The headings, what their columns fill, and their line.
fn read_heading(heading: Option<(Vec<String>, u64)>, plan: &Plan) -> Result<(Vec<String>, Vec<Target>, u64), Broken> {
    let Some((mut heading, line)) = heading else {
        let problem = "the file is empty: its first row must name the columns".to_owned();
        return Err(Broken::Headings { line: 1, problems: vec![problem] });
    };
    // Spreadsheets write columns that once held something, without a heading.
    while heading.last().is_some_and(|name| name.trim().is_empty()) {
        heading.pop();
    }
    if heading.len() > MAX_COLUMNS {
        let problem = format!("{} columns; at most {MAX_COLUMNS} are read", heading.len());
        return Err(Broken::Headings { line, problems: vec![problem] });
    }
    let mut problems = Vec::new();
    let mut columns: Vec<Target> = Vec::new();
    for (index, name) in heading.iter().enumerate() {
        let place = format!("column {}", index + 1);
        let chosen = plan.columns.places.as_ref().map(|chosen| chosen.get(index).cloned().unwrap_or(Target::Nothing));
        let target = chosen.map_or_else(|| plan.columns.target(name), Ok).unwrap_or_else(|unmatched| {
            problems.push(format!(
                "{}; `--map 'HEADING=FIELD'` assigns it, `--map 'HEADING='` ignores it",
                unmatched.of(&place)
            ));
            Target::Nothing
        });
        if target != Target::Nothing && columns.contains(&target) {
            problems.push(format!("{place} fills the same thing as another column"));
        }
        columns.push(target);
    }
    for (name, _) in &plan.columns.map {
        if !heading.iter().any(|cell| cell.trim() == name) {
            problems.push(format!("`--map` uses a column `{name}`, which the file does not have"));
        }
    }
    for (field, _) in &plan.constants {
        if columns.contains(&Target::Field(field.clone())) {
            problems.push(format!("field `{field}` has both a column and a value for all copies"));
        }
    }
    if problems.len() > MAX_HEADING_PROBLEMS {
        let more = problems.len() - MAX_HEADING_PROBLEMS;
        problems.truncate(MAX_HEADING_PROBLEMS);
        problems.push(format!("{more} more columns cannot be used as they are"));
    }
    if problems.is_empty() { Ok((heading, columns, line)) } else { Err(Broken::Headings { line, problems }) }
}
