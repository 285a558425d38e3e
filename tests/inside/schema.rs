//! The JSON Schema and the reader agree.

use std::path::Path;

use handout::content::{self, FileKind};
use handout::diag::Diagnostics;
use handout::source::{FileId, Sources};
use serde_json::{Value, json};

fn content_folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}

fn as_json(path: &Path) -> Value {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.load(path).expect("the file is there");
    content::read_json(&sources, file, &mut diagnostics).expect("the file is YAML")
}

fn kind_of(path: &Path) -> FileKind {
    match path.file_name().and_then(|name| name.to_str()) {
        Some(name) if name.ends_with("site.yaml") => FileKind::Site,
        Some("notices.yaml") => FileKind::Notices,
        _ => FileKind::Handout,
    }
}

fn reads_well(sources: &Sources, file: FileId, kind: FileKind) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    match kind {
        FileKind::Handout => drop(content::read_handout(sources, file, &mut diagnostics)),
        FileKind::Site => drop(content::read_site(sources, file, &mut diagnostics)),
        FileKind::Notices => drop(content::read_notices(sources, file, &mut diagnostics)),
    }
    diagnostics
}

/// What a file's schema says against a value.
fn problem(kind: FileKind, value: &Value) -> Option<String> {
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("schema.json", content::schema(kind)).expect("the schema is JSON");
    let schema = compiler.compile("schema.json", &mut schemas).expect("the schema is one");
    schemas.validate(value, schema).err().map(|error| error.to_string())
}

#[test]
fn all_content_is_valid_by_schema_and_reader() {
    let mut files: Vec<_> =
        std::fs::read_dir(content_folder()).expect("content").map(|e| e.expect("one").path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "yaml"));
    files.sort();
    assert!(files.len() >= 5);
    for path in files {
        let kind = kind_of(&path);
        let problem = problem(kind, &as_json(&path));
        assert_eq!(problem, None, "{}", path.display());
        let mut sources = Sources::default();
        let file = sources.load(&path).expect("the file is there");
        assert_eq!(reads_well(&sources, file, kind).0, vec![], "{}", path.display());
    }
}

#[test]
fn what_the_reader_refuses_by_type_the_schema_refuses() {
    let valid = json!({"handout": 1, "id": "a", "title": "A", "language": "en", "body": ["Text", "page_break",
        {"language": "es", "heading": "A"}, {"note": "A"}, {"language": "ar", "body": ["A", {"language": "no", "list": ["B"]}]}]});
    assert_eq!(problem(FileKind::Handout, &valid), None);
    let changes = [
        ("titel", json!("A")),
        ("handout", json!(2)),
        ("id", json!("Not an id")),
        ("title", json!(["A"])),
        ("title", Value::Null),
        ("reviewed", json!("1 October 2026")),
        ("patient", json!({"name": {"label": "Name", "type": "dat"}})),
        ("patient", json!({"name": {"label": "Name", "requird": true}})),
        ("body", json!("Text")),
        ("body", json!([{"headin": "A"}])),
        ("body", json!([{"heading": "A", "note": "B"}])),
        ("body", json!([{"page_break": "now"}])),
        ("body", json!([{"figure": {"image": "a.png"}}])),
        ("body", json!([{"steps": "One"}])),
        ("body", json!([null])),
        ("body", json!([{"language": "es"}])),
        ("body", json!([{"language": ["es"], "heading": "A"}])),
        ("body", json!([{"language": "es", "heading": "A", "note": "B"}])),
        ("body", json!([{"language": "es", "text": "A"}])),
        ("body", json!([{"language": "es", "body": "A"}])),
        ("body", json!([{"body": ["A"]}])),
    ];
    for (key, value) in changes {
        let mut changed = valid.clone();
        changed[key] = value;
        assert!(problem(FileKind::Handout, &changed).is_some(), "{changed}");
        // JSON is YAML.
        let mut sources = Sources::default();
        let file = sources.add("changed.yaml", changed.to_string());
        assert!(reads_well(&sources, file, FileKind::Handout).has_errors(), "{changed}");
    }
}

/// The reader discovers by trial which keys are required; the schema derives it from the types.
#[test]
fn required_keys_are_the_same() {
    let cases = [
        (FileKind::Handout, "", "id: a\n"),
        (FileKind::Handout, "TranslationOf", "translation_of: {version: 1}\n"),
        (FileKind::Handout, "FieldSpec", "patient: {name: {type: text}}\n"),
        (FileKind::Handout, "TableSpec", "body: [{table: {}}]\n"),
        (FileKind::Handout, "FigureSpec", "body: [{figure: {caption: A}}]\n"),
        (FileKind::Site, "", "region: US\n"),
        (FileKind::Site, "PhoneSpec", "phones: {a: {dial: 0}}\n"),
        (FileKind::Site, "FooterSpec", "footer: {notices: [en]}\n"),
        (FileKind::Site, "HeaderSpec", "header: {}\n"),
        (FileKind::Site, "ThemeSpec", "theme: {}\n"),
        (FileKind::Site, "WordsSpec", "words: {rn: {}}\n"),
        (FileKind::Notices, "NoticeSpec", "en: {reviewed_by: A}\n"),
    ];
    for (kind, definition, text) in cases {
        let schema = content::schema(kind);
        let part = if definition.is_empty() { &schema } else { &schema["$defs"][definition] };
        // Where a key's value may stand alone, the mapping is the other alternative.
        let part = part["anyOf"].as_array().and_then(|either| either.last()).unwrap_or(part);
        assert_eq!(part["additionalProperties"], false, "{definition}: {part}");
        let required: Vec<&str> = part["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut sources = Sources::default();
        let file = sources.add("part.yaml", text.to_owned());
        let missing: Vec<String> = reads_well(&sources, file, kind)
            .0
            .into_iter()
            .filter(|d| d.code == "key-missing")
            .map(|d| d.message)
            .collect();
        let root_only = ["handout", "title", "language", "body", "id", "site", "name"];
        for key in &required {
            let named = missing.contains(&format!("missing key `{key}`"));
            assert!(named || text.starts_with(key), "{definition}: `{key}` is required by the schema: {missing:?}");
        }
        for message in &missing {
            let key = message.trim_start_matches("missing key `").trim_end_matches('`');
            let of_root = !definition.is_empty() && root_only.contains(&key);
            assert!(of_root || required.contains(&key), "{definition}: `{key}` is required by the reader");
        }
    }
}

/// Every key has a title and a description, and every block is named by its key.
#[test]
fn editors_are_told_what_each_key_is() {
    fn walk(schema: &Value, path: &str, silent: &mut Vec<String>, keys: &mut usize) {
        let Value::Object(entries) = schema else {
            if let Value::Array(items) = schema {
                items.iter().for_each(|item| walk(item, path, silent, keys));
            }
            return;
        };
        for (name, value) in entries {
            if let ("properties", Value::Object(properties)) = (name.as_str(), value) {
                for (key, property) in properties {
                    *keys += 1;
                    if !property["description"].is_string() || property["title"] != key.as_str() {
                        silent.push(format!("{path}.{key}"));
                    }
                    walk(property, &format!("{path}.{key}"), silent, keys);
                }
            } else {
                walk(value, &format!("{path}/{name}"), silent, keys);
            }
        }
    }
    let (mut silent, mut keys) = (vec![], 0);
    for kind in [FileKind::Handout, FileKind::Site, FileKind::Notices] {
        walk(&content::schema(kind), "", &mut silent, &mut keys);
    }
    assert_eq!(silent, Vec::<String>::new());
    assert!(keys > 100, "{keys}");
    let schema = content::schema(FileKind::Handout);
    let blocks = schema["$defs"]["BlockSpec"]["anyOf"].as_array().expect("the blocks");
    for block in blocks {
        let name = block["title"].as_str().expect("a name");
        let has_it = block["properties"][name].is_object() || block["const"] == name || name == "text";
        assert!(has_it && block["description"].is_string(), "{block}");
    }
}
