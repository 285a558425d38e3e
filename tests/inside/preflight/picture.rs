//! Rings are around what they ring, however the page is turned.

use handout::preflight::check;
use handout::preflight::picture::draw;
use handout::preflight::profile::Profile;

/// A page whose sheet does not begin at 0, with a black rectangle that is no square.
fn page(rotation: i64) -> Vec<u8> {
    let content = "0 g 60 80 40 20 re f";
    let page = format!("/MediaBox[10 20 210 320]/Rotate {rotation}/Contents 4 0 R");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R{page}>>"),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut pdf = b"%PDF-1.6\n".to_vec();
    for (number, object) in (1..).zip(objects) {
        pdf.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    pdf.extend_from_slice(b"trailer\n<</Root 1 0 R>>\n");
    pdf
}

/// Left, top, right and bottom of the pixels of a color.
fn extent(pixels: &[u8], width: usize, is: impl Fn(&[u8]) -> bool) -> [usize; 4] {
    let found =
        pixels.chunks_exact(3).enumerate().filter(|(_, pixel)| is(pixel)).map(|(at, _)| (at % width, at / width));
    found.fold([usize::MAX, usize::MAX, 0, 0], |[left, top, right, bottom], (x, y)| {
        [left.min(x), top.min(y), right.max(x), bottom.max(y)]
    })
}

#[test]
fn rings_follow_the_rotation_of_the_page() {
    let profile = Profile::built_in("sheetfed-coated").expect("a profile");
    for rotation in [0, 90, 180, 270] {
        let pdf = page(rotation);
        let outcome = check(pdf.clone(), &profile);
        let gray = outcome.findings.iter().find(|finding| finding.code == "gray-device").expect("a black rectangle");
        let png = draw(pdf, 1, &outcome.sheets[0], [(7, gray)].into_iter()).expect("a picture");
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let width = reader.next_frame(&mut pixels).expect("pixels").width as usize;
        assert_eq!(width, if rotation % 180 == 0 { 300 } else { 450 }, "{rotation}");
        let black = extent(&pixels, width, |pixel| pixel.iter().all(|sample| *sample < 100));
        let red = extent(&pixels, width, |pixel| pixel[0] > 200 && pixel[1] < 50 && pixel[2] < 80);
        let (wide, high) = (black[2] - black[0], black[3] - black[1]);
        assert_eq!(wide > high, rotation % 180 == 0, "{black:?}");
        // The number is above.
        for side in [0, 2, 3] {
            assert!((4..9).contains(&red[side].abs_diff(black[side])), "{rotation}: {red:?} is not around {black:?}");
        }
        assert!(red[0] < black[0] && red[1] < black[1] && red[2] > black[2] && red[3] > black[3]);
    }
}
