//! The two sets of standards for accessible and archived files: one over PDF 1, one over PDF 2.0. A file belongs to one
//! of them, never to both. Everything that differs is asked for here.

use super::object::{Dict, Ref, Sink, Value};

/// A set of standards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edition {
    /// PDF/UA-1 and PDF/A-2a, over PDF 1.
    #[default]
    Pdf1,
    /// PDF/UA-2, PDF/A-4 and Well-Tagged PDF, over PDF 2.0.
    Pdf2,
}

/// What a file's metadata claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claims {
    /// The part of PDF/A, and its year, if it is named by one.
    pub pdfa: (i32, Option<i32>),
    /// The level of conformance to it, in parts that have levels (ISO 19005-2, 6.6.4).
    pub level: Option<&'static str>,
    /// The part of PDF/UA, and its year, if it is named by one (ISO 14289-1, 5; ISO 14289-2, 6.1).
    pub pdfua: (i32, Option<i32>),
    /// Other claims, as PDF Declarations.
    pub declarations: &'static [&'static str],
    /// Whether properties that PDF/A does not know are described (ISO 19005-2, 6.6.2.3).
    pub describes: bool,
}

impl Edition {
    /// What the metadata claim.
    pub(crate) fn claims(self) -> Claims {
        match self {
            Edition::Pdf1 => {
                Claims { pdfa: (2, None), level: Some("A"), pdfua: (1, None), declarations: &[], describes: true }
            }
            Edition::Pdf2 => Claims {
                pdfa: (4, Some(2020)),
                level: None,
                pdfua: (2, Some(2024)),
                // Well-Tagged PDF (WTPDF) 1.0, 6.1.
                declarations: &[
                    "http://pdfa.org/declarations/wtpdf#accessibility1.0",
                    "http://pdfa.org/declarations/wtpdf#reuse1.0",
                ],
                describes: false,
            },
        }
    }

    /// Whether the file has an information dictionary (ISO 19005-4, 6.1.3: none).
    pub(crate) fn has_info(self) -> bool {
        self == Edition::Pdf1
    }

    /// Whether all documents in a file are below one (ISO 14289-2, 8.2.5.2).
    pub(crate) fn has_one_document(self) -> bool {
        self == Edition::Pdf2
    }

    /// Whether notes have names, and an ID tree has them (ISO 14289-1, 7.9).
    pub(crate) fn names_notes(self) -> bool {
        self == Edition::Pdf1
    }

    /// Whether the outline leads to structure elements, too (ISO 14289-2, 8.8).
    pub(crate) fn has_structure_destinations(self) -> bool {
        self == Edition::Pdf2
    }

    /// The structure type of a box beside the text: `Note` is one of PDF 1 only.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Edition::Pdf1 => "Note",
            Edition::Pdf2 => "Aside",
        }
    }

    /// The structure type of a note at the end of its section (ISO 14289-2, 8.2.5.14).
    pub(crate) fn footnote(self) -> &'static str {
        match self {
            Edition::Pdf1 => "Note",
            Edition::Pdf2 => "FENote",
        }
    }

    /// The structure type of the mark of such a note: `Reference` is one of PDF 1 only.
    pub(crate) fn reference(self) -> &'static str {
        match self {
            Edition::Pdf1 => "Reference",
            // Not `Lbl`: a list's body has none (ISO/TS 32005, table 5).
            Edition::Pdf2 => "Span",
        }
    }

    /// Whether such notes and their marks lead to each other (ISO 32000-2, 14.7.2, `Ref`).
    pub(crate) fn refers(self) -> bool {
        self == Edition::Pdf2
    }

    /// Whether structure types are in a namespace (ISO 32000-2, 14.7.4; ISO 14289-2, 8.2.4).
    pub(crate) fn has_namespace(self) -> bool {
        self == Edition::Pdf2
    }

    /// Writes the namespace, if there is one.
    pub(crate) fn write_namespace(self, sink: &mut impl Sink) -> Option<Ref> {
        const STANDARD: &[u8] = b"http://iso.org/pdf2/ssn";
        let dict = || Dict::of("Namespace").with("NS", Value::Bytes(STANDARD.to_vec()));
        self.has_namespace().then(|| sink.push(dict()))
    }
}
