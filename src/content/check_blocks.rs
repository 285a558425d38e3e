//! Checks of blocks that have several parts: that lists and tables are not empty, rows are as long as their header, and
//! what is said of columns is said of each.

mod schedule;

use super::blocks::{
    ChecklistSpec, FigureSpec, ItemSpec, ListSpec, PanelSpec, QrSpec, SignatureSpec, StepsSpec, TableSpec,
};
use super::comments;
use super::prose::{prose, text};
use super::spanned::{Entries, Spanned};
use super::types::{BlockSpec, Scalar};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{Sources, Span};

/// Columns that items may be in.
const COLUMNS: std::ops::RangeInclusive<u32> = 2..=3;
/// Images that fit in a row.
const IN_A_ROW: std::ops::RangeInclusive<usize> = 2..=4;
/// Steps within steps within steps are as much as anyone follows.
const DEEPEST_ITEM: usize = 3;

/// Checks one block.
pub(super) struct Blocks<'a> {
    /// Whether what seems empty is empty, and not a filler.
    pub known: bool,
    /// The block.
    pub span: Span,
    pub sources: &'a Sources,
    pub diagnostics: &'a mut Diagnostics,
}

impl Blocks<'_> {
    pub(super) fn check(&mut self, spec: &BlockSpec) {
        match spec {
            BlockSpec::Steps(StepsSpec { items, start: _ }) => self.items(items, 1),
            BlockSpec::List(ListSpec { items, columns }) => {
                self.items(items, 1);
                self.columns(columns);
            }
            BlockSpec::Checklist(ChecklistSpec { items, columns }) => {
                self.lines(items);
                self.columns(columns);
            }
            BlockSpec::Signature(SignatureSpec { items, date }) => {
                self.lines(items);
                self.optional(date, "the date's label");
            }
            BlockSpec::Definitions(entries) => self.definitions(entries),
            BlockSpec::Table(table) => self.table(table),
            BlockSpec::Schedule(schedule) => self.schedule(schedule),
            BlockSpec::Figure(FigureSpec { image, alt, caption, beside, .. }) => {
                self.picture(image, alt, caption);
                self.optional(beside, "the text beside the image");
            }
            BlockSpec::Figures(panels) => self.figures(panels),
            BlockSpec::Qr(QrSpec { link, alt, caption }) => {
                text(link, "the link", self.diagnostics);
                self.prose(alt, "the alt text");
                self.optional(caption, "the caption");
            }
            // Those of one text are checked as texts.
            _ => {}
        }
    }

    fn prose(&mut self, value: &Scalar, what: &str) {
        prose(value, what, self.sources, self.diagnostics);
    }

    fn optional(&mut self, value: &Option<Scalar>, what: &str) {
        if let Some(value) = value {
            self.prose(value, what);
        }
    }

    /// Reports a list without items.
    fn not_empty(&mut self, is_empty: bool, what: &str) {
        if is_empty && self.known {
            let problem = Diagnostic::error("list-empty", format!("{what} without items")).at(self.span, "empty");
            self.diagnostics.push(problem.hint("write each item after `- ` on its own line, or remove the list"));
        }
    }

    fn lines(&mut self, items: &[Scalar]) {
        self.not_empty(items.is_empty(), "a list");
        for item in items {
            self.prose(item, "the item");
        }
    }

    fn items(&mut self, items: &[Spanned<ItemSpec>], depth: usize) {
        self.not_empty(items.is_empty(), "a list");
        for item in items {
            self.prose(&item.text, "the item");
            for inner in [&item.steps, &item.list].into_iter().flatten() {
                if depth < DEEPEST_ITEM {
                    self.items(inner, depth + 1);
                    continue;
                }
                let message = format!("lists may be nested at most {DEEPEST_ITEM} deep");
                let problem = Diagnostic::error("list-depth", message).at(item.span, "too deep");
                self.diagnostics.push(problem.hint("move these items into a list of their own"));
            }
        }
    }

    fn columns(&mut self, columns: &Option<Spanned<u32>>) {
        let Some(columns) = columns.as_ref().filter(|columns| !columns.is_filler) else { return };
        if !COLUMNS.contains(&columns.value) {
            let message = format!("a list in {}", count(columns.value as usize, "column"));
            let problem = Diagnostic::error("list-columns", message).at(columns.span, "not 2 or 3");
            self.diagnostics.push(problem.hint("write `2` or `3`, or remove the key for one column"));
        }
    }

    fn definitions(&mut self, entries: &Entries<Scalar>) {
        self.not_empty(entries.0.is_empty(), "definitions");
        for (term, definition) in &entries.0 {
            self.prose(term, "the term");
            self.prose(definition, "the definition");
        }
    }

    fn picture(&mut self, image: &Scalar, alt: &Scalar, caption: &Option<Scalar>) {
        text(image, "the image's file name", self.diagnostics);
        self.prose(alt, "the alt text");
        self.optional(caption, "the caption");
    }

    fn figures(&mut self, panels: &[PanelSpec]) {
        if self.known && !IN_A_ROW.contains(&panels.len()) {
            let message = format!("a row of {}", count(panels.len(), "image"));
            let problem = Diagnostic::error("figures-count", message).at(self.span, "not 2 to 4");
            self.diagnostics.push(problem.hint("use `figure` for one image, and a `figures` block for each row"));
        }
        for PanelSpec { image, alt, caption } in panels {
            self.picture(image, alt, caption);
        }
    }

    fn table(&mut self, table: &TableSpec) {
        let columns = table.header.len();
        if self.known && (columns == 0 || table.rows.is_empty()) {
            let part = if columns == 0 { "columns" } else { "rows" };
            let problem = Diagnostic::error("list-empty", format!("a table without {part}"));
            self.diagnostics.push(problem.at(self.span, "empty").hint("a table has a header and at least one row"));
            return;
        }
        for (index, head) in table.header.iter().enumerate() {
            // Above row headings, the corner has nothing to say.
            if index == 0 && table.row_heads && head.is_empty() {
                continue;
            }
            self.prose(head, "the column heading");
        }
        for row in &table.rows {
            for (index, cell) in row.row.iter().enumerate() {
                match index {
                    0 if table.row_heads => self.prose(cell, "the row heading"),
                    _ => comments::check(cell, self.sources, self.diagnostics),
                }
            }
        }
        for row in table.rows.iter().filter(|row| self.known && row.row.len() != columns) {
            let message =
                format!("a row of {} in a table of {}", count(row.row.len(), "cell"), count(columns, "column"));
            let problem = Diagnostic::error("table-row-length", message).at(row.span, "this row");
            self.diagnostics.push(problem.hint("give it a cell for each column; an empty one is `\"\"`"));
        }
        if let Some(widths) = &table.widths {
            self.each_column("widths", widths.len(), columns, widths.span);
        }
        if let Some(align) = &table.align {
            self.each_column("align", align.len(), columns, align.span);
        }
    }

    /// Reports what is said of more or fewer columns than there are.
    fn each_column(&mut self, key: &str, given: usize, columns: usize, span: Span) {
        if self.known && given != columns {
            let message = format!("`{key}` for {} in a table of {}", count(given, "column"), count(columns, "column"));
            let problem = Diagnostic::error("table-columns", message).at(span, "one for each column");
            self.diagnostics.push(problem.hint("give each column its own, in the order of the header"));
        }
    }
}

fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}
