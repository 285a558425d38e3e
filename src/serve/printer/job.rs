//! Questions and answers of IPP, in bytes.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::catch_unwind;

use axum::body::Bytes;
use ipp::attribute::{IppAttribute, IppAttributes};
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::IppParser;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::{IppKeyword, IppName, IppString, IppValue};

use super::abilities::Value;
use super::failure::Failure;

/// A question.
pub(super) struct Question(IppRequestResponse);

impl Question {
    /// A question to the queue with this address, which is in the `ipp` scheme.
    pub(super) fn new(operation: Operation, queue: &str, who: &str) -> Option<Question> {
        let request = IppRequestResponse::new(IppVersion::v1_1(), operation, None).ok()?;
        let mut question = Question(request);
        question.put("printer-uri", IppValue::Uri(IppString::new(queue).ok()?));
        question.put("requesting-user-name", IppValue::NameWithoutLanguage(name(who)));
        Some(question)
    }

    /// Adds an attribute of the question itself.
    pub(super) fn put(&mut self, attribute: &'static str, value: IppValue) {
        self.add(DelimiterTag::OperationAttributes, attribute, value);
    }

    /// Adds an attribute of a job.
    pub(super) fn put_of_job(&mut self, attribute: &'static str, value: &Value) {
        if let Some(value) = value_of(value) {
            self.add(DelimiterTag::JobAttributes, attribute, value);
        }
    }

    fn add(&mut self, group: DelimiterTag, attribute: &'static str, value: IppValue) {
        self.0.attributes_mut().add(group, IppAttribute::new(name(attribute), value));
    }

    /// What is sent: the question, and the document after it.
    pub(super) fn bytes(&self, document: &[u8]) -> Vec<u8> {
        [&self.0.to_bytes()[..], document].concat()
    }
}

/// A name, which is cut after 255 bytes.
pub(super) fn name(text: &str) -> IppName {
    let end = (0..=text.len().min(IppName::max())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    IppName::new_truncated(&text[..end])
}

/// Words, each of which is a value of one attribute.
pub(super) fn keywords(words: &[&str]) -> IppValue {
    IppValue::Array(words.iter().filter_map(|word| Some(IppValue::Keyword(IppKeyword::new(*word).ok()?))).collect())
}

fn value_of(value: &Value) -> Option<IppValue> {
    let keyword = |word: &str| Some(IppValue::Keyword(IppKeyword::new(word).ok()?));
    match value {
        Value::Keyword(word) => keyword(word),
        Value::Number(number) => Some(IppValue::Enum(*number)),
        Value::Tray(tray, paper) => {
            let mut media = BTreeMap::from([(name("media-source"), keyword(tray)?)]);
            if let Some(paper) = paper {
                let sides = [("x-dimension", paper.size.0), ("y-dimension", paper.size.1)];
                let size = sides.map(|(side, length)| (name(side), IppValue::Integer(length)));
                media.insert(name("media-size"), IppValue::Collection(BTreeMap::from(size)));
            }
            Some(IppValue::Collection(media))
        }
    }
}

/// Reads an answer.
pub(super) fn answer(bytes: Bytes) -> Result<IppAttributes, Failure> {
    // The crate takes a length inside a text for what it says: one that is wrong is a panic.
    let read = catch_unwind(|| IppParser::new(IppReader::new(Cursor::new(bytes))).parse());
    let answer = read.ok().and_then(Result::ok).ok_or(Failure::NoQueue)?;
    let status = answer.header().status_code();
    match status {
        status if status.is_success() => Ok(answer.attributes().clone()),
        StatusCode::ServerErrorNotAcceptingJobs => Err(Failure::Closed),
        StatusCode::ServerErrorBusy | StatusCode::ServerErrorTemporaryError => Err(Failure::Busy),
        StatusCode::ClientErrorForbidden
        | StatusCode::ClientErrorNotAuthenticated
        | StatusCode::ClientErrorNotAuthorized => Err(Failure::Forbidden),
        StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone => Err(Failure::NoQueue),
        StatusCode::ClientErrorDocumentFormatNotSupported => Err(Failure::NoPdf),
        status => Err(Failure::Refused(status.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::{answer, name};
    use crate::serve::printer::failure::Failure;

    #[test]
    fn no_answer_ends_the_program() {
        // A text with a language whose length is a lie.
        let lie = b"\x01\x01\0\0\0\0\0\x01\x01\x35\0\x01a\0\x06\0\x02en\xff\xff\x03";
        for bytes in [&b""[..], b"HTTP", &[0x34; 4000], lie] {
            assert_eq!(answer(bytes.to_vec().into()).err(), Some(Failure::NoQueue));
        }
    }

    #[test]
    fn a_name_is_cut_between_letters() {
        assert_eq!(name(&"é".repeat(200)).len(), 254);
    }
}
