//! A handout in each language: all its characters have glyphs, in one family per script, regular and bold.
//!
//! `tests/data/languages` has one file per language, each with a paragraph of 400 characters or more, the same in bold,
//! and its whole alphabet. A comment at the top of each file says whether it is running text or names and lists.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::layout::display::{Content, Owner};
use handout::model::document::{Block, InlineKind, Text};
use handout::paginate::Pages;
use handout::pdf::assemble::write_pdf;
use handout::pdf::intent::{Intent, Purpose};
use handout::text::RunContent;

use super::support::{handout, lay_out_file, merge_parts};

/// Languages whose readers the product is for; each has a file.
const LANGUAGES: &[&str] = &[
    "am", "ar", "bn", "bo", "bs", "chr", "ckb", "de", "el", "en", "es", "fa", "fil", "fr", "gu", "he", "hi", "hmn",
    "hr", "ht", "hy", "ig", "ilo", "it", "ja", "ka", "km", "kn", "ko", "ksw", "lo", "mh", "ml", "mr", "my", "ne", "nv",
    "om", "pa", "pdc", "pl", "prs", "ps", "pt", "rn", "ru", "rw", "si", "sm", "so", "sq", "sr", "sr-Latn", "sw", "ta",
    "te", "th", "ti", "tr", "uk", "ur", "vi", "yi", "yo", "yue", "zh-Hans", "zh-Hant",
];

/// The minimum number of characters without white space in the longest paragraph, in regular and in bold.
const LONG: usize = 400;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/languages")
}

/// How many characters of a text are printed in bold, and how many in regular.
fn counts(text: &Text) -> (usize, usize) {
    let mut counts = (0, 0);
    for span in &text.spans {
        let InlineKind::Words(words) = &span.kind else { continue };
        let count = words.chars().filter(|c| !c.is_whitespace()).count();
        if span.bold { counts.0 += count } else { counts.1 += count }
    }
    counts
}

/// Complaints about glyphs, and the families of each script in running text.
fn glyphs(pages: &Pages, fonts: &Fonts) -> (String, BTreeMap<String, BTreeSet<String>>) {
    let mut wrong = String::new();
    let mut families: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let Content::Line(line) = &item.content else { continue };
        for placed in &line.runs {
            let RunContent::Glyphs { face, script, clusters, glyphs } = &placed.run.content else { continue };
            let face = fonts.face(*face);
            let circle = face.glyph('\u{25cc}');
            for cluster in clusters {
                let text = &line.shaped.text[cluster.range.clone()];
                for glyph in &glyphs[cluster.glyphs.clone()] {
                    if glyph.id == 0 {
                        let _ = writeln!(wrong, "no glyph for {text:?} in {}", face.name());
                    }
                    if Some(glyph.id) == circle && !text.contains('\u{25cc}') {
                        let _ = writeln!(wrong, "dotted circle in {text:?} in {}", face.name());
                    }
                }
            }
            if matches!(item.owner, Owner::Element(_))
                && line.shaped.text[placed.run.range.clone()].contains(char::is_alphabetic)
            {
                let script = String::from_utf8_lossy(script).into_owned();
                families.entry(script).or_default().insert(face.family().to_owned());
            }
        }
    }
    (wrong, families)
}

/// What is wrong with a language's sample.
fn complaints(path: &Path, fonts: &Fonts) -> String {
    let (document, pages) = match lay_out_file(path, fonts, None) {
        Ok(laid_out) => laid_out,
        Err(problems) => return problems,
    };
    let mut wrong = String::new();
    let paragraphs = document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(text) => Some(counts(text)),
        _ => None,
    });
    let (bold, regular) = paragraphs.fold((0, 0), |most, of| (most.0.max(of.0), most.1.max(of.1)));
    if bold < LONG || regular < LONG {
        let _ = writeln!(wrong, "only {regular} characters of regular text, {bold} of bold");
    }
    let (glyphs, families) = glyphs(&pages, fonts);
    wrong.push_str(&glyphs);
    for (script, families) in families {
        if families.len() > 1 {
            let _ = writeln!(wrong, "{script} is set in {families:?}");
        }
    }
    if let Err(error) = write_pdf(&document, pages, fonts, &Intent::new(&Purpose::default()), None) {
        let _ = writeln!(wrong, "{error}");
    }
    wrong
}

#[test]
fn every_language_has_a_sample() {
    let entries = std::fs::read_dir(folder()).expect("the samples");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut tags: Vec<String> = names.filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned)).collect();
    tags.retain(|tag| tag != "site");
    tags.sort();
    assert_eq!(tags, LANGUAGES);
}

#[test]
fn every_language_is_set_whole_in_one_family() {
    let fonts = Fonts::bundled();
    let mut report = String::new();
    for tag in LANGUAGES {
        let wrong = complaints(&folder().join(format!("{tag}.yaml")), &fonts);
        if !wrong.is_empty() {
            let _ = writeln!(report, "{tag}:\n{wrong}");
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// Languages without a notice: no one here could vouch for one, or (Cantonese) its readers use another's.
const WITHOUT_NOTICE: &[&str] =
    &["bo", "chr", "ckb", "hmn", "ilo", "ksw", "mh", "nv", "om", "pdc", "ps", "rn", "rw", "sm", "ti", "yi", "yue"];

#[test]
fn all_notices_are_set_whole_and_unreviewed() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let read = |name: &str| std::fs::read_to_string(content.join(name)).expect("the content");
    let notices = read("notices.yaml");
    let tags: Vec<&str> = LANGUAGES.iter().copied().filter(|tag| !WITHOUT_NOTICE.contains(tag)).collect();
    let keys = notices.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    let mut keys: Vec<&str> = keys.filter_map(|line| line.strip_suffix(':')).collect();
    keys.sort_unstable();
    assert_eq!(keys, tags);

    let site = read("site.yaml").replace("[en, es, ar]", &format!("[{}]", tags.join(", ")));
    let merged = merge_parts(&handout("en", "x"), Some(&site), Some(&notices), &[]);
    assert_eq!(merged.codes(), ["notice-unreviewed"]);
    let document = merged.document();
    assert_eq!(document.notices.len(), tags.len());
    for notice in &document.notices {
        let text = notice.plain();
        assert_eq!(text.matches("1-866-278-5833").count(), 1, "{text}");
        assert_eq!(text.matches("1-901-595-1040").count(), 1, "{text}");
    }
    let fonts = Fonts::bundled();
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(document, &fonts, &mut diagnostics);
    let pages = pages.unwrap_or_else(|| panic!("not laid out: {:?}", diagnostics.0));
    assert_eq!(glyphs(&pages, &fonts).0, "");
}
