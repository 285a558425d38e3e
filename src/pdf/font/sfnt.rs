//! The container of a TrueType font: a directory and tables.

/// The tables of a font file.
pub(super) struct Tables<'a> {
    bytes: &'a [u8],
}

impl<'a> Tables<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Tables<'a> {
        Tables { bytes }
    }

    /// A table's bytes.
    pub(super) fn get(&self, tag: &[u8; 4]) -> Option<&'a [u8]> {
        let count = usize::from(u16_at(self.bytes, 4)?);
        let records = self.bytes.get(12..12 + 16 * count)?;
        let record = records.chunks_exact(16).find(|record| record.starts_with(tag))?;
        let (offset, length) = (u32_at(record, 8)? as usize, u32_at(record, 12)? as usize);
        self.bytes.get(offset..offset.checked_add(length)?)
    }
}

/// Writes a TrueType font from these tables. They must be in tag order.
pub(super) fn write(tables: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let directory = 12 + 16 * tables.len();
    let total = tables.iter().map(|(_, table)| padded(table.len())).sum::<usize>() + directory;
    let mut out = Vec::with_capacity(total);
    let count = tables.len() as u16;
    let selector = count.checked_ilog2().unwrap_or(0) as u16;
    let range = 16 << selector;
    out.extend_from_slice(&0x0001_0000_u32.to_be_bytes());
    for value in [count, range, selector, 16 * count - range] {
        out.extend_from_slice(&value.to_be_bytes());
    }
    let mut offset = directory;
    let mut head = None;
    for (tag, table) in tables {
        if *tag == b"head" {
            head = Some(offset);
        }
        out.extend_from_slice(*tag);
        for value in [checksum(table), offset as u32, table.len() as u32] {
            out.extend_from_slice(&value.to_be_bytes());
        }
        offset += padded(table.len());
    }
    for (_, table) in tables {
        out.extend_from_slice(table);
        out.resize(padded(out.len()), 0);
    }
    // OpenType, head: the adjustment makes the sum of the whole file 0xB1B0AFBA; it counts as zero during the
    // summation.
    if let Some(field) = head.and_then(|head| head.checked_add(8)) {
        let adjustment = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&out));
        if let Some(place) = out.get_mut(field..field + 4) {
            place.copy_from_slice(&adjustment.to_be_bytes());
        }
    }
    out
}

fn padded(length: usize) -> usize {
    length.next_multiple_of(4)
}

/// The sum of all 32-bit words, the last one padded with zeros.
fn checksum(bytes: &[u8]) -> u32 {
    let (words, rest) = bytes.as_chunks::<4>();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    words.iter().chain([&last]).fold(0, |sum: u32, word| sum.wrapping_add(u32::from_be_bytes(*word)))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|chunk| u16::from_be_bytes(*chunk))
}

pub(super) fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    bytes.get(at..)?.first_chunk().map(|chunk| i16::from_be_bytes(*chunk))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|chunk| u32::from_be_bytes(*chunk))
}
