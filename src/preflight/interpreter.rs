//! Page content to marks: the graphics state, and what each operator does to it (ISO 32000-1, 8 and 9).
//!
//! Clipping is approximated by a rectangle. Optional content is painted, visible or not: a shop may turn it on.

mod objects;
mod paths;
mod text;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::document::Document;
use super::fonts::Font;
use super::geometry::{Area, Matrix};
use super::inks::{Color, Inks, Space};
use super::operations::{Operation, Operations};
use super::paint::{Kind, Mark, Page};
use super::paths::Path;
use crate::syntax::{Dict, Value};

/// Forms in forms.
const MAX_DEPTH: usize = 12;

/// Saved graphics states (ISO 32000-1, annex C, allows 28).
const MOST_SAVED: usize = 512;

/// Marks that are kept of a page.
const MOST_MARKS: usize = 200_000;

/// Content of one page, in bytes.
const MOST_CONTENT: usize = 64 << 20;

/// Inside of a pattern, what is enough to see its colors.
const MOST_TILES: usize = 100;

/// Reads pages of one file, with a limit to all of them: time stays proportional to the size of the file.
pub(crate) struct Interpreter<'d> {
    document: &'d Document,
    /// Operations that may still be read.
    budget: usize,
    fonts: FxHashMap<u32, Rc<Font>>,
    images: FxHashMap<u32, Rc<Picture>>,
}

/// What is known of an image wherever it is placed.
#[derive(Debug, Default)]
struct Picture {
    width: f64,
    height: f64,
    one_bit: bool,
    stencil: bool,
    transparent: bool,
    space: Option<Space>,
    ink: Option<f64>,
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    clip: Area,
    fill: Paint,
    stroke: Paint,
    line_width: f64,
    overprint: (bool, bool),
    overprint_mode: i64,
    opacity: (f64, f64),
    masked: bool,
    blended: bool,
    text: TextState,
}

/// A color, what it means, and what a pattern paints with.
#[derive(Clone)]
struct Paint {
    color: Rc<Color>,
    inks: Option<Rc<Inks>>,
    tiles: Rc<Vec<Mark>>,
}

#[derive(Clone)]
struct TextState {
    font: Option<Rc<Font>>,
    /// The font's resource, as the key under which its use is recorded.
    key: Vec<u8>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    /// Horizontal scaling: 1 is 100 %.
    scaling: f64,
    leading: f64,
    rise: f64,
    mode: i64,
}

impl Paint {
    fn new(color: Color) -> Paint {
        let inks = color.inks().map(Rc::new);
        Paint { color: Rc::new(color), inks, tiles: Rc::default() }
    }
}

impl State {
    fn new(ctm: Matrix, clip: Area) -> State {
        let text = TextState {
            font: None,
            key: Vec::new(),
            size: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            scaling: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        let (fill, stroke) = (Paint::new(Color::initial()), Paint::new(Color::initial()));
        State {
            ctm,
            clip,
            fill,
            stroke,
            line_width: 1.0,
            overprint: (false, false),
            overprint_mode: 0,
            opacity: (1.0, 1.0),
            masked: false,
            blended: false,
            text,
        }
    }
}

/// How many values a dictionary contains, with those of its own dictionaries.
fn weight(dict: &Dict<'_>) -> usize {
    let of = |value: &Value<'_>| match value {
        Value::Dict(dict) => weight(dict),
        Value::Array(items) => items.len(),
        _ => 0,
    };
    dict.entries().map(|(_, value)| 1 + of(value)).sum()
}

/// Content of a page, a form or a pattern, as it is read.
struct Run<'r, 'd> {
    interpreter: &'r mut Interpreter<'d>,
    page: &'r mut Page,
    /// Numbers of the forms that are open.
    open: &'r mut Vec<u32>,
    resources: Dict<'static>,
    state: State,
    saved: Vec<State>,
    path: Path,
    /// Whether the path is to clip once it is painted.
    clips: bool,
    text_matrix: Matrix,
    line_matrix: Matrix,
    /// Graphics states, forms and the like that were looked up by name.
    categories: FxHashMap<&'static str, Dict<'static>>,
    spaces: FxHashMap<Vec<u8>, Space>,
}

impl<'d> Interpreter<'d> {
    /// Reads pages of a file of this size.
    pub(crate) fn new(document: &'d Document, size: usize) -> Interpreter<'d> {
        let budget = size.saturating_mul(40).saturating_add(2_000_000);
        Interpreter { document, budget, fonts: FxHashMap::default(), images: FxHashMap::default() }
    }

    /// Adds its marks to a page.
    pub(crate) fn paint(&mut self, page: &mut Page) {
        let document = self.document;
        let contents = match page.node.dict.get("Contents").map(|value| (value, document.resolve(value))) {
            None => Vec::new(),
            Some((_, Value::Array(items))) => items,
            Some((value, _)) => vec![value.clone()],
        };
        let mut content = Vec::new();
        for item in &contents {
            let data = document.stream(item).and_then(|stream| document.content(&stream));
            let Some(data) = data else { continue };
            if content.len() + data.bytes.len() > MOST_CONTENT {
                page.cut_off = true;
                break;
            }
            content.extend_from_slice(&data.bytes);
            // ISO 32000-1, 7.8.2: streams are divided between tokens.
            content.push(b'\n');
        }
        let clip = match (page.crop, page.media) {
            (_, Some(media)) => media,
            (Some(crop), None) => crop,
            _ => Area::EVERYTHING,
        };
        let resources = page.node.resources.clone();
        let state = State::new(Matrix::IDENTITY, clip);
        self.run(page, &mut Vec::new(), resources, state, &content);
    }

    /// Whether nothing more is read.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.budget == 0
    }

    fn charge(&mut self, cost: usize) {
        self.budget = self.budget.saturating_sub(cost);
    }

    fn run(&mut self, page: &mut Page, open: &mut Vec<u32>, resources: Dict<'static>, state: State, content: &[u8]) {
        // White space and resources cost time, too.
        self.charge(content.len() / 16 + weight(&resources));
        let (path, saved, categories, spaces) = Default::default();
        let mut run = Run {
            interpreter: self,
            page,
            open,
            resources,
            state,
            saved,
            path,
            clips: false,
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            categories,
            spaces,
        };
        for operation in Operations::new(content) {
            let cost = 1 + operation.operands.len() / 8;
            run.interpreter.charge(cost);
            if run.interpreter.is_exhausted() || run.page.marks.len() >= MOST_MARKS {
                run.page.cut_off = true;
                return;
            }
            run.apply(&operation);
        }
    }
}

impl Run<'_, '_> {
    fn apply(&mut self, operation: &Operation<'_>) {
        match operation.operator {
            b"q" if self.saved.len() < MOST_SAVED => self.saved.push(self.state.clone()),
            b"Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            b"cm" => {
                if let Some(numbers) = operation.numbers() {
                    self.state.ctm = Matrix(numbers).then(&self.state.ctm);
                }
            }
            b"w" => self.state.line_width = operation.number(0).unwrap_or(self.state.line_width).abs(),
            b"gs" => self.graphics_state(operation),
            b"Do" => self.object(operation),
            b"EI" => self.inline_image(operation),
            b"sh" => self.shading(operation),
            b"BT" => (self.text_matrix, self.line_matrix) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"g" | b"G" => self.device(operation, Space::Gray),
            b"rg" | b"RG" => self.device(operation, Space::Rgb),
            b"k" | b"K" => self.device(operation, Space::Cmyk),
            b"cs" | b"CS" => {
                let space = operation.operands.last().map_or(Space::Unknown, |value| self.space(value));
                let values = space.initial();
                self.set_paint(operation.operator == b"CS", Paint::new(Color { space, values }));
            }
            b"sc" | b"scn" | b"SC" | b"SCN" => self.components(operation),
            operator => {
                if !self.path_operator(operator, operation) {
                    self.text_operator(operator, operation);
                }
            }
        }
    }

    fn category(&mut self, name: &'static str) -> &Dict<'static> {
        let document = self.interpreter.document;
        let resources = &self.resources;
        self.categories.entry(name).or_insert_with(|| document.dict(resources, name))
    }

    /// A resource by the name that is an operator's last operand.
    fn resource(&mut self, category: &'static str, operation: &Operation<'_>) -> Option<Value<'static>> {
        let name = std::str::from_utf8(operation.name()?).ok()?;
        self.category(category).get(name).cloned()
    }

    fn space(&mut self, value: &Value<'_>) -> Space {
        let document = self.interpreter.document;
        let Value::Name(name) = value else { return Space::read(document, &self.resources, value) };
        if let Some(known) = self.spaces.get(name.as_ref()) {
            return known.clone();
        }
        let space = Space::read(document, &self.resources, value);
        self.spaces.insert(name.to_vec(), space.clone());
        space
    }

    // Colors

    fn set_paint(&mut self, stroke: bool, paint: Paint) {
        *(if stroke { &mut self.state.stroke } else { &mut self.state.fill }) = paint;
    }

    fn device(&mut self, operation: &Operation<'_>, space: Space) {
        let stroke = operation.operator[0].is_ascii_uppercase();
        let values: Vec<f64> = operation.operands.iter().filter_map(Value::as_number).take(4).collect();
        self.set_paint(stroke, Paint::new(Color { space, values }));
    }

    fn components(&mut self, operation: &Operation<'_>) {
        let stroke = operation.operator[0].is_ascii_uppercase();
        let values: Vec<f64> = operation.operands.iter().filter_map(Value::as_number).take(32).collect();
        let space = if stroke { &self.state.stroke } else { &self.state.fill }.color.space.clone();
        let pattern = matches!(space, Space::Pattern(_)).then(|| self.resource("Pattern", operation)).flatten();
        let mut paint = Paint::new(Color { space, values });
        if let Some(pattern) = pattern {
            paint.tiles = Rc::new(self.pattern(&pattern, &paint));
        }
        self.set_paint(stroke, paint);
    }

    /// What a pattern paints with, wherever that is.
    fn pattern(&mut self, value: &Value<'_>, paint: &Paint) -> Vec<Mark> {
        let document = self.interpreter.document;
        let dict = document.as_dict(Some(value));
        if document.number(&dict, "PatternType") == Some(2.0) {
            let shading = document.dict(&dict, "Shading");
            return self.shading_marks(&shading, Area::EVERYTHING);
        }
        let Some(stream) = document.stream(value).filter(|stream| !self.open.contains(&stream.id)) else {
            return Vec::new();
        };
        self.interpreter.charge(stream.size() / 64);
        let Some(content) = document.content(&stream).filter(|_| self.open.len() < MAX_DEPTH) else {
            return Vec::new();
        };
        let mut state = State::new(self.state.ctm, Area::EVERYTHING);
        if document.number(&dict, "PaintType") == Some(2.0) {
            let base = match &paint.color.space {
                Space::Pattern(Some(base)) => (**base).clone(),
                _ => Space::Unknown,
            };
            let own = Paint::new(Color { space: base, values: paint.color.values.clone() });
            (state.fill, state.stroke) = (own.clone(), own);
        }
        let before = self.page.marks.len();
        self.open.push(stream.id);
        let resources = document.dict(&stream.dict, "Resources");
        self.interpreter.run(self.page, self.open, resources, state, &content.bytes);
        self.open.pop();
        let mut marks = self.page.marks.split_off(before.min(self.page.marks.len()));
        marks.truncate(MOST_TILES);
        marks
    }

    fn shading(&mut self, operation: &Operation<'_>) {
        let document = self.interpreter.document;
        let Some(value) = self.resource("Shading", operation) else { return };
        let dict = document.as_dict(Some(&value));
        let marks = self.shading_marks(&dict, self.state.clip);
        self.page.marks.extend(marks);
    }

    /// A gradient's colors at its ends, where its function says them.
    fn shading_marks(&mut self, dict: &Dict<'static>, place: Area) -> Vec<Mark> {
        let document = self.interpreter.document;
        let space = dict.get("ColorSpace").map_or(Space::Unknown, |value| self.space(value));
        let mut functions = match document.get(dict, "Function") {
            Value::Array(items) => items.iter().take(32).map(|item| document.as_dict(Some(item))).collect(),
            _ => vec![document.dict(dict, "Function")],
        };
        let inner = functions.iter().flat_map(|function| document.array(function, "Functions")).take(64);
        let inner: Vec<Dict<'static>> = inner.map(|item| document.as_dict(Some(&item))).collect();
        // Several functions are one for each component; their ends are no colors by themselves.
        if functions.len() > 1 {
            functions.clear();
        }
        functions.extend(inner);
        let ends = functions.iter().flat_map(|function| ["C0", "C1"].map(|key| document.numbers(function, key)));
        let mut colors: Vec<Vec<f64>> = ends.flatten().filter(|values| values.len() == space.channels()).collect();
        if colors.is_empty() {
            colors.push(Vec::new());
        }
        let mark = |values: Vec<f64>| {
            let known = !values.is_empty();
            let mut paint = Paint::new(Color { space: space.clone(), values });
            paint.inks = paint.inks.filter(|_| known);
            self.mark(&paint, false, Kind::Shading, place)
        };
        colors.into_iter().map(mark).collect()
    }

    // Marks

    fn mark(&self, paint: &Paint, stroke: bool, kind: Kind, place: Area) -> Mark {
        let State { overprint, opacity, masked, blended, overprint_mode, clip, .. } = self.state;
        let (overprint, opacity) = if stroke { (overprint.0, opacity.0) } else { (overprint.1, opacity.1) };
        let transparent = opacity < 1.0 || masked || blended;
        let (color, inks) = (Rc::clone(&paint.color), paint.inks.clone());
        Mark { place: place.and(&clip), kind, color, inks, overprint, overprint_mode, transparent }
    }

    fn add(&mut self, stroke: bool, kind: Kind, place: Area) {
        let paint = if stroke { &self.state.stroke } else { &self.state.fill };
        let mark = self.mark(paint, stroke, kind, place);
        if mark.place.is_nothing() {
            return;
        }
        if matches!(paint.color.space, Space::Pattern(_)) {
            let place = mark.place;
            let tiles = paint.tiles.iter().map(|tile| {
                let kind = if matches!(tile.kind, Kind::Shading) { Kind::Shading } else { Kind::Tile };
                Mark { place, kind, ..tile.clone() }
            });
            let tiles: Vec<Mark> = tiles.collect();
            self.page.marks.extend(tiles);
        }
        self.page.marks.push(mark);
    }
}
