//! Reading and writing.

use crate::world::{NOON, SYSTEM, TALLY, THING, THING_EVENT, act, make, make_one, number, schema, thing};
use kernel::{Fault, Refusal};
use store::{Ctx, V, vals};

store::db_test! {
    with schema();

    fn what_was_written_is_read(db: TestDb) {
        let id = db.write(|tx| {
            let ids = tx.ids();
            let ctx = Ctx { actor: SYSTEM, now: NOON, ids: &ids };
            let id = ctx.ids.next(ctx.now);
            tx.action(&ctx.action("thing.make"), |tx| {
                tx.insert(&THING, &vals![id, "đất đai", &[9u8, 0], None::<i64>, 1, 1])
            })?;
            tx.set_bookmark("test", "here")?;
            tx.emit("heard", "{}")?;
            tx.emit("unheard", "{}")?;
            Ok(id)
        }).unwrap();
        let (name, photo, weight) = db.read(|tx| {
            tx.query_one("SELECT name, photo, weight FROM thing WHERE id = $1", &[V::Int(id)], |row| {
                Ok((row.text()?, row.bytes()?, row.opt_int()?))
            })
        }).unwrap();
        assert_eq!((name.as_str(), photo, weight), ("đất đai", vec![9, 0], None));
        assert_eq!(db.read(|tx| tx.bookmark("test")).unwrap().as_deref(), Some("here"));
        assert_eq!(number(&db, "SELECT COUNT(*) FROM outbox"), 1);
        // Two are from the migrations: their record, and the row that one of them has put in.
        assert_eq!(number(&db, "SELECT COUNT(*) FROM audit"), 3);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM audit_unsealed"), 2);
    }

    fn an_update_writes_what_differs_and_loses_against_whoever_was_first(db: TestDb) {
        make_one(&db, 1);
        let change = || db.write(|tx| tx.action(&act("thing.weigh"), |tx| {
            tx.update(&THING, &thing(1, "thing 1", 1, 1), &thing(1, "thing 1", 12, 2))
        }));
        assert!(change().unwrap());
        assert!(!change().unwrap());
        assert_eq!(number(&db, "SELECT weight FROM thing WHERE id = 1"), 12);
        let gone = db.write(|tx| tx.action(&act("thing.drop"), |tx| {
            Ok((tx.delete(&THING_EVENT, &vals![1, 1, "made"])?, tx.delete(&THING, &thing(1, "thing 1", 12, 2))?,
                tx.delete(&THING, &thing(1, "thing 1", 12, 2))?))
        })).unwrap();
        assert_eq!(gone, (true, true, false));
    }

    fn counts_add_up_over_transactions(db: TestDb) {
        for _ in 0..3 {
            db.write(|tx| {
                tx.count(&TALLY, &[1, 2], &[(0, 2), (1, -1)]);
                tx.count(&TALLY, &[1, 2], &[(0, 3)]);
                let dropped: kernel::Result<()> = tx.attempt(|tx| {
                    tx.count(&TALLY, &[1, 2], &[(0, 100)]);
                    Err(Fault::new("on purpose").into())
                });
                assert!(dropped.is_err());
                tx.attempt(|tx| { tx.count(&TALLY, &[1, 2], &[(1, 10)]); Ok(()) })
            }).unwrap();
        }
        assert_eq!(number(&db, "SELECT received FROM tally WHERE day = 1 AND unit_id = 2"), 15);
        assert_eq!(number(&db, "SELECT settled FROM tally"), 27);
    }

    fn an_error_takes_everything_back(db: TestDb) {
        let refused = db.write(|tx| -> kernel::Result<()> {
            make(tx, 1, "one")?;
            Err(Refusal::new("test.no", "Không.", "No.").into())
        });
        assert_eq!(refused.unwrap_err().refusal().unwrap().code, "test.no");
        assert_eq!(number(&db, "SELECT COUNT(*) FROM thing"), 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM tally"), 0);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM audit"), 2);
    }

    fn a_failed_statement_that_was_passed_over_is_not_committed(db: TestDb) {
        make_one(&db, 1);
        let passed = db.write(|tx| {
            make(tx, 2, "two")?;
            let _ = tx.exec("INSERT INTO side_note (id, note) VALUES ($1, $2)", &vals![1, None::<i64>]);
            Ok(())
        });
        assert!(passed.unwrap_err().to_string().contains("nothing of it was kept"));
        db.write(|tx| {
            let failed = tx.attempt(|tx| make(tx, 1, "one"));
            assert!(failed.is_err());
            make(tx, 3, "three")
        }).unwrap();
        assert_eq!(number(&db, "SELECT COUNT(*) FROM thing"), 2);
    }

    fn a_reader_cannot_write(db: TestDb) {
        let written = db.read(|tx| tx.exec("INSERT INTO side_note (id, note) VALUES ($1, $2)", &vals![1, "x"]));
        assert!(written.is_err());
        assert_eq!(number(&db, "SELECT COUNT(*) FROM side_note"), 0);
    }

    fn reopening_goes_on_behind_the_last_id(db: TestDb) {
        let mut db = db;
        make_one(&db, 1);
        let last = number(&db, "SELECT MAX(id) FROM audit");
        db.reopen();
        // The very next one, as if nobody had closed it: a run that is interrupted leaves the rows of a whole one.
        assert_eq!(db.ids().next(NOON), last + 1);
        make_one(&db, 2);
    }
}
