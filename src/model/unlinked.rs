//! A document for paper: its words without links, which work only on screen.

use super::document::{Block, Document, Medicine, Schedule, Text};

impl Document {
    /// Takes the links out; their words stay.
    pub(crate) fn remove_links(&mut self) {
        unlink(&mut self.title);
        for field in &mut self.fields {
            unlink(&mut field.label);
            field.value.iter_mut().for_each(unlink);
        }
        self.values.iter_mut().flatten().for_each(|value| value.link = None);
        self.patient_line.iter_mut().for_each(unlink);
        unlink_blocks(&mut self.blocks);
        if let Some(header) = &mut self.header {
            header.texts.iter_mut().for_each(unlink);
        }
        self.notices.iter_mut().chain(&mut self.notices_heading).for_each(unlink);
    }
}

fn unlink_blocks(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => unlink(text),
            Block::Notice { title, blocks, .. } => {
                title.iter_mut().for_each(unlink);
                unlink_blocks(blocks);
            }
            Block::Contact(blocks)
            | Block::FinePrint(blocks)
            | Block::Landscape(blocks)
            | Block::InLanguage { blocks, .. } => {
                unlink_blocks(blocks);
            }
            Block::List { items, .. } => items.iter_mut().for_each(|item| unlink_blocks(item)),
            Block::Definitions(entries) => {
                for (term, definition) in entries {
                    unlink(term);
                    unlink_blocks(definition);
                }
            }
            Block::Table { header, rows, .. } => {
                header.iter_mut().for_each(unlink);
                rows.iter_mut().flatten().for_each(|cell| unlink_blocks(cell));
            }
            Block::Schedule(schedule) => {
                let Schedule { medicine, why, times, medicines } = &mut **schedule;
                [medicine, why].into_iter().for_each(unlink);
                times.iter_mut().for_each(|head| unlink(&mut head.text));
                for Medicine { name, dose, why, note, amounts } in medicines {
                    let why = why.iter_mut().flat_map(|(alone, labeled)| [alone, labeled]);
                    std::iter::once(name).chain(dose).chain(why).chain(amounts.iter_mut().flatten()).for_each(unlink);
                    unlink_blocks(note);
                }
            }
            Block::Figure { figure, beside, .. } => {
                figure.caption.iter_mut().for_each(unlink);
                unlink_blocks(beside);
            }
            Block::Figures(figures) => figures.iter_mut().flat_map(|figure| &mut figure.caption).for_each(unlink),
            Block::Code { caption, address, .. } => {
                caption.iter_mut().for_each(unlink);
                unlink(address);
            }
            Block::Signature { labels, date } => labels.iter_mut().chain(date).for_each(unlink),
            Block::PageBreak => {}
        }
    }
}

fn unlink(text: &mut Text) {
    for span in &mut text.spans {
        (span.link, span.link_text) = (None, None);
    }
}
