//! Values: what programs did to them, and what must not vanish.

use std::time::Duration;

use handout::content;
use handout::diag::Diagnostics;
use handout::fonts::Fonts;
use handout::records::{Checker, Reject, Rules};
use handout::source::Sources;

use super::records::{broken, csv, names, plan, read_with, reason};

const VISIT: &str = include_str!("../data/records/visit.yaml");
const SPREADSHEET: &str = include_str!("../data/records/spreadsheet.csv");
const CONTROL: &str = include_str!("../data/records/control.csv");

/// Checks the records of a CSV file against the handout.
fn checked(text: &str, allow_damaged: bool) -> Vec<Reject> {
    let mut sources = Sources::default();
    let file = sources.add("visit.yaml", VISIT.to_owned());
    let handout = content::read_handout(&sources, file, &mut Diagnostics::default()).expect("a handout");
    let (rules, fonts) = ([Rules::new(&handout, None).expect("a language")], Fonts::bundled());
    let mut checker = Checker::new(&rules, &fonts, allow_damaged, Box::new(|_, _| true));
    let mut plan = plan(&[]);
    plan.columns.fields.push("day".to_owned());
    let read = read_with(&plan, text.as_bytes(), true).expect("a sound file");
    read.into_iter()
        .flat_map(|record| record.map_or_else(|reject| vec![reject], |record| checker.check(&record)))
        .collect()
}

#[test]
fn what_a_spreadsheet_did_is_rejected_with_a_remedy() {
    let rejects = checked(SPREADSHEET, false);
    let found: Vec<(u64, u64, Option<&str>)> =
        rejects.iter().map(|reject| (reject.number, reject.line, reject.field.as_deref())).collect();
    assert_eq!(found, [1, 2, 3, 4].map(|number| (number, number + 1, Some("mrn"))));
    for (reject, words) in rejects.iter().zip(["shortened", "spreadsheet error", "formula", "decimal"]) {
        assert!(reject.reason.contains(words), "{reject:?}");
        assert!(reject.reason.contains("export it again") || reject.reason.contains("and export it"), "{reject:?}");
        assert!(reject.reason.contains("--allow value-damaged"), "{reject:?}");
    }
    assert_eq!(checked(SPREADSHEET, true), []);
    // Also without quotes around the formula.
    assert_eq!(checked("name,mrn\nZqA,=\"00123\"\n", false).len(), 1);
    let serial = checked("name,day\nZqA,46357\n", false);
    assert!(serial[0].reason.contains("day number"), "{serial:?}");
    let lost = checked("name\nZq\u{fffd}\n", true);
    assert!(lost[0].reason.contains("U+FFFD"), "{lost:?}");
}

#[test]
fn control_characters_are_rejected_and_marks_of_direction_are_not() {
    let rejects = checked(CONTROL, true);
    assert!(rejects.len() == 1 && rejects[0].reason.contains("control character"), "{rejects:?}");
    for (value, good) in [
        ("Zq\u{1b}A", false),
        ("Zq\u{85}A", false),
        ("Zq\u{b}A", false),
        ("Zq\u{202e}A", false),
        ("Zq\u{7f}A", false),
        ("\u{200e}ZqA\u{200f}", true),
        ("Zq\tA", true),
        ("\"Zq\nA\"", true),
        ("Zq\u{a0}A", true),
    ] {
        assert_eq!(checked(&format!("name\n{value}\n"), false).is_empty(), good, "{value:?}");
    }
}

#[test]
fn separators_and_empty_columns_of_spreadsheets_are_understood() {
    assert_eq!(names(&csv(include_str!("../data/records/sep.csv"))), ["Ada Roe"]);
    assert_eq!(names(&csv(include_str!("../data/records/trailing.csv"))), ["Ada Roe"]);
    for text in [
        "sep=,\nname,mrn\nZqA,1\n",
        "\u{feff}SEP=;\r\nname;mrn\r\nZqA;1\r\n",
        "\"sep=;\"\nname;mrn\nZqA;1\n",
        "sep=\t\nname\tmrn\nZqA\t1\n",
        "sep=|\nname|mrn\nZqA|1\n",
        "name,mrn\nZqA,1,,\n",
        "name,mrn,,\nZqA,1\n",
        "name,mrn, ,\"\"\nZqA,1,, \n",
    ] {
        let read = csv(text);
        assert_eq!(names(&read), ["ZqA"], "{text:?}");
        let line = read.expect("a sound file")[0].as_ref().expect("a record").line;
        assert_eq!(line, text.lines().count() as u64, "{text:?}");
    }
    // Cells without a heading are not dropped.
    let (field, said) = reason(&csv("name,mrn,,\nZqA,1,,Zq2\n"));
    assert_eq!((field, said.as_str()), (None, "cell 4 is not blank, but there are only 2 headings"));
    assert!(broken(&csv("name,,mrn\nZqA,,1\n")).contains("column 2 matches no field"));
}

/// A file without a line ending, or a closing quote, is rejected at the limit and not read on.
#[test]
fn what_is_beyond_the_limits_is_refused_at_once() {
    #[expect(clippy::disallowed_methods, reason = "how long it takes is what is tested")]
    let now = std::time::Instant::now;
    let started = now();
    for megabytes in [2, 4, 8] {
        let long = "Zq,\n".repeat(megabytes << 18);
        assert!(broken(&csv(&format!("name,mrn\n\"{long}"))).contains("line 2: a quote that opens here"));
        let long = "Zq,,".repeat(megabytes << 18);
        assert!(broken(&csv(&format!("name,mrn\n{long}\n"))).contains("line 2: a row larger than 1 MB"));
        assert!(broken(&csv(&long)).contains("line 1: a row larger than 1 MB"));
    }
    let wide = "Zq,".repeat(300_000);
    assert!(broken(&csv(&wide)).contains("at most 1000 are read"));
    let unknown = broken(&csv(&"Zq,".repeat(900)));
    assert!(unknown.lines().count() == 9 && unknown.contains("892 more columns"), "{unknown}");
    // Bad records: any number of problems, each found in turn.
    let mut took = Vec::new();
    for thousands in [10, 20, 40] {
        let text = format!("name,mrn\n{}", "ZqA,1,2\n".repeat(thousands * 1000));
        let from = now();
        assert_eq!(csv(&text).expect("a sound file").len(), thousands * 1000);
        took.push(from.elapsed());
    }
    assert!(took[2] < took[0] * 16 + Duration::from_millis(500), "not linear: {took:?}");
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}
