//! What a run is made from: the handout in its languages, what the columns fill, and how files are named.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::given::{read_constants, read_map};
use super::names::{Filling, Pattern};
use super::options::BatchOptions;
use crate::content;
use crate::diag::Diagnostics;
use crate::engine::{self, Files};
use crate::lang::Language;
use crate::records::{Plan, Record, Rules};
use crate::source::{Sources, Tree};

/// The handout and its translations.
pub(super) struct Setup {
    /// The run's own language first.
    pub files: Vec<Files>,
    pub rules: Vec<Rules>,
    pub plan: Plan,
    /// Names of separate files.
    pub pattern: Pattern,
}

impl Setup {
    /// Reads the handout and its translations, and the options that name their fields.
    pub(super) fn read(
        options: &BatchOptions,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> anyhow::Result<Option<Setup>> {
        // Handouts have translations beside them, and are named in the manifest: a stream has neither a folder nor a
        // name.
        for path in std::iter::once(&options.handout).chain(&options.translations) {
            sources.tree().check_file(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        }
        let Some(own) = engine::read(sources, &options.handout, diagnostics) else { return Ok(None) };
        let others = match options.translations.is_empty() {
            true => beside(sources.tree(), &options.handout, &own.handout.id)?,
            false => options.translations.clone(),
        };
        let mut files = vec![own];
        let mut paths = vec![options.handout.clone()];
        for path in others {
            let Some(read) = engine::read(sources, &path, diagnostics) else { continue };
            if read.handout.id.value != files[0].handout.id.value {
                bail!("`{}` is a different handout: its id is `{}`", path.display(), read.handout.id.value);
            }
            let same =
                |other: &Files| Language::parse(&other.handout.language) == Language::parse(&read.handout.language);
            if let Some(index) = files.iter().position(same) {
                bail!(
                    "`{}` and `{}` are both in `{}`; choose the translations to use with --handout",
                    paths[index].display(),
                    path.display(),
                    read.handout.language.value
                );
            }
            files.push(read);
            paths.push(path);
        }
        if diagnostics.has_errors() {
            return Ok(None);
        }
        let rules: Option<Vec<Rules>> =
            files.iter().map(|files| Rules::new(&files.handout, files.site.as_ref())).collect();
        let Some(rules) = rules else { return Ok(None) };
        let mut plan = Plan {
            include_deceased: options.include_deceased,
            second_language: options.second_language,
            size: options.size,
            dialect: options.dialect.clone(),
            ..Plan::of(&rules)
        };
        plan.columns.map = read_map(&options.map, &plan.columns.fields)?;
        let constants = read_constants(&options.set, &plan.columns.fields, options.allow_damaged)?;
        let pattern = Pattern::parse(&options.name, options.values_in_names, &plan.columns.fields)?;
        Ok(Some(Setup { files, rules, plan: Plan { constants, ..plan }, pattern }))
    }

    /// The index of a record's handout.
    pub(super) fn index(&self, record: &Record) -> usize {
        let own = |language: &Language| self.rules.iter().position(|rules| rules.language == *language);
        record.language.as_ref().and_then(own).unwrap_or(0)
    }

    /// The handouts used for the records: the run's own, and the translations in the records' languages.
    pub(super) fn used(&self, indices: &BTreeSet<usize>) -> Vec<Files> {
        let used = |index: &usize| *index == 0 || indices.contains(index);
        (0..self.files.len()).filter(used).map(|index| self.files[index].clone()).collect()
    }

    /// The name of a record's own file, with its number in this many digits.
    pub(super) fn file_name(&self, record: &Record, digits: usize) -> String {
        let handout = &self.files[0].handout;
        self.pattern.fill(record, &Filling { id: &handout.id, language: &handout.language, digits })
    }
}

/// The translations of a handout in its folder.
fn beside(tree: &Tree, path: &Path, id: &str) -> anyhow::Result<Vec<PathBuf>> {
    let found = content::siblings(tree, path, id);
    let found = found.with_context(|| format!("cannot read the folder of `{}`", path.display()))?;
    Ok(found.into_iter().map(|sibling| sibling.path).collect())
}
