//! PNG files of any kind as opaque 8-bit gray or RGB.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations, Unit};

use super::{BROKEN, Refused, believable, check_size, gray_if_possible, rgb_profile};
use crate::model::document::{Image, ImageData};

/// Memory for what the decoder keeps besides the pixels: rows, palettes, a profile, small chunks. Bombs hide in
/// compressed data other than pixels: this limits profiles, and texts are not read at all.
const DECODER_BYTES: usize = 16 * 1024 * 1024;

/// Decodes a PNG file; transparency is flattened onto white, the color of paper. `left` is the number of bytes it may
/// take.
pub(super) fn decode(bytes: &[u8], left: u64) -> Result<Image, Refused> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: DECODER_BYTES });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.set_ignore_text_chunk(true);
    let (width, height, channels) = {
        let header = decoder.read_header_info().map_err(|_| BROKEN)?;
        let gray = matches!(header.color_type, ColorType::Grayscale | ColorType::GrayscaleAlpha);
        (header.width, header.height, if gray { 1 } else { 3 })
    };
    check_size(width, height, channels, left)?;
    let mut reader = decoder.read_info().map_err(|_| BROKEN)?;
    // PNG 1.2, 4.2.4.2 (pHYs): in units of one meter, or as an aspect ratio alone.
    let density = reader.info().pixel_dims.filter(|dims| dims.unit == Unit::Meter);
    let resolution =
        density.and_then(|dims| believable([dims.xppu, dims.yppu].map(|per_meter| per_meter as f32 * 0.0254)));
    let profile = reader.info().icc_profile.as_deref().and_then(rgb_profile);
    let mut samples = vec![0; reader.output_buffer_size().ok_or(BROKEN)?];
    let frame = reader.next_frame(&mut samples).map_err(|_| BROKEN)?;
    samples.truncate(frame.buffer_size());
    let (channels, samples) = match frame.color_type {
        ColorType::Grayscale => (1, samples),
        ColorType::GrayscaleAlpha => (1, on_white::<2>(samples)),
        ColorType::Rgb => gray_if_possible(samples),
        ColorType::Rgba => gray_if_possible(on_white::<4>(samples)),
        ColorType::Indexed => return Err(BROKEN), // The decoder has expanded palettes.
    };
    Ok(Image { width, height, resolution, profile, data: ImageData::Pixels { channels, samples } })
}

/// Flattens pixels of `N` channels, the last of them alpha, onto white. In place: a large image is not held twice.
fn on_white<const N: usize>(mut samples: Vec<u8>) -> Vec<u8> {
    let pixels = samples.len() / N;
    for pixel in 0..pixels {
        let alpha = u32::from(samples[pixel * N + N - 1]);
        for channel in 0..N - 1 {
            let c = u32::from(samples[pixel * N + channel]);
            samples[pixel * (N - 1) + channel] = ((c * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        }
    }
    samples.truncate(pixels * (N - 1));
    samples.shrink_to_fit();
    samples
}
