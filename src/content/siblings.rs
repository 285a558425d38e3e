//! Handouts in a folder that belong together: one text in several languages, by its `id`.

use std::io;
use std::path::{Path, PathBuf};

use saphyr_parser::{Event, Parser};

use crate::source::Tree;
use crate::source::limits::{MAX_TEXT_BYTES, MAX_YAML_DEPTH};

/// A handout beside another one with the same id.
pub(crate) struct Sibling {
    /// Its path.
    pub path: PathBuf,
    /// Its language, as written.
    pub language: Option<String>,
}

/// The handouts beside another one that have its id, whatever their file names, in file name order.
///
/// None of them is checked: a folder may hold files with mistakes, and handouts that nobody asked for.
pub(crate) fn siblings(tree: &Tree, path: &Path, id: &str) -> io::Result<Vec<Sibling>> {
    let is_yaml = |path: &Path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    let sibling = |path: PathBuf| {
        // Any other file need not even be text.
        let text = String::from_utf8(tree.read(&path, MAX_TEXT_BYTES).ok()?).ok()?;
        let facts = Facts::read(text.strip_prefix('\u{feff}').unwrap_or(&text), id);
        let is_sibling = facts.is_handout && facts.id.is_some_and(|found| found == id);
        is_sibling.then_some(Sibling { path, language: facts.language })
    };
    Ok(tree.beside(path, is_yaml)?.into_iter().filter_map(sibling).collect())
}

/// A file's top-level facts.
#[derive(Debug, Default)]
struct Facts {
    is_handout: bool,
    id: Option<String>,
    language: Option<String>,
}

impl Facts {
    /// Reads no further than necessary: until all facts are known, or the id turns out to be a different one.
    fn read(text: &str, id: &str) -> Facts {
        let mut facts = Facts::default();
        if !facts.scan(text, id) {
            // An unreadable translation is a problem to report, not a reason to print without it. Mistakes are usually
            // in the text, and ids and languages have their own lines.
            for line in text.lines().filter(|line| !line.starts_with([' ', '\t', '#', '-'])) {
                facts.scan(line, id);
            }
        }
        facts
    }

    /// Adds facts not yet known. Returns whether the text could be read as far as needed.
    fn scan(&mut self, text: &str, id: &str) -> bool {
        let mut parser = Parser::new_from_str(text);
        let mut depth = 0;
        let mut key = None;
        while let Some(event) = parser.next_event() {
            let Ok((event, _)) = event else { return false };
            let scalar = match event {
                // Not a mapping, where keys and values alternate.
                Event::SequenceStart(..) if depth == 0 => return true,
                Event::SequenceStart(..) | Event::MappingStart(..) if depth == MAX_YAML_DEPTH => return false,
                Event::SequenceStart(..) | Event::MappingStart(..) => {
                    depth += 1;
                    continue;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    depth -= 1;
                    None
                }
                Event::Scalar(text, ..) => Some(text),
                Event::Alias(_) => None,
                Event::DocumentEnd => return true,
                _ => continue,
            };
            if depth != 1 {
                continue;
            }
            let Some(name) = key.take() else {
                key = Some(scalar.unwrap_or_default());
                continue;
            };
            let fact = match &*name {
                "handout" => {
                    self.is_handout = true;
                    continue;
                }
                "id" => &mut self.id,
                "language" => &mut self.language,
                _ => continue,
            };
            if fact.is_none() {
                *fact = scalar.map(|text| text.into_owned());
            }
            let of_another = self.id.as_ref().is_some_and(|own| own != id);
            if of_another || (self.is_handout && self.id.is_some() && self.language.is_some()) {
                return true;
            }
        }
        true
    }
}
