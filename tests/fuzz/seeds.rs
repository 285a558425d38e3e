//! Seeds: each target's folder under `corpus`, and the files that other tests read.

use std::path::{Path, PathBuf};

/// Larger files of the other tests are omitted: they allow few inputs per second.
const LARGEST: u64 = 100_000;

/// The seeds of a target.
pub(crate) fn of(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = files(&root.join("tests/fuzz/corpus").join(target), &[]);
    let data = root.join("tests/data");
    match target {
        "yaml" => {
            paths.extend(files(&root.join("content"), &["yaml"]));
            paths.extend(files(&data, &["yaml"]));
        }
        "markdown" => paths.extend(files(&data.join("languages"), &["yaml"])),
        "records-csv" => paths.extend(files(&data, &["csv"])),
        "records-json" => paths.extend(files(&data, &["json", "ndjson"])),
        "records-sheets" => paths.extend(files(&data, &["xlsx", "ods"])),
        "verify" | "preflight" | "impose" => paths.extend(files(&data.join("verify"), &["pdf"])),
        "pictures" => paths.extend(files(root, &["svg", "png", "jpg"])),
        // Small faces: the changes reach their tables.
        "fonts" => paths.extend(files(&root.join("fonts"), &["ttf"])),
        _ => {}
    }
    paths.retain(|path| path.metadata().is_ok_and(|metadata| metadata.len() <= LARGEST));
    paths.sort();
    paths.dedup();
    let mut seeds: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect();
    if target == "records-sheets" {
        seeds.extend(seeds.iter().map(|workbook| parts(workbook)).collect::<Vec<_>>());
    }
    if matches!(target, "verify" | "preflight" | "impose") {
        seeds.push(pdf());
    }
    seeds
}

/// The files in a folder and below, of some kinds or all; build output is omitted.
fn files(folder: &Path, kinds: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.ends_with("target") && !path.ends_with(".git") {
            found.extend(files(&path, kinds));
        } else if path.is_file() {
            let kind = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if kinds.is_empty() || kinds.contains(&kind) {
                found.push(path);
            }
        }
    }
    found
}

/// The parts of a workbook as the target reads them.
fn parts(workbook: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read};
    // Colors and pictures, which no record is in.
    const LARGEST: u64 = 8_000;
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        if part.is_file() && part.size() <= LARGEST {
            found.extend(format!("== {}\n", part.name().expect("a name")).into_bytes());
            part.read_to_end(&mut found).expect("it is read");
        }
    }
    found
}

/// A PDF as the program makes it.
fn pdf() -> Vec<u8> {
    use handout::Diagnostics;
    use handout::{BuildOptions, build};
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pages/blocks.yaml");
    let (mut sources, mut diagnostics) = (handout::Sources::default(), Diagnostics::default());
    let fonts = handout::Fonts::bundled();
    let built = build(&mut sources, &path, &fonts, &BuildOptions::default(), &mut diagnostics);
    built.expect("a PDF").pdf
}
