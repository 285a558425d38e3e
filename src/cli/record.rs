//! One patient's values from `--set` and `--record`.
//!
//! No message here quotes a value, or anything in the place of a field's name that may be one. The handout decides
//! later which fields exist.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::bail;

use crate::content::spanned::Entries;
use crate::content::types::{FieldKind, FieldSpec};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::records::{FieldValue, Fields, flat_list};
use crate::source::limits::MAX_RECORD_BYTES;
use crate::source::{Origin, Sources};

/// One patient's values, and where each came from.
#[derive(Default)]
pub(super) struct Given {
    /// `(field, value)` in the order given: the file's, then the command line's.
    pub values: Vec<(String, String)>,
    /// The place of each; `None` for those from the command line.
    places: Vec<Option<Place>>,
    /// The place of the file's first field.
    first: Option<Place>,
    /// Fields that the file has as lists, empty or not.
    lists: Vec<(String, Place)>,
}

impl Given {
    /// Values without places.
    pub(super) fn of(values: Vec<(String, String)>) -> Given {
        Given { places: vec![None; values.len()], values, ..Given::default() }
    }

    /// Whether the file has lists.
    pub(super) fn has_lists(&self) -> bool {
        !self.lists.is_empty()
    }

    /// Reports lists in the place of text. An empty one is `none`, which a field of text would print.
    pub(super) fn check_lists(&self, patient: Option<&Entries<FieldSpec>>, diagnostics: &mut Diagnostics) {
        for (field, place) in &self.lists {
            let mut fields = patient.iter().flat_map(|fields| &fields.0);
            if fields.any(|(name, spec)| name.value == *field && spec.kind != FieldKind::List) {
                let problem = Diagnostic::error("record-invalid", "this field's value is not text");
                let problem = Diagnostic { primary: Some(*place), ..problem };
                diagnostics.push(problem.hint("put the value in double quotes"));
            }
        }
    }

    /// Diagnostics with the places of the values they concern.
    pub(super) fn placed(&self, mut diagnostics: Diagnostics) -> Diagnostics {
        for diagnostic in &mut diagnostics.0 {
            diagnostic.primary = match diagnostic.primary {
                Some(Place::Field(index)) => self.places.get(index).copied().flatten(),
                // A value's text does not tell which field it belongs to.
                Some(Place::Text { origin: Origin::Record, .. }) => self.first,
                place => place,
            };
        }
        diagnostics
    }
}

/// All values in the order given. The file's bytes are not given if there are too many.
pub(super) fn gather(
    sets: &[String],
    file: Option<(&Path, Option<&[u8]>)>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> anyhow::Result<Given> {
    let mut given = Given::default();
    let mut known = BTreeSet::new();
    let mut add = |field: String, value: String, place: Option<Place>, diagnostics: &mut Diagnostics| {
        if known.insert(field.clone()) {
            given.values.push((field, value));
            given.places.push(place);
            return;
        }
        let what = if place.is_some() { "a field is given twice" } else { "`--set` gives a field a second value" };
        let problem = Diagnostic { primary: place, ..Diagnostic::error("record-field-duplicate", what) };
        diagnostics.push(problem.hint("give each field once, in the record or on the command line"));
    };
    let mut parts = Vec::new();
    for set in sets {
        let pair = set.split_once('=').and_then(|(name, value)| Some((name.strip_prefix("patient.")?, value)));
        match pair.filter(|(field, _)| !field.is_empty()) {
            Some(pair) => parts.push(pair),
            // The argument may hold a value, so it is not repeated.
            None => bail!("--set takes `patient.FIELD=VALUE`; put a value with spaces in quotes"),
        }
    }
    let mut lists = Vec::new();
    let read = file.map(|(path, bytes)| read(path, bytes, (sources, &mut lists), diagnostics)).unwrap_or_default();
    let first = read.first().map(|(.., place)| *place);
    for (field, value, place) in read {
        add(field, value, Some(place), diagnostics);
    }
    for (field, value) in parts {
        add(field.to_owned(), value.to_owned(), None, diagnostics);
    }
    Ok(Given { first, lists, ..given })
}

/// The fields of a JSON object in a file, each with its place.
fn read(
    path: &Path,
    bytes: Option<&[u8]>,
    (sources, lists): (&mut Sources, &mut Vec<(String, Place)>),
    diagnostics: &mut Diagnostics,
) -> Vec<(String, String, Place)> {
    const HINT: &str = "write {\"name\": \"…\", \"mrn\": \"…\"}";
    // Only the name: the file's contents are never shown.
    let file = sources.add(path, String::new());
    let Some(bytes) = bytes.filter(|bytes| bytes.len() <= MAX_RECORD_BYTES) else {
        let problem = Diagnostic::error("file-too-large", "the record is larger than 1 MB").at_line(file, 1, None);
        diagnostics.push(problem.hint("a record holds the values of one patient: {\"name\": \"…\"}"));
        return vec![];
    };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let parsed = std::str::from_utf8(bytes).map(|text| (text, serde_json::from_str::<Fields>(text)));
    let (text, fields) = match parsed {
        Ok((text, Ok(fields))) => (text, fields),
        Ok((_, Err(error))) => {
            // The parser's own message may quote the input.
            let problem = Diagnostic::error("record-invalid", "the record is not a JSON object");
            diagnostics.push(problem.at_line(file, error.line().max(1), Some(error.column().max(1))).hint(HINT));
            return vec![];
        }
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
            let problem = Diagnostic::error("record-invalid", "the record is not UTF-8 text").at_line(file, line, None);
            diagnostics.push(problem.hint("save the file as UTF-8"));
            return vec![];
        }
    };
    let mut values = vec![];
    for ((field, value), (line, column)) in fields.0.into_iter().zip(keys(text)) {
        let place = Place::Line { file, line, column: Some(column) };
        match value {
            FieldValue::Text(value) => values.push((field, value, place)),
            FieldValue::Null => {}
            FieldValue::List(items) => match flat_list(&field, items) {
                Ok(flat) => {
                    values.extend(flat.into_iter().map(|(field, value)| (field, value, place)));
                    lists.push((field, place));
                }
                Err(why) => {
                    let (what, hint) = why.split_once("; ").unwrap_or((&why, HINT));
                    let problem = Diagnostic::error("record-invalid", format!("in this list, {what}"));
                    diagnostics.push(problem.at_line(file, line, Some(column)).hint(hint));
                }
            },
            FieldValue::Other => {
                let problem = Diagnostic::error("record-invalid", "this field's value is not text");
                diagnostics.push(problem.at_line(file, line, Some(column)).hint("put the value in double quotes"));
            }
        }
    }
    values
}

/// One-based lines and columns of the keys of a JSON object that has been read.
fn keys(text: &str) -> Vec<(usize, usize)> {
    let mut keys = vec![];
    let (mut line, mut column, mut depth) = (1, 0, 0_usize);
    let (mut quoted, mut escaped, mut is_key) = (false, false, false);
    for c in text.chars() {
        column += 1;
        if quoted {
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '"' => {
                quoted = true;
                if is_key {
                    keys.push((line, column));
                }
                is_key = false;
            }
            '{' | '[' => {
                depth += 1;
                is_key = depth == 1;
            }
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' => is_key = depth == 1,
            '\n' => (line, column) = (line + 1, 0),
            _ => {}
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_where_they_stand() {
        let text = "{\n  \"name\": \"a, \\\"b\\\": {\",\n \"é\": {\"x\": [1, \"y\"]}, \"mrn\": null\n}";
        assert_eq!(keys(text), [(2, 3), (3, 2), (3, 24)]);
        assert!(keys("{}").is_empty());
    }
}
