//! What a file's columns or keys fill.

use std::borrow::Cow;

use crate::content::lists::{ItemName, first_of, is_field};
use crate::content::suggest;
use crate::source::limits::MAX_LIST_ITEMS;

/// What a column fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A field of the handout.
    Field(String),
    /// The language of the copy.
    Language,
    /// The copy's paper.
    Paper,
    /// The copy's size of running text.
    Size,
    /// The form in which the patient reads: the copy's, or one that is not made here.
    ReadingMode,
    /// Nothing: the column is mapped to nothing.
    Nothing,
}

/// Names with a meaning other than a field. `patient.language` is still a field.
const RESERVED: [(&str, Target); 4] = [
    ("language", Target::Language),
    ("paper", Target::Paper),
    ("size", Target::Size),
    ("reading_mode", Target::ReadingMode),
];

/// Columns that REDCap writes where a record may have several rows. Each has some of a patient's values.
const SEVERAL_ROWS: [&str; 3] = ["redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"];

impl Target {
    /// Reads the right side of `--map COLUMN=TARGET`.
    pub(crate) fn parse(name: &str, fields: &[String]) -> Result<Target, String> {
        if name.is_empty() {
            return Ok(Target::Nothing);
        }
        if let Some(target) = reserved(name) {
            return Ok(target);
        }
        let field = name.strip_prefix("patient.").unwrap_or(name);
        match is_field(fields, field) {
            true => Ok(Target::Field((*field).to_owned())),
            false => Err(suggest::hint(field, written(fields).iter().map(|field| &**field))),
        }
    }

    /// The field, or the name with another meaning.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Target::Field(name) => Some(name),
            Target::Nothing => None,
            other => RESERVED.iter().find(|(_, target)| target == other).map(|&(name, _)| name),
        }
    }
}

/// Fields as records may write them.
fn written(fields: &[String]) -> Vec<Cow<'_, str>> {
    fields.iter().map(|field| first_of(field)).collect()
}

fn reserved(name: &str) -> Option<Target> {
    RESERVED.iter().find(|(known, _)| *known == name).map(|(_, target)| target.clone())
}

/// Which column fills what: by `--map`, otherwise by its name, otherwise by the label of a field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// The handout's fields, those of lists' items without numbers.
    pub fields: Vec<String>,
    /// From `--map`: column, target.
    pub map: Vec<(String, Target)>,
    /// What the columns of a table fill, by their places, if somebody has looked at them and said so. Their names then
    /// count for nothing, and columns beyond these fill nothing.
    pub places: Option<Vec<Target>>,
    /// The fields' labels in all languages of the handout, as [`plain`] writes them, and their fields.
    pub labels: Vec<(String, String)>,
}

/// Why nothing is known to be filled by a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unmatched(String);

impl Unmatched {
    /// The problem with this thing, such as `column 3`, which is never called by its name: in a file without a heading
    /// row the name is a patient's value.
    pub(crate) fn of(&self, thing: &str) -> String {
        format!("{thing} {}", self.0)
    }
}

impl Columns {
    /// What a column fills. `Test date` is the field `test_date`, and so is its label.
    pub(crate) fn target(&self, column: &str) -> Result<Target, Unmatched> {
        let column = column.trim();
        if let Some((_, target)) = self.map.iter().find(|(name, _)| name == column) {
            return Ok(target.clone());
        }
        let name = plain(column);
        let own = reserved(&name).or_else(|| is_field(&self.fields, &name).then(|| Target::Field(name.clone())));
        let labeled = self.labels.iter().filter(|(label, _)| *label == name).map(|(_, field)| field.as_str());
        let mut found: Vec<&str> = own.iter().filter_map(Target::name).chain(labeled).collect();
        found.sort_unstable();
        found.dedup();
        match (found.as_slice(), &own) {
            ([], _) => Err(Unmatched(format!("matches no field ({})", self.suggestion(column)))),
            ([_], Some(own)) => Ok(own.clone()),
            ([field], None) => Ok(Target::Field((*field).to_owned())),
            // A label of one field may be the name of another. Either could be meant.
            _ => Err(Unmatched(format!("may be {}, by name or label", suggest::list(&found)))),
        }
    }

    /// The field that a column's name may mean.
    fn suggestion(&self, column: &str) -> String {
        if SEVERAL_ROWS.contains(&plain(column).as_str()) {
            return "in REDCap, a patient then has several rows, each with some of the values; export a report that has \
                    one row for each patient"
                .to_owned();
        }
        let is_beyond = |item: &ItemName<'_>| item.number > MAX_LIST_ITEMS;
        if ItemName::parse(column).as_ref().is_some_and(is_beyond) {
            return format!("a list may have {MAX_LIST_ITEMS} items");
        }
        let fields = written(&self.fields);
        match suggest::nearest(column, fields.iter().map(|field| &**field)) {
            Some(field) => format!("did you mean `{field}`?"),
            None if self.fields.is_empty() => "the handout has no fields under `patient`".to_owned(),
            None => {
                let fields: Vec<&str> = fields.iter().map(|field| &**field).collect();
                format!("the handout has {}", suggest::list(&fields))
            }
        }
    }
}

/// A heading or a label without what programs and people write differently: case, spaces, hyphens, a final colon.
pub(crate) fn plain(name: &str) -> String {
    let name = name.trim().trim_end_matches([':', '：']);
    let name = name.to_lowercase().replace(['-', '_', '\u{a0}'], " ");
    name.split_whitespace().collect::<Vec<_>>().join("_")
}
