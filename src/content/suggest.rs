//! "Did you mean": the closest of the names accepted in a place.

/// A hint for a wrong name: the closest valid ones, or all of them.
pub(crate) fn hint<'a>(wrong: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(wrong, names.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("valid here: {}", some(&names.collect::<Vec<_>>(), MOST_OF_FORMAT)),
    }
}

/// The name most similar to a wrong one, if any is similar.
pub(crate) fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: String = wrong.chars().take(64).flat_map(char::to_lowercase).collect();
    let wrong = wrong.replace(['-', ' '], "_");
    let mut best: Option<(f64, &str)> = None;
    let length = wrong.chars().count();
    for name in names.filter(|n| !n.starts_with('$')) {
        // With two letters out of five missing or extra, it is not the same word: no need to compare the rest.
        if name.chars().count().abs_diff(length) * 5 > name.chars().count().max(length) * 2 {
            continue;
        }
        let likeness = strsim::normalized_damerau_levenshtein(&wrong, &name.to_lowercase().replace('-', "_"));
        if best.is_none_or(|(b, _)| likeness > b) {
            best = Some((likeness, name));
        }
    }
    // Two wrong letters out of five still make the same word; half of them make another.
    best.filter(|(likeness, _)| *likeness >= 0.6).map(|(_, name)| name)
}

/// More than the number of keys and words that the format has in any one place.
const MOST_OF_FORMAT: usize = 24;
/// How many of a file's own names are listed; a hospital may have a thousand phones.
const MOST_OF_FILE: usize = 8;

/// A file's names for a sentence: the first few, and how many more there are.
pub(crate) fn first_of(names: &[&str]) -> String {
    some(names, MOST_OF_FILE)
}

fn some(names: &[&str], most: usize) -> String {
    match names.len() {
        count if count > most => format!("{} and {} more", list(&names[..MOST_OF_FILE]), count - MOST_OF_FILE),
        _ => list(names),
    }
}

/// Names for a sentence: `` `a`, `b`, `c` ``.
pub(crate) fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().filter(|n| !n.starts_with('$')).map(|n| format!("`{n}`")).collect();
    quoted.join(", ")
}
