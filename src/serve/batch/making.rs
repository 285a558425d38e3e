//! The PDF of a sheet's copies, made in steps, so that others get their turn at the threads in between.

use std::io;
use std::sync::Arc;

use serde_json::json;

use super::progress::Progress;
use super::rows::Bad;
use crate::copies::Run;
use crate::copies::steps::{Merging, STEP};
use crate::ledger::Entry;
use crate::manifest::Finished;
use crate::records::Record;
use crate::serve::catalog::Topic;
use crate::serve::pool::Undone;
use crate::serve::print::NotWritten;
use crate::serve::shared::Shared;

/// A PDF in progress.
pub(super) struct Making {
    run: Arc<Run<'static>>,
    file: Merging<'static>,
    records: Vec<Record>,
    /// How many of them have been tried.
    done: usize,
    /// The copies that came out.
    copies: Vec<Finished>,
    late: Vec<Bad>,
}

/// A PDF of copies.
pub(super) struct Made {
    /// The file; `None` if no copy came out.
    pub pdf: Option<Vec<u8>>,
    /// How many copies are in it.
    pub copies: usize,
    /// Their pages.
    pub pages: usize,
    /// Records whose copies did not come out.
    pub late: Vec<Bad>,
}

/// Why there is no PDF.
pub(super) enum NotMade {
    /// A step was not done.
    Undone(Undone),
    /// The ledger could not be written.
    Ledger,
}

impl Making {
    /// Begins a PDF. With `duplex`, each copy starts on a front.
    pub(super) fn new(run: Arc<Run<'static>>, records: Vec<Record>, duplex: bool) -> Making {
        let file = run.begin_merged(duplex);
        Making { run, file, records, done: 0, copies: Vec::new(), late: Vec::new() }
    }

    /// Whether there is nothing to make.
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Makes the next copies.
    fn step(mut self) -> io::Result<Making> {
        let end = self.records.len().min(self.done + STEP);
        for made in self.run.add_merged(&mut self.file, &self.records[self.done..end])? {
            match made {
                Ok(finished) => self.copies.push(finished),
                Err(reject) => self.late.push(Bad::late(reject)),
            }
        }
        self.done = end;
        Ok(self)
    }

    /// Ends the PDF, and writes its copies into the ledger.
    fn finish(self, shared: &Shared, topic: &Topic, action: &'static str, strict: bool) -> Result<Made, NotMade> {
        let pages: usize = self.copies.iter().map(|copy| copy.pages.len()).sum();
        let nothing = strict && !self.late.is_empty();
        // Writing to memory does not fail.
        let file = if nothing { None } else { self.file.finish().ok().flatten() };
        if file.is_some() {
            write_down(shared, topic, action, (&self.copies, &self.records)).map_err(|NotWritten| NotMade::Ledger)?;
            shared.metrics.copies(self.copies.len(), pages);
        }
        Ok(Made { pdf: file.map(|file| file.out), copies: self.copies.len(), pages, late: self.late })
    }
}

/// Makes all copies on the pool's threads, and says after each step how many records are done, if there is somebody to
/// say it to. With `strict`, there is a PDF only if all copies came out.
pub(super) async fn make(
    shared: &Arc<Shared>,
    topic: &Arc<Topic>,
    mut making: Making,
    (action, strict): (&'static str, bool),
    progress: Option<&Progress>,
) -> Result<Made, NotMade> {
    while making.done < making.records.len() {
        let stepped = shared.pool.work_on(move || making.step()).await.map_err(NotMade::Undone)?;
        making = stepped.map_err(|_| NotMade::Undone(Undone::Broken))?;
        let Some(progress) = progress else { continue };
        if !progress.say(json!({"done": making.done, "of": making.records.len()})).await {
            // Nobody waits any more.
            return Err(NotMade::Undone(Undone::Broken));
        }
    }
    let (with, of) = (shared.clone(), topic.clone());
    shared.pool.work_on(move || making.finish(&with, &of, action, strict)).await.map_err(NotMade::Undone)?
}

/// Writes copies into the ledger, those in one language in one line.
fn write_down(
    shared: &Shared,
    topic: &Topic,
    action: &'static str,
    (copies, records): (&[Finished], &[Record]),
) -> Result<(), NotWritten> {
    let Some(ledger) = &shared.settings.ledger else { return Ok(()) };
    let mut ledger = ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for translation in &topic.translations {
        let is_own = |number: u64| {
            let at = records.binary_search_by_key(&number, |record| record.number);
            at.is_ok_and(|at| records[at].language.as_ref() == Some(&translation.language))
        };
        let own: Vec<&Finished> = copies.iter().filter(|copy| is_own(copy.number)).collect();
        if own.is_empty() {
            continue;
        }
        let entry = Entry {
            time: (shared.settings.clock)(),
            action,
            handout: &topic.id,
            language: translation.language.tag(),
            pages: own.iter().map(|copy| copy.pages.len()).sum(),
            codes: own.iter().flat_map(|copy| &copy.pages).map(|page| page.code.as_str()).collect(),
        };
        ledger.append(&entry).map_err(|_| NotWritten)?;
    }
    Ok(())
}
