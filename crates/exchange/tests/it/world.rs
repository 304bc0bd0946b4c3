//! A province with as many procedures as a test wants.

use catalogue::desk::{NewProcedure, NewProcess, keep_process};
use catalogue::{
    Basis, Case, Catalogue, Competent, Component, Decision, DecisionId, DecisionKind, Details, Edition,
    Effect, Fee, FeeKind, OnlineList, PaperKind, Place, ProcessId, Profile, Step, Use, keep_decision,
    keep_editions, settings,
};
use exchange::workbook::{Asked, Known, Language, Looked, Published, look, publish, xlsx};
use exchange::{Page, read_all};
use kernel::calendar::Span;
use kernel::term::{Term, TermRules};
use kernel::{Actor, Day, Result};
use organisation::desk::{NewUnit, found, keep_hours};
use store::testing::TestDb;
use store::{Ctx, Schema, Tx};

/// Units and the catalogue.
pub(crate) fn schema() -> Schema {
    Schema::of(&[&organisation::DOMAIN, &catalogue::DOMAIN])
}

/// The day from which everything holds: 1 January 2020.
pub(crate) const START: Day = Day(18_262);
/// The day of the tests: 100 days later.
pub(crate) const TODAY: Day = Day(18_362);
/// How the procedures of the province divide by level.
const LEVELS: [(&str, &str); 3] = [("province", "X.01"), ("district", "tier"), ("commune", "tier")];

/// Does something today.
pub(crate) fn act<T: Send + 'static>(
    db: &TestDb,
    work: impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> Result<T> + Send + 'static,
) -> Result<T> {
    db.write(move |tx| {
        let ids = tx.ids();
        work(tx, &Ctx { actor: Actor::SYSTEM, now: TODAY.at_minute(480), ids: &ids })
    })
}

/// Units of three levels, a default process of each, and the first decision of the year.
pub(crate) fn empty(db: &TestDb) {
    act(db, |tx, ctx| {
        let tiers = r#"[{"code":"province","name":"Cấp tỉnh","name_en":"Province"},{"code":"district","name":"Cấp huyện","name_en":"District"},{"code":"commune","name":"Cấp xã","name_en":"Commune"}]"#;
        settings::keep(tx, ctx, "tiers", tiers)?;
        keep_hours(tx, ctx, "office", 1, START, &[Span { from: 420, to: 1_020 }])?;
        for (n, (code, tier)) in
            (1i64..).zip([("X.01", "province"), ("X.02", "province"), ("X.30", "district"), ("X.30.01", "commune")])
        {
            let unit = NewUnit {
                unit: kernel::UnitId(0),
                valid_to: None,
                code: code.into(),
                name: format!("Đơn vị {code}"),
                tier: tier.into(),
                kind: "department".into(),
                command: None,
                territory: None,
                position: n,
                reports: true,
                calendar: "office".into(),
                valid_from: START,
            };
            found(tx, ctx, unit)?;
        }
        for (tier, _) in LEVELS {
            let new = NewProcess {
                code: format!("default-{tier}"),
                name: format!("Quy trình mặc định {tier}"),
                illustrative: true,
                default_for: Some(tier.into()),
                steps: vec![Step::fixed("Giải quyết", "Chuyên viên", Place::Competent, 480, true)],
                ..NewProcess::default()
            };
            keep_process(tx, ctx, &new)?;
        }
        let decision = Decision {
            id: DecisionId(0),
            number: "1/QĐ-UBND".into(),
            signed_on: START,
            in_force_from: START,
            issuer: "Chủ tịch Ủy ban nhân dân tỉnh".into(),
            kind: DecisionKind::Publication,
            summary: "Công bố danh mục thủ tục hành chính".into(),
            illustrative: true,
        };
        keep_decision(tx, ctx, &decision)?;
        let process = Decision { number: "2/QĐ-UBND".into(), kind: DecisionKind::Process, ..decision };
        keep_decision(tx, ctx, &process).map(|_| ())
    })
    .unwrap();
}

/// So many procedures by level, with papers, cases, fees and bases.
pub(crate) fn filled(db: &TestDb, counts: [usize; 3]) {
    empty(db);
    act(db, move |tx, ctx| {
        let catalogue = Catalogue::load(tx)?;
        let process = |tier: &str| {
            let code = format!("default-{tier}");
            catalogue.processes().find(|p| p.code == code).unwrap().id
        };
        let by = catalogue.decisions()[0].id;
        let mut all = Vec::new();
        for ((tier, unit), count) in LEVELS.into_iter().zip(counts) {
            for _ in 0..count {
                let mut edition = invented(all.len(), tier, unit, process(tier));
                edition.published = Some((by, Effect::New));
                all.push(edition);
            }
        }
        keep_editions(tx, ctx, &all, &[]).map(|_| ())
    })
    .unwrap();
}

/// The code of the n-th.
pub(crate) fn code(n: usize) -> String {
    format!("1.{:06}", n + 1)
}

fn invented(n: usize, tier: &str, unit: &str, process: ProcessId) -> Edition {
    let no = i64::try_from(n).unwrap();
    let term = [Term::WorkingDays(8), Term::CalendarDays(20), Term::Hours(16), Term::WorkingDays(0)][n % 4];
    let level = 2 + no % 3;
    let paper = |at: i64| Component {
        no: at,
        name: format!("Giấy tờ {at} của thủ tục {n}"),
        kind: PaperKind::ALL[usize::try_from(at).unwrap() % 3],
        copies: 1 + at % 2,
        required: at < 4,
        illustrative: true,
    };
    let cases = n.is_multiple_of(5);
    let competent = if unit == "tier" { Competent::Tier(tier.into()) } else { Competent::Unit(unit.into()) };
    Edition {
        procedure: NewProcedure {
            code: code(n),
            valid_from: START,
            name: format!("Cấp giấy phép hoạt động thứ {n}, \"loại đặc biệt\"; gia hạn"),
            tier: tier.into(),
            field: format!("Lĩnh vực {}", n % 60),
            competent,
            term,
            rules: TermRules { cut_off_minute: (n % 4 == 3).then_some(900), ..TermRules::default() },
            online: level > 2,
            post: n.is_multiple_of(3),
            process,
            illustrative: n.is_multiple_of(2),
        },
        components: Some((1..=5).map(paper).collect()),
        details: Details {
            // One in seven is of before profiles were kept.
            profile: (n % 7 != 6).then(|| Profile {
                law_amount: term.to_parts().1 * 2,
                service_level: level,
                online_list: [None, Some(OnlineList::Pilot), Some(OnlineList::Decision877)]
                    [usize::try_from(level - 2).unwrap()],
                national_portal: n.is_multiple_of(11),
                business: n % 2 == 1,
                wholly_at_centre: n.is_multiple_of(50),
                result: if n.is_multiple_of(4) { String::new() } else { "Giấy phép".into() },
            }),
            cases: if cases {
                vec![
                    Case { no: 1, name: "Cấp mới".into(), term_amount: None },
                    Case { no: 2, name: "Cấp lại".into(), term_amount: Some(3) },
                ]
            } else {
                Vec::new()
            },
            uses: if cases {
                (1..=5).map(|at| Use { case_no: (at > 3).then_some(2), reusable: at == 1 }).collect()
            } else {
                Vec::new()
            },
            fees: if n.is_multiple_of(2) {
                vec![Fee {
                    case_no: cases.then_some(1),
                    kind: if n.is_multiple_of(4) { FeeKind::Fee } else { FeeKind::Charge },
                    name: "Lệ phí cấp phép".into(),
                    amount: 75_000,
                    per: "giấy phép".into(),
                    basis: String::new(),
                }]
            } else {
                Vec::new()
            },
            bases: vec![
                Basis { number: "45/2013/QH13".into(), name: "Luật Đất đai".into() },
                Basis {
                    number: "43/2014/NĐ-CP".into(), name: "Nghị định  quy định chi tiết".into()
                },
            ],
        },
        published: None,
    }
}

/// What the workbook is held against.
pub(crate) fn known(db: &TestDb) -> Known {
    db.read(|tx| Known::load(tx, TODAY)).unwrap()
}

/// What is in force, as bytes of a workbook.
pub(crate) fn exported(db: &TestDb) -> Vec<u8> {
    xlsx(&known(db), TODAY, Language::Vietnamese).unwrap()
}

pub(crate) fn pages(bytes: &[u8]) -> Vec<Page> {
    read_all("danh-muc.xlsx", bytes, None).unwrap()
}

/// A dry run.
pub(crate) fn looked(db: &TestDb, bytes: &[u8], asked: Option<&Asked>) -> Looked {
    look(&known(db), "danh-muc.xlsx", &pages(bytes), asked).unwrap()
}

/// A publication.
pub(crate) fn published(
    db: &TestDb,
    bytes: &[u8],
    asked: Option<Asked>,
) -> std::result::Result<Published, Box<Looked>> {
    let pages = pages(bytes);
    act(db, move |tx, ctx| publish(tx, ctx, "danh-muc.xlsx", &pages, asked.as_ref())).unwrap()
}

/// A decision signed today that nobody knows.
pub(crate) fn asked(number: &str) -> Asked {
    Asked {
        number: number.into(),
        signed_on: Some(TODAY),
        issuer: "Chủ tịch Ủy ban nhân dân tỉnh".into(),
        summary: "Công bố thủ tục được sửa đổi".into(),
        ..Asked::default()
    }
}

/// Everything that the catalogue holds, to be compared.
pub(crate) fn digest(db: &TestDb) -> String {
    store::seal(db).unwrap();
    store::verify(db, &store::VerifyOptions::default()).unwrap().digest.to_string()
}

/// The cells and kinds of everything wrong.
pub(crate) fn told(problems: &exchange::Problems) -> Vec<(String, &'static str)> {
    problems.told.iter().map(|p| (p.cell(), p.code)).collect()
}
