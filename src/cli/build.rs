//! `handout build`: a PDF of each handout.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ColorChoice;

use super::args::BuildArgs;
use super::output::{self, Target};
use super::report::{self, Reporter};
use super::{Outcome, print, record};
use crate::diag::Diagnostics;
use crate::engine::{self, Options};
use crate::fonts::Fonts;
use crate::source::Sources;

/// Builds all files of the command line: every problem of every file is reported, and what is good is written.
pub(super) fn run(args: &BuildArgs, color: ColorChoice) -> anyhow::Result<Outcome> {
    let targets = targets(args)?;
    let fonts = load_fonts(&args.font_dir)?;
    let mut reporter = Reporter::new(args.message_format, color);
    let mut sources = Sources::default();

    let mut problems = Diagnostics::default();
    let record = record::gather(&args.set, args.record.as_deref(), &mut problems)?;
    let bad_record = problems.has_errors();
    reporter.report(&sources, problems);

    let epoch = source_date_epoch()?;
    let options =
        Options { record, paper: args.paper, size: args.text_size(), epoch, today: Some(super::today(epoch)) };
    let mut outcome = if bad_record { Outcome::Problems } else { Outcome::Clean };
    for (path, target) in args.files.iter().zip(&targets) {
        let result = build_one(path, target, &fonts, &options, bad_record, &mut sources, &mut reporter);
        outcome = outcome.max(result.unwrap_or_else(|error| {
            report::failure(&error);
            Outcome::Failed
        }));
    }
    reporter.finish();
    Ok(outcome)
}

fn build_one(
    path: &Path,
    target: &Target,
    fonts: &Fonts,
    options: &Options,
    bad_record: bool,
    sources: &mut Sources,
    reporter: &mut Reporter,
) -> anyhow::Result<Outcome> {
    // A mistyped name on the command line is bad usage; a bad name in a handout is a problem of the handout.
    let metadata = std::fs::metadata(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    if !metadata.is_file() {
        bail!("`{}` is not a file", path.display());
    }
    let mut diagnostics = Diagnostics::default();
    let built = engine::build(sources, path, fonts, options, &mut diagnostics);
    let failed = diagnostics.has_errors();
    reporter.report(sources, diagnostics);
    let built = match built {
        _ if failed || bad_record => return Ok(Outcome::Problems),
        Some(built) => built,
        None => bail!("no PDF was made of `{}`, and no problem found in it", path.display()),
    };
    match target {
        Target::Stdout => print(&built.pdf)?,
        Target::File(file) => {
            output::write(file, &built.pdf)?;
            reporter.written(&file.display().to_string(), built.pages);
        }
    }
    Ok(Outcome::Clean)
}

/// Where each file goes. All reasons not to write are found before anything is built.
fn targets(args: &BuildArgs) -> anyhow::Result<Vec<Target>> {
    let stdout = args.output.as_deref() == Some(Path::new("-"));
    let folder = args.output.as_deref().filter(|output| !stdout && output.is_dir());
    if let (Some(output), None) = (&args.output, folder) {
        if args.files.len() > 1 {
            bail!("-o names one file, but there are {} handouts; name a folder", args.files.len());
        }
        if stdout && io::stdout().is_terminal() {
            bail!("a PDF is not for the terminal; send it on with `| …` or `> FILE`");
        }
        let target = if stdout { Target::Stdout } else { output::target(output, args.force)? };
        // Not even --force writes over what is read.
        if let (Target::File(path), [source]) = (&target, args.files.as_slice())
            && path.canonicalize().is_ok_and(|path| source.canonicalize().is_ok_and(|source| source == path))
        {
            bail!("`{}` is the handout itself", output.display());
        }
        return Ok(vec![target]);
    }
    let mut targets: Vec<(PathBuf, Target)> = vec![];
    for file in &args.files {
        let stem = file.file_stem().with_context(|| format!("`{}` is not a file's name", file.display()))?;
        let mut name = stem.to_owned();
        name.push(".pdf");
        let output = folder.map_or_else(|| PathBuf::from(&name), |folder| folder.join(&name));
        if targets.iter().any(|(other, _)| *other == output) {
            bail!("two handouts would both be written to `{}`", output.display());
        }
        let target = output::target(&output, args.force)?;
        targets.push((output, target));
    }
    Ok(targets.into_iter().map(|(_, target)| target).collect())
}

/// The bundled fonts and those of the folders, in order of their file names.
pub(super) fn load_fonts(folders: &[PathBuf]) -> anyhow::Result<Fonts> {
    let mut fonts = Fonts::bundled();
    for folder in folders {
        let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
        let mut paths = entries.map(|entry| entry.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| {
            let extension = path.extension().map(|e| e.to_ascii_lowercase());
            extension.is_some_and(|e| e == "ttf" || e == "otf" || e == "ttc")
        });
        if paths.is_empty() {
            bail!("there are no fonts (.ttf, .otf) in `{}`", folder.display());
        }
        paths.sort();
        for path in paths {
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            fonts.add_face(bytes, &path.display().to_string())?;
        }
    }
    Ok(fonts)
}

/// The date for reproducible builds (reproducible-builds.org), if the environment gives one.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
pub(super) fn source_date_epoch() -> anyhow::Result<Option<i64>> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) else { return Ok(None) };
    let seconds = value.to_str().and_then(|text| text.parse::<i64>().ok()).filter(|&s| s >= 0);
    seconds.map(Some).context("SOURCE_DATE_EPOCH is not a number of seconds since 1970")
}
