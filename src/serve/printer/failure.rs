//! Why nothing was printed, and what is the matter with a printer.

/// Why there is no job. No reason has anything of a job in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::serve) enum Failure {
    /// Nobody answers at its address.
    Unreachable,
    /// It did not answer in time. A job that had been sent by then may be printed.
    Silent,
    /// What answers is no queue.
    NoQueue,
    /// There is no printer of this name here any more.
    Unknown,
    /// It takes no jobs now.
    Closed,
    /// It may not be used from here.
    Forbidden,
    /// It is busy.
    Busy,
    /// It prints no PDFs.
    NoPdf,
    /// It has no paper of this size.
    NoPaper,
    /// It took the job, and dropped it.
    Canceled,
    /// It refused the job. What it says has a name (RFC 8011, appendix B).
    Refused(String),
}

/// What somebody has to do at a printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::serve) enum Trouble {
    /// It is out of paper, or wants another.
    Paper,
    /// Paper is stuck.
    Jam,
    /// It is out of toner or ink.
    Ink,
    /// A door or cover is open.
    Open,
    /// Somebody has stopped it.
    Stopped,
    /// The queue does not reach its printer.
    Offline,
    /// The job waits until somebody releases it.
    Held,
    /// Something else.
    Other,
}

impl Trouble {
    /// What a keyword says (RFC 8011, 5.4.12 and 5.3.8; PWG 5100.9); `None` if nobody has to do anything.
    pub(super) fn of(keyword: &str) -> Option<Trouble> {
        // CUPS says so of a printer that it does not reach. That it is connecting, it says of each job.
        if keyword == "offline-report" {
            return Some(Trouble::Offline);
        }
        // A report or a warning does not stop a job. Most printers warn of toner for weeks.
        if keyword.ends_with("-report") || keyword.ends_with("-warning") {
            return None;
        }
        let trouble = match keyword.strip_suffix("-error").unwrap_or(keyword) {
            "media-empty" | "media-needed" | "input-tray-missing" => Trouble::Paper,
            "media-jam" => Trouble::Jam,
            "toner-empty" | "marker-supply-empty" | "developer-empty" => Trouble::Ink,
            "door-open" | "cover-open" | "interlock-open" => Trouble::Open,
            "paused" | "moving-to-paused" | "printer-stopped" | "stopped-partly" => Trouble::Stopped,
            "offline" | "shutdown" | "timed-out" => Trouble::Offline,
            "job-hold-until-specified" | "job-password-wait" | "job-held-for-release" => Trouble::Held,
            "spool-area-full"
            | "output-area-full"
            | "output-tray-missing"
            | "marker-waste-full"
            | "fuser-over-temp" => Trouble::Other,
            _ if keyword.ends_with("-error") => Trouble::Other,
            _ => return None,
        };
        Some(trouble)
    }
}

#[cfg(test)]
mod tests {
    use super::Trouble;

    #[test]
    fn only_what_stops_a_job_is_told() {
        assert_eq!(Trouble::of("media-empty-error"), Some(Trouble::Paper));
        assert_eq!(Trouble::of("media-empty"), Some(Trouble::Paper));
        assert_eq!(Trouble::of("toner-empty-warning"), None);
        assert_eq!(Trouble::of("toner-low"), None);
        assert_eq!(Trouble::of("none"), None);
        assert_eq!(Trouble::of("connecting-to-device"), None);
        assert_eq!(Trouble::of("offline-report"), Some(Trouble::Offline));
        assert_eq!(Trouble::of("fuser-under-temp-error"), Some(Trouble::Other));
    }
}
