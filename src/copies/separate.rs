//! One copy as a separate file: the beginning that copies share, then the copy's own part.

use std::sync::Arc;

use sha2::Digest;

use super::structure::SharedBeginning;
use super::variable::SetCopy;
use crate::pdf::deflate::Deflater;
use crate::pdf::metadata::{About, Filling, file_id, write_xmp};
use crate::pdf::object::{File, Sink};

/// A copy's file: a shared beginning, and the rest.
#[derive(Clone, Debug)]
pub struct CopyFile {
    beginning: Arc<SharedBeginning>,
    rest: Vec<u8>,
}

impl CopyFile {
    /// Its bytes, in two parts.
    pub fn parts(&self) -> [&[u8]; 2] {
        [&self.beginning.file.bytes, &self.rest]
    }

    /// The hash of its bytes.
    pub fn sha256(&self) -> [u8; 32] {
        self.beginning.hash.clone().chain_update(&self.rest).finalize().into()
    }
}

/// Writes a copy's file.
pub(crate) fn write(copy: &SetCopy<'_>, deflater: &mut Deflater, epoch: Option<i64>) -> CopyFile {
    let (master, part) = (&copy.prepared.master, &copy.part);
    let shared = part.structure.separate(master, &part.pages.variant, epoch);
    let mut file = File::going_on(&shared.beginning.file, std::mem::take(deflater));
    let mut hash = shared.beginning.hash.clone();
    for (content, id) in part.contents.iter().zip(&shared.contents) {
        hash.update(content.hash);
        file.add_deflated(*id, &content.deflated);
    }
    for (font, base) in part.fonts.iter().zip(&shared.own_fonts) {
        hash.update(font.key);
        file.place_at(&font.program, *base, &[shared.encoding.number()]);
    }
    let id = file_id(hash, &master.document);
    let about = About::new(&master.document, &master.intent, epoch);
    write_xmp(&mut file, shared.whole.metadata, about, Filling::Filled, id);
    let (rest, compressor) = file.finish(shared.whole.catalog, shared.whole.info, id);
    *deflater = compressor;
    CopyFile { beginning: shared.beginning.clone(), rest }
}
