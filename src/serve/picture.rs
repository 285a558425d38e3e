//! A page of a PDF as a picture.

use crate::verify::pixels::Pages;

/// Pixels across that may be asked for: a phone's column, and a large screen's with two pixels for each of its own.
const WIDTHS: std::ops::RangeInclusive<usize> = 200..=1800;
/// When none is asked for.
pub(super) const WIDTH: usize = 850;
/// A page is at most this many times higher than wide.
const HIGHEST: f32 = 3.0;

/// Draws a page, from 1, this many pixels across, as PNG. `None` if there is no such page.
pub(super) fn draw(pdf: Vec<u8>, page: usize, width: usize) -> Option<Vec<u8>> {
    let pages = Pages::new(pdf).ok()?;
    let index = page.checked_sub(1)?;
    let (across, down) = pages.size(index)?;
    let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    if across <= 0.0 || down > across * HIGHEST {
        return None;
    }
    let (width, pixels) = pages.rgb(index, width as f32 / across)?;
    let height = pixels.len().checked_div(width * 3)?;
    let mut out = Vec::with_capacity(pixels.len() / 16);
    let mut encoder = png::Encoder::new(&mut out, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // It travels no farther than to the screen: time counts, size does not.
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(out)
}
