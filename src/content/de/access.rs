//! How serde's visitors walk over nodes and fillers.

use serde::de::value::{BorrowedStrDeserializer, U32Deserializer};
use serde::de::{DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::expect::Wanted;
use super::{Failure, Input, Reader, Value};
use crate::content::alternatives::{LANGUAGE, WHEN};
use crate::content::tree::NodeId;

/// A value with its place, as `[value, file, start, end]`.
pub(super) struct SpannedAccess<'r, 's> {
    input: Input<'r, 's>,
    step: usize,
}

impl<'r, 's> SpannedAccess<'r, 's> {
    pub(super) fn new(input: Input<'r, 's>) -> Self {
        SpannedAccess { input, step: 0 }
    }
}

impl<'s> SeqAccess<'s> for SpannedAccess<'_, 's> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'s>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        let (span, is_filler) = self.input.place_after_reading();
        let number = |n: u32| -> U32Deserializer<Failure> { n.into_deserializer() };
        self.step += 1;
        match self.step {
            1 => seed.deserialize(self.input),
            2 => seed.deserialize(number(u32::from(span.file.0))),
            3 => seed.deserialize(number(span.start)),
            4 => seed.deserialize(number(span.end)),
            _ => seed.deserialize(number(u32::from(is_filler))),
        }
        .map(Some)
    }
}

/// A block as `[its language, its condition, the block]`.
pub(super) struct BlockAccess<'r, 's> {
    input: Input<'r, 's>,
    step: usize,
}

impl<'r, 's> BlockAccess<'r, 's> {
    pub(super) fn new(input: Input<'r, 's>) -> Self {
        BlockAccess { input, step: 0 }
    }
}

impl<'s> SeqAccess<'s> for BlockAccess<'_, 's> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'s>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        self.step += 1;
        match self.step {
            1 => seed.deserialize(self.input.beside(LANGUAGE)),
            2 => seed.deserialize(self.input.beside(WHEN)),
            _ => seed.deserialize(self.input),
        }
        .map(Some)
    }
}

/// The items of a sequence.
pub(super) struct ItemAccess<'r, 's> {
    input: Input<'r, 's>,
    items: std::slice::Iter<'s, NodeId>,
}

impl<'r, 's> ItemAccess<'r, 's> {
    pub(super) fn new(input: Input<'r, 's>, items: &'s [NodeId]) -> Self {
        ItemAccess { input, items: items.iter() }
    }
}

impl<'s> SeqAccess<'s> for ItemAccess<'_, 's> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'s>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        self.items.next().map(|&item| seed.deserialize(self.input.node(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The entries of a mapping with free keys.
pub(super) struct EntryAccess<'r, 's> {
    input: Input<'r, 's>,
    pairs: std::slice::Iter<'s, (NodeId, NodeId)>,
    value: Option<NodeId>,
}

impl<'r, 's> EntryAccess<'r, 's> {
    pub(super) fn new(input: Input<'r, 's>, pairs: &'s [(NodeId, NodeId)]) -> Self {
        EntryAccess { input, pairs: pairs.iter(), value: None }
    }
}

impl<'s> MapAccess<'s> for EntryAccess<'_, 's> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'s>>(&mut self, seed: K) -> Result<Option<K::Value>, Failure> {
        let Some(&(key, value)) = self.pairs.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(self.input.node(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'s>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        match self.value.take() {
            Some(value) => seed.deserialize(self.input.node(value)),
            None => seed.deserialize(self.input.filler()),
        }
    }
}

/// The fields of a struct: those in the file, then the missing ones.
pub(super) struct StructAccess<'r, 's> {
    reader: &'r Reader<'s>,
    fields: std::vec::IntoIter<(&'static str, Value)>,
    value: Option<Value>,
}

impl<'r, 's> StructAccess<'r, 's> {
    pub(super) fn new(reader: &'r Reader<'s>, fields: Vec<(&'static str, Value)>) -> Self {
        StructAccess { reader, fields: fields.into_iter(), value: None }
    }
}

impl<'s> MapAccess<'s> for StructAccess<'_, 's> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'s>>(&mut self, seed: K) -> Result<Option<K::Value>, Failure> {
        let Some((key, value)) = self.fields.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'s>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        match self.value.take() {
            Some(value) => seed.deserialize(Input { reader: self.reader, value }),
            None => Err(serde::de::Error::custom("a value was read before its key")),
        }
    }
}

/// A variant chosen by name, with its content.
pub(super) struct WordAccess<'r, 's> {
    variant: &'static str,
    value: Input<'r, 's>,
    /// Whether the file has only the name, without any content.
    bare: bool,
}

impl<'r, 's> WordAccess<'r, 's> {
    pub(super) fn new(variant: &'static str, value: Input<'r, 's>, bare: bool) -> Self {
        WordAccess { variant, value, bare }
    }
}

impl<'s> EnumAccess<'s> for WordAccess<'_, 's> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'s>>(self, seed: V) -> Result<(V::Value, Self), Failure> {
        let name = BorrowedStrDeserializer::<Failure>::new(self.variant);
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'s> VariantAccess<'s> for WordAccess<'_, 's> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        if !self.bare {
            self.value.reject(Wanted::Alone(self.variant));
        }
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'s>>(self, seed: T) -> Result<T::Value, Failure> {
        if self.bare {
            self.value.reject(Wanted::Content(self.variant));
            return seed.deserialize(self.value.filler());
        }
        seed.deserialize(self.value)
    }

    fn tuple_variant<V: Visitor<'s>>(self, _: usize, _: V) -> Result<V::Value, Failure> {
        Err(serde::de::Error::custom("the format has no tuple variants"))
    }

    fn struct_variant<V: Visitor<'s>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Failure> {
        Err(serde::de::Error::custom("the format has no struct variants"))
    }
}
