//! Traceability: the code that identifies a printed page, and its barcode.

use std::sync::Arc;

use datamatrix::{DataMatrixBuilder, EncodationType, SymbolSize};
use sha2::{Digest, Sha256};

use crate::layout::display::{Content, Page};
use crate::model::document::{Image, ImageData};
use crate::records::Record;
use crate::style::Theme;

/// What all copies of a handout have in common: a hash of the program's version, the fonts not bundled with it, the
/// handout, its site and its notices; and of its images and its own font, once they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HandoutKey(pub [u8; 32]);

impl HandoutKey {
    /// The key of the same handout with its images.
    pub(crate) fn with_pictures(self, pages: &[Page]) -> HandoutKey {
        let mut hash = Sha256::new_with_prefix(self.0);
        let mut seen: Vec<&Arc<Image>> = Vec::new();
        for item in pages.iter().flat_map(|page| &page.items) {
            // A logo is on every page.
            let Content::Picture { image, .. } = &item.content else { continue };
            if seen.iter().any(|known| Arc::ptr_eq(known, image)) {
                continue;
            }
            seen.push(image);
            hash.update(image.width.to_be_bytes());
            hash.update(image.height.to_be_bytes());
            match &image.data {
                ImageData::Pixels { samples: bytes, .. } | ImageData::Jpeg { bytes, .. } => hash.update(bytes),
                ImageData::Drawing(drawing) => hash.update(format!("{drawing:?}")),
            }
        }
        HandoutKey(hash.finalize().into())
    }

    /// The key of the same handout in its theme's own font, if it has one.
    pub(crate) fn with_font(self, theme: &Theme) -> HandoutKey {
        let Some(font) = &theme.font else { return self };
        let mut hash = Sha256::new_with_prefix(self.0);
        for face in &font.faces {
            hash.update([u8::from(face.bold), u8::from(face.italic)]);
            hash.update((face.bytes.len() as u64).to_be_bytes());
            hash.update(face.bytes.as_slice());
        }
        HandoutKey(hash.finalize().into())
    }
}

/// Crockford's base 32: no I, L, O or U, which are mistaken for other characters or form words.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters in a code. Sixty bits: among the two million pages of a million copies, two have the same code in one run
/// out of half a million.
const CODE_LENGTH: usize = 12;

/// Codes of one copy's pages: their common part is hashed once.
#[derive(Clone, Debug)]
pub(crate) struct Codes(Sha256);

impl Codes {
    /// The codes of a record's copy. They depend only on the handout, the record's number and its values, not on the
    /// other copies of a run.
    pub(crate) fn new(key: &HandoutKey, record: &Record) -> Codes {
        let mut hash = Sha256::new();
        hash.update(key.0);
        hash.update(record.number.to_be_bytes());
        for (field, value) in &record.values {
            for part in [field, value] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        Codes(hash)
    }

    /// The code of a page, by its number: `7K3M-9QXT-4B0D`.
    pub(crate) fn page(&self, number: usize) -> String {
        let mut hash = self.0.clone();
        hash.update((number as u64).to_be_bytes());
        let bytes = hash.finalize();
        let mut code = String::with_capacity(CODE_LENGTH + 2);
        let (mut bits, mut have) = (0_u32, 0);
        let mut bytes = bytes.iter();
        for index in 0..CODE_LENGTH {
            if have < 5 {
                bits = bits << 8 | u32::from(bytes.next().copied().unwrap_or_default());
                have += 8;
            }
            have -= 5;
            if index > 0 && index % 4 == 0 {
                code.push('-');
            }
            code.push(char::from(ALPHABET[(bits >> have & 31) as usize]));
        }
        code
    }
}

/// A square of dark and light modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Symbol {
    /// Modules on a side.
    pub side: usize,
    /// Row by row from the top; true is dark.
    pub modules: Vec<bool>,
}

/// The Data Matrix (ISO/IEC 16022, ECC 200) of a page: its code without hyphens, the copy's number, the page's number
/// and the number of pages, separated by spaces: `7K3M9QXT4B0D 17 1 2`. `None` if a number is too long for the symbol
/// of such copies.
pub(crate) fn symbol(code: &str, copy: u64, page: usize, pages: usize) -> Option<Symbol> {
    let text = format!("{} {copy} {page} {pages}", code.replace('-', ""));
    let size = if side(pages) == LEAST_SIDE { SymbolSize::Square18 } else { SymbolSize::Square20 };
    // C40 packs three digits, capitals or spaces into two codewords.
    let builder = DataMatrixBuilder::new().with_encodation_types(EncodationType::C40).with_symbol_list(size);
    let bitmap = builder.encode(text.as_bytes()).ok()?.bitmap();
    Some(Symbol { side: bitmap.width(), modules: bitmap.bits().to_vec() })
}

/// Modules on a side, by the number of a copy's pages: a symbol of 18 holds the number of any copy up to 99,999,999 of
/// at most nine pages, one of 20 ten digits of it for up to 999 pages. All symbols of such copies have the same frame.
pub(crate) fn side(pages: usize) -> usize {
    if pages < 10 { LEAST_SIDE } else { MOST_SIDE }
}

const LEAST_SIDE: usize = 18;
/// Modules on a side of the largest symbol.
pub(crate) const MOST_SIDE: usize = 20;

impl Symbol {
    /// The finder pattern, the same for all symbols of a size: dark at the left and bottom, alternating dark and light
    /// at the top and right.
    pub(crate) fn frame(side: usize) -> Symbol {
        let is_dark = |x: usize, y: usize| {
            x == 0 || y == side - 1 || (y == 0 && x.is_multiple_of(2)) || (x == side - 1 && !y.is_multiple_of(2))
        };
        Symbol { side, modules: (0..side * side).map(|at| is_dark(at % side, at / side)).collect() }
    }

    /// Everything inside the frame.
    pub(crate) fn inside(&self) -> Symbol {
        let side = self.side - 2;
        let rows = self.modules.chunks(self.side).skip(1).take(side);
        Symbol { side, modules: rows.flat_map(|row| &row[1..=side]).copied().collect() }
    }
}
