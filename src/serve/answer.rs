//! Answers of every kind.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

/// An answer.
pub(super) type Answer = Response<Body>;

/// An answer of a type.
pub(super) fn answer(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Answer {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}

/// A page.
pub(super) fn html(status: StatusCode, page: String) -> Answer {
    answer(status, "text/html; charset=utf-8", page)
}

/// A line of text.
pub(super) fn text(status: StatusCode, line: &str) -> Answer {
    answer(status, "text/plain; charset=utf-8", format!("{line}\n"))
}

/// JSON.
pub(super) fn json(status: StatusCode, value: &serde_json::Value) -> Answer {
    answer(status, "application/json", value.to_string())
}

/// What to do about a full queue.
pub(super) fn busy(mut answer: Answer) -> Answer {
    *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

/// A PDF, shown or saved under a name, which has only letters, digits, hyphens and periods.
pub(super) fn pdf(bytes: impl Into<Body>, name: &str, save: bool) -> Answer {
    let mut answer = answer(StatusCode::OK, "application/pdf", bytes);
    let how = if save { "attachment" } else { "inline" };
    if let Ok(value) = HeaderValue::from_str(&format!("{how}; filename=\"{name}\"")) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}
