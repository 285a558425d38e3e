//! Files that are read as well as they can be, to say more about them than that they are damaged: entries that lead
//! nowhere are missing objects, streams end where the word says so, and objects are searched for where there is no
//! cross-reference.
//!
//! Nothing that is read like this is ever certified.

use super::{Entry, File, MOST_OBJECTS, Unreadable};
use crate::syntax::{Damage, Dict, Parser, Value};

/// Where readers look for the header and for the end (ISO 32000-1, annex H, implementation notes 13 and 18).
const NEAR: usize = 1024;

impl File {
    /// Reads a file's skeleton as well as it can be read.
    pub(crate) fn tolerant(bytes: Vec<u8>) -> Result<File, Unreadable> {
        if find(&bytes[..bytes.len().min(NEAR)], b"%PDF-").is_none() {
            return Err(Unreadable::NotPdf);
        }
        // Enough for every stream of a file to be searched a few times.
        let mut file = File::empty(bytes, Some(0));
        file.tolerance = Some(file.bytes.len().saturating_mul(8));
        let tail = file.bytes.len().saturating_sub(NEAR);
        let start = file.bytes[tail..].windows(9).rposition(|word| word == b"startxref").and_then(|at| {
            let mut parser = Parser::new(&file.bytes, tail + at + 9);
            parser.skip_space();
            parser.digits().ok().and_then(|start| usize::try_from(start).ok())
        });
        if let Some(start) = start {
            match file.read_sections(start, file.bytes.len()) {
                Ok(found) if file.has_pages() => {
                    file.trailer = found.trailer;
                    return Ok(file);
                }
                Err(Unreadable::Encrypted) => return Err(Unreadable::Encrypted),
                _ => {}
            }
        }
        file.search()?;
        match file.has_pages() {
            true => Ok(file),
            false => Err(Damage { what: "the catalog is missing", at: 0 }.into()),
        }
    }

    fn has_pages(&mut self) -> bool {
        use crate::manifest::canonical::Objects;
        let catalog = self.object(self.root).map(|object| object.value);
        catalog.is_ok_and(|catalog| catalog.as_dict().is_some_and(|catalog| catalog.get("Pages").is_some()))
    }

    /// Finds objects by their first words. The last of a number counts.
    fn search(&mut self) -> Result<(), Unreadable> {
        let bytes = std::mem::take(&mut self.bytes);
        (self.entries, self.root, self.sections) = (Vec::new(), 0, 1);
        self.kept.clear();
        let mut trailer = Dict::default();
        let mut packs = Vec::new();
        let mut at = 0;
        while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_alphabetic)) {
            let word = at + next;
            let length = crate::syntax::regular(&bytes[word..]).max(1);
            at = word + length;
            match &bytes[word..at] {
                b"obj" => {
                    let Some((offset, id, generation)) = header_before(&bytes, word) else { continue };
                    if u64::from(id) > MOST_OBJECTS {
                        continue;
                    }
                    if self.entries.len() <= id as usize {
                        self.entries.resize(id as usize + 1, Entry::Free);
                    }
                    self.entries[id as usize] = Entry::At(offset, generation);
                    // Only dictionaries are of interest here, and they are short.
                    if let Ok(Value::Dict(dict)) = Parser::new(&bytes[..bytes.len().min(at + NEAR)], at).value() {
                        if dict.is("Type", "ObjStm") {
                            packs.push(id);
                        } else if dict.is("Type", "XRef") && dict.get("Root").is_some() {
                            trailer = dict.into_owned();
                        } else if dict.is("Type", "Catalog") && trailer.get("Root").is_none() {
                            self.root = id;
                        }
                    }
                }
                b"trailer" => {
                    if let Ok(Value::Dict(dict)) = Parser::new(&bytes[..bytes.len().min(at + NEAR)], at).value()
                        && dict.get("Root").is_some()
                    {
                        trailer = dict.into_owned();
                    }
                }
                _ => {}
            }
        }
        self.bytes = bytes;
        if trailer.get("Encrypt").is_some() {
            return Err(Unreadable::Encrypted);
        }
        for stream in packs {
            let Ok(pack) = self.pack(stream) else { continue };
            for (place, &(id, _)) in (0..).zip(&pack.index) {
                if u64::from(id) <= MOST_OBJECTS {
                    if self.entries.len() <= id as usize {
                        self.entries.resize(id as usize + 1, Entry::Free);
                    }
                    if self.entries[id as usize] == Entry::Free {
                        self.entries[id as usize] = Entry::Packed(stream, place);
                    }
                }
            }
        }
        self.root = trailer.get("Root").and_then(Value::as_reference).unwrap_or(self.root);
        self.trailer = trailer;
        Ok(())
    }

    /// Where a stream's data end: where its length says so, or else before the word that ends it.
    pub(super) fn stream_end(&mut self, bytes: &[u8], start: usize, said: Option<usize>) -> Option<usize> {
        let Some(left) = self.tolerance else { return said };
        let ends = |end: usize| {
            let mut parser = Parser::new(bytes, end);
            parser.skip_space();
            parser.word("endstream")
        };
        if let Some(end) = said.filter(|&end| ends(end)) {
            return Some(end);
        }
        let reach = bytes.len().min(start.saturating_add(left));
        let found = find(bytes.get(start..reach)?, b"endstream");
        self.tolerance = Some(left - found.unwrap_or(reach - start));
        let end = start + found?;
        let line_end = match &bytes[start..end] {
            [.., b'\r', b'\n'] => 2,
            [.., b'\r' | b'\n'] => 1,
            _ => 0,
        };
        Some(end - line_end)
    }
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// Number and generation before the word `obj`, and where they begin.
fn header_before(bytes: &[u8], word: usize) -> Option<(usize, u32, u16)> {
    let from = word.saturating_sub(24);
    let back = |end: usize| {
        let end = from + bytes[from..end].iter().rposition(|byte| !byte.is_ascii_whitespace())? + 1;
        let start = from + bytes[from..end].iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
        let digits = std::str::from_utf8(&bytes[start..end]).ok()?;
        Some((start, digits.parse::<u64>().ok()?))
    };
    let (start, generation) = back(word)?;
    let (start, id) = back(start)?;
    Some((start, u32::try_from(id).ok()?, u16::try_from(generation).ok()?))
}
