//! The journal of a run that was stopped, for the tests here and the fuzz driver.

use sha2::{Digest, Sha256};

/// The journal of a run, as if it had been stopped after this many entries of its manifest.
pub(crate) fn journal(manifest: &str, entries: usize) -> String {
    let key = manifest.split("\"key\": \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key");
    let all = manifest.lines().filter(|line| line.starts_with("{\"file\"") || line.starts_with("{\"copy\""));
    let all: Vec<&str> = all.map(|line| line.trim_end_matches(',')).collect();
    assert!(all.len() >= entries, "{manifest}");
    let lines = std::iter::once(format!("{{\"run\":\"{key}\"}}"));
    check_lines(lines.chain(all[..entries].iter().map(|line| (*line).to_owned())))
}

/// Lines of a journal, each with its check: the first 8 bytes of the SHA-256 of the last check and the line.
pub(crate) fn check_lines(lines: impl IntoIterator<Item = String>) -> String {
    let mut check = vec![0; 8];
    let checked = lines.into_iter().map(|line| {
        check.extend(line.as_bytes());
        check = Sha256::digest(&check)[..8].to_vec();
        format!("{} {line}\n", hex(&check))
    });
    checked.collect()
}

/// Bytes in lowercase hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
