//! Who may ask. Other programs and pages in the same browser can send requests to this computer: what they send is
//! recognized by its `Host` and `Origin`, and refused.

use std::net::SocketAddr;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use sha2::{Digest, Sha256};

/// The name of the cookie of those who have signed in.
pub(super) const COOKIE: &str = "handout-access";

/// Scripts, styles and fonts come from this program only; no other page shows this one in a frame. Pictures of pages and
/// the PDF to print are handed over in memory (`blob:`).
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
    img-src 'self' blob:; connect-src 'self'; frame-src 'self' blob:; object-src 'self' blob:; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// Under which names the program is reached, and what it asks of those who reach it.
pub(crate) struct Access {
    /// What `Host` may be, in lowercase.
    pub hosts: Vec<String>,
    /// Whether browsers reach it by `https`.
    pub https: bool,
    /// What everybody must know, if anything.
    pub token: Option<Token>,
}

/// A secret, as a hash of it: hashes are compared, so the time that this takes says nothing about the secret.
pub(crate) struct Token([u8; 32]);

impl Token {
    /// A secret.
    pub(crate) fn new(secret: &str) -> Token {
        Token(Sha256::digest(secret).into())
    }

    /// Whether this is the secret.
    pub(super) fn is(&self, secret: &str) -> bool {
        <[u8; 32]>::from(Sha256::digest(secret)) == self.0
    }

    /// What the cookie of those who have signed in holds: a hash, from which the secret cannot be found.
    pub(super) fn cookie(&self) -> String {
        super::desk::hex(&Sha256::new_with_prefix("handout serve").chain_update(self.0).finalize())
    }
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is addressed to somebody else.
    Host,
    /// Another page sent it.
    Origin,
    /// The secret is missing or wrong.
    Token,
}

impl Access {
    /// Whether a request may go on.
    pub(super) fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut named = headers.get_all(header::HOST).iter();
        let host = named.next().and_then(|host| host.to_str().ok()).map(str::to_ascii_lowercase);
        let elsewhere = uri.authority().is_some_and(|there| !self.is_ours(&there.as_str().to_ascii_lowercase()));
        if named.next().is_some() || elsewhere || !host.is_some_and(|host| self.is_ours(&host)) {
            return Err(Refusal::Host);
        }
        if !matches!(*method, Method::GET | Method::HEAD) && !self.is_same_origin(headers) {
            return Err(Refusal::Origin);
        }
        let is_open = matches!(uri.path(), "/sign-in" | "/healthz") || uri.path().starts_with("/assets/");
        if !is_open && !self.token.as_ref().is_none_or(|token| is_signed_in(token, headers)) {
            return Err(Refusal::Token);
        }
        Ok(())
    }

    /// Adds the names of the address that is listened on: its own, and on this computer the usual ones.
    pub(super) fn listens_on(&mut self, address: SocketAddr) {
        self.hosts.push(address.to_string());
        if address.ip().is_loopback() {
            self.hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{}", address.port())));
        }
    }

    fn is_ours(&self, host: &str) -> bool {
        self.hosts.iter().any(|known| known == host)
    }

    /// Whether a request that changes something, or has values, comes from our own page, or from no page.
    fn is_same_origin(&self, headers: &HeaderMap) -> bool {
        let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let ours = |origin: &str| {
            let scheme = if self.https { "https://" } else { "http://" };
            origin.strip_prefix(scheme).is_some_and(|host| self.is_ours(&host.to_ascii_lowercase()))
        };
        match headers.get(header::ORIGIN).map(|origin| origin.to_str()) {
            // A form of a page with our policy on referrers; no page can say so of itself.
            Some(Ok("null")) => site == Some(b"same-origin"),
            Some(Ok(origin)) => ours(origin) && site.is_none_or(|site| site == b"same-origin"),
            Some(Err(_)) => false,
            None => site.is_none_or(|site| site == b"same-origin" || site == b"none"),
        }
    }
}

/// Whether a request has the secret, or the cookie that it is exchanged for.
fn is_signed_in(token: &Token, headers: &HeaderMap) -> bool {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    bearer.is_some_and(|secret| token.is(secret))
        || cookie(headers, COOKIE).is_some_and(|sent| {
            // Hashed again, so that the time of the comparison says nothing.
            Sha256::digest(sent) == Sha256::digest(token.cookie())
        })
}

/// A cookie's value.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    pairs.flat_map(|pairs| pairs.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Headers of every answer.
pub(super) fn protect(headers: &mut HeaderMap) {
    let mut set = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    set("content-security-policy", CONTENT_SECURITY_POLICY);
    set("x-content-type-options", "nosniff");
    set("x-frame-options", "DENY");
    set("referrer-policy", "no-referrer");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    // Only what is the same for everybody may be kept.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
