//! What a run leaves beside its PDFs: which copies it made from what, and how to recognize each page.
//!
//! Nothing here contains a patient's value. [`page`] defines how a page is recognized; the engine that makes copies
//! computes it from what it writes, `verify` from what it reads back, and the two share nothing else. [`Head`] is
//! everything that determines the bytes of a run: two runs with the same head make the same files.

pub(crate) mod canonical;
pub(crate) mod choice;
pub(crate) mod page;
pub(crate) mod sound;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::content::types::FieldKind;
use crate::records::Dialect;
use page::{PageMark, hex, unhex};

/// The version of the manifest's format.
pub(crate) const VERSION: u32 = 2;

/// One finished copy, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The record's number.
    pub number: u64,
    /// Its pages in order, excluding any blank back (`--duplex`); if pages are put on sheets, the sides of those, each with
    /// the codes of the pages on it.
    pub pages: Vec<PageMark>,
    /// The copy that lists the sheets on which this one is, too, if it is not this one (`--impose cut-stack`).
    pub with: Option<u64>,
}

/// What a run is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    /// The format's version.
    pub manifest: u32,
    /// The program and its version.
    pub program: String,
    /// The files from which all copies are made.
    pub inputs: Vec<Input>,
    /// The available faces: name, hash of the file.
    pub fonts: Vec<Font>,
    /// Hashes of the output intents that its files may have; see [`canonical`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intents: Vec<String>,
    /// The options, apart from the files.
    pub options: Options,
    /// The records file.
    pub records: Records,
    /// How it was read.
    pub reading: Reading,
}

/// How records were read and printed: enough to find their values on the pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reading {
    /// The handout's fields and what they accept.
    pub fields: Vec<(String, FieldKind)>,
    /// Explicitly mapped columns or keys: column, what it fills.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub map: Vec<(String, String)>,
    /// Languages that had handouts, the run's own first.
    pub languages: Vec<String>,
    /// The site's region.
    pub region: String,
    /// Whether patients who have died got a copy.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub include_deceased: bool,
    /// Whether copies were made in a language other than the one a patient prefers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second_language: bool,
    /// The fields' labels, which head columns, and their fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<(String, String)>,
    /// By language and field: the values that it may have, and what they print as.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choices>,
    /// Fields of lists' items that not every copy prints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unshown: Vec<String>,
    /// What was said about the records file.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dialect: Dialect,
}

/// The choices of a field in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Choices {
    /// The language.
    pub language: String,
    /// The field.
    pub field: String,
    /// Each value, and what it prints as.
    pub values: Vec<(String, String)>,
}

fn is_default(dialect: &Dialect) -> bool {
    *dialect == Dialect::default()
}

/// A file from which copies are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Input {
    /// Its name, without its folder.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A face.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Font {
    /// Its PostScript name.
    pub name: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// The options. Only those that change bytes, or which copies there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Options {
    /// One file per copy, or copies per file.
    pub output: Output,
    /// Paper in thousandths of a point, if not the site's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<[i64; 2]>,
    /// Running text in thousandths of a point, if not the site's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    /// Whether each copy of a merged file starts on a front side.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub duplex: bool,
    /// How pages are put on sheets, if they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impose: Option<String>,
    /// How copies are printed, if they are for a press.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub press: Option<String>,
    /// Whether they are in PDF 2.0, if they are not for a press.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pdf2: bool,
    /// The PDFs' date, if not the date of the last review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub epoch: Option<i64>,
    /// The values that fill a field in all copies: hashed, because they are values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_sha256: Option<String>,
    /// The pattern of separate files' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The part of a split run: `3/8`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// The requested copies, if not all: `17,20-25`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// Whether records for which no copy can be made were left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_going: bool,
    /// Whether values damaged by a program were printed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allow_damaged: bool,
}

/// How copies are divided among files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Output {
    /// One file per copy.
    #[default]
    Separate,
    /// All in one file.
    Merged,
    /// This many records per file.
    Volumes(u64),
}

/// The records file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Records {
    /// The number of records.
    pub count: u64,
    /// SHA-256 of the file's bytes.
    pub sha256: String,
}

/// A list entry: a finished file, a copy in it, or a record left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Entry {
    /// A finished PDF.
    File {
        /// Its name, beside the manifest.
        file: String,
        /// SHA-256 of its bytes.
        sha256: String,
        /// The number of copies in it.
        copies: u64,
    },
    /// A copy, in the preceding file of the list.
    Copy {
        /// The record's number.
        copy: u64,
        /// Its pages: code, digest.
        pages: Vec<(String, String)>,
        /// The copy that lists the sheets that it is on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        with: Option<u64>,
    },
    /// A record for which no copy could be made during the run.
    Reject {
        /// The record's number.
        reject: u64,
        /// The line of the records on which it begins.
        #[serde(default)]
        line: u64,
        /// The field at fault.
        field: Option<String>,
        /// What is wrong; never a value.
        reason: String,
    },
}

impl Entry {
    /// The entry of a finished copy.
    pub(crate) fn of(copy: &Finished) -> Entry {
        let pages = copy.pages.iter().map(|page| (page.code.clone(), hex(&page.digest))).collect();
        Entry::Copy { copy: copy.number, pages, with: copy.with }
    }

    /// The finished copy of an entry, if it is one and its digests are valid.
    pub(crate) fn finished(&self) -> Option<Finished> {
        let Entry::Copy { copy, pages, with } = self else { return None };
        let mark = |(code, digest): &(String, String)| Some(PageMark { code: code.clone(), digest: unhex(digest)? });
        Some(Finished { number: *copy, pages: pages.iter().map(mark).collect::<Option<_>>()?, with: *with })
    }
}

impl Head {
    /// Identifies a run: a hash of everything that determines its bytes.
    pub(crate) fn key(&self) -> String {
        // A structure of strings and numbers always serializes.
        let text = serde_json::to_vec(self).unwrap_or_default();
        hex(&Sha256::digest(text)[..16])
    }
}

/// A manifest that has been read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What the run is made from.
    #[serde(flatten)]
    pub(crate) head: Head,
    /// [`Head::key`].
    pub(crate) key: String,
    /// Files, each followed by its copies, in record order.
    pub(crate) entries: Vec<Entry>,
}

impl Manifest {
    /// The number of its first copy, by which the parts of a run are ordered.
    pub(crate) fn first_copy(&self) -> Option<u64> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Copy { copy, .. } => Some(*copy),
            _ => None,
        })
    }
}

/// Writes a manifest: its head, then its entries as they come, one per line, then a digest of all that.
pub(crate) fn write(
    out: &mut impl Write,
    head: &Head,
    entries: impl Iterator<Item = io::Result<String>>,
) -> io::Result<()> {
    let mut out = sound::Hashing::new(out);
    let text = serde_json::to_string_pretty(head)?;
    let open = text.strip_suffix("\n}").unwrap_or(&text);
    write!(out, "{open},\n  \"key\": \"{}\",\n  \"entries\": [", head.key())?;
    for (index, entry) in entries.enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        out.write_all(entry?.as_bytes())?;
    }
    out.write_all(b"\n  ],\n")?;
    let digest = hex(&out.sha256());
    write!(out.out, "  \"digest\": \"{digest}\"\n}}\n")
}
