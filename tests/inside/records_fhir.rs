//! FHIR patients: which name is printed and how, the language of the copy, and which records get none.

use handout::lang::Language;
use handout::records::{Plan, Record, Reject};

use super::records::{Read, json, names, patient, plan, read_with, reason};

const JAPANESE: &str = include_str!("../data/records/japanese.ndjson");

fn in_languages(tags: &[&str]) -> Plan {
    let languages = tags.iter().map(|tag| Language::parse(tag).expect("a language")).collect();
    Plan { languages, ..plan(&[]) }
}

fn read(plan: &Plan, text: &str) -> Read {
    read_with(plan, text.as_bytes(), false)
}

fn only(read: &Read) -> Result<&Record, &Reject> {
    read.as_ref().expect("a sound file").first().expect("a record").as_ref()
}

fn named(name: &str) -> String {
    patient(&format!("\"name\": {name}"))
}

fn speaking(communication: &str) -> String {
    patient(&format!("\"name\": [{{\"text\": \"ZqA\"}}], \"communication\": {communication}"))
}

#[test]
fn a_name_that_has_ended_gives_way_to_a_current_one() {
    assert_eq!(names(&json(include_str!("../data/records/expired-name.ndjson"))), ["Ann Nowadays"]);
    for (name, printed) in [
        // On any day: what has an end comes after what has none.
        (r#"[{"use":"official","text":"ZqEnds","period":{"end":"2031-01-01"}},{"use":"usual","text":"ZqB"}]"#, "ZqB"),
        (r#"[{"use":"official","text":"ZqEnds","period":{"end":"2020-01"}},{"text":"ZqB"}]"#, "ZqB"),
        // Some systems write an open end this way.
        (
            r#"[{"use":"official","text":"ZqOpen","period":{"end":"9999-12-31"}},{"use":"usual","text":"ZqB"}]"#,
            "ZqOpen",
        ),
        (
            r#"[{"text":"ZqA","period":{"end":"2019-12-31"}},{"text":"ZqB","period":{"end":"2021"}},
                {"text":"ZqC","period":{"end":"2020-05-05T10:00:00Z"}}]"#,
            "ZqB",
        ),
        (r#"[{"use":"maiden","text":"ZqMaiden"},{"use":"official","text":"ZqB","period":{"end":"2020"}}]"#, "ZqB"),
        (r#"[{"use":"nickname","text":"ZqNick"},{"use":"temp","text":"ZqTemp"}]"#, "ZqTemp"),
        (r#"[{"use":"old","text":"ZqOld"},{"use":"official","text":"","family":"ZqF","given":["ZqG"]}]"#, "ZqG ZqF"),
    ] {
        assert_eq!(names(&json(&named(&name.replace('\n', " ")))), [printed], "{name}");
    }
}

#[test]
fn of_several_writings_the_copy_has_its_own() {
    let code = |code: &str| {
        let url = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";
        format!("\"extension\":[{{\"url\":\"{url}\",\"valueCode\":\"{code}\"}}]")
    };
    let japanese = format!(
        r#"[{{"use":"official","family":"ヤマダ","given":["タロウ"],{}}},
            {{"use":"official","family":"山田","given":["太郎"],{}}},
            {{"use":"official","family":"Yamada","given":["Taro"],{}}}]"#,
        code("SYL"),
        code("IDE"),
        code("ABC"),
    );
    let arabic =
        r#"[{"use":"official","text":"Maryam"},{"use":"official","text":"مريم"},{"use":"official","text":"Мариям"}]"#;
    let tagged = r#"[{"text":"Ana A"},{"text":"Ana B","extension":
        [{"url":"http://hl7.org/fhir/StructureDefinition/language","valueCode":"es-MX"}]}]"#;
    for (name, language, printed) in [
        (japanese.as_str(), "ja", "山田太郎"),
        (&japanese, "en", "Taro Yamada"),
        // This patient's name is not written in Arabic: the first, as before.
        (&japanese, "ar", "ヤマダタロウ"),
        (arabic, "ar", "مريم"),
        (arabic, "uk", "Мариям"),
        (arabic, "es", "Maryam"),
        (tagged, "es", "Ana B"),
        (r#"[{"use":"official","text":"Wang"},{"use":"usual","text":"王"}]"#, "zh-Hans", "Wang"),
    ] {
        let text = named(&name.replace('\n', " "));
        assert_eq!(names(&read(&in_languages(&[language]), &text)), [printed], "{language}: {name}");
    }
    // The copy's language is the patient's, not the run's.
    let text = patient(&format!(
        "\"name\": {arabic}, \"communication\": [{{\"language\": {{\"coding\": [{{\"code\": \"ar\"}}]}}}}]"
    ));
    assert_eq!(names(&read(&in_languages(&["en", "ar"]), &text)), ["مريم"]);
}

#[test]
fn east_asian_names_begin_with_the_family_in_every_form_of_their_scripts() {
    let expected = ["山田太郎", "佐々木太郎", "山﨑花子", "𠮷田一郎", "塚本さくら", "〆木健", "ﾔﾏﾀﾞﾀﾛｳ"];
    assert_eq!(names(&read(&in_languages(&["ja"]), JAPANESE)), expected);
    for (family, given, printed) in [
        ("\u{fa19}谷", "\u{2f80c}", "\u{fa19}谷\u{2f80c}"),
        ("スミス", "ジョー", "スミスジョー"),
        ("茂ヶ崎", "一", "茂ヶ崎一"),
        ("\u{1100}\u{1175}\u{11b7}", "민준", "\u{1100}\u{1175}\u{11b7}민준"),
        ("ㄨㄤˊ", "明", "ㄨㄤˊ明"),
        ("葛\u{e0100}城", "光", "葛\u{e0100}城光"),
        // One part in another script: the order in the person's documents.
        ("王", "Anna", "Anna 王"),
        ("Nguyễn", "Ánh", "Ánh Nguyễn"),
        ("ꀀ", "ꀁ", "ꀁ ꀀ"),
    ] {
        let name = format!("[{{\"family\": \"{family}\", \"given\": [\"{given}\"]}}]");
        assert_eq!(names(&json(&named(&name))), [printed], "{family} {given}");
    }
}

#[test]
fn languages_are_known_by_code_or_name_or_the_record_is_rejected() {
    let plan = in_languages(&["en", "es", "zh-Hant", "fa"]);
    let language = |communication: &str| {
        let read = read(&plan, &speaking(communication));
        only(&read).map(|record| record.language.as_ref().map(|l| l.tag().to_owned())).map_err(|r| r.reason.clone())
    };
    let text_only = read(&plan, include_str!("../data/records/text-language.ndjson"));
    assert_eq!(only(&text_only).expect("a record").language.as_ref().map(Language::tag), Some("es"));
    for (communication, tag) in [
        (r#"[{"language":{"text":"español"}}]"#, Some("es")),
        (r#"[{"language":{"coding":[{"display":"Spanish (Mexico)"}]}}]"#, Some("es")),
        (r#"[{"language":{"coding":[{"code":"Spanish"}]}}]"#, Some("es")),
        (r#"[{"language":{"coding":[{"code":"spa"}]}}]"#, Some("es")),
        (r#"[{"language":{"coding":[{"code":"es","display":"English"}]}}]"#, Some("es")),
        (r#"[{"language":{"text":"Traditional Chinese"}}]"#, Some("zh-Hant")),
        (r#"[{"language":{"text":"Dari"}}]"#, Some("fa")),
        (r#"[{"language":{}, "preferred": true}]"#, None),
        (r#"[]"#, None),
        // If no language is preferred, the first one that has a handout.
        (r#"[{"language":{"text":"Somali"}}, {"language":{"text":"English"}}]"#, Some("en")),
    ] {
        assert_eq!(language(communication), Ok(tag.map(str::to_owned)), "{communication}");
    }
    for (communication, words) in [
        (r#"[{"language":{"text":"Zqish"}}]"#, "an unknown language"),
        (r#"[{"language":{"text":"Zqish"}}, {"language":{"text":"English"}}]"#, "an unknown language"),
        (r#"[{"language":{"text":"English"}}, {"language":{"text":"Zqish"},"preferred":true}]"#, "an unknown language"),
        (r#"[{"language":{"text":"Somali"}}]"#, "no handout in any of"),
        // Simplified and traditional are two scripts.
        (r#"[{"language":{"text":"Chinese"}}]"#, "no handout in any of"),
    ] {
        let reason = language(communication).expect_err(communication);
        assert!(reason.contains(words), "{communication}: {reason}");
    }
}

#[test]
fn a_preferred_language_is_not_passed_over() {
    let somali = include_str!("../data/records/preferred-without-translation.ndjson");
    let (field, said) = reason(&json(somali));
    assert_eq!(field.as_deref(), Some("language"));
    assert!(said.contains("that the patient prefers") && said.contains("--second-language"), "{said}");
    let second = Plan { second_language: true, ..plan(&[]) };
    assert_eq!(only(&read(&second, somali)).expect("a record").language.as_ref().map(Language::tag), Some("en"));
    // The second language is one that the patient speaks.
    let alone = speaking(r#"[{"language":{"coding":[{"code":"so"}]},"preferred":true}]"#);
    assert!(only(&read(&second, &alone)).is_err());
}

#[test]
fn records_that_are_no_longer_in_use_get_no_copy() {
    let replaced = include_str!("../data/records/replaced.ndjson");
    assert!(reason(&json(replaced)).1.contains("was replaced"));
    for (elements, words) in [
        (r#""link": [{"other":{"reference":"Patient/2"},"type":"replaced-by"}]"#, "was replaced"),
        (r#""active": false"#, "no longer in use"),
    ] {
        let text = format!("{{\"resourceType\": \"Patient\", \"name\": [{{\"text\": \"ZqA\"}}], {elements}}}\n");
        assert!(reason(&json(&text)).1.contains(words), "{elements}");
    }
    let kept = r#"{"resourceType":"Patient","name":[{"text":"ZqA"}],"link":[{"type":"seealso"},{"type":"replaces"}]}"#;
    assert_eq!(names(&json(kept)), ["ZqA"]);
}
