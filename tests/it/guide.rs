//! README and the pages of `handout guide`: every command in them runs, every YAML example builds, and the lists of keys,
//! options, codes and topics are complete.
//!
//! - A `sh` block runs in bash, line by line and block after block, in a copy of `content/`: README from the folder above
//!   it, as in a clone, and the pages of the guide inside. Each command must exit with 0, or as its line says:
//!   `# exits with 1`.
//! - What is not to be had on every machine is stood in for, as [`STAND_INS`] says.
//! - A `yaml` block is built. One that begins with `handout: 1` or `site: 1` is a whole file; of any other the rest is
//!   added, by its first key. A handout that names no site is built in a folder where there is nothing else.
//! - A `python` block runs where there is Python, with a stand-in for Ray.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{printed, run};

/// In the order of `handout guide`.
const TOPICS: [&str; 12] = [
    "write",
    "copy",
    "serve",
    "batch",
    "press",
    "impose",
    "preflight",
    "languages",
    "reference",
    "errors",
    "speed",
    "design",
];

/// The commands of the examples that are not ours. `cargo run` runs the program that is tested; `cargo test` would run
/// this test again, and `cargo install` would build for minutes; printers are not everywhere; and of GNU Parallel and
/// Slurm only that they run a command once for each part of a run.
const STAND_INS: &str = r#"
set -o pipefail
handout() {
    [ "$1" = serve ] || { "$HANDOUT" "$@"; return; }
    # A server runs until it is stopped: here, as soon as it listens. The last one's words are not this one's.
    : > served.log
    "$HANDOUT" "$@" --listen 127.0.0.1:0 2>> served.log &
    until grep -q "serving" served.log; do kill -0 $! || { cat served.log >&2; return 1; }; sleep 0.05; done
    kill $! && wait $!
}
cargo() {
    case "$*" in
        "run --release -- "*) shift 3; handout "$@" ;;
        "test" | "install --path .") ;;
        *) return 99 ;;
    esac
}
lp() { cat > /dev/null; }
parallel() {
    shift 2
    local words=() parts=()
    while [ "$1" != ":::" ]; do words+=("$1"); shift; done
    shift
    for part in "$@"; do "${words[@]//"{}"/$part}" || return; done
}
sbatch() { for SLURM_ARRAY_TASK_ID in 1 2 3 4 5 6 7 8; do eval "$4" || return; done; }
"#;

/// What the Python example takes of Ray.
const RAY: &str = "
def remote(**options):
    def decorate(function):
        function.remote = function
        return function
    return decorate
def get(results): return results
";

/// A fenced block.
struct Block {
    /// README or page, and the line on which it begins.
    place: String,
    language: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// README and the pages of the guide.
fn pages() -> Vec<String> {
    let pages = TOPICS.iter().map(|topic| format!("src/guide/{topic}.md"));
    std::iter::once("README.md".to_owned()).chain(pages).collect()
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (index, line) in read(page).lines().enumerate() {
        match line.strip_prefix("```") {
            Some(language) if !open => {
                let (place, language) = (format!("{page}:{}", index + 1), language.to_owned());
                blocks.push(Block { place, language, text: String::new() });
                open = true;
            }
            Some(_) => open = false,
            None if open => blocks.last_mut().expect("a block is open").text.extend([line, "\n"]),
            None => {}
        }
    }
    assert!(!open, "{page}: a block is not closed");
    blocks
}

/// Copies a folder with all that is in it.
fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("made");
    for entry in fs::read_dir(from).expect("the folder is listed") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy_folder(&path, &to),
            false => fs::copy(&path, to).map(drop).expect("copied"),
        }
    }
}

/// A folder with a copy of `content/`, and the picture and the font that examples name.
fn workplace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let content = folder.path().join("content");
    copy_folder(&root().join("content"), &content);
    fs::copy(root().join("tests/data/pages/hip.svg"), content.join("hip.svg")).expect("copied");
    fs::create_dir(content.join("fonts")).expect("made");
    for (name, file) in [("brand.ttf", "NotoSans-Regular.ttf"), ("brand-bold.ttf", "NotoSans-Bold.ttf")] {
        fs::copy(root().join("fonts").join(file), content.join("fonts").join(name)).expect("copied");
    }
    folder
}

/// The commands of a shell block: lines, with those that follow a backslash or belong to a document written here.
fn commands(text: &str) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let mut command = line.to_owned();
        while command.ends_with('\\') {
            command = command + "\n" + lines.next().expect("a line follows the backslash");
        }
        if let Some((_, end)) = line.split_once("<<'") {
            let end = end.split('\'').next().expect("the word that ends it");
            let rest = lines.by_ref().take_while(|line| *line != end);
            command = rest.fold(command, |command, line| command + "\n" + line) + "\n" + end;
        }
        if !command.trim().is_empty() && !command.starts_with('#') {
            commands.push(command);
        }
    }
    commands
}

/// The code that a command's line says it exits with.
fn expected_code(command: &str) -> i32 {
    let said = command.lines().next().and_then(|line| line.split_once("# exits with "));
    said.map_or(0, |(_, code)| code[..1].parse().expect("a digit follows"))
}

/// Runs the shell blocks of a page in one shell, as somebody would who pastes one after the other.
#[cfg(unix)]
fn run_commands(page: &str, folder: &Path) {
    let mut script = STAND_INS.to_owned();
    let mut expected = Vec::new();
    for block in blocks(page).iter().filter(|block| block.language == "sh") {
        for command in commands(&block.text) {
            // Brackets take no here-document on their last line, so the code comes on a line of its own.
            script += &format!("{command}\necho \"exit $?\" >&3\n");
            expected.push((format!("{}: {command}", block.place), expected_code(&command)));
        }
    }
    let codes = folder.join("codes");
    fs::write(folder.join("script"), script).expect("written");
    let mut shell = Command::new("bash");
    shell.current_dir(if page == "README.md" { folder.to_owned() } else { folder.join("content") });
    shell.args(["-c", "exec 3> \"$CODES\"; . \"$SCRIPT\""]);
    shell.env("SCRIPT", folder.join("script")).env("CODES", &codes).env("HANDOUT", env!("CARGO_BIN_EXE_handout"));
    shell.env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR");
    let output = shell.output().expect("bash starts");
    let said = String::from_utf8_lossy(&output.stderr);
    let codes = fs::read_to_string(codes).expect("the codes were written");
    let codes: Vec<i32> = codes.lines().map(|line| line["exit ".len()..].parse().expect("a code")).collect();
    assert_eq!(codes.len(), expected.len(), "{page}: {said}");
    let wrong: Vec<_> = codes.iter().zip(&expected).filter(|(code, (_, expected))| *code != expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{said}");
}

#[cfg(unix)]
#[test]
fn every_command_runs() {
    for page in pages() {
        let folder = workplace();
        run_commands(&page, folder.path());
        if page.ends_with("batch.md") {
            spread_examples(&folder.path().join("content"));
        }
    }
}

/// The examples for Ray and Kubernetes make the same parts of a run as the others.
#[cfg(unix)]
fn spread_examples(content: &Path) {
    let complete = |name: &str| {
        let mut arguments = vec!["verify".to_owned(), name.to_owned()];
        arguments.extend((1..=8).flat_map(|k| ["--manifest".to_owned(), format!("{name}/run.{k}-of-8.json")]));
        let output = run(content, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(output.status.code(), Some(0), "{name}: {}", printed(&output.stderr));
    };
    ["parallel", "slurm"].iter().for_each(|name| complete(name));
    let blocks = blocks("src/guide/batch.md");
    let path =
        std::env::join_paths(
            std::iter::once(PathBuf::from(env!("CARGO_BIN_EXE_handout")).parent().expect("a folder").to_owned())
                .chain([PathBuf::from("/usr/local/bin"), PathBuf::from("/usr/bin"), PathBuf::from("/bin")]),
        );
    let path = path.expect("a search path");
    let block = |part: &str| blocks.iter().find(|block| block.text.contains(part)).expect(part);

    let pod = &block("apiVersion: batch/v1").text;
    let command = pod.lines().find_map(|line| line.trim().strip_prefix("command: [sh, -c, \"")?.strip_suffix("\"]"));
    for index in 0..8 {
        let mut shell = Command::new("sh");
        shell.current_dir(content).args(["-c", command.expect("the pod's command")]);
        let output =
            shell.env("PATH", &path).env("JOB_COMPLETION_INDEX", index.to_string()).output().expect("sh starts");
        assert!(output.status.success(), "{}", printed(&output.stderr));
    }
    complete("pods");

    fs::write(content.join("ray.py"), RAY).expect("written");
    fs::write(content.join("example.py"), &block("import ray").text).expect("written");
    // A machine may have no Python.
    if let Ok(output) = Command::new("python3").current_dir(content).arg("example.py").env("PATH", &path).output() {
        assert!(output.status.success(), "{}", printed(&output.stderr));
        complete("ray");
    }
}

/// Builds a YAML block, with what it leaves out.
fn build_example(block: &Block) {
    const HANDOUT: &str = "handout: 1\nid: example\ntitle: Example\nversion: \"1\"\n";
    const OF_SITE: &str =
        "language: en\nreviewed: 2026-10-01\nreview_by: 2099-10-01\nsite: our-site.yaml\nbody: [Text]\n";
    const SITE: &str = "site: 1\nname: Example Hospital\n";
    const NOTICES: &str = "en: {text: Help}\nes: {text: Ayuda}\nar: {text: مساعدة}\n";
    let workplace = workplace();
    let content = workplace.path().join("content");
    let write = |name: &str, text: &str| fs::write(content.join(name), text).expect("written");
    let text = block.text.as_str();
    let has = |key: &str| text.lines().any(|line| line.starts_with(key));
    let first = text.split(':').next().expect("a key");
    match first {
        "handout" => write("example.yaml", text),
        "patient" | "codes" => write("example.yaml", &format!("{HANDOUT}language: en\nbody: [Text]\n{text}")),
        "language" => write("example.yaml", &format!("{HANDOUT}body: [Text]\n{text}")),
        _ if text.starts_with("- ") => {
            let fields = "name: {label: Patient}, test_date: {label: Test, type: date}, \
                          sedation: {label: Sedation, choices: {yes: A, no: B}}, \
                          medicines: {label: Medicines, list_of: {name: {label: Medicine}, dose: {label: Dose}}}";
            let patient = format!("patient: {{{fields}}}");
            write("example.yaml", &format!("{HANDOUT}language: en\nsite: site.yaml\n{patient}\nbody:\n{text}"));
        }
        "site" | "phones" | "header" | "footer" | "theme" | "press" | "words" | "review_overdue" => {
            write("example.yaml", &format!("{HANDOUT}{OF_SITE}"));
            write("our-site.yaml", &if first == "site" { text.to_owned() } else { format!("{SITE}{text}") });
            write("notices.yaml", NOTICES);
        }
        _ => {
            let tags: Vec<&str> = text.lines().filter_map(|line| Some(line.split_once(':')?.0)).collect();
            let phones = "phones: {language_line: {number: \"+1 866-278-5833\"}}";
            write("example.yaml", &format!("{HANDOUT}{OF_SITE}"));
            write("our-site.yaml", &format!("{SITE}{phones}\nfooter: {{notices: [{}]}}\n", tags.join(", ")));
            write("notices.yaml", text);
        }
    }
    let folder = match first == "handout" && !has("site:") {
        false => content,
        true => {
            let alone = workplace.path().join("alone");
            fs::create_dir(&alone).expect("made");
            fs::rename(content.join("example.yaml"), alone.join("example.yaml")).expect("moved");
            alone
        }
    };
    let output = run(&folder, &["build", "example.yaml"]);
    assert_eq!(output.status.code(), Some(0), "{}:\n{text}\n{}", block.place, printed(&output.stderr));
}

#[test]
fn every_yaml_example_builds() {
    let mut built = 0;
    for page in pages() {
        for block in blocks(&page) {
            match block.language.as_str() {
                "yaml" if block.text.starts_with("apiVersion: batch/v1") => {} // For Kubernetes: see above.
                "yaml" if block.text.starts_with("preflight:") => {
                    let folder = tempfile::tempdir().expect("a temporary folder");
                    fs::write(folder.path().join("shop.yaml"), &block.text).expect("written");
                    let output = run(folder.path(), &["preflight", "--list", "--profile", "shop.yaml"]);
                    assert_eq!(output.status.code(), Some(0), "{}: {}", block.place, printed(&output.stderr));
                    built += 1;
                }
                "yaml" => {
                    build_example(&block);
                    built += 1;
                }
                "sh" | "python" => {}
                other => panic!("{}: no test knows what to do with `{other}`", block.place),
            }
        }
    }
    assert!(built > 15, "{built} examples were found");
}

#[test]
fn guide_prints_its_pages() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let list = run(folder.path(), &["guide"]);
    assert_eq!(list.status.code(), Some(0));
    let list = printed(&list.stdout);
    for topic in TOPICS {
        let page = run(folder.path(), &["guide", topic]);
        assert_eq!(page.status.code(), Some(0));
        assert_eq!(printed(&page.stdout), read(&format!("src/guide/{topic}.md")));
        assert!(list.contains(&format!("`handout guide {topic}`: ")), "{list}");
        assert!(read("README.md").contains(&format!("(src/guide/{topic}.md)")), "{topic} is linked from README");
    }
    assert_eq!(list.lines().filter(|line| line.starts_with("- ")).count(), TOPICS.len(), "{list}");
    let unknown = run(folder.path(), &["guide", "cooking"]);
    assert_eq!(unknown.status.code(), Some(2));
    let message = printed(&unknown.stderr);
    assert!(TOPICS.iter().all(|topic| message.contains(topic)), "{message}");
}

/// The section of the reference with this heading, without those below it of the same level.
fn section<'a>(reference: &'a str, heading: &str) -> &'a str {
    let start = reference.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("the reference has {heading}"));
    let level = heading.split(' ').next().expect("signs");
    let rest = &reference[start + heading.len() + 2..];
    &rest[..rest.find(&format!("\n{level} ")).unwrap_or(rest.len())]
}

/// The first cells of a section's tables that are code: `key`.
fn documented(section: &str) -> BTreeSet<String> {
    let cell = |line: &str| Some(line.strip_prefix("| `")?.split('`').next()?.to_owned());
    section.lines().filter_map(cell).collect()
}

/// All names of properties in a schema, and the blocks' one word.
fn keys(schema: &serde_json::Value, found: &mut BTreeSet<String>) {
    match schema {
        serde_json::Value::Object(entries) => {
            for (name, value) in entries {
                if let ("properties", serde_json::Value::Object(properties)) = (name.as_str(), value) {
                    found.extend(properties.keys().cloned());
                }
                keys(value, found);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn reference_has_every_key() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let reference = read("src/guide/reference.md");
    for (kind, heading) in [("handout", "## Handout"), ("site", "## Site"), ("notices", "## Notices")] {
        let schema = run(folder.path(), &["schema", kind]);
        let schema = serde_json::from_slice(&schema.stdout).expect("the schema is JSON");
        let mut wanted = BTreeSet::new();
        keys(&schema, &mut wanted);
        assert!(wanted.len() > 1, "{wanted:?}");
        let documented = documented(section(&reference, heading));
        assert_eq!(documented, wanted, "{heading} of the reference, and the schema");
    }
}

#[test]
fn reference_has_every_option() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let reference = read("src/guide/reference.md");
    let commands = section(&reference, "## Commands");
    let long = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !(c.is_ascii_lowercase() || c == '-'));
        words.filter(|word| word.starts_with("--") && word.len() > 3).map(str::to_owned).collect()
    };
    let help = printed(&run(folder.path(), &["--help"]).stdout);
    let names = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> = names.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty() && *name != "help").collect();
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        let heading = commands.lines().find(|line| {
            line.strip_prefix(&format!("### `handout {name}")).is_some_and(|rest| rest.starts_with([' ', '`']))
        });
        let heading = heading.unwrap_or_else(|| panic!("the reference has `handout {name}`"));
        let rows = section(commands, heading).lines().filter(|line| line.starts_with("| `"));
        let documented: BTreeSet<String> =
            rows.flat_map(|row| long(row.split(" | ").next().expect("a cell"))).collect();
        let help = printed(&run(folder.path(), &[name, "--help"]).stdout);
        // Options begin a line of their own; texts and examples may name those of other commands.
        let options = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let mut options: BTreeSet<String> =
            options.flat_map(|line| long(line.split("  ").next().expect("the names"))).collect();
        for general in ["--color", "--help", "--version"] {
            assert!(options.remove(general), "{name} has {general}");
        }
        assert_eq!(documented, options, "`{name}` in the reference, and its --help");
    }
}

/// Words with hyphens in the source that are no codes of problems.
const NO_CODES: [&str; 49] = [
    "2026-10-01",
    "audio-tape",
    "baseline-shift",
    "checked-in",
    "clip-path",
    "covered-table-cell",
    "custom-shape",
    "cut-stack",
    "date-value",
    "digital-spoken",
    "dominant-baseline",
    "easy-read",
    "encryption-data",
    "entered-in-error",
    "fill-opacity",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "half-letter",
    "large-print",
    "letter-spacing",
    "my-handout",
    "number-columns-repeated",
    "number-rows-repeated",
    "number-rows-spanned",
    "one-sided",
    "regular-print",
    "replaced-by",
    "ruby-text",
    "screen-reader",
    "sheetfed-coated",
    "sign-language",
    "standard-print",
    "step-and-repeat",
    "style-name",
    "table-cell",
    "table-properties",
    "table-row",
    "text-anchor",
    "text-before-edge",
    "text-top",
    "time-value",
    "utf-8",
    "value-type",
    "word-spacing",
    "work-and-tumble",
    "work-and-turn",
    "writing-mode",
];

/// String literals in the form of a code, in the source without its tests.
fn literals(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder is listed") {
        let path = entry.expect("an entry").path();
        // Names of headers, cookies and answers: the server reports no problems of its own.
        if path.ends_with("src/serve") {
            continue;
        }
        if path.is_dir() {
            literals(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source file is read");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines =
                code.lines().map(str::trim_start).filter(|line| !line.starts_with("//") && !line.starts_with('#'));
            for literal in
                lines.flat_map(|line| line.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
            {
                let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
                if literal == "overfull" || (literal.contains('-') && literal.split('-').all(word)) {
                    found.insert(literal);
                }
            }
        }
    }
}

/// The codes in the guide's page about preflight.
fn preflight_codes() -> BTreeSet<String> {
    documented(section(&read("src/guide/preflight.md"), "## Rules"))
}

#[test]
fn preflight_has_every_rule_and_limit() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let list = run(folder.path(), &["preflight", "--list", "--message-format", "json"]);
    let list: serde_json::Value = serde_json::from_slice(&list.stdout).expect("JSON");
    let names = |part: &str, key: &str| -> BTreeSet<String> {
        let items = list[part].as_array().expect("a list");
        items.iter().map(|item| item[key].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(preflight_codes(), names("rules", "code"));
    let page = read("src/guide/preflight.md");
    assert_eq!(documented(section(&page, "## Limits")), names("limits", "name"));
}

#[test]
fn errors_has_every_code() {
    let mut codes = BTreeSet::new();
    literals(&root().join("src"), &mut codes);
    codes.retain(|code| !NO_CODES.contains(&code.as_str()));
    let page = read("src/guide/errors.md");
    let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`')).collect();
    let mut documented: BTreeSet<String> = headings.iter().map(|&code| code.to_owned()).collect();
    assert_eq!(documented.len(), headings.len(), "no code is there twice");
    // What preflight finds has a page of its own; some of it, like `file-damaged`, others find, too.
    documented.extend(preflight_codes());
    let missing: Vec<_> = codes.difference(&documented).collect();
    let unknown: Vec<_> = documented.difference(&codes).collect();
    assert!(missing.is_empty(), "`src/guide/errors.md` lacks these codes, or they are words for NO_CODES: {missing:?}");
    assert!(unknown.is_empty(), "`src/guide/errors.md` has these codes, and the source does not: {unknown:?}");
}

#[test]
fn speed_has_every_limit() {
    let limits = |text: &str, start: &str| -> Vec<(String, String)> {
        let rows = text.lines().filter_map(|line| line.strip_prefix(start));
        let rows = rows.map(|row| row.split(" | ").map(str::trim).map(str::to_owned).collect::<Vec<_>>());
        let code = |cells: &[String]| cells.get(2).map_or("", |code| code.trim_end_matches('|').trim()).to_owned();
        rows.filter(|cells| cells.len() > 1).map(|cells| (cells[1].clone(), code(&cells))).collect()
    };
    let page = read("src/guide/speed.md");
    let documented = limits(section(&page, "## Limits"), "| ");
    let source = limits(&read("src/source/limits.rs"), "//! | ");
    assert!(source.len() > 20, "{source:?}");
    for (limit, code) in source {
        let same = |(known, codes): &(String, String)| known.starts_with(&limit) && codes.contains(&code);
        assert!(documented.iter().any(same), "`src/guide/speed.md` lacks a limit: {limit}, {code}");
    }
}

#[test]
fn links_lead_somewhere() {
    for page in pages().into_iter().chain(["src/README.md".to_owned(), "CHANGELOG.md".to_owned()]) {
        let text = read(&page);
        let folder = root().join(&page).parent().expect("a folder").to_owned();
        let links = text.match_indices("](").map(|(at, _)| text[at + 2..].split(')').next().expect("an end"));
        let pictures = text.match_indices("src=\"").map(|(at, _)| text[at + 5..].split('"').next().expect("an end"));
        for target in links.chain(pictures).filter(|target| !target.contains("://") && !target.contains('…')) {
            assert!(folder.join(target).exists(), "{page} links to {target}");
        }
    }
}
