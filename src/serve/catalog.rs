//! The handouts of a folder: each with its translations, and how it is found.

use std::fs;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::content::types::{FieldKind, Handout};
use crate::diag::Diagnostics;
use crate::engine::{self, Files};
use crate::lang::Language;
use crate::records::Rules;
use crate::source::Sources;
use crate::source::limits::MAX_TEXT_BYTES;

/// Folders below the given one that are looked into.
const DEEPEST: usize = 4;
/// Files that are looked at. More is not a folder of handouts.
const MOST_FILES: usize = 20_000;

/// All handouts.
#[derive(Default)]
pub(crate) struct Catalog {
    /// In order of their titles.
    pub topics: Vec<Topic>,
    /// The hospital's name, from the first site file.
    pub site: Option<String>,
}

/// One handout with its translations.
pub(crate) struct Topic {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub codes: Vec<(System, String)>,
    /// The original, then its translations by their tags. Never empty.
    pub translations: Vec<Translation>,
    /// The files that they are read from.
    pub sources: Sources,
    /// All that the page is searched by, folded.
    pub words: String,
}

/// One language of a handout.
pub(crate) struct Translation {
    /// The language.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// Its file.
    pub path: PathBuf,
    /// What has been read of it.
    pub files: Files,
    /// What it requires of a record.
    pub rules: Rules,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

/// A field of a copy.
#[derive(Clone)]
pub(crate) struct Field {
    /// Its name.
    pub name: String,
    /// Its label, in the handout's language.
    pub label: String,
    /// What it accepts.
    pub kind: FieldKind,
    /// Whether each copy must have it.
    pub required: bool,
}

/// A system of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Icd10,
    Snomed,
    Loinc,
}

impl System {
    /// Its key in a handout.
    pub(crate) fn name(self) -> &'static str {
        match self {
            System::Icd10 => "icd10",
            System::Snomed => "snomed",
            System::Loinc => "loinc",
        }
    }

    /// A system by its key, its usual name, or its object identifier (HL7 Infobutton names systems by these).
    pub(crate) fn parse(name: &str) -> Option<System> {
        let name = name.trim().trim_start_matches("urn:oid:").to_ascii_lowercase();
        match name.as_str() {
            // ICD-10 and its clinical modification.
            "icd10"
            | "icd-10"
            | "icd-10-cm"
            | "icd10cm"
            | "2.16.840.1.113883.6.3"
            | "2.16.840.1.113883.6.90"
            | "http://hl7.org/fhir/sid/icd-10"
            | "http://hl7.org/fhir/sid/icd-10-cm" => Some(System::Icd10),
            "snomed" | "snomed-ct" | "snomedct" | "2.16.840.1.113883.6.96" | "http://snomed.info/sct" => {
                Some(System::Snomed)
            }
            "loinc" | "2.16.840.1.113883.6.1" | "http://loinc.org" => Some(System::Loinc),
            _ => None,
        }
    }
}

impl Catalog {
    /// The handouts in a folder and below. `report` receives each file's sources and problems; files with errors are not
    /// served.
    pub(crate) fn read(folder: &Path, mut report: impl FnMut(&Sources, Diagnostics)) -> std::io::Result<Catalog> {
        let mut paths = Vec::new();
        find(folder, 0, &mut paths)?;
        let mut catalog = Catalog::default();
        let mut ids: Vec<(String, Vec<PathBuf>)> = Vec::new();
        for path in paths {
            let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
            let files = engine::read(&mut sources, &path, &mut problems);
            let files = files.filter(|_| !problems.has_errors());
            report(&sources, problems);
            let Some(files) = files else { continue };
            let language = Language::parse(&files.handout.language);
            let site = files.site.as_ref().zip(language).and_then(|(site, language)| site.name.for_language(&language));
            catalog.site = catalog.site.or_else(|| site.map(|(name, _)| name.value.clone()));
            match ids.iter_mut().find(|(id, _)| *id == files.handout.id.value) {
                Some((_, paths)) => paths.push(path),
                None => ids.push((files.handout.id.value.clone(), vec![path])),
            }
        }
        catalog.topics = ids.into_iter().filter_map(|(id, paths)| Topic::read(id, &paths)).collect();
        catalog.topics.sort_by_cached_key(|topic| (folded(&topic.translations[0].title), topic.id.clone()));
        Ok(catalog)
    }

    /// A handout by its id.
    pub(crate) fn topic(&self, id: &str) -> Option<(usize, &Topic)> {
        self.topics.iter().enumerate().find(|(_, topic)| topic.id == id)
    }

    /// Handouts that have all words of a query in their titles, ids or codes.
    pub(crate) fn search<'c>(&'c self, query: &str) -> impl Iterator<Item = &'c Topic> {
        let query = folded(query);
        let words: Vec<String> = query.split_whitespace().map(str::to_owned).collect();
        self.topics.iter().filter(move |topic| words.iter().all(|word| topic.words.contains(word.as_str())))
    }

    /// Handouts about a code. In ICD-10, a category stands for all of its codes.
    pub(crate) fn about<'c>(&'c self, code: &str, system: Option<System>) -> impl Iterator<Item = &'c Topic> {
        let code = code.trim().to_ascii_uppercase();
        let is = move |(known, listed): &(System, String)| {
            let category = |rest: &str| *known == System::Icd10 && (rest.starts_with('.') || listed.contains('.'));
            system.is_none_or(|system| system == *known)
                && code.strip_prefix(listed.as_str()).is_some_and(|rest| rest.is_empty() || category(rest))
        };
        self.topics.iter().filter(move |topic| topic.codes.iter().any(&is))
    }
}

impl Topic {
    /// Reads the files again that have one id, in one collection of sources.
    fn read(id: String, paths: &[PathBuf]) -> Option<Topic> {
        let mut sources = Sources::default();
        let mut translations: Vec<Translation> = Vec::new();
        let mut codes: Vec<(System, String)> = Vec::new();
        for path in paths {
            let Some(files) = engine::read(&mut sources, path, &mut Diagnostics::default()) else { continue };
            let Some(rules) = Rules::new(&files.handout, files.site.as_ref()) else { continue };
            let language = rules.language.clone();
            // Two files in one language: the first by name is the one that is served.
            if translations.iter().any(|known| known.language == language) {
                continue;
            }
            for code in codes_of(&files.handout) {
                if !codes.contains(&code) {
                    codes.push(code);
                }
            }
            let (title, fields) = (files.handout.title.value.clone(), fields(&files.handout));
            translations.push(Translation { language, title, path: path.clone(), files, rules, fields });
        }
        translations.sort_by_key(|t| (t.files.handout.translation_of.is_some(), t.language.tag().to_owned()));
        let titles = translations.iter().map(|translation| translation.title.as_str());
        let listed = codes.iter().map(|(_, code)| code.as_str());
        let words: Vec<&str> = titles.chain(listed).chain([id.as_str()]).collect();
        let words = folded(&words.join(" "));
        (!translations.is_empty()).then_some(Topic { id, codes, translations, sources, words })
    }

    /// The translation in a language; in any of its regions, if it has none of this one.
    pub(crate) fn translation(&self, language: &Language) -> Option<&Translation> {
        let exactly = self.translations.iter().find(|t| t.language == *language);
        exactly.or_else(|| self.translations.iter().find(|t| t.language.primary() == language.primary()))
    }
}

fn codes_of(handout: &Handout) -> impl Iterator<Item = (System, String)> {
    let lists = handout.codes.iter().flat_map(|codes| {
        [(System::Icd10, &codes.icd10), (System::Snomed, &codes.snomed), (System::Loinc, &codes.loinc)]
    });
    lists.flat_map(|(system, list)| list.iter().flatten().map(move |code| (system, code.value.clone())))
}

fn fields(handout: &Handout) -> Vec<Field> {
    let field = |(name, spec): &(crate::content::types::Scalar, crate::content::types::FieldSpec)| Field {
        name: name.value.clone(),
        label: spec.label.value.clone(),
        kind: spec.kind,
        required: spec.required,
    };
    // Lists have no place on the page: their rows are printed to be filled in by hand.
    let fields = handout.patient.iter().flat_map(|fields| &fields.0).filter(|(_, spec)| spec.kind != FieldKind::List);
    fields.map(field).collect()
}

/// YAML files that look like handouts, by name, without hidden files and folders.
fn find(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        if hidden || paths.len() >= MOST_FILES {
            continue;
        }
        if path.is_dir() {
            // A folder that may not be listed is none of ours.
            let below = if depth < DEEPEST { find(&path, depth + 1, paths) } else { Ok(()) };
            below.or_else(|error| if depth > 0 { Ok(()) } else { Err(error) })?;
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml") && is_handout(&path) {
            paths.push(path);
        }
    }
    Ok(())
}

/// Whether a file has a line with the key that every handout has: folders hold sites, notices and other files, too.
fn is_handout(path: &Path) -> bool {
    let text = crate::source::read_limited(path, MAX_TEXT_BYTES).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.trim_start_matches('\u{feff}').lines().any(|line| line.starts_with("handout:"))
}

/// A text as it is searched: without case and accents.
pub(crate) fn folded(text: &str) -> String {
    let plain = text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    plain.to_lowercase()
}
