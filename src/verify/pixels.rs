//! Pages as images, drawn by a third-party rasterizer: for files whose streams another program has rewritten.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::Pixmap;
use hayro::vello_cpu::color::PremulRgba8;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// Pixels per inch. A period in the smallest text is then three pixels wide.
const RESOLUTION: f32 = 200.0;

/// How far a pixel may be from the darkest and the lightest of the nine around its place. Programs that rewrite pages
/// round coordinates, so edges move by less than a pixel.
const TOLERANCE: u8 = 64;

/// Why a file is not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its pages cannot be drawn")]
pub(crate) struct NotDrawn;

/// The pages of a file, to be drawn.
pub(crate) struct Pages(Pdf);

impl Pages {
    /// Reads a file.
    pub(crate) fn new(bytes: Vec<u8>) -> Result<Pages, NotDrawn> {
        Pdf::new(Arc::new(bytes)).map(Pages).map_err(|_| NotDrawn)
    }

    /// The number of pages.
    pub(crate) fn count(&self) -> usize {
        self.0.pages().len()
    }

    /// A page's width and height in points, as it is shown.
    pub(crate) fn size(&self, index: usize) -> Option<(f32, f32)> {
        self.0.pages().get(index).map(|page| page.render_dimensions())
    }

    fn draw(&self, index: usize) -> Option<Picture> {
        self.drawn(index, RESOLUTION / 72.0)
    }

    /// A page at this many pixels per point.
    fn pixmap(&self, index: usize, scale: f32) -> Option<Pixmap> {
        // One per page: kept for a whole file, it would hold everything that the file draws.
        let cache = RenderCache::new();
        let look = RenderSettings { hinting: false, ..RenderSettings::default() };
        let size = PixmapSettings { x_scale: scale, y_scale: scale, ..PixmapSettings::default() };
        Some(render(self.0.pages().get(index)?, &cache, &InterpreterSettings::default(), &look, &size))
    }

    /// A page on white, at this many pixels per point: pixels across, and red, green and blue of each.
    pub(crate) fn rgb(&self, index: usize, scale: f32) -> Option<(usize, Vec<u8>)> {
        let pixmap = self.pixmap(index, scale)?;
        // Somebody waits for each: this is several times faster than collecting them.
        let mut rgb = vec![0; pixmap.data().len() * 3];
        for (rgb, pixel) in rgb.chunks_exact_mut(3).zip(pixmap.data()) {
            rgb.copy_from_slice(&[pixel.r, pixel.g, pixel.b].map(|channel| on_white(channel, pixel.a)));
        }
        Some((pixmap.width().into(), rgb))
    }

    /// A page on white, at this many pixels per point.
    pub(crate) fn drawn(&self, index: usize, scale: f32) -> Option<Picture> {
        let pixmap = self.pixmap(index, scale)?;
        let channel =
            |of: fn(&PremulRgba8) -> u8| pixmap.data().iter().map(|pixel| on_white(of(pixel), pixel.a)).collect();
        Some(Picture {
            width: pixmap.width().into(),
            channels: [channel(|pixel| pixel.r), channel(|pixel| pixel.g), channel(|pixel| pixel.b)],
        })
    }
}

/// A premultiplied channel before white.
fn on_white(channel: u8, alpha: u8) -> u8 {
    channel.saturating_add(255 - alpha)
}

/// The zero-based indices of pages that look different in two files.
pub(crate) fn differing(there: &Pages, made: &Pages) -> impl Iterator<Item = usize> {
    (0..there.count().max(made.count())).filter(move |&index| match (there.draw(index), made.draw(index)) {
        (Some(there), Some(made)) => !there.looks_like(&made),
        _ => true,
    })
}

/// An image, channel by channel.
pub(crate) struct Picture {
    /// Pixels across.
    pub width: usize,
    /// Red, green and blue, row by row.
    pub channels: [Vec<u8>; 3],
}

impl Picture {
    fn looks_like(&self, other: &Picture) -> bool {
        self.width == other.width
            && self
                .channels
                .iter()
                .zip(&other.channels)
                .all(|(a, b)| a.len() == b.len() && (a == b || within(a, b, self.width) && within(b, a, self.width)))
    }
}

/// Whether each sample of `a` is between the least and the greatest of the nine around it in `b`, or slightly beyond.
fn within(a: &[u8], b: &[u8], width: usize) -> bool {
    let least = around(b, width, u8::min);
    let greatest = around(b, width, u8::max);
    let near = |((sample, least), greatest): ((&u8, &u8), &u8)| {
        *sample >= least.saturating_sub(TOLERANCE) && *sample <= greatest.saturating_add(TOLERANCE)
    };
    a.iter().zip(&least).zip(&greatest).all(near)
}

/// For each sample, what `choose` returns for the nine around it.
fn around(samples: &[u8], width: usize, choose: fn(u8, u8) -> u8) -> Vec<u8> {
    let mut rows = samples.to_vec();
    for (row, out) in samples.chunks(width.max(1)).zip(rows.chunks_mut(width.max(1))) {
        for (at, triple) in row.windows(3).enumerate() {
            out[at + 1] = choose(choose(triple[0], triple[1]), triple[2]);
        }
    }
    let mut all = rows.clone();
    for at in width..rows.len().saturating_sub(width) {
        all[at] = choose(choose(rows[at - width], rows[at]), rows[at + width]);
    }
    all
}
