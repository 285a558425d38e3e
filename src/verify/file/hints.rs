//! The hint tables of a linearized file (ISO 32000-1, F.4), read to the last bit. Whether they match the file is
//! checked elsewhere.

use crate::syntax::Damage;

/// The error for an invalid table.
pub(super) const BROKEN: Damage = Damage { what: "the hint tables of the linearized file are broken", at: 0 };

/// The page offset hint table (F.4.1).
pub(super) struct PageHints {
    /// The position of the first page's object, as if there were no hint stream.
    pub first: u64,
    pub pages: Vec<PageHint>,
}

pub(super) struct PageHint {
    /// The number of the page's own objects, including the page.
    pub objects: u64,
    /// Their length.
    pub length: u64,
    /// Groups of the shared object hint table that the page uses.
    pub shared: Vec<u64>,
}

/// The shared object hint table (F.4.2).
pub(super) struct SharedHints {
    /// Number and position of the first shared object that the first page does not use, if any.
    pub first: (u64, u64),
    /// The number of groups in the first page's section.
    pub on_first: u64,
    pub groups: Vec<Group>,
}

/// Consecutive objects.
pub(super) struct Group {
    pub objects: u64,
    pub length: u64,
}

/// A table of one kind of objects (F.4.5).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GenericHint {
    pub object: u64,
    pub offset: u64,
    pub objects: u64,
    pub length: u64,
}

/// Bits, most significant first.
struct Bits<'a> {
    data: &'a [u8],
    /// Bits from the start.
    at: usize,
}

impl Bits<'_> {
    fn number(&mut self, width: u64) -> Result<u64, Damage> {
        if width > 32 || self.at + width as usize > self.data.len() * 8 {
            return Err(BROKEN);
        }
        let mut number = 0;
        for at in self.at..self.at + width as usize {
            number = number << 1 | u64::from(self.data[at / 8] >> (7 - at % 8) & 1);
        }
        self.at += width as usize;
        Ok(number)
    }

    fn column(&mut self, count: usize, width: u64) -> Result<Vec<u64>, Damage> {
        let column = (0..count).map(|_| self.number(width)).collect::<Result<_, _>>()?;
        self.fill()?;
        Ok(column)
    }

    /// Differences from a minimum, at least one of which is zero.
    fn differences(&mut self, count: usize, least: u64, width: u64) -> Result<Vec<u64>, Damage> {
        let column = self.column(count, width)?;
        match column.contains(&0) || column.is_empty() {
            true => Ok(column.into_iter().map(|more| least + more).collect()),
            false => Err(BROKEN),
        }
    }

    /// The standard starts tables at a byte boundary; all programs start every column at one. Padding bits are zero.
    fn fill(&mut self) -> Result<(), Damage> {
        let rest = self.at.next_multiple_of(8) - self.at;
        if self.number(rest as u64)? == 0 { Ok(()) } else { Err(BROKEN) }
    }

    fn end(&self) -> Result<(), Damage> {
        if self.at == self.data.len() * 8 { Ok(()) } else { Err(BROKEN) }
    }
}

/// Reads the table of a file with this many pages, which is all of the data.
pub(super) fn page_hints(data: &[u8], count: usize) -> Result<PageHints, Damage> {
    let mut bits = Bits { data, at: 0 };
    // Table F.3, items 1 to 13.
    let least_objects = bits.number(32)?;
    let first = bits.number(32)?;
    let objects_width = bits.number(16)?;
    let least_length = bits.number(32)?;
    let length_width = bits.number(16)?;
    let least_content_offset = bits.number(32)?;
    let content_offset_width = bits.number(16)?;
    let least_content_length = bits.number(32)?;
    let content_length_width = bits.number(16)?;
    let shared_width = bits.number(16)?;
    let identifier_width = bits.number(16)?;
    let numerator_width = bits.number(16)?;
    let denominator = bits.number(16)?;
    // Table F.4, items 1 to 7, each for all pages.
    let objects = bits.differences(count, least_objects, objects_width)?;
    let lengths = bits.differences(count, least_length, length_width)?;
    let counts = bits.column(count, shared_width)?;
    let mut shared = Vec::with_capacity(count);
    for &count in &counts {
        // A zero-width field cannot distinguish groups, and no page lists a group twice.
        if identifier_width == 0 && count > 1 {
            return Err(BROKEN);
        }
        shared.push((0..count).map(|_| bits.number(identifier_width)).collect::<Result<Vec<u64>, _>>()?);
    }
    bits.fill()?;
    for _ in 0..counts.iter().sum() {
        if bits.number(numerator_width)? > denominator {
            return Err(BROKEN);
        }
    }
    bits.fill()?;
    let content_offsets = bits.column(count, content_offset_width)?;
    let content_lengths = bits.column(count, content_length_width)?;
    bits.end()?;
    // Programs disagree here: for one, the content begins with the page, for another it is the whole page. So it must
    // lie inside.
    for ((offset, length), page) in content_offsets.iter().zip(&content_lengths).zip(&lengths) {
        if least_content_offset + offset + least_content_length + length > *page {
            return Err(BROKEN);
        }
    }
    let pages = objects.into_iter().zip(lengths).zip(shared);
    let pages = pages.map(|((objects, length), shared)| PageHint { objects, length, shared }).collect();
    Ok(PageHints { first, pages })
}

/// Reads the table of a file with this many objects, which is all of the data.
pub(super) fn shared_hints(data: &[u8], most: usize) -> Result<SharedHints, Damage> {
    let mut bits = Bits { data, at: 0 };
    // Table F.5, items 1 to 7.
    let first = (bits.number(32)?, bits.number(32)?);
    let on_first = bits.number(32)?;
    let count = bits.number(32)?;
    let objects_width = bits.number(16)?;
    let least_length = bits.number(32)?;
    let length_width = bits.number(16)?;
    if on_first > count || count > most as u64 {
        return Err(BROKEN);
    }
    let count = count as usize;
    // Table F.6, items 1 to 4, each for all groups.
    let lengths = bits.differences(count, least_length, length_width)?;
    let signed = bits.column(count, 1)?;
    // A signature hashes "the resource", which is not defined: no program writes or reads one.
    for _ in 0..4 * signed.iter().sum::<u64>() {
        bits.number(32)?;
    }
    let objects = bits.column(count, objects_width)?;
    bits.end()?;
    let groups = lengths.into_iter().zip(objects);
    let groups = groups.map(|(length, more)| Group { objects: more + 1, length }).collect();
    Ok(SharedHints { first, on_first, groups })
}

/// Reads a table of the outlines, which is all of the data.
pub(super) fn generic_hint(data: &[u8]) -> Result<GenericHint, Damage> {
    let mut bits = Bits { data, at: 0 };
    let [object, offset, objects, length] = [bits.number(32)?, bits.number(32)?, bits.number(32)?, bits.number(32)?];
    bits.end()?;
    Ok(GenericHint { object, offset, objects, length })
}
