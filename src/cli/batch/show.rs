//! What a run reports, to people and programs: its problems and its progress.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::ColorChoice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use serde_json::json;

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
    /// In a log, and for programs: a line for every tenth of the run.
    Lines { done: u64, total: u64 },
    /// While no copies are being made.
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
        if format == MessageFormat::Json || !io::stderr().is_terminal() {
            return Progress::Lines { done, total };
        }
        let template = "{bar:30} {pos} of {len} copies  {rate} a second  {eta} left";
        // Tenths of a copy help nobody.
        let rate = |state: &ProgressState, to: &mut dyn fmt::Write| {
            let _ = write!(to, "{:.0}", state.per_sec());
        };
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(8));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.with_key("rate", rate));
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
                    match report::speaks_json() {
                        true => report::event(json!({"event": "progress", "done": done, "total": total})),
                        false => report::note(&format!("{done} of {total} copies")),
                    }
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
        Ended::Complete { manifest, rejected } if report::speaks_json() => {
            let manifest = manifest.display().to_string();
            report::event(json!({"event": "complete", "manifest": manifest, "rejected": rejected}));
            Outcome::clean_if(*rejected == 0)
        }
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
    if report::speaks_json() {
        let path = |path: Option<&PathBuf>| path.map(|path| path.display().to_string());
        let (manifest, rejects) = (lists.as_ref().map(|(manifest, _)| manifest), lists.as_ref().map(|(_, list)| list));
        report::event(json!({
            "event": "made", "copies": copies, "files": files, "rejected": rejected, "manifest": path(manifest),
            "rejects": path(rejects.filter(|_| *rejected > 0)), "ticket": path(ticket.as_ref())
        }));
        return Outcome::clean_if(*rejected == 0);
    }
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

/// Says which command goes on with a run that was stopped. A value of `--set` is a patient's, and is left out.
pub(super) fn how_to_resume(arguments: impl Iterator<Item = OsString>) {
    let mut words = vec!["handout".to_owned()];
    let mut value_next = false;
    for argument in arguments.skip(1) {
        let text = argument.to_string_lossy();
        let is_set = text == "--set";
        let hidden = |text: &str| format!("{}=…", text.split_once('=').map_or(text, |(name, _)| name));
        words.push(match text.strip_prefix("--set=") {
            _ if value_next => quoted(&hidden(&text)),
            Some(pair) => quoted(&format!("--set={}", hidden(pair))),
            None => quoted(&text),
        });
        value_next = is_set;
    }
    if !words.iter().any(|word| word == "--resume") {
        words.push("--resume".to_owned());
    }
    report::note(&format!("to go on: {}", words.join(" ")));
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,+@%…".contains(c);
    match !argument.is_empty() && argument.chars().all(plain) {
        true => argument.to_owned(),
        false => format!("'{}'", argument.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_quoted_for_a_shell() {
        for (argument, expected) in [
            ("out", "out"),
            ("--map", "--map"),
            ("Test date=test_date", "'Test date=test_date'"),
            ("O'Neil", "'O'\\''Neil'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(argument), expected);
        }
    }
}
