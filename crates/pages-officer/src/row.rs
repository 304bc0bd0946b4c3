//! A line of a list as people read it: on the screen and in a file.

use crate::locale::T;
use crate::{address, names, said};
use dossier::listing::Line;
use dossier::reference::Reference;
use dossier::words::StateName;
use kernel::{Day, Instant};
use sheet::{Cell, Column, Kind, Sheet};
use webkit::component::Urgency;
use webkit::{Lang, words};

/// So many working days and fewer are little.
pub(crate) const SOON: i64 = 2;

/// What a line is told by.
pub(crate) struct Teller<'a> {
    pub(crate) reference: &'a Reference,
    pub(crate) lang: Lang,
    pub(crate) today: Day,
}

/// A line of a table.
pub(crate) struct Row {
    pub(crate) urgency: Option<Urgency>,
    /// Stands where the urgency would, where there is none.
    pub(crate) state: &'static str,
    pub(crate) code: String,
    pub(crate) href: String,
    pub(crate) procedure: String,
    pub(crate) content: String,
    pub(crate) name: String,
    pub(crate) step: String,
    pub(crate) place: String,
    pub(crate) promised: String,
}

/// How near a due day is, by the calendar of the competent unit. A due day that has passed is late even when no
/// working day lies between, and one that comes is never today.
pub(crate) fn urgency(reference: &Reference, unit: kernel::UnitId, today: Day, due: Day) -> Urgency {
    let calendar = reference.calendars.for_unit(unit);
    // Where the calendar does not reach, days are counted as they come.
    let between = calendar.and_then(|c| c.working_days_between(today, due).ok()).unwrap_or(due.0 - today.0);
    let left = match due.cmp(&today) {
        std::cmp::Ordering::Less => between.min(-1),
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => between.max(1),
    };
    Urgency::of(left, SOON)
}

impl Teller<'_> {
    fn urgency_of(&self, line: &Line) -> Option<Urgency> {
        match (line.state, line.due) {
            (StateName::Paused, _) => Some(Urgency::Paused),
            (StateName::Accepted | StateName::InStep, Some(due)) => {
                Some(urgency(self.reference, line.unit, self.today, due))
            }
            _ => None,
        }
    }

    fn step(&self, line: &Line) -> String {
        let t = T(self.lang);
        if !matches!(line.state, StateName::Accepted | StateName::InStep) {
            // How it ended says more than that it is over, which stands beside it.
            let state = || said::state(t, line.state, line.waits_for);
            return line.outcome.map_or_else(state, |outcome| said::outcome(t, outcome)).to_owned();
        }
        let filed = self.reference.catalogue.at_revision(line.procedure, line.revision);
        filed.and_then(|r| r.process.step(line.step)).map(|s| s.name.clone()).unwrap_or_default()
    }

    fn procedure(&self, line: &Line) -> String {
        let filed = self.reference.catalogue.at_revision(line.procedure, line.revision);
        filed.map(|r| r.name.clone()).unwrap_or_default()
    }

    fn place(&self, line: &Line) -> String {
        names::unit(&self.reference.directory, line.standing, self.today)
    }

    /// As a line of a table.
    pub(crate) fn row(&self, line: &Line) -> Row {
        let t = T(self.lang);
        let code = line.code.clone();
        let day =
            |d: Day| format!("{} {}", words::weekday_short(self.lang, d), words::day_of_year(self.lang, d));
        let procedure = self.procedure(line);
        Row {
            urgency: self.urgency_of(line),
            state: said::state(t, line.state, line.waits_for),
            href: address::dossier(&code.clone().unwrap_or_else(|| line.id.0.to_string())),
            code: code.unwrap_or_else(|| t.no_code_yet().to_owned()),
            // What only repeats the procedure says nothing more.
            content: Some(&line.content)
                .filter(|content| **content != procedure)
                .cloned()
                .unwrap_or_default(),
            procedure,
            name: line.name.clone(),
            step: self.step(line),
            place: self.place(line),
            promised: line.promised.map(day).unwrap_or_default(),
        }
    }

    /// As a file: the same lines with everything that is known of them but card and telephone numbers.
    pub(crate) fn sheet(&self, title: &str, notes: Vec<String>, lines: &[Line]) -> Sheet {
        let t = T(self.lang);
        let columns = [
            (t.head_code(), Kind::Text),
            (t.head_procedure(), Kind::Long),
            (t.head_content(), Kind::Long),
            (t.head_name(), Kind::Text),
            (t.head_state(), Kind::Text),
            (t.head_step(), Kind::Text),
            (t.head_place(), Kind::Text),
            (t.head_unit(), Kind::Text),
            (t.head_channel(), Kind::Text),
            (t.head_received(), Kind::Moment),
            (t.head_promised(), Kind::Day),
            (t.head_due(), Kind::Day),
            (t.head_left(), Kind::Text),
            (t.head_settled(), Kind::Moment),
            (t.head_outcome(), Kind::Text),
        ];
        Sheet {
            title: title.to_owned(),
            notes,
            columns: columns.into_iter().map(|(label, kind)| Column::new(label, kind)).collect(),
            rows: lines.iter().map(|line| self.cells(t, line)).collect(),
        }
    }

    fn cells(&self, t: T, line: &Line) -> Vec<Cell> {
        let received: Option<Instant> = line.accepted_at.or(line.submitted_at);
        let running = matches!(line.state, StateName::Accepted | StateName::InStep);
        vec![
            line.code.clone().into(),
            self.procedure(line).into(),
            line.content.clone().into(),
            line.name.clone().into(),
            said::state(t, line.state, line.waits_for).into(),
            self.step(line).into(),
            self.place(line).into(),
            names::unit(&self.reference.directory, line.unit, self.today).into(),
            said::channel(t, line.channel).into(),
            received.into(),
            line.promised.into(),
            line.due.filter(|_| running || line.settled_at.is_some()).into(),
            self.urgency_of(line).map(|u| u.words(self.lang)).into(),
            line.settled_at.into(),
            line.outcome.map(|o| said::outcome(t, o)).into(),
        ]
    }
}
