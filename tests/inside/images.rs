//! Images: what is read, what is rejected.

use std::path::Path;

use handout::color::Color;
use handout::diag::Diagnostics;
use handout::model::document::{Band, Block, DrawnPath, Image, ImageData, Inside, Segment};
use handout::source::Sources;

use super::support::{Merged, merge_files};

/// Merges a handout with one figure beside the given files.
fn with_figure(name: &str, files: &[(&str, &[u8])]) -> Merged {
    let folder = tempfile::tempdir().expect("as the test has it");
    std::fs::create_dir_all(folder.path().join("inside/pictures")).expect("as the test has it");
    for (file, bytes) in files {
        std::fs::write(folder.path().join("inside").join(file), bytes).expect("as the test has it");
    }
    let yaml = format!(
        "handout: 1\nid: t\ntitle: T\nlanguage: en\nbody:\n  - figure: {{image: \"{name}\", alt: A picture}}\n"
    );
    let mut sources = Sources::default();
    let handout = sources.add(folder.path().join("inside/test.yaml"), yaml);
    merge_files(&sources, handout, None, None, &[], &mut Diagnostics::default())
}

fn picture(merged: &Merged) -> &Image {
    match &merged.document().blocks[..] {
        [Block::Figure { figure, .. }] => &figure.image,
        other => panic!("no figure: {other:?}"),
    }
}

fn png(width: u32, height: u32, color: png::ColorType, depth: png::BitDepth, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == png::ColorType::Indexed {
        encoder.set_palette(vec![255, 0, 0, 0, 0, 255]);
        encoder.set_trns(vec![255, 0]);
    }
    encoder.write_header().expect("as the test has it").write_image_data(data).expect("as the test has it");
    bytes
}

#[test]
fn png_becomes_opaque_gray_or_rgb() {
    use png::BitDepth::{Eight, One, Sixteen};
    use png::ColorType::{Grayscale, Indexed, Rgb, Rgba};
    let cases: [(Vec<u8>, u8, &[u8]); 5] = [
        (png(2, 1, Rgb, Eight, &[255, 0, 0, 1, 2, 3]), 3, &[255, 0, 0, 1, 2, 3]),
        (png(2, 1, Rgb, Eight, &[7, 7, 7, 9, 9, 9]), 1, &[7, 9]),
        (
            png(2, 1, Rgba, Sixteen, &[0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 255, 255]),
            3,
            &[255, 255, 255, 255, 0, 0],
        ),
        (png(2, 1, Grayscale, One, &[0b1000_0000]), 1, &[255, 0]),
        (png(2, 1, Indexed, One, &[0b0100_0000]), 3, &[255, 0, 0, 255, 255, 255]),
    ];
    for (bytes, channels, samples) in cases {
        let merged = with_figure("pictures/a.png", &[("pictures/a.png", &bytes)]);
        let image = picture(&merged);
        assert_eq!((image.width, image.height), (2, 1));
        let ImageData::Pixels { channels: got, samples: pixels } = &image.data else { panic!("not pixels") };
        assert_eq!((*got, pixels.as_slice()), (channels, samples));
    }
}

/// A JPEG of 8 by 16 pixels in one gray, written by hand: quantization by ones, a Huffman table with one code for each
/// kind, and two blocks without differences.
fn jpeg(orientation: Option<u8>) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    if let Some(orientation) = orientation {
        bytes.extend([0xff, 0xe1, 0, 34]);
        bytes.extend(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        bytes.extend([orientation, 0, 0, 0, 0, 0, 0]);
    }
    bytes.extend([0xff, 0xdb, 0, 67, 0]);
    bytes.extend([1; 64]);
    bytes.extend([0xff, 0xc0, 0, 11, 8, 0, 16, 0, 8, 1, 1, 0x11, 0]);
    for class in [0x00, 0x10] {
        bytes.extend([0xff, 0xc4, 0, 20, class, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
    bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
    bytes.extend([0x0f, 0xff, 0xd9]);
    bytes
}

#[test]
fn jpeg_is_embedded_as_it_is() {
    let merged = with_figure("a.jpg", &[("a.jpg", &jpeg(None))]);
    let image = picture(&merged);
    assert_eq!((image.width, image.height), (8, 16));
    assert!(matches!(&image.data, ImageData::Jpeg { channels: 1, bytes } if *bytes == jpeg(None)));
}

#[test]
fn jpeg_of_a_turned_camera_is_set_upright() {
    let merged = with_figure("a.jpg", &[("a.jpg", &jpeg(Some(6)))]);
    let image = picture(&merged);
    assert_eq!((image.width, image.height), (16, 8));
    assert!(matches!(&image.data, ImageData::Pixels { channels: 1, samples } if samples.len() == 128));
}

#[test]
fn svg_becomes_paths() {
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 80 40">
        <rect x="10" y="10" width="20" height="20" fill="#ff0000"/>
        <path d="M0 0 L80 40" fill="none" stroke="#00f" stroke-width="2" stroke-dasharray="4"/></svg>"##;
    let merged = with_figure("a.svg", &[("a.svg", svg)]);
    assert_eq!(merged.codes(), Vec::<&str>::new());
    let image = picture(&merged);
    assert_eq!((image.width, image.height), (40, 20));
    let ImageData::Drawing(drawing) = &image.data else { panic!("not a drawing") };
    assert_eq!(drawing.paths.len(), 2);
    assert_eq!(drawing.paths[0].fill, Some(Color::rgb([255, 0, 0])));
    assert_eq!(drawing.paths[0].segments[0], handout::model::document::Segment::Move([5.0, 5.0]));
    assert_eq!(drawing.paths[1].fill, Some(Color::rgb([0, 0, 255])));
}

/// An SVG file with this content.
fn svg(content: &str) -> Vec<u8> {
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{content}</svg>"#)
        .into_bytes()
}

#[test]
fn svg_that_paths_cannot_show_is_refused_or_simplified() {
    let rect = r#"<rect width="9" height="9""#;
    let mask = format!(r#"<mask id="m">{rect}/></mask>{rect} mask="url(#m)"/>"#);
    let clip = format!(r#"<clipPath id="c"><circle r="3"/></clipPath>{rect} clip-path="url(#c)"/>"#);
    let page = format!(r#"<clipPath id="c">{rect}/></clipPath>{rect} clip-path="url(#c)"/>"#);
    let gradient = format!(
        r#"<linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient>{rect} fill="url(#g)"/>"#
    );
    let bomb: String = (0..20)
        .map(|i| format!(r##"<g id="a{i}"><use xlink:href="#a{}"/><use xlink:href="#a{}"/></g>"##, i + 1, i + 1))
        .collect();
    let cases = [
        ("<text y=\"8\">x</text>".to_owned(), vec![]),
        (
            "<path id=\"p\" d=\"M0 5H9\"/><text><textPath href=\"#p\">x</textPath></text>".to_owned(),
            vec!["image-unsupported"],
        ),
        ("<text x=\"1 2 3\">abc</text>".to_owned(), vec!["image-unsupported"]),
        ("<text rotate=\"10\">abc</text>".to_owned(), vec!["image-unsupported"]),
        ("<text rotate=\"0 10\">abc</text>".to_owned(), vec!["image-unsupported"]),
        ("<text x=\"50%\">abc</text>".to_owned(), vec!["image-unsupported"]),
        ("<text y=\"8\">a<tspan display=\"none\">&#x1f48a;</tspan></text>".to_owned(), vec![]),
        ("<text textLength=\"9\">abc</text>".to_owned(), vec!["image-unsupported"]),
        ("<text style=\"writing-mode: tb\">abc</text>".to_owned(), vec!["image-unsupported"]),
        ("<text>H<tspan baseline-shift=\"sub\">2</tspan></text>".to_owned(), vec!["image-unsupported"]),
        ("<text fill=\"none\" stroke=\"red\">abc</text>".to_owned(), vec!["image-unsupported"]),
        ("<text font-size=\"big\">abc</text>".to_owned(), vec!["image-unsupported"]),
        ("<text y=\"8\" letter-spacing=\"2\">abc</text>".to_owned(), vec!["image-simplified"]),
        ("<text y=\"8\">دواء <tspan font-weight=\"bold\">مر</tspan></text>".to_owned(), vec!["image-unsupported"]),
        ("<image href=\"a.png\" width=\"1\" height=\"1\"/>".to_owned(), vec!["image-unsupported"]),
        (mask, vec!["image-unsupported"]),
        (clip, vec!["image-unsupported"]),
        (page, vec![]),
        (gradient.replace("<linearGradient", "<linearGradient spreadMethod=\"repeat\""), vec!["image-simplified"]),
        (gradient, vec![]),
        // Only what is in the drawing itself is read, and only if it can be.
        ("<image href=\"data:image/gif,GIF89a\" width=\"1\" height=\"1\"/>".to_owned(), vec!["image-unsupported"]),
        ("<image href=\"data:image/png,%89PNG\" width=\"1\" height=\"1\"/>".to_owned(), vec!["image-unsupported"]),
        (format!(r#"{rect} opacity="0.5"/>"#), vec!["image-simplified"]),
        (format!("{bomb}<g id=\"a20\">{rect}/></g>"), vec!["image-unsupported"]),
        ("<g>".repeat(200) + &"</g>".repeat(200), vec!["image-unsupported"]),
    ];
    for (content, codes) in cases {
        let merged = with_figure("a.svg", &[("a.svg", &svg(&content))]);
        assert_eq!(merged.codes(), codes, "{content:.80}");
    }
}

/// A gradient is bands of color inside its shape, from the first stop's to the last's.
#[test]
fn svg_gradients_are_bands() {
    let of = |gradient: &str| {
        let stops = r#"<stop offset="0.25" stop-color="red"/><stop offset="0.75" stop-color="blue"/>"#;
        let kind = gradient.split(' ').next().expect("its name");
        let content = format!(r#"<{gradient} id="g">{stops}</{kind}><rect width="8" height="8" fill="url(#g)"/>"#);
        let merged = with_figure("a.svg", &[("a.svg", &svg(&content))]);
        assert_eq!(merged.codes(), [""; 0], "{gradient}");
        let ImageData::Drawing(drawing) = &picture(&merged).data else { panic!("not a drawing") };
        let [path] = drawing.paths.as_slice() else { panic!("{gradient}: {} paths", drawing.paths.len()) };
        let Some(Inside::Bands(bands)) = &path.inside else { panic!("no bands") };
        bands.clone()
    };
    let (red, blue) = (Color::rgb([255, 0, 0]), Color::rgb([0, 0, 255]));
    let starts = |bands: &[Band]| -> Vec<[f32; 2]> {
        let start = |band: &Band| match band.segments[0] {
            Segment::Move(at) => at,
            other => panic!("{other:?}"),
        };
        bands.iter().map(start).collect()
    };
    let bands = of("linearGradient");
    assert_eq!((bands[0].color, bands[bands.len() - 1].color), (red, blue));
    assert!((90..110).contains(&bands.len()), "{}", bands.len());
    let starts_of = starts(&bands);
    assert!(starts_of.is_sorted_by(|a, b| a[0] <= b[0]), "from left to right");
    assert!(starts_of[0][0] == 0.0 && (starts_of[1][0] - 2.0).abs() < 0.1, "{starts_of:?}");
    assert!((starts_of[starts_of.len() - 1][0] - 6.0).abs() < 0.1);
    // Turned by its own transform, it goes from the bottom up.
    let turned = starts(&of("linearGradient gradientTransform=\"rotate(-90 0.5 0.5)\""));
    assert!(turned.is_sorted_by(|a, b| a[1] >= b[1]), "{turned:?}");
    // From the outside in, and the innermost is the first stop's.
    let bands = of("radialGradient");
    assert_eq!((bands[0].color, bands[bands.len() - 1].color), (blue, red));
    let rights = starts(&bands[1..]);
    assert!(rights.is_sorted_by(|a, b| a[0] >= b[0]) && (rights[rights.len() - 1][0] - 5.0).abs() < 0.1, "{rights:?}");
}

/// A PNG inside a drawing stays an image, where the drawing has it.
#[test]
fn svg_with_an_image_inside() {
    let png = png(2, 1, png::ColorType::Rgb, png::BitDepth::Eight, &[1, 2, 3, 4, 5, 6]);
    let data: String = png.iter().map(|byte| format!("%{byte:02x}")).collect();
    let content = format!(r#"<image href="data:image/png,{data}" x="1" y="2" width="4" height="2"/>"#);
    let merged = with_figure("a.svg", &[("a.svg", &svg(&content))]);
    assert_eq!(merged.codes(), [""; 0]);
    let ImageData::Drawing(drawing) = &picture(&merged).data else { panic!("not a drawing") };
    let [DrawnPath { inside: Some(Inside::Image(image, matrix)), .. }] = drawing.paths.as_slice() else {
        panic!("one image: {drawing:?}")
    };
    assert_eq!((image.width, image.height, *matrix), (2, 1, [4.0, 0.0, 0.0, -2.0, 1.0, 4.0]));
}

/// JFIF says how many dots there are to an inch or a centimeter.
#[test]
fn jpeg_has_a_resolution() {
    let resolution = |units: u8, density: [u8; 4]| {
        let mut bytes = jpeg(None);
        let segment = [&[0xff, 0xe0, 0, 16][..], b"JFIF\0\x01\x02", &[units], &density, &[0, 0]].concat();
        bytes.splice(2..2, segment);
        picture(&with_figure("a.jpg", &[("a.jpg", &bytes)])).resolution
    };
    assert_eq!(resolution(1, [1, 44, 0, 150]), Some([300.0, 150.0]));
    assert_eq!(resolution(2, [0, 100, 0, 100]), Some([254.0, 254.0]));
    assert_eq!(resolution(0, [0, 1, 0, 1]), None);
    assert_eq!(resolution(1, [0, 1, 0, 1]), None);
}

#[test]
fn bad_images_are_errors() {
    let png = png(2, 1, png::ColorType::Rgb, png::BitDepth::Eight, &[1, 2, 3, 4, 5, 6]);
    let jpeg = jpeg(None);
    let huge = {
        let mut huge = png.clone();
        huge[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        huge
    };
    let cases: [(&str, &[u8], &str); 11] = [
        ("missing.png", b"", "image-missing"),
        ("../a.png", &png, "image-outside"),
        ("/etc/hostname", &png, "image-outside"),
        ("pictures", &png, "image-unreadable"),
        ("a", b"", "image-unreadable"),
        ("a", b"GIF89a", "image-unreadable"),
        ("a", &png[..png.len() - 30], "image-unreadable"),
        ("a", &huge, "image-unreadable"),
        ("a", &jpeg[..jpeg.len() - 2], "image-unreadable"),
        ("a", &jpeg[..30], "image-unreadable"),
        ("a", b"<svg", "image-unreadable"),
    ];
    for (name, bytes, code) in cases {
        let merged = with_figure(name, &[("a", bytes)]);
        assert_eq!(merged.codes(), [code], "{name}: {:?}", merged.problems);
        assert!(!merged.problems[0].1.ends_with("| "), "{name} has no hint");
    }
    assert!(!Path::new("a").exists());
}
