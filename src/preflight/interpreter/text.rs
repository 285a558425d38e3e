//! Operators that show text (ISO 32000-1, 9.3 and 9.4).

use std::rc::Rc;

use super::Run;
use crate::preflight::fonts::Font;
use crate::preflight::geometry::{Area, Matrix};
use crate::preflight::operations::Operation;
use crate::preflight::paint::{FontUse, Kind};
use crate::syntax::Value;

impl Run<'_, '_> {
    pub(super) fn text_operator(&mut self, operator: &[u8], operation: &Operation<'_>) {
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

    pub(super) fn choose_font(&mut self, value: Option<Value<'static>>, key: String, size: f64) {
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
}
