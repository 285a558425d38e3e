//! Source files: their bytes, their names, and what a byte offset means to a reader.
//!
//! Besides `cli`, the only module that touches the file system. Knows nothing of YAML.

use std::path::{Path, PathBuf};

/// Index of a file in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// A range of bytes in one source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Where a piece of text was written. Travels with the text into glyph runs, so that a missing glyph or an overfull
/// line points at its author's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In a YAML scalar; `offset` counts bytes of the scalar's *decoded* text.
    Scalar {
        /// The scalar as it stands in the file, quotes or block indicator included.
        scalar: Span,
        /// Bytes into the decoded text.
        offset: u32,
    },
    /// A patient's value (`--set`, `--record`): never shown in a diagnostic.
    Record,
    /// A word of the product itself ("Page", "Patient").
    Product,
}

/// One source file, read whole.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path as the user gave or the handout named it.
    pub path: PathBuf,
    /// The text, without a byte order mark; line ends as they stand in the file.
    pub text: String,
}

/// All files of one build.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file that has been read.
    pub fn add(&mut self, path: impl AsRef<Path>, text: String) -> FileId {
        self.files.push(SourceFile { path: path.as_ref().to_owned(), text });
        FileId((self.files.len() - 1) as u16)
    }

    /// The file with this id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[usize::from(id.0)]
    }
}
