//! The files in a folder and below.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::source::limits::MAX_TEXT_BYTES;
use crate::source::read_limited;

/// Folders below the given one that are looked into.
const DEEPEST: usize = 4;

/// Files that are looked at. More is not a folder of handouts.
const MOST_FILES: usize = 20_000;

/// All files in a folder and below, by name, without hidden files and folders.
pub(super) fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    find(folder, 0, &mut paths)?;
    Ok(paths)
}

/// Those of them that are handouts, judging by a line with the key that every handout has: folders hold sites, notices and
/// other files, too.
pub(super) fn handouts_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = files_below(folder)?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "yaml" || e == "yml") && is_handout(path));
    Ok(paths)
}

fn find(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if hidden || paths.len() >= MOST_FILES {
            continue;
        }
        if path.is_dir() {
            // A folder that may not be listed is none of ours.
            let below = if depth < DEEPEST { find(&path, depth + 1, paths) } else { Ok(()) };
            below.or_else(|error| if depth > 0 { Ok(()) } else { Err(error) })?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

fn is_handout(path: &Path) -> bool {
    let text = read_limited(path, MAX_TEXT_BYTES).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.trim_start_matches('\u{feff}').lines().any(|line| line.starts_with("handout:"))
}

/// How a file is called in an address: its path in the folder, with slashes.
pub(super) fn name_in(folder: &Path, path: &Path) -> Option<String> {
    let names = path.strip_prefix(folder).ok()?.iter().map(|name| name.to_str());
    Some(names.collect::<Option<Vec<&str>>>()?.join("/"))
}
