//! Problems and failures on standard error.

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ColorChoice;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::values::MessageFormat;
use crate::diag::human::Color;
use crate::diag::{Diagnostic, Diagnostics, Severity, count, human, json as lines, visible};
use crate::manifest::page::hex;
use crate::records::Reject;
use crate::source::limits::MAX_SHOWN;
use crate::source::{FileId, Sources};

/// The records file among the reporter's own sources.
const RECORDS: FileId = FileId(0);

/// Prints diagnostics as they come, each once, and counts them.
pub(super) struct Reporter {
    format: MessageFormat,
    color: Color,
    /// Only used for lookups, so its order does not matter.
    seen: HashSet<Diagnostic>,
    shown: usize,
    hidden: usize,
    errors: usize,
    warnings: usize,
    /// The records file's name, and none of its contents.
    records: Sources,
}

impl Reporter {
    /// A reporter for standard error.
    #[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
    pub(super) fn new(format: MessageFormat, choice: ColorChoice) -> Reporter {
        let wanted = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            // https://no-color.org: present and not empty.
            ColorChoice::Auto => {
                io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        let color = if wanted { Color::Always } else { Color::Never };
        let (seen, records) = (HashSet::new(), Sources::default());
        Reporter { format, color, seen, shown: 0, hidden: 0, errors: 0, warnings: 0, records }
    }

    /// Prints new diagnostics: handouts share a site, whose problems count once.
    ///
    /// In line order within each file, the way an author works through them; those without a file come last.
    pub(super) fn report(&mut self, sources: &Sources, mut diagnostics: Diagnostics) {
        diagnostics.resolve(sources);
        diagnostics.0.sort_by_key(|diagnostic| {
            let span = diagnostic.primary.and_then(|place| place.resolve(sources));
            (span.is_none(), span)
        });
        diagnostics.0.retain(|diagnostic| !self.seen.contains(diagnostic));
        for diagnostic in diagnostics.0 {
            match diagnostic.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
            }
            if self.shown < MAX_SHOWN || self.format == MessageFormat::Json {
                self.shown += 1;
                let text = match self.format {
                    MessageFormat::Human => human::render(sources, &diagnostic, self.color) + "\n",
                    MessageFormat::Json => lines::render(sources, &diagnostic),
                };
                eprint(&text);
            } else {
                self.hidden += 1;
            }
            self.seen.insert(diagnostic);
        }
    }

    /// Names the records file, for rejects and record problems.
    pub(super) fn records_are_in(&mut self, path: &Path) {
        self.records = Sources::default();
        self.records.add(path, String::new());
    }

    /// Prints a problem at a line of the records file.
    pub(super) fn report_at(&mut self, line: u64, problem: Diagnostic) {
        let sources = std::mem::take(&mut self.records);
        self.report(&sources, Diagnostics(vec![problem.at_line(RECORDS, line.max(1) as usize, None)]));
        self.records = sources;
    }

    /// Prints why a record has no copy. There may be as many of these as records, so they are counted, not kept.
    pub(super) fn reject(&mut self, reject: &Reject) {
        self.errors += 1;
        if self.shown >= MAX_SHOWN && self.format == MessageFormat::Human {
            self.hidden += 1;
            return;
        }
        self.shown += 1;
        let Reject { number, line, field, reason } = reject;
        let text = match self.format {
            MessageFormat::Json => {
                let value = json!({
                    "code": "record-rejected", "severity": "error", "record": number, "field": field, "message": reason,
                    "file": self.records.file(RECORDS).path.display().to_string(), "line": line
                });
                format!("{value}\n")
            }
            MessageFormat::Human => {
                let field = field.as_ref().map(|field| format!(", field `{field}`")).unwrap_or_default();
                let problem = Diagnostic::error("record-rejected", format!("record {number}{field}: {reason}"));
                let problem = problem.at_line(RECORDS, (*line).max(1) as usize, None);
                human::render(&self.records, &problem, self.color) + "\n"
            }
        };
        eprint(&text);
    }

    /// Prints the number of problems.
    pub(super) fn finish(&self) {
        if self.format == MessageFormat::Json || self.errors + self.warnings == 0 {
            return;
        }
        if self.hidden > 0 {
            eprint(&format!("… and {} more\n\n", self.hidden));
        }
        let counts = [(self.errors, "error"), (self.warnings, "warning")];
        let words: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|&(n, word)| count(n as u64, word)).collect();
        eprint(&format!("handout: {}\n", words.join(", ")));
    }

    /// Reports that a PDF was written. Of one that goes to standard output, only programs are told.
    pub(super) fn written(&self, output: &str, pdf: &[u8], pages: usize) {
        match self.format {
            MessageFormat::Human if output == "-" => {}
            MessageFormat::Human => note(&format!("wrote {output} ({})", count(pages as u64, "page"))),
            MessageFormat::Json => event(json!({
                "event": "written", "path": output, "pages": pages, "bytes": pdf.len(), "sha256": hex(&Sha256::digest(pdf))
            })),
        }
    }
}

/// Whether everything is reported as JSON, also where no reporter is at hand.
static JSON: AtomicBool = AtomicBool::new(false);

/// Chooses how everything is reported from here on.
pub(super) fn speak(format: MessageFormat) {
    JSON.store(format == MessageFormat::Json, Ordering::Relaxed);
}

/// Whether everything is reported as JSON.
pub(super) fn speaks_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// Prints what happened, for programs: one line.
pub(super) fn event(event: Value) {
    eprint(&format!("{event}\n"));
}

/// Prints a line.
pub(super) fn line(text: &str) {
    eprint(&format!("{}\n", visible(text)));
}

/// Prints a status message.
pub(super) fn note(text: &str) {
    match speaks_json() {
        true => event(json!({"event": "note", "message": text})),
        false => eprint(&format!("handout: {}\n", visible(text))),
    }
}

/// Prints why a command failed.
pub(super) fn failure(error: &anyhow::Error) {
    match speaks_json() {
        true => event(json!({"event": "failure", "severity": "error", "message": format!("{error:#}")})),
        false => eprint(&format!("handout: {}\n", visible(&format!("{error:#}")))),
    }
}

/// To standard error. If that is closed, nothing can be reported.
fn eprint(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
