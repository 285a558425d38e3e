//! `handout batch`: a copy for each record of a file.
//!
//! First all is read and checked; then files are written, each whole or not at all; last comes the manifest. A journal
//! says what is done, so that a run that was stopped, by whatever, goes on to the same bytes.

mod args;
mod choice;
mod journal;
mod names;
mod plan;
mod produce;
mod progress;
mod rejects;
mod store;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ColorChoice;

pub(in crate::cli) use args::BatchArgs;

use super::Outcome;
use super::report::{self, Reporter, count};
use crate::copies::Run;
use crate::diag::Diagnostics;
use crate::engine;
use crate::manifest;
use crate::source::Sources;
use journal::{Journal, Start};
use plan::{Checked, Setup};
use store::Store;

/// Runs a batch.
pub(super) fn run(args: &BatchArgs, color: ColorChoice) -> anyhow::Result<Outcome> {
    hide_values_in_crashes();
    let mut reporter = Reporter::new(args.message_format, color);
    let mut sources = Sources::default();
    let outcome = batch(args, &mut sources, &mut reporter);
    reporter.finish();
    outcome
}

fn batch(args: &BatchArgs, sources: &mut Sources, reporter: &mut Reporter) -> anyhow::Result<Outcome> {
    let fonts = super::build::load_fonts(&args.font_dir)?;
    let file = open_records(&args.records)?;
    let mut diagnostics = Diagnostics::default();
    let setup = Setup::read(args, sources, &mut diagnostics)?;
    let failed = diagnostics.has_errors();
    reporter.report(sources, diagnostics);
    let Some(setup) = setup.filter(|_| !failed) else { return Ok(Outcome::Problems) };
    if args.output.is_some() && args.shard.is_some() && args.volume.is_none() {
        bail!("--shard divides a merged run by its volumes: add --volume");
    }

    let Some(mut checked) = setup.check(args, &file, &fonts, reporter)? else { return Ok(Outcome::Problems) };
    let handouts = setup.used(&checked);
    let epoch = super::build::source_date_epoch()?;
    let for_paper = args.output.is_some();
    let options = crate::copies::Options { paper: args.paper, size: args.text_size(), epoch, for_paper };
    let mut diagnostics = Diagnostics::default();
    for files in &handouts {
        engine::check(sources, files, &setup.files, Some(super::today(epoch)), &mut diagnostics);
    }
    let run = Run::prepare(sources, handouts.clone(), &fonts, options, &mut diagnostics);
    let failed = diagnostics.has_errors();
    // Translations share a site and its notices, whose problems count once.
    diagnostics.remove_repeats();
    reporter.report(sources, diagnostics);
    let Some(run) = run.filter(|_| !failed) else { return Ok(Outcome::Problems) };
    setup.check_closely(args, &mut checked, &run, reporter);
    if !checked.bad.is_empty() && !args.keep_going {
        report::note(&format!(
            "nothing was written: {} of {} cannot be used; --keep-going makes the other copies",
            count(checked.bad.len(), "record"),
            checked.count
        ));
        return Ok(Outcome::Problems);
    }
    if args.dry_run {
        report::note(&format!("{} can be made; nothing was written (--dry-run)", copies(checked.good())));
        return Ok(if checked.bad.is_empty() { Outcome::Clean } else { Outcome::Problems });
    }
    let head = setup.head(args, sources, &handouts, &fonts, &checked, epoch)?;
    write(args, &setup, &checked, &run, &head, file, reporter)
}

/// Where a run's files go.
struct Places {
    folder: PathBuf,
    manifest: PathBuf,
    journal: PathBuf,
    rejects: PathBuf,
}

impl Places {
    fn new(args: &BatchArgs) -> anyhow::Result<Places> {
        let part = match (&args.shard, &args.only) {
            (Some(shard), _) => shard.name(),
            (None, Some(_)) => "only".to_owned(),
            (None, None) => String::new(),
        };
        let (folder, output) = match (&args.dir, &args.output) {
            (Some(dir), _) => (dir.clone(), dir.join("run.pdf")),
            (None, Some(output)) => (super::output::folder_of(output).to_owned(), output.clone()),
            (None, None) => bail!("name a folder with -d, or a file with -o"),
        };
        if output.file_name().is_none() || output.is_dir() {
            bail!("-o names a file; -d names a folder");
        }
        let beside = |extension| names::beside(&output, &part, extension);
        Ok(Places { folder, manifest: beside("json"), journal: beside("journal"), rejects: beside("rejects.csv") })
    }
}

fn write(
    args: &BatchArgs,
    setup: &Setup,
    checked: &Checked,
    run: &Run,
    head: &manifest::Head,
    file: File,
    reporter: &mut Reporter,
) -> anyhow::Result<Outcome> {
    let places = Places::new(args)?;
    if args.dir.is_some() {
        std::fs::create_dir_all(&places.folder)
            .with_context(|| format!("cannot make the folder `{}`", places.folder.display()))?;
    }
    let key = head.key();
    if args.resume && !places.journal.exists() && plan::manifest_key(&places.manifest)? == Some(key.clone()) {
        report::note(&format!("the run is complete: {}", places.manifest.display()));
        return Ok(if checked.bad.is_empty() { Outcome::Clean } else { Outcome::Problems });
    }
    let store = Store::open(&places.folder, &key[..16])?;
    let job = produce::Job::new(args, setup, checked, run, &store, &places.folder)?;
    let start = match (args.force, args.resume && places.journal.exists()) {
        (_, true) => Start::Resume,
        (true, false) => Start::Over,
        (false, false) => Start::Fresh,
    };
    if start == Start::Fresh {
        journal::refuse_unfinished(&places.journal)?;
    }
    if start == Start::Fresh && args.only.is_none() {
        job.refuse_existing(&places.manifest, &file)?;
    }
    let mut journal = Journal::open(&places.journal, &places.folder, head, start)?;
    store.clean()?;
    if journal.copies > 0 {
        report::note(&format!("going on after {}", copies(journal.copies)));
    }
    let late = match job.make(&mut journal, file, &checked.sha256, reporter) {
        Ok(late) => late,
        // Of separate files some may be there that the journal does not have yet.
        Err(error) if journal.copies > 0 || args.dir.is_some() => {
            return Err(error.context(format!("stopped after {}; --resume goes on", copies(journal.copies))));
        }
        Err(error) => {
            // Nothing was made: there is nothing to go on with.
            let _ = journal.remove();
            return Err(error);
        }
    };

    let cannot = |path: &Path| format!("cannot write `{}`", path.display());
    let mut part = store.begin("manifest").with_context(|| cannot(&places.manifest))?;
    let entries = journal.entries()?.filter(|line| !line.as_ref().is_ok_and(|line| line.starts_with("{\"reject\"")));
    manifest::write(&mut part, head, entries).with_context(|| cannot(&places.manifest))?;
    part.sync().with_context(|| cannot(&places.manifest))?;
    let rejected = rejects::write(&store, &places.rejects, checked, &mut journal, late)
        .with_context(|| cannot(&places.rejects))?;
    store.keep(part, &places.manifest).with_context(|| cannot(&places.manifest))?;
    let (made, files) = (journal.copies, journal.files);
    journal.remove().with_context(|| format!("cannot remove `{}`", places.journal.display()))?;

    let left_out = match rejected {
        0 => String::new(),
        rejected => format!("; {} left out, see {}", count(rejected, "record"), places.rejects.display()),
    };
    report::note(&format!(
        "wrote {} in {}; manifest {}{left_out}",
        copies(made),
        count(files as usize, "file"),
        places.manifest.display()
    ));
    Ok(if rejected == 0 { Outcome::Clean } else { Outcome::Problems })
}

fn open_records(path: &Path) -> anyhow::Result<File> {
    let context = || format!("cannot read the records `{}`", path.display());
    let file = File::open(path).with_context(context)?;
    // What can be read once only cannot be checked before it is used.
    if !file.metadata().with_context(context)?.is_file() {
        bail!("`{}` is not a regular file; save the records as one first", path.display());
    }
    Ok(file)
}

/// `1 copy`, `2 copies`.
fn copies(number: u64) -> String {
    if number == 1 { "1 copy".to_owned() } else { format!("{number} copies") }
}

/// A crash says where it was, not what it was at: the usual message may quote text.
fn hide_values_in_crashes() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        report::note(&format!("a fault in handout itself{place}; please report it. Finished files are whole"));
    }));
}
