//! What a shop asks for: limits by name, each with its source. Three profiles are built in; a shop's own is a file that
//! changes some of their limits.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::content::read_plain;
use crate::content::spanned::{Entries, Spanned};
use crate::content::suggest;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{FileId, Sources};

/// Profiles in the program, the first of which is used where none is chosen.
pub(crate) const BUILT_IN: [(&str, &str); 3] = [
    ("sheetfed-coated", include_str!("profiles/sheetfed-coated.yaml")),
    ("digital", include_str!("profiles/digital.yaml")),
    ("newsprint", include_str!("profiles/newsprint.yaml")),
];

/// What a limit is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// `3 mm`, `0.125 in`, `9 pt`.
    Length,
    /// `300 %`.
    Percent,
    /// `150 ppi`.
    Resolution,
    /// `2`.
    Number,
    /// `refuse`, `warn`, `allow`.
    Verdict,
    /// `PDF/X-1a, PDF/X-4`.
    List,
}

/// The limits, what they are written as, and what they mean.
const LIMITS: [(&str, Unit, &str); 17] = [
    ("bleed", Unit::Length, "how far ink must reach beyond the trim"),
    ("safe_margin", Unit::Length, "how far text must stay from the trim"),
    ("ink_total", Unit::Percent, "the most ink in one place, of all plates together"),
    ("line_width", Unit::Length, "the thinnest line"),
    ("line_width_one_ink", Unit::Length, "below this width, black lines are in one ink"),
    ("text_size", Unit::Length, "the smallest text"),
    ("text_size_one_ink", Unit::Length, "below this size, text is in one ink"),
    ("text_size_black", Unit::Length, "below this size, black text is in black ink only"),
    ("image_resolution", Unit::Resolution, "the lowest resolution of images"),
    ("line_art_resolution", Unit::Resolution, "the lowest resolution of images in black and white"),
    ("spot_colors", Unit::Number, "how many spot inks there may be"),
    ("rgb", Unit::Verdict, "colors in RGB or Lab"),
    ("gray", Unit::Verdict, "colors in DeviceGray"),
    ("transparency", Unit::Verdict, "transparency that is not flattened"),
    ("overprint", Unit::Verdict, "black text that knocks out what is below"),
    ("turned_pages", Unit::Verdict, "pages of the same size, upright and turned, in one file"),
    ("versions", Unit::List, "versions of PDF/X that are accepted"),
];

/// What is done about something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is an error.
    Refuse,
    /// It is a warning.
    Warn,
    /// It is not reported.
    Allow,
}

/// A limit.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    /// As written.
    pub text: String,
    /// Where it is from.
    pub source: String,
    /// Points, or parts of one, or pixels per inch, or a count.
    number: f64,
}

/// A profile that can be used.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub about: String,
    limits: BTreeMap<&'static str, Limit>,
}

/// A profile as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileSpec {
    /// Its name.
    preflight: Spanned<String>,
    about: Option<Spanned<String>>,
    /// A built-in profile whose limits hold where this one has none.
    based_on: Option<Spanned<String>>,
    limits: Entries<LimitSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitSpec {
    value: Spanned<String>,
    source: Option<Spanned<String>>,
}

impl Profile {
    /// The built-in profile of this name.
    pub(crate) fn built_in(name: &str) -> Option<Profile> {
        let (name, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let file = sources.add(format!("{name}.yaml"), (*text).to_owned());
        Profile::read(&sources, file, &mut diagnostics).filter(|_| !diagnostics.has_errors())
    }

    /// Reads a profile. With errors in `diagnostics`, it is not to be used.
    pub(crate) fn read(sources: &Sources, file: FileId, diagnostics: &mut Diagnostics) -> Option<Profile> {
        let spec: ProfileSpec = read_plain(sources, file, diagnostics)?;
        let own = BUILT_IN.iter().any(|(name, text)| *name == spec.preflight.value && *text == sources.file(file).text);
        let base = match &spec.based_on {
            // A built-in profile is complete.
            None if own => None,
            None => Profile::built_in(BUILT_IN[0].0),
            Some(name) => {
                let base = Profile::built_in(&name.value);
                if base.is_none() && !name.is_filler {
                    let problem =
                        Diagnostic::error("preflight-profile", format!("there is no profile `{}`", name.value));
                    let names = BUILT_IN.iter().map(|(name, _)| *name);
                    diagnostics.push(problem.at(name.span, "not built in").hint(suggest::hint(&name.value, names)));
                }
                base
            }
        };
        let mut limits = base.map(|base| base.limits).unwrap_or_default();
        for (key, limit) in &spec.limits.0 {
            let Some(&(known, unit, _)) = LIMITS.iter().find(|(known, ..)| *known == key.value) else {
                let problem = Diagnostic::error("preflight-limit", format!("there is no limit `{}`", key.value));
                let names = LIMITS.iter().map(|(name, ..)| *name);
                diagnostics.push(problem.at(key.span, "unknown").hint(suggest::hint(&key.value, names)));
                continue;
            };
            let text = limit.value.value.trim();
            let Some(number) = unit.read(text) else {
                if !limit.value.is_filler {
                    let problem = Diagnostic::error("preflight-limit", format!("`{text}` is not {}", unit.name()));
                    diagnostics.push(problem.at(limit.value.span, "cannot be read").hint(unit.example()));
                }
                continue;
            };
            let source = limit.source.as_ref().map_or_else(|| spec.preflight.value.clone(), |text| text.value.clone());
            limits.insert(known, Limit { text: text.to_owned(), source, number });
        }
        let about = spec.about.map(|about| about.value).unwrap_or_default();
        Some(Profile { name: spec.preflight.value, about, limits })
    }

    /// The limits with their meaning, in the order of the reference.
    pub(crate) fn limits(&self) -> impl Iterator<Item = (&'static str, &'static str, &Limit)> {
        LIMITS.iter().filter_map(|&(name, _, about)| Some((name, about, self.limits.get(name)?)))
    }

    /// A limit in points, as a part of one, in pixels per inch, or a count.
    pub(crate) fn number(&self, name: &str) -> f64 {
        debug_assert!(LIMITS.iter().any(|(known, ..)| *known == name), "{name}");
        self.limits.get(name).map_or(0.0, |limit| limit.number)
    }

    /// A limit as it is written.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.limits.get(name).map_or("", |limit| &limit.text)
    }

    /// What is done about something.
    pub(crate) fn verdict(&self, name: &str) -> Verdict {
        match self.text(name) {
            "allow" => Verdict::Allow,
            "warn" => Verdict::Warn,
            _ => Verdict::Refuse,
        }
    }

    /// The items of a list.
    pub(crate) fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.text(name).split(',').map(str::trim).filter(|item| !item.is_empty())
    }
}

impl Unit {
    fn read(self, text: &str) -> Option<f64> {
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        let (digits, unit) = (&text[..end], text[end..].trim());
        let number = || digits.parse::<f64>().ok().filter(|number| number.is_finite());
        match (self, unit) {
            (Unit::Length, "pt") => number(),
            (Unit::Length, "mm") => number().map(|mm| mm * 72.0 / 25.4),
            (Unit::Length, "in") => number().map(|inches| inches * 72.0),
            (Unit::Percent, "%") => number().map(|percent| percent / 100.0),
            (Unit::Resolution, "ppi") | (Unit::Number, "") => number(),
            (Unit::Verdict, _) => matches!(text, "refuse" | "warn" | "allow").then_some(0.0),
            (Unit::List, _) => (!text.is_empty()).then_some(0.0),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Unit::Length => "a length",
            Unit::Percent => "a percentage",
            Unit::Resolution => "a resolution",
            Unit::Number => "a number",
            Unit::Verdict => "`refuse`, `warn` or `allow`",
            Unit::List => "a list",
        }
    }

    fn example(self) -> &'static str {
        match self {
            Unit::Length => "for example `3 mm`, `0.125 in` or `0.25 pt`",
            Unit::Percent => "for example `300 %`",
            Unit::Resolution => "for example `150 ppi`",
            Unit::Number => "for example `2`",
            Unit::Verdict => "one of the three words",
            Unit::List => "for example `PDF/X-1a, PDF/X-4`",
        }
    }
}
