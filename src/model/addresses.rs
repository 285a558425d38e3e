//! Addresses that a link leads to: what is none, and how the others are written in a PDF.
//!
//! The address in a file is what an author reads, the one in a PDF has to be a URI (RFC 3986): every character outside of
//! its alphabet is percent-encoded. Only the name of a computer cannot be, and is refused instead of guessed at.

/// What is wrong with an address, and what to do.
pub struct Wrong {
    /// "leads nowhere".
    pub what: &'static str,
    /// What to do.
    pub hint: &'static str,
}

const SCHEME: Wrong = Wrong { what: "leads nowhere", hint: "begin the address with `https://`, `mailto:` or `tel:`" };
const HOST: Wrong = Wrong { what: "names no site", hint: "write the whole address: `https://example.org/page`" };
const FOREIGN_HOST: Wrong = Wrong {
    what: "has letters in the site's name that addresses do not have",
    hint: "write the name as `xn--…`, as a browser copies it from its address bar",
};
const SPACE: Wrong = Wrong { what: "has a space in it", hint: "write `%20` for the space" };
const BRACE: Wrong = Wrong {
    what: "has a brace in it",
    hint: "placeholders are not filled in addresses; a brace itself is `%7B` or `%7D`",
};
const MAIL: Wrong = Wrong { what: "names no mailbox", hint: "write the whole address: `mailto:nurse@example.org`" };
const PHONE: Wrong =
    Wrong { what: "has no number to call", hint: "write the number with its country code: `tel:+19015953300`" };

/// An address in running text that seems to go on.
pub const CUT: Wrong = Wrong {
    what: "seems to go on, and nothing shows where it ends",
    hint: "put a space after the address, or write `[words](address)`",
};

/// An address as a URI.
pub fn to_uri(address: &str) -> Result<String, Wrong> {
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
        // RFC 3966: digits, signs between them, then perhaps parameters such as `;ext=`.
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

/// A site's name, perhaps with a port.
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

/// Percent-encodes what a URI cannot have; what is encoded already stays.
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
