//! What can be asked of due dates.

use super::Place;
use clap::{Args, ValueEnum};
use kernel::{Day, Instant, term};

/// The language of an answer.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

/// The form of an answer.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// For people.
    Text,
    /// An object, in both languages.
    Json,
}

/// Which dossier is to be explained.
#[derive(Args, Debug, Clone)]
pub struct Explain {
    /// The dossier's code.
    pub code: String,
    /// The language of the text.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub lang: Lang,
    /// Form of the output.
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub format: Shape,
    /// The database.
    #[command(flatten)]
    pub place: Place,
}

/// Which term is to be counted.
#[derive(Args, Debug, Clone)]
pub struct Term {
    /// When it is accepted, as "2020-11-02 09:30".
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub from: Instant,
    /// How long: "3 working days", "16 hours", "10 days" (of the calendar) or "the same day".
    #[arg(long, value_parser = read_term)]
    pub term: term::Term,
    /// Code of the unit whose calendar counts.
    #[arg(long, value_name = "CODE")]
    pub unit: String,
    /// From this time of the day on it counts from the next working day, as 15:00.
    #[arg(long, value_name = "TIME", value_parser = minute)]
    pub cut_off: Option<i64>,
    /// The language of the text.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub lang: Lang,
    /// Form of the output.
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub format: Shape,
    /// The database.
    #[command(flatten)]
    pub place: Place,
}

/// Reads a time of the day as minutes since midnight: `15:00`.
pub(super) fn minute(text: &str) -> Result<i64, String> {
    let wrong = || format!("'{text}' is no time of the day; write it as 15:00");
    let (hours, minutes) = text.split_once(':').ok_or_else(wrong)?;
    let number = |s: &str, most: i64| {
        let plain = (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        s.parse::<i64>().ok().filter(|n| plain && *n <= most)
    };
    let whole = number(hours, 24).zip(number(minutes, 59)).map(|(h, m)| h * 60 + m);
    whole.filter(|m| *m <= 24 * 60 && minutes.len() == 2).ok_or_else(wrong)
}

/// Reads an instant in the province's zone: `2020-11-02 09:30`.
pub(super) fn instant(text: &str) -> Result<Instant, String> {
    let wrong = || format!("'{text}' is no time; write it as \"2020-11-02 09:30\"");
    let (day, time) = text.split_once([' ', 'T']).ok_or_else(wrong)?;
    let day: Day = day.parse().map_err(|e| format!("{e}"))?;
    Ok(day.at_minute(minute(time)?))
}

/// Reads a term in words.
fn read_term(text: &str) -> Result<term::Term, String> {
    let folded = kernel::text::fold(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let amount = words.first().and_then(|n| n.parse::<i64>().ok());
    let kind = match words.get(usize::from(amount.is_some())..).unwrap_or_default() {
        ["hour" | "hours"] | ["working", "hour" | "hours"] | ["gio"] | ["gio", "lam", "viec"] => "hours",
        ["working", "day" | "days"] | ["ngay", "lam", "viec"] => "working_days",
        ["day" | "days"] | ["calendar", "day" | "days"] | ["ngay"] => "calendar_days",
        ["the", "same", "day"] | ["same", "day"] | ["trong", "ngay"] if amount.is_none() => {
            return Ok(term::Term::WorkingDays(0));
        }
        _ => "",
    };
    amount.and_then(|n| term::Term::from_parts(kind, n)).ok_or_else(|| {
        format!(
            "'{text}' is no term; write \"3 working days\", \"16 hours\", \"10 days\" or \"the same day\""
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_as_they_are_written() {
        use term::Term::{CalendarDays, Hours, WorkingDays};
        for t in [Hours(16), WorkingDays(0), WorkingDays(3), CalendarDays(10)] {
            assert_eq!(read_term(&t.to_string()), Ok(t));
            assert_eq!(read_term(&t.vi()), Ok(t));
        }
        for wrong in
            ["", "3", "working days", "-3 days", "3 weeks", "3 working days more", "99999 working days"]
        {
            assert!(read_term(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_read_as_they_are_written() {
        let day: Day = "2020-11-02".parse().unwrap();
        assert_eq!(instant("2020-11-02 09:30"), Ok(day.at_minute(570)));
        assert_eq!(instant("2020-11-02T9:30"), Ok(day.at_minute(570)));
        for wrong in
            ["2020-11-02", "2020-11-02 9", "2020-11-02 24:01", "2020-11-31 10:00", "2020-11-02 +9:30"]
        {
            assert!(instant(wrong).is_err(), "{wrong}");
        }
    }
}
