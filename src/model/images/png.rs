//! PNG files of any kind as opaque 8-bit gray or RGB.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

use super::{BROKEN, Refused, check_size, gray_if_possible};
use crate::model::document::{Image, ImageData};

/// Decodes a PNG file; what is transparent is laid on white, the colour of paper.
pub fn decode(bytes: &[u8]) -> Result<Image, Refused> {
    // The pixels of the largest picture, with alpha, and as much again for what the decoder keeps.
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: 512 * 1024 * 1024 });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    decoder.set_ignore_text_chunk(true);
    let mut reader = decoder.read_info().map_err(|_| BROKEN)?;
    let (width, height) = (reader.info().width, reader.info().height);
    check_size(width, height)?;
    let mut samples = vec![0; reader.output_buffer_size().ok_or(BROKEN)?];
    let frame = reader.next_frame(&mut samples).map_err(|_| BROKEN)?;
    samples.truncate(frame.buffer_size());
    let (channels, samples) = match frame.color_type {
        ColorType::Grayscale => (1, samples),
        ColorType::GrayscaleAlpha => (1, on_white::<2>(&samples)),
        ColorType::Rgb => gray_if_possible(samples),
        ColorType::Rgba => gray_if_possible(on_white::<4>(&samples)),
        ColorType::Indexed => return Err(BROKEN), // The decoder has expanded palettes.
    };
    Ok(Image { width, height, data: ImageData::Pixels { channels, samples } })
}

/// Lays pixels of `N` channels, the last of them alpha, on white.
fn on_white<const N: usize>(samples: &[u8]) -> Vec<u8> {
    let pixels = samples.chunks_exact(N);
    pixels
        .flat_map(|pixel| {
            let alpha = u32::from(pixel[N - 1]);
            pixel[..N - 1].iter().map(move |&c| ((u32::from(c) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
        })
        .collect()
}
