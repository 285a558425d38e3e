//! The fonts of copies: one set shared by all copies of a template, and small ones for names that need more.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::program::{Program, shared};
use crate::fonts::FaceId;
use crate::manifest::canonical::Hashes;
use crate::manifest::page::Hash;
use crate::pdf::file::PdfFile;
use crate::pdf::font::codes::write_encoding;
use crate::pdf::font::{EncodeError, FontEncoder};

/// A finished font, ready for any file.
#[derive(Clone, Debug)]
pub struct BuiltFont {
    /// What distinguishes it from others.
    pub key: [u8; 32],
    /// Its objects, which share the encoding with all fonts; pages name the first.
    pub program: Program,
    /// Hash of all of it, for the digests of pages.
    pub hash: Hash,
}

/// Fonts already built. They only affect how fast copies are made.
#[derive(Debug, Default)]
pub struct FontCache(Mutex<FxHashMap<[u8; 32], Arc<BuiltFont>>>);

/// When this many fonts are known, all are dropped: they are the names' own, a few kilobytes each.
const MOST_FONTS: usize = 300;

impl FontCache {
    /// The font of an encoder.
    pub fn font(&self, encoder: &FontEncoder<'_>) -> Result<Arc<BuiltFont>, EncodeError> {
        let key = encoder.digest();
        if let Some(font) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(font.clone());
        }
        let font = Arc::new(build(encoder, key)?);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_FONTS {
            known.clear();
        }
        known.insert(key, font.clone());
        Ok(font)
    }
}

/// Fonts by face, in the order of a table.
pub type Encoders<'f> = Vec<(FaceId, FontEncoder<'f>)>;

fn build(encoder: &FontEncoder<'_>, key: [u8; 32]) -> Result<BuiltFont, EncodeError> {
    let mut file = PdfFile::gathering();
    let id = file.alloc();
    encoder.finish()?.add_to(&mut file, id, shared(0));
    let mut hashes = Hashes::default();
    hashes.know(shared(0).get().unsigned_abs(), *ENCODING);
    let hash = file.hash(id, &mut hashes);
    Ok(BuiltFont { key, program: Program::compile(file), hash })
}

/// The hash of the CMap of all fonts.
static ENCODING: LazyLock<Hash> = LazyLock::new(|| {
    let mut file = PdfFile::gathering();
    let id = file.alloc();
    write_encoding(&mut file, id);
    file.hash(id, &mut Hashes::default())
});
