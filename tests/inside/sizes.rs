//! One handout in fifteen languages at 12, 18 and 24 points: nothing overfull, nothing lost, the same structure.
//!
//! English, Spanish and Arabic are the sample content; the others, in `tests/data/sizes`, have its layout.

use std::path::{Path, PathBuf};

use handout::fonts::Fonts;
use handout::geom::Length;
use handout::layout::display::{Content, Owner, Role, Structure};
use handout::model::document::{Block, Document, Text};
use handout::paginate::Pages;

use super::support::lay_out_file;

const LANGUAGES: [&str; 15] =
    ["en", "es", "ar", "fa", "ur", "zh-Hans", "ko", "vi", "ru", "ht", "hi", "th", "km", "my", "am"];

const SIZES: [i32; 3] = [12, 18, 24];

fn path(tag: &str) -> PathBuf {
    let folder = if matches!(tag, "en" | "es" | "ar") { "content" } else { "tests/data/sizes" };
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(format!("bone-marrow-test.{tag}.yaml"))
}

/// A structure tree as text: each element with its position and attributes.
fn outline(structure: &Structure) -> Vec<String> {
    let line = |element: &handout::layout::display::Element| {
        let language = element.language.as_ref().map(|language| language.tag().to_owned());
        let link = element.link.as_ref().map(|(target, _)| target);
        let parent = element.parent.map(|parent| parent.0);
        format!("{:?} in {parent:?} {language:?} {link:?} {:?} {:?}", element.role, element.heading, element.numbering)
    };
    structure.elements.iter().map(line).collect()
}

/// The roles of blocks, which are the same in all translations; links and spans depend on the words.
fn roles(structure: &Structure) -> Vec<Role> {
    let roles = structure.elements.iter().map(|element| element.role);
    roles.filter(|role| !matches!(role, Role::Link | Role::Span)).collect()
}

/// All text of the pages except furniture, without white space.
fn printed(pages: &Pages) -> String {
    let mut text = String::new();
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let (Content::Line(line), Owner::Element(_)) = (&item.content, item.owner) else { continue };
        for placed in &line.runs {
            text.extend(line.shaped.text[placed.run.range.clone()].chars().filter(|c| !c.is_whitespace()));
        }
    }
    text
}

/// All texts of a document's body, in order.
fn texts<'a>(blocks: &'a [Block], into: &mut Vec<&'a Text>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => into.push(text),
            Block::Notice { title, blocks, .. } => {
                into.extend(title);
                texts(blocks, into);
            }
            Block::Contact(blocks) | Block::FinePrint(blocks) => texts(blocks, into),
            Block::List { items, .. } => items.iter().for_each(|item| texts(item, into)),
            Block::Table { header, rows, .. } => {
                into.extend(header);
                rows.iter().flatten().for_each(|cell| texts(cell, into));
            }
            Block::Definitions(entries) => entries.iter().for_each(|(term, text)| {
                into.push(term);
                texts(text, into);
            }),
            Block::Figure { figure, beside, .. } => {
                into.extend(&figure.caption);
                texts(beside, into);
            }
            Block::Figures(figures) => into.extend(figures.iter().flat_map(|figure| &figure.caption)),
            Block::Code { caption, address, .. } => into.extend(caption.iter().chain([address])),
            Block::Signature { labels, date } => {
                for label in labels {
                    into.push(label);
                    into.extend(date);
                }
            }
            Block::InLanguage { blocks, .. } | Block::Landscape(blocks) => texts(blocks, into),
            Block::Schedule(schedule) => {
                for medicine in &schedule.medicines {
                    into.push(&medicine.name);
                    into.extend(&medicine.dose);
                    into.extend(medicine.why.iter().map(|(alone, _)| alone));
                    texts(&medicine.note, into);
                    into.extend(medicine.amounts.iter().flatten());
                }
            }
            Block::Footnotes(notes) => notes.iter().for_each(|note| into.extend([&note.label, &note.text])),
            Block::PageBreak | Block::FootnoteText { .. } => {}
        }
    }
}

/// The first text of a document that its pages do not print in place.
fn lost(document: &Document, printed: &str) -> Option<String> {
    let mut all = vec![&document.title];
    texts(&document.blocks, &mut all);
    all.extend(&document.notices);
    let mut rest = printed;
    for text in all {
        let words: String = text.plain().chars().filter(|c| !c.is_whitespace()).collect();
        let Some(at) = rest.find(&words) else { return Some(words) };
        rest = &rest[at + words.len()..];
    }
    None
}

#[test]
fn fifteen_languages_hold_together_at_three_sizes() {
    let fonts = Fonts::bundled();
    let mut layout = None;
    for tag in LANGUAGES {
        let mut first = None;
        for size in SIZES {
            let (document, pages) = lay_out_file(&path(tag), &fonts, Some(Length::pt(size)))
                .unwrap_or_else(|problems| panic!("{tag} at {size} pt: {problems}"));
            let printed = printed(&pages);
            assert_eq!(lost(&document, &printed), None, "{tag} at {size} pt");
            let whole = (outline(&pages.structure), printed);
            assert_eq!(*first.get_or_insert_with(|| whole.clone()), whole, "{tag} at {size} pt");
            let roles = roles(&pages.structure);
            assert_eq!(*layout.get_or_insert_with(|| roles.clone()), roles, "{tag} at {size} pt");
        }
    }
}
