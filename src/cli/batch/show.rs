//! What a run reports, to people and programs: its problems and its progress.

use std::io::{self, IsTerminal};

use clap::ColorChoice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::BatchArgs;
use crate::batch::{Event, Made, Outcome as Ended};
use crate::cli::outcome::Outcome;
use crate::cli::report::{self, Reporter};
use crate::cli::values::MessageFormat;
use crate::diag::count;

/// Shows events.
pub(super) struct Show {
    format: MessageFormat,
    reporter: Reporter,
    progress: Progress,
}

/// Progress, copy by copy.
enum Progress {
    /// On a terminal: a bar.
    Bar(ProgressBar),
    /// In a log: a line for every tenth of the run.
    Lines { done: u64, total: u64 },
    /// For programs, and while no copies are being made.
    Silent,
}

impl Show {
    /// Shows a run's events on standard error.
    pub(super) fn new(args: &BatchArgs, color: ColorChoice) -> Show {
        let mut reporter = Reporter::new(args.message_format, color);
        reporter.records_are_in(&args.records);
        Show { format: args.message_format, reporter, progress: Progress::Silent }
    }

    /// Shows one.
    pub(super) fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Problems(sources, diagnostics) => self.reporter.report(sources, diagnostics),
            Event::RecordsProblem { line, problem } => self.reporter.report_at(line, problem),
            Event::Reject(reject) => self.reporter.reject(reject),
            Event::Note(text) => report::note(&text),
            Event::Begun { done, total } => self.progress = Progress::new(total, done, self.format),
            Event::Copied => self.progress.advance(),
            Event::Ended => self.progress.finish(),
        }
    }

    /// Prints the number of problems.
    pub(super) fn finish(&self) {
        self.reporter.finish();
    }
}

impl Progress {
    /// Starts from what was already done.
    fn new(total: u64, done: u64, format: MessageFormat) -> Progress {
        if format == MessageFormat::Json {
            return Progress::Silent;
        }
        if !io::stderr().is_terminal() {
            return Progress::Lines { done, total };
        }
        let template = "{bar:30} {pos} of {len} copies  {per_sec}  {eta} left";
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(8));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_position(done);
        bar.reset_eta();
        Progress::Bar(bar)
    }

    /// One more copy is done.
    fn advance(&mut self) {
        match self {
            Progress::Bar(bar) => bar.inc(1),
            Progress::Lines { done, total } => {
                *done += 1;
                let tenth = |done: u64| done * 10 / (*total).max(1);
                if tenth(*done) > tenth(*done - 1) && done < total {
                    report::note(&format!("{done} of {total} copies"));
                }
            }
            Progress::Silent => {}
        }
    }

    /// Removes the bar before the next message.
    fn finish(&self) {
        if let Progress::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// Reports how a run into files ended.
pub(super) fn outcome(ended: &Ended) -> Outcome {
    match ended {
        Ended::Complete { manifest, rejected } => {
            report::note(&format!("this run is already complete: {}", manifest.display()));
            Outcome::clean_if(*rejected == 0)
        }
        Ended::Made(what) => made(what),
    }
}

/// Reports what a run made and what it left out.
pub(super) fn made(made: &Made) -> Outcome {
    let Made { copies, files, rejected, lists, ticket } = made;
    let mut text = format!("wrote {}", count(*copies, "copy"));
    if let Some((manifest, _)) = lists {
        text += &format!(" in {}; manifest {}", count(*files, "file"), manifest.display());
    }
    if let Some(ticket) = ticket {
        text += &format!("; ticket {}", ticket.display());
    }
    if *rejected > 0 {
        text += &format!("; {} left out", count(*rejected, "record"));
        text += &lists.as_ref().map(|(_, rejects)| format!(", see {}", rejects.display())).unwrap_or_default();
    }
    report::note(&text);
    Outcome::clean_if(*rejected == 0)
}
