//! Assemble: finished pages to the bytes of a PDF that is both PDF/UA-1 and PDF/A-2a.
//!
//! Whatever every copy of a handout shares comes first in the file: color profile, fonts, images, page content.

use pdf_writer::types::{OutputIntentSubtype, TabOrder};
use pdf_writer::writers::OutputIntent;
use pdf_writer::{Finish, Name, Rect, Ref, TextStr, TypedArray};

use super::content::{PageContent, write_page};
use super::file::PdfFile;
use super::font::EncodeError;
use super::font::codes::write_encoding;
use super::fonts::FontTable;
use super::images::ImageTable;
use super::metadata::{Filling, Moment, file_id, write_info, write_xmp};
use super::tags::Tags;
use crate::fonts::Fonts;
use crate::geom::Size;
use crate::manifest::canonical::Hashes;
use crate::manifest::page::Hash;
use crate::model::document::{Document, InlineKind};
use crate::paginate::Pages;
use crate::source::Origin;

/// Color profiles of class `mntr`, for screen PDFs (fonts/icc).
const SRGB_PROFILE: &[u8] = include_bytes!("../../fonts/icc/sRGB-v4.icc");
const SGREY_PROFILE: &[u8] = include_bytes!("../../fonts/icc/sGrey-v4.icc");

/// Writes the pages of a document. `epoch` dates it, in seconds since 1970; the default is the date of its last review.
pub fn write_pdf(document: &Document, pages: Pages, fonts: &Fonts, epoch: Option<i64>) -> Result<Vec<u8>, EncodeError> {
    let Pages { pages, structure } = pages;
    let mut fonts = FontTable::new(fonts);
    let mut images = ImageTable::default();
    let mut tags = Tags::new(structure, pages.len());
    let contents: Vec<PageContent> = pages
        .iter()
        .enumerate()
        .map(|(index, page)| write_page(page, index, &mut fonts, &mut images, &mut tags))
        .collect();
    let programs = fonts.programs()?;
    let title = plain_title(document);

    let mut file = PdfFile::new();
    let colored = contents.iter().any(|c| c.is_colored());
    let profile = write_profile(&mut file, colored);
    let encoding = file.alloc();
    write_encoding(&mut file, encoding);
    let font_refs: Vec<Ref> = programs
        .iter()
        .map(|program| {
            let id = file.alloc();
            program.add_to(&mut file, id, encoding);
            id
        })
        .collect();
    let image_refs = images.write(&mut file);
    let content_refs: Vec<Ref> = contents
        .iter()
        .map(|content| {
            let id = file.alloc();
            file.add_stream(id, &content.bytes, |_, _| {});
            id
        })
        .collect();
    file.flush();

    let page_refs: Vec<Ref> = pages.iter().map(|_| file.alloc()).collect();
    let tree = file.alloc();
    let written = tags.write(&mut file, &page_refs);
    for (index, page) in pages.iter().enumerate() {
        let content = &contents[index];
        let fonts = content.fonts.iter().map(|&f| (FontTable::name(f), font_refs[f]));
        let images = content.images.iter().map(|&i| (ImageTable::name(i), image_refs[i]));
        let resources = [fonts.collect::<Vec<_>>(), images.collect()];
        let refs = PageRefs { page: page_refs[index], tree, contents: &content_refs[index..=index] };
        write_page_object(&mut file, page.size, index, refs, &resources, &written.annotations[index]);
    }
    file.add(|chunk| {
        chunk.pages(tree).kids(page_refs.iter().copied()).count(page_refs.len() as i32);
    });
    let moment = Moment::of(document, epoch);
    let filling = if document.personalised { Filling::Filled } else { Filling::Blank };
    let info = write_info(&mut file, document, &title, moment, filling);
    let id = file_id(file.hashed(), document);
    let metadata = write_xmp(&mut file, document, &title, moment, id);
    let (structure, outline) = (written.root, written.outline);
    let refs = CatalogRefs { tree, metadata, structure, outline, labels: None, profile };
    let catalog = write_catalog(&mut file, document, refs, colored);
    Ok(file.finish(catalog, info, id))
}

/// A page's references.
#[derive(Clone, Copy, Debug)]
pub struct PageRefs<'a> {
    /// The page itself.
    pub page: Ref,
    /// Its node in the page tree.
    pub tree: Ref,
    /// Its content streams in order.
    pub contents: &'a [Ref],
}

/// Writes a page; `index` is its key in the parent tree.
pub fn write_page_object(
    file: &mut PdfFile,
    size: Size,
    index: usize,
    refs: PageRefs<'_>,
    [fonts, images]: &[Vec<(String, Ref)>; 2],
    annotations: &[Ref],
) {
    let area = Rect::new(0.0, 0.0, size.width.to_pt(), size.height.to_pt());
    file.add(|chunk| {
        let mut object = chunk.page(refs.page);
        object.parent(refs.tree);
        object.media_box(area);
        object.trim_box(area);
        match refs.contents {
            [only] => object.contents(*only),
            several => object.contents_array(several.iter().copied()),
        };
        object.struct_parents(index as i32);
        // ISO 14289-1, 7.18.3: annotations are visited in structure order.
        object.tab_order(TabOrder::StructureOrder);
        if !annotations.is_empty() {
            object.annotations(annotations.iter().copied());
        }
        // ISO 19005-2, 6.2.2: a page names all the resources its content uses.
        let mut resources = object.resources();
        for (kind, names) in [(Name(b"Font"), fonts), (Name(b"XObject"), images)] {
            if !names.is_empty() {
                let mut dict = resources.insert(kind).dict();
                for (name, id) in names {
                    dict.pair(Name(name.as_bytes()), *id);
                }
            }
        }
        resources.finish();
        object.finish();
    });
}

/// The profile of the output intent: a document in black only needs just gray.
pub fn write_profile(file: &mut PdfFile, colored: bool) -> Ref {
    let id = file.alloc();
    let (profile, channels) = if colored { (SRGB_PROFILE, 3) } else { (SGREY_PROFILE, 1) };
    file.add_stream(id, profile, |stream, _| {
        stream.pair(Name(b"N"), channels);
    });
    id
}

/// What the catalog refers to.
#[derive(Clone, Copy, Debug)]
pub struct CatalogRefs {
    /// The page tree.
    pub tree: Ref,
    /// The XMP packet.
    pub metadata: Ref,
    /// The structure tree.
    pub structure: Ref,
    /// The outline, if there is any.
    pub outline: Option<Ref>,
    /// Page labels, if any.
    pub labels: Option<Ref>,
    /// The output intent's profile.
    pub profile: Ref,
}

/// Writes the catalog. `colored` selects the profile.
pub fn write_catalog(file: &mut PdfFile, document: &Document, refs: CatalogRefs, colored: bool) -> Ref {
    let id = file.alloc();
    file.add(|chunk| {
        let mut catalog = chunk.indirect(id).start::<pdf_writer::writers::Catalog<'_>>();
        catalog.pages(refs.tree);
        catalog.metadata(refs.metadata);
        catalog.lang(TextStr(document.language.tag()));
        catalog.pair(Name(b"StructTreeRoot"), refs.structure);
        catalog.mark_info().marked(true);
        let mut preferences = catalog.viewer_preferences();
        // ISO 14289-1, 7.1: the window shows the title, not the file name.
        preferences.display_doc_title(true);
        if document.language.is_rtl() {
            preferences.direction(pdf_writer::types::Direction::R2L);
        }
        preferences.finish();
        if let Some(outline) = refs.outline {
            catalog.outlines(outline);
        }
        if let Some(labels) = refs.labels {
            catalog.pair(Name(b"PageLabels"), labels);
        }
        write_intents(catalog.output_intents(), colored, refs.profile);
    });
    id
}

/// Writes the output intents, which define the colors. `colored` selects the profile.
fn write_intents<'a>(mut intents: TypedArray<'a, OutputIntent<'a>>, colored: bool, profile: Ref) {
    let condition = if colored { "sRGB" } else { "sGray" };
    let mut intent = intents.push();
    intent.subtype(OutputIntentSubtype::PDFA);
    intent.output_condition_identifier(TextStr(condition));
    intent.info(TextStr(condition));
    intent.dest_output_profile(profile);
}

/// Hashes of the output intents in files, for whoever reads them back.
pub fn intent_hashes() -> Vec<Hash> {
    let hash = |colored: bool| {
        let mut file = PdfFile::gathering();
        let profile = write_profile(&mut file, colored);
        let id = file.alloc();
        file.add(|chunk| write_intents(chunk.indirect(id).array().typed(), colored, profile));
        file.hash(id, &mut Hashes::default())
    };
    [false, true].map(hash).to_vec()
}

/// The title's characters only.
pub fn plain_title(document: &Document) -> String {
    // A patient's values appear only on the page.
    let words = document.title.spans.iter().filter(|span| span.origin != Origin::Record);
    let words = words.filter_map(|span| match &span.kind {
        InlineKind::Words(words) => Some(words.as_str()),
        _ => None,
    });
    words.collect::<String>().replace('\u{00AD}', "")
}
