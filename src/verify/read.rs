//! Reads a PDF's pages back, with a reader that shares nothing with our writer.
//!
//! The page tree is walked here: a reader that repairs files would pass over a page that is listed twice, and that is
//! one of the faults looked for.

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_syntax::Filter;
use hayro_syntax::Pdf;
use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Rect, Stream};

use super::text::CharMap;
use crate::manifest::page::{FontMark, Hash, PageParts, hash};

/// Deepest page tree that is followed.
const MAX_DEPTH: usize = 64;

/// The box of a page that says none.
const NO_BOX: Rect = Rect { x0: 0.0, y0: 0.0, x1: 0.0, y1: 0.0 };

/// Why a file cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No PDF, or one that is broken or encrypted.
    #[error("not a PDF that can be read")]
    NotPdf,
    /// The page tree leads nowhere, or in circles.
    #[error("its pages cannot be found")]
    NoPages,
}

/// A page as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadPage {
    /// See [`crate::manifest::page`]; `None` if something on the page cannot be decoded.
    pub digest: Option<[u8; 16]>,
    /// Whether nothing is drawn on it.
    pub blank: bool,
    /// Something that no page of a run has.
    pub odd: Option<&'static str>,
    /// The text in the order of the content, without white space; only if it was asked for, or the page is not known.
    pub text: Option<String>,
}

/// Which pages are read for their text.
pub type WantsText<'a> = &'a dyn Fn(Option<[u8; 16]>) -> bool;

/// A file whose pages can be read.
pub struct Document {
    pdf: Pdf,
}

impl Document {
    /// Reads a file's skeleton.
    pub fn new(bytes: Vec<u8>) -> Result<Document, Unreadable> {
        Ok(Document { pdf: Pdf::new(bytes).map_err(|_| Unreadable::NotPdf)? })
    }

    /// Reads the pages in order.
    pub fn pages(&self, wants_text: WantsText) -> Result<Vec<ReadPage>, Unreadable> {
        let xref = self.pdf.xref();
        let root: Dict = xref.get(xref.root_id()).ok_or(Unreadable::NoPages)?;
        let tree: Dict = root.get("Pages").ok_or(Unreadable::NoPages)?;
        let mut walk = Walk { cache: Cache::default(), wants_text, pages: Vec::new() };
        walk.node(&tree, &Inherited::default(), 0)?;
        Ok(walk.pages)
    }
}

/// What pages take from the nodes above them.
#[derive(Clone, Default)]
struct Inherited<'a> {
    resources: Option<Dict<'a>>,
    media: Option<Rect>,
    crop: Option<Rect>,
    rotate: Option<i32>,
}

impl<'a> Inherited<'a> {
    fn with(&self, node: &Dict<'a>) -> Inherited<'a> {
        Inherited {
            resources: node.get("Resources").or_else(|| self.resources.clone()),
            media: node.get("MediaBox").or(self.media),
            crop: node.get("CropBox").or(self.crop),
            rotate: node.get("Rotate").or(self.rotate),
        }
    }
}

struct Walk<'w> {
    cache: Cache,
    wants_text: WantsText<'w>,
    pages: Vec<ReadPage>,
}

/// What pages share, by the object that holds it.
#[derive(Default)]
struct Cache {
    streams: BTreeMap<ObjectIdentifier, Option<Hash>>,
    fonts: BTreeMap<ObjectIdentifier, Font>,
}

#[derive(Clone, Default)]
struct Font {
    program: Option<Hash>,
    to_unicode: Option<Hash>,
    encoding: Option<Hash>,
    chars: Rc<CharMap>,
}

impl Walk<'_> {
    fn node<'a>(&mut self, node: &Dict<'a>, above: &Inherited<'a>, depth: usize) -> Result<(), Unreadable> {
        let inherited = above.with(node);
        let Some(kids) = node.get::<Array>("Kids") else {
            let page = self.page(node, &inherited);
            self.pages.push(page);
            return Ok(());
        };
        if depth >= MAX_DEPTH {
            return Err(Unreadable::NoPages);
        }
        for kid in kids.iter::<Object>() {
            // What is no dictionary is no page: a viewer shows nothing, or an empty page.
            match kid.into_dict() {
                Some(kid) => self.node(&kid, &inherited, depth + 1)?,
                None => self.pages.push(ReadPage { odd: Some("it is broken"), ..ReadPage::default() }),
            }
        }
        Ok(())
    }

    fn page(&mut self, page: &Dict, inherited: &Inherited) -> ReadPage {
        let streams: Vec<Stream> = match page.get::<Array>("Contents") {
            Some(array) => array.iter::<Stream>().collect(),
            None => page.get::<Stream>("Contents").into_iter().collect(),
        };
        let listed = page.get::<Array>("Contents").map_or(streams.len(), |array| array.raw_iter().count());
        let hashes: Option<Vec<Hash>> = streams.iter().map(|stream| self.hash(stream)).collect();
        let hashes = hashes.filter(|_| listed == streams.len());

        let resources = inherited.resources.clone().unwrap_or_else(Dict::empty);
        let fonts = self.fonts(&resources.get("Font").unwrap_or_else(Dict::empty));
        let marks = fonts.iter().map(|(name, font)| {
            let Font { program, to_unicode, encoding, .. } = *font;
            FontMark { name, program, to_unicode, encoding }
        });
        let images: Vec<(String, Option<Hash>)> = match resources.get::<Dict>("XObject") {
            None => vec![],
            Some(dict) => {
                let hash = |name: Name| {
                    let stream = dict.get::<Stream>(&*name);
                    (name.as_str().to_owned(), stream.and_then(|stream| self.hash(&stream)))
                };
                dict.keys().map(hash).collect()
            }
        };
        let media = inherited.media.unwrap_or(NO_BOX);
        let thousandths = |length: f64| (length * 1000.0).round() as i64;
        let digest = hashes.map(|contents| {
            let parts = PageParts {
                media: (thousandths(media.width()), thousandths(media.height())),
                contents,
                fonts: marks.collect(),
                xobjects: images.iter().map(|(name, hash)| (name.as_str(), *hash)).collect(),
            };
            parts.digest()
        });
        let odd = odd(page, inherited, media);
        let wanted = (self.wants_text)(digest);
        let mut drawn = Drawn::default();
        if wanted {
            for stream in &streams {
                if let Ok(content) = stream.decoded_data() {
                    drawn.read(&content, &fonts);
                }
            }
        }
        ReadPage { digest, blank: wanted && !drawn.anything, odd, text: wanted.then_some(drawn.text) }
    }

    fn fonts(&mut self, dict: &Dict) -> BTreeMap<String, Font> {
        let font = |name: Name| Some((name.as_str().to_owned(), self.font(&dict.get::<Dict>(&*name)?)));
        dict.keys().filter_map(font).collect()
    }

    fn font(&mut self, dict: &Dict) -> Font {
        if let Some(font) = dict.obj_id().and_then(|id| self.cache.fonts.get(&id)) {
            return font.clone();
        }
        let descendant = dict.get::<Array>("DescendantFonts").and_then(|fonts| fonts.iter::<Dict>().next());
        let descriptor = descendant.as_ref().unwrap_or(dict).get::<Dict>("FontDescriptor");
        let program = descriptor.and_then(|descriptor| {
            ["FontFile2", "FontFile3", "FontFile"].iter().find_map(|key| descriptor.get::<Stream>(key))
        });
        let to_unicode = dict.get::<Stream>("ToUnicode");
        let text = to_unicode.as_ref().and_then(|stream| stream.decoded_data().ok());
        let font = Font {
            program: program.and_then(|stream| self.hash(&stream)),
            to_unicode: to_unicode.and_then(|stream| self.hash(&stream)),
            encoding: dict.get::<Stream>("Encoding").and_then(|stream| self.hash(&stream)),
            chars: Rc::new(text.map(|text| CharMap::parse(&text)).unwrap_or_default()),
        };
        if let Some(id) = dict.obj_id() {
            self.cache.fonts.insert(id, font.clone());
        }
        font
    }

    /// The hash of a stream's decoded bytes; `None` if they cannot be decoded.
    fn hash(&mut self, stream: &Stream) -> Option<Hash> {
        let id = stream.obj_id();
        if let Some(hash) = self.cache.streams.get(&id) {
            return *hash;
        }
        let image = |filter: &Filter| {
            matches!(filter, Filter::DctDecode | Filter::JpxDecode | Filter::Jbig2Decode | Filter::CcittFaxDecode)
        };
        let hashed = match stream.filters().iter().any(image) {
            true => Some(hash(&stream.raw_data())),
            false => stream.decoded_data().ok().map(|bytes| hash(&bytes)),
        };
        self.cache.streams.insert(id, hashed);
        hashed
    }
}

/// What no page of a run has, and the digest does not show.
fn odd(page: &Dict, inherited: &Inherited, media: Rect) -> Option<&'static str> {
    if inherited.rotate.is_some_and(|angle| angle.rem_euclid(360) != 0) {
        return Some("it is turned");
    }
    let crop = inherited.crop.unwrap_or(media);
    if crop.x0 > media.x0 || crop.y0 > media.y0 || crop.x1 < media.x1 || crop.y1 < media.y1 {
        return Some("a part of it is cropped");
    }
    let annotations = page.get::<Array>("Annots");
    let mut annotations = annotations.iter().flat_map(|annotations| annotations.iter::<Dict>());
    let stranger =
        |note: Dict| note.get::<Name>("Subtype").is_none_or(|kind| &*kind != b"Link") || note.contains_key("AP");
    annotations.any(stranger).then_some("something was put on it (an annotation)")
}

/// What a content stream draws.
#[derive(Default)]
struct Drawn {
    text: String,
    anything: bool,
    font: Option<String>,
}

impl Drawn {
    fn read(&mut self, content: &[u8], fonts: &BTreeMap<String, Font>) {
        let mut instructions = UntypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            let operator: &[u8] = instruction.operator;
            match operator {
                b"Tf" => {
                    let name = instruction.operands().find_map(|operand| operand.clone().into_name());
                    self.font = name.map(|name| name.as_str().to_owned());
                }
                b"Tj" | b"TJ" | b"'" | b"\"" => {
                    self.anything = true;
                    let chars = self.font.as_ref().and_then(|name| fonts.get(name)).map(|font| &font.chars);
                    for operand in instruction.operands() {
                        match operand {
                            Object::String(codes) => self.show(codes.as_bytes(), chars),
                            Object::Array(array) => {
                                for codes in array.iter::<Object>().filter_map(Object::into_string) {
                                    self.show(codes.as_bytes(), chars);
                                }
                            }
                            _ => {}
                        }
                    }
                }
                b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*" | b"Do" | b"BI" | b"sh" => {
                    self.anything = true;
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, codes: &[u8], chars: Option<&Rc<CharMap>>) {
        if let Some(chars) = chars {
            chars.decode(codes, &mut self.text);
        }
    }
}
