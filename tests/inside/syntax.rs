//! Objects and content of a PDF, as they are read back.

use handout::syntax::content::canonical;
use handout::syntax::{Parser, Value};

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
