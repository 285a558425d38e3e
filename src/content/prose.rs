//! Checks of texts: none is empty, and none ends in a comment by mistake.

use super::comments;
use super::types::Scalar;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Sources;

/// Text of any kind.
pub(super) fn text(value: &Scalar, what: &str, diagnostics: &mut Diagnostics) {
    if value.trim().is_empty() && !value.is_filler {
        let problem = Diagnostic::error("text-empty", format!("{what} is empty")).at(value.span, "empty");
        diagnostics.push(problem.hint("write the text, or remove the entry"));
    }
}

/// Text that is printed or read aloud.
pub(super) fn prose(value: &Scalar, what: &str, sources: &Sources, diagnostics: &mut Diagnostics) {
    text(value, what, diagnostics);
    comments::check(value, sources, diagnostics);
}
