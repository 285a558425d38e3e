//! Blocks under conditions, and rows for each item of a record's list: what is printed of them, and which records are
//! refused.

use std::path::Path;

use handout::content::types::FieldKind;
use handout::copies::{Run, RunOptions};
use handout::diag::{Diagnostics, Severity};
use handout::engine::{self, Files};
use handout::fonts::Fonts;
use handout::model::document::{Block, InlineKind, ListKind, Text};
use handout::model::merge::merge;
use handout::records::{Checker, Plan, Record, Rules};
use handout::source::{Sources, Tree};

use super::records::read_with;

const HANDOUT: &str = r#"handout: 1
id: a
title: A
language: en
patient:
  name: {label: Patient, required: true}
  day: {label: Day, type: date}
  sedation: {label: Sedation, choices: {yes: "Yes, fully", no: "No"}}
  route: {label: Route, choices: {oral: By mouth, tube: By tube}}
  medicines:
    label: Medicines
    list_of:
      name: {label: Medicine, required: true}
      dose: {label: Dose}
      since: {label: Since, type: date}
body:
  - Start.
  - {when: {patient.sedation: yes}, heading: Sedated}
  - {when: {patient.sedation: no}, heading: Awake}
  - {when: {patient.sedation: yes, patient.route: [oral, tube]}, heading: Both}
  - {when: {patient.day: 2026-10-01}, heading: First}
  - {when: {patient.day: given}, heading: Dated}
  - {when: {patient.day: not given}, heading: Undated}
  - {when: {patient.medicines: given}, heading: Many}
  - {when: {patient.medicines: not given}, heading: None}
  - table:
      header: [M, D]
      rows:
        - {each: patient.medicines, row: ["{patient.medicines.name}", "{patient.medicines.dose} fixed"], empty: No medicines., blank: 3}
  - steps:
      - {each: patient.medicines, text: "Take {patient.medicines.name} from {patient.medicines.since}.", empty: Nothing to take.}
      - {when: {patient.route: tube}, text: Rinse.}
      - Rest.
"#;

fn sources(yaml: &str) -> (Sources, Files) {
    let tree = [("a.yaml".to_owned(), yaml.as_bytes().to_vec())].into_iter().collect::<Tree>();
    let mut sources = Sources::new(tree);
    let mut problems = Diagnostics::default();
    let files = engine::read(&mut sources, Path::new("a.yaml"), &mut problems);
    assert!(problems.0.is_empty(), "{:?}", problems.0);
    (sources, files.expect("it is read"))
}

fn record(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect()
}

fn words(text: &Text) -> String {
    let of = |kind: &InlineKind| match kind {
        InlineKind::Words(words) => words.clone(),
        InlineKind::Blank { .. } => "_".to_owned(),
        _ => String::new(),
    };
    text.spans.iter().map(|span| of(&span.kind)).collect()
}

/// The blocks in short: headings, lists, tables.
fn printed(values: &[(&str, &str)]) -> Vec<String> {
    let (sources, files) = sources(HANDOUT);
    let record = record(values);
    let mut problems = Diagnostics::default();
    let document = merge(&sources, &files.request(&record, None, None), &mut problems);
    let errors: Vec<_> = problems.0.iter().filter(|problem| problem.severity == Severity::Error).collect();
    let document = document.unwrap_or_else(|| panic!("{errors:?}"));
    let text = |blocks: &[Block]| -> String {
        let of = |block: &Block| match block {
            Block::Paragraph(text) => words(&document.values.fill(text)),
            other => format!("{other:?}"),
        };
        blocks.iter().map(of).collect()
    };
    let of = |block: &Block| match block {
        Block::Heading { text, .. } => words(text),
        Block::List { kind: ListKind::Condition, items, .. } => format!("☐ {}", text(&items[0])),
        Block::List { items, .. } => items.iter().map(|item| text(item)).collect::<Vec<_>>().join(" / "),
        Block::Table { rows, form, .. } => {
            let row = |row: &Vec<Vec<Block>>| row.iter().map(|cell| text(cell)).collect::<Vec<_>>().join("|");
            let writing = if form.row_height > handout::geom::Length::ZERO { "tall " } else { "" };
            format!("{writing}table {}", rows.iter().map(row).collect::<Vec<_>>().join(" / "))
        }
        other => text(std::slice::from_ref(other)),
    };
    document.blocks.iter().map(of).collect()
}

#[test]
fn conditions_and_lists_decide_what_is_printed() {
    let values = [
        ("name", "Ada"),
        ("sedation", "TRUE"),
        ("route", "by tube"),
        ("day", "2026-10-01"),
        ("medicines.1.name", "Ibuprofen"),
        ("medicines.1.dose", "5 mg"),
        ("medicines.2.name", "Iron"),
        ("medicines.2.since", "2026-12-01"),
    ];
    assert_eq!(
        printed(&values),
        [
            "Start.",
            "Sedated",
            "Both",
            "First",
            "Dated",
            "Many",
            "table Ibuprofen|5 mg fixed / Iron|_ fixed",
            "Take Ibuprofen from _. / Take Iron from December 1, 2026. / Rinse. / Rest.",
        ]
    );
    let values = [("name", "Ada"), ("sedation", "no"), ("route", "oral"), ("medicines", "None")];
    assert_eq!(
        printed(&values),
        [
            "Start.",
            "Awake",
            "☐ Day: October 1, 2026",
            "First",
            "Undated",
            "None",
            "No medicines.",
            "Nothing to take. / Rest.",
        ]
    );
}

#[test]
fn what_is_not_known_is_printed() {
    // A name and nothing else: fields that are asked for a value are not known, those asked whether they are given are.
    assert_eq!(
        printed(&[("name", "Ada")]),
        [
            "Start.",
            "☐ Sedation: Yes, fully",
            "Sedated",
            "☐ Sedation: No",
            "Awake",
            "☐ Sedation: Yes, fully · Route: By mouth / By tube",
            "Both",
            "☐ Day: October 1, 2026",
            "First",
            "Undated",
            "☐ Medicines",
            "Many",
            "None",
            "tall table | / | / |",
            "Take _ from _. / Take _ from _. / Take _ from _. / Take _ from _. / Rinse. / Rest.",
        ]
    );
    // A blank has everything.
    let blank = printed(&[]);
    for heading in ["Sedated", "Awake", "Both", "First", "Dated", "Undated", "Many", "None"] {
        assert!(blank.iter().any(|line| line == heading), "{heading}: {blank:?}");
    }
    assert!(blank.contains(&"☐ Day".to_owned()));
    // One test that is known to be false leaves a block out, whatever is not known beside it.
    assert!(!printed(&[("name", "Ada"), ("sedation", "no")]).contains(&"Both".to_owned()));
}

/// All that the check of records says against one, and what `build` says.
fn refused(values: &[(&str, &str)]) -> (Vec<String>, Vec<&'static str>) {
    let (sources, files) = sources(HANDOUT);
    let rules = [Rules::new(&files.handout, None).expect("rules")];
    let fonts = Fonts::bundled();
    let mut checker = Checker::new(&rules, &fonts, false, Box::new(|_, _| true));
    let values = record(values);
    let rejects = checker.check(&Record { number: 1, line: 1, values: values.clone(), ..Record::default() });
    let mut problems = Diagnostics::default();
    let document = merge(&sources, &files.request(&values, None, None), &mut problems);
    assert_eq!(document.is_some(), rejects.is_empty(), "both paths agree: {rejects:?} {:?}", problems.0);
    let said = rejects.into_iter().map(|reject| format!("{}: {}", reject.field.unwrap_or_default(), reject.reason));
    let errors = problems.0.iter().filter(|problem| problem.severity == Severity::Error);
    assert!(errors.clone().all(|problem| !problem.hints.is_empty()));
    (said.collect(), errors.map(|problem| problem.code).collect())
}

#[test]
fn records_that_would_lose_or_mix_up_something_are_refused() {
    type Case<'c> = (&'c [(&'c str, &'c str)], &'c str, &'c str);
    let cases: [Case<'_>; 11] = [
        (&[("sedation", "maybe")], "sedation: not one of the field's choices; ", "record-value-invalid"),
        (&[("medicines", "some")], "medicines: not a list; ", "record-value-invalid"),
        (
            &[("medicines.1.name", "A"), ("medicines.3.name", "B")],
            "medicines: has nothing in item 2, but has item 3; ",
            "record-list",
        ),
        (&[("medicines", "none"), ("medicines.1.name", "A")], "medicines: is `none`, but has items; ", "record-list"),
        (&[("medicines.51.name", "A")], "medicines: has more than 50 items; ", "record-list"),
        (&[("medicines.0.name", "A")], "medicines: has an item with the number 0; ", "record-list"),
        (
            &[("medicines.01.name", "A")],
            "medicines.01.name: the handout in `en` has no such field",
            "record-field-unknown",
        ),
        (&[("medicines.1.dose", "5 mg")], "medicines.1.name: required, but blank", "record-field-missing"),
        (
            &[("medicines.1.colour", "A")],
            "medicines.1.colour: the handout in `en` has no such field",
            "record-field-unknown",
        ),
        (&[("medicines.name", "A")], "medicines.name: the handout in `en` has no such field", "record-field-unknown"),
        (
            &[("medicines.1.name", "A"), ("medicines.1.since", "tomorrow")],
            "medicines.1.since: not a date; ",
            "record-value-invalid",
        ),
    ];
    for (values, reason, code) in cases {
        let values: Vec<(&str, &str)> = [("name", "Ada")].into_iter().chain(values.iter().copied()).collect();
        let (said, codes) = refused(&values);
        assert!(said.iter().any(|said| said.starts_with(reason)), "{values:?}: {said:?}");
        assert!(codes.contains(&code), "{values:?}: {codes:?}");
    }
    assert_eq!(refused(&[("name", "Ada"), ("medicines.1.name", "A"), ("sedation", "y")]).0, [""; 0]);
}

fn plan() -> Plan {
    let (_, files) = sources(HANDOUT);
    Plan::of(&[Rules::new(&files.handout, None).expect("rules")])
}

#[test]
fn lists_come_as_arrays_and_as_numbered_columns() {
    let plan = plan();
    assert_eq!(plan.kind("medicines.7.since"), FieldKind::Date);
    let json = br#"[{"name": "Ada", "medicines": [{"name": "A", "dose": "1 g", "since": null}, {"name": "B"}]},
        {"name": "Bo", "medicines": []}, {"name": "Cy", "medicines": null}, {"name": "Di"}]"#;
    let csv = b"Patient,medicines,Medicines.1.Name,medicines.1.dose,medicines.2.name,medicines.2.dose\n\
        Ada,,A,1 g,B,\nBo,none,,,,\nCy,,,,,\nDi,,,,,\n";
    let values = |bytes: &[u8], named_csv| -> Vec<Vec<(String, String)>> {
        let read = read_with(&plan, bytes, named_csv).expect("a sound file");
        read.into_iter().map(|record| record.expect("a record").values).collect()
    };
    let wanted = [
        record(&[("name", "Ada"), ("medicines.1.name", "A"), ("medicines.1.dose", "1 g"), ("medicines.2.name", "B")]),
        record(&[("name", "Bo"), ("medicines", "none")]),
        record(&[("name", "Cy")]),
        record(&[("name", "Di")]),
    ];
    assert_eq!(values(json, false), wanted);
    assert_eq!(values(csv, true), wanted);
}

#[test]
fn lists_that_are_none_are_refused() {
    let plan = plan();
    let many = format!("{{\"medicines\": [{}]}}", vec!["{\"name\": \"Zq\"}"; 51].join(","));
    for (text, reason) in [
        (r#"{"medicines": [{"name": "Zq"}, {}]}"#, "item 2 has no values; remove it"),
        (
            r#"{"medicines": [{"name": "Zq", "Zqdose": "1"}]}"#,
            "item 1 has a key that is not among the fields of the list's items",
        ),
        (r#"{"medicines": [{"name": 7}]}"#, "item 1 has a value that is not text; put it in double quotes"),
        (r#"{"medicines": ["Zq"]}"#, "not text; put the value in double quotes"),
        (r#"{"medicines": {"name": "Zq"}}"#, "not text; put the value in double quotes"),
        (r#"{"name": [{"name": "Zq"}]}"#, "not text; put the value in double quotes"),
        (&many, "more than 50 items"),
    ] {
        let read = read_with(&plan, text.as_bytes(), false).expect("a sound file");
        let reject = read[0].as_ref().expect_err(text);
        assert_eq!(reject.reason, reason, "{text}");
    }
    let broken = read_with(&plan, b"medicines.51.name,medicines.name\nZq,Zq\n", true).expect_err("headings");
    assert!(broken.to_string().contains("a list may have 50 items"), "{broken}");
    assert!(broken.to_string().contains("did you mean `medicines.1.name`?"), "{broken}");
}

/// Copies of the same shape share a master, and copies whose texts take the same room share pages.
#[test]
fn copies_of_one_shape_share_their_pages() {
    let (sources, files) = sources(HANDOUT);
    let fonts = Fonts::bundled();
    let mut problems = Diagnostics::default();
    let run = Run::prepare(&sources, vec![files], &fonts, RunOptions::default(), &mut problems);
    let run = run.unwrap_or_else(|| panic!("{:?}", problems.0));
    let mut worker = run.worker();
    let mut make = |number: u64, values: &[(&str, &str)]| {
        let values = record(&[&[("name", "Ada")], values].concat());
        run.copy(&mut worker, &Record { number, values, ..Record::default() }).expect("a copy")
    };
    make(1, &[("medicines.1.name", "Iron"), ("sedation", "yes")]);
    let before = run.masters();
    // Another medicine, a missing dose, another way to say yes: one master.
    make(2, &[("medicines.1.name", "Zinc"), ("medicines.1.dose", "5 mg"), ("sedation", "y")]);
    assert_eq!(run.masters(), before);
    make(3, &[("medicines.1.name", "Zinc"), ("medicines.2.name", "Iron"), ("sedation", "yes")]);
    assert_eq!(run.masters(), before + 1, "that of the whole handout serves both");
}

#[test]
fn a_picture_that_is_left_out_is_not_in_the_file() {
    let yaml = HANDOUT
        .replace("  - Start.\n", "  - Start.\n  - {when: {patient.sedation: yes}, figure: {image: a.png, alt: A}}\n");
    let png = std::fs::read("tests/data/pages/photo.png").expect("a picture");
    let files = [("a.yaml".to_owned(), yaml.into_bytes()), ("a.png".to_owned(), png)];
    let mut sources = Sources::new(files.into_iter().collect::<Tree>());
    let mut problems = Diagnostics::default();
    let files = engine::read(&mut sources, Path::new("a.yaml"), &mut problems).expect("it is read");
    let fonts = Fonts::bundled();
    let run = Run::prepare(&sources, vec![files], &fonts, RunOptions::default(), &mut problems).expect("a run");
    let mut worker = run.worker();
    let mut size = |sedation: &str| {
        let values = record(&[("name", "Ada"), ("sedation", sedation), ("medicines", "none")]);
        let copy = run.copy(&mut worker, &Record { number: 1, values, ..Record::default() }).expect("a copy");
        copy.pdf.parts().concat()
    };
    let has_image = |pdf: Vec<u8>| pdf.windows(6).any(|window| window == b"/Image");
    assert!(has_image(size("yes")));
    assert!(!has_image(size("no")));
}

/// A footnote's mark may be left out with its block, and repeated with a row; its text may be in either place.
#[test]
fn footnotes_follow_what_is_printed() {
    let body = "  - Start.\n  - {when: {patient.sedation: yes}, warning: \"Do not drive[^drive].\"}\n  \
        - \"[^drive]: Nor ride a bicycle.\"\n  \
        - {when: {patient.sedation: no}, body: [\"You may drive[^pain].\", \"[^pain]: When it no longer hurts.\"]}\n  \
        - list: [{each: patient.medicines, text: \"{patient.medicines.name}[^food]\", empty: None.}]\n  \
        - \"[^food]: With food.\"\n";
    let yaml = format!("{}body:\n{body}", HANDOUT.split("body:\n").next().expect("a head"));
    let (sources, files) = sources(&yaml);
    let fonts = Fonts::bundled();
    let mut problems = Diagnostics::default();
    let run = Run::prepare(&sources, vec![files.clone()], &fonts, RunOptions::default(), &mut problems);
    let run = run.unwrap_or_else(|| panic!("{:?}", problems.0));
    let mut worker = run.worker();
    for more in [
        &[][..],
        &[("sedation", "yes"), ("medicines", "none")],
        &[("sedation", "no"), ("medicines.1.name", "Iron"), ("medicines.2.name", "Zinc")],
    ] {
        let values = record(&[&[("name", "Ada")], more].concat());
        let mut problems = Diagnostics::default();
        assert!(merge(&sources, &files.request(&values, None, None), &mut problems).is_some(), "{:?}", problems.0);
        run.copy(&mut worker, &Record { number: 1, values, ..Record::default() }).expect("a copy");
    }
}
