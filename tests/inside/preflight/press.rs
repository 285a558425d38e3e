//! Files for a press, made of ours for screens: what PDF/X-4 asks for, in a form that tests can change key by key.

use std::borrow::Cow;
use std::collections::BTreeMap;

use handout::manifest::canonical::{Object, Objects, decode};
use handout::syntax::content::{Token, Tokens};
use handout::syntax::{Dict, Parser, Value};
use handout::verify::file::File;

/// A profile of a press.
const FOGRA39: &[u8] = include_bytes!("../../../fonts/icc/FOGRA39L_coated.icc");

/// How wide the bleed is, in points.
const BLEED: f64 = 9.0;

/// A file that can be changed and written.
#[derive(Clone)]
pub(super) struct Press {
    objects: BTreeMap<u32, (Value<'static>, Option<Vec<u8>>)>,
    /// The catalog.
    pub root: u32,
    /// The information dictionary.
    pub info: u32,
    /// The pages.
    pub pages: Vec<u32>,
    /// The metadata.
    pub metadata: u32,
    /// The output intent for PDF/X.
    pub intent: u32,
    /// Its profile.
    pub profile: u32,
    /// The image.
    pub image: u32,
    /// The content of the first page, which is added to.
    pub content: u32,
    /// The first line.
    pub header: &'static str,
    /// More of the trailer.
    pub trailer: String,
    /// Written after everything.
    pub tail: &'static [u8],
}

/// A value from its text.
fn value(text: &str) -> Value<'static> {
    Parser::new(text.as_bytes(), 0).value().unwrap_or_else(|error| panic!("{text}: {error}")).into_owned()
}

impl Press {
    /// A press file of a screen file.
    pub(super) fn of(pdf: Vec<u8>) -> Press {
        let mut file = File::new(pdf).expect("our own file");
        let root = file.root();
        let info = file.trailer().get("Info").and_then(Value::as_reference).expect("Info");
        let mut objects = BTreeMap::new();
        let mut open = vec![root, info];
        while let Some(id) = open.pop() {
            if objects.contains_key(&id) {
                continue;
            }
            let Object { value, data } = file.object(id).expect("an object");
            value.references(&mut |id, _| open.push(id));
            let decoded =
                data.map(|data| decode(&mut file, value.as_dict().expect("a dictionary"), &data).expect("data"));
            let data = decoded.map(|decoded| {
                assert!(decoded.left.is_empty(), "no image of these handouts is a photograph");
                decoded.bytes
            });
            objects.insert(id, (value, data));
        }
        let (pages, metadata) = (Vec::new(), 0);
        let (intent, profile, image, content) = Default::default();
        let trailer = "/ID[<0102030405060708><0102030405060708>]".to_owned();
        let header = "%PDF-1.6";
        let mut press =
            Press { objects, root, info, pages, metadata, intent, profile, image, content, header, trailer, tail: b"" };
        press.adapt();
        press
    }

    fn adapt(&mut self) {
        for id in self.objects.keys().copied().collect::<Vec<_>>() {
            if self.has(id, "Filter") {
                self.remove(id, "Filter");
                self.remove(id, "DecodeParms");
            }
        }
        let is_page = |(id, (value, _)): (&u32, &(Value<'static>, _))| {
            value.as_dict().is_some_and(|dict| dict.is("Type", "Page")).then_some(*id)
        };
        self.pages = self.objects.iter().filter_map(is_page).collect();
        assert!(self.pages.len() > 1, "tests need two pages");
        self.profile = self.add("<</N 4>>", Some(FOGRA39.to_vec()));
        let condition = "/OutputConditionIdentifier(FOGRA39)/RegistryName(http://www.color.org)/Info(FOGRA39)";
        let intent = |kind: &str, profile: u32| {
            format!("<</Type/OutputIntent/S/{kind}{condition}/DestOutputProfile {profile} 0 R>>")
        };
        self.intent = self.add(&intent("GTS_PDFX", self.profile), None);
        let other = self.add(&intent("GTS_PDFA1", self.profile), None);
        self.set(self.root, "OutputIntents", &format!("[{} 0 R {other} 0 R]", self.intent));
        self.set(self.info, "GTS_PDFXVersion", "(PDF/X-4)");
        self.metadata = self.reference(self.root, "Metadata");
        let version = r#"<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"><pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion></rdf:Description></rdf:RDF>"#;
        self.replace(self.metadata, "</rdf:RDF>", version);
        // 100 pixels square, in four inks, at 300 ppi.
        let pixels: Vec<u8> = (0..100 * 100).flat_map(|at: u32| [(at % 100) as u8, 40, 30, 20]).collect();
        let image = "<</Type/XObject/Subtype/Image/Width 100/Height 100/BitsPerComponent 8/ColorSpace/DeviceCMYK>>";
        self.image = self.add(image, Some(pixels));
        for page in self.pages.clone() {
            self.adapt_page(page);
        }
        self.content = self.add("<<>>", Some(Vec::new()));
        let first = self.pages[0];
        let contents = self.text(first, "Contents");
        self.set(first, "Contents", &format!("{} {} 0 R]", contents.trim_end_matches(']'), self.content));
        let (width, _) = self.size(first);
        // An image, an area that bleeds, and a line.
        self.paint("q 24 0 0 24 20 20 cm /Im0 Do Q");
        self.paint(&format!("0.1 0 0 0 k 0 0 {width} 14 re f"));
        self.paint("0 0 0 1 K 0.5 w 60 30 m 90 30 l S");
    }

    fn adapt_page(&mut self, page: u32) {
        let media = self.numbers(page, "MediaBox");
        let (width, height) = (media[2] + 2.0 * BLEED, media[3] + 2.0 * BLEED);
        let sheet = format!("[0 0 {width} {height}]");
        self.set(page, "MediaBox", &sheet);
        self.set(page, "BleedBox", &sheet);
        self.set(page, "TrimBox", &format!("[{BLEED} {BLEED} {} {}]", width - BLEED, height - BLEED));
        self.remove(page, "Annots");
        let contents = self.text(page, "Contents");
        let contents = if contents.starts_with('[') { contents } else { format!("[{contents}]") };
        let Value::Array(items) = value(&contents) else { panic!("{contents}") };
        for id in items.iter().filter_map(Value::as_reference) {
            let data = self.objects[&id].1.clone().expect("content");
            let press = in_inks(&data);
            self.objects.get_mut(&id).expect("content").1 = Some(press);
        }
        let before = self.add("<<>>", Some(format!("q 1 0 0 1 {BLEED} {BLEED} cm\n").into_bytes()));
        let after = self.add("<<>>", Some(b"\nQ\n".to_vec()));
        let inside = contents.trim_start_matches('[').trim_end_matches(']');
        self.set(page, "Contents", &format!("[{before} 0 R {inside} {after} 0 R]"));
        // Pages may share their resources.
        let resources = self.resources(page);
        self.set(page, "Resources", &resources);
        self.resource(page, "ExtGState", "Over", "<</OP true/op true/OPM 1>>");
        self.resource(page, "ExtGState", "Out", "<</OP false/op false/OPM 1>>");
        let image = self.image;
        self.resource(page, "XObject", "Im0", &format!("{image} 0 R"));
    }

    fn resources(&self, page: u32) -> String {
        match self.dict(page).get("Resources") {
            Some(Value::Reference(id, _)) => show(&self.objects[id].0),
            Some(direct) => show(direct),
            None => "<<>>".to_owned(),
        }
    }

    /// The first page.
    pub(super) fn page(&self) -> u32 {
        self.pages[0]
    }

    fn dict(&self, id: u32) -> &Dict<'static> {
        self.objects[&id].0.as_dict().expect("a dictionary")
    }

    fn has(&self, id: u32, key: &str) -> bool {
        self.objects[&id].0.as_dict().is_some_and(|dict| dict.get(key).is_some())
    }

    /// A key's value, as text.
    pub(super) fn text(&self, id: u32, key: &str) -> String {
        self.dict(id).get(key).map(show).unwrap_or_default()
    }

    /// The object a key refers to.
    pub(super) fn reference(&self, id: u32, key: &str) -> u32 {
        self.dict(id).get(key).and_then(Value::as_reference).expect(key)
    }

    fn numbers(&self, id: u32, key: &str) -> Vec<f64> {
        let Some(Value::Array(items)) = self.dict(id).get(key) else { panic!("{key} of {id}") };
        items.iter().filter_map(Value::as_number).collect()
    }

    /// Width and height of a page's sheet.
    pub(super) fn size(&self, page: u32) -> (f64, f64) {
        let media = self.numbers(page, "MediaBox");
        (media[2], media[3])
    }

    fn change(&mut self, id: u32, key: &str, new: Option<Value<'static>>) {
        let kept = self.dict(id).entries().filter(|(known, _)| *known != key.as_bytes());
        let mut entries: Vec<_> = kept.map(|(key, value)| (Cow::Owned(key.to_vec()), value.clone())).collect();
        entries.extend(new.map(|value| (Cow::Owned(key.as_bytes().to_vec()), value)));
        self.objects.get_mut(&id).expect("an object").0 = Value::Dict(Dict::new(entries).expect("each key once"));
    }

    /// Sets a key.
    pub(super) fn set(&mut self, id: u32, key: &str, text: &str) {
        self.change(id, key, Some(value(text)));
    }

    /// Removes a key.
    pub(super) fn remove(&mut self, id: u32, key: &str) {
        self.change(id, key, None);
    }

    /// Adds a named resource to a page.
    pub(super) fn resource(&mut self, page: u32, category: &str, name: &str, text: &str) {
        let resources = self.add(&self.resources(page), None);
        let inner = match self.dict(resources).get(category) {
            Some(Value::Reference(id, _)) => show(&self.objects[id].0),
            Some(direct) => show(direct),
            None => "<<>>".to_owned(),
        };
        let inner = self.add(&inner, None);
        self.set(inner, name, text);
        self.set(resources, category, &show(&self.objects[&inner].0));
        self.set(page, "Resources", &show(&self.objects[&resources].0));
    }

    /// Adds an object.
    pub(super) fn add(&mut self, text: &str, data: Option<Vec<u8>>) -> u32 {
        let id = self.objects.keys().last().copied().unwrap_or_default() + 1;
        self.objects.insert(id, (value(text), data));
        id
    }

    /// Replaces a stream's data.
    pub(super) fn set_data(&mut self, id: u32, data: Vec<u8>) {
        self.objects.get_mut(&id).expect("an object").1 = Some(data);
    }

    /// A stream's data.
    pub(super) fn data(&self, id: u32) -> Vec<u8> {
        self.objects[&id].1.clone().expect("data")
    }

    /// Replaces a text in a stream.
    pub(super) fn replace(&mut self, id: u32, old: &str, new: &str) {
        let text = String::from_utf8(self.objects[&id].1.clone().expect("data")).expect("UTF-8");
        assert!(text.contains(old), "{old}");
        self.set_data(id, text.replace(old, new).into_bytes());
    }

    /// Adds to the first page, between `q` and `Q`, in points from the corner of the sheet.
    pub(super) fn paint(&mut self, operators: &str) {
        let data = self.objects.get_mut(&self.content).and_then(|(_, data)| data.as_mut()).expect("content");
        data.extend_from_slice(format!("q {operators} Q\n").as_bytes());
    }

    /// Adds text of a size to the middle of the first page, in a font of the page.
    pub(super) fn write_text(&mut self, size: f64, before: &str) {
        let resources = value(&self.resources(self.page()));
        let fonts = resources.as_dict().and_then(|dict| dict.get("Font")).cloned().expect("fonts");
        let fonts = match fonts {
            Value::Reference(id, _) => self.objects[&id].0.clone(),
            direct => direct,
        };
        let name =
            fonts.as_dict().and_then(|dict| dict.entries().next()).map(|(name, _)| name.to_vec()).expect("a font");
        let name = String::from_utf8(name).expect("a name");
        self.paint(&format!("{before} BT /{name} {size} Tf 100 120 Td <0102030405> Tj ET"));
    }

    /// The file: a classic one, with a table, as old programs write it.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = format!("{}\n%\u{80}\u{80}\u{80}\u{80}\n", self.header).into_bytes();
        let most = self.objects.keys().last().copied().unwrap_or_default();
        let mut table = String::from("0000000000 65535 f \n");
        for id in 1..=most {
            let Some((value, data)) = self.objects.get(&id) else {
                table += "0000000000 65535 f \n";
                continue;
            };
            table += &format!("{:010} 00000 n \n", out.len());
            out.extend_from_slice(format!("{id} 0 obj\n").as_bytes());
            match data {
                None => out.extend_from_slice(show(value).as_bytes()),
                Some(data) => {
                    let dict = show(value);
                    let dict = match self.has(id, "Length") {
                        true => {
                            let mut plain = self.clone();
                            plain.set(id, "Length", &data.len().to_string());
                            show(&plain.objects[&id].0)
                        }
                        false => format!("{}/Length {}>>", &dict[..dict.len() - 2], data.len()),
                    };
                    out.extend_from_slice(format!("{dict}\nstream\n").as_bytes());
                    out.extend_from_slice(data);
                    out.extend_from_slice(b"\nendstream");
                }
            }
            out.extend_from_slice(b"\nendobj\n");
        }
        let start = out.len();
        let trailer = format!("/Root {} 0 R/Info {} 0 R{}", self.root, self.info, self.trailer);
        out.extend_from_slice(
            format!("xref\n0 {}\n{table}trailer\n<</Size {}{trailer}>>\n", most + 1, most + 1).as_bytes(),
        );
        out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        out.extend_from_slice(self.tail);
        out
    }
}

/// A value as it is written.
fn show(value: &Value<'_>) -> String {
    let name = |bytes: &[u8]| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.+".contains(&byte);
        let written =
            bytes.iter().map(|&byte| if plain(byte) { char::from(byte).to_string() } else { format!("#{byte:02X}") });
        format!("/{}", written.collect::<String>())
    };
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Int(it) => it.to_string(),
        Value::Real(it) => it.to_string(),
        Value::String(bytes) => format!("<{}>", bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>()),
        Value::Name(bytes) => name(bytes),
        Value::Reference(id, generation) => format!("{id} {generation} R"),
        Value::Array(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(" ")),
        Value::Dict(dict) => {
            let entries = dict.entries().map(|(key, value)| format!("{} {}", name(key), show(value)));
            format!("<<{}>>", entries.collect::<String>())
        }
    }
}

/// Content in inks instead of light: black in black, and overprinting.
fn in_inks(content: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(content.len() + 1024);
    // Where the last numbers begin, and what they are.
    let mut numbers: Vec<(usize, f64)> = Vec::new();
    for token in Tokens::new(content) {
        let color = |numbers: &[(usize, f64)], count: usize| -> (usize, Vec<f64>) {
            let last = &numbers[numbers.len() - count..];
            (last[0].0, last.iter().map(|(_, number)| *number).collect())
        };
        let inks = match token {
            Token::Word(b"g" | b"G") => {
                let (start, values) = color(&numbers, 1);
                Some((start, [0.0, 0.0, 0.0, 1.0 - values[0]]))
            }
            Token::Word(b"rg" | b"RG") => {
                let (start, values) = color(&numbers, 3);
                let black = 1.0 - values.iter().copied().fold(0.0, f64::max);
                let [c, m, y] = [0, 1, 2].map(|at| 1.0 - values[at] - black);
                Some((start, [c, m, y, black]))
            }
            _ => None,
        };
        match (&token, inks) {
            (Token::Word(word), Some((start, inks))) => {
                out.truncate(start);
                let state = if inks[..3] == [0.0; 3] && inks[3] > 0.0 { "Over" } else { "Out" };
                let operator = if word[0].is_ascii_uppercase() { "K" } else { "k" };
                let inks = inks.map(|ink| format!("{ink:.3}")).join(" ");
                out.extend_from_slice(format!("{inks} {operator} /{state} gs").as_bytes());
                numbers.clear();
            }
            (Token::Word(word), None) => {
                match std::str::from_utf8(word).ok().and_then(|word| word.parse().ok()) {
                    Some(number) => numbers.push((out.len(), number)),
                    None => numbers.clear(),
                }
                out.extend_from_slice(word);
            }
            (Token::Text(text), _) => handout::syntax::content::push_string(&mut out, text),
            (Token::Name(bytes) | Token::Data(bytes) | Token::Space(bytes) | Token::Other(bytes), _) => {
                out.extend_from_slice(bytes);
            }
        }
    }
    // Before any color is set, it is black in DeviceGray.
    [b"0 0 0 1 k 0 0 0 1 K /Over gs\n".as_slice(), &out].concat()
}
