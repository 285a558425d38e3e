//! Batches: which files a run leaves, that none is incomplete, and that however it is divided, stopped or repeated, the
//! bytes are the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::stopped::journal;
use crate::support::{printed, run};

const HANDOUT: &str = "\
handout: 1
id: visit
title: Your visit
language: en
patient:
  name: {label: Patient, required: true}
  mrn: {label: MRN}
  day: {label: Day, type: date}
body:
  - Please come on time.
  - Your visit is on {patient.day}.
";
const SPANISH: &str = "\
handout: 1
id: visit
title: Su visita
language: es
patient:
  name: {label: Paciente, required: true}
  mrn: {label: MRN}
  day: {label: Día, type: date}
body:
  - Llegue a tiempo, por favor.
";
/// Names that appear only on a page.
const NAMES: [&str; 6] =
    ["Zqanna Qwortley", "Nguyễn Zqthiện", "Zqольга Петренко", "زقمريم الحسن", "Zqueline O’Brien", "Zq Ødegård"];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(records: usize) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a temporary folder"));
        folder.write("visit.yaml", HANDOUT);
        folder.write("besuch.yaml", SPANISH);
        let mut csv = String::from("name,mrn,day,language\n");
        for number in 0..records {
            let language = if number % 5 == 3 { "es-MX" } else { "" };
            let (name, day) = (NAMES[number % NAMES.len()], number % 28 + 1);
            csv += &format!("{name},Zq{number:05},2026-02-{day:02},{language}\n");
        }
        folder.write("r.csv", &csv);
        for name in ["a", "b", "c", "d", "merged"] {
            fs::create_dir(folder.path().join(name)).expect("made");
        }
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).expect("written");
    }

    fn batch(&self, args: &[&str]) -> Output {
        run(self.path(), &[&["batch", "visit.yaml", "--records", "r.csv"], args].concat())
    }

    /// A run that must succeed.
    fn good(&self, args: &[&str]) {
        let output = self.batch(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", printed(&output.stderr));
    }

    /// A run that must fail, and its messages.
    fn bad(&self, args: &[&str], code: i32) -> String {
        let output = self.batch(args);
        let said = printed(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(!said.contains("Zq") && !said.contains("زق"), "a value was said: {said}");
        said
    }

    /// The files of a folder, by name.
    fn files(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.path().join(name)) else { return BTreeMap::new() };
        let file = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry.expect("an entry");
            (entry.file_name().into_string().expect("a name"), fs::read(entry.path()).expect("a file"))
        };
        entries.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_file())).map(file).collect()
    }

    fn pdfs(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        self.files(name).into_iter().filter(|(name, _)| name.ends_with(".pdf")).collect()
    }
}

#[test]
fn a_run_leaves_its_files_and_a_manifest() {
    let folder = Folder::new(12);
    folder.good(&["-d", "out"]);
    let files = folder.files("out");
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let numbers: Vec<String> = (1..=12).map(|number| format!("{number:02}-visit.pdf")).collect();
    assert_eq!(names[..12], numbers.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(names[12..], ["run.json"]);
    let manifest: serde_json::Value = serde_json::from_slice(&files["run.json"]).expect("JSON");
    assert_eq!(manifest["records"]["count"], 12);
    let inputs: Vec<_> = manifest["inputs"].as_array().expect("inputs").iter().map(|i| i["file"].as_str()).collect();
    assert_eq!(inputs, [Some("visit.yaml"), Some("besuch.yaml")]);
    assert_eq!(manifest["entries"].as_array().map(Vec::len), Some(24));
    // Nothing blocks a second run except by request.
    assert!(folder.bad(&["-d", "out"], 2).contains("--force"));
    folder.good(&["-d", "out", "--force"]);
    assert_eq!(folder.files("out"), files);
}

#[test]
fn however_it_is_divided_a_copy_is_the_same() {
    let folder = Folder::new(40);
    folder.good(&["-d", "whole", "-j", "1"]);
    let whole = folder.pdfs("whole");
    folder.good(&["-d", "threads", "-j", "8"]);
    assert_eq!(folder.files("threads"), folder.files("whole"));
    for k in 1..=7 {
        folder.good(&["-d", "shards", "--shard", &format!("{k}/7")]);
    }
    assert_eq!(folder.pdfs("shards"), whole);
    folder.good(&["-d", "only", "--only", "17,20-22"]);
    let only = folder.pdfs("only");
    assert_eq!(only.len(), 4);
    assert!(only.iter().all(|(name, bytes)| whole[name] == *bytes));
    // A reprint into the run's own folder equals what is there.
    folder.good(&["-d", "whole", "--only", "17"]);
    assert_eq!(folder.pdfs("whole"), whole);
    let alone = Folder::new(17);
    alone.good(&["-d", "out", "--only", "17"]);
    assert_eq!(alone.pdfs("out")["17-visit.pdf"], whole["17-visit.pdf"]);
}

#[test]
fn volumes_are_the_same_in_parts() {
    let folder = Folder::new(40);
    folder.good(&["-o", "a/run.pdf", "--volume", "6", "-j", "1"]);
    let whole = folder.pdfs("a");
    assert_eq!(whole.len(), 7);
    assert!(whole.contains_key("run-1.pdf") && whole.contains_key("run-7.pdf"));
    for k in 1..=3 {
        folder.good(&["-o", "b/run.pdf", "--volume", "6", "-j", "8", "--shard", &format!("{k}/3")]);
    }
    assert_eq!(folder.pdfs("b"), whole);
    folder.good(&["-o", "c/run.pdf"]);
    assert_eq!(folder.pdfs("c").len(), 1);
    assert!(folder.bad(&["-o", "d/run.pdf", "--shard", "1/3"], 2).contains("--volume"));
}

#[test]
fn a_bad_record_stops_the_run_before_anything_is_written() {
    let folder = Folder::new(3);
    let csv = "name,mrn,day\nZqA,1,2026-01-01\nZqB,2,01/02/2026\n,3,2026-01-03\nZq\u{12000},4,\nZqE,5,2026-01-05\n";
    folder.write("r.csv", csv);
    let said = folder.bad(&["-d", "out"], 1);
    for words in
        ["record 2, field `day`", "record 3, field `name`: required", "record 4, field `name`", "3 records of 5"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!folder.path().join("out").exists());
    assert!(folder.bad(&["-d", "out", "--dry-run"], 1).contains("3 records of 5"));

    let said = folder.bad(&["-d", "out", "--keep-going"], 1);
    assert!(said.contains("wrote 2 copies") && said.contains("3 records left out"), "{said}");
    let files = folder.files("out");
    assert_eq!(files.keys().collect::<Vec<_>>(), ["1-visit.pdf", "5-visit.pdf", "run.json", "run.rejects.csv"]);
    let rejects = String::from_utf8(files["run.rejects.csv"].clone()).expect("UTF-8");
    assert!(rejects.starts_with("record,line,field,reason\n2,3,day,") && rejects.lines().count() == 4, "{rejects}");
    assert!(!rejects.contains("Zq"));
    // A record that can be read but not typeset is also found before anything is written.
    folder.write("r.csv", &format!("name\nZqA\nZq{}\n", "W".repeat(200)));
    assert!(folder.bad(&["-d", "long"], 1).contains("record 2"));
    assert!(!folder.path().join("long").exists());
}

#[test]
fn bad_usage_and_bad_files_are_refused() {
    let folder = Folder::new(3);
    folder.write("taken", "a file");
    folder.write("empty.csv", "");
    folder.write("utf16.csv", "\u{feff}");
    fs::write(folder.path().join("utf16.csv"), b"n\0a\0").expect("written");
    for (args, code, words) in [
        (&["--records", "none.csv", "-d", "o"][..], 2, "none.csv"),
        (&["--records", ".", "-d", "o"], 2, "not a regular file"),
        (&["--records", "empty.csv", "-d", "o"], 1, "empty"),
        (&["--records", "utf16.csv", "-d", "o"], 1, "UTF-16"),
        (&["--records", "r.csv"], 2, "--dir"),
        (&["--records", "r.csv", "-d", "taken"], 2, "taken"),
        (&["--records", "r.csv", "-d", "o", "-o", "x.pdf"], 2, "cannot be used with"),
        (&["--records", "r.csv", "-d", "o", "--name", "{id}"], 2, "needs `{record}`"),
        (&["--records", "r.csv", "-d", "o", "--name", "../{record}"], 2, "without folders"),
        (&["--records", "r.csv", "-d", "o", "--name", "{record}-{field:name}"], 2, "--values-in-names"),
        (&["--records", "r.csv", "-d", "o", "--only", "9"], 2, "there are only 3"),
        (&["--records", "r.csv", "-d", "o", "--only", "x"], 2, "17,20-25"),
        (&["--records", "r.csv", "-d", "o", "--shard", "4/3"], 2, "3/8"),
        (&["--records", "r.csv", "-d", "o", "--map", "a=nobody"], 2, "no field `nobody`"),
        (&["--records", "r.csv", "-d", "o", "--set", "patient.nobody=Zq"], 2, "a field that the handout does not have"),
        (&["--records", "r.csv", "-d", "o", "--set", "patient.mrn=Zq"], 1, "field `mrn` has both a column"),
    ] {
        let output = run(folder.path(), &[&["batch", "visit.yaml"], args].concat());
        let said = printed(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(words) && !said.contains("Zq"), "{args:?}: {said}");
        assert!(!folder.path().join("o").exists(), "{args:?}");
    }
    folder.good(&["-d", "named", "--name", "{record}-{field:mrn}-{language}", "--values-in-names", "--only", "1"]);
    assert!(folder.path().join("named/1-Zq00000-en.pdf").exists());
}

/// Kills runs at varying moments, and checks after each that only complete files have their names. `to` is the argument
/// for the run's folder.
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "a run is killed at moments within the time it takes")]
fn killed(to: &dyn Fn(&str) -> Vec<String>, records: usize, kills: u64) {
    let folder = Folder::new(records);
    let good = |out: &str| {
        let arguments = [to(out), vec!["--resume".to_owned()]].concat();
        folder.good(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    };
    fs::create_dir(folder.path().join("whole")).expect("made");
    let started = std::time::Instant::now();
    good("whole");
    let takes = started.elapsed().as_millis() as u64;
    let whole = folder.pdfs("whole");
    let manifest = folder.files("whole")["run.json"].clone();
    let mut interrupted = 0;
    for attempt in 0..kills {
        let out = format!("out{attempt}");
        fs::create_dir(folder.path().join(&out)).expect("made");
        let mut child = Command::new(env!("CARGO_BIN_EXE_handout"))
            .current_dir(folder.path())
            .args(["batch", "visit.yaml", "--records", "r.csv", "--resume"])
            .args(to(&out))
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(takes * (attempt + 1) / (kills + 1)));
        child.kill().expect("killed");
        interrupted += u64::from(!child.wait().expect("ended").success());
        for (name, bytes) in folder.pdfs(&out) {
            assert!(whole.get(&name) == Some(&bytes), "{name} is whole, or not there");
        }
        good(&out);
        let files = folder.files(&out);
        assert_eq!(files["run.json"], manifest, "attempt {attempt}");
        assert!(folder.pdfs(&out) == whole, "attempt {attempt}");
        assert_eq!(files.len(), whole.len() + 1, "nothing is left over: {:?}", files.keys());
    }
    assert!(interrupted > 0, "at least one was killed while it ran");
}

#[cfg(unix)]
#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    killed(&|out| vec!["-d".to_owned(), out.to_owned()], 150, 6);
}

#[cfg(unix)]
#[test]
fn a_killed_merged_run_goes_on_to_the_same_bytes() {
    let to = |out: &str| ["-o", &format!("{out}/run.pdf"), "--volume", "20"].map(str::to_owned).to_vec();
    killed(&to, 150, 6);
    killed(&|out| ["-o", &format!("{out}/run.pdf")].map(str::to_owned).to_vec(), 100, 2);
}

#[test]
fn a_run_goes_on_only_with_the_same_records() {
    let folder = Folder::new(4);
    folder.good(&["-d", "out"]);
    // As if it had been stopped after the second copy.
    let manifest = String::from_utf8(folder.files("out")["run.json"].clone()).expect("UTF-8");
    let restore = |count: usize| {
        fs::write(folder.path().join("out/run.journal"), journal(&manifest, count)).expect("written");
        fs::remove_file(folder.path().join("out/run.json")).expect("removed");
    };
    let whole = folder.pdfs("out");
    restore(3); // The second file without its copy.
    fs::remove_file(folder.path().join("out/4-visit.pdf")).expect("removed");
    fs::write(folder.path().join("out/1-visit.pdf"), "cut off by a power cut").expect("written");
    assert!(folder.bad(&["-d", "out"], 2).contains("--resume"));
    folder.good(&["-d", "out", "--resume"]);
    assert_eq!(folder.pdfs("out"), whole);
    assert!(!folder.path().join("out/run.journal").exists());
    // Complete is complete.
    folder.good(&["-d", "out", "--resume"]);

    restore(2);
    let mut csv = fs::read_to_string(folder.path().join("r.csv")).expect("the records");
    csv += "ZqNew,9,,\n";
    folder.write("r.csv", &csv);
    assert!(folder.bad(&["-d", "out", "--resume"], 2).contains("have changed"));
}

#[cfg(unix)]
#[test]
fn a_full_disk_or_a_read_only_folder_is_said_and_loses_nothing() {
    let folder = Folder::new(30);
    // No file may exceed a megabyte: as if the disk were full in the middle of a merged file.
    let limited = |limit: u32, out: &str| {
        let line = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" batch visit.yaml --records r.csv -o {out}");
        let mut shell = Command::new("sh");
        shell.current_dir(folder.path()).args(["-c", &line, env!("CARGO_BIN_EXE_handout")]);
        shell.output().expect("the shell starts")
    };
    let output = limited(8, "run.pdf");
    let said = printed(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write") && said.contains("run.pdf"), "{said}");
    let left: Vec<String> =
        folder.files(".").into_keys().filter(|name| name.contains("handout") || name.contains("run")).collect();
    assert!(left.is_empty(), "nothing is left: {left:?}");
    folder.good(&["-o", "run.pdf"]);

    fs::create_dir(folder.path().join("locked")).expect("made");
    let mut permissions = fs::metadata(folder.path().join("locked")).expect("there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder.path().join("locked"), permissions).expect("set");
    // Root can write there, too.
    if fs::write(folder.path().join("locked/probe"), "").is_err() {
        assert!(folder.bad(&["-d", "locked"], 2).contains("cannot write to the folder `locked`"));
    }
}

#[test]
fn values_stand_on_pages_and_nowhere_else() {
    let folder = Folder::new(12);
    let output = folder.batch(&["-d", "out"]);
    folder.good(&["-o", "merged/run.pdf"]);
    let mut values: Vec<String> = NAMES.iter().flat_map(|name| name.split(' ')).map(str::to_owned).collect();
    values.extend((0..12).map(|number| format!("Zq{number:05}")));
    let holds = |bytes: &[u8], value: &str| -> bool {
        let utf_16 = |to: fn(u16) -> [u8; 2]| value.encode_utf16().flat_map(to).collect::<Vec<u8>>();
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>().into_bytes();
        let mut forms = vec![value.as_bytes().to_vec(), utf_16(u16::to_be_bytes), utf_16(u16::to_le_bytes)];
        forms.extend([hex(value.as_bytes()), hex(&utf_16(u16::to_be_bytes))]);
        forms.iter().any(|form| bytes.windows(form.len()).any(|window| window == form.as_slice()))
    };
    let said = [output.stdout, output.stderr].concat();
    let mut searched = 0;
    for value in values.iter().filter(|value| value.chars().count() > 2) {
        assert!(!holds(&said, value), "said: {value}");
        for (name, bytes) in folder.files("out").iter().chain(&folder.files("merged")) {
            assert!(!holds(name.as_bytes(), value) && !holds(bytes, value), "{name} holds {value}");
            if !name.ends_with(".pdf") {
                continue;
            }
            // All objects except the pages' own content, unpacked.
            let document = lopdf::Document::load_mem(bytes).expect("a PDF");
            let content: Vec<_> = document.page_iter().flat_map(|page| document.get_page_contents(page)).collect();
            for (id, object) in document.objects.iter().filter(|(id, _)| !content.contains(id)) {
                searched += 1;
                let mut all = format!("{object:?}").into_bytes();
                if let Ok(stream) = object.as_stream() {
                    all.extend(stream.decompressed_content().unwrap_or_else(|_| stream.content.clone()));
                }
                assert!(!holds(&all, value), "{name}, object {id:?} holds {value}");
            }
        }
    }
    assert!(searched > 1000, "{searched}");
}
