//! An answer that is sent while it is made.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use hyper::body::{Frame, SizeHint};
use serde_json::Value;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::serve::answer::{Answer, answer};
use crate::serve::upload::Room;

/// Parts that wait for the browser.
const AHEAD: usize = 4;

/// What a PDF is sent in: a browser that reads slowly keeps no more than it must.
const PART: usize = 256 * 1024;

/// Where parts of an answer are put.
pub(super) struct Progress(Sender<Bytes>);

struct Parts(Receiver<Bytes>);

impl HttpBody for Parts {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|part| part.map(|part| Ok(Frame::data(part))))
    }
}

/// A file that is sent while there is room for it in memory.
struct Held {
    rest: Bytes,
    room: Option<Room>,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            self.room = None;
            return Poll::Ready(None);
        }
        let end = self.rest.len().min(PART);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(end)))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

/// A file as a body; there is room for another sheet when it has been sent.
pub(super) fn held(file: Vec<u8>, room: Room) -> Body {
    Body::new(Held { rest: file.into(), room: Some(room) })
}

impl Progress {
    /// An answer, and where its parts are put. It ends when that is dropped.
    pub(super) fn begin() -> (Progress, Answer) {
        let (sender, receiver) = channel(AHEAD);
        (Progress(sender), answer(StatusCode::OK, "application/octet-stream", Body::new(Parts(receiver))))
    }

    /// Sends a line of JSON; false if nobody listens any more.
    pub(super) async fn say(&self, value: Value) -> bool {
        self.0.send(format!("{value}\n").into()).await.is_ok()
    }

    /// Sends a file.
    pub(super) async fn send(&self, file: Vec<u8>) {
        let mut rest = Bytes::from(file);
        while !rest.is_empty() {
            if self.0.send(rest.split_to(rest.len().min(PART))).await.is_err() {
                return;
            }
        }
    }
}
