//! `handout batch`: a copy for each record of a file.

mod args;
mod show;
mod ticket;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use clap::ColorChoice;

pub(in crate::cli) use args::BatchArgs;

use super::environment::{source_date_epoch, today};
use super::font_files::{font_files, load_fonts};
use super::outcome::Outcome;
use super::output;
use super::report;
use super::stdin;
use super::stdout;
use crate::batch::{Batch, BatchOptions, Output, Records};
use crate::diag::count;
use crate::source::limits::MAX_INPUT_BYTES;
use crate::source::{self, Sources};
use show::Show;

/// Runs a batch.
pub(super) fn run(args: &BatchArgs, color: ColorChoice) -> anyhow::Result<Outcome> {
    hide_values_in_crashes();
    let mut show = Show::new(args, color);
    let outcome = batch(args, &mut show);
    show.finish();
    outcome
}

fn batch(args: &BatchArgs, show: &mut Show) -> anyhow::Result<Outcome> {
    let fonts_of = font_files(&args.font_dir)?;
    let fonts = load_fonts(&fonts_of)?;
    let records = match args.records == Path::new("-") {
        true => {
            stdin::refuse_terminal()?;
            let bytes = source::read_stdin(MAX_INPUT_BYTES).context("cannot read the records from standard input")?;
            Records::bytes(Path::new("standard input"), bytes)
        }
        false => Records::file(&args.records)?,
    };
    let epoch = source_date_epoch()?;
    let inputs = fonts_of.into_iter().chain([args.records.clone()]).collect();
    let mut options = BatchOptions {
        press: args.press.press()?,
        imposition: args.impose.imposition()?,
        edition: args.press.edition(),
        epoch,
        today: Some(today(epoch)),
        inputs,
        ..args.options()
    };
    if args.to_stdout() && !args.dry_run {
        stdout::refuse_terminal()?;
        options.output = Output::Stream(stdout::file());
    }
    let mut sources = Sources::default();
    let mut events = |event: crate::batch::Event<'_>| show.event(event);
    let Some(batch) = Batch::check(&options, &records, &mut sources, &fonts, &mut events)? else {
        return Ok(Outcome::Problems);
    };
    if args.dry_run {
        if report::speaks_json() {
            let (copies, rejected) = (batch.copies(), batch.rejected());
            report::event(serde_json::json!({"event": "checked", "copies": copies, "rejected": rejected}));
            return Ok(Outcome::clean_if(rejected == 0));
        }
        report::note(&format!("{} can be made; nothing was written (--dry-run)", count(batch.copies(), "copy")));
        return Ok(Outcome::clean_if(batch.rejected() == 0));
    }
    if let Some(folder) = args.folder().filter(|_| !args.to_stdout()) {
        output::make_folder(folder)?;
    }
    let stop = listen()?;
    let outcome = match args.to_stdout() {
        true => batch.stream(io::stdout(), &stop, &mut events).map(|made| show::made(&made)),
        false => batch.write(&stop, &mut events).map(|outcome| show::outcome(&outcome)),
    };
    if outcome.is_err() && stop.load(Ordering::Relaxed) && !args.to_stdout() {
        show::how_to_resume(std::env::args_os());
    }
    outcome
}

/// A flag that Ctrl-C sets.
fn listen() -> anyhow::Result<Arc<AtomicBool>> {
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stopped);
    let stop = move || {
        if flag.swap(true, Ordering::Relaxed) {
            // A user who presses it twice does not want to wait for the files in progress; `--resume` removes their
            // partial files.
            std::process::exit(2);
        }
    };
    ctrlc::set_handler(stop).context("cannot listen for Ctrl-C")?;
    Ok(stopped)
}

/// A crash reports where it happened, not the data involved: the default message may quote text.
fn hide_values_in_crashes() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        report::note(&format!("internal error in handout{place}; please report it. Finished files are complete"));
    }));
}
