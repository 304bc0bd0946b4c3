//! Taking in as pages do it: papers, one form once, twins, batches, slips; and the lists of papers themselves.

use crate::world::{World, day, schema};
use catalogue::{Component, PaperKind, keep_components};
use dossier::batch::BatchId;
use dossier::desk::{Actor, Applicant, BatchItem, Ctx, DossierId, TakeBatch, TakeIn};
use dossier::papers::{Paper, of_dossier};
use kernel::{Instant, Refusal};

fn now() -> Instant {
    day("2020-11-02").at_minute(480)
}

fn component(no: i64, name: &str) -> Component {
    Component {
        no,
        name: name.into(),
        kind: PaperKind::Original,
        copies: 1,
        required: true,
        illustrative: true,
    }
}

fn paper(name: &str, given: i64) -> Paper {
    Paper { name: name.into(), kind: PaperKind::Copy, wanted: 2, given, required: true }
}

fn take_in(w: &World, id: i64) -> TakeIn {
    TakeIn {
        id: DossierId(id),
        accept: w.intake(0, 0, 1),
        papers: vec![paper("Đơn", 2), paper("Bản vẽ", 0)],
        note: " nộp thay mẹ ".into(),
    }
}

fn batch(w: &World, id: i64) -> TakeBatch {
    let accept = w.intake(0, 0, 0);
    let item = |n: i64| BatchItem {
        applicant: Applicant { name: "Trần Thị Thử".into(), ..Applicant::default() },
        document: format!("Bằng số {n}"),
        copies: n,
        content: format!("Chứng thực bằng số {n}"),
    };
    TakeBatch {
        id: BatchId(id),
        procedure: accept.procedure,
        unit: accept.unit,
        receiving: accept.receiving,
        items: (1..=3).map(item).collect(),
    }
}

store::db_test! {
    with schema();

    fn papers_are_kept_with_the_dossier_and_stand_on_its_slip(db: TestDb) {
        let w = World::new(&db);
        let cmd = take_in(&w, 77);
        let taken = w.at(now(), move |s, c| s.take_in(c, cmd)).unwrap();
        assert!(taken.now);
        let slip = w.desk.slip(&taken.accepted.code).unwrap().unwrap();
        assert_eq!(slip.papers, [paper("Đơn", 2), paper("Bản vẽ", 0)]);
        assert_eq!(slip.papers.iter().map(Paper::missing).collect::<Vec<_>>(), [false, true]);
        assert_eq!((slip.note.as_str(), slip.dossier.id), ("nộp thay mẹ", DossierId(77)));
        assert_eq!(w.desk.slip("U1-201102-9999").unwrap(), None);
    }

    fn what_is_accepted_without_papers_writes_no_rows(db: TestDb) {
        let w = World::new(&db);
        let id = w.accept(now(), 0, 1);
        assert_eq!(db.read(|tx| of_dossier(tx, id)).unwrap(), []);
        let code = db.read(|tx| dossier::listing::newest(tx, w.units[0], None, 1)).unwrap()[0].code.clone().unwrap();
        assert_eq!(w.desk.slip(&code).unwrap().unwrap().note, "");
    }

    fn papers_that_cannot_be_counted_are_refused_and_take_no_number(db: TestDb) {
        let w = World::new(&db);
        for wrong in [paper("Đơn", -1), paper("Đơn", 1_000), paper("", 1), paper("hai\ndòng", 1)] {
            let mut cmd = take_in(&w, 77);
            cmd.papers.push(wrong);
            let refused = w.at(now(), move |s, c| s.take_in(c, cmd)).unwrap_err();
            assert_eq!(refused.refusal().unwrap().code, "papers.count");
        }
        let cmd = take_in(&w, 77);
        assert_eq!(w.at(now(), move |s, c| s.take_in(c, cmd)).unwrap().accepted.code, "U1-201102-0001");
    }

    fn one_form_sent_by_sixteen_hands_at_once_is_one_dossier(db: TestDb) {
        let w = World::new(&db);
        let taken: Vec<_> = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..16).map(|_| scope.spawn(|| {
                let cmd = take_in(&w, 77);
                w.at(now(), move |s, c| s.take_in(c, cmd)).unwrap()
            })).collect();
            hands.into_iter().map(|h| h.join().unwrap()).collect()
        });
        assert_eq!(taken.iter().filter(|t| t.now).count(), 1);
        assert!(taken.iter().all(|t| t.accepted == taken[0].accepted));
        assert_eq!(db.read(|tx| dossier::listing::newest(tx, w.units[0], None, 9)).unwrap().len(), 1);
    }

    fn a_form_used_for_another_dossier_is_not_taken_for_the_same(db: TestDb) {
        let w = World::new(&db);
        let first = take_in(&w, 77);
        let mut other = first.clone();
        other.accept.applicant.name = "Lê Văn Khác".into();
        let code = w.at(now(), move |s, c| s.take_in(c, first)).unwrap().accepted.code;
        let refused = w.at(now(), move |s, c| s.take_in(c, other)).unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!(refusal.code, "intake.form_used");
        assert!(refusal.vi.contains(&code));
    }

    fn a_person_with_the_same_procedure_open_is_found_by_card_or_by_name_and_phone(db: TestDb) {
        let w = World::new(&db);
        let person = |name: &str, card: &str, phone: &str| Applicant {
            name: name.into(), card: card.into(), phone: phone.into(), address: String::new(),
        };
        for (n, who) in [person("Lê Thị A", "096000000001", "0900000001"), person("Lê Thị B", "", "0900000001")]
            .into_iter().enumerate()
        {
            let mut cmd = w.intake(0, 0, 1);
            cmd.applicant = who;
            w.at(now().plus_seconds(i64::try_from(n).unwrap()), move |s, c| s.accept(c, cmd)).unwrap();
        }
        let procedure = w.procedures[1];
        let found = |who: Applicant| {
            let twins = db.read(|tx| dossier::twins::open(tx, procedure, &who)).unwrap();
            twins.into_iter().filter_map(|t| t.code).collect::<Vec<_>>()
        };
        assert_eq!(found(person("Khác Hẳn", "096000000001", "")), ["U1-201102-0001"]);
        assert_eq!(found(person("LE THI A", "", "0900000001")), ["U1-201102-0001"]);
        assert_eq!(found(person("le thi b", "096000000009", "0900000001")), ["U1-201102-0002"]);
        // Another card is another person, whatever the name; and a name alone is nobody.
        assert!(found(person("Lê Thị A", "096000000009", "0900000001")).is_empty());
        assert!(found(person("Lê Thị A", "", "")).is_empty());
        let other = db.read(|tx| dossier::twins::open(tx, w.procedures[2], &person("x", "096000000001", ""))).unwrap();
        assert!(other.is_empty());
        // Settled is no longer open.
        let id = db.read(|tx| dossier::twins::open(tx, procedure, &person("x", "096000000001", ""))).unwrap()[0].id;
        let done = dossier::desk::Settle { outcome: dossier::desk::Outcome::Withdrawn, reason: Some("rút".into()), late_reason: None };
        w.at(now().plus_seconds(60), move |s, c| s.settle(c, id, done)).unwrap();
        assert!(found(person("Lê Thị A", "096000000001", "")).is_empty());
    }

    fn a_batch_is_taken_in_whole_and_once(db: TestDb) {
        let w = World::new(&db);
        let (cmd, again) = (batch(&w, 500), batch(&w, 500));
        let (first, fresh) = w.at(now(), move |s, c| s.take_batch(c, cmd, |_, _| Ok(()))).unwrap();
        assert!(fresh);
        let codes: Vec<&str> = first.rows.iter().map(|r| r.code.as_str()).collect();
        assert_eq!(codes, ["U1-201102-0001", "U1-201102-0002", "U1-201102-0003"]);
        assert_eq!((first.copies(), first.rows[2].document.as_str()), (6, "Bằng số 3"));
        let (second, fresh) = w.at(now(), move |s, c| s.take_batch(c, again, |_, _| Ok(()))).unwrap();
        assert!(!fresh);
        assert_eq!(first, second);
        let mut other = batch(&w, 500);
        other.items.pop();
        let refused = w.at(now(), move |s, c| s.take_batch(c, other, |_, _| Ok(()))).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "intake.form_used");
        let of_day = db.read(|tx| dossier::batch::of_day(tx, w.units[0], now().day())).unwrap();
        assert_eq!(of_day, [first]);
        assert!(db.read(|tx| dossier::batch::of_day(tx, w.units[1], now().day())).unwrap().is_empty());
    }

    fn one_wrong_row_takes_nothing_in_and_is_named(db: TestDb) {
        let w = World::new(&db);
        let mut cmd = batch(&w, 500);
        cmd.items[1].copies = 0;
        let refused = w.at(now(), move |s, c| s.take_batch(c, cmd, |_, _| Ok(()))).unwrap_err();
        let refusal = refused.refusal().unwrap();
        assert_eq!(refusal.code, "batch.copies");
        assert!(refusal.vi.starts_with("Dòng 2: "), "{}", refusal.vi);
        assert!(db.read(|tx| dossier::listing::newest(tx, w.units[0], None, 9)).unwrap().is_empty());
    }

    fn what_is_settled_on_the_same_day_is_handed_out_at_once_by_whoever_may(db: TestDb) {
        let w = World::new(&db);
        let cmd = batch(&w, 500);
        let may = |_, _| Ok(Actor::SYSTEM);
        let (done, _) = w.at(now(), move |s, c| s.take_batch(c, cmd, |s, id| s.hand_out_at_once(c, id, &may))).unwrap();
        assert!(done.rows.iter().all(|r| r.state == dossier::words::StateName::Delivered));
        let cmd = batch(&w, 600);
        let may_not = |_, _| Err(Actor::not_allowed());
        let refused = w.at(now(), move |s, c| s.take_batch(c, cmd, |s, id| s.hand_out_at_once(c, id, &may_not))).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "actor.not_allowed");
        let slow = w.accept(now(), 0, 1);
        let refused = w.at(now(), move |s, c| s.hand_out_at_once(c, slow, &may)).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code, "dossier.not_same_day");
        assert_eq!(db.read(|tx| dossier::recount::recount(tx, false)).unwrap().differences, []);
    }

    fn a_list_of_papers_changes_with_a_new_revision_and_dossiers_keep_theirs(db: TestDb) {
        let w = World::new(&db);
        let procedure = w.procedures[1];
        let keep = |list: Vec<Component>| {
            db.write(move |tx| {
                let ids = tx.ids();
                let ctx = Ctx { actor: Actor::SYSTEM, now: now(), ids: &ids };
                keep_components(tx, &ctx, procedure, &list)
            })
        };
        let (one, two) = (component(1, "Đơn"), component(2, "Bản vẽ"));
        assert!(keep(vec![one.clone()]).unwrap());
        assert!(!keep(vec![one.clone()]).unwrap(), "the same again changes nothing");
        let before = w.accept(now(), 0, 1);
        assert!(keep(vec![one.clone(), two.clone()]).unwrap());
        let after = w.accept(now(), 0, 1);
        let reference = w.desk.now_in_force().unwrap();
        let of = |revision| reference.catalogue.components(procedure, revision).to_vec();
        assert_eq!((of(1), of(2), of(3)), (vec![one.clone()], vec![one.clone(), two.clone()], vec![]));
        let revisions = db.read(|tx| tx.query("SELECT id, revision FROM dossier", &[], |r| Ok((DossierId(r.int()?), r.int()?)))).unwrap();
        assert_eq!(revisions, [(before, 1), (after, 2)]);
        let refused = keep(vec![two]).unwrap_err();
        assert_eq!(refused.refusal().map(|r: &Refusal| r.code), Some("components.order"));
    }

    fn what_is_foreseen_is_what_the_slip_says(db: TestDb) {
        let w = World::new(&db);
        let late = day("2020-11-06").at_minute(950);
        let reference = w.desk.now_in_force().unwrap();
        let filed = reference.catalogue.in_force(w.procedures[0], late.day()).unwrap().clone();
        let foreseen = reference.foresee(&filed, w.units[0], late).unwrap();
        // After the cut-off on a Friday: from Monday on.
        assert_eq!(foreseen.before.len(), 3);
        let cmd = w.intake(0, 0, 0);
        let accepted = w.at(late, move |s, c| s.accept(c, cmd)).unwrap();
        assert_eq!((accepted.promised, foreseen.promised), (day("2020-11-09"), day("2020-11-09")));
        assert_eq!(reference.competent_units(&filed, late.day()).len(), 3);
    }
}
