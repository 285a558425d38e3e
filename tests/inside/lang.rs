//! Languages: what the program itself knows about each, and that their numbers are in order on the page.

use std::fmt::Write as _;

use handout::diag::Diagnostics;
use handout::engine::lay_out;
use handout::fonts::Fonts;
use handout::lang::Language;
use handout::lang::dates::{format_day, format_time};
use handout::lang::digits::{self, Digits};
use handout::lang::words::Lexicon;
use handout::layout::display::{Content, TextLine};
use icu_datetime::fieldsets::YMD;
use icu_datetime::input::Date;
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu_locale::Locale;
use jiff::civil::{date, time};

use super::layout::SMALL;
use super::support::merge_parts;

/// The languages that must be right, and other tags of theirs.
const LANGUAGES: &str = "en es zh-Hans zh-Hant yue vi ko ja fil ilo ru uk pl pt fr ht de pdc it el tr ar fa prs ps ckb \
     ur he yi hi mr ne bn gu pa ta te kn ml si bo th lo km my ksw am ti om hy ka so sw yo ig hmn nv chr sm mh rw rn sn \
     sq sr sr-Cyrl sr-Latn bs hr zh zh-TW tl iw mww ks pa-Arab pnb sd az-Arab ug nl ar-EG";

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap_or_else(|| panic!("{tag}"))
}

#[test]
fn what_each_language_prints() {
    let mut table = String::new();
    for tag in LANGUAGES.split_whitespace() {
        let language = language(tag);
        let words = Lexicon::default().words(&language);
        let number = |text: &str, name: &str, number: u64| text.replace(name, &words.digits.write(number));
        let page = number(&number(&words.page, "{page}", 2), "{pages}", 10);
        let day = format_day(&language, "US", words.digits, date(2026, 10, 1)).expect("a day");
        let clock = |time| format_time(&language, "US", words.digits, time).expect("a time");
        let script = String::from_utf8_lossy(&language.script()).into_owned();
        let cells = [
            tag.to_owned(),
            format!("{script} {:?} {}", language.direction(), words.digits.name),
            page,
            words.call.replace("{number}", "N"),
            words.copy.into_owned(),
            format!("{:?}", words.colon),
            number(&words.step, "{number}", 12),
            day,
            clock(time(14, 30, 0, 0)),
            clock(time(9, 5, 0, 0)),
        ];
        let _ = writeln!(table, "{}", cells.join(" | "));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../ref");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("languages", table));
}

/// The numbering systems are CLDR's, where CLDR has the language at all.
#[test]
fn digits_are_those_of_cldr() {
    let mut known = 0;
    for tag in LANGUAGES.split_whitespace() {
        let language = language(tag);
        let locale = Locale::try_from_str(language.canonical()).expect("a locale");
        let formatter =
            FixedCalendarDateTimeFormatter::try_new(DateTimeFormatterPreferences::from(locale), YMD::long());
        let day = Date::try_new_gregorian(2026, 10, 1).expect("a day");
        let printed = formatter.expect("a formatter").format(&day).to_string();
        if printed.contains("M10") {
            continue;
        }
        known += 1;
        let year = Digits::of(&language).write(2026);
        assert!(printed.contains(&year), "{tag}: {printed} without {year}");
    }
    assert!(known > 60, "{known}");
}

#[test]
fn every_day_and_time_of_a_year_is_written_whole() {
    for tag in LANGUAGES.split_whitespace() {
        let language = language(tag);
        let digits = Digits::of(&language);
        let mut seen = std::collections::BTreeSet::new();
        let mut day = date(2026, 1, 1);
        while day.year() == 2026 {
            let text = format_day(&language, "US", digits, day).expect("a day");
            let values: Vec<u32> = numbers(&text);
            assert!(values.contains(&2026), "{tag}: {text}");
            assert!(values.contains(&(day.day() as u32)), "{tag}: {text}");
            assert!(seen.insert(text.clone()), "{tag}: {text} is two days");
            day = day.tomorrow().expect("a day");
        }
        let mut seen = std::collections::BTreeSet::new();
        for (hour, minute) in (0..24).flat_map(|hour| [0, 5, 30].map(|minute| (hour, minute))) {
            let text = format_time(&language, "US", digits, time(hour, minute, 0, 0)).expect("a time");
            assert_eq!(numbers(&text).last(), Some(&(minute as u32)), "{tag}: {text}");
            assert!(seen.insert(text.clone()), "{tag}: {text} is two times");
        }
    }
}

/// The numbers of a text, in any digits.
fn numbers(text: &str) -> Vec<u32> {
    let value = |c: char| digits::value(c);
    let groups = text.split(|c| value(c).is_none()).filter(|group| !group.is_empty());
    groups.map(|group| group.chars().filter_map(value).fold(0, |sum, digit| sum * 10 + digit)).collect()
}

/// The lines of a filled-in copy of two pages, from left to right as on the page.
fn lines(tag: &str, label: &str) -> (Vec<String>, Vec<&'static str>) {
    let yaml = format!(
        "handout: 1\nid: a\ntitle: {label}\nlanguage: {tag}\nsite: site.yaml\n\
         patient: {{day: {{label: {label}, type: date}}, at: {{label: {label}, type: time}}}}\n\
         body:\n  - steps: [\"{label} {{phone.nurse}}\", {label}]\n  - page_break\n  - {label}\n"
    );
    let merged = merge_parts(&yaml, Some(SMALL), None, &[("day", "2026-10-21"), ("at", "14:30")]);
    let mut diagnostics = Diagnostics::default();
    let pages = lay_out(merged.document(), &Fonts::bundled(), &mut diagnostics);
    let pages = pages.unwrap_or_else(|| panic!("{tag}: {:?}", diagnostics.0));
    let items = pages.pages.iter().flat_map(|page| &page.items);
    let lines = items.filter_map(|item| match &item.content {
        Content::Line(line) => Some(seen(line)),
        _ => None,
    });
    (lines.collect(), merged.codes())
}

/// A line's characters from left to right.
fn seen(line: &TextLine) -> String {
    let mut runs: Vec<_> = line.runs.iter().collect();
    runs.sort_by_key(|run| run.x);
    let text = |run: &handout::layout::display::PlacedRun| {
        let text = &line.shaped.text[run.run.range.clone()];
        if run.run.is_rtl() { text.chars().rev().collect() } else { text.to_owned() }
    };
    runs.into_iter().map(text).collect()
}

#[test]
fn numbers_stand_in_order_in_every_direction() {
    for (tag, label, time, year, page, step) in [
        ("en", "Word", "2:30", "2026", "Page 2 of 2", "2."),
        ("ar", "كلمة", "2:30", "2026", "2", ".2"),
        ("ar-EG", "كلمة", "٢:٣٠", "٢٠٢٦", "٢", ".٢"),
        ("fa", "واژه", "۱۴:۳۰", "۲۰۲۶", "۲", ".۲"),
        ("prs", "واژه", "۱۴:۳۰", "۲۰۲۶", "۲", ".۲"),
        ("ps", "کلمه", "۱۴:۳۰", "۲۰۲۶", "۲", ".۲"),
        ("ur", "لفظ", "2:30", "2026", "2", ".2"),
        ("ckb", "وشە", "٢:٣٠", "٢٠٢٦", "٢", ".٢"),
        ("sd", "لفظ", "٢:٣٠", "٢٠٢٦", "٢ / ٢", ".٢"),
        ("ks", "لفظ", "۲:۳۰", "۲۰۲۶", "۲ / ۲", ".۲"),
        ("pa-Arab", "لفظ", "۱۴:۳۰", "۲۰۲۶-۱۰-۲۱", "۲ / ۲", ".۲"),
        ("he", "מילה", "14:30", "2026", "2", ".2"),
        ("yi", "ווארט", "14:30", "2026", "2", ".2"),
        ("ne", "शब्द", "१४:३०", "२०२६", "पृष्ठ २ / २", "२."),
        ("my", "စကား", "၁၄:၃၀", "၂၀၂၆", "စာမျက်နှာ ၂ / ၂", "၂။"),
        ("ksw", "စကား", "၁၄:၃၀", "၂၀၂၆-၁၀-၂၁", "၂ / ၂", "၂။"),
        ("th", "คำ", "14:30", "2026", "หน้า 2 จาก 2", "2."),
        ("ja", "言葉", "14:30", "2026", "2 / 2 ページ", "2."),
    ] {
        let (lines, _) = lines(tag, label);
        for expected in [time, year, page, step, "901-595-3300"] {
            assert!(lines.iter().any(|line| line.contains(expected)), "{tag}: no {expected} in {lines:#?}");
        }
    }
}

#[test]
fn pages_of_languages_without_words_count_from_left_to_right() {
    let yaml = "handout: 1\nid: a\ntitle: A\nlanguage: sd\nbody: [لفظ, page_break, لفظ, page_break, لفظ]\n";
    let merged = merge_parts(yaml, None, None, &[]);
    assert_eq!(merged.codes(), ["words-missing"]);
    let pages = lay_out(merged.document(), &Fonts::bundled(), &mut Diagnostics::default()).expect("pages");
    let items = pages.pages[1].items.iter();
    let lines: Vec<String> = items
        .filter_map(|item| match &item.content {
            Content::Line(line) => Some(seen(line)),
            _ => None,
        })
        .collect();
    // A space that precedes it in reading order separates it from the footer's text.
    assert!(lines.iter().any(|line| line.trim() == "٢ / ٣"), "{lines:?}");
}

/// A site's settings apply to everything that the program writes; an author's own numbers stay.
#[test]
fn a_site_chooses_digits_steps_and_colons() {
    let yaml = "handout: 1\nid: a\ntitle: A\nlanguage: ne\nsite: site.yaml\n\
                patient: {day: {label: दिन, type: date}, mrn: {label: अंक}}\nbody: [{steps: [५ mL, 5 mL]}]\n";
    let shown = |words: &str| {
        let site = format!("{SMALL}{words}");
        let merged = merge_parts(yaml, Some(&site), None, &[("day", "2026-10-01"), ("mrn", "१2")]);
        let pages = lay_out(merged.document(), &Fonts::bundled(), &mut Diagnostics::default()).expect("pages");
        let items = pages.pages[0].items.iter();
        let lines = items.filter_map(|item| match &item.content {
            Content::Line(line) => Some(seen(line)),
            _ => None,
        });
        lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    let has = |lines: &[String], wanted: &[&str]| {
        for wanted in wanted {
            assert!(lines.iter().any(|line| line == wanted), "no {wanted} in {lines:#?}");
        }
    };
    has(&shown(""), &["दिन:", "२०२६ अक्टोबर १", "१2", "१.", "५ mL", "5 mL", "पृष्ठ १ / १"]);
    let own = "words: {ne: {digits: latn, step: '{number})', colon: ' –', page: '{pages} मा {page}'}}\n";
    has(&shown(own), &["दिन –", "2026 अक्टोबर 1", "१2", "1)", "५ mL", "5 mL", "1 मा 1"]);
}

/// Phone numbers typed in native digits print in 0 to 9, and in order.
#[test]
fn phones_are_printed_in_0_to_9() {
    for (language, text) in
        [("fa", "تلفن ۹۰۱-۵۹۵-۳۳۰۰"), ("my", "၉၀၁-၅၉၅-၃၃၀၀"), ("bn", "ফোন ৯০১-৫৯৫-৩৩০০"), ("ne", "फोन ९०१-५९५-३३००")]
    {
        let merged = super::support::merge_text(language, text);
        let found = super::support::first_paragraph(&merged);
        assert!(found.contains("⟨901-595-3300!→tel:+19015953300⟩"), "{language}: {found}");
    }
}
