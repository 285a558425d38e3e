//! How far a run has come: a bar on a terminal, a line now and then elsewhere.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::super::args::MessageFormat;
use super::super::report;

/// Shows copies as they are finished.
pub(super) enum Progress {
    /// On a terminal.
    Bar(ProgressBar),
    /// In a log: a line each tenth.
    Lines { done: u64, total: u64 },
    /// For programs.
    Silent,
}

impl Progress {
    /// Begins with what was done before.
    pub fn new(total: u64, done: u64, format: MessageFormat) -> Progress {
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

    /// One copy more.
    pub fn advance(&mut self) {
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

    /// Takes the bar away, for what is said next.
    pub fn finish(&self) {
        if let Progress::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
