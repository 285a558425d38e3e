//! Changes to inputs: a few at a time, from a seeded generator, so that a run can be reproduced.

/// Xorshift (Marsaglia 2003): small, fast, and the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    /// A generator that starts from this number.
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }
}

/// Inputs grow no longer than this: large ones are tested elsewhere.
const LONGEST: usize = 200_000;

/// Pieces that have a meaning in one of the formats.
const TOKENS: &[&[u8]] = &[
    b"\n",
    b"\r\n",
    b"  ",
    b"\t",
    b": ",
    b"- ",
    b" #",
    b"|",
    b">",
    b"&a ",
    b"*a",
    b"!!str ",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"'",
    b"\\",
    b"\0",
    b"{patient.name}",
    b"{phone.x}",
    b"{{",
    b"**",
    b"*",
    b"_",
    b"`",
    b"~",
    b"<b>",
    b"](",
    b"![",
    b"# ",
    b"1. ",
    b"---\n",
    b"&amp;",
    b"http://",
    b"tel:",
    b"+1 901-595-3300",
    b"body:",
    b"table: ",
    b"rows: ",
    b"steps: ",
    b"language: ",
    b"\"\"",
    b",",
    b";",
    b"null",
    b"NaN",
    b"1e999",
    b"-0",
    b"{\"resourceType\":\"Patient\",",
    b"\"name\":",
    b"\\ud800",
    b"<svg ",
    b"<g>",
    b"<use href=\"#a\"/>",
    b"<style>",
    b"<!DOCTYPE",
    b"viewBox=",
    b"IHDR",
    b"IDAT",
    b"PLTE",
    b"\xff\xd8",
    b"\xff\xd9",
    b"\xff\xda",
    b"\xff\xc4",
    b"glyf",
    b"CFF ",
    b"GSUB",
    b"cmap",
    b"hmtx",
    b"obj",
    b"endobj",
    b"stream\n",
    b"endstream",
    b"/Type",
    b"/Length ",
    b"/Kids[",
    b"0 R",
    b"xref",
    b"trailer",
    b"startxref",
    b"<<",
    b">>",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"\xe2\x81\xa7",
    b"\xe2\x80\x8d",
    b"\xd8\xb9",
    b"\xe0\xa4\xbf",
    b"\xe1\x81\xb1",
    b"\xe2\x97\x8c",
    b"\xe6\xbc\xa2",
    b"\xf0\xa0\xae\xb7",
    b"\xf0\x9f\x91\xaa",
    b"\xcc\x81",
    b"\xe2\x80\xa8",
];

/// Boundary values of lengths and offsets.
const EDGES: [u32; 8] = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff];

/// A changed copy of one of the seeds.
pub(crate) fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        change(&mut bytes, seeds, random);
    }
    bytes.truncate(LONGEST.max(seeds.iter().map(Vec::len).max().unwrap_or(0)));
    bytes
}

fn change(bytes: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let magnitude = random.below(10);
    let length = 1 + random.below(1 << magnitude);
    let end = (at + length).min(bytes.len());
    match random.below(10) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 if at < bytes.len() => bytes[at] = random.below(256) as u8,
        2 => drop(bytes.drain(at..end)),
        3 => {
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        4 => {
            // Another input's end after this one's beginning, or a piece of it in between.
            let other = &seeds[random.below(seeds.len())];
            let from = random.below(other.len() + 1);
            let to = if random.below(2) == 0 { other.len() } else { (from + length).min(other.len()) };
            let end = if random.below(2) == 0 { bytes.len() } else { at };
            bytes.splice(at..end, other[from..to].iter().copied());
        }
        5 if end - at >= 2 => {
            let edge = EDGES[random.below(EDGES.len())].wrapping_add(random.below(3) as u32).wrapping_sub(1);
            let width = if end - at >= 4 && random.below(2) == 0 { 4 } else { 2 };
            let number = if random.below(2) == 0 { edge.to_be_bytes() } else { edge.swap_bytes().to_be_bytes() };
            bytes[at..at + width].copy_from_slice(&number[4 - width..]);
        }
        6 => {
            // Many of a kind, to see what grows faster than its input.
            let token = TOKENS[random.below(TOKENS.len())];
            let times = 1 << random.below(14);
            bytes.splice(at..at, token.repeat(times.min(LONGEST / token.len())));
        }
        7 if at < bytes.len() && bytes[at].is_ascii_digit() => bytes[at] = b'0' + random.below(10) as u8,
        _ => drop(bytes.splice(at..at, TOKENS[random.below(TOKENS.len())].iter().copied())),
    }
}
