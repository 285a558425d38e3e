//! Destinations (ISO 32000-1, 12.3.2): places on pages become places on sheets.

use super::copier::{Copier, name, numbers, reference};
use crate::preflight::geometry::Area;
use crate::syntax::Value;

impl Copier<'_> {
    /// The destination that an array is, on its sheet: an array is one if it begins with a page and a name.
    pub(super) fn destination(&self, items: &[Value<'_>]) -> Option<Value<'static>> {
        let [page, Value::Name(kind), rest @ ..] = items else { return None };
        let home = self.homes[self.page(Some(page))?];
        let number = |index: usize| rest.get(index).and_then(|value| self.document.resolve(value).as_number());
        let Area { left, top, .. } = home.area;
        let point = |x: Option<f64>, y: Option<f64>, zoom: Option<f64>| {
            let (x, y) = home.onto.point(x.unwrap_or(left), y.unwrap_or(top));
            let Value::Array(numbers) = numbers([x, y]) else { return Vec::new() };
            let zoom = zoom.map_or(Value::Null, Value::Real);
            [vec![name("XYZ")], numbers, vec![zoom]].concat()
        };
        let how = match kind.as_ref() {
            b"XYZ" => point(number(0), number(1), number(2)),
            b"FitH" | b"FitBH" => point(None, number(0), None),
            b"FitV" | b"FitBV" => point(number(0), None, None),
            // A whole page is a part of its side.
            b"Fit" | b"FitB" | b"FitR" => {
                let part = match [0, 1, 2, 3].map(number) {
                    [Some(left), Some(bottom), Some(right), Some(top)] => Area::of_corners([left, bottom, right, top]),
                    _ => home.area,
                };
                let Area { left, bottom, right, top } = home.onto.area(&part);
                let Value::Array(numbers) = numbers([left, bottom, right, top]) else { return None };
                [vec![name("FitR")], numbers].concat()
            }
            _ => return None,
        };
        Some(Value::Array([vec![reference(home.sheet)], how].concat()))
    }
}
