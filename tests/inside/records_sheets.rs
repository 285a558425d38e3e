//! Files as spreadsheets, hospital systems and their libraries write them: each is read right, or refused with what to
//! do. The files are in `tests/data/records/sheets`, written by `make.py` there with three libraries, none of them ours.

use std::io::{Cursor, Write};
use std::path::Path;

use handout::content;
use handout::diag::Diagnostics;
use handout::fonts::Fonts;
use handout::records::{Checker, DateOrder, Dialect, Encoding, Plan, Reader, Rules};
use handout::source::Sources;

const HANDOUT: &str = r#"
handout: 1
id: visit
title: Visit
language: LANGUAGE
patient:
  name: {label: NAME, required: true}
  mrn: {label: Record number}
  birth_date: {label: Date of birth, type: date}
  test_date: {label: DATE, type: date}
  arrive_at: {label: Arrive at, type: time}
  phone: {label: Your phone, type: phone}
  location: {label: Where}
body: ["See you soon."]
"#;

fn rules() -> Vec<Rules> {
    [("en", "Patient", "Date of test"), ("es", "Paciente", "Fecha del examen")]
        .map(|(language, name, date)| {
            let text = HANDOUT.replace("LANGUAGE", language).replace("NAME", name).replace("DATE", date);
            let mut sources = Sources::default();
            let file = sources.add("visit.yaml", text);
            let handout = content::read_handout(&sources, file, &mut Diagnostics::default()).expect("a handout");
            Rules::new(&handout, None).expect("a language")
        })
        .to_vec()
}

/// The records as `field=value`, joined by `|`, with the text size if it is large; or all reasons why there are none.
fn outcome(name: &str, bytes: Vec<u8>, dialect: &Dialect) -> Result<Vec<String>, String> {
    let (rules, fonts) = (rules(), Fonts::bundled());
    let plan = Plan { dialect: dialect.clone(), ..Plan::of(&rules) };
    let mut checker = Checker::new(&rules, &fonts, false, Box::new(|_, _| true));
    let reader = Reader::new(Cursor::new(bytes), name.ends_with(".csv"), &plan).map_err(|error| error.to_string())?;
    let (mut records, mut reasons) = (Vec::new(), Vec::new());
    for record in reader {
        match record.map_err(|error| error.to_string())? {
            Err(reject) => reasons.push(reject.reason),
            Ok(record) => {
                reasons.extend(checker.check(&record).into_iter().map(|reject| reject.reason));
                let mut values: Vec<String> =
                    record.values.iter().map(|(field, value)| format!("{field}={value}")).collect();
                values.extend(record.size.map(|size| format!("size={}", size.0 / 1000)));
                records.push(values.join("|"));
            }
        }
    }
    if reasons.is_empty() { Ok(records) } else { Err(reasons.join("\n")) }
}

fn check(name: &str, bytes: Vec<u8>, dialect: &Dialect, expected: Result<&[&str], &str>) {
    match (outcome(name, bytes, dialect), expected) {
        (Ok(records), Ok(expected)) => assert_eq!(records, expected, "{name}"),
        (Err(reasons), Err(words)) => {
            assert!(reasons.contains(words), "{name}: {reasons}");
            for value in ["Quill", "QUILL", "Ada", "Núñez", "4182401", "418-2401", "1234567890123"] {
                assert!(!reasons.contains(value), "{name}: {reasons}");
            }
        }
        (found, expected) => panic!("{name}: {found:?}, and not {expected:?}"),
    }
}

#[test]
fn files_of_spreadsheets_and_hospital_systems_are_read_right_or_refused() {
    let none = Dialect::default();
    let mdy = Dialect { date_order: Some(DateOrder::Mdy), ..none.clone() };
    let dmy = Dialect { date_order: Some(DateOrder::Dmy), ..none.clone() };
    let numbers = Dialect { number_cells: true, ..none.clone() };
    let windows = Dialect { encoding: Some(Encoding::Windows1252), ..none.clone() };
    let monday = Dialect { sheet: Some("Monday".into()), ..none.clone() };
    let tuesday = Dialect { sheet: Some("Tuesday".into()), ..none.clone() };
    let last_month = Dialect { sheet: Some("Last month".into()), ..none.clone() };
    const ADA: &str = "name=Ada Quill";
    const WHOLE: &str = "name=Ada Quill|mrn=00418-2401|test_date=2026-12-01|arrive_at=08:15";
    const NUNEZ: &str = "name=José Núñez|mrn=00418-2401";
    let with_phone = format!("{WHOLE}|phone=901-595-3300");
    type Expected<'e> = Result<&'e [&'e str], &'e str>;
    let cases: [(&str, &Dialect, Expected<'_>); 56] = [
        ("excel-dates.xlsx", &none, Ok(&[&with_phone])),
        ("excel-1904.xlsx", &none, Ok(&[&with_phone])),
        ("excel-number-mrn.xlsx", &none, Err("`--allow number-cells`")),
        ("excel-number-mrn.xlsx", &numbers, Ok(&["name=Ada Quill|mrn=4182401"])),
        ("excel-zeros-format.xlsx", &none, Ok(&["name=Ada Quill|mrn=04182401"])),
        ("excel-sixteen-digits.xlsx", &numbers, Err("more than 15 digits")),
        ("excel-number-phone.xlsx", &none, Ok(&["name=Ada Quill|phone=9015953300"])),
        ("excel-bare-serial.xlsx", &none, Err("not formatted as a date")),
        ("openpyxl-formula.xlsx", &none, Err("open the workbook in a spreadsheet program")),
        ("excel-formula-result.xlsx", &none, Ok(&["name=Ada Quill|mrn=04182401"])),
        ("excel-filtered.xlsx", &none, Err("hidden in the sheet")),
        ("excel-merged.xlsx", &none, Err("unmerge them")),
        ("excel-trailing.xlsx", &none, Ok(&["name=Ada Quill|mrn=00418-2401"])),
        ("excel-two-sheets.xlsx", &none, Err("column 1 matches no field")),
        ("excel-two-sheets.xlsx", &monday, Ok(&[ADA])),
        ("excel-two-sheets.xlsx", &tuesday, Err("it has 2 sheets")),
        ("excel-hidden-sheet.xlsx", &none, Ok(&[ADA])),
        ("epic-title-row.xlsx", &none, Err("column 1 matches no field")),
        ("epic-date-time.xlsx", &none, Err("a column of its own")),
        ("sql-midnight.xlsx", &none, Ok(&["name=Ada Quill|test_date=2026-12-01"])),
        ("excel-boolean.xlsx", &none, Err("TRUE or FALSE")),
        ("excel-error.xlsx", &none, Err("fix the formula")),
        ("excel-text-date.xlsx", &none, Err("--date-format")),
        ("excel-text-date.xlsx", &mdy, Ok(&["name=Ada Quill|test_date=2026-12-01"])),
        ("excel-labels.xlsx", &none, Ok(&["name=Ada Quill|mrn=00418-2401|test_date=2026-12-01|arrive_at=14:30"])),
        ("excel-spanish-labels.xlsx", &none, Err("column 3 matches no field")),
        ("xlsxwriter.xlsx", &none, Ok(&["name=Ada Quill & Roe|mrn=00418-2401|test_date=2026-12-01|arrive_at=08:15"])),
        ("xlsxwriter-constant-memory.xlsx", &none, Ok(&["name=Łukasz Żak|mrn=00418-2402"])),
        ("libreoffice.ods", &none, Ok(&[WHOLE])),
        ("libreoffice-zeros.ods", &none, Ok(&["name=Ada Quill|mrn=04182401"])),
        ("libreoffice-number.ods", &none, Err("`--allow number-cells`")),
        ("libreoffice-number.ods", &numbers, Ok(&["name=Ada Quill|mrn=4182401"])),
        ("libreoffice-filtered.ods", &none, Err("hidden in the sheet")),
        ("libreoffice.ods", &tuesday, Err("it has 1 sheet")),
        ("excel-utf16.txt", &none, Ok(&[NUNEZ])),
        ("excel-ansi.csv", &none, Err("--encoding windows-1252")),
        ("excel-ansi.csv", &windows, Ok(&[NUNEZ])),
        ("excel-utf8-bom.csv", &none, Ok(&[NUNEZ])),
        ("excel-utf8-bom.csv", &monday, Err("--worksheet")),
        ("excel-german.csv", &none, Err("--date-format")),
        ("excel-german.csv", &dmy, Ok(&["name=José Núñez|mrn=00418-2401|test_date=2026-12-01"])),
        ("epic.csv", &none, Err("--date-format")),
        ("epic.csv", &mdy, Ok(&["name=QUILL,ADA|mrn=00418-2401|test_date=2026-12-01|arrive_at=8:15:00 AM"])),
        ("redcap.csv", &none, Ok(&[&format!("{WHOLE}|size=18")])),
        ("redcap-braille.csv", &none, Err("reads braille, which is not made here")),
        ("old-excel.xls", &none, Err("save it as .xlsx")),
        ("report.xls", &none, Err("open it in a spreadsheet program")),
        ("two-digit-year.csv", &mdy, Err("four digits")),
        ("excel-table-total.xlsx", &none, Err("the row of totals of a table")),
        ("libreoffice-hidden-sheet.ods", &none, Ok(&["name=Ada Quill|mrn=00418-2401"])),
        ("libreoffice-hidden-sheet.ods", &last_month, Ok(&["name=Ben Roe|mrn=00418-2402"])),
        ("epic-pages.csv", &none, Err("the row repeats the headings")),
        ("epic-pages.csv", &none, Err("the row is a total or a count")),
        ("redcap-repeating.csv", &none, Err("one row for each patient")),
        ("redcap-repeating.csv", &none, Err("`--map 'HEADING='` ignores it")),
        ("excel-mac.csv", &none, Err("save the file as “CSV UTF-8”")),
    ];
    for (name, dialect, expected) in cases {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/records/sheets").join(name);
        check(name, std::fs::read(path).expect("a file"), dialect, expected);
    }
}

#[test]
fn a_heading_that_may_be_two_fields_is_an_error() {
    let none = Dialect::default();
    for (text, expected) in [
        ("Patient,RECORD_NUMBER\nAda Quill,1\n", Ok(&["name=Ada Quill|mrn=1"][..])),
        ("paciente,Fecha del examen:\nAda Quill,2026-12-01\n", Ok(&["name=Ada Quill|test_date=2026-12-01"])),
        ("Patient,name\nAda Quill,Ben\n", Err("column 2 fills the same thing")),
    ] {
        check("labels.csv", text.as_bytes().to_vec(), &none, expected);
    }
    let rules = rules();
    let mut plan = Plan::of(&rules);
    plan.columns.labels.push(("mrn".to_owned(), "phone".to_owned()));
    let problem = Reader::new(Cursor::new("mrn\n1\n"), true, &plan).err().map(|error| error.to_string());
    assert!(problem.as_deref().is_some_and(|problem| problem.contains("`mrn`") && problem.contains("`phone`")));
}

#[test]
fn values_as_people_write_them_are_read() {
    let none = Dialect::default();
    for (field, value, words) in [
        ("phone", "901-595-3300 x12", None),
        ("phone", "(901) 595-3300 ext. 12", None),
        ("phone", "901-595-3300 extension 12", None),
        ("phone", "901-595-3300 x12345678", Some("not a valid phone")),
        ("phone", "901-595-330 x12", Some("not a valid phone")),
        ("birth_date", "1980", None),
        ("birth_date", "1980-05", None),
        ("birth_date", "1980-13", Some("not a date")),
        ("test_date", "1980", Some("not a date")),
        ("test_date", "2026-12", Some("not a date")),
        ("arrive_at", "08:15:00", None),
        ("arrive_at", "8:15:30 AM", Some("not an unambiguous time")),
        ("reading_mode", "Print", None),
        ("reading_mode", "audio tape", Some("reads audio")),
        ("reading_mode", "digital-spoken", Some("to be spoken")),
        ("reading_mode", "whatever", Some("not a reading mode")),
    ] {
        let found = outcome("a.csv", format!("name,{field}\nAda,{value}\n").into_bytes(), &none);
        match (found, words) {
            (Ok(_), None) => {}
            (Err(reason), Some(words)) => {
                assert!(reason.contains(words) && !reason.contains(value), "{value}: {reason}")
            }
            (found, _) => panic!("{field}: {value}: {found:?}"),
        }
    }
    let printed = |language: usize, field: &str, value: &str| {
        rules()[language].printed(field, value).expect("a field").expect("a value")
    };
    assert_eq!(printed(0, "phone", "9015953300x12"), "901-595-3300 ext. 12");
    assert_eq!(printed(0, "birth_date", "1980-05"), "May 1980");
    assert_eq!(printed(1, "birth_date", "1980-05"), "mayo de 1980");
    assert_eq!(printed(1, "birth_date", "1980"), "1980");
    assert_eq!(printed(0, "arrive_at", "08:15:00"), "8:15\u{a0}AM");
}

fn bundle(entries: &[&str]) -> Vec<u8> {
    let entries: Vec<String> = entries.iter().map(|resource| format!("{{\"resource\": {resource}}}")).collect();
    format!("{{\"resourceType\": \"Bundle\", \"entry\": [\n{}\n]}}", entries.join(",\n")).into_bytes()
}

#[test]
fn patients_are_joined_with_their_appointments() {
    let none = Dialect::default();
    let chicago = Dialect { time_zone: Some("America/Chicago".into()), ..none.clone() };
    let ada = r#"{"resourceType": "Patient", "id": "7", "name": [{"text": "Ada Quill"}]}"#;
    let visit = |status: &str, start: &str, patient: &str| {
        format!(
            r#"{{"resourceType": "Appointment", "status": "{status}", "start": "{start}", "participant": [
            {{"actor": {{"reference": "Practitioner/1", "display": "Dr. Zq"}}}},
            {{"actor": {{"reference": "Patient/{patient}"}}}}, {{"actor": {{"reference": "Location/2"}}}}]}}"#
        )
    };
    let place = r#"{"resourceType": "Location", "id": "2", "name": "Clinic B"}"#;
    let local = visit("booked", "2026-12-01T08:15:00-06:00", "7");
    let utc = visit("booked", "2026-12-02T02:15:00Z", "7");
    let gone = visit("cancelled", "2026-12-01T08:15:00-06:00", "7");
    let proposed = visit("proposed", "2026-12-01T08:15:00-06:00", "7");
    let strange = visit("booked", "2026-12-01T08:15:00-06:00", "8");
    let joined = "test_date=2026-12-01|arrive_at=08:15|location=Clinic B|name=Ada Quill";
    let evening = "test_date=2026-12-01|arrive_at=20:15|location=Clinic B|name=Ada Quill";
    for (entries, dialect, expected) in [
        (&[ada][..], &none, Ok(&["name=Ada Quill"][..])),
        (&[&local, place, ada], &none, Ok(&[joined])),
        (&[ada, &utc, place], &none, Err("--time-zone")),
        (&[ada, &utc, place], &chicago, Ok(&[evening])),
        (&[ada, &gone, place], &none, Err("cancelled")),
        (&[ada, &gone, &local, place], &none, Ok(&[joined])),
        (&[ada, &proposed], &none, Err("not booked yet")),
        (&[ada, &local, &local], &none, Err("several appointments")),
        (&[ada, &strange], &none, Err("_include=Appointment:patient")),
        (&[ada, ada], &none, Err("twice")),
        (&[r#"{"resourceType": "Patient", "id": "9", "name": "Ada"}"#], &none, Err("wrong type")),
    ] {
        check("bundle.json", bundle(entries), dialect, expected);
    }
    let broken = bundle(&[ada]);
    check("bundle.json", broken[..broken.len() - 3].to_vec(), &none, Err("truncated"));
    // The reading mode, as a code of HL7's in any extension.
    let code = |code: &str| {
        format!(
            r#"{{"resourceType": "Patient", "name": [{{"text": "Ada Quill"}}], "extension": [{{"url": "https://example.org/x",
            "valueCodeableConcept": {{"coding": [{{"system": "http://terminology.hl7.org/CodeSystem/reading-mode",
            "code": "{code}"}}]}}}}]}}"#
        )
        .replace('\n', " ")
    };
    check("p.ndjson", code("large-print").into_bytes(), &none, Ok(&["name=Ada Quill|size=18"]));
    check("p.ndjson", code("braille").into_bytes(), &none, Err("reads braille"));
}

#[test]
fn hl7_messages_carry_patients() {
    let none = Dialect::default();
    let adt = |event: &str, patient: &str| {
        format!("MSH|^~\\&|EPIC|H|||20261128||ADT^{event}|1|P|2.5\rEVN||20261128\r{patient}\r")
    };
    let ada = "PID|1||00418-2401^^^H^MR~999^^^SSA^SS||Quill^Ada^M^Jr||19800501|F|||||||es^Spanish";
    let whole = "name=Ada M Quill Jr|mrn=00418-2401|birth_date=1980-05-01";
    let siu = |start: &str| {
        format!("MSH|^~\\&|E|H|||20261128||SIU^S12|1|P|2.5\rSCH|1|||||||||| ^^30^{start}\rPID|1||7||Roe^Ben\r")
            .replace(" ^", "^")
    };
    let zone = Dialect { time_zone: Some("America/Chicago".into()), ..none.clone() };
    for (text, dialect, expected) in [
        (adt("A04", ada), &none, Ok(&[whole][..])),
        (adt("A04", ada).replace('\r', "\r\n"), &none, Ok(&[whole])),
        (format!("\u{b}{}\u{1c}\r", adt("A08", ada)), &none, Ok(&[whole])),
        (format!("FHS|^~\\&|\rBHS|^~\\&|\r{}{}BTS|2\r", adt("A04", ada), adt("A08", ada)), &none, Ok(&[whole, whole])),
        (adt("A11", ada), &none, Err("cancels")),
        (adt("A40", ada), &none, Err("merges")),
        (adt("A04", ""), &none, Err("no patient")),
        (adt("A04", &format!("{ada}|||||||||||||||Y")), &none, Err("has died")),
        (adt("A04", &ada.replace("es^Spanish", "so^Somali")), &none, Err("no handout in the language")),
        (adt("A04", "PID|||1^^^H^MR~2^^^H^MR||Roe^Ben"), &none, Err("several identifiers")),
        (adt("A04", "PID|||1^^^H^SS||O\\T\\Brien^\"\"||1980"), &none, Ok(&["name=O&Brien|birth_date=1980"])),
        (adt("A04", "PID|||1^^^H^MR||Roe\\X0D\\^Ben"), &none, Err("escape sequence")),
        (siu("202612010815"), &none, Ok(&["name=Ben Roe|mrn=7|test_date=2026-12-01|arrive_at=08:15"])),
        (siu("20261201141500+0000"), &none, Err("--time-zone")),
        (siu("20261201141500+0000"), &zone, Ok(&["name=Ben Roe|mrn=7|test_date=2026-12-01|arrive_at=08:15"])),
        (siu("soon"), &none, Err("SCH-11")),
    ] {
        check("adt.hl7", text.into_bytes(), dialect, expected);
    }
}

/// A workbook of these parts.
fn workbook(sheet: &[u8], strings: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let parts: [(&str, &[u8]); 4] = [
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="A" r:id="r1"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/a.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/a.xml", sheet),
        ("xl/sharedStrings.xml", strings),
    ];
    for (name, bytes) in parts {
        zip.start_file(name, options).expect("a part");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("a workbook").into_inner()
}

#[test]
fn workbooks_that_would_fill_the_memory_are_refused() {
    let none = Dialect::default();
    let zeros = vec![b' '; 200 << 20];
    let rows = |cell: &str, times: usize| format!("<sheetData><row>{}</row></sheetData>", cell.repeat(times));
    let text = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(100_000));
    for (sheet, strings, words) in [
        (zeros, vec![], "too large"),
        (rows("<c><v>1</v></c>", 1_002).into_bytes(), vec![], "wider than"),
        (rows("<c t=\"s\"><v>0</v></c>", 900).into_bytes(), text.into_bytes(), "larger than 1 MB"),
        (b"<sheetData><row><c><v>&bomb;</v></c></row></sheetData>".to_vec(), vec![], "damaged"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><sheetData/>".to_vec(), vec![], "damaged"),
        (b"<sheetData><row r=\"2\"/><row r=\"1\"/></sheetData>".to_vec(), vec![], "damaged"),
        (b"<sheetData><row><c t=\"s\"><v>7</v></c></row></sheetData>".to_vec(), vec![], "damaged"),
        (b"<sheetData><row>".to_vec(), vec![], "empty"),
    ] {
        check("bomb.xlsx", workbook(&sheet, &strings), &none, Err(words));
    }
    check("cut.xlsx", workbook(b"<a/>", b"")[..80].to_vec(), &none, Err("damaged"));
    let content = |row: &str| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("mimetype", options).expect("a part");
        zip.write_all(b"application/vnd.oasis.opendocument.spreadsheet").expect("written");
        zip.start_file("content.xml", options).expect("a part");
        write!(zip, "<o><table:table table:name='A'>{row}</table:table></o>").expect("written");
        zip.finish().expect("a workbook").into_inner()
    };
    let cell = "<table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell>";
    let wide = cell.replace("<table:table-cell ", "<table:table-cell table:number-columns-repeated='16384' ");
    let tall = format!("<table:table-row table:number-rows-repeated='99999999'>{cell}</table:table-row>");
    check("bomb.ods", content(&format!("<table:table-row>{wide}</table:table-row>")), &none, Err("wider than"));
    check("bomb.ods", content(&tall), &none, Err("too large"));
}
