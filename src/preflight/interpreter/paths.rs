//! Operators that build and paint paths (ISO 32000-1, 8.5).

use super::Run;
use crate::preflight::operations::Operation;
use crate::preflight::paint::Kind;
use crate::preflight::paths::Path;

impl Run<'_, '_> {
    pub(super) fn path_operator(&mut self, operator: &[u8], operation: &Operation<'_>) -> bool {
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
}
