//! `handout verify`: whether a run's PDFs still match what was made.

mod files;
mod manifests;
mod pixels;
mod values;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use self::files::Read;
use self::values::ValueCheck;
use super::outcome::Outcome;
use super::report;
use super::values::MessageFormat;
use crate::diag::count;
use crate::manifest::Manifest;
use crate::source::limits::MAX_SHOWN;
use crate::verify::{Expected, Fault, Found, compare};

const EXAMPLES: &str = "\
Examples:
  handout verify run.pdf --manifest run.json
  handout verify out --manifest out/run.json --records patients.csv
  handout verify printed.pdf --manifest run.json --pixels run.pdf
  handout verify out --manifest out/run.1-of-2.json --manifest out/run.2-of-2.json

Exit codes: 0 all pages present, in order and unaltered; 1 faults, each reported by copy and page; 2 failure.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct VerifyArgs {
    /// A run's PDF, or the folder with its PDFs
    #[arg(value_name = "PDF|DIR")]
    path: PathBuf,
    /// The run's manifest; repeat it for the parts of a split run
    #[arg(long, value_name = "run.json", required = true)]
    manifest: Vec<PathBuf>,
    /// Compare a PDF that another program has rewritten, as images, with what the run wrote: the original PDF, or the
    /// folder with all of them
    #[arg(long, value_name = "ORIGINAL")]
    pixels: Option<PathBuf>,
    /// Also look for each record's values on its copy
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// How faults are reported
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) message_format: MessageFormat,
}

/// Verifies a file or a folder.
pub(super) fn run(args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let manifests = manifests::read(&args.manifest)?;
    let expected = Expected::new(&manifests)
        .map_err(|what| anyhow::anyhow!("the manifest `{}` cannot be used: {what}", args.manifest[0].display()))?;
    let checker = args.records.as_ref().map(|path| ValueCheck::open(path, &manifests)).transpose()?;
    let mut judge = Judge::new(args, &manifests, &expected);
    if args.path.is_dir() {
        // One file at a time, to hold only one in memory: a page in the wrong file is reported by the file it is in.
        for (index, name) in expected.files.iter().enumerate() {
            judge.file(&args.path.join(name), name, Some(index))?;
        }
        judge.faults.extend(files::foreign(&args.path, &expected.files)?);
    } else {
        let name = args.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        judge.file(&args.path, &name, None)?;
    }
    let Judge { found, files, mut faults, mut good, mut compared, looked_at, .. } = judge;
    let comparison = compare(&expected, &files, &found);
    if let Some(checker) = checker {
        faults.extend(checker.check(&expected, &found)?);
    }
    let files: std::collections::BTreeSet<usize> = files.into_iter().collect();
    compared += expected.pages.iter().filter(|page| files.contains(&page.file)).count();
    good += comparison.good;
    faults.extend(comparison.faults);
    // People get a list that they can read; programs get all of it.
    let most = if args.message_format == MessageFormat::Json { usize::MAX } else { MAX_SHOWN };
    for fault in faults.iter().take(most) {
        say(fault, args.message_format);
    }
    if faults.len() > most {
        report::line(&format!("… and {} more", faults.len() - most));
    }
    if report::speaks_json() {
        report::event(serde_json::json!({
            "event": "verified", "pages": compared, "good": good, "compared_as_pictures": looked_at, "faults": faults.len()
        }));
        return Ok(Outcome::clean_if(faults.is_empty()));
    }
    if !faults.is_empty() {
        report::note(&format!(
            "{}; {good} of {} are good",
            count(faults.len() as u64, "fault"),
            count(compared as u64, "page")
        ));
        return Ok(Outcome::Problems);
    }
    report::note(&match looked_at {
        0 => format!("{}: all present, in order and unaltered", count(good as u64, "page")),
        _ => format!(
            "{}: all present and in order; {looked_at} of them look as they did when made",
            count(good as u64, "page")
        ),
    });
    Ok(Outcome::Clean)
}

/// What has been found so far.
struct Judge<'a> {
    args: &'a VerifyArgs,
    manifests: &'a [Manifest],
    expected: &'a Expected,
    /// Pages to compare, by file.
    found: Vec<Found>,
    /// The files whose pages they should hold.
    files: Vec<usize>,
    faults: Vec<Fault>,
    good: usize,
    compared: usize,
    /// Pages compared as images.
    looked_at: usize,
}

impl<'a> Judge<'a> {
    fn new(args: &'a VerifyArgs, manifests: &'a [Manifest], expected: &'a Expected) -> Judge<'a> {
        let (found, files, faults) = Default::default();
        Judge { args, manifests, expected, found, files, faults, good: 0, compared: 0, looked_at: 0 }
    }

    /// Reads a file; in a folder, `index` tells which one it should be.
    fn file(&mut self, path: &Path, name: &str, index: Option<usize>) -> anyhow::Result<()> {
        let in_folder = index.and_then(|_| fs::symlink_metadata(path).ok());
        let expected_pages = |file: usize| self.expected.pages.iter().filter(move |page| page.file == file);
        match in_folder {
            // All of its pages are missing.
            None if index.is_some() => {
                self.found.push((index, name.to_owned(), vec![]));
                self.files.extend(index);
                return Ok(());
            }
            // A link may lead to a file that is sound here but differs where it is printed.
            Some(there) if !there.is_file() => {
                self.compared += index.map_or(0, |index| expected_pages(index).count());
                self.faults
                    .push(Fault::Unreadable { file: name.to_owned(), how: "it is not a regular file".to_owned() });
                return Ok(());
            }
            _ => {}
        }
        let texts = self.args.records.is_some();
        let (fault, files, pages) = match files::read(path, name, self.expected, self.manifests, texts)? {
            Read::Exact(pages) => {
                self.good += pages;
                self.compared += pages;
                return Ok(());
            }
            Read::Fault(fault) => (Some(fault), files::files_of(self.expected, name, &[]), vec![]),
            Read::Pages(pages) => {
                let files = index.map_or_else(|| files::files_of(self.expected, name, &pages), |index| vec![index]);
                (None, files, pages)
            }
        };
        let file = index.or(match files[..] {
            [one] => Some(one),
            _ => None,
        });
        let found = [(file, name.to_owned(), pages)];
        if let Some(originals) = &self.args.pixels {
            let damaged = matches!(fault, Some(Fault::Damaged { .. } | Fault::Unreadable { .. }));
            let altered = fault.is_some() || !compare(self.expected, &files, &found).faults.is_empty();
            if altered && !damaged {
                let original = if originals.is_dir() { originals.join(name) } else { originals.clone() };
                match pixels::look(path, name, &original, self.expected, self.manifests)? {
                    Ok(pages) => {
                        self.good += pages;
                        self.looked_at += pages;
                    }
                    Err(faults) => self.faults.extend(faults),
                }
                self.compared += files.iter().map(|&file| expected_pages(file).count()).sum::<usize>();
                return Ok(());
            }
        }
        match fault {
            Some(fault) => {
                self.faults.push(fault);
                self.compared += files.iter().map(|&file| expected_pages(file).count()).sum::<usize>();
            }
            None => {
                self.found.extend(found);
                self.files.extend(files);
            }
        }
        Ok(())
    }
}

fn say(fault: &Fault, format: MessageFormat) {
    match format {
        MessageFormat::Human => report::line(&format!("error[{}]: {fault}", fault.code())),
        MessageFormat::Json => {
            let ((copy, page), (file, place)) = (fault.page(), fault.place());
            let value = serde_json::json!({
                "code": fault.code(), "severity": "error", "message": fault.to_string(),
                "copy": copy, "page": page, "file": file, "file_page": place
            });
            report::line(&value.to_string());
        }
    }
}
