//! `handout new`: a commented handout to start from, plus a site file if there is none beside it.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, bail};

use super::args::NewArgs;
use super::outcome::Outcome;
use super::stdout::print;
use crate::content;
use crate::diag::Diagnostics;
use crate::source::Sources;

const HANDOUT: &str = include_str!("new/handout.yaml");
const SITE: &str = include_str!("new/site.yaml");
/// The site file's name in the starter handout.
const SITE_NAME: &str = "site.yaml";
/// Placeholders in the starter handout for the name and a phone.
const ID_MARK: &str = "my-handout";
const PHONE_MARK: &str = "{phone.nurse_line}";

/// Writes `NAME.yaml`, and `site.yaml` unless there is one.
pub(super) fn run(args: &NewArgs) -> anyhow::Result<Outcome> {
    let name = args.name.strip_suffix(".yaml").unwrap_or(&args.name);
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !name.split('-').all(word) {
        bail!("`{name}` is not a valid name: use lowercase letters, digits and hyphens only, such as `after-surgery`");
    }
    let path = format!("{name}.yaml");
    if path == SITE_NAME {
        bail!("`{SITE_NAME}` is the name of the site file; choose another name for the handout");
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
