//! A sheet's records: which of them make copies, and what is wrong with the others.

use std::io::Cursor;
use std::sync::Arc;

use axum::body::Bytes;

use crate::batch::{CloseCheck, DateOrder, Dialect, Encoding, has_long_word};
use crate::lang::Language;
use crate::records::{Broken, Checker, Headings, Plan, Reader, Record, Reject, Rules, Target};
use crate::serve::catalog::Topic;
use crate::serve::checks::{self, Kind};
use crate::serve::desk;
use crate::serve::form::{Form, Wanted, paper, text_size};
use crate::serve::shared::Shared;
use crate::text::{Shaper, keeps_order};

/// Records of a sheet. More belong to `handout batch`, which writes files as it goes and can be stopped.
pub(super) const MOST_RECORDS: usize = 5000;

/// How a form names the column for a field, or for what else a column can say.
pub(super) const COLUMN: &str = "column.";

/// What a column can say besides a field's value.
pub(super) const OTHERS: [(&str, Target); 4] = [
    ("language", Target::Language),
    ("size", Target::Size),
    ("paper", Target::Paper),
    ("reading_mode", Target::ReadingMode),
];

/// What a sheet is read for.
pub(super) struct Reading {
    /// The handout.
    pub topic: Arc<Topic>,
    /// Language, paper and text size of copies whose records name none.
    pub wanted: Wanted,
    /// How the file is written.
    pub dialect: Dialect,
    /// Whether a name says that it is CSV.
    pub named_csv: bool,
    /// What its columns fill.
    pub columns: Chosen,
}

/// What columns fill.
pub(super) enum Chosen {
    /// What their names say.
    Names,
    /// Columns by their places, or keys by the order in which they come.
    Places(Vec<(usize, Target)>),
}

/// A sheet's records.
#[derive(Default)]
pub(super) struct Sheet {
    /// How many it has.
    pub count: u64,
    /// Those that make copies.
    pub good: Vec<Record>,
    /// The others.
    pub bad: Vec<Bad>,
    /// The headings of the columns that are used.
    pub headings: Vec<String>,
    /// How many good ones have a name and nothing else to tell the patient from others.
    pub named_only: u64,
}

/// A record without a copy.
pub(super) struct Bad {
    /// Its number.
    pub number: u64,
    /// Its row or line.
    pub line: u64,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Its cells under the headings of the sheet.
    pub cells: Vec<String>,
}

/// What is wrong with a record.
pub(super) struct Problem {
    /// The field at fault.
    pub field: Option<String>,
    /// What is wrong.
    pub what: What,
    /// The same as `handout batch` says it. Never a value.
    pub reason: String,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A value is not right.
    Value(Kind),
    /// The row cannot be read.
    Unreadable,
    /// The values do not fit on the page.
    Wide,
    /// The handout's review is overdue in the language of the copy.
    Barred,
}

/// Why there are no records.
pub(super) enum Unread {
    /// The file cannot be read from this line on.
    File { line: u64, reason: String },
    /// One column was chosen for two fields.
    Twice(String),
    /// A required field has no column.
    Required(String),
    /// It has no records.
    Empty,
    /// It has more than [`MOST_RECORDS`].
    TooMany,
    /// The handout has an error.
    Handout,
}

impl From<Broken> for Unread {
    fn from(broken: Broken) -> Unread {
        match broken {
            // Bytes in memory can be read.
            Broken::Io(_) => Unread::File { line: 1, reason: "cannot be read".to_owned() },
            Broken::Line { line, what } => Unread::File { line, reason: without_options(what) },
            Broken::Headings { line, problems } => {
                let problems: Vec<String> = problems.iter().map(|problem| without_options(problem)).collect();
                Unread::File { line, reason: problems.join("; ") }
            }
        }
    }
}

/// A reason without what can be done about it on the command line.
pub(super) fn without_options(reason: &str) -> String {
    let Some(at) = reason.find("`--") else { return reason.to_owned() };
    let ends = [", or", "; ", ". "].iter().filter_map(|end| reason[..at].rfind(end)).max();
    reason[..ends.unwrap_or(at)].trim_end().to_owned()
}

impl Reading {
    /// What a form of the page asks for.
    pub(super) fn of(topic: &Arc<Topic>, translation: usize, form: &Form, file: &[u8]) -> Result<Reading, Unread> {
        let rules = &topic.translations[translation].rules;
        let fields: Vec<&str> = rules.fields().collect();
        let mut places: Vec<(usize, Target)> = Vec::new();
        for (name, value) in form.pairs() {
            let Some((name, place)) = name.strip_prefix(COLUMN).zip(value.parse::<usize>().ok()) else { continue };
            let other =
                OTHERS.iter().find(|(known, _)| name.strip_prefix('.') == Some(known)).map(|(_, target)| target);
            let field = fields.iter().find(|known| **known == name).map(|field| Target::Field((*field).to_owned()));
            let Some(target) = other.cloned().or(field) else { continue };
            if places.iter().any(|(known, _)| *known == place) {
                return Err(Unread::Twice(name.to_owned()));
            }
            places.push((place, target));
        }
        let is_workbook = file.starts_with(b"PK");
        let name = form.get("sheet").map(str::trim).filter(|name| is_workbook && !name.is_empty());
        Ok(Reading {
            topic: topic.clone(),
            wanted: Wanted {
                translation,
                paper: paper(form.get("paper")),
                size: text_size(form.get("text")),
                values: vec![],
            },
            dialect: Dialect { sheet: name.map(str::to_owned), ..dialect(form) },
            named_csv: form.get("named") == Some("csv"),
            columns: Chosen::Places(places),
        })
    }

    /// The rules of the handout's languages, that of the copies first.
    fn rules(&self) -> Vec<Rules> {
        let translations = &self.topic.translations;
        let others = (0..translations.len()).filter(|place| *place != self.wanted.translation);
        std::iter::once(self.wanted.translation).chain(others).map(|place| translations[place].rules.clone()).collect()
    }

    fn reader<'p>(&self, file: &Bytes, plan: &'p Plan) -> Result<Reader<'p>, Broken> {
        Reader::new(Cursor::new(file.clone()), self.named_csv, plan)
    }

    /// What the file shows of its columns, and what each of them seems to be.
    pub(super) fn headings(&self, file: &Bytes) -> Result<(Headings, Vec<Option<Target>>), Broken> {
        let by_name = Plan { dialect: self.dialect.clone(), ..Plan::of(&self.rules()) };
        let mut plan = by_name.clone();
        plan.columns.places = Some(vec![]);
        let headings = self.reader(file, &plan)?.headings()?;
        let (Headings::Columns(names) | Headings::Keys(names)) = &headings else { return Ok((headings, vec![])) };
        let mut guesses: Vec<Option<Target>> = Vec::new();
        for name in names {
            let guess = by_name.columns.target(name).ok().filter(|target| *target != Target::Nothing);
            // Of two columns for one thing, somebody has to choose.
            guesses.push(guess.filter(|guess| !guesses.contains(&Some(guess.clone()))));
        }
        Ok((headings, guesses))
    }

    /// How records are read.
    fn plan(&self, file: &Bytes) -> Result<Plan, Unread> {
        let mut plan = Plan { dialect: self.dialect.clone(), size: self.wanted.size, ..Plan::of(&self.rules()) };
        let Chosen::Places(places) = &self.columns else { return Ok(plan) };
        let target = |place: usize| {
            let chosen = places.iter().find(|(known, _)| *known == place);
            chosen.map_or(Target::Nothing, |(_, target)| target.clone())
        };
        match self.headings(file)?.0 {
            Headings::Standard => return Ok(plan),
            Headings::Columns(names) => plan.columns.places = Some((0..names.len()).map(target).collect()),
            Headings::Keys(keys) => {
                let keys = keys.into_iter().enumerate();
                plan.columns.map = keys.map(|(place, key)| (key.trim().to_owned(), target(place))).collect();
            }
        }
        let fills = |field: &str| places.iter().any(|(_, target)| *target == Target::Field(field.to_owned()));
        match self.topic.translations[self.wanted.translation].rules.required().find(|field| !fills(field)) {
            Some(field) => Err(Unread::Required(field.to_owned())),
            None => Ok(plan),
        }
    }

    /// Reads and checks all records.
    pub(super) fn read(&self, shared: &Shared, file: &Bytes) -> Result<Sheet, Unread> {
        let settings = &shared.settings;
        let run = shared.desk.run(settings, &self.topic).ok_or(Unread::Handout)?;
        let (plan, rules) = (self.plan(file)?, self.rules());
        let mut shaper = Shaper::new(settings.fonts);
        let keeps_order = Box::new(move |language: &Language, value: &str| keeps_order(&mut shaper, language, value));
        let mut checker = Checker::new(&rules, settings.fonts, false, keeps_order);
        let mut close = CloseCheck::new(&run, &rules, settings.fonts);
        let mut sheet = Sheet::default();
        let mut reader = self.reader(file, &plan)?;
        if let Headings::Columns(names) = self.headings(file)?.0 {
            let used =
                plan.columns.places.iter().flatten().zip(&names).filter(|(target, _)| **target != Target::Nothing);
            sheet.headings = used.map(|(_, name)| name.trim().to_owned()).collect();
        }
        let barred: Vec<&Language> =
            self.topic.translations.iter().filter(|t| desk::is_barred(settings, t)).map(|t| &t.language).collect();
        while let Some(record) = reader.next() {
            sheet.count += 1;
            if sheet.count > MOST_RECORDS as u64 {
                return Err(Unread::TooMany);
            }
            let (number, line, problems) = match record? {
                Err(reject) => (reject.number, reject.line, vec![Problem::unreadable(reject)]),
                Ok(record) => {
                    let record = self.complete(record);
                    let rejects = checker.check(&record);
                    let mut problems: Vec<Problem> =
                        rejects.into_iter().map(|reject| self.problem(reject, &record)).collect();
                    if record.language.as_ref().is_some_and(|language| barred.contains(&language)) {
                        let reason = "its handout is overdue for review".to_owned();
                        problems.push(Problem { field: None, what: What::Barred, reason });
                    }
                    if problems.is_empty() && has_long_word(&record) {
                        problems.extend(close.check(&record).err().map(Problem::wide));
                    }
                    if problems.is_empty() {
                        sheet.good.push(record);
                        continue;
                    }
                    (record.number, record.line, problems)
                }
            };
            let cells = reader.row().iter().map(|(_, cell)| cell.clone()).collect();
            sheet.bad.push(Bad { number, line, problems, cells });
        }
        sheet.named_only = checker.named_only().map_or(0, |(count, _)| count);
        if sheet.count == 0 { Err(Unread::Empty) } else { Ok(sheet) }
    }

    /// A record with what its copy is to be, where it does not say so itself.
    fn complete(&self, mut record: Record) -> Record {
        let own = &self.topic.translations[self.wanted.translation].language;
        record.language = record.language.or_else(|| Some(own.clone()));
        record.paper = record.paper.or(self.wanted.paper);
        record.size = record.size.or(self.wanted.size);
        record
    }

    /// A problem in a kind that the page has words for.
    fn problem(&self, Reject { field, reason, .. }: Reject, record: &Record) -> Problem {
        let own = self.topic.translations.iter().find(|t| Some(&t.language) == record.language.as_ref());
        let (field, kind) = match own.zip(field.clone()) {
            Some((own, field)) => {
                let found = checks::found(own, field, &record.values);
                (Some(found.field), found.kind)
            }
            None => (field, Kind::Unknown),
        };
        Problem { field, what: What::Value(kind), reason: without_options(&reason) }
    }
}

impl Problem {
    fn unreadable(Reject { field, reason, .. }: Reject) -> Problem {
        Problem { field, what: What::Unreadable, reason: without_options(&reason) }
    }

    /// A copy that did not come out.
    pub(super) fn wide(reject: Reject) -> Problem {
        Problem { field: None, what: What::Wide, reason: without_options(&reject.reason) }
    }
}

impl Bad {
    /// A record whose copy did not come out.
    pub(super) fn late(reject: Reject) -> Bad {
        let (number, line) = (reject.number, reject.line);
        Bad { number, line, problems: vec![Problem::wide(reject)], cells: vec![] }
    }
}

/// How a file is written, as far as a form says so.
pub(super) fn dialect(form: &Form) -> Dialect {
    Dialect {
        date_order: match form.get("date_format") {
            Some("mdy") => Some(DateOrder::Mdy),
            Some("dmy") => Some(DateOrder::Dmy),
            Some("ymd") => Some(DateOrder::Ymd),
            _ => None,
        },
        encoding: (form.get("encoding") == Some("windows-1252")).then_some(Encoding::Windows1252),
        ..Dialect::default()
    }
}
