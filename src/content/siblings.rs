//! The handouts in a folder that belong together: one text in several languages, by its `id`.

use std::io;
use std::path::{Path, PathBuf};

use crate::source;
use crate::source::limits::MAX_TEXT_BYTES;

/// A handout that lies beside another and has its id.
pub struct Sibling {
    /// Where it is.
    pub path: PathBuf,
    /// Its language as it is written.
    pub language: Option<String>,
}

/// The handouts beside one that have its id, whatever their files are called, in the order of their names.
///
/// Looks at lines alone: a folder may hold files with mistakes, and handouts that nobody asked for.
pub fn siblings(path: &Path, id: &str) -> io::Result<Vec<Sibling>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let own = path.canonicalize()?;
    let mut found = Vec::new();
    for entry in folder.read_dir()? {
        let name = entry?.file_name();
        let candidate = match folder == Path::new(".") && !path.starts_with(".") {
            true => PathBuf::from(&name),
            false => folder.join(&name),
        };
        let yaml = candidate.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        // What is no regular file could keep us waiting.
        if !yaml || !candidate.is_file() || candidate.canonicalize().is_ok_and(|path| path == own) {
            continue;
        }
        // A file of anything else need not even be text.
        let Ok(text) = source::read_limited(&candidate, MAX_TEXT_BYTES) else { continue };
        let Ok(text) = String::from_utf8(text) else { continue };
        if value(&text, "handout:").is_some() && value(&text, "id:").is_some_and(|found| found == id) {
            found.push(Sibling { path: candidate, language: value(&text, "language:").map(str::to_owned) });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// What stands after a key at the start of a line, without quotes and comment.
fn value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let rest = text.lines().find_map(|line| line.strip_prefix(key))?;
    Some(rest.split(" #").next().unwrap_or(rest).trim().trim_matches(['"', '\'']))
}
