//! Keeps the map of the crate in `src/lib.rs` true: a module uses those listed before it and never those after; and
//! there are no cycles inside a module.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Modules in the order of `lib.rs`, without those whose files are under `tests`.
fn modules() -> Vec<String> {
    let lib = fs::read_to_string("src/lib.rs").expect("src/lib.rs is read from the crate's folder");
    let names = lib.lines().filter_map(|line| after(line, "mod")?.strip_suffix(';'));
    let is_here =
        |name: &&str| Path::new("src").join(name).exists() || Path::new("src").join(format!("{name}.rs")).exists();
    names.filter(is_here).map(str::to_owned).collect()
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

/// Modules whose files do not even use what their own `mod.rs` defines, as files of other modules may.
const STRICT: [&str; 2] = ["batch", "cli"];

/// The path of a file's module: `cli`, `batch`, `args`.
fn module_of(file: &Path) -> Vec<String> {
    let inside = file.strip_prefix("src").expect("below src").with_extension("");
    let names = inside.iter().map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name != "mod").collect()
}

/// A `use` without its braces: `a::{b, c::d}` becomes `a::b` and `a::c::d`.
fn expand(before: &str, text: &str, paths: &mut Vec<String>) {
    let (mut depth, mut start) = (0, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('{') {
            Some((head, rest)) => {
                let inner = rest.strip_suffix('}').expect("a brace is closed");
                expand(&format!("{before}{}", head.trim()), inner, paths);
            }
            None => paths.push(format!("{before}{part}")),
        }
    }
}

/// The rest of a line after a word, whatever its visibility: `pub(crate) mod x;`.
fn after<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let line = line.trim_start();
    let public = line.starts_with("pub").then(|| line.split_once(&format!(" {word} "))).flatten();
    public.map(|(_, rest)| rest).or_else(|| line.strip_prefix(word)?.strip_prefix(' '))
}

/// The paths that a file names, from the crate root.
fn named(file: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(file).expect("a source file is read");
    let text = text.split("#[cfg(test)]").next().expect("a beginning");
    let code: String = text.lines().map(|line| line.split("//").next().unwrap_or("").to_owned() + "\n").collect();
    let children: Vec<&str> = code.lines().filter_map(|line| after(line, "mod")?.strip_suffix(';')).collect();
    let mut paths = Vec::new();
    for line in code.lines() {
        if let Some(rest) = after(line, "use") {
            let start = rest.as_ptr() as usize - code.as_ptr() as usize;
            let length = code[start..].find(';').expect("it ends");
            expand("", &code[start..start + length], &mut paths);
        }
    }
    for root in ["crate::", "super::"] {
        for (at, _) in code.match_indices(root) {
            // Resolve `super::super::x` completely; a visibility is not a use.
            if code[..at].ends_with("::") || code[..at].ends_with("(in ") {
                continue;
            }
            let of_path = |c: &char| c.is_alphanumeric() || matches!(c, '_' | ':');
            paths.push(code[at..].chars().take_while(of_path).collect());
        }
    }
    let own = module_of(file);
    let absolute = |path: &String| -> Option<Vec<String>> {
        let names: Vec<&str> = path.split("::").map(|name| name.split(' ').next().unwrap_or("")).collect();
        let mut base = match names[0] {
            "crate" => vec![],
            "self" | "super" => own.clone(),
            child if children.contains(&child) => own.clone(),
            _ => return None,
        };
        for name in names {
            match name {
                "crate" | "self" => {}
                "super" => drop(base.pop()),
                _ => base.push(name.to_owned()),
            }
        }
        Some(base)
    };
    paths.iter().filter_map(absolute).collect()
}

/// A path from a file back to itself, if there is one.
fn circle(uses: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>, way: &mut Vec<Vec<String>>) -> bool {
    let last = way.last().expect("it begins somewhere").clone();
    for next in &uses[&last] {
        if *next == way[0] {
            return true;
        }
        if !way.contains(next) {
            way.push(next.clone());
            if circle(uses, way) {
                return true;
            }
            way.pop();
        }
    }
    false
}

#[test]
fn no_circles_inside_rooms() {
    let mut all = 0;
    for room in &modules() {
        let mut files = Vec::new();
        if Path::new("src").join(room).is_dir() {
            rust_files(&Path::new("src").join(room), &mut files);
        }
        files.extend(Some(Path::new("src").join(format!("{room}.rs"))).filter(|file| file.exists()));
        let modules: BTreeSet<Vec<String>> = files.iter().map(|file| module_of(file)).collect();
        let mut uses: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
        for file in &files {
            let own = module_of(file);
            let target =
                |path: Vec<String>| (1..=path.len()).rev().map(|n| path[..n].to_vec()).find(|m| modules.contains(m));
            let is_face = |target: &Vec<String>| own.starts_with(target) && !STRICT.contains(&room.as_str());
            let targets = named(file).into_iter().filter_map(target);
            let targets = targets.filter(|target| *target != own && !is_face(target)).collect();
            uses.insert(own, targets);
        }
        let edges: usize = uses.values().map(BTreeSet::len).sum();
        all += edges;
        let circles: Vec<String> = modules
            .iter()
            .filter_map(|module| {
                let mut way = vec![module.clone()];
                let names =
                    |way: &[Vec<String>]| way.iter().map(|names| names.join("::")).collect::<Vec<_>>().join(" > ");
                circle(&uses, &mut way).then(|| names(&way))
            })
            .collect();
        assert!(circles.is_empty(), "{}", circles.join("\n"));
    }
    assert!(all > 200, "the test found what files use: {all}");
}

/// A long-lived program runs batches as it likes: nothing in them belongs to the command, or to the whole process.
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

/// What readers rely on in every file is written in one place, for a single handout and for copies alike.
#[test]
fn each_part_of_a_file_is_written_in_one_place() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    let texts: Vec<String> =
        files.iter().map(|file| fs::read_to_string(file).expect("a source file is read")).collect();
    let parts = [
        r#"Dict::of("Page")"#,
        r#"Dict::of("Pages")"#,
        r#"Dict::of("Catalog")"#,
        r#"Dict::of("StructTreeRoot")"#,
        r#"Dict::of("Outlines")"#,
        r#"Dict::of("Annot")"#,
        r#"Dict::of("OutputIntent")"#,
        r#"Dict::of("Metadata")"#,
        r#"Dict::of("ObjStm")"#,
        r#"Dict::of("XRef")"#,
        // A structure element, whose type is left out.
        r#".with("S", name(role))"#,
    ];
    for part in parts {
        let count: usize = texts.iter().map(|text| text.matches(part).count()).sum();
        assert_eq!(count, 1, "{part}");
    }
    // Nor is any of them written past the objects.
    for syntax in ["<</Type/Page", "/Type/Catalog", "/Type/StructElem", "/Type/XRef"] {
        let count: usize = texts.iter().map(|text| text.matches(syntax).count()).sum();
        assert_eq!(count, 0, "{syntax}");
    }
}
