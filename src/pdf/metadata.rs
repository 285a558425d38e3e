//! Metadata: the XMP packet and the document information dictionary, which must say the same (ISO 19005-2, 6.6).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use sha2::{Digest, Sha256};
use xmp_writer::pdfa::PdfAExtSchemasWriter;
use xmp_writer::{
    CustomNamespace, DateTime, LangId, Namespace, RdfCollectionType, RenditionClass, Timezone, XmpWriter,
};

use super::intent::{Intent, Standards};
use super::object::sink::{Filter, Object, Stream};
use super::object::{Dict, Ref, Sink, name, text};
use crate::model::document::{Document, InlineKind};
use crate::source::Origin;

/// Prefix of `Producer`, by which the command line recognizes the files that it may replace.
pub(crate) const PRODUCER: &str = "handout";

/// The key in the information dictionary that distinguishes a filled-in copy from the blank. It appears before
/// `Producer`, and says nothing about the patient.
pub(crate) const FILLED: &str = "FilledCopy";

/// In a file without an information dictionary, what its XMP packet says instead, as `xmp:Label`, both of a blank and of
/// a filled-in copy.
pub(crate) const BLANK_LABEL: &str = "handout: blank";
pub(crate) const FILLED_LABEL: &str = "handout: filled-in copy";

/// Whether a PDF has a patient's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filling {
    /// It is the same for everyone.
    Blank,
    /// It has one patient's values, or is a run of copies.
    Filled,
}

/// A moment in UTC: year, month, day, hour, minute, second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment([u16; 6]);

impl Moment {
    /// The document's date: the given one, otherwise the date of its last review. There is no clock.
    pub(crate) fn of(document: &Document, epoch: Option<i64>) -> Option<Moment> {
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

    /// As dates are written (ISO 32000-1, 7.9.4).
    fn pdf(self) -> String {
        let [year, month, day, hour, minute, second] = self.0;
        format!("D:{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
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

/// What metadata are about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'d> {
    /// The document.
    pub document: &'d Document,
    /// Its date.
    pub moment: Option<Moment>,
    /// The standards that the file claims.
    pub standards: Standards,
    /// Whether all of it is read from right to left.
    pub from_right: bool,
}

impl<'d> About<'d> {
    /// Metadata of a document in a file. `epoch` dates it, in seconds since 1970; the default is the date of its last
    /// review.
    pub(crate) fn new(document: &'d Document, intent: &Intent, epoch: Option<i64>) -> About<'d> {
        let (moment, from_right) = (Moment::of(document, epoch), document.language.is_rtl());
        About { document, moment, standards: intent.standards, from_right }
    }
}

/// The title's characters only.
pub(crate) fn plain_title(document: &Document) -> String {
    // A patient's values appear only on the page.
    let words = document.title.spans.iter().filter(|span| span.origin != Origin::Record);
    let words = words.filter_map(|span| match &span.kind {
        InlineKind::Words(words) => Some(words.as_str()),
        _ => None,
    });
    words.collect::<String>().replace('\u{00AD}', "")
}

/// Writes the XMP packet as object `reference`, readable without unpacking. `id` is the file's.
pub(crate) fn write_xmp(sink: &mut impl Sink, reference: Ref, about: About<'_>, filling: Filling, id: [u8; 16]) {
    let About { document, moment, standards, .. } = about;
    let producer = producer();
    let mut xmp = XmpWriter::new();
    xmp.title([(None, plain_title(document).as_str())]);
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
    if !standards.edition.has_info() {
        xmp.label(if filling == Filling::Filled { FILLED_LABEL } else { BLANK_LABEL });
    }
    claim(&mut xmp, &standards, moment);
    let packet = xmp.finish(None);
    let dict = Dict::of("Metadata").with("Subtype", name("XML"));
    sink.put(reference, Object::Stream(Stream { dict, data: packet.as_bytes(), filter: Filter::None }));
}

/// Claims standards.
fn claim(xmp: &mut XmpWriter<'_>, standards: &Standards, moment: Option<Moment>) {
    let (claims, pdfx) = (standards.edition.claims(), standards.pdfx.filter(|pdfx| pdfx.in_packet));
    xmp.pdfa_part(claims.pdfa.0);
    if let Some(year) = claims.pdfa.1 {
        xmp.pdfa_rev(year);
    }
    if let Some(level) = claims.level {
        xmp.pdfa_conformance(level);
    }
    xmp.pdfua_part(claims.pdfua.0);
    if let Some(year) = claims.pdfua.1 {
        xmp.pdfua_rev(year);
    }
    if let Some(pdfx) = pdfx {
        xmp.pdfx_version(pdfx.version);
    }
    if let Some(version) = standards.pdfvt {
        xmp.element("GTS_PDFVTVersion", pdfvt_id()).value(version);
        if let Some(moment) = moment {
            // ISO 16612-2: the file is PDF/VT only if it was not changed since: the date is that of the last change.
            xmp.element("GTS_PDFVTModDate", pdfvt_id()).value(moment.xmp());
        }
    }
    if !claims.declarations.is_empty() {
        let space = || {
            let url = "http://pdfa.org/declarations/";
            Namespace::Custom(Box::new(CustomNamespace::new("PDF Declarations", "pdfd", url)))
        };
        let mut declarations = xmp.element("declarations", space()).array(RdfCollectionType::Bag);
        for declaration in claims.declarations {
            declarations.element().obj().element("conformsTo", space()).value(*declaration);
        }
    }
    if claims.describes {
        let mut schemas = xmp.extension_schemas();
        schemas.pdfua_id().properties().describe_part();
        if pdfx.is_some() {
            describe_pdfx(&mut schemas);
        }
        if standards.pdfvt.is_some() {
            describe_pdfvt(&mut schemas);
        }
        schemas.pdf().properties().describe_trapped();
    }
}

/// Describes the property of PDF/X, as PDF/A wants of any that it does not know (ISO 19005-2, 6.6.2.3).
fn describe_pdfx(schemas: &mut PdfAExtSchemasWriter<'_, '_>) {
    let mut schema = schemas.add_schema();
    schema.namespace(Namespace::PdfXId);
    let mut properties = schema.properties();
    let mut property = properties.add_property();
    property.name("GTS_PDFXVersion").value_type("Text").category(true).description("The version of PDF/X");
}

/// The namespace of what a file says about PDF/VT (ISO 16612-2).
fn pdfvt_id() -> Namespace<'static> {
    let (name, url) = ("PDF/VT Identification", "http://www.npes.org/pdfvt/ns/id/");
    Namespace::Custom(Box::new(CustomNamespace::new(name, "pdfvtid", url)))
}

/// Describes the properties of PDF/VT, likewise.
fn describe_pdfvt(schemas: &mut PdfAExtSchemasWriter<'_, '_>) {
    let mut schema = schemas.add_schema();
    schema.namespace(pdfvt_id());
    let mut properties = schema.properties();
    let described = [
        ("GTS_PDFVTVersion", "Text", "The version of PDF/VT"),
        ("GTS_PDFVTModDate", "Date", "When it was made PDF/VT"),
    ];
    for (name, kind, about) in described {
        properties.add_property().name(name).value_type(kind).category(true).description(about);
    }
}

/// Writes the information dictionary, readable without unpacking.
pub(crate) fn write_info(
    sink: &mut impl Sink,
    About { document, moment, standards, .. }: About<'_>,
    filling: Filling,
) -> Ref {
    let mut info = Dict::new();
    if filling == Filling::Filled {
        // ISO 32000-1, 14.3.3: a producer may add its own keys.
        info.set(FILLED, text("yes"));
    }
    info.set("Title", text(plain_title(document)));
    if let Some(author) = &document.author {
        info.set("Author", text(author));
    }
    info.set("Creator", text(producer()));
    info.set("Producer", text(producer()));
    if let Some(moment) = moment {
        info.set("CreationDate", text(moment.pdf()));
        info.set("ModDate", text(moment.pdf()));
    }
    info.set("Trapped", name("False"));
    if let Some(pdfx) = standards.pdfx {
        info.set("GTS_PDFXVersion", text(pdfx.version));
    }
    let id = sink.alloc();
    sink.put(id, Object::Open(info));
    id
}

/// The identifier of a file: a hash of all its bytes except those of the identifier itself, so that files that differ
/// anywhere have different ones (ISO 32000-1, 14.4). `bytes` are already hashed; the part that only the XMP packet
/// contains follows.
pub(crate) fn file_id(bytes: Sha256, document: &Document) -> [u8; 16] {
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
fn uuid(mut id: [u8; 16]) -> String {
    id[6] = (id[6] & 0x0F) | 0x80;
    id[8] = (id[8] & 0x3F) | 0x80;
    let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
