//! The operators of a content stream (ISO 32000-1, annex A), written as compactly as possible.
//!
//! Strings are written raw: most font codes are nonprintable bytes, which take four characters each when escaped.

use crate::syntax::content::push_string;

/// A content stream in progress.
#[derive(Clone, Debug, Default)]
pub(crate) struct Operators(Vec<u8>);

impl Operators {
    /// The stream.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    /// An operator after its numbers, rounded to thousandths.
    pub(crate) fn op(&mut self, numbers: &[f32], operator: &str) {
        for number in numbers {
            self.number(*number);
        }
        self.text(operator);
        self.text("\n");
    }

    /// An operator after a name and numbers.
    pub(crate) fn named(&mut self, name: &str, numbers: &[f32], operator: &str) {
        self.text("/");
        self.text(name);
        self.text(" ");
        self.op(numbers, operator);
    }

    /// Anything other than a number or string, verbatim.
    pub(crate) fn text(&mut self, text: impl AsRef<[u8]>) {
        self.0.extend_from_slice(text.as_ref());
    }

    /// Begins the array of `TJ`.
    pub(crate) fn begin_show(&mut self) {
        self.0.push(b'[');
    }

    /// A movement in the array of `TJ`.
    pub(crate) fn adjust(&mut self, number: f32) {
        self.number(number);
        self.0.pop();
    }

    /// Ends the array of `TJ` and shows it.
    pub(crate) fn end_show(&mut self) {
        self.text("]TJ\n");
    }

    /// A literal string.
    pub(crate) fn string(&mut self, bytes: &[u8]) {
        push_string(&mut self.0, bytes);
    }

    /// A number and a space.
    fn number(&mut self, number: f32) {
        let thousandths = (f64::from(number) * 1000.0).round() as i64;
        if thousandths < 0 {
            self.0.push(b'-');
        }
        let (whole, mut rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
        if whole > 0 || rest == 0 {
            push_number(&mut self.0, whole);
        }
        if rest > 0 {
            self.0.push(b'.');
            let mut unit = 100;
            while rest > 0 {
                self.0.push(b'0' + (rest / unit) as u8);
                rest %= unit;
                unit /= 10;
            }
        }
        self.0.push(b' ');
    }
}

/// Adds a number in decimal; `format!` would allocate for each.
pub(crate) fn push_number(out: &mut Vec<u8>, number: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}
