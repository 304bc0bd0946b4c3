//! Why a dossier is late, or how much of its time is left: its minutes, step by step, and what they come to.

use crate::locale::T;
use crate::names::{self, People};
use dossier::desk::Timeliness;
use dossier::file::File;
use dossier::lateness::{Lateness, Part, PartKind};
use dossier::model::Stage;
use kernel::{Day, PersonId};
use webkit::words;

/// The table.
pub(super) struct Table {
    pub(super) heading: &'static str,
    pub(super) parts: Vec<Row>,
    /// Used, allotted, beyond it, over all parts.
    pub(super) sum: [String; 3],
    /// What the sum is reconciled with, and the result last.
    pub(super) below: Vec<(&'static str, String)>,
    pub(super) sentence: String,
    pub(super) linked: Vec<Row>,
}

/// A line of it.
pub(super) struct Row {
    pub(super) name: String,
    /// Unit and person.
    pub(super) whose: String,
    pub(super) used: String,
    pub(super) allotted: String,
    pub(super) over: String,
    pub(super) late: bool,
}

/// Whether the page tells it by itself: settled late, or open past its due day.
pub(super) fn told(file: &File, today: Day) -> bool {
    match &file.dossier.stage {
        Stage::Accepted(running) | Stage::InStep(running) => running.due_day < today,
        stage => stage.verdict().is_some_and(|v| v.timeliness == Timeliness::Late),
    }
}

/// Whose names it speaks.
pub(super) fn people(told: &Lateness) -> impl Iterator<Item = PersonId> {
    told.parts.iter().filter_map(|p| p.person).chain(told.linked.iter().filter_map(|l| l.person))
}

impl Table {
    pub(super) fn of(t: T, file: &File, people: &People, told: &Lateness, today: Day) -> Self {
        let minutes = |n: i64| words::number(t.0, n);
        let whose = |unit, person: Option<PersonId>, day| {
            let unit = names::unit(&file.reference.directory, unit, day);
            match person {
                Some(person) => format!("{unit} · {}", people.name(t.0, person)),
                None => unit,
            }
        };
        let row = |name, whose, used: i64, allotted: i64| Row {
            name,
            whose,
            used: minutes(used),
            allotted: minutes(allotted),
            over: signed(t, used - allotted),
            late: used > allotted,
        };
        let parts = told.parts.iter();
        let parts = parts.map(|p| row(name(t, p), whose(p.unit, p.person, p.to.day()), p.used, p.allotted));
        let linked = told.linked.iter().map(|l| {
            let step = t.late_step(l.step, &l.name);
            row(step, whose(l.unit, l.person, l.came.day()), l.used, l.allotted)
        });
        let allotted: i64 = told.parts.iter().map(|p| p.allotted).sum();
        let mut below = vec![reserve(t, told), (t.late_over_term(), signed(t, told.over()))];
        if told.adjusted != 0 {
            below.push((t.late_adjusted(), signed(t, -told.adjusted)));
        }
        below.push((t.late_rounding(), signed(t, -told.rounding)));
        below.push((t.late_past_due(), signed(t, told.past_due())));
        let late = self::told(file, today);
        Self {
            heading: if late { t.late_heading() } else { t.late_heading_in_time() },
            parts: parts.collect(),
            sum: [minutes(told.used), minutes(allotted), signed(t, told.over_allotments())],
            below,
            sentence: sentence(t, told),
            linked: linked.collect(),
        }
    }
}

/// What was used and given in all; the steps may be given more than the whole term.
fn sentence(t: T, told: &Lateness) -> String {
    let minutes = |n: i64| words::number(t.0, n);
    let (used, term, repeated) = (minutes(told.used), minutes(told.term), minutes(told.repeated));
    if told.reserve < 0 {
        t.late_sentence_beyond(used, term, minutes(-told.reserve), repeated)
    } else {
        t.late_sentence(used, term, minutes(told.reserve), repeated)
    }
}

/// The reserve as a line under the sum, or what the steps are given beyond the term.
fn reserve(t: T, told: &Lateness) -> (&'static str, String) {
    let label = if told.reserve < 0 { t.late_reserve_beyond() } else { t.late_reserve() };
    (label, signed(t, -told.reserve))
}

/// A number with its sign, as differences are read.
fn signed(t: T, n: i64) -> String {
    match n {
        0 => words::number(t.0, 0),
        1.. => format!("+{}", words::number(t.0, n)),
        _ => format!("−{}", words::number(t.0, -n)),
    }
}

fn name(t: T, part: &Part) -> String {
    let step = t.late_step(part.step, &part.name);
    let step = match part.kind {
        PartKind::Step | PartKind::Opinion => step,
        PartKind::HandOver => t.late_hand_over(part.step),
        PartKind::Settled => t.late_settled().to_owned(),
    };
    if part.visit > 1 { t.late_again(step, part.visit) } else { step }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webkit::Lang;

    fn told(term: i64, reserve: i64) -> Lateness {
        let (parts, linked) = (Vec::new(), Vec::new());
        Lateness { parts, used: 100, term, adjusted: 0, rounding: 0, reserve, repeated: 0, linked }
    }

    #[test]
    fn what_is_left_of_the_term_is_said_to_be_left() {
        let told = told(480, 60);
        assert!(sentence(T(Lang::Vi), &told).contains("thời hạn còn dư 60;"));
        assert!(sentence(T(Lang::En), &told).contains("leave 60 of the term unallotted"));
        let line = ("Trừ phần dự phòng: thời hạn chưa giao cho bước nào", "−60".to_owned());
        assert_eq!(reserve(T(Lang::Vi), &told), line);
    }

    #[test]
    fn steps_that_are_given_more_than_a_same_day_term_are_said_to_be_given_more() {
        let told = told(126, -114);
        let vi = sentence(T(Lang::Vi), &told);
        assert!(
            vi.contains("vượt thời hạn 114 phút") && !vi.contains("còn dư") && !vi.contains("-114"),
            "{vi}"
        );
        let en = sentence(T(Lang::En), &told);
        assert!(en.contains("were allotted 114 minutes more than the term") && !en.contains("-114"), "{en}");
        let line = ("Cộng phần giao vượt thời hạn: các bước được giao nhiều hơn thời hạn", "+114".to_owned());
        assert_eq!(reserve(T(Lang::Vi), &told), line);
        assert_eq!(reserve(T(Lang::En), &told).0, "Plus what was allotted beyond the term");
    }
}
