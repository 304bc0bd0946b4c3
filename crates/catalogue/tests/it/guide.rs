//! What leads citizens: kept as it is told, again and again.

use crate::world::{START, act, catalogue, edition, keep, process, schema};
use catalogue::{Guide, LifeEvent, PostDesk, Synonym, Vertical, VerticalList, keep_guide};
use kernel::UnitId;
use store::{Db, VerifyOptions};

/// A unit, two procedures, and all that can be said of them.
fn told(db: &Db) -> Guide {
    let process = process(db);
    keep(db, vec![edition(process, "1.000001", 8), edition(process, "1.000002", 8)]).unwrap();
    let unit = act(db, |tx, ctx| {
        let spans = [kernel::calendar::Span { from: 420, to: 690 }];
        organisation::desk::keep_hours(tx, ctx, "office", 1, START, &spans)?;
        let version = organisation::UnitVersion {
            unit: UnitId(0),
            valid_from: START,
            valid_to: None,
            code: "U1".into(),
            name: "Đơn vị".into(),
            tier: "province".into(),
            kind: "office".into(),
            command: None,
            territory: None,
            position: 1,
            reports: true,
            calendar: "office".into(),
        };
        organisation::desk::found(tx, ctx, version)
    });
    let (unit, all) = (unit.unwrap(), catalogue(db));
    let [one, two] = ["1.000001", "1.000002"].map(|code| all.by_code(code).unwrap());
    let event = |code: &str, procedures| LifeEvent {
        code: code.into(),
        name: format!("Việc {code}"),
        name_en: String::new(),
        procedures,
    };
    Guide {
        events: vec![event("z", vec![two, one]), event("a", vec![one])],
        synonyms: vec![Synonym { words: "so do".into(), means: "giấy chứng nhận".into() }],
        post_desks: vec![PostDesk { unit, name: "Tại bưu điện".into(), since: START }],
        verticals: vec![Vertical { unit, procedure: one, list: VerticalList::Required }],
    }
}

fn kept(db: &Db, guide: &Guide) -> u64 {
    let guide = guide.clone();
    act(db, move |tx, ctx| keep_guide(tx, ctx, &guide)).unwrap()
}

store::db_test! {
    with schema();

    fn what_is_told_is_what_is_read_in_the_order_in_which_it_was_told(db: TestDb) {
        let guide = told(&db);
        // Two events with three procedures, one of each of the others.
        assert_eq!(kept(&db, &guide), 8);
        assert_eq!(*catalogue(&db).guide(), guide);
        let revision = catalogue(&db).revision();
        assert_eq!(kept(&db, &guide), 0);
        assert_eq!(catalogue(&db).revision(), revision, "nothing new is told");
    }

    fn what_is_told_no_more_is_gone_and_comes_back_when_it_is_told_again(db: TestDb) {
        let guide = told(&db);
        kept(&db, &guide);
        let mut less = guide.clone();
        less.events.remove(1);
        less.events[0].procedures.reverse();
        less.synonyms.clear();
        less.verticals[0].list = VerticalList::More;
        less.post_desks[0].since = START.plus(1);
        // An event with its procedure and a word are gone, two procedures changed places, two rows say something else.
        assert_eq!(kept(&db, &less), 7);
        assert_eq!(*catalogue(&db).guide(), less);
        kept(&db, &guide);
        assert_eq!(*catalogue(&db).guide(), guide);
        store::seal(&db).unwrap();
        let report = store::verify(&db, &VerifyOptions::default()).unwrap();
        assert!(report.problems.is_empty(), "{report:?}");
    }
}
