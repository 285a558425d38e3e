//! Which of the available languages serves a wanted one (BCP 47 lookup).

use super::Language;

/// The index of the best of `available` for `wanted`, if any is suitable: the tag itself; the tag with its last parts
/// removed one by one (RFC 4647, 3.4); then the only one available in the same language, so that `es` finds `es-MX`.
///
/// Never one in another script, explicit or implied: `zh-Hant`, which `zh-TW` and `zh-HK` find, does not serve readers
/// of `zh-Hans`.
pub(crate) fn lookup<'a>(available: impl IntoIterator<Item = &'a Language>, wanted: &Language) -> Option<usize> {
    let available: Vec<&Language> = available.into_iter().collect();
    if let Some(found) = available.iter().position(|language| language.tag == wanted.tag) {
        return Some(found);
    }
    let readable: Vec<(usize, String)> = available
        .iter()
        .enumerate()
        .filter(|(_, language)| language.script == wanted.script)
        .map(|(place, language)| (place, without_script(language)))
        .collect();
    let whole = without_script(wanted);
    let mut range = whole.as_str();
    loop {
        if let Some((place, _)) = readable.iter().find(|(_, tag)| tag == range) {
            return Some(*place);
        }
        let Some((shorter, _)) = range.rsplit_once('-') else { break };
        // A single letter or digit introduces what follows it, and is removed with it.
        range = match shorter.rsplit_once('-') {
            Some((before, single)) if single.len() == 1 => before,
            _ => shorter,
        };
    }
    let mut kin = readable.iter().filter(|(_, tag)| tag.split('-').next() == Some(range));
    match (kin.next(), kin.next()) {
        (Some((place, _)), None) => Some(*place),
        _ => None,
    }
}

/// A tag in the form that CLDR uses, without its script, which is compared separately: `zh-TW` has no script and
/// `zh-Hant-TW` does, and they are the same.
fn without_script(language: &Language) -> String {
    let script = String::from_utf8_lossy(&language.script);
    let mut parts: Vec<&str> = language.canonical().split('-').collect();
    if parts.get(1).is_some_and(|part| part.eq_ignore_ascii_case(&script)) {
        parts.remove(1);
    }
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_language_is_found() {
        let parse = |tag: &str| Language::parse(tag).unwrap_or_else(|| panic!("{tag}"));
        let find = |available: &str, wanted: &str| {
            let available: Vec<Language> = available.split_whitespace().map(parse).collect();
            lookup(&available, &parse(wanted)).map(|found| available[found].tag().to_owned())
        };
        for (available, wanted, found) in [
            ("en es", "es-MX", "es"),
            ("es es-MX", "es-mx", "es-MX"),
            ("es-US", "es-MX", "es-US"),
            ("es-419 es", "es-MX", "es"),
            ("zh-Hans zh-Hant", "zh-TW", "zh-Hant"),
            ("zh-Hant zh-Hans", "zh", "zh-Hans"),
            ("zh-Hant zh", "cmn-CN", "zh"),
            ("zh-Hans zh-Hant", "zh-HK", "zh-Hant"),
            ("zh-Hans-SG zh-Hans", "zh-MY", "zh-Hans"),
            ("sr-Latn", "sr-Latn-RS", "sr-Latn"),
            ("sr sr-Latn", "sh", "sr-Latn"),
            ("fil", "tl", "fil"),
            ("tl", "fil-PH", "tl"),
            ("he", "iw", "he"),
            ("fa prs", "prs", "prs"),
            ("fa", "prs", "fa"),
            ("en fa prs", "fa-AF", "prs"),
            ("fr-CA", "fr", "fr-CA"),
            ("zh-Hant zh-Hant-HK", "zh-TW", "zh-Hant"),
            ("zh-Hant zh-Hant-HK", "zh-HK", "zh-Hant-HK"),
            ("sr-Latn sr", "sr-Cyrl-BA", "sr"),
        ] {
            assert_eq!(find(available, wanted).as_deref(), Some(found), "{wanted} among {available}");
        }
        for (available, wanted) in [
            ("en es", "pt"),
            ("zh-Hant", "zh-CN"),
            ("sr", "sr-Latn"),
            ("pa", "pa-Arab"),
            ("hr bs", "sr"),
            ("zh", "yue"),
        ] {
            assert_eq!(find(available, wanted), None, "{wanted} among {available}");
        }
    }
}
