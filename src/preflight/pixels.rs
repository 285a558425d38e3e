//! The inks of an image's pixels.

use super::document::{Document, Stream};
use super::inks::Space;
use crate::syntax::Value;

/// Pixels that are looked at: of larger images, every so many.
const MOST_PIXELS: usize = 1 << 20;

/// Larger photographs are not decoded.
const MOST_DECODED_PIXELS: usize = 1 << 25;

/// One pixel in this many may have more ink: edges of resampled pictures overshoot.
const OUTLIERS: usize = 1000;

/// The total of inks that all pixels keep to but one in a thousand. `None` if the pixels are not CMYK of eight bits.
pub(crate) fn most_ink(document: &Document, stream: &Stream, space: &Space) -> Option<f64> {
    let eight = document.number(&stream.dict, "BitsPerComponent").is_none_or(|bits| bits == 8.0);
    if !matches!(space, Space::Cmyk | Space::Icc(4)) || !eight {
        return None;
    }
    let decoded = document.decoded(stream)?;
    let samples = match decoded.left.first() {
        None => decoded.bytes.clone(),
        Some((filter, _)) if matches!(filter.as_slice(), b"DCTDecode" | b"DCT") => jpeg(document, &decoded.bytes)?,
        Some(_) => return None,
    };
    // A map of 1 to 0 turns a channel round, as is usual for pictures of Photoshop.
    let inverted = match document.get(&stream.dict, "Decode") {
        Value::Array(items) => items.first().and_then(Value::as_number) == Some(1.0),
        _ => false,
    };
    let pixels = samples.len() / 4;
    let step = pixels.div_ceil(MOST_PIXELS).max(1);
    let mut counts = vec![0_usize; 4 * 255 + 1];
    for pixel in samples.chunks_exact(4).step_by(step) {
        let sum: usize = pixel.iter().map(|&ink| usize::from(if inverted { 255 - ink } else { ink })).sum();
        counts[sum] += 1;
    }
    let mut allowed = counts.iter().sum::<usize>() / OUTLIERS;
    let highest = counts.iter().rposition(|&count| {
        let over = count > allowed;
        allowed = allowed.saturating_sub(count);
        over
    });
    highest.map(|sum| sum as f64 / 255.0)
}

fn jpeg(document: &Document, bytes: &[u8]) -> Option<Vec<u8>> {
    use zune_jpeg::JpegDecoder;
    use zune_jpeg::zune_core::bytestream::ZCursor;
    use zune_jpeg::zune_core::colorspace::ColorSpace;
    use zune_jpeg::zune_core::options::DecoderOptions;
    let options = DecoderOptions::default().set_max_width(1 << 14).set_max_height(1 << 14);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let info = decoder.info()?;
    let pixels = usize::from(info.width) * usize::from(info.height);
    if info.components != 4 || pixels > MOST_DECODED_PIXELS || !document.spend(4 * pixels) {
        return None;
    }
    decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::CMYK));
    decoder.decode().ok()
}
