//! Embedded fonts, read back with an independent reader.

use handout::fonts::{Face, Fonts, OutlineKind};
use handout::pdf::font::{Component, EncodeError, FontEncoder, FontProgram, Outline};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::TableProvider;
use skrifa::raw::tables::glyf::Glyph;
use skrifa::{FontRef, GlyphId, MetadataProvider, Tag};

fn face<'a>(fonts: &'a Fonts, name: &str) -> &'a Face {
    let found = fonts.faces().find(|(_, face)| face.name() == name);
    found.unwrap_or_else(|| panic!("{name} is bundled")).1
}

/// Path commands with their coordinates, moved by an offset.
#[derive(Default)]
struct Path {
    dx: f32,
    dy: f32,
    commands: Vec<(char, Vec<f32>)>,
}

impl Path {
    fn push(&mut self, name: char, points: &[(f32, f32)]) {
        let moved = points.iter().flat_map(|(x, y)| [x + self.dx, y + self.dy]).collect();
        self.commands.push((name, moved));
    }
}

impl OutlinePen for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.push('M', &[(x, y)]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.push('L', &[(x, y)]);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.push('Q', &[(cx, cy), (x, y)]);
    }
    fn curve_to(&mut self, a: f32, b: f32, c: f32, d: f32, x: f32, y: f32) {
        self.push('C', &[(a, b), (c, d), (x, y)]);
    }
    fn close(&mut self) {
        self.push('Z', &[]);
    }
}

/// Draws a glyph. Returns its advance according to its outline.
fn draw(font: &FontRef<'_>, glyph: u16, dx: i16, dy: i16, path: &mut Path) -> Option<f32> {
    (path.dx, path.dy) = (f32::from(dx), f32::from(dy));
    let outline = font.outline_glyphs().get(GlyphId::new(u32::from(glyph)))?;
    let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
    outline.draw(settings, path).expect("the outline can be drawn").advance_width
}

/// Checks an encoder's program against the requested outlines and advances, by CID − 1.
fn check(face: &Face, program: &FontProgram, asked: &[(Outline, i32)]) {
    assert_eq!(program.kind, face.outline_kind());
    match program.kind {
        OutlineKind::TrueType => check_true_type(face, program, asked),
        OutlineKind::Cff => check_cff(face, program, asked),
    }
}

/// What an outline draws, in its original font.
fn wanted_path(original: &FontRef<'_>, outline: &Outline) -> Path {
    let mut wanted = Path::default();
    match outline {
        Outline::Blank => {}
        Outline::Glyph(glyph) => {
            draw(original, *glyph, 0, 0, &mut wanted);
        }
        Outline::Composite(parts) => {
            for part in parts {
                draw(original, part.glyph, part.dx, part.dy, &mut wanted);
            }
        }
    }
    wanted
}

fn check_cff(face: &Face, program: &FontProgram, asked: &[(Outline, i32)]) {
    let original = FontRef::new(face.bytes()).expect("the face");
    let glyph_count = asked.len() as u16 + 1;
    let wrapped = wrap_cff(&original, &program.file, glyph_count);
    let font = FontRef::new(&wrapped).expect("the program");
    let identity: Vec<u16> = (0..glyph_count).collect();
    assert_eq!(program.cid_to_gid, identity);
    assert_eq!(program.cid_to_gid_map(), None);
    assert_eq!(program.widths.len(), usize::from(glyph_count));
    assert!(program.file.windows(program.base_font.len()).any(|part| part == program.base_font.as_bytes()));
    // The glyph after the last one does not exist.
    let after = font.outline_glyphs().get(GlyphId::from(glyph_count));
    let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
    assert!(after.is_none_or(|outline| outline.draw(settings, &mut Path::default()).is_err()));
    assert!(draw(&font, 0, 0, 0, &mut Path::default()).is_some());
    for ((outline, advance), gid) in asked.iter().zip(1_u16..) {
        let mut wanted = wanted_path(&original, outline);
        // The program's grid is a thousandth of the em.
        let units_per_em = f32::from(face.units_per_em());
        let on_grid = |units: f32| if units_per_em == 1000.0 { units } else { (units * 1000.0 / units_per_em).round() };
        wanted.commands.iter_mut().flat_map(|(_, points)| points).for_each(|value| *value = on_grid(*value));
        let mut found = Path::default();
        let stated = draw(&font, gid, 0, 0, &mut found);
        assert_eq!(found.commands, wanted.commands, "{outline:?}");
        assert_eq!(stated, Some(on_grid(*advance as f32)), "{outline:?}");
        assert_eq!(program.widths[usize::from(gid)], *advance as f32 * 1000.0 / f32::from(face.units_per_em()));
        for (index, value) in found.commands.iter().flat_map(|(_, points)| points.chunks(2)).flatten().enumerate() {
            let side = index % 2;
            assert!(program.bbox[side] <= *value && *value <= program.bbox[side + 2], "{outline:?}");
        }
    }
}

/// A bare CFF table as a font file that the reader accepts, with another font's head.
fn wrap_cff(original: &FontRef<'_>, cff: &[u8], glyphs: u16) -> Vec<u8> {
    let head = original.table_data(Tag::new(b"head")).expect("head").as_bytes().to_vec();
    let mut hhea = original.table_data(Tag::new(b"hhea")).expect("hhea").as_bytes().to_vec();
    hhea[34..36].copy_from_slice(&1_u16.to_be_bytes());
    let maxp = [&0x5000_u32.to_be_bytes()[..], &glyphs.to_be_bytes()[..]].concat();
    let hmtx = vec![0; 4 + 2 * (usize::from(glyphs) - 1)];
    let tables = [(b"CFF ", cff), (b"head", &head), (b"hhea", &hhea), (b"hmtx", &hmtx), (b"maxp", &maxp)];
    let mut out = [&b"OTTO"[..], &5_u16.to_be_bytes(), &[0; 6]].concat();
    let mut offset = 12 + 16 * tables.len();
    for (tag, table) in tables {
        out.extend_from_slice(tag);
        for value in [0, offset as u32, table.len() as u32] {
            out.extend_from_slice(&value.to_be_bytes());
        }
        offset += table.len();
    }
    out.extend(tables.iter().flat_map(|(_, table)| table.iter()));
    out
}

fn check_true_type(face: &Face, program: &FontProgram, asked: &[(Outline, i32)]) {
    let original = FontRef::new(face.bytes()).expect("the face");
    let font = FontRef::new(&program.file).expect("the program");
    let (head, hhea, maxp) = (
        font.head().expect("as the test has it"),
        font.hhea().expect("as the test has it"),
        font.maxp().expect("as the test has it"),
    );
    let (hmtx, glyf, loca) = (
        font.hmtx().expect("as the test has it"),
        font.glyf().expect("as the test has it"),
        font.loca(None).expect("as the test has it"),
    );
    assert_eq!(program.cid_to_gid.len(), asked.len() + 1);
    assert_eq!(program.widths.len(), asked.len() + 1);
    assert_eq!(program.cid_to_gid[0], 0);
    assert!(hhea.number_of_h_metrics() <= maxp.num_glyphs());
    assert_eq!(loca.len(), usize::from(maxp.num_glyphs()));
    assert_eq!(checksum(&program.file), 0xB1B0_AFBA);
    assert_eq!(head.magic_number(), 0x5F0F_3CF5);

    for ((outline, advance), (gid, width)) in asked.iter().zip(program.cid_to_gid.iter().zip(&program.widths).skip(1)) {
        assert!((1..maxp.num_glyphs()).contains(gid), "glyph {gid} of {}", maxp.num_glyphs());
        let id = GlyphId::new(u32::from(*gid));
        assert_eq!(hmtx.advance(id).map(i32::from), Some(*advance));
        assert_eq!(*width, *advance as f32 * 1000.0 / f32::from(face.units_per_em()));

        let (wanted, mut found) = (wanted_path(&original, outline), Path::default());
        draw(&font, *gid, 0, 0, &mut found);
        assert_eq!(found.commands, wanted.commands, "{outline:?}");

        let bearing = hmtx.side_bearing(id).expect("a bearing");
        match loca.get_glyf(id, &glyf).expect("a readable glyph") {
            None => assert!(wanted.commands.is_empty()),
            Some(glyph) => {
                assert_eq!(glyph.x_min(), bearing, "the left edge stands at the bearing: {outline:?}");
                // Points on the curve only: a control point may lie outside the box.
                let edges = |axis: usize| {
                    let ends = found.commands.iter().filter_map(|(_, points)| points.last_chunk::<2>());
                    ends.fold((f32::MAX, f32::MIN), |(low, high), end| (low.min(end[axis]), high.max(end[axis])))
                };
                // Atkinson's own boxes are a unit too narrow in a few glyphs with rotated components.
                let ((left, right), (bottom, top)) = (edges(0), edges(1));
                assert!(
                    f32::from(glyph.x_min()) - 1.0 <= left && right <= f32::from(glyph.x_max()) + 1.0,
                    "{outline:?}"
                );
                assert!(
                    f32::from(glyph.y_min()) - 1.0 <= bottom && top <= f32::from(glyph.y_max()) + 1.0,
                    "{outline:?}"
                );
                check_limits(&glyph, &glyf, &loca, &maxp);
            }
        }
    }
}

/// Checks a composite against the limits in `maxp`.
fn check_limits(
    glyph: &Glyph<'_>,
    glyf: &skrifa::raw::tables::glyf::Glyf<'_>,
    loca: &skrifa::raw::tables::loca::Loca<'_>,
    maxp: &skrifa::raw::tables::maxp::Maxp<'_>,
) {
    fn measure(
        glyph: &Glyph<'_>,
        glyf: &skrifa::raw::tables::glyf::Glyf<'_>,
        loca: &skrifa::raw::tables::loca::Loca<'_>,
    ) -> (usize, usize, u16, usize) {
        match glyph {
            Glyph::Simple(simple) => (simple.num_points(), simple.end_pts_of_contours().len(), 0, 0),
            Glyph::Composite(composite) => {
                let mut sum = (0, 0, 0, 0);
                for part in composite.components() {
                    let inner = loca.get_glyf(part.glyph, glyf).expect("readable").expect("no blank component");
                    let (points, contours, depth, _) = measure(&inner, glyf, loca);
                    sum = (sum.0 + points, sum.1 + contours, sum.2.max(depth + 1), sum.3 + 1);
                }
                sum
            }
        }
    }
    let (points, contours, depth, elements) = measure(glyph, glyf, loca);
    if matches!(glyph, Glyph::Composite(_)) {
        assert!(points <= usize::from(maxp.max_composite_points().unwrap_or(0)));
        assert!(contours <= usize::from(maxp.max_composite_contours().unwrap_or(0)));
        assert!(elements <= usize::from(maxp.max_component_elements().unwrap_or(0)));
        assert!(depth <= maxp.max_component_depth().unwrap_or(0));
    }
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

/// The entries of a ToUnicode CMap, read without knowledge of how it was written.
fn read_to_unicode(stream: &[u8]) -> Vec<(u16, String)> {
    let text = std::str::from_utf8(stream).expect("ASCII");
    let hex = |token: &str| {
        let digits = token.trim_start_matches('<').trim_end_matches('>');
        let units: Vec<u16> = digits
            .as_bytes()
            .chunks(4)
            .map(|unit| {
                u16::from_str_radix(std::str::from_utf8(unit).expect("as the test has it"), 16)
                    .expect("as the test has it")
            })
            .collect();
        units
    };
    // Codes below C0 are one byte, the others two, from C000 up.
    let code = |token: &str| match (token.len(), hex(token)[0]) {
        (4, code @ 0..0xC0) => code,
        (6, code @ 0xC000..) => code,
        other => panic!("{token}: {other:?} is in no codespace"),
    };
    let cid = |code: u16| if code < 0xC0 { code } else { code - 0xC000 + 0xC0 };
    let mut entries = Vec::new();
    let mut tokens = text.split_ascii_whitespace().peekable();
    let mut count = 0;
    while let Some(token) = tokens.next() {
        match token {
            "beginbfchar" | "beginbfrange" => {
                assert!((1..=100).contains(&count), "a block of {count}");
                for _ in 0..count {
                    let first = code(tokens.next().expect("as the test has it"));
                    let last =
                        if token == "beginbfrange" { code(tokens.next().expect("as the test has it")) } else { first };
                    assert_eq!(first >> 8, last >> 8, "only the last byte of a code may change in a range");
                    let mut units = hex(tokens.next().expect("as the test has it"));
                    for code in first..=last {
                        entries.push((cid(code), String::from_utf16(&units).expect("whole characters")));
                        let low = units.last_mut().expect("as the test has it");
                        assert!(code == last || *low & 0xFF != 0xFF, "the text's last byte must not run over");
                        *low += 1;
                    }
                }
            }
            number => count = number.parse().unwrap_or(0),
        }
    }
    entries.sort();
    entries
}

/// A small random number generator, the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 33) * u64::from(limit)) >> 31) as u32
    }
    fn outline(&mut self, face: &Face) -> Outline {
        let glyphs = u32::from(face.glyph_count());
        match self.below(4) {
            0 => Outline::Blank,
            1 => Outline::Glyph(1 + self.below(glyphs - 1) as u16),
            _ => {
                let count = 1 + self.below(5);
                let part = |random: &mut Random| Component {
                    glyph: 1 + random.below(glyphs - 1) as u16,
                    dx: random.below(3000) as i16 - 1500,
                    dy: random.below(1600) as i16 - 800,
                };
                Outline::Composite((0..count).map(|_| part(self)).collect())
            }
        }
    }
}

#[test]
fn random_codes_come_back_as_they_were_asked_for() {
    let fonts = Fonts::bundled();
    for name in [
        "NotoNaskhArabic-Regular",
        "AtkinsonHyperlegibleNext-Bold",
        "NotoSansSymbols2-Handout",
        "NotoSansCJKjp-Full-Regular",
    ] {
        let face = face(&fonts, name);
        for seed in 0..24 {
            let mut random = Random(seed * 7919 + 1);
            let mut encoder = FontEncoder::new(face);
            let mut asked = Vec::new();
            let mut texts = Vec::new();
            for _ in 0..1 + random.below(300) {
                let outline = random.outline(face);
                let advance = match &outline {
                    Outline::Glyph(glyph) if random.below(2) == 0 => face.advance(*glyph),
                    _ => random.below(2600) as i32,
                };
                let text: String = (0..1 + random.below(2))
                    .map(|_| {
                        char::from_u32([0x20, 0x600, 0x4e00, 0x1f600][random.below(4) as usize] + random.below(95))
                    })
                    .map(|c| c.expect("a character"))
                    .collect();
                let code = encoder.code(&outline, advance, &text);
                assert_eq!(encoder.code(&outline, advance, &text), code, "the same asked again");
                if usize::from(code) > asked.len() {
                    assert_eq!(usize::from(code), asked.len() + 1, "codes follow each other");
                    asked.push((outline, advance));
                    texts.push((code, text));
                }
            }
            let program = encoder.finish().expect("a program");
            check(face, &program, &asked);
            assert_eq!(read_to_unicode(&program.to_unicode), texts);
            assert_eq!(encoder.finish().expect("again"), program, "the same twice");
        }
    }
}

#[test]
fn every_glyph_of_a_face_survives() {
    let fonts = Fonts::bundled();
    let face = face(&fonts, "NotoSans-Regular");
    let mut encoder = FontEncoder::new(face);
    let mut asked = Vec::new();
    for glyph in 1..face.glyph_count() {
        encoder.code(&Outline::Glyph(glyph), face.advance(glyph), "a");
        asked.push((Outline::Glyph(glyph), face.advance(glyph)));
    }
    let program = encoder.finish().expect("a program");
    check(face, &program, &asked);
    // More than 128 KiB of outlines: the long form of `loca`.
    assert_eq!(
        FontRef::new(&program.file)
            .expect("as the test has it")
            .head()
            .expect("as the test has it")
            .index_to_loc_format(),
        1
    );
}

#[test]
fn every_glyph_of_a_cff_face_survives() {
    let fonts = Fonts::bundled();
    let face = face(&fonts, "NotoSansCJKjp-Full-Bold");
    // All glyphs, in several fonts: all in one would take minutes to check without optimization.
    let step = if cfg!(debug_assertions) { 7 } else { 1 };
    let glyphs: Vec<u16> = (1..face.glyph_count()).step_by(step).collect();
    for part in glyphs.chunks(4000) {
        let mut encoder = FontEncoder::new(face);
        let asked: Vec<(Outline, i32)> =
            part.iter().map(|glyph| (Outline::Glyph(*glyph), face.advance(*glyph))).collect();
        for (outline, advance) in &asked {
            encoder.code(outline, *advance, "a");
        }
        check(face, &encoder.finish().expect("a program"), &asked);
    }
}

#[test]
fn advances_of_a_cff_glyph_may_be_any_that_readers_take() {
    let fonts = Fonts::bundled();
    let face = face(&fonts, "NotoSansCJKjp-Full-Regular");
    let glyph = Outline::Glyph(face.glyph('字').expect("a glyph"));
    for advances in [&[0, 1, 16_000, 32_767][..], &[7], &[0, 0, 1000, 1000, 1100, 107, 108, 1131, 1132]] {
        let mut encoder = FontEncoder::new(face);
        let mut asked = Vec::new();
        for (index, advance) in advances.iter().enumerate() {
            let code = encoder.code(&glyph, *advance, &index.to_string());
            assert_eq!(usize::from(code), index + 1, "a code of its own");
            asked.push((glyph.clone(), *advance));
        }
        check(face, &encoder.finish().expect("a program"), &asked);
    }
    let mut encoder = FontEncoder::new(face);
    encoder.code(&glyph, 32_768, "a");
    assert!(matches!(encoder.finish(), Err(EncodeError::Extent { .. })));
    let far = Component { glyph: face.glyph('字').expect("a glyph"), dx: i16::MAX, dy: 0 };
    let mut encoder = FontEncoder::new(face);
    encoder.code(&Outline::Composite([far].into()), 10, "a");
    assert!(matches!(encoder.finish(), Err(EncodeError::Extent { .. })));
    let mut encoder = FontEncoder::new(face);
    encoder.code(&Outline::Glyph(u16::MAX), 10, "a");
    assert!(matches!(encoder.finish(), Err(EncodeError::Damaged { .. })));
    assert!(FontEncoder::new(face).finish().is_ok_and(|program| program.cid_to_gid == [0]));
}

#[test]
fn a_cff_face_of_another_grid_is_written_in_thousandths() {
    let mut fonts = Fonts::bundled();
    let mut bytes = face(&fonts, "NotoSansCJKjp-Full-Regular").bytes().to_vec();
    let record = bytes.windows(4).position(|tag| tag == b"head").expect("the table");
    let at = u32::from_be_bytes(bytes[record + 8..record + 12].try_into().expect("four bytes")) as usize;
    bytes[at + 18..at + 20].copy_from_slice(&2048_u16.to_be_bytes());
    let id = fonts.add_face(bytes, "grid.otf").expect("usable");
    let face = fonts.face(id);
    assert_eq!(face.units_per_em(), 2048);
    let mut encoder = FontEncoder::new(face);
    let mut asked = Vec::new();
    for (index, c) in "直骨角次今令Aaö1한あ".chars().enumerate() {
        let glyph = face.glyph(c).expect("a glyph");
        let part = |dx, dy| Component { glyph, dx, dy };
        let composite = Outline::Composite([part(index as i16, 3), part(-701, 55)].into());
        for (outline, advance) in [(Outline::Glyph(glyph), face.advance(glyph)), (composite, 1025 + index as i32)] {
            encoder.code(&outline, advance, &c.to_string());
            asked.push((outline, advance));
        }
    }
    check(face, &encoder.finish().expect("a program"), &asked);
}

#[test]
fn outlines_and_advances_are_shared_and_texts_are_not() {
    let fonts = Fonts::bundled();
    let face = face(&fonts, "AtkinsonHyperlegibleNext-Regular");
    let (a, space) = (face.glyph('a').expect("as the test has it"), face.glyph(' ').expect("as the test has it"));
    let mut encoder = FontEncoder::new(face);
    let own = face.advance(a);
    let codes = [
        encoder.code(&Outline::Glyph(a), own, "a"),
        encoder.code(&Outline::Glyph(a), own, "b"),
        encoder.code(&Outline::Glyph(a), own + 10, "a"),
        encoder.code(&Outline::Blank, 0, "\u{200f}"),
        encoder.code(&Outline::Blank, 0, "x"),
        encoder.code(&Outline::Glyph(space), 333, " "),
        encoder.code(&Outline::Composite([].into()), 0, "y"),
        encoder.code(&Outline::Composite([Component { glyph: a, dx: 0, dy: 0 }].into()), own, "a"),
    ];
    assert_eq!(codes, [1, 2, 3, 4, 5, 6, 7, 1]);
    let program = encoder.finish().expect("a program");
    let gid = &program.cid_to_gid;
    assert_eq!(gid[1], gid[2]);
    assert_ne!(gid[1], gid[3]);
    assert_eq!(gid[4], gid[5]);
    assert_eq!(program.widths[3], (own + 10) as f32);
    assert_eq!(program.widths[6], 333.0);
    assert!(program.base_font.ends_with("+AtkinsonHyperlegibleNext-Regular"));
    assert!(program.base_font.bytes().take(6).all(|byte| byte.is_ascii_uppercase()));
    assert!(program.cid_to_gid_map().is_some_and(|map| map.len() == 16));
}

#[test]
fn only_the_tables_a_pdf_needs_are_kept() {
    let fonts = Fonts::bundled();
    for (_, face) in fonts.faces().filter(|(_, face)| face.outline_kind() == OutlineKind::TrueType) {
        let mut encoder = FontEncoder::new(face);
        let glyph = face.glyph(' ').expect("a space");
        encoder.code(&Outline::Glyph(glyph), face.advance(glyph), " ");
        let program = encoder.finish().expect("a program");
        let font = FontRef::new(&program.file).expect("readable");
        let tags: Vec<Tag> = font.table_directory().table_records().iter().map(|record| record.tag()).collect();
        for tag in &tags {
            assert!(
                [b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep"]
                    .contains(&&tag.to_be_bytes())
            );
        }
        assert!(tags.is_sorted());
    }
}

#[test]
fn what_cannot_be_encoded_is_an_error() {
    let fonts = Fonts::bundled();
    let face = face(&fonts, "NotoNaskhArabic-Regular");
    let result = |outline: Outline, advance, text: &str| {
        let mut encoder = FontEncoder::new(face);
        encoder.code(&outline, advance, text);
        encoder.finish()
    };
    let glyph = Outline::Glyph(5);
    assert!(matches!(result(glyph.clone(), -1, "a"), Err(EncodeError::Advance { advance: -1, .. })));
    assert!(matches!(result(glyph.clone(), 65_536, "a"), Err(EncodeError::Advance { .. })));
    for text in ["", "\0", "a\u{feff}", "\u{fffe}"] {
        assert!(matches!(result(glyph.clone(), 10, text), Err(EncodeError::Text { .. })), "{text:?}");
    }
    assert!(matches!(result(Outline::Glyph(u16::MAX), 10, "a"), Err(EncodeError::Damaged { .. })));
    let far = Component { glyph: 40, dx: i16::MAX, dy: 0 };
    assert!(matches!(result(Outline::Composite([far].into()), 10, "a"), Err(EncodeError::Extent { .. })));
    assert!(FontEncoder::new(face).finish().is_ok_and(|program| program.cid_to_gid == [0]));
}
