//! Page content to marks: the graphics state, and what each operator does to it (ISO 32000-1, 8 and 9).
//!
//! Clipping is approximated by a rectangle. Optional content is painted, visible or not: a shop may turn it on.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::document::{Document, Stream};
use super::fonts::Font;
use super::geometry::{Area, Matrix};
use super::inks::{Color, Inks, Space};
use super::operations::{Operation, Operations};
use super::paint::{FontUse, Image, Kind, Mark, Page};
use super::paths::Path;
use super::pixels::most_ink;
use crate::syntax::{Dict, Value};

/// Forms in forms.
const MAX_DEPTH: usize = 12;

/// Saved graphics states (ISO 32000-1, annex C, allows 28).
const MOST_SAVED: usize = 512;

/// Different graphics states of a page.
const MOST_STATES: usize = 200;

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

    // Paths

    fn path_operator(&mut self, operator: &[u8], operation: &Operation<'_>) -> bool {
        let ctm = self.state.ctm;
        match operator {
            b"m" => {
                if let Some([x, y]) = operation.numbers() {
                    self.path.move_to(&ctm, x, y);
                }
            }
            b"l" => {
                if let Some([x, y]) = operation.numbers() {
                    self.path.line_to(&ctm, x, y);
                }
            }
            b"c" => {
                if let Some([a, b, c, d, x, y]) = operation.numbers() {
                    self.path.curve_to(&ctm, Some((a, b)), (c, d), (x, y));
                }
            }
            b"v" | b"y" => {
                if let Some([a, b, x, y]) = operation.numbers() {
                    match operator {
                        b"v" => self.path.curve_to(&ctm, None, (a, b), (x, y)),
                        _ => self.path.curve_to(&ctm, Some((a, b)), (x, y), (x, y)),
                    }
                }
            }
            b"re" => {
                if let Some(numbers) = operation.numbers() {
                    self.path.rectangle(&ctm, numbers);
                }
            }
            b"h" => self.path.close(&ctm),
            b"W" | b"W*" => self.clips = true,
            b"n" => self.end_path(),
            b"f" | b"F" | b"f*" => self.paint_path(true, false),
            b"S" => self.paint_path(false, true),
            b"B" | b"B*" => self.paint_path(true, true),
            b"s" | b"b" | b"b*" => {
                self.path.close(&ctm);
                self.paint_path(operator != b"s", true);
            }
            _ => return false,
        }
        true
    }

    fn paint_path(&mut self, fill: bool, stroke: bool) {
        let area = self.path.area();
        if !area.is_nothing() {
            if fill {
                let thickness = self.path.thickness();
                self.add(false, Kind::Fill { thickness }, area);
            }
            if stroke {
                let width = self.state.line_width * self.state.ctm.least_scale();
                self.add(true, Kind::Stroke(width), area.grown(width / 2.0));
            }
        }
        self.end_path();
    }

    fn end_path(&mut self) {
        if std::mem::take(&mut self.clips) {
            self.state.clip = self.state.clip.and(&self.path.area());
        }
        // Many parts cost as many operations.
        self.interpreter.charge(self.path.parts() / 4);
        self.path = Path::default();
    }

    // Text

    fn text_operator(&mut self, operator: &[u8], operation: &Operation<'_>) {
        let number = operation.number(0).unwrap_or_default();
        match operator {
            b"Tc" => self.state.text.spacing = number,
            b"Tw" => self.state.text.word_spacing = number,
            b"Tz" => self.state.text.scaling = number / 100.0,
            b"TL" => self.state.text.leading = number,
            b"Ts" => self.state.text.rise = number,
            b"Tr" => self.state.text.mode = number as i64,
            b"Tf" => self.select_font(operation),
            b"Td" | b"TD" => {
                if let Some([x, y]) = operation.numbers() {
                    if operator == b"TD" {
                        self.state.text.leading = -y;
                    }
                    self.next_line(x, y);
                }
            }
            b"Tm" => {
                if let Some(numbers) = operation.numbers() {
                    (self.text_matrix, self.line_matrix) = (Matrix(numbers), Matrix(numbers));
                }
            }
            b"T*" => self.next_line(0.0, -self.state.text.leading),
            b"Tj" => self.show(&operation.operands),
            b"TJ" => {
                if let Some(Value::Array(items)) = operation.operands.last() {
                    self.show(items);
                }
            }
            b"'" | b"\"" => {
                if let [word, character, _] = operation.operands.as_slice() {
                    self.state.text.word_spacing = word.as_number().unwrap_or_default();
                    self.state.text.spacing = character.as_number().unwrap_or_default();
                }
                self.next_line(0.0, -self.state.text.leading);
                self.show(operation.operands.get(operation.operands.len().saturating_sub(1)..).unwrap_or_default());
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(&self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    fn select_font(&mut self, operation: &Operation<'_>) {
        let (Some(Value::Name(name)), Some(size)) = (operation.operands.first(), operation.number(1)) else { return };
        let key = String::from_utf8_lossy(name).into_owned();
        let value = self.category("Font").get(&key).cloned();
        self.choose_font(value, key, size);
    }

    fn choose_font(&mut self, value: Option<Value<'static>>, key: String, size: f64) {
        let document = self.interpreter.document;
        self.state.text.size = size;
        self.state.text.key = key.into_bytes();
        self.state.text.font = value.map(|value| match value {
            Value::Reference(id, _) => {
                let fonts = &mut self.interpreter.fonts;
                let read = || Rc::new(Font::read(document, &document.as_dict(Some(&value))));
                Rc::clone(fonts.entry(id).or_insert_with(read))
            }
            direct => {
                self.interpreter.charge(256);
                Rc::new(Font::read(document, &document.as_dict(Some(&direct))))
            }
        });
    }

    fn show(&mut self, items: &[Value<'_>]) {
        let text = &self.state.text;
        let (size, rise, scaling, mode) = (text.size, text.rise, text.scaling, text.mode);
        let font = text.font.clone();
        let matrix = self.text_matrix.then(&self.state.ctm);
        let mut x = 0.0;
        let mut shown = Area::NOTHING;
        let mut steps = 0;
        for item in items {
            match item {
                Value::String(bytes) => {
                    steps += bytes.len();
                    let start = x;
                    match &font {
                        Some(font) => {
                            for (width, space) in font.codes(bytes) {
                                let word = if space { self.state.text.word_spacing } else { 0.0 };
                                x += (width * size + self.state.text.spacing + word) * scaling;
                            }
                        }
                        None => x += bytes.len() as f64 * size * 0.5 * scaling,
                    }
                    if !bytes.is_empty() {
                        // Letters are about this high and deep.
                        let area = Area::of_corners([start, rise - 0.2 * size, x, rise + 0.75 * size]);
                        shown = shown.around(&matrix.area(&area));
                    }
                }
                other => x -= other.as_number().unwrap_or_default() / 1000.0 * size * scaling,
            }
        }
        self.interpreter.charge(steps / 16 + self.page.fonts.len() / 16);
        self.text_matrix = Matrix([1.0, 0.0, 0.0, 1.0, x, 0.0]).then(&self.text_matrix);
        if shown.is_nothing() {
            return;
        }
        self.record_font(font.as_deref(), shown);
        let size = size.abs() * matrix.scales().1;
        let modes = mode.rem_euclid(4);
        if modes == 0 || modes == 2 {
            self.add(false, Kind::Text { size }, shown);
        }
        if modes == 1 || modes == 2 {
            self.add(true, Kind::Text { size }, shown);
        }
    }

    fn record_font(&mut self, font: Option<&Font>, place: Area) {
        let Some(Font { name, embedded, type_3, .. }) = font else {
            let name = String::from_utf8_lossy(&self.state.text.key).into_owned();
            if self.page.missing.len() < 20 && self.page.missing.iter().all(|(known, _)| *known != name) {
                self.page.missing.push((name, place));
            }
            return;
        };
        let known = |found: &FontUse| found.name == *name && found.embedded == *embedded && found.type_3 == *type_3;
        if self.page.fonts.len() < 200 && !self.page.fonts.iter().any(known) {
            self.page.fonts.push(FontUse { name: name.clone(), embedded: *embedded, type_3: *type_3, place });
        }
    }

    // Graphics states, images, forms

    fn graphics_state(&mut self, operation: &Operation<'_>) {
        let document = self.interpreter.document;
        let Some(value) = self.resource("ExtGState", operation) else { return };
        let dict = document.as_dict(Some(&value));
        let state = &mut self.state;
        let flag = |key: &str| match document.get(&dict, key) {
            Value::Bool(flag) => Some(flag),
            _ => None,
        };
        if let Some(overprint) = flag("OP") {
            // ISO 32000-1, table 58: without `op`, `OP` is for everything.
            state.overprint = (overprint, overprint);
        }
        state.overprint.1 = flag("op").unwrap_or(state.overprint.1);
        let number = |key: &str| document.number(&dict, key);
        state.overprint_mode = number("OPM").map_or(state.overprint_mode, |mode| mode as i64);
        state.line_width = number("LW").map_or(state.line_width, f64::abs);
        state.opacity = (number("CA").unwrap_or(state.opacity.0), number("ca").unwrap_or(state.opacity.1));
        match document.get(&dict, "SMask") {
            Value::Null => {}
            Value::Name(name) => state.masked = name.as_ref() != b"None",
            _ => state.masked = true,
        }
        let normal = |value: &Value<'_>| matches!(value.as_name(), Some(b"Normal" | b"Compatible"));
        match document.get(&dict, "BM") {
            Value::Null => {}
            Value::Array(items) => state.blended = !items.first().is_some_and(normal),
            value => state.blended = !normal(&value),
        }
        if let Value::Array(font) = document.get(&dict, "Font")
            && let [value, size] = font.as_slice()
        {
            let size = document.resolve(size).as_number().unwrap_or_default();
            self.choose_font(Some(value.clone()), "Font".to_owned(), size);
        }
        self.interpreter.charge(dict.entries().count() + self.page.states.len() / 4);
        if self.page.states.len() < MOST_STATES && !self.page.states.contains(&dict) {
            self.page.states.push(dict);
        }
    }

    fn object(&mut self, operation: &Operation<'_>) {
        let document = self.interpreter.document;
        let Some(stream) = self.resource("XObject", operation).and_then(|value| document.stream(&value)) else {
            return;
        };
        // It was copied.
        self.interpreter.charge(stream.size() / 64 + stream.dict.entries().count());
        let unit = Area { left: 0.0, bottom: 0.0, right: 1.0, top: 1.0 };
        let kind = document.name(&stream.dict, "Subtype");
        let matrix = match document.numbers(&stream.dict, "Matrix").map(<[f64; 6]>::try_from) {
            Some(Ok(numbers)) => Matrix(numbers),
            _ => Matrix::IDENTITY,
        };
        let bbox = document.numbers(&stream.dict, "BBox").and_then(|numbers| numbers.try_into().ok());
        let bbox = bbox.map(Area::of_corners);
        let inside = matrix.then(&self.state.ctm);
        let place = match kind.as_str() {
            "Form" => bbox.map_or(self.state.clip, |bbox| inside.area(&bbox)),
            _ => self.state.ctm.area(&unit),
        };
        if self.page.objects.len() < 500 {
            self.page.objects.push((stream.dict.clone(), place.and(&self.state.clip)));
        }
        match kind.as_str() {
            "Image" => {
                let picture = self.picture(&stream);
                self.place_image(&picture);
            }
            "Form" => {
                if self.open.len() >= MAX_DEPTH || self.open.contains(&stream.id) {
                    return;
                }
                let Some(content) = document.content(&stream) else { return };
                let mut state = self.state.clone();
                state.ctm = inside;
                state.clip = state.clip.and(&place);
                if state.clip.is_nothing() {
                    return;
                }
                let resources = match stream.dict.get("Resources") {
                    Some(_) => document.dict(&stream.dict, "Resources"),
                    // ISO 32000-1, 7.8.3: forms of old programs use those of the page.
                    None => self.resources.clone(),
                };
                self.open.push(stream.id);
                self.interpreter.run(self.page, self.open, resources, state, &content.bytes);
                self.open.pop();
            }
            _ => {}
        }
    }

    fn picture(&mut self, stream: &Stream) -> Rc<Picture> {
        if let Some(known) = self.interpreter.images.get(&stream.id).filter(|_| stream.id != 0) {
            return Rc::clone(known);
        }
        let document = self.interpreter.document;
        let dict = &stream.dict;
        let stencil = matches!(document.get(dict, "ImageMask"), Value::Bool(true));
        let space = dict.get("ColorSpace").map(|value| self.space(value));
        let ink = space.as_ref().and_then(|space| most_ink(document, stream, space));
        let picture = Rc::new(Picture {
            width: document.number(dict, "Width").unwrap_or_default(),
            height: document.number(dict, "Height").unwrap_or_default(),
            one_bit: stencil || document.number(dict, "BitsPerComponent") == Some(1.0),
            stencil,
            transparent: dict.get("SMask").is_some(),
            space,
            ink,
        });
        if stream.id != 0 {
            self.interpreter.images.insert(stream.id, Rc::clone(&picture));
        }
        picture
    }

    fn inline_image(&mut self, operation: &Operation<'_>) {
        let document = self.interpreter.document;
        let dict = operation.entries();
        let get = |short: &str, long: &str| dict.get(short).or(dict.get(long)).cloned();
        let number = |short: &str, long: &str| get(short, long).and_then(|value| value.as_number());
        let stencil = matches!(get("IM", "ImageMask"), Some(Value::Bool(true)));
        let space = get("CS", "ColorSpace").map(|value| Space::read(document, &self.resources, &value));
        let picture = Picture {
            width: number("W", "Width").unwrap_or_default(),
            height: number("H", "Height").unwrap_or_default(),
            one_bit: stencil || number("BPC", "BitsPerComponent") == Some(1.0),
            stencil,
            transparent: false,
            space,
            ink: None,
        };
        if operation.data.is_some() {
            self.place_image(&picture);
        }
    }

    fn place_image(&mut self, picture: &Picture) {
        let ctm = self.state.ctm;
        let (across, down) = ctm.scales();
        let per_inch = |pixels: f64, length: f64| if length > 0.0 { pixels * 72.0 / length } else { f64::INFINITY };
        let image = Image {
            width: picture.width,
            height: picture.height,
            ppi: per_inch(picture.width, across).min(per_inch(picture.height, down)),
            one_bit: picture.one_bit,
            stencil: picture.stencil,
            ink: picture.ink,
        };
        let place = ctm.area(&Area { left: 0.0, bottom: 0.0, right: 1.0, top: 1.0 });
        let kind = Kind::Image(Rc::new(image));
        if picture.stencil {
            self.add(false, kind, place);
            return;
        }
        let space = picture.space.clone().unwrap_or(Space::Unknown);
        let mut paint = Paint::new(Color { space, values: Vec::new() });
        paint.inks = None;
        let mut mark = self.mark(&paint, false, kind, place);
        mark.transparent |= picture.transparent;
        if !mark.place.is_nothing() {
            self.page.marks.push(mark);
        }
    }
}
