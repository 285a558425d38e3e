//! What the page shows of printers.

use super::abilities::Abilities;
use super::failure::{Failure, Trouble};
use super::queue::Printers;
use crate::serve::form::Form;
use crate::serve::html::{Frame, Text};
use crate::serve::words::Words;

/// The name of the cookie that keeps the name of the printer used last.
pub(in crate::serve) const COOKIE: &str = "handout-printer";

/// The printers to choose from, if there are any. The script asks what the chosen one can do; without it, a printer prints
/// as it usually does.
pub(in crate::serve) fn select(printers: &Printers, frame: &Frame<'_>, form: &Form) -> String {
    let words = frame.words.printer;
    let chosen = form.get("printer").or(frame.printer.as_deref());
    let option = |name: &str| {
        let selected = if chosen == Some(name) { " selected" } else { "" };
        format!("<option value=\"{0}\" dir=\"auto\"{selected}>{0}</option>", Text(name))
    };
    let options: String = printers.names().map(option).collect();
    if options.is_empty() {
        return String::new();
    }
    format!(
        "<div class=\"field printers\" data-asking=\"{}\" data-sending=\"{}\" data-silent=\"{}\"><label for=\"printer\">{}</label>\n\
         <select id=\"printer\" name=\"printer\"><option value=\"\">{}</option>{options}</select>\n\
         <p class=\"hint\" role=\"status\" id=\"printer-status\"></p></div>\n<div id=\"printer-options\"></div>\n",
        words.asking, words.sending, frame.words.silent, words.printer, words.dialog,
    )
}

/// What the chosen printer can do.
pub(super) fn options(name: &str, abilities: &Abilities, form: &Form, words: &Words) -> String {
    if let Some(failure) = abilities.refuses(None) {
        return notice(&failed(&failure, name, words));
    }
    let own = words.printer;
    let mut part = notice(&told(&abilities.troubles, words));
    // The page for lists asks itself whether its copies are for both sides.
    let is_list = form.get("list").is_some();
    if abilities.both_sides && !is_list {
        let (both, one) = if abilities.usually_both { (" checked", "") } else { ("", " checked") };
        let choice = |value: &str, checked: &str, label: &str| {
            format!(
                "<div class=\"choice\"><input type=\"radio\" name=\"printer-sides\" id=\"printer-{value}\" \
                 value=\"{value}\"{checked}><label for=\"printer-{value}\">{label}</label></div>\n"
            )
        };
        part += &format!(
            "<fieldset class=\"inline\">\n<legend>{}</legend>\n{}{}</fieldset>\n",
            own.sides,
            choice("one", one, own.one_side),
            choice("both", both, own.both_sides)
        );
    }
    // A staple holds a whole job together: the copies of a list are not for one patient.
    if abilities.staples() && !is_list {
        part += &format!(
            "<div class=\"choice\"><input type=\"checkbox\" id=\"printer-staple\" name=\"printer-staple\">\
             <label for=\"printer-staple\">{}</label></div>\n",
            own.staple
        );
    }
    let trays: Vec<&String> = abilities.trays.iter().filter(|tray| *tray != "auto").collect();
    if trays.len() > 1 {
        let option = |tray: &&String| {
            let (lang, label) = match tray_name(tray, words) {
                Some(label) => ("", label),
                // A printer's own name for it, which is in no language of ours.
                None => (" lang=\"en\" dir=\"ltr\"", tray.replace('-', " ")),
            };
            format!("<option value=\"{}\"{lang}>{}</option>", Text(tray), Text(&label))
        };
        let options: String = trays.iter().map(option).collect();
        part += &format!(
            "<div class=\"field\"><label for=\"printer-tray\">{}</label>\n<select id=\"printer-tray\" name=\"printer-tray\">\
             <option value=\"\">{}</option>{options}</select></div>\n",
            own.tray, own.usual_tray
        );
    }
    part
}

/// What a tray is called (PWG 5100.7, 6.3.1.15).
fn tray_name(keyword: &str, words: &Words) -> Option<String> {
    let own = words.printer;
    if let Some(number) = keyword.strip_prefix("tray-").filter(|number| number.bytes().all(|b| b.is_ascii_digit())) {
        return Some(own.tray_number.replace("{number}", number));
    }
    let name = match keyword {
        "main" => own.main_tray,
        "manual" | "by-pass-tray" => own.manual_tray,
        "large-capacity" => own.large_tray,
        "top" => own.top_tray,
        "middle" => own.middle_tray,
        "bottom" => own.bottom_tray,
        "alternate" => own.alternate_tray,
        _ => return None,
    };
    Some(name.to_owned())
}

/// Something to know, if there is anything.
pub(super) fn notice(text: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!("<p class=\"notice\">{}</p>\n", Text(text)),
    }
}

/// A sentence about a printer, whose name runs in its own direction.
pub(super) fn named(sentence: &str, printer: &str) -> String {
    sentence.replace("{printer}", &format!("\u{2068}{printer}\u{2069}"))
}

/// What somebody has to do at the printer, in sentences.
pub(super) fn told(troubles: &[Trouble], words: &Words) -> String {
    let own = words.printer;
    let sentence = |trouble: &Trouble| match trouble {
        Trouble::Paper => own.out_of_paper,
        Trouble::Jam => own.jam,
        Trouble::Ink => own.out_of_ink,
        Trouble::Open => own.open,
        Trouble::Stopped => own.stopped,
        Trouble::Offline => own.offline,
        Trouble::Held => own.held,
        Trouble::Other => own.trouble,
    };
    troubles.iter().map(sentence).collect::<Vec<&str>>().join(" ")
}

/// What became of a copy that a printer did not accept, and what to do.
pub(in crate::serve) fn not_printed(failure: &Failure, printer: &str, words: &Words) -> String {
    let why = failed(failure, printer, words);
    match failure {
        // Somebody has to look.
        Failure::Silent | Failure::Canceled => why,
        _ => format!("{} {why}", words.printer.nothing),
    }
}

/// What is wrong with a printer, and what to do.
pub(super) fn failed(failure: &Failure, printer: &str, words: &Words) -> String {
    let own = words.printer;
    let sentence = match failure {
        Failure::Unreachable => own.unreachable,
        Failure::Silent => own.no_answer,
        Failure::NoQueue => own.no_queue,
        Failure::Unknown => own.unknown,
        Failure::Closed => own.closed,
        Failure::Forbidden => own.forbidden,
        Failure::Busy => own.busy,
        Failure::NoPdf => own.no_pdf,
        Failure::NoPaper => own.no_paper,
        Failure::Canceled => own.canceled,
        Failure::Refused(status) => {
            return named(own.refused, printer).replace("{status}", &format!("\u{2068}{status}\u{2069}"));
        }
    };
    // The name of a printer that is not there came from a form, and is not repeated.
    named(sentence, printer)
}
