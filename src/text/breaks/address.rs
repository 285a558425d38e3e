//! Lines may end inside web and email addresses, where readers do not mistake a character for one that is not part of
//! the address: never with an added hyphen, and never after the address's own hyphen or period.

use super::{Break, BreakKind};
use crate::text::collect::{Attributes, Collected};

/// Fewer characters than these stay together at either end of an address.
const LEAST: usize = 3;

/// Replaces the standard's breaks inside addresses.
pub(super) fn add(collected: &Collected, breaks: &mut Vec<Break>) {
    if collected.attributes.iter().all(|attributes| address(collected, attributes).is_none()) {
        return;
    }
    breaks.retain(|b| {
        let attributes = &collected.attributes[collected.attributes_at(b.at)];
        b.at == attributes.range.start || address(collected, attributes).is_none()
    });
    for attributes in &collected.attributes {
        let Some(address) = address(collected, attributes) else {
            continue;
        };
        let mut before = None;
        for (at, c) in address.char_indices() {
            if at >= LEAST && address.len() - at >= LEAST {
                let kind = match is_place(before, c) {
                    true if !attributes.unbreakable => BreakKind::Reluctant,
                    _ => BreakKind::Emergency,
                };
                breaks.push(Break { at: attributes.range.start + at, kind });
            }
            before = Some(c);
        }
    }
}

/// The text of these attributes if it is an address identical to its target.
fn address<'a>(collected: &'a Collected, attributes: &Attributes) -> Option<&'a str> {
    let link = attributes.link.as_ref()?;
    let text = &collected.text[attributes.range.clone()];
    let leads = link.as_ref() == text
        || link.strip_prefix("https://").is_some_and(|rest| rest == text)
        || link.strip_prefix("mailto:").is_some_and(|rest| rest == text);
    (leads && text.is_ascii() && !text.contains(' ')).then_some(text)
}

/// Whether `c` is a good start for a line: before a symbol, to show that the address continues; after a slash.
fn is_place(before: Option<char>, c: char) -> bool {
    match before {
        Some('/') => c != '/',
        Some(':' | '.' | '-' | '_' | '~' | '?' | '#' | '%' | '&' | '=' | '@' | '+' | ',') | None => false,
        _ => matches!(c, '.' | '-' | '_' | '~' | '?' | '#' | '%' | '&' | '=' | '@' | '+' | ','),
    }
}
