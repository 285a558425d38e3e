//! One-line texts: headings, labels, column headings, captions, notices. Nothing in them starts a block. A line break,
//! or a marker that would start a block elsewhere, is rejected: printed, `5 mg` with `- 2 mg` below it would be a
//! subtraction.

use crate::content::types::Scalar;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Origin;

/// A marker that begins a block in CommonMark (0.31, 4 and 5).
struct Mark {
    /// Its bytes.
    len: usize,
    /// What it begins.
    begins: &'static str,
    hint: &'static str,
}

/// Rejects the first line break, or a marker at the start of the text.
pub(super) fn refuse_blocks(scalar: &Scalar, diagnostics: &mut Diagnostics) {
    let text = scalar.value.trim_end();
    let start = text.len() - text.trim_start().len();
    let place = |at: usize| Origin::Scalar { scalar: scalar.span, offset: at as u32 };
    if let Some(Mark { len, begins, hint }) = mark(&text[start..]) {
        let message = format!("the text begins with a mark for {begins}, but only one line of text is allowed here");
        let problem = Diagnostic::error("block-mark", message).at_text(place(start), len, "would not be printed");
        diagnostics.push(problem.hint(hint));
    } else if let Some(end) = text[start..].find(['\n', '\r']) {
        let rest = &text[start + end..];
        let next = rest.trim_start();
        let at = text.len() - next.len();
        let len = next.lines().next().map_or(1, str::len);
        let problem = Diagnostic::error("line-break", "a line break is not allowed here, only one line of text")
            .at_text(place(at), len, "would be printed on the same line")
            .hint(
                "write one line, or `>` instead of `|` to join lines; put what belongs below in its own block or row",
            );
        diagnostics.push(problem);
    }
}

/// The marker at the start of a text.
fn mark(text: &str) -> Option<Mark> {
    let first = text.chars().next()?;
    let line = text.lines().next().unwrap_or_default();
    let same = line.bytes().take_while(|&byte| byte == text.as_bytes()[0]).count();
    let ends_at = |len: usize| line[len..].is_empty() || line[len..].starts_with([' ', '\t']);
    let found = |len, begins, hint| Some(Mark { len, begins, hint });
    match first {
        '-' | '*' | '_' if is_rule(line, first) => found(line.len(), "a rule", "remove the line; write `—` for a dash"),
        '-' | '+' if ends_at(1) => {
            let hint =
                "write `−` (U+2212) for a minus sign, `–` for a dash, `\\+` for a plus; use a `list` block for a list";
            found(1, "a list", hint)
        }
        '*' if ends_at(1) => found(1, "a list", "write `\\*` for an asterisk; use a `list` block for a list"),
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let is_mark = digits < 10 && line[digits..].starts_with(['.', ')']) && ends_at(digits + 1);
            let hint =
                "write `\\` before the period or parenthesis to print the number: `1\\.`; use `steps` for a list";
            if is_mark { found(digits + 1, "a list", hint) } else { None }
        }
        '#' if same < 7 && ends_at(same) => found(same, "a heading", "remove it; write `\\#` to print the character"),
        '>' => found(1, "a quotation", "remove it; write `\\>` to print the character"),
        '`' | '~' if same > 2 => found(same, "code", "remove them"),
        _ => None,
    }
}

/// Whether a line consists of three or more of one character, with or without spaces between them.
fn is_rule(line: &str, sign: char) -> bool {
    line.chars().filter(|&c| c == sign).count() > 2 && line.chars().all(|c| c == sign || c == ' ' || c == '\t')
}
