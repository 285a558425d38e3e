//! Colors: what is written for each kind, what makes gray, and how dark they are.

use handout::color::{Color, ColorSpaces, Spot, SpotName};
use handout::fonts::Fonts;
use handout::geom::{Length, Rect, Size};
use handout::layout::display::{Artifact, Content, Item, Owner, Page, Structure};
use handout::pdf::content::{Canvas, PageContent, write_page};
use handout::pdf::edition::Edition;
use handout::pdf::fonts::FontTable;
use handout::pdf::images::ImageTable;
use handout::pdf::inks::Inks;
use handout::pdf::tags::Tags;
use handout::sheet::sides::{Stack, Transform};
use handout::style::{Styles, Theme, parse_color};

fn ink(name: &str) -> SpotName {
    SpotName::new(name).expect("a name")
}

/// A page of one square in each color.
fn painted(colors: &[Color]) -> PageContent {
    let side = Length::pt(10);
    let rect = Rect { x: Length::ZERO, y: Length::ZERO, width: side, height: side };
    let item =
        |&color: &Color| Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color } };
    let page = Page { size: Size { width: side, height: side }, items: colors.iter().map(item).collect() };
    let fonts = Fonts::bundled();
    let mut tags = Tags::new(Structure::default(), 1, Edition::default());
    let stack = Stack::ALONE;
    let canvas = Canvas { side: 0, onto: Transform::IDENTITY, stack, height: page.size.height, inks: &Inks::Screen };
    write_page(&page, canvas, &mut FontTable::new(&fonts), &mut ImageTable::default(), &mut tags)
}

/// The lines of content that set a color.
fn operators(colors: &[Color]) -> Vec<String> {
    let content = String::from_utf8(painted(colors).bytes).expect("operators only");
    let sets_color = |line: &&str| matches!(line.rsplit(' ').next(), Some("g" | "rg" | "k" | "cs" | "scn"));
    content.lines().filter(sets_color).map(str::to_owned).collect()
}

#[test]
fn each_kind_has_its_operator() {
    assert_eq!(operators(&[Color::BLACK]), ["0 g"]);
    assert_eq!(operators(&[Color::WHITE]), ["1 g"]);
    assert_eq!(operators(&[Color::Gray(51)]), [".2 g"]);
    assert_eq!(operators(&[Color::rgb([255, 51, 0])]), ["1 .2 0 rg"]);
    assert_eq!(operators(&[Color::cmyk([1000, 505, 0, 7])]), ["1 .505 0 .007 k"]);
    // Process inks are never mixed from others, even where the numbers say gray.
    assert_eq!(operators(&[Color::cmyk([0, 0, 0, 1000])]), ["0 0 0 1 k"]);
    let blue = Color::spot(ink("PANTONE 286 C"), [1000, 750, 0, 20]);
    assert_eq!(operators(&[blue]), ["1 .75 0 .02 k"], "as its alternate color");
    assert_eq!(operators(&[blue.tint(100)]), [".1 .075 0 .002 k"]);
}

#[test]
fn a_color_is_set_once() {
    let red = Color::rgb([255, 0, 0]);
    assert_eq!(operators(&[red, red, Color::BLACK, Color::rgb([0; 3]), red]), ["1 0 0 rg", "0 g", "1 0 0 rg"]);
}

#[test]
fn equal_red_green_and_blue_are_gray() {
    for value in [0, 51, 128, 255] {
        assert_eq!(Color::rgb([value; 3]), Color::Gray(value));
        assert!(matches!(Color::rgb([value; 3]), Color::Gray(_)));
    }
    assert!(!matches!(Color::rgb([51, 51, 52]), Color::Gray(_)));
    assert_eq!(parse_color("#333333"), Some(Color::Gray(0x33)));
    assert_eq!(parse_color("#1b4f8a"), Some(Color::Rgb([0x1b, 0x4f, 0x8a])));
    // A tint may become gray, too.
    assert_eq!(Color::rgb([250, 251, 252]).tint(90), Color::WHITE);
}

#[test]
fn a_page_knows_its_color_spaces() {
    let spaces = |colors: &[Color]| painted(colors).spaces;
    let (rgb, cmyk) = (Color::rgb([1, 2, 3]), Color::cmyk([0, 0, 0, 1000]));
    assert_eq!(spaces(&[]), ColorSpaces::default());
    assert_eq!(spaces(&[Color::BLACK, Color::Gray(7)]), ColorSpaces::default());
    assert!(!painted(&[Color::BLACK]).spaces.is_colored());
    assert_eq!(spaces(&[Color::BLACK, rgb]), ColorSpaces { rgb: true, cmyk: false });
    assert_eq!(spaces(&[cmyk]), ColorSpaces { rgb: false, cmyk: true });
    assert_eq!(spaces(&[Color::spot(ink("Gold"), [0, 200, 800, 100])]), spaces(&[cmyk]));
    assert!(painted(&[rgb]).spaces.is_colored() && painted(&[cmyk]).spaces.is_colored());
    let mut both = spaces(&[rgb]);
    both |= spaces(&[cmyk]);
    assert_eq!(both, spaces(&[cmyk, rgb]));
}

#[test]
fn luminance_follows_the_primaries() {
    let of = |channels: [u8; 3]| Color::rgb(channels).luminance();
    let white = Color::WHITE.luminance();
    assert_eq!((Color::BLACK.luminance(), white), (0, 10_000 * 255 * 255));
    assert_eq!(
        [of([255, 0, 0]), of([0, 255, 0]), of([0, 0, 255])],
        [2126, 7152, 722].map(|part| white / 10_000 * part)
    );
    assert_eq!(of([51; 3]), white / 25);
    // Inks: no ink is white, black and any other is black, and one alone takes away its opposite.
    assert_eq!(Color::cmyk([0; 4]).luminance(), white);
    assert_eq!(Color::cmyk([300, 0, 0, 1000]).luminance(), 0);
    assert_eq!(Color::cmyk([1000, 0, 0, 0]).luminance(), of([0, 255, 255]));
    assert_eq!(Color::cmyk([0, 0, 0, 800]).luminance(), of([51; 3]));
    let gold = Color::spot(ink("Gold"), [0, 0, 1000, 0]);
    assert_eq!(gold.luminance(), of([255, 255, 0]));
    assert_eq!(gold.tint(0).luminance(), white);
}

#[test]
fn pale_text_does_not_contrast_with_white() {
    let contrasts = |text: &str| parse_color(text).expect("a color").contrasts_with_white();
    // Squares are stricter than WCAG's curve, by which `#767676` would just do.
    for (dark, pale) in [("#6d6d6d", "#6e6e6e"), ("#1b4f8a", "#88bbee"), ("#800080", "#ff8000"), ("#c00000", "#ffff00")]
    {
        assert!(contrasts(dark) && !contrasts(pale), "{dark} {pale}");
    }
    assert!(!Color::cmyk([1000, 0, 0, 0]).contrasts_with_white());
    assert!(Color::cmyk([1000, 700, 0, 300]).contrasts_with_white());
}

#[test]
fn tints_of_inks_are_less_of_the_ink() {
    assert_eq!(Color::cmyk([1000, 700, 0, 300]).tint(90), Color::Cmyk([90, 63, 0, 27]));
    let Color::Spot(spot) = Color::spot(ink("Gold"), [0, 200, 5000, 0]).tint(500).tint(500) else { panic!("a spot") };
    assert_eq!(spot, Spot { name: ink("Gold"), alternate: [0, 200, 1000, 0], tint: 250 });
    assert_eq!(spot.in_process_inks(), [0, 50, 250, 0]);
    assert_eq!(Styles::new(&Theme::default()).note_box.ground, Some(Color::rgb([235, 240, 245])));
}

#[test]
fn inks_have_names_that_a_pdf_can_hold() {
    let longest = "é".repeat(23) + "x";
    for name in ["PANTONE 286 C", "a", "Größe", &longest] {
        assert_eq!(ink(name).as_str(), name);
        assert_eq!(format!("{:?}", ink(name)), format!("{name:?}"));
    }
    for name in ["", "All", "None", "a\0", &(longest + "x")] {
        assert_eq!(SpotName::new(name), None, "{name:?}");
    }
}
