//! What the environment provides: today's date, and the date a build is to use.

use anyhow::Context;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Today's date (UTC), which only affects warnings unless a site asks for more. The build date from the environment
/// overrides the clock.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
pub(super) fn today(epoch: Option<i64>) -> Date {
    let now = epoch.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now);
    TimeZone::UTC.to_datetime(now).date()
}

/// The date for reproducible builds (reproducible-builds.org), if the environment gives one.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
pub(super) fn source_date_epoch() -> anyhow::Result<Option<i64>> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) else { return Ok(None) };
    let seconds = value.to_str().and_then(|text| text.parse::<i64>().ok()).filter(|&s| s >= 0);
    seconds.map(Some).context("SOURCE_DATE_EPOCH is not a number of seconds since 1970")
}
