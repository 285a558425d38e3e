//! Metadata: the XMP packet and the document information dictionary, which must say the same (ISO 19005-2, 6.6).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use pdf_writer::types::TrappingStatus;
use pdf_writer::{Finish, Name, Ref, TextStr};
use sha2::{Digest, Sha256};
use xmp_writer::{DateTime, LangId, RenditionClass, Timezone, XmpWriter};

use super::file::PdfFile;
use crate::model::document::Document;

/// Prefix of `Producer`, by which the command line recognizes the files that it may replace.
pub const PRODUCER: &str = "handout";

/// The key in the information dictionary that distinguishes a filled-in copy from the blank. It appears before
/// `Producer`, and says nothing about the patient.
pub const FILLED: &[u8] = b"/FilledCopy";

/// Whether a PDF has a patient's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// It is the same for everyone.
    Blank,
    /// It has one patient's values, or is a run of copies.
    Filled,
}

/// A moment in UTC: year, month, day, hour, minute, second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment([u16; 6]);

impl Moment {
    /// The document's date: the given one, otherwise the date of its last review. There is no clock.
    pub fn of(document: &Document, epoch: Option<i64>) -> Option<Moment> {
        let datetime = match epoch {
            Some(seconds) => Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?),
            None => document.reviewed.as_deref()?.parse::<Date>().ok()?.at(0, 0, 0, 0),
        };
        let year = u16::try_from(datetime.year()).ok()?;
        let [month, day] = [datetime.month(), datetime.day()].map(|v| v.unsigned_abs().into());
        let [hour, minute, second] =
            [datetime.hour(), datetime.minute(), datetime.second()].map(|v| v.unsigned_abs().into());
        Some(Moment([year, month, day, hour, minute, second]))
    }

    fn pdf(self) -> pdf_writer::Date {
        let [year, rest @ ..] = self.0;
        let [month, day, hour, minute, second] = rest.map(|v| v as u8);
        pdf_writer::Date::new(year)
            .month(month)
            .day(day)
            .hour(hour)
            .minute(minute)
            .second(second)
            .utc_offset_hour(0)
            .utc_offset_minute(0)
    }

    fn xmp(self) -> DateTime {
        let [year, rest @ ..] = self.0;
        let [month, day, hour, minute, second] = rest.map(|v| v as u8);
        DateTime::new(year, month, day, hour, minute, second, Timezone::Utc)
    }
}

/// "handout 0.1.0".
fn producer() -> String {
    format!("{PRODUCER} {}", env!("CARGO_PKG_VERSION"))
}

/// Writes the XMP packet, readable without unpacking.
pub fn write_xmp(file: &mut PdfFile, document: &Document, title: &str, moment: Option<Moment>, id: [u8; 16]) -> Ref {
    let producer = producer();
    let mut xmp = XmpWriter::new();
    xmp.title([(None, title)]);
    xmp.language([LangId(document.language.tag())]);
    xmp.format("application/pdf");
    if let Some(author) = &document.author {
        xmp.creator([author.as_str()]);
    }
    xmp.identifier(&document.id);
    if let Some(moment) = moment {
        xmp.create_date(moment.xmp());
        xmp.modify_date(moment.xmp());
        xmp.metadata_date(moment.xmp());
    }
    xmp.creator_tool(&producer);
    xmp.producer(&producer);
    xmp.trapped(false);
    let id = uuid(id);
    xmp.document_id(&id);
    xmp.instance_id(&id);
    xmp.version_id("1");
    xmp.rendition_class(RenditionClass::Default);
    xmp.pdfa_part(2);
    xmp.pdfa_conformance("A");
    xmp.pdfua_part(1);
    let mut schemas = xmp.extension_schemas();
    schemas.pdfua_id().properties().describe_part();
    schemas.pdf().properties().describe_trapped();
    schemas.finish();
    let packet = xmp.finish(None);
    let reference = file.alloc();
    file.add(|chunk| {
        chunk.metadata(reference, packet.as_bytes()).finish();
    });
    reference
}

/// Writes the information dictionary, readable without unpacking.
pub fn write_info(
    file: &mut PdfFile,
    document: &Document,
    title: &str,
    moment: Option<Moment>,
    filling: Filling,
) -> Ref {
    let producer = producer();
    let reference = file.alloc();
    file.add_plain(|chunk| {
        let mut info = chunk.indirect(reference).start::<pdf_writer::writers::DocumentInfo<'_>>();
        if filling == Filling::Filled {
            // ISO 32000-1, 14.3.3: a producer may add its own keys.
            info.pair(Name(&FILLED[1..]), TextStr("yes"));
        }
        info.title(TextStr(title));
        if let Some(author) = &document.author {
            info.author(TextStr(author));
        }
        info.creator(TextStr(&producer));
        info.producer(TextStr(&producer));
        if let Some(moment) = moment {
            info.creation_date(moment.pdf());
            info.modified_date(moment.pdf());
        }
        info.trapped(TrappingStatus::NotTrapped);
    });
    reference
}

/// The identifier of a file: a hash of all its bytes except those of the identifier itself, so that files that differ
/// anywhere have different ones (ISO 32000-1, 14.4). `bytes` are already hashed; the part that only the XMP packet
/// contains follows.
pub fn file_id(bytes: Sha256, document: &Document) -> [u8; 16] {
    let mut hash = bytes;
    for part in [&document.id, document.language.tag()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hash.finalize()[..16]);
    id
}

/// Sixteen bytes as a name-based UUID (RFC 9562, version 8: the bytes are our own hash).
pub fn uuid(mut id: [u8; 16]) -> String {
    id[6] = (id[6] & 0x0F) | 0x80;
    id[8] = (id[8] & 0x3F) | 0x80;
    let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
