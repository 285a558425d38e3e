//! Objects as values.

use std::borrow::Cow;

/// An object other than a stream, or the dictionary of a stream.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without a decimal point.
    Int(i64),
    /// A number with one.
    Real(f64),
    /// A string's bytes, literal or hexadecimal.
    String(Cow<'a, [u8]>),
    /// A name's bytes, without the slash.
    Name(Cow<'a, [u8]>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// A dictionary.
    Dict(Dict<'a>),
    /// A reference: object number, generation.
    Reference(u32, u16),
}

/// A dictionary: keys in byte order, each once; none whose value is `null`, which is the same as missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Dict<'a>(Vec<(Cow<'a, [u8]>, Value<'a>)>);

impl<'a> Dict<'a> {
    /// A dictionary with these entries; `None` if a key occurs twice.
    pub(crate) fn new(mut entries: Vec<(Cow<'a, [u8]>, Value<'a>)>) -> Option<Dict<'a>> {
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        if entries.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return None;
        }
        entries.retain(|(_, value)| *value != Value::Null);
        Some(Dict(entries))
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'a>> {
        let place = self.0.binary_search_by(|(known, _)| known.as_ref().cmp(key.as_bytes())).ok()?;
        Some(&self.0[place].1)
    }

    /// Whether a key's value is this name.
    pub(crate) fn is(&self, key: &str, name: &str) -> bool {
        self.get(key).and_then(Value::as_name) == Some(name.as_bytes())
    }

    /// The entries, by key.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&[u8], &Value<'a>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// The same with a key's value, instead of any that it has.
    #[must_use]
    pub(crate) fn with(mut self, key: &'static str, value: Value<'a>) -> Dict<'a> {
        match self.0.binary_search_by(|(known, _)| known.as_ref().cmp(key.as_bytes())) {
            Ok(place) => self.0[place].1 = value,
            Err(place) => self.0.insert(place, (Cow::Borrowed(key.as_bytes()), value)),
        }
        self
    }

    /// The same without borrowing from the input.
    pub(crate) fn into_owned(self) -> Dict<'static> {
        let owned = |(key, value): (Cow<'a, [u8]>, Value<'a>)| (Cow::Owned(key.into_owned()), value.into_owned());
        Dict(self.0.into_iter().map(owned).collect())
    }
}

impl<'a> Value<'a> {
    /// The integer.
    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, integer or not.
    pub(crate) fn as_number(&self) -> Option<f64> {
        match self {
            Value::Int(number) => Some(*number as f64),
            Value::Real(number) => Some(*number),
            _ => None,
        }
    }

    /// The name.
    pub(crate) fn as_name(&self) -> Option<&[u8]> {
        match self {
            Value::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The dictionary.
    pub(crate) fn as_dict(&self) -> Option<&Dict<'a>> {
        match self {
            Value::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// The number of the referenced object.
    pub(crate) fn as_reference(&self) -> Option<u32> {
        match self {
            Value::Reference(id, _) => Some(*id),
            _ => None,
        }
    }

    /// Calls `found` with every reference inside, number and generation.
    pub(crate) fn references(&self, found: &mut impl FnMut(u32, u16)) {
        match self {
            Value::Reference(id, generation) => found(*id, *generation),
            Value::Array(items) => items.iter().for_each(|item| item.references(found)),
            Value::Dict(dict) => dict.0.iter().for_each(|(_, value)| value.references(found)),
            _ => {}
        }
    }

    /// The same without borrowing from the input.
    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(it) => Value::Bool(it),
            Value::Int(number) => Value::Int(number),
            Value::Real(number) => Value::Real(number),
            Value::String(bytes) => Value::String(Cow::Owned(bytes.into_owned())),
            Value::Name(bytes) => Value::Name(Cow::Owned(bytes.into_owned())),
            Value::Array(items) => Value::Array(items.into_iter().map(Value::into_owned).collect()),
            Value::Dict(dict) => Value::Dict(dict.into_owned()),
            Value::Reference(id, generation) => Value::Reference(id, generation),
        }
    }
}
