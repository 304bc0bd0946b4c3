//! Vietnamese text: folding for search, numbers and ratios as people write them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds text for search, the same way for what is stored and what is asked: without diacritics, đ as d, lower
/// case, single spaces. `"Nguyễn  Văn Đạt"` becomes `"nguyen van dat"`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        if c.is_whitespace() {
            space = !folded.is_empty();
            continue;
        }
        if space {
            folded.push(' ');
            space = false;
        }
        match c {
            'đ' | 'Đ' => folded.push('d'),
            c => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The same text with composed letters (NFC), as a keyboard gives them.
pub fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Text as one piece of an address (RFC 3986): all but letters, digits and `-._~` as `%C5`. Nothing in it ends the
/// piece, whoever made the text.
pub fn percent_encoded(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let digit = |n: u8| char::from(DIGITS[usize::from(n)]);
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// A whole number with dots between the thousands: `252.156`.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// A ratio scaled by `scale` (100 for per cent, 1000 for per mille) with `decimals` places and a decimal comma,
/// rounded half up: `ratio(84_962, 85_391, 100, 2)` is `99,50`. `None` when the denominator is not positive:
/// null is not zero.
pub fn ratio(numerator: i64, denominator: i64, scale: i64, decimals: u32) -> Option<String> {
    if denominator <= 0 {
        return None;
    }
    let unit = 10i128.pow(decimals);
    let (n, d) = (i128::from(numerator) * i128::from(scale) * unit, i128::from(denominator));
    let rounded = (2 * n + d).div_euclid(2 * d);
    let sign = if rounded < 0 { "-" } else { "" };
    let whole = i64::try_from(rounded.abs() / unit).ok()?;
    if decimals == 0 {
        return Some(format!("{sign}{}", number(whole)));
    }
    let places = usize::try_from(decimals).ok()?;
    Some(format!("{sign}{},{:0places$}", number(whole), rounded.abs() % unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_drops_every_mark_and_the_bar_of_d() {
        assert_eq!(fold("  Nguyễn\u{a0} Văn   Đạt "), "nguyen van dat");
        assert_eq!(fold("ĐẤT ĐAI, Thị trấn Cái Đôi Vàm"), "dat dai, thi tran cai doi vam");
        // Decomposed and composed input fold alike.
        assert_eq!(fold("Ca\u{300} Mau"), fold("Cà Mau"));
    }

    #[test]
    fn numbers_have_dots_between_the_thousands() {
        for (n, text) in
            [(0, "0"), (999, "999"), (1_000, "1.000"), (522_908, "522.908"), (-1_234_567, "-1.234.567")]
        {
            assert_eq!(number(n), text);
        }
    }

    #[test]
    fn the_ratios_of_the_report_round_half_up() {
        assert_eq!(ratio(84_962, 85_391, 100, 2).as_deref(), Some("99,50"));
        assert_eq!(ratio(248_291, 248_330, 100, 2).as_deref(), Some("99,98"));
        assert_eq!(ratio(142_227, 252_156, 100, 2).as_deref(), Some("56,40"));
        assert_eq!(ratio(1, 8, 100, 1).as_deref(), Some("12,5"));
        assert_eq!(ratio(1, 0, 100, 1), None);
        assert_eq!(ratio(5, 2, 1, 0).as_deref(), Some("3"));
    }
}
