//! Addresses, and what is done with every request before and after it is answered.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{get, post};

use super::answer::{Answer, busy, html, text};
use super::catalog::Translation;
use super::desk::Desk;
use super::form::Form;
use super::guard::{self, Refusal, protect};
use super::html::{Frame, Text};
use super::metrics::Metrics;
use super::pool::Pool;
use super::words::{self, Words};
use super::{Settings, api, assets, handout_page, home, print, sign_in};

/// A record is at most a few kilobytes; nothing that is larger is read.
pub(super) const LARGEST_BODY: usize = 64 * 1024;

/// From the first byte of a request's body to its answer.
const LONGEST: Duration = Duration::from_secs(20);

/// What all requests share.
pub(super) struct Shared {
    /// What the server was started with.
    pub settings: Settings,
    /// The handouts that are laid out.
    pub desk: Desk,
    /// The threads.
    pub pool: Pool,
    /// The counters.
    pub metrics: Metrics,
}

/// Everything that can be asked for.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(home::page))
        .route("/handouts/{id}", get(handout_page::page))
        .route("/handouts/{id}/check", post(print::check))
        .route("/handouts/{id}/preview", post(print::preview))
        .route("/handouts/{id}/pdf", post(print::pdf))
        .route("/sign-in", get(sign_in::page).post(sign_in::enter))
        .route("/assets/{name}", get(assets::asset))
        .route("/v1/handouts", get(api::handouts))
        .route("/v1/pdf", post(api::pdf))
        .route("/v1/openapi.json", get(api::openapi))
        .route("/healthz", get(api::health))
        .route("/metrics", get(api::metrics))
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(shared.clone(), around))
        .with_state(shared)
}

/// Checks a request, answers it in time, counts it, and protects the answer.
async fn around(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Answer {
    let route = route_of(&request);
    let access = &shared.settings.access;
    let mut answer = match access.check(request.method(), request.uri(), request.headers()) {
        Err(refusal) => refuse(refusal, request.method(), request.uri()),
        Ok(()) => {
            let chosen = chosen_language(request.uri());
            let done = tokio::time::timeout(LONGEST, next.run(request)).await;
            let mut answer = done.unwrap_or_else(|_| busy(text(StatusCode::SERVICE_UNAVAILABLE, "too slow")));
            if let Some(cookie) = chosen.filter(|_| answer.status().is_success()) {
                answer.headers_mut().append(header::SET_COOKIE, cookie);
            }
            answer
        }
    };
    // The rest of a body that nobody reads is not waited for.
    if answer.status().is_client_error() && answer.status() != StatusCode::NOT_FOUND {
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    protect(answer.headers_mut());
    shared.metrics.request(route, answer.status().as_u16());
    answer
}

/// The pattern of the address, which has nothing that somebody typed.
fn route_of(request: &Request) -> &'static str {
    const ROUTES: [&str; 12] = [
        "/",
        "/handouts/{id}",
        "/handouts/{id}/check",
        "/handouts/{id}/preview",
        "/handouts/{id}/pdf",
        "/sign-in",
        "/assets/{name}",
        "/v1/handouts",
        "/v1/pdf",
        "/v1/openapi.json",
        "/healthz",
        "/metrics",
    ];
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    ROUTES.into_iter().find(|route| Some(*route) == matched).unwrap_or("other")
}

fn refuse(refusal: Refusal, method: &Method, uri: &Uri) -> Answer {
    match refusal {
        Refusal::Host => text(StatusCode::MISDIRECTED_REQUEST, "this server does not go by that name (Host)"),
        Refusal::Origin => text(StatusCode::FORBIDDEN, "another page may not ask this (Origin)"),
        Refusal::Token if *method == Method::GET && !uri.path().starts_with("/v1/") => {
            let mut answer = text(StatusCode::SEE_OTHER, "sign in");
            answer.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/sign-in"));
            answer
        }
        Refusal::Token => {
            let mut answer = text(StatusCode::UNAUTHORIZED, "the access code is missing or wrong");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            answer
        }
    }
}

/// A cookie that keeps the language just chosen for the page. It ends with the browser's session.
fn chosen_language(uri: &Uri) -> Option<HeaderValue> {
    let query = Form::parse(uri.query()?.as_bytes());
    let tag = query.get("ui")?;
    let words = words::ALL.into_iter().find(|words| words.tag == tag)?;
    let cookie = format!("{}={}; Path=/; SameSite=Lax; HttpOnly", words::COOKIE, words.tag);
    HeaderValue::from_str(&cookie).ok()
}

impl Shared {
    /// What pages are made with.
    pub(super) fn frame<'f>(&'f self, uri: &'f Uri, headers: &HeaderMap) -> Frame<'f> {
        Frame { words: words_for(uri, headers), site: self.settings.catalog.site.as_deref(), uri }
    }

    /// The translation that a link asks for; otherwise the one in the page's language, or the original.
    pub(super) fn translation(&self, topic: usize, asked: Option<&str>, words: &Words) -> usize {
        let topic = &self.settings.catalog.topics[topic];
        let parse = |tag: &str| crate::lang::Language::parse(tag);
        let found = asked.and_then(parse).and_then(|language| topic.translation(&language));
        let found = found.or_else(|| topic.translation(&parse(words.tag)?));
        let place = |found: &Translation| topic.translations.iter().position(|known| known.language == found.language);
        found.and_then(place).unwrap_or(0)
    }
}

/// The page's words for a request.
pub(super) fn words_for(uri: &Uri, headers: &HeaderMap) -> &'static Words {
    let query = Form::parse(uri.query().unwrap_or_default().as_bytes());
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    words::choose(&query, guard::cookie(headers, words::COOKIE), accepted)
}

/// The answer to an address that leads nowhere.
pub(super) async fn not_found(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Answer {
    // Whatever was in the address is not repeated: not in the links to other languages, either.
    let frame = Frame { uri: &Uri::from_static("/"), ..shared.frame(&uri, &headers) };
    let Words { not_found, not_found_hint, all, .. } = frame.words;
    let content = format!("<h1>{}</h1>\n<p>{not_found_hint}</p>\n<p><a href=\"/\">{all}</a></p>\n", Text(not_found));
    html(StatusCode::NOT_FOUND, frame.page(not_found, &content))
}
