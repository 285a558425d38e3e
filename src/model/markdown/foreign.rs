//! Markup that other programs support and CommonMark does not: it would be printed as typed.
//!
//! Searched for in the finished text of a paragraph, where CommonMark's own markup is gone and the rest is printed. A
//! character that was escaped, or has no partner, is text.

use super::{Reader, Styled};
use crate::diag::Diagnostic;
use crate::source::Origin;

/// What is found at a place of the text.
struct Found {
    at: usize,
    len: usize,
    what: &'static str,
    hint: &'static str,
}

/// Longest emoji name, entity, footnote in place or formula, in bytes: anything longer between two marks is a sentence.
const LONGEST: usize = 200;

impl Reader<'_> {
    /// Rejects such markup in a paragraph.
    pub(super) fn check_foreign(&mut self, styled: &Styled) {
        let text = styled.text.as_str();
        if !text.contains(['~', '=', '[', ']', '$', ':', '|', '&', '(', '^']) {
            return;
        }
        let mut found = Vec::new();
        pairs(text, "~~", "strikethrough", "remove the words, or say that they no longer apply", &mut found);
        pairs(text, "==", "highlighted text", "use `**bold**`", &mut found);
        pairs(text, "$$", "a formula", "write it in words and symbols, such as `5 × 10`", &mut found);
        singles(text, &mut found);
        found.sort_by_key(|found| found.at);
        for Found { at, len, what, hint } in found {
            let origin = styled.origin_at(at);
            if self.is_escaped(origin, &text[at..at + 1]) {
                continue;
            }
            let diagnostic = Diagnostic::error("markdown-unsupported", format!("{what} is not allowed in text"));
            self.diagnostics.push(diagnostic.at_text(origin, len, "would be printed as typed").hint(hint));
        }
    }

    /// Whether a character of the text was written other than literally: with a backslash or as an entity.
    pub(super) fn is_escaped(&self, origin: Origin, sign: &str) -> bool {
        let Origin::Scalar { offset, .. } = origin else { return false };
        let (before, from) = match (self.scalar.value.get(..offset as usize), self.scalar.value.get(offset as usize..))
        {
            (Some(before), Some(from)) => (before, from),
            _ => return false,
        };
        !from.starts_with(sign) || before.ends_with('\\') || (sign == "&" && from.starts_with("&amp;"))
    }

    /// Rejects a line that other programs treat as a definition, a table row or the border of a box.
    pub(super) fn check_line_start(&mut self, text: &str, at: usize) {
        let (what, hint, len) = if text.starts_with(": ") {
            ("a definition list", "write `**Term:** what it is`, or use a `table:` block", 1)
        } else if text.starts_with(":::") {
            ("a box between colons", "use a `note:` block", 3)
        } else if text.starts_with('|') && text[1..].contains('|') {
            ("a table", "use a `table:` block with `header` and `rows`", text.trim_end().len())
        } else {
            return;
        };
        let origin = self.origin(at);
        if !self.is_escaped(origin, &text[..1]) {
            let diagnostic = Diagnostic::error("markdown-unsupported", format!("{what} is not allowed in text"));
            self.diagnostics.push(diagnostic.at_text(origin, len, "would be printed as typed").hint(hint));
        }
    }
}

/// Text between two equal marks directly beside it.
fn pairs(text: &str, mark: &str, what: &'static str, hint: &'static str, found: &mut Vec<Found>) {
    let mut open: Option<usize> = None;
    let sign = mark.chars().next().unwrap_or_default();
    for (at, _) in text.match_indices(mark) {
        let end = at + mark.len();
        // A row of signs is a line, not a mark.
        let touches = |c: char| !c.is_whitespace() && c != sign;
        let opens = text[end..].starts_with(touches) && !text[..at].ends_with(sign);
        let closes = text[..at].ends_with(touches) && !text[end..].starts_with(sign);
        match open {
            Some(start) if closes => {
                found.push(Found { at: start, len: end - start, what, hint });
                open = None;
            }
            None if opens => open = Some(at),
            _ => {}
        }
    }
}

/// Markup that begins with one character and ends soon.
fn singles(text: &str, found: &mut Vec<Found>) {
    const BOX: &str = "use a `checklist:` block, or write `☐` or `☑` for the box";
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        let (len, what, hint) = match c {
            '[' if rest.starts_with("[ ]") => (3, "a checkbox", BOX),
            '[' if before.is_none_or(|c| c == '\n') && (rest.starts_with("[x] ") || rest.starts_with("[X] ")) => {
                (3, "a checked box", BOX)
            }
            '^' if rest.starts_with("^[") => match name_end(&rest[2..], |c| c != '\n' && c != '[', ']') {
                Some(end) => {
                    let hint = "write `[^1]` here, and the note in a paragraph by itself: `[^1]: …`";
                    (end + 2, "a footnote in place", hint)
                }
                None => continue,
            },
            ']' if rest.starts_with("](") => {
                (2, "an unfinished link", "write `[words](https://…)`, without spaces in the address: a space is `%20`")
            }
            '$' if !before.is_some_and(|c| c == '$' || c.is_alphanumeric()) => match formula(rest) {
                Some(len) => (len, "a formula", "write it in words and symbols, such as `5 × 10`"),
                None => continue,
            },
            ':' if !before.is_some_and(|c| c == ':' || c.is_alphanumeric()) => {
                let name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c);
                let starts = rest[1..].starts_with(|c: char| c.is_ascii_lowercase());
                match name_end(&rest[1..], name, ':').filter(|&end| starts && end > 2) {
                    Some(end) if !rest[1 + end..].starts_with(|c: char| c.is_alphanumeric()) => {
                        (end + 1, "an emoji name", "write the symbol itself, such as `⚠`, or use a `note:` block")
                    }
                    _ => continue,
                }
            }
            '&' if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) => {
                match name_end(&rest[1..], |c| c.is_ascii_alphanumeric(), ';') {
                    // "Q&A;" is none.
                    Some(end) if end > 3 => (end + 1, "an unknown entity", "write the character itself"),
                    _ => continue,
                }
            }
            _ => continue,
        };
        found.push(Found { at, len, what, hint });
    }
}

/// The byte after the character that ends a name, if one does.
fn name_end(text: &str, in_name: impl Fn(char) -> bool, end: char) -> Option<usize> {
    let length = text.char_indices().take_while(|&(at, c)| at < LONGEST && c != end && in_name(c)).last()?;
    let length = length.0 + length.1.len_utf8();
    text[length..].starts_with(end).then_some(length + end.len_utf8())
}

/// The length of a formula between dollar signs. Two prices are not a formula, which is one letter or has math symbols.
fn formula(text: &str) -> Option<usize> {
    let length = name_end(&text[1..], |c| c != '\n', '$')?;
    let inside = &text[1..length];
    let touches = !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace);
    let is_letter = inside.len() == 1 && inside.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_formula = is_letter || inside.contains(['\\', '^', '_', '=']);
    (touches && is_formula && !text[length + 1..].starts_with(|c: char| c.is_ascii_digit())).then_some(length + 1)
}
