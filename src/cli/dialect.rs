//! The options that say how a records file is written.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::values::Allowed;
use crate::batch::{DateOrder, Dialect, Encoding};

/// What a file of records does not say about itself.
#[derive(Debug, Args)]
pub(super) struct DialectArgs {
    /// The order in dates such as 3/4/2026: mdy, dmy or ymd; it is never guessed
    #[arg(long, value_name = "ORDER", value_parser = PossibleValuesParser::new(["mdy", "dmy", "ymd"]).map(order))]
    pub(super) date_format: Option<DateOrder>,
    /// The sheet of a workbook, if not the first
    #[arg(long, value_name = "NAME")]
    pub(super) worksheet: Option<String>,
    /// The encoding of a text file that is neither UTF-8 nor UTF-16
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(["utf-8", "windows-1252"]).map(encoding))]
    pub(super) encoding: Option<Encoding>,
    /// Where appointments are that are given in another time (FHIR, HL7): America/Chicago
    #[arg(long, value_name = "ZONE")]
    pub(super) time_zone: Option<String>,
}

fn order(name: String) -> DateOrder {
    match name.as_str() {
        "mdy" => DateOrder::Mdy,
        "dmy" => DateOrder::Dmy,
        _ => DateOrder::Ymd,
    }
}

fn encoding(name: String) -> Encoding {
    if name == "utf-8" { Encoding::Utf8 } else { Encoding::Windows1252 }
}

impl DialectArgs {
    pub(super) fn dialect(&self, allowed: &[Allowed]) -> Dialect {
        Dialect {
            date_order: self.date_format,
            encoding: self.encoding,
            sheet: self.worksheet.clone(),
            time_zone: self.time_zone.clone(),
            number_cells: allowed.contains(&Allowed::NumberCells),
        }
    }
}
