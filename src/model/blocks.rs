//! Reads the body's blocks: their texts in their language, their pictures, and what they say about their own form.

use std::cell::Cell;

use super::addresses::to_uri;
use super::clean::clean;
use super::conditions;
use super::context::{Context, FieldValue, Place, Values};
use super::document::{
    Align, Block, FieldRef, Figure, Inline, InlineKind, Isolate, ListKind, TableForm, Text, Urgency, isolate_all,
};
use super::fields::Printing;
use super::images::{Folders, Pictures};
use super::inline::{read_blocks, read_line};
use super::lengths::{Widths, extent, row_height};
use super::links;
use super::markdown::Holder;
use super::qr;
use super::running;
use crate::content::blocks::{
    AlignSpec, BoxSpec, FigureSpec, ItemSpec, QrSpec, RowSpec, RulesSpec, SignatureSpec, StepsSpec, TableSpec,
    TextSizeSpec,
};
use crate::content::lists::{ItemName, ItemOf};
use crate::content::shorten;
use crate::content::spanned::Spanned;
use crate::content::types::{BlockEntry, BlockSpec, FieldSpec, Scalar, Site};
use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::Length;
use crate::lang::Language;
use crate::lang::words::Lexicon;
use crate::source::{Origin, Span};

/// Reads the body's blocks.
pub(super) struct Body<'a> {
    pub files: Folders<'a>,
    pub pictures: &'a mut Pictures,
    /// The patient's fields.
    pub fields: &'a [(Scalar, FieldSpec)],
    /// The languages in which their values print.
    pub printings: &'a [Printing],
    pub lexicon: &'a Lexicon,
    pub site: Option<&'a Site>,
    /// The number of the last step of the steps before; 0 if there are none.
    pub steps: &'a Cell<u32>,
    pub context: Context<'a>,
    pub diagnostics: &'a mut Diagnostics,
}

impl Body<'_> {
    /// A block, in its language; before one that is printed in case, a box to check.
    pub(super) fn entry(&mut self, entry: &Spanned<BlockEntry>) -> Vec<Block> {
        let mark = entry.when.as_ref().and_then(|when| conditions::mark(when, self.fields, &self.context));
        mark.into_iter().chain(self.in_language(entry)).collect()
    }

    /// A block, in its language.
    fn in_language(&mut self, entry: &Spanned<BlockEntry>) -> Vec<Block> {
        let (span, entry) = (entry.span, &entry.value);
        let named = entry.language.as_ref().and_then(|tag| Language::parse(tag));
        let Some(language) = named.filter(|language| language != self.context.language) else {
            return self.block(&entry.block, span);
        };
        let words = &self.lexicon.words(&language);
        let context = Context { language: &language, words, ..self.context };
        let values = self.values_in(&language);
        let context = Context { values: &values, ..context };
        let (pictures, diagnostics) = (&mut *self.pictures, &mut *self.diagnostics);
        let mut body = Body { context, pictures, diagnostics, ..*self };
        let blocks = body.block(&entry.block, span);
        match blocks.as_slice() {
            // Turned pages are the handout's own, whatever language is on them.
            [Block::Landscape(blocks)] => {
                vec![Block::Landscape(vec![Block::InLanguage { language, blocks: blocks.clone() }])]
            }
            _ => vec![Block::InLanguage { language, blocks }],
        }
    }

    /// Placeholder contents in another language: dates and times for its readers, and the title marked with its own
    /// language.
    fn values_in(&self, language: &Language) -> Values {
        let Values { site_name, title, fields, footer } = self.context.values;
        let title = title.as_ref().map(|title| {
            let mut title = title.clone();
            for span in &mut title {
                span.language.get_or_insert_with(|| self.context.language.clone());
            }
            isolate_all(&mut title, Isolate::FirstStrong);
            title
        });
        let place = self.printings.iter().position(|printing| printing.language == *language).unwrap_or_default();
        let in_language = |inline: &Inline| match inline.kind {
            InlineKind::Field(FieldRef { field, .. }) => {
                let kind = InlineKind::Field(FieldRef { field, language: place });
                Inline { kind, ..inline.clone() }
            }
            _ => inline.clone(),
        };
        let fields = fields.iter().map(|FieldValue { name, inlines }| FieldValue {
            name: name.clone(),
            inlines: inlines.iter().map(in_language).collect(),
        });
        let named = self.site.filter(|site| site.name.is_by_language()).map(|site| running::site_name(site, language));
        let site_name = named.or_else(|| site_name.clone());
        Values { title, fields: fields.collect(), site_name, footer: footer.clone() }
    }

    fn block(&mut self, spec: &BlockSpec, span: Span) -> Vec<Block> {
        let one = |block| vec![block];
        match spec {
            BlockSpec::Text(text) => self.blocks(text),
            BlockSpec::PageBreak => one(Block::PageBreak),
            BlockSpec::Heading(text) => one(Block::Heading { level: 2, text: self.line(text) }),
            BlockSpec::Subheading(text) => one(Block::Heading { level: 3, text: self.line(text) }),
            BlockSpec::Note(spec) => one(self.notice(Urgency::Note, spec, span)),
            BlockSpec::Warning(spec) => one(self.notice(Urgency::Warning, spec, span)),
            BlockSpec::Danger(spec) => one(self.notice(Urgency::Danger, spec, span)),
            BlockSpec::Contact(text) => one(Block::Contact(self.blocks(text))),
            BlockSpec::FinePrint(text) => one(Block::FinePrint(self.blocks(text))),
            BlockSpec::Steps(steps) => one(self.steps(steps)),
            BlockSpec::List(list) => one(self.items(ListKind::Bullets, &list.items, columns(&list.columns))),
            BlockSpec::Checklist(list) => {
                // One box to check is for one thing to do.
                let items = list.items.iter().map(|item| vec![Block::Paragraph(self.line(item))]).collect();
                one(Block::List { kind: ListKind::Checklist, items, columns: columns(&list.columns) })
            }
            BlockSpec::Definitions(entries) => {
                let entry = |(term, text): &(Scalar, Scalar)| (self.line(term), self.blocks_in(Holder::Item, text));
                one(Block::Definitions(entries.0.iter().map(entry).collect()))
            }
            BlockSpec::Table(table) => one(self.table(table)),
            BlockSpec::Schedule(schedule) => one(self.schedule(schedule, span)),
            BlockSpec::Figure(figure) => self.figure(figure).into_iter().collect(),
            BlockSpec::Figures(panels) => {
                let figures = panels.iter().filter_map(|p| self.picture(&p.image, &p.alt, &p.caption)).collect();
                one(Block::Figures(figures))
            }
            BlockSpec::Qr(code) => self.code(code).into_iter().collect(),
            BlockSpec::Signature(SignatureSpec { items, date }) => {
                let labels = items.iter().map(|label| self.line(label)).collect();
                one(Block::Signature { labels, date: date.as_ref().map(|label| self.line(label)) })
            }
            BlockSpec::Landscape(entries) => {
                let blocks = entries.iter().flat_map(|entry| self.entry(entry)).collect();
                one(Block::Landscape(blocks))
            }
            BlockSpec::Body(entries) => entries.iter().flat_map(|entry| self.entry(entry)).collect(),
        }
    }

    fn blocks(&mut self, scalar: &Scalar) -> Vec<Block> {
        self.blocks_in(Holder::Body, scalar)
    }

    pub(super) fn blocks_in(&mut self, holder: Holder, scalar: &Scalar) -> Vec<Block> {
        read_blocks(scalar, holder, &self.context, self.diagnostics)
    }

    pub(super) fn line(&mut self, scalar: &Scalar) -> Text {
        read_line(scalar, &self.context, self.diagnostics)
    }

    /// A boxed text. At the head of a warning is a word that says so to someone who sees no colors, or nothing at all.
    fn notice(&mut self, urgency: Urgency, spec: &BoxSpec, span: Span) -> Block {
        let title = spec.title.as_ref().map(|title| self.line(title));
        let words = self.context.words;
        let (word, key) = match urgency {
            Urgency::Note => (None, ""),
            Urgency::Warning => (words.warning.clone(), "warning"),
            Urgency::Danger => (words.danger.clone(), "danger"),
        };
        let title = match (word, title) {
            (Some(word), Some(mut title)) => {
                title.spans.insert(0, Inline::words(format!("{word}{}", words.colon), Origin::Product));
                Some(title)
            }
            (Some(word), None) => {
                let spans = vec![Inline::words(word, Origin::Product)];
                Some(Text { language: self.context.language.clone(), spans })
            }
            (None, title) => title,
        };
        if title.is_none() && urgency != Urgency::Note {
            let language = self.context.language;
            let message = format!("handout has no word for `{key}` in `{language}`");
            let problem = Diagnostic::error("box-untitled", message).at(span, "without a title");
            let hint = format!(
                "give it a `title`, or add the word to the site file: `words: {{{language}: {{{key}: \"…\"}}}}`"
            );
            self.diagnostics.push(problem.hint(hint));
        }
        Block::Notice { urgency, title, blocks: self.blocks(&spec.text) }
    }

    fn steps(&mut self, steps: &StepsSpec) -> Block {
        let start = steps.start.as_ref().filter(|start| !start.is_filler).map_or(1, |start| self.start(start));
        self.steps.set(start.saturating_add(steps.items.len() as u32).saturating_sub(1));
        self.items(ListKind::Steps { start, outer: [0; 2] }, &steps.items, 1)
    }

    /// The number of the first step.
    fn start(&mut self, start: &Scalar) -> u32 {
        let mut wrong = |message: String, hint: &str| {
            let problem = Diagnostic::error("steps-start", message).at(start.span, "not a place to start");
            self.diagnostics.push(problem.hint(hint));
            1
        };
        if start.value == "continue" {
            return match self.steps.get() {
                0 => wrong("there are no steps to continue".into(), "remove the key: the first steps begin with 1"),
                last => last + 1,
            };
        }
        match start.value.parse() {
            Ok(number @ 1..=999) => number,
            _ => wrong(
                format!("steps cannot start at `{}`", shorten(start)),
                "write `continue`, or a number from 1 to 999",
            ),
        }
    }

    fn items(&mut self, kind: ListKind, items: &[Spanned<ItemSpec>], columns: usize) -> Block {
        let mut read = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            if let Some(empty) = &item.empty {
                // Not printed here: its problems are known before a patient has none.
                self.blocks(empty);
            }
            if let Some(of) = &item.of {
                let item = Spanned { value: ItemSpec { of: None, empty: None, ..item.value.clone() }, ..*item };
                let kind = match kind {
                    ListKind::Steps { start, outer } => ListKind::Steps { start: start + index as u32, outer },
                    other => other,
                };
                let block = self.in_item(of, |body| body.items(kind, &[item], columns));
                let Block::List { items, .. } = block else { continue };
                read.extend(items);
                continue;
            }
            let mut blocks = self.blocks_in(Holder::Item, &item.text);
            if let Some(steps) = &item.steps {
                let outer = match kind {
                    ListKind::Steps { start, outer: [0, _] } => [start + index as u32, 0],
                    ListKind::Steps { start, outer: [first, _] } => [first, start + index as u32],
                    _ => [0; 2],
                };
                blocks.push(self.items(ListKind::Steps { start: 1, outer }, steps, 1));
            }
            if let Some(list) = &item.list {
                blocks.push(self.items(ListKind::Bullets, list, 1));
            }
            read.push(blocks);
        }
        Block::List { kind, items: read, columns }
    }

    /// What is read for an item of a list, with its values for placeholders.
    fn in_item<T>(&mut self, of: &ItemOf, read: impl FnOnce(&mut Body<'_>) -> T) -> T {
        let values = self.values_of(of);
        let mut known = Diagnostics::default();
        let context = Context { values: &values, ..self.context };
        let diagnostics = if of.is_first { &mut *self.diagnostics } else { &mut known };
        read(&mut Body { context, pictures: &mut *self.pictures, diagnostics, ..*self })
    }

    /// The values of placeholders in what is repeated for an item: `patient.medicines.dose` is the dose of this one.
    fn values_of(&self, of: &ItemOf) -> Values {
        let mut values = self.context.values.clone();
        let own = values.fields.iter().filter_map(|value| {
            let item = ItemName::parse(&value.name).filter(|item| (item.list, item.number) == (&of.list, of.number))?;
            Some(FieldValue { name: format!("{}.{}", item.list, item.field), inlines: value.inlines.clone() })
        });
        let own: Vec<FieldValue> = own.collect();
        values.fields.extend(own);
        values
    }

    /// The cells of a row.
    fn row(&mut self, row: &RowSpec) -> Vec<Vec<Block>> {
        if let Some(empty) = &row.empty {
            // Not printed here: its problems are known before a patient has none.
            self.blocks(empty);
        }
        let Some(of) = &row.of else {
            return row.row.iter().map(|cell| self.blocks_in(Holder::Cell, cell)).collect();
        };
        let named = format!("{{patient.{}.", of.list);
        let cell = |body: &mut Body<'_>, cell: &Scalar| {
            let blocks = body.blocks_in(Holder::Cell, cell);
            // A row to be filled in by hand has room for it, not lines: cells are narrow.
            if of.number == 0 && cell.contains(&named) { Vec::new() } else { blocks }
        };
        self.in_item(of, |body| row.row.iter().map(|text| cell(body, text)).collect())
    }

    fn table(&mut self, table: &TableSpec) -> Block {
        let header = table.header.iter().map(|cell| self.line(cell)).collect();
        let rows = table.rows.iter().map(|row| self.row(row)).collect();
        let is_of = |number: fn(usize) -> bool| {
            table.rows.iter().any(|row| row.of.as_ref().is_some_and(|of| number(of.number)))
        };
        let form = TableForm {
            repeats: is_of(|number| number > 0),
            widths: table.widths.as_ref().map(|widths| Widths::read(widths, self.diagnostics)).unwrap_or_default(),
            align: table.align.iter().flat_map(|align| &align.value).map(|align| aligned(*align)).collect(),
            row_heads: table.row_heads,
            grid: table.rules == RulesSpec::Grid,
            row_height: table
                .row_height
                .as_ref()
                .map(|height| row_height(height, self.diagnostics))
                .unwrap_or_default()
                .max(if is_of(|number| number == 0) { WRITING_HEIGHT } else { Length::ZERO }),
            small: table.size == TextSizeSpec::Small,
        };
        Block::Table { header, rows, form }
    }

    fn figure(&mut self, spec: &FigureSpec) -> Option<Block> {
        let figure = self.picture(&spec.image, &spec.alt, &spec.caption);
        let beside = spec.beside.as_ref().map(|text| self.blocks(text)).unwrap_or_default();
        let width = spec.width.as_ref().and_then(|width| extent(width, self.diagnostics));
        Some(Block::Figure { figure: figure?, width, align: aligned(spec.align), beside })
    }

    fn picture(&mut self, image: &Scalar, alt: &Scalar, caption: &Option<Scalar>) -> Option<Figure> {
        let alt = self.alt(alt);
        let caption = caption.as_ref().map(|caption| self.line(caption));
        let origin = Origin::Scalar { scalar: image.span, offset: 0 };
        let image = self.pictures.load(self.files, image, self.diagnostics)?;
        Some(Figure { image, alt, caption, origin })
    }

    fn alt(&mut self, alt: &Scalar) -> String {
        let context = Context { place: Place::AltText, ..self.context };
        clean(&read_line(alt, &context, self.diagnostics).plain())
    }

    fn code(&mut self, spec: &QrSpec) -> Option<Block> {
        let alt = self.alt(&spec.alt);
        let caption = spec.caption.as_ref().map(|caption| self.line(caption));
        let link = spec.link.trim();
        if spec.link.is_filler || link.is_empty() {
            return None; // Reported when the file was read.
        }
        let origin = Origin::Scalar { scalar: spec.link.span, offset: 0 };
        let uri = to_uri(link).map_err(|wrong| (wrong.what, wrong.hint));
        let symbol = uri.and_then(|uri| qr::symbol(&uri).map(|symbol| (uri, symbol)).ok_or(qr::TOO_LONG));
        match symbol {
            Ok((uri, symbol)) => {
                let spans = vec![links::address(&uri, origin)];
                let address = Text { language: self.context.language.clone(), spans };
                Some(Block::Code { symbol, alt, caption, address, origin })
            }
            Err((what, hint)) => {
                let problem = Diagnostic::error("link-invalid", format!("the link to `{}` {what}", shorten(link)));
                self.diagnostics.push(problem.at(spec.link.span, "not an address").hint(hint));
                None
            }
        }
    }
}

/// The least height of rows to be filled in by hand: 9 mm, the ruling of school paper.
const WRITING_HEIGHT: Length = Length::pt(26);

fn columns(columns: &Option<Spanned<u32>>) -> usize {
    columns.as_ref().map_or(1, |columns| columns.value as usize)
}

fn aligned(spec: AlignSpec) -> Align {
    match spec {
        AlignSpec::Start => Align::Start,
        AlignSpec::Center => Align::Center,
        AlignSpec::End => Align::End,
    }
}
