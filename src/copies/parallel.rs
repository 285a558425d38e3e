//! Work divided among threads, with results in input order.

use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Runs a job for each input on `threads` threads and passes on the results in input order.
///
/// `begin` creates what each thread keeps from one job to the next. Only a few inputs per thread are taken ahead of the
/// results, so memory stays flat. The first error from `done` ends everything.
pub(crate) fn in_order<I, W, O>(
    threads: usize,
    inputs: impl Iterator<Item = I>,
    begin: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, I) -> O + Sync,
    mut done: impl FnMut(O) -> io::Result<()>,
) -> io::Result<()>
where
    I: Send,
    O: Send,
{
    let threads = threads.max(1);
    let (jobs, taken) = channel::<(u64, I)>();
    let (results, finished) = channel::<Option<(u64, O)>>();
    let taken = &Mutex::new(taken);
    let (begin, work) = (&begin, &work);
    thread::scope(move |scope| {
        for _ in 0..threads {
            let results = results.clone();
            scope.spawn(move || {
                let _alarm = Alarm(results.clone());
                let mut kept = begin();
                while let Some((place, input)) = next(taken) {
                    if results.send(Some((place, work(&mut kept, input)))).is_err() {
                        return;
                    }
                }
            });
        }
        // Without the last sender here, the results end when the threads do; without the jobs' sender, the threads end:
        // it is dropped with this closure, before the threads are joined.
        drop(results);
        let jobs = jobs;
        let ahead = 3 * threads as u64;
        let mut inputs = inputs.enumerate().fuse();
        let (mut sent, mut expected) = (0, 0);
        let mut early: BTreeMap<u64, O> = BTreeMap::new();
        loop {
            while sent < expected + ahead {
                let Some((_, input)) = inputs.next() else { break };
                if jobs.send((sent, input)).is_err() {
                    return Err(stopped());
                }
                sent += 1;
            }
            if expected == sent {
                return Ok(());
            }
            let Ok(Some((place, result))) = finished.recv() else { return Err(stopped()) };
            early.insert(place, result);
            while let Some(result) = early.remove(&expected) {
                expected += 1;
                done(result)?;
            }
        }
    })
}

/// Reports that a thread has panicked; otherwise its job's result would be awaited forever.
struct Alarm<O>(Sender<Option<O>>);

impl<O> Drop for Alarm<O> {
    fn drop(&mut self) {
        if thread::panicking() {
            // If everything has ended, no one is listening.
            let _ = self.0.send(None);
        }
    }
}

/// A thread that ends without a result has panicked; its panic is raised again when the threads are joined.
fn stopped() -> io::Error {
    io::Error::other("a thread stopped")
}

fn next<I>(taken: &Mutex<Receiver<I>>) -> Option<I> {
    taken.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}
