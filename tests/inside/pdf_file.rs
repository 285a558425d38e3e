//! The file around the objects: compression, object streams, cross-reference stream.

use std::io::Read;

use handout::fonts::Fonts;
use handout::pdf::deflate::Deflater;
use handout::pdf::font::{FontEncoder, Outline};
use handout::pdf::object::sink::Object;
use handout::pdf::object::{Body, Dict, File, Form, Place, Recording, Ref, Sink, Value, name, text};

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
    let mut file = File::new(Form::packed("1.7"));
    let (root, pages, info) = (file.alloc(), file.alloc(), file.alloc());
    let unused = file.alloc();
    assert_eq!(unused, Ref::Own(4));
    let content = file.alloc();
    file.add_stream(content, b"BT ET", |length| {
        assert!(length >= 5);
        Dict::new().with("Extra", 1)
    });
    file.add(root, Dict::of("Catalog").with("Pages", pages));
    for index in 0..objects {
        file.push(text(format!("object {index}")));
    }
    file.add(pages, Dict::of("Pages").with("Count", 0));
    file.put(info, Object::Open(Dict::new().with("Producer", text("handout"))));
    file.finish(root, Some(info), *b"0123456789abcdef").0
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
    assert_eq!(File::new(Form::packed("1.7")).alloc(), Ref::Own(1));
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
    let mut file = File::new(Form::packed("1.7"));
    let (root, info, encoding) = (file.alloc(), file.alloc(), file.alloc());
    program.write(&mut file, encoding);
    let (file, _) = file.finish(root, Some(info), [0; 16]);
    let packed = find(&file, b"/Type/ObjStm").expect("an object stream");
    let start = file[..packed].windows(5).rposition(|window| window == b" obj\n").expect("its start");
    let objects = String::from_utf8_lossy(&stream_at(&file, start)).into_owned();
    let array = objects.split("/W[").nth(1).and_then(|rest| rest.split("]>>").next()).expect("widths");
    assert_eq!(widths(array, advances.len() + 1)[1..], program.widths[1..]);
    assert_eq!(program.widths[1..], advances.map(|advance| advance as f32));
    assert!(objects.contains("/CIDToGIDMap") && objects.contains("/DW 0"));
}

fn written(value: impl Into<Value>, place: Place<'_>) -> String {
    let mut out = Vec::new();
    Body::of(&value.into()).fill(place, &mut out);
    String::from_utf8(out).expect("ASCII")
}

/// ISO 32000-1, 7.2.2 and 7.3: tokens are separated, and nothing in a string or name can be mistaken for syntax.
#[test]
fn values_are_written_as_a_reader_expects_them() {
    let alone = Place::alone(0, &[]);
    let dict = Dict::of("X")
        .with("I", -7)
        .with("R", 0.5)
        .with("W", 12.0)
        .with("B", true)
        .with("N", name("a b#(c"))
        .with("A", Value::Array(vec![1.into(), Ref::Own(3).into(), name("n"), 2.into(), [0.25].into(), 4.into()]));
    let expected = "<</Type/X/I -7/R 0.5/W 12/B true/N/a#20b#23#28c/A[1 3 0 R/n 2[0.25]4]>>";
    assert_eq!(written(dict, alone), expected);
    assert_eq!(written(text("(a) \\"), alone), "((a) \\\\)");
    assert_eq!(written(text(")("), alone), "(\\)\\()");
    assert_eq!(written(text("é"), alone), "<FEFF00E9>");
    assert_eq!(written(Value::Bytes(vec![b'a', b'\n']), alone), "<610A>");
}

/// What a recording is placed with fills its holes: its own numbers by turns, shared ones, keys, the copy's position.
#[test]
fn recorded_objects_are_placed() {
    let mut recording = Recording::default();
    let (first, second) = (recording.alloc(), recording.alloc());
    let dict = Dict::new().with("P", second).with("S", Ref::Shared(1)).with("K", Value::Key(2));
    recording.add(first, dict.with("N", Value::Numbered("x".to_owned())));
    let program = recording.finish();
    let place = Place { base: 100, turns: 10, turn: 4, shared: &[7, 8], key: 50, copy: 12 };
    let mut out = Vec::new();
    program.get(1).expect("it was added").body.fill(place, &mut out);
    assert!(program.get(2).is_none(), "only allocated");
    assert_eq!((program.count, place.number(1), place.number(2)), (2, 105, 115));
    assert_eq!(String::from_utf8_lossy(&out), "<</P 115 0 R/S 8 0 R/K 74/N(00000012x)>>");
}

/// A recorded object's hash is what a reader of the file computes: see `manifest::canonical`. Here it does not depend on
/// numbers, the order of keys, or whether data are compressed.
#[test]
fn hashes_do_not_depend_on_how_objects_are_written() {
    let hash = |unused: i32, swapped: bool| {
        let mut recording = Recording::default();
        for _ in 0..unused {
            recording.alloc();
        }
        let target = recording.push(Dict::new().with("V", 0.1));
        let id = recording.alloc();
        recording.add_stream(id, b"some data", |_| match swapped {
            false => Dict::new().with("A", target).with("B", text("é")),
            true => Dict::new().with("B", Value::Bytes(vec![0xFE, 0xFF, 0, 0xE9])).with("A", target),
        });
        recording.hash(id, &[])
    };
    assert_eq!(hash(0, false), hash(5, true));
}

/// The table of a file of many objects is compressed in parts, and needs no more memory than its bytes.
#[test]
fn a_large_table_is_whole() {
    let mut file = File::large(Form::packed("1.7"));
    let count = 200_000;
    for _ in 0..count {
        file.push(true);
    }
    let root = file.push(Dict::new());
    let (bytes, _) = file.finish(root, Some(root), [0; 16]);
    let start = number(&bytes[bytes.len() - 60..], b"startxref\n");
    let (size, columns) = (number(&bytes[start..], b"/Size"), number(&bytes[start..], b"/Columns"));
    assert_eq!(stream_at(&bytes, start).len(), size * (columns + 1));
    assert!(size > count && bytes.capacity() < 4 << 20, "{} bytes", bytes.capacity());
}
