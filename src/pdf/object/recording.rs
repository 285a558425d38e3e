//! Objects recorded once and written many times.

use super::body::Body;
use super::sink::{Filter, Object, Sink};
use super::value::{Ref, Value};
use crate::manifest::canonical::{self, Hashes, Objects};
use crate::manifest::page::Hash;
use crate::pdf::deflate::{Deflated, Deflater};
use crate::syntax::{self, Damage};

/// Objects as they are recorded.
#[derive(Debug)]
pub(crate) struct Recording {
    objects: Vec<Recorded>,
    /// The last number allocated.
    last: i32,
    deflater: Deflater,
}

/// A recorded object.
#[derive(Clone, Debug)]
struct Recorded {
    /// Its number in the recording.
    own: i32,
    kind: Kind,
    value: Value,
    /// The encoded data of a stream, and the decoded data.
    data: Option<(Vec<u8>, Option<Vec<u8>>)>,
}

/// How an object is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// In an object stream.
    Packed,
    /// By itself.
    Open,
    /// By itself, a stream.
    Stream,
}

/// An object ready to be written.
#[derive(Clone, Debug)]
pub(crate) struct ProgramObject {
    /// Its number in the recording.
    pub own: i32,
    /// How it is in a file.
    pub kind: Kind,
    /// Its bytes.
    pub body: Body,
}

/// Objects that belong together, ready to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    /// How many numbers they take.
    pub count: i32,
    /// The objects, by number.
    pub objects: Vec<ProgramObject>,
}

impl Default for Recording {
    /// Nothing yet. Streams are compressed well, because they are written many times.
    fn default() -> Recording {
        Recording { objects: Vec::new(), last: 0, deflater: Deflater::thorough() }
    }
}

impl Sink for Recording {
    fn alloc(&mut self) -> Ref {
        self.last += 1;
        Ref::Own(self.last)
    }

    fn put(&mut self, id: Ref, object: Object<'_>) {
        let own = id.number();
        debug_assert!(own > 0 && own <= self.last, "object {own} was not allocated");
        self.objects.push(match object {
            Object::Plain(value) => Recorded { own, kind: Kind::Packed, value, data: None },
            Object::Open(dict) => Recorded { own, kind: Kind::Open, value: dict.into(), data: None },
            Object::Stream(stream) => {
                let decoded = match stream.filter {
                    Filter::Flate(decoded) => decoded.map(<[u8]>::to_vec),
                    Filter::None | Filter::Dct => None,
                };
                let data = Some((stream.data.to_vec(), decoded));
                Recorded { own, kind: Kind::Stream, value: stream.entries().into(), data }
            }
        });
    }

    fn deflate(&mut self, data: &[u8]) -> Deflated {
        self.deflater.deflate(data)
    }
}

/// Numbers from here on stand for shared objects, by their index, while hashes are computed.
const SHARED: u32 = 1 << 28;

fn key(id: Ref) -> u32 {
    match id {
        Ref::Own(own) => own.unsigned_abs(),
        Ref::Shared(index) => SHARED + index as u32,
    }
}

impl Objects for &Recording {
    fn object(&mut self, id: u32) -> Result<canonical::Object, Damage> {
        let Some(found) = self.objects.iter().find(|object| object.own.unsigned_abs() == id) else {
            return Ok(canonical::Object { value: syntax::Value::Null, data: None });
        };
        // Decoded data are as good as encoded ones, without their filter.
        let (value, data) = match (&found.value, &found.data) {
            (Value::Dict(dict), Some((_, Some(decoded)))) => (dict.without("Filter").into(), Some(decoded.clone())),
            (value, data) => (value.clone(), data.as_ref().map(|(data, _)| data.clone())),
        };
        Ok(canonical::Object { value: value.read(&key), data })
    }
}

impl Recording {
    /// The hash of an object and everything it refers to, as used in the digests of pages. `known` are the hashes of
    /// shared objects.
    pub(crate) fn hash(&self, id: Ref, known: &[Hash]) -> Hash {
        let mut hashes = Hashes::default();
        for (index, hash) in known.iter().enumerate() {
            hashes.know(key(Ref::Shared(index)), *hash);
        }
        let hash = hashes.object(&mut &*self, key(id));
        debug_assert!(hash.is_ok(), "what has been recorded can be hashed: {hash:?}");
        hash.unwrap_or_default()
    }

    /// Ends the recording.
    pub(crate) fn finish(self) -> Program {
        let prepare = |object: Recorded| {
            let body = match (&object.value, &object.data) {
                (Value::Dict(dict), Some((data, _))) => Body::of_stream(dict, data),
                (value, _) => Body::of(value),
            };
            ProgramObject { own: object.own, kind: object.kind, body }
        };
        let mut objects: Vec<ProgramObject> = self.objects.into_iter().map(prepare).collect();
        objects.sort_by_key(|object| object.own);
        Program { count: self.last, objects }
    }
}

impl Program {
    /// The object with this number, unless the program does not have it.
    pub(crate) fn get(&self, own: i32) -> Option<&ProgramObject> {
        let place = self.objects.binary_search_by_key(&own, |object| object.own).ok()?;
        self.objects.get(place)
    }
}
