//! The handouts of a folder: each with its translations, and how it is found.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::folder::handouts_below;
use crate::content::types::{FieldKind, FieldSpec, Handout, Scalar};
use crate::content::{self, pictures};
use crate::diag::Diagnostics;
use crate::engine::{self, Files};
use crate::lang::Language;
use crate::model::choices::choices_of;
use crate::records::Rules;
use crate::source::{Sources, Tree};

/// All handouts.
#[derive(Default)]
pub(crate) struct Catalog {
    /// In order of their titles.
    pub topics: Vec<Arc<Topic>>,
    /// Files with errors, which are not served.
    pub broken: Vec<Broken>,
    /// The hospital's name, from the first site file.
    pub site: Option<String>,
}

/// A file of a handout that has errors. What is known of it may be from before it had them.
#[derive(Clone, Debug)]
pub(crate) struct Broken {
    /// The file.
    pub path: PathBuf,
    /// The handout's id.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its language.
    pub language: Option<Language>,
    /// The files that it is made from, as far as they are known: the error may be in any of them.
    pub named: Vec<PathBuf>,
}

impl Broken {
    fn of(path: PathBuf, files: Option<&Files>, sources: &Sources, old: &Catalog) -> Broken {
        let mut broken = Broken::known(path, files, old);
        let read = sources.ids().map(|id| sources.file(id).path.clone());
        broken.named.extend(read.chain(old.named_by(&broken.path)));
        broken.named.sort();
        broken.named.dedup();
        broken
    }

    fn known(path: PathBuf, files: Option<&Files>, old: &Catalog) -> Broken {
        let named = Vec::new();
        if let Some(Files { handout, .. }) = files {
            let (id, title) = (Some(handout.id.value.clone()), Some(handout.title.value.clone()));
            return Broken { path, id, title, language: Language::parse(&handout.language), named };
        }
        if let Some(known) = old.broken.iter().find(|known| known.path == path) {
            return known.clone();
        }
        let all = old.topics.iter().flat_map(|topic| topic.translations.iter().map(move |t| (topic, t)));
        let known = all.into_iter().find(|(_, translation)| translation.path == path);
        Broken {
            path,
            id: known.map(|(topic, _)| topic.id.clone()),
            title: known.map(|(_, translation)| translation.title.clone()),
            language: known.map(|(_, translation)| translation.language.clone()),
            named,
        }
    }

    /// Finds out of which handout it is a translation, as far as its text can be read.
    fn recognize(&mut self, topics: &[Arc<Topic>]) {
        for topic in topics {
            let beside = content::siblings(&Tree::Disk, &topic.translations[0].path, &topic.id).unwrap_or_default();
            if let Some(own) = beside.into_iter().find(|sibling| sibling.path == self.path) {
                self.id = Some(topic.id.clone());
                self.language = own.language.as_deref().and_then(Language::parse);
            }
        }
    }

    /// What it is called: by its title, or else by its file.
    pub(crate) fn name(&self) -> String {
        let file = || self.path.file_name().map(|name| name.to_string_lossy().into_owned());
        self.title.clone().or_else(file).unwrap_or_default()
    }
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
    /// The files that it is made from.
    pub named: Vec<PathBuf>,
    /// A digest of all that its copies are made from.
    pub digest: [u8; 32],
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
    /// What it may be, if only that: values, and what is printed for them.
    pub choices: Vec<(String, String)>,
    /// Whether each copy must have it; of an item's field, whether each item must.
    pub required: bool,
    /// If it is a list: the fields of each of its items.
    pub items: Vec<Field>,
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
    /// served. Handouts that are as in `old` are those of `old`.
    pub(crate) fn read(
        folder: &Path,
        old: &Catalog,
        mut report: impl FnMut(Sources, Diagnostics),
    ) -> std::io::Result<Catalog> {
        let mut catalog = Catalog::default();
        let mut ids: Vec<(String, Vec<PathBuf>)> = Vec::new();
        for path in handouts_below(folder)? {
            let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
            let files = engine::read(&mut sources, &path, &mut problems);
            let is_broken = problems.has_errors();
            let broken =
                (is_broken || files.is_none()).then(|| Broken::of(path.clone(), files.as_ref(), &sources, old));
            report(sources, problems);
            catalog.broken.extend(broken);
            let Some(files) = files.filter(|_| !is_broken) else { continue };
            let language = Language::parse(&files.handout.language);
            let site = files.site.as_ref().zip(language).and_then(|(site, language)| site.name.for_language(&language));
            catalog.site = catalog.site.or_else(|| site.map(|(name, _)| name.value.clone()));
            match ids.iter_mut().find(|(id, _)| *id == files.handout.id.value) {
                Some((_, paths)) => paths.push(path),
                None => ids.push((files.handout.id.value.clone(), vec![path])),
            }
        }
        let known = |topic: Topic| {
            let same = old.topic(&topic.id).filter(|old| old.digest == topic.digest);
            same.cloned().unwrap_or_else(|| Arc::new(topic))
        };
        let read = ids.into_iter().filter_map(|(id, paths)| Topic::read(id, &paths));
        catalog.topics = read.map(known).collect();
        for broken in catalog.broken.iter_mut().filter(|broken| broken.id.is_none()) {
            broken.recognize(&catalog.topics);
        }
        catalog.topics.sort_by_cached_key(|topic| (folded(&topic.translations[0].title), topic.id.clone()));
        Ok(catalog)
    }

    /// All files that handouts are made from, whether they exist or not: sites and pictures may be outside the folder.
    pub(crate) fn named(&self) -> BTreeSet<PathBuf> {
        let (served, broken) = (self.topics.iter().map(|topic| &topic.named), self.broken.iter().map(|b| &b.named));
        served.chain(broken).flatten().cloned().collect()
    }

    /// The files that the handout in a file is made from.
    fn named_by(&self, path: &Path) -> Vec<PathBuf> {
        let served = self.topics.iter().filter(|topic| topic.translations.iter().any(|t| t.path == path));
        let broken = self.broken.iter().filter(|broken| broken.path == path);
        served.map(|topic| &topic.named).chain(broken.map(|b| &b.named)).flatten().cloned().collect()
    }

    /// The file of a handout that is not served because of its errors, by the handout's id and a language, or any.
    pub(crate) fn broken(&self, id: &str, language: Option<&Language>) -> Option<&Broken> {
        let wanted = |broken: &&Broken| {
            let speaks = |language: &Language| {
                let own = broken.language.as_ref();
                own.is_some_and(|own| own == language || own.primary() == language.primary())
            };
            broken.id.as_deref() == Some(id) && language.is_none_or(speaks)
        };
        self.broken.iter().find(wanted)
    }

    /// A handout by its id.
    pub(crate) fn topic(&self, id: &str) -> Option<&Arc<Topic>> {
        self.topics.iter().find(|topic| topic.id == id)
    }

    /// Handouts that have all words of a query in their titles, ids or codes.
    pub(crate) fn search<'c>(&'c self, query: &str) -> impl Iterator<Item = &'c Arc<Topic>> {
        let query = folded(query);
        let words: Vec<String> = query.split_whitespace().map(str::to_owned).collect();
        self.topics.iter().filter(move |topic| words.iter().all(|word| topic.words.contains(word.as_str())))
    }

    /// Handouts about a code. In ICD-10, a category stands for all of its codes.
    pub(crate) fn about<'c>(&'c self, code: &str, system: Option<System>) -> impl Iterator<Item = &'c Arc<Topic>> {
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
        let (digest, named) = digest(&sources);
        (!translations.is_empty()).then_some(Topic { id, codes, translations, sources, words, named, digest })
    }

    /// What tells it from itself after a change.
    pub(crate) fn version(&self) -> String {
        self.digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether columns of a sheet can fill its copies. Those that a list's items come from are not chosen.
    pub(crate) fn has_columns(&self) -> bool {
        let is_column = |field: &Field| field.kind != FieldKind::List;
        self.translations.iter().any(|translation| translation.fields.iter().any(is_column))
    }

    /// The translation in a language; in any of its regions, if it has none of this one.
    pub(crate) fn translation(&self, language: &Language) -> Option<&Translation> {
        let exactly = self.translations.iter().find(|t| t.language == *language);
        exactly.or_else(|| self.translations.iter().find(|t| t.language.primary() == language.primary()))
    }
}

/// A digest of files and of the pictures that they name; and the paths of all of them.
fn digest(sources: &Sources) -> ([u8; 32], Vec<PathBuf>) {
    let (mut hash, mut paths) = (Sha256::new(), Vec::new());
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    for id in sources.ids() {
        let file = sources.file(id);
        add(file.path.as_os_str().as_encoded_bytes());
        add(file.text.as_bytes());
        paths.push(file.path.clone());
        // A handout's picture may be beside its site.
        for (picture, base) in
            pictures(sources, id).iter().flat_map(|picture| sources.ids().map(move |base| (picture, base)))
        {
            add(&sources.read_asset(base, picture).unwrap_or_default());
            paths.push(sources.relative_path(base, picture));
        }
    }
    (hash.finalize().into(), paths)
}

fn codes_of(handout: &Handout) -> impl Iterator<Item = (System, String)> {
    let lists = handout.codes.iter().flat_map(|codes| {
        [(System::Icd10, &codes.icd10), (System::Snomed, &codes.snomed), (System::Loinc, &codes.loinc)]
    });
    lists.flat_map(|(system, list)| list.iter().flatten().map(move |code| (system, code.value.clone())))
}

fn fields(handout: &Handout) -> Vec<Field> {
    handout.patient.iter().flat_map(|fields| &fields.0).map(field).collect()
}

fn field((name, spec): &(Scalar, FieldSpec)) -> Field {
    Field {
        name: name.value.clone(),
        label: spec.label.value.clone(),
        kind: spec.kind,
        choices: choices_of(spec).map(|(value, said)| (value.to_owned(), said.to_owned())).collect(),
        required: spec.required,
        items: spec.list_of.iter().flat_map(|fields| &fields.0).map(field).collect(),
    }
}

/// A text as it is searched: without case and accents.
pub(crate) fn folded(text: &str) -> String {
    let plain = text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    plain.to_lowercase()
}
