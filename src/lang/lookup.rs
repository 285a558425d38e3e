//! Which of the languages there are serves one that is wanted (BCP 47 lookup).

use super::Language;

/// The place of the best of `available` for `wanted`, if any will do: the tag itself; the tag with its last parts taken
/// off one by one (RFC 4647, 3.4); then the same language in the same script under another tag, so that `zh-TW` finds
/// `zh-Hant`, `sr-Latn-RS` finds `sr-Latn`, and `es-MX` finds `es-US` where there is no `es`. Never another script:
/// readers of `zh-Hans` are not served with `zh-Hant`.
pub fn lookup<'a>(available: impl IntoIterator<Item = &'a Language>, wanted: &Language) -> Option<usize> {
    let available: Vec<&Language> = available.into_iter().collect();
    let place = |fits: &dyn Fn(&Language) -> bool| available.iter().position(|language| fits(language));
    if let Some(found) = place(&|language| language.tag == wanted.tag) {
        return Some(found);
    }
    let mut range = wanted.canonical();
    loop {
        let fits = |language: &Language| language.canonical() == range && language.script == wanted.script;
        if let Some(found) = place(&fits) {
            return Some(found);
        }
        let Some((shorter, _)) = range.rsplit_once('-') else { break };
        // A single letter or digit begins what follows it, and goes with it.
        range = match shorter.rsplit_once('-') {
            Some((before, single)) if single.len() == 1 => before,
            _ => shorter,
        };
    }
    let primary = |language: &Language| language.canonical().split('-').next().map(str::to_owned);
    let kin = |language: &&&Language| primary(language) == primary(wanted) && language.script == wanted.script;
    let nearest = available.iter().filter(kin).min_by_key(|language| language.canonical().split('-').count())?;
    available.iter().position(|language| language == nearest)
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
