//! What an earlier run left in this run's place.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, bail};

use super::journal::Start;
use super::options::Output;
use super::places::{Places, quoted, refuse_what_stays};
use super::produce::Job;

/// Stops before anything is written if something is in the way: an earlier run's files, unless they may be replaced, or
/// files that are never replaced.
pub(super) fn refuse(job: &Job, places: &Places, start: Start) -> anyhow::Result<()> {
    let refuse = |path: &Path, shown: &str, replaced: bool| {
        refuse_what_stays(path, shown, job.inputs)?;
        if !replaced && start == Start::Fresh && path.exists() {
            bail!("{shown} exists from an earlier run; --force replaces it");
        }
        Ok(())
    };
    // The lists of a reprint are replaced by those of the next one.
    let reprint = job.options.only.is_some();
    for path in [&places.manifest, &places.rejects].into_iter().chain(&places.ticket) {
        refuse(path, &quoted(path), reprint)?;
    }
    if let Output::File(output) = &job.options.output {
        let mut volumes = job.range.start().div_ceil(job.volume)..=job.range.end().div_ceil(job.volume);
        return volumes.try_for_each(|volume| {
            let path = job.volume_path(output, volume);
            refuse(&path, &quoted(&path), false)
        });
    }
    let taken = taken(job, start)?;
    if taken.is_empty() {
        return Ok(());
    }
    let mut reader = job.reader()?;
    for record in job.wanted(&mut reader, 0) {
        let record = record?;
        let (name, path) = job.path(&record);
        if taken.contains(&name.to_lowercase()) {
            // A copy that is made again is compared with the existing one.
            refuse(&path, &job.shown(record.number, &path), reprint)?;
        }
    }
    Ok(())
}

/// Names in the folder that a copy may not use, in lower case, because some file systems ignore case. When files are
/// replaced, there are few.
fn taken(job: &Job, start: Start) -> anyhow::Result<HashSet<String>> {
    let context = || format!("cannot read the folder `{}`", job.folder.display());
    let mut taken = HashSet::new();
    for entry in std::fs::read_dir(job.folder).with_context(context)? {
        let entry = entry.with_context(context)?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        let stays = || entry.file_type().map_or(true, |kind| !kind.is_file()) || job.inputs.may_hold(&entry);
        if name.ends_with(".pdf") && (start == Start::Fresh || stays()) {
            taken.insert(name);
        }
    }
    Ok(taken)
}
