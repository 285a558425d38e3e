//! Where the access code is exchanged for a cookie.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};

use super::answer::{Answer, html, text};
use super::form::Form;
use super::guard::COOKIE;
use super::html::Text;
use super::shared::Shared;
use super::words::Words;

/// What a wrong code costs, so that nobody tries many.
const PAUSE: Duration = Duration::from_millis(500);

/// The page.
pub(super) async fn page(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Answer {
    write(&shared, &uri, &headers, false)
}

fn write(shared: &Shared, uri: &Uri, headers: &HeaderMap, wrong: bool) -> Answer {
    let frame = shared.frame(uri, headers);
    let Words { sign_in, access_code, wrong_code, problem, error, .. } = frame.words;
    let (hidden, invalid) = if wrong { ("", " aria-invalid=\"true\"") } else { (" hidden", "") };
    let summary = match wrong {
        true => format!(
            "<div class=\"summary\" role=\"alert\" tabindex=\"-1\"><h2>{problem}</h2><ul><li><a href=\"#code\">{}</a></li></ul></div>\n",
            Text(wrong_code)
        ),
        false => String::new(),
    };
    let content = format!(
        "{summary}<h1>{sign_in}</h1>\n<form class=\"sign-in\" method=\"post\" action=\"/sign-in\">\n<div class=\"field\">\n\
         <label for=\"code\">{access_code}</label>\n\
         <p class=\"error\" id=\"code-error\"{hidden}><span class=\"unseen\">{error}</span> {wrong_code}</p>\n\
         <input id=\"code\" name=\"code\" type=\"password\" autocomplete=\"current-password\" required dir=\"ltr\" \
         aria-describedby=\"code-error\"{invalid}>\n</div>\n<button class=\"primary\">{sign_in}</button>\n</form>\n"
    );
    html(if wrong { StatusCode::FORBIDDEN } else { StatusCode::OK }, frame.page(sign_in, &content))
}

/// Checks the code.
pub(super) async fn enter(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Answer {
    let access = &shared.settings.access;
    let form = Form::parse(&body);
    let sent = form.get("code").unwrap_or_default().trim();
    let mut answer = match &access.token {
        Some(token) if !token.is(sent) => {
            tokio::time::sleep(PAUSE).await;
            return write(&shared, &uri, &headers, true);
        }
        Some(token) => {
            let secure = if access.https { "; Secure" } else { "" };
            let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict{secure}", token.cookie());
            let mut answer = text(StatusCode::SEE_OTHER, "signed in");
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                answer.headers_mut().insert(header::SET_COOKIE, cookie);
            }
            answer
        }
        None => text(StatusCode::SEE_OTHER, "no access code is asked for"),
    };
    answer.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/"));
    answer
}
