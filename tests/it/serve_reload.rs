//! Handouts that change on the disk while they are served.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use tempfile::tempdir;

use crate::client::Server;

const VISIT: &str = "handout: 1\nid: visit\ntitle: Your visit\nlanguage: en\nsite: site.yaml\nbody:\n  - Take 5 mg.\n";
const SITE: &str = "site: 1\nname: Clinic\n";

/// Longer than a look at the files is good for.
fn wait() {
    sleep(Duration::from_millis(1100));
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("written");
}

#[test]
fn what_is_printed_is_what_the_files_say_now() {
    let folder = tempdir().expect("a folder");
    write(folder.path(), "visit.yaml", VISIT);
    write(folder.path(), "site.yaml", SITE);
    let server = Server::start(folder.path(), &[]);
    let blank = || server.form("/handouts/visit/pdf", "as=blank");
    let seen = server.form("/handouts/visit/preview", "page=1&width=300");
    let seen = seen.header("x-handout").expect("a version").to_owned();
    let five = blank();
    // Of the same length, within the same second, a few times: no clock of a file system tells these apart for sure.
    for dose in ["6 mg", "7 mg", "8 mg"] {
        write(folder.path(), "visit.yaml", &VISIT.replace("5 mg", dose));
        let now = blank();
        assert!(now.status == 200 && now.body != five.body, "{dose} is printed at once");
    }
    write(folder.path(), "visit.yaml", VISIT);
    assert!(blank().body == five.body);
    assert_eq!(server.form("/handouts/visit/pdf", &format!("as=blank&seen={seen}")).status, 200);
    write(folder.path(), "visit.yaml", &VISIT.replace("5 mg", "50 mg"));
    let other = server.form("/handouts/visit/pdf", &format!("as=blank&seen={seen}&ui=en"));
    assert_eq!(other.status, 422, "nobody prints pages that nobody has seen");
    assert!(other.text().contains("was changed a moment ago"), "{}", other.text());

    // The site counts, too, and what was not there when the server started.
    write(folder.path(), "visit.yaml", VISIT);
    write(folder.path(), "site.yaml", "site: 1\nname: Another clinic\n");
    assert!(blank().status == 200);
    write(folder.path(), "new.yaml", &VISIT.replace("id: visit", "id: new").replace("Your visit", "Something new"));
    wait();
    let list = server.get("/").text();
    assert!(list.contains("Something new") && list.contains("Another clinic"));
    fs::remove_file(folder.path().join("new.yaml")).expect("removed");
    wait();
    assert!(!server.get("/").text().contains("Something new"));
    assert_eq!(server.form("/handouts/new/pdf", "as=blank").status, 404);
    let said = server.stop();
    assert!(said.contains("files have changed: serving 2 handouts"), "{said}");
}

#[test]
fn a_site_and_pictures_outside_the_folder_count_as_well() {
    let folder = tempdir().expect("a folder");
    let content = folder.path().join("content");
    fs::create_dir(&content).expect("made");
    let text = VISIT.replace("site.yaml", "../site.yaml") + "  - figure: {image: red.svg, alt: A square.}\n";
    write(&content, "visit.yaml", &text);
    let site = "site: 1\nname: Clinic\nheader: {left: \"{site.name}\"}\n";
    write(folder.path(), "site.yaml", site);
    let square = |color: &str| {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\" fill=\"#";
        write(folder.path(), "red.svg", &format!("{svg}{color}\"/></svg>\n"));
    };
    square("ff0000");
    let server = Server::start(&content, &[]);
    let blank = || server.form("/handouts/visit/pdf", "as=blank");
    let first = blank();
    assert_eq!(first.status, 200, "{}", first.text());
    let copy = || server.record("{\"handout\": \"visit\"}");
    assert!(copy().body == first.body);
    square("0000ff");
    let second = blank();
    assert!(second.status == 200 && second.body != first.body, "a picture");
    write(folder.path(), "site.yaml", &site.replace("Clinic", "Center"));
    assert!(copy().body != second.body && copy().status == 200, "a site");
    write(folder.path(), "site.yaml", "site: 1\nname: [\n");
    assert_eq!((blank().status, copy().status), (409, 409));
    write(folder.path(), "site.yaml", site);
    assert!(blank().body == second.body, "mended, though the folder itself has not changed");
}

#[test]
fn what_is_broken_is_not_printed_and_is_said_to_be_broken() {
    let folder = tempdir().expect("a folder");
    write(folder.path(), "visit.yaml", VISIT);
    write(folder.path(), "site.yaml", SITE);
    let spanish = VISIT.replace("language: en", "language: es").replace("Your visit", "Su visita");
    let spanish = spanish.replace("body:", "translation_of: {language: en, version: \"1\", translator: T}\nbody:");
    write(folder.path(), "visit.es.yaml", &spanish);
    let server = Server::start(folder.path(), &[]);
    let pdf = |body: &str| server.form("/handouts/visit/pdf", body).status;
    assert_eq!((pdf("as=blank&language=en"), pdf("as=blank&language=es")), (200, 200));

    // Half of the text, as an editor or a network leaves it.
    write(folder.path(), "visit.es.yaml", &spanish.replace("body:\n  - Take", "body:\n  - [Take"));
    assert_eq!(pdf("as=blank&language=es"), 409, "no other language in its place, and not the text of before");
    assert_eq!(pdf("as=blank&language=en"), 200);
    wait();
    let list = server.get("/?ui=en").text();
    assert!(list.contains("Handouts with a mistake") && list.contains("Su visita"), "{list}");
    assert!(server.get("/handouts/visit?ui=en").text().contains("has a mistake and cannot be printed"));
    let asked = server.record("{\"handout\": \"visit\", \"language\": \"es\"}");
    assert_eq!(asked.status, 409, "{}", asked.text());

    write(folder.path(), "site.yaml", "site: 1\nname: [\n");
    assert_eq!(pdf("as=blank&language=en"), 409, "nor with the site of before");
    wait();
    assert_eq!(server.get("/handouts/visit").status, 409);
    assert_eq!(server.record("{\"handout\": \"visit\"}").status, 409);
    write(folder.path(), "site.yaml", SITE);
    write(folder.path(), "visit.es.yaml", &spanish);
    assert_eq!((pdf("as=blank&language=en"), pdf("as=blank&language=es")), (200, 200));
    wait();
    assert!(!server.get("/?ui=en").text().contains("with a mistake"));
    // Also where it has never been read without the error.
    write(folder.path(), "visit.es.yaml", &spanish.replace("body:\n  - Take", "body:\n  - [Take"));
    let second = Server::start(folder.path(), &[]);
    assert_eq!(second.form("/handouts/visit/pdf", "as=blank&language=es").status, 409);
    assert_eq!(second.record("{\"handout\": \"visit\", \"language\": \"es\"}").status, 409);
    assert!(second.get("/handouts/visit?ui=en").text().contains("<bdi>Español</bdi>"));
    let said = server.stop();
    assert!(said.contains("1 file with errors, not served") && said.contains("visit.es.yaml"), "{said}");
}
