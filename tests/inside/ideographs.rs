//! Chinese, Japanese and Korean names: the letter in the record is the letter that is drawn.

use handout::fonts::Fonts;
use handout::text::RunContent;

use super::support::shape;

/// The faces of a text's runs, and its glyphs.
fn drawn(tag: &str, text: &str) -> (Vec<String>, Vec<u16>) {
    let fonts = Fonts::bundled();
    let mut faces = Vec::new();
    let mut ids = Vec::new();
    for run in &shape(tag, text).runs {
        let RunContent::Glyphs { face, glyphs, .. } = &run.content else { panic!("no blank") };
        faces.push(fonts.face(*face).family().to_owned());
        ids.extend(glyphs.iter().map(|glyph| glyph.id));
    }
    faces.dedup();
    (faces, ids)
}

#[test]
fn names_have_all_their_letters_in_one_face() {
    for name in [
        "髙橋",
        "山﨑",
        "𠮷田",
        "佐々木",
        "〆木",
        "塚本",
        "槗本",
        "邉",
        "邊",
        "辻󠄀",
        "ﾔﾏﾀﾞ ﾀﾛｳ",
        "神谷",
        "福田",
        "祥",
        "德永",
        "濵田",
        "纊",
        "鈼",
        "彅",
        "李",
        "金",
        "陈",
        "黃",
        "吕",
        "㑹",
        "𡈽屋",
        "𩸽",
        "㐂",
    ] {
        for tag in ["ja", "zh-Hant", "ko"] {
            let (faces, ids) = drawn(tag, name);
            assert_eq!(faces, ["Noto Sans CJK JP"], "{tag} {name}");
            assert!(!ids.contains(&0), "{tag} {name}");
        }
    }
    // Syllables in conjoining letters are drawn as one.
    assert_eq!(drawn("ko", "\u{1112}\u{1161}\u{11ab}").1, drawn("ko", "한").1);
}

#[test]
fn compatibility_ideographs_are_drawn_as_they_are_written() {
    // The compatibility ideograph, and the letter that NFC turns it into.
    for (letter, other) in
        [("\u{FA19}", "神"), ("\u{FA1A}", "祥"), ("\u{FA1B}", "福"), ("\u{FA12}", "晴"), ("\u{FA45}", "海")]
    {
        assert_ne!(drawn("ja", letter).1, drawn("ja", other).1, "{letter}");
    }
    // Twelve letters of that block are not duplicates, and NFC leaves them alone.
    let (_, ids) = drawn("ja", "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩");
    assert_eq!(ids.len(), 12);
    assert!(!ids.contains(&0));
}

#[test]
fn every_compatibility_ideograph_of_south_korea_japan_and_china_has_a_face() {
    let fonts = Fonts::bundled();
    let lacks: Vec<char> =
        ('\u{F900}'..='\u{FA6D}').filter(|c| !fonts.faces().any(|(_, face)| face.has_char(*c))).collect();
    assert_eq!(lacks.iter().collect::<String>(), "");
}
