//! JPEG files: embedded as they are when PDF readers show them right, decoded when not.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{BROKEN, Refused, check_size, gray_if_possible};
use crate::model::document::{Image, ImageData};

/// Reads a JPEG file.
pub fn decode(bytes: &[u8]) -> Result<Image, Refused> {
    let header = Header::read(bytes).ok_or(BROKEN)?;
    check_size(header.width, header.height)?;
    let (width, height) = (header.width, header.height);
    let embeddable = header.orientation == Orientation::UPRIGHT
        && match header.components {
            1 => true,
            // ISO 32000-2, 7.4.8: without an Adobe marker three components are YCbCr.
            3 => !header.named_rgb,
            _ => false,
        };
    if embeddable {
        let data = ImageData::Jpeg { channels: header.components, bytes: bytes.to_vec() };
        return Ok(Image { width, height, data });
    }
    let options = DecoderOptions::new_safe().jpeg_set_out_colorspace(ColorSpace::RGB).set_max_width(65_535);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options.set_max_height(65_535));
    let rgb = decoder.decode().map_err(|_| BROKEN)?;
    if rgb.len() != width as usize * height as usize * 3 {
        return Err(BROKEN);
    }
    let (channels, samples) = gray_if_possible(header.orientation.upright(&rgb, width as usize, height as usize));
    let (width, height) = if header.orientation.swaps_sides() { (height, width) } else { (width, height) };
    Ok(Image { width, height, data: ImageData::Pixels { channels, samples } })
}

/// What the segments before the picture's data say.
struct Header {
    width: u32,
    height: u32,
    components: u8,
    /// Whether the components are called R, G and B, and no Adobe marker says otherwise.
    named_rgb: bool,
    orientation: Orientation,
}

impl Header {
    /// Reads the segments (ITU-T T.81, B.1.1.4). `None` when they are damaged or the file ends early.
    fn read(bytes: &[u8]) -> Option<Header> {
        let mut header: Option<Header> = None;
        let mut orientation = Orientation::UPRIGHT;
        let mut adobe = false;
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
                0xe1 => orientation = Orientation::read(segment).unwrap_or(orientation),
                0xee => adobe |= segment.starts_with(b"Adobe"),
                // Baseline, extended and progressive with Huffman coding: the kinds that PDF allows.
                0xc0..=0xc2 => {
                    let [8, h1, h0, w1, w0, components, ref ids @ ..] = *segment else { return None };
                    header = Some(Header {
                        width: u32::from(u16::from_be_bytes([w1, w0])),
                        height: u32::from(u16::from_be_bytes([h1, h0])),
                        components,
                        named_rgb: ids.iter().step_by(3).take(3).eq(b"RGB"),
                        orientation,
                    });
                }
                0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return None,
                0xda => break,
                _ => {}
            }
            at += 2 + length;
        }
        let header = header?;
        // A file cut short ends within its data; what follows the end marker is no part of the picture.
        bytes[at..].windows(2).rev().find(|pair| *pair == [0xff, 0xd9])?;
        Some(Header { named_rgb: header.named_rgb && !adobe, orientation, ..header })
    }
}

/// How the camera was held (Exif tag 0x0112): 1 is upright.
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
        // The first directory lies at the offset that bytes 4 to 7 give; none lies beyond 64 KB in a segment.
        let directory = usize::from(if little { u16_at(4)? } else { u16_at(6)? });
        let entries = usize::from(u16_at(directory)?);
        let entry = (0..entries).map(|i| directory + 2 + i * 12).find(|&at| u16_at(at) == Some(0x0112))?;
        let value = u16_at(entry + 8)?;
        (1..=8).contains(&value).then_some(Orientation(value as u8))
    }

    fn swaps_sides(self) -> bool {
        self.0 >= 5
    }

    /// RGB pixels turned upright.
    fn upright(self, rgb: &[u8], width: usize, height: usize) -> Vec<u8> {
        if self == Orientation::UPRIGHT {
            return rgb.to_vec();
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
