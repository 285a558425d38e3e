//! The pages that are there against those that should be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::expected::{Expected, ExpectedPage};
use super::read::ReadPage;

/// Something that is not as it was made. `file` and `place` say where: the file's name, the page's number in it.
#[expect(missing_docs, reason = "each variant says what its copy, page, file and place in it are of")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A page of a copy is nowhere.
    Missing { copy: u64, page: u32 },
    /// A page of a copy is there a second time.
    Repeated { copy: u64, page: u32, file: String, place: usize },
    /// A page is not where it belongs.
    Misplaced { copy: u64, page: u32, file: String, place: usize },
    /// A page is not what was made.
    Altered { copy: u64, page: u32, file: String, place: usize, how: &'static str },
    /// A page is none of the run.
    Foreign { file: String, place: usize },
    /// A blank page stands where none belongs.
    Blank { file: String, place: usize },
    /// The blank page is missing that lets the next copy start on a front side.
    NoBack { copy: u64, file: String, place: usize },
    /// A file cannot be read.
    Unreadable { file: String, how: String },
    /// A file is damaged: two readers may show two different things.
    Damaged { file: String, how: String },
    /// All of a file's pages are stored in another way than any page of a run.
    Rewritten { file: String },
    /// A file is not, byte for byte, what was made, and the manifest says no more of it.
    OtherBytes { file: String },
    /// A page does not look as it was made.
    Differs { file: String, place: usize },
    /// A file has another number of pages than the one that it is compared with.
    OtherCount { file: String, pages: usize, original: usize },
    /// A file is none of the run.
    ForeignFile { file: String },
    /// A copy does not show a value of its record.
    Value { copy: u64, field: String },
    /// There is a copy, but no such record.
    NoRecord { copy: u64 },
    /// The records are not those of the run.
    OtherRecords,
}

impl Fault {
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

    /// The copy and page at fault, as far as there is one.
    pub fn page(&self) -> (Option<u64>, Option<u32>) {
        match *self {
            Fault::Missing { copy, page }
            | Fault::Repeated { copy, page, .. }
            | Fault::Misplaced { copy, page, .. }
            | Fault::Altered { copy, page, .. } => (Some(copy), Some(page)),
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
                write!(f, "copy {copy}, page {page} is there again: `{file}`, page {place}")
            }
            Fault::Misplaced { copy, page, file, place } => {
                write!(f, "copy {copy}, page {page} is in the wrong place: `{file}`, page {place}")
            }
            Fault::Altered { copy, page, file, place, how } => {
                write!(f, "copy {copy}, page {page} is not as it was made: {how} (`{file}`, page {place})")
            }
            Fault::Foreign { file, place } => write!(f, "`{file}`, page {place} is no page of this run"),
            Fault::Blank { file, place } => write!(f, "`{file}`, page {place} is blank and does not belong there"),
            Fault::NoBack { copy, file, place } => {
                write!(f, "copy {copy} has no blank back, so that the next begins on it (`{file}`, page {place})")
            }
            Fault::Unreadable { file, how } => write!(f, "`{file}` cannot be read: {how}"),
            Fault::Damaged { file, how } => write!(f, "`{file}` is damaged, and nobody can say what it prints: {how}"),
            Fault::Rewritten { file } => write!(
                f,
                "`{file}` was rewritten by another program, so that no page of it can be told from an altered one; \
                 compare it with the file that was made: `--pixels ORIGINAL`"
            ),
            Fault::OtherBytes { file } => write!(
                f,
                "`{file}` is not the file that was made, byte for byte, and a manifest of version 1 cannot vouch for less; \
                 make the run again, or compare it with the file that was made: `--pixels ORIGINAL`"
            ),
            Fault::Differs { file, place } => write!(f, "`{file}`, page {place} does not look as it was made"),
            Fault::OtherCount { file, pages, original } => {
                write!(f, "`{file}` has {pages} pages, and the file that was made has {original}")
            }
            Fault::ForeignFile { file } => write!(f, "`{file}` is no file of this run"),
            Fault::Value { copy, field } => write!(f, "copy {copy} does not show field `{field}` of its record"),
            Fault::NoRecord { copy } => write!(f, "copy {copy} has no record"),
            Fault::OtherRecords => write!(f, "the records are not those that the run was made from"),
        }
    }
}

/// What came of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// All that is not as it was made.
    pub faults: Vec<Fault>,
    /// Pages that are as they were made, in their places.
    pub good: usize,
}

/// What a page that is there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Identity {
    /// This expected page, or one that was this page.
    Page {
        index: usize,
        altered: Option<&'static str>,
    },
    Blank,
    Foreign,
}

/// The pages of a file that is there: which of [`Expected::files`] it is, unless several were joined in it; its name now.
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
    // Of pages that cannot be told, nobody knows whether they are missing.
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
    let good = |at: &usize| !sequence[*at].altered && misplaced.binary_search(at).is_err();
    comparison.good = (0..sequence.len()).filter(good).count();
    comparison
}

/// A page of the run that is there.
#[derive(Clone, Copy)]
struct Placed<'a> {
    index: usize,
    /// The file it is in.
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

/// Of pages that are there more than once, those that are too many: all but the one that stands in order, if one does.
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
        Some(index) => Identity::Page { index, altered: Some(page.odd.unwrap_or("what draws it differs")) },
        None if page.blank => Identity::Blank,
        None => Identity::Foreign,
    }
}

/// Whether all pages of a file are stored in another way than pages of a run are, and it is the run's all the same. A page
/// that is stored as they are, but is not known, was altered.
fn is_rewritten(expected: &Expected, pages: &[ReadPage]) -> bool {
    let known = |page: &ReadPage| page.digest.is_some_and(|digest| expected.known(digest).is_some());
    let strange = |page: &ReadPage| page.blank || (!page.ours && !known(page));
    let named = |page: &ReadPage| page.text.as_deref().is_some_and(|text| expected.by_code(text).is_some());
    pages.iter().all(strange) && pages.iter().any(named)
}

/// Whether a blank page is the back of a copy with an odd number of pages, and as large as its last.
fn is_back(expected: &Expected, identities: &[Identity], pages: &[ReadPage], at: usize) -> bool {
    match at.checked_sub(1).map(|before| identities[before]) {
        Some(Identity::Page { index, .. }) => {
            let page = &expected.pages[index];
            page.page == page.pages && page.pages % 2 == 1 && pages[at].media == pages[at - 1].media
        }
        _ => false,
    }
}

/// Whether a page is the last front of its copy and no blank back follows.
fn lacks_back(expected: &Expected, identities: &[Identity], at: usize) -> bool {
    let Identity::Page { index, .. } = identities[at] else { return false };
    let page = &expected.pages[index];
    page.page == page.pages && page.pages % 2 == 1 && identities.get(at + 1) != Some(&Identity::Blank)
}

/// Places in the sequence of pages that are not in order, or not in their file.
///
/// Those that a longest run in order leaves out. Where two neighbours are swapped that would be only one of them, so
/// when the places that hold another page than they should are hardly more, these are named: all that was moved.
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
    // The position that ends the best run of each length, and what comes before each position.
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
