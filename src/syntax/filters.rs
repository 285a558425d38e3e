//! Stream filters, decoded strictly: all of the data, with the checksum, and nothing left over.

use flate2::{Decompress, FlushDecompress, Status};
use weezl::{BitOrder, LzwStatus, decode::Decoder};

use super::parser::hex_bytes;
use super::{Dict, Value, is_space};

/// Larger streams are rejected: nothing that prints a page is as large, and memory is limited.
const MOST_BYTES: usize = 1 << 28;

/// A filter and its parameters.
pub(crate) type Filter = (Vec<u8>, Dict<'static>);

/// Data decoded by known filters; those of images stay.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Decoded {
    /// The data.
    pub bytes: Vec<u8>,
    /// Filters that were not undone, in order.
    pub left: Vec<Filter>,
}

/// Undoes filters one after another, up to an unknown one. `Err` says what is damaged.
pub(crate) fn decode(raw: &[u8], filters: &[Filter]) -> Result<Decoded, &'static str> {
    let mut bytes = std::borrow::Cow::Borrowed(raw);
    for (index, (name, parameters)) in filters.iter().enumerate() {
        let decoded = match name.as_slice() {
            b"FlateDecode" | b"Fl" => unpredict(inflate(&bytes)?, parameters)?,
            b"LZWDecode" | b"LZW" => unpredict(lempel_ziv_welch(&bytes, parameters)?, parameters)?,
            b"RunLengthDecode" | b"RL" => run_lengths(&bytes)?,
            b"ASCIIHexDecode" | b"AHx" => hexadecimal(&bytes)?,
            b"ASCII85Decode" | b"A85" => base_85(&bytes).ok_or("data in base 85 are broken")?,
            _ => return Ok(Decoded { bytes: bytes.into_owned(), left: filters[index..].to_vec() }),
        };
        bytes = decoded.into();
    }
    Ok(Decoded { bytes: bytes.into_owned(), left: Vec::new() })
}

fn inflate(data: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::with_capacity((data.len() * 4).min(MOST_BYTES));
    let mut inflater = Decompress::new(true);
    loop {
        let from = inflater.total_in() as usize;
        let status = inflater.decompress_vec(&data[from..], &mut out, FlushDecompress::Finish);
        match status {
            Ok(Status::StreamEnd) if inflater.total_in() as usize == data.len() => return Ok(out),
            Ok(Status::StreamEnd) => return Err("compressed data end too early"),
            Ok(_) if out.len() == out.capacity() && out.len() < MOST_BYTES => out.reserve(out.capacity().max(256)),
            Ok(_) if out.len() >= MOST_BYTES => return Err("a stream is too large"),
            Ok(_) => return Err("compressed data do not end"),
            Err(_) => return Err("compressed data are broken"),
        }
    }
}

/// Undoes LZW (ISO 32000-1, 7.4.4.2). `EarlyChange` says that codes grow one code before they must, as in TIFF.
fn lempel_ziv_welch(data: &[u8], parameters: &Dict<'_>) -> Result<Vec<u8>, &'static str> {
    let early = match parameters.get("EarlyChange") {
        None => true,
        Some(value) => match value.as_int() {
            Some(0) => false,
            Some(1) => true,
            _ => return Err("the parameters of compressed data are broken"),
        },
    };
    let mut decoder =
        if early { Decoder::with_tiff_size_switch(BitOrder::Msb, 8) } else { Decoder::new(BitOrder::Msb, 8) };
    let (mut rest, mut out, mut buffer) = (data, Vec::new(), [0; 1 << 14]);
    loop {
        let step = decoder.decode_bytes(rest, &mut buffer);
        rest = &rest[step.consumed_in..];
        out.extend_from_slice(&buffer[..step.consumed_out]);
        match step.status {
            _ if out.len() > MOST_BYTES => return Err("a stream is too large"),
            // Some writers end the data with a newline. The decoder reads ahead, so that a few bytes of any kind go
            // unseen here; no reader decodes them either.
            Ok(LzwStatus::Done) if rest.iter().all(|&byte| is_space(byte)) => return Ok(out),
            Ok(LzwStatus::Done) => return Err("compressed data end too early"),
            Ok(LzwStatus::Ok) => {}
            Ok(LzwStatus::NoProgress) => return Err("compressed data do not end"),
            Err(_) => return Err("compressed data are broken"),
        }
    }
}

/// Undoes run lengths (ISO 32000-1, 7.4.5): up to 127, so many bytes and one more follow; from 129, one byte is repeated.
fn run_lengths(data: &[u8]) -> Result<Vec<u8>, &'static str> {
    let (mut rest, mut out) = (data, Vec::new());
    loop {
        let (&length, after) = rest.split_first().ok_or("compressed data do not end")?;
        let literal = usize::from(length) + 1;
        rest = match length {
            128 if after.iter().all(|&byte| is_space(byte)) => return Ok(out),
            128 => return Err("compressed data end too early"),
            0..128 => {
                let (bytes, after) = after.split_at_checked(literal).ok_or("compressed data do not end")?;
                out.extend_from_slice(bytes);
                after
            }
            _ => {
                let (&byte, after) = after.split_first().ok_or("compressed data do not end")?;
                out.resize(out.len() + 257 - usize::from(length), byte);
                after
            }
        };
        if out.len() > MOST_BYTES {
            return Err("a stream is too large");
        }
    }
}

/// Undoes a predictor (ISO 32000-1, 7.4.4.4).
fn unpredict(data: Vec<u8>, parameters: &Dict<'_>) -> Result<Vec<u8>, &'static str> {
    let number = |key: &str, default: i64| match parameters.get(key) {
        None => Ok(default),
        Some(value) => value.as_int().ok_or("the parameters of compressed data are broken"),
    };
    let predictor = number("Predictor", 1)?;
    if predictor == 1 {
        return Ok(data);
    }
    let (colors, bits, columns) = (number("Colors", 1)?, number("BitsPerComponent", 8)?, number("Columns", 1)?);
    let sound = (1..=32).contains(&colors) && [1, 2, 4, 8, 16].contains(&bits) && (1..=1 << 24).contains(&columns);
    if !sound || !(10..=15).contains(&predictor) {
        return Err("the parameters of compressed data are unknown");
    }
    let (pixel, row) = (((colors * bits).max(8) / 8) as usize, ((colors * bits * columns + 7) / 8) as usize);
    if !data.len().is_multiple_of(row + 1) {
        return Err("the last row of compressed data is incomplete");
    }
    let mut out: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0_u8; row];
    for line in data.chunks_exact(row + 1) {
        let start = out.len();
        for (at, &byte) in line[1..].iter().enumerate() {
            let left = if at >= pixel { out[start + at - pixel] } else { 0 };
            let corner = if at >= pixel { above[at - pixel] } else { 0 };
            let guess = match line[0] {
                0 => 0,
                1 => left,
                2 => above[at],
                3 => ((u16::from(left) + u16::from(above[at])) / 2) as u8,
                4 => paeth(left, above[at], corner),
                _ => return Err("a row of compressed data is broken"),
            };
            out.push(byte.wrapping_add(guess));
        }
        above.copy_from_slice(&out[start..]);
    }
    Ok(out)
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(above), i16::from(corner));
    let distances = [(b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs()];
    match distances {
        [l, u, d] if l <= u && l <= d => left,
        [_, u, d] if u <= d => above,
        _ => corner,
    }
}

fn hexadecimal(data: &[u8]) -> Result<Vec<u8>, &'static str> {
    let end = data.iter().position(|&byte| byte == b'>').unwrap_or(data.len());
    let rest = data.get(end + 1..).unwrap_or_default();
    hex_bytes(&data[..end]).filter(|_| rest.iter().all(|&byte| is_space(byte))).ok_or("hexadecimal data are broken")
}

fn base_85(data: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = data.iter().copied().filter(|&byte| !is_space(byte)).collect();
    let digits = digits.strip_suffix(b"~>")?;
    let mut out = Vec::with_capacity(digits.len());
    let mut group: Vec<u8> = Vec::with_capacity(5);
    for &digit in digits {
        match digit {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(digit - b'!'),
            _ => return None,
        }
        if group.len() == 5 {
            out.extend(four_bytes(&group)?);
            group.clear();
        }
    }
    match group.len() {
        0 => {}
        1 => return None,
        length => {
            group.resize(5, 84);
            out.extend(&four_bytes(&group)?[..length - 1]);
        }
    }
    Some(out)
}

fn four_bytes(group: &[u8]) -> Option<[u8; 4]> {
    let number = group.iter().fold(0_u64, |number, digit| number * 85 + u64::from(*digit));
    Some(u32::try_from(number).ok()?.to_be_bytes())
}

/// The filters in a stream's dictionary, with references followed by `resolve`. `None` if that is impossible.
pub(crate) fn of(
    dict: &Dict<'_>,
    mut resolve: impl FnMut(&Value<'_>) -> Option<Value<'static>>,
) -> Option<Vec<Filter>> {
    let mut list = |key: &str| -> Option<Vec<Value<'static>>> {
        let Some(value) = dict.get(key) else { return Some(Vec::new()) };
        match resolve(value)? {
            Value::Array(items) => items.iter().map(&mut resolve).collect(),
            Value::Null => Some(Vec::new()),
            single => Some(vec![single]),
        }
    };
    let names = list("Filter")?;
    let parameters = list("DecodeParms")?;
    let filter = |(index, name): (usize, Value<'static>)| {
        let parameters = match parameters.get(index) {
            None | Some(Value::Null) => Dict::default(),
            Some(value) => value.as_dict()?.clone(),
        };
        Some((name.as_name()?.to_vec(), parameters))
    };
    names.into_iter().enumerate().map(filter).collect()
}
