//! What the catalogue comes to.

use crate::world::{START, act, catalogue, decision, edition, keep, process, schema};
use catalogue::desk::NewProcedure;
use catalogue::figures::{Cuts, Figures, Published};
use catalogue::{Edition, Effect, Ending};
use kernel::Period;

store::db_test! {
    with schema();

    fn procedures_decisions_and_cuts_are_counted_as_they_stand_on_the_last_day(db: TestDb) {
        let (process, by) = (process(&db), decision(&db, "12/QĐ-UBND", 30));
        let new = |code: &str, days| {
            let e = edition(process, code, days);
            let procedure = NewProcedure { valid_from: START.plus(30), ..e.procedure.clone() };
            Edition { procedure, published: Some((by, Effect::New)), ..e }
        };
        let mut plain = edition(process, "1.000004", 10);
        plain.procedure.tier = "commune".into();
        plain.procedure.post = false;
        plain.details.profile.as_mut().unwrap().online_list = None;
        let told = vec![edition(process, "1.000001", 10), new("1.000002", 8), new("1.000003", 2), plain];
        keep(&db, told).unwrap();
        let ending = [Ending { code: "1.000001".into(), decision: by }];
        act(&db, move |tx, ctx| catalogue::keep_editions(tx, ctx, &[], &ending)).unwrap();
        let catalogue = catalogue(&db);

        let whole = Figures::of(&catalogue, Period::new(START, START.plus(60)).unwrap());
        assert_eq!(whole.by_tier.iter().map(|(t, n)| (t.as_str(), *n)).collect::<Vec<_>>(), [("commune", 1), ("province", 2)]);
        assert_eq!((whole.in_force(), whole.post, whole.online_pilot, whole.online_877), (3, 2, 2, 0));
        assert_eq!((whole.business, whole.business_cuts), (3, Cuts { reduced: 2, least: 20, most: 80 }));
        let cuts = Cuts { reduced: 2, least: 20, most: 80 };
        let published = Published { decisions: 1, new: 2, amended: 0, abolished: 1, new_cuts: cuts };
        assert_eq!((whole.published, whole.published.all()), (published, 3));

        let before = Figures::of(&catalogue, Period::new(START, START.plus(30)).unwrap());
        assert_eq!((before.in_force(), before.published), (2, Published::default()));
    }
}
