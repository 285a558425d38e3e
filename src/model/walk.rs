//! All texts of a block, in reading order, and all images of a document.

use std::sync::Arc;

use super::document::{Block, Document, Image, Medicine, Schedule, Text};

impl Document {
    /// Calls a function with each image that is printed.
    pub(crate) fn each_image(&mut self, call: &mut dyn FnMut(&mut Arc<Image>)) {
        fn of_blocks(blocks: &mut [Block], call: &mut dyn FnMut(&mut Arc<Image>)) {
            for block in blocks {
                match block {
                    Block::Figure { figure, .. } => call(&mut figure.image),
                    Block::Figures(figures) => figures.iter_mut().for_each(|figure| call(&mut figure.image)),
                    Block::InLanguage { blocks, .. } | Block::Landscape(blocks) => of_blocks(blocks, call),
                    // No other block has any.
                    _ => {}
                }
            }
        }
        of_blocks(&mut self.blocks, call);
        if let Some(logo) = self.header.as_mut().and_then(|header| header.logo.as_mut()) {
            call(&mut logo.image);
        }
    }
}

impl Block {
    /// Calls a function with each of its texts, those of the blocks in it included.
    pub(crate) fn each_text(&mut self, call: &mut dyn FnMut(&mut Text)) {
        match self {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::FootnoteText { text, .. } => call(text),
            Block::Notice { title, blocks, .. } => {
                title.iter_mut().for_each(&mut *call);
                each(blocks, call);
            }
            Block::Contact(blocks)
            | Block::FinePrint(blocks)
            | Block::Landscape(blocks)
            | Block::InLanguage { blocks, .. } => each(blocks, call),
            Block::Schedule(schedule) => {
                let Schedule { medicine, why, times, medicines } = &mut **schedule;
                [medicine, why].into_iter().for_each(&mut *call);
                times.iter_mut().for_each(|head| call(&mut head.text));
                for Medicine { name, dose, why, note, amounts } in medicines {
                    let why = why.iter_mut().flat_map(|(alone, labeled)| [alone, labeled]);
                    std::iter::once(name).chain(dose).chain(why).for_each(&mut *call);
                    amounts.iter_mut().flatten().for_each(&mut *call);
                    each(note, call);
                }
            }
            Block::List { items, .. } => items.iter_mut().for_each(|item| each(item, call)),
            Block::Definitions(entries) => {
                for (term, definition) in entries {
                    call(term);
                    each(definition, call);
                }
            }
            Block::Table { header, rows, .. } => {
                header.iter_mut().for_each(&mut *call);
                rows.iter_mut().flatten().for_each(|cell| each(cell, call));
            }
            Block::Figure { figure, beside, .. } => {
                figure.caption.iter_mut().for_each(&mut *call);
                each(beside, call);
            }
            Block::Figures(figures) => {
                figures.iter_mut().flat_map(|figure| &mut figure.caption).for_each(&mut *call);
            }
            Block::Code { caption, address, .. } => {
                caption.iter_mut().for_each(&mut *call);
                call(address);
            }
            Block::Signature { labels, date } => labels.iter_mut().chain(date).for_each(&mut *call),
            Block::Footnotes(notes) => {
                for note in notes {
                    call(&mut note.label);
                    call(&mut note.text);
                }
            }
            Block::PageBreak => {}
        }
    }
}

fn each(blocks: &mut [Block], call: &mut dyn FnMut(&mut Text)) {
    blocks.iter_mut().for_each(|block| block.each_text(call));
}
