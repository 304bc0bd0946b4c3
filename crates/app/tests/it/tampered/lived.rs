//! A small province in which a row stands in every table.

use province::Province;
use store::testing::TestDb;

/// A small province after some hundred actions, sealed.
pub(super) fn lived_in(db: &TestDb) {
    let folder = crate::run::root().join("provinces/mau-hai-cap");
    let province = Province::read(&folder).unwrap();
    let ids = db.ids().clone();
    let start = day("2026-01-01").at_minute(480);
    db.write(move |tx| {
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now: start, ids: &ids };
        identity::demo::mark(tx, &ctx, identity::demo::Database::Demo)
    })
    .unwrap();
    motcua::load::load(db, &province).unwrap();
    published(db);
    drafted(db);
    peopled(db);
    opened(db);
    let plan = motcua::year::plan(db, &province, None, 1).unwrap();
    let desk = dossier::desk::Desk::open(db.handle(), dossier::desk::Tokens::Seeded(1));
    let options = replay::RunOptions { batch: 100, stop_after: Some(600) };
    replay::run(&desk, plan, options, &mut |_| {}).unwrap();
    taken_in(db, &desk);
    super::assured::assured(db, &desk);
    switched_over(db);
    reorganised(db);
    store::seal(db).unwrap();
}

pub(super) fn day(text: &str) -> kernel::Day {
    text.parse().unwrap()
}

/// A decision that publishes a procedure with all that can be said of one.
fn published(db: &TestDb) {
    use catalogue::{Basis, Case, Decision, DecisionKind, Edition, Effect, Fee, FeeKind, Profile, Use};
    let now = day("2026-01-03").at_minute(480);
    db.write(move |tx| {
        let ids = tx.ids();
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now, ids: &ids };
        let decision = Decision {
            id: catalogue::DecisionId(0),
            number: "12/QĐ-UBND".into(),
            signed_on: now.day(),
            in_force_from: now.day(),
            issuer: "Chủ tịch (minh họa)".into(),
            kind: DecisionKind::Publication,
            summary: "Công bố (minh họa)".into(),
            illustrative: true,
        };
        let by = catalogue::keep_decision(tx, &ctx, &decision)?.0;
        let all = catalogue::Catalogue::load(tx)?;
        let procedure = all.by_code("1.001111").unwrap();
        let r = all.in_force(procedure, now.day()).unwrap();
        let papers = all.components(procedure, r.revision).to_vec();
        let details = catalogue::Details {
            profile: Some(Profile {
                law_amount: 3,
                service_level: 3,
                online_list: None,
                national_portal: false,
                business: false,
                wholly_at_centre: false,
                result: "Giấy khai sinh".into(),
            }),
            cases: vec![Case { no: 1, name: "Cấp lại".into(), term_amount: Some(1) }],
            uses: papers.iter().map(|_| Use { case_no: Some(1), reusable: true }).collect(),
            fees: vec![Fee {
                case_no: Some(1),
                kind: FeeKind::Fee,
                name: "Lệ phí".into(),
                amount: 5_000,
                per: "bản".into(),
                basis: "Nghị quyết".into(),
            }],
            bases: vec![Basis { number: "60/2014/QH13".into(), name: "Luật Hộ tịch".into() }],
        };
        let new =
            catalogue::desk::NewProcedure { valid_from: now.day(), ..catalogue::desk::NewProcedure::of(r) };
        let edition = Edition {
            procedure: new,
            components: Some(papers),
            details,
            published: Some((by, Effect::Amended)),
        };
        let written = catalogue::keep_editions(tx, &ctx, &[edition], &[])?;
        assert_eq!(written.revisions, 1);
        approved(tx, &ctx)
    })
    .unwrap();
}

/// A process approved by decision, in which opinions are gathered, and a desk that takes in for another.
fn approved(tx: &mut store::Tx<'_>, ctx: &store::Ctx<'_>) -> kernel::Result<()> {
    use catalogue::{Decision, DecisionKind, Edition, Place, Power, Step};
    let decision = |number: &str, kind| Decision {
        id: catalogue::DecisionId(0),
        number: number.into(),
        signed_on: ctx.now.day(),
        in_force_from: ctx.now.day(),
        issuer: "Chủ tịch (minh họa)".into(),
        kind,
        summary: "Phê duyệt (minh họa)".into(),
        illustrative: true,
    };
    let (by, _) = catalogue::keep_decision(tx, ctx, &decision("13/QĐ-UBND", DecisionKind::Process))?;
    let step = |name, settles| Step {
        may: Power::ALL.iter().copied().filter(|power| settles || *power != Power::Refuse).collect(),
        produces: "Dự thảo".into(),
        ..Step::fixed(name, "Công chức", Place::Competent, 60, settles)
    };
    let asked = |name| Step { group: Some("y-kien".into()), ..step(name, false) };
    let new = catalogue::desk::NewProcess {
        code: "song-song".into(),
        name: "Lấy ý kiến (minh họa)".into(),
        decision: Some(by),
        default_for: Some("commune".into()),
        steps: vec![step("Nhận", false), asked("Ý kiến 1"), asked("Ý kiến 2"), step("Ký", true)],
        ..catalogue::desk::NewProcess::default()
    };
    let (process, _) = catalogue::desk::keep_process(tx, ctx, &new)?;
    let all = catalogue::Catalogue::load(tx)?;
    let procedure = all.by_code(ASKS).unwrap();
    let r = all.in_force(procedure, ctx.now.day()).unwrap();
    let old = catalogue::desk::NewProcedure::of(r);
    let edition = Edition {
        procedure: catalogue::desk::NewProcedure { valid_from: ctx.now.day(), process, ..old },
        components: Some(all.components(procedure, r.revision).to_vec()),
        details: all.details(procedure, r.revision).cloned().unwrap_or_default(),
        published: None,
    };
    assert_eq!(catalogue::keep_editions(tx, ctx, &[edition], &[])?.revisions, 1);
    let (by, _) = catalogue::keep_decision(tx, ctx, &decision("14/QĐ-UBND", DecisionKind::Centre))?;
    let units: Vec<_> = organisation::Directory::load(tx)?.units().collect();
    let (unit, desk) = (units[0], units[1]);
    let new = catalogue::reception::Reception { procedure, unit, desk, decision: by, wholly: false };
    catalogue::reception::keep(tx, ctx, &[new]).map(|_| ())
}

/// The procedure whose process gathers opinions.
const ASKS: &str = "1.001148";

/// A process that somebody works on, with a step taken out.
fn drafted(db: &TestDb) {
    use catalogue::draft;
    let now = day("2026-01-04").at_minute(480);
    db.write(move |tx| {
        let ids = tx.ids();
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now, ids: &ids };
        let all = catalogue::Catalogue::load(tx)?;
        let directory = organisation::Directory::load(tx)?;
        let r = all.last_revision(all.by_code("1.001111").unwrap()).unwrap();
        let mut content = draft::Content {
            name: "Đang soạn (minh họa)".into(),
            steps: r.process.steps.clone(),
            removed: None,
            procedures: vec![r.procedure],
        };
        content.edit(draft::Edit::Remove(1));
        let unit = directory.all_at(now.day())[0].unit;
        draft::begin(tx, &ctx, draft::Fresh { unit, content, based_on: Some(r.process.id) }).map(|_| ())
    })
    .unwrap();
}

/// People, of whom one stands in for another, one has a password and one a token.
fn peopled(db: &TestDb) {
    use identity::desk::{Details, NewDelegation, NewPerson};
    let now = day("2026-01-05").at_minute(480);
    let person = |login: &str, kind| NewPerson {
        login: login.into(),
        kind,
        details: Details {
            name: "Người Thử".into(),
            title: String::new(),
            unit: None,
            language: identity::Language::Vi,
        },
        role: None,
    };
    let clock = std::sync::Arc::new(kernel::clock::FixedClock(now));
    let gate = identity::Gate::open(db.handle(), clock.clone(), clock, identity::Rules::default()).unwrap();
    gate.add_person(kernel::Actor::SYSTEM, person("nhan.vien", identity::Kind::Staff)).unwrap();
    let service = gate.add_person(kernel::Actor::SYSTEM, person("may", identity::Kind::Service)).unwrap();
    db.write(move |tx| {
        let ids = tx.ids();
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now, ids: &ids };
        let directory = organisation::Directory::load(tx)?;
        let units: Vec<_> = directory.reporting_at(now.day()).iter().map(|v| v.unit).collect();
        identity::demo::people(tx, &ctx, &identity::demo::cast(units[0], units[1]))?;
        let people = identity::demo::listed(tx)?;
        let new = NewDelegation {
            absent: people[0].id,
            deputy: people[1].id,
            from: now.day(),
            to: now.day().plus(5),
            role: None,
            unit: None,
            reason: "nghỉ phép".into(),
        };
        identity::desk::delegate(tx, &ctx, new)?;
        let new = identity::token::NewToken {
            person: service.person.id,
            name: "kết nối thử".into(),
            scopes: vec!["dossiers:read".into()],
            ranges: Vec::new(),
            days: 30,
        };
        identity::token::make(tx, &ctx, new)?;
        let own =
            store::Ctx { actor: kernel::Actor { person: service.person.id, ..kernel::Actor::SYSTEM }, ..ctx };
        let (allowed, topics) = (api::webhook::Allowed::default(), [dossier::words::EventKind::Settled]);
        api::webhook::make(tx, &own, &allowed, "https://nhan.example/", &topics).map(|_| ())
    })
    .unwrap();
}

/// A batch, whose dossiers have their papers.
fn taken_in(db: &TestDb, desk: &dossier::desk::Desk) {
    use dossier::desk::{Applicant, BatchItem, TakeBatch};
    let now = day("2026-03-02").at_minute(500);
    let reference = desk.now_in_force().unwrap();
    let procedure = reference.catalogue.by_code("1.001037").unwrap();
    let filed = reference.catalogue.in_force(procedure, now.day()).unwrap();
    let unit = reference.competent_units(filed, now.day())[0].unit;
    let item = |n: i64| BatchItem {
        applicant: Applicant { name: "Người Thử".into(), ..Applicant::default() },
        document: format!("Văn bằng {n}"),
        copies: n,
        content: "Chứng thực (minh họa)".into(),
    };
    let ids = db.ids().clone();
    let id = dossier::batch::BatchId(ids.next(now));
    let batch = TakeBatch { id, procedure, unit, receiving: unit, items: (1..=2).map(item).collect() };
    desk.shift(move |shift| {
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now, ids: &ids };
        let (taken, _) = shift.take_batch(&ctx, batch, |_, _| Ok(()))?;
        // Somebody has looked at what is hidden.
        shift.reveal(&ctx, taken.rows[0].id).map(|_| ())
    })
    .unwrap();
    opined(db, desk);
    let ids = db.ids().clone();
    db.write(move |tx| {
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now, ids: &ids };
        dossier::own::keep(tx, &ctx, "keys", "0")
    })
    .unwrap();
}

/// A dossier of which opinions are asked.
fn opined(db: &TestDb, desk: &dossier::desk::Desk) {
    use dossier::desk::{Accept, Applicant, Channel, ResultBy};
    let now = day("2026-03-02").at_minute(520);
    let reference = desk.now_in_force().unwrap();
    let procedure = reference.catalogue.by_code(ASKS).unwrap();
    let filed = reference.catalogue.in_force(procedure, now.day()).unwrap();
    let unit = reference.competent_units(filed, now.day())[0].unit;
    let accept = Accept {
        id: None,
        procedure,
        unit,
        receiving: unit,
        channel: Channel::Counter,
        result_by: ResultBy::Counter,
        applicant: Applicant { name: "Người Thử".into(), ..Applicant::default() },
        content: "Hồ sơ (minh họa)".into(),
    };
    let ids = db.ids().clone();
    desk.shift(move |shift| {
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now, ids: &ids };
        let id = shift.accept(&ctx, accept)?.id;
        shift.forward(&ctx, id, None)?;
        shift.opine(&ctx, id, 2, "Thống nhất").map(|_| ())
    })
    .unwrap();
}

/// Figures of the time before, entered by hand.
fn switched_over(db: &TestDb) {
    let text = "unit,coverage_from,from,source,received\nX99.11,2026-02-02,2026-01-01,Báo cáo (minh họa),7\n";
    let grid = motcua::import::read("figures.csv", text.as_bytes(), None, None).unwrap();
    let now = day("2026-02-02").at_minute(480);
    motcua::import::figures::enter(db, now, "figures.csv", grid, false).unwrap().unwrap();
}

/// A unit whose figures of the time before were entered.
fn opened(db: &TestDb) {
    use dossier::opening::Opening;
    use dossier::words::OpeningFigure;
    db.write(|tx| {
        let ids = tx.ids();
        let now = day("2026-01-05").at_minute(500);
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now, ids: &ids };
        let directory = organisation::Directory::load(tx)?;
        let opening = Opening {
            unit: directory.reporting_at(now.day())[0].unit,
            coverage_from: day("2026-01-01"),
            from: Some(day("2025-01-01")),
            figures: [(OpeningFigure::Received, 12)].into(),
            source: "báo cáo cũ (minh họa)".into(),
        };
        dossier::opening::keep(tx, &ctx, &opening).map(|_| ())
    })
    .unwrap();
}

/// A re-organisation, so that its tables have rows.
fn reorganised(db: &TestDb) {
    db.write(|tx| {
        let ids = tx.ids();
        let now = day("2026-06-01").at_minute(480);
        let ctx = store::Ctx { actor: kernel::Actor::SYSTEM, now, ids: &ids };
        let directory = organisation::Directory::load(tx)?;
        let unit = directory.all_at(ctx.now.day()).last().unwrap().unit;
        organisation::desk::rename(tx, &ctx, unit, "Xã Mới", ctx.now.day(), "1/QĐ (minh họa)")
    })
    .unwrap();
}
