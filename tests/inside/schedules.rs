//! Schedules of medicines: what is printed, where, and as which structure elements.

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::geom::Length;
use handout::layout::display::{Content, Page, Role};
use handout::model::document::{Block, Schedule};
use handout::paginate::Pages;
use handout::pdf::assemble::write_pdf;
use handout::pdf::intent::{Intent, Purpose};

use super::layout::pages_of;
use super::structure::{check, tree};
use super::support::{Merged, merge_parts};

const SITE: &str = "site: 1\nname: Clinic\ntheme: {margin: 1in}\n";

const TWO: &str = "
  - schedule:
      hours: {morning: 8 a.m.}
      medicines:
        - {name: Metformin, dose: 500 mg tablet, why: diabetes, morning: 1, evening: 1 1/2, total: 2.5, note: With food.}
        - {name: Amoxicillin, unit: mL, noon: 0.5, night: 7.5}
";

/// A schedule of this many medicines, each of four lines.
fn many(count: usize) -> String {
    let medicine = |number| {
        format!(
            "        - {{name: Medicine {number}, dose: 5 mg, why: why {number}, note: \"n{number}\\n\\nm{number}\", morning: 1}}\n"
        )
    };
    format!("  - schedule:\n      medicines:\n{}", (1..=count).map(medicine).collect::<String>())
}

fn merged(language: &str, body: &str) -> Merged {
    merge_parts(
        &format!("handout: 1\nid: a\ntitle: T\nlanguage: {language}\nsite: site.yaml\nbody:{body}"),
        Some(SITE),
        None,
        &[],
    )
}

fn schedule(merged: &Merged) -> &Schedule {
    match merged.document().blocks.first() {
        Some(Block::Schedule(schedule)) => schedule,
        other => panic!("{other:?}"),
    }
}

/// Left and right edge and baseline of each line that begins with these words.
fn lines_of(page: &Page, words: &str) -> Vec<[Length; 3]> {
    let place = |content: &Content| match content {
        Content::Line(line) if line.shaped.text.starts_with(words) => Some([
            line.runs.iter().map(|run| run.x).min().unwrap_or_default(),
            line.runs.iter().map(|run| run.x + run.width).max().unwrap_or_default(),
            line.baseline,
        ]),
        _ => None,
    };
    page.items.iter().filter_map(|item| place(&item.content)).collect()
}

fn line_of(page: &Page, words: &str) -> [Length; 3] {
    *lines_of(page, words).first().unwrap_or_else(|| panic!("no {words}"))
}

fn roles(pages: &Pages, role: Role) -> usize {
    pages.structure.elements.iter().filter(|element| element.role == role).count()
}

/// A site of letter paper, with text of this size.
fn sized(points: i32) -> String {
    format!("site: 1\nname: Clinic\ntheme: {{margin: 0.75in, size: {points}pt}}\n")
}

#[test]
fn amounts_are_printed_in_the_columns_of_their_times() {
    let merged = merged("en", TWO);
    let schedule = schedule(&merged);
    let heads: Vec<String> = schedule.times.iter().map(|head| head.text.plain()).collect();
    assert_eq!(heads, ["Morning 8 a.m.", "Noon", "Evening", "Night"]);
    let shown = |place: usize| -> Vec<Option<String>> {
        schedule.medicines[place].amounts.iter().map(|amount| amount.as_ref().map(|text| text.plain())).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(shown(0), [some("1"), None, some("1½"), None]);
    assert_eq!(shown(1), [None, some("0.5\u{a0}mL"), None, some("7.5\u{a0}mL")]);
    let (pages, codes) = pages_of("en", SITE, TWO, &[]);
    assert!(codes.is_empty(), "{codes:?}");
    let page = &pages.pages[0];
    // An amount is in the middle of its column, below the head of its time, and level with its medicine.
    for (amount, time, medicine) in
        [("1½", "Evening", "Metformin"), ("7.5", "Night", "Amoxicillin"), ("0.5", "Noon", "Amoxicillin")]
    {
        let ([left, right, baseline], [head_left, head_right, head]) = (line_of(page, amount), line_of(page, time));
        assert!(((left + right) - (head_left + head_right)).abs() <= Length::pt(1), "{amount} is below {time}");
        assert!(baseline > head);
        assert_eq!(baseline, line_of(page, medicine)[2], "{amount} is beside {medicine}");
    }
    // A day's total could be taken for one more dose.
    assert!(lines_of(page, "2.5").is_empty() && lines_of(page, "2½").is_empty());
}

#[test]
fn the_words_are_the_languages_own_the_sites_or_the_authors() {
    let body = "\n  - schedule: {times: [morning, night], medicines: [{name: A, why: b, morning: 1}]}\n";
    for (language, medicine, why, times) in [
        ("en", "Medicine", "Why: b", ["Morning", "Night"]),
        ("es", "Medicamento", "Para qué: b", ["Mañana", "Noche"]),
        ("fr", "Médicament", "Pourquoi\u{a0}: b", ["Matin", "Coucher"]),
        ("ar", "الدواء", "السبب: b", ["الصباح", "الليل"]),
        ("zh-Hans", "药物", "用途：b", ["早上", "睡前"]),
        ("vi", "Thuốc", "Công dụng: b", ["Sáng", "Tối"]),
    ] {
        let merged = merged(language, body);
        let schedule = schedule(&merged);
        let heads: Vec<String> = schedule.times.iter().map(|head| head.text.plain()).collect();
        assert_eq!(
            (schedule.medicine.plain().as_str(), heads),
            (medicine, times.map(str::to_owned).to_vec()),
            "{language}"
        );
        let labeled = schedule.medicines[0].why.as_ref().map(|(_, labeled)| labeled.plain());
        assert_eq!(labeled.as_deref(), Some(why), "{language}");
    }
    let labels = "\n  - schedule: {times: [night], labels: {night: Bedtime}, medicines: [{name: A, night: 1}]}\n";
    assert_eq!(schedule(&merged("en", labels)).times[0].text.plain(), "Bedtime");
    let site = format!(
        "{SITE}words: {{hmn: {{page: \"{{page}}/{{pages}} n\", schedule: {{medicine: Tshuaj, night: Hmo ntuj}}}}}}\n"
    );
    let yaml = "handout: 1\nid: a\ntitle: T\nlanguage: hmn\nsite: site.yaml\nbody:\n  \
                - schedule: {times: [night], medicines: [{name: A, night: 1}]}\n";
    let own = merge_parts(yaml, Some(&site), None, &[]);
    assert_eq!(schedule(&own).times[0].text.plain(), "Hmo ntuj");
    assert!(merge_parts(yaml, Some(SITE), None, &[]).codes().contains(&"schedule-unlabeled"));
}

#[test]
fn fields_are_filled_in() {
    let body = "  - schedule: {medicines: [{name: \"A for {patient.name}\", dose: \"{patient.mrn}\", morning: 1}]}\n";
    let (pages, codes) = pages_of("en", SITE, body, &[("name", "Ana"), ("mrn", "7")]);
    assert!(codes.is_empty(), "{codes:?}");
    assert!(!lines_of(&pages.pages[0], "A for Ana").is_empty());
}

#[test]
fn columns_are_mirrored_from_right_to_left() {
    let body = "  - schedule: {medicines: [{name: دواء, morning: 1, night: 2}]}\n";
    let (pages, _) = pages_of("ar", SITE, body, &[]);
    let page = &pages.pages[0];
    let [name, morning, night] = ["دواء", "الصباح", "الليل"].map(|words| line_of(page, words)[0]);
    assert!(name > morning && morning > night, "{name:?} {morning:?} {night:?}");
    let [one, two] = ["1", "2"].map(|words| line_of(page, words)[0]);
    assert!(one > two);
}

/// UAX #9 has the fraction before the number, as a neutral sign: 1½ would look like 1/21.
#[test]
fn numbers_are_not_mirrored() {
    let body = "  - schedule: {medicines: [{name: دواء, morning: 1 1/2}, {name: دواء, unit: قطرة, night: 2 1/2}]}\n";
    let (pages, _) = pages_of("ar", SITE, body, &[]);
    for number in ["1½", "2½"] {
        let line = pages.pages[0].items.iter().find_map(|item| match &item.content {
            Content::Line(line) if line.shaped.text.contains(number) => Some(line),
            _ => None,
        });
        let line = line.unwrap_or_else(|| panic!("no {number}"));
        let place = |part: &str| {
            let at = line.shaped.text.find(part).expect("it is there");
            let run = line.runs.iter().find(|run| run.run.range.contains(&at)).expect("a run");
            (run.run.level % 2, run.x)
        };
        let ((one_level, one), (half_level, half)) = (place(&number[..1]), place("½"));
        assert_eq!((one_level, half_level), (0, 0), "{number} is read from left to right");
        assert!(one <= half, "{number}");
    }
}

#[test]
fn medicines_stay_whole_and_the_header_is_repeated() {
    for (site, cards) in [(sized(12), false), (sized(18), true)] {
        let (pages, codes) = pages_of("en", &site, &many(25), &[]);
        assert!(codes.is_empty(), "{codes:?}");
        assert!(pages.pages.len() > 1);
        let mut seen = 0;
        for page in &pages.pages {
            for number in 1..=25 {
                let names = lines_of(page, &format!("Medicine {number}")).into_iter().filter(|_| number > 2);
                let notes = lines_of(page, &format!("m{number}"));
                // "Medicine 1" and "m1" begin others, too.
                if number > 2 {
                    assert_eq!(names.count(), notes.len(), "medicine {number} is divided");
                    seen += notes.len();
                }
            }
            assert!(!lines_of(page, "Morning").is_empty(), "the times are on each page");
        }
        assert_eq!(seen, 23);
        // One table of all medicines, or one for each.
        assert_eq!(roles(&pages, Role::Table), if cards { 25 } else { 1 });
    }
}

#[test]
fn narrow_columns_become_cards() {
    let narrow = "site: 1\nname: Clinic\ntheme: {margin: 0.5in, size: 24pt, paper: a5}\n";
    let (pages, codes) = pages_of("en", narrow, TWO, &[]);
    assert!(codes.is_empty(), "nothing is wider than the page: {codes:?}");
    // Two tables of two times each for a medicine.
    assert_eq!(roles(&pages, Role::Table), 4);
    let wide = "site: 1\nname: Clinic\ntheme: {margin: 0.5in, size: 12pt, paper: letter}\n";
    let body = format!("  - landscape:\n{}", TWO.replace('\n', "\n    "));
    let (pages, _) = pages_of("en", wide, &body, &[]);
    // With room, reasons have a column of their own, whose head says what they are.
    let page = pages.pages.iter().find(|page| !lines_of(page, "Metformin").is_empty()).expect("a page");
    assert!(lines_of(page, "Why: ").is_empty());
    assert!(line_of(page, "diabetes")[0] > line_of(page, "500 mg tablet")[1]);
}

#[test]
fn a_schedule_is_a_table_with_heads_for_rows_and_columns() {
    let yaml = |size: i32| {
        let site = sized(size);
        let merged = merge_parts(
            &format!("handout: 1\nid: a\ntitle: T\nlanguage: en\nsite: site.yaml\nreviewed: 2026-10-01\nbody:{TWO}"),
            Some(&site),
            None,
            &[],
        );
        let fonts = Fonts::bundled();
        let mut diagnostics = Diagnostics::default();
        let pages = lay_out(merged.document(), &fonts, &mut diagnostics).expect("laid out");
        write_pdf(merged.document(), pages, &fonts, &Intent::new(&Purpose::default()), None).expect("written")
    };
    check("schedule", &tree(yaml(12)));
    check("schedule-large", &tree(yaml(18)));
}

#[test]
fn the_same_medicine_twice_is_a_warning() {
    let twice = "\n  - schedule: {medicines: [{name: A, dose: 5 mg, morning: 1}, {name: a, dose: 5 mg, night: 1}]}\n";
    assert_eq!(merged("en", twice).codes(), ["schedule-repeated"]);
    let strengths =
        "\n  - schedule: {medicines: [{name: A, dose: 5 mg, morning: 1}, {name: A, dose: 10 mg, night: 1}]}\n";
    assert!(merged("en", strengths).codes().is_empty());
}

/// Languages in which all words of a schedule are known.
const LANGUAGES: [&str; 58] = [
    "am", "ar", "bg", "bn", "bs", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "gu", "he", "hi", "hr", "hu",
    "hy", "id", "it", "ja", "ka", "km", "kn", "ko", "lo", "ml", "mr", "my", "nb", "ne", "nl", "nn", "pa", "pl", "pt",
    "ro", "ru", "sk", "so", "sq", "sr", "sr-Latn", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi", "yue",
    "zh-Hans", "zh-Hant", "es-MX",
];

/// At 12 pt and in large print: each word and each fraction has its glyphs, and nothing is wider than its column.
#[test]
fn the_words_of_all_languages_are_set() {
    let body = "  - schedule:\n      medicines:\n        - {name: A, why: B, morning: 1/2, noon: 1 1/4, evening: 2 3/4, night: 1/3}\n        \
                - {name: B, night: 2/3}\n";
    for language in LANGUAGES {
        for size in [12, 18] {
            let (pages, codes) = pages_of(language, &sized(size), body, &[]);
            assert!(codes.is_empty(), "{language}, {size} pt: {codes:?}");
            assert!(!lines_of(&pages.pages[0], "1¼").is_empty(), "{language}");
        }
    }
}
