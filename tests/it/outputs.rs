//! What is written, and never over what: not over an input, not over a device; and a filled-in copy neither takes the
//! blank's place nor is replaced without being asked.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::{ONE_WORD, printed, run};

const SITE: &str = "site: 1\nname: B\nlogo: logo.svg\n";
const LOGO: &str =
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#333"/></svg>"##;
const CSV: &str = "name\nZqanna\nZqbert\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let handout = ONE_WORD.replace("body", "site: site.yaml\nbody");
    let spanish = handout.replace("language: en", "language: es");
    let files = [
        ("a.yaml", handout.as_str()),
        ("es.yaml", &spanish),
        ("site.yaml", SITE),
        ("logo.svg", LOGO),
        ("r.csv", CSV),
        ("p.json", "{\"name\": \"Zqanna\"}"),
    ];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    fs::create_dir(folder.path().join("fonts")).expect("made");
    let font = concat!(env!("CARGO_MANIFEST_DIR"), "/fonts/NotoSans-Regular.ttf");
    fs::copy(font, folder.path().join("fonts/own.ttf")).expect("copied");
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
    names.sort();
    names
}

/// A command that must be rejected as bad usage, with these words and no value.
fn refused(folder: &Path, args: &[&str], words: &str) {
    let before = names(folder);
    let output = run(folder, args);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert!(said.contains(words), "{args:?}: {said}");
    assert!(output.stdout.is_empty(), "{args:?}");
    assert_eq!(names(folder), before, "{args:?}: nothing is written");
}

fn said(output: &Output) -> String {
    let said = printed(&output.stderr);
    assert!(!said.contains("Zq"), "a value was said: {said}");
    said
}

fn good(folder: &Path, args: &[&str]) -> Output {
    let output = run(folder, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", printed(&output.stderr));
    output
}

#[cfg(unix)]
#[test]
fn what_is_read_is_never_written_over() {
    let folder = folder();
    let path = folder.path();
    let inputs = ["a.yaml", "es.yaml", "site.yaml", "logo.svg", "r.csv", "p.json", "fonts/own.ttf"];
    let contents: Vec<_> = inputs.iter().map(|name| fs::read(path.join(name)).expect("there")).collect();
    for (index, input) in inputs.iter().enumerate() {
        let (hard, soft) = (format!("hard{index}.pdf"), format!("soft{index}.pdf"));
        fs::hard_link(path.join(input), path.join(&hard)).expect("linked");
        std::os::unix::fs::symlink(input, path.join(&soft)).expect("linked");
        for output in [&hard, &soft] {
            let build =
                ["build", "a.yaml", "es.yaml", "--record", "p.json", "--font-dir", "fonts", "--force", "-o", output];
            if !matches!(*input, "es.yaml" | "r.csv") {
                let alone = [&build[..2], &build[3..]].concat();
                refused(path, &alone, "input file");
            }
            let batch = ["batch", "a.yaml", "--records", "r.csv", "--font-dir", "fonts", "-o", output];
            if *input != "p.json" {
                refused(path, &[&batch[..], &["--force"]].concat(), "");
                refused(path, &batch, "");
            }
        }
        // A copy's own name may also be one.
        fs::create_dir(path.join("out")).expect("made");
        fs::hard_link(path.join(input), path.join("out/2-a.pdf")).expect("linked");
        if *input != "p.json" {
            for more in [&[][..], &["--force"], &["--resume"]] {
                let batch = ["batch", "a.yaml", "--records", "r.csv", "--font-dir", "fonts", "-d", "out"];
                refused(path, &[&batch[..], more].concat(), "out/2-a.pdf");
            }
            assert_eq!(names(&path.join("out")), ["2-a.pdf"], "{input}");
        }
        fs::remove_dir_all(path.join("out")).expect("removed");
    }
    for (name, content) in inputs.iter().zip(contents) {
        assert!(fs::read(path.join(name)).expect("there") == content, "{name}");
    }
}

#[test]
fn lists_of_a_run_are_never_its_records() {
    let folder = folder();
    let path = folder.path();
    let json = "[{\"name\": \"Zqanna\"}]";
    for name in ["run.json", "run.rejects.csv", "run.journal"] {
        let text = if name.ends_with("csv") { CSV } else { json };
        fs::write(path.join(name), text).expect("written");
        for more in [&[][..], &["--force"], &["--resume"]] {
            let args = [&["batch", "a.yaml", "--records", name, "-o", "run.pdf"], more].concat();
            refused(path, &args, &format!("`{name}` is an input file"));
        }
        let args = ["batch", "a.yaml", "--records", name, "-o", "-", "--manifest", "run.json", "--force"];
        if name != "run.journal" {
            refused(path, &args, &format!("`{name}` is an input file"));
        }
        assert_eq!(fs::read_to_string(path.join(name)).expect("there"), text);
        fs::remove_file(path.join(name)).expect("removed");
    }
}

#[test]
fn a_pdf_gets_no_other_files_name() {
    let folder = folder();
    let path = folder.path();
    for name in ["x.png", "x.JPG", "x.docx", "x.html", "x.yaml", "x.csv", "x.json", "x.svg"] {
        for more in [&[][..], &["--force"]] {
            refused(path, &[&["build", "a.yaml", "-o", name], more].concat(), "name it `x.pdf`");
            refused(path, &[&["batch", "a.yaml", "--records", "r.csv", "-o", name], more].concat(), "name it `x.pdf`");
        }
    }
    for name in ["plain", "v1.2", "x.PDF", "x.pdf.part"] {
        good(path, &["build", "a.yaml", "-o", name]);
        assert!(fs::read(path.join(name)).expect("there").starts_with(b"%PDF-"), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn devices_pipes_and_folders_are_refused_at_once() {
    let folder = folder();
    let path = folder.path();
    for pipe in ["pipe", "pipe.yaml", "pipe.csv", "pipe.pdf", "fonts/pipe.ttf"] {
        assert!(std::process::Command::new("mkfifo").arg(path.join(pipe)).status().expect("mkfifo starts").success());
    }
    fs::remove_file(path.join("fonts/own.ttf")).expect("removed");
    let socket = std::os::unix::net::UnixListener::bind(path.join("socket")).expect("a socket");
    fs::create_dir(path.join("sub.pdf")).expect("made");
    let batch = |args: &[&'static str]| [&["batch", "a.yaml"], args].concat();
    for args in [
        vec!["build", "pipe.yaml"],
        vec!["build", "/dev/zero"],
        vec!["build", "."],
        vec!["build", "a.yaml", "--record", "pipe"],
        vec!["build", "a.yaml", "--record", "/dev/zero"],
        vec!["build", "a.yaml", "--font-dir", "fonts"],
        vec!["build", "a.yaml", "-o", "pipe", "--force"],
        vec!["build", "a.yaml", "-o", "socket", "--force"],
        vec!["build", "a.yaml", "-o", "/dev/null", "--force"],
        vec!["batch", "pipe.yaml", "--records", "r.csv", "-o", "x.pdf"],
        batch(&["--records", "pipe.csv", "-o", "x.pdf"]),
        batch(&["--records", "/dev/zero", "-o", "x.pdf"]),
        batch(&["--records", "r.csv", "-o", "x.pdf", "--handout", "pipe.yaml"]),
        batch(&["--records", "r.csv", "-o", "pipe.pdf", "--force"]),
        batch(&["--records", "r.csv", "-o", "socket", "--force"]),
        batch(&["--records", "r.csv", "-o", "/dev/null", "--force"]),
        batch(&["--records", "r.csv", "-o", "sub.pdf", "--force"]),
        batch(&["--records", "r.csv", "-o", "-", "--manifest", "pipe", "--force"]),
    ] {
        refused(path, &args, "");
    }
    drop(socket);
    // A pipe beside the handout is not a translation, and is not waited for.
    good(path, &["batch", "a.yaml", "--records", "r.csv", "-o", "x.pdf"]);
    for name in ["run.json", "run.journal", "run.rejects.csv", "1-a.pdf"] {
        fs::create_dir_all(path.join("out").join(name)).expect("made");
        for more in [&[][..], &["--force"], &["--resume"]] {
            let args = [&batch(&["--records", "r.csv", "-d", "out"])[..], more].concat();
            refused(path, &args, name);
        }
        assert_eq!(names(&path.join("out")), [name]);
        fs::remove_dir(path.join("out").join(name)).expect("removed");
    }
}

#[cfg(unix)]
#[test]
fn what_a_shell_hands_over_is_read_as_a_stream() {
    let folder = folder();
    let shell = |line: &str| {
        let mut shell = std::process::Command::new("bash");
        let line = line.replace("handout ", &format!("{} ", env!("CARGO_BIN_EXE_handout")));
        shell.current_dir(folder.path()).args(["-c", &line]).output().expect("bash starts")
    };
    good(folder.path(), &["build", "a.yaml", "--set", "patient.name=Zqanna", "-o", "named.pdf"]);
    let named = fs::read(folder.path().join("named.pdf")).expect("there");
    for line in [
        "handout build <(cat a.yaml) --set patient.name=Zqanna -o -",
        "cat a.yaml | handout build /dev/stdin --set patient.name=Zqanna -o -",
        "handout build /dev/stdin --set patient.name=Zqanna -o - < a.yaml",
        "handout build a.yaml --record <(cat p.json) -o -",
    ] {
        let output = shell(line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", printed(&output.stderr));
        assert!(output.stdout == named, "{line}");
    }
    let output = shell("handout build <(cat a.yaml)");
    assert!(output.status.code() == Some(2) && said(&output).contains("name the PDF with -o"));
}

#[test]
fn a_merged_run_goes_to_standard_output() {
    let folder = folder();
    let path = folder.path();
    let batch = ["batch", "a.yaml", "--records", "r.csv", "-o"];
    good(path, &[&batch[..], &["run.pdf"]].concat());
    let whole = fs::read(path.join("run.pdf")).expect("there");
    fs::remove_file(path.join("run.pdf")).expect("removed");
    let manifest = fs::read(path.join("run.json")).expect("there");
    fs::remove_file(path.join("run.json")).expect("removed");
    let before = names(path);
    let output = good(path, &[&batch[..], &["-"]].concat());
    assert!(output.stdout == whole, "the same bytes");
    assert!(said(&output).contains("wrote 2 copies"));
    assert_eq!(names(path), before, "nothing beside it");

    let output = good(path, &[&batch[..], &["-", "--manifest", "run.json"]].concat());
    assert!(output.stdout == whole && fs::read(path.join("run.json")).expect("there") == manifest);
    fs::write(path.join("printed.pdf"), whole).expect("written");
    good(path, &["verify", "printed.pdf", "--manifest", "run.json", "--records", "r.csv"]);
    for (more, words) in [
        (&["-", "--manifest", "run.json"][..], "--force"),
        (&["-", "--volume", "1"], "--volume"),
        (&["-", "--resume"], "--resume"),
        (&["x.pdf", "--manifest", "x.json"], "-o -"),
    ] {
        refused(path, &[&batch[..], more].concat(), words);
    }
    // A record left out is reported, and listed beside the manifest.
    fs::write(path.join("r.csv"), "name\nZqanna\n\u{12000}\n").expect("written");
    let output = run(path, &[&batch[..], &["-", "--keep-going", "--manifest", "few.json"]].concat());
    assert!(output.status.code() == Some(1) && output.stdout.starts_with(b"%PDF-"), "{}", said(&output));
    assert!(fs::read_to_string(path.join("few.rejects.csv")).expect("there").lines().count() == 2);
}

#[cfg(unix)]
#[test]
fn copies_that_nobody_received_are_a_failure() {
    let folder = folder();
    let shell = |line: &str| {
        let mut shell = std::process::Command::new("bash");
        let line = line.replace("handout ", &format!("{} ", env!("CARGO_BIN_EXE_handout")));
        shell.current_dir(folder.path()).args(["-o", "pipefail", "-c", &line]).output().expect("bash starts")
    };
    for command in ["build a.yaml", "batch a.yaml --records r.csv"] {
        // The reader is gone.
        let output = shell(&format!("(sleep 0.5; handout {command} -o -) | true"));
        assert_eq!(output.status.code(), Some(2), "{command}: {}", said(&output));
        assert!(said(&output).contains("cannot write to standard output"), "{}", said(&output));
    }
    for input in ["a.yaml", "r.csv"] {
        let content = fs::read(folder.path().join(input)).expect("there");
        let output = shell(&format!("handout batch a.yaml --records r.csv -o - >> {input}"));
        assert!(output.status.code() == Some(2) && said(&output).contains("standard output goes to"), "{input}");
        assert!(fs::read(folder.path().join(input)).expect("there") == content, "{input}");
    }
}

#[test]
fn a_name_that_is_too_long_is_found_before_anything_is_written() {
    let folder = folder();
    let path = folder.path();
    let long = "n".repeat(252);
    let pdf = format!("{long}.pdf");
    refused(path, &["build", "a.yaml", "-o", &pdf], "too long");
    refused(path, &["build", "a.yaml", "-o", &"n".repeat(5000)], "too long");
    let batch = ["batch", "a.yaml", "--records", "r.csv"];
    refused(path, &[&batch[..], &["-o", &pdf]].concat(), "too long");
    // Those beside the PDF are longer.
    refused(path, &[&batch[..], &["-o", &format!("{}.pdf", "n".repeat(244))]].concat(), ".rejects.csv");
    good(path, &[&batch[..], &["-o", &format!("{}.pdf", "n".repeat(243))]].concat());
}

#[test]
fn a_copy_whose_name_is_too_long_is_named_by_its_record() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("r.csv"), format!("name\nZqanna\nZqb{}\nZqc\n", "é".repeat(37))).expect("written");
    let name = |length: usize| format!("{{record}}-{{field:name}}{}", "n".repeat(length));
    // Of 255 bytes, `1-`, forty letters of which 37 have two bytes, and `.pdf` take 83.
    let batch = |name: &str| -> Vec<String> {
        let args = ["batch", "a.yaml", "--records", "r.csv", "--values-in-names", "-d", "out", "--name", name];
        args.map(str::to_owned).to_vec()
    };
    let args = batch(&name(173));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    refused(path, &args, "the name of the file of record 2 is too long");
    refused(path, &[&args[..], &["--dry-run"]].concat(), "record 2");
    let args = batch(&name(172));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    good(path, &args);
    // No message shows a file name that contains values.
    fs::remove_file(path.join("out/run.json")).expect("removed");
    refused(path, &args, "the file of record 1 exists from an earlier run");
    refused(
        path,
        &[&args[..], &["--only", "2", "--set", "patient.nobody=Zq"]].concat(),
        "a field that the handout does not have",
    );
}

/// Without an information dictionary, too.
#[test]
fn files_in_pdf_2_say_whether_they_are_filled_in() {
    let folder = folder();
    let path = folder.path();
    let build = ["build", "a.yaml", "--standard", "2.0", "-o", "new.pdf"];
    let fill = [&build[..], &["--set", "patient.name=Zqanna"]].concat();
    good(path, &build);
    let blank = fs::read(path.join("new.pdf")).expect("the blank");
    assert!(blank.starts_with(b"%PDF-2.0"));
    good(path, &fill);
    refused(path, &fill, "is a filled-in copy; --force replaces it");
    refused(path, &build, "is a filled-in copy; --force replaces it");
    for to in [&["-d", "run"][..], &["-o", "run.pdf"]] {
        good(
            path,
            &[&["batch", "a.yaml", "--records", "r.csv", "--handout", "es.yaml", "--standard", "2.0"], to].concat(),
        );
    }
    for name in ["run.pdf", "run/1-a.pdf"] {
        refused(path, &["build", "a.yaml", "-o", name], "filled-in copy");
    }
    // The producer in the XMP packet alone says nothing: in a copy that another program has rewritten, the mark of a
    // filled-in copy may be where it cannot be seen.
    let at = blank.windows(11).position(|window| window == b"<xmp:Label>").expect("a label");
    let mut unlabeled = blank;
    unlabeled[at + 5] = b'X';
    fs::write(path.join("new.pdf"), unlabeled).expect("written");
    refused(path, &build, "was not written by handout");
}

#[test]
fn a_filled_in_copy_never_looks_like_the_blank() {
    let folder = folder();
    let path = folder.path();
    good(path, &["build", "a.yaml"]);
    let blank = fs::read(path.join("a.pdf")).expect("the blank");
    let set = ["build", "a.yaml", "--set", "patient.name=Zqanna"];
    good(path, &set);
    let copy = fs::read(path.join("a.en.copy.pdf")).expect("the copy");
    assert!(fs::read(path.join("a.pdf")).expect("the blank") == blank && copy != blank);
    for args in [&set[..], &["build", "a.yaml", "--record", "p.json"], &["build", "a.yaml", "-o", "a.en.copy.pdf"]] {
        refused(path, args, "filled-in copy; --force replaces it");
    }
    good(path, &[&set[..], &["--force"]].concat());
    assert!(fs::read(path.join("a.en.copy.pdf")).expect("the copy") == copy);
    // The blank is made again as usual; a folder takes the same names; each language has its own.
    good(path, &["build", "a.yaml"]);
    fs::create_dir(path.join("out")).expect("made");
    good(path, &["build", "a.yaml", "es.yaml", "--set", "patient.name=Zqanna", "-o", "out"]);
    assert_eq!(names(&path.join("out")), ["a.en.copy.pdf", "a.es.copy.pdf"]);
    // Two copies with one name are never the same.
    fs::copy(path.join("a.yaml"), path.join("b.yaml")).expect("copied");
    let output = run(path, &["build", "a.yaml", "b.yaml", "--set", "patient.name=Zqanna", "-o", "out", "--force"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("two handouts would both be written"));
    // Nor are a record's copies in a batch blanks.
    for to in [&["-d", "run"][..], &["-o", "run.pdf"]] {
        good(path, &[&["batch", "a.yaml", "--records", "r.csv", "--handout", "es.yaml"], to].concat());
    }
    for name in ["run.pdf", "run/1-a.pdf"] {
        refused(path, &["build", "a.yaml", "-o", name], "filled-in copy");
    }
}
