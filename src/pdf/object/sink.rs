//! Where objects go.

use super::value::{Dict, Ref, Value, name};
use crate::pdf::deflate::Deflated;

/// An object.
#[derive(Clone, Debug)]
pub(crate) enum Object<'d> {
    /// Anything but a stream. It may be in an object stream.
    Plain(Value),
    /// A dictionary that can be read without unpacking anything.
    Open(Dict),
    /// A stream.
    Stream(Stream<'d>),
}

/// A stream (ISO 32000-1, 7.3.8).
#[derive(Clone, Debug)]
pub(crate) struct Stream<'d> {
    /// The entries that say what it is: neither `Length` nor `Filter`.
    pub dict: Dict,
    /// The data, encoded.
    pub data: &'d [u8],
    /// How.
    pub filter: Filter<'d>,
}

/// How data are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter<'d> {
    /// Not at all.
    None,
    /// `FlateDecode`; the decoded data, where they are at hand.
    Flate(Option<&'d [u8]>),
    /// `DCTDecode`: JPEG.
    Dct,
}

impl Stream<'_> {
    /// Its whole dictionary.
    pub(crate) fn entries(&self) -> Dict {
        let mut dict = Dict::new().with("Length", self.data.len());
        match self.filter {
            Filter::None => {}
            Filter::Flate(_) => dict.set("Filter", name("FlateDecode")),
            Filter::Dct => dict.set("Filter", name("DCTDecode")),
        }
        dict.and(self.dict.clone())
    }
}

/// Where objects go: a file, or a recording.
pub(crate) trait Sink {
    /// A new object number. An object that is never added stays free.
    fn alloc(&mut self) -> Ref;

    /// Adds an object under a number allocated for it.
    fn put(&mut self, id: Ref, object: Object<'_>);

    /// Compresses the data of a stream.
    fn deflate(&mut self, data: &[u8]) -> Deflated;

    /// Adds an object other than a stream under a number allocated for it.
    fn add(&mut self, id: Ref, value: impl Into<Value>) {
        self.put(id, Object::Plain(value.into()));
    }

    /// Adds an object other than a stream under a new number.
    fn push(&mut self, value: impl Into<Value>) -> Ref {
        let id = self.alloc();
        self.add(id, value);
        id
    }

    /// Adds a stream, compressed. `dict` is given the length of the decoded data, which may have become longer.
    fn add_stream(&mut self, id: Ref, data: &[u8], dict: impl FnOnce(usize) -> Dict) {
        let deflated = self.deflate(data);
        let padded;
        let decoded = match deflated.decoded_len.checked_sub(data.len()) {
            None | Some(0) => data,
            Some(more) => {
                padded = [data, &b"\n".repeat(more)].concat();
                &padded
            }
        };
        let dict = dict(deflated.decoded_len);
        self.put(id, Object::Stream(Stream { dict, data: &deflated.bytes, filter: Filter::Flate(Some(decoded)) }));
    }

    /// Adds an already compressed stream.
    fn add_deflated(&mut self, id: Ref, deflated: &[u8]) {
        self.put(id, Object::Stream(Stream { dict: Dict::new(), data: deflated, filter: Filter::Flate(None) }));
    }
}
