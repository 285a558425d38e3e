//! From the bytes of a YAML file to typed values with spans, and diagnostics for everything that is wrong.
//!
//! `load` reads the bytes, `yaml` makes a tree of them, `de` makes a value of the tree, `check` checks what types
//! cannot express. Each reports all the problems it finds; even a file with problems yields a value, so that later
//! phases can report theirs in the same run.

mod alternatives;
pub(crate) mod amount;
pub(crate) mod blocks;
mod check;
mod check_blocks;
mod check_fields;
mod check_when;
mod codes;
mod comments;
mod de;
mod entry;
mod field;
mod load;
pub(crate) mod lists;
pub(crate) mod localized;
mod pictures;
mod prose;
pub(crate) mod schedule;
mod schema;
mod short;
pub(crate) mod siblings;
pub(crate) mod spanned;
pub(crate) mod suggest;
mod syntax;
mod theme;
mod tree;
pub(crate) mod types;
pub(crate) mod walk;
pub(crate) mod when;
mod words;
mod yaml;

use serde::de::DeserializeOwned;

pub(crate) use check::language_hint;
pub(crate) use load::{load_handout, load_notices, load_site};
pub(crate) use pictures::pictures;
pub(crate) use schema::{FileKind, schema};
pub(crate) use siblings::siblings;
pub(crate) use syntax::shorten;

use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{FileId, Sources};
use types::{Handout, Notices, Site};

/// Reads a handout. `None` when the file is not YAML or is some other kind of file.
///
/// When `diagnostics` has errors afterwards, the value has fillers: good for finding further problems, not for
/// printing.
pub(crate) fn read_handout(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<Handout> {
    let mut handout: Handout = read(sources, file, FileKind::Handout, diagnostics)?;
    check::handout(&mut handout, sources, diagnostics);
    Some(handout)
}

/// Reads a site file; the result is as for [`read_handout`].
pub(crate) fn read_site(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<Site> {
    let mut site: Site = read(sources, file, FileKind::Site, diagnostics)?;
    check::site(&mut site, sources, diagnostics);
    Some(site)
}

/// Reads the notices; the result is as for [`read_handout`].
pub(crate) fn read_notices(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<Notices> {
    let mut notices: Notices = read(sources, file, FileKind::Notices, diagnostics)?;
    check::notices(&mut notices, sources, diagnostics);
    Some(notices)
}

fn read<T: DeserializeOwned>(
    sources: &Sources,
    file: FileId,
    kind: FileKind,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let (tree, root) = yaml::parse(sources, file, diagnostics)?;
    // Otherwise a site file given as a handout would be reported key by key.
    let is = |key| tree.get(root, key).is_some();
    let mistaken = match kind {
        FileKind::Handout => (is("site") && is("name") && !is("body")).then_some(("a site file", "a handout")),
        FileKind::Site => (is("handout") && is("body")).then_some(("a handout", "a site file")),
        FileKind::Notices => None,
    };
    if let Some((found, wanted)) = mistaken {
        let problem = Diagnostic::error("file-kind", format!("this is {found}, not {wanted}"));
        let key = crate::source::Span { end: tree.span(root).start, ..tree.span(root) };
        diagnostics.push(problem.at(key, "begins here").hint(format!("give {wanted} instead")));
        return None;
    }
    de::read(&tree, root, diagnostics)
}

/// Reads a file that is no part of a handout, into types that follow the conventions of `de`.
pub(crate) fn read_plain<T: DeserializeOwned>(
    sources: &Sources,
    file: FileId,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let (tree, root) = yaml::parse(sources, file, diagnostics)?;
    de::read(&tree, root, diagnostics)
}

/// A file as the JSON that a schema describes. `None` when it is not YAML.
#[cfg(test)]
pub(crate) fn read_json(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<serde_json::Value> {
    yaml::parse(sources, file, diagnostics).map(|(tree, root)| tree.to_json(root))
}
