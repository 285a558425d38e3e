//! The images and fonts that a file names.

use serde_json::Value;

use super::yaml;
use crate::diag::Diagnostics;
use crate::source::{FileId, Sources};

/// The images that a file names, a figure's, wherever it is, and a site's logo; and the files of its theme's font.
pub(crate) fn pictures(sources: &Sources, file: FileId) -> Vec<String> {
    let mut pictures = Vec::new();
    // Problems with the file were reported when it was read.
    if let Some((tree, root)) = yaml::parse(sources, file, &mut Diagnostics::default()) {
        let whole = tree.to_json(root);
        find(&whole, &mut pictures);
        let faces = match whole.pointer("/theme/font") {
            Some(Value::Object(faces)) => faces.values().collect(),
            face => Vec::from_iter(face),
        };
        pictures.extend(faces.into_iter().filter_map(Value::as_str).map(str::to_owned));
    }
    pictures
}

fn find(value: &Value, pictures: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("image" | "logo", Value::String(name)) => pictures.push(name.clone()),
                    _ => find(value, pictures),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find(item, pictures)),
        _ => {}
    }
}
