//! Damaged journals and manifests: a run that resumes makes whatever they do not confirm, and never succeeds with a
//! copy missing or wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::stopped::{check_lines, hex, journal};
use crate::support::{printed, run};

const HANDOUT: &str = include_str!("../data/journal/h.yaml");
/// Copies in a run: few, since each damage costs three runs of the program.
const COPIES: usize = 3;

struct Folder {
    folder: tempfile::TempDir,
    /// The finished PDFs.
    pdfs: BTreeMap<String, Vec<u8>>,
    manifest: String,
    to: &'static [&'static str],
}

impl Folder {
    /// A finished run.
    fn new(to: &'static [&'static str]) -> Folder {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("h.yaml"), HANDOUT).expect("written");
        let mut csv = String::from("name,mrn\n");
        (1..=COPIES).for_each(|number| csv += &format!("Zqanna {number},MRN-{number}\n"));
        fs::write(folder.path().join("r.csv"), csv).expect("written");
        fs::create_dir(folder.path().join("t")).expect("made");
        let mut made = Folder { folder, pdfs: BTreeMap::new(), manifest: String::new(), to };
        assert_eq!(made.batch(&[]).0, Some(0), "{}", made.batch(&[]).1);
        made.pdfs = made.files(".pdf");
        made.manifest = fs::read_to_string(made.path().join("t/run.json")).expect("a manifest");
        made
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn batch(&self, more: &[&str]) -> (Option<i32>, String) {
        let output = run(self.path(), &[&["batch", "h.yaml", "--records", "r.csv"], self.to, more].concat());
        let said = printed(&output.stderr);
        assert!(!said.contains("Zq") && !said.contains("MRN"), "a value was said: {said}");
        (output.status.code(), said)
    }

    fn verify(&self) -> (Option<i32>, String) {
        let args = ["verify", "t", "--manifest", "t/run.json", "--records", "r.csv"];
        let output = run(self.path(), &args);
        (output.status.code(), printed(&output.stderr))
    }

    fn files(&self, ending: &str) -> BTreeMap<String, Vec<u8>> {
        let names = fs::read_dir(self.path().join("t")).expect("the folder").map(|entry| entry.expect("an entry"));
        let names = names.filter(|entry| entry.file_name().to_string_lossy().ends_with(ending));
        names
            .map(|entry| (entry.file_name().into_string().expect("a name"), fs::read(entry.path()).expect("a file")))
            .collect()
    }

    /// Puts the folder into the state of a stopped run: its PDFs up to `files`, and the given file.
    fn restore(&self, files: usize, name: &str, bytes: &[u8]) {
        fs::remove_dir_all(self.path().join("t")).expect("removed");
        fs::create_dir(self.path().join("t")).expect("made");
        for (name, bytes) in self.pdfs.iter().take(files) {
            fs::write(self.path().join("t").join(name), bytes).expect("written");
        }
        fs::write(self.path().join("t").join(name), bytes).expect("written");
    }

    /// Resumes the run. It must end with all copies as they were, or report a problem.
    fn resumed(&self, what: &str) {
        let (code, said) = self.batch(&["--resume"]);
        if code == Some(0) {
            assert!(self.files(".pdf") == self.pdfs, "{what}: copies are missing or wrong: {said}");
            let (code, verified) = self.verify();
            let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
            let manifest = fs::read_to_string(self.path().join("t/run.json")).expect("a manifest");
            let same = json(&manifest).is_some_and(|manifest| Some(manifest) == json(&self.manifest));
            assert!(same == (code == Some(0)), "{what}: {said}{verified}");
        } else {
            assert!(said.contains("--force"), "{what}: {said}");
        }
    }
}

/// One of our lines with typical file damage: whole lines lost, repeated and moved, bytes changed, lost and added.
fn damages(lines: &[&str], at: usize) -> Vec<(&'static str, Vec<u8>)> {
    let join = |lines: Vec<&str>| lines.iter().map(|line| format!("{line}\n")).collect::<String>().into_bytes();
    let with = |line: &str| {
        let mut changed = lines.to_vec();
        changed[at] = line;
        join(changed)
    };
    let line = lines[at];
    let flipped = |from: &[char]| {
        let place = line.rfind(|c| from.contains(&c))?;
        let other = if line[place..].starts_with('1') { "2" } else { "1" };
        Some(with(&format!("{}{other}{}", &line[..place], &line[place + 1..])))
    };
    let mut twice = lines.to_vec();
    twice.insert(at, line);
    let mut without = lines.to_vec();
    without.remove(at);
    let mut swapped = lines.to_vec();
    swapped.swap(at, if at + 1 < lines.len() { at + 1 } else { at - 1 });
    let half = line.len() / 2;
    let mut bytes = join(lines.to_vec());
    let start: usize = lines[..at].iter().map(|line| line.len() + 1).sum();
    bytes[start + half] ^= 0x80;
    let mut damages = vec![
        ("deleted", join(without)),
        ("repeated", join(twice)),
        ("swapped", join(swapped)),
        ("shortened", with(&line[..half])),
        ("emptied", with("")),
        ("with something after it", with(&format!("{line}x"))),
        ("with something before it", with(&format!(" {line}"))),
        ("the last one", join(lines[..at].to_vec())),
        ("not UTF-8", bytes),
    ];
    damages.extend(flipped(&['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).map(|bytes| ("another digit", bytes)));
    damages.extend(flipped(&['a', 'b', 'c', 'd', 'e', 'f']).map(|bytes| ("another letter", bytes)));
    damages
}

#[test]
fn a_damaged_journal_loses_no_copy() {
    for to in [&["-d", "t"][..], &["-o", "t/run.pdf", "--volume", "2"]] {
        let folder = Folder::new(to);
        let files = folder.pdfs.len();
        let all = journal(&folder.manifest, COPIES + files);
        let lines: Vec<&str> = all.lines().collect();
        let mut tried = 0;
        for at in 0..lines.len() {
            for (what, bytes) in damages(&lines, at) {
                folder.restore(files, "run.journal", &bytes);
                folder.resumed(&format!("{to:?}: line {at} {what}"));
                tried += 1;
            }
        }
        assert!(tried >= 9 * lines.len(), "{tried}");
    }
}

#[test]
fn a_damaged_line_is_named_and_what_is_before_it_is_kept() {
    let folder = Folder::new(&["-d", "t"]);
    let all = journal(&folder.manifest, 6).replacen("\"copy\":2", "\"copy\":3", 1);
    folder.restore(3, "run.journal", all.as_bytes());
    let (code, said) = folder.batch(&["--resume"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("line 5 of `t/run.journal` is damaged") && said.contains("resuming after 1 copy"), "{said}");
    assert_eq!(folder.verify().0, Some(0));
    // Half a line is what a stopped run leaves, and no cause for alarm.
    folder.restore(3, "run.journal", &journal(&folder.manifest, 4).as_bytes()[..400]);
    let (code, said) = folder.batch(&["--resume"]);
    assert!(code == Some(0) && !said.contains("damaged"), "{said}");
}

#[test]
fn lines_that_check_and_say_something_impossible_do_not_count() {
    let folder = Folder::new(&["-d", "t"]);
    let all = journal(&folder.manifest, 6);
    let lines: Vec<String> = all.lines().map(|line| line[17..].to_owned()).collect();
    let outside = lines[1].replacen("\"file\":\"", "\"file\":\"../", 1);
    let changes: [(&str, Vec<String>); 4] = [
        ("a file in another folder", [&lines[..1], &[outside], &lines[2..]].concat()),
        ("a copy again", [&lines[..3], &lines[1..]].concat()),
        ("a copy of no file", [&lines[..1], &lines[2..]].concat()),
        ("a file without its copy", [&lines[..2], &lines[3..]].concat()),
    ];
    for (what, lines) in changes {
        folder.restore(3, "run.journal", check_lines(lines).as_bytes());
        folder.resumed(what);
        assert_eq!(folder.verify().0, Some(0), "{what}");
    }
}

#[test]
fn files_that_are_not_what_the_journal_says_are_made_again() {
    let folder = Folder::new(&["-d", "t"]);
    let first = folder.pdfs.keys().next().expect("a file").clone();
    for bytes in [None, Some(&b""[..]), Some(b"%PDF-1.7 half")] {
        folder.restore(3, "run.journal", journal(&folder.manifest, 6).as_bytes());
        match bytes {
            None => fs::remove_file(folder.path().join("t").join(&first)).expect("removed"),
            Some(bytes) => fs::write(folder.path().join("t").join(&first), bytes).expect("written"),
        }
        folder.resumed("a file");
        assert_eq!(folder.verify().0, Some(0));
    }
}

#[test]
fn a_damaged_manifest_is_never_taken_for_a_complete_run() {
    for to in [&["-d", "t"][..], &["-o", "t/run.pdf", "--volume", "2"]] {
        let folder = Folder::new(to);
        let lines: Vec<&str> = folder.manifest.lines().collect();
        // The list of bundled fonts is long, and its rows are similar.
        let fonts = lines.iter().filter(|line| line.contains("\"name\": \"Noto")).count();
        assert!(fonts > 10);
        let skipped = |at: usize| lines[at].contains("Noto") || at > 0 && lines[at - 1].contains("Noto");
        // Everything before the lists is the same for all kinds of runs.
        let first =
            if to[0] == "-d" { 0 } else { lines.iter().position(|line| line.contains("\"key\"")).expect("a key") };
        for at in (first..lines.len()).filter(|at| !skipped(*at)) {
            for (what, bytes) in damages(&lines, at) {
                folder.restore(folder.pdfs.len(), "run.json", &bytes);
                folder.resumed(&format!("{to:?}: line {at} {what}"));
            }
        }
    }
}

#[test]
fn a_complete_run_whose_files_are_gone_is_made_again() {
    let folder = Folder::new(&["-d", "t"]);
    folder.restore(2, "run.json", folder.manifest.as_bytes());
    let (code, said) = folder.batch(&["--resume"]);
    assert!(code == Some(0) && said.contains("made again"), "{said}");
    assert!(folder.files(".pdf") == folder.pdfs);
    assert_eq!(folder.verify().0, Some(0));
}

#[test]
fn journals_of_the_first_version_vouch_for_nothing() {
    for damage in ["bad", "digest", "number"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("t")).expect("made");
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/journal");
        for (from, to) in [("h.yaml", "h.yaml"), ("r.csv", "r.csv"), (&format!("journal.{damage}"), "t/run.journal")] {
            fs::copy(data.join(from), folder.path().join(to)).expect("copied");
        }
        let output = run(folder.path(), &["batch", "h.yaml", "--records", "r.csv", "-d", "t", "--resume"]);
        assert_eq!(output.status.code(), Some(0), "{damage}: {}", printed(&output.stderr));
        assert!(printed(&output.stderr).contains("wrote 2 copies in 2 files"), "{damage}");
        let output = run(folder.path(), &["verify", "t", "--manifest", "t/run.json", "--records", "r.csv"]);
        assert_eq!(output.status.code(), Some(0), "{damage}: {}", printed(&output.stderr));
        assert!(!folder.path().join("t/run.journal").exists());
    }
}

#[cfg(unix)]
#[test]
fn part_files_and_journals_are_never_links_to_elsewhere() {
    let folder = Folder::new(&["-d", "t"]);
    let target = folder.path().join("precious");
    fs::write(&target, "precious").expect("written");
    let t = folder.path().join("t");
    // These were left by an abandoned run of this output; another output's are not ours to remove.
    let output = run(folder.path(), &["batch", "h.yaml", "--records", "r.csv", "-d", "t", "--force"]);
    assert_eq!(output.status.code(), Some(0));
    let tag = &hex(&<sha2::Sha256 as sha2::Digest>::digest(b"run.journal"))[..16];
    for name in [format!(".handout-{tag}-1-2.part"), ".handout-0000000000000000-1-2.part".to_owned()] {
        std::os::unix::fs::symlink(&target, t.join(name)).expect("linked");
    }
    assert_eq!(folder.batch(&["--force"]).0, Some(0));
    assert_eq!(folder.files(".part").len(), 1, "one is of another output");

    for name in ["run.journal", "run.json", "run.rejects.csv", "1-bone-marrow-test.pdf"] {
        let path = t.join(name);
        let _ = fs::remove_file(&path);
        std::os::unix::fs::symlink(&target, &path).expect("linked");
        for more in [&[][..], &["--force"], &["--resume"], &["--resume", "--force"]] {
            let (code, said) = folder.batch(more);
            assert_eq!(code, Some(2), "{name} {more:?}: {said}");
            assert!(said.contains("link") || more.is_empty() && said.contains("--force"), "{name} {more:?}: {said}");
        }
        fs::remove_file(&path).expect("the link is still there");
    }
    assert_eq!(fs::read_to_string(&target).expect("there"), "precious");
}

#[cfg(unix)]
#[test]
fn two_runs_at_once_do_not_mix() {
    use std::process::{Command, Stdio};
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("h.yaml"), HANDOUT).expect("written");
    let mut csv = String::from("name,mrn\n");
    (1..=400).for_each(|number| csv += &format!("Zqanna {number},MRN-{number}\n"));
    fs::write(folder.path().join("r.csv"), csv).expect("written");
    let start = |output: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handout"));
        command.current_dir(folder.path()).args(["batch", "h.yaml", "--records", "r.csv", "--resume", "-o", output]);
        command.stderr(Stdio::piped()).spawn().expect("the program starts")
    };
    // The same output: one of them gets an error, or finds the run complete. Two outputs of the same copies: both are
    // made.
    let runs = ["a.pdf", "a.pdf", "b.pdf", "b.pdf"].map(|output| (output, start(output)));
    let mut good = vec![];
    for (output, child) in runs {
        let done = child.wait_with_output().expect("ended");
        let said = printed(&done.stderr);
        match done.status.code() {
            Some(0) => good.push(output),
            code => assert!(code == Some(2) && said.contains("another handout"), "{output}: {said}"),
        }
    }
    good.dedup();
    assert_eq!(good, ["a.pdf", "b.pdf"]);
    for name in ["a", "b"] {
        let (pdf, manifest) = (format!("{name}.pdf"), format!("{name}.json"));
        let output = run(folder.path(), &["verify", &pdf, "--manifest", &manifest, "--records", "r.csv"]);
        assert_eq!(output.status.code(), Some(0), "{}", printed(&output.stderr));
    }
    assert!(
        fs::read(folder.path().join("a.pdf")).expect("there") == fs::read(folder.path().join("b.pdf")).expect("there")
    );
    let left = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(left, 6, "no part or journal is left");
}
