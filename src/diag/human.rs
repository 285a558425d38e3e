//! Diagnostics for people: message, file and line, the line itself with a caret, and what to do.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Place, Severity, visible};
use crate::source::{SourceFile, Sources, Span};

/// Whether the output may use color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Color {
    /// Plain text.
    Never,
    /// ANSI escapes.
    Always,
}

/// Characters of a long line shown on either side of the marked text.
const CONTEXT_CHARS: usize = 60;
/// The most characters under the caret that are shown of a long line.
const MARKED_CHARS: usize = 100;
/// Lines allowed between two places shown in one snippet.
const NEAR_LINES: usize = 6;

impl Diagnostic {
    /// The problem with its line of the file, as the command shows it without color, ending in a line ending.
    pub fn to_text(&self, sources: &Sources) -> String {
        render(sources, self, Color::Never)
    }
}

/// One diagnostic, ending in a line ending.
pub(crate) fn render(sources: &Sources, diagnostic: &Diagnostic, color: Color) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(visible(&diagnostic.message)).id(diagnostic.code));
    for element in snippets(sources, diagnostic) {
        group = group.element(element);
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(visible(hint)));
    }
    let renderer = match color {
        Color::Never => Renderer::plain(),
        Color::Always => Renderer::styled(),
    };
    // Between our own heading of a cropped line and its snippet, the renderer adds an empty line.
    let rendered = renderer.render(&[group]);
    let lines = rendered.lines().filter(|line| without_color(line).trim() != ":::");
    lines.map(|line| format!("{line}\n")).collect()
}

/// A line without its ANSI colors, which are `ESC [ … m`.
fn without_color(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

/// A place and its label.
struct Mark<'a> {
    kind: AnnotationKind,
    span: Span,
    label: &'a str,
}

fn snippets<'a>(sources: &'a Sources, diagnostic: &'a Diagnostic) -> Vec<Element<'a>> {
    let mut marks = vec![];
    if let Some(Place::Line { file, line, column }) = diagnostic.primary {
        let origin = Origin::path(sources.file(file).path.display().to_string()).line(line);
        return vec![column.map_or(origin.clone(), |column| origin.char_column(column)).into()];
    }
    if let Some(span) = diagnostic.primary.and_then(|place| place.resolve(sources)) {
        marks.push(Mark { kind: AnnotationKind::Primary, span, label: &diagnostic.label });
    }
    for (place, label) in &diagnostic.labels {
        if let Some(span) = place.resolve(sources) {
            marks.push(Mark { kind: AnnotationKind::Context, span, label });
        }
    }
    let Some(first) = marks.first() else { return vec![] };
    let first_file = first.span.file;
    let source = sources.file(first_file);
    let line_of = |mark: &Mark<'_>| source.line_column(mark.span.range().start).0;
    let line = line_of(first);
    let near = |mark: &Mark<'_>| mark.span.file == first_file && line_of(mark).abs_diff(line) <= NEAR_LINES;
    let (together, apart): (Vec<Mark<'_>>, Vec<Mark<'_>>) = marks.into_iter().partition(near);

    let mut elements = window(source, &together);
    for mark in apart {
        elements.extend(window(sources.file(mark.span.file), &[mark]));
    }
    elements
}

/// The lines of some marks in one file.
fn window<'a>(source: &'a SourceFile, marks: &[Mark<'a>]) -> Vec<Element<'a>> {
    let path = visible(&source.path.display().to_string()).into_owned();
    let places: Vec<_> = marks.iter().map(|m| (m, source.line_column(m.span.range().start))).collect();
    let Some(&(first, (line, column))) = places.first() else { return vec![] };
    let first_line = places.iter().map(|p| p.1.0).min().unwrap_or(line);
    let last_line = places.iter().map(|p| p.1.0).max().unwrap_or(line);
    let range = source.line_range(first_line).start..source.line_range(last_line).end;

    if range.is_empty() {
        // An empty file or line has nothing worth framing.
        return vec![Origin::path(path).line(line).char_column(column).into()];
    }
    if source.text[range.clone()].chars().take(4 * CONTEXT_CHARS).count() < 4 * CONTEXT_CHARS {
        let mut snippet = Snippet::source(&source.text[range.clone()]).line_start(first_line).path(path).fold(false);
        for (mark, (line, _)) in &places {
            // For a text over several lines, the first is where to look.
            let end = source.line_range(*line).end.min(mark.span.range().end).max(mark.span.range().start);
            let span = mark.span.range().start.min(range.end) - range.start..end.min(range.end) - range.start;
            snippet = snippet.annotation(mark.kind.span(span).label(visible(mark.label)));
        }
        return vec![snippet.into()];
    }
    // Long lines: only the text around the first mark, under a heading with its position.
    let (text, span) = crop(source, first.span, line);
    let annotation = first.kind.span(span).label(visible(first.label));
    let snippet = Snippet::source(text).line_start(line).fold(false).annotation(annotation);
    vec![Origin::path(path).line(line).char_column(column).into(), snippet.into()]
}

/// Some characters before and after a span in its line, with `…` where more was cut, and the span in them.
fn crop(source: &SourceFile, span: Span, line: usize) -> (String, std::ops::Range<usize>) {
    let range = source.line_range(line);
    let start = source.floor_char_boundary(span.range().start).clamp(range.start, range.end);
    let end = source.floor_char_boundary(span.range().end).clamp(start, range.end);
    let before: Vec<char> = source.text[range.start..start].chars().rev().take(CONTEXT_CHARS).collect();
    let before: String = before.into_iter().rev().collect();
    let marked: String = source.text[start..end].chars().take(MARKED_CHARS).collect();
    let after: String = source.text[start + marked.len()..range.end].chars().take(CONTEXT_CHARS).collect();
    let cut_before = if start - range.start > before.len() { "…" } else { "" };
    let cut_after = if start + marked.len() + after.len() < range.end { "…" } else { "" };
    let at = cut_before.len() + before.len();
    let marked_end = at + marked.len();
    (format!("{cut_before}{before}{marked}{after}{cut_after}"), at..marked_end)
}
