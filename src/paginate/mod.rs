//! From rows to finished pages: page breaks, running header, footer, absolute coordinates.
//!
//! The furniture's height is reserved before pages are filled, so that "Page 2 of 3" cannot move a line.

pub(crate) mod fill;
pub(crate) mod furniture;
pub(crate) mod notices;
pub(crate) mod plan;
pub(crate) mod slug;

use fill::{Filled, repeated_head};
use furniture::{Furniture, Identifies};
use plan::{PartPlace, Plan, Planner};

use crate::diag::{Diagnostic, Diagnostics};
use crate::geom::{Length, Rect};
use crate::layout::compose::{compose, parts};
use crate::layout::composer::Composer;
use crate::layout::display::{Artifact, Content, Item, Owner, Page, Structure};
use crate::layout::flow::Flow;
use crate::layout::place::fill_slots;
use crate::layout::questions::Typesetter;
use crate::layout::shaped::{FrameKind, ShapedDocument};
use crate::model::document::Document;
use crate::source::Origin;
use crate::style::{BoxStyle, Styles, Tightness};

/// Finished pages and the structure of their items.
#[derive(Clone, Debug)]
pub(crate) struct Pages {
    /// The pages in order.
    pub pages: Vec<Page>,
    /// The structure tree.
    pub structure: Structure,
}

/// Breaks a shaped document into pages.
pub(crate) fn paginate(
    typesetter: &mut Typesetter<'_>,
    document: &Document,
    shaped: &ShapedDocument,
    styles: &Styles,
    diagnostics: &mut Diagnostics,
) -> Pages {
    let mut pages = paginate_open(typesetter, document, shaped, styles, diagnostics);
    fill_slots(&typesetter.shaper, &mut pages.structure, &mut pages.pages, styles.hairline);
    pages
}

/// Likewise, with the slots for a patient's values left open.
pub(crate) fn paginate_open(
    typesetter: &mut Typesetter<'_>,
    document: &Document,
    shaped: &ShapedDocument,
    styles: &Styles,
    diagnostics: &mut Diagnostics,
) -> Pages {
    let theme = &document.theme;
    let parts = parts(shaped);
    let mut found = Diagnostics::default();
    // Upright pages and turned ones each have their own.
    let mut furniture: Vec<Furniture<'_>> = Vec::with_capacity(1);
    for part in &parts {
        let paper = document.paper(part.turned);
        if furniture.iter().all(|known| known.paper != paper) {
            let made = Furniture::new(typesetter, document, styles, paper, furniture.first(), &mut found);
            furniture.push(made);
        }
    }
    let planners: Vec<Planner<'_>> =
        furniture.iter().map(|furniture| Planner::new(document, furniture, styles)).collect();
    if !planners.iter().all(Planner::has_room) {
        diagnostics.push(
            Diagnostic::error("page-too-small", "the header, notices and margins leave no room for text on the page")
                .hint("choose larger paper, a smaller text size, fewer notices, or `notices_on: last_page`"),
        );
        return Pages { pages: Vec::new(), structure: Structure::default() };
    }

    let mut run = |step: Tightness, found: &mut Diagnostics| {
        let mut flows: Vec<(usize, Flow)> = Vec::with_capacity(parts.len());
        let mut structure = Structure::default();
        for part in &parts {
            let paper = document.paper(part.turned);
            let form = furniture.iter().position(|known| known.paper == paper).unwrap_or_default();
            let flow = Flow { structure, ..Flow::default() };
            let measure = furniture[form].measure;
            let mut composer = Composer::over(typesetter, styles, &document.language, measure, flow, found);
            composer.tightness = styles.tightness(step);
            composer.room = planners[form].room();
            let mut flow = compose(composer, *part);
            structure = std::mem::take(&mut flow.structure);
            // What has nothing but page breaks needs no page.
            if !flow.rows.is_empty() {
                flows.push((form, flow));
            }
        }
        let last = flows.len().saturating_sub(1);
        let plan = |(index, (form, flow)): (usize, (usize, Flow))| {
            let place = PartPlace { is_first: index == 0, is_last: index == last };
            let plan = planners[form].plan(&flow, place);
            Planned { form, flow, plan }
        };
        Layout { parts: flows.into_iter().enumerate().map(plan).collect(), structure }
    };
    let mut layout = run(Tightness::STEPS[0], &mut found);
    let is_near_empty = layout.parts.last().is_some_and(|last| last.plan.is_near_empty());
    if is_near_empty || layout.parts.last().is_some_and(|last| !last.plan.own.is_empty()) {
        let tighter = Tightness::STEPS[1..].iter().find_map(|&tightness| {
            let tighter = run(tightness, &mut Diagnostics::default());
            (tighter.count() < layout.count()).then_some(tighter)
        });
        match (tighter, layout.parts.last_mut()) {
            (Some(better), _) => layout = better,
            (None, Some(last)) if is_near_empty => last.plan.balance_last(&last.flow),
            (None, _) => {}
        }
    }
    for part in &layout.parts {
        report_tall_rows(&part.flow, &part.plan.filled, &mut found);
    }
    diagnostics.0.append(&mut found.0);

    let count = layout.count();
    let mut pages = Vec::with_capacity(count);
    let mut structure = layout.structure;
    for Planned { form, flow, plan } in layout.parts {
        let (furniture, planner) = (&furniture[form], &planners[form]);
        let flow = Flow { structure, ..flow };
        let mut composer = Composer::over(typesetter, styles, &document.language, furniture.measure, flow, diagnostics);
        let top = theme.margins.top + furniture.header_height;
        let mut owners = None;
        for own in 0..plan.count() {
            let index = pages.len();
            let is_first = index == 0 && plan.first > Length::ZERO;
            let identifies = if is_first { Identifies::Box } else { Identifies::Header };
            let mut items = furniture.header(&mut composer, [index, count], identifies);
            // Columns of notices are at the bottom of the last page with text, or start at the top of their own pages.
            let notices = match plan.filled.get(own) {
                Some(page) => {
                    let first_row = if is_first { top - plan.first } else { top };
                    items.append(&mut place_rows(&composer.flow, page, styles, first_row));
                    let last = own + 1 == plan.filled.len();
                    let shared = plan.shared.as_ref().filter(|_| last);
                    shared.map(|page| (page, top + planner.whole - page.height))
                }
                None => plan.own.get(own - plan.filled.len()).map(|page| (page, top)),
            };
            if let Some((page, top)) = notices {
                let owners = owners.get_or_insert_with(|| furniture.notices.owners(&mut composer));
                items.append(&mut furniture.notices.place(&mut composer, page, top, owners));
            }
            items.append(&mut furniture.footer(&mut composer, index, count));
            for item in &mut items {
                item.shift(theme.margins.left, Length::ZERO);
            }
            items.append(&mut slug::items(&mut composer, document, styles, furniture.paper, [index + 1, count]));
            pages.push(Page { size: furniture.paper, items });
        }
        structure = composer.flow.structure;
    }
    diagnostics.remove_repeats();
    Pages { pages, structure }
}

/// A part of a document with the rows on each of its pages.
struct Planned {
    /// The index of its furniture.
    form: usize,
    flow: Flow,
    plan: Plan,
}

/// All parts of a document, with the structure of all.
struct Layout {
    parts: Vec<Planned>,
    structure: Structure,
}

impl Layout {
    /// The number of pages.
    fn count(&self) -> usize {
        self.parts.iter().map(|part| part.plan.count()).sum()
    }
}

/// The items of a page's rows, and the backgrounds of their boxes.
fn place_rows(flow: &Flow, page: &Filled, styles: &Styles, top: Length) -> Vec<Item> {
    let mut items = Vec::new();
    let mut y = top;
    if let Some(head) = flow.rows[page.rows.start].head.filter(|_| repeated_head(flow, page.rows.start) > Length::ZERO)
    {
        for item in &flow.heads[head].items {
            let mut item = item.clone();
            item.shift(Length::ZERO, y);
            items.push(item);
        }
        y += flow.heads[head].height;
    }
    // Where the current box began: its first item on the page, and its top.
    let mut open: Option<(usize, usize, Length)> = None;
    for (index, row) in flow.rows[page.rows.clone()].iter().enumerate() {
        if let Some((frame, at, from)) = open
            && row.frame != Some(frame)
        {
            splice_ground(&mut items, at, flow, frame, from, y, styles);
            open = None;
        }
        if index > 0 {
            y += row.space_before;
        }
        if let (Some(frame), None) = (row.frame, open) {
            open = Some((frame, items.len(), y));
        }
        for item in &row.items {
            let mut item = item.clone();
            item.shift(Length::ZERO, y);
            items.push(item);
        }
        y += row.height;
    }
    if let Some((frame, at, from)) = open {
        splice_ground(&mut items, at, flow, frame, from, y, styles);
    }
    items
}

/// Puts a box's background and bars beneath its content.
fn splice_ground(
    items: &mut Vec<Item>,
    at: usize,
    flow: &Flow,
    frame: usize,
    top: Length,
    bottom: Length,
    styles: &Styles,
) {
    let frame = flow.frames[frame];
    let whole = Rect { x: frame.x, y: top, width: frame.width, height: bottom - top };
    let BoxStyle { ground, color, bar, rules, outline } = box_style(styles, frame.kind);
    let at_start = if frame.start_is_right { whole.right() - bar } else { whole.x };
    let drawn = [
        (Rect { height: outline.max(rules), ..whole }, outline.max(rules)),
        (Rect { y: bottom - outline.max(rules), height: outline.max(rules), ..whole }, outline.max(rules)),
        (Rect { width: outline, ..whole }, outline),
        (Rect { x: whole.right() - outline, width: outline, ..whole }, outline),
        (Rect { x: at_start, width: bar, ..whole }, bar),
    ];
    let drawn = drawn.into_iter().filter(|(_, thickness)| *thickness > Length::ZERO).map(|(rect, _)| (rect, color));
    let fills = ground.map(|ground| (whole, ground)).into_iter().chain(drawn);
    let fills = fills
        .map(|(rect, color)| Item { owner: Owner::Artifact(Artifact::Layout), content: Content::Fill { rect, color } });
    items.splice(at..at, fills);
}

/// What is drawn around a kind of box.
fn box_style(styles: &Styles, kind: FrameKind) -> BoxStyle {
    match kind {
        FrameKind::Patient => styles.patient_box.unwrap_or(styles.note_box),
        FrameKind::Note => styles.note_box,
        FrameKind::Warning => styles.warning_box,
        FrameKind::Danger => styles.danger_box,
        FrameKind::Contact => styles.contact_box,
    }
}

/// A row taller than a page can only be cut off: an error.
fn report_tall_rows(flow: &Flow, pages: &[Filled], diagnostics: &mut Diagnostics) {
    for page in pages.iter().filter(|page| page.overfull) {
        let origin = flow.rows[page.rows.start].origin;
        let diagnostic = Diagnostic::error("overfull", "this is taller than the page");
        let diagnostic = match origin {
            Origin::Scalar { .. } => diagnostic.at_text(origin, 0, "starts here"),
            _ => diagnostic,
        };
        diagnostics.push(diagnostic.hint("split it, or choose a smaller text size or larger paper"));
    }
}
