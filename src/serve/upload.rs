//! A sheet as the page sends it: one line with what somebody chose, as a form has it, and then the file's bytes.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::form::Form;

/// The largest sheet: many thousands of patients.
const LARGEST_SHEET: usize = 8 * 1024 * 1024;

/// How many sheets are in memory at a time.
const MOST_SHEETS: usize = 4;

/// How long a sheet waits for another one to be done with.
const PATIENCE: Duration = Duration::from_secs(5);

/// Room for sheets.
pub(super) struct Sheets(Arc<Semaphore>);

impl Default for Sheets {
    fn default() -> Sheets {
        Sheets(Arc::new(Semaphore::new(MOST_SHEETS)))
    }
}

/// Room for one sheet; there is again some when this is dropped.
pub(super) struct Room(#[expect(dead_code, reason = "it is held, not used")] OwnedSemaphorePermit);

/// Why there is no sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoSheet {
    /// There is no room.
    Busy,
    /// It is too large, or did not come.
    TooLarge,
}

/// A sheet.
pub(super) struct Upload {
    /// What somebody chose.
    pub form: Form,
    /// The file.
    pub file: Bytes,
    /// Held for as long as the sheet is in memory.
    pub room: Room,
}

impl Sheets {
    /// Room for a sheet, once there is some.
    pub(super) async fn room(&self) -> Result<Room, NoSheet> {
        let room = timeout(PATIENCE, self.0.clone().acquire_owned()).await;
        room.ok().and_then(Result::ok).map(Room).ok_or(NoSheet::Busy)
    }

    /// Reads what a program sends: a file, and nothing before it. Nothing is read before there is room.
    pub(super) async fn file(&self, body: Body) -> Result<(Bytes, Room), NoSheet> {
        let room = self.room().await?;
        let file = to_bytes(body, LARGEST_SHEET).await.map_err(|_| NoSheet::TooLarge)?;
        Ok((file, room))
    }

    /// Reads what the page sends.
    pub(super) async fn upload(&self, body: Body) -> Result<Upload, NoSheet> {
        let (mut file, room) = self.file(body).await?;
        // A form has no line feed: it is written as `%0A`.
        let end = file.iter().position(|&byte| byte == b'\n').unwrap_or(file.len());
        let form = Form::parse(&file.split_to(end));
        let file = file.slice(file.len().min(1)..);
        Ok(Upload { form, file, room })
    }
}
