//! `handout fonts`: the fonts in use.

use clap::ColorChoice;
use serde_json::{Value, json};

use super::args::FontsArgs;
use super::font_files::{font_files, load_fonts};
use super::outcome::Outcome;
use super::report::Reporter;
use super::stdout::print;
use super::values::MessageFormat;
use crate::content::language_hint;
use crate::diag::{Diagnostic, Diagnostics};
use crate::fonts::{FaceId, FontRow, Fonts, script_name};
use crate::lang::{Direction, Language};
use crate::source::Sources;

/// Prints all fonts, or those used for a language.
pub(super) fn run(args: &FontsArgs, color: ColorChoice) -> anyhow::Result<Outcome> {
    let fonts = load_fonts(&font_files(&args.font_dir)?)?;
    let text = match &args.language {
        None => {
            let rows = fonts.list();
            if args.json { pretty(&rows.iter().map(row_json).collect())? } else { faces_table(&rows) }
        }
        Some(tag) => match service(&fonts, tag) {
            Ok(service) if args.json => pretty(&service.json(&fonts))?,
            Ok(service) => service.text(&fonts),
            Err(problem) => {
                let mut reporter = Reporter::new(MessageFormat::Human, color);
                reporter.report(&Sources::default(), Diagnostics(vec![*problem]));
                return Ok(Outcome::Failed);
            }
        },
    };
    print(text.as_bytes())?;
    Ok(Outcome::Clean)
}

/// The fonts used for a language.
struct Service {
    language: Language,
    /// The kind of text, and its font.
    uses: Vec<(&'static str, FaceId)>,
}

fn service(fonts: &Fonts, tag: &str) -> Result<Service, Box<Diagnostic>> {
    let Some(language) = Language::parse(tag) else {
        let problem = Diagnostic::error("language-unknown", format!("unknown language tag `{tag}`"));
        return Err(problem.hint(language_hint(tag)).into());
    };
    let own = language.script();
    // Numbers in right-to-left text are separate runs, set like Latin words.
    let of_digits = if language.is_rtl() { *b"Latn" } else { own };
    // One character is enough for each; a font without its script's letters is not a font for the language.
    let asked: [(&str, [u8; 4], bool, bool, &str); 7] = [
        ("running text", own, false, false, ""),
        ("bold", own, true, false, ""),
        ("italic", own, false, true, ""),
        ("Latin words", *b"Latn", false, false, "Aa"),
        ("digits", of_digits, false, false, "0123456789"),
        ("check boxes", own, false, false, "☐☑✓"),
        ("arrows", own, false, false, "→"),
    ];
    let mut uses = Vec::new();
    for (purpose, script, bold, italic, sample) in asked {
        let face = fonts.select(&language, script, bold, italic).find(|id| fonts.face(*id).covers(sample));
        uses.extend(face.map(|face| (purpose, face)));
    }
    match uses.first() {
        Some((_, first)) if fonts.serves(*first, &language) => Ok(Service { language, uses }),
        _ => {
            let message = format!("no font has the letters of `{tag}`, whose script is {}", script_name(own));
            Err(Diagnostic::error("face-missing", message)
                .hint("use `--font-dir` to add a folder with a font that has them")
                .into())
        }
    }
}

impl Service {
    /// The fonts in order of use, each once.
    fn faces(&self) -> Vec<FaceId> {
        let mut faces: Vec<FaceId> = Vec::new();
        for (_, face) in &self.uses {
            if !faces.contains(face) {
                faces.push(*face);
            }
        }
        faces
    }

    fn direction(&self) -> &'static str {
        match self.language.direction() {
            Direction::Ltr => "left to right",
            Direction::Rtl => "right to left",
        }
    }

    fn text(&self, fonts: &Fonts) -> String {
        let head = format!("{}: {}, {}\n\n", self.language, script_name(self.language.script()), self.direction());
        let mut uses = vec![["Used for", "Font"].map(str::to_owned)];
        for (purpose, face) in &self.uses {
            let row = fonts.row(*face);
            let upright = *purpose == "italic" && !fonts.face(*face).is_italic();
            let note = if upright { " (it has no italic)" } else { "" };
            uses.push([(*purpose).to_owned(), format!("{} {}{note}", row.family, row.style)]);
        }
        let head_row = ["Font", "Version", "License", "Characters", "Scripts", "Languages"].map(str::to_owned);
        let mut faces = vec![head_row];
        for id in self.faces() {
            let (row, face) = (fonts.row(id), fonts.face(id));
            let scripts = face.scripts().join(" ");
            let [name, version, license, serves] = cells(&row);
            faces.push([name, version, license, face.character_count().to_string(), scripts, serves]);
        }
        head + &table(&uses) + "\n" + &table(&faces)
    }

    fn json(&self, fonts: &Fonts) -> Value {
        let name = |id: &FaceId| fonts.face(*id).name().to_owned();
        let uses: Vec<Value> =
            self.uses.iter().map(|(purpose, id)| json!({"for": purpose, "face": name(id)})).collect();
        let faces: Vec<Value> = self
            .faces()
            .iter()
            .map(|id| {
                let (mut value, face) = (row_json(&fonts.row(*id)), fonts.face(*id));
                value["characters"] = face.character_count().into();
                value["scripts"] = face.scripts().into();
                value
            })
            .collect();
        json!({
            "language": self.language.tag(), "script": String::from_utf8_lossy(&self.language.script()),
            "direction": self.direction(), "uses": uses, "faces": faces,
        })
    }
}

fn row_json(row: &FontRow) -> Value {
    json!({
        "name": row.name, "family": row.family, "style": row.style, "version": row.version,
        "license": row.license, "serves": row.serves,
    })
}

fn pretty(value: &Value) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

fn faces_table(rows: &[FontRow]) -> String {
    let head = ["Font", "Version", "License", "Languages"].map(str::to_owned);
    table(&std::iter::once(head).chain(rows.iter().map(cells)).collect::<Vec<_>>())
}

/// A font's name, version, license and languages.
fn cells(row: &FontRow) -> [String; 4] {
    // `Version 2.008; ttfautohint …`: the tool that made the file is of no interest here.
    let version = row.version.trim_start_matches("Version ").split(';').next().unwrap_or_default();
    [format!("{} {}", row.family, row.style), version.to_owned(), row.license.to_owned(), row.serves.clone()]
}

/// Columns as wide as their widest cell.
fn table<const N: usize>(lines: &[[String; N]]) -> String {
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |cells: &[String; N]| {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect::<Vec<_>>();
        padded.join("  ").trim_end().to_owned() + "\n"
    };
    lines.iter().map(line).collect()
}
