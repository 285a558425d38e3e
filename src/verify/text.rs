//! From character codes to text: ToUnicode (ISO 32000-2, 9.10.3), interpreted as any reader would.

use std::collections::BTreeMap;

/// What a font's codes stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CharMap {
    /// Lengths of codes: the first and last of each range, of one length.
    codespaces: Vec<(Vec<u8>, Vec<u8>)>,
    single: BTreeMap<u32, String>,
    /// First code, last code, what the first stands for; the last unit counts up from there.
    ranges: Vec<(u32, u32, Vec<u16>)>,
}

impl CharMap {
    /// Reads a ToUnicode stream.
    pub(super) fn parse(text: &[u8]) -> CharMap {
        let mut map = CharMap::default();
        let mut operands: Vec<Token> = Vec::new();
        for token in Tokens(text) {
            let Token::Word(word) = token else {
                operands.push(token);
                continue;
            };
            match word {
                b"endcodespacerange" => {
                    for pair in operands.chunks_exact(2) {
                        if let [Token::Hex(first), Token::Hex(last)] = pair {
                            map.codespaces.push((first.clone(), last.clone()));
                        }
                    }
                }
                b"endbfchar" => {
                    for pair in operands.chunks_exact(2) {
                        if let [Token::Hex(code), Token::Hex(text)] = pair {
                            map.single.insert(number(code), String::from_utf16_lossy(&units(text)));
                        }
                    }
                }
                b"endbfrange" => map.read_ranges(&operands),
                _ => {}
            }
            operands.clear();
        }
        map
    }

    fn read_ranges(&mut self, operands: &[Token]) {
        let mut rest = operands;
        while let [Token::Hex(first), Token::Hex(last), after @ ..] = rest {
            let (first, last) = (number(first), number(last));
            match after {
                [Token::Hex(text), after @ ..] => {
                    self.ranges.push((first, last, units(text)));
                    rest = after;
                }
                [Token::Open, after @ ..] => {
                    let texts = after.iter().map_while(|token| match token {
                        Token::Hex(text) => Some(text),
                        _ => None,
                    });
                    let mut count = 0;
                    for (code, text) in (first..=last).zip(texts) {
                        self.single.insert(code, String::from_utf16_lossy(&units(text)));
                        count += 1;
                    }
                    rest = after.get(count + 1..).unwrap_or_default();
                }
                _ => return,
            }
        }
    }

    /// The length of the code at the start of a string: as its range says, byte by byte.
    fn length(&self, codes: &[u8]) -> usize {
        let holds = |(first, last): &&(Vec<u8>, Vec<u8>)| {
            let bytes = codes.iter().zip(first.iter().zip(last));
            first.len() <= codes.len() && bytes.into_iter().all(|(byte, (first, last))| (first..=last).contains(&byte))
        };
        self.codespaces.iter().find(holds).map_or(1, |(first, _)| first.len().max(1))
    }

    /// Adds what codes stand for, except white space and direction marks.
    pub(super) fn decode(&self, codes: &[u8], text: &mut String) {
        let mut rest = codes;
        while !rest.is_empty() {
            let (code, after) = rest.split_at(self.length(rest));
            rest = after;
            let code = number(code);
            if let Some(chars) = self.single.get(&code) {
                text.extend(chars.chars().filter(|&c| counts(c)));
            } else if let Some((first, _, base)) = self.ranges.iter().find(|(f, l, _)| (f..=l).contains(&&code)) {
                let mut units = base.clone();
                if let Some(last) = units.last_mut() {
                    *last = last.wrapping_add((code - first) as u16);
                }
                text.extend(String::from_utf16_lossy(&units).chars().filter(|&c| counts(c)));
            }
        }
    }
}

/// Whether a character counts when texts are compared.
pub(super) fn counts(c: char) -> bool {
    let directs = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{61c}' | '\u{feff}' | '\u{ad}');
    !directs && !c.is_whitespace()
}

enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Word(&'a [u8]),
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            self.0 = self.0.trim_ascii_start();
            let (&first, rest) = self.0.split_first()?;
            match first {
                b'<' if !rest.starts_with(b"<") => {
                    let end = rest.iter().position(|&byte| byte == b'>').unwrap_or(rest.len());
                    let digits: Vec<u8> = rest[..end].iter().filter_map(|&byte| hex_digit(byte)).collect();
                    self.0 = rest.get(end + 1..).unwrap_or_default();
                    let bytes = digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0));
                    return Some(Token::Hex(bytes.collect()));
                }
                b'[' => {
                    self.0 = rest;
                    return Some(Token::Open);
                }
                b'a'..=b'z' | b'A'..=b'Z' => {
                    let end = self.0.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(self.0.len());
                    let (word, rest) = self.0.split_at(end);
                    self.0 = rest;
                    return Some(Token::Word(word));
                }
                b'%' => {
                    let end = self.0.iter().position(|&byte| byte == b'\n').unwrap_or(self.0.len());
                    self.0 = &self.0[end..];
                }
                _ => self.0 = rest,
            }
        }
    }
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u32::from(byte))
}

fn units(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair.get(1).copied().unwrap_or(0))).collect()
}
