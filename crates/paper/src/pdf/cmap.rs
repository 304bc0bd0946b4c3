//! Tables that say which letters the codes of a font are (`ToUnicode`).

use crate::limits::Meter;
use crate::refused::Refused;
use std::collections::HashMap;

/// Letters by codes.
#[derive(Debug, Default)]
pub(super) struct CMap {
    letters: HashMap<u32, String>,
}

/// Most codes of a table, and of one range.
const MAX_CODES: usize = 70_000;

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(String),
}

impl CMap {
    pub(super) fn read(source: &[u8], meter: &mut Meter) -> Result<Self, Refused> {
        meter.steps(source.len() / 8)?;
        let mut map = Self::default();
        let tokens = tokens(source);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                Token::Word(w) if w == "beginbfchar" => at = map.chars(&tokens, at),
                Token::Word(w) if w == "beginbfrange" => at = map.ranges(&tokens, at, meter)?,
                _ => {}
            }
        }
        Ok(map)
    }

    pub(super) fn get(&self, code: u32) -> Option<&String> {
        self.letters.get(&code)
    }

    fn put(&mut self, code: u32, text: String) {
        if self.letters.len() < MAX_CODES {
            self.letters.insert(code, text);
        }
    }

    fn chars(&mut self, tokens: &[Token], mut at: usize) -> usize {
        while let (Some(Token::Hex(code)), Some(Token::Hex(text))) = (tokens.get(at), tokens.get(at + 1)) {
            self.put(number(code), utf16(text));
            at += 2;
        }
        at
    }

    fn ranges(&mut self, tokens: &[Token], mut at: usize, meter: &mut Meter) -> Result<usize, Refused> {
        while let (Some(Token::Hex(first)), Some(Token::Hex(last))) = (tokens.get(at), tokens.get(at + 1)) {
            let (first, last) = (number(first), number(last));
            let count = last.saturating_sub(first).min(65_535);
            match tokens.get(at + 2) {
                Some(Token::Hex(text)) => {
                    meter.steps(usize::try_from(count).unwrap_or(0))?;
                    for n in 0..=count {
                        let mut text = text.clone();
                        // The last unit counts up.
                        let len = text.len();
                        if len >= 2 {
                            let unit = u32::from(text[len - 2]) << 8 | u32::from(text[len - 1]);
                            let unit = unit.saturating_add(n).to_be_bytes();
                            text[len - 2] = unit[2];
                            text[len - 1] = unit[3];
                        }
                        self.put(first.saturating_add(n), utf16(&text));
                    }
                    at += 3;
                }
                Some(Token::Open) => {
                    at += 3;
                    let mut code = first;
                    while let Some(Token::Hex(text)) = tokens.get(at) {
                        self.put(code, utf16(text));
                        code = code.saturating_add(1);
                        at += 1;
                    }
                    at += usize::from(tokens.get(at) == Some(&Token::Close));
                }
                _ => break,
            }
        }
        Ok(at)
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |n, b| (n << 8) | u32::from(*b))
}

fn utf16(bytes: &[u8]) -> String {
    if let [one] = bytes {
        return char::from(*one).to_string();
    }
    let units = bytes.chunks_exact(2).map(|p| u16::from_be_bytes([p[0], p[1]]));
    char::decode_utf16(units).filter_map(Result::ok).filter(|c| *c != '\0').collect()
}

fn tokens(source: &[u8]) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(byte) = source.get(at) {
        at += 1;
        match byte {
            b'<' if source.get(at) != Some(&b'<') => {
                let digits = source[at..].iter().take_while(|b| **b != b'>').count();
                let hex: Vec<u8> = source[at..at + digits]
                    .iter()
                    .filter_map(|b| char::from(*b).to_digit(16).and_then(|d| u8::try_from(d).ok()))
                    .take(64)
                    .collect();
                out.push(Token::Hex(
                    hex.chunks(2).map(|p| p[0] << 4 | p.get(1).copied().unwrap_or(0)).collect(),
                ));
                at += digits + 1;
            }
            b'[' => out.push(Token::Open),
            b']' => out.push(Token::Close),
            b'%' => at += source[at..].iter().take_while(|b| !matches!(b, b'\n' | b'\r')).count(),
            b if b.is_ascii_alphabetic() => {
                let len = source[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                out.push(Token::Word(String::from_utf8_lossy(&source[at - 1..at + len]).into_owned()));
                at += len;
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_one_by_one_and_in_ranges() {
        let source = b"/CMapName /x def 1 begincodespacerange <0000> <FFFF> endcodespacerange
            2 beginbfchar <0003> <0020> <0010> <00660069> endbfchar
            2 beginbfrange <0024> <0026> <0041> <0030> <0031> [<1EA1> <D83DDE00>] endbfrange";
        let mut meter = Meter::new(&crate::limits::Limits::default());
        let map = CMap::read(source, &mut meter).expect("sound");
        let get = |code| map.get(code).map(String::as_str);
        assert_eq!(
            [get(3), get(0x10), get(0x25), get(0x30), get(0x31), get(9)],
            [Some(" "), Some("fi"), Some("B"), Some("ạ"), Some("😀"), None]
        );
    }
}
