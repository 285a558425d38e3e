//! Diagnostics for programs: one JSON object per line.

use serde_json::{Map, Value, json};

use super::{Diagnostic, Place, Severity};
use crate::source::Sources;

impl Diagnostic {
    /// The problem as one line of JSON, as `--message-format json` prints it.
    pub fn to_json(&self, sources: &Sources) -> String {
        render(sources, self)
    }
}

/// One diagnostic as JSON, ending in a line ending. Lines and columns count from one, columns in characters; the end is
/// one past the last character. `file` is null for problems without a file.
pub(crate) fn render(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut object = Map::new();
    object.insert("code".into(), diagnostic.code.into());
    object.insert("severity".into(), severity.into());
    object.insert("message".into(), diagnostic.message.as_str().into());
    place(sources, diagnostic.primary, &mut object);
    object.insert("label".into(), diagnostic.label.as_str().into());
    let labels = diagnostic.labels.iter().map(|(at, label)| {
        let mut object = Map::new();
        place(sources, Some(*at), &mut object);
        object.insert("label".into(), label.as_str().into());
        Value::Object(object)
    });
    object.insert("labels".into(), labels.collect());
    object.insert("hints".into(), json!(diagnostic.hints));
    format!("{}\n", Value::Object(object))
}

fn place(sources: &Sources, place: Option<Place>, object: &mut Map<String, Value>) {
    if let Some(Place::Line { file, line, column }) = place {
        let path = sources.file(file).path.display().to_string();
        object.extend([("file".into(), json!(path)), ("line".into(), json!(line)), ("column".into(), json!(column))]);
        object.extend([("end_line".into(), json!(line)), ("end_column".into(), json!(column))]);
        return;
    }
    let span = place.and_then(|place| place.resolve(sources));
    let file = span.map(|span| sources.file(span.file));
    let start = span.zip(file).map(|(span, file)| file.line_column(span.range().start));
    let end = span.zip(file).map(|(span, file)| file.line_column(span.range().end));
    object.insert("file".into(), json!(file.map(|f| f.path.display().to_string())));
    object.insert("line".into(), json!(start.map(|s| s.0)));
    object.insert("column".into(), json!(start.map(|s| s.1)));
    object.insert("end_line".into(), json!(end.map(|e| e.0)));
    object.insert("end_column".into(), json!(end.map(|e| e.1)));
}
