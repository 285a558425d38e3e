//! A picture of a page, with the places of findings ringed and numbered.

use super::Sheet;
use super::geometry::Area;
use super::report::Finding;
use crate::verify::pixels::{Pages, Picture};

/// Pixels per point: 108 per inch, at which text of 8 points can be read.
const SCALE: f64 = 1.5;

/// Larger pages are drawn smaller.
const MOST_PIXELS: f64 = 2400.0;

/// How far rings are from what they ring, and how thick they are, in pixels.
const DISTANCE: f64 = 6.0;
/// See [`DISTANCE`].
const THICKNESS: f64 = 2.0;

/// Red that no ink of a handout is.
const RED: [u8; 3] = [224, 0, 32];

/// The frame of the finished page.
const BLUE: [u8; 3] = [64, 128, 224];

/// Digits, three pixels by five, row by row from the top left.
const DIGITS: [u16; 10] = [
    0b111_101_101_101_111,
    0b010_110_010_010_111,
    0b111_001_111_100_111,
    0b111_001_111_001_111,
    0b101_101_111_001_001,
    0b111_100_111_001_111,
    0b111_100_111_101_111,
    0b111_001_001_001_001,
    0b111_101_111_101_111,
    0b111_101_111_001_111,
];

/// How large a pixel of a digit is.
const DIGIT: usize = 3;

/// Draws a page, from 1, as PNG. `findings` come with the numbers to write beside them. `None` if it cannot be drawn.
pub(crate) fn draw<'f>(
    bytes: Vec<u8>,
    page: usize,
    sheet: &Sheet,
    findings: impl Iterator<Item = (usize, &'f Finding)>,
) -> Option<Vec<u8>> {
    let longest = sheet.shown.width().max(sheet.shown.height());
    let scale = SCALE.min(MOST_PIXELS / longest.max(1.0));
    let pages = Pages::new(bytes).ok()?;
    let picture = pages.drawn(page.checked_sub(1)?, scale as f32)?;
    let mut canvas = Canvas::new(&picture)?;
    let [left, top, right, bottom] = on_picture(&sheet.finished, sheet, scale);
    canvas.frame([left, top, right, bottom], 1.0, BLUE);
    for (number, finding) in findings {
        for place in &finding.places {
            let [left, top, right, bottom] = on_picture(place, sheet, scale);
            let ring = [left - DISTANCE, top - DISTANCE, right + DISTANCE, bottom + DISTANCE];
            canvas.frame(ring, THICKNESS, RED);
            canvas.tag(ring[0], ring[1], number);
        }
    }
    canvas.png()
}

/// Left, top, right and bottom in pixels, as the page is shown.
fn on_picture(place: &Area, sheet: &Sheet, scale: f64) -> [f64; 4] {
    let shown = &sheet.shown;
    let (left, right) = (place.left - shown.left, place.right - shown.left);
    let (top, bottom) = (shown.top - place.top, shown.top - place.bottom);
    let (width, height) = (shown.width(), shown.height());
    let turned = match sheet.rotation {
        90 => [height - bottom, left, height - top, right],
        180 => [width - right, height - bottom, width - left, height - top],
        270 => [top, width - right, bottom, width - left],
        _ => [left, top, right, bottom],
    };
    turned.map(|points| points * scale)
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    fn new(picture: &Picture) -> Option<Canvas> {
        let [red, green, blue] = &picture.channels;
        let height = red.len().checked_div(picture.width)?;
        // What is not printed is paled, so that rings are seen.
        let pale = |sample: u8| 255 - (255 - sample) / 4 * 3;
        let rows = red.iter().zip(green).zip(blue);
        let pixels = rows.flat_map(|((r, g), b)| [pale(*r), pale(*g), pale(*b)]).collect();
        Some(Canvas { width: picture.width, height, pixels })
    }

    /// Fills a rectangle, as far as it is on the picture.
    fn fill(&mut self, [left, top, right, bottom]: [f64; 4], color: [u8; 3]) {
        let clamp = |value: f64, most: usize| value.round().clamp(0.0, most as f64) as usize;
        let (left, right) = (clamp(left, self.width), clamp(right, self.width));
        for row in clamp(top, self.height)..clamp(bottom, self.height) {
            for pixel in self.pixels[row * self.width * 3..][left * 3..right.max(left) * 3].chunks_exact_mut(3) {
                pixel.copy_from_slice(&color);
            }
        }
    }

    /// A frame. What lies beyond the picture is drawn at its edge.
    fn frame(&mut self, frame: [f64; 4], thick: f64, color: [u8; 3]) {
        let (width, height) = (self.width as f64, self.height as f64);
        let [left, top, right, bottom] = frame;
        let (left, right) = (left.clamp(0.0, (width - thick).max(0.0)), right.clamp(thick, width.max(thick)));
        let (top, bottom) = (top.clamp(0.0, (height - thick).max(0.0)), bottom.clamp(thick, height.max(thick)));
        self.fill([left, top, right, top + thick], color);
        self.fill([left, bottom - thick, right, bottom], color);
        self.fill([left, top, left + thick, bottom], color);
        self.fill([right - thick, top, right, bottom], color);
    }

    /// A number in white on red, above a ring's corner.
    fn tag(&mut self, x: f64, y: f64, number: usize) {
        let digits: Vec<u16> = number.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0') % 10]).collect();
        let (width, height) = ((digits.len() * 4 + 1) * DIGIT, 7 * DIGIT);
        let x = x.clamp(0.0, self.width.saturating_sub(width) as f64).round();
        let y = (y - height as f64).clamp(0.0, self.height.saturating_sub(height) as f64).round();
        self.fill([x, y, x + width as f64, y + height as f64], RED);
        for (index, digit) in digits.iter().enumerate() {
            for bit in (0..15).filter(|bit| digit >> (14 - bit) & 1 == 1) {
                let column = ((index * 4 + 1 + bit % 3) * DIGIT) as f64;
                let row = ((1 + bit / 3) * DIGIT) as f64;
                let size = DIGIT as f64;
                self.fill([x + column, y + row, x + column + size, y + row + size], [255; 3]);
            }
        }
    }

    fn png(&self) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&self.pixels).ok()?;
        writer.finish().ok()?;
        Some(out)
    }
}
