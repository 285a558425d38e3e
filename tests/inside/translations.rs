//! A translation behind its original, and a handout due for review.

use std::fs;

use handout::checks;
use handout::content;
use handout::content::types::{Handout, Site};
use handout::diag::{Diagnostics, Severity};
use handout::source::{Sources, Tree};

use super::support::ONE_WORD;

/// A handout with this body, in this language.
fn yaml(language: &str, more: &str, body: &str) -> String {
    format!("handout: 1\nid: a\ntitle: A\nlanguage: {language}\n{more}body:\n{body}")
}

fn read(sources: &mut Sources, text: String) -> Handout {
    let file = sources.add("a.yaml", text);
    let mut diagnostics = Diagnostics::default();
    let handout = content::read_handout(sources, file, &mut diagnostics).expect("a handout");
    assert!(diagnostics.0.is_empty(), "{diagnostics:?}");
    handout
}

/// Severity, code and message for a translation into Spanish.
fn compare(original: &str, translation: &str) -> Vec<(Severity, &'static str, String)> {
    let mut sources = Sources::default();
    let original = read(&mut sources, yaml("en", "version: \"2\"\n", original));
    let of = "translation_of: {language: en, version: \"2\", reviewed: 2026-01-01}\n";
    let translation = read(&mut sources, yaml("es", of, translation));
    let mut diagnostics = Diagnostics::default();
    checks::translation(&translation, &original, &mut diagnostics);
    assert!(diagnostics.0.iter().all(|d| d.primary.is_some() && !d.hints.is_empty()));
    diagnostics.0.into_iter().map(|d| (d.severity, d.code, d.message)).collect()
}

fn messages(original: &str, translation: &str) -> Vec<String> {
    compare(original, translation).into_iter().map(|(_, code, message)| format!("{code}: {message}")).collect()
}

#[test]
fn the_same_numbers_in_other_clothes_are_the_same() {
    let same = [
        ("- Take 2.5 mL at 8:00 p.m.\n", "- Tome 2,5 ml a las 20:00.\n"),
        ("- 10,000 cells, ½ tablet\n", "- 10\u{202f}000 células, 1/2 tableta\n"),
        ("- From 1,250.5 to 38.50 °C\n", "- De 1.250,5 a 38,5 °C\n"),
        ("- Take 5 mcg at 12:30 a.m.\n", "- ٥ µg الساعة ١٢:٣٠\n"),
        ("- See https://example.org/en/2026 or a1@example.org\n", "- Vea https://example.org/es/99\n"),
        ("- \"Call {phone.a} on {patient.day}, or 911\"\n", "- \"El {patient.day} llame a {phone.a}, o 911\"\n"),
        ("- |\n  One.\n\n  - 1 a\n  - 2 b\n", "- |\n  Uno.\n\n  - 1 a\n  - 2 b\n"),
    ];
    for (original, translation) in same {
        assert_eq!(messages(original, translation), [""; 0], "{original} {translation}");
    }
}

#[test]
fn what_a_number_says_is_compared_block_by_block() {
    let cases = [
        (
            "- Take 2.5 mL.\n",
            "- Tome 25 mL.\n",
            "translation-numbers: compared with the original, this block lacks `2.5` and adds `25`",
        ),
        (
            "- Take 0.5 mg.\n",
            "- Tome 5 mg.\n",
            "translation-numbers: compared with the original, this block lacks `0.5` and adds `5`",
        ),
        (
            "- Take 5 mg twice in 5 days.\n",
            "- Tome 5 mg.\n",
            "translation-numbers: compared with the original, this block lacks `5`",
        ),
        ("- Take 5 mg.\n", "- Tome 5 g.\n", "translation-dose: this block says 5 g, but the original says 5 mg"),
        (
            "- \"Call {phone.a}.\"\n",
            "- \"Llame a {phone.b}.\"\n",
            "translation-numbers: compared with the original, this block lacks `{phone.a}` and adds `{phone.b}`",
        ),
        (
            "- Call 901-595-3300.\n",
            "- Llame al 901-595-3030.\n",
            "translation-numbers: compared with the original, this block lacks `3300` and adds `3030`",
        ),
        (
            "- table: {header: [A, B], rows: [[1, 2]]}\n",
            "- table: {header: [A, B], rows: [[1, 3]]}\n",
            "translation-numbers: compared with the original, this block lacks `2` and adds `3`",
        ),
    ];
    for (original, translation, expected) in cases {
        assert_eq!(messages(original, translation), [expected], "{original} {translation}");
    }
}

#[test]
fn a_block_that_is_missing_or_of_another_kind_is_named() {
    let original = "- One.\n- note: Two.\n- list: [a, b, c]\n";
    let cases = [
        (
            "- Uno.\n- Dos.\n- list: [a, b, c]\n",
            "translation-blocks: here the translation has a paragraph, but the original has a note",
        ),
        (
            "- Uno.\n- note: Dos.\n- list: [a, b]\n",
            "translation-blocks: here the translation has a list of 2, but the original has a list of 3",
        ),
        ("- Uno.\n- note: Dos.\n", "translation-blocks: after this block the original continues with a list of 3"),
        (
            "- Uno.\n- note: Dos.\n- list: [a, b, c]\n- Más.\n",
            "translation-blocks: the original ends before this block, a paragraph",
        ),
        (
            "- |\n  Uno.\n\n  Más.\n- note: Dos.\n- list: [a, b, c]\n",
            "translation-blocks: here the translation has a paragraph, but the original has a note",
        ),
    ];
    for (translation, expected) in cases {
        assert_eq!(messages(original, translation), [expected], "{translation}");
    }
    // The facts of mismatched blocks are still counted, as a whole.
    let found = messages("- Take 5 mg.\n- note: Two.\n", "- Tome.\n");
    assert_eq!(found[1..], ["translation-numbers: compared with the original, the translation lacks `5`"]);
}

#[test]
fn versions_and_fields_are_compared() {
    let mut sources = Sources::default();
    let fields = |fields: &str| format!("patient: {{{fields}}}\n");
    let original = yaml(
        "en",
        &format!("version: \"2\"\n{}", fields("n: {label: N, required: true}, d: {label: D, type: date}")),
        "- x\n",
    );
    let original = read(&mut sources, original);
    let mut check = |more: &str| {
        let translation = read(&mut sources, yaml("es", more, "- x\n"));
        let mut diagnostics = Diagnostics::default();
        checks::translation(&translation, &original, &mut diagnostics);
        diagnostics.0.into_iter().map(|d| (d.severity, d.code, d.message)).collect::<Vec<_>>()
    };
    let same = fields("n: {label: N, required: true}, d: {label: D, type: date}");
    let behind = check(&format!("{same}translation_of: {{language: en, version: \"1\"}}\n"));
    let message = "this translates version `1`; the original is version `2`".to_owned();
    assert_eq!(behind, [(Severity::Error, "translation-behind", message)]);
    let silent = check(&format!("{same}translation_of: {{language: en}}\n"));
    assert_eq!(
        silent.iter().map(|p| (p.0, p.1)).collect::<Vec<_>>(),
        [(Severity::Warning, "translation-version-missing")]
    );
    let other = fields("n: {label: N}, d: {label: D, type: date}, e: {label: E}");
    let other = check(&format!("{other}translation_of: {{language: en, version: \"2\"}}\n"));
    let message = "the patient's fields differ from the original's: `n`, `e`".to_owned();
    assert_eq!(other, [(Severity::Warning, "translation-fields", message)]);
}

#[test]
fn a_review_that_is_due_is_a_warning_or_what_the_site_makes_of_it() {
    let mut sources = Sources::default();
    let handout = read(&mut sources, yaml("en", "review_by: 2026-10-01\n", "- x\n"));
    let site = |sources: &mut Sources, more: &str| -> Site {
        let file = sources.add("site.yaml", format!("site: 1\nname: S\n{more}"));
        content::read_site(sources, file, &mut Diagnostics::default()).expect("a site")
    };
    let (plain, strict) = (site(&mut sources, ""), site(&mut sources, "review_overdue: error\n"));
    let check = |site: Option<&Site>, today: &str| {
        let mut diagnostics = Diagnostics::default();
        checks::review(&handout, site, today.parse().expect("a day"), &mut diagnostics);
        diagnostics.0.into_iter().map(|d| (d.severity, d.message)).collect::<Vec<_>>()
    };
    assert_eq!(check(None, "2026-10-01"), []);
    let message = "this handout was due for review by 2026-10-01".to_owned();
    assert_eq!(check(None, "2026-10-02"), [(Severity::Warning, message.clone())]);
    assert_eq!(check(Some(&plain), "2026-10-02"), [(Severity::Warning, message.clone())]);
    assert_eq!(check(Some(&strict), "2026-10-02"), [(Severity::Error, message)]);
}

#[test]
fn the_footer_prints_version_and_days_of_review() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let more = "site: site.yaml\nversion: \"7\"\nreviewed: 2026-10-01\n";
    let handout = ONE_WORD.replace("patient:", &format!("{more}patient:"));
    fs::write(folder.path().join("a.yaml"), &handout).expect("written");
    let site = |text: &str| {
        fs::write(folder.path().join("site.yaml"), format!("site: 1\nname: S\nfooter: {{text: \"{text}\"}}\n"))
            .expect("written")
    };
    let footer = || {
        let mut sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        let files = handout::engine::read(&mut sources, &folder.path().join("a.yaml"), &mut diagnostics).expect("read");
        let document = handout::model::merge::merge(&sources, &files.request(&[], None, None), &mut diagnostics);
        (document.map(|document| document.footer.plain()), diagnostics.0.iter().map(|d| d.code).collect::<Vec<_>>())
    };
    site("{id}, version {version}, reviewed {reviewed}");
    assert_eq!(footer(), (Some("a, version 7, reviewed October 1, 2026".to_owned()), vec![]));
    site("next review {review_by}");
    assert_eq!(footer(), (None, vec!["placeholder-unfilled"]));
    site("{patient.name}");
    assert_eq!(footer(), (None, vec!["placeholder-unknown"]));
}

/// Anything YAML allows, and anything beside it.
#[test]
fn a_translation_is_found_however_it_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).expect("written");
    let rest = "title: A\npatient: {name: {label: N}}\nbody: [Text]\n";
    let found = [
        ("bom", format!("\u{feff}handout: 1\nid: a\nlanguage: es\n{rest}")),
        ("quoted", format!("\"handout\": 1\n'id': 'a'\n\"language\" : \"es\"\n{rest}")),
        ("flow", "{handout: 1, id: a, language: es, title: A,\nbody: [Text]}\n".to_owned()),
        ("tab", format!("handout: 1\t# one\nid: a\t# the id\nlanguage: es\t# Spanish\n{rest}")),
        ("last", format!("# A comment\n---\n{rest}? language\n: es\nid: |-\n  a\nhandout: 1\n")),
        ("broken", format!("handout: 1\nid: a\ntitle: \"A\nlanguage: es # Spanish\n{rest}")),
        ("unreadable", format!("title: {{\nhandout: 1\n'id': a\nlanguage: es\n{rest}")),
    ];
    write("a.en.yaml", ONE_WORD.as_bytes());
    for (name, text) in &found {
        write(&format!("{name}.yaml"), text.as_bytes());
    }
    let nested = "[".repeat(10_000);
    let others = [
        ("other", ONE_WORD.replace("id: a", "id: b").into_bytes()),
        ("inside", b"handout: 1\nbody:\n  id: a\n  language: es\n".to_vec()),
        ("list", b"- handout\n- 1\n- id\n- a\n- language\n- es\n".to_vec()),
        ("no-handout", b"id: a\nlanguage: es\n".to_vec()),
        ("nested", format!("handout: 1\nbody: {nested}\n").into_bytes()),
        ("bytes", vec![0xff, 0xfe, 0, 1]),
        ("empty", vec![]),
    ];
    for (name, text) in others {
        write(&format!("x-{name}.yaml"), &text);
    }
    let siblings = content::siblings(&Tree::Disk, &folder.path().join("a.en.yaml"), "a").expect("the folder is read");
    let stem =
        |sibling: &content::siblings::Sibling| sibling.path.file_stem().expect("a name").to_string_lossy().into_owned();
    let mut names: Vec<String> = found.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.sort();
    assert_eq!(siblings.iter().map(stem).collect::<Vec<_>>(), names);
    assert!(siblings.iter().all(|sibling| sibling.language.as_deref() == Some("es")));
}

/// The forms of blocks are compared, too: a step that starts again at 1, or a warning that became a note.
#[test]
fn forms_of_blocks_are_compared() {
    let same = "- warning: {title: A, text: B}\n- steps: [A, {text: B, steps: [C]}]\n- definitions: {A: B}\n";
    assert_eq!(messages(same, &same.replace("title: A", "title: Z")), [""; 0]);
    for (original, translation, found) in [
        ("- warning: A\n", "- note: A\n", "a warning"),
        ("- steps: [A]\n- steps: {start: continue, items: [B]}\n", "- steps: [A]\n- steps: [B]\n", "more steps of 1"),
        ("- steps: [{text: A, steps: [B]}]\n", "- steps: [A]\n", "steps of 1, with 1 within them"),
        ("- figure: {image: a.png, alt: A, beside: B}\n", "- figure: {image: a.png, alt: A}\n", "words beside it"),
        ("- signature: [A, B]\n", "- signature: [A]\n", "2 to sign on"),
    ] {
        let messages = messages(original, translation);
        assert!(messages.iter().any(|message| message.contains(found)), "{messages:?}");
    }
    assert!(!messages("- danger: {title: Call 911, text: A}\n", "- danger: {title: A, text: A}\n").is_empty());
}

#[test]
fn conditions_and_lists_are_compared() {
    let fields = "patient: {s: {label: S, choices: {yes: A, no: B}}, m: {label: M, list_of: {n: {label: N}}}}\n";
    let read_with = |sources: &mut Sources, language: &str, more: &str, body: &str| {
        read(sources, yaml(language, &format!("{fields}{more}"), body))
    };
    let compare = |original: &str, translation: &str| -> Vec<String> {
        let mut sources = Sources::default();
        let original = read_with(&mut sources, "en", "version: \"2\"\n", original);
        let of = "translation_of: {language: en, version: \"2\", reviewed: 2026-01-01}\n";
        let translation = read_with(&mut sources, "es", of, translation);
        let mut diagnostics = Diagnostics::default();
        checks::translation(&translation, &original, &mut diagnostics);
        diagnostics.0.into_iter().map(|d| d.message).collect()
    };
    let heading = "- {when: {patient.s: yes}, heading: A}\n";
    assert!(compare(heading, heading).is_empty());
    assert_eq!(
        compare(heading, "- {when: {patient.s: no}, heading: A}\n"),
        [
            "here the translation has a heading under the condition `patient.s: no`, but the original has a heading under the \
         condition `patient.s: yes`"
        ]
    );
    assert_eq!(
        compare("- {when: {patient.s: yes}, body: [A, B]}\n", "- {when: {patient.s: yes}, body: [A]}\n- B\n").len(),
        1
    );
    let list = |item: &str| format!("- list: [{item}, Last]\n");
    let each = list("{each: patient.m, text: \"{patient.m.n}\", empty: None}");
    assert!(compare(&each, &each).is_empty());
    assert_eq!(compare(&each, &list("One")).len(), 2, "the list and the value in it");
    let row = |row: &str| format!("- table: {{header: [A], rows: [[B], {row}]}}\n");
    let when = row("{when: {patient.s: yes}, row: [C]}");
    assert!(compare(&when, &when).is_empty());
    assert_eq!(compare(&when, &row("[C]")).len(), 1);
}

#[test]
fn choices_and_items_are_compared() {
    let compare = |original: &str, translation: &str| -> Vec<String> {
        let mut sources = Sources::default();
        let original = read(&mut sources, yaml("en", &format!("version: \"2\"\npatient: {{{original}}}\n"), "- A\n"));
        let of = "translation_of: {language: en, version: \"2\", reviewed: 2026-01-01}\n";
        let translation = read(&mut sources, yaml("es", &format!("{of}patient: {{{translation}}}\n"), "- A\n"));
        let mut diagnostics = Diagnostics::default();
        checks::translation(&translation, &original, &mut diagnostics);
        diagnostics.0.into_iter().map(|d| d.message).collect()
    };
    let differ = ["the patient's fields differ from the original's: `a`"];
    let choices = "a: {label: A, choices: {yes: A, no: B}}";
    assert!(compare(choices, "a: {label: A, choices: {no: C, yes: D}}").is_empty());
    assert_eq!(compare(choices, "a: {label: A, choices: {yes: A, nein: B}}"), differ);
    let list = "a: {label: A, list_of: {b: {label: B}, c: {label: C, type: date}}}";
    assert!(compare(list, list).is_empty());
    assert_eq!(compare(list, "a: {label: A, list_of: {b: {label: B}}}"), differ);
    assert_eq!(compare(list, "a: {label: A, list_of: {b: {label: B}, c: {label: C}}}"), differ);
}
