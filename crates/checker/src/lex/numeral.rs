//! One numeral: which of its marks stands between thousands and which in front of decimals.

use crate::decimal::{Decimal, MOST_DIGITS, Style};

/// What a text or a table shows about its marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Evidence {
    /// Numerals that can only be read with a decimal comma: `99,98`, `1.234.567`.
    pub(crate) comma_decimal: u32,
    /// Numerals that can only be read with a decimal dot.
    pub(crate) dot_decimal: u32,
    /// Like `252.156`: most likely thousands.
    pub(crate) dot_three: u32,
    /// Like `252,156`.
    pub(crate) comma_three: u32,
}

impl Evidence {
    /// Takes a numeral in.
    pub(crate) fn see(&mut self, numeral: &str) {
        let Some(marks) = Marks::of(numeral) else { return };
        match marks {
            Marks::None => {}
            Marks::Mixed { decimal } | Marks::Decimal { mark: decimal } => *self.decimal(decimal) += 1,
            Marks::Thousands { mark } => *self.decimal(other(mark)) += 1,
            Marks::Three { mark: '.' } => self.dot_three += 1,
            Marks::Three { .. } => self.comma_three += 1,
        }
    }

    fn decimal(&mut self, mark: char) -> &mut u32 {
        if mark == ',' { &mut self.comma_decimal } else { &mut self.dot_decimal }
    }

    /// The decimal mark that prevails; a comma where nothing speaks against it.
    pub(crate) fn prevailing(self) -> char {
        // Three digits behind a mark prove little, and a long table of them must not outvote the text.
        let sure = self.dot_decimal.cmp(&self.comma_decimal);
        if sure.then(self.comma_three.cmp(&self.dot_three)).is_gt() { '.' } else { ',' }
    }

    /// Together with other evidence.
    pub(crate) fn with(mut self, other: Self) -> Self {
        self.comma_decimal += other.comma_decimal;
        self.dot_decimal += other.dot_decimal;
        self.dot_three += other.dot_three;
        self.comma_three += other.comma_three;
        self
    }
}

fn other(mark: char) -> char {
    if mark == ',' { '.' } else { ',' }
}

/// What the marks of a numeral can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Marks {
    None,
    /// One mark with other than three digits behind it.
    Decimal {
        mark: char,
    },
    /// Two marks or more, three digits behind each.
    Thousands {
        mark: char,
    },
    /// One mark with three digits behind it: thousands, or three decimals.
    Three {
        mark: char,
    },
    /// Both marks: the last one is the decimal mark.
    Mixed {
        decimal: char,
    },
}

impl Marks {
    /// Reads the marks; nothing when no number is written like this.
    pub(crate) fn of(numeral: &str) -> Option<Self> {
        let marks: Vec<(usize, char)> = numeral.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
        let Some(&(last, mark)) = marks.last() else { return Some(Self::None) };
        let behind = numeral.len() - last - 1;
        let (first, _) = marks[0];
        let three = |from: usize, to: usize| to - from == 4;
        if marks.iter().all(|&(_, c)| c == mark) {
            let grouped = behind == 3 && marks.windows(2).all(|pair| three(pair[0].0, pair[1].0));
            return match marks.len() {
                1 if behind != 3 || first > 3 || numeral.starts_with('0') => Some(Self::Decimal { mark }),
                1 => Some(Self::Three { mark }),
                _ if grouped && first <= 3 => Some(Self::Thousands { mark }),
                _ => None,
            };
        }
        let groups = &marks[..marks.len() - 1];
        let one_kind = groups.iter().all(|&(_, c)| c == other(mark));
        let grouped = marks.windows(2).all(|pair| three(pair[0].0, pair[1].0));
        (one_kind && grouped && first <= 3).then_some(Self::Mixed { decimal: mark })
    }
}

/// What decides a numeral that can be read in two ways.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Reading {
    /// The document's decimal mark.
    pub(crate) decimal: char,
    /// Whether three digits behind the decimal mark are decimals here: percentages, money in billions, hectares.
    pub(crate) measured: bool,
}

/// A numeral that was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Numeral {
    pub(crate) value: Decimal,
    pub(crate) decimals: u32,
    pub(crate) style: Style,
    /// Its marks say which is which by themselves, or by its three digits.
    pub(crate) thousands: Option<char>,
}

/// Reads a numeral; nothing when it is no quantity (too long, or marked like no number).
pub(crate) fn read(numeral: &str, reading: Reading) -> Option<Numeral> {
    let marks = Marks::of(numeral)?;
    let digits: String = numeral.chars().filter(char::is_ascii_digit).collect();
    if digits.len() > MOST_DIGITS {
        return None;
    }
    let (decimal, thousands) = match marks {
        Marks::None => (None, None),
        Marks::Decimal { mark } => (Some(mark), None),
        Marks::Thousands { mark } => (None, Some(mark)),
        Marks::Mixed { decimal } => (Some(decimal), Some(other(decimal))),
        Marks::Three { mark } if reading.measured && mark == reading.decimal => (Some(mark), None),
        Marks::Three { mark } => (None, Some(mark)),
    };
    let decimals = match decimal {
        Some(mark) => u32::try_from(numeral.len() - numeral.rfind(mark)? - 1).ok()?,
        None => 0,
    };
    let style = match (decimal, thousands) {
        (Some(mark), _) => Style { thousands: Some(other(mark)), decimal: mark },
        (None, Some(mark)) => Style { thousands: Some(mark), decimal: other(mark) },
        (None, None) => {
            let bare = digits.len() > 3;
            Style { thousands: (!bare).then_some(other(reading.decimal)), decimal: reading.decimal }
        }
    };
    Some(Numeral { value: Decimal::new(digits.parse().ok()?, decimals), decimals, style, thousands })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_by_the_digits_behind_them_and_by_the_document() {
        let count = Reading { decimal: ',', measured: false };
        let measure = Reading { decimal: ',', measured: true };
        for (numeral, reading, mantissa, decimals) in [
            ("252.156", count, 252_156, 0),
            ("252,156", count, 252_156, 0),
            ("252,156", measure, 252_156, 3),
            ("252.156", measure, 252_156, 0),
            ("99,98", count, 9998, 2),
            ("99.7", count, 997, 1),
            ("1.234.567,89", count, 123_456_789, 2),
            ("1,234,567", count, 1_234_567, 0),
            ("02", count, 2, 0),
            ("0,215", count, 215, 3),
            ("2521.56", count, 252_156, 2),
        ] {
            let read = read(numeral, reading).unwrap();
            assert_eq!(
                (read.value, read.decimals),
                (Decimal::new(mantissa, decimals), decimals),
                "{numeral}"
            );
        }
    }

    #[test]
    fn what_is_marked_like_no_number_is_none() {
        for numeral in ["2.1.3", "1.23.456", "1,234.567.8", "12345678901234567890", "13.11.2020"] {
            assert_eq!(read(numeral, Reading { decimal: ',', measured: false }), None, "{numeral}");
        }
    }

    #[test]
    fn the_prevailing_notation_is_told_by_what_can_only_be_read_in_one_way() {
        let prevailing = |numerals: &[&str]| {
            let mut evidence = Evidence::default();
            numerals.iter().for_each(|n| evidence.see(n));
            evidence.prevailing()
        };
        assert_eq!(prevailing(&["252.156", "99,98", "1,233"]), ',');
        assert_eq!(prevailing(&["252,156", "99.98", "1.5"]), '.');
        assert_eq!(prevailing(&["12"]), ',');
    }
}
