//! What a content stream draws: whether it draws anything, and its text.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::text::CharMap;
use crate::syntax::content::{Token, Tokens};

/// What content streams draw, one after another.
#[derive(Default)]
pub(super) struct Drawn {
    /// The text in content order, without white space.
    pub text: String,
    /// Whether there is any mark.
    pub anything: bool,
    font: Option<Vec<u8>>,
}

impl Drawn {
    /// Reads a stream whose fonts have these maps to text.
    pub(super) fn read(&mut self, content: &[u8], fonts: &BTreeMap<Vec<u8>, Rc<CharMap>>) {
        let mut name: Option<&[u8]> = None;
        let mut codes = Vec::new();
        for token in Tokens::new(content) {
            let operator = match token {
                Token::Name(written) => {
                    name = written.get(1..);
                    continue;
                }
                Token::Text(text) => {
                    codes.push(text);
                    continue;
                }
                Token::Word(word) if word[0].is_ascii_alphabetic() || matches!(word, b"'" | b"\"") => word,
                _ => continue,
            };
            match operator {
                b"Tf" => self.font = name.map(<[u8]>::to_vec),
                b"Tj" | b"TJ" | b"'" | b"\"" => {
                    self.anything = true;
                    if let Some(chars) = self.font.as_ref().and_then(|name| fonts.get(name)) {
                        codes.iter().for_each(|codes| chars.decode(codes, &mut self.text));
                    }
                }
                b"f" | b"F" | b"f*" | b"S" | b"s" | b"B" | b"B*" | b"b" | b"b*" | b"Do" | b"BI" | b"sh" => {
                    self.anything = true;
                }
                _ => {}
            }
            codes.clear();
        }
    }
}
