//! Graphics states, images and forms (ISO 32000-1, 8.4.5, 8.8 to 8.10).

use std::rc::Rc;

use super::{MAX_DEPTH, Paint, Picture, Run};
use crate::preflight::document::Stream;
use crate::preflight::geometry::{Area, Matrix};
use crate::preflight::inks::{Color, Space};
use crate::preflight::operations::Operation;
use crate::preflight::paint::{Image, Kind};
use crate::preflight::pixels::most_ink;
use crate::syntax::Value;

/// Different graphics states of a page.
const MOST_STATES: usize = 200;

impl Run<'_, '_> {
    pub(super) fn graphics_state(&mut self, operation: &Operation<'_>) {
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

    pub(super) fn object(&mut self, operation: &Operation<'_>) {
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

    pub(super) fn inline_image(&mut self, operation: &Operation<'_>) {
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
