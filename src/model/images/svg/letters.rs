//! The texts of a drawing.
//!
//! Here a text becomes pieces of one style on one line, and a stand-in path in the drawing's source, of the same color, in
//! the same place and order. So `usvg` handles groups, transforms, gradients and copies, and needs no fonts. Layout
//! replaces the stand-ins with outlines from our own fonts (`layout::letters`). What cannot be placed the same in another
//! font, such as letters with a place each, is rejected.

use std::fmt::Write as _;
use std::sync::Arc;

use usvg::roxmltree::{Document, Node};
use usvg::tiny_skia_path::{Path, PathSegment};

use super::styles::Styles;
use super::{Refused, unsupported};
use crate::lang::Language;
use crate::model::document::{Anchor, Letters, LettersOf};

const CONVERT: &str = "convert the text to outlines (paths) in the drawing program";
const SPACED: &str = "its letters are spaced as in running text";
const STROKED: &str = "its letters have no lines around them";

/// No drawing for a page has more.
const MOST_PIECES: usize = 2000;

/// The side of a stand-in, a power of two; its height is this much for each piece, counted from 1.
const SIDE: f32 = 1.0 / 128.0;

/// The texts of a drawing.
pub(super) struct Texts {
    /// The drawing's source with stand-ins.
    pub source: String,
    /// The pieces by their number.
    pub pieces: Vec<LettersOf>,
    /// What is not as its author drew it.
    pub simplified: Option<&'static str>,
}

/// Reads the texts of a drawing; `None` if it has none.
pub(super) fn read(xml: &Document<'_>, source: &str) -> Result<Option<Texts>, Refused> {
    let is_text = |node: &Node| node.is_element() && node.tag_name().name() == "text" && super::has_text(*node);
    let texts: Vec<Node> = xml.descendants().filter(is_text).collect();
    if texts.is_empty() {
        return Ok(None);
    }
    let mut styles = Styles::new(xml);
    let mut read = Texts { source: String::with_capacity(source.len()), pieces: Vec::new(), simplified: None };
    let mut done = 0;
    for text in texts {
        let range = text.range();
        // A text inside another, or one that an entity stands for.
        if range.start < done || !source[range.clone()].starts_with('<') {
            return Err(unsupported("contains text in an unusual form", CONVERT));
        }
        read.source.push_str(&source[done..range.start]);
        read.text(text, &mut styles)?;
        done = range.end;
        if read.pieces.len() > MOST_PIECES {
            return Err(unsupported("contains too much text", CONVERT));
        }
    }
    read.source.push_str(&source[done..]);
    Ok(Some(read))
}

/// The number of the piece that a path stands for.
pub(super) fn stand_in(path: &Path) -> Option<usize> {
    let mut points = Vec::with_capacity(3);
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(point) | PathSegment::LineTo(point) => points.push((point.x, point.y)),
            PathSegment::Close => {}
            _ => return None,
        }
    }
    let [(0.0, 0.0), (x, 0.0), (last, height)] = points[..] else { return None };
    let number = height / SIDE;
    (x == SIDE && last == SIDE && number >= 1.0 && number.fract() == 0.0).then(|| number as usize - 1)
}

/// A line of text that is being read.
struct Line<'a, 'i> {
    /// Where it begins, and what its style is from.
    at: [f32; 2],
    anchor: Anchor,
    pieces: Vec<(Node<'a, 'i>, Letters)>,
}

/// A text that is being read.
struct Reading<'a, 'i> {
    lines: Vec<Line<'a, 'i>>,
    /// Whether what was read last is a space, or nothing: another one is none.
    after_space: bool,
    /// How far the next letters are moved from where they would be.
    moved: [f32; 2],
}

impl Texts {
    fn text(&mut self, text: Node<'_, '_>, styles: &mut Styles<'_>) -> Result<(), Refused> {
        let mut reading = Reading { lines: Vec::new(), after_space: true, moved: [0.0; 2] };
        self.element(text, text, styles, &mut reading)?;
        let attributes = ["opacity", "display", "clip-path", "mask", "filter"];
        let style: Vec<String> =
            attributes.iter().filter_map(|name| Some(format!("{name}:{}", styles.own(text, name)?))).collect();
        let _ = write!(self.source, "<g style=\"{}\"", escaped(&style.join(";")));
        // A copy names the text, and a switch chooses among texts. A style sheet may turn a text, too.
        for name in ["id", "systemLanguage", "requiredExtensions", "requiredFeatures", "transform"] {
            if let Some(value) = styles.own(text, name) {
                let _ = write!(self.source, " {name}=\"{}\"", escaped(&value));
            }
        }
        self.source.push('>');
        for Line { at, anchor, pieces } in reading.lines {
            let mut pieces = pieces;
            if let Some((_, last)) = pieces.last_mut() {
                last.text.truncate(last.text.trim_end().len());
            }
            let letters: Vec<Letters> = pieces.iter().map(|(_, letters)| letters.clone()).collect();
            if letters.len() > 1 && letters.iter().any(|letters| letters.text.chars().any(is_rtl)) {
                return Err(unsupported("mixes styles within a line of right-to-left text", CONVERT));
            }
            let line: Arc<[Letters]> = letters.into();
            for (index, (node, letters)) in pieces.iter().enumerate().filter(|(_, (_, l))| !l.text.trim().is_empty()) {
                self.pieces.push(LettersOf { line: line.clone(), piece: index, anchor, matrix: [0.0; 6] });
                let height = self.pieces.len() as f32 * SIDE;
                let mut style = |name: &str, otherwise: &str| {
                    format!("{name}:{};", styles.get(*node, name).unwrap_or_else(|| otherwise.to_owned()))
                };
                let style = [
                    style("color", "black"),
                    style("fill", "black"),
                    style("fill-opacity", "1"),
                    style("visibility", "visible"),
                ];
                let _ = write!(
                    self.source,
                    "<path d=\"M0 0L{SIDE} 0L{SIDE} {height}Z\" transform=\"translate({} {})\" style=\"{}stroke:none\"/>",
                    at[0],
                    at[1] + letters.rise,
                    escaped(&style.concat())
                );
            }
        }
        self.source.push_str("</g>");
        Ok(())
    }

    /// Reads an element and what is in it.
    fn element<'a, 'i>(
        &mut self,
        node: Node<'a, 'i>,
        text: Node<'a, 'i>,
        styles: &mut Styles<'_>,
        reading: &mut Reading<'a, 'i>,
    ) -> Result<(), Refused> {
        if node != text && styles.own(node, "display").as_deref() == Some("none") {
            return Ok(());
        }
        self.check(node, styles)?;
        let size = font_size(node, styles)?;
        let place = |name: &str| -> Result<Option<f32>, Refused> {
            let Some(list) = node.attribute(name) else { return Ok(None) };
            let mut numbers = list.split([' ', ',', '\n', '\t']).filter(|number| !number.is_empty());
            // A share of the drawing's width is not a share of an em.
            let read = |number: &str| length(number, size).filter(|_| !number.ends_with('%'));
            let number = numbers.next().map(|number| read(number).ok_or(unsupported(LOST, CONVERT)));
            match numbers.next() {
                None => number.transpose(),
                Some(_) => Err(unsupported("contains text with a place for each letter", CONVERT)),
            }
        };
        let [x, y, dx, dy] = [place("x")?, place("y")?, place("dx")?, place("dy")?];
        let is_first = reading.lines.is_empty();
        if is_first || x.is_some() || y.is_some() {
            let before = reading.lines.last();
            if !is_first && x.is_none() && before.is_some_and(|line| !line.pieces.is_empty()) {
                return Err(unsupported("contains text that goes on at another height", CONVERT));
            }
            let [last_x, last_y] = before.map_or([0.0; 2], |line| [line.at[0], line.at[1] + reading.moved[1]]);
            let at = [x.unwrap_or(last_x) + dx.unwrap_or(0.0), y.unwrap_or(last_y) + dy.unwrap_or(0.0)];
            let shift = baseline(text, styles) * size;
            // What goes on at the height of the line before has its shift already.
            let shift = if is_first || y.is_some() { shift } else { 0.0 };
            let at = [at[0], at[1] + shift];
            reading.lines.push(Line { at, anchor: anchor(node, styles), pieces: Vec::new() });
            (reading.after_space, reading.moved) = (true, [0.0; 2]);
        } else {
            reading.moved = [reading.moved[0] + dx.unwrap_or(0.0), reading.moved[1] + dy.unwrap_or(0.0)];
        }
        for child in node.children() {
            if child.is_text() {
                reading.letters(node, child.text().unwrap_or_default(), size, styles);
            } else if child.is_element() {
                match child.tag_name().name() {
                    "tspan" | "a" => self.element(child, text, styles, reading)?,
                    "title" | "desc" => {}
                    "textPath" => return Err(unsupported("contains text along a line", CONVERT)),
                    _ => return Err(unsupported("contains text in an unusual form", CONVERT)),
                }
            }
        }
        Ok(())
    }

    /// Rejects what cannot be set the same.
    fn check(&mut self, node: Node<'_, '_>, styles: &mut Styles<'_>) -> Result<(), Refused> {
        let is_zero = |value: &str| length(value, 1.0) == Some(0.0);
        if node.attribute("rotate").is_some_and(|value| !is_zero(value)) || node.has_attribute("textLength") {
            return Err(unsupported("contains turned or stretched letters", CONVERT));
        }
        if styles.get(node, "writing-mode").is_some_and(|mode| mode.starts_with("tb") || mode.starts_with("vertical")) {
            return Err(unsupported("contains text from top to bottom", CONVERT));
        }
        if styles.own(node, "baseline-shift").is_some_and(|shift| shift != "baseline" && !is_zero(&shift)) {
            return Err(unsupported("contains raised or lowered letters", CONVERT));
        }
        if styles.get(node, "fill").as_deref() == Some("none") {
            return Err(unsupported("contains letters without a fill", CONVERT));
        }
        let is_set = |value: Option<String>| value.is_some_and(|value| value != "normal" && !is_zero(&value));
        if is_set(styles.get(node, "letter-spacing")) || is_set(styles.get(node, "word-spacing")) {
            self.simplified = self.simplified.or(Some(SPACED));
        }
        if styles.get(node, "stroke").is_some_and(|stroke| stroke != "none") {
            self.simplified = self.simplified.or(Some(STROKED));
        }
        Ok(())
    }
}

const LOST: &str = "contains text whose place or size is not clear";

impl<'a, 'i> Reading<'a, 'i> {
    /// Adds letters, with white space as one space (SVG 1.1, 10.15).
    fn letters(&mut self, node: Node<'a, 'i>, text: &str, size: f32, styles: &mut Styles<'_>) {
        let mut letters = String::new();
        for c in text.chars() {
            let is_space = matches!(c, ' ' | '\t' | '\n' | '\r');
            if !(is_space && self.after_space) {
                letters.push(if is_space { ' ' } else { c });
            }
            self.after_space = is_space;
        }
        let Some(line) = self.lines.last_mut().filter(|_| !letters.is_empty()) else { return };
        let family = styles.get(node, "font-family").unwrap_or_default();
        let weight = styles.get(node, "font-weight").unwrap_or_default();
        let is_heavy = weight.parse().is_ok_and(|weight: f32| weight >= 600.0);
        let said = ["Bold", "Black", "Heavy"].iter().any(|word| family.contains(word));
        let style = styles.get(node, "font-style").unwrap_or_default();
        let tag = node.ancestors().find_map(|node| {
            node.attribute(("http://www.w3.org/XML/1998/namespace", "lang")).or(node.attribute("lang"))
        });
        let [across, rise] = self.moved;
        let new = Letters {
            text: letters,
            language: tag.and_then(Language::parse),
            size,
            bold: is_heavy || said || weight.starts_with("bold"),
            italic: style == "italic" || style == "oblique",
            across: std::mem::take(&mut self.moved[0]),
            rise,
            line: node.document().text_pos_at(node.range().start).row,
        };
        let colors = |node: Node, styles: &mut Styles<'_>| (styles.get(node, "fill"), styles.get(node, "fill-opacity"));
        match line.pieces.last_mut() {
            Some((before, last))
                if across == 0.0 && last.is_like(&new) && colors(*before, styles) == colors(node, styles) =>
            {
                last.text.push_str(&new.text);
            }
            _ => line.pieces.push((node, new)),
        }
    }
}

/// Where a line is to its place.
fn anchor(node: Node<'_, '_>, styles: &mut Styles<'_>) -> Anchor {
    let is_rtl = styles.get(node, "direction").as_deref() == Some("rtl");
    match (styles.get(node, "text-anchor").as_deref(), is_rtl) {
        (Some("middle"), _) => Anchor::Middle,
        (Some("end"), false) | (Some("start") | None, true) => Anchor::Right,
        _ => Anchor::Left,
    }
}

/// How far the baseline is below the place of a text, in em.
fn baseline(text: Node<'_, '_>, styles: &mut Styles<'_>) -> f32 {
    match styles.own(text, "dominant-baseline").as_deref() {
        Some("middle") => 0.26,
        Some("central") => 0.35,
        Some("hanging" | "text-before-edge" | "text-top") => 0.78,
        _ => 0.0,
    }
}

/// The size of an element's letters.
fn font_size(node: Node<'_, '_>, styles: &mut Styles<'_>) -> Result<f32, Refused> {
    const USUAL: f32 = 12.0;
    let Some(value) = styles.own(node, "font-size") else {
        return match node.parent().filter(Node::is_element) {
            Some(parent) => font_size(parent, styles),
            None => Ok(USUAL),
        };
    };
    let relative = value.ends_with("em") || value.ends_with('%') || value == "inherit";
    let around = match node.parent().filter(|parent| relative && parent.is_element()) {
        Some(parent) => font_size(parent, styles)?,
        None => USUAL,
    };
    let size = match value.as_str() {
        "inherit" => Some(around),
        "small" => Some(10.0),
        "medium" => Some(USUAL),
        "large" => Some(14.4),
        value => length(value, around),
    };
    size.filter(|size| (0.01..=10_000.0).contains(size)).ok_or(unsupported(LOST, CONVERT))
}

/// A length in the drawing's units.
fn length(value: &str, em: f32) -> Option<f32> {
    let value = value.trim();
    let end = value.find(|c: char| c.is_ascii_alphabetic() && c != 'e' || c == '%').unwrap_or(value.len());
    // "1em": the letter e is a part of a number only before a digit.
    let end = value.find("em").map_or(end, |at| at.min(end));
    let number: f32 = value[..end].parse().ok()?;
    let unit = match &value[end..] {
        "" | "px" => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" => 16.0,
        "mm" => 96.0 / 25.4,
        "cm" => 96.0 / 2.54,
        "in" => 96.0,
        "em" => em,
        "ex" => em / 2.0,
        "%" => em / 100.0,
        _ => return None,
    };
    (number * unit).is_finite().then_some(number * unit)
}

fn is_rtl(c: char) -> bool {
    crate::model::identifiers::is_rtl(c)
}

/// A value in an attribute.
fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "'")
}
