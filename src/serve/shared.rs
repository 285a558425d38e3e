//! What all requests share, and what is asked of each: its language, its handout, the answer when there is none.

use std::path::Path;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};

use super::Settings;
use super::answer::{Answer, html};
use super::catalog::Catalog;
use super::desk::Desk;
use super::folder::name_in;
use super::form::Form;
use super::guard;
use super::html::{Frame, Text};
use super::metrics::Metrics;
use super::pool::Pool;
use super::printer::page;
use super::upload::Sheets;
use super::words::{self, Words};

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
    /// Room for sheets of records.
    pub sheets: Sheets,
}

impl Shared {
    /// What pages are made with.
    pub(super) fn frame<'f>(&self, uri: &'f Uri, headers: &HeaderMap) -> Frame<'f> {
        Frame {
            words: words_for(uri, headers),
            site: self.catalog().site.clone(),
            script: "page.js",
            uri,
            printer: printer_of(headers),
        }
    }

    /// The way to a handout's text, where it may be edited.
    pub(super) fn edit_link(&self, path: &Path, words: &Words) -> String {
        let name = name_in(self.settings.library.folder(), path).filter(|_| self.settings.edit);
        let Some(name) = name else { return String::new() };
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("file", &name).finish();
        format!("<p class=\"list\"><a href=\"/edit?{}\">{}</a></p>\n", Text(&query), words.edit.link)
    }

    /// The handouts as they were a second ago, or later.
    pub(super) fn catalog(&self) -> Arc<Catalog> {
        // A look at the files, or reading them again, holds up nobody else.
        tokio::task::block_in_place(|| self.settings.library.recent())
    }

    /// The handouts as they are now: copies are made of these only.
    pub(super) fn catalog_now(&self) -> Arc<Catalog> {
        tokio::task::block_in_place(|| self.settings.library.now())
    }
}

/// The printer that the browser remembers.
fn printer_of(headers: &HeaderMap) -> Option<String> {
    let name = guard::cookie(headers, page::COOKIE)?;
    Form::parse(format!("printer={name}").as_bytes()).get("printer").map(str::to_owned)
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
