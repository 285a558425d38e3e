//! The running matter of a site: header, footer, notices and page number, in the language of a handout's readers.

use std::sync::Arc;

use super::clean::clean;
use super::context::{Context, Values};
use super::document::{Align, Header, Image, Inline, InlineKind, Isolate, Logo, Text};
use super::fields::isolated;
use super::inline::read_line;
use super::lengths::logo_height;
use crate::content::localized::Line;
use crate::content::types::{FirstPageSpec, Handout, LogoPlaceSpec, LogoSpec, Notices, Scalar, Site, UnreviewedSpec};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::lang::dates::format_day;
use crate::lang::{Language, own_name};

use crate::lang::words::{Lexicon, Words};
use crate::source::Origin;

/// Up to this many unreviewed notices are reported one by one; more would bury the other problems.
const UNREVIEWED_APART: usize = 3;

/// The running header: the site's, or its name and the title.
pub(super) fn read_header(site: &Site, logo: Option<Logo>, context: &Context, diagnostics: &mut Diagnostics) -> Header {
    let text = |spans| Text { language: context.language.clone(), spans };
    let values = context.values;
    let spec = site.header.as_ref();
    let ends = spec.map(|spec| [&spec.left, &spec.center, &spec.right]);
    let leaves_title = spec.is_some_and(|spec| spec.first_page == FirstPageSpec::WithoutTitle);
    // A header that only says what page 1 has of it is the usual one.
    let Some(ends) = ends.filter(|ends| !leaves_title || ends.iter().any(|end| end.is_some())) else {
        let (name, title) = (values.site_name.clone(), values.title.clone());
        let texts = [text(name.unwrap_or_default()), text(vec![]), text(title.unwrap_or_default())];
        return Header { logo, texts, not_on_first: [false, false, leaves_title] };
    };
    let texts = ends.map(|end| match end {
        Some(end) => read_in_language(end, context, diagnostics),
        None => text(vec![]),
    });
    let has_title = |end: &Option<Line>| {
        let shown = end.as_ref().and_then(|end| end.for_language(context.language));
        leaves_title && shown.is_some_and(|(text, _)| text.contains("{title}"))
    };
    Header { logo, texts, not_on_first: ends.map(has_title) }
}

/// A logo with its place.
pub(super) fn read_logo(spec: &LogoSpec, image: Arc<Image>, diagnostics: &mut Diagnostics) -> Logo {
    let place = match spec.place {
        LogoPlaceSpec::Start => Align::Start,
        LogoPlaceSpec::Center => Align::Center,
        LogoPlaceSpec::End => Align::End,
    };
    let height = spec.height.as_ref().map(|height| logo_height(height, diagnostics));
    Logo { image, place, height }
}

/// A line in the language of its readers, or else in its own.
fn read_in_language(line: &Line, context: &Context, diagnostics: &mut Diagnostics) -> Text {
    match line.for_language(context.language) {
        Some((text, Some(language))) => read_line(text, &Context { language: &language, ..*context }, diagnostics),
        Some((text, None)) => read_line(text, context, diagnostics),
        None => Text { language: context.language.clone(), spans: vec![] },
    }
}

/// A scalar that fills placeholders and keeps its own direction.
fn value(scalar: &Scalar) -> Vec<Inline> {
    isolated(Inline::words(clean(scalar), Origin::Scalar { scalar: scalar.span, offset: 0 }))
}

/// The hospital's name for readers of a language, as it fills placeholders.
pub(super) fn site_name(site: &Site, language: &Language) -> Vec<Inline> {
    let Some((name, named)) = site.name.for_language(language) else { return vec![] };
    let inline = Inline::words(clean(name), Origin::Scalar { scalar: name.span, offset: 0 });
    isolated(Inline { language: named.filter(|named| named != language), ..inline })
}

/// The heading above notices in columns.
pub(super) fn read_notices_heading(site: &Site, context: &Context, diagnostics: &mut Diagnostics) -> Option<Text> {
    let heading = site.footer.as_ref()?.notices_heading.as_ref()?;
    Some(read_in_language(heading, context, diagnostics))
}

/// What precedes the page number: the site's text, or the handout's id and version.
pub(super) fn read_footer(
    handout: &Handout,
    site: Option<&Site>,
    context: &Context,
    diagnostics: &mut Diagnostics,
) -> Text {
    if let Some(text) = site.and_then(|site| site.footer.as_ref()).and_then(|footer| footer.text.as_ref()) {
        let day = |day: &Option<Scalar>| {
            let day = day.as_ref()?;
            let printed = format_day(context.language, context.region, context.words.digits, day.parse().ok()?)?;
            Some(isolated(Inline::words(printed, Origin::Scalar { scalar: day.span, offset: 0 })))
        };
        let footer = vec![
            ("id", Some(value(&handout.id))),
            ("version", handout.version.as_ref().map(value)),
            ("reviewed", day(&handout.reviewed)),
            ("review_by", day(&handout.review_by)),
        ];
        let values = Values { footer, ..context.values.clone() };
        return read_in_language(text, &Context { values: &values, ..*context }, diagnostics);
    }
    let version = handout.version.as_ref().map(|version| version.value.as_str());
    let name = [Some(handout.id.value.as_str()), version].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let span = Inline { isolate: Isolate::Ltr, ..Inline::words(name, Origin::Product) };
    Text { language: context.language.clone(), spans: vec![span] }
}

/// The site's notices in its order, each in its language.
pub(super) fn read_notices(
    site: Option<(&Site, &Notices)>,
    lexicon: &Lexicon,
    context: &Context,
    diagnostics: &mut Diagnostics,
) -> Vec<Text> {
    // Without a notices file, that has been reported.
    let Some((site, notices)) = site else { return vec![] };
    let Some(footer) = &site.footer else { return vec![] };
    let mut texts = Vec::new();
    let mut unreviewed = Vec::new();
    for tag in footer.notices.iter().flatten() {
        let Some(language) = Language::parse(tag) else { continue };
        let is_wanted = |name: &str| Language::parse(name).as_ref() == Some(&language);
        let Some((key, notice)) = notices.0.0.iter().find(|(name, _)| is_wanted(name)) else {
            let message = format!("the notices file has no notice in `{language}`");
            let known: Vec<&str> = notices.0.0.iter().map(|(name, _)| name.value.as_str()).collect();
            let hint = format!("add it, or choose from {}", crate::content::suggest::list(&known));
            diagnostics.push(Diagnostic::error("notice-missing", message).at(tag.span, "no such notice").hint(hint));
            continue;
        };
        if notice.reviewed_by.is_none() {
            unreviewed.push((key, language.clone()));
        }
        let words = &lexicon.words(&language);
        let named = site.name.is_by_language();
        let values = named.then(|| Values { site_name: Some(site_name(site, &language)), ..context.values.clone() });
        let values = values.as_ref().unwrap_or(context.values);
        let context = Context { language: &language, words, values, ..*context };
        let mut text = read_line(&notice.text, &context, diagnostics);
        if footer.notices_labeled
            && let Some(name) = own_name(&language)
        {
            // A name begins a line here: "Español".
            let capital: String =
                name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect();
            let label = [capital.as_str(), words.colon.as_ref()].map(|part| Inline::words(part, Origin::Product));
            text.spans.splice(0..0, label.map(|part| Inline { bold: true, ..part }));
        }
        texts.push(text);
    }
    let severity = match footer.unreviewed {
        UnreviewedSpec::Warning => Severity::Warning,
        UnreviewedSpec::Error => Severity::Error,
    };
    report_unreviewed_notices(&unreviewed, severity, diagnostics);
    texts
}

/// Reports unreviewed notices by their keys: one by one, or all at once if there are many.
fn report_unreviewed_notices(unreviewed: &[(&Scalar, Language)], severity: Severity, diagnostics: &mut Diagnostics) {
    let mut push = |message: String, key: &Scalar| {
        let hint = "name the qualified translator under `reviewed_by` once the notice has been reviewed";
        let diagnostic = Diagnostic { severity, ..Diagnostic::warning("notice-unreviewed", message) };
        diagnostics.push(diagnostic.at(key.span, "`reviewed_by` is null").hint(hint));
    };
    if let [(first, _), ..] = unreviewed
        && unreviewed.len() > UNREVIEWED_APART
    {
        let tags: Vec<&str> = unreviewed.iter().map(|(_, language)| language.tag()).collect();
        let tags = crate::content::suggest::list(&tags);
        return push(format!("{} notices have not been reviewed: {tags}", unreviewed.len()), first);
    }
    for (key, language) in unreviewed {
        push(format!("the notice in `{language}` has not been reviewed"), key);
    }
}

/// "Page 2 of 3" in the document's language.
pub(super) fn folio(words: &Words, language: &Language) -> Text {
    // Numbers without words between them read as one expression, from left to right.
    let isolate = if words.page_is_neutral() { Isolate::Ltr } else { Isolate::No };
    let mut spans = Vec::new();
    let mut rest = words.page.as_ref();
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(b, rest)| Some((b, rest.split_once('}')?)))
    {
        if !before.is_empty() {
            spans.push(Inline { isolate, ..Inline::words(before, Origin::Product) });
        }
        let kind = if name == "page" { InlineKind::PageNumber } else { InlineKind::PageCount };
        spans.push(Inline { kind, isolate, ..Inline::words("", Origin::Product) });
        rest = after;
    }
    if !rest.is_empty() {
        spans.push(Inline::words(rest, Origin::Product));
    }
    Text { language: language.clone(), spans }
}
