//! The document's blocks with their texts shaped: what composing needs, measured once.

mod schedules;

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub(crate) use schedules::ShapedSchedule;

use super::questions::Typesetter;
use crate::diag::Diagnostics;
use crate::lang::Language;
use crate::lang::words::Lexicon;
use crate::model::document::{
    Align, Block, Document, Extent, Figure, Image, Inline, InlineKind, Isolate, ListKind, Symbol, TableForm, Text,
    Urgency,
};
use crate::source::Origin;
use crate::style::{Styles, TextLook};
use crate::text::{Shaped, TextStyle, shape_text};

/// Fewer texts than this do not justify a thread.
const TEXTS_A_THREAD: usize = 4;

/// A shaped text with the look it was shaped in.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    /// The glyphs.
    pub shaped: Arc<Shaped>,
    /// The default language.
    pub language: Language,
    /// Its style.
    pub look: TextLook,
    /// Its index among the texts with a patient's values, if it is one.
    pub slot: Option<usize>,
}

/// A block with shaped texts; see [`Block`].
#[derive(Clone, Debug)]
pub(crate) enum ShapedBlock {
    Heading { level: u8, words: Words },
    Paragraph(Words),
    Framed { kind: FrameKind, title: Option<Words>, blocks: Vec<ShapedBlock> },
    List { kind: ListKind, items: Vec<(Words, Vec<ShapedBlock>)>, columns: usize },
    Definitions(Vec<(Words, Vec<ShapedBlock>)>),
    Table(ShapedTable),
    Schedule(Box<ShapedSchedule>),
    Figure { figure: ShapedFigure, width: Option<Extent>, align: Align, beside: Vec<ShapedBlock> },
    Figures(Vec<ShapedFigure>),
    Code { symbol: Symbol, figure: Box<ShapedCode> },
    Signature { labels: Vec<Words>, date: Option<Words> },
    PageBreak,
    Landscape(Vec<ShapedBlock>),
    InLanguage { language: Language, blocks: Vec<ShapedBlock> },
}

/// A table with shaped texts.
#[derive(Clone, Debug)]
pub(crate) struct ShapedTable {
    pub header: Vec<Words>,
    pub rows: Vec<Vec<Vec<ShapedBlock>>>,
    pub form: TableForm,
}

/// An image with its texts.
#[derive(Clone, Debug)]
pub(crate) struct ShapedFigure {
    pub image: Arc<Image>,
    pub alt: String,
    pub caption: Option<Words>,
    pub origin: Origin,
}

/// The texts of a QR code.
#[derive(Clone, Debug)]
pub(crate) struct ShapedCode {
    pub alt: String,
    pub caption: Option<Words>,
    pub address: Words,
    pub origin: Origin,
}

/// The kinds of box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrameKind {
    /// The fields of a copy.
    Patient,
    /// A note.
    Note,
    /// A warning, with an icon.
    Warning,
    /// Danger, below a band with an icon.
    Danger,
    /// Whom to call.
    Contact,
}

/// The whole document, shaped.
#[derive(Clone, Debug)]
pub(crate) struct ShapedDocument {
    /// The title.
    pub title: Words,
    /// The patient box: label and value of each field.
    pub fields: Vec<(Words, Option<Words>)>,
    /// The body.
    pub blocks: Vec<ShapedBlock>,
}

/// Shapes every text of a document.
pub(crate) fn shape_document(
    typesetter: &mut Typesetter<'_>,
    document: &Document,
    styles: &Styles,
    diagnostics: &mut Diagnostics,
) -> ShapedDocument {
    let mut phase = Phase { typesetter, diagnostics, language: document.language.clone(), lexicon: &document.lexicon };
    let value_look = TextLook { bold: true, ..styles.label };
    ShapedDocument {
        title: phase.words(&document.title, styles.title),
        fields: document
            .fields
            .iter()
            .map(|f| {
                let value = f.value.as_ref().map(|v| phase.words(&with_end(v, " "), value_look));
                let colon = document.lexicon.words(&f.label.language).colon;
                (phase.words(&with_end(&f.label, &colon), styles.label), value)
            })
            .collect(),
        blocks: phase.blocks(&document.blocks, styles, styles.body),
    }
}

/// Shapes one text in a style.
pub(crate) fn shape_words(
    typesetter: &mut Typesetter<'_>,
    text: &Text,
    look: TextLook,
    diagnostics: &mut Diagnostics,
) -> Words {
    let style = TextStyle {
        font: look.font,
        size: look.size,
        bold: look.bold,
        upright: look.upright,
        color: look.color,
        hyphenate: hyphenates(&text.language) && !look.bold,
        coarse: look.coarse && text.has_field(),
    };
    let slot = text.has_field().then(|| typesetter.questions.add(text, look));
    let filled = slot.map(|_| typesetter.values().fill(text));
    let shaped = Arc::new(shape_text(&mut typesetter.shaper, filled.as_ref().unwrap_or(text), style, diagnostics));
    Words { shaped, language: text.language.clone(), look, slot }
}

/// Languages whose words are so long that readers expect them hyphenated. English and Spanish handouts are easier to
/// read without hyphenation (plain-language guides ask for whole words).
fn hyphenates(language: &Language) -> bool {
    matches!(language.primary(), "de" | "nl" | "fi" | "hu" | "et" | "sv" | "da" | "nb" | "nn" | "no" | "is")
}

/// Shapes independent texts, such as notices, in one style. Reading a font's tables at its first use takes longer than
/// everything else done with a notice, so threads divide the texts among them; words and diagnostics come in the order
/// of the texts, whichever thread handled which.
pub(crate) fn shape_all(
    typesetter: &mut Typesetter<'_>,
    texts: &[Text],
    look: TextLook,
    diagnostics: &mut Diagnostics,
) -> Vec<Words> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let threads = cores.min(texts.len() / TEXTS_A_THREAD);
    if threads < 2 {
        return texts.iter().map(|text| shape_words(typesetter, text, look, diagnostics)).collect();
    }
    let fonts = typesetter.fonts();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut typesetter = Typesetter::new(fonts);
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(text) = texts.get(index) else { return done };
            let mut found = Diagnostics::default();
            let words = shape_words(&mut typesetter, text, look, &mut found);
            done.push((index, words, found));
        }
    };
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(index, ..)| *index);
    let mut words = Vec::with_capacity(all.len());
    for (_, shaped, mut found) in all {
        diagnostics.0.append(&mut found.0);
        words.push(shaped);
    }
    diagnostics.remove_repeats();
    words
}

/// What shaping the blocks needs.
struct Phase<'a, 'f> {
    typesetter: &'a mut Typesetter<'f>,
    diagnostics: &'a mut Diagnostics,
    /// For the current blocks.
    language: Language,
    lexicon: &'a Lexicon,
}

impl Phase<'_, '_> {
    fn words(&mut self, text: &Text, look: TextLook) -> Words {
        shape_words(self.typesetter, text, look, self.diagnostics)
    }

    fn blocks(&mut self, blocks: &[Block], styles: &Styles, look: TextLook) -> Vec<ShapedBlock> {
        let mut shaped = Vec::with_capacity(blocks.len());
        for block in blocks {
            match block {
                // Small print is not a box: its blocks are among the others in a smaller style.
                Block::FinePrint(blocks) => shaped.extend(self.blocks(blocks, styles, styles.fine_print)),
                block => shaped.extend(self.block(block, styles, look)),
            }
        }
        shaped
    }

    fn block(&mut self, block: &Block, styles: &Styles, look: TextLook) -> Option<ShapedBlock> {
        Some(match block {
            Block::Heading { level, text } => {
                let look = if *level <= 2 { styles.heading } else { styles.subheading };
                ShapedBlock::Heading { level: *level, words: self.words(text, look) }
            }
            Block::Paragraph(text) => ShapedBlock::Paragraph(self.words(text, look)),
            Block::Notice { urgency, title, blocks } => {
                let (kind, look) = match urgency {
                    Urgency::Note => (FrameKind::Note, styles.note_title),
                    Urgency::Warning => (FrameKind::Warning, styles.warning_title),
                    Urgency::Danger => (FrameKind::Danger, styles.danger_title),
                };
                let title = title.as_ref().map(|title| self.words(title, look));
                ShapedBlock::Framed { kind, title, blocks: self.blocks(blocks, styles, styles.body) }
            }
            Block::Contact(blocks) => {
                let blocks = self.blocks(blocks, styles, styles.body);
                ShapedBlock::Framed { kind: FrameKind::Contact, title: None, blocks }
            }
            Block::FinePrint(_) => return None,
            Block::List { kind, items, columns } => {
                let items = items
                    .iter()
                    .enumerate()
                    .map(|(index, blocks)| {
                        let label = self.label(*kind, index);
                        (self.words(&label, look), self.blocks(blocks, styles, look))
                    })
                    .collect();
                ShapedBlock::List { kind: *kind, items, columns: *columns }
            }
            Block::Definitions(entries) => {
                let term_look = TextLook { bold: true, ..look };
                let entry =
                    |(term, text): &(Text, Vec<Block>)| (self.words(term, term_look), self.blocks(text, styles, look));
                ShapedBlock::Definitions(entries.iter().map(entry).collect())
            }
            Block::Table { header, rows, form } => {
                let TextLook { size, leading, .. } = if form.small { styles.fine_print } else { look };
                let look = TextLook { size, leading, ..look };
                let head = TextLook { bold: true, ..look };
                let header = header.iter().map(|cell| self.words(cell, head)).collect();
                let look_of = |column| if column == 0 && form.row_heads { head } else { look };
                let mut cells = |row: &[Vec<Block>]| {
                    let cells = row.iter().enumerate();
                    cells.map(|(column, cell)| self.blocks(cell, styles, look_of(column))).collect()
                };
                let rows = rows.iter().map(|row| cells(row)).collect();
                ShapedBlock::Table(ShapedTable { header, rows, form: form.clone() })
            }
            Block::Schedule(schedule) => ShapedBlock::Schedule(Box::new(self.schedule(schedule, styles, look))),
            Block::Figure { figure, width, align, beside } => {
                let figure = self.figure(figure, styles);
                let beside = self.blocks(beside, styles, look);
                ShapedBlock::Figure { figure, width: *width, align: *align, beside }
            }
            Block::Figures(figures) => {
                ShapedBlock::Figures(figures.iter().map(|figure| self.figure(figure, styles)).collect())
            }
            Block::Code { symbol, alt, caption, address, origin } => {
                let caption = caption.as_ref().map(|caption| self.words(caption, styles.caption));
                let address = self.words(address, styles.caption);
                let figure = ShapedCode { alt: alt.clone(), caption, address, origin: *origin };
                ShapedBlock::Code { symbol: symbol.clone(), figure: Box::new(figure) }
            }
            Block::Signature { labels, date } => ShapedBlock::Signature {
                labels: labels.iter().map(|label| self.words(label, styles.label)).collect(),
                date: date.as_ref().map(|date| self.words(date, styles.label)),
            },
            Block::PageBreak => ShapedBlock::PageBreak,
            Block::Landscape(blocks) => ShapedBlock::Landscape(self.blocks(blocks, styles, look)),
            Block::InLanguage { language, blocks } => {
                let outer = std::mem::replace(&mut self.language, language.clone());
                let blocks = self.blocks(blocks, styles, look);
                self.language = outer;
                ShapedBlock::InLanguage { language: language.clone(), blocks }
            }
        })
    }

    fn figure(&mut self, figure: &Figure, styles: &Styles) -> ShapedFigure {
        let Figure { image, alt, caption, origin } = figure;
        let caption = caption.as_ref().map(|caption| self.words(caption, styles.caption));
        ShapedFigure { image: image.clone(), alt: alt.clone(), caption, origin: *origin }
    }

    fn label(&self, kind: ListKind, index: usize) -> Text {
        let label = match kind {
            // The space at the end hangs outside; with it, readers of the text don't join label and item.
            ListKind::Steps { start, outer } => {
                let outer: Vec<u64> = outer.into_iter().filter(|&number| number > 0).map(u64::from).collect();
                self.lexicon.words(&self.language).step_label(&outer, u64::from(start) + index as u64)
            }
            ListKind::Bullets => "• ".to_owned(),
            ListKind::Checklist | ListKind::Condition => "☐ ".to_owned(),
        };
        product_text(&self.language, label)
    }
}

/// A text with a colon or space at its end. A space there hangs outside the line; it is a real one, for readers of the
/// text.
pub(crate) fn with_end(text: &Text, end: &str) -> Text {
    let mut ended = text.clone();
    match ended.spans.last_mut() {
        Some(Inline { kind: InlineKind::Words(words), isolate: Isolate::No, closes: 0, .. }) => words.push_str(end),
        _ => ended.spans.extend(product_text(&text.language, end.to_owned()).spans),
    }
    ended
}

/// One of the product's own texts.
pub(crate) fn product_text(language: &Language, words: String) -> Text {
    Text { language: language.clone(), spans: vec![Inline::words(words, Origin::Product)] }
}
