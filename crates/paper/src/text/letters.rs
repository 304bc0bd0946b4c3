//! Letters of before Unicode, which look like Vietnamese only in fonts of their own.

/// Whether a text is written in TCVN3 or VNI: Vietnamese letters are missing, and the signs that stood for them are
/// many.
pub(crate) fn old_letters<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let (mut letters, mut modern, mut tcvn3, mut vni) = (0usize, 0usize, 0usize, 0usize);
    for text in texts {
        let mut before = ' ';
        for c in text.chars() {
            letters += usize::from(c.is_alphabetic() || matches!(c, '\u{a1}'..='\u{bf}'));
            modern += usize::from(matches!(
                c,
                '\u{1ea0}'..='\u{1ef9}' | 'ă' | 'đ' | 'ơ' | 'ư' | 'Ă' | 'Đ' | 'Ơ' | 'Ư'
            ));
            tcvn3 += usize::from(
                before.is_alphabetic() && matches!(c, '\u{a1}'..='\u{bf}' | 'Ê' | 'Æ' | 'Ç' | 'È' | 'É'),
            );
            vni += usize::from(is_vowel(before) && "ùøûõïÙØÛÕÏ".contains(c));
            before = c;
        }
    }
    // Quotes, degrees and the like are a few among thousands; letters of another alphabet are one in five.
    letters >= 40 && modern * 50 < letters && (tcvn3 * 25 > letters || vni * 25 > letters)
}

fn is_vowel(c: char) -> bool {
    "aeiouyAEIOUYâêôöüÂÊÔÖÜ".contains(c)
}

#[cfg(test)]
mod tests {
    use super::old_letters;

    #[test]
    fn letters_of_before_unicode_are_told_from_vietnamese_and_english() {
        let is_old = |text: &str| old_letters([text.repeat(3).as_str()].into_iter());
        assert!(is_old("B¸o c¸o kÕt qu¶ c«ng t¸c c¶i c¸ch hµnh chÝnh n¨m 2020 cña tØnh"));
        assert!(is_old("Baùo caùo keát quaû coâng taùc caûi caùch haønh chính cuûa tænh"));
        assert!(!is_old("Báo cáo kết quả công tác cải cách hành chính năm 2020 của tỉnh «Cà Mau»"));
        assert!(!is_old("A report of a province’s administration · 20 °C ± 1, § 5 and ½ of it"));
    }
}
