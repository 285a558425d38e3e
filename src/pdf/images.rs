//! The images of a file: one object each, however often it is shown.

use std::sync::Arc;

use super::object::sink::{Filter, Object, Stream};
use super::object::{Dict, Recording, Ref, Sink, name};
use crate::manifest::page::Hash;
use crate::model::document::{Image, ImageData};

/// Images in order of first use.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImageTable {
    images: Vec<Arc<Image>>,
}

impl ImageTable {
    /// The image's index in the table.
    pub(crate) fn index(&mut self, image: &Arc<Image>) -> usize {
        match self.images.iter().position(|known| Arc::ptr_eq(known, image)) {
            Some(index) => index,
            None => {
                self.images.push(image.clone());
                self.images.len() - 1
            }
        }
    }

    /// The name of an image in content streams.
    pub(crate) fn name(index: usize) -> String {
        format!("Im{index}")
    }

    /// The number of images.
    pub(crate) fn len(&self) -> usize {
        self.images.len()
    }

    /// Whether any image has colors other than gray.
    pub(crate) fn is_colored(&self, index: usize) -> bool {
        channels(&self.images[index]) == 3
    }

    /// By image: its hash for the digests of pages; none for a drawing, which is part of page content.
    pub(crate) fn hashes(&self) -> Vec<Option<Hash>> {
        let hash = |image: &Arc<Image>| {
            let mut recording = Recording::default();
            let id = write_image(&mut recording, image);
            (!matches!(image.data, ImageData::Drawing(_))).then(|| recording.hash(id, &[]))
        };
        self.images.iter().map(hash).collect()
    }

    /// Writes all images and returns their references, in table order.
    pub(crate) fn write(&self, sink: &mut impl Sink) -> Vec<Ref> {
        self.images.iter().map(|image| write_image(sink, image)).collect()
    }
}

fn channels(image: &Image) -> u8 {
    match &image.data {
        ImageData::Pixels { channels, .. } | ImageData::Jpeg { channels, .. } => *channels,
        ImageData::Drawing(_) => 0,
    }
}

fn write_image(sink: &mut impl Sink, image: &Image) -> Ref {
    let id = sink.alloc();
    let space = if channels(image) == 3 { "DeviceRGB" } else { "DeviceGray" };
    let dict = Dict::of("XObject")
        .with("Subtype", name("Image"))
        .with("Width", image.width as i32)
        .with("Height", image.height as i32)
        .with("BitsPerComponent", 8)
        .with("ColorSpace", name(space));
    match &image.data {
        ImageData::Pixels { samples, .. } => sink.add_stream(id, samples, |_| dict),
        ImageData::Jpeg { bytes, .. } => {
            sink.put(id, Object::Stream(Stream { dict, data: bytes, filter: Filter::Dct }));
        }
        // Drawings are part of the page's own content.
        ImageData::Drawing(_) => {}
    }
    id
}
