//! Writing handouts in the page.

use std::fs;

use serde_json::Value;
use tempfile::tempdir;

use crate::client::{Answer, Server};

const VISIT: &str = "handout: 1\nid: visit\ntitle: Your visit\nlanguage: en\nbody:\n  - Take 5 mg.\n";

fn send(server: &Server, what: &str, form: &str, text: &str) -> Answer {
    let body = format!("{form}\n{text}");
    server.ask("POST", &format!("/edit/{what}"), &[("Content-Type", "application/octet-stream")], body.as_bytes())
}

fn digest(server: &Server, file: &str) -> String {
    let page = server.get(&format!("/edit?file={file}")).text();
    let (_, rest) = page.split_once("data-digest=\"").expect("a digest");
    rest.split('"').next().expect("its end").to_owned()
}

#[test]
fn a_text_is_seen_checked_and_saved() {
    let folder = tempdir().expect("a folder");
    let file = folder.path().join("visit.yaml");
    fs::write(&file, VISIT.replace('\n', "\r\n")).expect("written");
    let server = Server::start(folder.path(), &["--edit"]);
    assert!(server.get("/handouts/visit").text().contains("/edit?file=visit.yaml"));
    assert!(server.get("/edit?file=visit.yaml").text().contains("\nhandout: 1\nid: visit\n"));

    let new = VISIT.replace("5 mg", "6 mg");
    let checked = send(&server, "check", "file=visit.yaml", &new).json();
    assert_eq!(checked["pages"], 1, "{checked}");
    let page = send(&server, "preview", "file=visit.yaml&page=1&width=300", &new);
    let old = send(&server, "preview", "file=visit.yaml&page=1&width=300", VISIT);
    assert!(page.status == 200 && page.body.starts_with(b"\x89PNG") && page.body != old.body);
    assert!(fs::read_to_string(&file).expect("the file").contains("5 mg"), "nothing is saved by looking");

    let wrong = VISIT.replace("language: en", "language: en\ncolour: red");
    let problems = send(&server, "check", "file=visit.yaml", &wrong).json();
    let error = problems["problems"].as_array().expect("a list").iter().find(|p| p["error"] == true).expect("an error");
    assert_eq!(error["start"][0], 5, "{problems}");
    assert_eq!(problems["pages"], 0);

    let first = digest(&server, "visit.yaml");
    let form = format!("file=visit.yaml&digest={first}");
    let saved = send(&server, "save", &form, &new);
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(fs::read_to_string(&file).expect("the file"), new.replace('\n', "\r\n"), "with the lines' ends it had");
    assert_eq!(saved.json()["digest"].as_str(), Some(digest(&server, "visit.yaml").as_str()));

    // With the digest of the text that was replaced, nothing is saved.
    let conflict = send(&server, "save", &form, VISIT);
    assert_eq!((conflict.status, &conflict.json()["text"]), (409, &Value::from(new.as_str())));
    assert!(fs::read_to_string(&file).expect("the file").contains("6 mg"));

    let form = format!("file=visit.yaml&digest={}", digest(&server, "visit.yaml"));
    assert_eq!(send(&server, "save", &form, &wrong).status, 422, "an error is saved only when somebody says so");
    assert!(fs::read_to_string(&file).expect("the file").contains("6 mg"));
    assert_eq!(send(&server, "save", &format!("{form}&anyway=yes"), &wrong).status, 200);
    // It can be mended where it was broken.
    assert_eq!(server.form("/handouts/visit/pdf", "as=blank").status, 409);
    let form = format!("file=visit.yaml&digest={}", digest(&server, "visit.yaml"));
    assert_eq!(send(&server, "save", &form, VISIT).status, 200);
    assert_eq!(server.form("/handouts/visit/pdf", "as=blank").status, 200);
    let names: Vec<_> =
        fs::read_dir(folder.path()).expect("listed").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(names, ["visit.yaml"], "no other file is left");
}

#[test]
fn only_handouts_of_the_folder_are_edited_and_only_where_that_is_allowed() {
    let folder = tempdir().expect("a folder");
    let content = folder.path().join("content");
    fs::create_dir(&content).expect("made");
    fs::write(content.join("visit.yaml"), VISIT).expect("written");
    fs::write(content.join("site.yaml"), "site: 1\nname: Clinic\n").expect("written");
    fs::write(folder.path().join("outside.yaml"), VISIT.replace("id: visit", "id: outside")).expect("written");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("outside.yaml"), content.join("link.yaml")).expect("a link");
    let server = Server::start(&content, &["--edit"]);
    let absolute = folder.path().join("outside.yaml").display().to_string();
    let names =
        ["../outside.yaml", "link.yaml", "site.yaml", "./visit.yaml", "content/visit.yaml", "", "visit.yaml%00"];
    for name in names.iter().copied().chain([absolute.as_str()]) {
        assert_eq!(server.get(&format!("/edit?file={name}")).status, 404, "{name}");
        for what in ["check", "preview", "save"] {
            assert_eq!(send(&server, what, &format!("file={name}&anyway=yes"), VISIT).status, 404, "{what} {name}");
        }
    }
    let foreign = [("Origin", "http://evil.example")];
    assert_eq!(server.ask("POST", "/edit/save", &foreign, b"file=visit.yaml\n").status, 403);
    assert!(matches!(send(&server, "check", "file=visit.yaml", &"# x\n".repeat(100_000)).status, 413 | 0));
    assert_eq!(server.ask("POST", "/edit/check", &[], b"file=visit.yaml\n\xff").status, 400);
    let long = send(&server, "check", "file=visit.yaml", &format!("{VISIT}# {}\n", "x".repeat(100_000)));
    assert_eq!(long.status, 200, "{}", long.text());
    drop(server);

    let server = Server::start(&content, &[]);
    assert_eq!(server.get("/edit?file=visit.yaml").status, 404);
    for what in ["check", "preview", "save"] {
        assert_eq!(send(&server, what, "file=visit.yaml&anyway=yes", VISIT).status, 404, "{what}");
    }
    assert!(!server.get("/handouts/visit").text().contains("/edit"));
}
