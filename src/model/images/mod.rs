//! Images: PNG, JPEG and SVG files in a form that a page can use.
//!
//! A format is detected by its first bytes; the file extension decides nothing.

mod jpeg;
mod png;
mod svg;

use std::collections::HashMap;
use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace};

use super::document::{Image, ImageData};
use crate::content::types::Scalar;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::limits::{MAX_PICTURE_BYTES, MAX_PIXELS};
use crate::source::{FileId, LoadError, Sources, Span};

/// Why an image cannot be used.
#[derive(Clone, Copy, Debug)]
struct Refused {
    code: &'static str,
    message: &'static str,
    hint: &'static str,
}

/// An image, and what was simplified in it.
struct Read {
    image: Image,
    /// The warning, if the image will not look as its author drew it.
    simplified: Option<&'static str>,
}

const BROKEN: Refused = Refused {
    code: "image-unreadable",
    message: "is damaged or not in the format it claims",
    hint: "open it in an image program and save it again as PNG, JPEG or SVG",
};

const TOO_LARGE: Refused = Refused {
    code: "image-unreadable",
    message: "has more than 25 million pixels",
    hint: "scale it down: 300 pixels per inch are enough for print",
};

const TOO_MUCH: Refused = Refused {
    code: "image-unreadable",
    message: "is too large with the other images: together they take more than 100 MB when decoded",
    hint: "scale the images down: 300 pixels per inch are enough for print",
};

/// The images of one handout: each is read once, however often it is used, and together they stay within
/// [`MAX_PICTURE_BYTES`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Pictures {
    /// The result for each, by the file that names it and the name.
    read: HashMap<(FileId, String), Result<Arc<Image>, Refused>>,
    /// Those that can be used, each with the place where it is first named.
    all: Vec<(Span, Arc<Image>)>,
    bytes: u64,
}

/// Where images are looked for.
#[derive(Clone, Copy)]
pub(super) struct Folders<'a> {
    pub sources: &'a Sources,
    /// A file in the folder of the images that a hospital's handouts share.
    pub site: Option<FileId>,
}

impl Pictures {
    /// Reads the image that a scalar names, relative to the scalar's file, or else to the site's. Problems go to
    /// `diagnostics`.
    pub(super) fn load(
        &mut self,
        folders: Folders<'_>,
        name: &Scalar,
        diagnostics: &mut Diagnostics,
    ) -> Option<Arc<Image>> {
        if name.is_filler || name.trim().is_empty() {
            return None; // Reported when the file was read.
        }
        let shown: String = name.chars().take(80).collect();
        let key = (name.span.file, name.value.clone());
        if !self.read.contains_key(&key) {
            let read = self.read(folders, name);
            if let Ok(Read { simplified: Some(simplified), .. }) = &read {
                let message = format!("image `{shown}` is simplified: {simplified}");
                let hint = "check the printed image, or flatten it in the program it was drawn with";
                diagnostics
                    .push(Diagnostic::warning("image-simplified", message).at(name.span, "named here").hint(hint));
            }
            let read = read.map(|read| Arc::new(read.image));
            self.all.extend(read.iter().map(|image| (name.span, image.clone())));
            self.read.insert(key.clone(), read);
        }
        match self.read.get(&key)? {
            Ok(image) => Some(image.clone()),
            Err(refused) => {
                let diagnostic = Diagnostic::error(refused.code, format!("image `{shown}` {}", refused.message));
                diagnostics.push(diagnostic.at(name.span, "named here").hint(refused.hint));
                None
            }
        }
    }

    /// All that can be used, each with the place where it is first named.
    pub(crate) fn all(&self) -> &[(Span, Arc<Image>)] {
        &self.all
    }

    fn read(&mut self, Folders { sources, site }: Folders<'_>, name: &Scalar) -> Result<Read, Refused> {
        let bytes = sources.read_picture(name.span.file, site, &name.value).map_err(|error| refused_file(&error))?;
        let read = decode(bytes, MAX_PICTURE_BYTES.saturating_sub(self.bytes))?;
        self.bytes += decoded_bytes(&read.image);
        Ok(read)
    }
}

/// An image's size in memory.
fn decoded_bytes(image: &Image) -> u64 {
    match &image.data {
        ImageData::Pixels { samples: bytes, .. } | ImageData::Jpeg { bytes, .. } => bytes.len() as u64,
        ImageData::Drawing(drawing) => svg::bytes_of(drawing),
    }
}

/// The samples of a JPEG that has been read before, in red, green and blue.
pub(crate) fn jpeg_samples(bytes: &[u8]) -> Option<Vec<u8>> {
    jpeg::samples(bytes).ok()
}

/// Decodes an image; `left` is the number of bytes it may take.
fn decode(bytes: Vec<u8>, left: u64) -> Result<Read, Refused> {
    let whole = |image| Read { image, simplified: None };
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return png::decode(&bytes, left).map(whole);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return jpeg::decode(bytes, left).map(whole);
    }
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    if text.trim_ascii_start().starts_with(b"<") {
        return svg::decode(text, left);
    }
    let message = match () {
        _ if bytes.is_empty() => "is empty",
        _ if bytes.starts_with(b"GIF8") => "is a GIF",
        _ if bytes.starts_with(b"RIFF") => "is a WebP",
        _ if bytes.starts_with(b"%PDF") => "is a PDF",
        _ if bytes.starts_with(b"\x1f\x8b") => "is a compressed file",
        _ => "is not a PNG, JPEG or SVG file",
    };
    Err(Refused { code: "image-unreadable", message, hint: "save it as PNG, JPEG or SVG" })
}

fn refused_file(error: &LoadError) -> Refused {
    match error {
        LoadError::Missing => Refused {
            code: "image-missing",
            message: "does not exist",
            hint: "put the image in the folder of the file that names it or of the site file, or below, and check the spelling",
        },
        LoadError::Outside => Refused {
            code: "image-outside",
            message: "is outside the folder of the file that names it",
            hint: "copy the image into that folder or below it, and name it without `..` and without a leading `/`",
        },
        LoadError::TooLarge { .. } => Refused {
            code: "image-unreadable",
            message: "is larger than 20 MB",
            hint: "scale it down: 300 pixels per inch are enough for print",
        },
        LoadError::NotAFile => {
            Refused { code: "image-unreadable", message: "is not a file", hint: "give a PNG, JPEG or SVG file" }
        }
        LoadError::TooMany | LoadError::NotUtf8 { .. } | LoadError::Io(_) => Refused {
            code: "image-unreadable",
            message: "cannot be read",
            hint: "check that you have permission to open the file",
        },
    }
}

/// Whether an image of this size is rejected, with `left` bytes for its pixels.
fn check_size(width: u32, height: u32, channels: u64, left: u64) -> Result<(), Refused> {
    match u64::from(width) * u64::from(height) {
        0 => Err(BROKEN),
        pixels if pixels > MAX_PIXELS => Err(TOO_LARGE),
        pixels if pixels * channels > left => Err(TOO_MUCH),
        _ => Ok(()),
    }
}

/// The largest profile that is read: those of displays are much smaller.
const MOST_PROFILE: usize = 4 * 1024 * 1024;

/// A profile of an image's red, green and blue, if it is one that colors can be converted with.
fn rgb_profile(bytes: &[u8]) -> Option<Arc<[u8]>> {
    let profile = ColorProfile::new_from_slice(bytes).ok().filter(|_| bytes.len() <= MOST_PROFILE)?;
    (profile.color_space == DataColorSpace::Rgb).then(|| bytes.into())
}

/// A resolution that an image can have: below it are zeros and typing errors, and above it the units of other programs.
fn believable(resolution: [f32; 2]) -> Option<[f32; 2]> {
    resolution.iter().all(|ppi| (30.0..=4800.0).contains(ppi)).then_some(resolution)
}

/// RGB rows as one channel if all pixels are gray, so that black and white images print in one ink.
fn gray_if_possible(mut rgb: Vec<u8>) -> (u8, Vec<u8>) {
    if !rgb.chunks_exact(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]) {
        return (3, rgb);
    }
    for pixel in 0..rgb.len() / 3 {
        rgb[pixel] = rgb[3 * pixel];
    }
    rgb.truncate(rgb.len() / 3);
    rgb.shrink_to_fit();
    (1, rgb)
}
