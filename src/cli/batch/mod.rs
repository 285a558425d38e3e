//! `handout batch`: a copy for each record of a file.
//!
//! First all is read and checked; then files are written, each whole or not at all; last comes the manifest. A journal
//! says what is done, so that a run that was stopped, by whatever, goes on to the same bytes.

mod args;
pub(super) mod choice;
mod close;
mod earlier;
mod given;
mod journal;
mod names;
mod places;
mod plan;
mod produce;
mod progress;
mod rejects;
mod store;
mod stream;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};
use clap::ColorChoice;

pub(in crate::cli) use args::BatchArgs;

use super::Outcome;
use super::inputs::Inputs;
use super::report::{self, Reporter, count};
use crate::copies::Run;
use crate::diag::Diagnostics;
use crate::engine;
use crate::manifest;
use crate::source::{self, LoadError, Sources};
use earlier::Earlier;
use journal::{Journal, Start};
use places::Places;
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
    let font_files = super::build::font_files(&args.font_dir)?;
    let fonts = super::build::load_fonts(&font_files)?;
    let file = open_records(&args.records)?;
    check_usage(args)?;
    let places = Places::new(args)?;
    let mut diagnostics = Diagnostics::default();
    let setup = Setup::read(args, sources, &mut diagnostics)?;
    let failed = diagnostics.has_errors();
    reporter.report(sources, diagnostics);
    let Some(setup) = setup.filter(|_| !failed) else { return Ok(Outcome::Problems) };
    let mut inputs = Inputs::new(font_files.iter().chain([&args.records]).map(PathBuf::as_path));
    inputs.add_sources(sources);
    if let Some(places) = &places {
        places.check(&inputs)?;
    }
    if args.to_stdout() && !args.dry_run {
        inputs.refuse_stdout()?;
        let lists = places.iter().flat_map(|places| [&places.manifest, &places.rejects]);
        if let Some(there) = lists.filter(|_| !args.force).find(|path| path.exists()) {
            bail!("`{}` is there from an earlier run; --force replaces it", there.display());
        }
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
    setup.check_closely(args, &file, &fonts, &mut checked, &run, reporter)?;
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
    let stopped = listen()?;
    let folder = places.as_ref().map_or(Path::new("."), |places| &places.folder);
    let job = produce::Job::new(args, &setup, &checked, &run, folder, &inputs, stopped);
    match &places {
        places if args.to_stdout() => stream::write(&job, &checked, places.as_ref(), &head, &file, reporter),
        Some(places) => write(args, &checked, &job, places, &head, &file, reporter),
        None => bail!("name a folder with -d, or a file with -o"),
    }
}

/// Stops at options that do not go together, as far as the command line cannot say so itself.
fn check_usage(args: &BatchArgs) -> anyhow::Result<()> {
    if args.output.is_some() && args.shard.is_some() && args.volume.is_none() {
        bail!("--shard divides a merged run by its volumes: add --volume");
    }
    if args.to_stdout() && args.volume.is_some() {
        bail!("standard output takes one PDF: leave out --volume, or name a file with -o");
    }
    if args.to_stdout() && args.resume {
        bail!("what goes to standard output cannot be gone on with: leave out --resume, or name a file with -o");
    }
    Ok(())
}

fn write(
    args: &BatchArgs,
    checked: &Checked,
    job: &produce::Job,
    places: &Places,
    head: &manifest::Head,
    file: &File,
    reporter: &mut Reporter,
) -> anyhow::Result<Outcome> {
    if args.dir.is_some() {
        std::fs::create_dir_all(&places.folder)
            .with_context(|| format!("cannot make the folder `{}`", places.folder.display()))?;
    }
    let mut start = match (args.force, args.resume && places.journal.exists()) {
        (_, true) => Start::Resume,
        (true, false) => Start::Over,
        (false, false) => Start::Fresh,
    };
    if args.resume && start != Start::Resume {
        match earlier::look(&places.manifest, &places.folder, &head.key())? {
            Earlier::Complete => {
                report::note(&format!("the run is complete: {}", places.manifest.display()));
                return Ok(if checked.bad.is_empty() { Outcome::Clean } else { Outcome::Problems });
            }
            Earlier::Damaged => {
                let manifest = places.manifest.display();
                report::note(&format!("`{manifest}` or a file of its run is damaged: all copies are made again"));
                start = Start::Over;
            }
            Earlier::None => {}
        }
    }
    let store = Store::open(&places.folder, places.journal.file_name().unwrap_or_default())?;
    if start != Start::Fresh {
        // Before anything of an earlier run is touched.
        job.refuse_existing(places, start, file)?;
    }
    let mut journal = Journal::open(&places.journal, &places.folder, head, start)?;
    if start == Start::Fresh
        && let Err(error) = job.refuse_existing(places, start, file)
    {
        // Only now is nobody else at work here. Nothing was made: there is nothing to go on with.
        let _ = journal.remove();
        return Err(error);
    }
    store.clean()?;
    if journal.copies > 0 {
        report::note(&format!("going on after {}", copies(journal.copies)));
    }
    let late = match job.make(&store, &mut journal, file, reporter) {
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
    let rejects = rejects::all(checked, Some(&mut journal), late).with_context(|| cannot(&places.rejects))?;
    rejects::write(&store, &places.rejects, &rejects).with_context(|| cannot(&places.rejects))?;
    store.keep(part, &places.manifest).with_context(|| cannot(&places.manifest))?;
    let (made, files) = (journal.copies, journal.files);
    journal.remove().with_context(|| format!("cannot remove `{}`", places.journal.display()))?;

    Ok(ended(made, files, rejects::count(&rejects), Some(places)))
}

/// Says what a run made, and what it left out.
fn ended(made: u64, files: u64, rejected: usize, places: Option<&Places>) -> Outcome {
    let what = match places {
        Some(places) => {
            let manifest = places.manifest.display();
            format!("{} in {}; manifest {manifest}", copies(made), count(files as usize, "file"))
        }
        None => copies(made),
    };
    let left_out = match (rejected, places) {
        (0, _) => String::new(),
        (rejected, Some(places)) => {
            format!("; {} left out, see {}", count(rejected, "record"), places.rejects.display())
        }
        (rejected, None) => format!("; {} left out", count(rejected, "record")),
    };
    report::note(&format!("wrote {what}{left_out}"));
    if rejected == 0 { Outcome::Clean } else { Outcome::Problems }
}

/// A flag that Ctrl-C sets.
fn listen() -> anyhow::Result<Arc<AtomicBool>> {
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    let stop = move || {
        if flag.swap(true, Ordering::Relaxed) {
            // Whoever asks twice does not want to wait for the files under way; `--resume` removes their parts.
            std::process::exit(2);
        }
    };
    ctrlc::set_handler(stop).context("cannot listen for Ctrl-C")?;
    Ok(stopped)
}

fn open_records(path: &Path) -> anyhow::Result<File> {
    let context = || format!("cannot read the records `{}`", path.display());
    match source::open_regular(path) {
        // What can be read once only cannot be checked before it is used.
        Err(LoadError::NotAFile) => bail!("`{}` is not a regular file; save the records as one first", path.display()),
        other => other.with_context(context),
    }
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
