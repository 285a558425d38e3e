//! A records file, one record at a time.

use std::io::{self, Read};

use super::columns::{Columns, Target};
use super::fhir::{self, Patient};
use super::input::Input;
use super::objects::{FieldValue, Fields, Objects};
use super::tabular::Rows;
use super::{Broken, Record, Reject};
use crate::lang::Language;
use crate::lang::lookup;
use crate::source::limits::{MAX_COLUMNS, MAX_HEADING_PROBLEMS};
use crate::style::{LARGE_PRINT, parse_paper, parse_text_size};

/// How a file's records are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    /// What its columns fill.
    pub columns: Columns,
    /// Languages that have a handout.
    pub languages: Vec<Language>,
    /// Values that every copy gets: `(field, value)`.
    pub constants: Vec<(String, String)>,
    /// Whether patients who have died get a copy (FHIR).
    pub include_deceased: bool,
    /// Whether a copy may be in a language other than the one the patient prefers (FHIR).
    pub second_language: bool,
}

/// Reads a records file. An error ends the file.
pub(crate) struct Reader<'a> {
    plan: &'a Plan,
    format: Format,
    number: u64,
    ended: bool,
}

enum Format {
    Csv { rows: Rows<Input>, columns: Vec<Target>, heading: u64 },
    Json(Objects<Input>),
    Fhir(Objects<Input>),
}

impl<'a> Reader<'a> {
    /// Reads a file from its current position. Its format is detected from its beginning, unless its name says it is
    /// CSV.
    pub(crate) fn new(file: impl Read + 'static, named_csv: bool, plan: &'a Plan) -> Result<Reader<'a>, Broken> {
        let mut input = Input::new(file)?;
        let format = match input.first_byte()? {
            Some(b'[' | b'{') if !named_csv => {
                let mut objects = Objects::new(input);
                match objects.is_fhir()? {
                    true => Format::Fhir(objects),
                    false => Format::Json(objects),
                }
            }
            _ => {
                let mut rows = Rows::new(input);
                let (columns, heading) = read_heading(&mut rows, plan)?;
                Format::Csv { rows, columns, heading }
            }
        };
        Ok(Reader { plan, format, number: 0, ended: false })
    }

    /// The fields that the file can fill, if its beginning shows them.
    pub(crate) fn filled(&self) -> Option<Vec<&str>> {
        let Format::Csv { columns, .. } = &self.format else { return None };
        let field = |target: &'_ Target| matches!(target, Target::Field(_));
        let named = columns.iter().filter(|target| field(target)).filter_map(|target| match target {
            Target::Field(name) => Some(name.as_str()),
            _ => None,
        });
        Some(named.chain(self.plan.constants.iter().map(|(name, _)| name.as_str())).collect())
    }

    /// The line of the headings, or where they would be.
    pub(crate) fn heading_line(&self) -> u64 {
        match &self.format {
            Format::Csv { heading, .. } => *heading,
            Format::Json(_) | Format::Fhir(_) => 1,
        }
    }

    /// SHA-256 of the whole file, including the rest of it.
    pub(crate) fn sha256(&mut self) -> io::Result<[u8; 32]> {
        match &mut self.format {
            Format::Csv { rows, .. } => rows.input().sha256(),
            Format::Json(objects) | Format::Fhir(objects) => objects.input().sha256(),
        }
    }

    fn read(&mut self) -> Result<Option<Result<Record, Reject>>, Broken> {
        let number = self.number + 1;
        let record = match &mut self.format {
            Format::Csv { rows, columns, .. } => match rows.next_row()? {
                None => None,
                Some(row) => Some(cells(At { number, line: row.line }, row.cells, columns, self.plan)),
            },
            Format::Json(objects) => {
                objects.next_object()?.map(|(text, line)| json(At { number, line }, text, self.plan))
            }
            Format::Fhir(objects) => {
                objects.next_object()?.map(|(text, line)| resource(At { number, line }, text, self.plan))
            }
        };
        self.number = number;
        Ok(record)
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Result<Record, Reject>, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.read().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

/// Which record is being read.
#[derive(Clone, Copy)]
struct At {
    number: u64,
    line: u64,
}

impl At {
    fn reject(self, field: Option<&str>, reason: impl Into<String>) -> Reject {
        Reject { number: self.number, line: self.line, field: field.map(str::to_owned), reason: reason.into() }
    }
}

fn read_heading(rows: &mut Rows<Input>, plan: &Plan) -> Result<(Vec<Target>, u64), Broken> {
    let Some(mut heading) = rows.next_row()? else {
        let problem = "the file is empty: its first row must name the columns".to_owned();
        return Err(Broken::Headings { line: 1, problems: vec![problem] });
    };
    let line = heading.line;
    // Spreadsheets write columns that once held something, without a heading.
    while heading.cells.last().is_some_and(|name| name.trim().is_empty()) {
        heading.cells.pop();
    }
    if heading.cells.len() > MAX_COLUMNS {
        let problem = format!("{} columns; at most {MAX_COLUMNS} are read", heading.cells.len());
        return Err(Broken::Headings { line, problems: vec![problem] });
    }
    let mut problems = Vec::new();
    let mut columns: Vec<Target> = Vec::new();
    for (index, name) in heading.cells.iter().enumerate() {
        let place = index + 1;
        let target = plan.columns.target(name).unwrap_or_else(|| {
            let hint = plan.columns.suggestion(name);
            problems.push(format!(
                "column {place} matches no field ({hint}); `--map 'HEADING=FIELD'` assigns it, `--map 'HEADING='` ignores it"
            ));
            Target::Nothing
        });
        if target != Target::Nothing && columns.contains(&target) {
            problems.push(format!("column {place} fills the same thing as another column"));
        }
        columns.push(target);
    }
    for (name, _) in &plan.columns.map {
        if !heading.cells.iter().any(|cell| cell.trim() == name) {
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
    if problems.is_empty() { Ok((columns, line)) } else { Err(Broken::Headings { line, problems }) }
}

/// A record from a row's cells.
fn cells(at: At, cells: Vec<String>, columns: &[Target], plan: &Plan) -> Result<Record, Reject> {
    let heads = columns.len();
    if cells.len() < heads {
        return Err(at.reject(None, format!("{} cells for {heads} headings", cells.len())));
    }
    if let Some(beyond) = cells[heads..].iter().position(|cell| !cell.trim().is_empty()) {
        let place = heads + beyond + 1;
        return Err(at.reject(None, format!("cell {place} is not blank, but there are only {heads} headings")));
    }
    assemble(at, columns.iter().cloned().zip(cells).collect(), plan)
}

/// A record from a JSON object.
fn json(at: At, text: &str, plan: &Plan) -> Result<Record, Reject> {
    let fields: Fields = serde_json::from_str(text).map_err(|error| broken_object(at, &error))?;
    let mut pairs = Vec::new();
    for (index, (key, value)) in fields.0.into_iter().enumerate() {
        let Some(target) = plan.columns.target(&key) else {
            let hint = plan.columns.suggestion(&key);
            return Err(at.reject(None, format!("key {} of the object matches no field ({hint})", index + 1)));
        };
        match value {
            _ if target == Target::Nothing => {}
            FieldValue::Text(text) => pairs.push((target, text)),
            FieldValue::Null => {}
            FieldValue::Other => {
                return Err(at.reject(target.name(), "not text; put the value in double quotes"));
            }
        }
    }
    assemble(at, pairs, plan)
}

/// A record from a FHIR resource.
fn resource(at: At, text: &str, plan: &Plan) -> Result<Record, Reject> {
    let patient: Patient = serde_json::from_str(text).map_err(|error| broken_object(at, &error))?;
    let refuse = |(field, reason): (Option<&str>, &str)| at.reject(field, reason);
    patient.check(plan.include_deceased).map_err(refuse)?;
    let language = patient.language(&plan.languages, plan.second_language).map_err(refuse)?;
    let mut pairs = Vec::new();
    for (key, value) in patient.values(language.as_ref().or(plan.languages.first())).map_err(refuse)? {
        let mapped = plan.columns.map.iter().find(|(name, _)| name == key).map(|(_, target)| target.clone());
        let usual = || {
            let names = fhir::KEYS.iter().find(|(known, _)| *known == key).map_or(&[][..], |(_, names)| names);
            let field = names.iter().find(|name| plan.columns.fields.iter().any(|field| field == *name))?;
            Some(Target::Field((*field).to_owned()))
        };
        // Elements that the handout has no field for are ignored.
        if let Some(target) = mapped.or_else(usual) {
            pairs.push((target, value));
        }
    }
    let record = assemble(at, pairs, plan)?;
    Ok(Record { language: language.or(record.language), ..record })
}

/// The parser's own message may quote the input.
fn broken_object(at: At, error: &serde_json::Error) -> Reject {
    let what = match error.is_data() {
        true => "an element has the wrong type",
        false => "not JSON",
    };
    // The parser counts lines from the object's first.
    let line = at.line + (error.line() as u64).saturating_sub(1);
    At { line, ..at }.reject(None, format!("{what} (column {})", error.column()))
}

fn assemble(at: At, pairs: Vec<(Target, String)>, plan: &Plan) -> Result<Record, Reject> {
    let mut record = Record { number: at.number, line: at.line, ..Record::default() };
    for (target, value) in pairs {
        let trimmed = value.trim();
        if trimmed.is_empty() {
            continue;
        }
        match target {
            Target::Nothing => {}
            Target::Field(name) => {
                if record.values.iter().any(|(field, _)| *field == name) {
                    return Err(at.reject(Some(&name), "the field is given twice"));
                }
                record.values.push((name, value));
            }
            Target::Language => {
                let wanted = Language::parse(trimmed)
                    .ok_or_else(|| at.reject(Some("language"), "not a language tag; write `es`, `zh-Hant`"))?;
                let found = lookup(&plan.languages, &wanted)
                    .ok_or_else(|| at.reject(Some("language"), "there is no handout in this language"))?;
                record.language = Some(plan.languages[found].clone());
            }
            Target::Paper => {
                let paper = parse_paper(trimmed)
                    .ok_or_else(|| at.reject(Some("paper"), "not a paper size; write `letter` or `a4`"))?;
                record.paper = Some(paper);
            }
            Target::Size => {
                let size = match trimmed.to_lowercase().as_str() {
                    "large" | "large-print" | "large print" => Ok(LARGE_PRINT),
                    size => parse_text_size(size),
                };
                let size = size.map_err(|hint| at.reject(Some("size"), format!("not a text size; {hint}")))?;
                record.size = Some(size);
            }
        }
    }
    for (field, value) in &plan.constants {
        if record.values.iter().any(|(name, _)| name == field) {
            return Err(at.reject(Some(field), "the record has a value, but `--set` gives one to all copies"));
        }
        record.values.push((field.clone(), value.clone()));
    }
    Ok(record)
}
