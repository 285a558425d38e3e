//! Several handouts for one patient, and one in two languages.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::tempdir;

use crate::client::Server;

/// A value that may appear in no message.
const SECRET: &str = "Zebulon Quaxley";

const SITE: &str = "site: 1\nname: Clinic\n";

/// A handout for a test on a day: the name, the number, and a date that every such handout calls the same.
fn test(id: &str, title: &str) -> String {
    format!(
        "handout: 1\nid: {id}\ntitle: \"{title}\"\nlanguage: en\nsite: site.yaml\npatient:\n  name: {{label: Patient, \
         required: true}}\n  mrn: {{label: MRN}}\n  test_date: {{label: Date of test, type: date}}\nbody: [Come on time.]\n"
    )
}

/// The lines of a ledger: handout, pages, codes.
fn lines(ledger: &Path) -> Vec<(String, u64, Vec<String>)> {
    let written = fs::read_to_string(ledger).expect("the ledger");
    assert!(!written.contains("Zebulon"));
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let codes = line["codes"].as_array().expect("a list").iter();
        let codes = codes.map(|code| code.as_str().expect("text").to_owned()).collect();
        (line["handout"].as_str().expect("text").to_owned(), line["pages"].as_u64().expect("a number"), codes)
    };
    written.lines().map(line).collect()
}

/// Each copy in a set is the copy that its own page makes of the same values: the date of one test is never that of
/// another, and nothing but what says who the patient is goes from one handout to the next.
#[test]
fn copies_of_a_set_are_those_of_their_own_pages() {
    let folder = tempdir().expect("a folder");
    for (name, text) in
        [("site.yaml", SITE), ("a.yaml", &test("mri", "MRI {{head}} *now*")), ("b.yaml", &test("blood", "Blood test"))]
    {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let keep = tempdir().expect("a folder");
    let path = keep.path().join("prints.jsonl");
    let server = Server::start(folder.path(), &["--ledger", path.to_str().expect("UTF-8")]);
    let body = format!(
        "handout=mri&handout=blood&field.name={SECRET}&field.mrn=7&field.mri%3Atest_date=2026-12-01&\
         field.blood%3Atest_date=2026-12-24&cover=on&fronts=on&as=print"
    );
    let set = server.form("/set/pdf", &body);
    assert_eq!((set.status, set.header("content-type")), (200, Some("application/pdf")), "{}", set.text());
    assert_eq!(set.header("content-disposition"), Some("inline; filename=\"set-of-2-handouts.copy.pdf\""));
    assert!(server.form("/set/pdf", &body).body == set.body, "the same values give the same bytes");
    let no_cover = server.form("/set/pdf", &body.replace("&cover=on", ""));
    assert!(no_cover.status == 200 && no_cover.body != set.body);
    for (id, date) in [("mri", "2026-12-01"), ("blood", "2026-12-24"), ("blood", "2026-12-01")] {
        let own = format!("field.name={SECRET}&field.mrn=7&field.test_date={date}&as=print");
        assert_eq!(server.form(&format!("/handouts/{id}/pdf"), &own).status, 200);
    }
    let lines = lines(&path);
    let handouts: Vec<&str> = lines.iter().map(|(handout, ..)| handout.as_str()).collect();
    let cover = ["cover-of-a-set", "mri", "blood"];
    assert_eq!(handouts, [&cover[..], &cover[..], &cover[1..], &["mri", "blood", "blood"][..]].concat());
    assert!(lines.iter().all(|(_, pages, codes)| *pages == 1 && codes.len() == 1), "blank backs are not counted");
    assert_eq!(lines[1].2, lines[8].2, "the codes tell that the values are the same");
    assert_eq!(lines[2].2, lines[9].2);
    assert!(lines[2].2 != lines[10].2 && lines[0].2 != lines[1].2);
    assert!(!server.stop().contains("Zebulon"));
}

#[test]
fn what_a_set_lacks_is_told_at_its_field() {
    let folder = tempdir().expect("a folder");
    let vague = test("vague", "Vague").replace("mrn: {label: MRN}", "mrn: {label: MRN, type: date}");
    for (name, text) in [
        ("site.yaml", SITE),
        ("a.yaml", &test("mri", "MRI & head")),
        ("b.yaml", &test("blood", "Blood test")),
        ("c.yaml", &vague),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let server = Server::start(folder.path(), &[]);
    let page = server.get("/set?handout=mri&handout=blood&handout=mri").text();
    for (piece, count) in [
        ("name=\"field.name\"", 1),
        ("name=\"field.mrn\"", 1),
        ("name=\"field.mri:test_date\"", 1),
        ("name=\"field.blood:test_date\"", 1),
        ("name=\"handout\" value=\"mri\"", 1),
        ("MRI & head", 0),
    ] {
        assert_eq!(page.matches(piece).count(), count, "{piece}");
    }
    let check = |body: &str| {
        let found = server.form("/set/check", body).json();
        let told = |problem: &Value| (problem["field"].to_string(), problem["kind"].to_string());
        found["problems"].as_array().expect("a list").iter().map(told).collect::<Vec<(String, String)>>()
    };
    let told = |field: &str, kind: &str| (field.to_owned(), format!("\"{kind}\""));
    // A date under another handout's name, and one that is nobody's, are refused and not left out.
    let body =
        "handout=mri&handout=blood&field.test_date=2026-12-01&field.mri%3Atest_date=2026-02-30&field.blood%3Aname=X";
    let found = check(body);
    assert_eq!(
        found,
        [
            told("null", "unknown-field"),
            told("null", "unknown-field"),
            told("\"name\"", "missing"),
            told("\"mri:test_date\"", "not-a-date"),
        ]
    );
    let sentence = server.form("/set/check", body).json()["problems"][3]["text"].to_string();
    assert!(sentence.contains("MRI & head") && sentence.contains("Date of test"), "{sentence}");
    assert_eq!(server.form("/set/pdf", body).status, 422);
    // What is text in one handout and a date in the next is asked for twice.
    let page = server.get("/set?handout=blood&handout=vague").text();
    assert!(page.contains("name=\"field.mrn\"") && page.contains("name=\"field.vague:mrn\""));

    // Nothing is filled in: no set is for nobody, but a blank one is.
    let empty = server.form("/set/pdf", "handout=mri&handout=blood&cover=on&as=print");
    assert!(empty.status == 422 && empty.text().contains("href=\"#field-name\""), "{}", empty.text());
    assert_eq!(server.form("/set/pdf", "handout=mri&handout=blood&cover=on&as=blank").status, 200);
    // One handout has a page of its own, none the list; a handout that there is not, and too many, are no set.
    assert_eq!(server.get("/set?handout=mri").header("location"), Some("/handouts/mri"));
    assert_eq!(server.get("/set").header("location"), Some("/"));
    assert_eq!(server.get("/set?handout=mri&handout=none").status, 404);
    assert_eq!(server.form("/set/pdf", "handout=mri&handout=none&as=blank").status, 404);
    let many: String = (0..21).map(|number| format!("&handout=h{number}")).collect();
    assert_eq!(server.get(&format!("/set?{many}")).status, 400);
    // A mistake in one handout keeps the set from being printed.
    let seen = server.form("/set/preview", "handout=mri&handout=blood&page=1&width=300");
    let seen = seen.header("x-handout").expect("versions").to_owned();
    let changed = test("blood", "Blood test").replace("on time", "early");
    fs::write(folder.path().join("b.yaml"), changed).expect("written");
    let other = server.form("/set/pdf", &format!("handout=mri&handout=blood&as=blank&seen={seen}"));
    assert!(other.status == 422 && other.text().contains("changed a moment ago"), "{}", other.text());
    fs::write(folder.path().join("b.yaml"), "handout: 1\nid: blood\n").expect("written");
    assert_eq!(server.form("/set/pdf", "handout=mri&handout=blood&as=blank").status, 409);
    server.stop();
}

#[test]
fn a_copy_in_two_languages_is_both_copies() {
    let keep = tempdir().expect("a folder");
    let path = keep.path().join("prints.jsonl");
    let server = Server::start(Path::new("content"), &["--ledger", path.to_str().expect("UTF-8")]);
    let own = format!("field.name={SECRET}&field.mrn=7&field.test_date=2026-12-01&as=download");
    let print = |more: &str| server.form("/handouts/bone-marrow-test/pdf", &format!("{own}&{more}"));
    let both = print("language=es&also=en");
    assert_eq!(both.status, 200, "{}", both.text());
    assert_eq!(both.header("content-disposition"), Some("attachment; filename=\"bone-marrow-test.es.en.copy.pdf\""));
    let one = print("language=es&also=es");
    assert_eq!(one.header("content-disposition"), Some("attachment; filename=\"bone-marrow-test.es.copy.pdf\""));
    assert!(print("language=es").body == one.body, "the same language twice is one copy");
    assert_eq!(print("language=en").status, 200);
    let lines = lines(&path);
    assert_eq!(lines.len(), 5);
    assert_eq!((&lines[0].2, &lines[1].2), (&lines[2].2, &lines[4].2));
    // A language that the handout does not have is not another one in its place.
    assert_eq!(print("language=es&also=fr").status, 409);
    let pages = |more: &str| {
        let seen = server.form("/handouts/bone-marrow-test/preview", &format!("language=es&page=1&width=300{more}"));
        seen.header("x-pages").expect("a number").to_owned()
    };
    assert_eq!((pages(""), pages("&also=ar"), pages("&also=ar&fronts=on")), ("2".into(), "4".into(), "4".into()));
    server.stop();
}

/// The items of a list are filled in as on the handout's own page, with gaps closed, and problems are told at the item.
#[test]
fn lists_in_a_set_are_those_of_their_handout() {
    let keep = tempdir().expect("a folder");
    let path = keep.path().join("prints.jsonl");
    let server = Server::start(Path::new("content"), &["--ledger", path.to_str().expect("UTF-8")]);
    let page = server.get("/set?handout=discharge&handout=bone-marrow-test").text();
    assert!(page.contains("name=\"field.discharge:medicines.1.dose\""), "{page}");
    let items = |prefix: &str| {
        let item = |number: usize, name: &str, dose: &str| {
            format!(
                "&field.{prefix}medicines.{number}.name={name}&field.{prefix}medicines.{number}.dose={dose}\
                 &field.{prefix}medicines.{number}.when=8+am"
            )
        };
        item(3, "Paracetamol", "7.5+mL") + &item(1, "Ibuprofen", "5+mL")
    };
    let set = "handout=discharge&handout=bone-marrow-test&field.name=Zebulon";
    let printed = server.form("/set/pdf", &format!("{set}{}&as=print", items("discharge%3A")));
    assert_eq!(printed.status, 200, "{}", printed.text());
    let own = server.form("/handouts/discharge/pdf", &format!("field.name=Zebulon{}&as=print", items("")));
    assert_eq!(own.status, 200);
    let lines = lines(&path);
    assert_eq!((lines[0].0.as_str(), &lines[0].2), ("discharge", &lines[2].2));
    // Under no handout's name they are nobody's; a missing dose is told where it is missing.
    let nobodys = server.form("/set/check", &format!("{set}{}", items(""))).json();
    assert!(nobodys["problems"].as_array().expect("a list").iter().all(|problem| problem["field"].is_null()));
    let missing = format!("{set}{}", items("discharge%3A").replace("7.5+mL", ""));
    let told = server.form("/set/check", &missing).json();
    assert_eq!(told["problems"][0]["field"], "discharge:medicines.3.dose", "{told}");
    assert!(server.form("/set/pdf", &missing).text().contains("href=\"#field-discharge:medicines.3.dose\""));
    server.stop();
}
