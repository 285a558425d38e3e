//! Merging: inline text, placeholders, the patient's fields, header, notices.

use handout::color::Color;
use handout::diag::{Diagnostics, Severity};
use handout::model::document::Block;
use handout::source::Sources;

use super::support::{SITE, first_paragraph, handout, marked, merge_files, merge_parts, merge_text};

#[test]
fn inline_markup_becomes_styles() {
    let merged = merge_text(
        "en",
        "Plain **bold *both*** and *it* with [a link](https://example.org/a).  \nNext line\nsame line.",
    );
    let expected = "Plain **bold *****both*** and *it* with a link→https://example.org/a.⏎Next line same line.";
    assert_eq!(first_paragraph(&merged), expected);
}

#[test]
fn bold_ends_after_punctuation_where_no_space_follows() {
    let cases = [
        ("zh-Hans", "**敷料：**请揭下来。", "**敷料：**请揭下来。"),
        ("zh-Hans", "他说**“你好”**然后走了。", "他说**“你好”**然后走了。"),
        ("ja", "**注意:**必ず*（朝）*飲む", "**注意:**必ず*（朝）*飲む"),
        ("ko", "**\"약\"**은 매일", "**\"약\"**은 매일"),
        ("th", "**ยา (เม็ด)**วันละครั้ง", "**ยา (เม็ด)**วันละครั้ง"),
        (
            "zh-Hans",
            "见[**说明：**书](https://example.org/a)。",
            "见**说明：**→https://example.org/a书→https://example.org/a。",
        ),
    ];
    for (language, text, expected) in cases {
        let merged = merge_text(language, text);
        assert_eq!(first_paragraph(&merged), expected);
        assert!(!merged.problems.iter().any(|(code, _)| code.starts_with("emphasis")), "{text}");
    }
    for text in ["a ** b", "**never ended", "it** is"] {
        assert!(merge_text("en", text).codes().contains(&"emphasis-unpaired"), "{text}");
    }
    assert!(merge_text("en", r"two \*\* signs").codes().is_empty());
}

#[test]
fn lists_nest() {
    let merged = merge_text("en", "- one\n- two\n  1. a\n  2. b\n\nAfter.");
    let blocks = &merged.document().blocks;
    let Block::List { items, .. } = &blocks[0] else { panic!("{blocks:?}") };
    assert_eq!(items.len(), 2);
    assert!(matches!(&items[1][1], Block::List { items, .. } if items.len() == 2));
    assert!(matches!(&blocks[1], Block::Paragraph(_)));
}

#[test]
fn other_markdown_is_refused() {
    let cases =
        ["# Title", "Title\n---", "`code`", "```\ncode\n```", "<b>x</b>", "> quote", "![alt](a.png)", "a\n\n***\n\nb"];
    for text in cases.into_iter().chain(["| a | b |\n|---|---|\n| 1 | 2 |", "- - - - - - - deep"]) {
        let merged = merge_text("en", text);
        let codes = merged.codes();
        assert!(!codes.is_empty() && codes.iter().all(|code| *code == "markdown-unsupported"), "{text}: {codes:?}");
        assert!(merged.problems.iter().all(|(_, said)| !said.ends_with("| ")), "{text}: {:?}", merged.problems);
    }
}

#[test]
fn one_line_texts_start_no_blocks() {
    let yaml = handout("en", "x").replace("title: Test", r#"title: "1\\. **Test** _it_ - # x""#);
    let merged = merge_parts(&yaml, Some(SITE), None, &[]);
    assert_eq!(marked(&merged.document().title), "1. **Test** *it* - # x");
}

#[test]
fn placeholders_are_filled_once_with_text() {
    let yaml = handout("en", "{patient.name}, {site.name}, {title}, {{title}}, } and **{patient.name}**")
        .replace("body:", "patient:\n  name: {label: Patient}\nbody:");
    let value = "{title} **bold** 901-595-3300 [x](https://x.org)";
    let merged = merge_parts(&yaml, Some(SITE), None, &[("name", value)]);
    let expected = "⟨{title} **bold** 901-595-3300 [x](https://x.org)⟩, ⟨St. Jude Children’s Research Hospital⟩, Test, {title}, } \
                    and ⟨**{title} **bold** 901-595-3300 [x](https://x.org)**⟩";
    assert_eq!(first_paragraph(&merged), expected);
    let blank = merge_parts(&yaml, Some(SITE), None, &[]);
    assert!(first_paragraph(&blank).starts_with("____16:Patient, "));
}

#[test]
fn bad_placeholders_are_errors() {
    let cases = [
        ("{titel}", "placeholder-unknown", "did you mean `{title}`?"),
        ("{page}", "placeholder-unknown", "in the site's `header`"),
        ("{site.nam}", "placeholder-unknown", "did you mean `{site.name}`?"),
        ("{patient.name}", "placeholder-unknown", "known placeholders"),
        ("{}", "placeholder-unknown", "`{{`"),
        ("{title", "placeholder-unclosed", "close it"),
        ("a { b } c", "placeholder-unknown", "`{{`"),
        ("{ti{title}", "placeholder-unclosed", "close it"),
    ];
    for (text, code, hint) in cases {
        let merged = merge_text("en", text);
        let (found, said) = merged.problems.first().unwrap_or_else(|| panic!("{text}: no problem"));
        assert_eq!(*found, code, "{text}: {said}");
        assert!(said.contains(hint), "{text}: {said}");
    }
}

#[test]
fn all_problems_come_in_one_run() {
    let merged = merge_text("en", "{titel} Call 901-595-330.\n\n<b>x</b>");
    assert_eq!(
        merged.codes(),
        ["markdown-unsupported", "markdown-unsupported", "placeholder-unknown", "phone-invalid"]
    );
}

#[test]
fn addresses_become_links() {
    let merged =
        merge_text("en", "See https://www.example.org/a-b?c=d, www.example.org. Write to help@example.org (cdc.gov).");
    let expected = "See ⟨https://www.example.org/a-b?c=d→https://www.example.org/a-b?c=d⟩, \
                    ⟨www.example.org!→https://www.example.org⟩. Write to ⟨help@example.org!→mailto:help@example.org⟩ \
                    (⟨cdc.gov!→https://cdc.gov⟩).";
    assert_eq!(first_paragraph(&merged), expected);
    assert_eq!(first_paragraph(&merge_text("en", "e.g. this. And that.Not a link")), "e.g. this. And that.Not a link");
}

#[test]
fn digits_keep_their_direction_and_their_line() {
    // As typed, in Arabic, in English. Anything other than identifiers follows UAX #9 in Arabic.
    let cases = [
        ("10:30", "10:30", "⟨10:30!⟩"),
        ("2:30 pm", "⟨2:30 pm!⟩", "⟨2:30 pm!⟩"),
        ("5–10 mL", "⟨5–10 mL!⟩", "⟨5–10 mL!⟩"),
        ("5-10", "5-10", "⟨5-10!⟩"),
        ("38.5 °C", "⟨38.5 °C!⟩", "⟨38.5 °C!⟩"),
        ("100.4°F", "⟨100.4°F!⟩", "⟨100.4°F!⟩"),
        ("50%", "⟨50%!⟩", "⟨50%!⟩"),
        ("10/15/2026", "⟨10/15/2026!⟩", "⟨10/15/2026!⟩"),
        ("2026-10-01", "⟨2026-10-01!⟩", "⟨2026-10-01!⟩"),
        ("15 mg/kg", "⟨15 mg/kg!⟩", "⟨15 mg/kg!⟩"),
        ("1,000", "1,000", "⟨1,000!⟩"),
        ("24", "24", "24"),
    ];
    for (typed, arabic, english) in cases {
        let merged = merge_text("ar", &format!("خلال {typed} ساعة"));
        assert_eq!(first_paragraph(&merged), format!("خلال {arabic} ساعة"), "{typed}");
        // In other text they only stay on one line.
        assert_eq!(first_paragraph(&merge_text("en", typed)), english);
    }
}

#[test]
fn direction_controls_are_left_out() {
    let merged = merge_text("ar", "نص \u{200e}901-595-3300\u{200e} نص");
    assert_eq!(merged.codes(), ["bidi-control"]);
    assert_eq!(first_paragraph(&merged), "نص ⟨901-595-3300!→tel:+19015953300⟩ نص");
}

#[test]
fn line_breaks_are_spaces_only_where_words_have_them() {
    assert_eq!(first_paragraph(&merge_text("en", "one\ntwo")), "one two");
    assert_eq!(first_paragraph(&merge_text("en", "骨\n髄の\nコップ。\n「水」")), "骨髄のコップ。「水」");
    assert_eq!(first_paragraph(&merge_text("en", "손을\n씻으세요")), "손을 씻으세요");
    // Thai writes a space between phrases, which is where files are wrapped.
    assert_eq!(first_paragraph(&merge_text("th", "ไขกระดูก\nอยู่ในกระดูก")), "ไขกระดูก อยู่ในกระดูก");
}

/// A handout with one field of each kind.
fn with_fields(language: &str) -> String {
    let fields = "patient:\n  name: {label: Name, required: true}\n  mrn: {label: MRN}\n  test_date: {label: Day, type: date}\n  \
                  arrive_at: {label: Time, type: time}\n  call: {label: Phone, type: phone}\nbody:";
    handout(language, "x").replace("body:", fields)
}

const RECORD: [(&str, &str); 5] = [
    ("name", "Ana  María\nLópez"),
    ("mrn", "0012"),
    ("test_date", "2026-10-01"),
    ("arrive_at", "2:30 pm"),
    ("call", "(901) 595-3300"),
];

#[test]
fn values_print_as_the_language_writes_them() {
    let cases = [
        ("en", ["October 1, 2026", "2:30\u{a0}PM"]),
        ("es", ["1 de octubre de 2026", "2:30\u{a0}p.m."]),
        ("ar", ["1 أكتوبر 2026", "2:30 م"]),
    ];
    for (language, [day, time]) in cases {
        let merged = merge_parts(&with_fields(language), Some(SITE), None, &RECORD);
        let document = merged.document();
        let values: Vec<_> = document
            .fields
            .iter()
            .map(|field| marked(&document.values.fill(field.value.as_ref().expect("as the test has it"))))
            .collect();
        // By its first letter if it has a right-to-left one, otherwise left to right.
        let [open, close] = if language == "ar" { ["⟦", "⟧"] } else { ["⟨", "⟩"] };
        let (day, time) = (format!("{open}{day}{close}"), format!("{open}{time}!{close}"));
        let expected = ["⟨Ana María López⟩", "⟨0012⟩", &day, &time, "⟨901-595-3300!⟩"];
        assert_eq!(values, expected);
        let line = format!("Name: ⟨Ana María López⟩ · MRN: ⟨0012⟩ · Day: {day}");
        assert_eq!(marked(&document.values.fill(document.patient_line.as_ref().expect("as the test has it"))), line);
        assert!(document.personalized);
    }
}

#[test]
fn wrong_records_are_errors_that_hide_the_value() {
    let cases: [(&[(&str, &str)], &str); 6] = [
        (&[("mrn", "secret")], "record-field-missing"),
        (&[("name", "secret"), ("nam", "secret")], "record-field-unknown"),
        (&[("name", "secret"), ("test_date", "secret 13")], "record-value-invalid"),
        (&[("name", "secret"), ("test_date", "2026-13-01")], "record-value-invalid"),
        (&[("name", "secret"), ("arrive_at", "25:00")], "record-value-invalid"),
        (&[("name", "secret"), ("call", "123-secret")], "record-value-invalid"),
    ];
    for (record, code) in cases {
        let merged = merge_parts(&with_fields("en"), Some(SITE), None, record);
        assert_eq!(merged.codes().first(), Some(&code));
        assert!(
            !merged.problems[0].1.contains("secret") && !merged.problems[0].1.contains("123"),
            "{:?}",
            merged.problems
        );
    }
    let blank = merge_parts(&with_fields("en"), Some(SITE), None, &[("name", " ")]);
    assert!(!blank.document().personalized && blank.document().patient_line.is_none());
}

#[test]
fn times_that_can_be_read_two_ways_are_errors() {
    let time = |language: &str, time: &str| {
        merge_parts(&with_fields(language), Some(SITE), None, &[("name", "A"), ("mrn", "1"), ("arrive_at", time)])
            .codes()
            .len()
    };
    for value in ["2:30", "1:00", "6:59", "1 2:30", "1.2:3.0"] {
        assert_eq!(time("en", value), 1, "{value}");
    }
    for value in ["02:30", "14:30", "7:00", "2:30 am", "2:30 p.m.", "2 pm", "12:15"] {
        assert_eq!(time("en", value), 0, "{value}");
    }
    assert_eq!(time("de", "2:30"), 0);
}

#[test]
fn phone_values_hold_nothing_else() {
    let record = [("name", "A"), ("mrn", "1"), ("call", "901-595-3300 (mother)")];
    assert_eq!(merge_parts(&with_fields("en"), Some(SITE), None, &record).codes(), ["record-value-invalid"]);
}

#[test]
fn what_does_not_print_is_empty() {
    let merged = merge_parts(&with_fields("en"), Some(SITE), None, &[("name", "\u{200b}\u{2060}\u{ad}"), ("mrn", "1")]);
    assert_eq!(merged.codes(), ["record-field-missing"]);
    assert_eq!(merge_text("en", "\u{200b}").codes(), ["text-empty"]);
}

#[test]
fn values_of_right_to_left_text_isolate_identifiers() {
    let record = [("name", "محمد 5 mg 10/12 (901) 595-3300")];
    let merged = merge_parts(&with_fields("ar"), Some(SITE), None, &record);
    let document = merged.document();
    let value = marked(&document.values.fill(document.fields[0].value.as_ref().expect("as the test has it")));
    assert_eq!(value, "⟦محمد ⟨5 mg!⟩ 10/12 ⟨(901) 595-3300!⟩⟧");
}

#[test]
fn signs_that_markdown_would_swallow_are_errors() {
    let cases = [
        ("2*3 or 4*5", "emphasis-in-number"),
        ("- 5 °C", "list-or-minus"),
        ("Then:\n\n+ 5 mg", "list-or-minus"),
        ("1. a\n3. b", "list-numbers"),
        ("3. a\n2. b", "list-numbers"),
        ("5.", "text-empty"),
        ("- a\n-\n- b", "text-empty"),
    ];
    for (text, code) in cases {
        assert_eq!(merge_text("en", text).codes(), [code], "{text}");
    }
    for text in [
        "**5** mg or *10*",
        "2 * 3 and 4 * 5",
        "- 5 mg\n- 10 mg",
        "3. a\n4. b",
        "5\\.",
        "- one",
        "2\\*3\\*4",
        "خذ ب**5** mg",
    ] {
        assert_eq!(merge_text("en", text).codes(), Vec::<&str>::new(), "{text}");
    }
    let item = |item: &str| handout("en", "x") + &format!("  - list: [\"{item}\", b]\n");
    for (text, problems) in [("- 5 °C", 1), ("1. x", 1), ("x - 5 °C", 0)] {
        assert_eq!(merge_parts(&item(text), Some(SITE), None, &[]).codes(), ["list-or-minus"][..problems], "{text}");
    }
}

#[test]
fn link_definitions_are_refused() {
    assert_eq!(merge_text("en", "a [b]\n\n[b]: https://example.org").codes(), ["markdown-unsupported"]);
}

#[test]
fn header_and_folio() {
    let site = format!("{SITE}header: {{left: \"{{site.name}}\", right: \"{{title}}, {{page}}/{{pages}}\"}}\n");
    let merged = merge_parts(&handout("es", "x"), Some(&site), None, &[]);
    let header = merged.document().header.as_ref().expect("as the test has it");
    assert_eq!(marked(&header.texts[0]), "⟨St. Jude Children’s Research Hospital⟩");
    assert_eq!(marked(&header.texts[2]), "Test, #page/#pages");
    assert_eq!(marked(&merged.document().folio), "Página #page de #pages");
    let merged = merge_parts(&handout("en", "x"), Some(SITE), None, &[]);
    assert_eq!(marked(&merged.document().header.as_ref().expect("as the test has it").texts[2]), "Test");
    assert!(merge_parts(&handout("en", "x"), None, None, &[]).document().header.is_none());
}

#[test]
fn a_site_speaks_its_readers_language() {
    let site = SITE.replace(
        "name: St. Jude Children’s Research Hospital",
        "name: {en: Lakeside, es: Hospital Lakeside, ar: مستشفى}",
    );
    let site = format!(
        "{site}header: {{center: {{en: Patients, es: Pacientes}}, right: \"{{title}}\", first_page: without_title}}\n\
         footer: {{text: {{es: \"{{id}} versión\", en: \"{{id}} version\"}}, notices: [es], notices_labeled: true}}\n"
    );
    let notices = "es: {text: \"{site.name}\", reviewed_by: A}\n";
    let name = |language: &str, text: &str| {
        let merged = merge_parts(&handout(language, text), Some(&site), Some(notices), &[]);
        assert_eq!(merged.codes(), Vec::<&str>::new());
        let document = merged.document();
        let header = document.header.as_ref().expect("as the test has it");
        assert_eq!(header.not_on_first, [false, false, true]);
        assert_eq!(marked(&document.notices[0]), "**Español****: **⟨Hospital Lakeside⟩");
        [first_paragraph(&merged), marked(&header.texts[1]), marked(&document.footer)]
    };
    assert_eq!(name("es-MX", "{site.name}"), ["⟨Hospital Lakeside⟩", "Pacientes", "⟨test⟩ versión"]);
    assert_eq!(name("en", "{site.name}"), ["⟨Lakeside⟩", "Patients", "⟨test⟩ version"]);
    // A language that the site does not speak has the first one.
    assert_eq!(name("vi", "{site.name}")[1..], ["Patients", "⟨test⟩ versión"]);
}

#[test]
fn a_number_in_backticks_is_no_phone() {
    assert_eq!(merge_text("en", "Order no. 123-456-7890").codes(), ["phone-invalid"]);
    let merged = merge_text("en", "Order no. `123-456-7890`, `{5}` and `901-595-3300`.");
    assert_eq!(merged.codes(), Vec::<&str>::new());
    let shown = first_paragraph(&merged);
    assert!(shown.contains("123-456-7890") && shown.contains("{5}") && !shown.contains("tel:"), "{shown}");
    assert_eq!(merge_text("en", "`code`").codes(), ["markdown-unsupported"]);
}

#[test]
fn tty_stays_with_its_number() {
    let merged = merge_text("en", "Call the number (TTY: {phone.tty}).");
    let [Block::Paragraph(text)] = merged.document().blocks.as_slice() else { panic!("one paragraph") };
    let words: Vec<_> = text.spans.iter().map(|span| (span.unbreakable, span.glued)).collect();
    assert_eq!(words, [(false, false), (true, false), (true, true), (false, false)], "{}", marked(text));
}

#[test]
fn notices_come_in_the_sites_order() {
    let site = format!("{SITE}footer: {{notices: [ar, en], notices_on: last_page}}\n");
    let notices = "en: {text: \"Call {phone.nurse_line}.\", reviewed_by: A}\nar: {text: \"الرقم {phone.nurse_line}\", reviewed_by: null}\n";
    let merged = merge_parts(&handout("en", "x"), Some(&site), Some(notices), &[]);
    assert_eq!(merged.codes(), ["notice-unreviewed"]);
    let texts: Vec<_> = merged.document().notices.iter().map(|text| (text.language.tag(), marked(text))).collect();
    let number = "⟨901-595-3300!→tel:+19015953300⟩";
    assert_eq!(texts, [("ar", format!("الرقم {number}")), ("en", format!("Call {number}."))]);
    let merged = merge_parts(&handout("en", "x"), Some(&site), Some("en: {text: a, reviewed_by: A}\n"), &[]);
    assert_eq!(merged.codes(), ["notice-missing"]);
}

/// A build's messages about unreviewed notices: severity and message.
fn unreviewed(tags: &[&str], site: &str) -> Vec<(Severity, String)> {
    let notices: String = tags.iter().map(|tag| format!("{tag}: {{text: x, reviewed_by: null}}\n")).collect();
    let site = format!("{SITE}footer: {{notices: [{}], {site}}}\n", tags.join(", "));
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let handout = sources.add("test.yaml", handout("en", "x"));
    let site = sources.add("site.yaml", site);
    let notices = sources.add("notices.yaml", notices);
    let merged = merge_files(&sources, handout, Some(site), Some(notices), &[], &mut diagnostics);
    assert_eq!(merged.document.is_some(), !diagnostics.has_errors());
    assert!(diagnostics.0.iter().all(|d| d.code == "notice-unreviewed" && !d.hints.is_empty() && d.primary.is_some()));
    diagnostics.0.into_iter().map(|d| (d.severity, d.message)).collect()
}

#[test]
fn many_unreviewed_notices_are_one_warning() {
    let few = unreviewed(&["es", "fr", "de"], "notices_on: last_page");
    assert_eq!(few.len(), 3);
    assert_eq!(few[1], (Severity::Warning, "the notice in `fr` has not been reviewed".to_owned()));
    let many = unreviewed(&["es", "fr", "de", "it"], "notices_on: last_page");
    let message = "4 notices have not been reviewed: `es`, `fr`, `de`, `it`";
    assert_eq!(many, [(Severity::Warning, message.to_owned())]);
}

#[test]
fn a_site_can_make_unreviewed_notices_errors() {
    assert_eq!(unreviewed(&["es"], "unreviewed: warning")[0].0, Severity::Warning);
    assert_eq!(unreviewed(&["es"], "unreviewed: error")[0].0, Severity::Error);
    assert_eq!(unreviewed(&["es", "fr", "de", "it"], "unreviewed: error")[0].0, Severity::Error);
}

#[test]
fn themes_are_checked() {
    let theme = |theme: &str| merge_parts(&handout("en", "x"), Some(&format!("{SITE}theme: {theme}\n")), None, &[]);
    let merged = theme(r##"{size: 18pt, paper: A4, margin: 0.75in, accent: "#102030"}"##);
    let theme_read = &merged.document().theme;
    assert_eq!(
        (theme_read.size.0, theme_read.margins.left.0, theme_read.accent),
        (18_000, 54_000, Color::rgb([16, 32, 48]))
    );
    for bad in [
        "{size: 6pt}",
        "{size: larger}",
        "{paper: a44}",
        "{margin: 4in}",
        "{margin: -1in}",
        "{accent: blue}",
        "{accent: \"#12345\"}",
        "{accent: \"#ffffff\"}",
        "{accent: \"#88bbee\"}",
    ] {
        assert_eq!(theme(bad).codes(), ["theme-invalid"], "{bad}");
    }
}

#[test]
fn languages_without_words_build_with_a_warning() {
    let merged = merge_text("ksw", "901-595-3300");
    assert_eq!(merged.codes(), ["words-missing"]);
    let hint = "`words: {ksw: {page: \"… {page} / {pages}\", call: \"… {number}\"}}`";
    assert!(merged.problems[0].1.contains(hint), "{}", merged.problems[0].1);
    assert_eq!(marked(&merged.document().folio), "⟨#page⟩⟨ / ⟩⟨#pages⟩");
    let Some(Block::Paragraph(text)) = merged.document().blocks.first() else { panic!("a paragraph") };
    assert_eq!(text.spans[0].link_text.as_deref(), Some("9 0 1, 5 9 5, 3 3 0 0"));
}

#[test]
fn a_site_gives_and_changes_words() {
    let words = "words:\n  ksw: {page: 'P {page} of {pages}', call: 'C {number}', digits: latn}\n  en: {page: '{page} of {pages}'}\n";
    let site = format!("{SITE}{words}");
    let merge = |language: &str| merge_parts(&handout(language, "901-595-3300"), Some(&site), None, &[]);
    let merged = merge("ksw");
    assert_eq!(merged.codes(), Vec::<&str>::new());
    assert_eq!(marked(&merged.document().folio), "P #page of #pages");
    let english = merge("en-GB");
    assert_eq!(marked(&english.document().folio), "#page of #pages");
    let Some(Block::Paragraph(text)) = english.document().blocks.first() else { panic!("a paragraph") };
    assert_eq!(text.spans[0].link_text.as_deref(), Some("Call 9 0 1, 5 9 5, 3 3 0 0"));
}

#[test]
fn unreviewed_translations_are_warned_of() {
    let yaml = handout("es", "x").replace("body:", "translation_of: {language: en, reviewed: null}\nbody:");
    let merged = merge_parts(&yaml, Some(SITE), None, &[]);
    assert_eq!(merged.codes(), ["translation-unreviewed"]);
    assert!(merged.document.is_some());
}

#[test]
fn placeholders_in_alt_text_are_filled() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"><circle cx=\"2\" cy=\"2\" r=\"2\"/></svg>";
    std::fs::write(folder.path().join("a.svg"), svg).expect("written");
    let path = folder.path().join("a.yaml");
    let yaml = "handout: 1\nid: a\ntitle: Rest\nlanguage: en\nsite: site.yaml\n\
                body: [{figure: {image: a.svg, alt: \"{title}: the phone {phone.nurse_line} at {site.name}\"}}]\n";
    std::fs::write(&path, yaml).expect("written");
    std::fs::write(folder.path().join("site.yaml"), SITE).expect("written");
    let mut sources = handout::source::Sources::default();
    let handout = sources.load(&path).expect("there");
    let site = sources.load(&folder.path().join("site.yaml")).expect("there");
    let mut diagnostics = handout::diag::Diagnostics::default();
    let merged = super::support::merge_files(&sources, handout, Some(site), None, &[], &mut diagnostics);
    let [Block::Figure { figure, .. }] = merged.document().blocks.as_slice() else { panic!("one figure") };
    let alt = &figure.alt;
    assert_eq!(alt, "Rest: the phone 901-595-3300 at St. Jude Children’s Research Hospital");
}
