//! Colors, from a theme or a picture to the operators of a content stream.
//!
//! A color has the components that PDF paints it with (ISO 32000-1, 8.6): gray, red-green-blue, four process inks, or
//! one spot ink by its name. All are whole numbers, so that equal colors are the same color and files are the same
//! everywhere. What the numbers look like is for profiles to say, which the PDF writer chooses.

use std::fmt;
use std::ops::BitOrAssign;

/// A color.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Color {
    /// From black to white, of 255 (`DeviceGray`; ISO 32000-1, 8.6.4.2). Prints as one ink.
    Gray(u8),
    /// Red, green and blue, of 255: sRGB in our files (`DeviceRGB`; 8.6.4.3). [`Color::rgb`] makes gray of equal ones.
    Rgb([u8; 3]),
    /// Cyan, magenta, yellow and black ink, in permille (`DeviceCMYK`; 8.6.4.4).
    Cmyk([u16; 4]),
    /// A spot ink, which has a plate to itself (`Separation`; 8.6.6.4).
    Spot(Spot),
}

/// A spot ink, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Spot {
    /// The ink.
    pub name: SpotName,
    /// What the full ink looks like in cyan, magenta, yellow and black, in permille: for screens, and for printers that
    /// do not have it.
    pub alternate: [u16; 4],
    /// How much of the ink, in permille.
    pub tint: u16,
}

impl Color {
    /// Black, which prints as one ink.
    pub(crate) const BLACK: Color = Color::Gray(0);

    /// On every plate of process inks: marks.
    pub(crate) const REGISTRATION: Color = Color::Cmyk([1000; 4]);

    /// The white of paper: no ink.
    pub(crate) const WHITE: Color = Color::Gray(255);

    /// The color with this red, green and blue; gray if they are equal.
    pub(crate) const fn rgb([red, green, blue]: [u8; 3]) -> Color {
        if red == green && green == blue { Color::Gray(red) } else { Color::Rgb([red, green, blue]) }
    }

    /// The color with this much cyan, magenta, yellow and black, in permille; more than all counts as all.
    pub(crate) fn cmyk(inks: [u16; 4]) -> Color {
        Color::Cmyk(inks.map(|ink| ink.min(1000)))
    }

    /// A spot ink in full, with what it looks like in cyan, magenta, yellow and black, in permille.
    pub(crate) fn spot(name: SpotName, alternate: [u16; 4]) -> Color {
        Color::Spot(Spot { name, alternate: alternate.map(|ink| ink.min(1000)), tint: 1000 })
    }

    /// The spot ink, in full, of which this is a tint.
    pub(crate) fn spot_ink(self) -> Option<Spot> {
        match self {
            Color::Spot(spot) => Some(Spot { tint: 1000, ..spot }),
            _ => None,
        }
    }

    /// `permille` thousandths of this color on white: for process inks and spot inks, less of the same ink.
    pub(crate) fn tint(self, permille: u16) -> Color {
        let permille = u32::from(permille.min(1000));
        let paler = |channel: u8| (255 - (255 - u32::from(channel)) * permille / 1000) as u8;
        let less = |ink: u16| (u32::from(ink) * permille / 1000) as u16;
        match self {
            Color::Gray(gray) => Color::Gray(paler(gray)),
            Color::Rgb(channels) => Color::rgb(channels.map(paler)),
            Color::Cmyk(inks) => Color::Cmyk(inks.map(less)),
            Color::Spot(spot) => Color::Spot(Spot { tint: less(spot.tint), ..spot }),
        }
    }

    /// Whether text in this color has a contrast of at least 4.5 to 1 with white paper (WCAG 2.2, 1.4.3).
    pub(crate) fn contrasts_with_white(self) -> bool {
        // 1.05 / (luminance + 0.05) >= 4.5, so luminance <= 0.1833.
        u64::from(self.luminance()) * 10_000 <= u64::from(Color::WHITE.luminance()) * 1833
    }

    /// Whether large text in this color, such as a heading, has a contrast of at least 3 to 1 with white paper.
    pub(crate) fn suits_headings(self) -> bool {
        // 1.05 / (luminance + 0.05) >= 3, so luminance <= 0.3.
        u64::from(self.luminance()) * 10 <= u64::from(Color::WHITE.luminance()) * 3
    }

    /// Relative luminance (WCAG 2.2) in units of which white has 10,000 × 255². Squares replace the standard's curve:
    /// slightly stricter for midtones, and exact on every machine.
    pub(crate) fn luminance(self) -> u32 {
        let [red, green, blue] = self.on_screen().map(|channel| u32::from(channel) * u32::from(channel));
        2126 * red + 7152 * green + 722 * blue
    }

    /// About the gray that looks as light, of 255.
    pub(crate) fn gray(self) -> u8 {
        let white = u64::from(Color::WHITE.luminance());
        // Luminance is of squares.
        (u64::from(self.luminance()) * 255 * 255 / white).isqrt() as u8
    }

    /// About what it looks like in sRGB, without a profile of the inks.
    fn on_screen(self) -> [u8; 3] {
        match self {
            Color::Gray(gray) => [gray; 3],
            Color::Rgb(channels) => channels,
            // As CSS Color 5 defines `device-cmyk` without a profile. ISO 32000-1, 10.3.5 adds black to each ink; that
            // is darker, and a check of contrast may not be too kind.
            Color::Cmyk([cyan, magenta, yellow, black]) => [cyan, magenta, yellow].map(|ink| {
                let light = 1000_u32.saturating_sub(u32::from(ink)) * 1000_u32.saturating_sub(u32::from(black));
                ((light * 255 + 500_000) / 1_000_000) as u8
            }),
            Color::Spot(spot) => Color::Cmyk(spot.in_process_inks()).on_screen(),
        }
    }
}

impl Spot {
    /// The alternate color of this much of the ink: cyan, magenta, yellow and black, in permille.
    pub(crate) fn in_process_inks(self) -> [u16; 4] {
        self.alternate.map(|ink| ((u32::from(ink) * u32::from(self.tint) + 500) / 1000) as u16)
    }
}

/// The name of a spot ink, as the press knows it: `PANTONE 286 C`.
///
/// It is limited so that a color can be copied; `PANTONE Process Magenta C` takes half of that.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SpotName {
    length: u8,
    /// UTF-8, followed by zeros.
    bytes: [u8; SpotName::MOST_BYTES],
}

impl SpotName {
    /// Most bytes in a name. PDF itself would allow 127 (ISO 32000-1, annex C).
    pub(crate) const MOST_BYTES: usize = 47;

    /// The ink with this name; none if it is empty, too long, or no name of one ink in a PDF.
    pub(crate) fn new(name: &str) -> Option<SpotName> {
        // ISO 32000-1, 8.6.6.4: `All` is every plate and `None` is no plate. 7.3.5: a name has no null character.
        if name.is_empty() || matches!(name, "All" | "None") || name.contains('\0') {
            return None;
        }
        let mut bytes = [0; SpotName::MOST_BYTES];
        bytes.get_mut(..name.len())?.copy_from_slice(name.as_bytes());
        Some(SpotName { length: name.len() as u8, bytes })
    }

    /// The name.
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).expect("it was made of a string")
    }
}

impl fmt::Debug for SpotName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

/// Which device color spaces a page or a file uses besides gray: the output intent must fit them.
///
/// ISO 19005-2, 6.2.4.3: any output intent serves `DeviceGray`; `DeviceRGB` and `DeviceCMYK` need one of their own kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ColorSpaces {
    /// `DeviceRGB`.
    pub rgb: bool,
    /// `DeviceCMYK`.
    pub cmyk: bool,
}

impl ColorSpaces {
    /// Whether there is any other than gray.
    pub(crate) fn is_colored(self) -> bool {
        self.rgb || self.cmyk
    }
}

impl BitOrAssign for ColorSpaces {
    fn bitor_assign(&mut self, other: ColorSpaces) {
        self.rgb |= other.rgb;
        self.cmyk |= other.cmyk;
    }
}
