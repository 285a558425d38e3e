//! Sub- and superscripts: `H~2~O`, `10^5^`.
//!
//! They become the corresponding Unicode characters (U+2070 to U+209C, and U+00B2, U+00B3, U+00B9 of Latin-1). So the
//! page, copied text, a search and a screen reader all have `10⁵`: raised ordinary digits would be copied and read as
//! 105. Letters have no such characters that screen readers know.

use std::ops::Range;

use super::Reader;
use crate::diag::Diagnostic;

/// Characters that can be raised and lowered.
const PLAIN: &str = "0123456789+-=()";
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾";
const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎";

/// A sub- or superscript in a text: its bytes, and those between its markers.
#[derive(Debug, PartialEq, Eq)]
struct Script {
    whole: Range<usize>,
    inner: Range<usize>,
}

impl Reader<'_> {
    /// Reads text whose sub- and superscripts are still in markup.
    pub(super) fn scripted(&mut self, text: &str, source: usize) {
        // An escaped marker begins a new piece of text (CommonMark 2.4).
        let before = source.checked_sub(self.prefix + 1).and_then(|at| self.scalar.value.as_bytes().get(at));
        let mut from = usize::from(before == Some(&b'\\') && text.starts_with(['~', '^']));
        let mut done = 0;
        while let Some(script) = next_script(text, from, self.styled.text.chars().next_back()) {
            self.characters(&text[done..script.whole.start], source + done);
            let alphabet = if text[script.whole.clone()].starts_with('^') { RAISED } else { LOWERED };
            match converted(&text[script.inner.clone()], alphabet) {
                Some(converted) => self.push(&converted, source + script.whole.start),
                None => self.refuse_script(source + script.whole.start, script.whole.len(), alphabet),
            }
            (from, done) = (script.whole.end, script.whole.end);
        }
        self.characters(&text[done..], source + done);
    }

    fn refuse_script(&mut self, at: usize, len: usize, alphabet: &str) {
        let (which, escaped) = if alphabet == RAISED { ("superscript", "\\^") } else { ("subscript", "\\~") };
        let message = format!("only the digits 0 to 9 and the symbols + − = ( ) can be {which}");
        let hint =
            format!("write letters on the line, as in `1st` and `Hmax`; write `{escaped}` to print the character");
        let origin = self.origin(at);
        self.diagnostics
            .push(Diagnostic::error("script-letters", message).at_text(origin, len, "not supported").hint(hint));
    }
}

/// The first sub- or superscript from a byte on. `last` is the character before the text.
///
/// There is no white space between its markers, and neither marker is doubled. A subscript follows a letter or a
/// bracket: `~5` is an approximate number, `8~10` a range. A superscript is raised next to something.
fn next_script(text: &str, from: usize, last: Option<char>) -> Option<Script> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = text[at..].find(['~', '^']) {
        let open = at + found;
        let mark = bytes[open];
        let run = bytes[open..].iter().take_while(|&&byte| byte == mark).count();
        at = open + run;
        if run > 1 {
            continue;
        }
        let ends = |c: char| c.is_whitespace() || c == '~' || c == '^';
        let Some(len) = text[at..].find(ends).filter(|&len| len > 0 && bytes[at + len] == mark) else { continue };
        let close = at + len;
        let doubled = bytes.get(close + 1) == Some(&mark);
        let attaches = |c: char| c.is_alphabetic() || matches!(c, ')' | ']') || (mark == b'^' && c.is_numeric());
        let before = text[..open].chars().next_back().or(last.filter(|_| open == 0)).is_some_and(attaches);
        let after = text[close + 1..].starts_with(char::is_alphanumeric);
        if !doubled && (before || (mark == b'^' && after)) {
            return Some(Script { whole: open..close + 1, inner: at..close });
        }
    }
    None
}

/// The characters of a sub- or superscript; `None` if one of them has no such form.
fn converted(inner: &str, alphabet: &str) -> Option<String> {
    let convert = |c: char| {
        let plain = if c == '−' { '-' } else { c };
        PLAIN.chars().position(|known| known == plain).and_then(|place| alphabet.chars().nth(place))
    };
    inner.chars().map(convert).collect()
}
