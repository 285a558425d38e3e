//! Work on several threads, whose results come out in the order of what went in.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Records that a thread takes at a time.
const CHUNK: usize = 16;
/// Chunks under way for each thread: enough that none waits, few enough that memory stays flat.
const AHEAD: usize = 4;

/// Passes items through `work` on `threads` threads, each with a state of its own, and the results to `sink` in the
/// items' order. The first error of the items or the sink ends it; what is under way then is finished and dropped.
pub(super) fn run<T: Send, R: Send, S, E>(
    threads: usize,
    mut items: impl Iterator<Item = Result<T, E>>,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
    mut sink: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let (send_work, receive_work) = channel::<(u64, Vec<T>)>();
    let (send_results, receive_results) = channel::<(u64, thread::Result<Vec<R>>)>();
    let receive_work = Mutex::new(receive_work);
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            let send_results = send_results.clone();
            let (receive_work, state, work) = (&receive_work, &state, &work);
            scope.spawn(move || {
                let mut state = state();
                while let Some((place, chunk)) = next(receive_work) {
                    let all = AssertUnwindSafe(|| chunk.into_iter().map(|item| work(&mut state, item)).collect());
                    // A thread that crashed would leave the others waiting for its results.
                    let results = catch_unwind(all);
                    let crashed = results.is_err();
                    if send_results.send((place, results)).is_err() || crashed {
                        return;
                    }
                }
            });
        }
        drop(send_results);
        let ahead = (threads.max(1) * AHEAD) as u64;
        let (mut sent, mut received) = (0, 0);
        let mut waiting: BTreeMap<u64, Vec<R>> = BTreeMap::new();
        let mut ended = None;
        loop {
            while ended.is_none() && sent - received < ahead {
                let mut chunk = Vec::with_capacity(CHUNK);
                while chunk.len() < CHUNK && ended.is_none() {
                    match items.next() {
                        Some(Ok(item)) => chunk.push(item),
                        Some(Err(error)) => ended = Some(Err(error)),
                        None => ended = Some(Ok(())),
                    }
                }
                if !chunk.is_empty() && send_work.send((sent, chunk)).is_ok() {
                    sent += 1;
                }
            }
            if received == sent {
                // Dropping the sender lets the threads end.
                drop(send_work);
                return ended.unwrap_or(Ok(()));
            }
            while !waiting.contains_key(&received) {
                let Ok((place, results)) = receive_results.recv() else {
                    drop(send_work);
                    return ended.unwrap_or(Ok(()));
                };
                match results {
                    Ok(results) => waiting.insert(place, results),
                    Err(crash) => {
                        drop(send_work);
                        resume_unwind(crash);
                    }
                };
            }
            for result in waiting.remove(&received).into_iter().flatten() {
                if let Err(error) = sink(result) {
                    drop(send_work);
                    return Err(error);
                }
            }
            received += 1;
        }
    })
}

fn next<T>(work: &Mutex<Receiver<T>>) -> Option<T> {
    work.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}
