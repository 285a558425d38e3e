//! The form in which a patient reads: HL7's codes, and what columns call them.
//!
//! A patient who reads braille and is handed print has been handed nothing, so what is not made here is refused by name.

use crate::geom::Length;
use crate::style::LARGE_PRINT;

/// HL7's code system of reading modes: `braille`, `large-print`, `digital-spoken`.
pub(super) const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/reading-mode";

/// Forms that are not made here: code, name.
const OTHERS: [(&str, &str); 14] = [
    ("braille", "braille"),
    ("audio", "audio"),
    ("audio-tape", "audio"),
    ("recording", "audio"),
    ("digital-spoken", "a digital document to be spoken"),
    ("spoken", "a digital document to be spoken"),
    ("screen-reader", "a digital document to be spoken"),
    ("digital", "a digital document"),
    ("electronic", "a digital document"),
    ("email", "a digital document"),
    ("easy-read", "easy read"),
    ("sign-language", "sign language"),
    ("video", "video"),
    ("moon", "Moon type"),
];

/// The text size of a copy in this form; `None` for ordinary print. The error says what cannot be made.
pub(super) fn size_of(mode: &str) -> Result<Option<Length>, String> {
    let code = mode.trim().to_lowercase().replace([' ', '_'], "-");
    match code.as_str() {
        "large-print" | "large" | "largeprint" => return Ok(Some(LARGE_PRINT)),
        "print" | "standard" | "standard-print" | "regular" | "regular-print" | "normal" => return Ok(None),
        _ => {}
    }
    Err(match OTHERS.iter().find(|(known, _)| *known == code) {
        Some((_, name)) => {
            format!("the patient reads {name}, which is not made here; have it made from the handout's text")
        }
        None => "not a reading mode; write `print`, `large-print` or `braille`".to_owned(),
    })
}
