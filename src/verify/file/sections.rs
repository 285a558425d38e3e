//! Cross-reference sections: tables and streams, from the last to the first.

use std::ops::Range;

use super::{Entry, File, MOST_OBJECTS, Nothing, Unreadable};
use crate::manifest::canonical::decode;
use crate::syntax::{Damage, Dict, Parser, Value};

/// The contents of the sections, besides the valid entries.
pub(super) struct Found {
    /// The positions of sections and trailers.
    pub places: Vec<Range<usize>>,
    /// Position, number and generation of every object in every section.
    pub objects: Vec<(usize, u32, u16)>,
    /// The valid trailer.
    pub trailer: Dict<'static>,
    /// The position of the first entry in the oldest section.
    pub first_entry: usize,
}

/// One section.
struct Section {
    trailer: Dict<'static>,
    entries: Vec<(u32, Entry)>,
    place: Range<usize>,
    /// The position of a table's first entry, or the object that is a cross-reference stream.
    first_entry: usize,
}

/// The start of the last section, and the position of the words that give it (ISO 32000-1, 7.5.5).
pub(super) fn start(bytes: &[u8]) -> Result<(usize, usize), Unreadable> {
    let header = matches!(bytes, [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', b'0'..=b'9', b'\r' | b'\n', ..]);
    if !header {
        return Err(Unreadable::NotPdf);
    }
    let damage = Damage { what: "the end of the file is missing", at: bytes.len() };
    let end = bytes.iter().rposition(|byte| !byte.is_ascii_whitespace()).map_or(0, |last| last + 1);
    let before = bytes[..end].strip_suffix(b"%%EOF").ok_or(damage)?;
    let tail = before.len().saturating_sub(64);
    let word = b"startxref";
    let at = before[tail..].windows(word.len()).rposition(|words| words == word).ok_or(damage)? + tail;
    let mut parser = Parser::new(before, at + word.len());
    parser.skip_space();
    let start = parser.digits().map_err(|_| damage)?;
    parser.skip_space();
    let start = usize::try_from(start).ok().filter(|&start| start < at && parser.at == before.len());
    Ok((start.ok_or(damage)?, at))
}

impl File {
    /// Reads the sections and their contents; the last one prevails.
    pub(super) fn read_sections(&mut self, start: usize, end: usize) -> Result<Found, Unreadable> {
        let bytes = std::mem::take(&mut self.bytes);
        let read = self.read_sections_in(&bytes, start, end);
        self.bytes = bytes;
        read
    }

    fn read_sections_in(&mut self, bytes: &[u8], start: usize, end: usize) -> Result<Found, Unreadable> {
        let mut found = Found {
            places: std::iter::once(end..bytes.len()).collect(),
            objects: Vec::new(),
            trailer: Dict::default(),
            first_entry: 0,
        };
        let mut known: Vec<bool> = Vec::new();
        let mut next = Some(start);
        let mut seen = std::collections::BTreeSet::new();
        let mut size = None;
        while let Some(at) = next {
            if !seen.insert(at) {
                return Err(Damage { what: "cross-reference sections form a cycle", at }.into());
            }
            let Section { trailer, entries, place, first_entry } = self.section(bytes, at)?;
            if trailer.get("Encrypt").is_some() {
                return Err(Unreadable::Encrypted);
            }
            let hidden = trailer.get("XRefStm").and_then(Value::as_int).and_then(|at| usize::try_from(at).ok());
            if trailer.get("XRefStm").is_some() && self.tolerance.is_none() {
                return Err(Unreadable::Hybrid);
            }
            // 7.5.8.4: what the stream adds is free in the table.
            let hidden = hidden.and_then(|at| self.section(bytes, at).ok()).map_or(vec![], |section| section.entries);
            if self.sections == 0 {
                size = trailer.get("Size").and_then(Value::as_int);
                self.root = trailer
                    .get("Root")
                    .and_then(Value::as_reference)
                    .ok_or(Damage { what: "the trailer has no catalog", at })?;
            }
            self.sections += 1;
            for (id, entry) in hidden.into_iter().chain(entries) {
                let index = id as usize;
                if known.len() <= index {
                    known.resize(index + 1, false);
                    self.entries.resize(index + 1, Entry::Free);
                }
                if !std::mem::replace(&mut known[index], true) {
                    self.entries[index] = entry;
                }
                if let Entry::At(offset, generation) = entry {
                    found.objects.push((offset, id, generation));
                }
            }
            found.places.push(place);
            found.first_entry = first_entry;
            next = match trailer.get("Prev") {
                None => None,
                Some(value) => {
                    let place = value.as_int().and_then(|at| usize::try_from(at).ok());
                    Some(place.ok_or(Damage { what: "the trailer is broken", at })?)
                }
            };
            if self.sections == 1 {
                found.trailer = trailer;
            }
        }
        // ISO 32000-1, 7.5.5: one more than the highest object number in all sections.
        if size != Some(known.len() as i64) && self.tolerance.is_none() {
            return Err(Damage { what: "the trailer has a wrong object count", at: start }.into());
        }
        Ok(found)
    }

    fn section(&mut self, bytes: &[u8], at: usize) -> Result<Section, Damage> {
        if bytes.get(at..).is_some_and(|rest| rest.starts_with(b"xref")) {
            return table(bytes, at);
        }
        let damage = |what| Damage { what, at };
        let object =
            self.indirect_in(bytes, at).map_err(|_| damage("there is no cross-reference at the given position"))?;
        let (Value::Dict(dict), Some(data)) = (object.value, object.data) else {
            return Err(damage("there is no cross-reference at the given position"));
        };
        let dict = dict.into_owned();
        let broken = damage("the cross-reference is broken");
        if !dict.is("Type", "XRef") {
            return Err(broken);
        }
        let decoded = decode(&mut Nothing, &dict, &bytes[data]).map_err(|error| damage(error.what))?;
        let numbers = |key: &str| match dict.get(key) {
            Some(Value::Array(items)) => {
                let number = |item: &Value<'_>| item.as_int().and_then(|number| u64::try_from(number).ok());
                items.iter().map(number).collect::<Option<Vec<u64>>>().map(Some)
            }
            None => Some(None),
            Some(_) => None,
        };
        let widths =
            numbers("W").flatten().filter(|widths| widths.len() == 3 && widths.iter().all(|width| *width <= 8));
        let widths = widths.ok_or(broken)?;
        let size = dict.get("Size").and_then(Value::as_int).and_then(|size| u64::try_from(size).ok()).ok_or(broken)?;
        let index = numbers("Index").ok_or(broken)?.unwrap_or(vec![0, size]);
        let row = widths.iter().sum::<u64>() as usize;
        let total: u64 =
            index.chunks(2).filter_map(|pair| pair.get(1)).fold(0, |sum, count| sum.saturating_add(*count));
        let whole = row > 0
            && index.len().is_multiple_of(2)
            && total.checked_mul(row as u64) == Some(decoded.bytes.len() as u64);
        if !whole || !decoded.left.is_empty() || size > MOST_OBJECTS + 1 {
            return Err(broken);
        }
        let mut entries = Vec::with_capacity(total as usize);
        let mut rows = decoded.bytes.chunks_exact(row);
        for pair in index.chunks_exact(2) {
            for id in pair[0]..pair[0].saturating_add(pair[1]) {
                let Some(mut rest) = rows.next() else { return Err(broken) };
                let mut field = |width: u64| {
                    let (bytes, after) = rest.split_at(width as usize);
                    rest = after;
                    bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
                };
                let kind = if widths[0] == 0 { 1 } else { field(widths[0]) };
                let (second, third) = (field(widths[1]), field(widths[2]));
                let id = u32::try_from(id).ok().filter(|&id| u64::from(id) < size).ok_or(broken)?;
                let narrow = |number: u64| u32::try_from(number).map_err(|_| broken);
                entries.push((
                    id,
                    match kind {
                        0 => Entry::Free,
                        1 => Entry::At(second as usize, u16::try_from(third).map_err(|_| broken)?),
                        2 => Entry::Packed(narrow(second)?, narrow(third)?),
                        _ => return Err(broken),
                    },
                ));
            }
        }
        Ok(Section { trailer: dict, entries, place: at..object.end, first_entry: at })
    }
}

/// A table with its trailer (ISO 32000-1, 7.5.4).
fn table(bytes: &[u8], at: usize) -> Result<Section, Damage> {
    let mut parser = Parser::new(bytes, at);
    let broken = |parser: &Parser<'_>| Damage { what: "the cross-reference is broken", at: parser.at };
    parser.word("xref");
    let mut entries = Vec::new();
    let mut first_entry = at;
    loop {
        parser.skip_space();
        if parser.word("trailer") {
            break;
        }
        let first = parser.digits().map_err(|_| broken(&parser))?;
        parser.skip_space();
        let count = parser.digits().map_err(|_| broken(&parser))?;
        parser.skip_space();
        if first.saturating_add(count) > MOST_OBJECTS + 1 {
            return Err(broken(&parser));
        }
        if entries.is_empty() {
            first_entry = parser.at;
        }
        for id in first..first + count {
            // Twenty bytes each: offset, generation, kind, two bytes of line ending.
            let entry = bytes.get(parser.at..parser.at + 20).and_then(entry_of).ok_or(broken(&parser))?;
            entries.push((id as u32, entry));
            parser.at += 20;
        }
    }
    let Value::Dict(trailer) = parser.value()? else { return Err(broken(&parser)) };
    let most = entries.iter().map(|(id, _)| i64::from(*id)).max().unwrap_or(-1);
    // The size is one more than the highest number in all sections.
    let size = trailer.get("Size").and_then(Value::as_int);
    if size.is_none_or(|size| size <= most || size as u64 > MOST_OBJECTS + 1) {
        return Err(broken(&parser));
    }
    Ok(Section { trailer: trailer.into_owned(), entries, place: at..parser.at, first_entry })
}

fn entry_of(line: &[u8]) -> Option<Entry> {
    let number = |digits: &[u8]| {
        let digits = digits.iter().all(u8::is_ascii_digit).then_some(digits)?;
        std::str::from_utf8(digits).ok()?.parse::<u64>().ok()
    };
    let offset = usize::try_from(number(&line[..10])?).ok()?;
    let generation = number(&line[11..16])?;
    let line_end = matches!(&line[18..], b" \n" | b" \r" | b"\r\n");
    match (line[10], line[16], line[17]) {
        (b' ', b' ', b'n') if line_end => Some(Entry::At(offset, u16::try_from(generation).ok()?)),
        (b' ', b' ', b'f') if line_end => Some(Entry::Free),
        _ => None,
    }
}
