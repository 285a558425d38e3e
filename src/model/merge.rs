//! Merges a handout with its site, notices and record into a [`Document`].

use std::cell::Cell;
use std::sync::Arc;

use rlibphonenumber::Region;

use super::blocks::Body;
use super::clean::clean;
use super::context::{Context, Place, Values};
use super::document::{Document, Header, Image, Inline, InlineKind, Isolate, NoticesOn, Text};
use super::fields::{Fields, isolated, printings, read_fields};
use super::images::{Folders, Pictures};
use super::inline::{read_line, report_blank};
use super::markdown::is_control;
use super::phones::PhoneBook;
use super::theme::read_theme;
use crate::content::spanned::Entries;
use crate::content::types::{
    Handout, HeaderSpec, LinksSpec, Notices, NoticesOnSpec, Scalar, Site, UnreviewedSpec, WordsSpec,
};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::geom::{Length, Size};
use crate::lang::Language;
use crate::lang::compose::composed;
use crate::lang::dates::format_day;
use crate::lang::digits::Digits;
use crate::lang::words::{Lexicon, OwnWords, Words};
use crate::source::{Origin, Sources, Span};

/// Default region of a site.
const DEFAULT_REGION: &str = "US";

/// Up to this many unreviewed notices are reported one by one; more would bury the other problems.
const UNREVIEWED_APART: usize = 3;

/// What is merged.
#[derive(Clone, Copy)]
pub(crate) struct Request<'a> {
    /// The handout.
    pub handout: &'a Handout,
    /// Its site.
    pub site: Option<&'a Site>,
    /// The site's notices.
    pub notices: Option<&'a Notices>,
    /// One patient's values, `(field, value)`; each field at most once.
    pub record: &'a [(String, String)],
    /// The trimmed page, instead of the site's.
    pub paper: Option<Size>,
    /// Size of running text, instead of the site's.
    pub size: Option<Length>,
}

/// Makes one document. All problems go to `diagnostics`; with an error among them, old or new, there is no document.
pub(crate) fn merge(sources: &Sources, request: &Request, diagnostics: &mut Diagnostics) -> Option<Document> {
    let Request { handout, site, .. } = *request;
    let language = Language::parse(&handout.language)?;
    let lexicon = read_words(site.and_then(|site| site.words.as_ref()));
    let words = &lexicon.words(&language);
    report_missing_words(words, &language, handout.language.span, diagnostics);
    let region = read_region(site, diagnostics);
    let phones = PhoneBook::read(site.and_then(|site| site.phones.as_ref()), &region, diagnostics);
    report_unreviewed(handout, diagnostics);
    if let Some(site) = site {
        report_blank(&site.name, diagnostics);
    }

    // Title and labels may name the site and its phones; the title and fields may not name each other.
    let first = Values { site_name: site.map(|site| value(&site.name)), ..Values::default() };
    let shows_addresses =
        site.and_then(|site| site.theme.as_ref()).is_some_and(|theme| theme.links == LinksSpec::After);
    let context = |values, place| {
        let (region, phones) = (&region, &phones);
        Context { language: &language, words, region, phones, values, place, shows_addresses }
    };
    let title = read_line(&handout.title, &context(&first, Place::Title), diagnostics);
    let printings = &printings(handout, &language, &lexicon);
    let Fields { fields, values: field_values, printed, line } =
        read_fields(handout.patient.as_ref(), request.record, &context(&first, Place::Title), printings, diagnostics);
    let values = Values { title: Some(plain_spans(&title)), fields: field_values, ..first.clone() };

    let context_of_body = context(&values, Place::Body);
    let mut pictures = Pictures::default();
    let files = Folders { sources, site: site.map(|site| site.name.span.file) };
    let steps = Cell::new(0);
    let pictures_of_body = &mut pictures;
    let mut body = Body {
        files,
        pictures: pictures_of_body,
        printings,
        lexicon: &lexicon,
        steps: &steps,
        context: context_of_body,
        diagnostics,
    };
    let blocks = handout.body.iter().flat_map(|block| body.entry(block)).collect();
    let header = site.map(|site| {
        let logo = site.logo.as_ref().and_then(|logo| pictures.load(files, logo, diagnostics));
        read_header(site.header.as_ref(), logo, &context(&values, Place::Header), diagnostics)
    });
    let footer = read_footer(request, &context(&values, Place::Footer), diagnostics);
    let notices = read_notices(request, &lexicon, &context(&values, Place::Notice), diagnostics);
    let theme = read_theme(site.and_then(|site| site.theme.as_ref()), request.paper, request.size, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    Some(Document {
        id: handout.id.value.clone(),
        title,
        language: language.clone(),
        lexicon: lexicon.clone(),
        version: handout.version.as_ref().map(|version| clean(version)),
        author: site.map(|site| clean(&site.name)),
        reviewed: handout.reviewed.as_ref().map(|day| day.value.clone()),
        personalized: fields.iter().any(|field| field.value.is_some()),
        fields,
        values: printed,
        patient_line: line,
        blocks,
        pictures: pictures.into_all(),
        header,
        footer,
        folio: folio(words, &language),
        slug: None,
        notices,
        notices_on: match site.and_then(|site| site.footer.as_ref()).map(|footer| footer.notices_on) {
            Some(NoticesOnSpec::LastPage) => NoticesOn::LastPage,
            Some(NoticesOnSpec::EveryPage) | None => NoticesOn::EveryPage,
        },
        theme,
    })
}

/// The region whose phone numbers and clock the site uses.
pub(crate) fn read_region(site: Option<&Site>, diagnostics: &mut Diagnostics) -> String {
    let Some(region) = site.and_then(|site| site.region.as_ref()).filter(|region| !region.is_filler) else {
        return DEFAULT_REGION.to_owned();
    };
    if region.len() == 2
        && Region::from_code(&region.value).is_ok()
        && region.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        return region.value.clone();
    }
    let diagnostic = Diagnostic::error("region-unknown", format!("unknown region `{}`", clean(region)));
    let hint = "write the two-letter ISO 3166 code in capitals: `US`, `CA`, `GB`";
    diagnostics.push(diagnostic.at(region.span, "not a region").hint(hint));
    DEFAULT_REGION.to_owned()
}

/// The product's words, with the site's own.
pub(crate) fn read_words(own: Option<&Entries<WordsSpec>>) -> Lexicon {
    let text = |scalar: &Option<Scalar>| scalar.as_ref().map(|scalar| clean(scalar));
    // The separator between label and value includes its spaces.
    let spaced = |scalar: &Scalar| composed(scalar).chars().filter(|&c| !is_control(c)).collect();
    let mut lexicon = Lexicon::default();
    for (tag, spec) in own.iter().flat_map(|words| &words.0) {
        let Some(language) = Language::parse(tag) else { continue };
        let own = OwnWords {
            page: text(&spec.page),
            call: text(&spec.call),
            copy: text(&spec.copy),
            colon: spec.colon.as_ref().map(spaced),
            step: text(&spec.step),
            warning: text(&spec.warning),
            danger: text(&spec.danger),
            digits: spec.digits.as_ref().and_then(|name| Digits::parse(name)),
        };
        lexicon.add(language, own);
    }
    lexicon
}

/// Warns of a language in which the product has no words for what it prints or speaks.
fn report_missing_words(words: &Words, language: &Language, span: Span, diagnostics: &mut Diagnostics) {
    let missing = words.missing();
    if missing.is_empty() {
        return;
    }
    let shown = |key: &&str| match *key {
        "page" => "the page number is printed as `1 / 2`",
        _ => "the link of a phone number is described by the number alone",
    };
    let shown: Vec<&str> = missing.iter().map(shown).collect();
    let message = format!("handout has no words for `{language}`: {}", shown.join(", and "));
    let key = |key: &&str| match *key {
        "page" => "page: \"… {page} / {pages}\"",
        _ => "call: \"… {number}\"",
    };
    let keys: Vec<&str> = missing.iter().map(key).collect();
    let hint = format!("add the words to the site file: `words: {{{language}: {{{}}}}}`", keys.join(", "));
    diagnostics.push(Diagnostic::warning("words-missing", message).at(span, "no words for this language").hint(hint));
}

/// Warns of an unreviewed translation.
fn report_unreviewed(handout: &Handout, diagnostics: &mut Diagnostics) {
    let Some(translation) = handout.translation_of.as_ref().filter(|translation| translation.reviewed.is_none()) else {
        return;
    };
    let diagnostic =
        Diagnostic::warning("translation-unreviewed", "no qualified translator has reviewed this translation");
    let hint = "write the date of the review under `reviewed` once it is done";
    diagnostics.push(diagnostic.at(translation.span, "`reviewed` is null").hint(hint));
}

/// A scalar that fills placeholders and keeps its own direction.
fn value(scalar: &Scalar) -> Vec<Inline> {
    isolated(Inline::words(clean(scalar), Origin::Scalar { scalar: scalar.span, offset: 0 }))
}

/// A text as other texts include it: without styles and links, its identifiers still isolated.
fn plain_spans(text: &Text) -> Vec<Inline> {
    let plain = |span: &Inline| Inline {
        kind: match &span.kind {
            InlineKind::LineBreak => InlineKind::Words(" ".to_owned()),
            kind => kind.clone(),
        },
        bold: false,
        italic: false,
        link: None,
        link_text: None,
        ..span.clone()
    };
    text.spans.iter().map(plain).collect()
}

/// The running header: the site's, or its name and the title.
fn read_header(
    spec: Option<&HeaderSpec>,
    logo: Option<Arc<Image>>,
    context: &Context,
    diagnostics: &mut Diagnostics,
) -> Header {
    let text = |spans| Text { language: context.language.clone(), spans };
    let values = context.values;
    let Some(spec) = spec else {
        let (name, title) = (values.site_name.clone(), values.title.clone());
        return Header { logo, start: text(name.unwrap_or_default()), end: text(title.unwrap_or_default()) };
    };
    let mut end = |scalar: &Option<Scalar>| match scalar {
        Some(scalar) => read_line(scalar, context, diagnostics),
        None => text(vec![]),
    };
    Header { logo, start: end(&spec.left), end: end(&spec.right) }
}

/// What precedes the page number: the site's text, or the handout's id and version.
fn read_footer(request: &Request, context: &Context, diagnostics: &mut Diagnostics) -> Text {
    let Request { handout, site, .. } = *request;
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
        return read_line(text, &Context { values: &values, ..*context }, diagnostics);
    }
    let version = handout.version.as_ref().map(|version| version.value.as_str());
    let name = [Some(handout.id.value.as_str()), version].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let span = Inline { isolate: Isolate::Ltr, ..Inline::words(name, Origin::Product) };
    Text { language: context.language.clone(), spans: vec![span] }
}

/// The site's notices in its order, each in its language.
fn read_notices(request: &Request, lexicon: &Lexicon, context: &Context, diagnostics: &mut Diagnostics) -> Vec<Text> {
    let footer = request.site.and_then(|site| site.footer.as_ref());
    let wanted = footer.and_then(|footer| footer.notices.as_ref());
    let (Some(wanted), Some(notices)) = (wanted, request.notices) else {
        return vec![]; // Without a notices file, that has been reported.
    };
    let mut texts = Vec::new();
    let mut unreviewed = Vec::new();
    for tag in wanted {
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
        texts.push(read_line(&notice.text, &Context { language: &language, words, ..*context }, diagnostics));
    }
    let severity = match footer.map(|footer| footer.unreviewed).unwrap_or_default() {
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
fn folio(words: &Words, language: &Language) -> Text {
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
