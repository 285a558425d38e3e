//! The pipeline, one line per phase.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use crate::checks;
use crate::content;
use crate::content::types::{Handout, Notices, Site};
use crate::diag::{Diagnostic, Diagnostics};
use crate::fonts::Fonts;
use crate::geom::{Length, Size};
use crate::imposition::Imposition;
use crate::lang::Language;
use crate::layout::letters::outline_letters;
use crate::layout::questions::Typesetter;
use crate::layout::shaped::shape_document;
use crate::model::document::Document;
use crate::model::fields::report_damage;
use crate::model::merge::{Request, merge};
use crate::model::press::read_press;
use crate::paginate::{Pages, paginate, slug};
use crate::pdf::assemble::write_pdf;
use crate::pdf::check::{check_pictures, check_sheet};
use crate::pdf::intent::{Intent, Purpose};
use crate::source::Sources;
use crate::style::Styles;

/// Build options besides the handout's files.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// One patient's values, `(field, value)`, in the order given; each field at most once.
    pub record: Vec<(String, String)>,
    /// Whether values damaged by a program are printed unchanged.
    pub allow_damaged: bool,
    /// The trimmed page, instead of the site's.
    pub paper: Option<Size>,
    /// Size of running text, instead of the site's.
    pub size: Option<Length>,
    /// What the PDF is for.
    pub purpose: Purpose,
    /// How pages are put on sheets.
    pub imposition: Option<Arc<Imposition>>,
    /// Seconds since 1970 for the PDF's dates, instead of the date of the last review.
    pub epoch: Option<i64>,
    /// Today's date, only compared with the handout's `review_by`. `None` to skip the check.
    pub today: Option<Date>,
}

/// One handout as a PDF.
#[derive(Clone, Debug)]
pub struct Built {
    /// The file's bytes.
    pub pdf: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// The handout's id.
    pub id: String,
    /// Its language.
    pub language: Language,
}

/// The files of one handout.
#[derive(Clone, Debug)]
pub struct Files {
    /// The handout.
    pub(crate) handout: Handout,
    /// Its site, if any.
    pub(crate) site: Option<Site>,
    /// The notices, if the site's footer has any.
    pub(crate) notices: Option<Notices>,
}

/// Builds one handout. All problems are in `diagnostics`; there is a PDF only if none of them is an error.
pub fn build(
    sources: &mut Sources,
    path: &Path,
    fonts: &Fonts,
    options: &BuildOptions,
    diagnostics: &mut Diagnostics,
) -> Option<Built> {
    let files = read(sources, path, diagnostics)?;
    if !options.allow_damaged {
        report_damage(files.handout.patient.as_ref(), &options.record, diagnostics);
    }
    check(sources, &files, &[], options.today, diagnostics);
    let request = files.request(&options.record, options.paper, options.size);
    let purpose = purpose(sources, &files, &options.purpose, diagnostics);
    check_date(&files, &purpose, options.epoch, diagnostics);
    let mut document = merge(sources, &request, diagnostics)?;
    outline_letters(&mut document, fonts, diagnostics);
    let intent = Intent::new(&purpose).imposed(options.imposition.clone()).with_spots(&document.theme);
    intent.adapt(&mut document);
    check_sheet(&document, &intent, diagnostics);
    add_slug(&mut document, &intent, options.epoch);
    let pages = lay_out(&document, fonts, diagnostics)?;
    check_pictures(&document, &pages.pages, &intent, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let count = pages.pages.len();
    match write_pdf(&document, pages, fonts, &intent, options.epoch) {
        Ok(pdf) => Some(Built { pdf, pages: count, id: document.id, language: document.language }),
        Err(error) => {
            diagnostics.push(Diagnostic::error("font-unusable", error.to_string()));
            None
        }
    }
}

/// What a PDF is for, with what the site says about press files.
pub(crate) fn purpose(sources: &Sources, files: &Files, purpose: &Purpose, diagnostics: &mut Diagnostics) -> Purpose {
    let spec = files.site.as_ref().and_then(|site| site.press.as_ref());
    let Purpose::Press(press) = purpose else { return purpose.clone() };
    let press = match spec {
        Some(spec) => Arc::new(press.or(read_press(sources, spec, diagnostics))),
        None => press.clone(),
    };
    if let Some(mismatch) = press.mismatch() {
        let message = format!("the profile of the printing condition cannot be used: {mismatch}");
        let problem = Diagnostic::error("press-invalid", message);
        diagnostics.push(problem.hint("choose another standard, or ask the print shop for a profile of version 2"));
    }
    Purpose::Press(press)
}

/// Reports a press file without a date: PDF/X-4 wants one, and the clock is not asked, so that the same input gives the
/// same bytes.
pub(crate) fn check_date(files: &Files, purpose: &Purpose, epoch: Option<i64>, diagnostics: &mut Diagnostics) {
    let reviewed = files.handout.reviewed.is_some();
    if matches!(purpose, Purpose::Press(_)) && !reviewed && epoch.is_none() {
        let problem = Diagnostic::error("press-undated", "a press file needs a date");
        let problem = problem.at(files.handout.title.span, "this handout has none");
        diagnostics.push(problem.hint("give the date of its last review under `reviewed`, or set SOURCE_DATE_EPOCH"));
    }
}

/// Gives a document the line that is beside the marks of a press file.
pub(crate) fn add_slug(document: &mut Document, intent: &Intent, epoch: Option<i64>) {
    if let Some(press) = &intent.press {
        document.slug = slug::line(document, press, epoch);
    }
}

/// Lays a document out on pages; `None` if there was an error, here or before.
pub(crate) fn lay_out(document: &Document, fonts: &Fonts, diagnostics: &mut Diagnostics) -> Option<Pages> {
    let styles = styles(document, fonts, diagnostics);
    let mut typesetter = Typesetter::new(fonts);
    typesetter.set_values(document.values.clone());
    let shaped = shape_document(&mut typesetter, document, &styles, diagnostics);
    let pages = paginate(&mut typesetter, document, &shaped, &styles, diagnostics);
    (!diagnostics.has_errors()).then_some(pages)
}

/// A document's styles, in its theme's own font if it names one.
pub(crate) fn styles(document: &Document, fonts: &Fonts, diagnostics: &mut Diagnostics) -> Styles {
    let font = document.theme.font.as_ref();
    let font = font.and_then(|font| fonts.of_theme(font, &document.language, diagnostics));
    Styles::new(&document.theme).in_font(font)
}

/// Checks that do not affect what is printed: the review date, and a translation compared with its original, which is
/// looked for among `others` and then in the handout's folder.
pub fn check(
    sources: &mut Sources,
    files: &Files,
    others: &[Files],
    today: Option<Date>,
    diagnostics: &mut Diagnostics,
) {
    if let Some(today) = today {
        checks::review(&files.handout, files.site.as_ref(), today, diagnostics);
    }
    let Some(of) = files.handout.translation_of.as_ref().and_then(|of| Language::parse(&of.language)) else { return };
    let is_original = |handout: &Handout| Language::parse(&handout.language).as_ref() == Some(&of);
    if let Some(original) = others.iter().map(|files| &files.handout).find(|handout| is_original(handout)) {
        return checks::translation(&files.handout, original, diagnostics);
    }
    // If a folder cannot be listed, or the original is elsewhere, there is nothing to compare with.
    let path = sources.file(files.handout.title.span.file).path.clone();
    let beside = content::siblings(sources.tree(), &path, &files.handout.id).unwrap_or_default();
    let named = |language: &Option<String>| language.as_deref().and_then(Language::parse);
    let Some(original) = beside.iter().find(|sibling| named(&sibling.language).as_ref() == Some(&of)) else { return };
    let mut problems = Diagnostics::default();
    let read = content::load_handout(sources, &original.path, &mut problems)
        .and_then(|file| content::read_handout(sources, file, &mut problems))
        .filter(|_| !problems.has_errors());
    match read {
        Some(original) => checks::translation(&files.handout, &original, diagnostics),
        None => {
            let message = format!(
                "the original has errors, so the translation was not compared with it: `{}`",
                original.path.display()
            );
            let problem = Diagnostic::warning("translation-unchecked", message);
            let problem = problem.at(files.handout.language.span, "a translation");
            diagnostics.push(problem.hint("build the original to see what is wrong with it"));
        }
    }
}

impl Files {
    /// What is merged into one document with a record; paper and size override the site's.
    pub(crate) fn request<'a>(
        &'a self,
        record: &'a [(String, String)],
        paper: Option<Size>,
        size: Option<Length>,
    ) -> Request<'a> {
        let (handout, site, notices) = (&self.handout, self.site.as_ref(), self.notices.as_ref());
        Request { handout, site, notices, record, paper, size }
    }

    /// The files' texts.
    pub(crate) fn texts<'a>(&self, sources: &'a Sources) -> Vec<&'a str> {
        let site = self.site.as_ref().map(|site| site.name.span.file);
        let notices = self.notices.as_ref().and_then(|notices| notices.0.0.first());
        let files = [Some(self.handout.title.span.file), site, notices.map(|(tag, _)| tag.span.file)];
        files.into_iter().flatten().map(|file| sources.file(file).text.as_str()).collect()
    }
}

/// Reads a handout and the files it names. Whatever could be read is returned even if there are errors; but if a named
/// file is missing, nothing is, because every use of its contents would look wrong.
pub fn read(sources: &mut Sources, path: &Path, diagnostics: &mut Diagnostics) -> Option<Files> {
    let file = content::load_handout(sources, path, diagnostics)?;
    let handout = content::read_handout(sources, file, diagnostics)?;

    let named = handout.site.as_ref().filter(|site| !site.is_filler && !site.trim().is_empty());
    let site_file = named.and_then(|name| content::load_site(sources, file, name, diagnostics));
    let site = site_file.and_then(|file| content::read_site(sources, file, diagnostics));

    let footer = site.as_ref().and_then(|site| site.footer.as_ref());
    let wanted = footer.and_then(|footer| footer.notices.as_ref()).and_then(|tags| tags.first());
    let notices_file =
        site_file.zip(wanted).and_then(|(site, tag)| content::load_notices(sources, site, tag.span, diagnostics));
    let notices = notices_file.and_then(|file| content::read_notices(sources, file, diagnostics));
    let complete = named.is_some() == site.is_some() && wanted.is_some() == notices.is_some();
    complete.then_some(Files { handout, site, notices })
}
