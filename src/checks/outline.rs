//! A handout as a sequence of blocks, for comparison with another.

use super::facts::Facts;
use crate::content::spanned::Spanned;
use crate::content::types::{BlockEntry, BlockSpec, Handout, Scalar};
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
        let span = entry.span;
        let one = |kind, scalar| piece(kind, span, [scalar]);
        let list = |kind: &str, items: &[Scalar]| piece(&format!("{kind} of {}", items.len()), span, items);
        pieces.push(match &entry.block {
            BlockSpec::Text(text) => {
                running_text(text, pieces);
                continue;
            }
            BlockSpec::Body(inner) => {
                add(inner, pieces);
                continue;
            }
            BlockSpec::PageBreak => piece("a page break", span, []),
            BlockSpec::Heading(text) => one("a heading", text),
            BlockSpec::Subheading(text) => one("a subheading", text),
            BlockSpec::Note(text) => one("a note", text),
            BlockSpec::Contact(text) => one("a contact block", text),
            BlockSpec::FinePrint(text) => one("small print", text),
            BlockSpec::Steps(items) => list("steps", items),
            BlockSpec::List(items) => list("a list", items),
            BlockSpec::Checklist(items) => list("a checklist", items),
            BlockSpec::Table(table) => {
                let kind = format!("a table of {} rows and {} columns", table.rows.len(), table.header.len());
                piece(&kind, span, table.header.iter().chain(table.rows.iter().flat_map(|row| &row.value)))
            }
            BlockSpec::Figure(figure) => {
                let kind = if figure.caption.is_some() { "an image with a caption" } else { "an image" };
                piece(kind, span, figure.caption.iter().chain([&figure.alt]))
            }
        });
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
