//! One patient's values from `--set` and `--record`.
//!
//! No message here quotes a value. Which fields there are is for the handout to say, later.

use std::path::Path;

use anyhow::{Context, bail};

use crate::diag::{Diagnostic, Diagnostics};
use crate::records::{FieldValue, Fields};
use crate::source::limits::MAX_RECORD_BYTES;
use crate::source::{self, LoadError};

/// All values in the order given: the file's, then those of the command line.
pub(super) fn gather(
    sets: &[String],
    file: Option<&Path>,
    diagnostics: &mut Diagnostics,
) -> anyhow::Result<Vec<(String, String)>> {
    let mut record: Vec<(String, String)> = vec![];
    let mut add = |field: String, value: String, diagnostics: &mut Diagnostics| {
        if record.iter().any(|(known, _)| *known == field) {
            let problem = Diagnostic::error("record-field-duplicate", format!("field `{field}` has two values"));
            diagnostics.push(problem.hint("give each field once, in the record or on the command line"));
        } else {
            record.push((field, value));
        }
    };
    if let Some(path) = file {
        for (field, value) in read(path, diagnostics)? {
            add(field, value, diagnostics);
        }
    }
    for set in sets {
        let parts = set.split_once('=').and_then(|(name, value)| Some((name.strip_prefix("patient.")?, value)));
        let Some((field, value)) = parts.filter(|(field, _)| !field.is_empty()) else {
            // The argument may hold a value, so it is not repeated.
            bail!("--set takes `patient.FIELD=VALUE`");
        };
        add(field.to_owned(), value.to_owned(), diagnostics);
    }
    Ok(record)
}

fn read(path: &Path, diagnostics: &mut Diagnostics) -> anyhow::Result<Vec<(String, String)>> {
    let shown = path.display();
    let context = || format!("cannot read the record `{shown}`");
    let read = source::read_limited(path, MAX_RECORD_BYTES as u64);
    if let Err(LoadError::TooLarge { .. }) = read {
        let problem = Diagnostic::error("file-too-large", format!("the record `{shown}` is larger than 1 MB"));
        diagnostics.push(problem.hint("a record is the values of one patient: {\"name\": \"…\"}"));
        return Ok(vec![]);
    }
    let bytes = read.with_context(context)?;
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let fields: Fields = match serde_json::from_slice(text) {
        Ok(fields) => fields,
        Err(error) => {
            // The parser's own words may quote what it stumbled over.
            let at = format!("line {}, column {}", error.line(), error.column());
            let message = format!("the record `{shown}` is not a JSON object ({at})");
            let problem = Diagnostic::error("record-invalid", message);
            diagnostics.push(problem.hint("write {\"name\": \"…\", \"mrn\": \"…\"}"));
            return Ok(vec![]);
        }
    };
    let mut values = vec![];
    for (field, value) in fields.0 {
        match value {
            FieldValue::Text(value) => values.push((field, value)),
            FieldValue::Null => {}
            FieldValue::Other => {
                let message = format!("field `{field}` of the record `{shown}` is not text");
                diagnostics.push(Diagnostic::error("record-invalid", message).hint("put its value in double quotes"));
            }
        }
    }
    Ok(values)
}
