//! What the province of 2020 has of processes approved by decision (the report, II.2.1): data of the demo, not numbers
//! in the program.

use crate::run::root;
use catalogue::Catalogue;
use catalogue::figures::processes::{ApprovedProcesses, Standing};
use kernel::term::TermRules;
use kernel::{Day, UnitId};
use organisation::{Calendars, Directory};
use province::Province;
use std::collections::BTreeMap;
use store::testing::TestDb;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn fifty_procedures_of_nine_units_have_an_approved_process_by_the_thirteenth_of_november() {
    let db = TestDb::sqlite(&motcua::domains::schema());
    let province = Province::read(&root().join("provinces/ca-mau-2020")).unwrap();
    motcua::load::load(&db, &province).unwrap();
    let (catalogue, directory, calendars) =
        db.read(|tx| Ok((Catalogue::load(tx)?, Directory::load(tx)?, Calendars::load(tx)?))).unwrap();
    let at = |text| ApprovedProcesses::of(&catalogue, &directory, day(text));
    let end = at("2020-11-13");
    assert_eq!((end.procedures, end.processes.len(), end.units.len(), end.decisions.len()), (50, 50, 9, 9));
    assert_eq!(end.procedures + end.others, catalogue.all_in_force(day("2020-11-13")).len());
    // Each decision adds its own from its day on.
    assert_eq!(at("2020-01-01").procedures, 0);
    assert!(at("2020-06-30").procedures < 50);

    let last = day("2020-11-13");
    let of_unit = |unit: UnitId| {
        let version = directory.version_at(unit, last).unwrap();
        let all = catalogue.processes_of(version, last).into_iter();
        all.filter(|p| matches!(p.standing, Standing::Approved(_))).map(|p| p.procedures.len()).sum::<usize>()
    };
    let counted: BTreeMap<UnitId, usize> = end.units.keys().map(|unit| (*unit, of_unit(*unit))).collect();
    assert_eq!(counted, end.units);

    // Each of them, and each default one, can be run within the term of each procedure: by rule, and by a dry run.
    for r in catalogue.all_in_force(last) {
        assert_eq!(r.process.problems(Some(r.term)), [], "{} {}", r.code, r.process.code);
        let Some(unit) =
            directory.all_at(last).into_iter().find(|v| r.competent.includes(&v.code, &v.kind, &v.tier))
        else {
            panic!("{} is nobody's", r.code)
        };
        let trial = catalogue::Trial {
            term: r.term,
            rules: TermRules::default(),
            calendar: calendars.for_unit(unit.unit).unwrap(),
            // A Monday without a day off for weeks, so that terms in days of the calendar are not cut by holidays.
            start: day("2020-10-05").at_minute(7 * 60),
            taken: catalogue::Taken::Percent(100),
            hand_over: 0,
        };
        let run = r.process.simulate(&trial).unwrap();
        assert!(run.reserve() >= 0 && !run.late(), "{} {}: {run:?}", r.code, r.process.code);
    }
}
