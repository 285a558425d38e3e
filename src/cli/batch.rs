//! `handout batch`: a copy for each record of a file.

mod args;
mod show;
mod ticket;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use clap::ColorChoice;

pub(in crate::cli) use args::BatchArgs;

use super::environment::{source_date_epoch, today};
use super::font_files::{font_files, load_fonts};
use super::outcome::Outcome;
use super::report;
use super::stdout;
use crate::batch::{Batch, BatchOptions, Output, Records};
use crate::diag::count;
use crate::source::Sources;
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
    let records = Records::file(&args.records)?;
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
        report::note(&format!("{} can be made; nothing was written (--dry-run)", count(batch.copies(), "copy")));
        return Ok(Outcome::clean_if(batch.rejected() == 0));
    }
    let stop = listen()?;
    match args.to_stdout() {
        true => batch.stream(io::stdout(), &stop, &mut events).map(|made| show::made(&made)),
        false => batch.write(&stop, &mut events).map(|outcome| show::outcome(&outcome)),
    }
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
