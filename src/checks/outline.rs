//! A handout as a sequence of blocks, for comparison with another.

use super::facts::Facts;
use crate::content::blocks::{BoxSpec, ItemSpec};
use crate::content::spanned::Spanned;
use crate::content::types::{BlockEntry, BlockSpec, Handout, Scalar};
use crate::content::when::When;
use crate::diag::Diagnostics;
use crate::model::markdown::{Holder, Markdown, parse_blocks};
use crate::source::Span;

/// A block: its kind, its place, its numbers.
pub(super) struct Piece {
    /// "a note", "a list of 3 items".
    pub kind: String,
    /// The block, or the part of a text that makes it.
    pub span: Span,
    /// Its numbers, doses and placeholders.
    pub facts: Facts,
}

/// The title and all blocks in reading order. Blocks under `body` in another language are included.
pub(super) fn outline(handout: &Handout) -> Vec<Piece> {
    let mut pieces = vec![piece("the title", handout.title.span, [&handout.title])];
    add(&handout.body, &mut pieces);
    pieces
}

fn add(entries: &[Spanned<BlockEntry>], pieces: &mut Vec<Piece>) {
    for entry in entries {
        let from = pieces.len();
        add_entry(entry, pieces);
        if let Some(when) = &entry.when {
            let under = format!(" under the condition `{}`", when.in_words());
            pieces[from..].iter_mut().for_each(|piece| piece.kind.push_str(&under));
        }
    }
}

fn add_entry(entry: &Spanned<BlockEntry>, pieces: &mut Vec<Piece>) {
    let span = entry.span;
    let one = |kind, scalar| piece(kind, span, [scalar]);
    let list = |kind: &str, items: &[Scalar]| piece(&format!("{kind} of {}", items.len()), span, items);
    pieces.push(match &entry.block {
        BlockSpec::Text(text) => {
            running_text(text, pieces);
            return;
        }
        BlockSpec::Body(inner) => {
            add(inner, pieces);
            return;
        }
        BlockSpec::Landscape(inner) => {
            // That a page is turned is not something it says.
            add(inner, pieces);
            return;
        }
        BlockSpec::PageBreak => piece("a page break", span, []),
        BlockSpec::Heading(text) => one("a heading", text),
        BlockSpec::Subheading(text) => one("a subheading", text),
        BlockSpec::Note(spec) => boxed("a note", span, spec),
        BlockSpec::Warning(spec) => boxed("a warning", span, spec),
        BlockSpec::Danger(spec) => boxed("a danger box", span, spec),
        BlockSpec::Contact(text) => one("a contact block", text),
        BlockSpec::FinePrint(text) => one("small print", text),
        BlockSpec::Steps(steps) => {
            let goes_on = steps.start.as_ref().is_some_and(|start| start.value == "continue");
            items(if goes_on { "more steps" } else { "steps" }, span, &steps.items)
        }
        BlockSpec::List(list) => items("a list", span, &list.items),
        BlockSpec::Checklist(checklist) => list("a checklist", &checklist.items),
        BlockSpec::Definitions(entries) => {
            let kind = format!("definitions of {}", entries.0.len());
            piece(&kind, span, entries.0.iter().flat_map(|(term, text)| [term, text]))
        }
        BlockSpec::Figures(panels) => {
            let texts = panels.iter().flat_map(|panel| panel.caption.iter().chain([&panel.alt]));
            piece(&format!("a row of {} images", panels.len()), span, texts)
        }
        BlockSpec::Qr(code) => piece("a QR code", span, code.caption.iter().chain([&code.alt])),
        BlockSpec::Signature(lines) => {
            let kind = format!("{} to sign on", lines.items.len());
            piece(&kind, span, lines.items.iter().chain(&lines.date))
        }
        BlockSpec::Table(table) => {
            let (rows, columns) = (table.rows.len(), table.header.len());
            let depend = (1..).zip(&table.rows).map(|(number, row)| depends("row", number, &row.when, &row.each));
            let kind = format!("a table of {rows} rows and {columns} columns{}", depend.collect::<String>());
            let cells = table.rows.iter().flat_map(|row| row.row.iter().chain(&row.empty));
            piece(&kind, span, table.header.iter().chain(cells))
        }
        BlockSpec::Schedule(schedule) => {
            let kind = format!("a schedule of {} medicines", schedule.medicines.len());
            piece(&kind, span, schedule.texts())
        }
        BlockSpec::Figure(figure) => {
            let kind = match (&figure.caption, &figure.beside) {
                (Some(_), None) => "an image with a caption",
                (None, None) => "an image",
                (Some(_), Some(_)) => "an image with a caption and words beside it",
                (None, Some(_)) => "an image with words beside it",
            };
            piece(kind, span, figure.caption.iter().chain([&figure.alt]).chain(&figure.beside))
        }
    });
}

/// A boxed text with its title.
fn boxed(kind: &str, span: Span, spec: &BoxSpec) -> Piece {
    piece(kind, span, spec.title.iter().chain([&spec.text]))
}

/// What a row or an item depends on.
fn depends(what: &str, number: usize, when: &Option<Spanned<When>>, each: &Option<Scalar>) -> String {
    let under = when.as_ref().map(|when| format!(", {what} {number} under the condition `{}`", when.in_words()));
    let each = each.as_ref().map(|each| format!(", {what} {number} for each of `{}`", each.value));
    under.into_iter().chain(each).collect()
}

/// Steps or a list, with those within its items.
fn items(kind: &str, span: Span, items: &[Spanned<ItemSpec>]) -> Piece {
    let (mut texts, mut empty, mut depend) = (Vec::new(), Vec::new(), String::new());
    add_items(items, (&mut texts, &mut empty), &mut depend);
    let inner = match texts.len() - items.len() {
        0 => String::new(),
        inner => format!(", with {inner} within them"),
    };
    piece(&format!("{kind} of {}{inner}{depend}", items.len()), span, texts.into_iter().chain(empty))
}

/// Adds the texts of items, those for empty lists, and what they depend on.
fn add_items<'s>(
    items: &'s [Spanned<ItemSpec>],
    (texts, empty): (&mut Vec<&'s Scalar>, &mut Vec<&'s Scalar>),
    depend: &mut String,
) {
    for (number, item) in (1..).zip(items) {
        texts.push(&item.text);
        empty.extend(&item.empty);
        depend.push_str(&depends("item", number, &item.when, &item.each));
        for inner in [&item.steps, &item.list].into_iter().flatten() {
            add_items(inner, (&mut *texts, &mut *empty), depend);
        }
    }
}

/// The paragraphs and lists of a text, one piece each.
fn running_text(scalar: &Scalar, pieces: &mut Vec<Piece>) {
    // Problems with the text are reported when it is read for printing.
    for part in parse_blocks(scalar, Holder::Body, &mut Diagnostics::default()) {
        let kind = match &part {
            Markdown::Paragraph(_) => "a paragraph".to_owned(),
            Markdown::List(Some(_), items) => format!("a numbered list of {}", items.len()),
            Markdown::List(None, items) => format!("a list of {}", items.len()),
        };
        let mut facts = Facts::default();
        add_text(&part, &mut facts);
        pieces.push(Piece { kind, span: scalar.span, facts });
    }
}

fn add_text(part: &Markdown, facts: &mut Facts) {
    match part {
        Markdown::Paragraph(styled) => facts.add(&styled.text),
        Markdown::List(_, items) => items.iter().flatten().for_each(|part| add_text(part, facts)),
    }
}

fn piece<'s>(kind: &str, span: Span, texts: impl IntoIterator<Item = &'s Scalar>) -> Piece {
    let mut facts = Facts::default();
    for text in texts {
        facts.add(text);
    }
    Piece { kind: kind.to_owned(), span, facts }
}
