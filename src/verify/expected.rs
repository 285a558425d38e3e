//! What a run's files should contain.

use std::collections::{BTreeMap, BTreeSet};

use crate::manifest::page::{Hash, unhex};
use crate::manifest::{Entry, Manifest};

/// A page that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedPage {
    /// The copy's number.
    pub copy: u64,
    /// The page's number within the copy.
    pub page: u32,
    /// Pages of the copy.
    pub pages: u32,
    /// The file, as an index of [`Expected::files`].
    pub(crate) file: usize,
    /// The digest of everything that draws it.
    pub(crate) digest: [u8; 16],
}

/// All pages of one or more runs, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// The files' names.
    pub files: Vec<String>,
    /// The pages.
    pub pages: Vec<ExpectedPage>,
    /// Whether each copy starts on a front side.
    pub(crate) duplex: bool,
    /// Hashes of the output intents that the files may have.
    pub intents: Vec<Hash>,
    /// Copies that are on the sheets of another: the other, and they.
    pub(crate) with: BTreeMap<u64, Vec<u64>>,
    by_digest: BTreeMap<[u8; 16], usize>,
    by_code: BTreeMap<String, usize>,
}

impl Expected {
    /// Combines what manifests list. `Err` says what is wrong with one.
    pub fn new(manifests: &[Manifest]) -> Result<Expected, &'static str> {
        let mut expected = Expected::default();
        let mut names = BTreeSet::new();
        for manifest in manifests {
            expected.duplex |= manifest.head.options.duplex;
            expected.intents.extend(manifest.head.intents.iter().filter_map(|intent| unhex(intent)));
            for entry in &manifest.entries {
                match entry {
                    Entry::File { file, .. } if !names.insert(file) => return Err("another lists the same file"),
                    Entry::File { file, .. } => expected.files.push(file.clone()),
                    Entry::Reject { .. } => {}
                    Entry::Copy { .. } => expected.add(entry)?,
                }
            }
        }
        Ok(expected)
    }

    fn add(&mut self, entry: &Entry) -> Result<(), &'static str> {
        let copy = entry.finished().ok_or("a page's digest is invalid")?;
        let file = self.files.len().checked_sub(1).ok_or("a copy is listed before any file")?;
        if let Some(lister) = copy.with {
            self.with.entry(lister).or_default().push(copy.number);
        }
        let pages = copy.pages.len() as u32;
        for (page, mark) in (1..).zip(copy.pages) {
            let index = self.pages.len();
            self.pages.push(ExpectedPage { copy: copy.number, page, pages, file, digest: mark.digest });
            if self.by_digest.insert(mark.digest, index).is_some() {
                return Err("two pages are identical, so they cannot be distinguished");
            }
            // A side of a sheet has the codes of its pages.
            for code in mark.code.split_whitespace() {
                self.by_code.insert(code.to_owned(), index);
            }
        }
        Ok(())
    }

    /// The copies on a copy's sheets besides itself.
    pub fn on_sheets_of(&self, copy: u64) -> &[u64] {
        self.with.get(&copy).map_or(&[], Vec::as_slice)
    }

    /// The page with this digest.
    pub fn known(&self, digest: [u8; 16]) -> Option<usize> {
        self.by_digest.get(&digest).copied()
    }

    /// The page whose code is in a page's text.
    pub fn by_code(&self, text: &str) -> Option<usize> {
        let chars: Vec<char> = text.chars().collect();
        let part = |c: &[char]| c.iter().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        chars.windows(14).find_map(|window| {
            let shaped = window[4] == '-'
                && window[9] == '-'
                && part(&window[..4])
                && part(&window[5..9])
                && part(&window[10..]);
            shaped.then(|| self.by_code.get(&window.iter().collect::<String>())).flatten().copied()
        })
    }
}
