//! `handout verify`: whether a run's PDFs still are what was made.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use sha2::{Digest, Sha256};

use super::Outcome;
use super::args::MessageFormat;
use super::report::{self, count};
use crate::manifest::page::hex;
use crate::manifest::{self, Manifest};
use crate::records::{Reader, Record};
use crate::verify::{Document, Expected, Fault, Found, ReadPage, Reading, compare};

const EXAMPLES: &str = "\
Examples:
  handout verify run.pdf --manifest run.json
  handout verify out --manifest out/run.json --records patients.csv
  handout verify out --manifest out/run.1-of-2.json --manifest out/run.2-of-2.json

Exit codes: 0 all pages are there, in order and unaltered; 1 faults, each reported by copy and page; 2 failure.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct VerifyArgs {
    /// A run's PDF, or the folder of its PDFs
    #[arg(value_name = "PDF|DIR")]
    path: PathBuf,
    /// The run's manifest; repeated for the parts of a run that was spread
    #[arg(long, value_name = "run.json", required = true)]
    manifest: Vec<PathBuf>,
    /// Look for each record's values on its copy, too
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// How faults are reported
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
}

/// Verifies a file or a folder.
pub(super) fn run(args: &VerifyArgs) -> anyhow::Result<Outcome> {
    let mut manifests = args.manifest.iter().map(|path| read_manifest(path)).collect::<anyhow::Result<Vec<_>>>()?;
    manifests.sort_by_key(Manifest::first_copy);
    let expected = Expected::new(&manifests)
        .map_err(|what| anyhow::anyhow!("`{}` is no sound manifest: {what}", args.manifest[0].display()))?;
    let mut checker = match &args.records {
        Some(path) => Some(ValueCheck::open(path, &manifests)?),
        None => None,
    };
    let mut faults = Vec::new();
    let mut good = 0;
    let mut compared = 0;
    let wants_text = |digest: Option<[u8; 16]>| {
        args.records.is_some() || digest.is_none_or(|digest| expected.known(digest).is_none())
    };
    if args.path.is_dir() {
        // One file after another, so that memory holds one: a page in the wrong file is found by the file it is in.
        let mut found = Vec::new();
        for (index, name) in expected.files.iter().enumerate() {
            let path = args.path.join(name);
            let pages = match path.is_file() {
                true => read_pages(&path, name, &wants_text, &mut faults)?,
                false => vec![], // All of its pages are missing.
            };
            found.push((Some(index), name.clone(), pages));
        }
        faults.extend(foreign_files(&args.path, &expected.files)?);
        let all: Vec<usize> = (0..expected.files.len()).collect();
        let comparison = compare(&expected, &all, &found);
        if let Some(checker) = &mut checker {
            faults.extend(checker.check(&expected, &found)?);
        }
        (good, compared) = (good + comparison.good, expected.pages.len());
        faults.extend(comparison.faults);
    } else {
        let name = args.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let pages = read_pages(&args.path, &name, &wants_text, &mut faults)?;
        if faults.is_empty() {
            let files = files_of(&expected, &name, &pages);
            let one = match files[..] {
                [one] => Some(one),
                _ => None,
            };
            let found = [(one, name, pages)];
            let comparison = compare(&expected, &files, &found);
            if let Some(checker) = &mut checker {
                faults.extend(checker.check(&expected, &found)?);
            }
            compared = expected.pages.iter().filter(|page| files.contains(&page.file)).count();
            good += comparison.good;
            faults.extend(comparison.faults);
        }
    }
    for fault in &faults {
        say(fault, args.message_format);
    }
    if faults.is_empty() {
        report::note(&format!("{}: all there, in order and unaltered", count(good, "page")));
        return Ok(Outcome::Clean);
    }
    report::note(&format!("{}; {good} of {} are good", count(faults.len(), "fault"), count(compared, "page")));
    Ok(Outcome::Problems)
}

fn read_manifest(path: &Path) -> anyhow::Result<Manifest> {
    let context = || format!("cannot read the manifest `{}`", path.display());
    let text = fs::read(path).with_context(context)?;
    let manifest: Manifest = serde_json::from_slice(&text).with_context(context)?;
    if manifest.head.manifest != manifest::VERSION {
        bail!("`{}` has format version {}, which is not known", path.display(), manifest.head.manifest);
    }
    if manifest.head.key() != manifest.key {
        bail!("`{}` was altered: its key does not fit what it says", path.display());
    }
    Ok(manifest)
}

fn read_pages(
    path: &Path,
    name: &str,
    wants_text: &dyn Fn(Option<[u8; 16]>) -> bool,
    faults: &mut Vec<Fault>,
) -> anyhow::Result<Vec<ReadPage>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let pages = Document::new(bytes).and_then(|document| document.pages(wants_text));
    Ok(pages.unwrap_or_else(|error| {
        faults.push(Fault::Unreadable { file: name.to_owned(), how: error.to_string() });
        vec![]
    }))
}

/// The files whose pages a PDF should hold: the one of its name; else those that its pages are of, for it may have
/// been renamed, or volumes joined.
fn files_of(expected: &Expected, name: &str, pages: &[ReadPage]) -> Vec<usize> {
    if let Some(index) = expected.files.iter().position(|file| file == name) {
        return vec![index];
    }
    let known = pages.iter().filter_map(|page| expected.known(page.digest?));
    let files: Vec<usize> = known.map(|index| expected.pages[index].file).collect();
    match (files.iter().min(), files.iter().max()) {
        (Some(&first), Some(&last)) => (first..=last).collect(),
        _ => (0..expected.files.len()).collect(),
    }
}

/// PDFs in the folder that are none of the run's.
fn foreign_files(folder: &Path, files: &[String]) -> anyhow::Result<Vec<Fault>> {
    let context = || format!("cannot read the folder `{}`", folder.display());
    let known: std::collections::BTreeSet<&str> = files.iter().map(String::as_str).collect();
    let mut foreign = Vec::new();
    for entry in fs::read_dir(folder).with_context(context)? {
        let name = entry.with_context(context)?.file_name().to_string_lossy().into_owned();
        if name.to_lowercase().ends_with(".pdf") && !known.contains(name.as_str()) {
            foreign.push(name);
        }
    }
    foreign.sort();
    Ok(foreign.into_iter().map(|file| Fault::ForeignFile { file }).collect())
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

/// Looks for records' values on their copies.
struct ValueCheck {
    path: PathBuf,
    reading: Reading,
    sound: bool,
}

impl ValueCheck {
    fn open(path: &Path, manifests: &[Manifest]) -> anyhow::Result<ValueCheck> {
        let head = &manifests[0].head;
        let reading = Reading::new(&head.reading).context("the manifest does not say how records are read")?;
        let bytes = fs::read(path).with_context(|| format!("cannot read the records `{}`", path.display()))?;
        let sound = manifests.iter().all(|manifest| manifest.head.records.sha256 == hex(&Sha256::digest(&bytes)));
        Ok(ValueCheck { path: path.to_owned(), reading, sound })
    }

    fn check(&self, expected: &Expected, found: &[Found]) -> anyhow::Result<Vec<Fault>> {
        let mut faults = if self.sound { vec![] } else { vec![Fault::OtherRecords] };
        let mut texts: std::collections::BTreeMap<u64, String> = std::collections::BTreeMap::new();
        for page in found.iter().flat_map(|(_, _, pages)| pages) {
            let known = page.digest.and_then(|digest| expected.known(digest));
            let text = page.text.as_deref().unwrap_or_default();
            if let Some(index) = known.or_else(|| expected.by_code(text)) {
                texts.entry(expected.pages[index].copy).or_default().push_str(text);
            }
        }
        let file = File::open(&self.path).with_context(|| format!("cannot read `{}`", self.path.display()))?;
        let csv = self.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let broken = |error| anyhow::anyhow!("the records `{}`: {error}", self.path.display());
        for record in Reader::new(file, csv, &self.reading.plan).map_err(broken)? {
            // A record that was left out has no copy.
            let Ok(record) = record.map_err(broken)? else { continue };
            let Record { number, .. } = record;
            let Some(text) = texts.remove(&number) else { continue };
            let missing = self.reading.missing(&record, &text);
            faults.extend(missing.map(|field| Fault::Value { copy: number, field: field.to_owned() }));
        }
        faults.extend(texts.into_keys().map(|copy| Fault::NoRecord { copy }));
        Ok(faults)
    }
}
