//! The page for a whole sheet: what its columns are, what is wrong with it, how its copies look.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};

use super::rows::COLUMN;
use crate::content::types::FieldKind;
use crate::serve::answer::{Answer, html};
use crate::serve::catalog::{Field, Topic};
use crate::serve::choose::{labeled, translation};
use crate::serve::form::Form;
use crate::serve::handout_page::{choices, languages, notice};
use crate::serve::home::direction;
use crate::serve::html::{Frame, Text};
use crate::serve::printer;
use crate::serve::shared::{Shared, not_found};
use crate::serve::words::{Words, batch};

/// The page, without a sheet.
pub(in crate::serve) async fn page(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let catalog = shared.catalog();
    let Some(topic) = catalog.topic(&id).filter(|topic| topic.has_columns()) else {
        return not_found(State(shared), uri, headers).await;
    };
    let frame = Frame { script: "batch.js", ..shared.frame(&uri, &headers) };
    let query = Form::parse(uri.query().unwrap_or_default().as_bytes());
    let translation = translation(topic, query.get("language"), frame.words);
    html(StatusCode::OK, write(&shared, &frame, topic, translation))
}

fn write(shared: &Shared, frame: &Frame<'_>, topic: &Topic, translation: usize) -> String {
    let words = frame.words;
    let (told, form) = (words.batch, Form::default());
    let own = &topic.translations[translation];
    let labeled = labeled(topic, words);
    let tag = own.language.tag();
    let columns = labeled.fields.iter().filter(|field| field.kind != FieldKind::List);
    let fields: String = columns.map(|field| column(field, labeled.language.tag(), words)).collect();
    let content = format!(
        "<p class=\"back\"><a href=\"/handouts/{id}?language={tag}\"><bdi lang=\"{tag}\" dir=\"{dir}\">{handout}</bdi></a></p>\n\
         <h1>{title}</h1>\n{summary}{notice}<noscript><p class=\"notice\">{needs_script}</p></noscript>\n\
         <div class=\"desk\">\n<form id=\"batch\" action=\"/handouts/{id}/batch\" autocomplete=\"off\" novalidate{said}>\n\
         {sheet}<fieldset id=\"columns\" hidden>\n<legend>{columns}</legend>\n<p class=\"hint\" id=\"columns-hint\">{columns_hint}</p>\n\
         <p class=\"hint\" id=\"standard\" hidden>{standard}</p>\n<div id=\"selects\">\n{fields}{others}</div>\n</fieldset>\n\
         {choices}\
         <div class=\"choice\"><input type=\"checkbox\" id=\"duplex\" name=\"duplex\" checked><label for=\"duplex\">{duplex}</label></div>\n{printers}\
         <p class=\"notice\" id=\"named-only\" hidden></p>\n\
         <div class=\"actions\">\n<button class=\"primary\" name=\"as\" value=\"print\">{print}</button>\n\
         <button name=\"as\" value=\"download\">{download}</button>\n</div>\n\
         <progress id=\"progress\" aria-label=\"{title}\" hidden></progress>\n\
         <p class=\"status\" role=\"status\" id=\"status\"></p>\n<p class=\"hint\">{privacy}</p>\n</form>\n\
         <div class=\"side\">\n<section class=\"rows\" id=\"rows\" aria-labelledby=\"rows-title\" hidden>\n<h2 id=\"rows-title\">{problems}</h2>\n\
         <div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"rows-title\"><ul></ul></div>\n\
         <p class=\"more\" hidden></p>\n<p><button type=\"button\" id=\"mend\">{mend}</button></p>\n<p class=\"hint\">{mend_hint}</p>\n</section>\n\
         <section class=\"preview\" aria-label=\"{preview}\" tabindex=\"0\">\n<h2>{preview}</h2>\n<p id=\"none\">{preview_none}</p>\n\
         <div class=\"turn\" hidden>\n<button type=\"button\" id=\"previous\">{previous}</button>\n<span id=\"which\" role=\"status\"></span>\n\
         <button type=\"button\" id=\"next\">{next}</button>\n</div>\n<div id=\"pages\"></div>\n</section>\n</div>\n</div>\n",
        id = Text(&topic.id),
        dir = direction(&own.language),
        handout = Text(&own.title),
        title = told.title,
        summary = summary(words),
        notice = notice(shared, own, words),
        needs_script = told.needs_script,
        said = said(words),
        sheet = sheet(told),
        columns = told.columns,
        columns_hint = told.columns_hint,
        standard = told.standard,
        others = others(words),
        choices = languages(topic, translation, words) + &choices(&form, words),
        duplex = told.duplex,
        printers = printer::page::select(&shared.settings.printers, frame, &form),
        print = told.print,
        download = words.download,
        privacy = told.privacy,
        problems = told.problems,
        mend = told.mend,
        mend_hint = told.mend_hint,
        preview = told.preview,
        preview_none = told.preview_none,
        previous = told.previous,
        next = told.next,
    );
    frame.page(told.title, &content)
}

/// Where problems with the whole sheet are told.
fn summary(words: &Words) -> String {
    format!(
        "<div class=\"summary\" id=\"summary\" role=\"alert\" tabindex=\"-1\" hidden>\n<h2>{}</h2>\n<ul></ul>\n</div>\n",
        words.problem
    )
}

/// The file, and how it is written.
fn sheet(told: &batch::Words) -> String {
    let batch::Words { sheet, sheet_hint, written, dates, dates_unknown, mdy, dmy, ymd, .. } = told;
    let batch::Words { encoding, utf_8, windows, worksheet, .. } = told;
    format!(
        "<div class=\"field\">\n<label for=\"sheet\">{sheet}</label>\n<span class=\"hint\" id=\"sheet-hint\">{sheet_hint}</span>\n\
         <input type=\"file\" id=\"sheet\" aria-describedby=\"sheet-hint\" \
         accept=\".xlsx,.ods,.csv,.tsv,.txt,.json,.ndjson,.jsonl,.hl7\">\n</div>\n\
         <details>\n<summary>{written}</summary>\n\
         <div class=\"field\"><label for=\"date_format\">{dates}</label>\n<select id=\"date_format\" name=\"date_format\">\
         <option value=\"\">{dates_unknown}</option><option value=\"mdy\">{mdy}</option><option value=\"dmy\">{dmy}</option>\
         <option value=\"ymd\">{ymd}</option></select></div>\n\
         <div class=\"field\"><label for=\"encoding\">{encoding}</label>\n<select id=\"encoding\" name=\"encoding\">\
         <option value=\"\">{utf_8}</option><option value=\"windows-1252\">{windows}</option></select></div>\n\
         <div class=\"field\"><label for=\"worksheet\">{worksheet}</label>\n\
         <input type=\"text\" id=\"worksheet\" name=\"sheet\" dir=\"auto\" autocomplete=\"off\" spellcheck=\"false\"></div>\n</details>\n"
    )
}

/// A field, and the column that fills it. The script adds the headings.
fn column(field: &Field, tag: &str, words: &Words) -> String {
    let (first, optional) = match field.required {
        true => (words.batch.choose, String::new()),
        false => (words.batch.leave, format!(" <span class=\"optional\">({})</span>", words.optional)),
    };
    let label = format!("<bdi lang=\"{tag}\">{}</bdi>{optional}", Text(&field.label));
    select(&field.name, &label, first)
}

fn select(name: &str, label: &str, first: &str) -> String {
    format!(
        "<div class=\"field\"><label for=\"{COLUMN}{name}\">{label}</label>\n\
         <select id=\"{COLUMN}{name}\" name=\"{COLUMN}{name}\"><option value=\"\">{first}</option></select></div>\n"
    )
}

/// What else a column can say.
fn others(words: &Words) -> String {
    let same = words.batch.same;
    let selects = [
        (".language", words.copy_language),
        (".size", words.text_size),
        (".paper", words.paper),
        (".reading_mode", words.batch.reading_mode),
    ];
    let selects: String = selects.iter().map(|(name, label)| select(name, label, same)).collect();
    format!("<details>\n<summary>{}</summary>\n{selects}</details>\n", words.batch.others)
}

/// What the script says.
fn said(words: &Words) -> String {
    let told = words.batch;
    let pairs = [
        ("page", words.page_of),
        ("busy", words.busy),
        ("silent", words.silent),
        ("error", words.error),
        ("checked", told.checked),
        ("more", told.more),
        ("named", told.named_only),
        ("copy", told.copy_of),
        ("reading", told.reading),
        ("making", told.making),
        ("printed", told.printed),
        ("downloaded", told.downloaded),
        ("cleared", told.cleared),
        ("sheet", told.no_sheet),
        ("large", told.too_large),
        ("empty", told.empty),
    ];
    pairs.iter().map(|(name, text)| format!(" data-{name}=\"{}\"", Text(text))).collect()
}
