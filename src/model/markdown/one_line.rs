//! Texts of one line: headings, labels, column heads, captions, notices. Nothing in them starts a block. A line break
//! or a mark that would start one anywhere else is refused: printed, `5 mg` and `- 2 mg` below it would be a subtraction.

use crate::content::types::Scalar;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Origin;

/// A mark that begins a block in CommonMark (0.31, 4 and 5).
struct Mark {
    /// Its bytes.
    len: usize,
    /// What it begins.
    begins: &'static str,
    hint: &'static str,
}

/// Refuses the first line break, or the mark that the text begins with.
pub(super) fn refuse_blocks(scalar: &Scalar, diagnostics: &mut Diagnostics) {
    let text = scalar.value.trim_end();
    let start = text.len() - text.trim_start().len();
    let place = |at: usize| Origin::Scalar { scalar: scalar.span, offset: at as u32 };
    if let Some(Mark { len, begins, hint }) = mark(&text[start..]) {
        let message = format!("the text begins with a mark for {begins}, and only one line of text can stand here");
        let problem = Diagnostic::error("block-mark", message).at_text(place(start), len, "not printed as a sign");
        diagnostics.push(problem.hint(hint));
    } else if let Some(end) = text[start..].find(['\n', '\r']) {
        let rest = &text[start + end..];
        let next = rest.trim_start();
        let at = text.len() - next.len();
        let len = next.lines().next().map_or(1, str::len);
        let problem = Diagnostic::error("line-break", "a line break cannot stand here, only one line of text")
            .at_text(place(at), len, "would be printed on the same line")
            .hint("write one line, or `>` instead of `|` to join lines; what belongs below goes in a block or row of its own");
        diagnostics.push(problem);
    }
}

/// The mark at the start of a text.
fn mark(text: &str) -> Option<Mark> {
    let first = text.chars().next()?;
    let line = text.lines().next().unwrap_or_default();
    let same = line.bytes().take_while(|&byte| byte == text.as_bytes()[0]).count();
    let ends_at = |len: usize| line[len..].is_empty() || line[len..].starts_with([' ', '\t']);
    let found = |len, begins, hint| Some(Mark { len, begins, hint });
    match first {
        '-' | '*' | '_' if is_rule(line, first) => {
            found(line.len(), "a rule", "remove the line; write `—` where a dash is meant")
        }
        '-' | '+' if ends_at(1) => {
            let hint =
                "write `−` (U+2212) for a minus sign, `–` for a dash, `\\+` for a plus; use a `list` block for a list";
            found(1, "a list", hint)
        }
        '*' if ends_at(1) => found(1, "a list", "write `\\*` for an asterisk; use a `list` block for a list"),
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let is_mark = digits < 10 && line[digits..].starts_with(['.', ')']) && ends_at(digits + 1);
            let hint = "write `\\` before the point or parenthesis to print the number: `1\\.`; use `steps` for a list";
            if is_mark { found(digits + 1, "a list", hint) } else { None }
        }
        '#' if same < 7 && ends_at(same) => found(same, "a heading", "remove it; write `\\#` for the sign itself"),
        '>' => found(1, "a quotation", "remove it; write `\\>` for the sign itself"),
        '`' | '~' if same > 2 => found(same, "code", "remove the signs"),
        _ => None,
    }
}

/// Whether a line is nothing but three or more of one sign, with or without spaces between them.
fn is_rule(line: &str, sign: char) -> bool {
    line.chars().filter(|&c| c == sign).count() > 2 && line.chars().all(|c| c == sign || c == ' ' || c == '\t')
}
