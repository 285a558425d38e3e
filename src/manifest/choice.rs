//! Which records of a run are wanted.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// `17,20-25`: records by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Only(Vec<RangeInclusive<u64>>);

impl FromStr for Only {
    type Err = String;

    fn from_str(text: &str) -> Result<Only, String> {
        let number = |text: &str| text.trim().parse::<u64>().ok().filter(|&number| number > 0);
        let range = |part: &str| match part.split_once('-') {
            Some((from, to)) => Some(number(from)?..=number(to)?).filter(|range| !range.is_empty()),
            None => number(part).map(|number| number..=number),
        };
        let ranges: Option<Vec<_>> = text.split(',').map(range).collect();
        ranges.map(Only).ok_or_else(|| "write record numbers and ranges: `17,20-25`".to_owned())
    }
}

impl fmt::Display for Only {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, range) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            match range.start() == range.end() {
                true => write!(f, "{comma}{}", range.start())?,
                false => write!(f, "{comma}{}-{}", range.start(), range.end())?,
            }
        }
        Ok(())
    }
}

impl Only {
    /// Whether a record is included.
    pub fn contains(&self, number: u64) -> bool {
        self.0.iter().any(|range| range.contains(&number))
    }

    /// The highest number.
    pub fn last(&self) -> u64 {
        self.0.iter().map(|range| *range.end()).max().unwrap_or(0)
    }
}

/// `3/8`: the third of eight parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    k: u64,
    n: u64,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        let shard = parts.map(|(k, n)| Shard { k, n }).filter(|shard| (1..=shard.n).contains(&shard.k));
        shard
            .filter(|shard| shard.n <= 1_000_000)
            .ok_or_else(|| "write the part and the number of parts: `3/8`".to_owned())
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.k, self.n)
    }
}

impl Shard {
    /// `3-of-8`, for names.
    pub fn name(&self) -> String {
        format!("{}-of-{}", self.k, self.n)
    }

    /// The numbers of its records. In a merged run these are whole volumes, the same as in the whole run.
    pub fn records(&self, count: u64, volume: Option<u64>) -> RangeInclusive<u64> {
        let Some(volume) = volume else { return self.share(count) };
        let volumes = self.share(count.div_ceil(volume));
        (volumes.start() - 1) * volume + 1..=(volumes.end() * volume).min(count)
    }

    /// Its share of `count` things, numbered from 1: consecutive, so that parts follow each other in order.
    fn share(&self, count: u64) -> RangeInclusive<u64> {
        let before = |k: u64| (u128::from(count) * u128::from(k) / u128::from(self.n)) as u64;
        before(self.k - 1) + 1..=before(self.k)
    }
}
