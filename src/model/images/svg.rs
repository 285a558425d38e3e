//! SVG files as filled paths.
//!
//! Strokes become outlines here, so that caps, joins and dashes look the same everywhere; gradients become bands of
//! color; PNG and JPEG images inside stay images. Texts are set later, in our own fonts. What cannot be shown (masks,
//! filters, patterns) is rejected; transparency becomes solid colors.

mod gradients;
mod letters;
mod styles;

use std::collections::HashMap;
use std::mem::{size_of, size_of_val};
use std::sync::Arc;

use usvg::roxmltree::{Document, Node as XmlNode, ParsingOptions};
use usvg::tiny_skia_path::{Path, PathSegment, Point};
use usvg::{FillRule, Group, ImageHrefResolver, ImageKind, Node, Options, Paint, PaintOrder, Stop, Transform, Tree};

use super::{BROKEN, Read, Refused, TOO_MUCH};
use crate::color::Color;
use crate::model::document::{Band, Drawing, DrawnPath, Image, ImageData, Inside, LettersOf, Segment};
use crate::source::limits::{
    MAX_SVG_BYTES, MAX_SVG_DASHES, MAX_SVG_DEPTH, MAX_SVG_ELEMENTS, MAX_SVG_SEGMENTS, MAX_SVG_STYLE_STEPS,
};

const GRADIENT: &str = "its repeated color gradients become solid colors";
const TRANSPARENT: &str = "its transparent colors become solid colors on white";

/// Reads an SVG file; `left` is the number of bytes its paths may take.
pub(super) fn decode(bytes: &[u8], left: u64) -> Result<Read, Refused> {
    if bytes.len() > MAX_SVG_BYTES {
        return Err(Refused {
            code: "image-unreadable",
            message: "is an SVG file larger than 5 MB",
            hint: "simplify the drawing, or export it as PNG with 300 pixels per inch",
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| BROKEN)?;
    // Illustrator writes entities into a document type declaration; the parser has limits against bombs.
    let parse = |text| {
        let nodes_limit = 2 * MAX_SVG_ELEMENTS as u32;
        let options = ParsingOptions { allow_dtd: true, nodes_limit, ..ParsingOptions::default() };
        Document::parse_with_options(text, options).map_err(|_| BROKEN)
    };
    let xml = parse(text)?;
    let depth = check_elements(&xml)?;
    check_styles(&xml, depth as u64)?;
    let texts = letters::read(&xml, text)?;
    let with_stand_ins = texts.as_ref().map(|texts| parse(&texts.source)).transpose()?;
    let xml = with_stand_ins.as_ref().unwrap_or(&xml);
    let (letters, simplified) = texts.as_ref().map_or((&[][..], None), |texts| (&texts.pieces[..], texts.simplified));
    let tree = Tree::from_xmltree(xml, &options_without_files()).map_err(|_| BROKEN)?;
    let size = tree.size();
    let (width, height) = (size.width().ceil(), size.height().ceil());
    if !(width <= 65_535.0 && height <= 65_535.0) {
        return Err(TOO_WIDE);
    }
    let drawing = Drawing::default();
    let mut painter = Painter { drawing, segments: 0, images: 0, left, simplified, letters };
    painter.group(tree.root(), 1.0)?;
    // The parser leaves out an image that it cannot measure.
    if painter.images == 0 && xml.descendants().any(|node| node.has_tag_name((SVG, "image"))) {
        return Err(unsupported("contains an image that is damaged or not shown", INSIDE_HINT));
    }
    if bytes_of(&painter.drawing) > left {
        return Err(TOO_MUCH);
    }
    let data = ImageData::Drawing(painter.drawing);
    let image = Image { width: width as u32, height: height as u32, resolution: None, profile: None, data };
    Ok(Read { image, simplified: painter.simplified })
}

const TOO_WIDE: Refused =
    Refused { code: "image-unreadable", message: "measures more than 65,535 units", hint: "scale the drawing down" };

/// The size of a drawing's paths in memory.
pub(super) fn bytes_of(drawing: &Drawing) -> u64 {
    let outline = |segments: &[Segment]| size_of_val(segments);
    let inside = |inside: &Inside| match inside {
        Inside::Bands(bands) => {
            bands.iter().map(|band| size_of::<Band>() + outline(&band.segments)).sum::<usize>() as u64
        }
        Inside::Image(image, _) => super::decoded_bytes(image),
    };
    let of_path = |path: &DrawnPath| (size_of::<DrawnPath>() + outline(&path.segments)) as u64;
    drawing.paths.iter().map(|path| of_path(path) + path.inside.as_ref().map_or(0, inside)).sum()
}

const SVG: &str = "http://www.w3.org/2000/svg";

/// What to do about an image inside that cannot be used.
const INSIDE_HINT: &str = "embed it as PNG or JPEG when you save the drawing, or export the whole drawing as PNG";

/// The parser would read any file that a drawing names; only what is in the drawing itself is used.
fn options_without_files() -> Options<'static> {
    let data = |_: &str, bytes: Arc<Vec<u8>>, _: &Options<'_>| match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => Some(ImageKind::PNG(bytes)),
        [0xff, 0xd8, 0xff, ..] => Some(ImageKind::JPEG(bytes)),
        _ => None,
    };
    let image_href_resolver = ImageHrefResolver { resolve_data: Box::new(data), resolve_string: Box::new(|_, _| None) };
    Options { image_href_resolver, ..Options::default() }
}

const fn unsupported(message: &'static str, hint: &'static str) -> Refused {
    Refused { code: "image-unsupported", message, hint }
}

/// Rejects what cannot become paths, and drawings that grow without bound when their references are followed. Returns
/// how deeply the elements are nested.
fn check_elements(xml: &Document) -> Result<usize, Refused> {
    let mut deepest = 1;
    let mut depths: HashMap<XmlNode, usize> = HashMap::new();
    let mut sizes: HashMap<XmlNode, u64> = HashMap::new();
    let ids: HashMap<&str, XmlNode> =
        xml.descendants().filter_map(|node| node.attribute("id").map(|id| (id, node))).collect();
    for node in xml.descendants().filter(XmlNode::is_element) {
        let depth = node.parent().and_then(|parent| depths.get(&parent)).map_or(0, |depth| depth + 1);
        if depth > MAX_SVG_DEPTH {
            return Err(unsupported("nests its groups too deeply", "ungroup the drawing and save it again"));
        }
        deepest = deepest.max(depth);
        depths.insert(node, depth);
        match node.tag_name().name() {
            "image" => {
                let href =
                    node.attributes().find(|attribute| attribute.name() == "href").map_or("", |a| a.value().trim());
                let is_raster =
                    ["data:image/png", "data:image/jpeg", "data:image/jpg"].iter().any(|kind| href.starts_with(kind));
                if !is_raster {
                    return Err(unsupported("names another image", INSIDE_HINT));
                }
            }
            "foreignObject" => {
                return Err(unsupported("contains a web page", "draw its text as outlines (paths)"));
            }
            _ => {}
        }
    }
    match grown(xml.root_element(), &ids, &mut sizes, 0) {
        Some(size) if size <= MAX_SVG_ELEMENTS => Ok(deepest),
        _ => Err(unsupported("has too many elements", "simplify the drawing")),
    }
}

/// Rejects style sheets that would take too long: each rule is tested against each element, and a selector of several
/// parts against everything around the element.
fn check_styles(xml: &Document, depth: u64) -> Result<(), Refused> {
    let is_style = |node: &XmlNode| node.is_element() && node.tag_name().name() == "style";
    let styles: Vec<&str> = xml
        .descendants()
        .filter(is_style)
        .flat_map(|style| style.descendants().filter(XmlNode::is_text))
        .filter_map(|node| node.text())
        .collect();
    if styles.is_empty() {
        return Ok(());
    }
    let selectors: u64 =
        styles.iter().flat_map(|style| style.split(['}', ','])).map(|rule| selector_steps(rule, depth)).sum();
    // Rules can select the words of any attribute, but in practice they select classes.
    let any_words = styles.iter().any(|style| style.contains("~="));
    let element_steps = |node: XmlNode| -> u64 {
        let values = node.attributes().filter(|a| any_words || a.name() == "class").map(|a| a.value().len());
        1 + (node.attributes().len() + values.sum::<usize>() / 8) as u64
    };
    let elements: u64 = xml.descendants().filter(XmlNode::is_element).map(element_steps).sum();
    if selectors.saturating_mul(elements) > MAX_SVG_STYLE_STEPS {
        let hint = "save it with its styles as element attributes, or simplify the drawing";
        return Err(unsupported("has too many style rules for its elements", hint));
    }
    Ok(())
}

/// How many elements one element tests a selector against.
fn selector_steps(rule: &str, depth: u64) -> u64 {
    let selector = rule.split('{').next().unwrap_or_default();
    let parts = selector.split(|c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~')).filter(|p| !p.is_empty());
    depth.saturating_pow(parts.count().saturating_sub(1) as u32)
}

fn has_text(node: XmlNode) -> bool {
    node.descendants().any(|node| node.is_text() && node.text().is_some_and(|text| !text.trim().is_empty()))
}

/// How many elements an element expands to when `use` is followed. `None` when that never ends.
fn grown<'a>(
    node: XmlNode<'a, 'a>,
    ids: &HashMap<&str, XmlNode<'a, 'a>>,
    sizes: &mut HashMap<XmlNode<'a, 'a>, u64>,
    depth: usize,
) -> Option<u64> {
    if let Some(&size) = sizes.get(&node) {
        return Some(size);
    }
    if depth > 3 * MAX_SVG_DEPTH {
        return None;
    }
    let mut size = 1_u64;
    for child in node.children().filter(XmlNode::is_element) {
        size = size.saturating_add(grown(child, ids, sizes, depth + 1)?);
    }
    if node.tag_name().name() == "use" {
        let href = node.attributes().find(|attribute| attribute.name() == "href").map(|attribute| attribute.value());
        if let Some(target) = href.and_then(|href| ids.get(href.trim().strip_prefix('#')?)) {
            size = size.saturating_add(grown(*target, ids, sizes, depth + 1)?);
        }
    }
    sizes.insert(node, size);
    Some(size)
}

/// Turns the tree into paths in painting order.
struct Painter<'t> {
    drawing: Drawing,
    /// Lines and curves so far.
    segments: usize,
    /// Raster images so far.
    images: usize,
    /// The number of bytes that they may take.
    left: u64,
    simplified: Option<&'static str>,
    /// The letters that paths stand for.
    letters: &'t [LettersOf],
}

impl Painter<'_> {
    /// Paints a group with the opacity of the groups around it.
    fn group(&mut self, group: &Group, opacity: f32) -> Result<(), Refused> {
        let hint = "flatten the drawing, or export it as PNG with 300 pixels per inch";
        if group.mask().is_some() {
            return Err(unsupported("uses a mask", hint));
        }
        if !group.filters().is_empty() {
            return Err(unsupported("uses a filter effect", hint));
        }
        if group.clip_path().is_some_and(|clip| !clips_nothing(clip, group)) {
            return Err(unsupported("crops shapes with a clip path", hint));
        }
        let opacity = opacity * group.opacity().get();
        for child in group.children() {
            match child {
                Node::Group(group) => self.group(group, opacity)?,
                Node::Path(path) if path.is_visible() => self.path(path, opacity)?,
                Node::Path(_) => {}
                Node::Image(image) => self.image(image, opacity)?,
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &usvg::Path, opacity: f32) -> Result<(), Refused> {
        if let Some(letters) = letters::stand_in(path.data()).and_then(|number| self.letters.get(number)) {
            let paint = path.fill().map(|fill| (fill.paint(), fill.opacity().get()));
            let fill = paint.map(|(paint, alpha)| self.color(paint, alpha * opacity)).transpose()?.flatten();
            let Transform { sx, ky, kx, sy, tx, ty } = path.abs_transform();
            let letters = LettersOf { matrix: [sx, ky, kx, sy, tx, ty], ..letters.clone() };
            if fill.is_some() {
                self.drawing.paths.push(DrawnPath { fill, letters: Some(letters), ..DrawnPath::default() });
            }
            return Ok(());
        }
        let fill = path.fill().map(|fill| (path.data().clone(), fill.paint(), fill.opacity(), fill.rule()));
        if path.stroke().is_some_and(|stroke| dashes(path.data(), stroke) > MAX_SVG_DASHES) {
            return Err(unsupported("has a line with more than 10,000 dashes", "make the dashes longer"));
        }
        let stroke = path.stroke().and_then(|stroke| {
            let mut outline = stroke.to_tiny_skia();
            // Curves are approximated as finely as print can show, whatever the drawing's units are.
            let resolution = 4.0 * scale_of(path.abs_transform());
            let dash = outline.dash.take();
            let dashed = dash.and_then(|dash| path.data().dash(&dash, resolution));
            let outlined = dashed.as_ref().unwrap_or(path.data()).stroke(&outline, resolution)?;
            Some((outlined, stroke.paint(), stroke.opacity(), FillRule::NonZero))
        });
        let layers = match path.paint_order() {
            PaintOrder::FillAndStroke => [fill, stroke],
            PaintOrder::StrokeAndFill => [stroke, fill],
        };
        for (outline, paint, paint_opacity, rule) in layers.into_iter().flatten() {
            let alpha = paint_opacity.get() * opacity;
            let bands = match paint {
                Paint::LinearGradient(gradient) => gradients::linear(gradient, &outline, path.abs_transform(), alpha),
                Paint::RadialGradient(gradient) => gradients::radial(gradient, &outline, path.abs_transform(), alpha),
                Paint::Color(_) | Paint::Pattern(_) => None,
            };
            let fill = match bands {
                Some(_) => None,
                None => self.color(paint, alpha)?,
            };
            let segments = segments(&outline, path.abs_transform());
            let of_bands = bands.iter().flatten().map(|band| band.segments.len()).sum::<usize>();
            self.segments += segments.len() + of_bands;
            if self.segments > MAX_SVG_SEGMENTS {
                return Err(unsupported("has more than a million lines and curves", "simplify the drawing"));
            }
            if !segments.is_empty() {
                let (even_odd, inside) = (rule == FillRule::EvenOdd, bands.map(Inside::Bands));
                self.drawing.paths.push(DrawnPath { segments, fill, even_odd, inside, letters: None });
            }
        }
        Ok(())
    }

    /// A raster image, in the rectangle that it fills.
    fn image(&mut self, image: &usvg::Image, opacity: f32) -> Result<(), Refused> {
        self.images += 1;
        if !image.is_visible() {
            return Ok(());
        }
        if opacity < 0.996 {
            return Err(unsupported(
                "contains a transparent image",
                "export the drawing as PNG with 300 pixels per inch",
            ));
        }
        let left = self.left;
        let read = match image.kind() {
            ImageKind::PNG(bytes) => super::png::decode(bytes, left)?,
            ImageKind::JPEG(bytes) => super::jpeg::decode(bytes.to_vec(), left)?,
            _ => return Err(unsupported("contains another image", INSIDE_HINT)),
        };
        self.left -= super::decoded_bytes(&read).min(left);
        let (width, height) = (image.size().width(), image.size().height());
        let matrix = image.abs_transform();
        let at = |x: f32, y: f32| {
            let mut point = Point::from_xy(x, y);
            matrix.map_point(&mut point);
            [point.x, point.y]
        };
        let [corner, right, down, far] = [at(0.0, 0.0), at(width, 0.0), at(0.0, height), at(width, height)];
        // The unit square of an image has its origin at the lower left (ISO 32000-1, 8.9.3).
        let across = [right[0] - corner[0], right[1] - corner[1]];
        let up = [corner[0] - down[0], corner[1] - down[1]];
        let unit = [across[0], across[1], up[0], up[1], down[0], down[1]];
        let segments =
            [Segment::Move(corner), Segment::Line(right), Segment::Line(far), Segment::Line(down), Segment::Close];
        let inside = Some(Inside::Image(Arc::new(read), unit));
        self.drawing.paths.push(DrawnPath { segments: segments.to_vec(), inside, ..DrawnPath::default() });
        Ok(())
    }

    /// A paint as a solid color; `None` if nothing of it shows.
    fn color(&mut self, paint: &Paint, opacity: f32) -> Result<Option<Color>, Refused> {
        let (color, alpha) = match paint {
            Paint::Color(color) => ([color.red, color.green, color.blue], 1.0),
            Paint::LinearGradient(gradient) => self.average(gradient.stops()),
            Paint::RadialGradient(gradient) => self.average(gradient.stops()),
            Paint::Pattern(_) => {
                let hint = "fill the shape with a solid color, or export the drawing as PNG";
                return Err(unsupported("fills a shape with a pattern", hint));
            }
        };
        let alpha = alpha * opacity;
        if alpha <= 0.004 {
            return Ok(None);
        }
        if alpha < 0.996 {
            self.simplified = self.simplified.or(Some(TRANSPARENT));
        }
        let on_white = |channel: u8| (f32::from(channel) * alpha + 255.0 * (1.0 - alpha)).round() as u8;
        Ok(Some(Color::rgb(color.map(on_white))))
    }

    /// The color in the middle of a gradient's stops.
    fn average(&mut self, stops: &[Stop]) -> ([u8; 3], f32) {
        self.simplified = Some(GRADIENT);
        let count = stops.len().max(1) as f32;
        let mean = |channel: fn(&Stop) -> f32| stops.iter().map(channel).sum::<f32>() / count;
        let color = [
            mean(|stop| f32::from(stop.color().red)),
            mean(|stop| f32::from(stop.color().green)),
            mean(|stop| f32::from(stop.color().blue)),
        ];
        (color.map(|channel| channel.round() as u8), mean(|stop| stop.opacity().get()))
    }
}

/// The maximum number of dashes in a line.
fn dashes(path: &Path, stroke: &usvg::Stroke) -> f32 {
    let Some(pattern) = stroke.dasharray() else { return 0.0 };
    // A curve is no longer than the path through its control points.
    let points = path.points();
    let length: f32 = points.windows(2).map(|pair| (pair[1] - pair[0]).length()).sum();
    let dashes = length / pattern.iter().sum::<f32>() * pattern.len() as f32;
    // Patterns of zero length are not drawn as dashes.
    if dashes.is_finite() { dashes } else { 0.0 }
}

/// Whether an entire group lies within its rectangular clip path: drawing programs clip to the page.
fn clips_nothing(clip: &usvg::ClipPath, group: &Group) -> bool {
    let [Node::Path(path)] = clip.root().children() else { return false };
    let is_rectangle = path.data().segments().count() <= 6
        && path.data().segments().all(|segment| !matches!(segment, PathSegment::QuadTo(..) | PathSegment::CubicTo(..)));
    let outer = path.bounding_box().transform(clip.transform());
    let inner = group.layer_bounding_box();
    // Half a unit over the edge is rounding error.
    is_rectangle
        && outer.is_some_and(|outer| {
            outer.left() <= inner.left() + 0.5
                && outer.top() <= inner.top() + 0.5
                && outer.right() >= inner.right() - 0.5
                && outer.bottom() >= inner.bottom() - 0.5
        })
}

/// The maximum enlargement by a transform.
fn scale_of(transform: Transform) -> f32 {
    let (x, y) = transform.get_scale();
    x.max(y).clamp(0.01, 100.0)
}

fn segments(path: &Path, transform: Transform) -> Vec<Segment> {
    let Some(path) = path.clone().transform(transform) else { return vec![] };
    let mut segments = Vec::new();
    let mut current = [0.0, 0.0];
    for segment in path.segments() {
        let (segment, end) = match segment {
            PathSegment::MoveTo(to) => (Segment::Move([to.x, to.y]), [to.x, to.y]),
            PathSegment::LineTo(to) => (Segment::Line([to.x, to.y]), [to.x, to.y]),
            PathSegment::QuadTo(control, to) => {
                // A quadratic curve is a cubic one whose control points are two thirds of the way to the quadratic's.
                let third = |from: [f32; 2]| {
                    [from[0] + (control.x - from[0]) * 2.0 / 3.0, from[1] + (control.y - from[1]) * 2.0 / 3.0]
                };
                (Segment::Cubic(third(current), third([to.x, to.y]), [to.x, to.y]), [to.x, to.y])
            }
            PathSegment::CubicTo(first, second, to) => {
                (Segment::Cubic([first.x, first.y], [second.x, second.y], [to.x, to.y]), [to.x, to.y])
            }
            PathSegment::Close => (Segment::Close, current),
        };
        current = end;
        segments.push(segment);
    }
    segments
}
