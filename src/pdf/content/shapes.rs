//! Shapes in a page's content: barcodes and drawings.

use super::{PageWriter, onto};
use crate::color::Color;
use crate::geom::Rect;
use crate::model::document::{Drawing, DrawnPath, Inside, Segment};
use crate::pdf::images::ImageTable;
use crate::pdf::tags::Marks;

impl<M: Marks> PageWriter<'_, '_, M> {
    pub(super) fn symbol(&mut self, rect: Rect, side: usize, modules: &[bool]) {
        self.fill(Color::BLACK);
        self.content.op(&[], "q");
        self.content.op(&onto(self.turned(rect)), "cm");
        self.modules(side, modules);
    }

    /// A barcode's dark modules on the unit square, as an image mask: sharp at any resolution. Restores the saved
    /// state.
    pub(super) fn modules(&mut self, side: usize, modules: &[bool]) {
        // Zero paints (ISO 32000-1, 8.9.6.2). A row begins with a byte.
        let rows = modules.chunks(side).flat_map(|row| row.chunks(8).map(light_bits));
        let data: Vec<u8> = rows.collect();
        self.content.text(format!("BI/W {side}/H {side}/IM true"));
        if data.windows(2).any(|two| two == b"EI") {
            // In hexadecimal, nothing can be mistaken for the end of the data.
            let hex: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
            self.content.text(format!("/F/AHx ID {hex}>"));
        } else {
            self.content.text(" ID ");
            self.content.text(data);
        }
        self.content.text("\nEI\n");
        self.content.op(&[], "Q");
    }

    pub(super) fn drawing(&mut self, drawing: &Drawing, rect: Rect, [width, height]: [u32; 2]) {
        let [left, _, right, top] = self.turned(rect);
        let scale = [(right - left) / width.max(1) as f32, rect.height.to_pt() / height.max(1) as f32];
        self.content.op(&[], "q");
        self.content.op(&[scale[0], 0.0, 0.0, -scale[1], left, top], "cm");
        for path in &drawing.paths {
            match &path.inside {
                None => self.path(path),
                Some(inside) => self.inside(path, inside),
            }
        }
        self.content.op(&[], "Q");
        (self.fill, self.overprint) = (None, None);
    }

    fn path(&mut self, path: &DrawnPath) {
        if let Some(color) = path.fill {
            self.fill(color);
        }
        self.outline(&path.segments);
        let paint = match (path.fill, path.even_odd) {
            (Some(_), false) => "f",
            (Some(_), true) => "f*",
            (None, _) => "n",
        };
        self.content.op(&[], paint);
    }

    /// Paints what is inside a path, which clips it (ISO 32000-1, 8.5.4).
    fn inside(&mut self, path: &DrawnPath, inside: &Inside) {
        self.content.op(&[], "q");
        self.outline(&path.segments);
        self.content.op(&[], if path.even_odd { "W*" } else { "W" });
        self.content.op(&[], "n");
        match inside {
            Inside::Bands(bands) => {
                for band in bands {
                    self.fill(band.color);
                    self.outline(&band.segments);
                    self.content.op(&[], "f");
                }
            }
            Inside::Image(image, matrix) => {
                let index = self.image(image);
                self.overprint(false);
                self.content.op(matrix, "cm");
                self.content.named(&ImageTable::name(index, self.canvas.stack), &[], "Do");
            }
        }
        self.content.op(&[], "Q");
        (self.fill, self.overprint) = (None, None);
    }

    fn outline(&mut self, segments: &[Segment]) {
        for segment in segments {
            match *segment {
                Segment::Move(to) => self.content.op(&to, "m"),
                Segment::Line(to) => self.content.op(&to, "l"),
                Segment::Cubic(a, b, c) => self.content.op(&[a, b, c].concat(), "c"),
                Segment::Close => self.content.op(&[], "h"),
            }
        }
    }
}

/// Eight modules as a byte; dark ones are zero.
fn light_bits(eight: &[bool]) -> u8 {
    eight.iter().enumerate().fold(0xFF, |bits, (i, &dark)| bits & !(u8::from(dark) << (7 - i)))
}
