//! A database made for measurements cannot be mistaken for one in use.

use crate::run::{good, motcua};
use dossier::desk::{Actor, Ctx};
use store::{Db, Open, Target};

#[test]
fn a_database_for_measurements_says_so_before_anything_else_is_said_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).display().to_string();
    good(&["new-province", &at("province")]);
    good(&["load", &at("province"), "--data", &at("data")]);
    assert!(!motcua(&["verify", "--data", &at("data")]).err.contains("measurements"));
    let file = dir.path().join("data/motcua.sqlite");
    let db = Db::open(&Target::Sqlite(file), &motcua::domains::schema(), Open::Existing).unwrap();
    let (ids, now) = (db.ids().clone(), db.technical_now());
    db.write(move |tx| {
        let ctx = Ctx { actor: Actor::SYSTEM, now, ids: &ids };
        catalogue::settings::keep(tx, &ctx, motcua::BENCH, "made of copies")
    })
    .unwrap();
    drop(db);
    let said = motcua(&["verify", "--data", &at("data")]);
    assert!(said.err.contains("for measurements") && said.err.contains("made of copies"), "{}", said.err);
    assert!(said.err.contains("chỉ để đo tốc độ"), "{}", said.err);
    assert_eq!(said.code, 0);
}
