//! Whether everything named by the cross-reference sections is where they say, and nothing else is in the file; then
//! the file's other claims.

use super::sections::Found;
use super::{Entry, File, Indirect};
use crate::manifest::canonical::decode;
use crate::syntax::{Damage, Parser, Value};

impl File {
    /// Checks every object and every byte.
    pub(super) fn check(&mut self, found: Found) -> Result<(), Damage> {
        let Found { mut places, mut objects, trailer, first_entry } = found;
        objects.sort_unstable();
        objects.dedup();
        if let Some(pair) = objects.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(Damage { what: "two objects have the same position", at: pair[0].0 });
        }
        let mut packed = 0;
        for (offset, id, generation) in objects {
            let object = self.indirect(offset)?;
            if (object.id, object.generation) != (id, generation) {
                return Err(Damage { what: "a different object is at the cross-reference position", at: offset });
            }
            let holds = self.entry(id) == Entry::At(offset, generation);
            if holds {
                self.check_references(&object.value, offset)?;
            }
            packed += self.check_stream(&object, holds)?;
            places.push(offset..object.end);
        }
        let wanted = self.entries.iter().filter(|entry| matches!(entry, Entry::Packed(..))).count();
        if packed != wanted {
            return Err(Damage { what: "an object is missing in its object stream", at: 0 });
        }
        self.check_gaps(places)?;
        self.check_trailer(&trailer)?;
        self.check_linearized(&trailer, first_entry)
    }

    /// Decodes a stream. Returns how many objects the cross-reference finds in it.
    fn check_stream(&mut self, object: &Indirect<'static>, holds: bool) -> Result<usize, Damage> {
        let (Value::Dict(dict), Some(data)) = (&object.value, &object.data) else { return Ok(0) };
        let at = data.start;
        if holds && dict.is("Type", "ObjStm") {
            return self.check_pack(object.id, at);
        }
        let raw = self.bytes[data.clone()].to_vec();
        match decode(self, dict, &raw) {
            Ok(_) => Ok(0),
            Err(Damage { what, .. }) => Err(Damage { what, at }),
        }
    }

    fn check_pack(&mut self, stream: u32, at: usize) -> Result<usize, Damage> {
        let pack = self.pack(stream)?;
        let (mut packed, mut elsewhere) = (0, false);
        for (place, (id, _)) in (0..).zip(&pack.index) {
            let value = pack.value(place).map_err(|Damage { what, .. }| Damage { what, at })?;
            match self.entry(*id) {
                entry if entry == Entry::Packed(stream, place) => {
                    packed += 1;
                    self.check_references(&value, at)?;
                }
                // A later section may override it.
                _ if self.sections > 1 => {}
                _ => elsewhere = true,
            }
        }
        // A program that moves objects out of a stream may leave the stream itself, unused.
        match elsewhere && packed > 0 {
            true => Err(Damage { what: "an object is both in an object stream and elsewhere", at }),
            false => Ok(packed),
        }
    }

    /// Some readers check the generation in a reference, and some do not.
    pub(super) fn check_references(&self, value: &Value<'_>, at: usize) -> Result<(), Damage> {
        let mut sound = true;
        value.references(&mut |id, generation| {
            sound &= match self.entry(id) {
                Entry::Free => true,
                Entry::At(_, known) => known == generation,
                Entry::Packed(..) => generation == 0,
            };
        });
        if sound { Ok(()) } else { Err(Damage { what: "a reference has a different generation than its object", at }) }
    }

    /// Between known parts there may be white space, comments and the `startxref` of earlier sections.
    fn check_gaps(&self, mut places: Vec<std::ops::Range<usize>>) -> Result<(), Damage> {
        places.sort_unstable_by_key(|place| (place.start, place.end));
        // A cross-reference stream is both a section and an object.
        places.dedup();
        let mut from = 0;
        for place in places {
            if place.start < from {
                return Err(Damage { what: "two objects overlap", at: place.start });
            }
            let mut parser = Parser::new(&self.bytes[..place.start], from);
            loop {
                parser.skip_space();
                if !parser.word("startxref") {
                    break;
                }
                parser.skip_space();
                parser.digits()?;
            }
            if parser.at != place.start {
                return Err(Damage { what: "there are bytes that belong to no object", at: parser.at });
            }
            from = place.end;
        }
        Ok(())
    }
}
