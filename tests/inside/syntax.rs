//! Objects and content of a PDF, as they are read back.

use handout::syntax::content::canonical;
use handout::syntax::filters::decode;
use handout::syntax::{Parser, Value};
use weezl::BitOrder;
use weezl::encode::Encoder;

#[test]
fn values_are_read_strictly() {
    let read = |text: &'static [u8]| Parser::new(text, 0).value();
    for text in [
        &b"<</A 1/A 2>>"[..],
        b"<</A>>",
        b"[1 2",
        b"(a",
        b"<4g>",
        b"--1",
        b"1.2.3",
        b"/A#0",
        b"/A#00",
        b"1e5",
        b"nul",
        b"",
        b"99999999999999999999",
        b"<</A 1 /B>>",
        b"]",
    ] {
        assert!(read(text).is_err(), "{}", String::from_utf8_lossy(text));
    }
    let deep = [b"[".repeat(100), b"]".repeat(100)].concat();
    assert!(Parser::new(&deep, 0).value().is_err());
    assert_eq!(
        read(b" % c\n[1 0 R -.5(a\\(b\\)\\101)<41 4>/A#20b null]"),
        Ok(Value::Array(vec![
            Value::Reference(1, 0),
            Value::Real(-0.5),
            Value::String(b"a(b)A".as_slice().into()),
            Value::String(b"A@".as_slice().into()),
            Value::Name(b"A b".as_slice().into()),
            Value::Null,
        ]))
    );
}

#[test]
fn content_is_compared_however_its_strings_are_escaped() {
    let ours = b"BT /F0 9 Tf[(a\x80\\(\\r\n)12<</M 1>>]TJ\nET BI/W 18 ID \r(\xEE\nEI\nQ\n";
    assert_eq!(canonical(ours), ours);
    assert_eq!(canonical(b"BT /F0 9 Tf[<61800028 0D0a>\n12]TJ\r\nET"), b"BT /F0 9 Tf[(a\x80\0\\(\\r\n)12]TJ\nET");
    assert_eq!(canonical(b"(\\141\\200\\050\\015\\012)"), b"(a\x80\\(\\r\n)");
}

#[test]
fn older_compressions_are_undone_whole_or_not_at_all() {
    let decoded = |name: &[u8], parameters: &'static [u8], data: &[u8]| {
        let Ok(Value::Dict(parameters)) = Parser::new(parameters, 0).value() else {
            panic!("the parameters are a dictionary")
        };
        decode(data, &[(name.to_vec(), parameters)]).map(|decoded| decoded.bytes)
    };
    // The example of ISO 32000-1, 7.4.4.2.
    let (text, codes) = (b"-----A---B", [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01]);
    assert_eq!(decoded(b"LZWDecode", b"<<>>", &codes).as_deref(), Ok(&text[..]));
    assert_eq!(decoded(b"LZW", b"<</EarlyChange 1>>", &[&codes[..], b"\n"].concat()).as_deref(), Ok(&text[..]));
    assert!(decoded(b"LZW", b"<</EarlyChange 2>>", &codes).is_err());
    assert!(decoded(b"LZW", b"<<>>", &codes[..6]).is_err());
    assert!(decoded(b"LZW", b"<<>>", &[&codes[..], &b"x".repeat(16)].concat()).is_err());
    assert!(decoded(b"LZW", b"<<>>", b"\xFF\xFF").is_err());
    // Enough that codes grow, which the two kinds do at different places.
    let long: Vec<u8> = (0..20_000_u32).map(|at| (at * at % 251) as u8).collect();
    let early = Encoder::with_tiff_size_switch(BitOrder::Msb, 8).encode(&long).expect("memory takes all");
    let late = Encoder::new(BitOrder::Msb, 8).encode(&long).expect("memory takes all");
    assert_eq!(decoded(b"LZW", b"<<>>", &early).as_ref(), Ok(&long));
    assert_eq!(decoded(b"LZW", b"<</EarlyChange 0>>", &late).as_ref(), Ok(&long));
    assert_ne!(decoded(b"LZW", b"<<>>", &late).as_ref(), Ok(&long));
    // Three bytes as they are, one byte five times.
    assert_eq!(decoded(b"RunLengthDecode", b"<<>>", b"\x02abc\xFCd\x80").as_deref(), Ok(&b"abcddddd"[..]));
    assert_eq!(decoded(b"RL", b"<<>>", b"\x80\r\n").as_deref(), Ok(&b""[..]));
    for broken in [&b""[..], b"\x02ab", b"\xFC", b"\x02abc", b"\x80x"] {
        assert!(decoded(b"RL", b"<<>>", broken).is_err(), "{broken:?}");
    }
}
