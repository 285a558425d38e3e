//! Names of a run's files.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::content::lists::is_field;
use crate::records::Record;

/// Longest part of a name that a value may fill.
const MAX_VALUE_CHARS: usize = 40;

/// The pattern of separate files' names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Record,
    Id,
    Language,
    Field(String),
}

/// What fills a pattern, besides the record.
pub(super) struct Filling<'a> {
    /// The handout's id.
    pub id: &'a str,
    /// The language of the run; a record's own overrides it.
    pub language: &'a str,
    /// Digits in a record number: as many as the last one has, so that names sort in numeric order.
    pub digits: usize,
}

impl Pattern {
    /// Parses a pattern. `values` tells whether it may contain patients' values.
    pub(super) fn parse(text: &str, values: bool, fields: &[String]) -> anyhow::Result<Pattern> {
        let mut pieces = Vec::new();
        let mut rest = text.strip_suffix(".pdf").unwrap_or(text);
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').context("`--name` has a `{` without a matching `}`")?;
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(match name {
                "record" => Piece::Record,
                "id" => Piece::Id,
                "language" => Piece::Language,
                other => {
                    let Some(field) = other.strip_prefix("field:") else {
                        bail!("`--name` takes {{record}}, {{id}} and {{language}}, not `{{{other}}}`");
                    };
                    if !values {
                        bail!("`{{field:{field}}}` would put patients' values into file names; `--values-in-names` allows it");
                    }
                    if !is_field(fields, field) {
                        bail!("`--name` has `{{field:{field}}}`, but the handout has no such field");
                    }
                    Piece::Field(field.to_owned())
                }
            });
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        let pattern = Pattern(pieces);
        pattern.check(text)?;
        Ok(pattern)
    }

    fn check(&self, text: &str) -> anyhow::Result<()> {
        if !self.0.contains(&Piece::Record) {
            bail!("`--name` needs `{{record}}`: without it, copies would have the same name");
        }
        let literal = |piece: &Piece| match piece {
            Piece::Text(text) => text.chars().any(|c| c.is_control() || "/\\:*?\"<>|".contains(c)),
            _ => false,
        };
        if text.starts_with('.') || self.0.iter().any(literal) {
            bail!("`--name` is a file name, without folders and without any of `/ \\ : * ? \" < > |`");
        }
        Ok(())
    }

    /// Whether names contain patients' values.
    pub(super) fn has_values(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Field(_)))
    }

    /// The file name for a record.
    pub(super) fn fill(&self, record: &Record, filling: &Filling) -> String {
        let mut name = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => name.push_str(text),
                Piece::Record => name.push_str(&padded(record.number, filling.digits)),
                Piece::Id => name.push_str(filling.id),
                Piece::Language => {
                    name.push_str(record.language.as_ref().map_or(filling.language, |language| language.tag()));
                }
                Piece::Field(field) => {
                    let value = record.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value);
                    let safe = value.trim().chars().take(MAX_VALUE_CHARS);
                    name.extend(safe.map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }));
                }
            }
        }
        name + ".pdf"
    }
}

/// The file of a volume, `run-003.pdf` for `run.pdf`, when each holds `size` of `count` records; without a size, the
/// only file has the output's own name.
pub(super) fn volume_of(output: &Path, size: Option<u64>, number: u64, count: u64) -> PathBuf {
    let Some(size) = size else { return output.to_owned() };
    let digits = count.div_ceil(size).to_string().len();
    insert(output, &format!("-{}", padded(number, digits)), "pdf")
}

/// A name beside an output's: `run.3-of-8.json` for `run.pdf`.
pub(super) fn beside(output: &Path, part: &str, extension: &str) -> PathBuf {
    let part = if part.is_empty() { String::new() } else { format!(".{part}") };
    insert(output, &part, extension)
}

fn insert(output: &Path, part: &str, extension: &str) -> PathBuf {
    let mut name = match output.extension().is_some_and(|known| known.eq_ignore_ascii_case("pdf")) {
        true => output.file_stem().unwrap_or_default().to_owned(),
        false => output.file_name().unwrap_or_default().to_owned(),
    };
    name.push(part);
    name.push(".");
    name.push(extension);
    output.with_file_name(name)
}

fn padded(number: u64, digits: usize) -> String {
    format!("{number:0digits$}")
}
