//! The command-line arguments.

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use super::batch::BatchArgs;
use super::dialect::DialectArgs;
use super::guide::GuideArgs;
use super::impose::ImposeArgs;
use super::ledger::LedgerArgs;
use super::preflight::PreflightArgs;
use super::press::PressArgs;
use super::reimpose::ReimposeArgs;
use super::serve::ServeArgs;
use super::values::{Allowed, MessageFormat, PaperParser};
use super::verify::VerifyArgs;
use crate::geom::{Length, Size};
use crate::style::{LARGE_PRINT, parse_text_size};

/// Patient handouts from YAML to accessible, print-ready PDF.
#[derive(Debug, Parser)]
#[command(name = "handout", version, propagate_version = true, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 done, 1 problems in the content, 2 bad usage or failure.")]
pub(super) struct Cli {
    /// Color in messages; NO_COLOR is honored
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a PDF of each handout
    Build(Box<BuildArgs>),
    /// Make a copy for each record of a list
    Batch(Box<BatchArgs>),
    /// Read a run's PDFs back: is every page there, once, in its place, unaltered?
    Verify(VerifyArgs),
    /// Say what a print shop would say about a PDF
    Preflight(PreflightArgs),
    /// Put the pages of any PDF on sheets
    Impose(ReimposeArgs),
    /// Show a page for nurses: pick a handout, fill it in, see it, print it
    Serve(ServeArgs),
    /// Check a ledger of prints
    Ledger(LedgerArgs),
    /// Write a commented handout to start from
    New(NewArgs),
    /// Print the user's guide, page by page
    Guide(GuideArgs),
    /// List the bundled fonts, or show which of them are used for a language
    Fonts(FontsArgs),
    /// Print the JSON Schema of the file format, for editors
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

impl Command {
    /// How the command reports, if it can do so in more than one way.
    pub(super) fn message_format(&self) -> MessageFormat {
        match self {
            Command::Build(args) => args.message_format,
            Command::Batch(args) => args.message_format,
            Command::Verify(args) => args.message_format,
            Command::Preflight(args) => args.message_format,
            _ => MessageFormat::Human,
        }
    }
}

const BUILD_EXAMPLES: &str = "\
Examples:
  handout build bone-marrow-test.en.yaml
  handout build *.yaml --paper a4
  handout build bone-marrow-test.es.yaml --large-print -o large.pdf
  handout build bone-marrow-test.en.yaml --set patient.name='Ana Díaz' --set patient.test_date=2026-12-01
  handout build bone-marrow-test.en.yaml --record patient.json -o - | lp
  handout build bone-marrow-test.en.yaml --record patients.xlsx --only 17 -o out/

Without -o, each PDF goes to the current folder under its handout's own name; one filled in with --set
or --record is named ID.LANGUAGE.copy.pdf. A blank that handout wrote before is replaced. A filled-in copy
or any other file is replaced only with --force, and an input file never.";

#[derive(Debug, Args)]
#[command(after_help = BUILD_EXAMPLES)]
pub(super) struct BuildArgs {
    /// Handouts to build
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Output: a file, a folder, or `-` for standard output; a folder ending in `/` is made
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,
    /// Set a field of the patient box; repeatable
    #[arg(long, value_name = "patient.FIELD=VALUE")]
    pub(super) set: Vec<String>,
    /// Read field values from a JSON object, {"name": "…", "mrn": "…"}, or from a list as for `batch`; `-` for standard
    /// input
    #[arg(long, value_name = "FILE")]
    pub(super) record: Option<PathBuf>,
    /// The number of the record in a list
    #[arg(long, value_name = "N", requires = "record", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) only: Option<u64>,
    #[command(flatten)]
    pub(super) dialect: DialectArgs,
    /// Print what would otherwise be refused; repeatable
    #[arg(long, value_name = "PROBLEM")]
    pub(super) allow: Vec<Allowed>,
    /// Paper size, instead of the site's
    #[arg(long, value_name = "NAME", value_parser = PaperParser)]
    pub(super) paper: Option<Size>,
    /// Size of running text, instead of the site's: 8pt to 36pt; from 18pt up, everything is in large print
    #[arg(long, value_name = "SIZE", value_parser = parse_text_size)]
    pub(super) size: Option<Length>,
    /// Large print: all text at 18 pt or more, in one column, without italics
    #[arg(long, conflicts_with = "size")]
    pub(super) large_print: bool,
    #[command(flatten)]
    pub(super) press: PressArgs,
    #[command(flatten)]
    pub(super) impose: ImposeArgs,
    /// Prefer the fonts in a folder to the bundled ones; repeatable
    #[arg(long, value_name = "DIR")]
    pub(super) font_dir: Vec<PathBuf>,
    /// Replace a filled-in copy, or a file that handout did not write
    #[arg(long)]
    pub(super) force: bool,
    /// How problems are reported
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) message_format: MessageFormat,
}

impl BuildArgs {
    /// The requested size of running text.
    pub(super) fn text_size(&self) -> Option<Length> {
        if self.large_print { Some(LARGE_PRINT) } else { self.size }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  handout new after-surgery && handout build after-surgery.yaml")]
pub(super) struct NewArgs {
    /// Name of the handout: lowercase letters, digits and hyphens; the file is NAME.yaml
    pub(super) name: String,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  handout fonts\n  handout fonts --language km\n  \
    handout fonts --language ja --font-dir our-fonts")]
pub(super) struct FontsArgs {
    /// Show which fonts are used for this language: running text, bold, Latin words, digits, symbols
    #[arg(long, value_name = "TAG")]
    pub(super) language: Option<String>,
    /// Include the fonts in a folder; repeatable
    #[arg(long, value_name = "DIR")]
    pub(super) font_dir: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  handout schema > handout.schema.json\n\n\
    Then begin a handout with `# yaml-language-server: $schema=handout.schema.json`.")]
pub(super) struct SchemaArgs {
    /// Which file the schema is for
    #[arg(default_value = "handout")]
    pub(super) kind: SchemaKind,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum SchemaKind {
    /// A handout
    Handout,
    /// What all of a hospital's handouts share
    Site,
    /// The language-assistance notices
    Notices,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}
