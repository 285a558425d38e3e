//! Checks that neither the types nor the other files can make: that dates exist, languages exist, texts are not empty,
//! rows are as long as their header.
//!
//! Values that fill in for something already reported are skipped. A wrong language or date is replaced after it is
//! reported, so that later phases do not report it again.

use super::blocks::BoxSpec;
use super::check_blocks::Blocks;
use super::check_fields::{self, MOST_ITEM_FIELDS};
use super::check_when;
use super::codes;
use super::comments;
use super::localized::Line;
use super::prose::{prose, text};
use super::schedule::LabelsSpec;
use super::spanned::{Entries, Spanned};
use super::suggest;
use super::syntax::shorten;
use super::types::{BlockEntry, BlockSpec, FieldSpec, Handout, Notices, Scalar, Site};
use super::words;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::lang::Language;
use crate::source::limits::{MAX_FIELDS, MAX_PHONES};
use crate::source::{Sources, Span};

/// The supported format version.
const VERSION: u32 = 1;

/// Languages by the names that people write instead of a tag, in lowercase.
#[rustfmt::skip]
const LANGUAGE_NAMES: &[(&str, &str)] = &[
    ("english", "en"), ("spanish", "es"), ("español", "es"), ("castellano", "es"), ("chinese", "zh-Hans"),
    ("simplified chinese", "zh-Hans"), ("mandarin", "zh-Hans"), ("中文", "zh-Hans"), ("简体中文", "zh-Hans"),
    ("traditional chinese", "zh-Hant"), ("繁體中文", "zh-Hant"), ("cantonese", "yue"), ("粵語", "yue"), ("廣東話", "yue"),
    ("vietnamese", "vi"), ("tiếng việt", "vi"), ("korean", "ko"), ("한국어", "ko"), ("japanese", "ja"), ("日本語", "ja"),
    ("tagalog", "fil"), ("filipino", "fil"), ("ilocano", "ilo"), ("iloko", "ilo"), ("russian", "ru"),
    ("русский", "ru"), ("ukrainian", "uk"), ("українська", "uk"), ("polish", "pl"), ("polski", "pl"),
    ("portuguese", "pt"), ("português", "pt"), ("french", "fr"), ("français", "fr"), ("haitian creole", "ht"),
    ("haitian", "ht"), ("creole", "ht"), ("kreyòl ayisyen", "ht"), ("kreyòl", "ht"), ("german", "de"),
    ("deutsch", "de"), ("pennsylvania dutch", "pdc"), ("pennsylvania german", "pdc"), ("italian", "it"),
    ("italiano", "it"), ("greek", "el"), ("ελληνικά", "el"), ("turkish", "tr"), ("türkçe", "tr"), ("arabic", "ar"),
    ("العربية", "ar"), ("persian", "fa"), ("farsi", "fa"), ("فارسی", "fa"), ("dari", "prs"), ("دری", "prs"),
    ("pashto", "ps"), ("پښتو", "ps"), ("kurdish", "ckb"), ("sorani", "ckb"), ("کوردی", "ckb"), ("kurmanji", "ku"),
    ("urdu", "ur"), ("اردو", "ur"), ("hebrew", "he"), ("עברית", "he"), ("yiddish", "yi"), ("ייִדיש", "yi"),
    ("hindi", "hi"), ("हिन्दी", "hi"), ("हिंदी", "hi"), ("marathi", "mr"), ("मराठी", "mr"), ("nepali", "ne"),
    ("नेपाली", "ne"), ("bengali", "bn"), ("bangla", "bn"), ("বাংলা", "bn"), ("gujarati", "gu"), ("ગુજરાતી", "gu"),
    ("punjabi", "pa"), ("panjabi", "pa"), ("ਪੰਜਾਬੀ", "pa"), ("tamil", "ta"), ("தமிழ்", "ta"), ("telugu", "te"),
    ("తెలుగు", "te"), ("kannada", "kn"), ("ಕನ್ನಡ", "kn"), ("malayalam", "ml"), ("മലയാളം", "ml"), ("sinhala", "si"),
    ("sinhalese", "si"), ("සිංහල", "si"), ("tibetan", "bo"), ("thai", "th"), ("ไทย", "th"), ("lao", "lo"),
    ("laotian", "lo"), ("ລາວ", "lo"), ("khmer", "km"), ("cambodian", "km"), ("ខ្មែរ", "km"), ("burmese", "my"),
    ("myanmar", "my"), ("မြန်မာ", "my"), ("karen", "ksw"), ("s'gaw karen", "ksw"), ("amharic", "am"), ("አማርኛ", "am"),
    ("tigrinya", "ti"), ("ትግርኛ", "ti"), ("oromo", "om"), ("afaan oromoo", "om"), ("armenian", "hy"),
    ("հայերեն", "hy"), ("georgian", "ka"), ("ქართული", "ka"), ("somali", "so"), ("soomaali", "so"), ("swahili", "sw"),
    ("kiswahili", "sw"), ("yoruba", "yo"), ("yorùbá", "yo"), ("igbo", "ig"), ("hmong", "hmn"), ("hmoob", "hmn"),
    ("navajo", "nv"), ("diné bizaad", "nv"), ("cherokee", "chr"), ("ꮳꮃꭹ", "chr"), ("samoan", "sm"),
    ("gagana samoa", "sm"), ("marshallese", "mh"), ("kajin majel", "mh"), ("kinyarwanda", "rw"), ("rwanda", "rw"),
    ("kirundi", "rn"), ("rundi", "rn"), ("albanian", "sq"), ("shqip", "sq"), ("serbian", "sr"), ("српски", "sr"),
    ("srpski", "sr-Latn"), ("bosnian", "bs"), ("bosanski", "bs"), ("croatian", "hr"), ("hrvatski", "hr"),
    ("dutch", "nl"), ("nederlands", "nl"),
];

/// Checks a handout.
pub(super) fn handout(handout: &mut Handout, sources: &Sources, diagnostics: &mut Diagnostics) {
    version(&handout.handout, diagnostics);
    id(&handout.id, diagnostics);
    language(&mut handout.language, diagnostics);
    prose(&handout.title, "the title", sources, diagnostics);
    optional_text(&handout.site, "the site file's name", diagnostics);
    optional_text(&handout.version, "the version", diagnostics);
    day(&mut handout.reviewed, diagnostics);
    day(&mut handout.review_by, diagnostics);
    review_order(handout, diagnostics);
    if let Some(original) = &mut handout.translation_of {
        language(&mut original.value.language, diagnostics);
        day(&mut original.value.reviewed, diagnostics);
    }
    if let Some(given) = &handout.codes {
        codes::check(given, diagnostics);
    }
    if let Some(fields) = &mut handout.patient {
        most(fields, MAX_FIELDS, "fields", diagnostics);
        names(fields, diagnostics);
        for (name, spec) in &mut fields.0 {
            field(name, spec, sources, diagnostics);
            if let Some(inner) = &mut spec.list_of {
                most(inner, MOST_ITEM_FIELDS, "fields of a list's items", diagnostics);
                names(inner, diagnostics);
                check_fields::check_list(name, inner, diagnostics);
                inner.0.iter_mut().for_each(|(name, spec)| field(name, spec, sources, diagnostics));
            }
        }
    }
    if handout.body.is_empty() && !handout.body.is_filler {
        let problem = Diagnostic::error("body-empty", "the body has no blocks").at(handout.body.span, "empty");
        diagnostics.push(problem.hint("write each block after `- ` on its own line"));
    }
    let faults = Faults::of(handout.body.span, diagnostics);
    blocks(&mut handout.body.value, Nesting::Body, &faults, sources, diagnostics);
    check_when::check(handout, sources, diagnostics);
}

fn field(name: &Scalar, spec: &mut FieldSpec, sources: &Sources, diagnostics: &mut Diagnostics) {
    prose(&spec.label, "the label", sources, diagnostics);
    check_fields::check(name, spec, sources, diagnostics);
}

/// Checks a site file.
pub(super) fn site(site: &mut Site, sources: &Sources, diagnostics: &mut Diagnostics) {
    version(&site.site, diagnostics);
    line(&mut site.name, "the name", sources, diagnostics);
    if let Some(logo) = &site.logo {
        text(&logo.image, "the logo's file name", diagnostics);
    }
    if let Some(phones) = &mut site.phones {
        most(phones, MAX_PHONES, "phones", diagnostics);
        names(phones, diagnostics);
    }
    if let Some(header) = &mut site.header {
        for text in [&mut header.left, &mut header.center, &mut header.right].into_iter().flatten() {
            by_language(text, diagnostics);
            text.value.texts.iter().for_each(|(_, text)| comments::check(text, sources, diagnostics));
        }
    }
    if let Some(footer) = &mut site.footer {
        footer.text.iter_mut().for_each(|text| by_language(text, diagnostics));
        if let Some(heading) = &mut footer.notices_heading {
            line(heading, "the heading", sources, diagnostics);
        }
    }
    for tag in site.footer.iter_mut().flat_map(|f| f.notices.iter_mut().flatten()) {
        language(tag, diagnostics);
    }
    for (tag, spec) in site.words.iter_mut().flat_map(|words| &mut words.0) {
        language(tag, diagnostics);
        words::check(spec, diagnostics);
        let printed = [&spec.page, &spec.call, &spec.copy, &spec.colon, &spec.step, &spec.warning, &spec.danger];
        let callers = [&spec.extension, &spec.tty, &spec.fax, &spec.contents, &spec.page_count];
        let schedule = spec.schedule.iter().flat_map(LabelsSpec::texts).flatten();
        let texts = printed.into_iter().chain(callers).flatten().chain(schedule);
        texts.for_each(|text| comments::check(text, sources, diagnostics));
    }
}

/// Checks a notices file.
pub(super) fn notices(notices: &mut Notices, sources: &Sources, diagnostics: &mut Diagnostics) {
    for (tag, notice) in &mut notices.0.0 {
        language(tag, diagnostics);
        prose(&notice.text, "the notice", sources, diagnostics);
    }
}

/// A text in one language or several.
fn line(line: &mut Line, what: &str, sources: &Sources, diagnostics: &mut Diagnostics) {
    by_language(line, diagnostics);
    line.value.texts.iter().for_each(|(_, text)| prose(text, what, sources, diagnostics));
}

/// The languages of a text, of which there is at least one.
fn by_language(line: &mut Line, diagnostics: &mut Diagnostics) {
    let tags = line.value.texts.iter_mut().filter_map(|(tag, _)| tag.as_mut());
    tags.for_each(|tag| language(tag, diagnostics));
    if line.value.texts.is_empty() && !line.is_filler {
        let problem = Diagnostic::error("text-empty", "there is no text in any language").at(line.span, "empty");
        diagnostics.push(problem.hint("write the text, or one for each language: `{en: \"…\", es: \"…\"}`"));
    }
}

fn version(version: &Spanned<u32>, diagnostics: &mut Diagnostics) {
    if version.value != VERSION && !version.is_filler {
        let message = format!("unknown format version {}", version.value);
        let problem = Diagnostic::error("version-unsupported", message).at(version.span, "no such version");
        diagnostics.push(problem.hint("write `1`, the only version; the handout's own version goes under `version`"));
    }
}

fn id(id: &Scalar, diagnostics: &mut Diagnostics) {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if id.is_filler || (id.split('-').all(word) && id.len() <= 100) {
        return;
    }
    let lower = id.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let problem = Diagnostic::error("id-invalid", format!("`{}` is not a valid id", shorten(id)));
    let problem = problem.at(id.span, "lowercase letters, digits and hyphens only");
    let hint = match words.is_empty() || lower.len() > 100 {
        true => "write a short name such as `bone-marrow-test`".to_owned(),
        false => format!("write `{}`", words.join("-")),
    };
    diagnostics.push(problem.hint(hint));
}

fn language(tag: &mut Scalar, diagnostics: &mut Diagnostics) {
    if tag.is_filler {
        tag.value = "en".into();
        return;
    }
    if Language::parse(&tag.value).is_some() {
        return;
    }
    let problem = Diagnostic::error("language-unknown", format!("unknown language tag `{}`", shorten(tag)));
    let problem = problem.at(tag.span, "not a language tag (BCP 47)");
    diagnostics.push(problem.hint(language_hint(tag)));
    tag.value = "en".into();
}

/// What to write instead of an unknown language tag.
pub(crate) fn language_hint(tag: &str) -> String {
    let lower = tag.to_lowercase();
    let named = LANGUAGE_NAMES.iter().find(|(name, _)| *name == lower).map(|&(_, tag)| tag.to_owned());
    // `es_MX`, `esp`, `fr-XXX`: part of it may be a language.
    let hyphens = tag.replace('_', "-");
    let first = hyphens.split('-').next().unwrap_or_default().to_lowercase();
    let two = first.get(..2).filter(|_| first.len() == 3).map(str::to_owned);
    let candidates = [named, Some(hyphens.clone()), Some(first), two];
    let nearest = candidates.into_iter().flatten().find(|c| c != tag && Language::parse(c).is_some());
    let nearest = nearest.or_else(|| {
        let names = LANGUAGE_NAMES.iter().map(|&(name, _)| name);
        let name = suggest::nearest(&lower, names)?;
        LANGUAGE_NAMES.iter().find(|(n, _)| *n == name).map(|&(_, tag)| tag.to_owned())
    });
    match nearest {
        Some(tag) => format!("did you mean `{tag}`?"),
        None => "a tag is two or three letters, optionally with a region or script: `es`, `es-MX`, `zh-Hant`".into(),
    }
}

fn day(value: &mut Option<Scalar>, diagnostics: &mut Diagnostics) {
    let Some(text) = value else { return };
    let form = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let exists = text.parse::<jiff::civil::Date>().is_ok();
    if text.is_filler || (form && exists) {
        return;
    }
    let message = match form {
        true => format!("there is no date `{}`", text.value),
        false => format!("`{}` is not a date", shorten(text)),
    };
    let problem = Diagnostic::error("date-invalid", message).at(text.span, "not a calendar date");
    diagnostics.push(problem.hint("write year, month and day: `2026-10-01`"));
    *value = None;
}

fn review_order(handout: &Handout, diagnostics: &mut Diagnostics) {
    let (Some(reviewed), Some(by)) = (&handout.reviewed, &handout.review_by) else { return };
    // ISO 8601 dates sort as text.
    if by.value < reviewed.value && !by.is_filler && !reviewed.is_filler {
        let problem = Diagnostic::error("date-order", "the next review is earlier than the last one");
        let mut problem = problem.at(by.span, "earlier than `reviewed`").hint("check the two years");
        problem.labels.push((Place::Span(reviewed.span), "last reviewed here".into()));
        diagnostics.push(problem);
    }
}

/// Drops entries beyond the limit, and reports them.
fn most<T>(entries: &mut Entries<T>, most: usize, what: &str, diagnostics: &mut Diagnostics) {
    let Some((beyond, _)) = entries.0.get(most) else { return };
    let problem =
        Diagnostic::error("names-too-many", format!("more than {most} {what}")).at(beyond.span, "one too many");
    diagnostics.push(problem.hint("remove those that no handout uses"));
    entries.0.truncate(most);
}

/// Names used by placeholders.
fn names<T>(entries: &Entries<T>, diagnostics: &mut Diagnostics) {
    for (name, _) in &entries.0 {
        let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
        let word = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !(starts && word) {
            let problem = Diagnostic::error("name-invalid", format!("`{}` is not a valid name", shorten(name)));
            let problem = problem.at(name.span, "lowercase letters, digits and `_`, starting with a letter");
            let fixed: String =
                name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            let fixed = fixed.trim_start_matches(|c: char| !c.is_ascii_lowercase()).to_owned();
            let fixed = if fixed.is_empty() { "nurse_line".to_owned() } else { fixed };
            diagnostics.push(problem.hint(format!("for example, write `{fixed}`")));
        }
    }
}

fn optional_text(value: &Option<Scalar>, what: &str, diagnostics: &mut Diagnostics) {
    if let Some(value) = value {
        text(value, what, diagnostics);
    }
}

/// What blocks are in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nesting {
    /// The handout's own body.
    Body,
    /// Blocks in another language, or on turned pages.
    Block,
}

fn blocks(
    entries: &mut [Spanned<BlockEntry>],
    nesting: Nesting,
    faults: &Faults,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    for entry in entries {
        let span = entry.span;
        if let Some(tag) = &mut entry.value.language {
            language(tag, diagnostics);
        }
        match &mut entry.value.block {
            BlockSpec::Body(inner) => {
                let known = !faults.are_in(span);
                if entry.value.language.is_none() && entry.value.when.is_none() && known {
                    let problem = Diagnostic::error("key-missing", "missing key `language`");
                    let problem =
                        problem.at(span, "a body within the body is in another language, or under a condition");
                    let hint = "name its language: `language: es`; or its condition, `when: {patient.sedation: yes}`; or move \
                                its blocks out of it";
                    diagnostics.push(problem.hint(hint));
                }
                if inner.is_empty() && known {
                    let problem = Diagnostic::error("body-empty", "the body has no blocks").at(span, "empty");
                    diagnostics.push(problem.hint("write each block after `- ` on its own line"));
                }
                blocks(inner, Nesting::Block, faults, sources, diagnostics);
            }
            BlockSpec::Landscape(inner) => {
                if nesting == Nesting::Block {
                    let problem =
                        Diagnostic::error("landscape-nested", "pages can only be turned from the handout's own body");
                    let problem = problem.at(span, "within another block");
                    diagnostics
                        .push(problem.hint("move it out; a `body` in another language may be within `landscape`"));
                }
                if inner.is_empty() && !faults.are_in(span) {
                    let problem = Diagnostic::error("list-empty", "turned pages without blocks").at(span, "empty");
                    diagnostics.push(problem.hint("write each block after `- ` on its own line, or remove the key"));
                }
                blocks(inner, Nesting::Block, faults, sources, diagnostics);
            }
            spec => block(spec, span, faults, sources, diagnostics),
        }
    }
}

fn block(spec: &BlockSpec, span: Span, faults: &Faults, sources: &Sources, diagnostics: &mut Diagnostics) {
    match spec {
        BlockSpec::Body(_) | BlockSpec::Landscape(_) => {}
        BlockSpec::PageBreak => {}
        BlockSpec::Text(value) => prose(value, "the paragraph", sources, diagnostics),
        BlockSpec::Heading(value) => prose(value, "the heading", sources, diagnostics),
        BlockSpec::Subheading(value) => prose(value, "the subheading", sources, diagnostics),
        BlockSpec::Note(spec) => boxed(spec, "the note", sources, diagnostics),
        BlockSpec::Warning(spec) => boxed(spec, "the warning", sources, diagnostics),
        BlockSpec::Danger(spec) => boxed(spec, "the danger box", sources, diagnostics),
        BlockSpec::Contact(value) => prose(value, "the contact block", sources, diagnostics),
        BlockSpec::FinePrint(value) => prose(value, "the small print", sources, diagnostics),
        spec => {
            let known = !faults.are_in(span);
            Blocks { known, span, sources, diagnostics }.check(spec);
        }
    }
}

fn boxed(spec: &BoxSpec, what: &str, sources: &Sources, diagnostics: &mut Diagnostics) {
    prose(&spec.text, what, sources, diagnostics);
    if let Some(title) = &spec.title {
        prose(title, "the title", sources, diagnostics);
    }
}

/// Where reading the body found a problem, so what seems empty there may be a filler.
struct Faults(Vec<u32>);

impl Faults {
    fn of(body: Span, diagnostics: &Diagnostics) -> Faults {
        let mut starts: Vec<u32> = diagnostics
            .0
            .iter()
            .filter_map(|d| match d.primary {
                Some(Place::Span(span)) if span.file == body.file => Some(span.start),
                _ => None,
            })
            .collect();
        starts.sort_unstable();
        Faults(starts)
    }

    /// Whether one begins in a block.
    fn are_in(&self, block: Span) -> bool {
        let next = self.0.partition_point(|&start| start < block.start);
        self.0.get(next).is_some_and(|&start| start <= block.end)
    }
}
