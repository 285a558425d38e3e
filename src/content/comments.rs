//! Comments after prose: `Take pill #1 now` is "Take pill" to YAML, and that is what would be printed.
//!
//! After a value that is not prose (a size, a language, a quoted text), a comment is what it seems. After unquoted
//! prose only the author knows, so there it is an error.

use super::types::Scalar;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{FileId, SourceFile, Sources, Span};

/// Reports a comment after unquoted text, or between its lines.
pub(super) fn check(value: &Scalar, sources: &Sources, diagnostics: &mut Diagnostics) {
    let source = sources.file(value.span.file);
    let scalar = sources.text(value.span);
    if value.is_filler || scalar.starts_with(['"', '\'', '|', '>']) {
        return;
    }
    if let Some(at) = behind(source, value.span.range().end).or_else(|| below(source, value.span)) {
        diagnostics.push(problem(value.span.file, source, at));
    }
}

/// The error for a `#` that ends a text.
pub(super) fn problem(file: FileId, source: &SourceFile, at: usize) -> Diagnostic {
    let end = source.line_range(source.line_column(at).0).end;
    let span = Span { file, start: at as u32, end: end as u32 };
    Diagnostic::error("text-comment", "text after ` #` is a comment and would not be printed")
        .at(span, "YAML treats the rest as a comment")
        .hint("put the whole text in quotes, or write it after `|`; move a comment to its own line")
}

/// The `#` of a comment on the line where a text ends.
pub(super) fn behind(source: &SourceFile, end: usize) -> Option<usize> {
    let rest = &source.text[end..];
    let comment = rest.trim_start_matches([' ', '\t']);
    (comment.len() < rest.len() && comment.starts_with('#')).then_some(source.text.len() - comment.len())
}

/// The `#` that begins the next line, if that line seems to continue the text: it is indented more than the text's
/// first line, and no space follows the sign, as in `#1`.
fn below(source: &SourceFile, text: Span) -> Option<usize> {
    let (first, _) = source.line_column(text.range().start);
    let (last, _) = source.line_column(text.range().end);
    let indent = |line: usize| {
        let range = source.line_range(line);
        let line = &source.text[range.clone()];
        let rest = line.trim_start_matches(' ');
        (line.len() - rest.len(), range.start + line.len() - rest.len(), rest)
    };
    let (deeper, at, next) = indent(last + 1);
    let goes_on = next.strip_prefix('#').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    (goes_on && deeper > indent(first).0).then_some(at)
}
