//! `handout preflight`: what it prints, its exit codes, its pictures.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{printed, run};

const HANDOUT: &str = "handout: 1\nid: visit\ntitle: Your visit\nlanguage: en\nbody: [Call the nurse.]\n";

/// A folder with a PDF for screens.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("visit.yaml"), HANDOUT).expect("written");
    let built = run(folder.path(), &["build", "visit.yaml", "-o", "visit.pdf"]);
    assert_eq!(built.status.code(), Some(0), "{}", printed(&built.stderr));
    folder
}

#[test]
fn findings_have_a_place_and_a_hint() {
    let folder = folder();
    let output = run(folder.path(), &["preflight", "visit.pdf", "--picture", "visit.png"]);
    let said = printed(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("warning[bleed-missing]: the bleed is 0 pt wide, and should be 3 mm\n --> visit.pdf, page 1\n"),
        "{said}"
    );
    let gray = "warning[gray-device]: a color is in DeviceGray\n --> visit.pdf, page 1: 19 mm from the left, ";
    assert!(said.contains(gray) && said.contains(" in the picture]\n  = help: write it as `0 0 0 1 k`\n"), "{said}");
    assert!(said.contains("handout: wrote visit.png (page 1)"), "{said}");
    assert!(fs::read(folder.path().join("visit.png")).expect("the picture").starts_with(b"\x89PNG"));
}

/// What we make for presses is as every profile wants it: of several languages, directions and sizes, with marks, in one
/// ink, and in every standard that the profile's shop takes.
#[test]
fn press_files_have_no_findings() {
    const HANDOUTS: [(&str, &str); 5] = [
        ("content/bone-marrow-test.en.yaml", "letter"),
        ("content/bone-marrow-test.ar.yaml", "a4"),
        ("content/bone-marrow-test.es.yaml", "half-letter"),
        ("tests/data/languages/ja.yaml", "a5"),
        ("tests/data/languages/km.yaml", "legal"),
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (handout, paper) in HANDOUTS {
        for more in [["--marks"].as_slice(), &["--ink", "k"], &["--standard", "x1a"], &["--standard", "2.0"]] {
            let handout = Path::new(env!("CARGO_MANIFEST_DIR")).join(handout);
            let mut command = Command::new(env!("CARGO_BIN_EXE_handout"));
            command.current_dir(folder.path()).arg("build").arg(handout).args(["--paper", paper]).args(more);
            command.args(["--for", "press", "--bleed", "3mm", "-o", "press.pdf", "--force"]);
            // Handouts without a review have no other date, and PDF/X asks for one.
            let built = command.env("SOURCE_DATE_EPOCH", "1790000000").output().expect("it runs");
            assert_eq!(built.status.code(), Some(0), "{}", printed(&built.stderr));
            for profile in ["sheetfed-coated", "digital", "newsprint"] {
                let output = run(folder.path(), &["preflight", "press.pdf", "--profile", profile]);
                let said = printed(&output.stderr);
                // Only digital presses take PDF/X-6: for the others, that is the one finding.
                let takes = !more.contains(&"2.0") || profile == "digital";
                let found = said.lines().filter(|line| line.starts_with("warning") || line.starts_with("error"));
                let found: Vec<&str> = found.filter_map(|line| line.split(':').next()).collect();
                let expected: &[&str] = if takes { &[] } else { &["warning[version-unwanted]"] };
                assert_eq!(found, expected, "{paper}, {more:?}: {said}");
                assert_eq!(output.status.code(), Some(i32::from(!takes)));
            }
        }
    }
}

#[test]
fn findings_are_json_for_programs() {
    let folder = folder();
    let output = run(folder.path(), &["preflight", "visit.pdf", "--message-format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let lines = printed(&output.stderr);
    let findings: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect();
    let gray = findings.iter().find(|finding| finding["code"] == "gray-device").expect("a gray");
    assert_eq!((&gray["page"], &gray["severity"], &gray["file"]), (&1.into(), &"warning".into(), &"visit.pdf".into()));
    assert_eq!(gray["places"][0].as_array().map(Vec::len), Some(4));
}

#[test]
fn standard_input_is_read() {
    let folder = folder();
    let pdf = fs::File::open(folder.path().join("visit.pdf")).expect("the PDF");
    let mut command = Command::new(env!("CARGO_BIN_EXE_handout"));
    let output = command.args(["preflight", "-"]).stdin(pdf).stderr(Stdio::piped()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output.stderr).contains(" --> standard input, page 1"));
}

#[test]
fn pictures_replace_no_other_files() {
    let folder = folder();
    let refused = |arguments: &[&str], why: &str| {
        let output = run(folder.path(), &[&["preflight"], arguments].concat());
        let said = printed(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(why), "{said}");
    };
    refused(&["visit.pdf", "--picture", "visit.pdf"], "is an input file");
    refused(&["visit.pdf", "--picture", "visit.yaml"], "exists and is not a PNG file");
    refused(&["visit.pdf", "visit.pdf", "--picture", "a.png"], "one file at a time");
    refused(&["visit.pdf", "--picture", "a.png", "--page", "9"], "has no page 9");
    refused(&["visit.pdf", "--profile", "newspaper"], "the profiles are `sheetfed-coated`, `digital`, `newsprint`");
    refused(&["nowhere.pdf"], "cannot read `nowhere.pdf`");
    assert!(!Path::new(&folder.path().join("a.png")).exists());
}

#[test]
fn profiles_of_shops_are_checked_like_other_files() {
    let folder = folder();
    fs::write(folder.path().join("shop.yaml"), "preflight: shop\nlimits:\n  bleed: {value: wide}\n").expect("written");
    let output = run(folder.path(), &["preflight", "visit.pdf", "--profile", "shop.yaml"]);
    let said = printed(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("error[preflight-limit]: `wide` is not a length") && said.contains("shop.yaml:3:18"),
        "{said}"
    );
}

#[test]
fn what_is_no_pdf_is_a_finding() {
    let folder = folder();
    let output = run(folder.path(), &["preflight", "visit.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output.stderr).contains("error[file-unreadable]: it is not a PDF\n"));
}
