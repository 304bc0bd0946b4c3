//! Search finds what a plain scan finds, whatever way it takes.

use crate::world::{World, day, schema};
use dossier::desk::UnitId;
use dossier::listing::{Effort, search_within};
use store::testing::TestDb;

store::db_test! {
    with schema();

    fn however_far_a_search_walks_its_pages_are_all_matches_newest_first(db: TestDb) {
        let w = World::new(&db);
        people(&w);
        let all = db.read(|tx| {
            tx.query("SELECT id, unit_id, search FROM dossier ORDER BY id DESC", &[], |row| {
                Ok((row.int()?, row.int()?, row.text()?))
            })
        });
        let all = all.unwrap();
        let efforts = [Effort { stroll: 0, march: 0 }, Effort { stroll: 3, march: 10 }, Effort::default()];
        for asked in ["nguyen van", "van", "thi ut", "LÊ KIM", "u2-2003", "0002", "nobody at all"] {
            let text = kernel::text::fold(asked);
            for unit in [None, Some(w.units[1])] {
                let ours = |of: &i64| unit.is_none_or(|u| u.0 == *of);
                let wanted: Vec<i64> =
                    all.iter().filter(|(_, of, s)| ours(of) && s.contains(&text)).map(|row| row.0).collect();
                for effort in efforts {
                    assert_eq!(paged(&db, unit, asked, effort), wanted, "{asked} {unit:?} {effort:?}");
                }
            }
        }
    }

    fn a_whole_code_finds_its_dossier_in_either_case(db: TestDb) {
        let w = World::new(&db);
        people(&w);
        let find = |unit, asked: &'static str| {
            db.read(|tx| dossier::listing::search(tx, unit, asked, None, 20)).unwrap().len()
        };
        assert_eq!((find(None, "u1-200106-0001"), find(None, " U1-200106-0001")), (1, 1));
        assert_eq!((find(Some(w.units[0]), "u1-200106-0001"), find(Some(w.units[1]), "u1-200106-0001")), (1, 0));
    }
}

/// Forty people with few names, at three desks, over ten months.
fn people(w: &World) {
    let names = ["Nguyễn Văn Út", "Trần Thị Út", "Lê Kim Yến", "Nguyễn Vân Anh", "Hồ Văn Nguyên"];
    for n in 0..40usize {
        let mut cmd = w.intake(n % 3, n % 3, 1);
        cmd.applicant.name = names[n % names.len()].into();
        let day = day("2020-01-06").plus(7 * i64::try_from(n).unwrap());
        w.at(day.at_minute(500), move |shift, ctx| shift.accept(ctx, cmd)).unwrap();
    }
}

/// A whole search, three lines a page.
fn paged(db: &TestDb, unit: Option<UnitId>, asked: &str, effort: Effort) -> Vec<i64> {
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = db.read(|tx| search_within(tx, unit, asked, before, 3, effort)).unwrap();
        let Some(last) = page.last() else {
            return found;
        };
        before = Some(last.id);
        found.extend(page.iter().map(|item| item.id.0));
    }
}
