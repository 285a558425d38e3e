//! Compares the pages found with those expected.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::expected::{Expected, ExpectedPage};
use super::read::ReadPage;

/// Something that differs from what was made. `file` and `place` say where: the file's name, the page's number in it.
#[expect(missing_docs, reason = "the fields are described for all of them together")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A page of a copy is missing.
    Missing { copy: u64, page: u32 },
    /// A page of a copy appears a second time.
    Repeated { copy: u64, page: u32, file: String, place: usize },
    /// A page is in the wrong place.
    Misplaced { copy: u64, page: u32, file: String, place: usize },
    /// A page is not what was made.
    Altered { copy: u64, page: u32, file: String, place: usize, how: &'static str },
    /// A page does not belong to the run.
    Foreign { file: String, place: usize },
    /// A blank page is where none belongs.
    Blank { file: String, place: usize },
    /// The blank page that lets the next copy start on a front side is missing.
    NoBack { copy: u64, file: String, place: usize },
    /// The file says that a page is another copy's, and a press that handles records would take it for that.
    OtherRecord { copy: u64, page: u32, file: String, place: usize },
    /// A file cannot be read.
    Unreadable { file: String, how: String },
    /// A file is damaged: two readers may show two different things.
    Damaged { file: String, how: String },
    /// All of a file's pages are stored differently from any page of a run.
    Rewritten { file: String },
    /// A file is not, byte for byte, what was made, and the manifest says nothing more about it.
    OtherBytes { file: String },
    /// A page does not look as it did when made.
    Differs { file: String, place: usize },
    /// A file has a different number of pages from the one it is compared with.
    OtherCount { file: String, pages: usize, original: usize },
    /// A file does not belong to the run.
    ForeignFile { file: String },
    /// A copy does not show a value of its record.
    Value { copy: u64, field: String },
    /// A copy has no record.
    NoRecord { copy: u64 },
    /// The records are not those of the run.
    OtherRecords,
}

impl Fault {
    /// The same fault of another copy.
    fn of_copy(mut self, other: u64) -> Fault {
        match &mut self {
            Fault::Missing { copy, .. }
            | Fault::Repeated { copy, .. }
            | Fault::Misplaced { copy, .. }
            | Fault::Altered { copy, .. }
            | Fault::NoBack { copy, .. } => *copy = other,
            _ => {}
        }
        self
    }

    /// A stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::Missing { .. } => "page-missing",
            Fault::Repeated { .. } => "page-repeated",
            Fault::Misplaced { .. } => "page-misplaced",
            Fault::Altered { .. } => "page-altered",
            Fault::Foreign { .. } => "page-foreign",
            Fault::Blank { .. } => "blank-foreign",
            Fault::NoBack { .. } => "blank-missing",
            Fault::OtherRecord { .. } => "record-differs",
            Fault::Unreadable { .. } => "file-unreadable",
            Fault::Damaged { .. } => "file-damaged",
            Fault::Rewritten { .. } => "file-rewritten",
            Fault::OtherBytes { .. } => "file-altered",
            Fault::Differs { .. } => "page-differs",
            Fault::OtherCount { .. } => "pages-differ",
            Fault::ForeignFile { .. } => "file-foreign",
            Fault::Value { .. } => "value-missing",
            Fault::NoRecord { .. } => "record-missing",
            Fault::OtherRecords => "records-changed",
        }
    }

    /// The copy and page at fault, as far as known.
    pub fn page(&self) -> (Option<u64>, Option<u32>) {
        match *self {
            Fault::Missing { copy, page }
            | Fault::Repeated { copy, page, .. }
            | Fault::Misplaced { copy, page, .. }
            | Fault::Altered { copy, page, .. }
            | Fault::OtherRecord { copy, page, .. } => (Some(copy), Some(page)),
            Fault::NoBack { copy, .. } | Fault::Value { copy, .. } | Fault::NoRecord { copy } => (Some(copy), None),
            _ => (None, None),
        }
    }

    /// Where it is: the file, the page in it.
    pub fn place(&self) -> (Option<&str>, Option<usize>) {
        match self {
            Fault::Repeated { file, place, .. }
            | Fault::Misplaced { file, place, .. }
            | Fault::Altered { file, place, .. }
            | Fault::Foreign { file, place }
            | Fault::Differs { file, place }
            | Fault::Blank { file, place }
            | Fault::OtherRecord { file, place, .. }
            | Fault::NoBack { file, place, .. } => (Some(file), Some(*place)),
            Fault::Unreadable { file, .. }
            | Fault::Damaged { file, .. }
            | Fault::Rewritten { file }
            | Fault::OtherBytes { file }
            | Fault::OtherCount { file, .. }
            | Fault::ForeignFile { file } => (Some(file), None),
            _ => (None, None),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Missing { copy, page } => write!(f, "copy {copy}, page {page} is missing"),
            Fault::Repeated { copy, page, file, place } => {
                write!(f, "copy {copy}, page {page} appears again: `{file}`, page {place}")
            }
            Fault::Misplaced { copy, page, file, place } => {
                write!(f, "copy {copy}, page {page} is in the wrong place: `{file}`, page {place}")
            }
            Fault::Altered { copy, page, file, place, how } => {
                write!(f, "copy {copy}, page {page} has been altered: {how} (`{file}`, page {place})")
            }
            Fault::Foreign { file, place } => write!(f, "`{file}`, page {place} is not a page of this run"),
            Fault::Blank { file, place } => {
                write!(f, "`{file}`, page {place} is a blank page that does not belong there")
            }
            Fault::NoBack { copy, file, place } => {
                write!(f, "copy {copy} has no blank back, so the next copy begins on it (`{file}`, page {place})")
            }
            Fault::OtherRecord { copy, page, file, place } => write!(
                f,
                "copy {copy}, page {page} is said to belong to another copy, with which a press would staple it: \
                 `{file}`, page {place}"
            ),
            Fault::Unreadable { file, how } => write!(f, "`{file}` cannot be read: {how}"),
            Fault::Damaged { file, how } => write!(f, "`{file}` is damaged, so what it prints is uncertain: {how}"),
            Fault::Rewritten { file } => write!(
                f,
                "`{file}` was rewritten by another program, so its pages cannot be distinguished from altered ones; \
                 compare it with the original: `--pixels ORIGINAL`"
            ),
            Fault::OtherBytes { file } => write!(
                f,
                "`{file}` is not byte for byte the file that was made, and a version 1 manifest confirms nothing less; \
                 make the run again, or compare it with the original: `--pixels ORIGINAL`"
            ),
            Fault::Differs { file, place } => write!(f, "`{file}`, page {place} does not look as it did when made"),
            Fault::OtherCount { file, pages, original } => {
                write!(f, "`{file}` has {pages} pages, but the original has {original}")
            }
            Fault::ForeignFile { file } => write!(f, "`{file}` is not a file of this run"),
            Fault::Value { copy, field } => write!(f, "copy {copy} does not show field `{field}` of its record"),
            Fault::NoRecord { copy } => write!(f, "copy {copy} has no record"),
            Fault::OtherRecords => write!(f, "the records are not the ones that the run was made from"),
        }
    }
}

/// The result of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Everything that differs from what was made.
    pub faults: Vec<Fault>,
    /// Unaltered pages in their places.
    pub good: usize,
}

/// The identity of a page found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Identity {
    /// This expected page, possibly altered.
    Page {
        index: usize,
        altered: Option<&'static str>,
    },
    Blank,
    Foreign,
}

/// The pages of a file found: which of [`Expected::files`] it is, unless several were joined in it; its current name.
pub type Found = (Option<usize>, String, Vec<ReadPage>);

/// Compares the pages of files with what they should hold. `files` are indices of [`Expected::files`]: only their pages
/// are expected.
pub fn compare(expected: &Expected, files: &[usize], found: &[Found]) -> Comparison {
    let wanted: Vec<usize> = {
        let files: BTreeSet<usize> = files.iter().copied().collect();
        let in_files = |page: &ExpectedPage| files.contains(&page.file);
        (0..expected.pages.len()).filter(|&index| in_files(&expected.pages[index])).collect()
    };
    let mut comparison = Comparison::default();
    let mut sequence: Vec<Placed> = Vec::new();
    let mut rewritten: BTreeSet<Option<usize>> = BTreeSet::new();
    for (file, name, pages) in found {
        if is_rewritten(expected, pages) {
            comparison.faults.push(Fault::Rewritten { file: name.clone() });
            rewritten.insert(*file);
            continue;
        }
        let identities: Vec<Identity> = pages.iter().map(|page| identify(expected, page)).collect();
        for (at, identity) in identities.iter().enumerate() {
            let (place, file_name) = (at + 1, name.clone());
            match *identity {
                Identity::Foreign => comparison.faults.push(Fault::Foreign { file: file_name, place }),
                Identity::Blank if expected.duplex && is_back(expected, &identities, pages, at) => {}
                Identity::Blank => comparison.faults.push(Fault::Blank { file: file_name, place }),
                Identity::Page { index, altered } => {
                    let ExpectedPage { copy, page, .. } = expected.pages[index];
                    if let Some(how) = altered {
                        comparison.faults.push(Fault::Altered { copy, page, file: file_name.clone(), place, how });
                    }
                    sequence.push(Placed { index, file: *file, name, place, altered: altered.is_some() });
                    if is_in_other_record(expected, &identities, pages, at) {
                        comparison.faults.push(Fault::OtherRecord { copy, page, file: file_name.clone(), place });
                    }
                    if expected.duplex && lacks_back(expected, &identities, at) {
                        comparison.faults.push(Fault::NoBack { copy, file: file_name, place });
                    }
                }
            }
        }
    }
    let repeated = repeated(expected, &sequence);
    let (again, once): (Vec<usize>, Vec<usize>) = (0..sequence.len()).partition(|at| repeated.contains(at));
    for Placed { index, name, place, .. } in again.into_iter().map(|at| &sequence[at]) {
        let ExpectedPage { copy, page, .. } = expected.pages[*index];
        comparison.faults.push(Fault::Repeated { copy, page, file: (*name).to_owned(), place: *place });
    }
    let sequence: Vec<Placed> = once.into_iter().map(|at| sequence[at]).collect();
    let seen: BTreeSet<usize> = sequence.iter().map(|placed| placed.index).collect();
    // If pages cannot be identified, there is no telling whether they are missing.
    let told = |index: &usize| ![None, Some(expected.pages[*index].file)].iter().any(|file| rewritten.contains(file));
    for index in wanted.into_iter().filter(told).filter(|index| !seen.contains(index)) {
        let ExpectedPage { copy, page, .. } = expected.pages[index];
        comparison.faults.push(Fault::Missing { copy, page });
    }
    let misplaced = misplaced(expected, &sequence);
    for Placed { index, name, place, .. } in misplaced.iter().map(|&at| &sequence[at]) {
        let ExpectedPage { copy, page, .. } = expected.pages[*index];
        comparison.faults.push(Fault::Misplaced { copy, page, file: (*name).to_owned(), place: *place });
    }
    // What is wrong with a sheet is wrong with all copies on it.
    let shared = comparison.faults.iter().flat_map(|fault| {
        let others = fault.page().0.map_or(&[][..], |copy| expected.on_sheets_of(copy));
        others.iter().map(|other| fault.clone().of_copy(*other))
    });
    let shared: Vec<Fault> = shared.collect();
    comparison.faults.extend(shared);
    let good = |at: &usize| !sequence[*at].altered && misplaced.binary_search(at).is_err();
    comparison.good = (0..sequence.len()).filter(good).count();
    comparison
}

/// A page of the run that was found.
#[derive(Clone, Copy)]
struct Placed<'a> {
    index: usize,
    /// Its file.
    file: Option<usize>,
    name: &'a str,
    place: usize,
    altered: bool,
}

impl Placed<'_> {
    fn in_its_file(&self, expected: &Expected) -> bool {
        self.file.is_none_or(|file| file == expected.pages[self.index].file)
    }
}

/// The surplus among pages that appear more than once: all but the one in order, if there is one.
fn repeated(expected: &Expected, sequence: &[Placed]) -> BTreeSet<usize> {
    let mut times: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, placed) in sequence.iter().enumerate() {
        times.entry(placed.index).or_default().push(at);
    }
    if times.len() == sequence.len() {
        return BTreeSet::new();
    }
    let at_home: Vec<usize> = (0..sequence.len()).filter(|&at| sequence[at].in_its_file(expected)).collect();
    let order: Vec<usize> = at_home.iter().map(|&at| sequence[at].index).collect();
    let in_order: BTreeSet<usize> = longest_increasing(&order).into_iter().map(|i| at_home[i]).collect();
    let too_many = times.into_values().flat_map(|places| {
        let kept = places.iter().find(|at| in_order.contains(at)).or(places.first()).copied();
        places.into_iter().filter(move |at| Some(*at) != kept)
    });
    too_many.collect()
}

fn identify(expected: &Expected, page: &ReadPage) -> Identity {
    let known = page.digest.and_then(|digest| expected.known(digest));
    if let Some(index) = known {
        return Identity::Page { index, altered: None };
    }
    let named = page.text.as_deref().and_then(|text| expected.by_code(text));
    match named {
        Some(index) => Identity::Page { index, altered: Some(page.odd.unwrap_or("its contents differ")) },
        None if page.blank => Identity::Blank,
        None => Identity::Foreign,
    }
}

/// Whether all pages of a file are stored differently from pages of a run, although it is a file of the run. A page
/// stored the same way but not recognized was altered.
fn is_rewritten(expected: &Expected, pages: &[ReadPage]) -> bool {
    let known = |page: &ReadPage| page.digest.is_some_and(|digest| expected.known(digest).is_some());
    let strange = |page: &ReadPage| page.blank || (!page.ours && !known(page));
    let named = |page: &ReadPage| page.text.as_deref().is_some_and(|text| expected.by_code(text).is_some());
    pages.iter().all(strange) && pages.iter().any(named)
}

/// Whether a blank page is the back of a copy with an odd number of pages, in its record and the same size as its last
/// page.
fn is_back(expected: &Expected, identities: &[Identity], pages: &[ReadPage], at: usize) -> bool {
    match at.checked_sub(1).map(|before| identities[before]) {
        Some(Identity::Page { index, .. }) => {
            let page = &expected.pages[index];
            page.page == page.pages && page.pages % 2 == 1 && pages[at].is_like(&pages[at - 1])
        }
        _ => false,
    }
}

/// Whether a page is in the same record as a page of another copy just before it, or in another record than its copy's.
fn is_in_other_record(expected: &Expected, identities: &[Identity], pages: &[ReadPage], at: usize) -> bool {
    let Identity::Page { index, .. } = identities[at] else { return false };
    let before = (0..at).rev().find_map(|before| match identities[before] {
        Identity::Page { index, .. } => Some((index, pages[before].record)),
        _ => None,
    });
    let Some((before, record)) = before.filter(|(_, record)| record.is_some()) else { return false };
    (expected.pages[before].copy == expected.pages[index].copy) != (record == pages[at].record)
}

/// Whether a page is the last front of its copy and is not followed by a blank back.
fn lacks_back(expected: &Expected, identities: &[Identity], at: usize) -> bool {
    let Identity::Page { index, .. } = identities[at] else { return false };
    let page = &expected.pages[index];
    page.page == page.pages && page.pages % 2 == 1 && identities.get(at + 1) != Some(&Identity::Blank)
}

/// Places in the sequence of pages that are out of order, or in the wrong file.
///
/// These are the ones that a longest run in order leaves out. When two neighbors are swapped, that is only one of them;
/// so when the places that hold a different page than they should are hardly more, these are reported: everything that
/// was moved.
fn misplaced(expected: &Expected, sequence: &[Placed]) -> Vec<usize> {
    let (rest, mut out): (Vec<usize>, Vec<usize>) =
        (0..sequence.len()).partition(|&at| sequence[at].in_its_file(expected));
    let order: Vec<usize> = rest.iter().map(|&at| sequence[at].index).collect();
    let mut sorted = order.clone();
    sorted.sort_unstable();
    let differing: Vec<usize> = (0..order.len()).filter(|&i| order[i] != sorted[i]).collect();
    if !differing.is_empty() {
        let kept = longest_increasing(&order);
        let left_out: Vec<usize> = (0..order.len()).filter(|i| !kept.contains(i)).collect();
        let named = if differing.len() <= 2 * left_out.len() { differing } else { left_out };
        out.extend(named.into_iter().map(|i| rest[i]));
    }
    out.sort_unstable();
    out
}

/// Positions of a longest increasing subsequence.
fn longest_increasing(order: &[usize]) -> BTreeSet<usize> {
    // The position that ends the best run of each length, and the predecessor of each position.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(order.len());
    for (at, &value) in order.iter().enumerate() {
        let length = ends.partition_point(|&end| order[end] < value);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    std::iter::successors(ends.last().copied(), |&at| before[at]).collect()
}
