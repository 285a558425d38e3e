//! What has been done, in numbers, in the text format of Prometheus. Labels are routes, actions and statuses: never an id
//! that somebody typed, and never a value.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Counters since the start.
#[derive(Default)]
pub(super) struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    copies: AtomicU64,
    pages: AtomicU64,
    pictures: AtomicU64,
}

impl Metrics {
    /// A request was answered.
    pub(super) fn request(&self, route: &'static str, status: u16) {
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner).entry((route, status)).or_default() += 1;
    }

    /// A copy, blank or not, was handed out.
    pub(super) fn copy(&self, pages: usize) {
        self.copies(1, pages);
    }

    /// Copies were handed out in one file.
    pub(super) fn copies(&self, copies: usize, pages: usize) {
        self.copies.fetch_add(copies as u64, Ordering::Relaxed);
        self.pages.fetch_add(pages as u64, Ordering::Relaxed);
    }

    /// A page was drawn.
    pub(super) fn picture(&self) {
        self.pictures.fetch_add(1, Ordering::Relaxed);
    }

    /// All numbers.
    pub(super) fn text(&self, handouts: usize, waiting: usize) -> String {
        let mut text = String::new();
        let mut put = |name: &str, kind: &str, help: &str, value: u64| {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        };
        put("handout_handouts", "gauge", "Handouts that are served.", handouts as u64);
        put("handout_queue_length", "gauge", "Requests that wait for a thread.", waiting as u64);
        put("handout_copies_total", "counter", "Copies handed out.", self.copies.load(Ordering::Relaxed));
        put("handout_pages_total", "counter", "Pages of these copies.", self.pages.load(Ordering::Relaxed));
        put("handout_pictures_total", "counter", "Pages drawn.", self.pictures.load(Ordering::Relaxed));
        text.push_str("# HELP handout_requests_total Requests answered.\n# TYPE handout_requests_total counter\n");
        for ((route, status), count) in self.requests.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let _ = writeln!(text, "handout_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}");
        }
        text
    }
}
