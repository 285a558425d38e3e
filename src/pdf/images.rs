//! The images of a file: one object each, however often it is shown.

use std::sync::Arc;

use super::inks::Inks;
use super::object::sink::{Filter, Object, Stream};
use super::object::{Dict, Recording, Ref, Sink, name};
use crate::color::ColorSpaces;
use crate::manifest::page::Hash;
use crate::model::document::{Image, ImageData};
use crate::sheet::sides::Stack;

/// Images in order of first use.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImageTable {
    images: Vec<Arc<Image>>,
}

impl ImageTable {
    /// The image's index in the table.
    pub(crate) fn index(&mut self, image: &Arc<Image>) -> usize {
        match self.find(image) {
            Some(index) => index,
            None => {
                self.images.push(image.clone());
                self.images.len() - 1
            }
        }
    }

    /// The image's index, if it is in the table.
    pub(crate) fn find(&self, image: &Arc<Image>) -> Option<usize> {
        self.images.iter().position(|known| Arc::ptr_eq(known, image))
    }

    /// The name of an image in content streams.
    pub(crate) fn name(index: usize, stack: Stack) -> String {
        stack.name("Im", index)
    }

    /// The number of images.
    pub(crate) fn len(&self) -> usize {
        self.images.len()
    }

    /// The color spaces besides gray that an image has in a file.
    pub(crate) fn spaces(&self, index: usize, inks: &Inks) -> ColorSpaces {
        inks.spaces(&self.images[index])
    }

    /// By image: its hash for the digests of pages; none for a drawing, which is part of page content.
    pub(crate) fn hashes(&self, inks: &Inks) -> Vec<Option<Hash>> {
        let hash = |image: &Arc<Image>| {
            let mut recording = Recording::default();
            let id = write_image(&mut recording, image, inks);
            (!matches!(image.data, ImageData::Drawing(_))).then(|| recording.hash(id, &[]))
        };
        self.images.iter().map(hash).collect()
    }

    /// Writes all images and returns their references, in table order.
    pub(crate) fn write(&self, sink: &mut impl Sink, inks: &Inks) -> Vec<Ref> {
        self.images.iter().map(|image| write_image(sink, image, inks)).collect()
    }

    /// The same for those that are shown; the others only have numbers.
    pub(crate) fn write_shown(&self, sink: &mut impl Sink, inks: &Inks, shown: &[bool]) -> Vec<Ref> {
        let write = |(image, shown): (&Arc<Image>, &bool)| match shown {
            true => write_image(sink, image, inks),
            false => sink.alloc(),
        };
        self.images.iter().zip(shown).map(write).collect()
    }
}

fn write_image(sink: &mut impl Sink, image: &Image, inks: &Inks) -> Ref {
    let id = sink.alloc();
    // Drawings are part of the page's own content.
    let Some(samples) = inks.samples(image) else { return id };
    let space = match samples.channels {
        3 => "DeviceRGB",
        4 => "DeviceCMYK",
        _ => "DeviceGray",
    };
    let dict = Dict::of("XObject")
        .with("Subtype", name("Image"))
        .with("Width", image.width as i32)
        .with("Height", image.height as i32)
        .with("BitsPerComponent", 8)
        .with("ColorSpace", name(space));
    let dict = if samples.is_inverted { dict.with("Decode", [1, 0, 1, 0, 1, 0, 1, 0]) } else { dict };
    match samples.is_jpeg {
        true => sink.put(id, Object::Stream(Stream { dict, data: &samples.data, filter: Filter::Dct })),
        false => sink.add_stream(id, &samples.data, |_| dict),
    }
    id
}
