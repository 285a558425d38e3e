//! Which of the handouts at hand a reader of some language can read.

use crate::lang::Language;

/// Lookup by RFC 4647, section 3.4: `es-MX` finds `es`, by dropping subtags from the end. The script must be the same,
/// said or implied: `zh-TW` is no reader of simplified Chinese. Failing that, the only one in the same language and script
/// serves: `es` finds `es-MX`.
pub(super) fn find(available: &[Language], wanted: &Language) -> Option<Language> {
    let readable = || available.iter().filter(|language| language.script() == wanted.script());
    let mut tag = wanted.tag();
    loop {
        if let Some(language) = readable().find(|language| language.tag().eq_ignore_ascii_case(tag)) {
            return Some(language.clone());
        }
        match tag.rsplit_once('-') {
            Some((shorter, _)) => tag = shorter,
            None => break,
        }
    }
    let mut related = readable().filter(|language| language.primary() == wanted.primary());
    match (related.next(), related.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}
