//! What a run is made of: the handout in its languages, what the records' columns fill, and whether the records are
//! good.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use super::args::BatchArgs;
use super::close::{CloseCheck, has_long_word};
use super::given::{read_constants, read_map};
use super::names::{self, Filling, Pattern};
use crate::cli::inputs;
use crate::cli::output::{check_length, is_too_long, name_length};
use crate::cli::report::{self, Reporter};
use crate::content::types::FieldKind;
use crate::content::{self, suggest};
use crate::copies::Run;
use crate::diag::{Diagnostic, Diagnostics};
use crate::engine::{self, Files};
use crate::fonts::{self, Fonts};
use crate::lang::Language;
use crate::manifest::page::hex;
use crate::manifest::{self, Head};
use crate::model::fields::one_identifier;
use crate::pdf::write::intent_hashes;
use crate::records::{Broken, Checker, Columns, Plan, Reader, Record, Reject, Rules, Target};
use crate::source::{self, Sources};
use crate::text::{Shaper, keeps_order};

/// The handout and its translations.
pub(super) struct Setup {
    /// The run's own first.
    pub files: Vec<Files>,
    pub rules: Vec<Rules>,
    pub plan: Plan,
    /// Names of separate files.
    pub pattern: Pattern,
}

/// What the records' file holds.
#[derive(Default)]
pub(super) struct Checked {
    /// How many records there are, good and bad, wanted and not.
    pub count: u64,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// What is wrong with those that are wanted, in their order.
    pub rejects: Vec<Reject>,
    /// Numbers of records with something wrong.
    pub bad: BTreeSet<u64>,
    /// How many are wanted.
    pub wanted: u64,
    /// The languages that records are in, as indices of the handouts.
    pub used: BTreeSet<usize>,
    /// The longest name of a separate file, with its record's number in as few digits as it has.
    longest: Option<(u64, String)>,
    /// Numbers of records whose copies must be set to see whether they fit.
    close: Vec<u64>,
}

impl Checked {
    /// How many copies there will be.
    pub fn good(&self) -> u64 {
        self.wanted - self.bad.len() as u64
    }
}

impl Setup {
    /// Reads the handout and its translations, and the options that name their fields.
    pub fn read(
        args: &BatchArgs,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> anyhow::Result<Option<Setup>> {
        // Handouts have translations beside them, and are named in the manifest: a stream has neither folder nor name.
        for path in std::iter::once(&args.file).chain(&args.handout) {
            source::open_regular(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        }
        let Some(own) = engine::read(sources, &args.file, diagnostics) else { return Ok(None) };
        let others = match args.handout.is_empty() {
            true => beside(&args.file, &own.handout.id)?,
            false => args.handout.clone(),
        };
        let mut files = vec![own];
        let mut paths = vec![args.file.clone()];
        for path in others {
            let Some(read) = engine::read(sources, &path, diagnostics) else { continue };
            if read.handout.id.value != files[0].handout.id.value {
                bail!("`{}` is another handout: its id is `{}`", path.display(), read.handout.id.value);
            }
            let same =
                |other: &Files| Language::parse(&other.handout.language) == Language::parse(&read.handout.language);
            if let Some(index) = files.iter().position(same) {
                bail!(
                    "`{}` and `{}` are both in `{}`; name the translations to use with --handout",
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
        let mut fields: Vec<String> = Vec::new();
        for field in rules.iter().flat_map(Rules::fields) {
            if !fields.iter().any(|known| known == field) {
                fields.push(field.to_owned());
            }
        }
        let plan = Plan {
            columns: Columns { map: read_map(&args.map, &fields)?, fields },
            languages: rules.iter().map(|rules| rules.language.clone()).collect(),
            constants: vec![],
            include_deceased: args.include_deceased,
            second_language: args.second_language,
        };
        let constants = read_constants(&args.set, &plan.columns.fields, args.allows_damaged())?;
        let pattern = Pattern::parse(&args.name, args.values_in_names, &plan.columns.fields)?;
        Ok(Some(Setup { files, rules, plan: Plan { constants, ..plan }, pattern }))
    }

    /// Opens the records from their beginning.
    pub fn reader(&self, path: &Path, file: &File) -> anyhow::Result<Result<Reader<'_>, Broken>> {
        let context = || format!("cannot read the records `{}`", path.display());
        let mut file = file.try_clone().with_context(context)?;
        file.seek(SeekFrom::Start(0)).with_context(context)?;
        let csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        Ok(Reader::new(file, csv, &self.plan))
    }

    /// Reads all records, and checks those that are wanted. `None` if the file itself is no good, which has been said.
    pub fn check(
        &self,
        args: &BatchArgs,
        file: &File,
        fonts: &Fonts,
        reporter: &mut Reporter,
    ) -> anyhow::Result<Option<Checked>> {
        let path = &args.records;
        reporter.records_are_in(path);
        let broken = |broken: Broken, reporter: &mut Reporter| match broken {
            Broken::Io(error) => Err(error).with_context(|| format!("cannot read the records `{}`", path.display())),
            Broken::Line { line, what } => {
                reporter.report_at(line, Diagnostic::error("records-invalid", what));
                Ok(None)
            }
            Broken::Headings { line, problems } => {
                for problem in problems {
                    reporter.report_at(line, Diagnostic::error("records-invalid", problem));
                }
                Ok(None)
            }
        };
        let mut reader = match self.reader(path, file)? {
            Ok(reader) => reader,
            Err(error) => return broken(error, reporter),
        };
        if let Some(filled) = reader.filled() {
            let lacks = |field: &&str| !filled.contains(field);
            let required: Vec<&str> = self.rules[0].required().filter(lacks).collect();
            if !required.is_empty() {
                let what = format!("no column fills the required field {}", suggest::list(&required));
                return broken(Broken::Headings { line: reader.heading_line(), problems: vec![what] }, reporter);
            }
            let blank: Vec<&str> = self.rules[0].fields().filter(lacks).collect();
            if !blank.is_empty() {
                report::note(&format!("no column fills {}: copies have a line to write on", suggest::list(&blank)));
            }
        }
        let mut shaper = Shaper::new(fonts);
        let keeps_order = Box::new(move |language: &Language, value: &str| keeps_order(&mut shaper, language, value));
        let mut checker = Checker::new(&self.rules, fonts, args.allows_damaged(), keeps_order);
        let mut checked = Checked::default();
        for record in &mut reader {
            let record = match record {
                Ok(record) => record,
                Err(error) => return broken(error, reporter),
            };
            checked.count += 1;
            let number = checked.count;
            if args.only.as_ref().is_some_and(|only| !only.contains(number)) {
                continue;
            }
            checked.wanted += 1;
            let rejects = match record {
                Ok(record) => {
                    let rejects = checker.check(&record);
                    if rejects.is_empty() {
                        self.measure_name(&record, &mut checked);
                        checked.used.insert(self.index(&record));
                        if has_long_word(&record) {
                            checked.close.push(number);
                        }
                    }
                    rejects
                }
                Err(reject) => vec![reject],
            };
            checked.add(rejects, args, reporter);
        }
        checked.sha256 = reader.sha256().with_context(|| format!("cannot read the records `{}`", path.display()))?;
        if checked.count == 0 {
            let problems = vec!["there are no records".to_owned()];
            return broken(Broken::Headings { line: reader.heading_line(), problems }, reporter);
        }
        if let Some((count, line)) = checker.named_only() {
            let which = if count == 1 { "1 copy prints".to_owned() } else { format!("{count} copies print") };
            reporter.report_at(line, one_identifier(&which, "each record"));
        }
        self.check_names(args, &checked)?;
        if let Some(only) = args.only.as_ref().filter(|only| only.last() > checked.count) {
            bail!("--only asks for record {}, but there are {}", only.last(), checked.count);
        }
        Ok(Some(checked))
    }

    /// Remembers the name of a record's file if it is the longest so far.
    fn measure_name(&self, record: &Record, checked: &mut Checked) {
        let rest = |number: u64, name: &str| name_length(name.as_ref()) - number.to_string().len();
        let handout = &self.files[0].handout;
        let filling = Filling { id: &handout.id, language: &handout.language, digits: 1 };
        let name = self.pattern.fill(record, &filling);
        if checked.longest.as_ref().is_none_or(|(number, known)| rest(*number, known) < rest(record.number, &name)) {
            checked.longest = Some((record.number, name));
        }
    }

    /// Stops before anything is written if a file's name is longer than names can be. A copy's may hold values: it is not
    /// shown.
    fn check_names(&self, args: &BatchArgs, checked: &Checked) -> anyhow::Result<()> {
        if let Some(output) = args.output.as_ref().filter(|_| !args.to_stdout()) {
            return check_length(&names::volume_of(output, args.volume, 1, checked.count));
        }
        let Some((number, name)) = checked.longest.as_ref().filter(|_| args.output.is_none()) else { return Ok(()) };
        // With as many digits as all names have.
        let digits = checked.count.to_string().len() - number.to_string().len();
        let name = "0".repeat(digits) + name;
        if is_too_long(&args.dir.as_deref().unwrap_or(Path::new("")).join(name)) {
            bail!("the name of the file of record {number} is too long for the file system; make --name shorter");
        }
        Ok(())
    }

    /// Makes the copies of records that may not fit, to see whether they do.
    pub fn check_closely(
        &self,
        args: &BatchArgs,
        file: &File,
        fonts: &Fonts,
        checked: &mut Checked,
        run: &Run,
        reporter: &mut Reporter,
    ) -> anyhow::Result<()> {
        let close = std::mem::take(&mut checked.close);
        let Some(last) = close.last().copied() else { return Ok(()) };
        let changed = || format!("the records `{}` have changed since they were checked", args.records.display());
        let mut check = CloseCheck::new(run, &self.rules, fonts);
        let mut close = close.into_iter().peekable();
        let reader = self.reader(&args.records, file)?.ok().with_context(changed)?;
        for (number, record) in (1..=last).zip(reader) {
            let record = record.ok().with_context(changed)?;
            if close.next_if_eq(&number).is_none() {
                continue;
            }
            if let Err(reject) = check.check(&record.ok().with_context(changed)?) {
                checked.add(vec![reject], args, reporter);
            }
        }
        Ok(())
    }

    /// The place of a record's handout.
    fn index(&self, record: &Record) -> usize {
        let own = |language: &Language| self.rules.iter().position(|rules| rules.language == *language);
        record.language.as_ref().and_then(own).unwrap_or(0)
    }

    /// The handouts that records are made of: the run's own, and the translations that a record is in.
    pub fn used(&self, checked: &Checked) -> Vec<Files> {
        let used = |index: &usize| *index == 0 || checked.used.contains(index);
        (0..self.files.len()).filter(used).map(|index| self.files[index].clone()).collect()
    }

    /// All that decides the bytes of the run.
    pub fn head(
        &self,
        args: &BatchArgs,
        sources: &Sources,
        handouts: &[Files],
        fonts: &Fonts,
        checked: &Checked,
        epoch: Option<i64>,
    ) -> anyhow::Result<Head> {
        let mut inputs: Vec<manifest::Input> = Vec::new();
        for files in handouts {
            for input in inputs_of(files, sources)? {
                if !inputs.contains(&input) {
                    inputs.push(input);
                }
            }
        }
        let set_sha256 =
            (!self.plan.constants.is_empty()).then(|| hex(&Sha256::digest(format!("{:?}", self.plan.constants))));
        let mut kinds: Vec<(String, FieldKind)> = Vec::new();
        for (field, kind) in self.rules.iter().flat_map(Rules::kinds) {
            if !kinds.iter().any(|(known, _)| known == field) {
                kinds.push((field.to_owned(), kind));
            }
        }
        let mapped =
            |(column, target): &(String, Target)| (column.clone(), target.name().unwrap_or_default().to_owned());
        let output = match (&args.output, args.volume) {
            (None, _) => manifest::Output::Separate,
            (Some(_), None) => manifest::Output::Merged,
            (Some(_), Some(records)) => manifest::Output::Volumes(records),
        };
        let bundled =
            fonts::manifest().map(|row| manifest::Font { name: row.file.to_owned(), sha256: row.sha256.to_owned() });
        let known = Fonts::bundled().faces().count();
        let own = fonts.faces().skip(known).map(|(_, face)| manifest::Font {
            name: face.name().to_owned(),
            sha256: hex(&Sha256::digest(face.bytes())),
        });
        Ok(Head {
            manifest: manifest::VERSION,
            program: format!("handout {}", env!("CARGO_PKG_VERSION")),
            inputs,
            fonts: bundled.chain(own).collect(),
            intents: intent_hashes().iter().map(|hash| hex(hash)).collect(),
            options: manifest::Options {
                output,
                paper: args.paper.map(|paper| [paper.width.0, paper.height.0]),
                size: args.text_size().map(|size| size.0),
                duplex: args.duplex,
                epoch,
                set_sha256,
                name: args.dir.is_some().then(|| args.name.clone()),
                shard: args.shard.map(|shard| shard.to_string()),
                only: args.only.as_ref().map(ToString::to_string),
                keep_going: args.keep_going,
                allow_damaged: args.allows_damaged(),
            },
            records: manifest::Records { count: checked.count, sha256: hex(&checked.sha256) },
            reading: manifest::Reading {
                fields: kinds,
                map: self.plan.columns.map.iter().map(mapped).collect(),
                languages: self.plan.languages.iter().map(|language| language.tag().to_owned()).collect(),
                region: self.rules[0].region().to_owned(),
                include_deceased: self.plan.include_deceased,
                second_language: self.plan.second_language,
            },
        })
    }
}

impl Checked {
    fn add(&mut self, rejects: Vec<Reject>, args: &BatchArgs, reporter: &mut Reporter) {
        for reject in rejects {
            reporter.reject(&reject);
            self.bad.insert(reject.number);
            if args.keep_going {
                self.rejects.push(reject);
            }
        }
    }
}

/// The translations of a handout that lie in its folder.
fn beside(path: &Path, id: &str) -> anyhow::Result<Vec<PathBuf>> {
    let found = content::siblings(path, id);
    let found = found.with_context(|| format!("cannot read the folder of `{}`", path.display()))?;
    Ok(found.into_iter().map(|sibling| sibling.path).collect())
}

/// The files that a handout's copies are made of: itself, its site, its notices, their pictures.
fn inputs_of(files: &Files, sources: &Sources) -> anyhow::Result<Vec<manifest::Input>> {
    let handout = files.handout.id.span.file;
    let site = files.site.as_ref().map(|site| site.name.span.file);
    let notices = files.notices.as_ref().and_then(|notices| notices.0.0.first()).map(|(tag, _)| tag.span.file);
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut inputs = Vec::new();
    for id in [Some(handout), site, notices].into_iter().flatten() {
        let file = sources.file(id);
        inputs.push(manifest::Input { file: name(&file.path), sha256: hex(&Sha256::digest(&file.text)) });
        for picture in inputs::pictures(sources, id) {
            let bytes = sources.read_asset(id, &picture).with_context(|| format!("cannot read `{picture}`"))?;
            inputs.push(manifest::Input { file: name(Path::new(&picture)), sha256: hex(&Sha256::digest(bytes)) });
        }
    }
    Ok(inputs)
}
