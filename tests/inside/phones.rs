//! Phone numbers: a site's own and those typed into text.

use handout::model::document::{Block, Inline, InlineKind, Isolate};
use handout::model::phones::number::{Number, spelled, spoken};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberType, Region};

use super::support::{SITE, first_paragraph, handout, merge_parts, merge_text};

/// What the library, which has the data of all countries, says about ten digits.
fn by_library(national: &str) -> Option<PhoneNumberType> {
    let number = PHONE_NUMBER_UTIL.parse(format!("+1{national}"), Some(Region::US)).ok()?;
    PHONE_NUMBER_UTIL.is_valid_number(&number).then(|| PHONE_NUMBER_UTIL.get_number_type(&number))
}

#[test]
fn north_american_numbers_agree_with_the_library() {
    let mut checked = 0;
    for area in 200..1000 {
        for exchange in (2..1000).step_by(37).chain([100, 199, 200, 211, 555, 911]) {
            for line in ["0000", "0123", "5833"] {
                let national = format!("{area}{exchange:03}{line}");
                let ours = Number::north_american(&national).ok();
                let theirs = by_library(&national);
                assert_eq!(ours.is_some(), theirs.is_some(), "{national}: {theirs:?}");
                let printed = ours.map(|n| n.printed(Default::default(), "US").starts_with("1-"));
                assert_eq!(printed, theirs.map(|t| t == PhoneNumberType::TollFree), "{national}");
                checked += 1;
            }
        }
    }
    assert!(checked > 50_000);
}

#[test]
fn letters_spell_digits() {
    assert_eq!(spelled("1-866-2STJUDE"), "18662785833");
    assert_eq!(spoken("1-866-278-5833"), "1, 8 6 6, 2 7 8, 5 8 3 3");
}

/// Typed forms, and what is printed.
const TYPED: &[(&str, &str)] = &[
    ("(901) 595-3300", "⟨901-595-3300!→tel:+19015953300⟩"),
    ("(901)595-3300", "⟨901-595-3300!→tel:+19015953300⟩"),
    ("901-595-3300", "⟨901-595-3300!→tel:+19015953300⟩"),
    ("901.595.3300", "⟨901-595-3300!→tel:+19015953300⟩"),
    ("901 595 3300", "⟨901-595-3300!→tel:+19015953300⟩"),
    ("901\u{2011}595\u{2011}3300", "⟨901-595-3300!→tel:+19015953300⟩"),
    ("901 - 595 - 3300", "⟨901-595-3300!→tel:+19015953300⟩"),
    ("1-901-595-3300", "⟨1-901-595-3300!→tel:+19015953300⟩"),
    ("1 (901) 595-3300", "⟨1-901-595-3300!→tel:+19015953300⟩"),
    ("+1 901 595 3300", "⟨+1 901-595-3300!→tel:+19015953300⟩"),
    ("+1-901-595-3300", "⟨+1 901-595-3300!→tel:+19015953300⟩"),
    ("+1 (901) 595-3300", "⟨+1 901-595-3300!→tel:+19015953300⟩"),
    ("+19015953300", "⟨+1 901-595-3300!→tel:+19015953300⟩"),
    ("1-866-278-5833", "⟨1-866-278-5833!→tel:+18662785833⟩"),
    ("866-278-5833", "⟨1-866-278-5833!→tel:+18662785833⟩"),
    ("1-866-2STJUDE", "⟨1-866-2STJUDE!→tel:+18662785833⟩"),
    ("901-595-3300 ext. 123", "⟨901-595-3300 ext. 123!→tel:+19015953300;ext=123⟩"),
    ("901-595-3300 x123", "⟨901-595-3300 ext. 123!→tel:+19015953300;ext=123⟩"),
    ("901-595-3300, extension 123", "⟨901-595-3300 ext. 123!→tel:+19015953300;ext=123⟩"),
    ("901-595-3300–3305", "⟨901-595-3300–3305!→tel:+19015953300⟩"),
    ("901-595-3300/3301", "⟨901-595-3300/3301!→tel:+19015953300⟩"),
    ("901-595-3300-3305", "⟨901-595-3300–3305!→tel:+19015953300⟩"),
    ("٩٠١-٥٩٥-٣٣٠٠", "⟨901-595-3300!→tel:+19015953300⟩"),
    ("(۹۰۱) ۵۹۵-۳۳۰۰", "⟨901-595-3300!→tel:+19015953300⟩"),
    ("9-1-1", "⟨9-1-1!→tel:911⟩"),
    ("911", "⟨911!→tel:911⟩"),
    ("988", "⟨988!→tel:988⟩"),
    ("+44 20 7946 0958", "⟨+44 20 7946 0958!→tel:+442079460958⟩"),
    ("+52 55 5658 1111", "⟨+52 55 5658 1111!→tel:+525556581111⟩"),
];

#[test]
fn typed_numbers_are_found_in_any_language() {
    for (language, before, after) in
        [("en", "Or ", " at once."), ("es", "O bien ", "."), ("ar", "أو ", " الآن."), ("ar", "(", ")")]
    {
        for (typed, printed) in TYPED {
            let merged = merge_text(language, &format!("{before}{typed}{after}"));
            // The word between number and extension is the language's: see below.
            if language == "ar" && printed.contains(" ext. ") {
                continue;
            }
            assert_eq!(first_paragraph(&merged), format!("{before}{printed}{after}"), "{language}: {typed}");
        }
    }
}

#[test]
fn numbers_in_a_row_stay_apart() {
    let merged = merge_text("ar", "هاتف 901-595-3300 أو 1-866-2STJUDE (1-866-278-5833) (TTY: 1-901-595-1040).");
    let expected = "هاتف ⟨901-595-3300!→tel:+19015953300⟩ أو ⟨1-866-2STJUDE!→tel:+18662785833⟩ \
                    (⟨1-866-278-5833!→tel:+18662785833⟩) (TTY: ⟨1-901-595-1040!→tel:+19015951040⟩).";
    assert_eq!(first_paragraph(&merged), expected);
    let merged = merge_text("en", "Dial 911, 711 or 901-595-3300 901-595-1040; 2 times.");
    let expected = "Dial ⟨911!→tel:911⟩, ⟨711!→tel:711⟩ or ⟨901-595-3300!→tel:+19015953300⟩ \
                    ⟨901-595-1040!→tel:+19015951040⟩; 2 times.";
    assert_eq!(first_paragraph(&merged), expected);
}

#[test]
fn other_numbers_are_no_phones() {
    let texts = [
        "On 2026-10-01 at 10:30, or 10/15/2026, or 10-15-2026, or 1.10.2026.",
        "Give 10-15 mg, 5–10 mL, 0.5 mg, 911 mg, 988 mL or 100-200-300 mg.",
        "Memphis, TN 38105-3678.",
        "MRN 12345678, MRN 0123456789, MRN 123-45-6789, MRN 9015953300.",
        "Medical record number 123-45-6789 or 01-234-5678; doses of 10-100-1000 cells.",
        "ISBN 978-0-306-40615-7, ISBN 0-306-40615-2.",
        "Between 1990-2026 about 1,000,000 or 100 200 3000 cells.",
        "Pages 211 and 311; room 411; $911; 911%; 3.911; 9115.",
        "Cells: 100.200.3000 or 500.000.000.",
        "Policy 901-595-3300, lot no. 3300-595-901, 901-595-3300 units, 901 595 3300 cells.",
        "Take 1 800 milligram or 1-800 MILLIGRAM, 800 CALORIES, 800-CALORIES; 1. 866 patients, 1-866-patients.",
    ];
    for text in texts {
        let merged = merge_text("en", text);
        assert_eq!(merged.codes(), Vec::<&str>::new(), "{text}: {:?}", merged.problems);
        // They may be kept on one line; they are not links.
        assert_eq!(first_paragraph(&merged).replace(['⟨', '⟩', '!'], ""), text);
    }
}

#[test]
fn counts_and_records_of_other_languages_are_no_phones() {
    let texts = [
        ("ru", "Палата 901-595-3300; 901 595 3300 клеток, 901-595-3300 мг."),
        ("es", "Expediente 901-595-3300; 901 595 3300 células, 901-595-3300 miligramos."),
        ("ar", "الملف 901-595-3300، و901 595 3300 خلية، و901-595-3300 ملغ."),
        ("he", "תיק 901-595-3300, 901 595 3300 תאים."),
        ("th", "901 595 3300 มก"),
        ("zh-Hans", "901 595 3300毫克"),
    ];
    for (language, text) in texts {
        let merged = merge_text(language, text);
        assert!(!first_paragraph(&merged).contains("tel:"), "{text}: {}", first_paragraph(&merged));
    }
    let merged = merge_text("ru", "Телефон 901-595-3300.");
    assert!(first_paragraph(&merged).contains("tel:"), "{}", first_paragraph(&merged));
}

#[test]
fn wrong_numbers_are_errors() {
    let cases = [
        ("Call 901-595-330.", "phone-invalid", "this one has 9"),
        ("Call 901-595-33000.", "phone-invalid", "this one has 11"),
        ("Call 901-595-330 901-595-3300.", "phone-invalid", "this one has 9"),
        ("Call (901) 595-330.", "phone-invalid", "this one has 9"),
        ("Call 1-901-595-330.", "phone-invalid", "this one has 9"),
        ("Call 901.595.330.", "phone-invalid", "this one has 9"),
        ("Call 123-456-7890.", "phone-invalid", "123 is not an area code"),
        ("Call 901-195-3300.", "phone-invalid", "cannot start with 0 or 1"),
        ("Call +1 901-595-330.", "phone-invalid", "this one has 9"),
        ("Call +44 20 7946 09.", "phone-invalid", "no such number"),
        ("Call 1-866-2STJUDE (1-866-278-5834).", "phone-vanity-mismatch", "spells 1-866-278-5833"),
        ("اتصلوا بالرقم 5833-278-866-1.", "phone-turned-round", "write `1-866-278-5833`"),
        ("اتصلوا بالرقم 3300-595-901.", "phone-turned-round", "write `901-595-3300`"),
        ("اتصلوا بالرقم 3300-595 (901).", "phone-turned-round", "write `901-595-3300`"),
        ("اتصلوا بالرقم ٥٨٣٣-٢٧٨-٨٦٦-١.", "phone-turned-round", "write `1-866-278-5833`"),
        ("اتصلوا بالرقم 3300 595 901.", "phone-turned-round", "write `901-595-3300`"),
    ];
    for (text, code, hint) in cases {
        let merged = merge_text("ar", text);
        let (found, said) = merged.problems.first().unwrap_or_else(|| panic!("{text}: no problem"));
        assert_eq!((*found, merged.problems.len()), (code, 1), "{text}: {said}");
        assert!(said.contains(hint), "{text}: {said}");
        assert!(merged.document.is_none());
    }
}

#[test]
fn site_phones_print_in_their_style() {
    let text = "{phone.nurse_line}; {phone.toll_free}; {phone.tty}; {phone.inside}";
    let expected = "⟨901-595-3300!→tel:+19015953300⟩; ⟨1-866-2STJUDE!→tel:+18662785833⟩ \
                    ⟨(1-866-278-5833)!→tel:+18662785833⟩; ⟨1-901-595-1040!→tel:+19015951040⟩; ⟨0!→tel:0⟩";
    assert_eq!(first_paragraph(&merge_text("ar", text)), expected);
}

#[test]
fn site_phones_are_checked() {
    let cases = [
        (r#"{number: "+1 901-595-330"}"#, "phone-invalid", "this one has 9"),
        (r#"{number: "5833-278-866-1"}"#, "phone-turned-round", "write `1-866-278-5833`"),
        (r#"{number: "+1 866-2STJUDE"}"#, "phone-invalid", "under `vanity`"),
        (r#"{number: "+1 866-278-5833", vanity: "1-866-2STJUNE"}"#, "phone-vanity-mismatch", "spells 1-866-278-5863"),
        (r#"{number: "+1 866-278-5833", dial: "0"}"#, "phone-invalid", "keep `number`"),
        ("{kind: tty}", "phone-invalid", "has no number"),
        (r#"{dial: "call"}"#, "phone-invalid", "one to eight"),
        (r#"{number: "+1 901-595-3300", extension: "12a"}"#, "phone-invalid", "one to seven digits"),
    ];
    for (phone, code, hint) in cases {
        let site = format!("site: 1\nname: Hospital\nphones:\n  a: {phone}\n");
        let merged = merge_parts(&handout("en", "Call {phone.a}."), Some(&site), None, &[]);
        let (found, said) = merged.problems.first().unwrap_or_else(|| panic!("{phone}: no problem"));
        assert_eq!((*found, merged.problems.len()), (code, 1), "{phone}: {said}");
        assert!(said.contains(hint), "{phone}: {said}");
    }
}

#[test]
fn unknown_phones_are_named() {
    let merged = merge_text("en", "Call {phone.nurseline}.");
    assert_eq!(merged.codes(), ["phone-unknown"]);
    assert!(merged.problems[0].1.contains("did you mean `{phone.nurse_line}`?"), "{:?}", merged.problems);
    let merged = merge_parts(&handout("en", "Call {phone.a}."), None, None, &[]);
    assert_eq!(merged.codes(), ["phone-unknown"]);
}

#[test]
fn other_regions_print_their_own_style() {
    let site = SITE
        .replace("site: 1\n", "site: 1\nregion: GB\n")
        .replace("nurse_line: {number: \"+1 901-595-3300\"}", "nurse_line: {number: \"+44 20 7946 0958\"}");
    let merged = merge_parts(&handout("en", "{phone.nurse_line}, {phone.tty}"), Some(&site), None, &[]);
    let expected = "⟨020 7946 0958!→tel:+442079460958⟩, ⟨+1 901-595-1040!→tel:+19015951040⟩";
    assert_eq!(first_paragraph(&merged), expected);
}

#[test]
fn extensions_have_the_word_of_the_language() {
    for (language, typed, printed) in [
        ("fr", "901-595-3300 x12", "⟨901-595-3300 poste 12!→tel:+19015953300;ext=12⟩"),
        ("fr", "901-595-3300 poste 12", "⟨901-595-3300 poste 12!→tel:+19015953300;ext=12⟩"),
        ("zh-Hans", "901-595-3300 分机 12", "⟨901-595-3300 分机 12!→tel:+19015953300;ext=12⟩"),
        ("sw", "901-595-3300 ext. 12", "⟨901-595-3300 ext. 12!→tel:+19015953300;ext=12⟩"),
    ] {
        assert_eq!(first_paragraph(&merge_text(language, typed)), printed, "{language}: {typed}");
    }
    // In right-to-left text the word comes between the two, in its own direction, and no line ends there.
    for (language, typed) in
        [("ar", "901-595-3300 ext. 12"), ("ar", "901-595-3300 تحويلة 12"), ("he", "901-595-3300 שלוחה 12")]
    {
        let merged = merge_text(language, typed);
        let Block::Paragraph(text) = &merged.document().blocks[0] else { panic!("a paragraph") };
        let words = if language == "ar" { " تحويلة " } else { " שלוחה " };
        let said: Vec<String> = text.spans.iter().map(mark_of).collect();
        assert_eq!(said, ["901-595-3300", words, "12"], "{typed}");
        assert!(text.spans.iter().all(|span| span.unbreakable && span.link == text.spans[0].link), "{typed}");
        assert_eq!(text.spans[0].opens, [Isolate::FirstStrong], "{typed}");
        assert_eq!((text.spans[0].isolate, text.spans[2].isolate), (Isolate::Ltr, Isolate::Ltr), "{typed}");
    }
}

fn mark_of(span: &Inline) -> String {
    match &span.kind {
        InlineKind::Words(words) => words.clone(),
        other => panic!("not words: {other:?}"),
    }
}

#[test]
fn a_site_names_extensions_and_what_answers() {
    let site = "site: 1\nname: Clinic\nphones:\n  desk: {number: \"+1 901-595-3300\", extension: \"12\"}\n  \
                tty: {number: \"+1 901-595-1040\", kind: tty}\n  fax: {number: \"+1 901-595-1041\", kind: fax}\n\
                words: {en: {extension: \"room {number}\", tty: Text phone, fax: Telefax}}\n";
    let said = |site: &str, name: &str| {
        let handout = format!(
            "handout: 1\nid: a\ntitle: A\nlanguage: en\nsite: site.yaml\nbody:\n  - \"Word: {{phone.{name}}}\"\n"
        );
        let merged = merge_parts(&handout, Some(site), None, &[]);
        let Block::Paragraph(text) = &merged.document().blocks[0] else { panic!("a paragraph") };
        let phone = text.spans.iter().find(|span| span.link.is_some()).expect("a phone");
        (
            mark_of(phone),
            phone.link_text.as_deref().expect("said").to_owned(),
            text.spans[text.spans.len() - 2].unbreakable,
        )
    };
    let digits = "9 0 1, 5 9 5, 3 3 0 0";
    assert_eq!(said(site, "desk"), ("901-595-3300 room 12".into(), format!("Call {digits}, room 1 2"), false));
    assert_eq!(said(site, "tty").1, "Call Text phone 9 0 1, 5 9 5, 1 0 4 0");
    // The word before stays with the number.
    assert_eq!(said(site, "fax"), ("901-595-1041".into(), "Call Telefax 9 0 1, 5 9 5, 1 0 4 1".into(), true));
    let plain = site.split("words:").next().expect("the rest");
    assert_eq!(said(plain, "desk").1, format!("Call {digits}, ext. 1 2"));
}
