//! Where a run's files go, and what may not be in their place.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::names;
use super::options::{BatchOptions, Output};
use crate::outputs::inputs::Inputs;
use crate::outputs::{check_length, folder_of, refuse_other_kind};

/// The places of a run's lists.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub folder: PathBuf,
    pub manifest: PathBuf,
    /// A run to standard output has none.
    pub journal: PathBuf,
    pub rejects: PathBuf,
    /// The ticket, if the run has one.
    pub ticket: Option<PathBuf>,
}

impl Places {
    /// `None` when no file is written: in a dry run without an output, or to standard output without a manifest.
    pub(super) fn new(options: &BatchOptions) -> anyhow::Result<Option<Places>> {
        let part = match (&options.shard, &options.only) {
            (Some(shard), _) => shard.name(),
            (None, Some(_)) => "only".to_owned(),
            (None, None) => String::new(),
        };
        let (folder, output) = match &options.output {
            Output::Folder(folder) => (folder.clone(), folder.join("run.pdf")),
            Output::Nowhere => return Ok(None),
            Output::Stream(_) => {
                let Some(manifest) = &options.manifest else { return Ok(None) };
                if manifest.file_name().is_none() || manifest.is_dir() {
                    bail!("--manifest takes a file");
                }
                let beside = |extension| names::beside(&manifest.with_extension("pdf"), "", extension);
                let folder = folder_of(manifest).to_owned();
                let (journal, rejects) = (beside("journal"), beside("rejects.csv"));
                return Ok(Some(Places { folder, manifest: manifest.clone(), journal, rejects, ticket: None }));
            }
            Output::File(output) => {
                if output.file_name().is_none() || output.is_dir() {
                    bail!("-o takes a file; -d takes a folder");
                }
                refuse_other_kind(output)?;
                (folder_of(output).to_owned(), output.clone())
            }
        };
        if options.manifest.is_some() {
            bail!("--manifest is for `-o -`; otherwise the manifest is written beside the PDFs");
        }
        let beside = |extension| names::beside(&output, &part, extension);
        Ok(Some(Places {
            folder,
            manifest: beside("json"),
            journal: beside("journal"),
            rejects: beside("rejects.csv"),
            ticket: options
                .ticket
                .as_ref()
                .map(|ticket| names::beside(&ticket.path.with_extension("pdf"), &part, "jdf")),
        }))
    }

    /// Stops before the records are read if the run's lists cannot be written.
    pub(super) fn check(&self, inputs: &Inputs) -> anyhow::Result<()> {
        for path in [&self.manifest, &self.journal, &self.rejects].into_iter().chain(&self.ticket) {
            check_length(path)?;
            refuse_what_stays(path, &quoted(path), inputs)?;
        }
        Ok(())
    }
}

/// Stops before something is replaced that not even `--force` replaces: an input, or something that is not a file. A
/// link is neither followed nor replaced. `shown` is the path as messages show it.
pub(super) fn refuse_what_stays(path: &Path, shown: &str, inputs: &Inputs) -> anyhow::Result<()> {
    let metadata = match fs::symlink_metadata(path) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(()),
        other => other.with_context(|| format!("cannot write {shown}"))?,
    };
    inputs.refuse(path, shown)?;
    if metadata.is_symlink() {
        bail!("{shown} is a link; remove it, or give the file itself");
    }
    if !metadata.is_file() {
        bail!("{shown} exists and is not a file");
    }
    Ok(())
}

/// A path as messages show it.
pub(super) fn quoted(path: &Path) -> String {
    format!("`{}`", path.display())
}
