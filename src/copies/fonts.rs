//! The fonts of copies: one set shared by all copies of a template, and small ones for names that need more.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::fonts::FaceId;
use crate::manifest::page::Hash;
use crate::pdf::font::codes::write_encoding;
use crate::pdf::font::{EncodeError, FontEncoder};
use crate::pdf::object::{Program, Recording, Ref};

/// A finished font, ready for any file.
#[derive(Clone, Debug)]
pub(crate) struct BuiltFont {
    /// What distinguishes it from others.
    pub key: [u8; 32],
    /// Its objects, which share the encoding with all fonts; pages name the first.
    pub program: Program,
    /// Hash of all of it, for the digests of pages.
    pub hash: Hash,
}

/// Fonts already built. They only affect how fast copies are made.
#[derive(Debug, Default)]
pub(crate) struct FontCache(Mutex<FxHashMap<[u8; 32], Arc<BuiltFont>>>);

/// When this many fonts are known, all are dropped: they are the names' own, a few kilobytes each.
const MOST_FONTS: usize = 300;

impl FontCache {
    /// The font of an encoder.
    pub(crate) fn font(&self, encoder: &FontEncoder<'_>) -> Result<Arc<BuiltFont>, EncodeError> {
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
pub(crate) type Encoders<'f> = Vec<(FaceId, FontEncoder<'f>)>;

fn build(encoder: &FontEncoder<'_>, key: [u8; 32]) -> Result<BuiltFont, EncodeError> {
    let mut recording = Recording::default();
    let id = encoder.finish()?.write(&mut recording, Ref::Shared(0));
    let hash = recording.hash(id, &[*ENCODING]);
    Ok(BuiltFont { key, program: recording.finish(), hash })
}

/// The hash of the CMap of all fonts.
static ENCODING: LazyLock<Hash> = LazyLock::new(|| {
    let mut recording = Recording::default();
    let id = write_encoding(&mut recording);
    recording.hash(id, &[])
});
