//! Whether a page's text shows a value, in two directions.

use handout::verify::values::shows;

#[test]
fn names_of_two_directions_are_found_in_text() {
    // Another letter, or reversed digits, are still reported as missing.
    for (text, value, is_there) in [
        ("ןהכהשמ", "משה כהן", true),
        ("ןהכהשמ", "משה כהנ", false),
        (")arsחרש", "שרח (Sar", false),
        (")hsoM(השמ", "משה (Mosh)", false),
        ("(Mosh)השמ", "משה (Mosh)", true),
        ("12השמ", "משה 12", true),
        ("21השמ", "משה 12", false),
        ("call12", "21", false),
        ("ءلاع", "علاء", true),
        // A compatibility ideograph is a different letter from the one that it was unified with.
        ("\u{fa19}谷", "\u{fa19}谷", true),
        ("\u{795e}谷", "\u{fa19}谷", false),
    ] {
        assert_eq!(shows(text, value), is_there, "{value} in {text}");
    }
}
