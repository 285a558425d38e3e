//! What an author types is printed: comments are distinguished from text, and characters that only look like markup
//! stay.

use super::support::{first_paragraph, merge_parts, merge_text};
use handout::model::document::Block;

#[test]
fn signs_that_are_no_markup_are_printed() {
    for text in [
        "It costs $5 or $10 a day.",
        "a == b, and ~5 mL",
        "Name: ______ ====== ~~~~",
        "10:30:00, 8:00–9:00: noon",
        "See [a] and [1] and [x].",
        "if p < 0.05 & q > 1; A&E;",
        "yes | no",
        "(c) -- --- ... \u{2019}quotes\u{2019}",
    ] {
        let merged = merge_text("en", text);
        let plain: String = first_paragraph(&merged).chars().filter(|c| !"⟨⟩!".contains(*c)).collect();
        assert_eq!(plain, text);
    }
}

#[test]
fn escaped_signs_and_entities_are_printed() {
    for (text, shown) in [
        (r"\~\~a\~\~ \==b== \:warning: \$x^y$ \[ ] \&amp;", "~~a~~ ==b== :warning: $x^y$ [ ] &amp;"),
        ("&lt;5 mg &frac12; &deg; &le; &#8805; &amp;nbsp;", "<5 mg ½ ° ≤ ≥ &nbsp;"),
    ] {
        let plain: String = first_paragraph(&merge_text("en", text)).chars().filter(|c| !"⟨⟩!".contains(*c)).collect();
        assert_eq!(plain, shown);
    }
}

/// The text of the first block of a handout with a time, filled in.
fn with_time(text: &str, time: &str) -> String {
    let handout = format!(
        "handout: 1\nid: a\ntitle: A\nlanguage: en-CA\nsite: site.yaml\npatient: {{at: {{label: At, type: time}}}}\n\
         body: [\"{text}\"]\n"
    );
    let site = "site: 1\nname: Example Inc.\nregion: CA\n";
    let record: &[(&str, &str)] = if time.is_empty() { &[] } else { &[("at", time)] };
    let merged = merge_parts(&handout, Some(site), None, record);
    let document = merged.document();
    match &document.blocks[0] {
        Block::Paragraph(text) => document.values.fill(text).plain(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_abbreviation_that_ends_the_sentence_takes_no_second_period() {
    assert_eq!(with_time("Come at {patient.at}. Eat.", "14:30"), "Come at 2:30\u{a0}p.m. Eat.");
    assert_eq!(with_time("Come at **{patient.at}**.", "14:30"), "Come at 2:30\u{a0}p.m.");
    assert_eq!(
        with_time("Come at {patient.at}, or {patient.at}…", "14:30"),
        "Come at 2:30\u{a0}p.m., or 2:30\u{a0}p.m.…"
    );
    assert_eq!(with_time("Come at {patient.at}...", "14:30"), "Come at 2:30\u{a0}p.m....");
    // The blank line keeps the sentence's period.
    assert_eq!(with_time("Come at {patient.at}. Eat.", ""), "Come at . Eat.");
    assert_eq!(with_time("Ask {site.name}. Eat.", ""), "Ask Example Inc. Eat.");
}
