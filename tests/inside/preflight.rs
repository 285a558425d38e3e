//! Preflight: files as a press wants them have no findings, and each seeded defect is found in each of them.

mod picture;
mod press;
mod seeds;

use std::collections::BTreeSet;

use handout::diag::Severity;
use handout::engine::{BuildOptions, build};
use handout::fonts::Fonts;
use handout::preflight::check;
use handout::preflight::profile::{BUILT_IN, Profile};
use handout::preflight::rules::{Check, RULES};
use handout::source::Sources;

use press::Press;
use seeds::SEEDS;

/// Handouts of different languages, directions and sizes, with at least two pages each.
const HANDOUTS: [(&str, &str); 5] = [
    ("content/bone-marrow-test.en.yaml", "letter"),
    ("content/bone-marrow-test.ar.yaml", "a4"),
    ("content/bone-marrow-test.es.yaml", "half-letter"),
    ("tests/data/languages/ja.yaml", "a5"),
    ("tests/data/languages/km.yaml", "half-letter"),
];

/// What else is found, because it follows. Nothing else may be.
const FOLLOW: &[(&str, &[&str])] = &[
    ("content with a broken filter", &["file-damaged"]),
    ("one page larger", &["text-near-trim"]),
    ("no TrimBox", &["bleed-missing", "page-sizes-differ"]),
    ("a TrimBox beyond the BleedBox", &["bleed-missing"]),
    ("no metadata", &["version-misspelt"]),
    ("metadata that are not XML", &["version-misspelt"]),
    ("text in registration colors", &["ink-total"]),
    ("a spot ink of two names", &["spot-colors"]),
];

/// A handout as the program makes it for screens.
fn screen(path: &str, paper: &str) -> Vec<u8> {
    let (mut sources, mut diagnostics) = (Sources::default(), handout::Diagnostics::default());
    let paper = handout::style::PAPERS.iter().find(|(name, _)| *name == paper).map(|(_, size)| *size);
    // Without a review, there is no date in a file but this one.
    let options = BuildOptions { paper, epoch: Some(1_790_000_000), ..BuildOptions::default() };
    build(&mut sources, path.as_ref(), &Fonts::bundled(), &options, &mut diagnostics).expect(path).pdf
}

/// The codes of what is found.
fn codes(pdf: Vec<u8>, profile: &str) -> BTreeSet<&'static str> {
    let profile = Profile::built_in(profile).expect("a profile");
    check(pdf, &profile).findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn good_files_have_no_findings() {
    for (path, paper) in HANDOUTS {
        let press = Press::of(screen(path, paper));
        for (profile, _) in BUILT_IN {
            let profile = Profile::built_in(profile).expect("a profile");
            let found = check(press.write(), &profile).findings;
            assert!(found.is_empty(), "{path}, {paper}, {}: {found:#?}", profile.name);
        }
    }
}

#[test]
fn seeded_defects_are_found() {
    assert!(SEEDS.len() >= 60, "{}", SEEDS.len());
    let mut wrong = Vec::new();
    for (path, paper) in HANDOUTS {
        let good = Press::of(screen(path, paper));
        for (name, change, code) in SEEDS {
            let mut press = good.clone();
            change(&mut press);
            let found = codes(press.write(), "sheetfed-coated");
            let follows = FOLLOW.iter().filter(|(seed, _)| seed == name).flat_map(|(_, codes)| *codes);
            let expected: BTreeSet<&str> = follows.copied().collect();
            if !found.contains(code) || found.iter().any(|found| found != code && !expected.contains(found)) {
                wrong.push(format!("{path}, {paper}: `{name}` is to be `{code}`, and is {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Writes the good file and each file with a defect into `target/seeded`, for other checkers to read.
#[test]
#[ignore = "writes files for other checkers"]
fn seeded_files_are_written() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/seeded");
    std::fs::create_dir_all(&folder).expect("a folder");
    let (path, paper) = HANDOUTS[0];
    let good = Press::of(screen(path, paper));
    std::fs::write(folder.join("good.pdf"), good.write()).expect("the good file");
    for (name, change, _) in SEEDS {
        let mut press = good.clone();
        change(&mut press);
        let file = format!("seed-{}.pdf", name.replace(' ', "-").replace('/', ""));
        std::fs::write(folder.join(file), press.write()).expect(name);
    }
}

#[test]
fn every_rule_has_a_defect() {
    let seeded: BTreeSet<&str> = SEEDS.iter().map(|(_, _, code)| *code).collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(rules, seeded);
    let unique: BTreeSet<&str> = SEEDS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(unique.len(), SEEDS.len());
    for rule in RULES {
        assert!(!rule.source.is_empty() && !rule.about.ends_with('.'), "{}", rule.code);
        let alone = matches!(rule.check, Check::Elsewhere);
        assert_eq!(alone, matches!(rule.code, "file-unreadable" | "file-encrypted"));
    }
}

/// What is for screens is not for a press, and these are all the reasons.
#[test]
fn screen_files_have_exactly_these_findings() {
    let found = codes(screen("content/bone-marrow-test.en.yaml", "letter"), "sheetfed-coated");
    let expected = [
        "annotation-printed",
        "black-knocks-out",
        "bleed-missing",
        "color-rgb",
        "gray-device",
        "intent-missing",
        "version-missing",
    ];
    assert_eq!(found, expected.into_iter().collect());
}

#[test]
fn built_in_profiles_are_complete() {
    let names = |name: &str| -> Vec<&str> {
        let profile = Profile::built_in(name).expect(name);
        assert!(!profile.about.is_empty());
        profile.limits().map(|(name, ..)| name).collect()
    };
    let first = names(BUILT_IN[0].0);
    assert_eq!(first.len(), 17);
    for (name, _) in BUILT_IN {
        assert_eq!(names(name), first, "{name}");
    }
}

#[test]
fn profiles_change_what_is_found() {
    let mut press = Press::of(screen("content/bone-marrow-test.en.yaml", "letter"));
    press.paint("0.9 0.6 0.6 0.7 k 100 100 50 50 re f");
    assert!(!codes(press.write(), "sheetfed-coated").contains("ink-total"));
    assert!(!codes(press.write(), "digital").contains("ink-total"));
    assert!(codes(press.write(), "newsprint").contains("ink-total"));
}

fn own_profile(text: &str) -> (Option<Profile>, Vec<(&'static str, String)>) {
    let (mut sources, mut diagnostics) = (Sources::default(), handout::Diagnostics::default());
    let file = sources.add("shop.yaml", text.to_owned());
    let profile = Profile::read(&sources, file, &mut diagnostics);
    (profile, diagnostics.iter().map(|problem| (problem.code, problem.message.clone())).collect())
}

#[test]
fn shops_have_profiles_of_their_own() {
    let text = "preflight: our-shop\nbased_on: digital\nlimits:\n  bleed: {value: 5 mm, source: our terms}\n";
    let (profile, problems) = own_profile(text);
    assert!(problems.is_empty(), "{problems:?}");
    let profile = profile.expect("a profile");
    assert_eq!(profile.text("bleed"), "5 mm");
    assert!((profile.number("bleed") - 14.173).abs() < 0.001);
    assert_eq!(profile.text("ink_total"), "280 %");

    let text = "preflight: our-shop\nbased_on: digitl\nlimits:\n  bled: {value: 5 mm}\n  bleed: {value: 5 mn}\n";
    let (_, problems) = own_profile(text);
    let found: Vec<&str> = problems.iter().map(|(code, _)| *code).collect();
    assert_eq!(found, ["preflight-profile", "preflight-limit", "preflight-limit"], "{problems:?}");
}

#[test]
fn findings_have_places_and_counts() {
    let mut press = Press::of(screen("content/bone-marrow-test.en.yaml", "letter"));
    press.paint("0 0 0 1 K 0.1 w 100 200 m 300 200 l S 100 250 m 300 250 l S");
    let profile = Profile::built_in("sheetfed-coated").expect("a profile");
    let found = check(press.write(), &profile).findings;
    let [finding] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((finding.code, finding.severity, finding.count), ("hairline-stroked", Severity::Error, 2));
    assert_eq!(finding.page, Some(1));
    let places: Vec<f64> = finding.places.iter().map(|place| place.bottom.round()).collect();
    assert_eq!(places, [200.0, 250.0]);
}

/// Files of other programs: cut off at the end, with a wrong length, without any cross-reference, with bytes before the
/// header.
#[test]
fn damaged_files_are_read_as_far_as_they_go() {
    let press = Press::of(screen("content/bone-marrow-test.en.yaml", "letter"));
    let pdf = press.write();
    let xref = pdf.windows(9).rposition(|window| window == b"startxref").expect("an end");
    let mut damaged = vec![pdf[..xref].to_vec(), [b"junk\n".as_slice(), &pdf].concat()];
    damaged.push([&pdf[..xref], b"startxref\n99\n%%EOF\n"].concat());
    for pdf in damaged {
        let found = codes(pdf, "sheetfed-coated");
        assert!(found.contains("file-damaged") && found.len() == 1, "{found:?}");
    }
}

/// One page, which is only in the cross-reference that new readers see (ISO 32000-1, 7.5.8.4).
#[test]
fn hybrid_files_are_read_as_new_readers_do() {
    let mut pdf = b"%PDF-1.6\n".to_vec();
    let mut places = Vec::new();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>".to_owned(),
    ];
    for (number, object) in (1..).zip(objects) {
        places.push(pdf.len());
        pdf.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let (stream, page) = (pdf.len(), places[2] as u16);
    pdf.extend_from_slice(b"4 0 obj\n<</Type/XRef/Size 5/W[1 2 1]/Index[3 1]/Length 4>>\nstream\n");
    pdf.extend_from_slice(&[1, page.to_be_bytes()[0], page.to_be_bytes()[1], 0]);
    pdf.extend_from_slice(b"\nendstream\nendobj\n");
    let table = pdf.len();
    let free = "0000000000 65535 f \n";
    let rows = format!("{free}{:010} 00000 n \n{:010} 00000 n \n{free}{stream:010} 00000 n \n", places[0], places[1]);
    let trailer = format!("trailer\n<</Size 5/Root 1 0 R/XRefStm {stream}>>\nstartxref\n{table}\n%%EOF\n");
    pdf.extend_from_slice(format!("xref\n0 5\n{rows}{trailer}").as_bytes());
    let profile = Profile::built_in("digital").expect("a profile");
    let outcome = check(pdf, &profile);
    assert_eq!(outcome.sheets.len(), 1);
    let damaged = outcome.findings.iter().find(|finding| finding.code == "file-damaged").expect("what is odd");
    assert!(damaged.message.contains("two cross-references"), "{}", damaged.message);
}
