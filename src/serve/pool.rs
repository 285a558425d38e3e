//! Threads that make copies and pictures, with a queue of limited length: more is refused at once, rather than kept
//! waiting until nobody waits any more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

/// Work that waits, for each thread.
const QUEUE: usize = 32;

/// How often a part of larger work asks for room in the queue.
const MOST_TRIES: u32 = 200;

/// What it waits in between.
const PAUSE: Duration = Duration::from_millis(25);

type Work = Box<dyn FnOnce() + Send>;

/// The threads.
pub(super) struct Pool {
    queue: SyncSender<Work>,
    waiting: Arc<AtomicUsize>,
}

/// Why work was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undone {
    /// The queue is full.
    Busy,
    /// It ended with a panic, a defect of the program. Nobody but this request is affected.
    Broken,
}

impl Pool {
    /// Starts the threads.
    pub(super) fn start(threads: usize) -> std::io::Result<Pool> {
        let (queue, work) = sync_channel::<Work>(threads.max(1) * QUEUE);
        let work = Arc::new(Mutex::new(work));
        let waiting = Arc::new(AtomicUsize::new(0));
        for number in 0..threads.max(1) {
            let (work, waiting) = (work.clone(), waiting.clone());
            std::thread::Builder::new().name(format!("copies-{number}")).spawn(move || run(&work, &waiting))?;
        }
        Ok(Pool { queue, waiting })
    }

    /// Work that waits for a thread.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Has work done. Work that nobody waits for any more is not begun.
    pub(super) async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Undone> {
        self.send(work, 1).await
    }

    /// Has a part of larger work done, and waits for room in the queue: what has been done is not thrown away because
    /// many ask for something at that moment.
    pub(super) async fn work_on<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Undone> {
        self.send(work, MOST_TRIES).await
    }

    async fn send<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
        tries: u32,
    ) -> Result<T, Undone> {
        let (answer, done) = oneshot::channel();
        let mut work: Work = Box::new(move || {
            if !answer.is_closed() {
                // Whoever asked may have gone while it was done.
                let _ = answer.send(work());
            }
        });
        for turn in 1..=tries {
            self.waiting.fetch_add(1, Ordering::Relaxed);
            match self.queue.try_send(work) {
                Ok(()) => return done.await.map_err(|_| Undone::Broken),
                Err(TrySendError::Full(back) | TrySendError::Disconnected(back)) => work = back,
            }
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            if turn < tries {
                tokio::time::sleep(PAUSE).await;
            }
        }
        Err(Undone::Busy)
    }
}

fn run(work: &Mutex<Receiver<Work>>, waiting: &AtomicUsize) {
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(next) = next else { return };
        waiting.fetch_sub(1, Ordering::Relaxed);
        // The thread serves others, too.
        let _ = catch_unwind(AssertUnwindSafe(next));
    }
}
