//! Copies that go from the nurse's page to a printer: a queue that is good, slow, off, or says no.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use ipp::attribute::{IppAttribute, IppAttributes};
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::IppParser;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::{IppKeyword, IppMimeMediaType, IppName, IppValue};
use tempfile::tempdir;

use crate::client::{Answer, Server};

const SECRET: &str = "Zebulon Quaxley";
const PDF: &str = "/handouts/bone-marrow-test/pdf";

/// What came to the printer.
struct Job {
    operation: IppAttributes,
    job: IppAttributes,
    document: Vec<u8>,
    /// The whole request but for the document.
    head: Vec<u8>,
}

/// How a printer behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Able,
    Plain,
    OutOfPaper,
    Closed,
    OnlyA4,
    Refuses,
    Drops,
    /// Says what it can do, and then nothing more.
    Silent,
    /// Takes a connection, and says nothing.
    Dead,
    NoIpp,
    Large,
}

struct Printer {
    address: String,
    jobs: Receiver<Job>,
}

impl Printer {
    fn start(mood: Mood) -> Printer {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("ipp://{}/printers/ward3", listener.local_addr().expect("an address"));
        let (tell, jobs) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let tell = tell.clone();
                thread::spawn(move || answer(stream, mood, |job| tell.send(job).expect("somebody listens")));
            }
        });
        Printer { address, jobs }
    }

    fn job(&self) -> Job {
        self.jobs.recv_timeout(Duration::from_secs(10)).expect("a job")
    }
}

/// Reads one request, and answers it.
fn answer(mut stream: TcpStream, mood: Mood, keep: impl Fn(Job)) {
    let mut bytes = Vec::new();
    let mut part = [0; 65536];
    let body = loop {
        let read = stream.read(&mut part).unwrap_or(0);
        if read == 0 {
            return;
        }
        bytes.extend_from_slice(&part[..read]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        assert!(head.starts_with("post /printers/ward3 http/1.1") && head.contains("content-type: application/ipp"));
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        if bytes.len() == end + 4 + length.parse::<usize>().expect("a number") {
            break bytes.split_off(end + 4);
        }
    };
    let parsed = IppParser::new(IppReader::new(Cursor::new(body.clone()))).parse().expect("IPP");
    let operation = parsed.header().operation_or_status;
    let attributes = parsed.attributes().clone();
    let mut document = Vec::new();
    parsed.into_payload().read_to_end(&mut document).expect("read");
    let is = |asked: Operation| operation == asked as i16;
    if mood == Mood::Dead {
        thread::sleep(Duration::from_secs(20));
    }
    if is(Operation::PrintJob) {
        let of = |tag| {
            let mut found = IppAttributes::new();
            found.groups_mut().extend(attributes.groups_of(tag).cloned());
            found
        };
        let (operation, job) = (of(DelimiterTag::OperationAttributes), of(DelimiterTag::JobAttributes));
        let head = body[..body.len() - document.len()].to_vec();
        keep(Job { operation, job, document, head });
        if mood == Mood::Silent {
            thread::sleep(Duration::from_secs(20));
        }
    }
    let status = match mood {
        Mood::Refuses if is(Operation::PrintJob) => StatusCode::ClientErrorNotPossible,
        _ => StatusCode::SuccessfulOk,
    };
    let mut told = IppRequestResponse::new_response(IppVersion::v1_1(), status, 1).expect("an answer");
    if is(Operation::GetPrinterAttributes) {
        describe(told.attributes_mut(), mood);
    } else {
        let state = if mood == Mood::Drops { 8 } else { 5 };
        put(told.attributes_mut(), DelimiterTag::JobAttributes, "job-id", IppValue::Integer(42));
        put(told.attributes_mut(), DelimiterTag::JobAttributes, "job-state", IppValue::Enum(state));
    }
    let body = match mood {
        Mood::NoIpp => b"<!doctype html><title>Hello</title>".to_vec(),
        Mood::Large => vec![b'x'; 10_000_000],
        _ => told.to_bytes().to_vec(),
    };
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(&[head.as_bytes(), &body].concat());
}

fn put(attributes: &mut IppAttributes, group: DelimiterTag, name: &str, value: IppValue) {
    attributes.add(group, IppAttribute::new(name.parse::<IppName>().expect("a name"), value));
}

fn keyword(word: &str) -> IppValue {
    IppValue::Keyword(IppKeyword::new(word).expect("a keyword"))
}

fn describe(attributes: &mut IppAttributes, mood: Mood) {
    let mut put = |name: &str, value| put(attributes, DelimiterTag::PrinterAttributes, name, value);
    let words = |words: &[&str]| IppValue::Array(words.iter().map(|word| keyword(word)).collect());
    put("printer-is-accepting-jobs", IppValue::Boolean(mood != Mood::Closed));
    put("printer-state", IppValue::Enum(3));
    let reason = if mood == Mood::OutOfPaper { "media-empty-error" } else { "none" };
    put("printer-state-reasons", words(&[reason, "toner-low-warning"]));
    let pdf = IppMimeMediaType::new("application/pdf").expect("a type");
    put("document-format-supported", IppValue::MimeMediaType(pdf));
    match mood {
        Mood::Plain => return,
        Mood::OnlyA4 => put("media-supported", words(&["iso_a4_210x297mm"])),
        _ => put("media-supported", words(&["iso_a4_210x297mm", "na_letter_8.5x11in"])),
    }
    put("sides-supported", words(&["one-sided", "two-sided-long-edge", "two-sided-short-edge"]));
    put("sides-default", keyword("one-sided"));
    put("finishings-supported", IppValue::Array([3, 20, 22].map(IppValue::Enum).to_vec()));
    put("media-col-supported", words(&["media-size", "media-source"]));
    put("media-source-supported", words(&["auto", "tray-1", "tray-2", "odd-<tray>"]));
    put("print-scaling-supported", words(&["auto", "none"]));
}

fn start(printer: &Printer, more: &[&str]) -> Server {
    let given = format!("Ward 3={}", printer.address);
    Server::start(Path::new("content"), &[&["--printer", &given, "--who", "Desk 3"], more].concat())
}

/// What the page's script sends.
fn send(server: &Server, body: &str) -> Answer {
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/pdf")];
    server.ask("POST", PDF, &headers, body.as_bytes())
}

fn copy(more: &str) -> String {
    format!("language=en&field.name={}&field.mrn=7&printer=Ward+3{more}", SECRET.replace(' ', "+"))
}

fn text(attributes: &IppAttributes, name: &str) -> String {
    let value = attributes.groups().iter().find_map(|group| group.get(name)).map(|found| found.value().clone());
    value.map_or_else(String::new, |value| value.to_string())
}

#[test]
fn a_copy_goes_to_the_printer_that_was_chosen() {
    let printer = Printer::start(Mood::Able);
    let folder = tempdir().expect("a folder");
    let ledger = folder.path().join("prints.jsonl");
    let server = start(&printer, &["--ledger", ledger.to_str().expect("UTF-8")]);
    let page = server.get("/handouts/bone-marrow-test?ui=en").text();
    assert!(page.contains("<option value=\"Ward 3\" dir=\"auto\">Ward 3</option>") && page.contains("print window"));
    assert!(!page.contains("127.0.0.1:"), "the page does not say where printers are");

    let options = server.form("/printers", "printer=Ward+3").text();
    for piece in ["value=\"both\"", "value=\"one\" checked", "printer-staple", "Tray 2", "odd-&lt;tray&gt;"] {
        assert!(options.contains(piece), "{piece}: {options}");
    }
    assert!(!options.contains("notice"), "{options}");
    let list = server.form("/printers", "printer=Ward+3&list=on").text();
    assert!(list.contains("printer-tray") && !list.contains("printer-staple") && !list.contains("printer-sides"));
    assert_eq!(server.form("/printers", "printer=ipp://evil.example/").status, 404);

    let sent = send(&server, &copy("&as=print&printer-sides=both&printer-staple=on&printer-tray=tray-2"));
    assert_eq!((sent.status, sent.header("content-type")), (200, Some("application/json")), "{}", sent.text());
    let message = sent.json()["message"].as_str().expect("text").to_owned();
    assert_eq!(message, "Sent to \u{2068}Ward 3\u{2069} as job 42. The fields were cleared.");
    assert_eq!(sent.json()["note"], "");
    let job = printer.job();
    let downloaded = server.form(PDF, &copy("&as=download"));
    assert_eq!(downloaded.header("content-type"), Some("application/pdf"));
    assert!(job.document == downloaded.body, "the same bytes as the download");
    assert_eq!(text(&job.operation, "job-name"), "bone-marrow-test");
    assert_eq!(text(&job.operation, "requesting-user-name"), "Desk 3");
    assert_eq!(text(&job.operation, "document-format"), "application/pdf");
    assert_eq!(text(&job.operation, "printer-uri"), printer.address);
    assert_eq!(text(&job.job, "sides"), "two-sided-long-edge");
    assert_eq!(text(&job.job, "finishings"), "20");
    assert_eq!(text(&job.job, "print-scaling"), "none");
    assert_eq!(text(&job.job, "media"), "", "paper from a tray is named once");
    let media = text(&job.job, "media-col");
    for piece in ["tray-2", "21590", "27940"] {
        assert!(media.contains(piece), "{media}");
    }
    assert!(!String::from_utf8_lossy(&job.head).contains("Quaxley"), "no value is outside the PDF");
    let cookie = sent.header("set-cookie").expect("the printer is remembered").to_owned();
    assert_eq!(cookie, "handout-printer=Ward+3; Path=/; SameSite=Lax; HttpOnly");
    let again = server.ask("GET", "/handouts/bone-marrow-test", &[("Cookie", "handout-printer=Ward+3")], b"");
    assert!(again.text().contains("<option value=\"Ward 3\" dir=\"auto\" selected>"));

    // Blanks, Arabic, other paper, and a browser without scripts.
    let blank = server.form(PDF, "language=ar&paper=a4&as=blank&printer=Ward+3&printer-staple=on&ui=en");
    assert!(blank.status == 200 && blank.text().contains("<h1>Sent to the printer</h1>"), "{}", blank.text());
    let job = printer.job();
    assert_eq!((text(&job.job, "media"), text(&job.job, "finishings")), ("iso_a4_210x297mm".into(), "22".into()));
    assert_eq!(text(&job.job, "sides"), "", "left to the queue");

    let lines = fs::read_to_string(&ledger).expect("the ledger");
    assert_eq!(lines.lines().filter(|line| line.contains("bone-marrow-test")).count(), 3, "{lines}");
    assert!(!lines.contains("Quaxley"));
    let said = server.stop();
    assert!(!said.contains("Quaxley"), "{said}");
}

#[test]
fn a_printer_gets_no_options_that_it_does_not_have() {
    let printer = Printer::start(Mood::Plain);
    let server = start(&printer, &[]);
    assert_eq!(server.form("/printers", "printer=Ward+3").text(), "");
    let sent = send(&server, &copy("&as=print&printer-sides=both&printer-staple=on&printer-tray=tray-2"));
    assert_eq!(sent.status, 200, "{}", sent.text());
    let job = printer.job();
    let names: Vec<String> =
        job.job.groups().iter().flat_map(|group| group.attributes()).map(|one| one.name().to_string()).collect();
    assert_eq!(names, ["media"]);
}

#[test]
fn what_a_printer_needs_is_said() {
    let printer = Printer::start(Mood::OutOfPaper);
    let server = start(&printer, &[]);
    assert!(server.form("/printers?ui=es", "printer=Ward+3").text().contains("A la impresora le falta papel."));
    let sent = send(&server, &copy("&as=print"));
    assert_eq!((sent.status, &sent.json()["note"]), (200, &"The printer needs paper.".into()));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long a refusal takes is part of what is tested")]
fn a_printer_that_does_not_print_says_why_in_time() {
    for (mood, said) in [
        (Mood::Closed, "is not taking anything to print"),
        (Mood::OnlyA4, "has no paper of this size"),
        (Mood::Refuses, "refused the copy (\u{2068}Not possible\u{2069})"),
        (Mood::Drops, "took the copy and then dropped it"),
        (Mood::Dead, "does not answer"),
        (Mood::Silent, "the copy may still come out"),
        (Mood::NoIpp, "No printer answers at the address"),
        (Mood::Large, "does not answer"),
    ] {
        let printer = Printer::start(mood);
        let folder = tempdir().expect("a folder");
        let ledger = folder.path().join("prints.jsonl");
        let server = start(&printer, &["--ledger", ledger.to_str().expect("UTF-8")]);
        let begun = Instant::now();
        let refused = send(&server, &copy("&as=print"));
        assert!(begun.elapsed() < Duration::from_secs(10), "{said}: {:?}", begun.elapsed());
        let message = refused.json()["message"].as_str().expect("text").to_owned();
        assert!(refused.status == 502 && message.contains(said), "{}: {message}", refused.status);
        assert!(!message.contains("Quaxley"));
        // What never got to the printer is not in the list of prints; what did was written down before it went.
        let written = fs::read_to_string(&ledger).unwrap_or_default().contains("bone-marrow-test");
        let got = printer.jobs.try_recv().is_ok();
        assert_eq!(written, got, "{said}");
        assert_eq!(got, matches!(mood, Mood::Refuses | Mood::Drops | Mood::Silent), "{said}");
        let said = server.stop();
        assert!(!said.contains("Quaxley") && !said.contains("internal error"), "{said}");
    }
}

#[test]
fn without_scripts_nothing_typed_is_lost() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let given = format!("ipp://127.0.0.1:{port}/printers/off");
    let server = Server::start(Path::new("content"), &["--printer", &given]);
    let refused = server.form(PDF, &copy("&as=print&ui=en").replace("Ward+3", "off"));
    let page = refused.text();
    assert_eq!(refused.status, 502);
    for piece in ["does not answer", "value=\"Zebulon Quaxley\"", "<option value=\"off\" dir=\"auto\" selected>"] {
        assert!(page.contains(piece), "{piece}: {page}");
    }
    // Fields come first.
    let missing = send(&server, "language=en&field.mrn=7&as=print&printer=off");
    assert_eq!((missing.status, &missing.json()["problems"][0]["kind"]), (422, &"missing".into()));
    // Another page may not print.
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "http://evil.example")];
    assert_eq!(server.ask("POST", "/printers", &headers, b"printer=off").status, 403);
    assert_eq!(server.ask("POST", PDF, &headers, copy("&as=print").as_bytes()).status, 403);
    let unknown = send(&server, &copy("&as=print").replace("Ward+3", "ipp%3A%2F%2Fevil.example%2F"));
    assert!(unknown.status == 502 && !unknown.text().contains("evil"), "{}", unknown.text());
}

#[test]
fn the_copies_of_a_list_go_in_one_job() {
    let printer = Printer::start(Mood::Able);
    let server = start(&printer, &[]);
    let sheet = "name,mrn\nAna,7\nBo,8\n";
    let body =
        format!("as=print&language=en&duplex=on&column.name=0&column.mrn=1&printer=Ward+3&printer-staple=on\n{sheet}");
    let path = "/handouts/bone-marrow-test/batch/pdf";
    let sent = server.ask("POST", path, &[("Content-Type", "application/octet-stream")], body.as_bytes());
    let last: serde_json::Value = serde_json::from_str(sent.text().lines().last().expect("a line")).expect("JSON");
    assert!(last["sent"].as_str().is_some_and(|text| text.contains("as job 42")), "{last}");
    let job = printer.job();
    let downloaded = body.replace("as=print", "as=download");
    let made = server.ask("POST", path, &[("Content-Type", "application/octet-stream")], downloaded.as_bytes());
    assert!(made.body.ends_with(&job.document) && job.document.starts_with(b"%PDF"));
    assert_eq!(text(&job.job, "sides"), "two-sided-long-edge");
    assert_eq!(text(&job.job, "finishings"), "", "copies are not stapled together");
    assert_eq!(text(&job.job, "media"), "na_letter_8.5x11in");
    // Two patients' pages are not printed on one sheet.
    let close = body.replace("&duplex=on", "&printer-sides=both");
    server.ask("POST", path, &[("Content-Type", "application/octet-stream")], close.as_bytes());
    assert_eq!(text(&printer.job().job, "sides"), "one-sided");
}
