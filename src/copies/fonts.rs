//! The fonts of copies: one set that all copies of a template share, and small ones for names that need more.

use std::sync::{Arc, Mutex, PoisonError};

use flate2::{Decompress, FlushDecompress};
use rustc_hash::FxHashMap;

use super::program::{Program, shared};
use crate::fonts::FaceId;
use crate::manifest::page::{Hash, hash};
use crate::pdf::file::{Gathered, PdfFile};
use crate::pdf::font::{EncodeError, FontEncoder};

/// A finished font, ready for any file.
#[derive(Clone, Debug)]
pub struct BuiltFont {
    /// What tells it from others.
    pub key: [u8; 32],
    /// Its objects, which share the encoding with all fonts; the first is what pages name.
    pub program: Program,
    /// Hash of the decoded font program.
    pub program_hash: Option<Hash>,
    /// Hash of the decoded map to Unicode.
    pub unicode_hash: Option<Hash>,
}

/// Fonts already built. What is in it changes how fast copies are made and nothing else.
#[derive(Debug, Default)]
pub struct FontCache(Mutex<FxHashMap<[u8; 32], Arc<BuiltFont>>>);

/// When so many fonts are known, all are forgotten: they are names' own, some kilobytes each.
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
    let gathered = file.gathered();
    let decoded = |keys: &[&[u8]]| {
        let id = keys.iter().find_map(|key| gathered.iter().find_map(|object| reference(object, key)))?;
        let stream = gathered.iter().find(|object| object.id.get() == id)?;
        inflate(stream).map(|data| hash(&data))
    };
    let program_hash = decoded(&[b"/FontFile2 ", b"/FontFile3 "]);
    let unicode_hash = decoded(&[b"/ToUnicode "]);
    Ok(BuiltFont { key, program: Program::compile(file), program_hash, unicode_hash })
}

/// The number that follows a key in a dictionary.
fn reference(object: &Gathered, key: &[u8]) -> Option<i32> {
    let text = &object.body[..object.data.unwrap_or(object.body.len())];
    let at = text.windows(key.len()).position(|bytes| bytes == key)? + key.len();
    let digits = text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&text[at..at + digits]).ok()?.parse().ok()
}

/// The decoded data of a stream that [`PdfFile`] compressed.
fn inflate(stream: &Gathered) -> Option<Vec<u8>> {
    let data = &stream.body[stream.data?..];
    let mut out = Vec::with_capacity(data.len() * 4);
    let mut decompress = Decompress::new(true);
    loop {
        let from = decompress.total_in() as usize;
        match decompress.decompress_vec(&data[from..], &mut out, FlushDecompress::Finish).ok()? {
            flate2::Status::StreamEnd => return Some(out),
            _ if out.len() == out.capacity() => out.reserve(out.capacity()),
            _ => return None,
        }
    }
}
