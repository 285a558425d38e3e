//! Addresses, and what is done with every request before and after it is answered.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{get, post};

use super::answer::{Answer, busy, text};
use super::form::Form;
use super::guard::{Refusal, protect};
use super::shared::{Shared, not_found};
use super::words;
use super::{api, assets, batch, cds, edit, handout_page, home, print, printer, set, sign_in};
use crate::source::limits::MAX_TEXT_BYTES;

/// A record is at most a few kilobytes; nothing that is larger is read.
pub(super) const LARGEST_BODY: usize = 64 * 1024;

/// A handout's text, which has a limit of its own, and what is asked about it.
const LARGEST_TEXT: usize = MAX_TEXT_BYTES as usize + 16 * 1024;

/// From the first byte of a request's body to its answer.
const LONGEST: Duration = Duration::from_secs(20);

/// The same for the copies of a whole sheet.
const LONGEST_BATCH: Duration = Duration::from_secs(100);

/// Everything that can be asked for.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(home::page))
        .route("/handouts/{id}", get(handout_page::page))
        .route("/handouts/{id}/check", post(print::check))
        .route("/handouts/{id}/preview", post(print::preview))
        .route("/handouts/{id}/pdf", post(print::pdf))
        .route("/handouts/{id}/batch", get(batch::page::page))
        .route("/handouts/{id}/batch/columns", post(batch::answers::columns))
        .route("/handouts/{id}/batch/check", post(batch::answers::check))
        .route("/handouts/{id}/batch/preview", post(batch::answers::preview))
        .route("/handouts/{id}/batch/pdf", post(batch::answers::pdf))
        .route("/handouts/{id}/batch/rejects", post(batch::answers::rejects))
        .route("/set", get(set::page::page))
        .route("/set/check", post(print::check))
        .route("/set/preview", post(print::preview))
        .route("/set/pdf", post(print::pdf))
        .route("/edit", get(edit::page::page))
        .route("/edit/check", post(edit::answers::check).layer(DefaultBodyLimit::max(LARGEST_TEXT)))
        .route("/edit/preview", post(edit::answers::preview).layer(DefaultBodyLimit::max(LARGEST_TEXT)))
        .route("/edit/save", post(edit::answers::save).layer(DefaultBodyLimit::max(LARGEST_TEXT)))
        .route("/printers", post(printer::answers::options))
        .route("/sign-in", get(sign_in::page).post(sign_in::enter))
        .route("/assets/{name}", get(assets::asset))
        .route("/v1/handouts", get(api::handouts))
        .route("/v1/pdf", post(api::pdf))
        .route("/v1/batch", post(batch::api::batch))
        .route("/v1/openapi.json", get(api::openapi))
        .route("/cds-services", get(cds::discovery))
        .route("/cds-services/handouts", post(cds::handouts).layer(DefaultBodyLimit::max(cds::LARGEST_CALL)))
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
            // All copies of a sheet are made before a program gets the first.
            let longest = if route == "/v1/batch" { LONGEST_BATCH } else { LONGEST };
            let done = tokio::time::timeout(longest, next.run(request)).await;
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
    const ROUTES: [&str; 30] = [
        "/",
        "/handouts/{id}",
        "/handouts/{id}/check",
        "/handouts/{id}/preview",
        "/handouts/{id}/pdf",
        "/handouts/{id}/batch",
        "/handouts/{id}/batch/columns",
        "/handouts/{id}/batch/check",
        "/handouts/{id}/batch/preview",
        "/handouts/{id}/batch/pdf",
        "/handouts/{id}/batch/rejects",
        "/set",
        "/set/check",
        "/set/preview",
        "/set/pdf",
        "/edit",
        "/edit/check",
        "/edit/preview",
        "/edit/save",
        "/printers",
        "/sign-in",
        "/assets/{name}",
        "/v1/handouts",
        "/v1/pdf",
        "/v1/batch",
        "/v1/openapi.json",
        "/cds-services",
        "/cds-services/handouts",
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
        Refusal::Token if *method == Method::GET && !is_for_programs(uri.path()) => {
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

/// Whether programs ask here, to which a page to sign in says nothing.
fn is_for_programs(path: &str) -> bool {
    path.starts_with("/v1/") || path.starts_with("/cds-services") || path == "/metrics"
}

/// A cookie that keeps the language just chosen for the page. It ends with the browser's session.
fn chosen_language(uri: &Uri) -> Option<HeaderValue> {
    let query = Form::parse(uri.query()?.as_bytes());
    let tag = query.get("ui")?;
    let words = words::ALL.into_iter().find(|words| words.tag == tag)?;
    let cookie = format!("{}={}; Path=/; SameSite=Lax; HttpOnly", words::COOKIE, words.tag);
    HeaderValue::from_str(&cookie).ok()
}
