//! A small province of every kind of unit.

use dossier::desk::{PersonId, ProcedureId, UnitId};
use kernel::calendar::{Calendar, CalendarSpec, DayKind, DayRule, HoursRule, Span};
use kernel::term::{ResumeRule, Term, TermRules};
use kernel::{Day, Period};
use replay::{Ask, Cause, Elsewhere, Names, Offer, Plan, TakenIn, UnitPlan};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn calendar(extra: Option<&str>) -> Arc<Calendar> {
    let spans = vec![Span { from: 420, to: 690 }, Span { from: 810, to: 1020 }];
    let hours =
        (1..=5).map(|weekday| HoursRule { valid_from: day("2019-01-01"), weekday, spans: spans.clone() });
    let off =
        ["2020-01-01", "2020-01-23", "2020-01-24", "2020-01-27", "2020-01-28", "2020-01-29", "2020-04-02"];
    let off = off.into_iter().chain(["2020-04-30", "2020-05-01", "2020-09-02", "2021-01-01"]).chain(extra);
    let mut days: Vec<DayRule> = off
        .map(|d| DayRule { day: day(d), kind: DayKind::Holiday, name: "Nghỉ lễ".into(), spans: None })
        .collect();
    days.push(DayRule {
        day: day("2020-05-09"),
        kind: DayKind::MakeUpWorkday,
        name: "Làm bù".into(),
        spans: None,
    });
    days.push(DayRule {
        day: day("2020-01-22"),
        kind: DayKind::HalfDay,
        name: "Tất niên".into(),
        spans: None,
    });
    let spec = CalendarSpec { hours: hours.collect(), days };
    Arc::new(Calendar::build(&spec, day("2019-01-01"), day("2021-04-01")).unwrap())
}

fn offer(id: i64, term: Term, steps: i64, online: bool) -> Offer {
    let cut_off_minute = (term == Term::WorkingDays(0)).then_some(900);
    Offer {
        procedure: ProcedureId(id),
        name: format!("Thủ tục {id}"),
        field: if id % 2 == 0 { "Đất đai".into() } else { "Khác".into() },
        term,
        rules: TermRules { cut_off_minute, ..TermRules::default() },
        steps,
        asks: Vec::new(),
        online,
        post: id % 10 != 2,
        from: None,
        to: None,
        elsewhere: None,
    }
}

fn commune() -> Vec<Offer> {
    vec![
        offer(1, Term::WorkingDays(0), 2, false),
        offer(2, Term::WorkingDays(0), 2, true),
        offer(3, Term::WorkingDays(3), 3, true),
        offer(4, Term::WorkingDays(10), 3, true),
        offer(5, Term::WorkingDays(20), 4, false),
    ]
}

fn district(resume: ResumeRule) -> Vec<Offer> {
    let mut offers = vec![
        offer(11, Term::WorkingDays(1), 3, true),
        offer(12, Term::WorkingDays(3), 3, true),
        offer(13, Term::WorkingDays(15), 4, true),
        offer(14, Term::CalendarDays(30), 5, true),
    ];
    offers.iter_mut().for_each(|o| o.rules.resume = resume);
    offers[1].elsewhere = elsewhere("2020-06-05", false);
    offers[3].elsewhere = elsewhere("2020-07-10", false);
    offers
}

/// Two of three procedures change in the year: one is shortened by a decision, one is abolished; one is settled wholly
/// at another desk from September on.
fn department() -> Vec<Offer> {
    let (shortened, abolished) = (Some(day("2020-06-01")), Some(day("2020-08-03")));
    vec![
        Offer { to: shortened, ..offer(21, Term::WorkingDays(7), 4, true) },
        Offer { from: shortened, ..offer(21, Term::WorkingDays(5), 4, true) },
        offer(22, Term::Hours(24), 3, true),
        Offer { asks: asks(), ..offer(23, Term::WorkingDays(30), 5, true) },
        Offer { to: abolished, ..offer(25, Term::WorkingDays(2), 2, true) },
        Offer { elsewhere: elsewhere("2020-09-04", true), ..offer(24, Term::WorkingDays(3), 3, true) },
    ]
}

/// In the third stage, one opinion within the unit, one of the third department and one of somebody else.
fn asks() -> Vec<Ask> {
    let of = [None, Some(UnitId(3)), Some(UnitId(77))];
    (3..).zip(of).map(|(no, unit)| Ask { stage: 3, no, unit }).collect()
}

/// The desk of unit 1, from a day on.
fn elsewhere(from: &str, wholly: bool) -> Option<Elsewhere> {
    Some(Elsewhere { desk: CENTRE, person: PersonId(5), from: day(from), wholly })
}

/// Whose desk takes in what others settle.
pub(crate) const CENTRE: UnitId = UnitId(90);

/// carried over, online, on time or early, late, in term.
type Totals = [i64; 5];

fn unit(no: i64, tier: &str, offers: Vec<Offer>, calendar: &Arc<Calendar>, t: Totals) -> UnitPlan {
    UnitPlan {
        unit: UnitId(no),
        code: format!("X.{no:02}"),
        name: format!("Đơn vị {no}"),
        tier: tier.into(),
        receiving: UnitId(no),
        calendar: calendar.clone(),
        staff: (0..4).map(|p| PersonId(no * 10 + p + 1)).collect(),
        offers,
        carried_over: t[0],
        online: t[1],
        on_time_or_early: t[2],
        late: t[3],
        in_term: t[4],
        from: None,
        to: None,
        heir: None,
    }
}

const DEPARTMENTS: [Totals; 8] = [
    [0, 5, 36, 0, 1],
    [82, 2, 1122, 0, 102],
    [2, 0, 2, 0, 0],
    [169, 1022, 3901, 38, 10],
    [0, 0, 42, 0, 0],
    [1, 2300, 2984, 0, 101],
    [41, 2, 723, 1, 77],
    [9, 0, 2, 1, 8],
];
const DISTRICTS: [Totals; 5] = [
    [115, 342, 1658, 80, 45],
    [61, 906, 1090, 9, 65],
    [288, 118, 1095, 0, 160],
    [101, 223, 1112, 229, 62],
    [0, 0, 300, 0, 0],
];
const COMMUNES: [Totals; 16] = [
    [10, 0, 1011, 4, 8],
    [3, 0, 611, 6, 4],
    [0, 1, 86, 3, 2],
    [0, 0, 167, 0, 1],
    [0, 0, 507, 0, 0],
    [11, 3, 1444, 2, 3],
    [27, 0, 847, 5, 0],
    [18, 0, 426, 11, 5],
    [24, 1, 253, 24, 0],
    [78, 0, 674, 71, 6],
    [1, 0, 24, 0, 27],
    [2, 24, 359, 95, 12],
    [9, 0, 28, 0, 0],
    [32, 0, 1114, 12, 33],
    [52, 22, 119, 5, 5],
    [4, 0, 447, 21, 21],
];

/// About 20,000 dossiers in 31 units, one of which ends at midsummer in favour of one that begins then.
pub(crate) fn province() -> Plan {
    let (usual, other) = (calendar(None), calendar(Some("2020-08-24")));
    let mut units = Vec::new();
    for t in DEPARTMENTS {
        let no = i64::try_from(units.len()).unwrap() + 1;
        units.push(unit(no, "province", department(), &usual, t));
    }
    for t in DISTRICTS {
        let no = i64::try_from(units.len()).unwrap() + 1;
        let rule = [ResumeRule::Continue, ResumeRule::Restart, ResumeRule::ContinuePlusDays(1)];
        let offers = district(rule[usize::try_from(no).unwrap() % 3]);
        units.push(unit(no, "district", offers, if no % 2 == 0 { &usual } else { &other }, t));
    }
    for t in COMMUNES {
        let no = i64::try_from(units.len()).unwrap() + 1;
        units.push(unit(no, "commune", commune(), &usual, t));
    }
    // Only same-day procedures, and no cut-off: what is open at midnight waits for papers.
    let mut hasty =
        unit(30, "commune", vec![offer(1, Term::WorkingDays(0), 2, true)], &other, [3, 2, 60, 2, 2]);
    hasty.offers[0].rules.cut_off_minute = None;
    units.push(hasty);
    let mut ending = unit(31, "district", district(ResumeRule::Continue), &usual, [20, 30, 400, 12, 40]);
    (ending.to, ending.heir) = (Some(day("2020-07-01")), Some(UnitId(32)));
    units.push(ending);
    let mut heir = unit(32, "commune", commune(), &other, [0, 10, 500, 8, 9]);
    heir.from = Some(day("2020-07-01"));
    units.push(heir);
    plan(units)
}

fn plan(units: Vec<UnitPlan>) -> Plan {
    let list = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    Plan {
        units,
        warm_up_from: day("2019-11-18"),
        period: Period::new(day("2020-01-01"), day("2020-11-13")).unwrap(),
        end: day("2020-11-20"),
        post_in: 3000,
        post_out: 2100,
        taken_in: vec![TakenIn { field: "Đất đai".into(), received: 120 }],
        wholly: 460,
        shares: BTreeMap::new(),
        months: [85, 80, 110, 70, 95, 110, 110, 105, 105, 110, 110, 100],
        causes: ["flood", "absence", "partner"]
            .map(|c| Cause { code: c.into(), text: format!("Vì {c}") })
            .into(),
        names: Names {
            family: list(&["Nguyễn", "Trần"]),
            middle: list(&["Văn", "Thị"]),
            given: list(&["An", "Bình"]),
            places: list(&["Ấp 1", "Khóm 2"]),
        },
        seed: 2020,
        sample: 1,
    }
}
