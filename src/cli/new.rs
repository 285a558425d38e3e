//! `handout new`: a commented handout to start from, plus a site file with its notices, and the schemas for editors, as far
//! as there are none beside it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, bail};

use super::args::NewArgs;
use super::outcome::Outcome;
use super::schema::schema_text;
use super::stdout::print;
use crate::content::{self, FileKind};
use crate::diag::Diagnostics;
use crate::source::Sources;

const HANDOUT: &str = include_str!("new/handout.yaml");
const SITE: &str = include_str!("new/site.yaml");
const NOTICES: &str = include_str!("new/notices.yaml");
const NOTICES_NAME: &str = "notices.yaml";
/// The schemas that the files name in their first lines.
const SCHEMAS: [(&str, FileKind); 3] = [
    ("handout.schema.json", FileKind::Handout),
    ("site.schema.json", FileKind::Site),
    ("notices.schema.json", FileKind::Notices),
];
/// The site file's name in the starter handout.
const SITE_NAME: &str = "site.yaml";
/// Placeholders in the starter handout for the name and a phone.
const ID_MARK: &str = "my-handout";
const PHONE_MARK: &str = "{phone.nurse_line}";

/// Writes `NAME.yaml`; unless there is one, `site.yaml` and its `notices.yaml`; and the schemas that are missing.
pub(super) fn run(args: &NewArgs) -> anyhow::Result<Outcome> {
    let name = args.name.strip_suffix(".yaml").unwrap_or(&args.name);
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !name.split('-').all(word) {
        bail!("`{name}` is not a valid name: use lowercase letters, digits and hyphens only, such as `after-surgery`");
    }
    let path = format!("{name}.yaml");
    if path == SITE_NAME || path == NOTICES_NAME {
        bail!("`{path}` is the name of a file that handouts share; choose another name for the handout");
    }
    let phone = if Path::new(SITE_NAME).exists() { first_phone() } else { Some("nurse_line".to_owned()) };
    let text = HANDOUT.replace(ID_MARK, name);
    let text = match phone {
        Some(phone) => text.replace(PHONE_MARK, &format!("{{phone.{phone}}}")),
        // A site without phones still yields a handout that builds.
        None => text.replace(PHONE_MARK, "your clinic"),
    };
    create(&path, &text)?;
    let mut said = format!("wrote {path}\n");
    if !Path::new(SITE_NAME).exists() {
        create(SITE_NAME, SITE)?;
        said += &format!("wrote {SITE_NAME}\n");
        // Notices that are there already may name phones that this site does not have, but they are the user's.
        if !Path::new(NOTICES_NAME).exists() {
            create(NOTICES_NAME, NOTICES)?;
            said += &format!("wrote {NOTICES_NAME}\n");
        }
    }
    for (name, kind) in SCHEMAS.iter().filter(|(name, _)| !Path::new(name).exists()) {
        create(name, &schema_text(*kind)?)?;
        said += &format!("wrote {name}\n");
    }
    said += &format!("next: handout build {path}\n");
    print(said.as_bytes())?;
    Ok(Outcome::Clean)
}

/// The name of the first phone in an existing site file.
fn first_phone() -> Option<String> {
    let (mut sources, mut problems) = (Sources::default(), Diagnostics::default());
    let file = content::load_handout(&mut sources, Path::new(SITE_NAME), &mut problems)?;
    let site = content::read_site(&sources, file, &mut problems)?;
    site.phones?.0.first().map(|(name, _)| name.value.clone())
}

fn create(path: &str, text: &str) -> anyhow::Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match file {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("`{path}` already exists; it was left unchanged")
        }
        other => other.with_context(|| format!("cannot write `{path}`"))?,
    };
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write `{path}`"))
}
