//! "Did you mean": the nearest of the names that a place takes.

/// A hint for a wrong name: the nearest right ones, or all of them.
pub fn hint<'a>(wrong: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(wrong, names.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known here: {}", list(&names.collect::<Vec<_>>())),
    }
}

/// The name most like a wrong one, if any is like it.
pub fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: String = wrong.chars().take(64).flat_map(char::to_lowercase).collect();
    let wrong = wrong.replace(['-', ' '], "_");
    let mut best: Option<(f64, &str)> = None;
    for name in names.filter(|n| !n.starts_with('$')) {
        let likeness = strsim::normalized_damerau_levenshtein(&wrong, &name.to_lowercase().replace('-', "_"));
        if best.is_none_or(|(b, _)| likeness > b) {
            best = Some((likeness, name));
        }
    }
    // Two letters of five wrong is still the same word; half of them is another.
    best.filter(|(likeness, _)| *likeness >= 0.6).map(|(_, name)| name)
}

/// Names for a sentence: `` `a`, `b`, `c` ``.
pub fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().filter(|n| !n.starts_with('$')).map(|n| format!("`{n}`")).collect();
    quoted.join(", ")
}
