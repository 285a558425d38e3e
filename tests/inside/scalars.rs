//! Text in YAML scalars is located in the file, character by character; and no bytes make the reader panic.

use std::path::Path;

use handout::content::types::{BlockEntry, BlockSpec, Scalar};
use handout::content::{read_handout, read_site};
use handout::diag::{Diagnostics, human, json};
use handout::source::scalar::decode;
use handout::source::{Origin, Sources};

const HEAD: &str = "handout: 1\nid: a\ntitle: A\nlanguage: en\nbody:\n";

fn scalars(sources: &mut Sources, body: &str) -> Vec<Scalar> {
    let mut diagnostics = Diagnostics::default();
    let file = sources.add("a.yaml", format!("{HEAD}{body}"));
    let handout = read_handout(sources, file, &mut diagnostics).unwrap_or_else(|| panic!("{body}: {diagnostics:?}"));
    let text = |block: &handout::content::spanned::Spanned<BlockEntry>| match &block.value.block {
        BlockSpec::Text(scalar) => scalar.clone(),
        BlockSpec::Note(spec) => spec.text.clone(),
        other => panic!("{other:?}"),
    };
    handout.body.iter().map(text).collect()
}

const STYLES: &[&str] = &[
    "  - plain words\n",
    "  - plain words\n    on two lines\n\n    and a paragraph   \n    more\n",
    "  - 'it''s quoted'\n",
    "  - 'two\n    lines''\n\n    three'\n",
    "  - \"escapes \\\" \\\\ \\t \\n \\u00e9 \\x41 \\U0001F600 \\_ end\"\n",
    "  - \"joined \\\n    lines  \n    folded\\  \n\n    end\"\n",
    "  - |\n    literal\n      deeper\n\n    end\n",
    "  - |-\n    stripped\n\n\n",
    "  - |+\n    kept\n",
    "  - |2\n      indented by the number\n    less\n",
    "  - >\n    folded\n    lines\n\n    paragraph\n      deeper\n      lines\n    back\n\n\n    end\n",
    "  - >-\n\n    leading break\n    and more\n",
    "  - note: |\n      نص عربي مع 901-595-3300\n      سطر\n",
    "  - note: | # a comment | with > signs\n      text\n",
    "  - note:\n      # | a comment above\n      >\n      text\n",
    "  - &anchor |\n    anchored\n",
    "  - |\r\n    windows\r\n    lines\r\n",
    "  - >\r\n    windows\r\n    folded\r\n\r\n    lines\r\n",
    "  - \"windows\r\n    quoted\"\r\n",
];

#[test]
fn decoding_agrees_with_the_parser() {
    for body in STYLES {
        let mut sources = Sources::default();
        for scalar in scalars(&mut sources, body) {
            let source = sources.text(scalar.span);
            let (text, _) = decode(source);
            assert_eq!(text.trim_end_matches('\n'), scalar.value.trim_end_matches('\n'), "{body:?}, {source:?}");
        }
    }
}

#[test]
fn words_are_found_where_they_stand() {
    let words = ["paragraph", "lines", "end", "deeper", "3300", "سطر", "quoted", "less", "text", "three", "more"];
    for body in STYLES {
        let mut sources = Sources::default();
        for scalar in scalars(&mut sources, body) {
            for word in words {
                let Some(offset) = scalar.value.find(word) else { continue };
                let origin = Origin::Scalar { scalar: scalar.span, offset: offset as u32 };
                let span = sources.locate(origin, word.len() as u32).expect("text of a file");
                assert_eq!(sources.text(span), word, "{body:?}");
            }
        }
    }
}

/// A small random number generator, so that a failure can be reproduced.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn changed_files_never_panic() {
    let pieces = [
        "\t", "\n", "\r", " ", ":", ": ", "- ", "|", ">", "'", "\"", "[", "]", "{", "}", "#", "&a ", "*a", "!", "%",
        "@", "`", "?", "\\", "<<: ", "---\n", "...\n", "é", "ع", "\u{feff}", "\u{2028}", "😀", "0", "~", ",", "\n\n",
        "  ",
    ];
    let mut random = Lcg(20_261_122);
    for name in ["bone-marrow-test.ar.yaml", "bone-marrow-test.en.yaml", "site.yaml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content").join(name);
        let original: Vec<char> = std::fs::read_to_string(path).expect("content").chars().collect();
        for _ in 0..400 {
            let mut chars = original.clone();
            for _ in 0..1 + random.below(4) {
                let at = random.below(chars.len());
                let until = (at + random.below(4)).min(chars.len());
                let piece: Vec<char> = pieces[random.below(pieces.len())].chars().collect();
                chars.splice(at..until, piece);
            }
            let mut sources = Sources::default();
            let mut diagnostics = Diagnostics::default();
            let file = sources.add(name, chars.into_iter().collect());
            if name == "site.yaml" {
                read_site(&sources, file, &mut diagnostics);
            } else {
                read_handout(&sources, file, &mut diagnostics);
            }
            for diagnostic in &diagnostics.0 {
                assert!(!human::render(&sources, diagnostic, human::Color::Never).is_empty());
                assert!(json::render(&sources, diagnostic).ends_with("}\n"));
                assert!(!diagnostic.hints.is_empty(), "{diagnostic:?}");
                assert!(diagnostic.primary.is_some(), "{diagnostic:?}");
            }
        }
    }
}
