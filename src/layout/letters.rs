//! The letters of drawings as outlines, from the fonts that set all other text: no drawing brings a font, and none is
//! looked for on a machine. A letter that no font has is an error.

use std::sync::Arc;

use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::prelude::{LocationRef, Size};
use skrifa::raw::FontRef;
use skrifa::{GlyphId, MetadataProvider};

use super::lines::{break_lines, natural_width};
use crate::color::Color;
use crate::diag::{Diagnostic, Diagnostics};
use crate::fonts::{Face, Fonts};
use crate::geom::Length;
use crate::lang::Language;
use crate::model::document::{
    Anchor, Document, Drawing, DrawnPath, Image, ImageData, Inline, Letters, LettersOf, Segment, Text,
};
use crate::model::fields::isolated;
use crate::source::{Origin, Span};
use crate::text::{RunContent, Shaper, TextStyle, shape_text};

/// The size at which letters are shaped, before they are scaled to their own.
const EM: Length = Length::pt(1000);

/// Replaces the letters of a document's drawings with outlines.
pub(crate) fn outline_letters(document: &mut Document, fonts: &Fonts, diagnostics: &mut Diagnostics) {
    let has_letters = |image: &Image| match &image.data {
        ImageData::Drawing(drawing) => drawing.paths.iter().any(|path| path.letters.is_some()),
        ImageData::Pixels { .. } | ImageData::Jpeg { .. } => false,
    };
    if !document.pictures.iter().any(|(_, image)| has_letters(image)) {
        return;
    }
    let mut outliner = Outliner { shaper: Shaper::new(fonts), language: document.language.clone(), diagnostics };
    let mut outlined: Vec<(Arc<Image>, Arc<Image>)> = Vec::new();
    for (span, image) in &mut document.pictures {
        let ImageData::Drawing(drawing) = &image.data else { continue };
        if !has_letters(image) {
            continue;
        }
        let drawing = outliner.drawing(drawing, *span, [image.width as f32, image.height as f32]);
        let new = Arc::new(Image { data: ImageData::Drawing(drawing), ..Image::clone(image) });
        let old = std::mem::replace(image, new.clone());
        outlined.push((old, new));
    }
    document.each_image(&mut |image| {
        if let Some((_, new)) = outlined.iter().find(|(old, _)| Arc::ptr_eq(old, image)) {
            *image = new.clone();
        }
    });
}

struct Outliner<'a, 'f> {
    shaper: Shaper<'f>,
    /// Of texts that do not name theirs.
    language: Language,
    diagnostics: &'a mut Diagnostics,
}

/// A shaped piece of a line: its outline in em, from its left edge on the baseline, y up; and its width.
struct Piece {
    outline: Vec<Segment>,
    width: f32,
}

impl Outliner<'_, '_> {
    fn drawing(&mut self, drawing: &Drawing, named: Span, [width, height]: [f32; 2]) -> Drawing {
        let mut paths = Vec::with_capacity(drawing.paths.len());
        let mut beyond = None;
        for path in &drawing.paths {
            let Some(letters) = &path.letters else {
                paths.push(path.clone());
                continue;
            };
            let segments = self.segments(letters, named);
            // Our letters may be wider than those of the font that the drawing was made with.
            let is_outside = |[x, y]: &[f32; 2]| *x < -0.5 || *y < -0.5 || *x > width + 0.5 || *y > height + 0.5;
            if segments.iter().flat_map(points).any(|point| is_outside(&point)) {
                beyond = beyond.or(Some(letters.own().line));
            }
            paths.push(DrawnPath { segments, letters: None, ..path.clone() });
        }
        if let Some(line) = beyond {
            let message = format!("the text in line {line} of the drawing reaches beyond its edge");
            let problem = Diagnostic::warning("image-simplified", message).at(named, "named here");
            let hint = "the program's own fonts may be wider than the drawing's: move the text, or make it smaller";
            self.diagnostics.push(problem.hint(hint));
        }
        Drawing { paths }
    }

    /// The outlines of one piece of a line, in the drawing's units.
    fn segments(&mut self, letters: &LettersOf, named: Span) -> Vec<Segment> {
        let pieces: Vec<Piece> = letters.line.iter().map(|piece| self.piece(piece, named)).collect();
        let end = |index: usize| -> f32 {
            let before = letters.line.iter().zip(&pieces).take(index);
            before.map(|(piece, shaped)| piece.across + shaped.width * piece.size).sum()
        };
        let whole = end(pieces.len());
        let start = match letters.anchor {
            Anchor::Left => 0.0,
            Anchor::Middle => -whole / 2.0,
            Anchor::Right => -whole,
        };
        let own = letters.own();
        let left = start + end(letters.piece) + own.across;
        let [a, b, c, d, e, f] = letters.matrix;
        let place = |[x, y]: [f32; 2]| {
            let (x, y) = (left + x * own.size, -y * own.size);
            [a * x + c * y + e, b * x + d * y + f]
        };
        let Some(piece) = pieces.into_iter().nth(letters.piece) else { return Vec::new() };
        piece.outline.into_iter().map(|segment| mapped(segment, place)).collect()
    }

    /// Shapes a piece as a value is shaped: numbers in it keep their own direction.
    fn piece(&mut self, letters: &Letters, named: Span) -> Piece {
        let language = letters.language.clone().unwrap_or_else(|| self.language.clone());
        let mut spans = isolated(Inline::words(letters.text.as_str(), Origin::Product));
        for span in &mut spans {
            (span.bold, span.italic) = (letters.bold, letters.italic);
        }
        let style = TextStyle {
            font: None,
            size: EM,
            bold: false,
            upright: false,
            color: Color::BLACK,
            hyphenate: false,
            coarse: false,
        };
        let mut problems = Diagnostics::default();
        let shaped = shape_text(&mut self.shaper, &Text::of(&language, spans), style, &mut problems);
        for mut problem in problems.0 {
            problem.message = format!("{}, in line {} of the drawing", problem.message, letters.line);
            self.diagnostics.push(problem.at(named, "named here"));
        }
        let measure = natural_width(&self.shaper, &shaped) + EM;
        let lines = break_lines(&mut self.shaper, &shaped, &language, measure);
        let mut piece = Piece { outline: Vec::new(), width: 0.0 };
        let em = |length: Length| length.0 as f32 / EM.0 as f32;
        for line in lines {
            let left = line.runs.iter().map(|run| run.x).min().unwrap_or_default();
            for placed in &line.runs {
                let RunContent::Glyphs { face, clusters, glyphs, .. } = &placed.run.content else { continue };
                let face = self.shaper.fonts().face(*face);
                let scale = em(placed.run.size) / f32::from(face.units_per_em());
                let mut pen = em(placed.x - left);
                let mut draw = |cluster: &crate::text::Cluster| {
                    for glyph in &glyphs[cluster.glyphs.clone()] {
                        let at = [pen + glyph.dx as f32 * scale, glyph.dy as f32 * scale];
                        outline(face, glyph.id, at, scale, &mut piece.outline);
                    }
                    pen += cluster.advance as f32 * scale;
                };
                match placed.run.is_rtl() {
                    true => clusters.iter().rev().for_each(&mut draw),
                    false => clusters.iter().for_each(&mut draw),
                }
            }
            piece.width = em(line.runs.iter().map(|run| run.x + run.width - left).max().unwrap_or_default());
        }
        piece
    }
}

/// Adds a glyph's outline.
fn outline(face: &Face, glyph: u16, at: [f32; 2], scale: f32, segments: &mut Vec<Segment>) {
    let Ok(font) = FontRef::new(face.bytes()) else { return };
    let Some(glyph) = font.outline_glyphs().get(GlyphId::from(glyph)) else { return };
    let mut pen = Pen { at, scale, last: at, segments };
    // A bundled font's outlines are sound; a user's face was checked when it was read.
    let _ = glyph.draw(DrawSettings::unhinted(Size::unscaled(), LocationRef::default()), &mut pen);
}

struct Pen<'s> {
    at: [f32; 2],
    scale: f32,
    last: [f32; 2],
    segments: &'s mut Vec<Segment>,
}

impl Pen<'_> {
    fn to(&self, x: f32, y: f32) -> [f32; 2] {
        [self.at[0] + x * self.scale, self.at[1] + y * self.scale]
    }
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = self.to(x, y);
        self.segments.push(Segment::Move(self.last));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.last = self.to(x, y);
        self.segments.push(Segment::Line(self.last));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (control, to) = (self.to(cx, cy), self.to(x, y));
        // A quadratic curve is a cubic one whose control points are two thirds of the way to the quadratic's.
        let third = |from: [f32; 2]| std::array::from_fn(|i| from[i] + (control[i] - from[i]) * 2.0 / 3.0);
        self.segments.push(Segment::Cubic(third(self.last), third(to), to));
        self.last = to;
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let to = self.to(x, y);
        self.segments.push(Segment::Cubic(self.to(ax, ay), self.to(bx, by), to));
        self.last = to;
    }

    fn close(&mut self) {
        self.segments.push(Segment::Close);
    }
}

fn mapped(segment: Segment, place: impl Fn([f32; 2]) -> [f32; 2]) -> Segment {
    match segment {
        Segment::Move(to) => Segment::Move(place(to)),
        Segment::Line(to) => Segment::Line(place(to)),
        Segment::Cubic(a, b, to) => Segment::Cubic(place(a), place(b), place(to)),
        Segment::Close => Segment::Close,
    }
}

fn points(segment: &Segment) -> Vec<[f32; 2]> {
    match *segment {
        Segment::Move(to) | Segment::Line(to) => vec![to],
        // Control points may lie outside of a curve.
        Segment::Cubic(.., to) => vec![to],
        Segment::Close => vec![],
    }
}
