//! Press files: inks, overprint, boxes, marks, printing conditions.

use std::sync::Arc;

use handout::color::Color;
use handout::engine::{BuildOptions, build};
use handout::fonts::Fonts;
use handout::geom::{Length, Rect, Size};
use handout::layout::display::{Artifact, Content, Item, Owner, Page};
use handout::model::document::{Image, ImageData};
use handout::pdf::inks::Inks;
use handout::pdf::intent::{Intent, Purpose};
use handout::press::{Condition, Ink, Press, ProfileError, Standard};
use handout::sheet::boxes::PageBoxes;
use handout::source::Sources;
use handout::{Diagnostics, Draft};
use lopdf::{Document, Object};

fn press(change: impl FnOnce(&mut Press)) -> Press {
    let mut press = Press::default();
    change(&mut press);
    press
}

/// A handout with headings, a tint, a note, black text and colors of its own.
fn file(press: Press) -> Document {
    let svg =
        "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'><rect width='9' height='9' fill='#c00'/></svg>";
    let mut draft = Draft::new("press", "Press", "en");
    draft.set("reviewed", "2026-10-01").heading("Section").note("A note on a tint.").text("[A link](https://a.org).");
    draft.table(&["A", "B"], &[&["c", "d"]]).figure("a.svg", "A square");
    let files = [("press.yaml", draft.into_yaml().into_bytes()), ("a.svg", svg.as_bytes().to_vec())];
    let mut sources = Sources::new(files.into_iter().collect());
    let options = BuildOptions { purpose: Purpose::Press(Arc::new(press)), ..BuildOptions::default() };
    let mut problems = Diagnostics::default();
    let built = build(&mut sources, "press.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
    Document::load_mem(&built.unwrap_or_else(|| panic!("{problems:?}")).pdf).expect("a PDF")
}

/// The content of the first page, an operator on each line.
fn content(document: &Document) -> Vec<String> {
    let page = document.page_iter().next().expect("a page");
    let content = document.get_and_decode_page_content(page).expect("content");
    let number = |object: &Object| match object {
        Object::Integer(number) => number.to_string(),
        Object::Real(number) => number.to_string(),
        Object::Name(name) => String::from_utf8_lossy(name).into_owned(),
        other => format!("{other:?}"),
    };
    let line = |operation: &lopdf::content::Operation| {
        let operands: Vec<String> = operation.operands.iter().map(number).collect();
        format!("{} {}", operands.join(" "), operation.operator).trim_start().to_owned()
    };
    content.operations.iter().map(line).collect()
}

/// Colors in the order in which they are set, each with the graphics state in which it paints.
fn inks(document: &Document) -> Vec<(String, String)> {
    let (mut state, mut found) = (String::new(), Vec::new());
    let mut saved = Vec::new();
    for line in content(document) {
        match line.rsplit(' ').next() {
            Some("q") => saved.push(state.clone()),
            Some("Q") => state = saved.pop().expect("saved"),
            Some("gs") => state = line,
            Some("g" | "rg" | "G" | "RG" | "K" | "sc" | "scn" | "cs") => panic!("{line}"),
            Some("k") => found.push((line, state.clone())),
            _ => {}
        }
    }
    found
}

#[test]
fn black_is_one_ink_that_overprints_and_colors_knock_out() {
    let found = inks(&file(Press::default()));
    let is_black = |inks: &str| inks == "0 0 0 1 k";
    assert!(found.iter().any(|(inks, _)| is_black(inks)) && found.iter().any(|(inks, _)| !is_black(inks)));
    for (inks, state) in &found {
        assert_eq!(state, if is_black(inks) { "GS1 gs" } else { "GS0 gs" }, "{inks}");
    }
}

#[test]
fn black_alone_uses_no_other_ink() {
    let found = inks(&file(press(|press| press.ink = Some(Ink::Black))));
    assert!(found.len() > 3);
    assert!(found.iter().all(|(inks, _)| inks.starts_with("0 0 0 ")), "{found:?}");
}

#[test]
fn neutral_colors_are_black_ink() {
    let process = Inks::of_press(&Arc::default());
    for gray in [0, 1, 51, 128, 254, 255] {
        let Color::Cmyk(inks) = process.paint(Color::rgb([gray; 3])) else { panic!("process inks") };
        assert_eq!(inks[..3], [0; 3]);
        assert_eq!(u32::from(inks[3]), (255 - u32::from(gray)) * 1000 / 255);
    }
    // A saturated red: magenta and yellow, as coated paper prints it.
    let Color::Cmyk([cyan, magenta, yellow, black]) = process.paint(Color::rgb([204, 0, 0])) else { panic!("inks") };
    assert!(cyan < 250 && magenta > 900 && yellow > 900 && black < 150, "{cyan} {magenta} {yellow} {black}");
    let own = Color::cmyk([1000, 0, 0, 0]);
    assert_eq!(process.paint(own), own);
    assert_eq!(Inks::Screen.paint(Color::rgb([204, 0, 0])), Color::rgb([204, 0, 0]));
}

#[test]
fn pictures_are_in_the_inks_of_the_press() {
    let samples = vec![255, 0, 0, 51, 51, 51];
    let image = Image {
        width: 2,
        height: 1,
        resolution: None,
        profile: None,
        data: ImageData::Pixels { channels: 3, samples },
    };
    let process = Inks::of_press(&Arc::default()).samples(&image).expect("samples");
    assert_eq!((process.channels, process.data.len()), (4, 8));
    assert_eq!(process.data[4..], [0, 0, 0, 204], "a neutral pixel is black ink");
    let black = Inks::Black.samples(&image).expect("samples");
    assert_eq!((black.channels, black.data.len(), black.data[1]), (1, 2, 51));
    let screen = Inks::Screen.samples(&image).expect("samples");
    assert_eq!(screen.channels, 3);
}

#[test]
fn the_file_says_what_it_is() {
    let document = file(press(|press| (press.bleed, press.marks) = (Some(Length::pt(9)), Some(true))));
    assert_eq!(document.version, "1.6");
    let catalog = document.catalog().expect("a catalog");
    let intents = catalog.get(b"OutputIntents").and_then(Object::as_array).expect("output intents");
    let profile = |intent: &Object| {
        let intent = intent.as_dict().expect("an intent");
        let kind = intent.get(b"S").and_then(Object::as_name).expect("a kind").to_vec();
        (kind, intent.get(b"DestOutputProfile").and_then(Object::as_reference).expect("a profile"))
    };
    let [(x, of_x), (a, of_a)] = [profile(&intents[0]), profile(&intents[1])];
    assert_eq!((x.as_slice(), a.as_slice()), (b"GTS_PDFX".as_slice(), b"GTS_PDFA1".as_slice()));
    assert_eq!(of_x, of_a, "ISO 19005-2, 6.2.3");
    let page = document.page_iter().next().and_then(|id| document.get_dictionary(id).ok()).expect("a page");
    assert!(page.get(b"Annots").is_err(), "no links on a press");
    let edges = |key: &[u8]| -> Vec<f32> {
        let edges = page.get(key).and_then(Object::as_array).expect("a box");
        edges.iter().map(|edge| edge.as_float().expect("a number")).collect()
    };
    assert_eq!(edges(b"MediaBox"), [0.0, 0.0, 678.0, 858.0]);
    assert_eq!(edges(b"BleedBox"), [24.0, 24.0, 654.0, 834.0]);
    assert_eq!(edges(b"TrimBox"), [33.0, 33.0, 645.0, 825.0]);
}

#[test]
fn what_touches_the_edge_bleeds() {
    let size = Size { width: Length::pt(100), height: Length::pt(200) };
    let rect = |x, y, width, height| {
        let [x, y, width, height] = [x, y, width, height].map(Length::pt);
        Rect { x, y, width, height }
    };
    let moved = |rect: Rect| {
        let item =
            Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color: Color::BLACK } };
        let mut page = Page { size, items: vec![item] };
        PageBoxes::new(size, Some(&press(|press| press.bleed = Some(Length::pt(9))))).place(&mut page);
        match page.items[0].content {
            Content::Fill { rect, .. } => rect,
            _ => unreachable!("it was a rectangle"),
        }
    };
    assert_eq!(moved(rect(10, 10, 20, 20)), rect(19, 19, 20, 20));
    assert_eq!(moved(rect(0, 0, 100, 20)), rect(0, 0, 118, 29));
    assert_eq!(moved(rect(90, 180, 10, 20)), rect(99, 189, 19, 29));
    assert_eq!(moved(rect(0, 0, 100, 200)), rect(0, 0, 118, 218));
}

#[test]
fn only_profiles_of_presses_are_conditions() {
    let fonts = |name: &str| std::fs::read(format!("fonts/icc/{name}")).expect("a profile");
    let fogra = fonts("FOGRA39L_coated.icc");
    assert!(Condition::new(fogra.clone(), "FOGRA39").is_ok());
    assert_eq!(Condition::new(fonts("sRGB-v4.icc"), "x").err(), Some(ProfileError::Kind));
    assert_eq!(Condition::new(b"not a profile".to_vec(), "x").err(), Some(ProfileError::Broken));
    assert_eq!(Condition::new(fogra[..4000].to_vec(), "x").err(), Some(ProfileError::Broken));
    let mut newer = fogra;
    newer[8] = 5;
    assert!(Condition::new(newer, "x").is_err());
}

/// ISO 15930-4 is based on PDF 1.4, which knows profiles of version 2 only.
#[test]
fn a_later_profile_is_not_for_x1a() {
    let mut profile = std::fs::read("fonts/icc/FOGRA39L_coated.icc").expect("a profile");
    profile[8] = 4;
    let condition = Condition::new(profile, "Later").expect("X-4 takes it");
    let of = |standard| {
        with_site("", press(|press| (press.condition, press.standard) = (Some(condition.clone()), Some(standard))))
    };
    let (document, problems) = of(Standard::X1a);
    assert!(document.is_none() && problems == ["press-invalid"], "{problems:?}");
    for standard in [Standard::X4, Standard::X6] {
        assert_eq!(of(standard).1, [""; 0]);
    }
}

#[test]
fn intents_of_screens_and_presses_differ() {
    let [screen, press] = [Purpose::default(), Purpose::Press(Arc::default())].map(|purpose| Intent::hashes(&purpose));
    assert_eq!((screen.len(), press.len()), (2, 1));
    assert!(!screen.contains(&press[0]));
}

/// A press file of a handout whose site says how it is printed, and the problems.
fn with_site(site: &str, press: Press) -> (Option<Document>, Vec<&'static str>) {
    let site = format!("site: 1\nname: Clinic\n{site}\n");
    let mut draft = Draft::new("press", "Press", "en");
    draft.set("site", "site.yaml").set("reviewed", "2026-10-01").heading("Section").text("Text");
    let profile = std::fs::read("fonts/icc/FOGRA39L_coated.icc").expect("a profile");
    let files = [
        ("press.yaml", draft.into_yaml().into_bytes()),
        ("site.yaml", site.into_bytes()),
        ("own.icc", profile),
        ("text.icc", b"text".to_vec()),
    ];
    let mut sources = Sources::new(files.into_iter().collect());
    let options = BuildOptions { purpose: Purpose::Press(Arc::new(press)), ..BuildOptions::default() };
    let mut problems = Diagnostics::default();
    let built = build(&mut sources, "press.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
    let document = built.map(|built| Document::load_mem(&built.pdf).expect("a PDF"));
    (document, problems.iter().map(|problem| problem.code).collect())
}

#[test]
fn a_site_says_how_its_files_are_printed() {
    let site = "press: {output_intent: own.icc, condition: House, bleed: 3mm}\ntheme: {ink: {accent: \"100 60 0 20\"}}";
    let (document, problems) = with_site(site, Press::default());
    let document = document.unwrap_or_else(|| panic!("{problems:?}"));
    let colors: Vec<String> = inks(&document).into_iter().map(|(inks, _)| inks).collect();
    assert!(colors.contains(&"1 0.6 0 0.2 k".to_owned()), "{colors:?}");
    let intents = document.catalog().and_then(|catalog| catalog.get(b"OutputIntents")).and_then(Object::as_array);
    let name = intents.expect("intents")[0].as_dict().and_then(|intent| intent.get(b"OutputConditionIdentifier"));
    assert_eq!(name.and_then(Object::as_str).expect("a name"), b"House");
    let page = document.page_iter().next().and_then(|id| document.get_dictionary(id).ok()).expect("a page");
    assert!(page.get(b"BleedBox").is_err(), "the media box is the bleed");
    // A standard without quotation marks is a number.
    for (site, standard) in [("x1a", "1.4"), ("x4", "1.6"), ("2.0", "2.0"), ("\"2.0\"", "2.0"), ("~", "1.6")] {
        let (document, problems) = with_site(&format!("press: {{standard: {site}}}"), Press::default());
        assert_eq!(document.unwrap_or_else(|| panic!("{problems:?}")).version, standard);
    }
    // The command line has the last word.
    let (document, _) = with_site("press: {standard: x1a}", press(|press| press.standard = Some(Standard::X4)));
    assert_eq!(document.expect("a file").version, "1.6");
    let (document, _) = with_site("press: {ink: theme}", press(|press| press.ink = Some(Ink::Black)));
    let found = inks(&document.expect("a file"));
    assert!(found.iter().all(|(inks, _)| inks.starts_with("0 0 0 ")), "{found:?}");
}

#[test]
fn what_a_site_says_wrongly_of_the_press_is_reported() {
    for site in [
        "press: {output_intent: own.icc}",
        "press: {condition: House}",
        "press: {output_intent: text.icc, condition: House}",
        "press: {output_intent: none.icc, condition: House}",
        "press: {standard: x2}",
        "press: {ink: green}",
        "press: {bleed: 3}",
        "press: {bleed: 2in}",
    ] {
        assert_eq!(with_site(site, Press::default()).1, ["press-invalid"], "{site}");
    }
    for ink in ["100 60 0", "100 60 0 120", "red", "1.23 0 0 0"] {
        let site = format!("theme: {{ink: {{accent: \"{ink}\"}}}}");
        assert_eq!(with_site(&site, Press::default()).1, ["theme-invalid"], "{ink}");
    }
}

#[test]
fn a_press_file_needs_a_date() {
    let yaml = b"handout: 1\nid: a\ntitle: A\nlanguage: en\nbody: [Text]\n".to_vec();
    let mut sources = Sources::new([("a.yaml", yaml)].into_iter().collect());
    let mut codes = |purpose: Purpose, epoch: Option<i64>| {
        let mut problems = Diagnostics::default();
        let options = BuildOptions { purpose, epoch, ..BuildOptions::default() };
        build(&mut sources, "a.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
        problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(Purpose::Press(Arc::default()), None), ["press-undated"]);
    assert_eq!(codes(Purpose::Press(Arc::default()), Some(0)), [""; 0]);
    assert_eq!(codes(Purpose::default(), None), [""; 0]);
}

/// A PNG of four pixels in one color, with a profile.
fn png(rgb: [u8; 3], profile: Option<Vec<u8>>) -> Vec<u8> {
    let mut info = png::Info::with_size(2, 2);
    (info.color_type, info.bit_depth) = (png::ColorType::Rgb, png::BitDepth::Eight);
    info.icc_profile = profile.map(Into::into);
    let mut bytes = Vec::new();
    let mut writer = png::Encoder::with_info(&mut bytes, info).expect("an encoder").write_header().expect("a header");
    writer.write_image_data(&rgb.repeat(4)).expect("pixels");
    writer.finish().expect("an end");
    bytes
}

/// A press file of a handout with a picture, and the codes of its problems.
fn with_picture(picture: &[u8], press_of_site: &str, press: Press) -> (Option<Document>, Vec<&'static str>) {
    let yaml = "handout: 1\nid: a\ntitle: A\nlanguage: en\nreviewed: 2026-10-01\nsite: site.yaml\nbody:\n  \
                - figure: {image: a.png, alt: A, width: 1in}\n";
    let site = format!("site: 1\nname: S\npress: {{{press_of_site}}}\n");
    let files = [("a.yaml", yaml.as_bytes().to_vec()), ("site.yaml", site.into_bytes()), ("a.png", picture.to_vec())];
    let mut sources = Sources::new(files.into_iter().collect());
    let options = BuildOptions { purpose: Purpose::Press(Arc::new(press)), ..BuildOptions::default() };
    let mut problems = Diagnostics::default();
    let built = build(&mut sources, "a.yaml".as_ref(), &Fonts::bundled(), &options, &mut problems);
    let codes = problems.0.iter().map(|problem| problem.code).collect();
    (built.map(|built| Document::load_mem(&built.pdf).expect("a PDF")), codes)
}

/// The first sample of the only picture.
fn first_sample(document: &Document) -> (Vec<u8>, Vec<u8>) {
    let is_image = |stream: &&lopdf::Stream| {
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
    };
    let stream = document.objects.values().filter_map(|object| object.as_stream().ok()).find(is_image);
    let stream = stream.expect("an image");
    let space = stream.dict.get(b"ColorSpace").and_then(Object::as_name).expect("a space").to_vec();
    (stream.decompressed_content().expect("samples")[..4].to_vec(), space)
}

#[test]
fn pictures_are_converted_from_their_own_profile() {
    let red = |profile| {
        let (document, codes) = with_picture(&png([255, 0, 0], profile), "", Press::default());
        assert_eq!(codes, ["picture-coarse"]);
        first_sample(&document.expect("it is built"))
    };
    let (plain, space) = red(None);
    assert_eq!(space, b"DeviceCMYK");
    let srgb = moxcms::ColorProfile::new_srgb().encode().expect("a profile");
    assert_eq!(red(Some(srgb)).0, plain, "sRGB is what is supposed without a profile");
    let wide = moxcms::ColorProfile::new_pro_photo_rgb().encode().expect("a profile");
    assert_ne!(red(Some(wide)).0, plain);
    // A damaged profile is none, and neutral pixels are black ink in any.
    assert_eq!(red(Some(vec![7; 200])).0, plain);
    let wide = moxcms::ColorProfile::new_display_p3().encode().expect("a profile");
    let mixed = png([90, 90, 90], Some(wide));
    let (document, _) = with_picture(&mixed, "", Press::default());
    assert_eq!(first_sample(&document.expect("it is built")).1, b"DeviceGray");
}

#[test]
fn a_site_refuses_colors_and_coarse_pictures() {
    let red = png([255, 0, 0], None);
    let (built, codes) = with_picture(&red, "rgb: refuse", Press::default());
    assert!(built.is_none() && codes.contains(&"picture-rgb"), "{codes:?}");
    let gray = png([9, 9, 9], None);
    assert_eq!(with_picture(&gray, "rgb: refuse, min_ppi: 2", Press::default()).1, Vec::<&str>::new());
    assert_eq!(with_picture(&gray, "min_ppi: 3", Press::default()).1, ["picture-coarse"]);
    let (built, codes) = with_picture(&gray, "rgb: maybe, min_ppi: none", Press::default());
    assert!(built.is_none(), "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == "press-invalid").count(), 2, "{codes:?}");
}
