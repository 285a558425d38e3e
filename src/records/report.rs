//! Rows of reports that are nobody's record: headings again, as on each page, and totals. Printed, they would be copies
//! for a patient called “Name” or “Total”.

/// Words of a line that counts something.
const COUNTED: [&str; 9] =
    ["count", "records", "rows", "patients", "appointments", "registros", "filas", "pacientes", "citas"];

/// Words around those, and around a total.
const AROUND: [&str; 10] = ["grand", "sub", "general", "number", "numero", "número", "of", "de", "record", "row"];

/// Why a row is no record. `cells` are its cells as they are shown.
pub(super) fn no_record<C: AsRef<str>>(
    headings: &[String],
    cells: impl Iterator<Item = C> + Clone,
) -> Option<&'static str> {
    let mut again = cells.clone();
    let is_heading = |heading: &String| again.next().is_some_and(|cell| cell.as_ref().trim() == heading.trim());
    if !headings.is_empty() && headings.iter().all(is_heading) {
        return Some("the row repeats the headings; delete it");
    }
    let mut filled = cells.filter(|cell| !cell.as_ref().trim().is_empty());
    if !filled.next().is_some_and(|cell| is_total(cell.as_ref())) {
        return None;
    }
    // Something besides a number: perhaps a column that says “total”, and a patient after all.
    let number = |cell: C| cell.as_ref().trim().bytes().all(|byte| byte.is_ascii_digit() || b",.".contains(&byte));
    let is_alone = filled.next().is_none_or(number) && filled.next().is_none();
    is_alone.then_some("the row is a total or a count, and not a record; delete it")
}

/// Whether a text is `Total`, `Grand total: 25`, `25 records`, and nothing more.
fn is_total(text: &str) -> bool {
    // No line of a total is longer; texts of patients may be.
    if text.len() > 60 {
        return false;
    }
    let has_number = text.bytes().any(|byte| byte.is_ascii_digit());
    let mut counts = false;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let word = word.to_lowercase();
        match word.as_str() {
            "total" | "totals" | "subtotal" => counts = true,
            word if COUNTED.contains(&word) => counts |= has_number,
            word if AROUND.contains(&word) => {}
            _ => return false,
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_told_from_patients() {
        let headings = ["name", "mrn"].map(str::to_owned);
        let why = |cells: &[&str]| no_record(&headings, cells.iter());
        for total in [
            &["Total", ""][..],
            &["TOTAL:", "25"],
            &["", "Grand Total (25)"],
            &["Total patients: 2", ""],
            &["25 records", ""],
            &["Record count: 25", ""],
            &["Número de pacientes: 25", ""],
        ] {
            assert!(why(total).is_some_and(|why| why.contains("total")), "{total:?}");
        }
        for patient in [
            &["Total, Ada", "7"][..],
            &["Total", "Ada Quill"],
            &["Count", "7"],
            &["Patient 1", "100001"],
            &["Records", ""],
            &["Ada", "Total"],
            &["name", "7"],
            &["name"],
            &["7", ""],
            &[],
        ] {
            assert_eq!(why(patient), None, "{patient:?}");
        }
        assert!(why(&["name", " mrn", ""]).is_some_and(|why| why.contains("headings")));
    }
}
