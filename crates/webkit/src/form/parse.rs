//! From text to values: parsed at the edge, so that nothing inside holds unread text.

use crate::locale::T;
use kernel::{Day, Refusal};

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldError {
    /// It is empty.
    Required,
    /// It is longer than this.
    TooLong(i64),
    /// It is not a day.
    NotADay,
    /// It is not a whole number.
    NotANumber,
    /// It is not one of the choices.
    NotAChoice,
    /// The rules' own words.
    Refused(Refusal),
}

impl FieldError {
    /// For people.
    pub(crate) fn words(&self, t: T) -> String {
        match self {
            Self::Required => t.field_required().into(),
            Self::TooLong(n) => t.field_too_long(*n),
            Self::NotADay => t.field_not_a_day().into(),
            Self::NotANumber => t.field_not_a_number().into(),
            Self::NotAChoice => t.field_not_a_choice().into(),
            Self::Refused(refusal) => t.0.pick(&refusal.vi, &refusal.en).to_owned(),
        }
    }
}

/// A value that can be read from a field. Domains implement it for their own types.
pub trait Parse: Sized {
    /// Reads trimmed text that is not empty.
    ///
    /// # Errors
    /// What is wrong, for people.
    fn parse(text: &str) -> Result<Self, FieldError>;
}

/// Longest text of a field without a type of its own.
const LONGEST: usize = 4_000;

impl Parse for String {
    fn parse(text: &str) -> Result<Self, FieldError> {
        if text.chars().count() > LONGEST {
            return Err(FieldError::TooLong(4_000));
        }
        Ok(text.to_owned())
    }
}

/// `12`, `1.200` and `1 200` alike.
impl Parse for i64 {
    fn parse(text: &str) -> Result<Self, FieldError> {
        let digits: String = text.chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
        digits.parse().map_err(|_| FieldError::NotANumber)
    }
}

/// As programs write it (`2020-11-13`), as people do (`13/11/2020`, `13-11-2020`), and in a hurry (`13112020`).
impl Parse for Day {
    fn parse(text: &str) -> Result<Self, FieldError> {
        if let Ok(day) = text.parse() {
            return Ok(day);
        }
        let hurried = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
        let spaced =
            if hurried { format!("{}/{}/{}", &text[..2], &text[2..4], &text[4..]) } else { text.into() };
        let mut pieces = spaced.split(['/', '-', '.']);
        let mut next = || pieces.next().and_then(|p| p.trim().parse::<i32>().ok()).ok_or(FieldError::NotADay);
        let (d, m, y) = (next()?, next()?, next()?);
        let (Ok(m), Ok(d)) = (u8::try_from(m), u8::try_from(d)) else {
            return Err(FieldError::NotADay);
        };
        Day::from_ymd(y, m, d).filter(|_| (1000..=9999).contains(&y)).ok_or(FieldError::NotADay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_browsers_and_as_people_write_them() {
        let day: Day = "2020-11-03".parse().unwrap();
        for text in ["2020-11-03", "3/11/2020", "03/11/2020", "3-11-2020", "3.11.2020", "03112020"] {
            assert_eq!(Day::parse(text), Ok(day), "{text}");
        }
        for text in ["31/2/2020", "3/11", "3/11/20", "31022020", "x", "-1/1/2020"] {
            assert_eq!(Day::parse(text), Err(FieldError::NotADay), "{text}");
        }
    }

    #[test]
    fn numbers_may_have_their_dots() {
        assert_eq!(i64::parse("1.200"), Ok(1200));
        assert_eq!(i64::parse("12a"), Err(FieldError::NotANumber));
    }
}
