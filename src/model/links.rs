//! Addresses of links in print: after the words of a link, and below a QR code.

use std::sync::Arc;

use super::text::{Inline, InlineKind, Isolate, MarkTarget};
use crate::content::types::LinksSpec;
use crate::source::Origin;

/// The longest address without a slash that is kept on one line.
const LONGEST_UNBROKEN: usize = 32;

/// An address as it is printed: without what every browser adds by itself.
pub(super) fn printed(link: &str) -> &str {
    let bare = link.strip_prefix("https://").or_else(|| link.strip_prefix("mailto:")).unwrap_or(link);
    // A host alone.
    bare.strip_suffix('/').filter(|host| !host.contains('/')).unwrap_or(bare)
}

/// An address as a link to itself.
pub(super) fn address(link: &str, origin: Origin) -> Inline {
    let shown = printed(link);
    Inline {
        // Lines break in an address that is identical to its target.
        link: Some(Arc::from(link.strip_suffix('/').filter(|bare| bare.ends_with(shown)).unwrap_or(link))),
        link_text: Some(shown.into()),
        isolate: Isolate::Ltr,
        unbreakable: shown.len() <= LONGEST_UNBROKEN && !shown.contains('/'),
        ..Inline::words(shown, origin)
    }
}

/// Puts the address of each link with words of its own after them, in parentheses or as the mark of a footnote. Phone
/// numbers are their own words.
pub(super) fn with_addresses(spans: Vec<Inline>, links: LinksSpec) -> Vec<Inline> {
    if links == LinksSpec::None {
        return spans;
    }
    let mut out: Vec<Inline> = Vec::with_capacity(spans.len());
    let mut spans = spans.into_iter().peekable();
    let mut words = String::new();
    while let Some(span) = spans.next() {
        if let InlineKind::Words(text) = &span.kind {
            words.push_str(text);
        }
        let link = span.link.clone();
        let origin = span.origin;
        let style = (span.bold, span.italic);
        out.push(span);
        let Some(link) = link else {
            words.clear();
            continue;
        };
        if spans.peek().is_some_and(|next| next.link.as_ref().is_some_and(|next| Arc::ptr_eq(next, &link))) {
            continue;
        }
        let said = std::mem::take(&mut words);
        if link.starts_with("tel:") || said.contains(printed(&link)) {
            continue;
        }
        if links == LinksSpec::Notes {
            out.push(Inline::mark(MarkTarget::Address(link), origin));
            continue;
        }
        let (bold, italic) = style;
        let plain = |text: &str| Inline { bold, italic, ..Inline::words(text, Origin::Product) };
        out.extend([plain(" ("), Inline { bold, italic, ..address(&link, origin) }, plain(")")]);
    }
    out
}
