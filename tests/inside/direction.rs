//! The direction of numbers: what is where on the printed line. Identifiers read from left to right; everything else
//! follows UAX #9.
//!
//! A printed line is written here as its words from left to right, each right-to-left word in reading order.

use handout::fonts::Fonts;
use handout::geom::Length;
use handout::lang::Language;
use handout::layout::lines::break_lines;
use handout::model::document::{Block, Document, Text};
use handout::text::Shaper;

use super::support::{Merged, SITE, first_paragraph, handout, merge_parts, merge_text, shape_with};

/// The words of each line from left to right as printed, with right-to-left words reversed to reading order.
fn printed_lines(document: &Document, text: &Text, measure: Length) -> Vec<String> {
    let fonts = Fonts::bundled();
    let mut shaper = Shaper::new(&fonts);
    let language: &Language = &text.language;
    let shaped = shape_with(&mut shaper, language.tag(), document.values.fill(text).spans);
    let line = |line: handout::layout::lines::LineBox| {
        let mut runs: Vec<_> = line.runs.iter().collect();
        runs.sort_by_key(|run| run.x);
        let mut row = String::new();
        for run in runs {
            let text = &shaped.text[run.run.range.clone()];
            match run.run.is_rtl() {
                true => row.extend(text.chars().rev().map(mirrored)),
                false => row.push_str(text),
            }
        }
        row.split_whitespace().map(in_reading_order).collect::<Vec<_>>().join(" ")
    };
    break_lines(&mut shaper, &shaped, language, measure).into_iter().map(line).collect()
}

fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '«' => '»',
        '»' => '«',
        c => c,
    }
}

fn in_reading_order(word: &str) -> String {
    let rtl = |c: char| c.is_alphabetic() && matches!(c, '\u{590}'..='\u{8ff}');
    if word.contains(rtl) { word.chars().rev().map(mirrored).collect() } else { word.to_owned() }
}

fn printed(document: &Document, text: &Text) -> String {
    printed_lines(document, text, Length::pt(9000)).join(" ⏎ ")
}

/// The first paragraph as printed.
fn paragraph(merged: &Merged) -> String {
    match merged.document().blocks.first() {
        Some(Block::Paragraph(text)) => printed(merged.document(), text),
        other => panic!("no paragraph: {other:?}"),
    }
}

/// As typed in Arabic, and as printed from left to right.
const ARABIC: &[(&str, &str)] = &[
    // Belonging to the sentence: ranges, arithmetic, arrows, comparisons, boxes, separators.
    ("خفض الجرعة 10 ← 5 أقراص.", "أقراص. 5 ← 10 الجرعة خفض"),
    ("صباحا 2 + 1 مساء", "مساء 1 + 2 صباحا"),
    ("صباحا ٢ + ١ مساء", "مساء ١ + ٢ صباحا"),
    ("السكر ≤ 70 ← اشرب عصيرا.", "عصيرا. اشرب ← 70 ≤ السكر"),
    ("الألم ☐ 1 ☐ 2 ☐ 3 كل يوم", "يوم كل 3 ☐ 2 ☐ 1 ☐ الألم"),
    ("كل 5–10 أيام", "أيام 10–5 كل"),
    ("كل 5-10 أيام", "أيام 10-5 كل"),
    ("كل ٥ - ١٠ أيام", "أيام ١٠ - ٥ كل"),
    ("العيادة 8:00–16:30 يوميا", "يوميا 16:30–8:00 العيادة"),
    ("المناوبة 22:00–06:00 ليلا", "ليلا 06:00–22:00 المناوبة"),
    ("الحرارة 37.5–37.8 اليوم", "اليوم 37.8–37.5 الحرارة"),
    ("خذ 3 × 2 يوميا", "يوميا 2 × 3 خذ"),
    ("الغرف 1، 2 أو 3", "3 أو 2 ،1 الغرف"),
    ("خذ 2 | 3 | 4 ماء", "ماء 4 | 3 | 2 خذ"),
    // Numbers.
    ("وزنه 38.5 كيلو", "كيلو 38.5 وزنه"),
    ("عدد 1,000.5 خلية", "خلية 1,000.5 عدد"),
    ("عدد ١٬٠٠٠٫٥ خلية", "خلية ١٬٠٠٠٫٥ عدد"),
    ("عدد ۱٬۰۰۰٫۵ خلية", "خلية ۱٬۰۰۰٫۵ عدد"),
    ("عدد 10 000 خلية", "خلية 10 000 عدد"),
    // Latin words with their signs.
    ("فصيلة الدم O- أو A+ أو AB+.", ".AB+ أو A+ أو O- الدم فصيلة"),
    ("النتيجة HIV+ في الملف.", "الملف. في HIV+ النتيجة"),
    ("الدم (O-) هنا", "هنا (O-) الدم"),
    ("فيه Na+ ثم Cl− معا", "معا Cl− ثم Na+ فيه"),
    ("الفصيلة Rh(D)+ هنا", "هنا Rh(D)+ الفصيلة"),
    ("لقاح COVID-19 ثم SARS-CoV-2 هنا", "هنا SARS-CoV-2 ثم COVID-19 لقاح"),
    ("رمز 12-A أو A-١٢ هنا", "هنا A-١٢ أو 12-A رمز"),
    // Names of one thing, in each style of digits and in a mixture.
    ("رقم 901-595 هنا", "هنا 901-595 رقم"),
    ("رقم ٩٠١-٥٩٥ هنا", "هنا ٩٠١-٥٩٥ رقم"),
    ("رقم ۹۰۱-۵۹۵ هنا", "هنا ۹۰۱-۵۹۵ رقم"),
    ("رقم 0012-3 هنا", "هنا 0012-3 رقم"),
    ("رقم ٠٠١٢-٣ هنا", "هنا ٠٠١٢-٣ رقم"),
    ("رقم 12-٣٤-۵۶ هنا", "هنا 12-٣٤-۵۶ رقم"),
    ("رقم 1.2.3.4 هنا", "هنا 1.2.3.4 رقم"),
    ("يوم ٢٠٢٦-١٠-٠١ صباحا", "صباحا ٢٠٢٦-١٠-٠١ يوم"),
    ("يوم 15/10/2026 صباحا", "صباحا 15/10/2026 يوم"),
    ("من 15/10/2026–20/10/2026 صباحا", "صباحا 20/10/2026–15/10/2026 من"),
    ("ملف ٠٢١ ٨٨٨٩ ٦٦٩٢ الآن", "الآن ٠٢١ ٨٨٨٩ ٦٦٩٢ ملف"),
    ("هاتف 2345 6789 الآن", "الآن 2345 6789 هاتف"),
    ("901-595 رقم", "رقم 901-595"),
    ("رقم 901-595", "901-595 رقم"),
    ("رقم 901-595.", ".901-595 رقم"),
    ("ملف (901-595) هنا", "هنا (901-595) ملف"),
    ("ملف 901-595 أو 0012-3، 77-12 معا", "معا 77-12 ،0012-3 أو 901-595 ملف"),
    // Quantities.
    ("خذ 5–10 mL يوميا", "يوميا 5–10 mL خذ"),
    ("خذ ٥–١٠ mL يوميا", "يوميا ٥–١٠ mL خذ"),
    ("خذ ۵–۱۰ mL يوميا", "يوميا ۵–۱۰ mL خذ"),
    ("خذ 5 mg – 10 mg يوميا", "يوميا 5 mg – 10 mg خذ"),
    ("خذ 5 mg/kg/day يوميا", "يوميا 5 mg/kg/day خذ"),
    ("الضغط 120/80 mmHg اليوم", "اليوم 120/80 mmHg الضغط"),
    ("الحرارة ≥ 38.5 °C الآن", "الآن 38.5 °C ≥ الحرارة"),
    ("البرودة -5 °C الآن", "الآن -5 °C البرودة"),
    ("نسبة 10% فقط", "فقط 10% نسبة"),
    ("نسبة ١٠% فقط", "فقط ١٠% نسبة"),
    ("العدد 4.5 × 10⁹/L اليوم", "اليوم 4.5 × 10⁹/L العدد"),
    // Arrows.
    ("من 5 → 10 أقراص", "أقراص 5 → 10 من"),
    ("من ٥ → ١٠ → ١٥ أقراص", "أقراص ٥ → ١٠ → ١٥ من"),
    ("من 5 mg → 10 mg يوميا", "يوميا 5 mg → 10 mg من"),
    ("من 5 → 10 ← 3 أقراص", "أقراص 3 ← 10 → 5 من"),
    ("من 3 ← 5 → 10 أقراص", "أقراص 10 → 5 ← 3 من"),
    // In two styles.
    ("رقم **901**-595 هنا", "هنا 901-595 رقم"),
    ("رقم **٩٠١**-[٥٩٥](https://example.org) هنا", "هنا ٩٠١-٥٩٥ رقم"),
];

#[test]
fn right_to_left_text_has_the_standards_order_but_for_identifiers() {
    for (typed, row) in ARABIC {
        assert_eq!(paragraph(&merge_text("ar", typed)), *row, "{typed}");
    }
    // A hyphen joins two European numbers if no Arabic letter precedes them (W4).
    assert_eq!(paragraph(&merge_text("he", "כל 5-10 ימים")), "ימים 5-10 כל");
    assert_eq!(paragraph(&merge_text("he", "כל 5–10 ימים")), "ימים 10–5 כל");
    assert_eq!(paragraph(&merge_text("he", "סוג O- או 5 mg")), "5 mg או O- סוג");
}

/// The same in English.
const ENGLISH: &[(&str, &str)] = &[
    (
        "File ٠٠١٢-٣ and room ١٢ ٣٤ and ٩٠١-٥٩٥-٣٣٠٠ in English.",
        "File ٠٠١٢-٣ and room ١٢ ٣٤ and 901-595-3300 in English.",
    ),
    ("محمد ٠٠١٢-٣", "محمد ٠٠١٢-٣"),
    ("محمد 0012-3", "محمد 0012-3"),
    ("محمد ٥-١٠", "محمد ٥-١٠"),
    ("محمد ١٢ ٣٤", "محمد ١٢ ٣٤"),
    ("محمد 12 34 علي", "علي 12 34 محمد"),
    ("محمد 12-A", "محمد 12-A"),
    ("محمد 10%", "محمد 10%"),
    ("Rooms ١٢, ١٣ and ١٤", "Rooms ١٢, ١٣ and ١٤"),
    ("Dose ١٠ → ٥ now", "Dose ١٠ → ٥ now"),
    ("Dose ١٠ ← ٥ now", "Dose ١٠ ← ٥ now"),
    ("From ٨:٠٠ – ١٦:٣٠ daily", "From ٨:٠٠ – ١٦:٣٠ daily"),
    ("Tell «صباحا 2 + 1 مساء» please", "Tell «مساء 1 + 2 صباحا» please"),
];

#[test]
fn rows_of_digits_in_left_to_right_text_run_so() {
    for (typed, row) in ENGLISH {
        let found = paragraph(&merge_text("en", typed));
        assert_eq!(found.replace(['«', '»'], ""), row.replace(['«', '»'], ""), "{typed}");
    }
}

/// A handout with a field, a heading and a table.
fn with_field(language: &str, text: &str) -> String {
    handout(language, text).replace("body:", "patient:\n  name: {label: N, required: true}\n  mrn: {label: M}\nbody:")
}

/// A value, and how it prints in any document direction.
const VALUES: &[(&str, &str)] = &[
    ("٠٠١٢-٣", "٠٠١٢-٣"),
    ("٩٠١-٥٩٥-٣٣٠٠", "٩٠١-٥٩٥-٣٣٠٠"),
    ("۹۰۱-۵۹۵ ۳۳", "۹۰۱-۵۹۵ ۳۳"),
    ("12 34", "12 34"),
    ("١٢ ٣٤ / ٥", "١٢ ٣٤ / ٥"),
    ("٥ → ١٠", "٥ → ١٠"),
    ("O-", "O-"),
    ("+A", "+A"),
    ("-٥", "-٥"),
    ("محمد ٠٠١٢-٣", "٠٠١٢-٣ محمد"),
    ("محمد ٠٠١٢ ٣ علي", "علي ٠٠١٢ ٣ محمد"),
    ("محمد 12 34 56", "12 34 56 محمد"),
    ("محمد O- علي", "علي O- محمد"),
    ("جناح 10 ← 5", "5 ← 10 جناح"),
    ("Ali محمد ٠٠١٢-٣", "Ali محمد ٠٠١٢-٣"),
];

/// All paragraphs as printed, including those of lists and cells.
fn all(document: &Document, blocks: &[Block]) -> Vec<String> {
    let within = |blocks: &Vec<Block>| all(document, blocks);
    let block = |block: &Block| match block {
        Block::Paragraph(text) => vec![printed(document, text)],
        Block::List { items, .. } => items.iter().flat_map(within).collect(),
        Block::Table { rows, .. } => rows.iter().flatten().flat_map(within).collect(),
        other => panic!("not in these handouts: {other:?}"),
    };
    blocks.iter().flat_map(block).collect()
}

#[test]
fn handouts_that_printed_wrong() {
    let cases: [(&str, &[&str]); 5] = [
        (
            include_str!("../data/direction/operators.ar.yaml"),
            &["أقراص. 5 ← 10 الجرعة خفض", "مساء 1 + 2 صباحا", "عصيرا. اشرب ← 70 ≤ السكر", "يوم كل 3 ☐ 2 ☐ 1 ☐ الألم"],
        ),
        (include_str!("../data/direction/signs.ar.yaml"), &[".AB+ أو A+ أو O- الدم فصيلة", "الملف. في HIV+ النتيجة"]),
        (
            include_str!("../data/direction/digits.en.yaml"),
            &["File ٠٠١٢-٣ and room ١٢ ٣٤ and 901-595-3300 in English.", "٠٠١٢-٣", "محمد ٠٠١٢-٣"],
        ),
        (include_str!("../data/direction/value.ar.yaml"), &["هنا ٠٠١٢-٣ رقم"]),
        (include_str!("../data/direction/value.en.yaml"), &["x ٠٠١٢-٣ x"]),
    ];
    let values = include_str!("../data/direction/values.csv").lines().nth(1).and_then(|line| line.split_once(','));
    let (name, mrn) = values.expect("a record of two values");
    for (yaml, rows) in cases {
        let record: &[_] = if yaml.contains("patient:") { &[("name", name), ("mrn", mrn)] } else { &[] };
        let merged = merge_parts(yaml, None, None, record);
        assert_eq!(all(merged.document(), &merged.document().blocks), rows);
    }
}

#[test]
fn values_print_alike_in_documents_of_both_directions() {
    for language in ["ar", "en", "he"] {
        for (value, row) in VALUES {
            let record = [("name", *value), ("mrn", value)];
            let merged = merge_parts(&with_field(language, "{patient.mrn}"), Some(SITE), None, &record);
            let document = merged.document();
            assert_eq!(paragraph(&merged), *row, "{language}: {value}");
            let boxed = document.fields[1].value.as_ref().expect("a value in the box");
            assert_eq!(printed(document, boxed), *row, "{language}: {value}");
            let line = printed(document, document.patient_line.as_ref().expect("a line at the top"));
            assert_eq!(line.matches(row).count(), 2, "{language}: {value}: {line}");
        }
    }
}

#[test]
fn what_a_value_is_part_of_reads_from_left_to_right() {
    let cases = [
        ("خذ {patient.mrn} mg الآن", "الآن 12 mg خذ"),
        ("خذ {patient.name}–{patient.mrn} mg الآن", "الآن 5–12 mg خذ"),
        ("من {patient.name} → {patient.mrn} أقراص", "أقراص 5 → 12 من"),
        ("ملف {patient.mrn}-7 الآن", "الآن 12-7 ملف"),
        ("ضغط {patient.mrn}/{patient.name} الآن", "الآن 12/5 ضغط"),
        ("خذ {patient.name} ← {patient.mrn} الآن", "الآن 12 ← 5 خذ"),
    ];
    for (text, row) in cases {
        let record = [("name", "5"), ("mrn", "12")];
        let merged = merge_parts(&with_field("ar", text), Some(SITE), None, &record);
        assert_eq!(paragraph(&merged), row, "{text}");
    }
}

#[test]
fn headings_cells_and_the_title_isolate_identifiers() {
    let yaml = "handout: 1\nid: a\ntitle: فصيلة O- هنا\nlanguage: ar\nsite: site.yaml\nbody:\n  - heading: رقم ٠٠١٢-٣ هنا\n  \
                - table: {header: [خذ ٥ mg الآن], rows: [[من 10 ← 5]]}\n  - \"{title}\"\n";
    let merged = merge_parts(yaml, Some(SITE), None, &[]);
    let document = merged.document();
    let [Block::Heading { text, .. }, Block::Table { .. }, Block::Paragraph(title)] = document.blocks.as_slice() else {
        panic!("{:?}", document.blocks);
    };
    assert_eq!(printed(document, text), "هنا ٠٠١٢-٣ رقم");
    assert_eq!(printed(document, title), "هنا O- فصيلة");
    assert_eq!(printed(document, &document.header.as_ref().expect("a header").texts[2]), "هنا O- فصيلة");
}

#[test]
fn an_identifier_that_two_lines_share_keeps_its_direction() {
    let number = "٠٠١٢ ٣٤٥٦ ٧٨٩٠ ١٢٣٤ ٥٦٧٨ ٩٠١٢";
    let merged = merge_parts(&with_field("ar", "{patient.mrn}"), Some(SITE), None, &[("name", "X"), ("mrn", number)]);
    let Some(Block::Paragraph(text)) = merged.document().blocks.first() else { panic!("no paragraph") };
    let lines = printed_lines(merged.document(), text, Length::pt(90));
    assert!(lines.len() > 1, "{lines:?}");
    assert_eq!(lines.join(" "), number);
}

#[test]
fn identifiers_in_two_styles_stay_on_one_line() {
    let merged = merge_text("ar", "رقم **901**-595 هنا");
    let Some(Block::Paragraph(text)) = merged.document().blocks.first() else { panic!("no paragraph") };
    let lines = printed_lines(merged.document(), text, Length::pt(40));
    assert!(lines.contains(&"901-595".to_owned()), "{lines:?}");
}

#[test]
fn ranges_in_right_to_left_text_are_warned_of() {
    let cases = [
        ("ar", "كل 5–10 أيام ثم 8:00–16:30", &["من 5 إلى 10", "من 8:00 إلى 16:30"][..]),
        ("ar", "كل ٥-١٠ أيام", &["من ٥ إلى ١٠"]),
        ("ar", "من 15/10/2026–20/10/2026", &["من 15/10/2026 إلى 20/10/2026"]),
        ("fa", "هر ۵ – ۱۰ روز", &["از ۵ تا ۱۰"]),
        ("ur", "ہر 5–10 دن", &["5 سے 10 تک"]),
        ("he", "כל 5–10 ימים", &["מ־5 עד 10"]),
        ("ar", "خذ 5–10 mL من 901-595 أو 2 + 1", &[]),
        ("en", "Take 5–10 tablets", &[]),
    ];
    for (language, text, hints) in cases {
        let merged = merge_text(language, text);
        assert_eq!(merged.codes(), vec!["range-ambiguous"; hints.len()], "{text}: {:?}", merged.problems);
        for ((_, said), hint) in merged.problems.iter().zip(hints) {
            assert!(said.contains(&format!("write it in words: `{hint}`")), "{said}");
        }
    }
}

#[test]
fn numbers_with_spaces_in_right_to_left_text_are_warned_of() {
    for (language, text, warned) in [
        ("ar", "خذ 10 500 وحدة", true),
        ("ar", "خذ ١٠ ٥٠٠ وحدة", true),
        // A quantity with its Latin unit, and three or more groups, are isolated as a whole.
        ("ar", "خذ 10 500 mg هنا", false),
        ("ar", "خذ 1 000 000 وحدة", false),
        ("he", "כל 10 500 יחידות", true),
        ("ar", "خذ 10\u{a0}500 وحدة", false),
        ("ar", "خذ 10500 وحدة في 3 أيام", false),
        ("ar", "خذ 10 50 وحدة", false),
        ("en", "Take 10 500 units", false),
    ] {
        let merged = merge_text(language, text);
        let expected = if warned { vec!["number-spaced"] } else { vec![] };
        assert_eq!(merged.codes(), expected, "{text}: {:?}", merged.problems);
    }
    let merged = merge_text("ar", "خذ 10\u{a0}500 وحدة");
    let Some(Block::Paragraph(text)) = merged.document().blocks.first() else { panic!("no paragraph") };
    let lines = printed_lines(merged.document(), text, Length::pt(200));
    assert!(lines[0].contains("10\u{a0}500") || lines[0].contains("10 500"), "{lines:?}");
}

/// What is isolated in Arabic text, and what is not.
#[test]
fn identifiers_are_isolated_and_nothing_else_is() {
    let identifiers = [
        "160 mg/5 mL",
        "2 °C - 8 °C",
        "8 am–5 pm",
        "$5-$10",
        "10 000",
        "0044 20 7946 0958",
        "(901) 5953300",
        "901—595—3300",
        "2 × 5 mg",
        "3 x 1",
        "5′ 6″",
        "20 mg/m²",
        "38.5°C/101.3°F",
        "1½ mL",
        "1 1/2 mL",
        "1½",
        "2 ¾",
        "1 1/2",
        "±5%",
        "X-ray 2",
        "12B",
        "CD4+",
        "2026-10-15T14:30",
        "HLA-B*57:01",
        "1-0-1",
    ];
    for typed in identifiers {
        let merged = merge_text("ar", &format!("خلال {}، ساعة", typed.replace('*', "\\*")));
        let found = first_paragraph(&merged).replace('!', "");
        let expected = match typed {
            "X-ray 2" => "خلال X-ray 2، ساعة".to_owned(),
            _ => format!("خلال ⟨{typed}⟩، ساعة"),
        };
        assert_eq!(found, expected, "{typed}");
    }
    let others = [
        "خلال 24 48 ساعة",
        "خلال 10, 20, 30 ساعة",
        "ب-5 (24) [5–10]. ثم",
        "1 / 2 قرص",
        "1 5/10 ثم",
        "½ قرص",
        "1 : 1000 محلول",
        "اضغط #31# ثم",
        "-5 درجات",
        "MRI فقط",
        "Tylenol 500 قرص",
        "٥٪ فقط",
        "دواء-5",
    ];
    for text in others {
        assert_eq!(first_paragraph(&merge_text("ar", text)), text);
    }
    let pressure = first_paragraph(&merge_text("ar", "5 120/80 ثم")).replace('!', "");
    assert_eq!(pressure, "5 ⟨120/80⟩ ثم", "two numbers");
}
