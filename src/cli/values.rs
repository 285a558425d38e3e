//! Argument values that more than one command takes.

use clap::ValueEnum;

use crate::geom::Size;
use crate::style::PAPERS;

/// A problem that someone has reviewed and accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Allowed {
    /// Values damaged by a spreadsheet, a database or a wrong encoding: `1.23457E+11`, `#N/A`, `NULL`, `JosÃ©`
    ValueDamaged,
    /// Numbers in number cells of a workbook, for fields such as a record number: zeros at their beginning are lost
    NumberCells,
}

/// How problems are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// For people: the line with a caret, and what to do
    Human,
    /// For programs: one JSON object per line
    Json,
}

/// Paper names and their sizes; the names are shown in `--help` and completions.
#[derive(Clone)]
pub(super) struct PaperParser;

impl clap::builder::TypedValueParser for PaperParser {
    type Value = Size;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Size, clap::Error> {
        let names = clap::builder::PossibleValuesParser::new(PAPERS.map(|(name, _)| name));
        let lower = value.to_ascii_lowercase();
        let known = PAPERS.iter().any(|(name, _)| lower == *name);
        // An unknown name is reported as it was typed.
        let name = names.parse_ref(command, arg, if known { &lower } else { value })?;
        let paper = PAPERS.iter().find(|(known, _)| *known == name);
        paper.map(|&(_, size)| size).ok_or_else(|| clap::Error::new(clap::error::ErrorKind::InvalidValue))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = clap::builder::PossibleValue> + '_>> {
        Some(Box::new(PAPERS.iter().map(|&(name, _)| clap::builder::PossibleValue::new(name))))
    }
}
