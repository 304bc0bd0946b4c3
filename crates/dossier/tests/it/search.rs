//! Search finds what a plain scan finds, whatever way it takes.

use crate::world::{World, day, schema};
use dossier::desk::{Accept, Applicant, DossierId, Submit, TakeIn, TakeOver, UnitId};
use dossier::listing::{Effort, search_within};
use kernel::Units;
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

    fn whoever_has_a_number_finds_the_dossier_whichever_way_it_came_in(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(480);
        let person = |phone: &str, card: &str| Applicant {
            name: "Nguyễn Văn Thử".into(), phone: phone.into(), card: card.into(), address: String::new(),
        };
        let at_desk = Accept { applicant: person("84912345678", "096 000 000 001"), ..w.intake(0, 0, 1) };
        let i = w.intake(0, 0, 1);
        let online = Submit {
            id: None, procedure: i.procedure, unit: i.unit, receiving: i.receiving, result_by: i.result_by,
            applicant: person("+84 (0) 912 345 678", "b1234567"), content: i.content,
        };
        let brought = TakeOver {
            applicant: person("0912.345.678", ""), ..w.brought("CU-1", 0, day("2020-10-26"), day("2020-11-20"))
        };
        w.at(now, move |s, c| {
            s.accept(c, at_desk)?;
            s.submit(c, online)?;
            s.take_over(c, brought)
        }).unwrap();
        let found = |asked: &str| {
            let lines = db.read(|tx| dossier::listing::find(tx, &Units::All, asked, None, 20)).unwrap();
            lines.len()
        };
        for asked in ["0912345678", "0912 345 678", "+84912345678", "84912345678"] {
            assert_eq!(found(asked), 3, "{asked}");
        }
        assert_eq!(found("096000000001"), 1);
        // The prefix cannot be a card's, and those who gave no card are not found by it.
        assert_eq!(found("+84912345679"), 0);
        let none = Accept { applicant: person("gọi sau", ""), ..w.intake(0, 0, 1) };
        let refused = w.at(now, move |s, c| s.accept(c, none)).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "applicant.phone");
        let none = TakeOver {
            applicant: person("", "số 5"), ..w.brought("CU-2", 0, day("2020-10-26"), day("2020-11-20"))
        };
        let refused = w.at(now, move |s, c| s.take_over(c, none)).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "applicant.card");
    }

    fn a_form_sent_again_is_known_although_its_number_is_kept_otherwise(db: TestDb) {
        let w = World::new(&db);
        let now = day("2020-11-02").at_minute(480);
        let mut accept = w.intake(0, 0, 1);
        accept.applicant.phone = "+84 912 345 678".into();
        let form = TakeIn { id: DossierId(77), accept, papers: Vec::new(), note: String::new() };
        let (first, again) = (form.clone(), form);
        assert!(w.at(now, move |s, c| s.take_in(c, first)).unwrap().now);
        assert!(!w.at(now, move |s, c| s.take_in(c, again)).unwrap().now);
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
