//! Reading files, with diagnostics for the bad ones.

use std::path::Path;

use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{FileId, LoadError, Sources, Span};

use super::types::Scalar;

/// Reads the handout that the user asked for.
pub(crate) fn load_handout(sources: &mut Sources, path: &Path, diagnostics: &mut Diagnostics) -> Option<FileId> {
    load(sources, path, None, "file-missing", diagnostics)
}

/// Reads the site file that a handout names, relative to the handout.
pub(crate) fn load_site(
    sources: &mut Sources,
    handout: FileId,
    site: &Scalar,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    if Path::new(&site.value).has_root() || site.contains(['\\', '\0']) {
        let problem = Diagnostic::error("site-missing", "the site file's path must be relative to the handout");
        let problem = problem.at(site.span, "not a relative path");
        diagnostics.push(problem.hint("write `site.yaml`, or `../site.yaml` if it is one folder up"));
        return None;
    }
    let path = sources.relative_path(handout, &site.value);
    load(sources, &path, Some(site.span), "site-missing", diagnostics)
}

/// Reads `notices.yaml` beside the site file, because of the notices that the site's footer names at `wanted`.
pub(crate) fn load_notices(
    sources: &mut Sources,
    site: FileId,
    wanted: Span,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    let path = sources.relative_path(site, "notices.yaml");
    load(sources, &path, Some(wanted), "notices-missing", diagnostics)
}

fn load(
    sources: &mut Sources,
    path: &Path,
    named_at: Option<Span>,
    missing: &'static str,
    diagnostics: &mut Diagnostics,
) -> Option<FileId> {
    let shown = path.display().to_string();
    let error = match sources.load(path) {
        Ok(file) => return without_nul(sources, file, diagnostics),
        Err(error) => error,
    };
    let (problem, hint) = match &error {
        LoadError::NotUtf8 { file, byte, utf16 } => {
            diagnostics.push(not_utf8(sources, *file, *byte, *utf16));
            return None;
        }
        LoadError::Missing => (
            Diagnostic::error(missing, format!("there is no file `{shown}`")),
            "check the name; it is relative to the file that refers to it",
        ),
        LoadError::TooLarge { .. } => {
            (Diagnostic::error("file-too-large", format!("`{shown}` is {error}")), "split it into several handouts")
        }
        LoadError::NotAFile => (Diagnostic::error(missing, format!("`{shown}` is {error}")), "give a text file"),
        _ => (
            Diagnostic::error("file-unreadable", format!("`{shown}` cannot be read: {error}")),
            "check its permissions",
        ),
    };
    // A file named on the command line has a place, too: its beginning, though there is nothing to show.
    let span = named_at.unwrap_or_else(|| Span { file: sources.add(path, String::new()), start: 0, end: 0 });
    let label = if named_at.is_some() { "named here" } else { "" };
    diagnostics.push(problem.at(span, label).hint(hint));
    None
}

fn not_utf8(sources: &Sources, file: FileId, byte: u32, utf16: bool) -> Diagnostic {
    let end = (byte as usize + '\u{fffd}'.len_utf8()).min(sources.file(file).text.len()) as u32;
    let message = if utf16 { "the file is UTF-16, not UTF-8" } else { "a byte that is not UTF-8" };
    let problem = Diagnostic::error("utf8-invalid", message).at(Span { file, start: byte, end }, "here");
    problem.hint("save the file as UTF-8 in your editor")
}

fn without_nul(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<FileId> {
    let Some(byte) = sources.file(file).text.find('\0') else { return Some(file) };
    let span = Span { file, start: byte as u32, end: byte as u32 + 1 };
    let problem = Diagnostic::error("nul-byte", "a NUL byte in a text file").at(span, "here");
    diagnostics.push(problem.hint("save the file as UTF-8 text in your editor"));
    None
}
