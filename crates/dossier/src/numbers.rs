//! Telephone and card numbers: read however people write them, kept in one way, so that whoever has the number finds the
//! dossier. Whatever takes a dossier in goes through [`kept`].

use crate::model::Applicant;
use kernel::Refusal;

/// A telephone number as it is kept: eight to fifteen digits, the country's own prefix as the first nought. `None` when
/// it is none.
pub fn read_phone(typed: &str) -> Option<String> {
    let plain = plain(typed);
    let abroad = plain.strip_prefix("+84").or_else(|| plain.strip_prefix("0084"));
    // Programs leave the plus out. No number of the country is so long and begins so.
    let abroad = abroad.or_else(|| plain.strip_prefix("84").filter(|rest| (9..=10).contains(&rest.len())));
    let local = match abroad {
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None => plain,
    };
    ((8..=15).contains(&local.len()) && local.bytes().all(|b| b.is_ascii_digit())).then_some(local)
}

/// A card's number as it is kept: six to twenty digits and, on passports and papers of other countries, letters.
pub fn read_card(typed: &str) -> Option<String> {
    let plain = plain(typed).to_ascii_uppercase();
    ((6..=20).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(plain)
}

/// A telephone number as it is kept; empty when none was given.
///
/// # Errors
/// A refusal for what is none.
pub fn phone(typed: &str) -> Result<String, Refusal> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    read_phone(typed).ok_or_else(|| {
        Refusal::new(
            "applicant.phone",
            "Số điện thoại gồm 8 đến 15 chữ số, ví dụ 0912 345 678.",
            "A telephone number has 8 to 15 digits, for example 0912 345 678.",
        )
    })
}

/// A card's number as it is kept; empty when none was given.
///
/// # Errors
/// A refusal for what is none.
pub fn card(typed: &str) -> Result<String, Refusal> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    read_card(typed).ok_or_else(|| {
        Refusal::new(
            "applicant.card",
            "Số giấy tờ gồm 12 số (căn cước), 9 số (chứng minh nhân dân) hoặc số hộ chiếu.",
            "A card has 12 digits (or 9 on old ones); a passport number will do too.",
        )
    })
}

/// An applicant with his numbers as they are kept. What is kept is kept as it is.
///
/// # Errors
/// As [`phone`] and [`card`].
pub fn kept(applicant: Applicant) -> Result<Applicant, Refusal> {
    Ok(Applicant { phone: phone(&applicant.phone)?, card: card(&applicant.card)?, ..applicant })
}

/// Without what people group digits by.
fn plain(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '(' | ')')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_telephone_number_is_the_same_however_it_is_written() {
        let ways = [
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "(0912) 345-678",
            "+84 912 345 678",
            "+84 (0) 912 345 678",
            "0084912345678",
            "84912345678",
            "0912\u{a0}345\u{a0}678",
        ];
        for text in ways {
            assert_eq!(read_phone(text).as_deref(), Some("0912345678"), "{text}");
        }
        assert_eq!(read_phone("84123456").as_deref(), Some("84123456"), "a short one may begin so");
        for text in ["", "0912", "A0912345678", "20/11/2020", "gọi sau", "0912345678901234"] {
            assert_eq!(read_phone(text), None, "{text}");
        }
    }

    #[test]
    fn a_card_s_number_is_the_same_however_it_is_written() {
        assert_eq!(read_card("096 000 000 001").as_deref(), Some("096000000001"));
        assert_eq!(read_card("380.000.001").as_deref(), Some("380000001"));
        assert_eq!(read_card("b1234567").as_deref(), Some("B1234567"));
        for text in ["", "12345", "096/000001", "Nguyễn Văn Thử", "123456789012345678901"] {
            assert_eq!(read_card(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_is_kept_as_it_is(text in "[+084]{0,6}[0-9 .()-]{0,20}|\\PC{0,30}") {
            for read in [read_phone, read_card] {
                if let Some(number) = read(&text) {
                    prop_assert_eq!(read(&number), Some(number));
                }
            }
        }
    }
}
