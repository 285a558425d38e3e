//! Where objects are, and the cross-reference table that says so in files that older readers take (ISO 32000-1, 7.5.4).

use std::io::Write;

/// Where objects with successive numbers are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Row {
    /// One object, bytes from the start of the file.
    At { id: i32, offset: u64 },
    /// Objects in an object stream, with the index of the first.
    Packed { first: i32, count: u16, stream: i32, index: u16 },
}

impl Row {
    /// The first number.
    pub(super) fn first(self) -> i32 {
        match self {
            Row::At { id, .. } => id,
            Row::Packed { first, .. } => first,
        }
    }

    /// The number after its last.
    pub(super) fn end(self) -> i32 {
        match self {
            Row::At { id, .. } => id + 1,
            Row::Packed { first, count, .. } => first + i32::from(count),
        }
    }
}

/// The last offset that ten digits have room for.
pub(super) const MOST_BYTES: u64 = 9_999_999_999;

/// The table of objects that are all by themselves, in one section. `rows` are sorted.
pub(super) fn table(rows: &[Row], size: i32) -> Vec<u8> {
    const ENTRY: usize = 20;
    // An unused number may refer to object 0 and never be used again: no list of them is needed.
    const FREE: &[u8; ENTRY] = b"0000000000 65535 f \n";
    let mut out = Vec::with_capacity(size.unsigned_abs() as usize * ENTRY + 32);
    out.extend_from_slice(format!("xref\n0 {size}\n").as_bytes());
    let mut next = 0;
    for row in rows {
        (next..row.first()).for_each(|_| out.extend_from_slice(FREE));
        if let Row::At { offset, .. } = row {
            // Writing to memory always succeeds.
            let _ = out.write_all(format!("{offset:010} 00000 n \n").as_bytes());
        }
        next = row.end();
    }
    (next..size).for_each(|_| out.extend_from_slice(FREE));
    out
}
