//! Reading the command line, without repeating what may be a patient's value.
//!
//! In `--set patient.name=Ana Díaz` without quotes, half a name appears where a file name belongs.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Cli;
use super::report;
use super::values::MessageFormat;
use crate::diag::visible;

/// The arguments, or the exit code after help or an error.
pub(super) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Cli, ExitCode> {
    let arguments: Vec<OsString> = arguments.collect();
    if asks_for_json(&arguments) {
        report::speak(MessageFormat::Json);
    }
    let fills_in = arguments.iter().any(|argument| argument.to_string_lossy().starts_with("--set"));
    Cli::try_parse_from(arguments).map_err(|mut error| {
        if !error.use_stderr() {
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        let text = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => Some(text.clone()),
            _ => None,
        };
        match error.kind() {
            ErrorKind::UnknownArgument if text(ContextKind::InvalidArg).is_some_and(|text| !is_option(&text)) => {
                complain("an argument is not recognized")
            }
            ErrorKind::InvalidSubcommand if error.get(ContextKind::SuggestedSubcommand).is_none() => {
                complain("the first argument is not a command")
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                if fills_in && text(ContextKind::InvalidValue).is_some_and(|text| !text.is_empty()) {
                    error.insert(ContextKind::InvalidValue, ContextValue::String("…".to_owned()));
                    error.remove(ContextKind::SuggestedValue);
                }
                print(&mut error);
            }
            _ => print(&mut error),
        }
        ExitCode::from(2)
    })
}

/// Whether `--message-format json` is among the arguments, which may not make sense otherwise.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let pair = |pair: &[OsString]| pair[0] == "--message-format" && pair[1] == "json";
    arguments.windows(2).any(pair) || arguments.iter().any(|argument| argument == "--message-format=json")
}

/// Whether this looks like an option (`--large-pint`), not a value with a leading dash.
fn is_option(text: &str) -> bool {
    let name = text.strip_prefix("--").or_else(|| text.strip_prefix('-').filter(|name| name.len() == 1));
    name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
}

/// Prints clap's own message, without any terminal control characters from an argument.
fn print(error: &mut clap::Error) {
    let hidden = error.context().filter_map(|(kind, value)| match value {
        ContextValue::String(text) if visible(text) != *text => Some((kind, visible(text).into_owned())),
        _ => None,
    });
    for (kind, text) in hidden.collect::<Vec<_>>() {
        error.insert(kind, ContextValue::String(text));
    }
    if report::speaks_json() {
        return report::failure(&anyhow::anyhow!("{}", error.render().to_string().trim_end()));
    }
    // If standard error is closed, nothing can be reported.
    let _ = error.print();
}

fn complain(what: &str) {
    report::note(&format!(
        "{what}; it is not shown because it may be part of a patient's value. Put a value with spaces in quotes: \
         --set patient.FIELD='VALUE'. `handout --help` lists the commands"
    ));
}
