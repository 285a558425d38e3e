//! How codes are written in strings: the first CIDs of a font in one byte, all others in two.
//!
//! Text is most of a page, and few fonts need more codes than fit in a byte: strings of two-byte codes, as in
//! `Identity-H`, are half zeros. ISO 32000-1, 9.7.6.2: a CMap's codespace ranges determine a code's length from its
//! first byte.

use crate::pdf::object::{Dict, Ref, Sink, Value, name};

/// CIDs below this are written as one byte.
const SINGLE: u16 = 0xC0;
/// The start of the others, as two-byte numbers.
const DOUBLE: u16 = 0xC000;
/// No font has a CID above this.
pub(crate) const MOST: u16 = 0xFFFF - DOUBLE + SINGLE;

/// The registry, ordering and supplement of the CIDs.
pub(crate) fn system_info() -> Dict {
    let string = |text: &str| Value::Bytes(text.as_bytes().to_vec());
    Dict::new().with("Registry", string("Adobe")).with("Ordering", string("Identity")).with("Supplement", 0)
}

/// A CID as it is written in strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    bytes: [u8; 2],
    single: bool,
}

/// A CID as it is written in strings.
pub(crate) fn written(cid: u16) -> Written {
    if cid < SINGLE {
        return Written { bytes: [cid as u8, 0], single: true };
    }
    Written { bytes: (cid - SINGLE).saturating_add(DOUBLE).to_be_bytes(), single: false }
}

impl Written {
    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[..if self.single { 1 } else { 2 }]
    }
}

/// The codespace ranges, as CMaps have them.
pub(crate) const CODESPACE: &str = "2 begincodespacerange\n<00> <BF>\n<C000> <FFFF>\nendcodespacerange\n";

/// The CMap of all fonts.
pub(crate) fn encoding_cmap() -> String {
    let mut cmap = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering \
         (Identity) /Supplement 0>> def\n/CMapName /Handout-Identity-H def\n/CMapType 1 def\n/WMode 0 def\n",
    );
    cmap.push_str(CODESPACE);
    // A range has one first byte, and one block no more than 100 ranges (Adobe Technical Note 5014).
    cmap.push_str("65 begincidrange\n<00> <BF> 0\n");
    for first in 0xC0..=0xFF_u32 {
        let cid = u32::from(SINGLE) + ((first - 0xC0) << 8);
        cmap.push_str(&format!("<{first:02X}00> <{first:02X}FF> {cid}\n"));
    }
    cmap.push_str("endcidrange\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend");
    cmap
}

/// Writes it.
pub(crate) fn write_encoding(sink: &mut impl Sink) -> Ref {
    let id = sink.alloc();
    sink.add_stream(id, encoding_cmap().as_bytes(), |_| {
        Dict::of("CMap")
            .with("CMapName", name("Handout-Identity-H"))
            .with("CIDSystemInfo", system_info())
            .with("WMode", 0)
    });
    id
}
