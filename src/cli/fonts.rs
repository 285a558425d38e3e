//! `handout fonts`: what text is set in.

use anyhow::Context;
use serde_json::json;

use super::args::FontsArgs;
use super::{Outcome, print};
use crate::fonts::{FontRow, Fonts};
use crate::lang::Language;

/// Prints the bundled faces, or those that a language uses.
pub(super) fn run(args: &FontsArgs) -> anyhow::Result<Outcome> {
    let fonts = Fonts::bundled();
    let mut rows = fonts.list();
    if let Some(tag) = &args.language {
        let language = Language::parse(tag).with_context(|| format!("`{tag}` is not a language tag (BCP 47)"))?;
        let mut order: Vec<String> = vec![];
        for (bold, italic) in [(false, false), (true, false), (false, true), (true, true)] {
            // The first family is the one that sets the language; the others stand in for stray characters.
            let first = fonts.select(&language, language.script(), bold, italic).next();
            order.extend(first.map(|id| fonts.face(id).name().to_owned()));
        }
        let position = |row: &FontRow| order.iter().position(|name| *name == row.name);
        rows.retain(|row| position(row).is_some());
        rows.sort_by_key(|row| position(row));
    }
    let text = if args.json { as_json(&rows)? } else { as_table(&rows) };
    print(text.as_bytes())?;
    Ok(Outcome::Clean)
}

fn as_json(rows: &[FontRow]) -> anyhow::Result<String> {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({
                "name": row.name, "family": row.family, "style": row.style, "version": row.version,
                "licence": row.licence, "serves": row.serves,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

fn as_table(rows: &[FontRow]) -> String {
    let cells = |row: &FontRow| -> [String; 4] {
        [format!("{} {}", row.family, row.style), row.version.to_owned(), row.licence.to_owned(), row.serves.clone()]
    };
    let head = ["Face", "Version", "Licence", "Languages"].map(str::to_owned);
    let lines: Vec<[String; 4]> = std::iter::once(head).chain(rows.iter().map(cells)).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let (face, version, licence) = (width(0), width(1), width(2));
    let line = |c: &[String; 4]| format!("{:face$}  {:version$}  {:licence$}  {}", c[0], c[1], c[2], c[3]);
    lines.iter().map(|cells| line(cells).trim_end().to_owned() + "\n").collect()
}
