//! Helpers that several modules here use.

use std::path::Path;

use handout::color::Color;
use handout::content;
use handout::diag::{Diagnostics, Severity};
use handout::engine::{self, lay_out};
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::lang::Language;
use handout::model::document::{Block, Document, FieldRef, Inline, InlineKind, Isolate, Text};
use handout::model::merge::{Request, merge};
use handout::paginate::Pages;
use handout::source::{FileId, Origin, Sources};
use handout::text::{Shaped, Shaper, TextStyle, shape_text};

/// A site with the phones of the sample content.
pub(crate) const SITE: &str = r#"
site: 1
name: St. Jude Children’s Research Hospital
phones:
  nurse_line: {number: "+1 901-595-3300"}
  toll_free:  {number: "+1 866-278-5833", vanity: "1-866-2STJUDE"}
  tty:        {number: "+1 901-595-1040", kind: tty, format: long_distance}
  inside:     {dial: "0"}
"#;

/// The result of merging.
pub(crate) struct Merged {
    /// The document, if there is one.
    pub document: Option<Document>,
    /// Codes of all diagnostics, each with its message and hints.
    pub problems: Vec<(&'static str, String)>,
}

impl Merged {
    /// The document; fails with the problems otherwise.
    pub(crate) fn document(&self) -> &Document {
        self.document.as_ref().unwrap_or_else(|| panic!("no document: {:#?}", self.problems))
    }

    /// The codes alone.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.problems.iter().map(|(code, _)| *code).collect()
    }
}

/// Merges a handout in the YAML of its body (and what else is given at the top level) with a site and notices.
pub(crate) fn merge_parts(handout: &str, site: Option<&str>, notices: Option<&str>, record: &[(&str, &str)]) -> Merged {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let handout = sources.add("test.yaml", handout.to_owned());
    let site = site.map(|site| sources.add("site.yaml", site.to_owned()));
    let notices = notices.map(|notices| sources.add("notices.yaml", notices.to_owned()));
    merge_files(&sources, handout, site, notices, record, &mut diagnostics)
}

/// Merges files that have been read.
pub(crate) fn merge_files(
    sources: &Sources,
    handout: FileId,
    site: Option<FileId>,
    notices: Option<FileId>,
    record: &[(&str, &str)],
    diagnostics: &mut Diagnostics,
) -> Merged {
    let handout = content::read_handout(sources, handout, diagnostics);
    let site = site.and_then(|site| content::read_site(sources, site, diagnostics));
    let notices = notices.and_then(|notices| content::read_notices(sources, notices, diagnostics));
    let record: Vec<_> = record.iter().map(|&(field, value)| (field.to_owned(), value.to_owned())).collect();
    let document = handout.and_then(|handout| {
        let request = Request {
            handout: &handout,
            site: site.as_ref(),
            notices: notices.as_ref(),
            record: &record,
            paper: None,
            size: None,
        };
        merge(sources, &request, diagnostics)
    });
    let said = |d: &handout::diag::Diagnostic| (d.code, format!("{} | {}", d.message, d.hints.join(" | ")));
    Merged { document, problems: diagnostics.0.iter().map(said).collect() }
}

/// Merges one paragraph in a language, with the sample site.
pub(crate) fn merge_text(language: &str, text: &str) -> Merged {
    merge_parts(&handout(language, text), Some(SITE), None, &[])
}

/// Reads, merges and lays out a file, its site and notices. `Err` has the problems, except that a text is unreviewed or
/// a language has no words.
pub(crate) fn lay_out_file(path: &Path, fonts: &Fonts, size: Option<Length>) -> Result<(Document, Pages), String> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let files = engine::read(&mut sources, path, &mut diagnostics);
    let document = files.and_then(|files| {
        let request = Request {
            handout: &files.handout,
            site: files.site.as_ref(),
            notices: files.notices.as_ref(),
            record: &[],
            paper: None,
            size,
        };
        merge(&sources, &request, &mut diagnostics)
    });
    let pages = document.as_ref().and_then(|document| lay_out(document, fonts, &mut diagnostics));
    let is_expected = |code| matches!(code, "words-missing" | "translation-unreviewed" | "notice-unreviewed");
    diagnostics.0.retain(|d| d.severity == Severity::Error || !is_expected(d.code));
    match (document, pages) {
        (Some(document), Some(pages)) if diagnostics.0.is_empty() => Ok((document, pages)),
        _ => Err(diagnostics.0.iter().map(|d| format!("{}: {}\n", d.code, d.message)).collect()),
    }
}

/// A handout of one paragraph.
pub(crate) fn handout(language: &str, text: &str) -> String {
    let indented = text.replace('\n', "\n    ");
    format!("handout: 1\nid: test\ntitle: Test\nlanguage: {language}\nsite: site.yaml\nbody:\n  - |\n    {indented}\n")
}

/// The first paragraph's spans, marked up for reading.
pub(crate) fn first_paragraph(merged: &Merged) -> String {
    match merged.document().blocks.first() {
        Some(Block::Paragraph(text)) => marked(&merged.document().values.fill(text)),
        other => panic!("no paragraph: {other:?}"),
    }
}

/// Spans as text: `⟨…⟩` is isolated left to right, `⟦…⟧` by its first letter, `!` is unbreakable, `→` is a link.
pub(crate) fn marked(text: &Text) -> String {
    let mut open = Vec::new();
    let mut marked = String::new();
    for span in &text.spans {
        for isolate in &span.opens {
            marked.push_str(if *isolate == Isolate::Ltr { "⟨" } else { "⟦" });
            open.push(if *isolate == Isolate::Ltr { "⟩" } else { "⟧" });
        }
        marked.push_str(&mark(span));
        for _ in 0..span.closes {
            marked.push_str(open.pop().expect("an isolate ends where one is open"));
        }
    }
    assert!(open.is_empty(), "an isolate is left open: {marked}");
    marked
}

fn mark(span: &Inline) -> String {
    let words = match &span.kind {
        InlineKind::Words(words) => words.clone(),
        InlineKind::LineBreak => "⏎".to_owned(),
        InlineKind::Blank { ems, label } => format!("____{ems}:{label}"),
        InlineKind::Field(FieldRef { field, language: 0 }) => format!("#field{field}"),
        InlineKind::Field(FieldRef { field, language }) => format!("#field{field} in language {language}"),
        InlineKind::Mark(mark) => mark.words.clone(),
        InlineKind::PageNumber => "#page".to_owned(),
        InlineKind::PageCount => "#pages".to_owned(),
    };
    let words = match (span.bold, span.italic) {
        (true, true) => format!("***{words}***"),
        (true, false) => format!("**{words}**"),
        (false, true) => format!("*{words}*"),
        (false, false) => words,
    };
    let unbreakable = if span.unbreakable && span.isolate != Isolate::No { "!" } else { "" };
    let link = span.link.as_ref().map(|link| format!("→{link}")).unwrap_or_default();
    match span.isolate {
        Isolate::No => format!("{words}{link}"),
        Isolate::Ltr => format!("⟨{words}{unbreakable}{link}⟩"),
        Isolate::FirstStrong => format!("⟦{words}{unbreakable}{link}⟧"),
    }
}

/// A handout of one word, with one field.
pub(crate) const ONE_WORD: &str = include_str!("../data/one-word.yaml");

/// One paragraph through the text code: every character that any face has is shaped, and all break opportunities are
/// found.
pub(crate) fn shape(language: &str, text: &str) -> Shaped {
    shape_spans(language, vec![Inline::words(text, Origin::Product)])
}

/// The same with spans that have attributes.
pub(crate) fn shape_spans(language: &str, spans: Vec<Inline>) -> Shaped {
    shape_with(&mut Shaper::new(&Fonts::bundled()), language, spans)
}

/// The same with a reused shaper, for many paragraphs.
pub(crate) fn shape_with(shaper: &mut Shaper<'_>, language: &str, spans: Vec<Inline>) -> Shaped {
    let language = Language::parse(language).unwrap_or_else(|| panic!("{language} is a language"));
    let style = TextStyle {
        font: None,
        size: Length::pt(12),
        bold: false,
        color: Color::BLACK,
        hyphenate: false,
        coarse: false,
        upright: false,
    };
    shape_text(shaper, &Text { language, spans }, style, &mut Diagnostics::default())
}
