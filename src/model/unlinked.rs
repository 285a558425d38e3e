//! A document for paper: its words without links, which work only on screen.

use super::document::{Document, Text};

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
        self.blocks.iter_mut().for_each(|block| block.each_text(&mut unlink));
        if let Some(header) = &mut self.header {
            header.texts.iter_mut().for_each(unlink);
        }
        self.notices.iter_mut().chain(&mut self.notices_heading).for_each(unlink);
    }
}

fn unlink(text: &mut Text) {
    for span in &mut text.spans {
        (span.link, span.link_text) = (None, None);
    }
}
