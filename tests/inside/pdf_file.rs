//! The file around the objects: compression, object streams, cross-reference stream.

use std::io::Read;

use handout::fonts::Fonts;
use handout::pdf::deflate::Deflater;
use handout::pdf::file::PdfFile;
use handout::pdf::font::{FontEncoder, Outline};
use pdf_writer::{Name, Ref, Str, TextStr};

fn inflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut out).expect("sound data");
    out
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// The number after a key.
fn number(bytes: &[u8], key: &[u8]) -> usize {
    let at = find(bytes, key).unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(key))) + key.len();
    let digits: String = bytes[at..].iter().map(|b| char::from(*b)).skip_while(|c| *c == ' ').collect();
    digits.chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a number")
}

/// The decoded data of the stream that starts at an offset.
fn stream_at(file: &[u8], at: usize) -> Vec<u8> {
    let length = number(&file[at..], b"/Length");
    let start = at + find(&file[at..], b"\nstream\n").expect("a stream") + 8;
    assert!(file[start + length..].starts_with(b"\nendstream"));
    inflate(&file[start..start + length])
}

fn sample(objects: i32) -> Vec<u8> {
    let mut file = PdfFile::new();
    let (root, pages, info) = (file.alloc(), file.alloc(), file.alloc());
    let unused = file.alloc();
    assert_eq!(unused.get(), 4);
    let content = file.alloc();
    file.add_stream(content, b"BT ET", |stream, length| {
        assert!(length >= 5);
        stream.pair(Name(b"Extra"), 1);
    });
    file.add(|chunk| {
        chunk.indirect(root).dict().pair(Name(b"Type"), Name(b"Catalog")).pair(Name(b"Pages"), pages);
    });
    for index in 0..objects {
        let id = file.alloc();
        file.add(|chunk| chunk.indirect(id).primitive(Str(format!("object {index}").as_bytes())));
    }
    file.add(|chunk| {
        chunk.indirect(pages).dict().pair(Name(b"Type"), Name(b"Pages")).pair(Name(b"Count"), 0);
    });
    file.add_plain(|chunk| {
        chunk.indirect(info).dict().pair(Name(b"Producer"), TextStr("handout"));
    });
    file.finish(root, info, *b"0123456789abcdef")
}

#[test]
fn compressed_data_never_end_like_a_line() {
    let mut deflater = Deflater::default();
    for seed in 0..3000_u32 {
        let data = seed.to_be_bytes();
        let deflated = deflater.deflate(&data);
        assert!(!matches!(deflated.bytes.last(), Some(b'\r' | b'\n')), "{seed}");
        let back = inflate(&deflated.bytes);
        assert_eq!(back.len(), deflated.decoded_len);
        assert!(back.starts_with(&data) && back[4..].iter().all(|byte| *byte == b'\n'));
    }
}

#[test]
fn every_object_is_where_the_cross_reference_stream_says() {
    for objects in [0, 1, 197, 198, 199, 450] {
        let file = sample(objects);
        assert!(file.starts_with(b"%PDF-1.7\n%"));
        assert!(find(&file, b"handout").is_some(), "the producer can be read without unpacking");
        let tail = file.len() - 60;
        let start = number(&file[tail..], b"startxref\n");
        let (size, width) = (number(&file[start..], b"/Size"), number(&file[start..], b"/W[1"));
        let columns = number(&file[start..], b"/Columns");
        assert_eq!(columns, width + 2);
        let table = stream_at(&file, start);
        assert_eq!(table.len(), size * (columns + 1));
        let mut above = vec![0_u8; columns];
        let mut seen = Vec::new();
        for (id, row) in table.chunks(columns + 1).enumerate() {
            assert_eq!(row[0], 2, "the filter named up");
            above.iter_mut().zip(&row[1..]).for_each(|(value, change)| *value = value.wrapping_add(*change));
            let place = above[1..=width].iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            match above[0] {
                0 => assert!(id == 0 || id == 4 || id == size - 1, "object {id} is free"),
                1 => assert!(file[place..].starts_with(format!("{id} 0 obj\n").as_bytes())),
                _ => seen.push((id, place, usize::from(above[columns - 1]))),
            }
        }
        assert_eq!(seen.len(), objects as usize + 2);
        // Object streams are themselves found by their number in the text, independently of the table.
        for (id, stream_id, index) in seen {
            let at = find(&file, format!("\n{stream_id} 0 obj\n").as_bytes()).expect("the object stream") + 1;
            let (first, count) = (number(&file[at..], b"/First"), number(&file[at..], b"/N "));
            let data = stream_at(&file, at);
            let header: Vec<usize> = String::from_utf8_lossy(&data[..first])
                .split_ascii_whitespace()
                .map(|token| token.parse().expect("a number"))
                .collect();
            assert_eq!(header.len(), 2 * count);
            assert!(count <= 200);
            assert_eq!(header[2 * index], id);
            let object = &data[first + header[2 * index + 1]..];
            assert!(object.starts_with(b"<<") || object.starts_with(b"(object"));
        }
    }
}

#[test]
fn the_same_objects_give_the_same_bytes() {
    assert_eq!(sample(300), sample(300));
    assert_eq!(Ref::new(1), PdfFile::default().alloc());
}

/// Width by CID, from a `W` array with a default of zero.
fn widths(array: &str, count: usize) -> Vec<f32> {
    let spaced = array.replace('[', " [ ").replace(']', " ] ");
    let mut tokens = spaced.split_ascii_whitespace();
    let mut widths = vec![0.0; count];
    while let Some(first) = tokens.next() {
        let first: usize = first.parse().expect("a CID");
        match tokens.next().expect("a list or a CID") {
            "[" => {
                for (cid, width) in (first..).zip(tokens.by_ref().take_while(|token| *token != "]")) {
                    widths[cid] = width.parse().expect("a width");
                }
            }
            last => {
                let width = tokens.next().expect("a width").parse().expect("a width");
                widths[first..=last.parse().expect("a CID")].fill(width);
            }
        }
    }
    widths
}

#[test]
fn widths_of_a_font_are_those_of_its_program() {
    let fonts = Fonts::bundled();
    let (_, face) = fonts.faces().next().expect("a face");
    let advances = [600, 600, 0, 0, 333, 500, 500, 500, 500, 500, 0, 7, 8, 8, 9, 65_535, 0];
    let mut encoder = FontEncoder::new(face);
    for (index, advance) in (0_u32..).zip(advances) {
        let text = char::from_u32(0x4e00 + index).expect("a character").to_string();
        encoder.code(&Outline::Blank, advance, &text);
    }
    let program = encoder.finish().expect("a program");
    let mut file = PdfFile::new();
    let (root, info, font, encoding) = (file.alloc(), file.alloc(), file.alloc(), file.alloc());
    program.add_to(&mut file, font, encoding);
    let file = file.finish(root, info, [0; 16]);
    let packed = find(&file, b"/Type/ObjStm").expect("an object stream");
    let start = file[..packed].windows(5).rposition(|window| window == b" obj\n").expect("its start");
    let objects = String::from_utf8_lossy(&stream_at(&file, start)).into_owned();
    let array = objects.split("/W[").nth(1).and_then(|rest| rest.split("]>>").next()).expect("widths");
    assert_eq!(widths(array, advances.len() + 1)[1..], program.widths[1..]);
    assert_eq!(program.widths[1..], advances.map(|advance| advance as f32));
    assert!(objects.contains("/CIDToGIDMap") && objects.contains("/DW 0"));
}
