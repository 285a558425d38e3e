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

/// What follows from a file's purpose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Intent {
    /// Whether phone numbers and addresses are links. On paper they only cost room: a fifth of a copy's objects.
    pub(crate) links: bool,
    /// The boxes of pages besides the media box, each of them the trimmed page.
    pub(crate) boxes: &'static [&'static str],
    /// The standards that the file claims.
    pub(crate) standards: Standards,
    /// What colors mean in a file that is all gray, and in one that is not.
    outputs: [Output; 2],
}

/// The standards that a file claims in its metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standards {
    /// Part and conformance level of PDF/A (ISO 19005-2, 6.6.4).
    pub pdfa: (i32, &'static str),
    /// Part of PDF/UA (ISO 14289-1, 5).
    pub pdfua: i32,
}

/// An output intent (ISO 32000-1, 14.11.5): the device that colors are for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
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
    /// The intent of files for a purpose.
    pub(crate) fn new(purpose: Purpose) -> Intent {
        Intent {
            links: purpose == Purpose::Screen,
            boxes: &["TrimBox"],
            standards: Standards { pdfa: (2, "A"), pdfua: 1 },
            outputs: [SGRAY, SRGB],
        }
    }

    /// What colors mean in a file that uses these color spaces.
    pub(crate) fn output(&self, spaces: ColorSpaces) -> Output {
        self.outputs[usize::from(spaces.is_colored())]
    }

    /// Hashes of the output intents of all files, for whoever reads them back.
    pub(crate) fn hashes() -> Vec<Hash> {
        let hash = |output: Output| {
            let mut recording = Recording::default();
            let written = output.write_profile(&mut recording);
            let id = recording.push(written.array());
            recording.hash(id, &[])
        };
        Intent::new(Purpose::Screen).outputs.map(hash).to_vec()
    }
}

impl Output {
    /// Writes the profile.
    pub(crate) fn write_profile(self, sink: &mut impl Sink) -> WrittenOutput {
        let profile = sink.alloc();
        sink.add_stream(profile, self.profile, |_| Dict::new().with("N", self.channels));
        WrittenOutput { output: self, profile }
    }
}

/// An output intent whose profile has been written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WrittenOutput {
    output: Output,
    profile: Ref,
}

impl WrittenOutput {
    /// The value of `OutputIntents`.
    pub(crate) fn array(&self) -> Value {
        let WrittenOutput { output, profile } = *self;
        let intent = Dict::of("OutputIntent")
            .with("S", name(output.subtype))
            .with("OutputConditionIdentifier", text(output.condition))
            .with("Info", text(output.condition))
            .with("DestOutputProfile", profile);
        [intent].into()
    }
}
