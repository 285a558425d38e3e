//! What a file is for: everything that follows from it, as data. What writes files asks here, and has no conditions of
//! its own.

use super::object::Recording;
use super::object::{Dict, Ref, Sink, Value, name, text};
use crate::color::ColorSpaces;
use crate::manifest::page::Hash;

/// What a file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Screens and office printers.
    #[default]
    Screen,
    /// Paper only.
    Paper,
}

/// What follows from a file's purpose and its colors.
#[derive(Clone, Copy, Debug)]
pub struct Intent {
    /// Whether phone numbers and addresses are links. On paper they only cost room: a fifth of a copy's objects.
    pub links: bool,
    /// The boxes of pages besides the media box, each of them the trimmed page.
    pub boxes: &'static [&'static str],
    /// The standards that the file claims.
    pub standards: Standards,
    /// What its colors mean.
    pub output: Output,
}

/// The standards that a file claims in its metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standards {
    /// Part and conformance level of PDF/A (ISO 19005-2, 6.6.4).
    pub pdfa: (i32, &'static str),
    /// Part of PDF/UA (ISO 14289-1, 5).
    pub pdfua: i32,
}

/// An output intent (ISO 32000-1, 14.11.5): the device that colors are for.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// The standard that asks for it.
    subtype: &'static str,
    /// The name of the condition.
    condition: &'static str,
    /// The ICC profile.
    profile: &'static [u8],
    /// The profile's channels.
    channels: i32,
}

/// Profiles of class `mntr` (fonts/icc).
const SRGB: Output = Output {
    subtype: "GTS_PDFA1",
    condition: "sRGB",
    profile: include_bytes!("../../fonts/icc/sRGB-v4.icc"),
    channels: 3,
};
const SGRAY: Output = Output {
    subtype: "GTS_PDFA1",
    condition: "sGray",
    profile: include_bytes!("../../fonts/icc/sGrey-v4.icc"),
    channels: 1,
};

impl Intent {
    /// The intent of files for a purpose that use these color spaces. A document in black only needs just gray.
    pub fn new(purpose: Purpose, spaces: ColorSpaces) -> Intent {
        Intent {
            links: purpose.has_links(),
            boxes: &["TrimBox"],
            standards: Standards { pdfa: (2, "A"), pdfua: 1 },
            output: if spaces.is_colored() { SRGB } else { SGRAY },
        }
    }

    /// Hashes of the output intents of all files, for whoever reads them back.
    pub fn hashes() -> Vec<Hash> {
        let hash = |output: Output| {
            let mut recording = Recording::default();
            let profile = output.write_profile(&mut recording);
            let id = recording.push(output.array(profile));
            recording.hash(id, &[])
        };
        [SGRAY, SRGB].map(hash).to_vec()
    }
}

impl Purpose {
    /// See [`Intent::links`].
    pub fn has_links(self) -> bool {
        self == Purpose::Screen
    }
}

impl Output {
    /// Writes the profile.
    pub fn write_profile(&self, sink: &mut impl Sink) -> Ref {
        let id = sink.alloc();
        sink.add_stream(id, self.profile, |_| Dict::new().with("N", self.channels));
        id
    }

    /// The value of `OutputIntents`.
    pub fn array(&self, profile: Ref) -> Value {
        let intent = Dict::of("OutputIntent")
            .with("S", name(self.subtype))
            .with("OutputConditionIdentifier", text(self.condition))
            .with("Info", text(self.condition))
            .with("DestOutputProfile", profile);
        [intent].into()
    }
}
