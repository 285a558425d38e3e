//! What a number in a workbook is shown as: the part of Excel's number formats (ECMA-376, 18.8.31) that decides whether
//! a number is a date, a time, or digits with zeros before them.

/// How a number is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::records) enum NumberFormat {
    /// As it is.
    General,
    /// With this many decimals: `0`, `0.00`.
    Decimals(usize),
    /// As digits, with zeros before them, and signs between: `00000000`, `000-00-0000`.
    Digits(String),
    /// As a date, a time of day, or both.
    Moment { date: bool, time: bool },
    /// In a way that is not read here: currency, percent, a date without its day, hours beyond a day.
    Other,
}

impl NumberFormat {
    /// A format by its number, if programs know it without its code (ECMA-376, 18.8.30).
    pub(super) fn built_in(id: u32) -> NumberFormat {
        match id {
            0 | 49 => NumberFormat::General,
            1 => NumberFormat::Decimals(0),
            2 => NumberFormat::Decimals(2),
            14..=16 => NumberFormat::Moment { date: true, time: false },
            18..=21 => NumberFormat::Moment { date: false, time: true },
            22 => NumberFormat::Moment { date: true, time: true },
            _ => NumberFormat::Other,
        }
    }

    /// A format by its code.
    pub(super) fn of(code: &str) -> NumberFormat {
        let Some(plain) = without_literals(code) else { return NumberFormat::Other };
        let lower = plain.to_lowercase();
        if lower.is_empty() || lower == "general" || lower == "@" {
            return NumberFormat::General;
        }
        let is_digits = |c: char| matches!(c, '0' | '-' | ' ' | '(' | ')' | '/' | '.');
        let zeros = lower.matches('0').count();
        if let Some(decimals) = lower.strip_prefix("0.").filter(|rest| rest.chars().all(|c| c == '0')) {
            return NumberFormat::Decimals(decimals.len());
        }
        match zeros {
            1 if lower == "0" => return NumberFormat::Decimals(0),
            // `00.00` has decimals; `000.000` could mean either.
            2.. if lower.chars().all(is_digits) && !lower.contains('.') => return NumberFormat::Digits(plain),
            0 => {}
            _ => return NumberFormat::Other,
        }
        let marks = lower.replace("am/pm", "").replace("a/p", "");
        let has = |c: char| marks.contains(c);
        let known = |c: char| matches!(c, 'y' | 'm' | 'd' | 'h' | 's' | 'a') || !c.is_alphanumeric();
        if marks.contains('#') || marks.contains('%') || marks.contains('?') || !marks.chars().all(known) {
            return NumberFormat::Other;
        }
        let (date, time) = (has('d') && has('m'), has('h'));
        // `mmm-yy` shows no day, and `mm:ss` no hour.
        match (date, time) {
            (false, false) => NumberFormat::Other,
            (false, true) if has('y') || has('d') => NumberFormat::Other,
            _ => NumberFormat::Moment { date, time },
        }
    }
}

/// The first section of a code, without quoted texts, colors and locales. `None` if hours or minutes are counted beyond
/// a day, as in `[h]:mm`, or a condition chooses the section.
fn without_literals(code: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = code.chars();
    while let Some(c) = rest.next() {
        match c {
            ';' => break,
            '"' => rest.by_ref().take_while(|&c| c != '"').for_each(drop),
            '\\' => plain.extend(rest.next().filter(|c| !c.is_alphanumeric())),
            '_' | '*' => drop(rest.next()),
            '[' => {
                let inside: String = rest.by_ref().take_while(|&c| c != ']').collect();
                let counted = inside.to_lowercase().chars().all(|c| matches!(c, 'h' | 'm' | 's'));
                if (counted && !inside.is_empty()) || inside.starts_with(['<', '>', '=']) {
                    return None;
                }
            }
            _ => plain.push(c),
        }
    }
    Some(plain.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_what_a_spreadsheet_shows() {
        use NumberFormat::{Decimals, Digits, General, Moment, Other};
        let date = || Moment { date: true, time: false };
        let time = || Moment { date: false, time: true };
        let both = || Moment { date: true, time: true };
        for (code, expected) in [
            ("General", General),
            ("@", General),
            ("0", Decimals(0)),
            ("0.00", Decimals(2)),
            ("00000000", Digits("00000000".into())),
            ("000\\-00\\-0000", Digits("000-00-0000".into())),
            ("000-00-0000", Digits("000-00-0000".into())),
            ("00.00", Other),
            ("#,##0", Other),
            ("0%", Other),
            ("\"$\"#,##0.00", Other),
            ("[<=9999999]###-####;(###) ###-####", Other),
            ("yyyy-mm-dd", date()),
            ("m/d/yyyy;@", date()),
            ("[$-409]mmmm d, yyyy;@", date()),
            ("[$-F800]dddd, mmmm dd, yyyy", date()),
            ("DD.MM.YYYY", date()),
            ("d. mmmm yyyy", date()),
            ("mmm-yy", Other),
            ("yyyy", Other),
            ("h:mm", time()),
            ("[$-409]h:mm:ss AM/PM;@", time()),
            ("[h]:mm", Other),
            ("mm:ss", Other),
            ("m/d/yyyy h:mm", both()),
            ("yyyy\\-mm\\-dd\\ hh:mm:ss", both()),
            ("0.00E+00", Other),
        ] {
            assert_eq!(NumberFormat::of(code), expected, "{code}");
        }
    }
}
