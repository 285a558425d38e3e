//! What a press file is made for: the printing condition, the inks, the bleed and the marks around the page.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use moxcms::{
    ColorProfile, DataColorSpace, Layout, ProfileClass, RenderingIntent, TransformExecutor, TransformOptions,
};
use sha2::{Digest, Sha256};

use crate::geom::Length;

/// How a press file is printed. What is not given is as the site says, and otherwise: PDF/X-4 for coated paper in offset
/// (FOGRA39), in the theme's colors, without bleed and marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Press {
    /// The printing condition.
    pub condition: Option<Condition>,
    /// The standard.
    pub standard: Option<Standard>,
    /// The inks.
    pub ink: Option<Ink>,
    /// How far what touches the edge of the page goes beyond it.
    pub bleed: Option<Length>,
    /// Whether there are marks around the page: for cutting, registration and color.
    pub marks: Option<bool>,
    /// What the line beside the marks calls the job; by default, the handout's `id`.
    pub job: Option<String>,
    /// Whether pictures in red, green and blue are errors, instead of being converted.
    pub refuse_rgb: bool,
    /// Pixels per inch below which there is a warning of a picture; 150 if nothing is said.
    pub min_ppi: Option<u16>,
    /// Whether a file of many copies says which pages are whose: PDF/VT-1.
    pub vt: bool,
}

/// The standard of a press file, besides those of accessibility and archives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standard {
    /// PDF/X-4, with PDF/UA-1 and PDF/A-2a.
    #[default]
    X4,
    /// PDF/X-1a:2003, with the same, for shops whose programs are older.
    X1a,
    /// PDF/X-6, with PDF/UA-2, PDF/A-4 and Well-Tagged PDF: PDF 2.0.
    X6,
}

/// The inks that a press file uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// Black text in black ink, the theme's colors in process inks.
    #[default]
    Theme,
    /// Everything in tints of black.
    Black,
}

/// A printing condition: paper, inks and press, as an ICC profile characterizes them (ISO 15076-1).
#[derive(Clone, PartialEq)]
pub struct Condition {
    /// Its name in the registry of the ICC, or the press's own.
    name: Cow<'static, str>,
    profile: Cow<'static, [u8]>,
}

/// Why a profile is rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// Not an ICC profile, or a damaged one.
    #[error("it is not an ICC profile, or a damaged one")]
    Broken,
    /// A profile of another kind of device, or of other colors (ISO 15930-7 wants an output device).
    #[error("it is not the profile of a printing condition in cyan, magenta, yellow and black")]
    Kind,
    /// A version that PDF/A-2 does not allow (ISO 19005-2, 6.2.3: ICC.1:2004-10 or earlier).
    #[error("its version is {0}; PDF/A-2 allows versions 2 and 4")]
    Version(u8),
    /// A version that a standard of its time does not know.
    #[error("its version is {0}; PDF/X-1a, which is based on PDF 1.4, allows only version 2")]
    Later(u8),
    /// It cannot convert colors to inks.
    #[error("it has no tables from colors to inks")]
    Tables,
}

/// Coated paper in offset, by the profile in fonts/icc.
const FOGRA39: &[u8] = include_bytes!("../fonts/icc/FOGRA39L_coated.icc");

/// Offset on coated paper.
static COATED: Condition = Condition { name: Cow::Borrowed("FOGRA39"), profile: Cow::Borrowed(FOGRA39) };

/// Room for marks around the trimmed page, beyond any bleed.
pub(crate) const MARKS: Length = Length::pt(24);

/// More bleed than this is a mistake.
pub(crate) const MOST_BLEED: Length = Length::pt(72);

impl Standard {
    /// Its name, as files give it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Standard::X4 => "PDF/X-4",
            Standard::X1a => "PDF/X-1a:2003",
            Standard::X6 => "PDF/X-6",
        }
    }
}

impl Condition {
    /// The condition that a profile characterizes, and its name, such as `CRPC6`.
    pub fn new(profile: Vec<u8>, name: &str) -> Result<Condition, ProfileError> {
        let parsed = ColorProfile::new_from_slice(&profile).map_err(|_| ProfileError::Broken)?;
        if parsed.profile_class != ProfileClass::OutputDevice || parsed.color_space != DataColorSpace::Cmyk {
            return Err(ProfileError::Kind);
        }
        // ICC.1, 7.2.4: the ninth byte of the header is the major version.
        match profile.get(8) {
            Some(2 | 4) => {}
            version => return Err(ProfileError::Version(version.copied().unwrap_or_default())),
        }
        let condition = Condition { name: name.to_owned().into(), profile: profile.into() };
        condition.conversion().map(|_| condition.clone()).ok_or(ProfileError::Tables)
    }

    /// The major version of its profile: ICC.1, 7.2.4, the ninth byte of the header.
    fn version(&self) -> u8 {
        self.profile.get(8).copied().unwrap_or_default()
    }

    /// The conversion from sRGB to its inks, with the perceptual table.
    pub(crate) fn conversion(&self) -> Option<Arc<dyn TransformExecutor<u8> + Send + Sync>> {
        self.conversion_of(&ColorProfile::new_srgb())
    }

    /// The same from the colors of a picture's profile.
    pub(crate) fn conversion_from(&self, profile: &[u8]) -> Option<Arc<dyn TransformExecutor<u8> + Send + Sync>> {
        self.conversion_of(&ColorProfile::new_from_slice(profile).ok()?)
    }

    fn conversion_of(&self, source: &ColorProfile) -> Option<Arc<dyn TransformExecutor<u8> + Send + Sync>> {
        let options = TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() };
        let profile = ColorProfile::new_from_slice(&self.profile).ok()?;
        source.create_transform_8bit(Layout::Rgb, &profile, Layout::Rgba, options).ok()
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its profile.
    pub(crate) fn profile(&self) -> &[u8] {
        &self.profile
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} bytes", self.name, self.profile.len())
    }
}

impl Press {
    /// The same, with what another says where this says nothing.
    pub(crate) fn or(&self, other: Press) -> Press {
        Press {
            condition: self.condition.clone().or(other.condition),
            standard: self.standard.or(other.standard),
            ink: self.ink.or(other.ink),
            bleed: self.bleed.or(other.bleed),
            marks: self.marks.or(other.marks),
            refuse_rgb: self.refuse_rgb || other.refuse_rgb,
            min_ppi: self.min_ppi.or(other.min_ppi),
            vt: self.vt || other.vt,
            job: self.job.clone().or(other.job),
        }
    }

    /// The printing condition.
    pub(crate) fn condition(&self) -> &Condition {
        self.condition.as_ref().unwrap_or(&COATED)
    }

    /// The standard.
    pub(crate) fn standard(&self) -> Standard {
        self.standard.unwrap_or_default()
    }

    /// Why the standard does not allow the profile, if it does not. Each may be given in another place, so this is only
    /// known when all places have been read.
    pub(crate) fn mismatch(&self) -> Option<ProfileError> {
        let version = self.condition().version();
        (self.standard() == Standard::X1a && version > 2).then_some(ProfileError::Later(version))
    }

    /// The inks.
    pub(crate) fn ink(&self) -> Ink {
        self.ink.unwrap_or_default()
    }

    /// The bleed.
    pub(crate) fn bleed(&self) -> Length {
        self.bleed.unwrap_or(Length::ZERO)
    }

    /// Whether there are marks.
    pub(crate) fn marks(&self) -> bool {
        self.marks.unwrap_or(false)
    }

    /// Everything that changes the bytes of a file, in one line: for manifests.
    pub(crate) fn summary(&self) -> String {
        let condition = self.condition();
        let profile: String = Sha256::digest(condition.profile()).iter().map(|byte| format!("{byte:02x}")).collect();
        let ink = if self.ink() == Ink::Black { ", black" } else { "" };
        let marks = if self.marks() { ", marks" } else { "" };
        let standard = self.standard().name();
        let vt = if self.vt { ", PDF/VT-1" } else { "" };
        let job = self.job.as_deref().map(|job| format!(", job {job}")).unwrap_or_default();
        format!("{standard}, {} {profile}, bleed {}{ink}{marks}{job}{vt}", condition.name, self.bleed().0)
    }
}
