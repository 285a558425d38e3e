//! `handout impose`: pages of any PDF on sheets.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::impose::ImposeArgs;
use super::input::read_pdf;
use super::outcome::Outcome;
use super::output::{self, Target};
use super::press::bleed;
use super::report;
use super::stdout::{self, print};
use crate::diag::count;
use crate::geom::Length;
use crate::outputs::inputs::Inputs;
use crate::reimpose::{Job, impose};

const EXAMPLES: &str = "\
Examples:
  handout impose report.pdf -o booklet.pdf --impose booklet
  handout impose flyer.pdf -o sheets.pdf --impose 2up --sheet 13x19 --marks
  handout impose cards.pdf -o cards-24.pdf --impose step-and-repeat:4x6 --gutter 6mm
  handout impose leaflet.pdf -o - --impose 4up | lp

Exit codes: 0 done; 1 the PDF cannot be put on sheets, and why; 2 bad usage or failure.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("impose", |arg| arg.required(true)))]
pub(super) struct ReimposeArgs {
    /// The PDF, whoever made it; `-` for standard input
    #[arg(value_name = "FILE.pdf")]
    file: PathBuf,
    /// Output: a file, or `-` for standard output
    #[arg(short, long, value_name = "OUT.pdf")]
    output: PathBuf,
    #[command(flatten)]
    impose: ImposeArgs,
    /// How much around the trimmed pages is printed: 3mm, 0.125in; by default what all of them have
    #[arg(long, value_name = "LENGTH", value_parser = bleed, help_heading = "Imposition")]
    bleed: Option<Length>,
    /// Marks for cutting, registration and color around the pages
    #[arg(long, help_heading = "Imposition")]
    marks: bool,
    /// Replace a file that handout did not write; never the one that is read
    #[arg(long)]
    force: bool,
}

/// Puts the file's pages on sheets.
pub(super) fn run(args: &ReimposeArgs) -> anyhow::Result<Outcome> {
    let Some(imposition) = args.impose.imposition()? else { bail!("say how with --impose, such as --impose booklet") };
    let inputs = Inputs::new([args.file.as_path()]);
    let target = if args.output == Path::new("-") {
        stdout::refuse_terminal()?;
        inputs.refuse_stdout(stdout::file().as_ref())?;
        Target::Stdout
    } else {
        output::target(&args.output, args.force, &inputs)?
    };
    let bytes = read_pdf(&args.file)?;
    let job = Job { imposition: (*imposition).clone(), bleed: args.bleed, marks: args.marks };
    let shown = if args.file == Path::new("-") { "standard input".into() } else { args.file.display().to_string() };
    let imposed = match impose(bytes, &job) {
        Ok(imposed) => imposed,
        Err(refused) => {
            report::note(&format!("`{shown}` cannot be put on sheets: {refused}"));
            return Ok(Outcome::Problems);
        }
    };
    for note in &imposed.notes {
        report::note(&format!("{shown}: {note}"));
    }
    match target {
        Target::Stdout => print(&imposed.pdf).context("cannot write to standard output")?,
        Target::File(file) => {
            output::write(&file, &imposed.pdf)?;
            report::note(&format!("wrote {} ({})", file.display(), count(imposed.sides as u64, "side")));
        }
    }
    Ok(Outcome::Clean)
}
