//! Merges a handout with its site, notices and record into a [`Document`].

use std::cell::Cell;

use rlibphonenumber::Region;

use super::blocks::Body;
use super::clean::clean;
use super::context::{Context, Place, Values};
use super::document::{Document, Inline, InlineKind, NoticesOn, Text};
use super::fields::{Fields, printings, read_fields};
use super::font::read_font;
use super::footnotes;
use super::images::{Folders, Pictures};
use super::inline::{read_line, report_blank};
use super::markdown::is_control;
use super::phones::PhoneBook;
use super::running::{folio, read_footer, read_header, read_logo, read_notices, read_notices_heading, site_name};
use super::sections;
use super::shape::Shape;
use super::theme::read_theme;
use crate::content::schedule::LabelsSpec;
use crate::content::spanned::Entries;
use crate::content::types::{Handout, HeadingsSpec, LinksSpec, Notices, NoticesOnSpec, Scalar, Site, WordsSpec};
use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::{Length, Size};
use crate::lang::Language;
use crate::lang::compose::composed;
use crate::lang::digits::Digits;
use crate::lang::words::{Lexicon, OwnWords, Words};
use crate::source::{Sources, Span};

/// Default region of a site.
const DEFAULT_REGION: &str = "US";

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
    let shape = Shape::of(request.handout, request.record);
    merge_shaped(sources, request, &shape, &mut Pictures::default(), diagnostics)
}

/// The same for a copy of a given shape, whatever its record is, with pictures that have been read before.
pub(crate) fn merge_shaped(
    sources: &Sources,
    request: &Request,
    shape: &Shape,
    pictures: &mut Pictures,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let site = request.site;
    let handout = &*shape.apply(request.handout);
    let language = Language::parse(&handout.language)?;
    let lexicon = read_words(site.and_then(|site| site.words.as_ref()));
    let words = &lexicon.words(&language);
    report_missing_words(words, &language, handout.language.span, diagnostics);
    let region = read_region(site, diagnostics);
    let phones = PhoneBook::read(site.and_then(|site| site.phones.as_ref()), &region, diagnostics);
    report_unreviewed(handout, diagnostics);
    for (_, name) in site.iter().flat_map(|site| &site.name.texts) {
        report_blank(name, diagnostics);
    }

    // Title and labels may name the site and its phones; the title and fields may not name each other.
    let first = Values { site_name: site.map(|site| site_name(site, &language)), ..Values::default() };
    let links = site.and_then(|site| site.theme.as_ref()).map_or(LinksSpec::None, |theme| theme.links);
    let context = |values, place| {
        let (region, phones) = (&region, &phones);
        Context { language: &language, words, region, phones, values, place, links }
    };
    let title = read_line(&handout.title, &context(&first, Place::Title), diagnostics);
    // Languages are counted in the whole handout: values print in the same ones, whatever a copy leaves out.
    let printings = &printings(request.handout, &language, &lexicon);
    let Fields { fields, values: field_values, printed, line } =
        read_fields(handout.patient.as_ref(), request.record, &context(&first, Place::Title), printings, diagnostics);
    let values = Values { title: Some(plain_spans(&title)), fields: field_values, ..first.clone() };

    let context_of_body = context(&values, Place::Body);
    let files = Folders { sources, site: site.map(|site| site.name.span.file) };
    let steps = Cell::new(0);
    let mut body = Body {
        files,
        pictures: &mut *pictures,
        fields: handout.patient.as_ref().map_or(&[][..], |fields| &fields.0),
        printings,
        lexicon: &lexicon,
        site,
        steps: &steps,
        context: context_of_body,
        diagnostics,
    };
    let blocks = handout.body.iter().flat_map(|block| body.entry(block)).collect();
    let mut blocks = footnotes::place(blocks, &language, &lexicon, std::ptr::eq(handout, request.handout), diagnostics);
    if site.and_then(|site| site.theme.as_ref()).is_some_and(|theme| theme.headings == HeadingsSpec::Numbered) {
        sections::number(&mut blocks, &lexicon);
    }
    let header = site.map(|site| {
        let spec = site.logo.as_ref();
        let logo = spec.and_then(|spec| Some((spec, pictures.load(files, &spec.image, diagnostics)?)));
        let logo = logo.map(|(spec, image)| read_logo(spec, image, diagnostics));
        read_header(site, logo, &context(&values, Place::Header), diagnostics)
    });
    let footer = read_footer(handout, site, &context(&values, Place::Footer), diagnostics);
    let notices = read_notices(site.zip(request.notices), &lexicon, &context(&values, Place::Notice), diagnostics);
    let heading = site.and_then(|site| read_notices_heading(site, &context(&values, Place::Notice), diagnostics));
    let spec = site.and_then(|site| site.theme.as_ref());
    let mut theme = read_theme(spec, request.paper, request.size, diagnostics);
    theme.font = spec.and_then(|spec| read_font(spec.font.as_ref()?, sources, diagnostics));
    if diagnostics.has_errors() {
        return None;
    }
    Some(Document {
        id: handout.id.value.clone(),
        title,
        language: language.clone(),
        lexicon: lexicon.clone(),
        version: handout.version.as_ref().map(|version| clean(version)),
        author: site.and_then(|site| Some(clean(site.name.for_language(&language)?.0))),
        reviewed: handout.reviewed.as_ref().map(|day| day.value.clone()),
        personalized: fields.iter().any(|field| field.value.is_some()),
        fields,
        values: printed,
        patient_line: line,
        blocks,
        pictures: pictures.all().to_vec(),
        header,
        footer,
        folio: folio(words, &language),
        slug: None,
        notices_heading: heading.filter(|_| !notices.is_empty()),
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
            schedule: spec
                .schedule
                .as_ref()
                .map(LabelsSpec::texts)
                .unwrap_or_default()
                .map(|own| own.map(|own| clean(own))),
            extension: text(&spec.extension),
            tty: text(&spec.tty),
            fax: text(&spec.fax),
            contents: text(&spec.contents),
            page_count: text(&spec.page_count),
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
