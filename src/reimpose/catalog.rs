//! What a file says about itself, and what leads to its pages: the catalog and the trailer (ISO 32000-1, 7.5.5, 7.7.2).

use sha2::Digest;

use super::copier::{Copier, name, reference};
use super::structure::Structure;
use super::{Note, Refused};
use crate::pdf::object::{Form, Ref, Sink};
use crate::preflight::document::Document;
use crate::syntax::write::push_value;
use crate::syntax::{Dict, Value};

/// What comes along as it is. Destinations in it are moved.
const KEPT: [&str; 9] =
    ["Lang", "MarkInfo", "OutputIntents", "OCProperties", "Outlines", "Dests", "Extensions", "AF", "URI"];
/// Of the preferences of viewers: the others are about pages.
const PREFERENCES: [&str; 3] = ["DisplayDocTitle", "Direction", "PrintScaling"];
/// Of the trees of names.
const NAMES: [&str; 2] = ["Dests", "EmbeddedFiles"];
/// What has no meaning on sheets, and is worth a word.
const LEFT: [(&str, &str); 4] = [
    ("PageLabels", "page labels"),
    ("AA", "scripts"),
    ("Threads", "articles"),
    ("DPartRoot", "parts of the document, and the claim that it is PDF/VT"),
];

/// The versions of PDF.
const VERSIONS: [&str; 5] = ["1.4", "1.5", "1.6", "1.7", "2.0"];

/// What a file is reached from.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    catalog: Ref,
    info: Option<Ref>,
}

/// What a file is written as: the same version, and object streams only if it has any. Older readers do not know them,
/// and PDF/A-1 forbids them.
pub(super) fn form(document: &Document) -> Form {
    let catalog = document.catalog();
    let in_header = document.header.strip_prefix(b"%PDF-").and_then(|rest| rest.get(..3)).unwrap_or_default();
    let in_catalog = catalog.get("Version").and_then(Value::as_name).unwrap_or_default();
    let said = in_header.max(in_catalog);
    let version = VERSIONS.into_iter().rfind(|version| version.as_bytes() <= said).unwrap_or(VERSIONS[0]);
    Form { version, packed: version > VERSIONS[0] && document.trailer().is("Type", "XRef") }
}

/// Refuses a file that is more than its pages.
pub(super) fn refuse_bound(document: &Document) -> Result<(), Refused> {
    const SIGNED: i64 = 1;
    let catalog = document.catalog();
    let forms = document.dict(&catalog, "AcroForm");
    let flags = document.number(&forms, "SigFlags").unwrap_or_default() as i64;
    if catalog.get("Perms").is_some() || flags & SIGNED != 0 {
        return Err(Refused::Signed);
    }
    let is_dynamic = document.get(&catalog, "NeedsRendering") == Value::Bool(true);
    if is_dynamic && forms.get("XFA").is_some() { Err(Refused::Xfa) } else { Ok(()) }
}

/// Writes the catalog over a page tree.
pub(super) fn write(copier: &mut Copier<'_>, tree: Ref, structure: &Structure, notes: &mut Vec<Note>) -> End {
    let document = copier.document;
    let old = document.catalog();
    let mut catalog = Dict::default().with("Type", name("Catalog")).with("Pages", reference(tree));
    for key in KEPT {
        if let Some(value) = old.get(key) {
            catalog = catalog.with(key, copier.value(value));
        }
    }
    for (key, kept) in [("ViewerPreferences", PREFERENCES.as_slice()), ("Names", &NAMES)] {
        let all = document.dict(&old, key);
        let mut some = Dict::default();
        for key in kept {
            if let Some(value) = all.get(key) {
                some = some.with(key, copier.value(value));
            }
        }
        if some.entries().next().is_some() {
            catalog = catalog.with(key, Value::Dict(some));
        }
    }
    if let Some(root) = structure.root {
        catalog = catalog.with("StructTreeRoot", reference(root));
    }
    if let Some(metadata) = metadata(copier, &old) {
        catalog = catalog.with("Metadata", metadata);
    }
    let scripts = document.dict(&old, "Names").get("JavaScript").is_some();
    let mut left: Vec<&str> =
        LEFT.into_iter().filter(|(key, _)| old.get(key).is_some()).map(|(_, what)| what).collect();
    if scripts && !left.contains(&"scripts") {
        left.push("scripts");
    }
    notes.extend((!left.is_empty()).then_some(Note::Left(left)));
    let number = copier.file.alloc();
    copier.add(number, &Value::Dict(catalog));
    let info = document.trailer().get("Info").map(|info| document.resolve(info));
    let info = info.filter(|info| info.as_dict().is_some()).map(|info| {
        let number = copier.file.alloc();
        let mut syntax = Vec::new();
        push_value(&mut syntax, &copier.value(&info));
        // Whoever looks for the program that made a file finds it without unpacking anything.
        copier.file.add_open_syntax(number, syntax);
        number
    });
    End { catalog: number, info }
}

/// The XMP packet: as it is, but sheets are no PDF/VT, since a side has pages of several parts.
fn metadata(copier: &mut Copier<'_>, catalog: &Dict<'_>) -> Option<Value<'static>> {
    const CLAIM: &[u8] = b"GTS_PDFVTVersion";
    let document = copier.document;
    let value = catalog.get("Metadata")?;
    let stream = document.stream(value)?;
    let decoded = document.decoded(&stream).filter(|decoded| decoded.left.is_empty());
    let claims = |bytes: &[u8]| bytes.windows(CLAIM.len()).any(|window| window == CLAIM);
    let Some(decoded) = decoded.filter(|decoded| claims(&decoded.bytes)) else { return Some(copier.value(value)) };
    let packet = String::from_utf8_lossy(&decoded.bytes).into_owned();
    let number = copier.file.alloc();
    let dict = copier.dict(&stream.dict, &["Length", "Filter", "DecodeParms"]);
    copier.add_stream(number, dict, without_claim(packet).as_bytes());
    Some(reference(number))
}

/// A packet without the elements or attributes that claim PDF/VT. What describes them may stay.
fn without_claim(mut packet: String) -> String {
    for property in ["GTS_PDFVTVersion", "GTS_PDFVTModDate"] {
        let mut from = 0;
        while let Some(at) = packet[from..].find(property).map(|at| from + at) {
            let start = packet[..at].rfind([' ', '\n', '<']).unwrap_or(at);
            let rest = &packet[at + property.len()..];
            let end = match rest.as_bytes() {
                [b'=', quote @ (b'"' | b'\''), ..] => rest[2..].find(char::from(*quote)).map(|end| end + 3),
                _ if packet[start..].starts_with('<') => {
                    let closing = format!("{property}>");
                    rest.find(&closing).map(|end| end + closing.len())
                }
                _ => None,
            };
            // A name alone is in a description of the property.
            let Some(end) = end.filter(|_| packet[start..at].ends_with(':')) else {
                from = at + property.len();
                continue;
            };
            packet.replace_range(start..at + property.len() + end, "");
            from = start;
        }
    }
    packet
}

/// Ends a file.
pub(super) fn finish(copier: Copier<'_>, end: End) -> Vec<u8> {
    let digest = copier.file.hashed().finalize();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    copier.file.finish(end.catalog, end.info, id).0
}

#[cfg(test)]
mod tests {
    use super::without_claim;

    #[test]
    fn sheets_do_not_claim_to_be_pdf_vt() {
        for (packet, left) in [
            (
                "<a><v:GTS_PDFVTVersion>PDF/VT-1</v:GTS_PDFVTVersion><v:GTS_PDFVTModDate>2026</v:GTS_PDFVTModDate></a>",
                "<a></a>",
            ),
            ("<a v:GTS_PDFVTVersion=\"PDF/VT-1\" v:GTS_PDFVTModDate='2026' b:c=\"d\"/>", "<a b:c=\"d\"/>"),
            ("<p:name>GTS_PDFVTVersion</p:name>", "<p:name>GTS_PDFVTVersion</p:name>"),
            ("GTS_PDFVTVersion=\"1\"", "GTS_PDFVTVersion=\"1\""),
            ("<v:GTS_PDFVTVersion>PDF/VT-1", "<v:GTS_PDFVTVersion>PDF/VT-1"),
        ] {
            assert_eq!(without_claim(packet.to_owned()), left);
        }
    }
}
