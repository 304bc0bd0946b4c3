//! Events are told in their own transaction, while somebody has asked; and lists for programs.

use crate::world::{World, day, schema};
use dossier::desk::tell::{self, Told};
use dossier::listing::keyed::{Asked, keyed};
use dossier::words::{EventKind, StateName};
use kernel::Units;
use store::testing::TestDb;
use store::{Schema, outbox};

fn listening() -> Schema {
    schema().listening(&[tell::TOPIC])
}

fn waiting(db: &TestDb) -> i64 {
    db.read(outbox::backlog).unwrap().waiting
}

store::db_test! {
    with listening();

    fn events_are_told_while_somebody_has_asked(db: TestDb) {
        let w = World::new(&db);
        let at = day("2020-11-02").at_minute(480);
        w.accept(at, 0, 1);
        assert_eq!(waiting(&db), 0);
        db.write(|tx| tell::ask(tx, true)).unwrap();
        let id = w.accept(at, 0, 1);
        w.at(at, move |shift, ctx| shift.forward(ctx, id, None)).unwrap();
        let refused = w.at(at, move |shift, ctx| shift.resume(ctx, id));
        assert!(refused.is_err());
        assert_eq!(waiting(&db), 2, "what was not done is not told");
        let messages = outbox::claim_of(&db, tell::TOPIC, db.technical_now(), 10, 60).unwrap();
        let told: Vec<Told> = messages.iter().map(|m| serde_json::from_str(&m.body).unwrap()).collect();
        assert_eq!((told[0].kind, told[0].no, told[1].kind, told[1].no), (EventKind::Accepted, 1, EventKind::Forwarded, 2));
        assert_eq!((told[1].id, told[1].state, told[1].step), (id.0, StateName::InStep, 2));
        assert!(!messages[1].body.contains("applicant"));
        db.write(|tx| tell::ask(tx, false)).unwrap();
        w.accept(at, 0, 1);
        assert_eq!(waiting(&db), 2);
    }

    fn a_list_of_no_unit_is_empty_and_one_of_all_is_whole(db: TestDb) {
        let w = World::new(&db);
        let at = day("2020-11-02").at_minute(480);
        let ids = [w.accept(at, 0, 1), w.accept(at, 0, 1), w.accept(at, 0, 1)];
        let list = |units: Units, state, due_before| {
            let asked = Asked { units, state, due_before };
            db.read(|tx| keyed(tx, &asked, None, 10)).unwrap().lines.iter().map(|l| l.id).collect::<Vec<_>>()
        };
        assert_eq!(list(Units::All, None, None), ids);
        assert_eq!(list(Units::All, Some(StateName::Accepted), Some(day("2021-01-01"))), ids);
        assert!(list(Units::of([]), None, None).is_empty());
        assert!(list(Units::of([]), None, Some(day("2021-01-01"))).is_empty());
        assert!(list(Units::All, Some(StateName::Paused), None).is_empty());
        assert!(list(Units::All, None, Some(day("2020-11-02"))).is_empty());
    }
}
