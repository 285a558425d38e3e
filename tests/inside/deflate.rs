//! Compression with known repetitions: whatever its input, a reader of RFC 1950 returns it.

use std::io::Read;

use flate2::read::ZlibDecoder;
use handout::pdf::deflate::deflate_short;
use handout::pdf::object::rows::{Rows, compress};
use proptest::collection::vec;
use proptest::prelude::*;

fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    ZlibDecoder::new(bytes).read_to_end(&mut out).expect("it is a whole zlib stream");
    out
}

fn ends_safely(bytes: &[u8]) -> bool {
    !matches!(bytes.last(), Some(b'\r' | b'\n'))
}

/// Similar rows, and some that differ: in digits, lengths and everything else.
fn rows() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let alike = (0_u32..2000).prop_map(|n| format!("<</P {} 0 R/Pg {n} 0 R/K[{n}]>>\n", n / 7).into_bytes());
    vec(prop_oneof![9 => alike, 1 => vec(any::<u8>(), 0..700)], 0..60)
}

proptest! {
    #[test]
    fn rows_come_back(kinds in vec((3_usize..6, 0_usize..20, rows()), 1..4)) {
        let mut expected = Vec::new();
        let kinds = kinds.into_iter().map(|(least, period, rows)| {
            let mut kind = Rows::new(least);
            for row in rows {
                kind.push(period, |data| data.extend_from_slice(&row));
                expected.extend_from_slice(&row);
            }
            kind
        });
        let bytes = compress(kinds.collect());
        prop_assert!(ends_safely(&bytes));
        let found = inflate(&bytes);
        let (before, added) = found.split_at(expected.len());
        prop_assert!(before == expected && added.iter().all(|byte| *byte == b'\n'));
    }

    #[test]
    fn short_streams_come_back(mut data in prop_oneof![vec(any::<u8>(), 0..2000), vec(b'a'..b'd', 0..4000)]) {
        let deflated = deflate_short(&data);
        prop_assert!(ends_safely(&deflated.bytes));
        data.resize(deflated.decoded_len, b'\n');
        prop_assert_eq!(inflate(&deflated.bytes), data);
    }
}

/// Repetitions too far back for deflate are repeated literally.
#[test]
fn rows_longer_than_the_window_come_back() {
    let row = |n: u8| (0..40_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 ^ n).collect::<Vec<u8>>();
    let mut rows = Rows::new(3);
    (0..3).for_each(|n| rows.push(0, |data| data.extend(row(n / 2))));
    let expected = [row(0), row(0), row(1)].concat();
    assert_eq!(inflate(&compress(vec![rows]))[..expected.len()], expected);
}
