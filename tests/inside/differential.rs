//! A copy equals what `build` makes of the same record: the same pages, texts and structure, except for the line that
//! identifies the page.

use std::collections::BTreeMap;
use std::path::Path;

use handout::copies::{Run, RunOptions, trace_line};
use handout::diag::Diagnostics;
use handout::engine::{self, Files, lay_out};
use handout::fonts::Fonts;
use handout::layout::letters::outline_letters;
use handout::model::merge::merge;
use handout::pdf::assemble::write_pdf;
use handout::pdf::intent::{Intent, Purpose};
use handout::records::{Record, Reject};
use handout::source::{Sources, Tree};
use handout::verify::Document;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use proptest::prelude::*;

use super::structure::tree;

/// A handout file in memory, and the data read from it.
struct Case {
    sources: Sources,
    files: Files,
}

impl Case {
    fn new(yaml: &str) -> Case {
        let files = [("a.yaml", yaml), ("site.yaml", SITE), ("hip.svg", PICTURE)]
            .map(|(name, text)| (name, text.as_bytes().to_vec()));
        let mut sources = Sources::new(files.into_iter().collect::<Tree>());
        let mut problems = Diagnostics::default();
        let files = engine::read(&mut sources, Path::new("a.yaml"), &mut problems);
        assert!(!problems.has_errors(), "{yaml}\n{:?}", problems.0);
        Case { sources, files: files.expect("it is read") }
    }

    /// The PDF of one record made by `build`, with the room that copies leave for their trace line.
    fn build(&self, fonts: &Fonts, record: &[(String, String)]) -> Vec<u8> {
        let mut problems = Diagnostics::default();
        self.try_build(fonts, record, &mut problems).unwrap_or_else(|| panic!("{:?}", problems.0))
    }

    fn try_build(&self, fonts: &Fonts, record: &[(String, String)], problems: &mut Diagnostics) -> Option<Vec<u8>> {
        let mut document = merge(&self.sources, &self.files.request(record, None, None), problems)?;
        outline_letters(&mut document, fonts, problems);
        trace_line::make_room(&mut document.theme);
        let pages = lay_out(&document, fonts, problems)?;
        Some(write_pdf(&document, pages, fonts, &Intent::new(&Purpose::default()), None).expect("it is written"))
    }

    /// The copies of some records, made in one run.
    fn copies(&self, fonts: &Fonts, records: &[Record]) -> Vec<Vec<u8>> {
        let copies = self.try_copies(fonts, records);
        copies.into_iter().map(|copy| copy.unwrap_or_else(|reject| panic!("{reject:?}"))).collect()
    }

    fn try_copies(&self, fonts: &Fonts, records: &[Record]) -> Vec<Result<Vec<u8>, Reject>> {
        let mut problems = Diagnostics::default();
        let run = Run::prepare(&self.sources, vec![self.files.clone()], fonts, RunOptions::default(), &mut problems);
        let run = run.unwrap_or_else(|| panic!("{:?}", problems.0));
        let mut worker = run.worker();
        records.iter().map(|record| run.copy(&mut worker, record).map(|copy| copy.pdf.parts().concat())).collect()
    }
}

const PICTURE: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='120' height='80'><circle cx='60' cy='40' r='30'/>\
    <text x='45' y='75' font-size='10'>Hip</text></svg>";

const SITE: &str = "site: 1\nname: Clinic\nheader: {left: \"{site.name}\", right: \"{title}\"}\n";

/// A text in which fields may be.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-z]{1,9}",
        1 => Just("{patient.name}".to_owned()),
        1 => Just("**{patient.name}**".to_owned()),
        1 => Just("{patient.day}".to_owned()),
        1 => Just("{patient.at}.".to_owned()),
        1 => Just("({patient.room})".to_owned()),
        1 => Just("901-595-3300".to_owned()),
        1 => Just("[page](https://a.org)".to_owned()),
        1 => Just("متابعة".to_owned()),
    ];
    prop::collection::vec(word, 1..30).prop_map(|words| words.join(" "))
}

/// A block on its own line, as YAML.
fn block() -> impl Strategy<Value = String> {
    let quoted = || text().prop_map(|text| serde_json::Value::from(text).to_string());
    let several = || prop::collection::vec(quoted(), 1..5).prop_map(|texts| texts.join(", "));
    prop_oneof![
        4 => quoted(),
        1 => quoted().prop_map(|text| format!("heading: {text}")),
        1 => quoted().prop_map(|text| format!("note: {text}")),
        1 => quoted().prop_map(|text| format!("contact: {text}")),
        1 => quoted().prop_map(|text| format!("fine_print: {text}")),
        1 => several().prop_map(|texts| format!("list: [{texts}]")),
        1 => several().prop_map(|texts| format!("steps: [{texts}]")),
        1 => several().prop_map(|texts| format!("checklist: [{texts}]")),
        1 => (quoted(), quoted(), quoted(), quoted())
            .prop_map(|(a, b, c, d)| format!("table: {{header: [A, B], rows: [[{a}, {b}], [{c}, {d}]]}}")),
        1 => quoted().prop_map(|text| format!("warning: {text}")),
        1 => (quoted(), quoted()).prop_map(|(a, b)| format!("danger: {{title: {a}, text: {b}}}")),
        1 => several().prop_map(|texts| format!("checklist: {{columns: 2, items: [{texts}]}}")),
        1 => several().prop_map(|texts| format!("steps: [First, {{text: Second, steps: [{texts}]}}]")),
        1 => (quoted(), quoted()).prop_map(|(a, b)| format!("definitions: {{A: {a}, B: {b}}}")),
        1 => several().prop_map(|texts| format!("signature: {{items: [{texts}], date: Date}}")),
        1 => (quoted(), quoted(), quoted()).prop_map(|(a, b, c)| {
            let form = "row_heads: true, rules: grid, widths: [40%, auto], align: [end, center], row_height: 1cm";
            format!("table: {{{form}, header: [\"\", {a}], rows: [[{b}, {c}], [Row, \"\"]]}}")
        }),
        1 => (quoted(), quoted()).prop_map(|(a, b)| {
            format!("figure: {{image: hip.svg, alt: A, width: 8cm, caption: {a}, beside: {b}}}")
        }),
        1 => quoted().prop_map(|a| {
            format!("figures: [{{image: hip.svg, alt: A, caption: {a}}}, {{image: hip.svg, alt: A}}]")
        }),
        1 => quoted().prop_map(|a| format!("qr: {{link: \"https://a.org/b\", alt: A, caption: {a}}}")),
        1 => (quoted(), quoted()).prop_map(|(a, b)| {
            let note = "note: Take it with food, night: 1 1/2";
            format!("schedule: {{medicines: [{{name: {a}, why: {b}, {note}}}, {{name: B, unit: mL, morning: 0.5}}]}}")
        }),
        1 => (quoted(), quoted()).prop_map(|(a, b)| {
            format!("landscape: [{a}, {{schedule: {{medicines: [{{name: A, dose: {b}, noon: 1}}]}}}}]")
        }),
        1 => Just("page_break".to_owned()),
    ]
}

fn handout() -> impl Strategy<Value = String> {
    let language = prop_oneof![Just("en"), Just("es"), Just("ar")];
    (language, prop::collection::vec(block(), 1..12)).prop_map(|(language, blocks)| {
        let body: String = blocks.iter().map(|block| format!("  - {block}\n")).collect();
        format!(
            "handout: 1\nid: a\ntitle: Visit\nlanguage: {language}\nsite: site.yaml\npatient:\n  \
             name: {{label: Name}}\n  day: {{label: Day, type: date}}\n  at: {{label: Time, type: time}}\n  \
             room: {{label: Room}}\nbody:\n  - Start here.\n{body}"
        )
    })
}

fn record() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        Just("Ana"),
        Just("Łukasz Żak-Brzęczyszczykiewicz de la Fuente"),
        Just("محمد الخطيب"),
        Just("Nguyễn Thị Ánh"),
        Just("משה (Mosh) 12"),
        Just("李小明"),
        Just("प्रिया शर्मा"),
    ];
    let day = prop_oneof![Just("2026-10-01"), Just("2027-12-31")];
    let at = prop_oneof![Just("14:30"), Just("08:05")];
    let room = prop_oneof![Just("12-B"), Just("O-"), Just("٠٠١٢ ٣٤٥"), Just("W")];
    (name, day, at, room).prop_map(|(name, day, at, room)| {
        let values = [("name", name), ("day", day), ("at", at), ("room", room)];
        values.map(|(field, value)| (field.to_owned(), value.to_owned())).to_vec()
    })
}

/// A text in what is repeated for an item.
fn text_of_item() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        3 => "[a-z]{1,9}",
        3 => Just("{patient.medicines.name}".to_owned()),
        2 => Just("**{patient.medicines.dose}**".to_owned()),
        1 => Just("{patient.medicines.since}.".to_owned()),
        1 => Just("{patient.name}".to_owned()),
        1 => Just("متابعة".to_owned()),
    ];
    prop::collection::vec(word, 1..8).prop_map(|words| serde_json::Value::from(words.join(" ")).to_string())
}

fn condition() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("{patient.sedation: yes}"),
        Just("{patient.sedation: no, patient.route: [oral, tube]}"),
        Just("{patient.route: not given}"),
        Just("{patient.day: 2026-10-01}"),
        Just("{patient.room: given}"),
        Just("{patient.medicines: given}"),
    ]
}

/// A block that may be within another: pages are turned in the handout's own body only.
fn upright() -> impl Strategy<Value = String> {
    block().prop_filter("not turned", |block: &String| !block.starts_with("landscape"))
}

/// A block that depends on the record.
fn dependent() -> impl Strategy<Value = String> {
    let item = text_of_item;
    prop_oneof![
        2 => (condition(), block()).prop_map(|(when, block)| match block.starts_with('"') || !block.contains(':') {
            true => format!("{{when: {when}, body: [{block}]}}"),
            false => format!("when: {when}\n    {block}"),
        }),
        1 => (condition(), text(), upright()).prop_map(|(when, text, block)| {
            let text = serde_json::Value::from(text).to_string();
            let block = if block.starts_with('"') || !block.contains(':') { block } else { format!("{{{block}}}") };
            format!("{{when: {when}, body: [{text}, {block}]}}")
        }),
        3 => (item(), item(), text_of_item()).prop_map(|(a, b, c)| {
            let rows = format!("{{each: patient.medicines, row: [{a}, {b}, {c}], empty: None at all., blank: 2}}");
            format!("table: {{header: [A, B, C], rows: [{rows}]}}")
        }),
        1 => (item(), condition()).prop_map(|(a, when)| {
            let rows = format!("[Fixed, \"1\"], {{each: patient.medicines, row: [{a}, \"\"], empty: None at all.}}");
            let form = "header: [A, B], widths: [60%, 40%], rules: grid, row_heads: true";
            format!("table: {{{form}, rows: [{rows}, {{when: {when}, row: [Last, \"2\"]}}]}}")
        }),
        1 => (item(), condition()).prop_map(|(a, when)| {
            format!("steps: [First, {{each: patient.medicines, text: {a}, empty: None.}}, {{when: {when}, text: Last}}]")
        }),
        1 => item().prop_map(|a| format!("list: [{{each: patient.medicines, text: {a}, empty: None., list: [{a}]}}]")),
    ]
}

/// A handout whose copies have different blocks.
fn dependent_handout() -> impl Strategy<Value = String> {
    let language = prop_oneof![Just("en"), Just("es"), Just("ar")];
    let block = prop_oneof![1 => block(), 2 => dependent()];
    (language, prop::collection::vec(block, 2..8)).prop_map(|(language, blocks)| {
        let body: String = blocks.iter().map(|block| format!("  - {block}\n")).collect();
        format!(
            "handout: 1\nid: a\ntitle: Visit\nlanguage: {language}\nsite: site.yaml\npatient:\n  \
             name: {{label: Name}}\n  day: {{label: Day, type: date}}\n  at: {{label: Time, type: time}}\n  \
             room: {{label: Room}}\n  sedation: {{label: Sedation, choices: {{yes: \"Yes\", no: \"No\"}}}}\n  \
             route: {{label: Route, choices: {{oral: By mouth, tube: عبر الأنبوب, both: Both}}}}\n  \
             medicines: {{label: Medicines, list_of: {{name: {{label: Name, required: true}}, dose: {{label: Dose}}, \
             since: {{label: Since, type: date}}}}}}\nbody:\n  - Start here.\n{body}"
        )
    })
}

/// A record with values in several scripts, and a list of up to eight items, which may also be empty or unknown.
fn dependent_record() -> impl Strategy<Value = Vec<(String, String)>> {
    let medicine = prop_oneof![
        Just("Ibuprofen"),
        Just("Metoprolol succinate extended-release"),
        Just("باراسيتامول"),
        Just("Ácido fólico"),
        Just("布洛芬"),
        Just("Парацетамол"),
    ];
    let dose = prop::option::of(prop_oneof![Just("5 mg"), Just("2.5 mL (½ tsp) every 6 hours"), Just("١٠ مل")]);
    let since = prop::option::of(prop_oneof![Just("2026-10-01"), Just("2027-12-31")]);
    let items = prop::option::weighted(0.9, prop::collection::vec((medicine, dose, since), 0..=8));
    let some = |values: [&'static str; 2]| prop::option::of(prop::sample::select(values.to_vec()));
    let route = prop::option::of(prop::sample::select(vec!["oral", "Tube", "both"]));
    (record(), some(["yes", "false"]), route, items, any::<[bool; 3]>()).prop_map(
        |(mut record, sedation, route, items, [day, room, at])| {
            record.retain(|(field, _)| match field.as_str() {
                "day" => day,
                "room" => room,
                "at" => at,
                _ => true,
            });
            let mut add = |field: String, value: Option<&str>| {
                record.extend(value.map(|value| (field, value.to_owned())));
            };
            add("sedation".to_owned(), sedation);
            add("route".to_owned(), route);
            if items.as_ref().is_some_and(Vec::is_empty) {
                add("medicines".to_owned(), Some("none"));
            }
            for (number, (name, dose, since)) in (1..).zip(items.into_iter().flatten()) {
                add(format!("medicines.{number}.name"), Some(name));
                add(format!("medicines.{number}.dose"), dose);
                add(format!("medicines.{number}.since"), since);
            }
            record
        },
    )
}

/// A width in pixels, and gray samples.
type Picture = (u16, Vec<u8>);

/// A page as gray pixels without the strip of the trace line.
fn pictures(pdf: &[u8]) -> Vec<Picture> {
    let pdf = Pdf::new(std::sync::Arc::new(pdf.to_vec())).expect("a PDF");
    let look = RenderSettings { hinting: false, ..RenderSettings::default() };
    let picture = |page| {
        let pixmap =
            render(page, &RenderCache::new(), &InterpreterSettings::default(), &look, &PixmapSettings::default());
        // The bottom margin, which contains the line.
        let rows = usize::from(pixmap.height()) - 37;
        let shown = pixmap.data().iter().take(rows * usize::from(pixmap.width()));
        let gray = shown.map(|pixel| ((u16::from(pixel.r) + u16::from(pixel.g) + u16::from(pixel.b)) / 3) as u8);
        (pixmap.width(), gray.collect())
    };
    pdf.pages().iter().map(picture).collect()
}

/// The structure without counts of pieces: a copy's lines with values are separate pieces.
fn roles(pdf: &[u8]) -> Vec<String> {
    tree(pdf.to_vec()).lines().map(|line| line.split(" [").next().unwrap_or(line).to_owned()).collect()
}

/// By page: how often each character occurs.
fn characters(pdf: &[u8]) -> Vec<BTreeMap<char, usize>> {
    let document = Document::new(pdf.to_vec());
    let pages = document
        .and_then(|mut document| document.pages(&|_| true, &Intent::hashes(&Purpose::default())))
        .expect("a sound PDF");
    let count = |text: String| {
        let mut counts = BTreeMap::new();
        text.chars().for_each(|c| *counts.entry(c).or_default() += 1);
        counts
    };
    pages.into_iter().map(|page| count(page.text.unwrap_or_default())).collect()
}

/// The longest trace line, in characters.
const MOST_OF_TRACE: usize = 50;

/// Whether a page of a copy has all characters of the built one, and nothing else but a trace line.
fn has_all((built, copy): (&BTreeMap<char, usize>, &BTreeMap<char, usize>)) -> bool {
    let all: usize = copy.values().sum();
    let needed: usize = built.values().sum();
    built.iter().all(|(c, count)| copy.get(c) >= Some(count)) && (1..=MOST_OF_TRACE).contains(&(all - needed))
}

/// What differs between a record's PDF and its copy.
fn differences(built: &[u8], copy: &[u8]) -> Vec<&'static str> {
    let close = |(a, b): (&Picture, &Picture)| {
        a.0 == b.0 && a.1.len() == b.1.len() && a.1.iter().zip(&b.1).all(|(a, b)| a.abs_diff(*b) <= 3)
    };
    let (a, b) = (pictures(built), pictures(copy));
    let mut found = Vec::new();
    if a.len() != b.len() || !a.iter().zip(&b).all(close) {
        found.push("pages");
    }
    if roles(built) != roles(copy) {
        found.push("structure");
    }
    if !characters(built).iter().zip(&characters(copy)).all(has_all) {
        found.push("characters");
    }
    found
}

/// A few cases in every test run; more with `PROPTEST_CASES=300 cargo test --lib differential`.
fn config(few: u32) -> ProptestConfig {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let cases = if config.cases == 256 { few } else { config.cases };
    ProptestConfig { cases, ..config }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn copies_are_what_build_makes(yaml in handout(), first in record(), second in record()) {
        let fonts = Fonts::bundled();
        let case = Case::new(&yaml);
        let of = |(number, values): (u64, &Vec<(String, String)>)| Record { number, values: values.clone(), ..Record::default() };
        let records: Vec<Record> = (1..).zip([&first, &second]).map(of).collect();
        let copies = case.copies(&fonts, &records);
        if first != second {
            prop_assert!(!differences(&case.build(&fonts, &first), &copies[1]).is_empty(), "what differs is seen");
        }
        for (record, copy) in records.iter().zip(copies) {
            let differences = differences(&case.build(&fonts, &record.values), &copy);
            prop_assert!(differences.is_empty(), "{:?} in\n{}\n{:?}", differences, yaml, record.values);
        }
    }
}

proptest! {
    #![proptest_config(config(10))]

    /// The pages of copies under conditions, with repeated rows; where one path refuses a record, so does the other.
    #[test]
    fn copies_of_any_shape_are_what_build_makes(yaml in dependent_handout(), first in dependent_record(), second in dependent_record()) {
        let fonts = Fonts::bundled();
        let case = Case::new(&yaml);
        // The first record again: its pages are ready when it comes the second time.
        let of = |(number, values): (u64, &Vec<(String, String)>)| Record { number, values: values.clone(), ..Record::default() };
        let records: Vec<Record> = (1..).zip([&first, &second, &first]).map(of).collect();
        for (record, copy) in records.iter().zip(case.try_copies(&fonts, &records)) {
            let mut problems = Diagnostics::default();
            let built = case.try_build(&fonts, &record.values, &mut problems);
            let (built, copy) = match (built, copy) {
                (Some(built), Ok(copy)) => (built, copy),
                (None, Err(_)) => continue,
                (built, copy) => panic!("{:?} {:?} {:?}\n{yaml}\n{:?}", built.is_some(), copy.err(), problems.0, record.values),
            };
            let differences = differences(&built, &copy);
            prop_assert!(differences.is_empty(), "{:?} in\n{}\n{:?}", differences, yaml, record.values);
        }
    }
}

/// Where a record leaves out all that a row prints, nothing in it is read aloud: the row is in the tags of neither path.
#[test]
fn a_row_of_nothing_but_lines_is_in_no_tags() {
    let yaml = "handout: 1\nid: a\ntitle: T\nlanguage: en\nsite: site.yaml\n\
        patient: {medicines: {label: M, list_of: {name: {label: N, required: true}, dose: {label: D}}}}\n\
        body:\n- table: {header: [A, B], rows: [[x, y], {each: patient.medicines, row: [\"{patient.medicines.dose}\", \"\"], empty: none}]}\n";
    let fonts = Fonts::bundled();
    let case = Case::new(yaml);
    let values = [("medicines.1.name", "P"), ("medicines.2.name", "Q"), ("medicines.2.dose", "5 mL")];
    let values: Vec<(String, String)> = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let copies = case.copies(&fonts, &[Record { number: 1, values: values.clone(), ..Record::default() }]);
    let rows = |pdf: &[u8]| roles(pdf).iter().filter(|line| line.trim_start().starts_with("TR")).count();
    assert_eq!(rows(&case.build(&fonts, &values)), 3);
    assert_eq!(rows(&copies[0]), 3);
    assert_eq!(differences(&case.build(&fonts, &values), &copies[0]), <[&str; 0]>::default());
}

/// What `verify --pixels` compares.
#[test]
fn a_decimal_point_is_seen_in_pictures() {
    use handout::verify::pixels::{Pages, differing};
    let pages = |dose: &str| {
        let yaml =
            format!("handout: 1\nid: a\ntitle: T\nlanguage: en\nbody: [{{fine_print: \"Take {dose} mg now.\"}}]\n");
        Pages::new(Case::new(&yaml).build(&Fonts::bundled(), &[])).expect("pages")
    };
    let made = pages("2.4");
    assert_eq!(differing(&pages("2.4"), &made).count(), 0);
    for other in ["24", "2 4", "2,4", "2.5"] {
        assert_eq!(differing(&pages(other), &made).collect::<Vec<_>>(), [0], "{other}");
    }
}
