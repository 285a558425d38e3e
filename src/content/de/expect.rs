//! The wording of what was expected and what was found instead.

use super::TEXT_VARIANT;
use crate::content::alternatives::{LANGUAGE, WHEN};
use crate::content::suggest;
use crate::content::syntax::shorten;
use crate::content::tree::{Kind, NodeId, Tree};
use crate::diag::Diagnostic;
use crate::source::Span;

/// What a type accepts in a place.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    /// Any text.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A sequence.
    List,
    /// A mapping with free keys.
    Mapping,
    /// A mapping with these keys.
    Keys(&'static [&'static str]),
    /// One of these words.
    Word(&'static [&'static str]),
    /// This word and nothing more.
    Alone(&'static str),
    /// This key with content.
    Content(&'static str),
}

/// A node is not what its place accepts.
pub(super) fn mismatch(tree: &Tree<'_>, id: NodeId, wanted: Wanted) -> Diagnostic {
    let span = tree.span(id);
    let found = found(tree, id);
    if let (Wanted::Word(words), Some(word)) = (wanted, tree.scalar(id).filter(|w| !w.is_empty())) {
        let problem = Diagnostic::error("value-unknown", format!("unknown value `{}`", shorten(word)));
        return problem.at(span, "not one of the allowed words").hint(suggest::hint(word, words.iter().copied()));
    }
    let (expected, hint) = match wanted {
        Wanted::Text => ("text".into(), text_hint(tree, id)),
        Wanted::Number => ("a whole number".into(), "write it in digits, without quotes".into()),
        Wanted::Bool => ("`true` or `false`".into(), "write `true` or `false`, without quotes".into()),
        Wanted::List => ("a list".into(), "write each item on its own line after `- `".into()),
        Wanted::Mapping => ("keys with values".into(), "write each as `key: value` on its own line".into()),
        Wanted::Keys(keys) => ("keys with values".into(), format!("the valid keys are {}", suggest::list(keys))),
        Wanted::Word(words) if words.contains(&TEXT_VARIANT) => {
            ("a block".into(), "write text, `page_break`, or one key with its content, such as `list:`".into())
        }
        Wanted::Word(words) => ("a word".into(), format!("it can be {}", suggest::list(words))),
        Wanted::Alone(word) => (format!("`{word}` by itself"), format!("write `- {word}`, without a colon")),
        Wanted::Content(word) => (
            format!("content for `{word}`"),
            format!("write `- {word}: …`; to print the word itself, add another word"),
        ),
    };
    Diagnostic::error("type-mismatch", format!("expected {expected}, found {found}")).at(span, found).hint(hint)
}

fn text_hint(tree: &Tree<'_>, id: NodeId) -> String {
    match &tree.node(id).kind {
        Kind::Mapping(pairs) if pairs.iter().all(|p| tree.is_null(p.1)) => {
            "text that begins with `{`, such as a placeholder, must be quoted or written after `|`".into()
        }
        Kind::Mapping(_) => "text with `: ` in it must be quoted or written after `|`".into(),
        Kind::Sequence(_) => {
            "text that begins with `[` or `- ` must be quoted; write several paragraphs after `|`".into()
        }
        _ => "write the text after the colon, or remove the key".into(),
    }
}

fn found(tree: &Tree<'_>, id: NodeId) -> &'static str {
    match &tree.node(id).kind {
        _ if tree.is_null(id) => "nothing",
        Kind::Plain(text) if text.parse::<f64>().is_ok() => "a number",
        Kind::Plain(text) if matches!(&**text, "true" | "false") => "`true` or `false`",
        Kind::Plain(_) | Kind::Text(_) => "text",
        Kind::Sequence(_) => "a list",
        Kind::Mapping(_) => "keys with values",
    }
}

/// A mapping lacks a required key. Points at its first key, where the reader's eye finds the mapping.
pub(super) fn missing(tree: &Tree<'_>, key: &str, mapping: NodeId) -> Diagnostic {
    let span = match &tree.node(mapping).kind {
        Kind::Mapping(pairs) => pairs.first().map_or(tree.span(mapping), |pair| tree.span(pair.0)),
        _ => tree.span(mapping),
    };
    let problem = Diagnostic::error("key-missing", format!("missing key `{key}`"));
    problem.at(span, format!("`{key}` belongs beside this key")).hint(format!("add a line `{key}: …`"))
}

/// A mapping has a key that its type does not know.
pub(super) fn unknown_key(tree: &Tree<'_>, key: NodeId, fields: &'static [&'static str]) -> Diagnostic {
    let name = tree.scalar(key).unwrap_or_default();
    let problem = Diagnostic::error("key-unknown", format!("unknown key `{}`", shorten(name)));
    problem.at(tree.span(key), "not a key of this mapping").hint(suggest::hint(name, fields.iter().copied()))
}

type Problem = Box<dyn FnOnce(Span) -> Box<Diagnostic>>;

/// The variant and content of a block written as a mapping.
pub(super) fn block(
    tree: &Tree<'_>,
    pairs: &[(NodeId, NodeId)],
    variants: &'static [&'static str],
) -> Result<(&'static str, NodeId), Problem> {
    let name = |pair: &(NodeId, NodeId)| tree.scalar(pair.0).unwrap_or_default().to_owned();
    let known = |name: &str| variants.iter().copied().find(|v| *v == name && *v != TEXT_VARIANT);
    // The language and the condition may be given beside the key of any block.
    let is_beside = |pair: &(NodeId, NodeId)| matches!(tree.scalar(pair.0), Some(LANGUAGE | WHEN));
    let own: Vec<_> = pairs.iter().filter(|pair| !is_beside(pair)).collect();
    let [only] = own.as_slice() else {
        let pairs = if own.is_empty() { pairs.iter().collect() } else { own };
        let names: Vec<String> = pairs.iter().take(4).map(|p| format!("`{}`", shorten(&name(p)))).collect();
        let alone = !pairs.is_empty() && pairs.iter().all(|pair| is_beside(pair));
        let second = pairs.get(1).map(|pair| tree.span(pair.0));
        return Err(Box::new(move |span| {
            if alone {
                let message = match names.as_slice() {
                    [only] if only == "`language`" => "a language without its block",
                    [only] if only == "`when`" => "a condition without its block",
                    _ => "a language and a condition without their block",
                };
                let problem = Diagnostic::error("block-keys", message).at(span, "a key is missing");
                let hint = format!("write the block's key beside {}; put several blocks under `body`", names[0]);
                return Box::new(problem.hint(hint));
            }
            let message = match names.len() {
                0 => "a block without a key".to_owned(),
                _ => format!("a block has one key, but this one has {}", names.join(", ")),
            };
            let problem = Diagnostic::error("block-keys", message).at(second.unwrap_or(span), "one too many");
            Box::new(problem.hint("start each block with its own `- `; indent what belongs to a key below it"))
        }));
    };
    let word = name(only);
    if let Some(variant) = known(&word) {
        return Ok((variant, only.1));
    }
    let (span, placeholder) = (tree.span(only.0), tree.is_null(only.1) && word.contains('.'));
    Err(Box::new(move |_| {
        let problem = Diagnostic::error("block-unknown", format!("unknown block `{}`", shorten(&word)));
        let problem = problem.at(span, "not a kind of block");
        Box::new(match placeholder {
            true => {
                problem.hint("text that begins with `{`, such as a placeholder, must be quoted or written after `|`")
            }
            false if matches!(word.as_str(), "text" | "paragraph") => problem.hint(
                "running text is a block without a key; in another language or under a condition, put it under `body`: \
                 `body: [Text]`",
            ),
            false => problem
                .hint(suggest::hint(&word, variants.iter().copied()))
                .hint("text with `: ` in it must be quoted or written after `|`"),
        })
    }))
}
