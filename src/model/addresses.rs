//! Link addresses: which are invalid, and how the others are written in a PDF.
//!
//! The address in a file is what an author reads; the one in a PDF must be a URI (RFC 3986), with every character
//! outside its alphabet percent-encoded. Only a host name cannot be encoded, and is rejected instead of guessed at.

/// What is wrong with an address, and what to do.
pub(super) struct Wrong {
    /// "leads nowhere".
    pub what: &'static str,
    /// What to do.
    pub hint: &'static str,
}

const SCHEME: Wrong = Wrong { what: "leads nowhere", hint: "start the address with `https://`, `mailto:` or `tel:`" };
const HOST: Wrong = Wrong { what: "has no site name", hint: "write the whole address: `https://example.org/page`" };
const FOREIGN_HOST: Wrong = Wrong {
    what: "has letters in the site name that are not allowed in addresses",
    hint: "write the name as `xn--…`, as copied from a browser's address bar",
};
const SPACE: Wrong = Wrong { what: "contains a space", hint: "write `%20` for the space" };
const BRACE: Wrong = Wrong {
    what: "contains a brace",
    hint: "placeholders are not filled in inside addresses; write `%7B` or `%7D` for a brace",
};
const MAIL: Wrong = Wrong { what: "has no mailbox", hint: "write the whole address: `mailto:nurse@example.org`" };
const PHONE: Wrong =
    Wrong { what: "has no number to call", hint: "write the number with its country code: `tel:+19015953300`" };

/// An address in running text that seems to continue.
pub(super) const CUT: Wrong = Wrong {
    what: "seems to continue, and its end is unclear",
    hint: "put a space after the address, or write `[words](address)`",
};

/// An address as a URI.
pub(super) fn to_uri(address: &str) -> Result<String, Wrong> {
    if address.contains(char::is_whitespace) {
        return Err(SPACE);
    }
    if address.contains(['{', '}']) {
        return Err(BRACE);
    }
    if let Some(rest) = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")) {
        check_host(&rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())])?;
    } else if let Some(rest) = address.strip_prefix("mailto:") {
        let mailbox = rest.split('?').next().unwrap_or_default();
        let (local, host) = mailbox.rsplit_once('@').ok_or(MAIL)?;
        if local.is_empty() || host.is_empty() {
            return Err(MAIL);
        }
        check_host(host)?;
    } else if let Some(number) = address.strip_prefix("tel:") {
        // RFC 3966: digits, punctuation between them, then optional parameters such as `;ext=`.
        let digits = number.split(';').next().unwrap_or_default();
        let is_number = |c: char| c.is_ascii_digit() || "+-.()*#".contains(c);
        if !digits.contains(|c: char| c.is_ascii_digit()) || !digits.chars().all(is_number) {
            return Err(PHONE);
        }
    } else {
        return Err(SCHEME);
    }
    Ok(encode(address))
}

/// A site name, optionally with a port.
fn check_host(host: &str) -> Result<(), Wrong> {
    let name =
        host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(n, _)| n);
    if !name.is_ascii() {
        return Err(FOREIGN_HOST);
    }
    let label = |label: &str| {
        let sound = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        !label.is_empty() && label.bytes().all(sound) && !label.starts_with('-') && !label.ends_with('-')
    };
    if name.strip_suffix('.').unwrap_or(name).split('.').all(label) { Ok(()) } else { Err(HOST) }
}

/// Percent-encodes what a URI does not allow; anything already encoded stays.
fn encode(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut uri = String::with_capacity(address.len());
    for (at, &byte) in bytes.iter().enumerate() {
        let is_encoded = || bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let plain =
            byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte) || (byte == b'%' && is_encoded());
        match plain {
            true => uri.push(byte.into()),
            false => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
