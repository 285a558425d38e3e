//! The nurse's page: what it answers, and what it refuses.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use tempfile::tempdir;

use crate::client::{Answer, Server};
use crate::support::{ONE_WORD, printed, run};

/// A value that may appear in no message.
const SECRET: &str = "Zebulon Quaxley";

#[test]
fn handouts_are_found_and_a_copy_is_the_one_that_a_run_makes() {
    let server = Server::start(Path::new("content"), &[]);
    let list = server.get("/");
    assert_eq!(list.status, 200);
    assert!(list.text().contains("Bone marrow aspiration and biopsy") && list.text().contains("Español"));
    assert!(list.text().contains("St. Jude Children’s Research Hospital"));
    // Without accents, in another language than the page's.
    let hidden = |query: &str| {
        let text = server.get(&format!("/?q={query}")).text();
        let mut topics = text.split("<li data-id").skip(1);
        let topic = topics.find(|topic| topic.contains("Bone marrow aspiration")).expect("it is in the list");
        topic.lines().next().expect("a line").ends_with("\" hidden>")
    };
    assert!(!hidden("medula+osea") && hidden("nothing+like+it"));

    let page = server.get("/handouts/bone-marrow-test?language=es").text();
    for piece in ["type=\"date\"", "type=\"time\"", "Aspiración y biopsia", "name=\"field.mrn\"", "lang=\"en\""] {
        assert!(page.contains(piece), "{piece}");
    }
    let copy = server.form(
        "/handouts/bone-marrow-test/pdf",
        "language=es&field.name=Ana+D%C3%ADaz&field.mrn=00418-2273&field.test_date=2026-12-01&as=print",
    );
    assert_eq!((copy.status, copy.header("content-type")), (200, Some("application/pdf")), "{}", copy.text());
    assert_eq!(copy.header("content-disposition"), Some("inline; filename=\"bone-marrow-test.es.copy.pdf\""));
    assert_eq!(copy.header("cache-control"), Some("no-store"));

    let folder = tempdir().expect("a folder");
    let content = fs::canonicalize("content").expect("content");
    fs::create_dir(folder.path().join("out")).expect("made");
    let records = r#"[{"name": "Ana Díaz", "mrn": "00418-2273", "test_date": "2026-12-01", "language": "es"}]"#;
    fs::write(folder.path().join("one.json"), records).expect("written");
    let handout = content.join("bone-marrow-test.en.yaml");
    let handout = handout.to_str().expect("UTF-8");
    let made = run(folder.path(), &["batch", handout, "--records", "one.json", "-d", "out"]);
    assert_eq!(made.status.code(), Some(0), "{}", printed(&made.stderr));
    let mut files = fs::read_dir(folder.path().join("out")).expect("a run's folder").map(|f| f.expect("a file").path());
    let pdf = files.find(|path| path.extension().is_some_and(|e| e == "pdf")).expect("a copy");
    assert!(copy.body == fs::read(pdf).expect("it is read"), "the same bytes as `handout batch` writes");

    let blank = server.form("/handouts/bone-marrow-test/pdf", "language=es&as=blank&field.name=ignored");
    let spanish = content.join("bone-marrow-test.es.yaml");
    let made = run(folder.path(), &["build", spanish.to_str().expect("UTF-8"), "-o", "blank.pdf"]);
    assert_eq!(made.status.code(), Some(0), "{}", printed(&made.stderr));
    let built = fs::read(folder.path().join("blank.pdf")).expect("it is read");
    assert!(blank.body == built, "a blank is what `handout build` writes");
}

#[test]
fn fields_are_checked_in_the_nurses_words_and_pages_are_drawn() {
    let server = Server::start(Path::new("content"), &[]);
    let check = |body: &str, language: &str| {
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept-Language", language)];
        server.ask("POST", "/handouts/bone-marrow-test/check", &headers, body.as_bytes()).json()
    };
    let found = check("language=es&field.mrn=7&field.test_date=2026-02-30&field.arrive_at=2:30", "en");
    let kinds: Vec<&str> =
        found["problems"].as_array().expect("a list").iter().map(|p| p["kind"].as_str().expect("text")).collect();
    assert_eq!(kinds, ["missing", "not-a-date", "not-a-time"]);
    assert_eq!(found["problems"][1]["text"], "“Date of test” must be a real date");
    let spanish = check("field.test_date=2026-02-30&field.name=A", "es-MX,es;q=0.9,en;q=0.8");
    assert_eq!(spanish["problems"][0]["text"], "«Fecha de la prueba» debe ser una fecha real");
    assert_eq!(check("field.name=Ana", "en")["oneIdentifier"], true);
    assert_eq!(check("field.name=Ana&field.mrn=7", "en")["oneIdentifier"], false);

    let refused = server.form("/handouts/bone-marrow-test/pdf", "language=en&field.mrn=%3Cb%3E7%22&as=print");
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("href=\"#field-name\"") && refused.text().contains("value=\"&lt;b&gt;7&quot;\""));
    assert!(!refused.text().contains("<b>7"), "values are escaped");

    let draw = |body: &str| server.form("/handouts/bone-marrow-test/preview", body);
    let blank = draw("language=en&page=1&width=400");
    assert_eq!(
        (blank.status, blank.header("content-type"), blank.header("x-pages")),
        (200, Some("image/png"), Some("2"))
    );
    assert!(blank.body.starts_with(b"\x89PNG"));
    // Half a date is a line to write on, not an error.
    let typed = draw("language=en&page=1&width=400&field.name=Ana&field.test_date=20");
    assert!(typed.status == 200 && typed.body != blank.body);
    let seen = typed.header("x-page").expect("what it is").to_owned();
    let same = draw(&format!("language=en&page=1&width=400&field.name=Ana&have={seen}"));
    assert_eq!((same.status, same.body.len()), (204, 0), "what the browser has is not drawn again");
    assert_eq!(draw(&format!("language=en&page=1&width=400&field.name=Anna&have={seen}")).status, 200);
    assert_eq!(draw("language=en&page=3&width=400").status, 204);
    assert!(server.stop().contains("stopped"));
}

/// What a field may be is chosen, by words in the page's language, and decides what is printed.
#[test]
fn choices_are_chosen_and_decide_what_is_printed() {
    let server = Server::start(Path::new("content"), &[]);
    let page = server.get("/handouts/discharge?language=es&ui=es").text();
    let select = page.split("<select id=\"field-wound\"").nth(1).and_then(|rest| rest.split("</select>").next());
    let select = select.expect("a list of choices");
    assert!(
        select.contains("<option value=\"\">") && select.contains("<option value=\"glue\" lang=\"es\">"),
        "{select}"
    );
    // The page comes back with what was chosen: the name is missing.
    let again = server.form("/handouts/discharge/pdf", "language=es&field.wound=glue&as=print").text();
    assert!(again.contains("<option value=\"glue\" lang=\"en\" selected>"), "{again}");
    let pdf = |wound: &str| {
        let copy =
            server.form("/handouts/discharge/pdf", &format!("language=en&field.name=A&field.wound={wound}&as=print"));
        assert_eq!(copy.status, 200, "{}", copy.text());
        copy.body.len()
    };
    assert_ne!(pdf("glue"), pdf("stitches"));
    assert_eq!(
        server.form("/handouts/discharge/pdf", "language=en&field.name=A&field.wound=tape&as=print").status,
        422
    );
}

#[test]
fn nothing_of_a_patient_is_said_stored_or_kept() {
    let folder = tempdir().expect("a folder");
    fs::write(folder.path().join("word.yaml"), ONE_WORD).expect("written");
    let server = Server::start(folder.path(), &[]);
    let id = server.get("/v1/handouts").json()["handouts"][0]["id"].as_str().expect("an id").to_owned();
    let value = SECRET.replace(' ', "+");
    for path in ["check", "preview", "pdf"] {
        for field in ["name", "nobody", SECRET] {
            let answer = server.form(&format!("/handouts/{id}/{path}"), &format!("field.{field}={value}"));
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{}", answer.head);
            assert!(!answer.head.contains(SECRET) && !answer.head.contains("Set-Cookie"), "{}", answer.head);
            if path == "check" {
                assert!(!answer.text().contains(SECRET), "{}", answer.text());
            }
        }
    }
    for body in [
        format!("{{\"{SECRET}\": "),
        format!("{{\"handout\": \"{SECRET}\"}}"),
        format!("{{\"handout\": \"{id}\", \"values\": {{\"{SECRET}\": \"{SECRET}\"}}}}"),
    ] {
        let answer = server.record(&body);
        assert!(answer.status >= 400 && !answer.text().contains(SECRET), "{}", answer.text());
    }
    // Somebody who puts a value into an address does not get it back.
    let lost = server.get(&format!("/handouts/{}?ui=es&x={}", value, value));
    assert!(lost.status == 404 && !lost.text().contains("Quaxley"), "{}", lost.text());
    assert!(!server.get("/metrics").text().contains("Quaxley"));
    assert!(!server.stop().contains("Quaxley"));
    let names: Vec<_> =
        fs::read_dir(folder.path()).expect("listed").map(|e| e.expect("an entry").file_name()).collect();
    assert_eq!(names, ["word.yaml"], "no file was written");
}

#[test]
fn other_hosts_and_other_pages_are_refused() {
    let server = Server::start(Path::new("content"), &[]);
    let port = server.address.port();
    for host in ["evil.example", "evil.example:7777", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example"] {
        assert_eq!(server.ask("GET", "/", &[("Host", host)], b"").status, 421, "{host}");
    }
    for host in [format!("localhost:{port}"), format!("LOCALHOST:{port}"), format!("[::1]:{port}")] {
        assert_eq!(server.ask("GET", "/", &[("Host", &host)], b"").status, 200, "{host}");
    }
    let no_host = server.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status;
    let two = format!("GET / HTTP/1.1\r\nConnection: close\r\nHost: localhost:{port}\r\nHost: evil.example\r\n\r\n");
    assert!(no_host >= 400 && server.raw(two.as_bytes()).status >= 400);
    let absolute = format!("GET http://evil.example/ HTTP/1.1\r\nConnection: close\r\nHost: localhost:{port}\r\n\r\n");
    assert_eq!(server.raw(absolute.as_bytes()).status, 421);

    let own = format!("http://localhost:{port}");
    let post =
        |headers: &[(&str, &str)]| server.ask("POST", "/handouts/bone-marrow-test/check", headers, b"a=b").status;
    assert_eq!(post(&[("Origin", &own)]), 200);
    assert_eq!(post(&[("Origin", &own), ("Sec-Fetch-Site", "same-origin")]), 200);
    assert_eq!(post(&[("Origin", "null"), ("Sec-Fetch-Site", "same-origin")]), 200);
    assert_eq!(post(&[]), 200, "programs send no origin");
    for origin in
        ["http://evil.example", "null", "", "http://localhost", "https://localhost:7777", "http://localhost:1"]
    {
        assert_eq!(post(&[("Origin", origin)]), 403, "{origin}");
    }
    assert_eq!(post(&[("Sec-Fetch-Site", "cross-site")]), 403);
    assert_eq!(post(&[("Origin", &own), ("Sec-Fetch-Site", "cross-site")]), 403);

    for path in [
        "/../Cargo.toml",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e%2fpage.css",
        "/handouts/..%2f..%2fCargo",
        "/handouts/%00",
        "//etc/passwd",
        "/handouts/bone-marrow-test.en.yaml",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    for (path, headers) in [("/", true), ("/assets/page.js", true), ("/nothing", true), ("/v1/handouts", true)] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(
            headers
                && policy.contains("default-src 'none'")
                && !policy.contains("unsafe")
                && policy.contains("frame-ancestors 'none'")
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert!(answer.header("cache-control").is_some());
    }
    let text = server.get("/").text() + &server.get("/handouts/bone-marrow-test").text();
    assert!(!text.contains("<script>") && !text.contains(" style=") && !text.contains("onclick"), "nothing is inline");
}

#[test]
fn large_slow_and_broken_requests_are_refused_and_others_answered() {
    let server = Server::start(Path::new("content"), &[]);
    // A hundred megabytes are announced; a few are sent.
    let head = format!(
        "POST /v1/pdf HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n",
        server.address
    );
    let large = server.raw(&[head.as_bytes(), &vec![b' '; 300_000]].concat());
    assert!(matches!(large.status, 413 | 0), "{}", large.status);
    let large = server.form("/handouts/bone-marrow-test/pdf", &format!("field.name={}", "x".repeat(70_000)));
    assert!(matches!(large.status, 413 | 0), "{}", large.status);
    let long = server.get(&format!("/?q={}", "x".repeat(100_000)));
    assert!(matches!(long.status, 431 | 414 | 400 | 0), "{}", long.status);
    for bytes in [
        &b"\x16\x03\x01\x02\x00"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let status = server.raw(bytes).status;
        assert!(status == 0 || status >= 400, "{status}");
    }
    for body in [
        "",
        "{",
        "[]",
        "null",
        "{\"handout\": 1}",
        "{\"handout\": \"bone-marrow-test\", \"more\": 1}",
        "{\"handout\": \"bone-marrow-test\", \"values\": []}",
    ] {
        let answer = server.record(body);
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    assert_eq!(server.ask("POST", "/v1/pdf", &[("Content-Type", "text/plain")], b"{}").status, 415);
    assert_eq!(server.ask("DELETE", "/v1/pdf", &[], b"").status, 405);

    // Clients that stop in the middle of a request do not hold up anybody.
    let mut slow: Vec<TcpStream> = (0..40).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: ").expect("sent");
    }
    let mut other = server.connect();
    other.set_read_timeout(Some(Duration::from_secs(8))).expect("a timeout");
    let request = format!("GET /healthz HTTP/1.1\r\nConnection: close\r\nHost: {}\r\n\r\n", server.address);
    other.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    other.read_to_end(&mut answer).expect("it is answered before the slow ones are hung up on");
    assert_eq!(Answer::read(&answer).status, 200);
    slow[0].set_read_timeout(Some(Duration::from_secs(40))).expect("a timeout");
    slow[0].read_to_end(&mut Vec::new()).expect("the server hangs up on them");
}

#[test]
fn the_description_of_the_interface_is_that_of_the_routes() {
    let server = Server::start(Path::new("content"), &[]);
    let described = server.get("/v1/openapi.json").json();
    let described = described["paths"].as_object().expect("paths").clone();
    let routes = fs::read_to_string("src/serve/routes.rs").expect("the routes");
    let routed: Vec<&str> = routes
        .lines()
        .filter_map(|line| line.trim().strip_prefix(".route(\"")?.split('"').next())
        .filter(|path| ["/v1/", "/cds-services", "/healthz", "/metrics"].iter().any(|prefix| path.starts_with(prefix)))
        .collect();
    let mut paths: Vec<&str> = described.keys().map(String::as_str).collect();
    let mut routed = routed;
    paths.sort_unstable();
    routed.sort_unstable();
    assert_eq!(paths, routed);
    for (path, methods) in &described {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            let answer = server.ask(
                method,
                path,
                &[("Content-Type", "application/json")],
                if method == "POST" { b"{}" } else { b"" },
            );
            let operation = &methods[method.to_lowercase()];
            assert_eq!(answer.status == 405, operation.is_null(), "{method} {path}: {}", answer.status);
            if !operation.is_null() {
                assert!(
                    operation["responses"][answer.status.to_string()].is_object(),
                    "{method} {path}: {}",
                    answer.status
                );
            }
        }
    }
    let pdf = server.record(
        r#"{"handout": "bone-marrow-test", "language": "ar", "text": "large", "values": {"name": "Ana", "mrn": "7"}}"#,
    );
    assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF-1.7"), "{}", pdf.text());
    // An empty list is printed as nothing, or refused: “none” in the place of a name would be somebody else's.
    for list in ["[]", "[{}]", r#"[{"a": "b"}]"#] {
        let body = format!(r#"{{"handout": "bone-marrow-test", "values": {{"name": "Ana", "mrn": {list}}}}}"#);
        assert_eq!(server.record(&body).status, 422, "{list}");
    }
    let wrong =
        server.record(r#"{"handout": "bone-marrow-test", "values": {"test_date": "1.12.2026", "colour": "x"}}"#).json();
    let problems = wrong["problems"].as_array().expect("problems").iter().map(|p| p["problem"].as_str().expect("text"));
    assert_eq!(problems.collect::<Vec<_>>(), ["missing", "not-a-date", "unknown-field"]);
    assert!(server.get("/metrics").text().contains("handout_requests_total{route=\"/v1/pdf\",status=\"200\"} 1"));
}

#[test]
fn handouts_are_found_by_their_codes() {
    let folder = tempdir().expect("a folder");
    let handout = |id: &str, codes: &str| {
        let yaml = format!("handout: 1\nid: {id}\ntitle: {id}\nlanguage: en\ncodes: {codes}\nbody: [Text.]\n");
        fs::write(folder.path().join(format!("{id}.yaml")), yaml).expect("written");
    };
    handout("leukemia", "{icd10: [C95.0, C91], loinc: [718-7]}");
    handout("diabetes", "{icd10: [E11], snomed: [\"73211009\"]}");
    let server = Server::start(folder.path(), &[]);
    let ids = |query: &str| -> Vec<String> {
        let found = server.get(&format!("/v1/handouts?{query}")).json();
        found["handouts"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|h| h["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    assert_eq!(ids("code=C95.0"), ["leukemia"]);
    assert_eq!(ids("code=C91.02&system=icd10"), ["leukemia"], "a category stands for its codes");
    assert!(ids("code=C95.1").is_empty() && ids("code=C9").is_empty() && ids("code=718-77").is_empty());
    assert_eq!(ids("mainSearchCriteria.v.c=73211009&mainSearchCriteria.v.cs=2.16.840.1.113883.6.96"), ["diabetes"]);
    assert!(ids("code=73211009&system=loinc").is_empty() && ids("code=73211009&system=unknown").is_empty());
    assert_eq!(ids("language=en").len(), 2);
    assert!(ids("language=es").is_empty() && ids("language=%00").is_empty());
    assert_eq!(ids("q=DIAB"), ["diabetes"]);
}

#[test]
fn other_addresses_need_a_code_and_encryption() {
    let folder = tempdir().expect("a folder");
    fs::write(folder.path().join("word.yaml"), ONE_WORD).expect("written");
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let refused = run(folder.path(), &["serve", "--listen", listen]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(printed(&refused.stderr).contains("--token-file"), "{}", printed(&refused.stderr));
    }
    fs::write(folder.path().join("short"), "1234").expect("written");
    assert_eq!(run(folder.path(), &["serve", "--token-file", "short"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["serve", "--behind-proxy", "http://plain.example"]).status.code(), Some(2));
    let none = tempdir().expect("a folder");
    let nothing = run(none.path(), &["serve"]);
    assert!(nothing.status.code() == Some(2) && printed(&nothing.stderr).contains("no handouts"));

    let token = folder.path().join("token");
    fs::write(&token, "correct horse battery\n").expect("written");
    let server = Server::start(folder.path(), &["--token-file", token.to_str().expect("UTF-8")]);
    assert_eq!(server.get("/").status, 303);
    for path in ["/v1/handouts", "/v1/openapi.json", "/cds-services", "/metrics"] {
        assert_eq!(server.get(path).status, 401, "{path}: a program learns nothing from the page to sign in");
    }
    assert_eq!(server.get("/sign-in").status, 200);
    assert_eq!(server.get("/healthz").status, 200);
    let bearer = [("Authorization", "Bearer correct horse battery")];
    assert_eq!(server.ask("GET", "/v1/handouts", &bearer, b"").status, 200);
    assert_eq!(server.ask("GET", "/v1/handouts", &[("Authorization", "Bearer wrong")], b"").status, 401);
    assert_eq!(server.form("/sign-in", "code=wrong").status, 403);
    let entered = server.form("/sign-in", "code=correct+horse+battery");
    let cookie = entered.header("set-cookie").expect("a cookie").split(';').next().expect("a pair").to_owned();
    assert!(!cookie.contains("horse") && entered.head.contains("HttpOnly") && entered.head.contains("SameSite=Strict"));
    assert_eq!(server.ask("GET", "/", &[("Cookie", &cookie)], b"").status, 200);
    assert_eq!(server.ask("GET", "/", &[("Cookie", "handout-access=0")], b"").status, 303);
}

#[test]
fn prints_are_in_the_ledger_and_every_change_to_it_is_found() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("prints.jsonl");
    let ledger = path.to_str().expect("UTF-8");
    let server = Server::start(Path::new("content"), &["--ledger", ledger, "--who", "Desk 3"]);
    for number in 1..=6 {
        let action = ["print", "download", "blank"][number % 3];
        let body = format!("language=es&field.name={SECRET}&field.mrn={number}&as={action}");
        assert_eq!(server.form("/handouts/bone-marrow-test/pdf", &body).status, 200);
    }
    assert_eq!(
        server.form("/handouts/bone-marrow-test/pdf", "as=print").status,
        422,
        "what is refused is not written down"
    );
    // Two programs would write over each other.
    let second = run(
        folder.path(),
        &[
            "serve",
            fs::canonicalize("content").expect("content").to_str().expect("UTF-8"),
            "--listen",
            "127.0.0.1:0",
            "--ledger",
            ledger,
        ],
    );
    assert!(
        second.status.code() == Some(2) && printed(&second.stderr).contains("another program"),
        "{}",
        printed(&second.stderr)
    );
    server.stop();
    let written = fs::read_to_string(&path).expect("the ledger");
    assert_eq!(written.lines().count(), 6);
    assert!(
        !written.contains("Zebulon")
            && written.contains("\"who\":\"Desk 3\"")
            && written.contains("\"action\":\"blank\"")
    );

    let verify = |expected: i32| {
        let verified = run(folder.path(), &["ledger", "verify", ledger]);
        assert_eq!(verified.status.code(), Some(expected), "{}", printed(&verified.stderr));
    };
    verify(0);
    // It goes on after a restart.
    let server = Server::start(Path::new("content"), &["--ledger", ledger]);
    assert_eq!(server.form("/handouts/bone-marrow-test/pdf", "as=blank").status, 200);
    server.stop();
    verify(0);
    let written = fs::read_to_string(&path).expect("the ledger");
    let lines: Vec<&str> = written.lines().collect();
    let join = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let mut changed: Vec<String> =
        vec![written.replace("\"pages\":2", "\"pages\":3"), written.trim_end().to_owned(), written.replace(':', ": ")];
    for index in [0, 3, 6] {
        let mut dropped = lines.clone();
        dropped.remove(index);
        let mut added = lines.clone();
        added.insert(index, lines[index]);
        let mut moved = lines.clone();
        moved.swap(index, (index + 1) % 7);
        changed.extend([join(&dropped), join(&added), join(&moved)]);
    }
    for text in changed {
        fs::write(&path, text).expect("written");
        verify(1);
    }
    fs::write(&path, &written).expect("written");
    fs::remove_file(folder.path().join("prints.jsonl.head")).expect("removed");
    verify(1);
}
