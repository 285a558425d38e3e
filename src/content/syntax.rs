//! What the YAML parser's errors mean to someone who writes handouts.

use crate::diag::Diagnostic;
use crate::source::{FileId, SourceFile, Span};

/// Part of the parser's message, our message, the label at the caret, and what to do.
type Explanation = (&'static str, &'static str, &'static str, &'static str);

/// In order: the first part found in the parser's message decides.
const EXPLANATIONS: &[Explanation] = &[
    (
        "mapping values are not allowed",
        "a second `: ` in one entry",
        "not allowed here",
        "text with `: ` in it must be quoted or written after `|`; put nested keys on their own lines",
    ),
    (
        "illegal placement of ':'",
        "a second `: ` in one entry",
        "not allowed here",
        "text with `: ` in it must be quoted or written after `|`",
    ),
    ("unexpected end of stream", "an unclosed quote", "opened here", "close it with the same quote"),
    ("unexpected document indicator", "an unclosed quote", "opened here", "close it with the same quote"),
    (
        "invalid indentation in quoted",
        "a quote that is not closed before the next key",
        "opened here",
        "close the quote, or indent the text's other lines",
    ),
    (
        "trailing content after",
        "text after a closing quote",
        "not allowed here",
        "quote the whole text, or write it after `|`; a quote inside double quotes is `\\\"`",
    ),
    (
        "unknown escape",
        "an unknown `\\` sequence in double quotes",
        "here",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    ("hexadecimal", "an incomplete `\\` sequence in double quotes", "here", "`\\u` must be followed by four digits"),
    (
        "'-' indicator",
        "a line that is not part of the list around it",
        "expected `- ` here",
        "start all items of a list with `- ` in the same column, and indent an item's other lines more",
    ),
    (
        "block sequence entries are not allowed",
        "a list item where none is allowed",
        "not allowed here",
        "start the list on the line after its key",
    ),
    (
        "expected ',' or ']'",
        "an unclosed list in brackets",
        "expected `,` or `]` here",
        "text that begins with `[` must be quoted or written after `|`",
    ),
    (
        "expected ',' or '}'",
        "an unclosed mapping in braces",
        "expected `,` or `}` here",
        "text that begins with `{`, such as a placeholder, must be quoted or written after `|`",
    ),
    (
        "did not find expected key",
        "expected a key here",
        "not a key of this mapping",
        "start all keys of a mapping in the same column and end them with `: `; text that begins with `{`, `[`, `\"` or \
         `'` must be quoted whole or written after `|`",
    ),
    (
        "simple key expect",
        "a line without a key",
        "expected `: ` after the key",
        "indent the other lines of a text, or write it after `|`",
    ),
    (
        "unexpected end of plain scalar",
        "a character that cannot start a text",
        "here",
        "put the text in quotes or write it after `|`",
    ),
    ("unexpected character", "a character that cannot start a text", "here", "put the text in quotes"),
    ("cannot start with '-'", "a character that cannot start a text", "here", "put the text in quotes"),
    (
        "wrongly indented line in block scalar",
        "a line indented less than the first line of its text",
        "here",
        "indent all lines of the text equally",
    ),
    (
        "block scalar, did not find expected comment or line break",
        "text on the same line as `|` or `>`",
        "here",
        "start the text on the next line, indented",
    ),
    ("indentation", "a line without enough indentation", "here", "indent it more than the key or `- ` it belongs to"),
    ("unprintable", "a character that is not allowed in text", "here", "remove it"),
    ("byte order mark", "a byte order mark inside the file", "here", "remove it"),
    ("expected <document start>", "extra text after the end of the content", "here", "indent it like the lines above"),
    ("content after document end", "extra text after the end of the document", "here", "remove it"),
    ("directive", "a YAML directive", "not part of the format", "remove the line, or quote text that begins with `%`"),
    ("tag", "a YAML tag", "not part of the format", "text that begins with `!` must be quoted"),
    ("handle wasn't declared", "a YAML tag", "not part of the format", "text that begins with `!` must be quoted"),
    (
        "anchor or alias",
        "an anchor or alias without a name",
        "here",
        "text that begins with `*` or `&` must be quoted or written after `|`",
    ),
    (
        "misplaced bracket",
        "a closing bracket without an opening one",
        "here",
        "text that begins with a bracket must be quoted",
    ),
];

/// A diagnostic for a file that the parser gave up on at a byte.
pub(super) fn explain(source: &SourceFile, file: FileId, info: &str, byte: usize) -> Diagnostic {
    let text = &source.text;
    // What is missing at the end of the file is missing after its last word.
    let byte = source.floor_char_boundary(byte).min(text.trim_end().len());
    let end = text[byte..].chars().next().filter(|c| !matches!(c, '\n' | '\r')).map_or(byte, |c| byte + c.len_utf8());
    let span = Span { file, start: byte as u32, end: end as u32 };

    if let Some(tab) = tab_to_blame(source, info, byte) {
        let span = Span { file, start: tab as u32, end: tab as u32 + 1 };
        let problem = Diagnostic::error("yaml-tab", "a tab where YAML requires spaces").at(span, "a tab");
        let more = lines_with_tabs(source).saturating_sub(1);
        let also = match more {
            0 => String::new(),
            1 => "; another line also begins with one".into(),
            more => format!("; {more} more lines begin with one"),
        };
        return problem.hint(format!("indent with spaces, two per level{also}"));
    }
    if info.contains("unknown anchor") {
        let name: String = text[byte..].chars().take_while(|c| !c.is_whitespace()).collect();
        let span = Span { file, start: byte as u32, end: (byte + name.len()) as u32 };
        let problem = Diagnostic::error("yaml-alias-unknown", format!("`{}` is treated as an alias", shorten(&name)));
        return problem
            .at(span, "no such anchor")
            .hint("text that begins with `*` must be quoted or written after `|`");
    }
    if info.contains("recursion limit") {
        let problem = Diagnostic::error("yaml-depth", "nested too deep").at(span, "too deep");
        return problem.hint("text that begins with `[` or `{` must be quoted or written after `|`");
    }
    // Among keys, the parser expects a key; the author meant a list.
    let info = if info.contains("expected key") && text[byte..].starts_with("- ") { "'-' indicator" } else { info };
    let found = EXPLANATIONS.iter().find(|e| info.contains(e.0));
    match found {
        Some(&(_, message, label, hint)) => Diagnostic::error("yaml-syntax", message).at(span, label).hint(hint),
        None => {
            let hint = "check quotes, brackets and indentation here and on the line above";
            Diagnostic::error("yaml-syntax", format!("not valid YAML: {info}")).at(span, "here").hint(hint)
        }
    }
}

/// The tab in the indentation that made the parser stop here, if any.
fn tab_to_blame(source: &SourceFile, info: &str, byte: usize) -> Option<usize> {
    let (line, _) = source.line_column(byte);
    let tab_in = |line: usize| {
        let range = source.line_range(line);
        let indent = source.text[range.clone()].find(|c| c != ' ' && c != '\t').unwrap_or(0);
        source.text[range.start..range.start + indent].find('\t').map(|i| range.start + i)
    };
    // The parser may stop at the tab, after it, or on the next line.
    let near = (line..=line + 1).chain(line.checked_sub(1).filter(|&l| l > 0)).find_map(tab_in);
    if near.is_some() {
        return near;
    }
    let range = source.line_range(line);
    let in_line = source.text[range.clone()].find('\t').map(|i| range.start + i);
    if info.contains("tab") { in_line } else { None }
}

fn lines_with_tabs(source: &SourceFile) -> usize {
    source.text.lines().filter(|line| line.trim_start_matches(' ').starts_with('\t') && !line.trim().is_empty()).count()
}

/// A few words of a text for a message, on one line.
pub(crate) fn shorten(text: &str) -> String {
    const LIMIT: usize = 40;
    let line = text.lines().next().unwrap_or("");
    let clean: String = line.chars().take(LIMIT).filter(|c| !c.is_control()).collect();
    if clean.len() < text.len() { format!("{clean}…") } else { clean }
}
