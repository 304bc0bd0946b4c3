//! What somebody outside may read.

use crate::world::{World, day, schema};
use dossier::desk::{DossierId, Outcome, PauseReason, ResultBy, Settle};
use dossier::tracking::{Followed, Glance, by_code, by_slip, slip};
use dossier::words::StateName;
use kernel::Instant;
use store::testing::TestDb;
use store::vals;

fn at(text: &str, minute: i64) -> Instant {
    day(text).at_minute(minute)
}

fn glance(db: &TestDb, typed: &str) -> Option<Glance> {
    let typed = typed.to_owned();
    db.read(move |tx| by_code(tx, &typed)).unwrap()
}

fn follow(w: &World, db: &TestDb, slip: &str) -> Option<Followed> {
    let (desk, slip) = (w.desk.clone(), slip.to_owned());
    db.read(move |tx| {
        let reference = desk.reference(tx)?;
        by_slip(tx, &reference, &slip)
    })
    .unwrap()
}

fn slip_of(db: &TestDb, id: DossierId) -> String {
    let token =
        db.read(|tx| tx.query_one("SELECT token FROM dossier WHERE id = $1", &vals![id.0], |r| r.text()));
    slip(id, &token.unwrap())
}

store::db_test! {
    with schema();

    fn a_code_tells_state_and_dates_however_it_is_typed(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(at("2020-11-02", 480), 0, 1);
        for typed in ["U1-201102-0001", " u1-201102-0001 ", "u1 - 201102 - 0001", "U1-2011\u{0}02-0001"] {
            let found = glance(&db, typed).unwrap();
            assert_eq!((found.code.as_str(), found.state), ("U1-201102-0001", StateName::Accepted), "{typed}");
            assert_eq!((found.promised, found.due), (day("2020-11-05"), day("2020-11-05")));
        }
        w.at(at("2020-11-03", 480), move |s, c| s.request_supplement(c, id, "bản sao")).unwrap();
        let found = glance(&db, "U1-201102-0001").unwrap();
        assert_eq!((found.state, found.why), (StateName::Paused, Some(PauseReason::Supplement)));
        w.at(at("2020-11-06", 480), move |s, c| s.void(c, id, "tiếp nhận nhầm")).unwrap();
        assert_eq!(glance(&db, "U1-201102-0001").unwrap().state, StateName::Void);
    }

    fn a_code_nobody_has_and_one_that_is_no_code_are_not_there(db: TestDb) {
        let w = World::new(&db);
        w.accept(at("2020-11-02", 480), 0, 1);
        for typed in ["", "U1-201102-0002", "%", "U1-201102-000_", "' OR 1=1 --", "\u{0}", &"x".repeat(100_000)] {
            assert_eq!(glance(&db, typed), None, "{typed:.20}");
        }
    }

    fn a_slip_opens_its_own_dossier_and_no_other(db: TestDb) {
        let w = World::new(&db);
        let (one, two) = (w.accept(at("2020-11-02", 480), 0, 1), w.accept(at("2020-11-02", 481), 0, 1));
        let (first, second) = (slip_of(&db, one), slip_of(&db, two));
        let found = follow(&w, &db, &first).unwrap();
        assert_eq!((found.dossier.id, found.dossier.slip()), (one, first.clone()));
        let mixed = format!("{}{}", &first[..13], &second[13..]);
        for wrong in ["", "x", &first[..13], &first[..28], &format!("{first}0"), &mixed, &first.to_uppercase(), "%00"] {
            assert!(follow(&w, &db, wrong).is_none(), "{wrong}");
        }
    }

    fn a_slip_tells_what_is_asked_for_only_while_it_is_waited_for(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(at("2020-11-02", 480), 0, 1);
        let slip = slip_of(&db, id);
        w.at(at("2020-11-02", 500), move |s, c| s.forward(c, id, None)).unwrap();
        w.at(at("2020-11-03", 480), move |s, c| s.request_supplement(c, id, "bản sao hộ khẩu")).unwrap();
        let found = follow(&w, &db, &slip).unwrap();
        assert_eq!(found.asked.as_deref(), Some("bản sao hộ khẩu"));
        assert_eq!((found.left(1), found.left(2)), (Some(at("2020-11-02", 500)), None));
        w.at(at("2020-11-04", 480), move |s, c| s.resume(c, id)).unwrap();
        w.at(at("2020-11-04", 500), move |s, c| s.request_payment(c, id, "nộp lệ phí")).unwrap();
        assert_eq!(follow(&w, &db, &slip).unwrap().asked.as_deref(), Some("nộp lệ phí"));
        w.at(at("2020-11-05", 480), move |s, c| s.resume(c, id)).unwrap();
        assert_eq!(follow(&w, &db, &slip).unwrap().asked, None);
        w.at(at("2020-11-05", 490), move |s, c| s.forward(c, id, None)).unwrap();
        let granted = Settle { outcome: Outcome::Granted, reason: None, late_reason: None };
        w.at(at("2020-11-05", 500), move |s, c| s.settle(c, id, granted)).unwrap();
        w.at(at("2020-11-06", 500), move |s, c| s.deliver(c, id, ResultBy::Counter)).unwrap();
        let found = follow(&w, &db, &slip).unwrap();
        assert_eq!((found.left(2), found.left(3)), (Some(at("2020-11-05", 490)), Some(at("2020-11-05", 500))));
        assert_eq!(found.dossier.stage.name(), StateName::Delivered);
    }
}
