//! Job tickets: how a run is printed and finished, for a press that reads JDF (CIP4 JDF, 1.5 or 1.7).
//!
//! Input: what is in the files of a run, and what is wanted. Output: XML. A ticket is one `Combined` node with the
//! processes that digital presses ask for, even where they do nothing. Copies are parts of its resources, by their pages:
//! what is stapled is a copy, not the file. Knows no file system, and nothing that a record says.
//!
//! What presses make of it is documented for PRISMAsync (Canon's technical reference manual, "JDF"), and this keeps to
//! that wherever JDF leaves a choice.

mod xml;

use std::io::{self, Write};
use std::ops::Range;

use crate::geom::{Length, Size};
use xml::Xml;

/// How a run is printed and finished, as far as its files do not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Finishing {
    /// Weight of the paper in g/m².
    pub weight: Option<u16>,
    /// How each copy is stapled, if it is.
    pub staple: Option<Staple>,
    /// Whether each copy is set off from the one below it.
    pub jog: bool,
    /// Whether a blank sheet comes before the run.
    pub banner: bool,
}

/// Where a copy is stapled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staple {
    /// Once, in the upper corner where reading begins.
    Corner,
    /// Twice, along the edge where reading begins.
    Side,
}

/// What a ticket is for.
#[derive(Clone, Debug)]
pub(crate) struct Job<'j> {
    /// The handout's id.
    pub id: &'j str,
    /// What distinguishes this run from others of the handout.
    pub key: &'j str,
    /// When it was made, as XML writes it.
    pub moment: Option<String>,
    /// What sheets are printed on.
    pub sides: Sides,
    /// Whether they are read from right to left.
    pub rtl: bool,
    /// What else is wanted.
    pub finishing: Finishing,
    /// The sizes of pages, with all that is around them.
    pub papers: &'j [Size],
    /// The files, named from the ticket.
    pub files: &'j [PrintFile],
}

/// The sides on which sheets are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sides {
    /// One side.
    Front,
    /// Both; sheets are turned over their left edge, whichever side copies are bound on.
    Both,
}

/// A file and its copies.
#[derive(Clone, Debug)]
pub(crate) struct PrintFile {
    /// Its name.
    pub name: String,
    /// Its copies in order.
    pub copies: Vec<PrintCopy>,
}

/// A copy in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PrintCopy {
    /// The record's number.
    pub number: u64,
    /// Pages, with a blank back.
    pub pages: u32,
    /// Which of the papers.
    pub paper: u32,
}

/// The namespace of JDF, whatever its version.
const NAMESPACE: &str = "http://www.CIP4.org/JDFSchema_1_1";

/// A process is named by its place among the node's `Types`.
const STITCHING: &str = "5";

/// Writes a ticket.
pub(crate) fn write(out: &mut impl Write, job: &Job<'_>) -> io::Result<()> {
    let mut xml = Xml::new(out)?;
    let Finishing { staple, jog, .. } = job.finishing;
    let mut types = "LayoutPreparation Imposition Interpreting Rendering DigitalPrinting".to_owned();
    types += if staple.is_some() { " Stitching" } else { "" };
    types += if jog { " Gathering" } else { "" };
    let name = format!("{}, {} copies", job.id, job.files.iter().map(|file| file.copies.len()).sum::<usize>());
    let job_id = format!("{}-{}", job.id, job.key);
    let node = [
        ("xmlns", NAMESPACE),
        ("ID", "node"),
        ("Type", "Combined"),
        ("Category", "DigitalPrinting"),
        ("Types", &types),
        ("Version", version(&job.finishing)),
        ("Status", "Waiting"),
        ("Activation", "Active"),
        ("JobID", &job_id),
        ("JobPartID", "1"),
        ("DescriptiveName", &name),
    ];
    xml.open("JDF", &node)?;
    if let Some(moment) = &job.moment {
        xml.open("AuditPool", &[])?;
        let own = env!("CARGO_PKG_VERSION");
        let agent = [("ID", "created"), ("AgentName", "handout"), ("AgentVersion", own), ("TimeStamp", moment)];
        xml.empty("Created", &agent)?;
        xml.close()?;
    }
    xml.open("ResourcePool", &[])?;
    write_resources(&mut xml, job)?;
    xml.close()?;
    xml.open("ResourceLinkPool", &[])?;
    write_links(&mut xml, job)?;
    xml.close()?;
    xml.close()
}

/// The version of JDF. In 1.6, `Disjointing` was moved to a process of its own, which presses do not document: a ticket
/// that needs it says that it is of the last version in which it is where they look for it.
fn version(finishing: &Finishing) -> &'static str {
    if finishing.jog || finishing.banner { "1.5" } else { "1.7" }
}

/// The attributes of a resource that is a parameter and ready.
fn parameter(id: &str) -> [(&str, &str); 3] {
    [("ID", id), ("Class", "Parameter"), ("Status", "Available")]
}

fn write_resources(xml: &mut Xml<impl Write>, job: &Job<'_>) -> io::Result<()> {
    write_run_list(xml, job)?;
    let Finishing { weight, staple, jog, .. } = job.finishing;
    let weight = weight.map(|weight| weight.to_string());
    for (at, paper) in job.papers.iter().enumerate() {
        let (id, dimension) = (media(at), format!("{} {}", points(paper.width), points(paper.height)));
        let mut sheet = vec![("ID", id.as_str()), ("Class", "Consumable"), ("Status", "Available")];
        sheet.extend([("MediaType", "Paper"), ("MediaUnit", "Sheet"), ("Dimension", &dimension)]);
        sheet.extend(weight.as_deref().map(|weight| ("Weight", weight)));
        xml.empty("Media", &sheet)?;
    }
    let sides = match job.sides {
        Sides::Front => "OneSidedFront",
        Sides::Both => "TwoSidedFlipY",
    };
    xml.empty("LayoutPreparationParams", &[&parameter("layout")[..], &[("Sides", sides)]].concat())?;
    xml.empty("InterpretingParams", &parameter("interpreting"))?;
    xml.empty("RenderingParams", &parameter("rendering"))?;
    write_printing(xml, job)?;
    let component = |id, kind| [("ID", id), ("Class", "Quantity"), ("Status", "Unavailable"), ("ComponentType", kind)];
    if let Some(staple) = staple {
        xml.empty("Component", &component("printed", "PartialProduct"))?;
        let (kind, count) = match staple {
            Staple::Corner => ("Corner", "1"),
            Staple::Side => ("Side", "2"),
        };
        let stitching = [("PartIDKeys", "RunIndex"), ("StitchType", kind), ("NumberOfStitches", count)];
        xml.open("StitchingParams", &[&parameter("stitching")[..], &stitching].concat())?;
        for (_, pages) in places(job) {
            xml.empty("StitchingParams", &[("RunIndex", &range(&pages))])?;
        }
        xml.close()?;
    }
    if jog {
        xml.open("GatheringParams", &[&parameter("gathering")[..], &[("PartIDKeys", "RunIndex")]].concat())?;
        for (_, pages) in places(job) {
            xml.open("GatheringParams", &[("RunIndex", &range(&pages))])?;
            xml.empty("Disjointing", &[("OffsetDirection", "Alternate")])?;
            xml.close()?;
        }
        xml.close()?;
    }
    xml.empty("Component", &component("copies", "FinalProduct"))
}

/// The files and, in each, the copies: sets of pages, which together are printed once.
fn write_run_list(xml: &mut Xml<impl Write>, job: &Job<'_>) -> io::Result<()> {
    let keys = if job.files.len() == 1 { "Run" } else { "RunSet Run" };
    xml.open("RunList", &[&parameter("files")[..], &[("PartIDKeys", keys)]].concat())?;
    for (at, file) in job.files.iter().enumerate() {
        if job.files.len() > 1 {
            xml.open("RunList", &[("RunSet", &(at + 1).to_string())])?;
        }
        xml.open("LayoutElement", &[])?;
        xml.empty("FileSpec", &[("MimeType", "application/pdf"), ("URL", &url(&file.name))])?;
        xml.close()?;
        let mut page = 0;
        for copy in &file.copies {
            let pages = page..page + copy.pages;
            let (number, count) = (copy.number.to_string(), copy.pages.to_string());
            let run = [("Run", number.as_str()), ("Pages", &range(&pages)), ("NPage", &count), ("EndOfSet", "true")];
            xml.empty("RunList", &run)?;
            page = pages.end;
        }
        if job.files.len() > 1 {
            xml.close()?;
        }
    }
    xml.close()
}

/// How sheets are printed and delivered. If there are several papers, their pages are named.
fn write_printing(xml: &mut Xml<impl Write>, job: &Job<'_>) -> io::Result<()> {
    let several = job.papers.len() > 1;
    let keys: &[(&str, &str)] = if several { &[("PartIDKeys", "RunIndex")] } else { &[] };
    xml.open("DigitalPrintingParams", &[&parameter("printing")[..], &[("Collate", "Sheet")], keys].concat())?;
    if job.finishing.banner {
        xml.open("Disjointing", &[])?;
        let sheet = [("SheetType", "SeparatorSheet"), ("SheetUsage", "Header"), ("SheetFormat", "Blank")];
        xml.empty("InsertSheet", &[&sheet[..], &[("IsWaste", "true")]].concat())?;
        xml.close()?;
    }
    if several {
        let mut copies = places(job).peekable();
        while let Some((copy, mut pages)) = copies.next() {
            while let Some((_, more)) = copies.next_if(|(next, _)| next.paper == copy.paper) {
                pages.end = more.end;
            }
            xml.open("DigitalPrintingParams", &[("RunIndex", &range(&pages))])?;
            xml.empty("MediaRef", &[("rRef", &media(copy.paper as usize))])?;
            xml.close()?;
        }
    } else {
        xml.empty("MediaRef", &[("rRef", &media(0))])?;
    }
    xml.close()
}

fn write_links(xml: &mut Xml<impl Write>, job: &Job<'_>) -> io::Result<()> {
    let Finishing { staple, jog, .. } = job.finishing;
    let mut input = |name: &str, id: &str| xml.empty(name, &[("rRef", id), ("Usage", "Input")]);
    input("RunListLink", "files")?;
    for at in 0..job.papers.len() {
        input("MediaLink", &media(at))?;
    }
    input("LayoutPreparationParamsLink", "layout")?;
    input("InterpretingParamsLink", "interpreting")?;
    input("RenderingParamsLink", "rendering")?;
    input("DigitalPrintingParamsLink", "printing")?;
    if staple.is_some() {
        // Staples go to the left edge, or its upper corner, of the sheet as it is turned here.
        let turned = if job.rtl { "Flip180" } else { "Rotate0" };
        let link = [("rRef", "printed"), ("Usage", "Input"), ("CombinedProcessIndex", STITCHING)];
        xml.empty("ComponentLink", &[&link[..], &[("Orientation", turned)]].concat())?;
        xml.empty("StitchingParamsLink", &[("rRef", "stitching"), ("Usage", "Input")])?;
    }
    if jog {
        xml.empty("GatheringParamsLink", &[("rRef", "gathering"), ("Usage", "Input")])?;
    }
    // How often the files are printed: each copy is in them once.
    xml.empty("ComponentLink", &[("rRef", "copies"), ("Usage", "Output"), ("Amount", "1")])
}

/// The copies of all files, each with its pages, counted through all files from 0.
fn places<'j>(job: &'j Job<'_>) -> impl Iterator<Item = (&'j PrintCopy, Range<u32>)> {
    let mut page = 0;
    job.files.iter().flat_map(|file| &file.copies).map(move |copy| {
        let pages = page..page + copy.pages;
        page = pages.end;
        (copy, pages)
    })
}

/// Pages as JDF writes them: `0 ~ 1`.
fn range(pages: &Range<u32>) -> String {
    format!("{} ~ {}", pages.start, pages.end.saturating_sub(1))
}

fn media(at: usize) -> String {
    format!("paper{}", at + 1)
}

fn points(length: Length) -> String {
    format!("{}", length.to_pt())
}

/// A file beside the ticket, as a relative reference (RFC 3986, 4.2).
fn url(name: &str) -> String {
    let mut url = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => url.push(char::from(byte)),
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url
}
