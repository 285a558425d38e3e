//! Colors as a file paints them: on screens as they are, on a press in its inks.
//!
//! Neutral colors become black ink alone, never a mixture: text in four inks has colored edges wherever one of them is
//! a hair out of place. Other colors are converted once, through the profile of the printing condition.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use moxcms::TransformExecutor;

use crate::color::{Color, ColorSpaces, Spot};
use crate::model::document::{Image, ImageData};
use crate::press::{Ink, Press};

/// How a file paints colors.
#[derive(Clone, Default)]
pub(crate) enum Inks {
    /// As they are.
    #[default]
    Screen,
    /// In process inks and spot inks.
    Process(Process),
    /// In tints of black.
    Black,
}

/// Process inks, and what is converted to them.
#[derive(Clone)]
pub(crate) struct Process {
    press: Arc<Press>,
    /// From sRGB.
    transform: Arc<dyn TransformExecutor<u8> + Send + Sync>,
    /// Inks that are not mixed.
    spots: Vec<Spot>,
}

impl fmt::Debug for Inks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Inks::Screen => "screen",
            Inks::Process(..) => "process",
            Inks::Black => "black",
        })
    }
}

/// Samples of a raster image as a file has them.
pub(crate) struct Samples<'i> {
    /// Row by row, or a JPEG.
    pub data: Cow<'i, [u8]>,
    /// 1, 3 or 4.
    pub channels: u8,
    /// Whether the data are a JPEG.
    pub is_jpeg: bool,
    /// Whether the largest sample is no ink: Adobe's programs store inks so.
    pub is_inverted: bool,
}

impl Inks {
    /// The inks of a press.
    pub(crate) fn of_press(press: &Arc<Press>) -> Inks {
        if press.ink() == Ink::Black {
            return Inks::Black;
        }
        let transform = press.condition().conversion();
        // `Condition::new` has made the same conversion: it is there.
        let process = |transform| Inks::Process(Process { press: press.clone(), transform, spots: Vec::new() });
        transform.map_or(Inks::Black, process)
    }

    /// The same with spot inks, each in full, where there are inks at all.
    pub(crate) fn with_spots(self, spots: Vec<Spot>) -> Inks {
        match self {
            Inks::Process(process) => Inks::Process(Process { spots, ..process }),
            other => other,
        }
    }

    /// The spot inks.
    pub(crate) fn spots(&self) -> &[Spot] {
        match self {
            Inks::Process(process) => &process.spots,
            Inks::Screen | Inks::Black => &[],
        }
    }

    /// Whether it is for a press, where black ink overprints.
    pub(crate) fn is_press(&self) -> bool {
        !matches!(self, Inks::Screen)
    }

    /// A color as it is painted.
    pub(crate) fn paint(&self, color: Color) -> Color {
        match (self, color) {
            (Inks::Screen, color) => color,
            (_, Color::Gray(gray)) => Color::Cmyk([0, 0, 0, black(gray)]),
            (Inks::Black, color) => Color::Cmyk([0, 0, 0, black(color.gray())]),
            (Inks::Process(..), Color::Cmyk(_) | Color::Spot(_)) => color,
            (Inks::Process(process), Color::Rgb(rgb)) => {
                let mut inks = [0; 4];
                // The lengths fit, so it succeeds.
                let _ = process.transform.transform(&rgb, &mut inks);
                Color::Cmyk(inks.map(|ink| ((u32::from(ink) * 1000 + 127) / 255) as u16))
            }
        }
    }

    /// The color spaces besides gray that an image is painted in.
    pub(crate) fn spaces(&self, image: &Image) -> ColorSpaces {
        let colored = match &image.data {
            ImageData::Pixels { channels, .. } | ImageData::Jpeg { channels, .. } => *channels > 1,
            ImageData::Drawing(_) => false,
        };
        ColorSpaces { rgb: colored && matches!(self, Inks::Screen), cmyk: colored && matches!(self, Inks::Process(..)) }
    }

    /// An image's samples as they are painted; none of a drawing. Gray stays gray, which prints in black ink, and a press
    /// takes inks as they are.
    pub(crate) fn samples<'i>(&self, image: &'i Image) -> Option<Samples<'i>> {
        let (data, channels, is_jpeg) = match &image.data {
            ImageData::Pixels { samples, channels } => (samples.as_slice(), *channels, false),
            ImageData::Jpeg { bytes, channels } => (bytes.as_slice(), *channels, true),
            ImageData::Drawing(_) => return None,
        };
        let as_it_is = matches!((self, channels), (_, 1) | (Inks::Screen, 3) | (Inks::Process(_), 4));
        if as_it_is {
            let is_inverted = is_jpeg && channels == 4;
            return Some(Samples { data: Cow::Borrowed(data), channels, is_jpeg, is_inverted });
        }
        let rgb = if is_jpeg { crate::model::images::jpeg_samples(data)? } else { data.to_vec() };
        let (data, channels) = match self {
            Inks::Screen => (rgb, 3),
            Inks::Process(process) => (process.convert(&rgb, image.profile.as_deref()), 4),
            Inks::Black => {
                let gray = rgb.chunks_exact(3).map(|rgb| Color::Rgb([rgb[0], rgb[1], rgb[2]]).gray());
                (gray.collect(), 1)
            }
        };
        Some(Samples { data: data.into(), channels, is_jpeg: false, is_inverted: false })
    }
}

impl Process {
    /// Pixels in inks. Neutral ones are black ink alone.
    fn convert(&self, rgb: &[u8], profile: Option<&[u8]>) -> Vec<u8> {
        let own = profile.and_then(|profile| self.press.condition().conversion_from(profile));
        let mut inks = vec![0; rgb.len() / 3 * 4];
        let _ = own.as_ref().unwrap_or(&self.transform).transform(rgb, &mut inks);
        for (rgb, inks) in rgb.chunks_exact(3).zip(inks.chunks_exact_mut(4)) {
            if rgb[0] == rgb[1] && rgb[1] == rgb[2] {
                inks.copy_from_slice(&[0, 0, 0, 255 - rgb[0]]);
            }
        }
        inks
    }
}

/// Black ink for a gray of 255, in permille.
fn black(gray: u8) -> u16 {
    ((255 - u32::from(gray)) * 1000 / 255) as u16
}
