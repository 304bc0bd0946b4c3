//! What measurements use of the drivers themselves.

use crate::world::{make_one, schema};
use store::Target;
use store::testing::raw::{Cell, Cells, Raw, TableRows, each_chunk, group_commit, table_rows};
use store::testing::{TestDb, statements};
use store::{Db, Open};

store::db_test! {
    with schema();

    fn bare_inserts_make_the_same_database(db: TestDb) {
        (1..=25).for_each(|id| make_one(&db, id));
        let (target, _guard) = beside(&db);
        let mut raw = Raw::create(&target, &schema()).unwrap();
        let mut tables = table_rows(&db).unwrap();
        // Events point to things.
        tables.sort_by_key(|t| t.table == "thing_event");
        for table in &tables {
            each_chunk(&db, table, 10, |rows| raw.insert(&[(&table.insert, rows)])).unwrap();
        }
        drop(raw);
        let copy = Db::open(&target, &schema(), Open::Existing).unwrap();
        for (ours, theirs) in tables.iter().zip(table_rows_sorted(&copy)) {
            assert_eq!(rows(&db, ours), rows(&copy, &theirs), "{}", ours.table);
        }
        drop(copy);
        forget(&target);
    }

    fn bare_callers_commit_each_of_their_jobs(db: TestDb) {
        let insert = ["INSERT INTO side_note (id, note) VALUES ($1, $2)".to_owned()];
        let job = |id: i64| vec![(0, vec![Cell::Int(id), Cell::Text("bare".into())])];
        let callers = (0..4).map(|c| (1..=10).map(|n| job(c * 10 + n)).collect()).collect();
        let timed = group_commit(&db.target(), &insert, callers).unwrap();
        assert_eq!(timed.calls.len(), 40);
        assert!((1..=40).contains(&timed.commits));
        assert_eq!(crate::world::number(&db, "SELECT COUNT(*) FROM side_note"), 40);
    }

    fn statements_are_counted(db: TestDb) {
        // Other tests of this process run their own meanwhile.
        let before = statements();
        make_one(&db, 1);
        assert!(statements() - before >= 5, "thing, event, audit, queue, counter");
    }
}

/// Another place on the same engine.
fn beside(db: &TestDb) -> (Target, Option<tempfile::TempDir>) {
    match db.target() {
        Target::Sqlite(_) => {
            let dir = tempfile::tempdir().unwrap();
            (Target::Sqlite(dir.path().join("bare.sqlite")), Some(dir))
        }
        Target::Postgres { url, schema } => {
            (Target::Postgres { url, schema: format!("{schema}_bare") }, None)
        }
    }
}

fn forget(target: &Target) {
    if let Target::Postgres { schema, .. } = target {
        Raw::open(target).unwrap().batch(&format!("DROP SCHEMA \"{schema}\" CASCADE")).unwrap();
    }
}

fn table_rows_sorted(db: &Db) -> Vec<TableRows> {
    let mut tables = table_rows(db).unwrap();
    tables.sort_by_key(|t| t.table == "thing_event");
    tables
}

fn rows(db: &Db, table: &TableRows) -> Vec<Cells> {
    let mut all = Vec::new();
    each_chunk(db, table, 1_000, |rows| {
        all.extend_from_slice(rows);
        Ok(())
    })
    .unwrap();
    all
}
