//! Emphasis: next to letters of scripts without spaces between words, and where it was unintended or did not work.
//!
//! CommonMark (0.31, 6.2) takes `**` as the end of bold only if white space or punctuation follows when punctuation
//! precedes it. Chinese, Japanese, Korean, Thai and similar text continues without a space: in `**注意：**请` nothing would
//! be bold, and the asterisks would be printed. There, the parser sees a letter in place of the punctuation, which is
//! restored afterwards.

use std::borrow::Cow;
use std::ops::Range;

use super::Reader;
use crate::diag::Diagnostic;

/// Punctuation before and after asterisks, and what the parser sees instead: of the same length, so that positions stay
/// right, and neither white space nor punctuation. Control characters, and noncharacters (Unicode, 23.7).
const STAND_INS: [(char, char); 40] = [
    (':', '\u{0E}'),
    (';', '\u{0F}'),
    (',', '\u{10}'),
    ('.', '\u{11}'),
    ('!', '\u{12}'),
    ('?', '\u{13}'),
    ('"', '\u{14}'),
    ('\'', '\u{15}'),
    ('%', '\u{16}'),
    ('(', '\u{17}'),
    (')', '\u{18}'),
    ('«', '\u{80}'),
    ('»', '\u{81}'),
    ('·', '\u{82}'),
    ('、', '\u{FDD0}'),
    ('。', '\u{FDD1}'),
    ('，', '\u{FDD2}'),
    ('．', '\u{FDD3}'),
    ('：', '\u{FDD4}'),
    ('；', '\u{FDD5}'),
    ('！', '\u{FDD6}'),
    ('？', '\u{FDD7}'),
    ('（', '\u{FDD8}'),
    ('）', '\u{FDD9}'),
    ('「', '\u{FDDA}'),
    ('」', '\u{FDDB}'),
    ('『', '\u{FDDC}'),
    ('』', '\u{FDDD}'),
    ('【', '\u{FDDE}'),
    ('】', '\u{FDDF}'),
    ('〈', '\u{FDE0}'),
    ('〉', '\u{FDE1}'),
    ('《', '\u{FDE2}'),
    ('》', '\u{FDE3}'),
    ('“', '\u{FDE4}'),
    ('”', '\u{FDE5}'),
    ('‘', '\u{FDE6}'),
    ('’', '\u{FDE7}'),
    ('…', '\u{FDE8}'),
    ('။', '\u{FDE9}'),
];

/// The text as the parser should see it; borrowed if nothing in it needs a stand-in.
pub(super) fn hide(text: &str) -> Cow<'_, str> {
    // An author's own character is never mistaken for a stand-in; as control characters these are errors anyway.
    let taken = || text.chars().any(|c| STAND_INS.iter().any(|&(_, stand_in)| c == stand_in));
    if !text.contains('*') || text.is_ascii() || taken() {
        return Cow::Borrowed(text);
    }
    let has_links = text.contains("](");
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut hidden: Vec<usize> = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let run = chars[i..].iter().take_while(|(_, c)| *c == '*').count();
        let before = i.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(i + run).copied();
        if let (1.., Some((at, left)), Some((next, right))) = (run, before, after) {
            if goes_on(right) && has_stand_in(left, has_links) {
                hidden.push(at);
            } else if goes_on(left) && has_stand_in(right, has_links) {
                hidden.push(next);
            }
        }
        i += run.max(1);
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let shown = |&(at, c): &(usize, char)| match hidden.binary_search(&at) {
        Ok(_) => STAND_INS.iter().find(|(sign, _)| *sign == c).map_or(c, |&(_, stand_in)| stand_in),
        Err(_) => c,
    };
    Cow::Owned(chars.iter().map(shown).collect())
}

/// The parser's output, with the author's characters restored.
pub(super) fn show(text: &str) -> String {
    let sign = |c: char| STAND_INS.iter().find(|(_, stand_in)| *stand_in == c).map_or(c, |&(sign, _)| sign);
    text.chars().map(sign).collect()
}

impl Reader<'_> {
    /// Rejects asterisks that were meant as bold markup but are not. The parser may return them one by one; escaped
    /// ones have a backslash between them.
    pub(super) fn check_asterisks(&mut self, text: &str, range: &Range<usize>) {
        let follows = text.starts_with('*') && self.asterisk == Some(range.start);
        if let Some(at) = if follows { Some(range.start - 1) } else { text.find("**").map(|at| range.start + at) } {
            let diagnostic = Diagnostic::error("emphasis-unpaired", "these asterisks would be printed")
                .at_text(self.origin(at), 2, "these neither begin nor end bold text")
                .hint("put `**` right before the first letter and right after the last; write `\\*` for an asterisk");
            self.diagnostics.push(diagnostic);
        }
        self.asterisk = text.ends_with('*').then_some(range.end);
    }

    /// Rejects asterisks that were meant literally: `2*3 or 4*5`.
    pub(super) fn check_emphasis(&mut self, mark: usize, range: Range<usize>) {
        let text = self.scalar.value.as_str();
        let (Some(from), Some(to)) = (range.start.checked_sub(self.prefix), range.end.checked_sub(self.prefix)) else {
            return;
        };
        let at =
            |part: Option<&str>, last: bool| part.and_then(|p| if last { p.chars().last() } else { p.chars().next() });
        let outside = [at(text.get(..from), true), at(text.get(to..), false)];
        let inside = [at(text.get(from + mark..to), false), at(text.get(..to.saturating_sub(mark)), true)];
        // Letters of scripts that join prefixes to numbers begin with Hebrew.
        let joins = |c: char| c.is_alphanumeric() && (c < '\u{590}' || c.is_numeric());
        let in_number = |i: usize| outside[i].is_some_and(joins) && inside[i].is_some_and(char::is_numeric);
        if in_number(0) || in_number(1) {
            let origin = self.origin(range.start);
            let diagnostic = Diagnostic::error("emphasis-in-number", "asterisks in a number would not be printed")
                .at_text(origin, range.len(), "treated as emphasis")
                .hint("write `×`, or `\\*` for an asterisk");
            self.diagnostics.push(diagnostic);
        }
    }
}

fn has_stand_in(c: char, has_links: bool) -> bool {
    // Parentheses contain the addresses of links.
    !(has_links && matches!(c, '(' | ')')) && STAND_INS.iter().any(|(sign, _)| *sign == c)
}

/// Letters that follow punctuation without a space: Thai, Lao, Burmese, Hangul, Khmer, Kana, Han.
fn goes_on(c: char) -> bool {
    c.is_alphanumeric()
        && matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{11FF}' | '\u{1780}'..='\u{17FF}'
            | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9D}'
            | '\u{20000}'..='\u{3FFFF}')
}
