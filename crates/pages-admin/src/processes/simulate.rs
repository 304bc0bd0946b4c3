//! A dry run: when each step would begin, be due and end, and whether the dossier would be late, and through what.

use super::room::Room;
use crate::base::crumbs;
use crate::locale::T;
use askama::Template;
use axum::extract::{Path, Query};
use catalogue::{Process, Ran, Revision, Simulated, Taken, Trial};
use kernel::timeliness::Timeliness;
use kernel::{Day, Refusal, UnitId};
use std::collections::BTreeMap;
use std::sync::Arc;
use webkit::component::{Crumbs, Facts, Lane, Pair, Runs};
use webkit::form::{Choice, Parse};
use webkit::{Answer, Layout, Link, Problem, Shell, Visit, words};

/// Whatever is asked for: the fields of the form, and `m1`, `m2` … for the minutes of single steps.
type Asked = Query<BTreeMap<String, String>>;

/// Most percent of an allotment that a step may be let take.
const MOST_PERCENT: i64 = 1_000;

/// What is tried, read from the address; what cannot be read is told, and replaced by what is usual.
struct Wanted {
    procedure: Option<Arc<Revision>>,
    unit: Option<UnitId>,
    day: Day,
    minute: i64,
    percent: i64,
    wait: i64,
    minutes: Vec<Option<i64>>,
    wrong: Vec<String>,
}

struct Line {
    no: i64,
    name: String,
    who: String,
    begins: String,
    due: String,
    ends: String,
    given: String,
    used: String,
    over: String,
    late: bool,
    critical: bool,
    /// What was typed for this step alone.
    typed: String,
}

#[derive(Template)]
#[template(path = "process-run.html")]
struct Page {
    shell: Shell,
    t: T,
    crumbs: Crumbs,
    title: String,
    back: Link,
    action: String,
    procedures: Vec<Choice>,
    procedure: String,
    units: Vec<Choice>,
    unit: String,
    day: String,
    hour: String,
    percent: i64,
    wait: i64,
    wrong: Vec<String>,
    refused: Option<String>,
    verdict: String,
    bad: bool,
    facts: Facts,
    runs: Option<Runs>,
    lines: Vec<Line>,
}

/// What is tried out, and where it stands.
struct Subject {
    process: Process,
    procedures: Vec<Arc<Revision>>,
    unit: Option<UnitId>,
    crumbs: Crumbs,
    back: Link,
}

pub(super) async fn of_process(visit: Visit, Path(id): Path<String>, Query(asked): Asked) -> Answer {
    let room = Room::of(&visit).await?;
    let process = room.process(&id)?;
    let procedures = room.catalogue().through(process.id, room.today).into_iter().cloned().collect();
    let above = format!("/admin/processes/{id}");
    let links = [("/admin/processes", room.t.processes_title()), (above.as_str(), process.name.as_str())];
    let subject = Subject {
        process: Process::clone(process),
        procedures,
        unit: None,
        crumbs: crumbs(&visit, &links, room.t.simulate_title()),
        back: Link::to(above.clone(), room.t.simulate_to_process()),
    };
    page(&visit, &room, subject, &asked)
}

pub(super) async fn of_draft(visit: Visit, Path(id): Path<String>, Query(asked): Asked) -> Answer {
    let room = Room::of(&visit).await?;
    let draft = room.draft(&visit, &id).await?;
    let of = |procedure: &catalogue::ProcedureId| room.catalogue().in_force(*procedure, room.today).cloned();
    let above = format!("/admin/process-drafts/{id}");
    let links = [("/admin/processes", room.t.processes_title()), (above.as_str(), room.t.draft_title())];
    let subject = Subject {
        process: draft.as_process(),
        procedures: draft.content.procedures.iter().filter_map(of).collect(),
        unit: Some(draft.unit),
        crumbs: crumbs(&visit, &links, room.t.simulate_title()),
        back: Link::to(above.clone(), room.t.simulate_to_draft()),
    };
    page(&visit, &room, subject, &asked)
}

fn page(visit: &Visit, room: &Room, subject: Subject, asked: &BTreeMap<String, String>) -> Answer {
    let t = room.t;
    let wanted = read(room, &subject, asked);
    let done = run(room, &subject, &wanted);
    let units = match (&wanted.procedure, subject.unit) {
        (Some(r), None) => room.competent(r),
        (_, own) => own.into_iter().collect(),
    };
    let (simulated, refused) = match done {
        Ok(simulated) => (simulated, None),
        Err(Ok(refusal)) => (None, Some(t.0.pick(&refusal.vi, &refusal.en).to_owned())),
        Err(Err(problem)) => return Err(problem),
    };
    let title = t.simulate_of(&subject.process.name);
    let page = Page {
        shell: visit.shell(Layout::Work, &title),
        t,
        crumbs: subject.crumbs,
        title,
        back: subject.back,
        action: visit.path().to_owned(),
        procedures: subject
            .procedures
            .iter()
            .map(|r| Choice::new(&r.code, format!("{} – {}", r.code, r.name)))
            .collect(),
        procedure: wanted.procedure.as_ref().map(|r| r.code.clone()).unwrap_or_default(),
        units: units.iter().map(|u| Choice::new(u.to_string(), room.unit_name(*u))).collect(),
        unit: wanted.unit.map(|u| u.to_string()).unwrap_or_default(),
        day: words::day(t.0, wanted.day),
        hour: format!("{}:{:02}", wanted.minute / 60, wanted.minute % 60),
        percent: wanted.percent,
        wait: wanted.wait,
        refused,
        verdict: simulated.as_ref().map(|s| verdict(room, &subject.process, s)).unwrap_or_default(),
        bad: simulated.as_ref().is_some_and(Simulated::late),
        facts: Facts { pairs: simulated.as_ref().map(|s| facts(t, s)).unwrap_or_default() },
        runs: simulated.as_ref().map(|s| runs(room, &subject.process, s)),
        lines: simulated.as_ref().map(|s| lines(room, &subject.process, s, &wanted)).unwrap_or_default(),
        wrong: wanted.wrong,
    };
    visit.page(&page)
}

fn read(room: &Room, subject: &Subject, asked: &BTreeMap<String, String>) -> Wanted {
    let t = room.t;
    let mut wrong = Vec::new();
    let typed = |name: &str| asked.get(name).map(|text| text.trim()).unwrap_or_default();
    let procedure = subject.procedures.iter().find(|r| r.code == typed("procedure"));
    let procedure = procedure.or(subject.procedures.first()).cloned();
    let competent = procedure.as_ref().map(|r| room.competent(r)).unwrap_or_default();
    let chosen = typed("unit").parse().ok().map(UnitId).filter(|unit| competent.contains(unit));
    let mut number = |name: &str, label: &str, usual: i64, most: i64| match typed(name) {
        "" => usual,
        text => i64::parse(text).ok().filter(|n| (0..=most).contains(n)).unwrap_or_else(|| {
            wrong.push(t.simulate_wrong_number(label, words::number(t.0, most)));
            usual
        }),
    };
    let percent = number("percent", t.simulate_percent(), 100, MOST_PERCENT);
    let wait = number("wait", t.simulate_wait(), 0, 4_800);
    let minutes = (1..=subject.process.len())
        .map(|no| {
            let name = format!("m{no}");
            let label = t.simulate_minutes_of(no);
            (!typed(&name).is_empty())
                .then(|| number(&name, &label, -1, catalogue::LONGEST))
                .filter(|n| *n >= 0)
        })
        .collect();
    let day = match typed("day") {
        "" => None,
        text => Day::parse(text).map_err(|_| wrong.push(t.simulate_wrong_day().into())).ok(),
    };
    let minute = match typed("hour") {
        "" => None,
        text => clock(text).or_else(|| {
            wrong.push(t.simulate_wrong_hour().into());
            None
        }),
    };
    Wanted {
        procedure,
        unit: subject.unit.or(chosen).or(competent.first().copied()),
        day: day.unwrap_or(room.today),
        minute: minute.unwrap_or(8 * 60),
        percent,
        wait,
        minutes,
        wrong,
    }
}

/// `8:30`, `8h30`, `8`: minutes since midnight.
fn clock(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once([':', 'h', 'g']).unwrap_or((text, "0"));
    let minute = if minute.trim().is_empty() { "0" } else { minute.trim() };
    let (hour, minute): (i64, i64) = (hour.trim().parse().ok()?, minute.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
}

/// Nothing where there is no procedure to run it for; a refusal is shown on the page.
fn run(room: &Room, subject: &Subject, w: &Wanted) -> Result<Option<Simulated>, Result<Refusal, Problem>> {
    let (Some(r), Some(unit)) = (&w.procedure, w.unit) else { return Ok(None) };
    let calendar = room.reference().calendar(unit).map_err(|e| Err(e.into()))?;
    let scaled = subject.process.within(r.term);
    let given = |no: i64| scaled.step(no).map_or(0, |s| s.allotment_minutes);
    let taken = w
        .minutes
        .iter()
        .zip(1..)
        .map(|(typed, no)| typed.unwrap_or_else(|| (given(no) * w.percent + 50) / 100));
    let trial = Trial {
        term: r.term,
        rules: r.rules,
        calendar,
        start: w.day.at_minute(w.minute),
        taken: Taken::Minutes(taken.collect()),
        hand_over: w.wait,
    };
    subject.process.simulate(&trial).map(Some).map_err(|why| Ok(why.into()))
}

/// One sentence: when it is settled, whether that is in time, and what made it late.
fn verdict(room: &Room, process: &Process, s: &Simulated) -> String {
    let t = room.t;
    let (settled, due) = (words::moment(t.0, s.settled_at), words::day_long(t.0, s.due_day));
    match s.timeliness() {
        Timeliness::Early => t.simulate_early(settled, due),
        Timeliness::OnTime => t.simulate_on_time(settled, due),
        Timeliness::Late => {
            let name = |ran: &&Ran| process.step(ran.no).map(|step| t.simulate_step(ran.no, &step.name));
            let through: Vec<String> = s.overran().iter().filter_map(name).collect();
            let late = t.simulate_late(settled, due);
            let why = match (through.is_empty(), s.waits > 0) {
                (false, _) => t.simulate_through(through.join(", ")),
                (true, true) => t.simulate_through_waits(words::worked(t.0, s.waits)),
                (true, false) => t.simulate_through_start().to_owned(),
            };
            format!("{late} {why}")
        }
    }
}

fn facts(t: T, s: &Simulated) -> Vec<Pair> {
    // Days are told in tenths: with the minutes where that is not all, so that the lines come to each other.
    let worked = |minutes: i64| match words::worked(t.0, minutes) {
        days if minutes > 480 && minutes % 48 != 0 => t.simulate_exact(days, minutes),
        time => time,
    };
    let left = if s.left < 0 { t.simulate_beyond(worked(-s.left)) } else { worked(s.left) };
    let rounding = match s.rounding() {
        n @ 1.. => format!("+{}", worked(n)),
        0 => worked(0),
        n => format!("−{}", worked(-n)),
    };
    vec![
        Pair::new(t.simulate_begins(), words::moment(t.0, s.begins)),
        Pair::new(t.simulate_due(), words::moment(t.0, s.due_at)),
        Pair::new(t.simulate_settled(), words::moment(t.0, s.settled_at)),
        Pair::new(t.simulate_term(), worked(s.term)),
        Pair::new(t.simulate_rounding(), rounding),
        Pair::new(t.simulate_used(), worked(s.used)),
        Pair::new(t.simulate_left(), left),
        Pair::new(t.simulate_allotted(), worked(s.allotted)),
        Pair::new(t.simulate_waits(), worked(s.waits)),
        Pair::new(t.process_reserve(), worked(s.reserve())),
    ]
}

fn runs(room: &Room, process: &Process, s: &Simulated) -> Runs {
    let label =
        |ran: &Ran| process.step(ran.no).map(|step| format!("{}. {}", ran.no, step.name)).unwrap_or_default();
    let lanes: Vec<Lane> = s
        .steps
        .iter()
        .map(|ran| Lane {
            label: label(ran),
            from: ran.offset,
            waited: ran.waited,
            given: ran.allotted,
            used: ran.used,
            critical: ran.critical,
        })
        .collect();
    let told = verdict(room, process, s);
    Runs::new(room.t.0, "runs", room.t.simulate_bars(), told, &lanes, s.term)
}

fn lines(room: &Room, process: &Process, s: &Simulated, w: &Wanted) -> Vec<Line> {
    let lang = room.t.0;
    let of = |ran: &Ran| {
        let step = process.step(ran.no)?;
        let own = usize::try_from(ran.no - 1).ok().and_then(|i| w.minutes.get(i)).copied().flatten();
        Some(Line {
            no: ran.no,
            name: step.name.clone(),
            who: step.role.clone(),
            begins: words::moment(lang, ran.begins),
            due: words::moment(lang, ran.due),
            ends: words::moment(lang, ran.ends),
            given: words::worked(lang, ran.allotted),
            used: words::worked(lang, ran.used),
            over: if ran.over() == 0 { String::new() } else { words::worked(lang, ran.over()) },
            late: ran.over() > 0,
            critical: ran.critical,
            typed: own.map(|n| n.to_string()).unwrap_or_default(),
        })
    };
    s.steps.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(
            ["8:30", "8h30", "8", "16g", " 7h "].map(clock),
            [Some(510), Some(510), Some(480), Some(960), Some(420)]
        );
        assert_eq!(["", "24", "8:60", "x", "-1"].map(clock), [None; 5]);
    }
}
