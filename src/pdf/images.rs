//! The images of a file: one object each, however often it is shown.

use std::sync::Arc;

use pdf_writer::{Filter, Finish, Ref};

use super::file::PdfFile;
use crate::manifest::canonical::Hashes;
use crate::manifest::page::Hash;
use crate::model::document::{Image, ImageData};

/// Images in order of first use.
#[derive(Clone, Debug, Default)]
pub struct ImageTable {
    images: Vec<Arc<Image>>,
}

impl ImageTable {
    /// The image's index in the table.
    pub fn index(&mut self, image: &Arc<Image>) -> usize {
        match self.images.iter().position(|known| Arc::ptr_eq(known, image)) {
            Some(index) => index,
            None => {
                self.images.push(image.clone());
                self.images.len() - 1
            }
        }
    }

    /// The name of an image in content streams.
    pub fn name(index: usize) -> String {
        format!("Im{index}")
    }

    /// The number of images.
    pub fn len(&self) -> usize {
        self.images.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// Whether any image has colors other than gray.
    pub fn is_colored(&self, index: usize) -> bool {
        channels(&self.images[index]) == 3
    }

    /// By image: its hash for the digests of pages; none for a drawing, which is part of page content.
    pub fn hashes(&self) -> Vec<Option<Hash>> {
        let hash = |image: &Arc<Image>| {
            let mut file = PdfFile::gathering();
            let id = write_image(&mut file, image);
            (!matches!(image.data, ImageData::Drawing(_))).then(|| file.hash(id, &mut Hashes::default()))
        };
        self.images.iter().map(hash).collect()
    }

    /// Writes all images and returns their references, in table order.
    pub fn write(&self, file: &mut PdfFile) -> Vec<Ref> {
        self.images.iter().map(|image| write_image(file, image)).collect()
    }
}

fn channels(image: &Image) -> u8 {
    match &image.data {
        ImageData::Pixels { channels, .. } | ImageData::Jpeg { channels, .. } => *channels,
        ImageData::Drawing(_) => 0,
    }
}

fn write_image(file: &mut PdfFile, image: &Image) -> Ref {
    let id = file.alloc();
    let (bytes, filter) = match &image.data {
        ImageData::Pixels { samples, .. } => (file.deflate(samples).bytes, Filter::FlateDecode),
        ImageData::Jpeg { bytes, .. } => (bytes.clone(), Filter::DctDecode),
        // Drawings are part of the page's own content.
        ImageData::Drawing(_) => return id,
    };
    file.add(|chunk| {
        let mut object = chunk.image_xobject(id, &bytes);
        object.filter(filter);
        object.width(image.width as i32);
        object.height(image.height as i32);
        object.bits_per_component(8);
        if channels(image) == 3 {
            object.color_space().device_rgb();
        } else {
            object.color_space().device_gray();
        }
        object.finish();
    });
    id
}
