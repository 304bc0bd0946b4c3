//! Documents and their versions, and what is in force in a unit.

use crate::world::{World, code, day, schema};
use catalogue::Catalogue;
use organisation::Directory;
use quality::document::{self, DocumentKind, NewDocument, Version};
use quality::standing;

fn version(title: &str, from: &str) -> Version {
    Version {
        title: title.into(),
        effective_from: day(from),
        changed: "Ban hành".into(),
        body: "Nội dung".into(),
    }
}

store::db_test! {
    with schema();

    fn a_document_has_a_version_for_each_time_and_a_process_its_documents(db: TestDb) {
        let world = World::new(&db);
        let (unit, process) = (world.units[0], world.process);
        let new = move |code: &str, process| NewDocument {
            unit,
            code: code.into(),
            kind: DocumentKind::Procedure,
            process,
            illustrative: true,
            first: version("Quy trình hộ tịch", "2020-01-02"),
        };
        let first = new("QT-01", Some(process));
        let id = world.on("2020-01-02", 0, move |tx, ctx| document::add(tx, ctx, &first)).unwrap();
        let again = new(" QT-01 ", None);
        assert_eq!(code(world.on("2020-01-02", 0, move |tx, ctx| document::add(tx, ctx, &again))), "quality.code_known");
        let manual = new("STCL", None);
        world.on("2020-01-02", 0, move |tx, ctx| document::add(tx, ctx, &manual)).unwrap();
        let add = |v: Version| world.on("2020-06-01", 0, move |tx, ctx| document::add_version(tx, ctx, id, &v));
        assert_eq!(code(add(version("Cùng ngày", "2020-01-02"))), "quality.version_day");
        assert_eq!(code(add(version(" ", "2020-06-01"))), "text.empty");
        add(version("Quy trình hộ tịch, lần 2", "2020-06-01")).unwrap();
        let titles = |on: &str| {
            let on = day(on);
            db.read(move |tx| {
                let (directory, catalogue) = (Directory::load(tx)?, Catalogue::load(tx)?);
                let documents = document::of_unit(tx, unit)?;
                let version = directory.version_at(unit, on).unwrap();
                let found = standing::processes(&catalogue, version, &documents, on);
                assert_eq!((found.len(), found[0].procedures), (1, 2));
                assert!(found[0].approved.is_none() && found[0].only.is_none());
                let lines: Vec<String> = found[0].documents.iter().map(|(d, no, v)| format!("{} {no} {}", d.code, v.title)).collect();
                Ok((lines, standing::in_force(&documents, on).count()))
            })
            .unwrap()
        };
        assert_eq!(titles("2020-01-01"), (vec![], 0));
        assert_eq!(titles("2020-05-31"), (vec!["QT-01 1 Quy trình hộ tịch".to_owned()], 2));
        assert_eq!(titles("2020-06-01"), (vec!["QT-01 2 Quy trình hộ tịch, lần 2".to_owned()], 2));
        let retire = |on: &str| {
            let on = day(on);
            world.on("2020-07-01", 0, move |tx, ctx| document::retire(tx, ctx, id, on))
        };
        assert_eq!(code(retire("2020-05-01")), "quality.retired_day");
        retire("2020-07-01").unwrap();
        assert_eq!(code(retire("2020-07-02")), "quality.retired");
        assert_eq!(code(add(version("Nữa", "2020-08-01"))), "quality.retired");
        assert_eq!(titles("2020-07-01"), (vec![], 1));
        crate::world::clean(&db);
    }

    fn nobody_writes_documents_of_another_unit(db: TestDb) {
        let world = World::new(&db);
        let unit = world.units[1];
        let new = NewDocument { unit, code: "QT".into(), kind: DocumentKind::Form, process: None, illustrative: true, first: version("A", "2020-01-02") };
        let theirs = new.clone();
        assert_eq!(code(world.on("2020-01-02", 0, move |tx, ctx| document::add(tx, ctx, &theirs))), "actor.not_allowed");
        let id = world.on("2020-01-02", 1, move |tx, ctx| document::add(tx, ctx, &new)).unwrap();
        let change = world.on("2020-02-02", 0, move |tx, ctx| document::add_version(tx, ctx, id, &version("B", "2020-02-02")));
        assert_eq!(code(change), "actor.not_allowed");
        assert_eq!(code(world.on("2020-02-02", 0, move |tx, ctx| document::retire(tx, ctx, id, day("2020-02-02")))), "actor.not_allowed");
        let none = document::DocumentId(5);
        assert_eq!(code(db.read(move |tx| document::one(tx, none))), "quality.unknown");
    }
}
