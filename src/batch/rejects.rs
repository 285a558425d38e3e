//! The list of records without a copy.

use std::io::{self, Write};
use std::path::Path;

use super::check::Checked;
use super::journal::Journal;
use super::store::Store;
use crate::manifest::Entry;
use crate::records::Reject;

/// All records left out, in order: those found when all were checked, those in the journal, and those after the last
/// file. A record may appear for several reasons.
pub(super) fn all(checked: &Checked, journal: Option<&mut Journal>, late: Vec<Reject>) -> io::Result<Vec<Reject>> {
    let mut rejects = checked.rejects.clone();
    if let Some(journal) = journal {
        for line in journal.entries()? {
            if let Ok(Entry::Reject { reject, line, field, reason }) = serde_json::from_str(&line?) {
                rejects.push(Reject { number: reject, line, field, reason });
            }
        }
    }
    rejects.extend(late);
    rejects.sort_by_key(|reject| reject.number);
    Ok(rejects)
}

/// The number of records left out.
pub(super) fn count(rejects: &[Reject]) -> u64 {
    rejects.chunk_by(|one, other| one.number == other.number).count() as u64
}

/// Writes `record,line,field,reason` in record order, if there are any.
pub(super) fn write(store: &Store, path: &Path, rejects: &[Reject]) -> io::Result<()> {
    if rejects.is_empty() {
        // An earlier run's list of the same name would be mistaken for this run's.
        return match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    let mut part = store.begin("rejects")?;
    writeln!(part, "record,line,field,reason")?;
    let quoted = |text: &str| match text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    };
    for Reject { number, line, field, reason } in rejects {
        writeln!(part, "{number},{line},{},{}", quoted(field.as_deref().unwrap_or_default()), quoted(reason))?;
    }
    store.keep(part, path)?;
    Ok(())
}
