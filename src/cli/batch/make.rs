//! Copies by the engine that makes single handouts.

use crate::diag::{Diagnostics, Severity};
use crate::engine::{self, Files};
use crate::fonts::Fonts;
use crate::geom::{Length, Size};
use crate::lang::Language;
use crate::manifest::Finished;
use crate::manifest::page::PageMark;
use crate::model::merge::{Request, merge};
use crate::pdf::write::write_pdf;
use crate::records::{Record, Reject};
use crate::source::Sources;
use crate::verify::Document;

#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub paper: Option<Size>,
    pub size: Option<Length>,
    pub epoch: Option<i64>,
}

pub(super) struct Run<'a> {
    sources: &'a Sources,
    handouts: Vec<(Language, Files)>,
    fonts: &'a Fonts,
    options: Options,
}

pub(super) struct Copy {
    pub pdf: Vec<u8>,
    pub finished: Finished,
}

impl<'a> Run<'a> {
    pub fn prepare(
        sources: &'a Sources,
        handouts: Vec<Files>,
        fonts: &'a Fonts,
        options: Options,
        diagnostics: &mut Diagnostics,
    ) -> Option<Run<'a>> {
        let mut ready = Vec::new();
        for files in handouts {
            let language = Language::parse(&files.handout.language)?;
            ready.push((language, files));
        }
        let run = Run { sources, handouts: ready, fonts, options };
        for (language, _) in &run.handouts {
            run.lay_out(&Record { language: Some(language.clone()), ..Record::default() }, diagnostics)?;
        }
        Some(run)
    }

    fn lay_out(
        &self,
        record: &Record,
        diagnostics: &mut Diagnostics,
    ) -> Option<(crate::model::document::Document, crate::paginate::Pages)> {
        let wanted = |(language, _): &&(Language, Files)| record.language.as_ref().is_none_or(|l| l == language);
        let (_, files) = self.handouts.iter().find(wanted)?;
        let request = Request {
            handout: &files.handout,
            site: files.site.as_ref(),
            notices: files.notices.as_ref(),
            record: &record.values,
            paper: record.paper.or(self.options.paper),
            size: record.size.or(self.options.size),
        };
        let document = merge(self.sources, &request, diagnostics)?;
        let pages = engine::lay_out(&document, self.fonts, diagnostics)?;
        Some((document, pages))
    }

    pub fn check(&self, record: &Record) -> Result<(), Reject> {
        self.copy(record).map(|_| ())
    }

    pub fn copy(&self, record: &Record) -> Result<Copy, Reject> {
        let mut diagnostics = Diagnostics::default();
        let reject = |reason: String| Reject { number: record.number, field: None, reason };
        let Some((document, pages)) = self.lay_out(record, &mut diagnostics) else {
            let error = diagnostics.0.into_iter().find(|d| d.severity == Severity::Error);
            return Err(reject(error.map_or_else(|| "no handout".to_owned(), |error| error.message)));
        };
        let pdf = write_pdf(&document, pages, self.fonts, self.options.epoch).map_err(|e| reject(e.to_string()))?;
        let pages = Document::new(pdf.clone()).and_then(|read| read.pages(&|_| false));
        let pages = pages.map_err(|e| reject(e.to_string()))?;
        let pages =
            pages.into_iter().map(|page| PageMark { code: String::new(), digest: page.digest.unwrap_or_default() });
        Ok(Copy { finished: Finished { number: record.number, pages: pages.collect() }, pdf })
    }
}
