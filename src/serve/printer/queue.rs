//! The printers that the program was started with.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::http::Uri;
use ipp::model::{DelimiterTag, Operation};
use ipp::value::IppValue;
use tokio::time::{Instant, sleep, timeout_at};

use super::abilities::{ASKED, Abilities, Options, numbers, strings, troubles};
use super::failure::{Failure, Trouble};
use super::http::{Place, ask};
use super::job::{Question, answer, keywords, name};
use super::paper::Paper;
use super::trust::connector;

/// The port of IPP.
const PORT: u16 = 631;

/// A printer gets this long to find out that it is out of paper.
const LOOK: Duration = Duration::from_millis(600);

/// For the question how a job is. It has been accepted, so nobody needs the answer.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// States in which a job has ended without being printed (RFC 8011, 5.3.7).
const CANCELED: [i32; 2] = [7, 8];

/// The state of a job that waits until somebody releases it.
const HELD: i32 = 4;

/// All printers.
#[derive(Default)]
pub(crate) struct Printers {
    queues: Vec<Arc<Queue>>,
}

/// One printer.
pub(in crate::serve) struct Queue {
    /// How it is called here.
    pub name: String,
    place: Place,
    /// What the queue calls itself.
    uri: String,
    /// In whose name jobs are sent.
    who: String,
}

/// A job.
pub(in crate::serve) struct Job {
    /// Its name: what it shows in the queue, for everybody to see.
    pub name: String,
    /// What is printed.
    pub pdf: Vec<u8>,
    /// On which paper, if on one.
    pub paper: Option<Paper>,
    /// How.
    pub options: Options,
    /// Whether a reader begins at the right.
    pub from_right: bool,
}

/// A job that a queue has accepted.
pub(in crate::serve) struct Accepted {
    /// Its number there.
    pub job: i32,
    /// What has to be done before it is printed.
    pub troubles: Vec<Trouble>,
}

impl Printers {
    /// Reads `[NAME=]URI` of each printer. `certificates` are the printers' own, in PEM.
    pub(crate) fn new(given: &[String], certificates: Option<&[u8]>, who: &str) -> anyhow::Result<Printers> {
        let mut queues: Vec<Arc<Queue>> = Vec::new();
        for given in given {
            let queue = Queue::new(given, certificates, who).with_context(|| format!("--printer {given}"))?;
            if queues.iter().any(|known| known.name == queue.name) {
                bail!("two printers are called `{}`; name them: --printer NAME=URI", queue.name);
            }
            queues.push(Arc::new(queue));
        }
        Ok(Printers { queues })
    }

    /// The printer with this name.
    pub(in crate::serve) fn named(&self, name: &str) -> Option<Arc<Queue>> {
        self.queues.iter().find(|queue| queue.name == name).cloned()
    }

    /// Their names.
    pub(in crate::serve) fn names(&self) -> impl Iterator<Item = &str> {
        self.queues.iter().map(|queue| queue.name.as_str())
    }
}

impl Queue {
    fn new(given: &str, certificates: Option<&[u8]>, who: &str) -> anyhow::Result<Queue> {
        let (called, address) = match given.split_once('=') {
            // An address may have an equals sign in it, too.
            Some((called, address)) if !called.contains("://") => (Some(called.trim()), address.trim()),
            _ => (None, given.trim()),
        };
        let uri: Uri =
            address.parse().ok().context("this is not an address such as ipp://printer.example/ipp/print")?;
        let (encrypted, port) = match uri.scheme_str() {
            Some("ipp") => (false, PORT),
            Some("ipps") => (true, PORT),
            Some("http") => (false, 80),
            Some("https") => (true, 443),
            _ => bail!("the address of a printer begins with ipp://, ipps://, http:// or https://"),
        };
        let authority = uri.authority().filter(|authority| !authority.host().is_empty());
        let authority = authority.context("the address names no computer")?;
        if authority.as_str().contains('@') || uri.query().is_some() {
            bail!("the address of a printer has no password and no `?`");
        }
        let (host, port) = (authority.host().to_owned(), authority.port_u16().unwrap_or(port));
        let last = uri.path().rsplit('/').find(|part| !part.is_empty()).unwrap_or(&host);
        let called = called.filter(|called| !called.is_empty()).unwrap_or(last).to_owned();
        let tls = match (encrypted, certificates) {
            (false, _) => None,
            (true, Some(file)) => Some(connector(file)?),
            (true, None) => bail!(
                "an encrypted connection needs the printer's certificate, or that of whoever signed it: \
                 --printer-cert FILE.pem"
            ),
        };
        let scheme = if encrypted { "ipps" } else { "ipp" };
        let ipp = format!("{scheme}://{host}:{port}{}", uri.path());
        let place = Place { host, port, path: uri.path().to_owned(), tls };
        Ok(Queue { name: called, place, uri: ipp, who: who.to_owned() })
    }

    fn question(&self, operation: Operation) -> Result<Question, Failure> {
        Question::new(operation, &self.uri, &self.who).ok_or(Failure::NoQueue)
    }

    /// What it can do, and how it is.
    pub(in crate::serve) async fn abilities(&self, until: Instant) -> Result<Abilities, Failure> {
        let mut question = self.question(Operation::GetPrinterAttributes)?;
        question.put("requested-attributes", keywords(&ASKED));
        let told = ask(&self.place, question.bytes(b""), until).await;
        // Nothing has been sent that could be printed.
        let told = told.map_err(|failure| if failure == Failure::Silent { Failure::Unreachable } else { failure })?;
        Ok(Abilities::of(&answer(told)?))
    }

    /// Sends a job.
    pub(in crate::serve) async fn print(
        &self,
        job: Job,
        abilities: &Abilities,
        until: Instant,
    ) -> Result<Accepted, Failure> {
        let mut question = self.question(Operation::PrintJob)?;
        question.put("job-name", IppValue::NameWithoutLanguage(name(&job.name)));
        let format = "application/pdf".try_into().map_err(|_| Failure::NoPdf)?;
        question.put("document-format", IppValue::MimeMediaType(format));
        for (attribute, value) in abilities.job(&job.options, job.paper, job.from_right) {
            question.put_of_job(attribute, &value);
        }
        let body = question.bytes(&job.pdf);
        drop(job);
        let told = answer(ask(&self.place, body, until).await?)?;
        if numbers(&told, DelimiterTag::JobAttributes, "job-state").iter().any(|state| CANCELED.contains(state)) {
            return Err(Failure::Canceled);
        }
        let id = numbers(&told, DelimiterTag::JobAttributes, "job-id").first().copied();
        // A queue that accepts a job numbers it. One that does not may print it or not.
        let job = id.ok_or(Failure::Silent)?;
        sleep(LOOK).await;
        let troubles = timeout_at(until.min(Instant::now() + LOOK_AGAIN), self.look(job)).await;
        Ok(Accepted { job, troubles: troubles.unwrap_or(Ok(vec![]))? })
    }

    /// What has to be done before a job is printed. A queue that does not answer this any more has the job all the same.
    async fn look(&self, job: i32) -> Result<Vec<Trouble>, Failure> {
        let until = Instant::now() + LOOK_AGAIN;
        let mut question = self.question(Operation::GetJobAttributes)?;
        question.put("job-id", IppValue::Integer(job));
        question.put("requested-attributes", keywords(&["job-state", "job-state-reasons"]));
        let Ok(Ok(told)) = ask(&self.place, question.bytes(b""), until).await.map(answer) else { return Ok(vec![]) };
        let states = numbers(&told, DelimiterTag::JobAttributes, "job-state");
        if states.iter().any(|state| CANCELED.contains(state)) {
            return Err(Failure::Canceled);
        }
        let mut found = troubles(&strings(&told, DelimiterTag::JobAttributes, "job-state-reasons"));
        if states.contains(&HELD) && !found.contains(&Trouble::Held) {
            found.push(Trouble::Held);
        }
        // A job that waits for paper says so of the printer only.
        if let Ok(printer) = self.abilities(until).await {
            let others = printer.troubles.into_iter().filter(|trouble| !found.contains(trouble)).collect::<Vec<_>>();
            found.extend(others);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::Printers;

    fn names(given: &[&str]) -> Result<Vec<String>, String> {
        let given: Vec<String> = given.iter().map(|given| (*given).to_owned()).collect();
        let printers = Printers::new(&given, None, "desk").map_err(|error| format!("{error:#}"))?;
        Ok(printers.names().map(str::to_owned).collect())
    }

    #[test]
    fn printers_have_names() {
        let found = names(&["ipp://cups.example/printers/ward3", "Desk 3=http://10.0.0.7:8631/ipp/print"]);
        assert_eq!(found, Ok(vec!["ward3".to_owned(), "Desk 3".to_owned()]));
        assert_eq!(names(&["ipp://[::1]:8631"]), Ok(vec!["[::1]".to_owned()]));
    }

    #[test]
    fn addresses_that_lead_nowhere_are_refused() {
        let wrong = |given: &[&str], why: &str| {
            let error = names(given).err().unwrap_or_default();
            assert!(error.contains(why), "{given:?}: {error}");
        };
        wrong(&["lpd://printer/queue"], "begins with ipp://");
        wrong(&["ward3"], "begins with ipp://");
        wrong(&["ipp://user:secret@printer/queue"], "no password");
        wrong(&["ipps://printer/queue"], "--printer-cert");
        wrong(&["ipp://a/ipp/print", "ipp://b/ipp/print"], "two printers are called `print`");
    }
}
