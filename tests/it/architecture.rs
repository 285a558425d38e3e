//! The picture of the crate in `src/lib.rs` stays true: a module uses those listed before it and never those after.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules in the order of `lib.rs`.
fn modules() -> Vec<String> {
    let lib = fs::read_to_string("src/lib.rs").expect("src/lib.rs is read from the crate's folder");
    lib.lines().filter_map(|line| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned())).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// The top-level modules that a file names after `crate::`.
fn used(text: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            used.push((number + 1, name));
        }
    }
    used
}

#[test]
fn modules_use_only_those_below() {
    let modules = modules();
    assert!(modules.len() > 10, "lib.rs lists the modules: {modules:?}");
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    files.sort();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in &files {
        let inside = file.strip_prefix("src").expect("below src");
        let own = inside.components().next().expect("a name").as_os_str().to_string_lossy().replace(".rs", "");
        let Some(place) = modules.iter().position(|m| *m == own) else { continue };
        for (line, name) in used(&fs::read_to_string(file).expect("a source file is read")) {
            let Some(target) = modules.iter().position(|m| *m == name) else { continue };
            seen += 1;
            if target > place {
                wrong.push(format!("{}:{line}: `{own}` uses `{name}`, which stands above it", file.display()));
            }
        }
    }
    assert!(seen > 100, "the test found the crate's own uses: {seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    let prints = |text: &str| text.lines().any(|l| l.contains("println!(") || l.contains("eprintln!("));
    let wrong: Vec<_> = files
        .iter()
        .filter(|f| !f.starts_with("src/cli") && !f.ends_with("main.rs"))
        .filter(|f| prints(&fs::read_to_string(f).expect("a source file is read")))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// A program that lives on runs batches as it likes: nothing in them is the command's, or the whole process's.
#[test]
fn batches_leave_the_process_alone() {
    let mut files = Vec::new();
    rust_files(Path::new("src/batch"), &mut files);
    assert!(files.len() > 10, "{files:?}");
    let of_the_process = ["clap", "indicatif", "ctrlc", "std::env", "set_hook", "stdout()", "stderr()", "exit("];
    for file in files {
        let text = fs::read_to_string(&file).expect("a source file is read");
        let wrong = of_the_process.iter().find(|word| text.contains(**word));
        assert_eq!(wrong, None, "{}", file.display());
    }
}
