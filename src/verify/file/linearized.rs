//! Whether a file that claims to be linearized is (ISO 32000-1, annex F): its dictionary and its hint tables are
//! compared with the positions of objects and their users.
//!
//! Readers that fetch a file piece by piece rely on these, and draw something else, or nothing, if they are wrong. What
//! the standard leaves open is left open here, because versions of one program differ in it: objects used by one page
//! and the document may be placed with either, and so may those used by pages and the outlines, as long as all of them
//! are.

use super::hints::{BROKEN, GenericHint, PageHints, SharedHints, generic_hint, page_hints, shared_hints};
use super::uses::{Extent, Uses};
use super::{Entry, File};
use crate::manifest::canonical::{Objects, decode, resolve};
use crate::syntax::{Damage, Dict, Value};

/// The dictionary is within the first bytes (F.3.3).
const FIRST_BYTES: usize = 1024;

/// Tables in hint streams, by the keys for their positions (table F.2).
const TABLES: [&str; 10] = ["S", "T", "O", "A", "E", "V", "I", "C", "L", "R"];

const WRONG: Damage = Damage { what: "the linearization dictionary is wrong", at: 0 };

const UNFIT: Damage = Damage { what: "the hint tables of the linearized file do not match it", at: 0 };

fn ensure(fits: bool, damage: Damage) -> Result<(), Damage> {
    if fits { Ok(()) } else { Err(damage) }
}

/// The contents of the hint stream.
struct Hints {
    dict: Dict<'static>,
    data: Vec<u8>,
    /// The position and length of the primary hint stream.
    place: (u64, u64),
}

/// Consecutive object numbers.
type Numbers = std::ops::Range<u64>;

impl File {
    /// Checks a file whose first object claims that it is linearized.
    pub(super) fn check_linearized(&mut self, trailer: &Dict<'static>, first_entry: usize) -> Result<(), Damage> {
        let Some(dict) = self.linearization()? else { return Ok(()) };
        let number = |key: &str| dict.get(key).and_then(Value::as_int).and_then(|number| u64::try_from(number).ok());
        let version = dict.get("Linearized").and_then(Value::as_number);
        let length = number("L").filter(|_| version == Some(1.0)).ok_or(WRONG)?;
        // Table F.1: the file has been updated since, and is read as if it had never been linearized.
        if length != self.bytes.len() as u64 {
            return Ok(());
        }
        // Programs place the first page first, whichever page opens first, and readers expect that.
        if dict.get("P").is_some_and(|page| page.as_int() != Some(0)) {
            return Err(WRONG);
        }
        let (Some(first), Some(end), Some(count), Some(table)) = (number("O"), number("E"), number("N"), number("T"))
        else {
            return Err(WRONG);
        };
        // The white space before the first entry, which may be more than one byte.
        let space = usize::try_from(table).ok().and_then(|table| self.bytes.get(table..first_entry)).ok_or(WRONG)?;
        ensure(space.iter().all(|byte| matches!(byte, b' ' | b'\r' | b'\n')), WRONG)?;

        let mut uses = Uses::new(self, trailer)?;
        ensure(uses.pages.len() as u64 == count, WRONG)?;
        ensure(uses.pages.first().map(|page| u64::from(*page)) == Some(first), WRONG)?;
        // 7.5.7: neither the catalog nor pages are in object streams.
        let open = |id: &u32| uses.extent(u64::from(*id)).is_some();
        ensure(open(&self.root) && uses.pages.iter().all(open), WRONG)?;

        let hints = self.hints(&dict, &uses)?;
        let pages = page_hints(hints.table("")?, uses.pages.len())?;
        let shared = shared_hints(hints.table("S")?, self.entries.len())?;
        let own = hints.check_pages(&pages, &uses)?;
        let groups = hints.check_shared(&shared, &own[0], &uses)?;
        let last = own[0].clone().filter_map(|id| uses.extent(id)).max_by_key(|extent| extent.end).ok_or(UNFIT)?;
        ensure((last.end..=last.after).contains(&end), WRONG)?;

        let Value::Dict(catalog) = self.object(self.root)?.value else { return Err(UNFIT) };
        let mode = catalog.get("PageMode").map(|mode| resolve(self, mode)).transpose()?;
        let places = Places {
            own,
            groups,
            outlines: hints.check_outlines(&uses)?,
            outlines_first: mode.is_some_and(|mode| mode.value.as_name() == Some(b"UseOutlines")),
        };
        let group_of = places.group_of(&uses)?;
        places.check(&uses, &group_of)?;
        for (page, hint) in pages.pages.iter().enumerate().skip(1) {
            // A page lists the groups that it uses, each once.
            let mut named = hint.shared.clone();
            named.sort_unstable();
            let mut used: Vec<u64> = uses.of_page(page).iter().filter_map(|id| group_of[*id as usize]).collect();
            used.sort_unstable();
            used.dedup();
            ensure(named == used, UNFIT)?;
        }
        Ok(())
    }

    /// The first object, if it is a linearization dictionary.
    fn linearization(&mut self) -> Result<Option<Dict<'static>>, Damage> {
        let places = self.entries.iter().filter_map(|entry| match entry {
            Entry::At(offset, _) => Some(*offset),
            _ => None,
        });
        let Some(first) = places.min().filter(|offset| *offset < FIRST_BYTES) else { return Ok(None) };
        let object = self.indirect(first)?;
        match (object.value, object.data) {
            (Value::Dict(dict), None) if dict.get("Linearized").is_some() => Ok(Some(dict)),
            _ => Ok(None),
        }
    }

    /// Reads the hint streams in the dictionary: one, or one and its overflow.
    fn hints(&mut self, dict: &Dict<'static>, uses: &Uses) -> Result<Hints, Damage> {
        let Some(Value::Array(places)) = dict.get("H") else { return Err(WRONG) };
        let places: Option<Vec<u64>> = places.iter().map(|place| u64::try_from(place.as_int()?).ok()).collect();
        let places = places.filter(|places| matches!(places.len(), 2 | 4)).ok_or(WRONG)?;
        let mut hints = Hints { dict: Dict::default(), data: Vec::new(), place: (places[0], places[1]) };
        for (index, place) in places.chunks_exact(2).enumerate() {
            let offset = usize::try_from(place[0]).map_err(|_| WRONG)?;
            let object = self.indirect(offset).map_err(|_| WRONG)?;
            let mut extent = uses.extent(object.id.into()).filter(|known| known.start == place[0]).ok_or(WRONG)?;
            let (Value::Dict(dict), Some(data)) = (object.value, object.data) else { return Err(WRONG) };
            // Some programs store the length in a separate object after the stream, and count it.
            if let Some(length) = dict.get("Length").and_then(Value::as_reference) {
                let length = uses.extent(length.into()).filter(|length| length.start == extent.after).ok_or(WRONG)?;
                extent = Extent { start: extent.start, ..length };
            }
            ensure(
                place[0].checked_add(place[1]).is_some_and(|end| (extent.end..=extent.after).contains(&end)),
                WRONG,
            )?;
            let raw = self.bytes[data].to_vec();
            let decoded = decode(self, &dict, &raw)?;
            ensure(decoded.left.is_empty(), BROKEN)?;
            hints.data.extend(decoded.bytes);
            if index == 0 {
                hints.dict = dict;
            }
        }
        Ok(hints)
    }
}

impl Hints {
    /// The table of a key, or the first one, up to the start of the next.
    fn table(&self, key: &str) -> Result<&[u8], Damage> {
        let start = |key: &str| match self.dict.get(key) {
            None => Ok(None),
            Some(value) => {
                let start = value.as_int().and_then(|start| usize::try_from(start).ok());
                start.filter(|start| *start < self.data.len()).map(Some).ok_or(BROKEN)
            }
        };
        let starts = TABLES.iter().map(|key| start(key)).collect::<Result<Vec<_>, _>>()?;
        let start = if key.is_empty() { 0 } else { start(key)?.ok_or(BROKEN)? };
        let end = starts.into_iter().flatten().filter(|other| *other > start).min();
        Ok(&self.data[start..end.unwrap_or(self.data.len())])
    }

    /// F.4: positions are counted as if the hint stream were not there.
    fn offset(&self, hint: u64) -> u64 {
        let (at, length) = self.place;
        if hint >= at { hint + length } else { hint }
    }

    /// Checks the positions of each page's objects. Returns their numbers.
    fn check_pages(&self, hints: &PageHints, uses: &Uses) -> Result<Vec<Numbers>, Damage> {
        let mut all = Vec::with_capacity(hints.pages.len());
        // Table F.4, item 1: the second page begins with object 1, and others follow.
        let mut next = 1;
        for (page, (hint, id)) in hints.pages.iter().zip(&uses.pages).enumerate() {
            let id = u64::from(*id);
            let own = id..id + hint.objects;
            ensure(length(uses, &own)? == hint.length, UNFIT)?;
            match page {
                0 => {
                    let first = uses.extent(id).map(|extent| extent.start);
                    ensure(first == Some(self.offset(hints.first)) && hint.shared.is_empty(), UNFIT)?;
                }
                _ => {
                    ensure(id == next, UNFIT)?;
                    next = own.end;
                }
            }
            all.push(own);
        }
        Ok(all)
    }

    /// Checks the positions of shared objects. Returns the numbers in each group.
    fn check_shared(&self, hints: &SharedHints, first_page: &Numbers, uses: &Uses) -> Result<Vec<Numbers>, Damage> {
        let mut groups = Vec::with_capacity(hints.groups.len());
        let mut next = first_page.start;
        for (index, group) in (0..).zip(&hints.groups) {
            if index == hints.on_first {
                let (object, offset) = hints.first;
                ensure(next <= first_page.end, UNFIT)?;
                ensure(uses.extent(object).is_some_and(|extent| extent.start == self.offset(offset)), UNFIT)?;
                next = object;
            }
            let own = next..next + group.objects;
            ensure(length(uses, &own)? == group.length, UNFIT)?;
            next = own.end;
            groups.push(own);
        }
        ensure(hints.on_first < groups.len() as u64 || next <= first_page.end, UNFIT)?;
        Ok(groups)
    }

    /// Checks the positions of objects used by the outlines (F.4.5). Returns their numbers.
    fn check_outlines(&self, uses: &Uses) -> Result<Numbers, Damage> {
        let hint = match self.dict.get("O") {
            None => GenericHint::default(),
            Some(_) => generic_hint(self.table("O")?)?,
        };
        let own = hint.object..hint.object + hint.objects;
        ensure(length(uses, &own)? == hint.length, UNFIT)?;
        let first = uses.extent(hint.object).map(|extent| extent.start);
        ensure(own.is_empty() || first == Some(self.offset(hint.offset)), UNFIT)?;
        // All that they use, or all of it that nothing earlier in the file uses.
        let all = (0..).zip(&uses.uses).filter(|(_, used)| used.outlines);
        let alone = all.clone().filter(|(_, used)| !used.opening && used.pages == 0 && !used.tree);
        ensure(own.clone().eq(all.map(|(id, _)| id)) || own.clone().eq(alone.map(|(id, _)| id)), UNFIT)?;
        Ok(own)
    }
}

/// The length of objects, each with the white space after it.
fn length(uses: &Uses, numbers: &Numbers) -> Result<u64, Damage> {
    let lengths = numbers.clone().map(|id| uses.extent(id).map(|extent| extent.after - extent.start).ok_or(UNFIT));
    lengths.sum()
}

/// The positions of objects according to the file.
struct Places {
    /// Those of each page.
    own: Vec<Numbers>,
    groups: Vec<Numbers>,
    outlines: Numbers,
    /// Whether the outlines are with the first page.
    outlines_first: bool,
}

impl Places {
    /// The group of each object, at most one.
    fn group_of(&self, uses: &Uses) -> Result<Vec<Option<u64>>, Damage> {
        let mut group_of = vec![None; uses.uses.len()];
        for (group, numbers) in (0..).zip(&self.groups) {
            for id in numbers.clone() {
                let known = usize::try_from(id).ok().and_then(|id| group_of.get_mut(id)).ok_or(UNFIT)?;
                ensure(known.replace(group).is_none(), UNFIT)?;
            }
        }
        Ok(group_of)
    }

    /// Checks that every object used by pages is where it belongs, and nothing else is there (F.3.7 to F.3.9).
    fn check(&self, uses: &Uses, group_of: &[Option<u64>]) -> Result<(), Damage> {
        let mut with_pages = None;
        for ((id, used), group) in (0..).zip(&uses.uses).zip(group_of) {
            let own = self.own[used.page].contains(&id);
            let fits = match (used.pages, used.page) {
                _ if used.opening => true,
                _ if used.outlines && self.outlines.contains(&id) => true,
                (0, _) => true,
                (1, 0) => own,
                (1, _) if used.document && !used.outlines => *with_pages.get_or_insert(own) == own,
                (1, _) => own,
                (_, 0) => own && group.is_some(),
                _ => group.is_some(),
            };
            ensure(fits, UNFIT)?;
        }
        let used = |id: u64| usize::try_from(id).ok().and_then(|id| uses.uses.get(id)).copied().unwrap_or_default();
        for (page, own) in self.own.iter().enumerate() {
            for id in own.clone() {
                let used = used(id);
                let of_page = used.pages > 0 && used.page == page && (page == 0 || used.pages == 1);
                ensure(of_page || page == 0 && self.outlines_first && used.outlines, UNFIT)?;
            }
        }
        let mut shared = self.groups.iter().cloned().flatten().filter(|id| !self.own[0].contains(id));
        ensure(shared.all(|id| used(id).pages > 0), UNFIT)
    }
}
