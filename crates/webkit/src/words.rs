//! Numbers, terms, days and times as people write them, in both languages.
//!
//! Vietnamese: `252.156`, `99,75%`, `thứ Sáu, 4/12/2020`, `9 giờ 40`.

use crate::Lang;
use kernel::term::Term;
use kernel::{Day, Instant, text};

/// A whole number, however a template hands it over.
pub trait Whole {
    /// The number.
    fn whole(&self) -> i64;
}

macro_rules! whole {
    ($($kind:ty)+) => {
        $(impl Whole for $kind {
            fn whole(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }
        })+
    };
}

whole!(i64 i32 i16 u64 u32 u16 u8 usize);

impl<W: Whole + ?Sized> Whole for &W {
    fn whole(&self) -> i64 {
        (**self).whole()
    }
}

/// A whole number with separators between the thousands.
pub fn number(lang: Lang, n: i64) -> String {
    let vi = text::number(n);
    match lang {
        Lang::Vi => vi,
        Lang::En => vi.replace('.', ","),
    }
}

/// A ratio (see [`kernel::text::ratio`]) in the language's writing; a dash where there is nothing to divide by.
pub fn ratio(lang: Lang, numerator: i64, denominator: i64, scale: i64, decimals: u32) -> String {
    let Some(vi) = text::ratio(numerator, denominator, scale, decimals) else {
        return "–".to_owned();
    };
    match lang {
        Lang::Vi => vi,
        Lang::En => vi
            .chars()
            .map(|c| {
                if c == ',' {
                    '.'
                } else if c == '.' {
                    ','
                } else {
                    c
                }
            })
            .collect(),
    }
}

/// Per cent with its sign, or a dash.
pub fn percent(lang: Lang, numerator: i64, denominator: i64, decimals: u32) -> String {
    let ratio = ratio(lang, numerator, denominator, 100, decimals);
    if ratio == "–" { ratio } else { format!("{ratio}%") }
}

/// `4/12/2020`; in English `4 Dec 2020`, which cannot be read the other way round.
pub fn day(lang: Lang, day: Day) -> String {
    let (y, m, d) = day.ymd();
    match lang {
        Lang::Vi => format!("{d}/{m}/{y}"),
        Lang::En => format!("{d} {} {y}", month_en(m)),
    }
}

/// `4/12`; in English `4 Dec`.
pub fn day_of_year(lang: Lang, day: Day) -> String {
    let (_, m, d) = day.ymd();
    match lang {
        Lang::Vi => format!("{d}/{m}"),
        Lang::En => format!("{d} {}", month_en(m)),
    }
}

/// `thứ Sáu, 4/12/2020`; in English `Friday, 4 Dec 2020`.
pub fn day_long(lang: Lang, of: Day) -> String {
    format!("{}, {}", weekday(lang, of), day(lang, of))
}

/// `T6`, `CN`; in English `Fri`.
pub fn weekday_short(lang: Lang, day: Day) -> &'static str {
    let at = usize::from(day.weekday().clamp(1, 7)) - 1;
    match lang {
        Lang::Vi => ["T2", "T3", "T4", "T5", "T6", "T7", "CN"][at],
        Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][at],
    }
}

/// `thứ Sáu`; in English `Friday`.
pub fn weekday(lang: Lang, day: Day) -> &'static str {
    let at = usize::from(day.weekday().clamp(1, 7)) - 1;
    match lang {
        Lang::Vi => ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"][at],
        Lang::En => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][at],
    }
}

/// `9 giờ 40`, `14 giờ`; in English `9:40`, `14:00`.
pub fn time(lang: Lang, at: Instant) -> String {
    let minutes = at.minute_of_day();
    let (hour, minute) = (minutes / 60, minutes % 60);
    match (lang, minute) {
        (Lang::Vi, 0) => format!("{hour} giờ"),
        (Lang::Vi, _) => format!("{hour} giờ {minute:02}"),
        (Lang::En, _) => format!("{hour}:{minute:02}"),
    }
}

/// `9 giờ 40, 4/12/2020`; in English `9:40, 4 Dec 2020`.
pub fn moment(lang: Lang, at: Instant) -> String {
    format!("{}, {}", time(lang, at), day(lang, at.day()))
}

/// The first letter made a capital: `Thứ Sáu, 4/12/2020` at the head of a line.
pub fn capital(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// A name in the middle of a sentence: Vietnamese writes what kind of thing it is small ("Sở Xây dựng" becomes "sở Xây
/// dựng", "Thẩm định" "thẩm định"), but never an abbreviation ("UBND xã").
pub fn inside(lang: Lang, name: &str) -> String {
    let mut letters = name.chars();
    let (first, second) = (letters.next(), letters.clone().next());
    match (lang, first) {
        (Lang::Vi, Some(first)) if second.is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// A term: `3 ngày làm việc`, `trong ngày`; in English `3 working days`, `1 working day`.
pub fn term(lang: Lang, term: Term) -> String {
    match lang {
        Lang::Vi => term.vi(),
        Lang::En => term.to_string(),
    }
}

/// Minutes of a working day, by which working time is told in days. How a term is counted does not depend on it.
const WORKING_DAY: i64 = 480;

/// Working time: `20 phút`, `2 giờ`, `1 giờ 30 phút`, `nửa ngày`, `1,5 ngày`.
pub fn worked(lang: Lang, minutes: i64) -> String {
    let t = crate::locale::T(lang);
    if minutes < 0 {
        return format!("−{}", worked(lang, -minutes));
    }
    match minutes {
        ..60 => t.worked_minutes(minutes),
        _ if minutes * 2 == WORKING_DAY => t.worked_half_day().to_owned(),
        60..WORKING_DAY if minutes % 60 == 0 => t.worked_hours(minutes / 60),
        60..WORKING_DAY => t.worked_hours_minutes(minutes / 60, minutes % 60),
        _ if minutes % WORKING_DAY == 0 => t.worked_days(minutes / WORKING_DAY),
        _ => t.worked_days_part(ratio(lang, minutes, WORKING_DAY, 1, 1)),
    }
}

/// Signs of a number that stay in sight.
const IN_SIGHT: usize = 3;

/// A card or telephone number of which so much is seen as its owner knows it by: `•••••••••307`. One rule for pages,
/// papers and programs, so that two of them do not tell together what each hides. A short one would be told whole.
pub fn masked(number: &str) -> String {
    let count = number.chars().count();
    let hidden = if count > 2 * IN_SIGHT { count - IN_SIGHT } else { count };
    std::iter::repeat_n('•', hidden).chain(number.chars().skip(hidden)).collect()
}

fn month_en(month: u8) -> &'static str {
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        [usize::from(month.clamp(1, 12)) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ratios_follow_the_language() {
        assert_eq!(number(Lang::Vi, 252_156), "252.156");
        assert_eq!(number(Lang::En, 252_156), "252,156");
        assert_eq!(percent(Lang::Vi, 84_962, 85_391, 2), "99,50%");
        assert_eq!(ratio(Lang::En, 1_234_567, 10, 10, 2), "1,234,567.00");
        assert_eq!(percent(Lang::Vi, 1, 0, 1), "–");
    }

    #[test]
    fn a_name_stands_small_in_a_sentence_unless_it_is_an_abbreviation() {
        for (name, written) in
            [("Thẩm định", "thẩm định"), ("Ủy ban", "ủy ban"), ("UBND ký", "UBND ký"), ("", "")]
        {
            assert_eq!(inside(Lang::Vi, name), written);
        }
        assert_eq!(inside(Lang::En, "Thẩm định"), "Thẩm định");
    }

    #[test]
    fn of_a_number_the_last_three_signs_are_seen_and_of_a_short_one_nothing() {
        for (number, seen) in
            [("096084003307", "•••••••••307"), ("0912345615", "•••••••615"), ("123456", "••••••"), ("", "")]
        {
            assert_eq!(masked(number), seen);
        }
    }

    #[test]
    fn one_day_is_no_days() {
        for (kind, en) in [
            (Term::WorkingDays(0), "the same day"),
            (Term::WorkingDays(1), "1 working day"),
            (Term::WorkingDays(2), "2 working days"),
            (Term::Hours(1), "1 working hour"),
            (Term::CalendarDays(1), "1 day"),
        ] {
            assert_eq!(term(Lang::En, kind), en);
        }
        assert_eq!(term(Lang::Vi, Term::WorkingDays(1)), "1 ngày làm việc");
    }

    #[test]
    fn days_and_times_are_written_as_people_say_them() {
        let of: Day = "2020-12-04".parse().unwrap();
        assert_eq!(day_long(Lang::Vi, of), "thứ Sáu, 4/12/2020");
        assert_eq!(day_long(Lang::En, of), "Friday, 4 Dec 2020");
        assert_eq!(capital(&day_long(Lang::Vi, of)), "Thứ Sáu, 4/12/2020");
        assert_eq!((weekday_short(Lang::Vi, of), day_of_year(Lang::Vi, of).as_str()), ("T6", "4/12"));
        assert_eq!(time(Lang::Vi, of.at_minute(9 * 60 + 40)), "9 giờ 40");
        assert_eq!(time(Lang::Vi, of.at_minute(10 * 60 + 5)), "10 giờ 05");
        assert_eq!(time(Lang::Vi, of.at_minute(14 * 60)), "14 giờ");
        assert_eq!(moment(Lang::En, of.at_minute(7 * 60)), "7:00, 4 Dec 2020");
    }
}
