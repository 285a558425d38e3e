//! What the page asks about a text: its problems, its pages; and saving it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::file::{File, NotSaved};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::engine::{self, BuildOptions, Built};
use crate::serve::answer::{self, Answer, text};
use crate::serve::desk::{Mark, Printed, hex, today};
use crate::serve::folder::name_in;
use crate::serve::form::Form;
use crate::serve::print::{not_done, picture};
use crate::serve::shared::{Shared, words_for};
use crate::serve::words::Words;
use crate::source::Sources;
use crate::source::limits::MAX_TEXT_BYTES;

/// A file, the page's question about it, and the text in the page.
struct Asked {
    file: File,
    form: Form,
    text: String,
}

/// Reads a line of a form, and the text after it.
fn asked(shared: &Shared, body: &Bytes, words: &Words) -> Result<Asked, Box<Answer>> {
    let not_found = || Box::new(text(StatusCode::NOT_FOUND, words.not_found));
    if !shared.settings.edit {
        return Err(not_found());
    }
    let end = body.iter().position(|&byte| byte == b'\n').unwrap_or(body.len());
    let form = Form::parse(&body[..end]);
    let rest = body.get(end + 1..).unwrap_or_default();
    if rest.len() as u64 > MAX_TEXT_BYTES {
        return Err(Box::new(text(StatusCode::PAYLOAD_TOO_LARGE, words.edit.too_large)));
    }
    let Some(file) = File::find(shared, form.get("file").unwrap_or_default()) else { return Err(not_found()) };
    let Ok(text_sent) = String::from_utf8(rest.to_vec()) else {
        return Err(Box::new(text(StatusCode::BAD_REQUEST, "the text is not UTF-8")));
    };
    Ok(Asked { file, form, text: text_sent })
}

/// What a text is made into, as if it were in the file.
fn build(shared: &Shared, file: &File, text: &str) -> (Option<Built>, Diagnostics, Sources) {
    let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
    // A file that is known is not read from the disk.
    sources.add(file.path(), text.to_owned());
    let options = BuildOptions { today: Some(today(&shared.settings)), ..BuildOptions::default() };
    let built = engine::build(&mut sources, file.path(), shared.settings.fonts, &options, &mut problems);
    problems.resolve(&sources);
    problems.remove_repeats();
    (built, problems, sources)
}

fn is_error(problem: &Diagnostic) -> bool {
    problem.severity == Severity::Error
}

/// Problems, each with its place in the text; one in another file has the name of that.
fn listed(shared: &Shared, file: &File, problems: &Diagnostics, sources: &Sources) -> Value {
    let folder = shared.settings.library.folder();
    let tell = |problem: &Diagnostic| {
        let span = problem.primary.and_then(|place| place.resolve(sources));
        let source = span.map(|span| sources.file(span.file));
        let is_own = source.is_none_or(|source| source.path == file.path());
        let place = |at: fn(crate::source::Span) -> usize| {
            let (line, column) = source?.line_column(at(span?));
            is_own.then_some(json!([line, column]))
        };
        let other = source.filter(|_| !is_own).map(|source| {
            // Nobody need know where on the disk the folder is.
            name_in(folder, &source.path).or_else(|| Some(source.path.file_name()?.to_string_lossy().into_owned()))
        });
        json!({
            "code": problem.code,
            "error": is_error(problem),
            "message": problem.message,
            "label": problem.label,
            "hints": problem.hints,
            "start": place(|span| span.range().start),
            "end": place(|span| span.range().end),
            "file": other,
        })
    };
    problems.iter().map(tell).collect()
}

/// The problems of a text, and how many pages it has.
pub(in crate::serve) async fn check(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Asked { file, text, .. } = match asked(&shared, &body, words) {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let with = shared.clone();
    let checked = shared.pool.work(move || {
        let (built, problems, sources) = build(&with, &file, &text);
        json!({"problems": listed(&with, &file, &problems, &sources), "pages": built.map_or(0, |built| built.pages)})
    });
    match checked.await {
        Ok(checked) => answer::json(StatusCode::OK, &checked),
        Err(undone) => not_done(undone, words),
    }
}

/// A page of a text as a picture.
pub(in crate::serve) async fn preview(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Asked { file, form, text } = match asked(&shared, &body, words) {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let with = shared.clone();
    let drawn = shared.pool.work(move || {
        let (built, ..) = build(&with, &file, &text);
        let built = built?;
        let mark = Mark { code: None, digest: hex(&Sha256::digest(&built.pdf)[..16]), copy: Some(0) };
        Some(picture(&with, Printed { pages: vec![mark; built.pages], pdf: built.pdf }, &form))
    });
    match drawn.await {
        Ok(Some(picture)) => picture,
        Ok(None) => answer::answer(StatusCode::NO_CONTENT, "image/png", ""),
        Err(undone) => not_done(undone, words),
    }
}

/// Saves a text. One with an error takes the handout from the nurses, so somebody has to say that it may.
pub(in crate::serve) async fn save(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let Asked { file, form, text: sent } = match asked(&shared, &body, words) {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let with = shared.clone();
    let saved = shared.pool.work(move || {
        if form.get("anyway") != Some("yes") {
            let (_, problems, sources) = build(&with, &file, &sent);
            if problems.has_errors() {
                return Ok(Err(listed(&with, &file, &problems, &sources)));
            }
        }
        file.save(&sent, form.get("digest").unwrap_or_default()).map(Ok)
    });
    match saved.await {
        Ok(Ok(Ok(content))) => answer::json(StatusCode::OK, &json!({"digest": content.digest})),
        Ok(Ok(Err(problems))) => answer::json(StatusCode::UNPROCESSABLE_ENTITY, &json!({"problems": problems})),
        Ok(Err(NotSaved::Changed(theirs))) => {
            answer::json(StatusCode::CONFLICT, &json!({"text": theirs.text, "digest": theirs.digest}))
        }
        Ok(Err(NotSaved::Io)) => text(StatusCode::INTERNAL_SERVER_ERROR, words.edit.not_saved),
        Err(undone) => not_done(undone, words),
    }
}
