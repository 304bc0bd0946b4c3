//! Exact decimal numbers: what a report prints is compared without rounding of ours.

use std::cmp::Ordering;
use std::fmt::Write;

/// Most digits a number may have; longer runs of digits are no quantity but a code.
pub(crate) const MOST_DIGITS: usize = 15;

/// `mantissa ÷ 10^scale`. Operations answer nothing instead of overflowing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    mantissa: i128,
    scale: u32,
}

impl Decimal {
    pub(crate) const ZERO: Self = Self { mantissa: 0, scale: 0 };
    pub(crate) const HUNDRED: Self = Self { mantissa: 100, scale: 0 };

    pub(crate) const fn new(mantissa: i128, scale: u32) -> Self {
        Self { mantissa, scale }
    }

    pub(crate) const fn whole(n: i128) -> Self {
        Self { mantissa: n, scale: 0 }
    }

    pub(crate) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub(crate) fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    pub(crate) fn is_positive(self) -> bool {
        self.mantissa > 0
    }

    /// Whether nothing stands behind the decimal mark but zeros.
    pub(crate) fn is_whole(self) -> bool {
        10i128.checked_pow(self.scale).is_some_and(|unit| self.mantissa % unit == 0)
    }

    /// The whole number that it is.
    pub(crate) fn to_whole(self) -> Option<i128> {
        let unit = 10i128.checked_pow(self.scale)?;
        (self.mantissa % unit == 0).then(|| self.mantissa / unit)
    }

    pub(crate) fn scale(self) -> u32 {
        self.scale
    }

    pub(crate) fn abs(self) -> Self {
        Self { mantissa: self.mantissa.saturating_abs(), ..self }
    }

    pub(crate) fn negated(self) -> Self {
        Self { mantissa: self.mantissa.saturating_neg(), ..self }
    }

    /// One in the last printed place.
    pub(crate) fn ulp(scale: u32) -> Self {
        Self { mantissa: 1, scale }
    }

    fn mantissa_at(self, scale: u32) -> Option<i128> {
        self.mantissa.checked_mul(10i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Some(Self { mantissa: self.mantissa_at(scale)?.checked_add(other.mantissa_at(scale)?)?, scale })
    }

    pub(crate) fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated())
    }

    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let scale = self.scale.checked_add(other.scale)?;
        Some(Self { mantissa: self.mantissa.checked_mul(other.mantissa)?, scale }.reduced())
    }

    /// `self ÷ other`, rounded half away from zero at `decimals` places.
    pub(crate) fn over(self, other: Self, decimals: u32) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let (a, b) = (self.mantissa_at(scale)?, other.mantissa_at(scale)?);
        if b == 0 {
            return None;
        }
        let scaled = a.checked_mul(10i128.checked_pow(decimals)?)?;
        let twice = scaled.checked_abs()?.checked_mul(2)?.checked_add(b.checked_abs()?)?;
        let magnitude = twice / b.checked_abs()?.checked_mul(2)?;
        let sign = if (scaled < 0) == (b < 0) { 1 } else { -1 };
        Some(Self { mantissa: magnitude * sign, scale: decimals })
    }

    /// `100 × self ÷ other`, rounded.
    pub(crate) fn percent_of(self, other: Self, decimals: u32) -> Option<Self> {
        self.times(Self::HUNDRED)?.over(other, decimals)
    }

    /// Without zeros at the end of the decimals.
    fn reduced(mut self) -> Self {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    /// Its digits without marks and without zeros in front, at a scale that shows all of them.
    pub(crate) fn digits(self, scale: u32) -> Option<String> {
        Some(self.mantissa_at(scale.max(self.scale))?.unsigned_abs().to_string())
    }

    /// The number with the marks of a style and at least `decimals` places.
    pub(crate) fn written(self, style: Style, decimals: u32) -> String {
        let shown = if self.scale < decimals {
            self.mantissa_at(decimals).map_or(self, |mantissa| Self { mantissa, scale: decimals })
        } else {
            self
        };
        let unit = 10u128.checked_pow(shown.scale).unwrap_or(u128::MAX);
        let magnitude = shown.mantissa.unsigned_abs();
        let mut text = String::new();
        if shown.mantissa < 0 {
            text.push('-');
        }
        let whole = (magnitude / unit).to_string();
        for (i, digit) in whole.chars().enumerate() {
            if let Some(mark) = style.thousands
                && i > 0
                && (whole.len() - i).is_multiple_of(3)
            {
                text.push(mark);
            }
            text.push(digit);
        }
        if shown.scale > 0 {
            let places = usize::try_from(shown.scale).unwrap_or(0);
            // Writing into a string cannot fail.
            let _ = write!(text, "{}{:0places$}", style.decimal, magnitude % unit);
        }
        text
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.mantissa_at(scale), other.mantissa_at(scale)) {
            (Some(a), Some(b)) => a.cmp(&b),
            // Beyond what a report can print; an order by size is enough to stay total.
            _ => {
                let size = |d: &Self| (d.mantissa.signum(), d.mantissa, d.scale);
                size(self).cmp(&size(other))
            }
        }
    }
}

/// How a document marks its numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Style {
    /// Between thousands.
    pub(crate) thousands: Option<char>,
    /// In front of decimals.
    pub(crate) decimal: char,
}

impl Style {
    /// As Vietnamese law has it: `252.156` and `99,98`.
    pub(crate) const VIETNAMESE: Self = Self { thousands: Some('.'), decimal: ',' };
}

/// How a printed percentage stands to what it is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fit {
    /// Rounded half up or half to even: right.
    Rounded,
    /// Cut instead of rounded.
    Cut,
    /// Neither.
    No,
}

/// Whether `printed` (with `decimals` places) is `100 × part ÷ whole`.
pub(crate) fn fits(printed: Decimal, decimals: u32, part: Decimal, whole: Decimal) -> Option<Fit> {
    if whole.is_zero() {
        return None;
    }
    let (part, whole) = if whole.is_negative() { (part.negated(), whole.negated()) } else { (part, whole) };
    // |printed·whole − 100·part| against half of the last place times the whole.
    let off = printed.times(whole)?.minus(part.times(Decimal::HUNDRED)?)?;
    let place = whole.times(Decimal::ulp(decimals))?;
    if off.abs().times(Decimal::whole(2))? <= place {
        Some(Fit::Rounded)
    } else if off.is_negative() && off.abs() < place {
        Some(Fit::Cut)
    } else {
        Some(Fit::No)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        for (a, b, decimals, shown) in [
            (84_962, 85_391, 2, "99,50"),
            (457, 550, 2, "83,09"),
            (142_227, 252_156, 2, "56,40"),
            (1, 8, 1, "12,5"),
            (1, 16, 1, "6,3"),
            (-37, 661, 1, "-5,6"),
        ] {
            let percent = Decimal::whole(a).percent_of(Decimal::whole(b), decimals).unwrap();
            assert_eq!(percent.written(Style::VIETNAMESE, decimals), shown, "{a} of {b}");
        }
    }

    #[test]
    fn a_percentage_fits_rounded_or_cut_at_its_printed_places() {
        let percent = |m, s, a, b| fits(Decimal::new(m, s), s, Decimal::whole(a), Decimal::whole(b));
        assert_eq!(percent(9998, 2, 248_291, 248_330), Some(Fit::Rounded));
        assert_eq!(percent(5, 1, 429, 85_391), Some(Fit::Rounded), "0,5024 is printed 0,5");
        assert_eq!(percent(4782, 2, 484, 1012), Some(Fit::Cut), "47,826 was cut");
        assert_eq!(percent(4783, 2, 484, 1012), Some(Fit::Rounded));
        assert_eq!(percent(9995, 2, 84_962, 85_391), Some(Fit::No));
        assert_eq!(percent(1, 0, 1, 0), None);
    }

    #[test]
    fn numbers_are_equal_by_value_whatever_their_scale() {
        assert_eq!(Decimal::new(250, 2), Decimal::new(25, 1));
        assert!(Decimal::new(251, 2) > Decimal::new(25, 1));
        assert_eq!(
            Decimal::new(1_234_567, 0).written(Style { thousands: Some(','), decimal: '.' }, 1),
            "1,234,567.0"
        );
    }

    #[test]
    fn nothing_overflows_into_a_wrong_answer() {
        let huge = Decimal::whole(i128::MAX);
        assert_eq!(huge.plus(huge), None);
        assert_eq!(huge.times(huge), None);
        assert_eq!(Decimal::whole(1).over(Decimal::ZERO, 2), None);
    }
}
