//! The page: the text, its problems, its pages.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};

use super::file::File;
use crate::serve::answer::{Answer, html};
use crate::serve::folder::name_in;
use crate::serve::form::Form;
use crate::serve::html::{Frame, Text};
use crate::serve::shared::{Shared, not_found};
use crate::serve::words::Words;

/// The page of a file.
pub(in crate::serve) async fn page(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Answer {
    let query = Form::parse(uri.query().unwrap_or_default().as_bytes());
    let name = query.get("file").unwrap_or_default();
    let file = if shared.settings.edit { File::find(&shared, name) } else { None };
    let Some((content, file)) = file.and_then(|file| Some((file.read()?, file))) else {
        return not_found(State(shared), uri, headers).await;
    };
    let frame = Frame { script: "edit.js", ..shared.frame(&uri, &headers) };
    let Words { all, edit: told, .. } = frame.words;
    let name = name_in(shared.settings.library.folder(), file.path()).unwrap_or_default();
    let page = format!(
        "<p class=\"back\"><a href=\"/\">{all}</a></p>\n<h1>{title} <bdi class=\"file\" dir=\"ltr\">{name}</bdi></h1>\n\
         <noscript><p class=\"notice\">{needs_script}</p></noscript>\n\
         <div class=\"summary\" id=\"question\" role=\"alert\" tabindex=\"-1\" hidden>\n<p></p>\n<div class=\"actions\"></div>\n</div>\n\
         <div class=\"editor\">\n<form id=\"edit\" action=\"/edit\" autocomplete=\"off\" data-file=\"{name}\" data-digest=\"{digest}\"{said}>\n\
         <label for=\"text\">{label}</label>\n<span class=\"hint\" id=\"text-hint\">{text_hint}</span>\n\
         <div class=\"lines\"><div class=\"numbers\" aria-hidden=\"true\"></div>\n\
         <textarea id=\"text\" dir=\"ltr\" lang=\"\" wrap=\"off\" rows=\"26\" spellcheck=\"false\" autocapitalize=\"off\" autocorrect=\"off\" \
         aria-describedby=\"text-hint\">\n{text}</textarea></div>\n\
         <div class=\"actions\">\n<button class=\"primary\" id=\"save\">{save}</button>\n</div>\n\
         <p class=\"status\" role=\"status\" id=\"status\"></p>\n\
         <section class=\"problems\" aria-labelledby=\"problems-title\">\n<h2 id=\"problems-title\">{problems}</h2>\n\
         <p class=\"count\" role=\"status\" id=\"count\"></p>\n<ul></ul>\n</section>\n</form>\n\
         <section class=\"preview\" aria-label=\"{preview}\" tabindex=\"0\">\n<h2>{preview}</h2>\n\
         <p class=\"stale\" hidden>{stale}</p>\n<div id=\"pages\"></div>\n</section>\n</div>\n",
        title = told.title,
        name = Text(&name),
        needs_script = told.needs_script,
        digest = content.digest,
        said = said(frame.words),
        label = told.text,
        text_hint = told.text_hint,
        text = Text(&content.text),
        save = told.save,
        problems = told.problems,
        preview = told.preview,
        stale = told.stale,
    );
    html(StatusCode::OK, frame.page(&format!("{} {name}", told.title), &page))
}

/// What the script says.
fn said(words: &Words) -> String {
    let told = words.edit;
    let pairs = [
        ("page", words.page_of),
        ("busy", words.busy),
        ("silent", words.silent),
        ("none", told.none),
        ("count", told.count),
        ("place", told.place),
        ("error", told.error),
        ("warning", told.warning),
        ("saved", told.saved),
        ("unsaved", told.unsaved),
        ("broken", told.broken),
        ("anyway", told.anyway),
        ("conflict", told.conflict),
        ("theirs", told.theirs),
        ("mine", told.mine),
    ];
    pairs.iter().map(|(name, text)| format!(" data-{name}=\"{}\"", Text(text))).collect()
}
