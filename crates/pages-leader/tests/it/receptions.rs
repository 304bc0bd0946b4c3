//! What a desk takes in for other units by decision.

use crate::links::follow;
use crate::world::{day, listed, settle};
use catalogue::reception::Reception;
use catalogue::{Decision, DecisionId, DecisionKind};
use dossier::desk::{Accept, Applicant, Channel, ResultBy};
use kernel::Actor;
use pages_account::testing::{World, schema};

/// The second department takes in a procedure of the first by one decision, and settles another wholly by a second.
fn given(world: &World) {
    let (units, procedures) = (world.units.clone(), world.procedures.clone());
    for (number, on, procedure, wholly) in
        [("1000/QĐ-UBND", "2020-10-05", 2, false), ("1679/QĐ-UBND", "2020-10-12", 3, true)]
    {
        let decision = Decision {
            id: DecisionId(0),
            number: number.into(),
            signed_on: day(on),
            in_force_from: day(on).plus(2),
            issuer: "Chủ tịch".into(),
            kind: DecisionKind::Centre,
            summary: "Giao tiếp nhận".into(),
            illustrative: true,
        };
        let (unit, desk, procedure) = (units[0], units[1], procedures[procedure]);
        world
            .as_actor(Actor::SYSTEM, move |tx, ctx| {
                let (decision, _) = catalogue::keep_decision(tx, ctx, &decision)?;
                catalogue::reception::keep(tx, ctx, &[Reception { procedure, unit, desk, decision, wholly }])
            })
            .unwrap();
    }
    // Before its decision; since, settled and not; of the other.
    for (on, procedure, settled) in
        [("2020-10-06", 2, false), ("2020-10-07", 2, true), ("2020-10-08", 2, false), ("2020-10-20", 3, true)]
    {
        world.business.put(day(on).at_minute(480));
        let cmd = Accept {
            id: None,
            procedure: procedures[procedure],
            unit: units[0],
            receiving: units[1],
            channel: Channel::Counter,
            result_by: ResultBy::Counter,
            applicant: Applicant { name: format!("Hồ Nộp {on}"), ..Applicant::default() },
            content: "Hồ sơ thử (minh họa)".into(),
        };
        let accepted = world.at_desk(move |shift, ctx| shift.accept(ctx, cmd)).unwrap();
        if settled {
            world.business.put(day(on).plus(1).at_minute(600));
            settle(world, accepted.id);
        }
    }
    world.business.put(day("2020-11-20").at_minute(480));
}

store::db_test! {
    with schema();

    fn each_counts_since_its_decision_and_leads_to_its_dossiers(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        given(&world);
        let mut leader = world.as_person("lanhdao");
        let said = leader.get("/lead/receptions");
        let words = said.words();
        assert!(words.contains("1000/QĐ-UBND, từ 7/10/2020") && words.contains("Sở Một"), "{words}");
        assert!(follow(&mut leader, "/lead/receptions") > 6);
        let list = "/lead/receptions/dossiers?";
        assert_eq!(listed(&mut leader, list), 2);
        assert_eq!(listed(&mut leader, &format!("{list}count=settled")), 1);
        assert_eq!(listed(&mut leader, &format!("{list}wholly=1&count=settled")), 1);
        assert_eq!(listed(&mut leader, &format!("{list}to=2020-10-07")), 1);
        let file = leader.get("/lead/receptions/dossiers.csv?").text();
        assert!(file.contains("Hồ Nộp 2020-10-07") && !file.contains("Hồ Nộp 2020-10-06"), "{file}");
        let file = leader.get("/lead/receptions.csv").text();
        assert!(file.lines().any(|line| line.contains("1679/QĐ-UBND") && line.ends_with(",1,1,1")), "{file}");
        assert_eq!(leader.get("/lead/receptions.xlsx").status, 200);
    }

    fn without_any_decision_the_page_says_so_and_wrong_days_are_named(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        let mut leader = world.as_person("lanhdao");
        assert!(leader.get("/lead/receptions").says("Chưa có quyết định nào giao nơi khác tiếp nhận"));
        given(&world);
        let wrong = leader.get("/lead/receptions?from=2020-11-10&to=2020-11-01");
        assert!(wrong.status == 422 && wrong.says("Ngày kết thúc trước ngày bắt đầu."), "{}", wrong.words());
        // Then it is answered as if nothing had been asked: since the first decision.
        let whole = leader.get("/lead/receptions").words();
        let shown = |words: &str| {
            let table = words.find("Sở Một").map(|at| words[at..].to_owned());
            (words.contains("7/10/2020 – 20/11/2020"), table)
        };
        assert!(shown(&whole).0, "{whole}");
        for (query, message) in [
            ("from=abc", "abc"),
            ("to=abc", "abc"),
            ("from=2020-10-20&to=abc", "abc"),
            ("from=2020-11-10&to=2020-11-01", "Ngày kết thúc trước ngày bắt đầu."),
            ("to=2021-11-01", "Ngày kết thúc chưa tới. Đang hiện từ quyết định đầu tiên."),
        ] {
            let wrong = leader.get(&format!("/lead/receptions?{query}"));
            assert!(wrong.status == 422 && wrong.says(message), "{query}: {}", wrong.words());
            assert_eq!(shown(&wrong.words()), shown(&whole), "{query}");
        }
        for wrong in ["unit=NONE", "count=nothing"] {
            assert_eq!(leader.get(&format!("/lead/receptions/dossiers?{wrong}")).status, 404, "{wrong}");
        }
        leader.cookies().insert("lang".into(), "en".into());
        assert!(leader.get("/lead/receptions").says("Taken in by decision"));
    }

    fn a_desk_sees_what_it_took_in_and_others_nothing_of_it(db: TestDb) {
        let world = World::new(&db, pages_leader::routes());
        given(&world);
        // The first department's head answers for what the other desk took in for it.
        assert_eq!(listed(&mut world.as_person("thutruong"), "/lead/receptions/dossiers?"), 2);
        assert_eq!(listed(&mut world.as_person("xa.chutich"), "/lead/receptions/dossiers?"), 0);
    }
}
