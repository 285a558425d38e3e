//! From a form to a job: the printer is asked first, then the copy is made and written down, then it is sent.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use serde_json::json;
use tokio::time::Instant;

use super::abilities::{Abilities, Options};
use super::failure::Failure;
use super::page::{self, COOKIE};
use super::paper::{Paper, paper_of};
use super::queue::{Accepted, Job, Queue};
use crate::serve::answer::{self, Answer, html};
use crate::serve::form::Form;
use crate::serve::html::{Frame, Text};
use crate::serve::shared::{Shared, words_for};
use crate::serve::words::Words;

/// From a nurse's click to the answer, whatever the printer does.
const PATIENCE: Duration = Duration::from_secs(9);

/// For the question what a printer can do.
const QUESTION: Duration = Duration::from_secs(5);

/// For the copies of a list, which take longer to send.
const PATIENCE_BATCH: Duration = Duration::from_secs(30);

/// A printer that takes jobs.
#[derive(Clone)]
pub(in crate::serve) struct Ready {
    queue: Arc<Queue>,
    abilities: Arc<Abilities>,
    options: Options,
    paper: Option<Paper>,
    until: Instant,
}

/// The printer that a form asks for, if it asks for one, once it says that it takes jobs.
pub(in crate::serve) async fn ready(shared: &Shared, form: &Form) -> Result<Option<Ready>, Failure> {
    let Some(name) = form.get("printer").filter(|name| !name.is_empty()) else { return Ok(None) };
    // A name, never an address: nobody makes this program send a patient's values elsewhere.
    let queue = shared.settings.printers.named(name).ok_or(Failure::Unknown)?;
    let begun = Instant::now();
    let abilities = queue.abilities(begun + QUESTION).await?;
    match abilities.refuses(None) {
        Some(failure) => Err(failure),
        None => Ok(Some(Ready {
            queue,
            abilities: Arc::new(abilities),
            options: Options::of(form),
            paper: None,
            until: begun + PATIENCE,
        })),
    }
}

impl Ready {
    /// The same with the paper of a PDF, if the printer has it.
    pub(in crate::serve) fn fit(mut self, pdf: &[u8]) -> Result<Ready, Failure> {
        self.paper = paper_of(pdf);
        self.abilities.refuses(self.paper).map_or(Ok(self), Err)
    }

    /// The same for the copies of a list, which get more time, from now. They are not stapled together, and are printed on
    /// both sides only if each begins on a front: two patients' pages are never on one sheet.
    pub(in crate::serve) fn for_list(mut self, fronts: bool) -> Ready {
        self.options.staple = false;
        self.options.both_sides = Some(fronts);
        self.until = Instant::now() + PATIENCE_BATCH;
        self
    }

    /// Sends a PDF under a name that is no patient's, and says in the page's words what became of it.
    pub(in crate::serve) async fn print(
        self,
        (name, pdf): (&str, Vec<u8>),
        from_right: bool,
        words: &Words,
    ) -> Result<Sent, Failure> {
        let job = Job { name: name.to_owned(), pdf, paper: self.paper, options: self.options, from_right };
        let Accepted { job, troubles } = self.queue.print(job, &self.abilities, self.until).await?;
        let message = page::named(words.printer.sent, &self.queue.name).replace("{job}", &job.to_string());
        Ok(Sent { message, note: page::told(&troubles, words), printer: self.queue.name.clone() })
    }
}

/// A job that a printer has accepted.
pub(in crate::serve) struct Sent {
    /// That it has, and under which number.
    pub message: String,
    /// What has to be done before it is printed; empty if nothing.
    pub note: String,
    printer: String,
}

impl Sent {
    /// For the page's script.
    pub(in crate::serve) fn json(&self, words: &Words) -> Answer {
        let message = format!("{} {}", self.message, words.cleared);
        self.remembered(answer::json(StatusCode::OK, &json!({"message": message, "note": self.note})))
    }

    /// A page, for browsers without scripts, with a way back to the frame's address.
    pub(in crate::serve) fn page(&self, frame: &Frame<'_>) -> Answer {
        let title = frame.words.printer.sent_title;
        let note = match self.note.is_empty() {
            true => String::new(),
            false => format!("<p class=\"notice\">{}</p>\n", Text(&self.note)),
        };
        let content = format!(
            "<h1>{title}</h1>\n<p>{}</p>\n{note}<p><a href=\"{}\">{}</a></p>\n",
            Text(&self.message),
            Text(frame.uri.path()),
            frame.words.printer.another,
        );
        self.remembered(html(StatusCode::OK, frame.page(title, &content)))
    }

    /// The browser remembers the printer until it is closed.
    fn remembered(&self, mut answer: Answer) -> Answer {
        let name: String = form_urlencoded::byte_serialize(self.printer.as_bytes()).collect();
        if let Ok(value) = HeaderValue::from_str(&format!("{COOKIE}={name}; Path=/; SameSite=Lax; HttpOnly")) {
            answer.headers_mut().append(header::SET_COOKIE, value);
        }
        answer
    }
}

/// `POST /printers`: what a printer can do, as a part of the page.
pub(in crate::serve) async fn options(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let words = words_for(&uri, &headers);
    let form = Form::parse(&body);
    let name = form.get("printer").unwrap_or_default();
    let Some(queue) = shared.settings.printers.named(name) else {
        return answer::text(StatusCode::NOT_FOUND, &page::failed(&Failure::Unknown, name, words));
    };
    let part = match queue.abilities(Instant::now() + QUESTION).await {
        Ok(abilities) => page::options(name, &abilities, &form, words),
        Err(failure) => page::notice(&page::failed(&failure, name, words)),
    };
    html(StatusCode::OK, part)
}
