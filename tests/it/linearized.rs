//! Linearized files: sound ones are good, and any error in their dictionary and hint tables is found.
//!
//! A run of two copies of two pages each was linearized by qpdf: `linearized.pdf` without object streams, its hint
//! tables uncompressed so that they can be changed in place; `linearized-packed.pdf` with object streams by version 11;
//! and `linearized-together.pdf` by version 12, which places outlines with the first page if an object stream has both.

use std::fs;
use std::ops::Range;
use std::path::Path;

use handout::verify::Document;

use crate::support::{printed, run};

const FILES: [&str; 3] = ["linearized.pdf", "linearized-packed.pdf", "linearized-together.pdf"];

fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new("tests/data/verify").join(name)).expect("a file")
}

fn find(bytes: &[u8], word: &str, from: usize) -> usize {
    let found = bytes[from..].windows(word.len()).position(|window| window == word.as_bytes());
    found.unwrap_or_else(|| panic!("{word} is there")) + from
}

fn number(bytes: &[u8], before: &str, from: usize) -> usize {
    let start = find(bytes, before, from) + before.len();
    let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[start..start + digits]).expect("digits").parse().expect("a number")
}

/// The position of the first object's dictionary.
fn dictionary(bytes: &[u8]) -> Range<usize> {
    let start = find(bytes, "<< /Linearized 1", 0);
    start..find(bytes, ">>", start)
}

/// The positions of the hint stream's dictionary and data.
fn hints(bytes: &[u8]) -> (Range<usize>, Range<usize>) {
    let start = number(bytes, "/H [ ", 0);
    let data = find(bytes, "stream\n", start) + "stream\n".len();
    (find(bytes, "<<", start)..data, data..data + number(bytes, "/Length ", start))
}

fn sound(bytes: &[u8]) -> bool {
    Document::new(bytes.to_vec()).is_ok()
}

#[test]
fn linearized_files_are_good() {
    for name in FILES {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("run.pdf"), file(name)).expect("written");
        fs::write(folder.path().join("run.json"), file("linearized.json")).expect("written");
        let output = run(folder.path(), &["verify", "run.pdf", "--manifest", "run.json"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", printed(&output.stderr));
    }
}

#[test]
fn every_key_of_a_linearization_dictionary_counts() {
    for name in FILES {
        let good = file(name);
        let place = dictionary(&good);
        let length = find(&good, "/L ", 0) + "/L ".len();
        let length = length..length + good.len().to_string().len();
        for at in place.clone() {
            let mut bad = good.clone();
            match good[at] {
                // The last digit may differ by one where white space may be counted.
                digit @ b'0'..=b'9' => bad[at] = b'0' + (digit - b'0' + 3) % 10,
                b'A'..=b'Z' if good[at - 1] == b'/' && good[at + 1] == b' ' => bad[at] = b'X',
                _ => continue,
            }
            // ISO 32000-1, table F.1: a file of another length is read as one that is not linearized.
            assert_eq!(sound(&bad), length.contains(&at), "{name}: {}", String::from_utf8_lossy(&bad[place.clone()]));
        }
    }
}

#[test]
fn every_key_of_a_hint_stream_counts() {
    for name in FILES {
        let good = file(name);
        let (place, _) = hints(&good);
        let keys = place.clone().filter(|at| matches!(&good[*at..], [b'/', b'S' | b'O', b' ', ..]));
        for key in keys {
            for (at, byte) in [(key + 1, b'X'), (key + 3, good[key + 3] ^ 1)] {
                let mut bad = good.clone();
                bad[at] = byte;
                assert!(!sound(&bad), "{name}: {}", String::from_utf8_lossy(&bad[place.clone()]));
            }
        }
    }
}

/// No bit of the tables can be changed except those with no effect: the position of a page's content inside the page,
/// which is its least length and the last column of the first table, and the denominator of fractions.
#[test]
fn every_bit_of_hint_tables_counts() {
    let good = file("linearized.pdf");
    let (place, data) = hints(&good);
    let shared = data.start + number(&good, "/S ", place.start);
    let free = |at: usize| {
        let header = at - data.start;
        (22..26).contains(&header) || (34..36).contains(&header) || (shared - 8..shared).contains(&at)
    };
    for at in data.clone().filter(|at| !free(*at)) {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            assert!(!sound(&bad), "bit {bit} of byte {} is not looked at", at - place.end);
        }
    }
}

#[test]
fn updated_files_are_no_longer_linearized() {
    let mut updated = file("linearized.pdf");
    let (_, hints) = hints(&updated);
    let at = updated.len();
    let last = find(&updated, "startxref\n", at - 40);
    let (size, root) = (number(&updated, "/Size ", 0), number(&updated, "/Root ", 0));
    let update = format!(
        "xref\n0 0\ntrailer\n<</Size {size}/Root {root} 0 R/Prev {}>>\nstartxref\n{at}\n%%EOF\n",
        number(&updated, "startxref\n", last)
    );
    updated.extend(update.into_bytes());
    assert!(sound(&updated));
    // Nothing reads the hints anymore.
    updated[hints.start] ^= 1;
    assert!(sound(&updated));
}

/// A page's content would belong to the page for one program, and to the document for another.
#[test]
fn content_that_the_document_names_is_found() {
    let good = file("linearized.pdf");
    let content = number(&good, "/Contents [ ", 0).to_string();
    let kid = find(&good, "/K [ ", find(&good, "/Lang (en) /P ", 0) - 60) + "/K [ ".len();
    let mut bad = good.clone();
    bad[kid..kid + content.len()].copy_from_slice(content.as_bytes());
    let said = Document::new(bad).expect_err("it is damaged").to_string();
    assert_eq!(said, "something other than a page refers to a page's content");
}
