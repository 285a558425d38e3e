//! Job tickets: where they are, what is in them, and that none is incomplete or replaces anything.

use std::fs;
use std::path::Path;

use crate::support::{printed, run};

const HANDOUT: &str = "handout: 1\nid: visit\ntitle: Your visit\nlanguage: en\nreviewed: 2026-10-01\n\
    patient: {name: {label: Patient}, mrn: {label: MRN}}\nbody: [Please come on time.]\n";
const ARABIC: &str = "handout: 1\nid: visit\ntitle: زيارتك\nlanguage: ar\nreviewed: 2026-10-01\n\
    patient: {name: {label: المريض}, mrn: {label: الرقم}}\nbody: [تعال في الموعد.]\n\
    translation_of: {language: en, version: \"1\", reviewed: 2026-10-01}\n";

/// A folder with a handout and five records.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("visit.yaml"), HANDOUT.replace("title", "version: \"1\"\ntitle")).expect("written");
    let rows: String = (1..=5).map(|number| format!("Zqxv & <{number}>,00{number}\n")).collect();
    fs::write(folder.path().join("r.csv"), format!("name,mrn\n{rows}")).expect("written");
    folder
}

fn batch(folder: &Path, args: &[&str]) -> (i32, String) {
    let output = run(folder, &[&["batch", "visit.yaml", "--records", "r.csv"], args].concat());
    (output.status.code().expect("a code"), printed(&output.stderr))
}

fn good(folder: &Path, args: &[&str]) -> String {
    let (code, said) = batch(folder, args);
    assert_eq!(code, 0, "{args:?}: {said}");
    said
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_ticket_says_how_a_run_is_printed() {
    let folder = folder();
    let options = ["--staple", "corner", "--jog", "--banner", "--weight", "90", "--duplex"];
    let said = good(folder.path(), &[&["-o", "a run.pdf", "--ticket", "a run.jdf"], &options[..]].concat());
    assert!(said.contains("ticket a run.jdf"), "{said}");
    let ticket = read(folder.path(), "a run.jdf");
    let parsed = usvg::roxmltree::Document::parse(&ticket).expect("XML");
    let find = |name: &str| parsed.descendants().find(|node| node.tag_name().name() == name).expect("an element");
    let is = |name, key, value| assert_eq!(find(name).attribute(key), Some(value), "{name}, {key}");
    is("JDF", "Version", "1.5");
    is("JDF", "DescriptiveName", "visit, 5 copies");
    is("Created", "TimeStamp", "2026-10-01T00:00:00Z");
    is("FileSpec", "URL", "a%20run.pdf");
    is("Media", "Dimension", "612 792");
    is("Media", "Weight", "90");
    is("LayoutPreparationParams", "Sides", "TwoSidedFlipY");
    is("InsertSheet", "SheetUsage", "Header");
    is("StitchingParams", "StitchType", "Corner");
    is("ComponentLink", "Orientation", "Rotate0");
    // A page and its blank back.
    let parts = |name: &str, key: &str| -> Vec<String> {
        let named = parsed.descendants().filter(|node| node.tag_name().name() == name);
        named.filter_map(|node| node.attribute(key)).map(str::to_owned).collect()
    };
    let pages = ["0 ~ 1", "2 ~ 3", "4 ~ 5", "6 ~ 7", "8 ~ 9"];
    assert_eq!(parts("RunList", "Pages"), pages);
    assert_eq!(parts("StitchingParams", "RunIndex"), pages);
    assert_eq!(parts("GatheringParams", "RunIndex"), pages);
    assert_eq!(parts("Disjointing", "OffsetDirection"), ["Alternate"; 5]);
    assert!(!ticket.contains("Zqxv") && !ticket.contains("001"), "{ticket}");
    // The same run gives the same ticket, and nothing is replaced unless it is wanted.
    let again = [&["-o", "a run.pdf", "--ticket", "a run.jdf"], &options[..]].concat();
    assert!(batch(folder.path(), &again).1.contains("--force"));
    good(folder.path(), &[&again[..], &["--force"]].concat());
    assert_eq!(read(folder.path(), "a run.jdf"), ticket);
}

#[test]
fn a_plain_ticket_is_of_the_last_version_and_names_volumes_and_papers() {
    let folder = folder();
    fs::write(folder.path().join("r.csv"), "name,mrn,paper\nA,1,letter\nB,2,letter\nC,3,a4\n").expect("written");
    good(folder.path(), &["-o", "run.pdf", "--ticket", "run.jdf", "--volume", "2"]);
    let ticket = read(folder.path(), "run.jdf");
    let parsed = usvg::roxmltree::Document::parse(&ticket).expect("XML");
    let all = |name: &str, key: &str| -> Vec<String> {
        let named = parsed.descendants().filter(|node| node.tag_name().name() == name);
        named.filter_map(|node| node.attribute(key)).map(str::to_owned).collect()
    };
    assert_eq!(all("JDF", "Version"), ["1.7"]);
    assert_eq!(all("FileSpec", "URL"), ["run-1.pdf", "run-2.pdf"]);
    assert_eq!(all("RunList", "Pages"), ["0 ~ 0", "1 ~ 1", "0 ~ 0"]);
    assert_eq!(all("Media", "Dimension"), ["612 792", "595.276 841.89"]);
    assert_eq!(all("DigitalPrintingParams", "RunIndex"), ["0 ~ 1", "2 ~ 2"]);
    assert_eq!(all("MediaRef", "rRef"), ["paper1", "paper2"]);
    assert_eq!(all("LayoutPreparationParams", "Sides"), ["OneSidedFront"]);
}

#[test]
fn a_complete_run_gets_a_ticket_that_is_wanted_later() {
    let folder = folder();
    good(folder.path(), &["-o", "run.pdf", "--ticket", "run.jdf"]);
    let ticket = read(folder.path(), "run.jdf");
    fs::remove_file(folder.path().join("run.jdf")).expect("removed");
    let pdf = fs::read(folder.path().join("run.pdf")).expect("read");
    good(folder.path(), &["-o", "run.pdf", "--ticket", "run.jdf", "--resume"]);
    assert_eq!(read(folder.path(), "run.jdf"), ticket);
    assert_eq!(fs::read(folder.path().join("run.pdf")).expect("read"), pdf);
    let left: Vec<_> =
        fs::read_dir(folder.path()).expect("read").map(|entry| entry.expect("an entry").file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{left:?}");
}

#[test]
fn a_ticket_that_would_be_wrong_is_refused() {
    let folder = folder();
    let refused = |args: &[&str], why: &str| {
        let (code, said) = batch(folder.path(), args);
        assert!(code == 2 && said.contains(why), "{args:?}: {code}, {said}");
        assert!(!folder.path().join("run.pdf").exists() && !folder.path().join("run.jdf").exists(), "{args:?}");
    };
    fs::create_dir(folder.path().join("other")).expect("created");
    refused(&["-d", "out", "--ticket", "run.jdf"], "give a file with -o");
    refused(&["-o", "-", "--ticket", "run.jdf"], "give a file with -o");
    refused(&["-o", "run.pdf", "--ticket", "run.pdf"], "name it `run.jdf`");
    refused(&["-o", "run.pdf", "--ticket", "other/run.jdf"], "name it `run.jdf`");
    refused(&["-o", "run.pdf", "--staple", "corner"], "--ticket");
    refused(&["-o", "run.pdf", "--vt"], "--for press");
    refused(&["-d", "out", "--for", "press", "--vt"], "give a file with -o");
    refused(&["-o", "run.pdf", "--ticket", "run.jdf", "--staple", "side", "--impose", "2up"], "--impose");
    fs::write(folder.path().join("other").join("run.jdf"), "mine").expect("written");
    refused(&["-o", "other/run.pdf", "--ticket", "other/run.jdf"], "--force");
    assert_eq!(read(&folder.path().join("other"), "run.jdf"), "mine");
    // Staples would be where reading ends.
    fs::write(folder.path().join("ziyara.yaml"), ARABIC).expect("written");
    fs::write(folder.path().join("r.csv"), "name,mrn,language\nA,1,en\nB,2,ar\n").expect("written");
    refused(&["-o", "run.pdf", "--ticket", "run.jdf", "--staple", "side"], "different sides");
    fs::write(folder.path().join("r.csv"), "name,mrn,language\nA,1,ar\nB,2,ar\n").expect("written");
    good(folder.path(), &["-o", "run.pdf", "--ticket", "run.jdf", "--staple", "side"]);
    let ticket = read(folder.path(), "run.jdf");
    assert!(ticket.contains("Orientation=\"Flip180\"") && ticket.contains("StitchType=\"Side\""), "{ticket}");
}
