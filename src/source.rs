//! Source files: their bytes, their names, and what a byte offset means to a reader.
//!
//! Everything read of handouts is read here. Knows YAML only to the extent needed to locate a character of a scalar's
//! text in the file (`scalar`).

pub(crate) mod limits;
mod open;
pub(crate) mod scalar;
mod tree;

use std::io;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use limits::{MAX_ASSET_BYTES, MAX_TEXT_BYTES};

pub(crate) use open::{check_readable, is_handed_over, open_regular, read_limited, read_stdin};
pub(crate) use scalar::CharPlace;
pub use tree::Tree;

/// Index of a file in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FileId(pub u16);

/// A range of bytes in one source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes as a range.
    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where a piece of text was written. Travels with the text into glyph runs, so that a missing glyph or an overfull
/// line points at its author's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    /// In a YAML scalar; `offset` counts bytes of the scalar's *decoded* text.
    Scalar {
        /// The scalar as it appears in the file, including quotes or block indicator.
        scalar: Span,
        /// Bytes into the decoded text.
        offset: u32,
    },
    /// A patient's value (`--set`, `--record`): never shown in a diagnostic.
    Record,
    /// A word of the product itself ("Page", "Patient").
    Product,
}

/// One source file, read completely.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    /// The path as given by the user or the handout.
    pub path: PathBuf,
    /// The text, without a byte order mark; line endings as in the file.
    pub text: String,
    /// Byte at which each line begins; LF, CRLF and a lone CR end a line, as in YAML.
    line_starts: Vec<u32>,
    /// How many characters begin before each [`STRIDE`]th byte, so that a column of a long line is not counted from its
    /// start.
    chars_before: Vec<u32>,
}

/// The most bytes scanned to count characters, versus four bytes kept for each of them.
const STRIDE: usize = 1024;

impl SourceFile {
    /// One-based line and column of a byte. Columns count characters.
    pub(crate) fn line_column(&self, byte: usize) -> (usize, usize) {
        let byte = self.floor_char_boundary(byte);
        let line = self.line_starts.partition_point(|&start| start as usize <= byte).max(1);
        let start = self.line_starts[line - 1] as usize;
        (line, self.chars_before(byte) - self.chars_before(start) + 1)
    }

    /// How many characters begin before a byte.
    fn chars_before(&self, byte: usize) -> usize {
        let mark = byte / STRIDE;
        self.chars_before[mark] as usize + count_chars(&self.text.as_bytes()[mark * STRIDE..byte])
    }

    /// Bytes of a one-based line, without its line ending.
    pub(crate) fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.line_starts.get(line - 1).map_or(self.text.len(), |&s| s as usize);
        let end = self.line_starts.get(line).map_or(self.text.len(), |&s| s as usize);
        let trimmed = self.text[start..end].trim_end_matches(['\n', '\r']).len();
        start..start + trimmed
    }

    /// The nearest character boundary at or before a byte.
    pub(crate) fn floor_char_boundary(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }
}

/// All files of one run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    tree: Tree,
    files: Vec<SourceFile>,
}

/// Why a text file could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    /// There is no such file.
    #[error("no such file")]
    Missing,
    /// It is a folder, a device or a named pipe.
    #[error("not a regular file")]
    NotAFile,
    /// It has more than [`MAX_TEXT_BYTES`] or [`MAX_ASSET_BYTES`].
    #[error("larger than {}", size(*limit))]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// Its path leaves the folder that it must stay in.
    #[error("outside the handout's folder")]
    Outside,
    /// More files than one run can number.
    #[error("more than 65,535 files in one run")]
    TooMany,
    /// The bytes are not UTF-8 from here on. The file is stored under this id, with the bad bytes replaced.
    #[error("not UTF-8")]
    NotUtf8 {
        /// The file.
        file: FileId,
        /// The first bad byte.
        byte: u32,
        /// Whether it begins like UTF-16.
        utf16: bool,
    },
    /// A system error.
    #[error(transparent)]
    Io(io::Error),
}

impl Sources {
    /// Files that are read from a tree; by default from the disk.
    pub fn new(tree: Tree) -> Sources {
        Sources { tree, files: vec![] }
    }

    /// Where they are read from.
    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Adds a file that has been read.
    pub(crate) fn add(&mut self, path: impl AsRef<Path>, text: String) -> FileId {
        let (line_starts, chars_before) = (line_starts(&text), chars_before(&text));
        self.files.push(SourceFile { path: path.as_ref().to_owned(), text, line_starts, chars_before });
        FileId((self.files.len() - 1) as u16)
    }

    /// The file with this id.
    pub(crate) fn file(&self, id: FileId) -> &SourceFile {
        &self.files[usize::from(id.0)]
    }

    /// All files, in the order in which they were read.
    pub(crate) fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        // No more files are added than can be numbered.
        (0..self.files.len()).map(|index| FileId(index as u16))
    }

    /// The text under a span.
    pub(crate) fn text(&self, span: Span) -> &str {
        let file = self.file(span.file);
        let (start, end) = (file.floor_char_boundary(span.range().start), file.floor_char_boundary(span.range().end));
        &file.text[start..end.max(start)]
    }

    /// Reads a text file, or finds it among those already read.
    pub(crate) fn load(&mut self, path: &Path) -> Result<FileId, LoadError> {
        if let Some(index) = self.files.iter().position(|f| f.path == path) {
            return Ok(FileId(index as u16));
        }
        if self.files.len() > usize::from(u16::MAX) {
            return Err(LoadError::TooMany);
        }
        let bytes = self.tree.read(path, MAX_TEXT_BYTES)?;
        let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                Ok(self.add(path, text))
            }
            Err(error) => {
                let bom = if error.as_bytes().starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
                let byte = (error.utf8_error().valid_up_to() - bom) as u32;
                let text = String::from_utf8_lossy(&error.as_bytes()[bom..]).into_owned();
                Err(LoadError::NotUtf8 { file: self.add(path, text), byte, utf16 })
            }
        }
    }

    /// The path of a file named in another one.
    pub(crate) fn relative_path(&self, base: FileId, relative: &str) -> PathBuf {
        let folder = folder_of(&self.file(base).path);
        // `./site.yaml` and `site.yaml` are one file in messages and lookups.
        folder.join(relative).components().filter(|c| *c != Component::CurDir).collect()
    }

    /// Reads an image named in a file. It must be in that file's folder or below, after following links.
    pub(crate) fn read_asset(&self, base: FileId, relative: &str) -> Result<Vec<u8>, LoadError> {
        let below = |c: Component<'_>| matches!(c, Component::Normal(_) | Component::CurDir);
        // A backslash separates folders on some systems, and a colon indicates a drive or a stream there.
        if relative.contains(['\\', ':', '\0']) || !Path::new(relative).components().all(below) {
            return Err(LoadError::Outside);
        }
        let folder = folder_of(&self.file(base).path);
        self.tree.read_inside(folder, &self.relative_path(base, relative), MAX_ASSET_BYTES)
    }

    /// Likewise; an image that is not there is looked for beside the site, whose folder may have images that all handouts
    /// share.
    pub(crate) fn read_picture(&self, base: FileId, site: Option<FileId>, name: &str) -> Result<Vec<u8>, LoadError> {
        match (self.read_asset(base, name), site) {
            (Err(LoadError::Missing), Some(site)) => self.read_asset(site, name),
            (read, _) => read,
        }
    }

    /// The bytes of the file in which `len` bytes of text were written. `None` for text that is not in a file.
    pub(crate) fn locate(&self, origin: Origin, len: u32) -> Option<Span> {
        self.locator().locate(origin, len)
    }

    /// The same for many texts in turn.
    pub(crate) fn locator(&self) -> Locator<'_> {
        Locator { sources: self, scalar: None, places: vec![] }
    }
}

/// Locates texts in files. A scalar is decoded once for all consecutive requests about it: a text can have a problem in
/// every word.
pub(crate) struct Locator<'a> {
    sources: &'a Sources,
    /// The last scalar used.
    scalar: Option<Span>,
    /// Its characters.
    places: Vec<CharPlace>,
}

impl Locator<'_> {
    /// The bytes of the file in which `len` bytes of text were written. `None` for text that is not in a file.
    pub(crate) fn locate(&mut self, origin: Origin, len: u32) -> Option<Span> {
        let Origin::Scalar { scalar, offset } = origin else { return None };
        if self.scalar != Some(scalar) {
            (self.scalar, self.places) = (Some(scalar), scalar::decode(self.sources.text(scalar)).1);
        }
        let places = &self.places;
        // The last entry is the end of the text, so that an offset at the end is also found.
        let at = |offset: u32| {
            let index = places.partition_point(|place| place.text <= offset).max(1) - 1;
            places.get(index).map_or((scalar.end, scalar.end), |p| (scalar.start + p.start, scalar.start + p.end))
        };
        let start = at(offset).0;
        let end = if len == 0 { start } else { at(offset + len - 1).1 };
        Some(Span { file: scalar.file, start, end: end.max(start) })
    }
}

/// A limit in words: `20 MB`, `512 KB`.
fn size(bytes: u64) -> String {
    match bytes / (1024 * 1024) {
        0 => format!("{} KB", bytes / 1024),
        megabytes => format!("{megabytes} MB"),
    }
}

fn count_chars(bytes: &[u8]) -> usize {
    // Every byte begins a character except continuation bytes (UTF-8: `10xxxxxx`).
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

fn chars_before(text: &str) -> Vec<u32> {
    let counts = text.as_bytes().chunks(STRIDE).scan(0, |count, chunk| {
        *count += count_chars(chunk) as u32;
        Some(*count)
    });
    std::iter::once(0).chain(counts).collect()
}

/// The folder that a file's own names are relative to; empty for the current one.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !is_handed_over(path) => folder,
        _ => Path::new(""),
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, &byte) in bytes.iter().enumerate() {
        if byte == b'\n' || (byte == b'\r' && bytes.get(index + 1) != Some(&b'\n')) {
            starts.push(index as u32 + 1);
        }
    }
    starts
}
