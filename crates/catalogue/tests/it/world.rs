//! A small catalogue to publish into.

use catalogue::desk::{NewProcedure, NewProcess, keep_process};
use catalogue::{
    Basis, Case, Catalogue, Competent, Component, Decision, DecisionId, DecisionKind, Details, Edition, Fee,
    FeeKind, OnlineList, PaperKind, Place, ProcessId, Profile, Step, Use,
};
use kernel::term::{ResumeRule, Term, TermRules};
use kernel::{Actor, Day, Result};
use store::{Ctx, Db, Schema, Tx};

/// Units and the catalogue.
pub(crate) fn schema() -> Schema {
    Schema::of(&[&organisation::DOMAIN, &catalogue::DOMAIN])
}

/// The day from which the first revisions hold.
pub(crate) const START: Day = Day(18_000);

/// Does something on the first day.
pub(crate) fn act<T: Send + 'static>(
    db: &Db,
    work: impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    db.write(move |tx| {
        let ids = tx.ids();
        work(tx, &Ctx { actor: Actor::SYSTEM, now: START.start(), ids: &ids })
    })
}

/// Everything as it stands.
pub(crate) fn catalogue(db: &Db) -> Catalogue {
    db.read(Catalogue::load).unwrap()
}

/// The process that all procedures run through.
pub(crate) fn process(db: &Db) -> ProcessId {
    let new = NewProcess {
        code: "one".into(),
        name: "Một bước".into(),
        illustrative: true,
        steps: vec![Step::fixed("Giải quyết", "Chuyên viên", Place::Competent, 480, true)],
        ..NewProcess::default()
    };
    act(db, move |tx, ctx| keep_process(tx, ctx, &new)).unwrap().0
}

/// A procedure of ten days by law, settled in so many.
pub(crate) fn edition(process: ProcessId, code: &str, days: i64) -> Edition {
    let paper = |no, name: &str| Component {
        no,
        name: name.into(),
        kind: PaperKind::Original,
        copies: 1,
        required: true,
        illustrative: true,
    };
    Edition {
        procedure: NewProcedure {
            code: code.into(),
            valid_from: START,
            name: format!("Thủ tục {code}"),
            tier: "province".into(),
            field: "Đất đai".into(),
            competent: Competent::Tier("province".into()),
            term: Term::WorkingDays(days),
            rules: TermRules { cut_off_minute: None, move_off_days: true, resume: ResumeRule::Continue },
            online: true,
            post: true,
            process,
            illustrative: true,
        },
        components: Some(vec![paper(1, "Đơn đề nghị"), paper(2, "Bản vẽ")]),
        details: Details {
            profile: Some(Profile {
                law_amount: 10,
                service_level: 4,
                online_list: Some(OnlineList::Pilot),
                national_portal: true,
                business: true,
                wholly_at_centre: false,
                result: "Giấy phép".into(),
            }),
            cases: vec![Case { no: 1, name: "Cấp lại do mất".into(), term_amount: Some(3) }],
            uses: vec![Use { case_no: None, reusable: true }, Use { case_no: Some(1), reusable: false }],
            fees: vec![Fee {
                case_no: None,
                kind: FeeKind::Fee,
                name: "Lệ phí cấp phép".into(),
                amount: 75_000,
                per: "giấy phép".into(),
                basis: "Nghị quyết (minh họa)".into(),
            }],
            bases: vec![Basis { number: "45/2013/QH13".into(), name: "Luật Đất đai".into() }],
        },
        published: None,
    }
}

/// A decision that publishes, in force from so many days after the first.
pub(crate) fn decision(db: &Db, number: &str, after: i64) -> DecisionId {
    let new = Decision {
        id: DecisionId(0),
        number: number.into(),
        signed_on: START.plus(after),
        in_force_from: START.plus(after),
        issuer: "Chủ tịch Ủy ban nhân dân tỉnh".into(),
        kind: DecisionKind::Publication,
        summary: "Công bố danh mục (minh họa)".into(),
        illustrative: true,
    };
    act(db, move |tx, ctx| catalogue::keep_decision(tx, ctx, &new)).unwrap().0
}

/// Keeps editions.
pub(crate) fn keep(db: &Db, editions: Vec<Edition>) -> Result<catalogue::Written> {
    act(db, move |tx, ctx| catalogue::keep_editions(tx, ctx, &editions, &[]))
}
