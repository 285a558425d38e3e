//! The list of handouts, the search, and the choice of several for a set.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};

use super::answer::{Answer, html};
use super::catalog::{Broken, Catalog, Topic, folded};
use super::form::Form;
use super::html::{Frame, Text};
use super::set::parts::HANDOUT;
use super::shared::Shared;
use super::words::Words;
use crate::lang::{Language, own_name};

/// The page. The search goes into its address: what is searched for is a subject, not a patient.
pub(super) async fn page(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Answer {
    let frame = Frame { script: "home.js", ..shared.frame(&uri, &headers) };
    let words = frame.words;
    let query = Form::parse(uri.query().unwrap_or_default().as_bytes());
    let chosen: Vec<&str> = query.pairs().filter(|(name, _)| *name == HANDOUT).map(|(_, id)| id).collect();
    let query = query.get("q").unwrap_or_default();
    let catalog = shared.catalog();
    let all = &catalog.topics;
    let found: Vec<&Arc<Topic>> = catalog.search(query).collect();
    let item = |topic: &Arc<Topic>| {
        let shown = found.iter().any(|f| f.id == topic.id);
        // One handout alone makes no set.
        item(topic, shown, (all.len() > 1).then(|| chosen.contains(&topic.id.as_str())), words)
    };
    let items: String = all.iter().map(item).collect();
    let Words { title, search, search_hint, search_button, found: count, none_found, no_handouts, .. } = words;
    let told = count.replace("{count}", &found.len().to_string());
    let none = if all.is_empty() { no_handouts } else { none_found };
    let hidden = if found.is_empty() { "" } else { " hidden" };
    let content = format!(
        "<h1>{title}</h1>\n<form class=\"search\" role=\"search\" action=\"/\" autocomplete=\"off\">\n\
         <label for=\"q\">{search}</label>\n<p class=\"hint\" id=\"q-hint\">{search_hint}</p>\n<div class=\"row\">\n\
         <input id=\"q\" name=\"q\" type=\"search\" value=\"{query}\" aria-describedby=\"q-hint\" dir=\"auto\" \
         spellcheck=\"false\">\n<button class=\"primary\">{search_button}</button>\n</div>\n</form>\n\
         <p class=\"count\" role=\"status\" data-count=\"{count}\">{told}</p>\n\
         <p class=\"none\"{hidden}>{none}</p>\n\
         <form class=\"set\" action=\"/set\">\n{hint}<ul class=\"topics\" data-favorites=\"{favorites}\">\n{items}</ul>\n{make}</form>\n{broken}",
        hint = if all.len() > 1 { format!("<p class=\"hint\">{}</p>\n", words.set.make_hint) } else { String::new() },
        favorites = words.set.favorites,
        make = make(all.len(), chosen.len(), words),
        broken = broken(&shared, &catalog, words),
        query = Text(query),
    );
    html(StatusCode::OK, frame.page(title, &content))
}

/// The way to a set of the handouts that are checked.
fn make(handouts: usize, chosen: usize, words: &Words) -> String {
    let told = words.set;
    if handouts < 2 {
        return String::new();
    }
    format!(
        "<div class=\"make\">\n<p class=\"chosen\" role=\"status\" data-count=\"{}\">{}</p>\n<button>{}</button>\n</div>\n",
        told.count,
        told.count.replace("{count}", &chosen.to_string()),
        told.make,
    )
}

/// Handouts that cannot be printed now. Nobody should look for one in vain, or print an old copy of it instead.
fn broken(shared: &Shared, catalog: &Catalog, words: &Words) -> String {
    if catalog.broken.is_empty() {
        return String::new();
    }
    let name = |broken: &Broken| {
        let edit = shared.edit_link(&broken.path, words);
        let language = broken.language.as_ref().map(|language| format!(" ({})", name_of(language))).unwrap_or_default();
        format!("<li><bdi>{}</bdi>{}{edit}</li>\n", Text(&broken.name()), Text(&language))
    };
    let names: String = catalog.broken.iter().map(name).collect();
    format!("<section class=\"broken\">\n<h2>{}</h2>\n<ul>\n{names}</ul>\n</section>\n", words.broken_list)
}

/// One handout: its title, a link for each language, and whether it is chosen for a set, where sets can be made.
fn item(topic: &Topic, shown: bool, chosen: Option<bool>, words: &Words) -> String {
    let own = Language::parse(words.tag).and_then(|language| topic.translation(&language));
    let main = own.unwrap_or(&topic.translations[0]);
    let id = Text(&topic.id);
    let links: String = topic.translations.iter().map(|translation| {
        let tag = translation.language.tag();
        format!(
            "<li><a href=\"/handouts/{id}?language={tag}\" lang=\"{tag}\" dir=\"{}\">{}<span class=\"unseen\">: {}</span></a></li>",
            direction(&translation.language),
            Text(&name_of(&translation.language)),
            Text(&translation.title),
        )
    }).collect();
    let codes: Vec<&str> = topic.codes.iter().map(|(_, code)| code.as_str()).collect();
    let codes = match codes.is_empty() {
        true => String::new(),
        false => format!("<p class=\"codes\">{}: <bdi>{}</bdi></p>", words.codes, Text(&codes.join(", "))),
    };
    let tag = main.language.tag();
    let title = Text(&main.title);
    let label = |form: &str| form.replace("{title}", &format!("\u{2068}{title}\u{2069}"));
    let choose = chosen.map(|chosen| {
        let checked = if chosen { " checked" } else { "" };
        format!(
            "<input type=\"checkbox\" name=\"{HANDOUT}\" value=\"{id}\" aria-label=\"{}\"{checked}>\n",
            label(words.set.add)
        )
    });
    let choose = choose.unwrap_or_default();
    format!(
        "<li data-id=\"{id}\" data-favorite=\"{favorite}\" data-words=\"{}\"{}>\n{choose}<h2><a href=\"/handouts/{id}?language={tag}\" lang=\"{tag}\" dir=\"{}\">{}</a></h2>\n\
         {codes}<ul class=\"languages\">{links}</ul>\n</li>\n",
        Text(&folded(&topic.words)),
        if shown { "" } else { " hidden" },
        direction(&main.language),
        title,
        favorite = label(words.set.favorite),
    )
}

/// A language's direction, as HTML has it.
pub(super) fn direction(language: &Language) -> &'static str {
    if language.is_rtl() { "rtl" } else { "ltr" }
}

/// What a language calls itself, with a capital where its script has them; its tag if that is unknown.
pub(super) fn name_of(language: &Language) -> String {
    let name = own_name(language).unwrap_or(language.tag());
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
