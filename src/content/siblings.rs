//! The handouts in a folder that belong together: one text in several languages, by its `id`.

use std::io;
use std::path::{Path, PathBuf};

use saphyr_parser::{Event, Parser};

use crate::source::Tree;
use crate::source::limits::{MAX_TEXT_BYTES, MAX_YAML_DEPTH};

/// A handout that lies beside another and has its id.
pub struct Sibling {
    /// Where it is.
    pub path: PathBuf,
    /// Its language as it is written.
    pub language: Option<String>,
}

/// The handouts beside one that have its id, whatever their files are called, in the order of their names.
///
/// None of them is checked: a folder may hold files with mistakes, and handouts that nobody asked for.
pub fn siblings(tree: &Tree, path: &Path, id: &str) -> io::Result<Vec<Sibling>> {
    let is_yaml = |path: &Path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    let sibling = |path: PathBuf| {
        // A file of anything else need not even be text.
        let text = String::from_utf8(tree.read(&path, MAX_TEXT_BYTES).ok()?).ok()?;
        let facts = Facts::read(text.strip_prefix('\u{feff}').unwrap_or(&text), id);
        let is_sibling = facts.is_handout && facts.id.is_some_and(|found| found == id);
        is_sibling.then_some(Sibling { path, language: facts.language })
    };
    Ok(tree.beside(path, is_yaml)?.into_iter().filter_map(sibling).collect())
}

/// What a file says of itself at its top level.
#[derive(Debug, Default)]
struct Facts {
    is_handout: bool,
    id: Option<String>,
    language: Option<String>,
}

impl Facts {
    /// Reads no further than it must: to all facts, or to another id than the one that is looked for.
    fn read(text: &str, id: &str) -> Facts {
        let mut facts = Facts::default();
        if !facts.scan(text, id) {
            // A translation that cannot be read is a problem to be reported, and no reason to print without it. Mistakes
            // are in texts, as a rule, and ids and languages have lines of their own.
            for line in text.lines().filter(|line| !line.starts_with([' ', '\t', '#', '-'])) {
                facts.scan(line, id);
            }
        }
        facts
    }

    /// Adds what is not known yet. Tells whether the text could be read, as far as that was needed.
    fn scan(&mut self, text: &str, id: &str) -> bool {
        let mut parser = Parser::new_from_str(text);
        let mut depth = 0;
        let mut key = None;
        while let Some(event) = parser.next_event() {
            let Ok((event, _)) = event else { return false };
            let scalar = match event {
                // Not a mapping, whose keys and values take turns.
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
