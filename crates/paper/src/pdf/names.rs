//! Letters by the names that fonts give them, and the codes of before Unicode.

use unicode_normalization::UnicodeNormalization;

/// The letter that Windows' Western code has for a byte.
pub(super) fn windows(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '•', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '•', 'Ž', '•', '•', '‘', '’', '“',
        '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '•', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        b => char::from(b),
    }
}

/// The letter that the Macintosh's code has for a byte.
pub(super) fn mac(byte: u8) -> char {
    const HIGH: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»… ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
    match byte.checked_sub(0x80) {
        Some(n) => HIGH.chars().nth(usize::from(n)).unwrap_or('\u{fffd}'),
        None => char::from(byte),
    }
}

/// How wide a font's letters usually are where it does not tell, in thousandths of its size.
pub(super) fn usual_width(base: &[u8]) -> f64 {
    if base.windows(7).any(|w| w.eq_ignore_ascii_case(b"courier")) { 600.0 } else { 500.0 }
}

/// The letter of a name: `A`, `seven`, `abrevedotbelow`, `uni1EA1`.
pub(super) fn letter(name: &str) -> Option<String> {
    let base = name.split('.').next().filter(|n| !n.is_empty())?;
    if base.chars().count() == 1 {
        return Some(base.to_owned());
    }
    if let Some(hex) = base.strip_prefix("uni").filter(|h| h.len() >= 4 && h.len() % 4 == 0 && h.is_ascii()) {
        let units: Option<Vec<u16>> =
            (0..hex.len()).step_by(4).map(|i| u16::from_str_radix(&hex[i..i + 4], 16).ok()).collect();
        return Some(char::decode_utf16(units?).filter_map(Result::ok).collect());
    }
    if let Some(c) =
        base.strip_prefix('u').and_then(|h| u32::from_str_radix(h, 16).ok()).and_then(char::from_u32)
    {
        return Some(c.to_string());
    }
    if let Some((_, text)) = WORDS.iter().find(|w| w.0 == base) {
        return Some((*text).to_owned());
    }
    // A letter and its marks, one after another.
    let mut chars = base.chars();
    let first = chars.next().filter(char::is_ascii_alphabetic)?;
    let mut rest = chars.as_str();
    let mut text = String::from(first);
    while !rest.is_empty() {
        let (mark, c) = MARKS.iter().find(|m| rest.starts_with(m.0))?;
        text.push(*c);
        rest = &rest[mark.len()..];
    }
    Some(text.nfc().collect())
}

const MARKS: [(&str, char); 13] = [
    ("circumflex", '\u{302}'),
    ("breve", '\u{306}'),
    ("horn", '\u{31b}'),
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("hookabove", '\u{309}'),
    ("hook", '\u{309}'),
    ("tilde", '\u{303}'),
    ("dotbelow", '\u{323}'),
    ("dieresis", '\u{308}'),
    ("cedilla", '\u{327}'),
    ("caron", '\u{30c}'),
    ("macron", '\u{304}'),
];

const WORDS: [(&str, &str); 68] = [
    ("space", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("minus", "−"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("endash", "–"),
    ("emdash", "—"),
    ("bullet", "•"),
    ("ellipsis", "…"),
    ("degree", "°"),
    ("multiply", "×"),
    ("divide", "÷"),
    ("plusminus", "±"),
    ("dcroat", "đ"),
    ("Dcroat", "Đ"),
    ("Eth", "Đ"),
    ("eth", "ð"),
    ("dong", "₫"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("nbspace", " "),
    ("section", "§"),
    ("lessequal", "≤"),
    ("greaterequal", "≥"),
    ("perthousand", "‰"),
];

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn vietnamese_letters_are_known_by_their_names() {
        for (name, text) in [
            ("A", "A"),
            ("seven", "7"),
            ("acircumflexacute", "ấ"),
            ("abrevedotbelow", "ặ"),
            ("ohornhookabove", "ở"),
            ("uni1EA1", "ạ"),
            ("u1EC7", "ệ"),
            ("dcroat", "đ"),
            ("ygrave", "ỳ"),
            ("percent", "%"),
        ] {
            assert_eq!(letter(name).as_deref(), Some(text), "{name}");
        }
        assert_eq!(letter("g123"), None);
        assert_eq!(letter("uniXYZÉ"), None);
    }
}
