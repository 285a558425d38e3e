//! The arguments of `handout batch`.

use std::path::{Path, PathBuf};

use clap::Args;

use super::ticket::TicketArgs;
use crate::batch::{BatchOptions, Output};
use crate::cli::dialect::DialectArgs;
use crate::cli::impose::ImposeArgs;
use crate::cli::output::is_folder_name;
use crate::cli::press::PressArgs;
use crate::cli::values::{Allowed, MessageFormat, PaperParser};
use crate::geom::{Length, Size};
use crate::manifest::choice::{Only, Shard};
use crate::style::{LARGE_PRINT, parse_text_size};

const EXAMPLES: &str = "\
Examples:
  handout batch bone-marrow-test.en.yaml --records patients.csv -d out
  handout batch bone-marrow-test.en.yaml --records patients.csv -o run.pdf --volume 500 --duplex
  handout batch bone-marrow-test.en.yaml --records Patient.ndjson -o run.pdf --dry-run
  handout batch bone-marrow-test.en.yaml --records tomorrow.xlsx --worksheet Monday -d out
  handout batch bone-marrow-test.en.yaml --records patients.csv -o - | lp
  handout batch bone-marrow-test.en.yaml --records patients.csv -d out --only 17,20-25
  handout batch bone-marrow-test.en.yaml --records patients.csv -d out --shard 3/8 --resume

Columns and keys fill the handout's fields, by name or label; `language`, `paper`, `size` and
`reading_mode` apply to one record. All records are checked before anything is written. run.json, for `handout verify`, is written beside the PDFs.
No existing file is replaced without --force, and an input file never.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct BatchArgs {
    /// The handout; translations in the same folder (same `id`) are used for records in their language
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Records: CSV, an .xlsx or .ods workbook, JSON, NDJSON, FHIR R4, or HL7 version 2; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub records: PathBuf,
    /// Write one file per copy into this folder
    #[arg(short, long, value_name = "DIR", required_unless_present_any = ["output", "dry_run"])]
    pub dir: Option<PathBuf>,
    /// Write all copies into one PDF; `-` for standard output, which has no manifest unless
    /// --manifest names one; into a folder, as run.pdf
    #[arg(short, long, value_name = "FILE.pdf", conflicts_with = "dir")]
    pub output: Option<PathBuf>,
    /// The manifest of a run to standard output
    #[arg(long, value_name = "run.json", requires = "output")]
    pub manifest: Option<PathBuf>,
    /// File name pattern for separate files: {record}, {id}, {language}
    #[arg(long, value_name = "PATTERN", default_value = BatchOptions::DEFAULT_NAME, conflicts_with = "output")]
    pub name: String,
    /// Allow {field:NAME} in --name, which puts patients' values into file names
    #[arg(long)]
    pub values_in_names: bool,
    /// Records per PDF in a merged run
    #[arg(long, value_name = "N", requires = "output", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub volume: Option<u64>,
    /// Start each copy of a merged PDF on a front side
    #[arg(long, requires = "output")]
    pub duplex: bool,
    /// A translation to use instead of those found beside the handout; repeatable
    #[arg(long, value_name = "FILE")]
    pub handout: Vec<PathBuf>,
    #[command(flatten)]
    pub dialect: DialectArgs,
    /// What a column or key fills: a field, `language`, `paper`, `size` or `reading_mode`; nothing after `=` ignores it
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub map: Vec<String>,
    /// Set a field to the same value in all copies; repeatable
    #[arg(long, value_name = "patient.FIELD=VALUE")]
    pub set: Vec<String>,
    /// Make copies for patients who have died (FHIR, HL7)
    #[arg(long)]
    pub include_deceased: bool,
    /// Use the patient's next language if there is no handout in the preferred one (FHIR, HL7)
    #[arg(long)]
    pub second_language: bool,
    /// Print what would otherwise be rejected; repeatable
    #[arg(long, value_name = "PROBLEM")]
    pub allow: Vec<Allowed>,
    /// Make copies of the good records, and list the others in a rejects file
    #[arg(long)]
    pub keep_going: bool,
    /// Check everything but write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Make only these copies: record numbers and ranges
    #[arg(long, value_name = "17,20-25", conflicts_with_all = ["shard", "volume"])]
    pub only: Option<Only>,
    /// Make part K of N of the run
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
    /// Resume a run that was stopped; anything its journal does not confirm is made again
    #[arg(long)]
    pub resume: bool,
    /// Replace existing files, but never an input file
    #[arg(long)]
    pub force: bool,
    /// Threads; by default, as many as there are processors
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Paper size, instead of the site's
    #[arg(long, value_name = "NAME", value_parser = PaperParser)]
    pub paper: Option<Size>,
    /// Size of running text, instead of the site's: 8pt to 36pt; from 18pt up, everything is in large print
    #[arg(long, value_name = "SIZE", value_parser = parse_text_size)]
    pub size: Option<Length>,
    /// Large print: all text at 18 pt or more, in one column, without italics
    #[arg(long, conflicts_with = "size")]
    pub large_print: bool,
    #[command(flatten)]
    pub press: PressArgs,
    /// Say in a merged press file which pages are whose: PDF/VT-1
    #[arg(long, requires = "output", help_heading = "Press")]
    pub vt: bool,
    #[command(flatten)]
    pub impose: ImposeArgs,
    #[command(flatten)]
    pub ticket: TicketArgs,
    /// Prefer the fonts in a folder to the bundled ones; repeatable
    #[arg(long, value_name = "DIR")]
    pub font_dir: Vec<PathBuf>,
    /// How problems are reported
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub message_format: MessageFormat,
}

impl BatchArgs {
    /// Whether the copies go to standard output.
    pub(crate) fn to_stdout(&self) -> bool {
        self.output.as_deref() == Some(Path::new("-"))
    }

    /// The folder into which `-o` puts all copies, if it is one. One that is called like a PDF is in the PDF's way.
    pub(crate) fn folder(&self) -> Option<&Path> {
        let is_pdf = |path: &Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
        self.output.as_deref().filter(|output| is_folder_name(output) || (output.is_dir() && !is_pdf(output)))
    }

    /// These arguments as options of a batch; the command supplies the rest.
    pub(crate) fn options(&self) -> BatchOptions {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        BatchOptions {
            handout: self.file.clone(),
            translations: self.handout.clone(),
            output: match (&self.dir, &self.output) {
                (Some(folder), _) => Output::Folder(folder.clone()),
                (None, Some(_)) if self.to_stdout() => Output::Stream(None),
                // Not named after the handout, whose blank has that name.
                (None, Some(output)) if self.folder().is_some() => Output::File(output.join("run.pdf")),
                (None, Some(output)) => Output::File(output.clone()),
                (None, None) => Output::Nowhere,
            },
            manifest: self.manifest.clone(),
            name: self.name.clone(),
            values_in_names: self.values_in_names,
            volume: self.volume,
            duplex: self.duplex,
            vt: self.vt,
            ticket: self.ticket.ticket(),
            map: self.map.clone(),
            set: self.set.clone(),
            dialect: self.dialect.dialect(&self.allow),
            include_deceased: self.include_deceased,
            second_language: self.second_language,
            allow_damaged: self.allow.contains(&Allowed::ValueDamaged),
            keep_going: self.keep_going,
            dry_run: self.dry_run,
            only: self.only.clone(),
            shard: self.shard,
            resume: self.resume,
            force: self.force,
            threads: self.threads.map_or_else(all, usize::from),
            paper: self.paper,
            size: if self.large_print { Some(LARGE_PRINT) } else { self.size },
            ..BatchOptions::default()
        }
    }
}
