//! What a scanner reads from the code on an identity card. Pure.
//!
//! `number|old number|name|ddmmyyyy|sex|address|ddmmyyyy`; later cards say more behind that.

use dossier::numbers;

/// What a card says, as far as an intake needs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Card {
    /// The personal number, twelve digits.
    pub(crate) number: String,
    /// The full name.
    pub(crate) name: String,
    /// The address; may be empty.
    pub(crate) address: String,
}

impl Card {
    /// Reads what was scanned. `None` when it is not a card: nothing is guessed.
    pub(crate) fn read(scanned: &str) -> Option<Self> {
        let mut parts = scanned.trim().trim_start_matches('\u{feff}').split('|').map(one_line);
        let (number, old, name) = (parts.next()?, parts.next()?, parts.next()?);
        let (born, _sex, address) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let fits = number.len() == 12
            && digits(&number)
            && (old.is_empty() || (matches!(old.len(), 9 | 12) && digits(&old)))
            && (born.is_empty() || (born.len() == 8 && digits(&born)))
            && name.chars().any(char::is_alphabetic)
            && !name.chars().any(|c| c.is_ascii_digit());
        fits.then_some(Self { number, name, address })
    }
}

/// A number typed where a card is scanned: nine or twelve digits, however they are spaced.
pub(crate) fn number(typed: &str) -> Option<String> {
    numbers::read_card(typed).filter(|n| matches!(n.len(), 9 | 12) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Without line breaks and doubled blanks, composed.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    kernel::text::composed(&plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SCANNED: &str =
        "096000000001|380000001|Nguyễn Văn Thử|01021990|Nam|Ấp 1, Xã Thượng, Tỉnh Mẫu|15032021";

    #[test]
    fn a_card_fills_the_person() {
        let card = Card::read(SCANNED).unwrap();
        assert_eq!(
            (card.number.as_str(), card.name.as_str(), card.address.as_str()),
            ("096000000001", "Nguyễn Văn Thử", "Ấp 1, Xã Thượng, Tỉnh Mẫu")
        );
    }

    #[test]
    fn cards_are_read_as_scanners_give_them() {
        for scanned in [
            "096000000001||Nguyễn Văn Thử|01021990|Nam|Ấp 1|15032021\r\n",
            "\u{feff}096000000001|380000001|Nguyễn  Văn\tThử|01021990|Nam|Ấp 1|15032021|Cha|Mẹ|",
            "096000000001||Nguye\u{302}\u{303}n Va\u{306}n Thu\u{309}\u{31b}||Nam|Ấp 1",
        ] {
            let card = Card::read(scanned).unwrap_or_else(|| panic!("{scanned}"));
            assert_eq!((card.number.as_str(), card.address.as_str()), ("096000000001", "Ấp 1"), "{scanned}");
            assert_eq!(kernel::text::fold(&card.name), "nguyen van thu");
        }
    }

    #[test]
    fn what_is_no_card_is_not_taken_for_one() {
        for scanned in [
            "",
            "096000000001",
            "Nguyễn Văn Thử",
            "096000000001|380000001|Nguyễn Văn Thử",
            "96000000001||Nguyễn Văn Thử|01021990|Nam|Ấp 1|15032021",
            "096000000001|abc|Nguyễn Văn Thử|01021990|Nam|Ấp 1|15032021",
            "096000000001|||01021990|Nam|Ấp 1|15032021",
            "096000000001||Nguyễn Văn 2|01021990|Nam|Ấp 1|15032021",
            "https://dvc.example/t/abc|x|y|z|a|b",
            "||||||",
        ] {
            assert_eq!(Card::read(scanned), None, "{scanned}");
        }
    }

    #[test]
    fn numbers_are_taken_without_their_blanks() {
        assert_eq!(number(" 096 000 000 001 ").as_deref(), Some("096000000001"));
        assert_eq!(number("380.000.001").as_deref(), Some("380000001"));
        assert_eq!(number("12345"), None);
        assert_eq!(number("09600000000a"), None);
    }

    proptest! {
        #[test]
        fn whatever_is_scanned_never_panics_and_gives_one_clean_line_or_nothing(scanned in "\\PC{0,80}|[0-9|A-Za-zÀ-ỹ \\r\\n\\t\u{feff}]{0,120}") {
            if let Some(card) = Card::read(&scanned) {
                prop_assert!(card.number.len() == 12 && card.number.bytes().all(|b| b.is_ascii_digit()));
                prop_assert!(!card.name.trim().is_empty());
                for text in [&card.name, &card.address] {
                    prop_assert!(!text.chars().any(char::is_control) && !text.contains('|'));
                }
            }
            let _ = number(&scanned);
        }

        #[test]
        fn a_card_with_any_name_and_address_is_read_back(name in "[A-ZĐ][a-zà-ýăđơưạ-ỹ]{1,6}( [A-ZĐ][a-zà-ýăđơưạ-ỹ]{1,6}){1,4}", address in "[A-Za-zà-ỹ0-9, ]{0,60}", n in 0u64..1_000_000_000_000) {
            let scanned = format!("{n:012}||{name}|01011990|Nữ|{address}|01012021");
            let card = Card::read(&scanned).unwrap();
            prop_assert_eq!(card.number, format!("{n:012}"));
            prop_assert_eq!(card.name, kernel::text::composed(&name));
        }
    }
}
