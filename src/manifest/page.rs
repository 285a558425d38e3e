//! How a printed page is recognized: by the code on its trace line, and by a digest of everything that draws it.
//!
//! The digest must be the same after any rewriting of the file that leaves pages unchanged (object numbers, compression,
//! order of keys), and differ when anything drawn differs. It is the first 16 bytes of the SHA-256 of these lines, each
//! ended by a line feed:
//!
//! ```text
//! box <left> <bottom> <right> <top>       MediaBox, thousandths of a point, rounded
//! crop <left> <bottom> <right> <top>      likewise bleed, trim and art, if that box differs from the MediaBox
//! content <sha256>                        one for each stream of Contents, in order: its decoded bytes
//! font <name> <sha256>                    one for each entry of Resources/Font, names in byte order: the font with all its
//!                                         dictionaries, maps, widths and its program
//! xobject <name> <sha256>                 likewise for Resources/XObject
//! annotation <sha256>                     one for each annotation, in order
//! more <sha256>                           anything else visible in the page or the catalog
//! ```
//!
//! Hashes are in lowercase hexadecimal; those of objects are [`super::canonical`]'s. Content is hashed with its strings as
//! in [`crate::syntax::content::canonical`], without any line feeds at its end. Each part is hashed separately, so that
//! what copies share (static content, fonts) is hashed once for a whole run.

use sha2::{Digest, Sha256};

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// The hash of decoded content. Line feeds at its end do not count: a writer may add some.
pub(crate) fn hash(bytes: &[u8]) -> Hash {
    let end = bytes.iter().rposition(|&byte| byte != b'\n').map_or(0, |last| last + 1);
    Sha256::digest(&bytes[..end]).into()
}

/// One page as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageMark {
    /// The code printed on its trace line and in its barcode; on a side of a sheet, those of all its pages, with spaces
    /// between them.
    pub code: String,
    /// See the module's description.
    pub digest: [u8; 16],
}

/// A box in thousandths of a point: left, bottom, right, top.
pub(crate) type Area = [i64; 4];

/// Everything that draws a page, for its digest.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageParts<'a> {
    /// The MediaBox.
    pub media: Area,
    /// Other boxes that differ, by the names above.
    pub boxes: Vec<(&'static str, Area)>,
    /// Hashes of the decoded content streams in order.
    pub contents: Vec<Hash>,
    /// Fonts in any order.
    pub fonts: Vec<(&'a str, Hash)>,
    /// XObjects in any order.
    pub xobjects: Vec<(&'a str, Hash)>,
    /// Annotations in order.
    pub annotations: Vec<Hash>,
    /// Anything else.
    pub more: Option<Hash>,
}

impl PageParts<'_> {
    /// The page's digest.
    pub(crate) fn digest(&self) -> [u8; 16] {
        let mut lines = Vec::with_capacity(1024);
        push_area(&mut lines, "box", self.media);
        self.boxes.iter().for_each(|(name, area)| push_area(&mut lines, name, *area));
        self.contents.iter().for_each(|content| push_line(&mut lines, &["content"], content));
        for (kind, parts) in [("font ", &self.fonts), ("xobject ", &self.xobjects)] {
            let mut parts: Vec<_> = parts.iter().collect();
            parts.sort_by_key(|(name, _)| *name);
            parts.iter().for_each(|(name, hash)| push_line(&mut lines, &[kind, name], hash));
        }
        self.annotations.iter().for_each(|annotation| push_line(&mut lines, &["annotation"], annotation));
        self.more.iter().for_each(|more| push_line(&mut lines, &["more"], more));
        let mut digest = [0; 16];
        digest.copy_from_slice(&Sha256::digest(&lines)[..16]);
        digest
    }
}

fn push_area(lines: &mut Vec<u8>, name: &str, [left, bottom, right, top]: Area) {
    lines.extend_from_slice(format!("{name} {left} {bottom} {right} {top}\n").as_bytes());
}

fn push_line(lines: &mut Vec<u8>, words: &[&str], hash: &Hash) {
    words.iter().for_each(|word| lines.extend_from_slice(word.as_bytes()));
    lines.push(b' ');
    lines.extend(hex_digits(hash));
    lines.push(b'\n');
}

/// Bytes in lowercase hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    hex_digits(bytes).map(char::from).collect()
}

fn hex_digits(bytes: &[u8]) -> impl Iterator<Item = u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
}

/// Bytes from hexadecimal; `None` if their number differs from what is expected.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let digit = |c: u8| char::from(c).to_digit(16).map(|d| d as u8);
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}
