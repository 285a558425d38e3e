//! The list of records of which no copy was made.

use std::io::{self, Write};
use std::path::Path;

use super::journal::Journal;
use super::plan::Checked;
use super::store::Store;
use crate::manifest::Entry;
use crate::records::Reject;

/// Writes `row,field,reason` in the order of the records, if there is any. Returns how many records it holds.
pub(super) fn write(
    store: &Store,
    path: &Path,
    checked: &Checked,
    journal: &mut Journal,
    last: Vec<Reject>,
) -> io::Result<usize> {
    let mut rejects = checked.rejects.clone();
    for line in journal.entries()? {
        if let Ok(Entry::Reject { reject, field, reason }) = serde_json::from_str(&line?) {
            rejects.push(Reject { number: reject, field, reason });
        }
    }
    rejects.extend(last);
    if rejects.is_empty() {
        // A list of an earlier run with the same name would be taken for this one's.
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => return Ok(0),
        }
    }
    rejects.sort_by_key(|reject| reject.number);
    let mut part = store.begin("rejects")?;
    writeln!(part, "record,field,reason")?;
    let quoted = |text: &str| match text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    };
    for Reject { number, field, reason } in &rejects {
        writeln!(part, "{number},{},{}", quoted(field.as_deref().unwrap_or_default()), quoted(reason))?;
    }
    store.keep(part, path)?;
    rejects.dedup_by_key(|reject| reject.number);
    Ok(rejects.len())
}
