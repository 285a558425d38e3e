//! Verification: every injected fault is found and identified, and nothing else is.

use std::fs;

use handout::Manifest;
use handout::verify::{Document, Expected, Fault, compare};
use lopdf::content::Content;
use lopdf::{Dictionary, Object, ObjectId};

use crate::support::{printed, run};

const HANDOUT: &str = "\
handout: 1
id: visit
title: Your visit
language: en
patient:
  name: {label: Patient, required: true}
  mrn: {label: MRN}
body:
  - Please come on time.
  - page_break
  - Bring this sheet.
";

/// Copies in the run that faults are put into.
const COPIES: usize = 8;

struct Run {
    folder: tempfile::TempDir,
    expected: Expected,
    file: Vec<u8>,
}

/// A merged run of records that differ by seed.
fn make(seed: usize, copies: usize, duplex: bool) -> Run {
    let options: &[&str] = if duplex { &["--duplex"] } else { &[] };
    make_of(HANDOUT, seed, copies, options)
}

fn make_of(handout: &str, seed: usize, copies: usize, options: &[&str]) -> Run {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("visit.yaml"), handout).expect("written");
    let mut csv = String::from("name,mrn\n");
    for copy in 0..copies {
        csv += &format!("Patient {seed}-{copy} Ødegård,{}\n", seed * 1000 + copy);
    }
    fs::write(folder.path().join("r.csv"), csv).expect("written");
    let mut args = vec!["batch", "visit.yaml", "--records", "r.csv", "-o", "run.pdf"];
    args.extend(options);
    let output = run(folder.path(), &args);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output.stderr));
    let manifest = fs::read(folder.path().join("run.json")).expect("a manifest");
    let manifest: Manifest = serde_json::from_slice(&manifest).expect("a sound manifest");
    let expected = Expected::new(&[manifest]).expect("a sound manifest");
    let file = fs::read(folder.path().join("run.pdf")).expect("a file");
    Run { folder, expected, file }
}

fn faults(expected: &Expected, bytes: Vec<u8>) -> Vec<Fault> {
    let mut document = Document::new(bytes).expect("a sound PDF");
    let wants_text = |digest: Option<[u8; 16]>| digest.is_none_or(|digest| expected.known(digest).is_none());
    let pages = document.pages(&wants_text, &expected.intents);
    let found = [(Some(0), "run.pdf".to_owned(), pages.expect("pages"))];
    compare(expected, &[0], &found).faults
}

/// Pseudorandom numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

/// The page tree nodes that hold pages, with the pages.
fn pages_of(document: &lopdf::Document) -> Vec<ObjectId> {
    document.get_pages().into_values().collect()
}

/// Replaces a file's own pages with others.
fn set_pages(document: &mut lopdf::Document, pages: &[ObjectId]) {
    let root = document.catalog().expect("a catalog").get(b"Pages").and_then(Object::as_reference).expect("a tree");
    // In our files, all nodes pass the same to their pages: one flat node is enough.
    for page in pages {
        let page = document.get_object_mut(*page).and_then(Object::as_dict_mut).expect("a page");
        page.set("Parent", Object::Reference(root));
    }
    let mut node = Dictionary::new();
    node.set("Type", Object::Name(b"Pages".to_vec()));
    node.set("Count", Object::Integer(pages.len() as i64));
    node.set("Kids", Object::Array(pages.iter().map(|page| Object::Reference(*page)).collect()));
    document.objects.insert(root, Object::Dictionary(node));
}

/// Changes one character on a page to another that is on it: `None` if nothing can be changed.
fn alter(document: &mut lopdf::Document, page: ObjectId, dice: &mut Dice) -> Option<()> {
    let streams = document.get_page_contents(page);
    let at = dice.below(streams.len());
    let stream = document.get_object(streams[at]).ok()?.as_stream().ok()?.clone();
    let mut content = Content::decode(&stream.decompressed_content().ok()?).ok()?;
    let shows = |operator: &str| matches!(operator, "Tj" | "TJ");
    let mut codes: Vec<&mut Vec<u8>> = Vec::new();
    for operation in content.operations.iter_mut().filter(|operation| shows(&operation.operator)) {
        for operand in &mut operation.operands {
            match operand {
                Object::String(text, _) => codes.push(text),
                Object::Array(items) => codes.extend(items.iter_mut().filter_map(|item| match item {
                    Object::String(text, _) => Some(text),
                    _ => None,
                })),
                _ => {}
            }
        }
    }
    codes.retain(|text| text.len() >= 2);
    if codes.is_empty() {
        return None;
    }
    let which = dice.below(codes.len());
    let text = &mut codes[which];
    let byte = dice.below(text.len());
    text[byte] = text[byte].wrapping_add(1 + dice.below(9) as u8);
    // Other pages share the stream: this one gets its own.
    let new = document.add_object(lopdf::Stream::new(Dictionary::new(), content.encode().ok()?));
    let contents =
        streams.iter().enumerate().map(|(i, id)| Object::Reference(if i == at { new } else { *id })).collect();
    let page = document.get_object_mut(page).and_then(Object::as_dict_mut).ok()?;
    page.set("Contents", Object::Array(contents));
    Some(())
}

/// Brings a page of another run into a file.
fn import(document: &mut lopdf::Document, other: &lopdf::Document, page: usize) -> ObjectId {
    let mut other = other.clone();
    other.renumber_objects_with(document.max_id + 1);
    document.max_id = other.max_id;
    let page = pages_of(&other)[page];
    document.objects.extend(other.objects);
    page
}

fn name(expected: &Expected, index: usize) -> (u64, u32) {
    (expected.pages[index].copy, expected.pages[index].page)
}

/// Injects faults of all kinds into a run and checks what is found. Returns their number.
fn inject(count: usize) -> usize {
    let run = make(1, COPIES, false);
    let original = lopdf::Document::load_mem(&run.file).expect("a PDF");
    let stranger = lopdf::Document::load_mem(&make(2, COPIES, false).file).expect("a PDF");
    let expected = &run.expected;
    let (mut dice, mut done) = (Dice(7), 0);
    for fault in 0..count {
        let mut document = original.clone();
        let mut pages = pages_of(&document);
        let total = pages.len();
        assert_eq!(total, 2 * COPIES);
        let at = dice.below(total);
        let (copy, page) = name(expected, at);
        let mut wanted: Vec<(&str, Option<u64>, Option<u32>)> = Vec::new();
        match fault % 6 {
            0 => {
                let to = (at + 1 + dice.below(total - 1)) % total;
                pages.swap(at, to);
                let (other, other_page) = name(expected, to);
                wanted.push(("page-misplaced", Some(copy), Some(page)));
                wanted.push(("page-misplaced", Some(other), Some(other_page)));
            }
            1 => {
                pages.remove(at);
                wanted.push(("page-missing", Some(copy), Some(page)));
            }
            2 => {
                // The same page listed twice, or a copy of it.
                let again = match dice.below(2) {
                    0 => pages[at],
                    _ => {
                        let page = document.get_object(pages[at]).expect("a page").clone();
                        document.add_object(page)
                    }
                };
                let to = dice.below(total + 1);
                pages.insert(to, again);
                wanted.push(("page-repeated", Some(copy), Some(page)));
            }
            3 => {
                let foreign = import(&mut document, &stranger, dice.below(total));
                pages.insert(dice.below(total + 1), foreign);
                wanted.push(("page-foreign", None, None));
            }
            4 => {
                pages[at] = import(&mut document, &stranger, dice.below(total));
                wanted.push(("page-foreign", None, None));
                wanted.push(("page-missing", Some(copy), Some(page)));
            }
            _ => {
                if alter(&mut document, pages[at], &mut dice).is_none() {
                    continue;
                }
                wanted.push(("page-altered", Some(copy), Some(page)));
            }
        }
        set_pages(&mut document, &pages);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("saved");
        let found = faults(expected, bytes);
        let mut said: Vec<_> = found.iter().map(|f| (f.code(), f.page().0, f.page().1)).collect();
        said.sort_unstable();
        wanted.sort_unstable();
        // If a code itself was altered, there is no telling which page it was: it is foreign, and the page is missing.
        let unreadable = wanted[0].0 == "page-altered"
            && said == [("page-foreign", None, None), ("page-missing", Some(copy), Some(page))];
        assert!(said == wanted || unreadable, "fault {fault}: wanted {wanted:?}, found {found:?}");
        done += 1;
    }
    done
}

#[test]
fn faults_are_found_and_named() {
    assert!(inject(180) > 150);
}

/// The same at length: `cargo test --release -- --ignored ten_thousand`.
#[test]
#[ignore = "takes minutes"]
fn ten_thousand_faults_are_found() {
    assert!(inject(10_500) >= 10_000);
}

#[test]
fn clean_runs_have_no_faults() {
    for seed in 0..12 {
        let run = make(seed, 1 + seed % 5, seed % 2 == 1);
        assert_eq!(faults(&run.expected, run.file.clone()), [], "seed {seed}");
        // Rewritten by another program, the pages are the same.
        let mut document = lopdf::Document::load_mem(&run.file).expect("a PDF");
        document.renumber_objects();
        document.decompress();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("saved");
        assert_eq!(faults(&run.expected, bytes), [], "seed {seed}, rewritten");
    }
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_clean_runs_have_no_faults() {
    for seed in 100..200 {
        let run = make(seed, 1 + seed % 9, seed % 2 == 1);
        assert_eq!(faults(&run.expected, run.file.clone()), [], "seed {seed}");
    }
}

#[test]
fn other_fonts_annotations_and_crops_are_alterations() {
    let run = make(1, 3, false);
    let damage = |change: &dyn Fn(&mut lopdf::Document, ObjectId)| {
        let mut document = lopdf::Document::load_mem(&run.file).expect("a PDF");
        let page = pages_of(&document)[2];
        change(&mut document, page);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("saved");
        faults(&run.expected, bytes)
    };
    let page_dict = |document: &mut lopdf::Document, page: ObjectId, key: &str, value: Object| {
        document.get_object_mut(page).and_then(Object::as_dict_mut).expect("a page").set(key, value);
    };
    let whole = |found: &[Fault]| matches!(found, [Fault::Altered { copy: 2, page: 1, .. }]);
    let note =
        lopdf::dictionary! { "Type" => "Annot", "Subtype" => "FreeText", "Contents" => Object::string_literal("x") };
    let stamped = damage(&|document, page| {
        page_dict(document, page, "Annots", Object::Array(vec![Object::Dictionary(note.clone())]));
    });
    assert!(whole(&stamped), "{stamped:?}");
    let turned = damage(&|document, page| page_dict(document, page, "Rotate", Object::Integer(180)));
    assert!(whole(&turned), "{turned:?}");
    let cropped = damage(&|document, page| {
        page_dict(document, page, "CropBox", Object::Array([0, 0, 300, 300].map(Object::Integer).to_vec()));
    });
    assert!(whole(&cropped), "{cropped:?}");
    // All copies share the fonts: other outlines alter every page.
    let redrawn = damage(&|document, _| {
        for object in document.objects.values_mut() {
            let outlines = |stream: &lopdf::Stream| {
                let kind = stream.dict.get(b"Subtype").and_then(Object::as_name);
                stream.dict.has(b"Length1") || matches!(kind, Ok(b"CIDFontType0C" | b"OpenType"))
            };
            if object.as_stream().is_ok_and(outlines) {
                let stream = object.as_stream_mut().expect("a stream");
                let mut program = stream.decompressed_content().expect("a font");
                let middle = program.len() / 2;
                program[middle] ^= 1;
                stream.set_plain_content(program);
            }
        }
    });
    assert_eq!(redrawn.len(), 6, "{redrawn:?}");
}

#[test]
fn the_command_says_what_is_wrong() {
    let run_ = make(3, 3, false);
    let folder = run_.folder.path();
    let verify = |args: &[&str]| run(folder, &[&["verify"], args].concat());
    let good = verify(&["run.pdf", "--manifest", "run.json", "--records", "r.csv"]);
    assert_eq!(good.status.code(), Some(0), "{}", printed(&good.stderr));
    assert!(printed(&good.stderr).contains("6 pages: all present"));

    let csv = fs::read_to_string(folder.join("r.csv")).expect("the records");
    fs::write(folder.join("other.csv"), csv.replace("3001", "3009").replace("Patient 3-2", "Client 3-2"))
        .expect("written");
    let output = verify(&["run.pdf", "--manifest", "run.json", "--records", "other.csv"]);
    let said = printed(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for words in ["records-changed", "copy 2 does not show field `mrn`", "copy 3 does not show field `name`"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("3009") && !said.contains("Client"), "{said}");

    let mut document = lopdf::Document::load_mem(&run_.file).expect("a PDF");
    let mut pages = pages_of(&document);
    pages.swap(1, 4);
    set_pages(&mut document, &pages);
    document.save(folder.join("swapped.pdf")).expect("saved");
    let output = verify(&["swapped.pdf", "--manifest", "run.json", "--message-format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let first = printed(&output.stderr).lines().next().map(str::to_owned).expect("a line");
    let fault: serde_json::Value = serde_json::from_str(&first).expect("JSON");
    assert_eq!((&fault["code"], &fault["file_page"]), (&"page-misplaced".into(), &2.into()));

    for (args, code, words) in [
        (&["none.pdf", "--manifest", "run.json"][..], 2, "none.pdf"),
        (&["run.pdf", "--manifest", "none.json"], 2, "none.json"),
        (&["run.pdf", "--manifest", "r.csv"], 2, "r.csv"),
        (&["r.csv", "--manifest", "run.json"], 1, "cannot be read"),
        (&["run.pdf"], 2, "--manifest"),
    ] {
        let output = verify(args);
        let said = printed(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
    }
    let manifest = fs::read_to_string(folder.join("run.json")).expect("the manifest");
    fs::write(folder.join("altered.json"), manifest.replace("\"count\": 3", "\"count\": 4")).expect("written");
    let output = verify(&["run.pdf", "--manifest", "altered.json"]);
    assert!(printed(&output.stderr).contains("was altered"), "{}", printed(&output.stderr));
}

#[test]
fn files_that_changed_places_are_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("visit.yaml"), HANDOUT).expect("written");
    fs::write(at("r.csv"), "name\nAnna\nBert\nCleo\nDora\n").expect("written");
    let made = run(folder.path(), &["batch", "visit.yaml", "--records", "r.csv", "-d", "out"]);
    assert_eq!(made.status.code(), Some(0), "{}", printed(&made.stderr));
    let verify = || {
        let output = run(folder.path(), &["verify", "out", "--manifest", "out/run.json"]);
        (output.status.code(), printed(&output.stderr))
    };
    assert_eq!(verify().0, Some(0));
    fs::rename(at("out/1-visit.pdf"), at("out/x")).expect("renamed");
    fs::rename(at("out/2-visit.pdf"), at("out/1-visit.pdf")).expect("renamed");
    fs::rename(at("out/x"), at("out/2-visit.pdf")).expect("renamed");
    let (code, said) = verify();
    assert_eq!(code, Some(1));
    for words in
        ["copy 2, page 1 is in the wrong place: `1-visit.pdf`", "copy 1, page 2 is in the wrong place: `2-visit.pdf`"]
    {
        assert!(said.contains(words), "{said}");
    }
    fs::remove_file(at("out/3-visit.pdf")).expect("removed");
    fs::copy(at("out/4-visit.pdf"), at("out/5-visit.pdf")).expect("copied");
    let said = verify().1;
    assert!(
        said.contains("copy 3, page 1 is missing") && said.contains("`5-visit.pdf` is not a file of this run"),
        "{said}"
    );
}

/// Copies for a press, and of any standard, are recognized like any others, and so is a change to what only they have.
#[test]
fn copies_for_a_press_are_verified() {
    let folder = tempfile::tempdir().expect("a folder");
    let handout = "handout: 1\nid: a\ntitle: A\nlanguage: en\nsite: site.yaml\nreviewed: 2026-10-01\npatient: {name: {label: N}}\nbody: [{note: Text}]\n";
    fs::write(folder.path().join("a.yaml"), handout).expect("written");
    let ink = "{accent: {spot: PANTONE 300 C, cmyk: \"100 44 0 0\"}}";
    let site = format!("site: 1\nname: Clinic\ntheme: {{ink: {ink}}}\n");
    fs::write(folder.path().join("site.yaml"), site).expect("written");
    fs::write(folder.path().join("r.csv"), "name\nAna\nEva\n").expect("written");
    let press = ["--for", "press", "--bleed", "3mm", "--marks"];
    let standards = ["x1a", "2.0", "x4"].map(|standard| [&press[..], &["--standard", standard]].concat());
    for options in [vec!["--standard", "2.0"]].into_iter().chain(standards) {
        let common = [&["batch", "a.yaml", "--records", "r.csv", "--force"], options.as_slice()].concat();
        for output in [["-o", "run.pdf"].as_slice(), &["-d", "copies"]] {
            let made = run(folder.path(), &[common.as_slice(), output].concat());
            assert_eq!(made.status.code(), Some(0), "{}", printed(&made.stderr));
        }
        for [files, manifest] in [["run.pdf", "run.json"], ["copies", "copies/run.json"]] {
            let checked = run(folder.path(), &["verify", files, "--manifest", manifest, "--records", "r.csv"]);
            assert_eq!(checked.status.code(), Some(0), "{options:?}: {}", printed(&checked.stderr));
        }
    }
    let path = folder.path().join("run.pdf");
    let sound = lopdf::Document::load(&path).expect("a PDF");
    let mut document = sound.clone();
    let state = document.objects.values_mut().find_map(|object| {
        object.as_dict_mut().ok().filter(|dict| dict.get(b"op").and_then(Object::as_bool).unwrap_or(false))
    });
    state.expect("a graphics state").set("op", false);
    let mut recolored = sound;
    let is_spot = |object: &Object| object.as_name().is_ok_and(|name| name == b"Separation");
    let spaces = recolored.objects.values_mut().filter_map(|object| object.as_array_mut().ok());
    let mut spots: Vec<_> = spaces.filter(|space| space.first().is_some_and(is_spot)).collect();
    assert_eq!(spots.len(), 1, "copies share it");
    spots[0][1] = "PANTONE 485 C".into();
    for mut changed in [document, recolored] {
        changed.save(&path).expect("written");
        let checked = run(folder.path(), &["verify", "run.pdf", "--manifest", "run.json"]);
        assert_eq!(checked.status.code(), Some(1), "{}", printed(&checked.stderr));
    }
}

#[test]
fn options_of_a_press_need_a_press() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.yaml"), "handout: 1\nid: a\ntitle: A\nlanguage: en\nbody: [Text]\n")
        .expect("written");
    for options in
        [["--bleed", "3mm"].as_slice(), &["--marks"], &["--ink", "k"], &["--standard", "x4"], &["--standard", "x1a"]]
    {
        let made = run(folder.path(), &[&["build", "a.yaml"], options].concat());
        assert_eq!(made.status.code(), Some(2));
        assert!(printed(&made.stderr).contains("--for press"), "{}", printed(&made.stderr));
    }
    fs::write(folder.path().join("p.icc"), "not a profile").expect("written");
    let options = ["--for", "press", "--output-intent", "p.icc", "--condition", "X"];
    let made = run(folder.path(), &[["build", "a.yaml"].as_slice(), &options].concat());
    assert_eq!(made.status.code(), Some(2));
    assert!(printed(&made.stderr).contains("not an ICC profile"), "{}", printed(&made.stderr));
}

/// A handout that a press file can be made of, with one page or two.
fn for_press(pages: usize) -> String {
    let handout = HANDOUT.replace("language: en", "language: en\nreviewed: 2026-10-01");
    if pages == 1 { handout.replace("  - page_break\n", "") } else { handout }
}

#[test]
fn blank_backs_bleed_as_their_fronts_do() {
    let options = ["--for", "press", "--bleed", "3mm", "--marks", "--duplex"];
    let run = make_of(&for_press(1), 1, COPIES, &options);
    assert_eq!(faults(&run.expected, run.file.clone()), []);
    // A back of another size is not a back.
    let mut document = lopdf::Document::load_mem(&run.file).expect("a PDF");
    let back = document.page_iter().nth(5).expect("a page");
    let whole: Vec<Object> = [0, 0, 700, 900].map(Object::Integer).to_vec();
    document.get_dictionary_mut(back).expect("a page").set("TrimBox", whole);
    let mut changed = Vec::new();
    document.save_to(&mut changed).expect("memory is never full");
    let found = faults(&run.expected, changed);
    assert!(matches!(found[..], [Fault::Blank { place: 6, .. }]), "{found:?}");
}

#[test]
fn a_page_in_the_record_of_another_copy_is_found() {
    let run = make_of(&for_press(2), 1, COPIES, &["--for", "press", "--vt"]);
    assert_eq!(faults(&run.expected, run.file.clone()), []);
    let mut document = lopdf::Document::load_mem(&run.file).expect("a PDF");
    let reference = |dict: &Dictionary, key: &[u8]| dict.get(key).and_then(Object::as_reference).expect("a reference");
    let first = |dict: &Dictionary| -> Vec<Object> {
        let arrays = dict.get(b"DParts").and_then(Object::as_array).expect("children");
        arrays[0].as_array().expect("an array").clone()
    };
    let dict = |document: &lopdf::Document, id: ObjectId| document.get_dictionary(id).expect("a dictionary").clone();
    let root = dict(&document, reference(document.catalog().expect("a catalog"), b"DPartRoot"));
    let run_node = dict(&document, reference(&root, b"DPartRootNode"));
    let batch = first(&run_node)[0].as_reference().expect("a batch");
    // The second record's part is moved to the first.
    let mut records = first(&dict(&document, batch));
    let [one, two] = [0, 1].map(|at| records[at].as_reference().expect("a record"));
    let part = first(&dict(&document, two))[0].clone();
    document.get_dictionary_mut(part.as_reference().expect("a part")).expect("a part").set("Parent", one);
    let mut parts = first(&dict(&document, one));
    parts.push(part);
    document.get_dictionary_mut(one).expect("a record").set("DParts", vec![Object::Array(parts)]);
    records.remove(1);
    document.get_dictionary_mut(batch).expect("a batch").set("DParts", vec![Object::Array(records)]);
    let mut changed = Vec::new();
    document.save_to(&mut changed).expect("memory is never full");
    let found = faults(&run.expected, changed);
    assert!(matches!(found[..], [Fault::OtherRecord { copy: 2, page: 1, place: 3, .. }]), "{found:?}");
    assert_eq!(found[0].code(), "record-differs");
}
