//! Objects compiled once and written many times: bytes with holes for the numbers that differ from copy to copy.

use pdf_writer::Ref;

use crate::pdf::file::{Gathered, PdfFile};
use crate::pdf::operators::push_number;

/// Numbers from here on refer to shared objects, by their index in [`Place::shared`].
const SHARED: i32 = 1 << 28;

/// Stands in the name of a note for the copy's position in the file. Eight bytes, as wide as the number.
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
    /// The copy's position in the file.
    Copy,
}

/// What one copy fills holes with.
///
/// Copies that are written together take turns: the first objects of all of them have successive numbers, then the
/// second ones. Written under each other, the same object of two copies then differs in few digits.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The number before the first object of all.
    pub base: i32,
    /// How many copies take turns.
    pub turns: i32,
    /// The copy's turn, from 0.
    pub turn: i32,
    /// Numbers of shared objects.
    pub shared: &'p [i32],
    /// The first key of all in the parent tree; keys also take turns.
    pub key: i32,
    /// Its position in the file, from 1.
    pub copy: u64,
}

impl<'p> Place<'p> {
    /// For objects by themselves.
    pub fn alone(base: i32, shared: &'p [i32]) -> Place<'p> {
        Place { base, turns: 1, turn: 0, shared, key: 0, copy: 0 }
    }

    /// The number of an object, by its own among the copy's, from 1.
    pub fn number(&self, local: i32) -> i32 {
        self.base + 1 + (local - 1) * self.turns + self.turn
    }

    /// The key in the parent tree, by the copy's own, from 0.
    pub fn key(&self, local: i32) -> i32 {
        self.key + local * self.turns + self.turn
    }
}

/// An object to write.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its number, counted from 1.
    pub local: i32,
    /// Whether it is a stream, which is not allowed in an object stream.
    pub is_stream: bool,
    /// Everything between `obj` and `endobj`.
    pub body: Template,
}

/// Objects that belong together.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// How many numbers they take.
    pub count: i32,
    /// The objects by number, streams among them.
    pub objects: Vec<Object>,
}

impl Program {
    /// Compiles the objects that a file has collected.
    pub fn compile(file: PdfFile) -> Program {
        let (gathered, count) = file.into_gathered();
        let object = |object: &Gathered| {
            let mut body = Template::compile(&object.body, object.data.unwrap_or(object.body.len()));
            body.leave_out_type();
            Object { local: object.id.get(), is_stream: object.data.is_some(), body }
        };
        let mut objects: Vec<Object> = gathered.iter().map(object).collect();
        objects.sort_by_key(|object| object.local);
        Program { count, objects }
    }

    /// The object with this number, unless it is not part of the program.
    pub fn get(&self, local: i32) -> Option<&Object> {
        let place = self.objects.binary_search_by_key(&local, |object| object.local).ok()?;
        self.objects.get(place)
    }

    /// Writes the objects into a file that has allocated numbers for them.
    pub fn add_to(&self, file: &mut PdfFile, base: i32, shared: &[i32]) {
        let place = Place::alone(base, shared);
        let mut body = Vec::new();
        for object in &self.objects {
            body.clear();
            object.body.fill(place, &mut body);
            let id = Ref::new(place.number(object.local));
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

    /// Omits the type of structure elements, which is optional (ISO 32000-1, table 323), because there are many.
    fn leave_out_type(&mut self) {
        const TYPE: &[u8] = b"/Type/StructElem";
        if self.bytes.get(2..2 + TYPE.len()) == Some(TYPE) {
            self.bytes.drain(2..2 + TYPE.len());
            self.holes.iter_mut().for_each(|(at, _)| *at -= TYPE.len());
        }
    }

    /// How many numbers differ from copy to copy.
    pub fn holes(&self) -> usize {
        self.holes.len()
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

    /// A literal string, in which nothing is a reference.
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
                Hole::Local(local) => push_number(out, place.number(local).unsigned_abs().into()),
                Hole::Shared(index) => {
                    push_number(out, place.shared.get(index).map_or(0, |id| id.unsigned_abs().into()));
                }
                Hole::Key(key) => push_number(out, place.key(key).unsigned_abs().into()),
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
