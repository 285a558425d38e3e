//! What a file is for: everything that follows from it, as data. What writes files asks here, and has no conditions of
//! its own.

use std::borrow::Cow;
use std::sync::Arc;

use super::content::STATES;
use super::edition::Edition;
use super::inks::Inks;
use super::object::{Dict, Form, Recording, Ref, Sink, Value, name, text};
use crate::color::ColorSpaces;
use crate::geom::Size;
use crate::imposition::{Imposition, Scheme};
use crate::layout::display::Page;
use crate::manifest::page::Hash;
use crate::model::document::Document;
use crate::press::{Press, Standard};
use crate::sheet::boxes::PageBoxes;
use crate::sheet::sides::{Sheets, Stack, sheet_size};
use crate::style::Theme;

/// What a file is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// Screens and office printers.
    Screen(Edition),
    /// Office printers only.
    Paper(Edition),
    /// A print shop's press: PDF/X, too.
    Press(Arc<Press>),
}

impl Default for Purpose {
    fn default() -> Purpose {
        Purpose::Screen(Edition::default())
    }
}

/// What follows from a file's purpose.
#[derive(Clone, Debug)]
pub(crate) struct Intent {
    /// The standards that the file claims.
    pub(crate) standards: Standards,
    /// How a press file is printed.
    pub(crate) press: Option<Arc<Press>>,
    /// How pages are put on sheets, if they are.
    pub(crate) imposition: Option<Arc<Imposition>>,
    /// Where copies share sheets, the stack that they are for.
    pub(crate) stack: Stack,
    /// Whether links can be followed.
    pub(crate) links: bool,
    /// How colors are painted.
    pub(crate) inks: Inks,
    /// What colors mean in a file that is all gray, and in one that is not.
    outputs: [Output; 2],
}

/// The standards that a file claims in its metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standards {
    /// What they are based on (ISO 32000-1, 7.5.2).
    pub form: Form,
    /// Those of accessibility and archives.
    pub edition: Edition,
    /// PDF/X.
    pub pdfx: Option<PdfX>,
    /// The version of PDF/VT (ISO 16612-2), which only a run of copies can claim.
    pub pdfvt: Option<&'static str>,
}

/// A version of PDF/X.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PdfX {
    /// Its name.
    pub version: &'static str,
    /// Whether it is in the XMP packet (ISO 15930-7). It is in the information dictionary in any case, if there is one:
    /// there, older versions want it, and Poppler looks for it.
    pub in_packet: bool,
}

impl Standards {
    fn new(edition: Edition) -> Standards {
        let version = match edition {
            Edition::Pdf1 => "1.7",
            Edition::Pdf2 => "2.0",
        };
        Standards { form: Form::packed(version), edition, pdfx: None, pdfvt: None }
    }

    /// ISO 15930-7 is based on PDF 1.6, ISO 15930-4 on PDF 1.4, and ISO 15930-9 on PDF 2.0.
    fn of_press(press: &Press) -> Standards {
        let standard = press.standard();
        let (form, edition) = match standard {
            Standard::X4 => (Form::packed("1.6"), Edition::Pdf1),
            Standard::X1a => (Form { version: "1.4", packed: false }, Edition::Pdf1),
            Standard::X6 => (Form::packed("2.0"), Edition::Pdf2),
        };
        let pdfx = PdfX { version: standard.name(), in_packet: standard != Standard::X1a };
        Standards { form, edition, pdfx: Some(pdfx), pdfvt: press.vt.then_some("PDF/VT-1") }
    }
}

/// An output intent (ISO 32000-1, 14.11.5): the device that colors are for.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// The standards that ask for it.
    subtypes: &'static [&'static str],
    /// The name of the condition.
    condition: Cow<'static, str>,
    /// Where that name is registered.
    registry: Option<&'static str>,
    /// The ICC profile.
    profile: Cow<'static, [u8]>,
    /// The profile's channels.
    channels: i32,
}

/// Profiles of class `mntr` (fonts/icc).
const SRGB: Output = Output {
    subtypes: &["GTS_PDFA1"],
    condition: Cow::Borrowed("sRGB"),
    registry: None,
    profile: Cow::Borrowed(include_bytes!("../../fonts/icc/sRGB-v4.icc")),
    channels: 3,
};
const SGRAY: Output = Output {
    subtypes: &["GTS_PDFA1"],
    condition: Cow::Borrowed("sGray"),
    registry: None,
    profile: Cow::Borrowed(include_bytes!("../../fonts/icc/sGrey-v4.icc")),
    channels: 1,
};

impl Intent {
    /// The intent of files for a purpose.
    pub(crate) fn new(purpose: &Purpose) -> Intent {
        let press = match purpose {
            Purpose::Press(press) => press,
            Purpose::Screen(edition) | Purpose::Paper(edition) => {
                let standards = Standards::new(*edition);
                let links = matches!(purpose, Purpose::Screen(_));
                let (press, imposition, stack) = (None, None, Stack::ALONE);
                let (inks, outputs) = (Inks::Screen, [SGRAY, SRGB]);
                return Intent { standards, press, imposition, stack, links, inks, outputs };
            }
        };
        let output = Output {
            // ISO 19005-2, 6.2.3: both have the same profile.
            subtypes: &["GTS_PDFX", "GTS_PDFA1"],
            condition: press.condition().name().to_owned().into(),
            // Whether a shop's own name is registered there is not known.
            registry: press.condition.is_none().then_some("http://www.color.org"),
            profile: press.condition().profile().to_vec().into(),
            channels: 4,
        };
        Intent {
            standards: Standards::of_press(press),
            press: Some(press.clone()),
            imposition: None,
            stack: Stack::ALONE,
            links: false,
            inks: Inks::of_press(press),
            outputs: [output.clone(), output],
        }
    }

    /// The same for pages on sheets, which are for paper.
    pub(crate) fn imposed(self, imposition: Option<Arc<Imposition>>) -> Intent {
        let links = self.links && imposition.is_none();
        // A side of a stack has pages of several copies, and belongs to no record.
        let stacked = imposition.as_ref().is_some_and(|imposition| matches!(imposition.scheme, Scheme::CutStack(_)));
        let standards = Standards { pdfvt: self.standards.pdfvt.filter(|_| !stacked), ..self.standards };
        Intent { links, standards, imposition, ..self }
    }

    /// Adapts a document before it is laid out. On paper, links only cost room, a fifth of a copy's objects, and a press
    /// file may have none. A press has the theme's own inks.
    pub(crate) fn adapt(&self, document: &mut Document) {
        if !self.links {
            document.remove_links();
        }
        if self.press.is_some() {
            document.theme.use_inks();
        }
    }

    /// The size of the sheets of a document: of the file's pages.
    pub(crate) fn sheet(&self, document: &Document) -> Size {
        let (page, press) = (document.first_page(), self.press.as_deref());
        match &self.imposition {
            Some(imposition) => sheet_size(page, press, imposition),
            None => PageBoxes::new(page, press).media,
        }
    }

    /// Sheets for pages of a document.
    pub(crate) fn sheets(&self, pages: &[Page], document: &Document) -> Sheets {
        let sizes: Vec<Size> = pages.iter().map(|page| page.size).collect();
        let press = self.press.as_deref();
        match &self.imposition {
            Some(imposition) if self.stack.of > 1 => Sheets::in_stack(&sizes, press, imposition, self.stack),
            imposition => Sheets::new(&sizes, press, imposition.as_deref(), document.language.is_rtl()),
        }
    }

    /// The intent of files in which this theme's spot inks are printed.
    pub(crate) fn with_spots(self, theme: &Theme) -> Intent {
        Intent { inks: self.inks.with_spots(theme.inks.spots()), ..self }
    }

    /// Writes the graphics states that pages name: whether black overprints, in a press file.
    pub(crate) fn write_states(&self, sink: &mut impl Sink) -> Vec<(String, Ref)> {
        let state = |(name, overprints): (&str, bool)| {
            let state = Dict::of("ExtGState").with("OP", overprints).with("op", overprints).with("OPM", 1);
            (name.to_owned(), state)
        };
        let states = STATES.into_iter().zip([false, true]).filter(|_| self.inks.is_press()).map(state);
        states.map(|(name, state)| (name, sink.push(state))).collect()
    }

    /// What colors mean in a file that uses these color spaces.
    pub(crate) fn output(&self, spaces: ColorSpaces) -> &Output {
        &self.outputs[usize::from(spaces.is_colored())]
    }

    /// Hashes of the output intents of files for a purpose, for whoever reads them back.
    pub(crate) fn hashes(purpose: &Purpose) -> Vec<Hash> {
        let hash = |output: Output| {
            let mut recording = Recording::default();
            let written = output.write_profile(&mut recording);
            let id = recording.push(written.array());
            recording.hash(id, &[])
        };
        let mut hashes = Intent::new(purpose).outputs.map(hash).to_vec();
        hashes.dedup();
        hashes
    }
}

impl Output {
    /// Writes the profile.
    pub(crate) fn write_profile(&self, sink: &mut impl Sink) -> WrittenOutput {
        let profile = sink.alloc();
        sink.add_stream(profile, &self.profile, |_| Dict::new().with("N", self.channels));
        WrittenOutput { output: self.clone(), profile }
    }
}

/// An output intent whose profile has been written.
#[derive(Clone, Debug)]
pub(crate) struct WrittenOutput {
    output: Output,
    profile: Ref,
}

impl WrittenOutput {
    /// The value of `OutputIntents`.
    pub(crate) fn array(&self) -> Value {
        let WrittenOutput { output, profile } = self;
        let intent = |subtype: &&'static str| {
            let mut intent = Dict::of("OutputIntent")
                .with("S", name(*subtype))
                .with("OutputConditionIdentifier", text(output.condition.clone()))
                .with("Info", text(output.condition.clone()));
            if let Some(registry) = output.registry {
                intent.set("RegistryName", text(registry));
            }
            intent.with("DestOutputProfile", *profile)
        };
        output.subtypes.iter().map(intent).collect()
    }
}
