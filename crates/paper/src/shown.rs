//! Characters as a reader sees them.

/// A digit or sign that stands raised.
pub(crate) fn raised(c: char) -> char {
    match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '+' => '⁺',
        '-' => '⁻',
        '(' => '⁽',
        ')' => '⁾',
        'o' => '°',
        c => c,
    }
}

/// A sign of a font of symbols, in the part of Unicode that belongs to nobody, as the letter it looks like.
pub(crate) fn symbol(c: char) -> char {
    match u32::from(c) {
        0xF0FC | 0xF0D6 => '✓',
        0xF0FB => '✗',
        0xF0FE => '☑',
        0xF0FD => '☒',
        0xF0A8 | 0xF06F | 0xF071 | 0xF072 => '□',
        0xF0A3 => '≤',
        0xF0B3 => '≥',
        0xF0B1 => '±',
        0xF0B4 => '×',
        0xF0B0 => '°',
        0xF0E0 | 0xF0AE => '→',
        0xF02D => '-',
        0xF0B7 | 0xF0A7 | 0xF076 | 0xF0D8 => '•',
        // The rest of Symbol's first half stands where ASCII does.
        n @ 0xF020..=0xF07E => u8::try_from(n - 0xF000).map_or(c, char::from),
        _ => c,
    }
}

/// A sign in front of an item.
pub(crate) fn bullet(c: char) -> char {
    if matches!(u32::from(c), 0xF000..=0xF0FF) && c != '\u{f02d}' { '•' } else { symbol(c) }
}
