//! One record of a list, for `build --record`: from a CSV file, a workbook, or an export in FHIR or HL7.
//!
//! What a list fills depends on the handout, so it is read for each.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use anyhow::bail;

use super::record::Given;
use super::report::Reporter;
use crate::batch::Dialect;
use crate::diag::{Diagnostic, Diagnostics};
use crate::engine;
use crate::records::{Broken, Plan, Reader, Record, Rules, time_zone};
use crate::source::Sources;

/// A list of records, and which of them is wanted.
pub(super) struct List {
    path: PathBuf,
    bytes: Vec<u8>,
    only: Option<u64>,
    dialect: Dialect,
}

/// Whether a file is a list, and not the JSON object of one record.
pub(super) fn is_list(path: &Path, bytes: &[u8]) -> bool {
    const LISTS: [&str; 8] = ["csv", "tsv", "txt", "xlsx", "xlsm", "ods", "ndjson", "hl7"];
    const MARK: &[u8] = b"\"resourceType\"";
    const BEGINNING: usize = 64 * 1024;
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let first = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start().first();
    let beginning = &bytes[..bytes.len().min(BEGINNING)];
    extension.as_ref().is_some_and(|extension| LISTS.contains(&extension.as_str()))
        || bytes.starts_with(b"PK\x03\x04")
        || beginning.windows(MARK.len()).any(|window| window == MARK)
        || (extension.is_none() && first != Some(&b'{'))
}

impl List {
    pub(super) fn new(path: &Path, bytes: Vec<u8>, only: Option<u64>, dialect: Dialect) -> anyhow::Result<List> {
        if dialect.time_zone.as_deref().is_some_and(|name| time_zone(name).is_none()) {
            bail!("--time-zone takes a name such as `America/Chicago` or `Europe/London`");
        }
        Ok(List { path: path.to_owned(), bytes, only, dialect })
    }

    /// The wanted record, for a handout. `None` if there is none, which has been reported.
    pub(super) fn record(&self, handout: &Path, sources: &mut Sources, reporter: &mut Reporter) -> Option<Record> {
        // The handout's own problems are reported when it is built.
        let files = engine::read(sources, handout, &mut Diagnostics::default());
        let rules = files.and_then(|files| Rules::new(&files.handout, files.site.as_ref()));
        let Some(rules) = rules else { return Some(Record::default()) };
        let plan = Plan { dialect: self.dialect.clone(), ..Plan::of(&[rules]) };
        reporter.records_are_in(&self.path);
        match self.find(&plan) {
            Ok(Ok(record)) => Some(record),
            Ok(Err(reject)) => {
                reporter.reject(&reject);
                None
            }
            Err(problems) => {
                for (line, problem) in problems {
                    reporter.report_at(line, Diagnostic::error("records-invalid", problem));
                }
                None
            }
        }
    }

    fn find(&self, plan: &Plan) -> Result<Result<Record, crate::records::Reject>, Vec<(u64, String)>> {
        let csv = self.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let problems = |broken: Broken| match broken {
            Broken::Headings { line, problems } => problems.into_iter().map(|problem| (line, problem)).collect(),
            Broken::Line { line, what } => vec![(line, what.to_owned())],
            Broken::Io(_) => vec![(1, "the records cannot be read".to_owned())],
        };
        let mut reader = Reader::new(Cursor::new(self.bytes.clone()), csv, plan).map_err(problems)?;
        let heading = reader.heading_line();
        let wanted = self.only.unwrap_or(1);
        let mut found = None;
        let mut count = 0;
        for record in &mut reader {
            let record = record.map_err(problems)?;
            count += 1;
            if count == wanted {
                found = Some(record);
            }
        }
        match (found, self.only) {
            (Some(_), None) if count > 1 => {
                let what = format!("there are {count} records; choose one with `--only N`, or use `handout batch`");
                Err(vec![(heading, what)])
            }
            (Some(found), _) => Ok(found),
            (None, None) => Err(vec![(heading, "there are no records".to_owned())]),
            (None, Some(wanted)) => {
                Err(vec![(heading, format!("--only asks for record {wanted}, but there are only {count}"))])
            }
        }
    }
}

/// A record's values with those of the command line. A field with both is reported.
pub(super) fn merged(record: &Record, sets: &Given, reporter: &mut Reporter, sources: &Sources) -> Option<Given> {
    let mut values = record.values.clone();
    for (field, value) in &sets.values {
        if values.iter().any(|(known, _)| known == field) {
            let problem = Diagnostic::error("record-field-duplicate", "`--set` gives a field a second value")
                .hint("give each field once, in the record or on the command line");
            reporter.report(sources, Diagnostics(vec![problem]));
            return None;
        }
        values.push((field.clone(), value.clone()));
    }
    Some(Given::of(values))
}
