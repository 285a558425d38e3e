//! What objects are made of (ISO 32000-1, 7.3).

use std::borrow::Cow;

use crate::syntax;

/// What a reference refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Ref {
    /// An object of the same sink, by its number there, from 1.
    Own(i32),
    /// An object that is elsewhere in the file, by its index among those that a recording is placed with.
    Shared(usize),
}

impl Ref {
    /// The number of an object of a sink's own.
    pub(crate) fn number(self) -> i32 {
        match self {
            Ref::Own(number) => number,
            Ref::Shared(_) => 0,
        }
    }
}

/// An object other than a stream, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Nothing, in a place that counts.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A number, written without a decimal point if it is whole.
    Real(f32),
    /// A name, without the slash.
    Name(Cow<'static, str>),
    /// A text string (7.9.2.2).
    Text(String),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A byte string after the copy's position in the file: see [`Value::numbered`].
    Numbered(String),
    /// A key of the parent tree, which counts the keys of all copies.
    Key(i32),
    /// An array.
    Array(Vec<Value>),
    /// A dictionary.
    Dict(Dict),
    /// A reference.
    Ref(Ref),
}

/// A dictionary, in the order in which its entries were added.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Dict(Vec<(Cow<'static, str>, Value)>);

impl Dict {
    /// A dictionary without entries.
    pub(crate) fn new() -> Dict {
        Dict::default()
    }

    /// A dictionary of this `Type`.
    pub(crate) fn of(kind: &'static str) -> Dict {
        Dict::new().with("Type", name(kind))
    }

    /// Adds an entry.
    pub(crate) fn set(&mut self, key: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        let key = key.into();
        debug_assert!(self.0.iter().all(|(known, _)| *known != key), "{key} is there already");
        self.0.push((key, value.into()));
    }

    /// The same with one more entry.
    #[must_use]
    pub(crate) fn with(mut self, key: &'static str, value: impl Into<Value>) -> Dict {
        self.set(key, value);
        self
    }

    /// The same with all entries of another.
    #[must_use]
    pub(crate) fn and(mut self, other: Dict) -> Dict {
        self.0.extend(other.0);
        self
    }

    /// The same without a key.
    #[must_use]
    pub(crate) fn without(&self, key: &str) -> Dict {
        Dict(self.0.iter().filter(|(known, _)| known != key).cloned().collect())
    }

    /// The entries, in order.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// The same as a reader sees it; `number` numbers the objects referred to.
    pub(crate) fn read(&self, number: &impl Fn(Ref) -> u32) -> syntax::Dict<'static> {
        let entry =
            |(key, value): &(Cow<'static, str>, Value)| (Cow::Owned(key.as_bytes().to_vec()), value.read(number));
        syntax::Dict::new(self.0.iter().map(entry).collect()).unwrap_or_default()
    }
}

/// Digits of a copy's position.
pub(super) const COPY_DIGITS: usize = 8;

impl Value {
    /// A byte string after a copy's position in the file, so that strings sort as their copies do.
    pub(crate) fn numbered(copy: u64, text: &str) -> Value {
        Value::Bytes(format!("{copy:0COPY_DIGITS$}{text}").into_bytes())
    }

    /// The same as a reader sees it; `number` numbers the objects referred to.
    pub(crate) fn read(&self, number: &impl Fn(Ref) -> u32) -> syntax::Value<'static> {
        use syntax::Value as Read;
        let bytes = |bytes: &[u8]| Read::String(Cow::Owned(bytes.to_vec()));
        match self {
            Value::Null => Read::Null,
            Value::Bool(it) => Read::Bool(*it),
            Value::Int(it) => Read::Int(*it),
            Value::Real(it) => match whole(*it) {
                Some(whole) => Read::Int(whole),
                None => Read::Real(f64::from(*it)),
            },
            Value::Name(name) => Read::Name(Cow::Owned(name.as_bytes().to_vec())),
            Value::Text(text) => bytes(&text_bytes(text)),
            Value::Bytes(it) => bytes(it),
            Value::Numbered(it) => bytes(it.as_bytes()),
            Value::Key(key) => Read::Int((*key).into()),
            Value::Array(items) => Read::Array(items.iter().map(|item| item.read(number)).collect()),
            Value::Dict(dict) => Read::Dict(dict.read(number)),
            Value::Ref(id) => Read::Reference(number(*id), 0),
        }
    }
}

/// The integer that a number is, if it is one.
pub(super) fn whole(number: f32) -> Option<i64> {
    let whole = number as i32;
    (whole as f32 == number).then_some(whole.into())
}

/// A text string's bytes: where ASCII is not enough, UTF-16 after its byte order mark.
pub(super) fn text_bytes(text: &str) -> Vec<u8> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.as_bytes().to_vec();
    }
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_be_bytes).collect()
}

/// A name.
pub(crate) fn name(name: impl Into<Cow<'static, str>>) -> Value {
    Value::Name(name.into())
}

/// A text string.
pub(crate) fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

impl From<bool> for Value {
    fn from(it: bool) -> Value {
        Value::Bool(it)
    }
}

impl From<i32> for Value {
    fn from(it: i32) -> Value {
        Value::Int(it.into())
    }
}

impl From<usize> for Value {
    fn from(it: usize) -> Value {
        Value::Int(it as i64)
    }
}

impl From<f32> for Value {
    fn from(it: f32) -> Value {
        Value::Real(it)
    }
}

impl From<Ref> for Value {
    fn from(it: Ref) -> Value {
        Value::Ref(it)
    }
}

impl From<Dict> for Value {
    fn from(it: Dict) -> Value {
        Value::Dict(it)
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    /// An array.
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Value {
        Value::Array(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Value {
        items.into_iter().collect()
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(items: [T; N]) -> Value {
        items.into_iter().collect()
    }
}
