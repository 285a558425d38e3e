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
    /// In process inks, with this conversion from sRGB, and these spot inks.
    Process(Arc<dyn TransformExecutor<u8> + Send + Sync>, Vec<Spot>),
    /// In tints of black.
    Black,
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
}

impl Inks {
    /// The inks of a press.
    pub(crate) fn of_press(press: &Press) -> Inks {
        if press.ink() == Ink::Black {
            return Inks::Black;
        }
        let transform = press.condition().conversion();
        // `Condition::new` has made the same conversion: it is there.
        transform.map_or(Inks::Black, |transform| Inks::Process(transform, Vec::new()))
    }

    /// The same with spot inks, each in full, where there are inks at all.
    pub(crate) fn with_spots(self, spots: Vec<Spot>) -> Inks {
        match self {
            Inks::Process(transform, _) => Inks::Process(transform, spots),
            other => other,
        }
    }

    /// The spot inks.
    pub(crate) fn spots(&self) -> &[Spot] {
        match self {
            Inks::Process(_, spots) => spots,
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
            (Inks::Process(transform, _), Color::Rgb(rgb)) => {
                let mut inks = [0; 4];
                // The lengths fit, so it succeeds.
                let _ = transform.transform(&rgb, &mut inks);
                Color::Cmyk(inks.map(|ink| ((u32::from(ink) * 1000 + 127) / 255) as u16))
            }
        }
    }

    /// The color spaces besides gray that an image is painted in.
    pub(crate) fn spaces(&self, image: &Image) -> ColorSpaces {
        let colored = match &image.data {
            ImageData::Pixels { channels, .. } | ImageData::Jpeg { channels, .. } => *channels == 3,
            ImageData::Drawing(_) => false,
        };
        ColorSpaces { rgb: colored && matches!(self, Inks::Screen), cmyk: colored && matches!(self, Inks::Process(..)) }
    }

    /// An image's samples as they are painted; none of a drawing. Gray stays gray, which prints in black ink.
    pub(crate) fn samples<'i>(&self, image: &'i Image) -> Option<Samples<'i>> {
        let (data, channels, is_jpeg) = match &image.data {
            ImageData::Pixels { samples, channels } => (samples.as_slice(), *channels, false),
            ImageData::Jpeg { bytes, channels } => (bytes.as_slice(), *channels, true),
            ImageData::Drawing(_) => return None,
        };
        if !self.is_press() || channels == 1 {
            return Some(Samples { data: Cow::Borrowed(data), channels, is_jpeg });
        }
        let rgb = if is_jpeg { crate::model::images::jpeg_samples(data)? } else { data.to_vec() };
        match self {
            Inks::Process(transform, _) => {
                let mut inks = vec![0; rgb.len() / 3 * 4];
                let _ = transform.transform(&rgb, &mut inks);
                for (rgb, inks) in rgb.chunks_exact(3).zip(inks.chunks_exact_mut(4)) {
                    if rgb[0] == rgb[1] && rgb[1] == rgb[2] {
                        inks.copy_from_slice(&[0, 0, 0, 255 - rgb[0]]);
                    }
                }
                Some(Samples { data: inks.into(), channels: 4, is_jpeg: false })
            }
            _ => {
                let gray = rgb.chunks_exact(3).map(|rgb| Color::Rgb([rgb[0], rgb[1], rgb[2]]).gray());
                Some(Samples { data: gray.collect::<Vec<_>>().into(), channels: 1, is_jpeg: false })
            }
        }
    }
}

/// Black ink for a gray of 255, in permille.
fn black(gray: u8) -> u16 {
    ((255 - u32::from(gray)) * 1000 / 255) as u16
}
