//! How a printed page is known again: by the code on its trace line, and by a digest of all that draws it.
//!
//! The digest must come out the same from any rewriting of the file that leaves pages alone (object numbers,
//! compression, order of keys), and differ when anything drawn differs. It is the first 16 bytes of the SHA-256 of these
//! lines, each ended by a line feed:
//!
//! ```text
//! box <width> <height>                    MediaBox, thousandths of a point, rounded
//! content <sha256>                        one for each stream of Contents, in order: its decoded bytes
//! font <name> <sha256> <sha256> <sha256>  one for each entry of Resources/Font, names in the order of their bytes: the decoded
//!                                         font program (FontFile2, FontFile3), the decoded ToUnicode, the decoded Encoding
//! xobject <name> <sha256>                 likewise for Resources/XObject: the decoded stream (an image's samples)
//! ```
//!
//! Hashes are in lower-case hexadecimal, without the line feeds that a stream may end with; `-` stands for a stream that
//! is not there. Each part is hashed by itself, so that what copies share (static content, fonts) is hashed once for a
//! whole run. Streams are decoded by all filters but those of images (DCTDecode and its like).

use sha2::{Digest, Sha256};

/// SHA-256 of a decoded stream.
pub type Hash = [u8; 32];

/// The hash of a decoded stream. Line feeds at its end do not count: a writer may add some.
pub fn hash(bytes: &[u8]) -> Hash {
    let end = bytes.iter().rposition(|&byte| byte != b'\n').map_or(0, |last| last + 1);
    Sha256::digest(&bytes[..end]).into()
}

/// One page as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageMark {
    /// The code printed on its trace line and in its barcode.
    pub code: String,
    /// See the module's description.
    pub digest: [u8; 16],
}

/// A font resource of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontMark<'a> {
    /// Its name in Resources: `F0`.
    pub name: &'a str,
    /// The hash of the decoded font program.
    pub program: Option<Hash>,
    /// The hash of the decoded ToUnicode.
    pub to_unicode: Option<Hash>,
    /// The hash of the decoded CMap that is its Encoding.
    pub encoding: Option<Hash>,
}

/// All that draws a page, for its digest.
#[derive(Clone, Debug, Default)]
pub struct PageParts<'a> {
    /// Width and height of the MediaBox in thousandths of a point.
    pub media: (i64, i64),
    /// Hashes of the decoded content streams in order.
    pub contents: Vec<Hash>,
    /// Fonts in any order.
    pub fonts: Vec<FontMark<'a>>,
    /// XObjects in any order: name, hash of the decoded stream.
    pub xobjects: Vec<(&'a str, Option<Hash>)>,
}

impl PageParts<'_> {
    /// The page's digest.
    pub fn digest(&self) -> [u8; 16] {
        let mut lines = Vec::with_capacity(1024);
        let mut line = |words: &[&str], hashes: &[Option<Hash>]| {
            words.iter().for_each(|word| lines.extend_from_slice(word.as_bytes()));
            for hash in hashes {
                lines.push(b' ');
                match hash {
                    Some(hash) => lines.extend(hex_digits(hash)),
                    None => lines.push(b'-'),
                }
            }
            lines.push(b'\n');
        };
        line(&["box ", &self.media.0.to_string(), " ", &self.media.1.to_string()], &[]);
        self.contents.iter().for_each(|content| line(&["content"], &[Some(*content)]));
        let mut fonts: Vec<&FontMark> = self.fonts.iter().collect();
        fonts.sort_by_key(|font| font.name);
        fonts.iter().for_each(|font| line(&["font ", font.name], &[font.program, font.to_unicode, font.encoding]));
        let mut xobjects: Vec<_> = self.xobjects.iter().collect();
        xobjects.sort_by_key(|(name, _)| *name);
        xobjects.iter().for_each(|(name, hash)| line(&["xobject ", name], &[*hash]));
        let mut digest = [0; 16];
        digest.copy_from_slice(&Sha256::digest(&lines)[..16]);
        digest
    }
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    hex_digits(bytes).map(char::from).collect()
}

fn hex_digits(bytes: &[u8]) -> impl Iterator<Item = u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
}

/// Bytes from hexadecimal; `None` unless there are exactly as many as asked for.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
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
