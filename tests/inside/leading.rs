//! Lines keep clear of each other: boxes of the glyphs of neighboring lines, in all scripts.

use std::collections::BTreeMap;
use std::sync::Arc;

use handout::color::Color;
use handout::diag::Diagnostics;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::lang::Language;
use handout::layout::lines::{LineBox, break_lines, rhythm};
use handout::model::document::{Inline, Text};
use handout::source::Origin;
use handout::text::{RunContent, Shaper, TextStyle, shape_text};
use skrifa::instance::{LocationRef, Size};
use skrifa::{GlyphId, MetadataProvider};

/// Left, right, top, bottom of a glyph's ink in points, y down.
type Ink = [f32; 4];

/// The ink of a line's glyphs with its baseline at `y`.
fn ink(fonts: &Fonts, line: &LineBox, y: f32) -> Vec<Ink> {
    let mut inks = Vec::new();
    for placed in &line.runs {
        let RunContent::Glyphs { face, clusters, glyphs, .. } = &placed.run.content else { continue };
        let face = fonts.face(*face);
        let scale = placed.run.size.to_pt() / f32::from(face.units_per_em());
        let font = skrifa::FontRef::new(face.bytes()).expect("a font");
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let mut order: Vec<_> = clusters.iter().collect();
        if placed.run.is_rtl() {
            order.reverse();
        }
        let mut pen = 0;
        for cluster in order {
            for glyph in &glyphs[cluster.glyphs.clone()] {
                let Some(bounds) = metrics.bounds(GlyphId::from(glyph.id)) else { continue };
                if bounds.x_min == bounds.x_max {
                    continue;
                }
                let at = |units: f32, offset: i32| (units + offset as f32) * scale;
                let left = placed.x.to_pt();
                inks.push([
                    left + at(bounds.x_min, pen + glyph.dx),
                    left + at(bounds.x_max, pen + glyph.dx),
                    y - at(bounds.y_max, glyph.dy),
                    y - at(bounds.y_min, glyph.dy),
                ]);
            }
            pen += cluster.advance;
        }
    }
    inks
}

/// The sample lines of each language as one paragraph.
fn paragraphs() -> BTreeMap<&'static str, String> {
    let mut paragraphs: BTreeMap<&str, String> = BTreeMap::new();
    for (language, line) in include_str!("../data/shaping/lines.tsv").lines().filter_map(|line| line.split_once('\t')) {
        let paragraph = paragraphs.entry(language).or_default();
        paragraph.push_str(line);
        paragraph.push(' ');
    }
    paragraphs
}

#[test]
fn lines_keep_clear_of_each_other_in_every_script() {
    let fonts = Fonts::bundled();
    let mut shaper = Shaper::new(&fonts);
    // Running text in two sizes, bold text, headings; each with its style's own leading.
    for (size, bold, least) in [(12, false, 1340), (18, false, 1340), (12, true, 1340), (15, true, 1250)] {
        for (tag, paragraph) in paragraphs() {
            let language = Language::parse(tag).expect("a language");
            let style = TextStyle {
                font: None,
                size: Length::pt(size),
                bold,
                color: Color::BLACK,
                hyphenate: false,
                coarse: false,
                upright: false,
            };
            let spans = vec![Inline::words(paragraph, Origin::Product)];
            let text = Text { language: language.clone(), spans };
            let shaped = Arc::new(shape_text(&mut shaper, &text, style, &mut Diagnostics::default()));
            let leading = rhythm(&shaped, Length::pt(size).permille(least), &fonts).leading.to_pt();
            let (mut glyphs, mut touching) = (0, 0);
            for measure in [150, 180, 200, 220, 240, 260, 300, 330] {
                let lines = break_lines(&mut shaper, &shaped, &language, Length::pt(measure));
                let at = |(i, line)| ink(&fonts, line, leading * i as f32);
                let inks: Vec<Vec<Ink>> = lines.iter().enumerate().map(at).collect();
                for pair in inks.windows(2) {
                    let touches = |a: &&Ink| pair[0].iter().any(|b| a[0] < b[1] && b[0] < a[1] && a[2] < b[3]);
                    glyphs += pair[1].len();
                    touching += pair[1].iter().filter(touches).count();
                }
            }
            let em = leading / size as f32;
            // Boxes touch before letters do; and capitals with two accents below a tail are rare.
            assert!(touching * 100 <= glyphs, "{tag} {size} pt: {touching} of {glyphs} glyphs, leading {em:.2} em");
            assert!(em < 1.8 || tag == "ur", "{tag} {size} pt: leading {em:.2} em leaves gaps");
        }
    }
}
