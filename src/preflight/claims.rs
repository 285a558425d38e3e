//! What a file says about itself, in both places where it may: the information dictionary and the metadata.

use super::document::Document;
use super::xmp::{PDFX_ID, Xmp};
use crate::syntax::Dict;

/// What a file says about itself.
pub(crate) struct Claims {
    /// The information dictionary; empty if there is none.
    pub info: Dict<'static>,
    /// The metadata, if there are any and they can be read.
    pub xmp: Option<Xmp>,
    /// Whether there is a metadata stream.
    pub has_xmp: bool,
    /// The version of PDF/X in the information dictionary.
    pub version_in_info: Option<String>,
    /// The same in the metadata.
    pub version_in_xmp: Option<String>,
}

/// Versions of PDF/X as files write them (ISO 15930-1, -3, -4, -6, -7, -8, -9).
pub(crate) const VERSIONS: [&str; 14] = [
    "PDF/X-1:2001",
    "PDF/X-1a:2001",
    "PDF/X-1a:2003",
    "PDF/X-3:2002",
    "PDF/X-3:2003",
    "PDF/X-4",
    "PDF/X-4p",
    "PDF/X-5g",
    "PDF/X-5n",
    "PDF/X-5pg",
    "PDF/X-6",
    "PDF/X-6n",
    "PDF/X-6p",
    "PDF/X-2:2003",
];

impl Claims {
    /// Reads them.
    pub(crate) fn read(document: &Document) -> Claims {
        let info = document.dict(&document.trailer(), "Info");
        let metadata = document.catalog().get("Metadata").and_then(|value| document.stream(value));
        let packet = metadata.as_ref().and_then(|stream| document.content(stream));
        let xmp = packet.and_then(|packet| Xmp::read(&packet.bytes));
        let version_in_info = document.text(&info, "GTS_PDFXVersion");
        let version_in_xmp = xmp.as_ref().and_then(|xmp| xmp.get(PDFX_ID, "GTS_PDFXVersion")).map(str::to_owned);
        Claims { info, xmp, has_xmp: metadata.is_some(), version_in_info, version_in_xmp }
    }

    /// The version of PDF/X, wherever it is said.
    pub(crate) fn version(&self) -> Option<&str> {
        self.version_in_xmp.as_deref().or(self.version_in_info.as_deref())
    }

    /// Whether the version is one of those made for presses that know no transparency.
    pub(crate) fn forbids_transparency(&self) -> bool {
        self.version().is_some_and(|version| version.starts_with("PDF/X-1") || version.starts_with("PDF/X-3"))
    }
}
