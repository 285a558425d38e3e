//! JPEG files: embedded unchanged when PDF readers show them correctly, decoded when not.

use std::cell::Cell;
use std::io::{BufRead, Cursor, Read, Seek, SeekFrom};

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{BROKEN, Refused, TOO_LARGE, believable, check_size, gray_if_possible, rgb_profile};
use crate::model::document::{Image, ImageData};
use crate::source::limits::MAX_JPEG_COEFFICIENT_BYTES;

/// Reads a JPEG file; `left` is the number of bytes it may take. Each is decoded, so that a damaged one is rejected
/// even if it is embedded unchanged.
pub(super) fn decode(bytes: Vec<u8>, left: u64) -> Result<Image, Refused> {
    let header = Header::read(&bytes).ok_or(BROKEN)?;
    let (width, height, resolution) = (header.width, header.height, header.resolution);
    let embeddable = header.orientation == Orientation::UPRIGHT
        && match header.components {
            1 => true,
            // ISO 32000-2, 7.4.8: without an Adobe marker three components are YCbCr.
            3 => !header.named_rgb,
            // Inks: a press takes them as they are. Without an Adobe marker, it is not known which end is white.
            4 => header.adobe,
            _ => false,
        };
    check_size(width, height, if embeddable { 1 } else { 3 }, left)?;
    if header.progressive && header.samples.saturating_mul(2) > MAX_JPEG_COEFFICIENT_BYTES {
        return Err(TOO_LARGE);
    }
    let profile = profile(&bytes).and_then(|profile| rgb_profile(&profile));
    if embeddable {
        // The decoded pixels are discarded: brightness alone is fastest.
        let (space, channels) = if header.components == 4 { (ColorSpace::RGB, 3) } else { (ColorSpace::Luma, 1) };
        let decoded = decode_whole(&bytes, space)?;
        if decoded.len() != width as usize * height as usize * channels {
            return Err(BROKEN);
        }
        return Ok(Image {
            width,
            height,
            resolution,
            profile,
            data: ImageData::Jpeg { channels: header.components, bytes },
        });
    }
    let rgb = decode_whole(&bytes, ColorSpace::RGB)?;
    if rgb.len() != width as usize * height as usize * 3 {
        return Err(BROKEN);
    }
    let (channels, samples) = gray_if_possible(header.orientation.upright(rgb, width as usize, height as usize));
    let (width, height, resolution) = match header.orientation.swaps_sides() {
        true => (height, width, resolution.map(|[across, down]| [down, across])),
        false => (width, height, resolution),
    };
    Ok(Image { width, height, resolution, profile, data: ImageData::Pixels { channels, samples } })
}

/// The samples of a file that has been read before, in red, green and blue.
pub(super) fn samples(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    decode_whole(bytes, ColorSpace::RGB)
}

/// Decodes a whole file, which must end where its image does.
fn decode_whole(bytes: &[u8], space: ColorSpace) -> Result<Vec<u8>, Refused> {
    let (samples, at) = decode_tracked(bytes, space)?;
    let end = data_end(bytes).ok_or(BROKEN)?;
    if !ends_at(bytes, at) {
        return Err(BROKEN);
    }
    // The decoder silently makes up what is missing at the end. With other data after the image's own, it makes up
    // something else.
    let longer = [&bytes[..end], &[0x55; FILLER], &[0xff, 0xd9]].concat();
    match decode_tracked(&longer, space) {
        Ok((same, _)) if same == samples => Ok(samples),
        _ => Err(BROKEN),
    }
}

/// Decodes a file, and returns how far it was read.
fn decode_tracked(bytes: &[u8], space: ColorSpace) -> Result<(Vec<u8>, usize), Refused> {
    let options = DecoderOptions::new_safe().set_strict_mode(true).jpeg_set_out_colorspace(space);
    let options = options.set_max_width(65_535).set_max_height(65_535);
    let at = Cell::new(0);
    let mut decoder = JpegDecoder::new_with_options(Tracked { file: Cursor::new(bytes), at: &at }, options);
    let samples = decoder.decode().map_err(|_| BROKEN)?;
    drop(decoder);
    Ok((samples, at.get() as usize))
}

/// The decoder reads some bytes ahead.
const READ_AHEAD: usize = 64;

/// Whether the image data end where the decoder stopped. There are more when the size in the header is damaged: then
/// part of the image would be missing.
fn ends_at(bytes: &[u8], at: usize) -> bool {
    let from = at.min(bytes.len()).saturating_sub(READ_AHEAD);
    let to = (at + READ_AHEAD).min(bytes.len());
    bytes[from..to].windows(2).any(is_end)
}

/// ITU-T T.81, B.1.1.2: within data, FF precedes 00 or a restart marker; any other marker ends them.
fn is_end(pair: &[u8]) -> bool {
    pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff | 0xd0..=0xd7)
}

/// How much a file is extended to test whether its data are sufficient.
const FILLER: usize = 4096;

/// Where the data of the image's last scan end: at the end marker.
fn data_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        match (*bytes.get(at)?, *bytes.get(at + 1)?) {
            (0xff, 0xd9) => return Some(at),
            (0xff, 0xff) => at += 1,
            (0xff, 0x01 | 0xd0..=0xd7) => at += 2,
            (0xff, marker) => {
                at += 2 + usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                if marker == 0xda {
                    at += bytes.get(at..)?.windows(2).position(is_end)?;
                }
            }
            _ => return None,
        }
    }
}

/// A reader that records how far it has been read.
struct Tracked<'a> {
    file: Cursor<&'a [u8]>,
    at: &'a Cell<u64>,
}

impl Read for Tracked<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(into);
        self.at.set(self.file.position());
        read
    }
}

impl BufRead for Tracked<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.file.consume(amount);
        self.at.set(self.file.position());
    }
}

impl Seek for Tracked<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let position = self.file.seek(to);
        self.at.set(self.file.position());
        position
    }
}

/// What the segments before the image data say.
struct Header {
    width: u32,
    height: u32,
    components: u8,
    /// Samples of all components, some of which have fewer than there are pixels.
    samples: u64,
    /// Whether its data come in several scans, each refining the image.
    progressive: bool,
    /// Whether the components are named R, G and B, and no Adobe marker says otherwise.
    named_rgb: bool,
    /// Whether there is an Adobe marker.
    adobe: bool,
    orientation: Orientation,
    /// Pixels per inch across and down.
    resolution: Option<[f32; 2]>,
}

impl Header {
    /// Reads the segments (ITU-T T.81, B.1.1.4). `None` when they are damaged or the file ends early.
    fn read(bytes: &[u8]) -> Option<Header> {
        let mut header: Option<Header> = None;
        let mut orientation = Orientation::UPRIGHT;
        let mut adobe = false;
        let mut resolution = None;
        let mut at = 2;
        loop {
            if *bytes.get(at)? != 0xff {
                return None;
            }
            let marker = *bytes.get(at + 1)?;
            match marker {
                0xff => {
                    at += 1;
                    continue;
                }
                0x01 | 0xd0..=0xd7 => {
                    at += 2;
                    continue;
                }
                0xd8 | 0xd9 => return None,
                _ => {}
            }
            let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
            let segment = bytes.get(at + 4..at + 2 + length)?;
            match marker {
                0xe0 => resolution = density(segment).or(resolution),
                0xe1 => orientation = Orientation::read(segment).unwrap_or(orientation),
                0xee => adobe |= segment.starts_with(b"Adobe"),
                // Baseline, extended and progressive with Huffman coding: the kinds that PDF allows.
                0xc0..=0xc2 => {
                    let [8, h1, h0, w1, w0, components, ref ids @ ..] = *segment else { return None };
                    let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
                    // T.81, B.2.2: how often a component is sampled, across and down, relative to the one sampled most.
                    let factors = || ids.chunks_exact(3).map(|part| (u64::from(part[1] >> 4), u64::from(part[1] & 15)));
                    let most = factors().map(|(h, _)| h).max()? * factors().map(|(_, v)| v).max()?;
                    let all: u64 = factors().map(|(h, v)| h * v).sum();
                    header = Some(Header {
                        width: u32::from(width),
                        height: u32::from(height),
                        components,
                        samples: (u64::from(width) * u64::from(height) * all).checked_div(most)?,
                        progressive: marker == 0xc2,
                        named_rgb: ids.iter().step_by(3).take(3).eq(b"RGB"),
                        adobe,
                        orientation,
                        resolution,
                    });
                }
                0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return None,
                0xda => break,
                _ => {}
            }
            at += 2 + length;
        }
        let header = header?;
        // A truncated file ends within its data; anything after the end marker is not part of the image.
        bytes[at..].windows(2).rev().find(|pair| *pair == [0xff, 0xd9])?;
        Some(Header { named_rgb: header.named_rgb && !adobe, adobe, orientation, resolution, ..header })
    }
}

/// The ICC profile, which may be divided among segments (ICC.1, B.4): each has its number and how many there are.
fn profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut parts: Vec<(u8, &[u8])> = Vec::new();
    let mut at = 2;
    while let [0xff, marker, high, low, ..] = *bytes.get(at..)? {
        let segment = bytes.get(at + 4..at + 2 + usize::from(u16::from_be_bytes([high, low])))?;
        match (marker, segment.strip_prefix(b"ICC_PROFILE\0")) {
            (0xe2, Some([number, _, part @ ..])) => parts.push((*number, part)),
            (0xda, _) => break,
            _ => {}
        }
        at += 4 + segment.len();
    }
    parts.sort_by_key(|(number, _)| *number);
    let whole: Vec<u8> = parts.into_iter().flat_map(|(_, part)| part).copied().collect();
    (!whole.is_empty()).then_some(whole)
}

/// The resolution in a JFIF segment (ITU-T T.871, 10.1): per inch, per centimeter, or none.
fn density(segment: &[u8]) -> Option<[f32; 2]> {
    let [_, _, units, x1, x0, y1, y0, ..] = *segment.strip_prefix(b"JFIF\0")? else { return None };
    let inch = match units {
        1 => 1.0,
        2 => 2.54,
        _ => return None,
    };
    believable([[x1, x0], [y1, y0]].map(|density| f32::from(u16::from_be_bytes(density)) * inch))
}

/// The camera's orientation (Exif tag 0x0112): 1 is upright.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Orientation(u8);

impl Orientation {
    const UPRIGHT: Orientation = Orientation(1);

    /// Reads it from an Exif segment.
    fn read(segment: &[u8]) -> Option<Orientation> {
        let tiff = segment.strip_prefix(b"Exif\0\0")?;
        let little = tiff.starts_with(b"II");
        let u16_at = |at: usize| {
            let pair = [*tiff.get(at)?, *tiff.get(at + 1)?];
            Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
        };
        // The first directory is at the offset in bytes 4 to 7; none is beyond 64 KB in a segment.
        let directory = usize::from(if little { u16_at(4)? } else { u16_at(6)? });
        let entries = usize::from(u16_at(directory)?);
        let entry = (0..entries).map(|i| directory + 2 + i * 12).find(|&at| u16_at(at) == Some(0x0112))?;
        let value = u16_at(entry + 8)?;
        (1..=8).contains(&value).then_some(Orientation(value as u8))
    }

    fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// RGB pixels rotated upright.
    fn upright(self, rgb: Vec<u8>, width: usize, height: usize) -> Vec<u8> {
        if self == Orientation::UPRIGHT {
            return rgb;
        }
        let (out_width, out_height) = if self.swaps_sides() { (height, width) } else { (width, height) };
        let mut out = Vec::with_capacity(rgb.len());
        for y in 0..out_height {
            for x in 0..out_width {
                let (from_x, from_y) = match self.0 {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    8 => (width - 1 - y, x),
                    _ => (x, y),
                };
                let at = (from_y * width + from_x) * 3;
                out.extend_from_slice(&rgb[at..at + 3]);
            }
        }
        out
    }
}
