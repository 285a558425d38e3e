//! Fonts as far as text needs them to have a place: widths of codes, and whether their programs are in the file.

use rustc_hash::FxHashMap;

use super::cmap::CMap;
use super::document::Document;
use crate::syntax::{Dict, Value};

/// Widths that are read of a font. A composite font has at most 65,536 codes.
const MOST_WIDTHS: usize = 65_536;

/// A font.
#[derive(Clone, Debug, Default)]
pub(crate) struct Font {
    /// Its name.
    pub name: String,
    /// Whether its program is in the file.
    pub embedded: bool,
    /// Whether its glyphs are page content.
    pub type_3: bool,
    /// How strings are divided; by bytes, if there is none.
    cmap: Option<CMap>,
    /// By glyph or code, in thousandths of the size.
    widths: FxHashMap<u32, f64>,
    otherwise: f64,
    /// For fonts of page content: how large a glyph unit is.
    unit: f64,
}

impl Font {
    /// Reads a font's dictionary.
    pub(crate) fn read(document: &Document, dict: &Dict<'_>) -> Font {
        let name = document.name(dict, "BaseFont");
        let unit = 0.001;
        let embedded = |dict: &Dict<'_>| {
            let descriptor = document.dict(dict, "FontDescriptor");
            ["FontFile", "FontFile2", "FontFile3"]
                .iter()
                .any(|key| descriptor.get(key).is_some_and(|value| document.stream(value).is_some()))
        };
        match document.name(dict, "Subtype").as_str() {
            "Type0" => {
                let below = document.as_dict(document.array(dict, "DescendantFonts").first());
                let otherwise = document.number(&below, "DW").unwrap_or(1000.0);
                let widths = composite_widths(document, &document.array(&below, "W"));
                let own = dict.get("Encoding").and_then(|value| document.stream(value));
                let own = own.and_then(|stream| document.content(&stream));
                let cmap = Some(own.map_or_else(CMap::identity, |data| CMap::parse(&data.bytes)));
                Font { name, embedded: embedded(&below), type_3: false, cmap, widths, otherwise, unit }
            }
            kind => {
                let type_3 = kind == "Type3";
                let first = document.number(dict, "FirstChar").unwrap_or_default().clamp(0.0, 255.0) as u32;
                let widths = document.array(dict, "Widths");
                let widths = (first..)
                    .zip(widths.iter().take(256))
                    .filter_map(|(code, width)| Some((code, document.resolve(width).as_number()?)));
                let unit = match document.numbers(dict, "FontMatrix").as_deref() {
                    Some([a, ..]) if type_3 => a.abs(),
                    _ => unit,
                };
                let (widths, name) = (widths.collect(), if type_3 { document.name(dict, "Name") } else { name });
                let embedded = type_3 || embedded(dict);
                Font { name, embedded, type_3, cmap: None, widths, otherwise: 500.0, unit }
            }
        }
    }

    /// The widths of a string's codes, in units of the size, and whether each is a single-byte space.
    pub(crate) fn codes<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = (f64, bool)> + 't {
        let mut rest = text;
        std::iter::from_fn(move || {
            let first = *rest.first()?;
            let (length, number) = match &self.cmap {
                Some(cmap) => cmap.next(rest),
                None => (1, u32::from(first)),
            };
            rest = rest.get(length..).unwrap_or_default();
            let width = self.widths.get(&number).copied().unwrap_or(self.otherwise);
            Some((width * self.unit, length == 1 && first == b' '))
        })
    }
}

/// Widths of a composite font (ISO 32000-1, 9.7.4.3): `code [width …]`, or `first last width`.
fn composite_widths(document: &Document, items: &[Value<'static>]) -> FxHashMap<u32, f64> {
    let mut widths = FxHashMap::default();
    let mut at = 0;
    let code = |value: Option<&Value<'_>>| Some(document.resolve(value?).as_number()?.clamp(0.0, 65_535.0) as u32);
    while let Some(first) = code(items.get(at)) {
        match items.get(at + 1).map(|value| document.resolve(value)) {
            Some(Value::Array(list)) => {
                for (code, width) in (first..).zip(list.iter().take(MOST_WIDTHS)) {
                    if let Some(width) = document.resolve(width).as_number() {
                        widths.insert(code, width);
                    }
                }
                at += 2;
            }
            Some(last) => {
                let last = last.as_number().unwrap_or_default().clamp(0.0, 65_535.0) as u32;
                let Some(width) = items.get(at + 2).and_then(|value| document.resolve(value).as_number()) else {
                    break;
                };
                // Ranges may overlap, and each may be long: together no more than there are codes.
                if last < first || widths.len() + (last - first) as usize > MOST_WIDTHS {
                    break;
                }
                widths.extend((first..=last).map(|code| (code, width)));
                at += 3;
            }
            None => break,
        }
    }
    widths
}
