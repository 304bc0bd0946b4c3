//! What a reader is told of two revisions.

use crate::world::{START, catalogue, decision, edition, keep, process, schema};
use catalogue::{Aspect, Details, Difference, Edition, Effect, Use, Whole, differences};
use kernel::term::Term;

/// A change, the aspect it is told under, and what is told of it, in Vietnamese.
type Change = (fn(&mut Edition), Aspect, &'static str);

/// Every field once.
const CHANGES: &[Change] = &[
    (|e| e.procedure.name = "Tên mới".into(), Aspect::Name, "Thủ tục 1.000001 → Tên mới"),
    (|e| e.procedure.tier = "district".into(), Aspect::Level, "province → district"),
    (|e| e.procedure.field = "Báo chí".into(), Aspect::Field, "Đất đai → Báo chí"),
    (
        |e| e.procedure.competent = catalogue::Competent::Unit("X.01".into()),
        Aspect::Unit,
        "các đơn vị cấp province → X.01",
    ),
    (|e| profile(e).law_amount = 12, Aspect::LegalTerm, "10 ngày làm việc → 12 ngày làm việc"),
    (|e| e.procedure.term = Term::WorkingDays(7), Aspect::Term, "8 ngày làm việc → 7 ngày làm việc"),
    (|e| e.procedure.rules.cut_off_minute = Some(900), Aspect::CutOff, " → 15:00"),
    (
        |e| e.procedure.rules.move_off_days = false,
        Aspect::OffDays,
        "dời sang ngày làm việc tiếp theo → giữ nguyên",
    ),
    (
        |e| e.procedure.rules.resume = kernel::term::ResumeRule::Restart,
        Aspect::Resume,
        "khi tiếp tục, thời gian còn lại được tính tiếp → khi tiếp tục, thời hạn được tính lại từ đầu",
    ),
    (|e| e.procedure.online = false, Aspect::Online, "có → không"),
    (|e| e.procedure.post = false, Aspect::Post, "có → không"),
    (|e| e.procedure.illustrative = false, Aspect::Illustrative, "có → không"),
    (|e| profile(e).service_level = 3, Aspect::ServiceLevel, "4 → 3"),
    (|e| profile(e).online_list = None, Aspect::OnlineList, "thí điểm → "),
    (|e| profile(e).national_portal = false, Aspect::NationalPortal, "có → không"),
    (|e| profile(e).business = false, Aspect::Business, "có → không"),
    (|e| profile(e).wholly_at_centre = true, Aspect::WhollyAtCentre, "không → có"),
    (|e| profile(e).result = "Thông báo".into(), Aspect::Result, "Giấy phép → Thông báo"),
    (
        |e| e.details.cases[0].term_amount = None,
        Aspect::Case,
        "Cấp lại do mất: 3 ngày làm việc → thời hạn chung",
    ),
    (
        |e| e.details.cases[0].name = "Khác".into(),
        Aspect::Case,
        "Cấp lại do mất: 3 ngày làm việc → ; Khác:  → 3 ngày làm việc",
    ),
    (
        |e| papers(e)[0].copies = 2,
        Aspect::Paper,
        "Đơn đề nghị: 1 bản chính, bắt buộc, dùng lại được, minh họa → 2 bản chính, bắt buộc, dùng lại được, minh họa",
    ),
    (
        |e| e.details.uses[1].case_no = None,
        Aspect::Paper,
        "Bản vẽ: 1 bản chính, bắt buộc, trường hợp 1, minh họa → 1 bản chính, bắt buộc, minh họa",
    ),
    (
        |e| {
            papers(e).remove(0);
            e.details.uses.remove(0);
        },
        Aspect::Paper,
        "Đơn đề nghị: 1 bản chính, bắt buộc, dùng lại được, minh họa → ",
    ),
    (
        |e| e.details.fees[0].amount = 80_000,
        Aspect::Fee,
        "Lệ phí cấp phép: lệ phí 75.000 đ/giấy phép, Nghị quyết (minh họa) → lệ phí 80.000 đ/giấy phép, Nghị quyết (minh họa)",
    ),
    (|e| e.details.bases.clear(), Aspect::Basis, "45/2013/QH13: Luật Đất đai → "),
];

fn profile(e: &mut Edition) -> &mut catalogue::Profile {
    e.details.profile.as_mut().unwrap()
}

fn papers(e: &mut Edition) -> &mut Vec<catalogue::Component> {
    e.components.as_mut().unwrap()
}

fn told(found: &[Difference]) -> String {
    let said = |s: &Option<catalogue::Said>| s.as_ref().map_or_else(String::new, |s| s.vi.clone());
    let line = |d: &Difference| {
        let item = d.item.as_ref().map_or_else(String::new, |i| format!("{i}: "));
        format!("{item}{} → {}", said(&d.before), said(&d.after))
    };
    found.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn compared(a: &Edition, b: &Edition) -> Vec<Difference> {
    fn whole(e: &Edition) -> Whole<'_> {
        let components = e.components.as_deref().unwrap();
        Whole { procedure: &e.procedure, process: "one", components, details: &e.details }
    }
    differences(&whole(a), &whole(b))
}

#[test]
fn each_change_of_a_field_is_told_once_and_under_its_name() {
    let one = edition(catalogue::ProcessId(1), "1.000001", 8);
    assert_eq!(compared(&one, &one), []);
    for (change, aspect, words) in CHANGES {
        let mut other = one.clone();
        change(&mut other);
        let found = compared(&one, &other);
        assert!(found.iter().all(|d| d.aspect == *aspect), "{found:?}");
        assert_eq!(told(&found), *words);
    }
    let covered = |a: &Aspect| CHANGES.iter().any(|(_, aspect, _)| aspect == a);
    let missing: Vec<&Aspect> = Aspect::ALL.iter().filter(|a| !covered(a)).collect();
    assert_eq!(missing, [&Aspect::Process], "a process is compared by its code, below");
    assert!(Aspect::ALL.iter().all(|a| !a.vi().is_empty() && !a.en().is_empty()));
}

#[test]
fn another_process_another_order_and_a_profile_that_was_not_there_are_told() {
    let one = edition(catalogue::ProcessId(1), "1.000001", 8);
    let (papers, details) = (one.components.as_deref().unwrap(), &one.details);
    let whole = |process| Whole { procedure: &one.procedure, process, components: papers, details };
    assert_eq!(told(&differences(&whole("one"), &whole("two"))), "one → two");
    let mut turned = one.clone();
    turned.components.as_mut().unwrap().reverse();
    turned.details.uses.reverse();
    assert_eq!(told(&compared(&one, &turned)), "Đơn đề nghị; Bản vẽ → Bản vẽ; Đơn đề nghị");
    let bare = Edition { details: Details { profile: None, ..one.details.clone() }, ..one.clone() };
    let found = compared(&bare, &one);
    let aspects: Vec<Aspect> = found.iter().map(|d| d.aspect).collect();
    assert!(aspects.contains(&Aspect::LegalTerm) && aspects.contains(&Aspect::Business), "{aspects:?}");
    assert!(found.iter().all(|d| d.before.is_none()));
    // A list of uses that says nothing is the same as none.
    let mut silent = one.clone();
    silent.details.uses = vec![Use::default(); 2];
    let mut none = one.clone();
    none.details.uses.clear();
    assert_eq!(compared(&silent, &none), []);
}

store::db_test! {
    with schema();

    fn revisions_that_a_decision_made_are_compared_as_they_are_kept(db: TestDb) {
        let process = process(&db);
        keep(&db, vec![edition(process, "1.000001", 8)]).unwrap();
        let by = decision(&db, "1/QĐ-UBND", 30);
        let mut new = edition(process, "1.000001", 6);
        new.procedure.valid_from = START.plus(30);
        new.details.fees[0].amount = 50_000;
        new.published = Some((by, Effect::Amended));
        keep(&db, vec![new]).unwrap();
        let catalogue = catalogue(&db);
        let procedure = catalogue.by_code("1.000001").unwrap();
        let found = catalogue.differences(procedure, 1, 2).unwrap();
        let aspects: Vec<Aspect> = found.iter().map(|d| d.aspect).collect();
        assert_eq!(aspects, [Aspect::Term, Aspect::Fee]);
        assert_eq!(catalogue.differences(procedure, 2, 2), Some(Vec::new()));
        assert_eq!(catalogue.differences(procedure, 1, 3), None);
    }
}
