//! Objects compiled once and written many times: bytes with holes where numbers stand that differ from copy to copy.

use pdf_writer::Ref;

use crate::pdf::file::{Gathered, PdfFile};

/// Numbers from here on stand for objects that copies share, by their place in [`Place::shared`].
const SHARED: i32 = 1 << 28;

/// Stands in the name of a note for the copy's place in the file. Eight bytes, as wide as the number.
pub const COPY_MARK: &str = "%COPY-N%";

/// A reference to a shared object.
pub fn shared(index: usize) -> Ref {
    Ref::new(SHARED + index as i32)
}

/// Bytes with holes.
#[derive(Clone, Debug, Default)]
pub struct Template {
    bytes: Vec<u8>,
    holes: Vec<(usize, Hole)>,
}

/// What fills a hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hole {
    /// The number of one of the copy's objects.
    Local(i32),
    /// The number of a shared object.
    Shared(usize),
    /// A key of the parent tree.
    Key(i32),
    /// The copy's place in the file.
    Copy,
}

/// What one copy fills holes with.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The number before that of the copy's first object.
    pub base: i32,
    /// Numbers of shared objects.
    pub shared: &'p [i32],
    /// The first of its keys in the parent tree.
    pub key: i32,
    /// Its place in the file, from 1.
    pub copy: u64,
}

/// An object to be written.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its number, counted from 1.
    pub local: i32,
    /// Whether it is a stream, which cannot stand in an object stream.
    pub is_stream: bool,
    /// Whether it is an element of the structure tree.
    pub is_element: bool,
    /// What stands between `obj` and `endobj`.
    pub body: Template,
}

/// Objects that belong together.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// How many numbers they take.
    pub count: i32,
    /// The objects, streams among them.
    pub objects: Vec<Object>,
}

impl Program {
    /// Compiles the objects that a file has gathered.
    pub fn compile(file: PdfFile) -> Program {
        let (gathered, count) = file.into_gathered();
        let object = |object: &Gathered| Object {
            local: object.id.get(),
            is_stream: object.data.is_some(),
            is_element: object.body.starts_with(b"<</Type/StructElem"),
            body: Template::compile(&object.body, object.data.unwrap_or(object.body.len())),
        };
        Program { count, objects: gathered.iter().map(object).collect() }
    }

    /// Writes the objects into a file, after it has given out numbers for them.
    pub fn add_to(&self, file: &mut PdfFile, base: i32) {
        let place = Place { base, shared: &[], key: 0, copy: 0 };
        let mut body = Vec::new();
        for object in &self.objects {
            body.clear();
            object.body.fill(place, &mut body);
            let id = Ref::new(base + object.local);
            if object.is_stream { file.add_stream_body(id, &body) } else { file.add_body(id, &body) }
        }
    }
}

impl Template {
    /// Finds the holes in a body whose text ends at `end`; what follows is a stream's data.
    fn compile(body: &[u8], end: usize) -> Template {
        let mut template = Template::default();
        let mut at = 0;
        while at < end {
            let rest = &body[at..end];
            let taken = match rest[0] {
                b'(' => template.string(rest),
                b'<' if rest.get(1) != Some(&b'<') => {
                    let length = rest.iter().position(|byte| *byte == b'>').map_or(rest.len(), |end| end + 1);
                    template.text(&rest[..length])
                }
                b'<' => template.text(&rest[..2]),
                b'/' => template.name(rest),
                b'0'..=b'9' | b'+' | b'-' | b'.' => template.number(rest),
                _ => template.text(&rest[..1]),
            };
            at += taken;
        }
        template.bytes.extend_from_slice(&body[end..]);
        template
    }

    /// Adds text as it is.
    pub fn text(&mut self, text: &[u8]) -> usize {
        self.bytes.extend_from_slice(text);
        text.len()
    }

    /// Adds a reference.
    pub fn reference(&mut self, id: Ref) {
        self.hole(hole_of(id.get()));
        self.text(b" 0 R");
    }

    /// Adds a key of the parent tree.
    pub fn key(&mut self, key: i32) {
        self.hole(Hole::Key(key));
    }

    fn hole(&mut self, hole: Hole) {
        self.holes.push((self.bytes.len(), hole));
    }

    /// A literal string: what looks like a reference in it is none.
    pub fn string(&mut self, rest: &[u8]) -> usize {
        let mut depth = 0;
        let mut at = 0;
        while at < rest.len() {
            if rest[at..].starts_with(COPY_MARK.as_bytes()) {
                self.hole(Hole::Copy);
                at += COPY_MARK.len();
                continue;
            }
            let escaped = rest[at] == b'\\';
            self.bytes.extend_from_slice(&rest[at..rest.len().min(at + 1 + usize::from(escaped))]);
            match rest[at] {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            at += 1 + usize::from(escaped);
            if depth == 0 {
                break;
            }
        }
        at.min(rest.len())
    }

    /// A name, and the key of the parent tree that follows two of them.
    fn name(&mut self, rest: &[u8]) -> usize {
        let end = 1 + rest[1..].iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len() - 1);
        self.text(&rest[..end]);
        if !matches!(&rest[..end], b"/StructParent" | b"/StructParents") {
            return end;
        }
        let spaces = rest[end..].iter().take_while(|byte| **byte == b' ').count();
        let digits = digits(&rest[end + spaces..]);
        match parse(&rest[end + spaces..end + spaces + digits]) {
            Some(key) => {
                self.text(b" ");
                self.hole(Hole::Key(key));
            }
            None => {
                self.text(&rest[end..end + spaces + digits]);
            }
        }
        end + spaces + digits
    }

    /// A number, or the reference that begins with it.
    fn number(&mut self, rest: &[u8]) -> usize {
        let digits = digits(rest);
        let after = &rest[digits..];
        let is_reference = after.starts_with(b" 0 R") && !after.get(4).is_some_and(u8::is_ascii_alphanumeric);
        if let Some(id) = parse(&rest[..digits]).filter(|_| is_reference) {
            self.hole(hole_of(id));
            return digits;
        }
        let length = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.')).count();
        self.text(&rest[..length.max(1)])
    }

    /// The bytes with a copy's numbers in the holes.
    pub fn fill(&self, place: Place<'_>, out: &mut Vec<u8>) {
        let mut from = 0;
        for &(at, hole) in &self.holes {
            out.extend_from_slice(&self.bytes[from..at]);
            from = at;
            match hole {
                Hole::Local(local) => push_number(out, (place.base + local).unsigned_abs().into()),
                Hole::Shared(index) => {
                    push_number(out, place.shared.get(index).map_or(0, |id| id.unsigned_abs().into()));
                }
                Hole::Key(key) => push_number(out, (place.key + key).unsigned_abs().into()),
                Hole::Copy => {
                    let start = out.len();
                    push_number(out, place.copy);
                    let short = COPY_MARK.len().saturating_sub(out.len() - start);
                    out.splice(start..start, std::iter::repeat_n(b'0', short));
                }
            }
        }
        out.extend_from_slice(&self.bytes[from..]);
    }
}

fn hole_of(id: i32) -> Hole {
    if id >= SHARED { Hole::Shared((id - SHARED) as usize) } else { Hole::Local(id) }
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn parse(digits: &[u8]) -> Option<i32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Adds a number in decimal; `format!` would allocate for each.
pub fn push_number(out: &mut Vec<u8>, number: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}
