//! `handout impose`: pages of any PDF on sheets.

use std::fs;
use std::path::Path;

use lopdf::{Dictionary, Document, Object};

use crate::support::{printed, run};

/// A file of these objects, from 1; the first is the catalog, and the second the page tree.
fn pdf(version: &str, objects: &[String]) -> Vec<u8> {
    let mut out = format!("%PDF-{version}\n%\u{e9}\u{e9}\n").into_bytes();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let start = out.len();
    let end = format!("{table}trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.extend_from_slice(end.as_bytes());
    out
}

fn stream(entries: &str, data: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// Two pages: one with a filled-in field and a link, one that is turned; tags, an outline, page labels.
fn form(catalog: &str) -> Vec<u8> {
    let page = "/Type/Page/Parent 2 0 R/Resources<<>>";
    let objects = [
        format!(
            "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 7 0 R/MarkInfo<</Marked true>>/Outlines 14 0 R\
             /PageLabels<</Nums[0<</S/r>>]>>{catalog}>>"
        ),
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[10 20 310 420]>>".to_owned(),
        format!("<<{page}/Contents 5 0 R/StructParents 0/Annots[11 0 R 12 0 R]>>"),
        format!("<<{page}/Contents[6 0 R 6 0 R]/StructParents 1/Rotate 90>>"),
        stream("", "/P<</MCID 0>>BDC 10 20 50 50 re f EMC"),
        stream("", "/P<</MCID 0>>BDC 20 30 50 50 re f EMC"),
        "<</Type/StructTreeRoot/K 8 0 R/ParentTree<</Nums[0[9 0 R]1[8 0 R]2 10 0 R 3 9 0 R]>>/ParentTreeNextKey 4>>"
            .to_owned(),
        "<</Type/StructElem/S/Document/P 7 0 R/K[9 0 R 10 0 R<</Type/MCR/Pg 4 0 R/MCID 0>>]>>".to_owned(),
        "<</Type/StructElem/S/Link/P 8 0 R/Pg 3 0 R/K[0<</Type/OBJR/Obj 12 0 R>>]>>".to_owned(),
        "<</Type/StructElem/S/Form/P 8 0 R/Pg 3 0 R/K<</Type/OBJR/Obj 11 0 R>>>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ana)/F 4/Rect[100 100 200 120]/StructParent 2/AP<</N 13 0 R>>>>"
            .to_owned(),
        "<</Type/Annot/Subtype/Link/F 4/Rect[10 20 60 70]/StructParent 3/Dest[4 0 R/Fit]>>".to_owned(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 50 20]/Resources<<>>", "0 0 50 20 re f"),
        "<</First 15 0 R/Last 15 0 R/Count 1>>".to_owned(),
        "<</Title(Two)/Parent 14 0 R/Dest[4 0 R/XYZ 10 420 0]>>".to_owned(),
    ];
    pdf("1.4", &objects)
}

fn imposed(folder: &Path, options: &[&str]) -> (Option<i32>, String) {
    let command = [&["impose", "in.pdf", "-o", "out.pdf", "--force"], options].concat();
    let output = run(folder, &command);
    (output.status.code(), printed(&output.stderr))
}

/// What is made of a file, and what is said.
fn made(bytes: &[u8], options: &[&str]) -> (Document, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("in.pdf"), bytes).expect("written");
    let (code, said) = imposed(folder.path(), options);
    assert_eq!(code, Some(0), "{said}");
    (Document::load(folder.path().join("out.pdf")).expect("a PDF"), said)
}

fn dict<'d>(document: &'d Document, object: &'d Object) -> &'d Dictionary {
    match document.dereference(object).expect("an object").1 {
        Object::Dictionary(dict) => dict,
        Object::Stream(stream) => &stream.dict,
        other => panic!("{other:?}"),
    }
}

fn entry<'d>(document: &'d Document, from: &'d Dictionary, path: &[&str]) -> &'d Object {
    let (last, before) = path.split_last().expect("a key");
    let holder = before.iter().fold(from, |at, key| dict(document, at.get(key.as_bytes()).expect(key)));
    document.dereference(holder.get(last.as_bytes()).expect(last)).expect("an object").1
}

fn numbers(object: &Object) -> Vec<f32> {
    object.as_array().expect("an array").iter().map(|number| number.as_float().expect("a number")).collect()
}

fn sides(document: &Document) -> Vec<&Dictionary> {
    document.get_pages().values().map(|id| document.get_dictionary(*id).expect("a page")).collect()
}

#[test]
fn tags_find_their_content_in_forms() {
    let (document, _) = made(&form(""), &["--impose", "2up"]);
    let catalog = document.catalog().expect("a catalog");
    let side = document.get_pages()[&1];
    let element = dict(&document, entry(&document, catalog, &["StructTreeRoot", "K"]));
    let kids = element.get(b"K").and_then(Object::as_array).expect("kids");
    let content = dict(&document, &kids[2]);
    assert_eq!(content.get(b"Pg").and_then(Object::as_reference).expect("a side"), side);
    let form = dict(&document, content.get(b"Stm").expect("a form"));
    assert_eq!(form.get(b"StructParents").and_then(Object::as_i64).expect("a key"), 1);
    assert!(document.get_dictionary(side).expect("a side").get(b"Contents").is_ok());
    // The link's content stays, and is text.
    let link = dict(&document, &kids[0]);
    assert_eq!(link.get(b"S").and_then(Object::as_name).expect("a role"), b"Span");
    assert_eq!(link.get(b"K").and_then(Object::as_array).expect("kids").len(), 1);
}

/// What was filled in must not vanish on paper.
#[test]
fn a_filled_in_field_that_does_not_say_how_it_looks_is_refused() {
    let with = |field: &str| {
        let file = String::from_utf8(form("")).expect("text");
        let field = format!("{field:<30}");
        file.replace("/V(Ana)", &field[..7]).replace("/AP<</N 13 0 R>>", &format!("{:<16}", ""))
    };
    for (field, code) in [("/V(Ana)", 1), ("/V(   )", 1), ("/V()", 0), ("/V/Off", 0), ("", 0)] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("in.pdf"), with(field)).expect("written");
        let (found, said) = imposed(folder.path(), &["--impose", "2up"]);
        assert_eq!(found, Some(code), "{field}: {said}");
        assert_eq!(said.contains("a form field is filled in"), code == 1, "{field}: {said}");
        assert!(!said.contains("Ana"), "{said}");
        assert_eq!(folder.path().join("out.pdf").exists(), code == 0);
    }
}

#[test]
fn what_a_field_shows_is_printed_and_tagged() {
    let (document, said) = made(&form(""), &["--impose", "2up"]);
    assert!(said.contains("1 link left out") && said.contains("1 form field or comment printed"), "{said}");
    assert!(said.contains("left out: page labels"), "{said}");
    let side = document.get_pages()[&1];
    let content = String::from_utf8(document.get_page_content(side)).expect("text");
    // 50 × 20 in 100 × 20, on a page whose corner is at 10, 20.
    assert!(content.contains("/Form<</MCID 0>>BDC\nq\n2 0 0 1 90 80 cm\n/A0.0 Do\nQ\nEMC\n"), "{content}");
    let catalog = document.catalog().expect("a catalog");
    let element = dict(&document, entry(&document, catalog, &["StructTreeRoot", "K"]));
    let field = element.get(b"K").and_then(Object::as_array).expect("kids")[1].as_reference().expect("an element");
    let kid = entry(&document, document.get_dictionary(field).expect("an element"), &["K"]);
    assert_eq!(dict(&document, kid).get(b"MCID").and_then(Object::as_i64).expect("content"), 0);
    let key = document.get_dictionary(side).expect("a side").get(b"StructParents").and_then(Object::as_i64);
    let leaf = &entry(&document, catalog, &["StructTreeRoot", "ParentTree", "Kids"]).as_array().expect("leaves")[0];
    let parents = dict(&document, leaf).get(b"Nums").and_then(Object::as_array).expect("entries");
    let keys: Vec<i64> = parents.iter().step_by(2).map(|key| key.as_i64().expect("a key")).collect();
    // Those of annotations are gone; the side's own comes after what was taken.
    assert_eq!(keys, [0, 1, 4]);
    assert_eq!(key.expect("a key"), 4);
    let owners = document.dereference(&parents[5]).expect("owners").1.as_array().expect("an array");
    assert_eq!(owners[0].as_reference().expect("an element"), field);
}

#[test]
fn destinations_move_with_their_pages() {
    let (document, _) = made(&form(""), &["--impose", "2up"]);
    let target = entry(&document, document.catalog().expect("a catalog"), &["Outlines", "First", "Dest"]);
    let target = target.as_array().expect("a destination");
    assert_eq!(target[0].as_reference().expect("a side"), document.get_pages()[&1]);
    // The upper left corner of a page that is turned to the right, and then back to be upright in its place.
    let place: Vec<f32> = target[2..4].iter().map(|number| number.as_float().expect("a number")).collect();
    assert_eq!(place, [300.0, 400.0]);
}

#[test]
fn pages_are_turned_cropped_and_scaled() {
    let page = |more: &str| format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]{more}>>");
    for (more, size) in [
        ("", [400.0, 300.0]),
        ("/Rotate 270", [300.0, 400.0]),
        ("/CropBox[10 10 110 60]", [100.0, 50.0]),
        ("/CropBox[10 10 110 60]/TrimBox[20 20 100 50]", [80.0, 30.0]),
        ("/UserUnit 1.5/Rotate -90", [450.0, 600.0]),
    ] {
        let objects =
            ["<</Type/Catalog/Pages 2 0 R>>".to_owned(), "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(), page(more)];
        let (document, _) = made(&pdf("1.7", &objects), &["--impose", "1x1", "--bleed", "0mm"]);
        assert_eq!(numbers(entry(&document, sides(&document)[0], &["MediaBox"]))[2..], size, "{more}");
    }
}

#[test]
fn pages_of_several_sizes_have_places_for_the_largest() {
    let page = |size: &str| format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]>>");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>".to_owned(),
        page("300 400"),
        page("440 280"),
    ];
    let (document, said) = made(&pdf("1.7", &objects), &["--impose", "1x1", "--one-sided"]);
    assert!(said.contains("pages differ in size"), "{said}");
    for (side, place) in sides(&document).iter().zip(["1 0 0 1 0 20 cm", "1 0 0 1 0 10 cm"]) {
        assert_eq!(numbers(entry(&document, side, &["MediaBox"]))[2..], [300.0, 440.0]);
        let id = side.get(b"Contents").and_then(Object::as_reference).expect("content");
        let stream = document.get_object(id).and_then(Object::as_stream).expect("a stream");
        let content = String::from_utf8(stream.decompressed_content().expect("decoded")).expect("text");
        assert!(content.contains(place), "{content}");
    }
}

#[test]
fn second_prints_are_not_read_again() {
    let (document, _) = made(&form(""), &["--impose", "step-and-repeat"]);
    let side = document.get_pages()[&1];
    let content = String::from_utf8(document.get_page_content(side)).expect("text");
    let (first, again) = content.split_once("/Artifact BMC\n").expect("a second print");
    assert!(first.contains("/P0 Do") && again.contains("/R0 Do") && again.contains("/A0.0 Do"), "{content}");
    assert!(!again.contains("BDC"), "{content}");
    let forms = dict(&document, entry(&document, document.get_dictionary(side).expect("a side"), &["Resources"]));
    let keys =
        ["P0", "R0"].map(|name| dict(&document, entry(&document, forms, &["XObject", name])).has(b"StructParents"));
    assert_eq!(keys, [true, false]);
}

#[test]
fn files_stay_what_they_were() {
    // An old reader finds its cross-reference table.
    let (document, _) = made(&form("/Lang(es)/OutputIntents[]"), &["--impose", "booklet"]);
    assert_eq!(document.version, "1.4");
    assert!(matches!(document.reference_table.cross_reference_type, lopdf::xref::XrefType::CrossReferenceTable));
    assert!(document.catalog().expect("a catalog").has(b"OutputIntents"));
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("in.pdf"), form("")).expect("written");
    let twice = [0, 1].map(|_| {
        assert_eq!(imposed(folder.path(), &["--impose", "booklet"]).0, Some(0));
        fs::read(folder.path().join("out.pdf")).expect("a file")
    });
    assert_eq!(twice[0], twice[1]);
}

#[test]
fn arabic_booklets_are_bound_at_the_right() {
    let column = |catalog: &str, options: &[&str]| {
        let (document, _) = made(&form(catalog), &[&["--impose", "booklet"], options].concat());
        let content = String::from_utf8(document.get_page_content(document.get_pages()[&1]));
        content.expect("text").split("\n/P0 Do").next().expect("a place").contains("1 0 0 1 0 0 cm")
    };
    assert!(!column("", &[]), "the first page is at the right");
    assert!(column("/Lang(ar-EG)", &[]));
    assert!(column("/ViewerPreferences<</Direction/R2L>>", &[]));
    assert!(!column("/Lang(ar)", &["--binding", "left"]));
}

#[test]
fn what_cannot_be_on_sheets_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("in.pdf");
    let nothing = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"].map(str::to_owned);
    let huge = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"].map(str::to_owned);
    let huge = [huge.as_slice(), &["<</Type/Page/Parent 2 0 R/MediaBox[0 0 1000000000 99999]>>".to_owned()]].concat();
    let broken = String::from_utf8_lossy(&form("")).replace("/Contents[6 0 R 6 0 R]", "/Contents[6 0 R 5 0 R]");
    let broken = broken.replace("/P<</MCID 0>>BDC 20 30 50", "\u{0}\u{0}/F");
    let lost =
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R 9 0 R]/Count 2>>", "<</Type/Page/Parent 2 0 R>>"];
    for (bytes, said) in [
        (form("/AcroForm<</SigFlags 3/Fields[]>>"), "it is signed"),
        (form("/Perms<<>>"), "it is signed"),
        (form("/NeedsRendering true/AcroForm<</XFA[]/Fields[]>>"), "XFA"),
        (pdf("1.7", &nothing), "no pages"),
        (pdf("1.7", &huge), "the size of page 1"),
        (pdf("1.7", &lost.map(str::to_owned)), "fewer pages than it says"),
        (b"not a PDF".to_vec(), "not a PDF"),
    ] {
        fs::write(&path, bytes).expect("written");
        let (code, error) = imposed(folder.path(), &["--impose", "2up"]);
        assert_eq!(code, Some(1), "{said}: {error}");
        assert!(error.contains(said), "{error}");
        assert!(!folder.path().join("out.pdf").exists());
    }
    // Damage that readers repair is named.
    fs::write(&path, broken).expect("written");
    let (code, error) = imposed(folder.path(), &["--impose", "2up"]);
    assert!(code == Some(0) && error.contains("the file is damaged"), "{error}");
    fs::write(&path, form("")).expect("written");
    let (code, error) = imposed(folder.path(), &["--impose", "2up", "--sheet", "5x5in"]);
    assert!(code == Some(1) && error.contains("they need 8.33 × 5.56 in"), "{error}");
    for options in [&["--impose", "3up"][..], &["--marks"], &["--impose", "2up", "--creep", "0.1mm"]] {
        assert_eq!(imposed(folder.path(), options).0, Some(2), "{options:?}");
    }
    let output = run(folder.path(), &["impose", "in.pdf", "-o", "in.pdf", "--impose", "2up", "--force"]);
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output.stderr));
    assert_eq!(fs::read(&path).expect("a file"), form(""));
}
