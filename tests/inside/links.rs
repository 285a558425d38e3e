//! Addresses: in the PDF they are URIs, and invalid ones are errors (bad ones: `tests/data/bad`).

use super::support::{first_paragraph, merge_text};

#[test]
fn addresses_are_percent_encoded() {
    for (text, shown) in [
        ("[x](https://example.org/ä)", "x→https://example.org/%C3%A4"),
        ("[x](<https://example.org/ä?q=ß#ø>)", "x→https://example.org/%C3%A4?q=%C3%9F#%C3%B8"),
        ("[x](https://example.org/%C3%A4/50%)", "x→https://example.org/%C3%A4/50%25"),
        ("[x](https://example.org/a^b|c)", "x→https://example.org/a%5Eb%7Cc"),
        ("[x](https://intranet/page)", "x→https://intranet/page"),
        ("[x](https://example.org:8443/a_\\(b\\))", "x→https://example.org:8443/a_(b)"),
        ("[x](tel:+19015953300)", "x→tel:+19015953300"),
        ("[x](tel:911)", "x→tel:911"),
        ("[x](mailto:nurse@example.org?subject=Grüße)", "x→mailto:nurse@example.org?subject=Gr%C3%BC%C3%9Fe"),
    ] {
        assert_eq!(first_paragraph(&merge_text("en", text)), shown, "{text}");
    }
}

#[test]
fn typed_addresses_are_not_cut() {
    for (text, shown) in [
        ("See https://example.org/ü.", "See ⟨https://example.org/ü→https://example.org/%C3%BC⟩."),
        (
            "See https://example.org/übung/ø and",
            "See ⟨https://example.org/übung/ø→https://example.org/%C3%BCbung/%C3%B8⟩ and",
        ),
        ("www.example.org/größe", "⟨www.example.org/größe→https://www.example.org/gr%C3%B6%C3%9Fe⟩"),
        // Part of a mailbox name is a different mailbox.
        ("Write to jürgen@example.org", "Write to jürgen@example.org"),
    ] {
        assert_eq!(first_paragraph(&merge_text("en", text)), shown, "{text}");
    }
    // Chinese continues after an address without a space.
    let merged = merge_text("zh-Hans", "请访问https://example.org/a查看");
    assert_eq!(first_paragraph(&merged), "请访问⟨https://example.org/a→https://example.org/a⟩查看");
    assert_eq!(merge_text("ja", "https://example.org/wiki/薬").codes(), ["link-invalid"]);
}
