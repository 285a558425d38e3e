//! `handout build`: a PDF of each handout.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ColorChoice;

use super::args::BuildArgs;
use super::environment::{source_date_epoch, today};
use super::font_files::{font_files, load_fonts};
use super::one_record::{self, List};
use super::outcome::Outcome;
use super::output::{self, Target};
use super::record::{self, Given};
use super::report::{self, Reporter};
use super::stdin;
use super::stdout::{self, print};
use super::values::Allowed;
use crate::diag::Diagnostics;
use crate::engine::{self, BuildOptions, Built};
use crate::fonts::Fonts;
use crate::outputs::inputs::Inputs;
use crate::outputs::refuse_other_kind;
use crate::pdf::intent::Purpose;
use crate::source::limits::MAX_INPUT_BYTES;
use crate::source::{self, LoadError, Sources};

/// Builds every file on the command line: all problems of all files are reported, and the good files are written.
pub(super) fn run(args: &BuildArgs, color: ColorChoice) -> anyhow::Result<Outcome> {
    let mut reporter = Reporter::new(args.message_format, color);
    let mut sources = Sources::default();
    let mut problems = Diagnostics::default();
    // Before any message names a file: an argument taken for a file may be half of a value.
    let (list, bytes) = read_record(args)?;
    let object = args.record.as_deref().filter(|_| list.is_none()).map(|path| (path, bytes.as_deref()));
    let record = record::gather(&args.set, object, &mut sources, &mut problems)?;
    if !args.set.is_empty() {
        refuse_values(&args.files)?;
    }
    let font_files = font_files(&args.font_dir)?;
    let named = args.files.iter().chain(&args.record).chain(&font_files);
    let mut outputs = Outputs::new(args, Inputs::new(named.map(PathBuf::as_path)))?;
    let fonts = load_fonts(&font_files)?;

    let bad_record = problems.has_errors();
    reporter.report(&sources, problems);

    let epoch = source_date_epoch()?;
    let options = BuildOptions {
        record: record.values.clone(),
        allow_damaged: args.allow.contains(&Allowed::ValueDamaged),
        paper: args.paper,
        size: args.text_size(),
        purpose: args.press.press()?.map_or(Purpose::Screen(args.press.edition()), Purpose::Press),
        imposition: args.impose.imposition()?,
        epoch,
        today: Some(today(epoch)),
    };
    let record = (!bad_record).then_some(&record);
    let mut outcome = Outcome::clean_if(!bad_record);
    for (index, path) in args.files.iter().enumerate() {
        let result = match (&list, record) {
            (Some(list), Some(sets)) => {
                let found = list.record(path, &mut sources, &mut reporter);
                let merged = found.and_then(|found| {
                    let given = one_record::merged(&found, sets, &mut reporter, &sources)?;
                    let (paper, size) = (found.paper.or(options.paper), found.size.or(options.size));
                    Some((BuildOptions { record: given.values.clone(), paper, size, ..options.clone() }, given))
                });
                match merged {
                    Some((options, given)) => {
                        build_one(path, &fonts, &options, Some(&given), &mut sources, &mut reporter)
                    }
                    None => Ok(None),
                }
            }
            _ => build_one(path, &fonts, &options, record, &mut sources, &mut reporter),
        };
        let result = result.and_then(|built| match built {
            Some(built) => outputs.write(index, &built, &sources, &reporter).map(|()| Outcome::Clean),
            None => Ok(Outcome::Problems),
        });
        outcome = outcome.max(result.unwrap_or_else(|error| {
            report::failure(&error);
            Outcome::Failed
        }));
    }
    reporter.finish();
    Ok(outcome)
}

/// The file of `--record`: a list, or the bytes of an object, which are missing if there are too many.
fn read_record(args: &BuildArgs) -> anyhow::Result<(Option<List>, Option<Vec<u8>>)> {
    let Some(path) = &args.record else { return Ok((None, None)) };
    let read = match path == Path::new("-") {
        true => {
            stdin::refuse_terminal()?;
            source::read_stdin(MAX_INPUT_BYTES)
        }
        false => source::read_limited(path, MAX_INPUT_BYTES),
    };
    let bytes = match read {
        Err(LoadError::TooLarge { .. }) => return Ok((None, None)),
        other => other.with_context(|| format!("cannot read the record `{}`", path.display()))?,
    };
    if one_record::is_list(path, &bytes) {
        let list = List::new(path, bytes, args.only, args.dialect.dialect(&args.allow))?;
        return Ok((Some(list), None));
    }
    if args.only.is_some_and(|only| only != 1) {
        bail!("--only chooses a record of a list, and the file holds one object");
    }
    Ok((None, Some(bytes)))
}

/// Rejects an argument that is neither a file nor named like one, without repeating it: the shell splits `--set
/// patient.name=Ana Díaz` into two arguments.
fn refuse_values(files: &[PathBuf]) -> anyhow::Result<()> {
    let called = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    match files.iter().position(|path| !called(path) && !path.exists()) {
        Some(index) => bail!(
            "handout {} of {} is not a file. It is not shown because it may be part of a value. Put a value with \
             spaces in quotes: --set patient.FIELD='VALUE'",
            index + 1,
            files.len()
        ),
        None => Ok(()),
    }
}

/// A PDF, or nothing if there are problems, which have been reported.
fn build_one(
    path: &Path,
    fonts: &Fonts,
    options: &BuildOptions,
    record: Option<&Given>,
    sources: &mut Sources,
    reporter: &mut Reporter,
) -> anyhow::Result<Option<Built>> {
    // A mistyped name on the command line is bad usage; a bad name in a handout is a problem of the handout.
    source::check_readable(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut diagnostics = Diagnostics::default();
    let built = engine::build(sources, path, fonts, options, &mut diagnostics);
    if let Some(record) = record.filter(|record| record.has_lists()) {
        let read = engine::read(&mut Sources::default(), path, &mut Diagnostics::default());
        record.check_lists(read.as_ref().and_then(|files| files.handout.patient.as_ref()), &mut diagnostics);
    }
    let failed = diagnostics.has_errors();
    // Problems in the record have been reported.
    let diagnostics = record.map(|record| record.placed(std::mem::take(&mut diagnostics))).unwrap_or(diagnostics);
    reporter.report(sources, diagnostics);
    match built {
        _ if failed || record.is_none() => Ok(None),
        Some(built) => Ok(Some(built)),
        None => bail!("no PDF was made of `{}`, although no problem was found in it", path.display()),
    }
}

/// Where each file goes.
struct Outputs<'a> {
    args: &'a BuildArgs,
    /// Input files, which are never overwritten.
    inputs: Inputs,
    /// The place of each PDF. A filled-in copy has none yet: its name depends on what the handout says.
    targets: Vec<Option<Target>>,
    /// Names already used for this run's PDFs.
    names: Vec<PathBuf>,
}

impl<'a> Outputs<'a> {
    /// Finds reasons not to write before anything is built, as far as names are known.
    fn new(args: &'a BuildArgs, inputs: Inputs) -> anyhow::Result<Outputs<'a>> {
        let mut outputs = Outputs { args, inputs, targets: vec![], names: vec![] };
        if let Some(folder) = args.output.as_deref().filter(|output| output::is_folder_name(output)) {
            output::make_folder(folder)?;
        }
        if let Some(output) = outputs.file() {
            if args.files.len() > 1 {
                bail!("-o gives one file, but there are {} handouts; give a folder", args.files.len());
            }
            let target = if output == Path::new("-") {
                stdout::refuse_terminal()?;
                outputs.inputs.refuse_stdout(stdout::file().as_ref())?;
                Target::Stdout
            } else {
                refuse_other_kind(output)?;
                output::target(output, args.force, &outputs.inputs)?
            };
            outputs.targets.push(Some(target));
            return Ok(outputs);
        }
        for file in &args.files {
            let target = match outputs.fills() {
                true => None,
                false if source::is_handed_over(file) => {
                    bail!("`{}` has no name from which to derive the PDF's; name the PDF with -o", file.display())
                }
                false => {
                    let stem = file.file_stem().with_context(|| format!("`{}` is not a file name", file.display()))?;
                    let mut name = stem.to_owned();
                    name.push(".pdf");
                    Some(outputs.named(Path::new(&name))?)
                }
            };
            outputs.targets.push(target);
        }
        Ok(outputs)
    }

    /// The single output file, unless a folder was given.
    fn file(&self) -> Option<&'a Path> {
        self.args.output.as_deref().filter(|output| *output == Path::new("-") || !output.is_dir())
    }

    /// Whether a patient's values are filled in.
    fn fills(&self) -> bool {
        !self.args.set.is_empty() || self.args.record.is_some()
    }

    /// A name that we choose, in the given folder or the current one.
    fn named(&mut self, name: &Path) -> anyhow::Result<Target> {
        let path = self.args.output.as_ref().map_or_else(|| name.to_owned(), |folder| folder.join(name));
        if self.names.contains(&path) {
            bail!("two handouts would both be written to `{}`", path.display());
        }
        let target = output::target(&path, self.args.force, &self.inputs)?;
        self.names.push(path);
        Ok(target)
    }

    fn write(&mut self, index: usize, built: &Built, sources: &Sources, reporter: &Reporter) -> anyhow::Result<()> {
        let target = match self.targets[index].take() {
            Some(target) => target,
            // Never the blank's name: a patient's copy saved there would be handed to the next patient.
            None => self.named(Path::new(&format!("{}.{}.copy.pdf", built.id, built.language.tag())))?,
        };
        match target {
            Target::Stdout => {
                print(&built.pdf).context("cannot write to standard output")?;
                reporter.written("-", &built.pdf, built.pages);
                Ok(())
            }
            Target::File(file) => {
                // Only now is it known what else was read. Without --force, only our own PDFs are replaced.
                if self.args.force && file.exists() {
                    self.inputs.add_sources(sources);
                    self.inputs.refuse(&file, &format!("`{}`", file.display()))?;
                }
                output::write(&file, &built.pdf)?;
                reporter.written(&file.display().to_string(), &built.pdf, built.pages);
                Ok(())
            }
        }
    }
}
