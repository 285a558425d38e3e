//! The rows of totals of Excel's tables (ECMA-376, 18.5.1.2): the sheet has them like any row of the table below its
//! headings, with “Total” where the others have a name.

use super::xml::{Node, events};
use super::{Broken, Sheet, Workbook};

const TOTALS: &str = "the row of totals of a table; switch it off in the spreadsheet program (Table Design, Total Row)";

/// The first and last rows of totals in the tables of a worksheet's part.
pub(super) fn rows(workbook: &mut Workbook, sheet: &str) -> Result<Vec<(u64, u64)>, Broken> {
    // Nobody has so many tables on a sheet.
    const MOST: usize = 1000;
    let (folder, name) = sheet.rsplit_once('/').unwrap_or(("", sheet));
    let mut parts = Vec::new();
    if let Some(mut events) = events(workbook, &format!("{folder}/_rels/{name}.rels"))? {
        loop {
            match events.next()? {
                Node::Start(tag)
                    if tag.name() == "Relationship"
                        && tag.attribute("Type").is_some_and(|kind| kind.ends_with("/table"))
                        && parts.len() < MOST =>
                {
                    parts.extend(tag.attribute("Target").map(|target| part(folder, &target)));
                }
                Node::Eof => break,
                _ => {}
            }
        }
    }
    let mut totals = Vec::new();
    for part in parts {
        let Some(mut events) = events(workbook, &part)? else { continue };
        loop {
            match events.next()? {
                Node::Start(tag) if tag.name() == "table" => {
                    let count = tag.count("totalsRowCount").unwrap_or(0);
                    let range = tag.attribute("ref").as_deref().and_then(rows_of).filter(|_| count > 0);
                    totals.extend(range.map(|(_, last)| (last.saturating_add(1).saturating_sub(count), last)));
                    break;
                }
                Node::Eof => break,
                _ => {}
            }
        }
    }
    Ok(totals)
}

/// Bars these rows.
pub(super) fn bar(sheet: &mut Sheet, totals: &[(u64, u64)]) {
    for row in &mut sheet.rows {
        if totals.iter().any(|(first, last)| (*first..=*last).contains(&row.number)) {
            row.barred = Some(TOTALS);
        }
    }
}

/// The first and last row of `A2:C5`.
pub(super) fn rows_of(range: &str) -> Option<(u64, u64)> {
    let row = |place: &str| place.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok();
    let (from, to) = range.split_once(':')?;
    Some((row(from)?, row(to)?))
}

/// The part that a relation of a part in a folder leads to.
fn part(folder: &str, target: &str) -> String {
    let (mut folder, mut target) = (folder, target);
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    while let Some(rest) = target.strip_prefix("../") {
        target = rest;
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
    format!("{folder}/{target}")
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn relations_lead_to_parts() {
        for (folder, target, found) in [
            ("xl/worksheets", "../tables/table1.xml", "xl/tables/table1.xml"),
            ("xl/worksheets", "/xl/tables/table1.xml", "xl/tables/table1.xml"),
            ("xl/worksheets", "table1.xml", "xl/worksheets/table1.xml"),
            ("xl", "../../../a.xml", "/a.xml"),
        ] {
            assert_eq!(part(folder, target), found);
        }
    }
}
