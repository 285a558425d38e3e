//! The command line: what each command prints, writes and returns.

use crate::support::{ONE_WORD as HANDOUT, printed as text, run};
use std::fs;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn every_command_explains_itself() {
    let folder = folder();
    for command in ["build", "new", "fonts", "schema", "completions", "man"] {
        let output = run(folder.path(), &[command, "--help"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("Usage: handout"), "{command}");
    }
    let help = text(&run(folder.path(), &["build", "--help"]).stdout);
    for word in ["--set", "--record", "--paper", "--large-print", "letter", "--font-dir", "--force", "Examples:"] {
        assert!(help.contains(word), "{word}");
    }
    assert_eq!(run(folder.path(), &[]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["bild"]).status.code(), Some(2));
}

#[test]
fn data_goes_to_standard_output() {
    let folder = folder();
    let completions = run(folder.path(), &["completions", "bash"]);
    assert!(text(&completions.stdout).contains("_handout"));
    let man = text(&run(folder.path(), &["man"]).stdout);
    assert!(man.contains(".TH handout") && man.contains("HANDOUT BUILD") && man.contains("large\\-print"), "{man}");
    for kind in ["handout", "site", "notices"] {
        let schema = run(folder.path(), &["schema", kind]);
        let value: serde_json::Value = serde_json::from_slice(&schema.stdout).expect("the schema is JSON");
        assert_eq!(value["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
    let fonts = text(&run(folder.path(), &["fonts"]).stdout);
    assert!(fonts.lines().count() > 5 && fonts.contains("OFL-1.1"), "{fonts}");
    let arabic = run(folder.path(), &["fonts", "--language", "ar", "--json"]);
    let arabic: serde_json::Value = serde_json::from_slice(&arabic.stdout).expect("the list is JSON");
    assert_eq!(arabic["uses"][0], serde_json::json!({"for": "running text", "face": "NotoNaskhArabic-Regular"}));
    assert_eq!(arabic["faces"][0]["scripts"], serde_json::json!(["Latn", "Arab"]));
    assert!(arabic["faces"][0]["characters"].as_u64().is_some_and(|count| count > 1000), "{arabic}");
}

#[test]
fn fonts_says_what_sets_a_language() {
    let folder = folder();
    let khmer = text(&run(folder.path(), &["fonts", "--language", "km"]).stdout);
    for words in [
        "km: Khmer, left to right",
        "running text  Noto Sans Khmer Regular",
        "bold          Noto Sans Khmer Bold",
        "italic        Noto Sans Khmer Regular (it has no italic)",
        "Latin words   Noto Sans Khmer Regular",
        "check boxes   Noto Sans Symbols 2 Regular",
        "Noto Sans Khmer Regular      2.004    OFL-1.1  483         Latn Khmr  km",
    ] {
        assert!(khmer.contains(words), "{words}: {khmer}");
    }
    // A user's CFF font that has the letters comes before the bundled one.
    fs::create_dir(folder.path().join("mine")).expect("a folder");
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSansCJKjp-Full-Regular.otf");
    fs::copy(bundled, folder.path().join("mine/mine.otf")).expect("copied");
    let mine = run(folder.path(), &["fonts", "--language", "ko", "--font-dir", "mine", "--json"]);
    let mine: serde_json::Value = serde_json::from_slice(&mine.stdout).expect("JSON");
    assert_eq!(mine["faces"][0]["license"], "", "a user's own: {mine}");
    for (tag, code, hint) in [
        ("?", "language-unknown", "two or three letters"),
        ("es_MX", "language-unknown", "did you mean `es-MX`"),
        ("mn-Mong", "face-missing", "whose script is Mongolian"),
    ] {
        let output = run(folder.path(), &["fonts", "--language", tag]);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{tag}: {message}");
        assert!(message.contains(code) && message.contains(hint), "{tag}: {message}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_character_that_no_face_has_is_named_with_advice() {
    let folder = folder();
    let cases = [
        ("😀", "(U+1F600 GRINNING FACE)", "emoji are color images"),
        ("🇺", "(U+1F1FA REGIONAL INDICATOR SYMBOL LETTER U)", "emoji are color images"),
        ("ᠮ", "(U+182E MONGOLIAN LETTER MA)", "no bundled font has its script, Mongolian"),
        ("𑂚", "(U+1109A KAITHI LETTER DDDHA)", "Kaithi"),
        ("☎\u{fe0f}", "", ""),
        ("\u{e123}", "(U+E123)", "in one font only"),
        ("𞄀", "(U+1E100 NYIAKENG PUACHUE HMONG LETTER MA)", "no bundled font has its script, Nyiakeng Puachue Hmong"),
    ];
    for (character, name, advice) in cases {
        let handout = HANDOUT.replace("[Text]", &format!("[\"Take one {character} a day.\"]"));
        assert_ne!(handout, HANDOUT);
        fs::write(folder.path().join("a.yaml"), handout).expect("written");
        let output = run(folder.path(), &["build", "a.yaml", "--force"]);
        let message = text(&output.stderr);
        if name.is_empty() {
            // A printable character.
            assert_eq!(output.status.code(), Some(0), "{character}: {message}");
            continue;
        }
        assert_eq!(output.status.code(), Some(1), "{character}: {message}");
        for words in ["error[glyph-missing]", name, advice, "a.yaml:"] {
            assert!(message.contains(words), "{character} {words}: {message}");
        }
    }
}

#[test]
fn a_new_handout_overwrites_nothing() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["new", "after-surgery"]).status.code(), Some(0));
    let handout = fs::read_to_string(folder.path().join("after-surgery.yaml")).expect("the handout");
    assert!(handout.contains("id: after-surgery") && handout.contains("{phone.nurse_line}"));
    assert!(folder.path().join("site.yaml").exists());

    let again = run(folder.path(), &["new", "after-surgery"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("exists"));

    // An existing site file is kept, and the new handout uses one of its phones.
    let site = "site: 1\nname: B\nphones: {desk: {number: \"+1 901-595-3300\"}}\n";
    fs::write(folder.path().join("site.yaml"), site).expect("written");
    assert_eq!(run(folder.path(), &["new", "second"]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("site.yaml")).expect("the site"), site);
    assert!(fs::read_to_string(folder.path().join("second.yaml")).expect("the handout").contains("{phone.desk}"));
    for name in ["../escape", "Big Name", "site", ""] {
        assert_eq!(run(folder.path(), &["new", name]).status.code(), Some(2), "{name}");
    }
}

#[test]
fn bad_usage_is_found_before_anything_is_built() {
    let folder = folder();
    fs::write(folder.path().join("a.yaml"), HANDOUT).expect("written");
    fs::create_dir(folder.path().join("sub")).expect("made");
    fs::write(folder.path().join("sub/a.yaml"), HANDOUT).expect("written");
    fs::write(folder.path().join("theirs.pdf"), "%PDF-1.7 somebody's work").expect("written");
    fs::write(folder.path().join("notes.pdf"), "not even a PDF /Producer (handout").expect("written");
    let cases: &[(&[&str], &str)] = &[
        (&["build", "a.yaml", "sub/a.yaml"], "two handouts"),
        (&["build", "a.yaml", "sub/a.yaml", "-o", "out.pdf"], "-o gives one file"),
        (&["build", "a.yaml", "-o", "theirs.pdf"], "--force"),
        (&["build", "a.yaml", "-o", "notes.pdf"], "--force"),
        (&["build", "a.yaml", "-o", "nowhere/a.pdf"], "no folder"),
        (&["build", "a.yaml", "-o", "/dev/null", "--force"], "not a file"),
        (&["build", "a.yaml", "--set", "name=Secret"], "--set takes"),
        (&["build", "a.yaml", "--set", "patient.Secret"], "--set takes"),
        (&["build", "a.yaml", "--record", "none.json"], "cannot read the record"),
        (&["build", "a.yaml", "--paper", "a3"], "letter"),
        (&["build", "a.yaml", "--size", "4pt"], "8pt to 36pt"),
        (&["build", "a.yaml", "--size", "big"], "14pt"),
        (&["build", "a.yaml", "--size", "14pt", "--large-print"], "cannot be used with"),
        (&["build", "a.yaml", "--font-dir", "sub"], "no fonts"),
        (&["build", "missing.yaml"], "missing.yaml"),
    ];
    for (args, words) in cases {
        let output = run(folder.path(), args);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {message}");
        assert!(message.contains(words), "{args:?}: {message}");
        assert!(!message.contains("Secret"), "{args:?}: {message}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("theirs.pdf")).expect("still there"), "%PDF-1.7 somebody's work");
}

#[test]
fn a_record_is_checked_without_quoting_it() {
    let folder = folder();
    fs::write(folder.path().join("a.yaml"), HANDOUT).expect("written");
    let cases = [
        ("{\"name\": \"Secret\"", "record-invalid"),
        ("[\"Secret\"]", "record-invalid"),
        ("{\"name\": [\"Secret\"]}", "record-invalid"),
        ("{\"name\": 77112233}", "record-invalid"),
        ("{\"name\": \"Secret\", \"name\": \"Secret\"}", "record-field-duplicate"),
    ];
    for (record, code) in cases {
        fs::write(folder.path().join("r.json"), record).expect("written");
        let output = run(folder.path(), &["build", "a.yaml", "--record", "r.json"]);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{record}: {message}");
        assert!(message.contains(code), "{record}: {message}");
        assert!(!message.contains("Secret") && !message.contains("7711"), "{record}: {message}");
    }
    let twice = ["build", "a.yaml", "--set", "patient.name=Secret", "--set", "patient.name=Secret"];
    let output = run(folder.path(), &twice);
    assert_eq!(output.status.code(), Some(1));
    assert!(!text(&output.stderr).contains("Secret"));
}

#[test]
fn problems_show_line_caret_and_hint() {
    let folder = folder();
    fs::write(folder.path().join("a.yaml"), HANDOUT.replace("title", "titel")).expect("written");
    let output = run(folder.path(), &["build", "a.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    let expected = "\
error[key-missing]: missing key `title`
 --> a.yaml:1:1
  |
1 | handout: 1
  | ^^^^^^^ `title` belongs beside this key
  |
  = help: add a line `title: …`

error[key-unknown]: unknown key `titel`
 --> a.yaml:3:1
  |
3 | titel: A
  | ^^^^^ not a key of this mapping
  |
  = help: did you mean `title`?

handout: 2 errors
";
    assert_eq!(text(&output.stderr), expected);
    assert!(output.stdout.is_empty());
    let colored = run(folder.path(), &["build", "a.yaml", "--color", "always"]);
    assert!(text(&colored.stderr).contains("\u{1b}["));
}

#[test]
fn long_lines_are_cropped_around_the_caret() {
    let folder = folder();
    let long = format!("{}\n", "word ".repeat(20_000));
    let body = format!("handout: 1\nid: a\ntitle: A\nlanguage: en\nbody: [{{x: {long}}}]\n");
    fs::write(folder.path().join("a.yaml"), body).expect("written");
    let output = run(folder.path(), &["build", "a.yaml"]);
    let message = text(&output.stderr);
    assert!(message.contains("--> a.yaml:5:9"), "{message}");
    assert!(message.contains('^') && message.len() < 2000, "{} bytes: {message}", message.len());
}

#[test]
fn files_share_a_site_whose_problems_count_once() {
    let folder = folder();
    fs::write(folder.path().join("site.yaml"), "site: 1\nname: B\nfone: x\n").expect("written");
    for name in ["a.yaml", "b.yaml"] {
        fs::write(folder.path().join(name), HANDOUT.replace("body", "site: site.yaml\nbody")).expect("written");
    }
    let output = run(folder.path(), &["build", "a.yaml", "b.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).ends_with("handout: 1 error\n"), "{}", text(&output.stderr));
}
