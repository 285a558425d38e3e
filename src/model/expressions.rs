//! Finds email and web addresses, which are links and keep their own direction in any text.

use std::ops::Range;

use super::addresses::{CUT, Wrong, to_uri};

/// An address found in a text.
pub(super) struct Expression {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// Its target, or why it has none.
    pub link: Result<String, Wrong>,
    /// Whether no line may break in it.
    pub unbreakable: bool,
}

/// A line may break inside longer email addresses and host names, if it must.
const LONGEST_UNBROKEN: usize = 32;

/// An email or web address, if one starts at byte `start`.
pub(super) fn address_at(text: &str, start: usize) -> Option<Expression> {
    let before = text[..start].chars().next_back();
    let joins = |c: char| is_in_address(c) || matches!(c, '@' | '.' | '/' | '-' | '_' | '+' | '%');
    // After a letter of another script, a hyphen or slash belongs to the sentence, and joins a prefix to the address.
    let prefixed = || text[..start - 1].chars().next_back().is_some_and(|c| c.is_alphabetic() && !is_in_address(c));
    if before.is_some_and(|c| joins(c) && !(matches!(c, '/' | '-') && prefixed())) {
        return None;
    }
    let rest = &text[start..];
    // No address is longer; without a limit, a text of brackets would be read again from each of them.
    let longest = if rest.starts_with("http") { 2000 } else { 250 };
    let rest = rest.char_indices().nth(longest).map_or(rest, |(end, _)| &rest[..end]);
    let stop = |c: char| !is_in_address(c) && !"._~:/?#@!$&'()*+,;=%-".contains(c);
    let whole = &rest[..rest.find(stop).unwrap_or(rest.len())];
    let token = trim_sentence_end(whole);
    let link = if let Some(host) = token.strip_prefix("https://").or_else(|| token.strip_prefix("http://")) {
        (is_host(host_of(host)) || !host_of(host).is_ascii()).then(|| token.to_owned())
    } else if let Some((local, host)) = token.split_once('@') {
        let named =
            !local.is_empty() && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte));
        (named && is_host(host)).then(|| format!("mailto:{token}"))
    } else if token.starts_with("www.") || COMMON_ENDINGS.iter().any(|ending| host_of(token).ends_with(ending)) {
        is_host(host_of(token)).then(|| format!("https://{token}"))
    } else {
        None
    };
    let unbreakable = token.len() <= LONGEST_UNBROKEN && !token.contains('/');
    let link = link?;
    // Where no spaces are written, there is no telling where an address with such letters ends.
    let goes_on = whole.contains('/') && whole.ends_with(['/', '=', '-', '_', '&', '#', '+']);
    let is_cut = goes_on && rest[whole.len()..].starts_with(char::is_alphabetic);
    let link = if is_cut { Err(CUT) } else { to_uri(&link) };
    Some(Expression { range: start..start + token.len(), link, unbreakable })
}

/// Letters and digits of an address. Its path may contain non-ASCII letters of scripts that write spaces.
fn is_in_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c.is_alphanumeric() && c < '\u{590}')
}

/// A bare name with one of these endings is an address; with any other it may be a sentence without a space.
const COMMON_ENDINGS: [&str; 5] = [".org", ".gov", ".edu", ".com", ".net"];

/// The part of a web address before its path.
fn host_of(address: &str) -> &str {
    address.split(['/', '?', '#', ':']).next().unwrap_or(address)
}

/// Whether a text is a host name of at least two labels.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(label)
        && last.len() >= 2
        && last.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// An address without the surrounding sentence's punctuation.
fn trim_sentence_end(token: &str) -> &str {
    let mut token = token;
    loop {
        let trimmed = token.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
        let unmatched = trimmed.ends_with(')') && trimmed.matches(')').count() > trimmed.matches('(').count();
        let trimmed = if unmatched { &trimmed[..trimmed.len() - 1] } else { trimmed };
        if trimmed.len() == token.len() {
            return token;
        }
        token = trimmed;
    }
}
