//! A records file, one record at a time.

use std::borrow::Cow;
use std::io::{self, Read};

#[cfg(feature = "cli")]
use super::Fields;
use super::assemble::{assemble, json};
use super::columns::Target;
use super::fhir::{self, Bundle};
use super::hl7::{self, Messages};
use super::input::Input;
use super::objects::Objects;
use super::plan::Plan;
use super::sheet::ZIP;
use super::table::Table;
use super::{At, Broken, Record, Reject};
use crate::content::lists::{ItemName, unnumbered};
#[cfg(feature = "cli")]
use crate::source::limits::MAX_COLUMNS;

/// Reads a records file. An error ends the file.
pub(crate) struct Reader<'a> {
    plan: &'a Plan,
    format: Format,
    number: u64,
    ended: bool,
}

enum Format {
    Table(Table),
    Json(Objects<Input>),
    Fhir(Objects<Input>),
    Bundle(Bundle, Input),
    Hl7(Messages, Input),
}

/// What a file shows of its columns.
#[cfg(feature = "cli")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Headings {
    /// A table's headings.
    Columns(Vec<String>),
    /// The keys of objects, in the order in which they come.
    Keys(Vec<String>),
    /// A standard says what the parts of its records are.
    Standard,
}

/// Files that spreadsheets open and that are not read here.
const OLD_EXCEL: &str = "an old Excel workbook (.xls), or one with a password; save it as .xlsx without a password, or as \
    “CSV UTF-8”";
const MARKUP: &str = "HTML or XML, which some programs name .xls; open it in a spreadsheet program and save it as .xlsx, or \
    as “CSV UTF-8”";

impl<'a> Reader<'a> {
    /// Reads a file from its current position. Its format is detected from its beginning, unless its name says it is
    /// CSV.
    pub(crate) fn new(file: impl Read + 'static, named_csv: bool, plan: &'a Plan) -> Result<Reader<'a>, Broken> {
        let mut input = Input::new(file, plan.dialect.encoding)?;
        let format = match Beginning::of(input.beginning()?, named_csv) {
            Beginning::Workbook => Format::Table(Table::workbook(input, plan)?),
            Beginning::OldExcel => return Err(Broken::row(1, OLD_EXCEL)),
            Beginning::Markup => return Err(Broken::row(1, MARKUP)),
            Beginning::Hl7 => Format::Hl7(Messages::read(&mut input)?, input),
            Beginning::Bundle => Format::Bundle(Bundle::read(&mut input, plan)?, input),
            Beginning::Objects => {
                let mut objects = Objects::new(input);
                match objects.is_fhir()? {
                    true => Format::Fhir(objects),
                    false => Format::Json(objects),
                }
            }
            Beginning::Rows => Format::Table(Table::csv(input, plan)?),
        };
        Ok(Reader { plan, format, number: 0, ended: false })
    }

    /// The fields that the file can fill, those of lists' items without numbers, if its beginning shows them.
    pub(crate) fn filled(&self) -> Option<Vec<Cow<'_, str>>> {
        let Format::Table(table) = &self.format else { return None };
        let named = table.columns.iter().filter_map(|target| match target {
            Target::Field(name) => Some(name.as_str()),
            _ => None,
        });
        let named = named.chain(self.plan.constants.iter().map(|(name, _)| name.as_str()));
        // An item's column fills its list, too.
        let both = |name| [unnumbered(name), ItemName::parse(name).map(|item| Cow::Borrowed(item.list))];
        Some(named.flat_map(both).flatten().collect())
    }

    /// The line of the headings, or where they would be.
    pub(crate) fn heading_line(&self) -> u64 {
        if let Format::Table(table) = &self.format { table.heading } else { 1 }
    }

    /// What a file shows of its columns, for somebody to say what they fill.
    #[cfg(feature = "cli")]
    pub(crate) fn headings(&mut self) -> Result<Headings, Broken> {
        let mut keys: Vec<String> = Vec::new();
        match &mut self.format {
            Format::Table(table) => return Ok(Headings::Columns(table.names.clone())),
            Format::Json(objects) => {
                while let Some((text, _)) = objects.next_object()? {
                    // An object that is not one is rejected when it is read.
                    let fields = serde_json::from_str::<Fields>(text).map(|fields| fields.0).unwrap_or_default();
                    keys.extend(
                        fields.into_iter().map(|(key, _)| key).filter(|key| !keys.contains(key)).collect::<Vec<_>>(),
                    );
                    if keys.len() > MAX_COLUMNS {
                        return Err(Broken::row(1, "more different keys than a table may have columns"));
                    }
                }
            }
            Format::Fhir(_) | Format::Bundle(..) | Format::Hl7(..) => return Ok(Headings::Standard),
        }
        Ok(Headings::Keys(keys))
    }

    /// The columns of the row just read that fill something, where these were chosen by place, and their texts.
    #[cfg(feature = "cli")]
    pub(crate) fn row(&self) -> &[(usize, String)] {
        if let Format::Table(table) = &self.format { &table.row } else { &[] }
    }

    /// SHA-256 of the whole file, including the rest of it.
    pub(crate) fn sha256(&mut self) -> io::Result<[u8; 32]> {
        match &mut self.format {
            Format::Table(table) => table.sha256(),
            Format::Json(objects) | Format::Fhir(objects) => objects.input().sha256(),
            Format::Bundle(_, input) | Format::Hl7(_, input) => input.sha256(),
        }
    }

    fn read(&mut self) -> Result<Option<Result<Record, Reject>>, Broken> {
        let (number, plan) = (self.number + 1, self.plan);
        let record = match &mut self.format {
            Format::Table(table) => {
                table.next(number, plan)?.map(|(at, values)| values.and_then(|values| assemble(at, values, plan)))
            }
            Format::Json(objects) => objects.next_object()?.map(|(text, line)| json(At { number, line }, text, plan)),
            Format::Fhir(objects) => {
                objects.next_object()?.map(|(text, line)| fhir::record(At { number, line }, text, plan))
            }
            Format::Bundle(bundle, _) => bundle.next(number, plan),
            Format::Hl7(messages, _) => {
                messages.next().map(|(message, line)| hl7::record(At { number, line }, message, plan))
            }
        };
        self.number = number;
        Ok(record)
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Result<Record, Reject>, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.read().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

/// What a file's first bytes show.
enum Beginning {
    Workbook,
    OldExcel,
    Markup,
    Hl7,
    Bundle,
    Objects,
    Rows,
}

impl Beginning {
    fn of(beginning: &[u8], named_csv: bool) -> Beginning {
        /// An OLE container.
        const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
        let first = beginning.iter().copied().find(|byte| !byte.is_ascii_whitespace());
        match first {
            _ if beginning.starts_with(ZIP) => Beginning::Workbook,
            _ if beginning.starts_with(OLE) => Beginning::OldExcel,
            _ if named_csv => Beginning::Rows,
            _ if hl7::begins(beginning) => Beginning::Hl7,
            Some(b'<') => Beginning::Markup,
            Some(b'{') if fhir::is_bundle(beginning) => Beginning::Bundle,
            Some(b'[' | b'{') => Beginning::Objects,
            _ => Beginning::Rows,
        }
    }
}
