//! One copy as a separate file: the beginning that copies share, then the copy's own part.

use std::sync::Arc;

use pdf_writer::Ref;
use sha2::Digest;

use super::own::Own;
use super::shape::SharedBeginning;
use super::template::Template;
use crate::pdf::deflate::Deflater;
use crate::pdf::file::PdfFile;
use crate::pdf::metadata::{file_id, uuid};

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
pub fn write(template: &Template<'_>, own: &Own<'_>, deflater: &mut Deflater, epoch: Option<i64>) -> CopyFile {
    let separate = own.shape.separate(template, &own.variant, epoch);
    let mut file = PdfFile::going_on(&separate.beginning.file, std::mem::take(deflater));
    let mut hash = separate.beginning.hash.clone();
    for (content, id) in own.contents.iter().zip(&separate.contents) {
        hash.update(content.hash);
        file.add_deflated(*id, &content.deflated);
    }
    for (font, base) in own.fonts.iter().zip(&separate.own_fonts) {
        hash.update(font.key);
        font.program.add_to(&mut file, *base, &[separate.encoding.get()]);
    }
    let id = file_id(hash, &template.document);
    let (metadata, parts): &(Ref, Vec<Vec<u8>>) = &separate.metadata;
    file.add_stream_body(*metadata, &parts.join(uuid(id).as_bytes()));
    let (rest, compressor) = file.finish_with(separate.catalog, separate.info, id);
    *deflater = compressor;
    CopyFile { beginning: separate.beginning.clone(), rest }
}
