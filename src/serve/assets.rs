//! Style, script, icon and fonts: the same for everybody, and all in the program.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};

use super::answer::{Answer, answer, text};

/// Name, type and bytes. The fonts are those of the handouts, so that the page looks like what it prints.
const ASSETS: [(&str, &str, &[u8]); 13] = [
    ("page.css", "text/css; charset=utf-8", include_bytes!("assets/page.css")),
    ("page.js", "text/javascript; charset=utf-8", include_bytes!("assets/page.js")),
    ("home.js", "text/javascript; charset=utf-8", include_bytes!("assets/home.js")),
    ("desk.js", "text/javascript; charset=utf-8", include_bytes!("assets/desk.js")),
    ("lists.js", "text/javascript; charset=utf-8", include_bytes!("assets/lists.js")),
    ("batch.js", "text/javascript; charset=utf-8", include_bytes!("assets/batch.js")),
    ("printer.js", "text/javascript; charset=utf-8", include_bytes!("assets/printer.js")),
    ("edit.js", "text/javascript; charset=utf-8", include_bytes!("assets/edit.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("assets/icon.svg")),
    ("latin.ttf", "font/ttf", include_bytes!("../../fonts/AtkinsonHyperlegibleNext-Regular.ttf")),
    ("latin-bold.ttf", "font/ttf", include_bytes!("../../fonts/AtkinsonHyperlegibleNext-Bold.ttf")),
    ("arabic.ttf", "font/ttf", include_bytes!("../../fonts/NotoSansArabic-Regular.ttf")),
    ("arabic-bold.ttf", "font/ttf", include_bytes!("../../fonts/NotoSansArabic-Bold.ttf")),
];

/// An asset by its name.
pub(super) async fn asset(Path(name): Path<String>) -> Answer {
    let Some((_, kind, bytes)) = ASSETS.into_iter().find(|(known, ..)| *known == name) else {
        return text(StatusCode::NOT_FOUND, "there is no such file");
    };
    let mut answer = answer(StatusCode::OK, kind, bytes);
    // Fonts stay the same; style and script may change with the next version of the program.
    let kept = if kind == "font/ttf" { "private, max-age=86400" } else { "no-cache" };
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    answer
}
