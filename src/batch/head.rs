//! The head of a run's manifest: everything that determines the bytes of its files.

use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::check::Checked;
use super::options::BatchOptions;
use super::setup::Setup;
use crate::content;
use crate::engine::Files;
use crate::fonts::{self, Fonts};
use crate::manifest::page::hex;
use crate::manifest::{self, Head, Input};
use crate::pdf::edition::Edition;
use crate::pdf::intent::{Intent, Purpose};
use crate::records::{Rules, Target};
use crate::source::Sources;

/// Everything that determines the bytes of the run.
pub(super) fn head(
    (options, purpose): (&BatchOptions, &Purpose),
    setup: &Setup,
    checked: &Checked,
    inputs: Vec<Input>,
    fonts: &Fonts,
) -> Head {
    let Setup { rules, plan, .. } = setup;
    let set_sha256 = (!plan.constants.is_empty()).then(|| hex(&Sha256::digest(format!("{:?}", plan.constants))));
    let mapped = |(column, target): &(String, Target)| (column.clone(), target.name().unwrap_or_default().to_owned());
    let output = match (options.is_merged(), options.volume) {
        (false, _) => manifest::Output::Separate,
        (true, None) => manifest::Output::Merged,
        (true, Some(records)) => manifest::Output::Volumes(records),
    };
    let bundled =
        fonts::manifest().map(|row| manifest::Font { name: row.file.to_owned(), sha256: row.sha256.to_owned() });
    let known = Fonts::bundled().faces().count();
    let own = fonts
        .faces()
        .skip(known)
        .map(|(_, face)| manifest::Font { name: face.name().to_owned(), sha256: hex(&Sha256::digest(face.bytes())) });
    Head {
        manifest: manifest::VERSION,
        program: format!("handout {}", env!("CARGO_PKG_VERSION")),
        inputs,
        fonts: bundled.chain(own).collect(),
        intents: Intent::hashes(purpose).iter().map(|hash| hex(hash)).collect(),
        options: manifest::Options {
            output,
            paper: options.paper.map(|paper| [paper.width.0, paper.height.0]),
            size: options.size.map(|size| size.0),
            duplex: options.starts_on_fronts(),
            impose: options.imposition.as_ref().map(|imposition| imposition.summary()),
            press: match purpose {
                Purpose::Press(press) => Some(press.summary()),
                Purpose::Screen(_) | Purpose::Paper(_) => None,
            },
            pdf2: options.edition == Edition::Pdf2 && options.press.is_none(),
            epoch: options.epoch,
            set_sha256,
            name: (!options.is_merged()).then(|| options.name.clone()),
            shard: options.shard.map(|shard| shard.to_string()),
            only: options.only.as_ref().map(ToString::to_string),
            keep_going: options.keep_going,
            allow_damaged: options.allow_damaged,
        },
        records: manifest::Records { count: checked.count, sha256: hex(&checked.sha256) },
        reading: manifest::Reading {
            fields: plan.kinds.clone(),
            map: plan.columns.map.iter().map(mapped).collect(),
            languages: plan.languages.iter().map(|language| language.tag().to_owned()).collect(),
            region: rules[0].region().to_owned(),
            include_deceased: plan.include_deceased,
            second_language: plan.second_language,
            labels: plan.columns.labels.clone(),
            choices: rules.iter().flat_map(choices).collect(),
            unshown: unshown(rules),
            dialect: plan.dialect.clone(),
        },
    }
}

/// The choices of a handout's fields.
fn choices(rules: &Rules) -> impl Iterator<Item = manifest::Choices> {
    rules.choices().iter().map(|(field, values)| manifest::Choices {
        language: rules.language.tag().to_owned(),
        field: field.clone(),
        values: values.clone(),
    })
}

/// Fields of lists' items that a copy in some language may not print.
fn unshown(rules: &[Rules]) -> Vec<String> {
    let mut unshown: Vec<String> = Vec::new();
    for field in rules.iter().flat_map(Rules::unshown) {
        if !unshown.contains(field) {
            unshown.push(field.clone());
        }
    }
    unshown
}

/// The files from which these handouts are made, each once.
pub(super) fn inputs(handouts: &[Files], sources: &Sources) -> anyhow::Result<Vec<Input>> {
    let mut inputs: Vec<Input> = Vec::new();
    for files in handouts {
        for input in inputs_of(files, sources)? {
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
    }
    Ok(inputs)
}

/// The files from which a handout is made: its own, its site, its notices, their images.
fn inputs_of(files: &Files, sources: &Sources) -> anyhow::Result<Vec<Input>> {
    let handout = files.handout.id.span.file;
    let site = files.site.as_ref().map(|site| site.name.span.file);
    let notices = files.notices.as_ref().and_then(|notices| notices.0.0.first()).map(|(tag, _)| tag.span.file);
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut inputs = Vec::new();
    for id in [Some(handout), site, notices].into_iter().flatten() {
        let file = sources.file(id);
        inputs.push(Input { file: name(&file.path), sha256: hex(&Sha256::digest(&file.text)) });
        for picture in content::pictures(sources, id) {
            let bytes = sources.read_picture(id, site, &picture).with_context(|| format!("cannot read `{picture}`"))?;
            inputs.push(Input { file: name(Path::new(&picture)), sha256: hex(&Sha256::digest(bytes)) });
        }
    }
    Ok(inputs)
}
