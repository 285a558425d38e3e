//! Records: how a file of patients is read, what is rejected, and that no message contains a value.

use std::fs::{self, File};
use std::io::Write;

use handout::geom::Length;
use handout::lang::Language;
use handout::records::{Broken, Columns, Dialect, Encoding, Plan, Reader, Record, Reject, Target};

/// Prefix of every value in these tests, so that a message that quotes one is found.
const SECRET: &str = "Zq";

pub(crate) fn plan(map: &[(&str, Target)]) -> Plan {
    let fields = ["name", "mrn", "test_date", "birth_date"].map(str::to_owned).to_vec();
    let map = map.iter().map(|(column, target)| ((*column).to_owned(), target.clone())).collect();
    let languages = ["en", "es", "ar", "zh-Hant"].map(|tag| Language::parse(tag).expect("a language")).to_vec();
    Plan { columns: Columns { fields, map, ..Columns::default() }, languages, ..Plan::default() }
}

pub(crate) type Read = Result<Vec<Result<Record, Reject>>, Broken>;

pub(crate) fn read_with(plan: &Plan, bytes: &[u8], csv: bool) -> Read {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).expect("written");
    std::io::Seek::rewind(&mut file).expect("rewound");
    let read: Read = Reader::new(file, csv, plan)?.collect();
    match &read {
        Err(error) => assert!(!error.to_string().contains(SECRET), "{error}"),
        Ok(records) => {
            for reject in records.iter().filter_map(|record| record.as_ref().err()) {
                assert!(!format!("{reject:?}").contains(SECRET), "{reject:?}");
            }
        }
    }
    read
}

pub(crate) fn csv(text: &str) -> Read {
    read_with(&plan(&[]), text.as_bytes(), true)
}

pub(crate) fn json(text: &str) -> Read {
    read_with(&plan(&[]), text.as_bytes(), false)
}

pub(crate) fn names(read: &Read) -> Vec<String> {
    let of = |record: &Record| record.values.first().map(|(_, value)| value.clone()).unwrap_or_default();
    read.as_ref().expect("a sound file").iter().map(|record| of(record.as_ref().expect("a record"))).collect()
}

/// The field and reason of the only record.
pub(crate) fn reason(read: &Read) -> (Option<String>, String) {
    match read.as_ref().expect("a sound file").as_slice() {
        [Err(reject)] => (reject.field.clone(), reject.reason.clone()),
        other => panic!("one reject: {other:?}"),
    }
}

pub(crate) fn broken(read: &Read) -> String {
    match read {
        Err(error) => error.to_string(),
        Ok(records) => panic!("broken: {records:?}"),
    }
}

#[test]
fn csv_comes_with_marks_line_ends_and_quotes() {
    let text = "\u{feff}name,MRN\r\n\"Zq, \"\"A\"\"\",1\r\nZqB,2\r\n\r\n\"Zq\r\nC\",3\r\n,,\r\nZqD,4";
    assert_eq!(names(&csv(text)), ["Zq, \"A\"", "ZqB", "Zq\r\nC", "ZqD"]);
    assert_eq!(names(&csv("Name;Test date\nZqA;2026-01-01\n")), ["ZqA"]);
    assert_eq!(names(&csv("mrn\tname\n7\tZq, A\n")), ["7"]);
    // Numbers follow the records, not the lines.
    let read = csv("name\n\"Zq\nA\"\n\nZqB\n").expect("a sound file");
    let numbers: Vec<u64> = read.into_iter().map(|record| record.expect("a record").number).collect();
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn csv_that_could_mix_up_patients_is_refused() {
    for (text, words) in [
        ("name,mrn\n\"ZqA,1\nZqB,2\n", "line 2: a quote that opens here"),
        ("name,mrn\n\"ZqA\"x,1\n", "line 2: extra text after a closing quote"),
        ("name,mrn\nZq\"A\",1\n", "line 2: a quote inside"),
        ("", "empty"),
        ("name,mrn\nZqA\0,1\n", "UTF-16"),
        ("ZqName,mrn\nZqA,1\n", "column 1 matches no field"),
        ("name,Name\nZqA,ZqB\n", "column 2 fills the same thing"),
        ("names,mrn\nZqA,1\n", "did you mean `name`?"),
    ] {
        let message = broken(&csv(text));
        assert!(message.contains(words), "{text:?}: {message}");
    }
    let (field, reason) = reason(&csv("name,mrn\nZqA,1,2\n"));
    assert_eq!((field, reason.as_str()), (None, "cell 3 is not blank, but there are only 2 headings"));
}

#[test]
fn other_encodings_are_read_if_the_file_or_the_user_says_so() {
    let utf_16: Vec<u8> = "\u{feff}name\nZq".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(names(&read_with(&plan(&[]), &utf_16, true)), ["Zq"]);
    let big: Vec<u8> = "\u{feff}name\nZq".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(names(&read_with(&plan(&[]), &big, false)), ["Zq"]);
    assert!(broken(&read_with(&plan(&[]), &utf_16[2..], false)).contains("UTF-16"));
    let message = broken(&read_with(&plan(&[]), b"name\nZqA\nZq\xe9\n", true));
    assert!(message.contains("line 3") && message.contains("--encoding windows-1252"), "{message}");
    let windows = Dialect { encoding: Some(Encoding::Windows1252), ..Dialect::default() };
    let windows = Plan { dialect: windows, ..plan(&[]) };
    assert_eq!(names(&read_with(&windows, b"name\nZqA\nZq\xe9\x80\n", true)), ["ZqA", "Zqé€"]);
    let message = broken(&read_with(&plan(&[]), b"{\"name\": \"Zq\xe9\"}\n", false));
    assert!(message.contains("UTF-8"), "{message}");
}

#[test]
fn columns_can_be_mapped_and_left_out() {
    let map = [("Patient, full", Target::Field("name".into())), ("Ward", Target::Nothing), ("Lang", Target::Language)];
    let read = read_with(&plan(&map), b"\"Patient, full\",Ward,Lang\nZqA,ZqW,es-MX\n", true).expect("a sound file");
    let record = read[0].as_ref().expect("a record");
    assert_eq!(record.values, [("name".to_owned(), "ZqA".to_owned())]);
    assert_eq!(record.language.as_ref().map(Language::tag), Some("es"));
    let message = broken(&read_with(&plan(&map), b"name,Ward\nZqA,ZqW\n", true));
    assert!(message.contains("`Patient, full`") && message.contains("`Lang`"), "{message}");
}

#[test]
fn a_record_chooses_language_paper_and_size() {
    let read = csv("name,language,paper,size\nZqA,zh-TW,A4,18pt\nZqB,,,large\n").expect("a sound file");
    let record = read[0].as_ref().expect("a record");
    assert_eq!(record.language.as_ref().map(Language::tag), Some("zh-Hant"));
    assert_eq!((record.paper.map(|p| p.width), record.size), (Some(Length(595_276)), Some(Length::pt(18))));
    let second = read[1].as_ref().expect("a record");
    assert_eq!((second.language.clone(), second.paper, second.size), (None, None, Some(Length::pt(18))));
    for (column, value, words) in [
        ("language", "Zqqq-", "not a language tag"),
        ("language", "fr", "no handout in this language"),
        ("language", "zh-CN", "no handout in this language"),
        ("paper", "Zq", "not a paper"),
        ("size", "Zq", "not a text size"),
        ("size", "80pt", "8pt to 36pt"),
    ] {
        let (field, reason) = reason(&csv(&format!("name,{column}\nZqA,{value}\n")));
        assert_eq!(field.as_deref(), Some(column));
        assert!(reason.contains(words), "{value}: {reason}");
    }
}

#[test]
fn json_comes_in_three_shapes() {
    let array = "\u{feff}[\n {\"name\": \"ZqA\", \"mrn\": null},\n {\"mrn\": \"2\"}\n]\n";
    assert_eq!(names(&json(array)), ["ZqA", "2"]);
    assert_eq!(names(&json("[]")), Vec::<String>::new());
    assert_eq!(names(&json("{\"name\": \"ZqA\"}\r\n\r\n{\"name\": \"Zq}{\\\"B\"}\n")), ["ZqA", "Zq}{\"B"]);
    assert_eq!(names(&json("{\n  \"name\": \"ZqA\",\n  \"mrn\": \"[\"\n}\n")), ["ZqA"]);
}

#[test]
fn json_that_is_broken_is_refused() {
    for (text, words) in [
        ("[{\"name\": \"ZqA\"}", "does not end"),
        ("[{\"name\": \"ZqA", "does not end"),
        ("[{\"name\": \"ZqA\"},]", "comma before the end"),
        ("[{\"name\": \"ZqA\"} {\"name\": \"ZqB\"}]", "comma is missing"),
        ("[\"ZqA\"]", "must contain objects"),
        ("[{}] Zq", "after the end"),
    ] {
        let message = broken(&json(text));
        assert!(message.contains(words), "{text:?}: {message}");
    }
    // In NDJSON a broken line affects only itself.
    let read = json("{\"name\": \"ZqA\"}\n{\"name\": \"ZqB\"\n{\"name\": \"ZqC\"}\n").expect("a sound file");
    assert!(read[0].is_ok() && read[1].is_err() && read[2].is_ok());
    for (text, field, words) in [
        ("{\"name\": 77}\n", Some("name"), "double quotes"),
        ("{\"name\": [\"ZqA\"]}\n", Some("name"), "not text"),
        ("{\"ZqA\": \"ZqB\"}\n", None, "key 1 of the object matches no field"),
        ("{\"name\": \"ZqA\", \"name\": \"ZqB\"}\n", Some("name"), "given twice"),
    ] {
        let (found, reason) = reason(&json(text));
        assert_eq!(found.as_deref(), field, "{text}");
        assert!(reason.contains(words), "{text}: {reason}");
    }
}

/// A patient as hospitals export them, with much that must not be read.
pub(crate) fn patient(elements: &str) -> String {
    let text = format!(
        r#"{{"resourceType": "Patient", "id": "Zq0", "active": true,
        "extension": [{{"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race", "valueString": "ZqRace"}}],
        "telecom": [{{"system": "phone", "value": "ZqPhone"}}], "gender": "other",
        "address": [{{"line": ["ZqStreet"], "city": "ZqTown"}}], {elements}}}"#
    );
    text.replace('\n', " ") + "\n"
}

const NAMES: &str = r#""name": [
    {"use": "maiden", "family": "ZqOld", "given": ["A"]}, {"use": "nickname", "text": "ZqNick"},
    {"use": "official", "family": "ZqFamily", "given": ["Ana", "María"], "suffix": ["Jr."]}]"#;

#[test]
fn fhir_patients_need_no_configuration() {
    let identifiers = r#""identifier": [
        {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "SS"}]}, "value": "ZqSSN"},
        {"use": "old", "type": {"coding": [{"code": "MR"}]}, "value": "ZqOldMr"},
        {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}, "value": "Zq4711"}]"#;
    let communication = r#""communication": [
        {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "en"}]}},
        {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "es-MX"}]}, "preferred": true}]"#;
    let text = patient(&format!("{NAMES}, {identifiers}, {communication}, \"birthDate\": \"2017-03-09\""));
    let read = json(&text).expect("a sound file");
    let record = read[0].as_ref().expect("a record");
    let expected = [("name", "Ana María ZqFamily Jr."), ("mrn", "Zq4711"), ("birth_date", "2017-03-09")];
    assert_eq!(record.values, expected.map(|(field, value)| (field.to_owned(), value.to_owned())));
    assert_eq!(record.language.as_ref().map(Language::tag), Some("es"));
    assert!(!format!("{record:?}").contains("ZqSSN"), "nothing else is kept");
}

#[test]
fn fhir_names_are_written_as_their_readers_do() {
    for (name, printed) in [
        (r#"[{"family": "王", "given": ["小明"]}]"#, "王小明"),
        (r#"[{"family": "김", "given": ["민준"]}]"#, "김민준"),
        (r#"[{"text": "ZqText", "family": "ZqF"}]"#, "ZqText"),
        (r#"[{"use": "usual", "text": "ZqUsual"}, {"text": "ZqNone"}]"#, "ZqUsual"),
        (
            r#"[{"use": "official", "text": "ZqPast", "period": {"end": "2020"}}, {"use": "official", "text": "ZqNow"}]"#,
            "ZqNow",
        ),
        (r#"[{"use": "maiden", "text": "ZqOnly"}]"#, "ZqOnly"),
    ] {
        assert_eq!(names(&json(&patient(&format!("\"name\": {name}")))), [printed]);
    }
}

#[test]
fn fhir_patients_without_a_copy_are_rejected() {
    let two = r#"{"type": {"coding": [{"code": "MR"}]}, "value": "Zq1"}, {"type": {"coding": [{"code": "MR"}]}, "value": "Zq2"}"#;
    let somali = r#"[{"language": {"coding": [{"code": "so"}]}}]"#;
    for (text, field, words) in [
        (patient(&format!("{NAMES}, \"deceasedBoolean\": true")), None, "has died"),
        (patient(&format!("{NAMES}, \"deceasedDateTime\": \"2026-01-01\"")), None, "has died"),
        (patient(&format!("\"identifier\": [{two}]")), Some("mrn"), "several current identifiers"),
        (patient(&format!("\"communication\": {somali}")), Some("language"), "no handout in any of"),
        (r#"{"resourceType": "Observation", "id": "Zq"}"#.to_owned(), None, "not a FHIR `Patient`"),
        (patient("\"name\": \"Zq\""), None, "has the wrong type"),
    ] {
        let (found, reason) = reason(&json(&text));
        assert_eq!(found.as_deref(), field, "{text}");
        assert!(reason.contains(words), "{text}: {reason}");
    }
    let plan = Plan { include_deceased: true, ..plan(&[]) };
    let read =
        read_with(&plan, patient("\"name\": [{\"text\": \"ZqA\"}], \"deceasedBoolean\": true").as_bytes(), false);
    assert_eq!(names(&read), ["ZqA"]);
}

#[test]
fn a_long_file_takes_little_memory_and_is_hashed_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.csv");
    let mut text = String::from("name,mrn\n");
    for number in 0..20_000 {
        text += &format!("Zq{number},{number}\n");
    }
    fs::write(&path, &text).expect("written");
    let plan = plan(&[]);
    let mut reader = Reader::new(File::open(&path).expect("opened"), true, &plan).expect("a sound file");
    assert_eq!(reader.by_ref().filter(|record| record.as_ref().is_ok_and(Result::is_ok)).count(), 20_000);
    let hash: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(text.as_bytes()).into();
    assert_eq!(reader.sha256().expect("a hash"), hash);
}
