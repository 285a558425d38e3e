//! `verify --records`: whether the copies show what the records say.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::manifest::Manifest;
use crate::manifest::page::hex;
use crate::records::{Reader, Record};
use crate::verify::{Expected, Fault, Found, Reading};

/// Looks for records' values on their copies.
pub(super) struct ValueCheck {
    path: PathBuf,
    reading: Reading,
    sound: bool,
}

impl ValueCheck {
    pub(super) fn open(path: &Path, manifests: &[Manifest]) -> anyhow::Result<ValueCheck> {
        let head = &manifests[0].head;
        let reading = Reading::new(&head.reading).context("the manifest does not say how records are read")?;
        let bytes = fs::read(path).with_context(|| format!("cannot read the records `{}`", path.display()))?;
        let sound = manifests.iter().all(|manifest| manifest.head.records.sha256 == hex(&Sha256::digest(&bytes)));
        Ok(ValueCheck { path: path.to_owned(), reading, sound })
    }

    pub(super) fn check(&self, expected: &Expected, found: &[Found]) -> anyhow::Result<Vec<Fault>> {
        let mut faults = if self.sound { vec![] } else { vec![Fault::OtherRecords] };
        let mut texts: BTreeMap<u64, String> = BTreeMap::new();
        for page in found.iter().flat_map(|(_, _, pages)| pages) {
            let known = page.digest.and_then(|digest| expected.known(digest));
            let text = page.text.as_deref().unwrap_or_default();
            if let Some(index) = known.or_else(|| expected.by_code(text)) {
                let copy = expected.pages[index].copy;
                for copy in expected.on_sheets_of(copy).iter().chain([&copy]) {
                    texts.entry(*copy).or_default().push_str(text);
                }
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
