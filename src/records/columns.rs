//! What a file's columns or keys fill.

use crate::content::suggest;

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
    /// Nothing: the column is mapped to nothing.
    Nothing,
}

/// Names with a meaning other than a field. `patient.language` is still a field.
const RESERVED: [(&str, Target); 3] =
    [("language", Target::Language), ("paper", Target::Paper), ("size", Target::Size)];

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
        match fields.iter().any(|known| known == field) {
            true => Ok(Target::Field(field.to_owned())),
            false => Err(suggest::hint(field, fields.iter().map(String::as_str))),
        }
    }

    /// The field, or the name with another meaning.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Target::Field(name) => Some(name),
            Target::Language => Some("language"),
            Target::Paper => Some("paper"),
            Target::Size => Some("size"),
            Target::Nothing => None,
        }
    }
}

fn reserved(name: &str) -> Option<Target> {
    RESERVED.iter().find(|(known, _)| *known == name).map(|(_, target)| target.clone())
}

/// Which column fills what: by `--map`, otherwise by its name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// The handout's fields.
    pub fields: Vec<String>,
    /// From `--map`: column, target.
    pub map: Vec<(String, Target)>,
}

impl Columns {
    /// What a column fills; `None` if unknown. `Test date` is the field `test_date`.
    pub(crate) fn target(&self, column: &str) -> Option<Target> {
        let column = column.trim();
        if let Some((_, target)) = self.map.iter().find(|(name, _)| name == column) {
            return Some(target.clone());
        }
        let name = column.to_lowercase().replace([' ', '-'], "_");
        reserved(&name)
            .or_else(|| self.fields.iter().find(|field| **field == name).map(|field| Target::Field(field.clone())))
    }

    /// The field that a column's name may mean. The name itself is never shown: in a file without a heading row it is a
    /// patient's value.
    pub(crate) fn suggestion(&self, column: &str) -> String {
        match suggest::nearest(column, self.fields.iter().map(String::as_str)) {
            Some(field) => format!("did you mean `{field}`?"),
            None if self.fields.is_empty() => "the handout has no fields under `patient`".to_owned(),
            None => {
                let fields: Vec<&str> = self.fields.iter().map(String::as_str).collect();
                format!("the handout has {}", suggest::list(&fields))
            }
        }
    }
}
