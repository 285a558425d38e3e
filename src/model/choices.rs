//! Fields that may have only certain values: which of them a record's value is.

use super::clean::clean;
use crate::content::types::FieldSpec;

/// What a value is not, and how to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// "a date".
    pub what: &'static str,
    /// What to do.
    pub hint: &'static str,
}

/// What a value is not, if it is none of its field's choices.
pub(crate) const NO_CHOICE: Wrong =
    Wrong { what: "one of the field's choices", hint: "write it as the handout lists it under the field's `choices`" };

/// What programs write for yes and no.
const YES: [&str; 3] = ["true", "y", "1"];
const NO: [&str; 3] = ["false", "n", "0"];

/// The choice that a value is, by itself or by its printed words; with these. Case does not count; where the choices are
/// yes and no, neither does how a program writes them.
pub(crate) fn chosen<'c>(
    choices: impl Iterator<Item = (&'c str, &'c str)> + Clone,
    value: &str,
) -> Option<(&'c str, &'c str)> {
    let value = value.trim().to_lowercase();
    let find = |wanted: &str| choices.clone().find(|(choice, _)| choice.to_lowercase() == wanted);
    let of_program = || {
        let (yes, no) = (find("yes")?, find("no")?);
        match value.as_str() {
            value if YES.contains(&value) => Some(yes),
            value if NO.contains(&value) => Some(no),
            _ => None,
        }
    };
    let in_words = || {
        let mut found = choices.clone().filter(|(_, words)| words.trim().to_lowercase() == value);
        found.next().filter(|_| found.next().is_none())
    };
    find(&value).or_else(of_program).or_else(in_words)
}

/// A field's choices: values and printed words.
pub(crate) fn choices_of(spec: &FieldSpec) -> impl Iterator<Item = (&str, &str)> + Clone {
    let choices = spec.choices.iter().flat_map(|choices| &choices.0);
    choices.map(|(value, words)| (value.value.as_str(), words.value.as_str()))
}

/// What the choice that a value is prints as.
pub(crate) fn print_choice<'c>(
    choices: impl Iterator<Item = (&'c str, &'c str)> + Clone,
    value: &str,
) -> Result<String, Wrong> {
    chosen(choices, value).map(|(_, words)| clean(words)).ok_or(NO_CHOICE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_choice_however_programs_write_it() {
        let sedation = [("yes", "Yes"), ("no", "No")];
        let route = [("oral", "By mouth"), ("1", "First"), ("IV", "In a vein")];
        let chosen = |choices: &[(&'static str, &'static str)], value| {
            super::chosen(choices.iter().copied(), value).map(|(choice, _)| choice)
        };
        for (value, choice) in
            [("yes", "yes"), (" YES ", "yes"), ("True", "yes"), ("1", "yes"), ("n", "no"), ("0", "no")]
        {
            assert_eq!(chosen(&sedation, value), Some(choice), "{value}");
        }
        for value in ["", "maybe", "yess", "2", "ja"] {
            assert_eq!(chosen(&sedation, value), None, "{value}");
        }
        assert_eq!(chosen(&route, "ORAL"), Some("oral"));
        assert_eq!(chosen(&route, "iv"), Some("IV"));
        assert_eq!(chosen(&route, "1"), Some("1"));
        assert_eq!(chosen(&route, "true"), None, "these are not yes and no");
        assert_eq!(chosen(&route, "by Mouth"), Some("oral"));
        assert_eq!(chosen(&[("a", "Same"), ("b", "Same")], "same"), None, "which of them is not known");
        assert_eq!(print_choice(route.iter().copied(), "iv"), Ok("In a vein".to_owned()));
        assert_eq!(print_choice(route.iter().copied(), "im"), Err(NO_CHOICE));
    }
}
