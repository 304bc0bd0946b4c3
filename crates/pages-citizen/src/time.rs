//! Working time in words.

use crate::locale::T;
use webkit::words;

/// Minutes of a working day, by which the time of a step is told in days. How a term is counted does not depend on it.
const DAY: i64 = 480;

/// `2 giờ`, `nửa ngày`, `8 ngày`.
pub(crate) fn length(t: T, minutes: i64) -> String {
    match minutes {
        ..60 => t.time_minutes(minutes),
        _ if minutes * 2 == DAY => t.time_half_day().to_owned(),
        60..DAY if minutes % 60 == 0 => t.time_hours(minutes / 60),
        60..DAY => t.time_hours_minutes(minutes / 60, minutes % 60),
        _ if minutes % DAY == 0 => t.time_days(minutes / DAY),
        _ => t.time_days_part(words::ratio(t.0, minutes, DAY, 1, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webkit::Lang;

    #[test]
    fn time_is_told_as_people_say_it() {
        let vi = |minutes| length(T(Lang::Vi), minutes);
        for (minutes, words) in [
            (20, "20 phút"),
            (60, "1 giờ"),
            (90, "1 giờ 30 phút"),
            (240, "nửa ngày"),
            (480, "1 ngày"),
            (720, "1,5 ngày"),
            (3840, "8 ngày"),
        ] {
            assert_eq!(vi(minutes), words);
        }
        assert_eq!(length(T(Lang::En), 480), "1 day");
    }
}
