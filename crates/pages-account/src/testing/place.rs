//! The province of the tests, and its people.

use catalogue::{Competent, Place, ProcedureId, Step, desk as catalogue_desk, settings};
use identity::demo::{self, Part};
use identity::{Role, Scope};
use kernel::calendar::Span;
use kernel::term::{Term, TermRules};
use kernel::{Actor, Day, IdSource, Result, UnitId};
use organisation::{UnitVersion, desk as organisation_desk};
use serde_json::json;
use store::{Ctx, Schema, Tx};

/// Everything that pages stand on.
pub fn schema() -> Schema {
    Schema::of(&[&organisation::DOMAIN, &identity::DOMAIN, &catalogue::DOMAIN, &dossier::DOMAIN])
        .listening(&[identity::desk::DEACTIVATED])
        .leaving_out(&["dossier_text*"])
        .exempting(dossier::EXEMPT)
        .leaving_out(identity::LEFT_OUT)
}

/// Code, name, tier and superior of each unit, by its place in [`World::units`](super::World::units).
pub const UNITS: [(&str, &str, &str, Option<usize>); 5] = [
    ("T01", "Sở Một", "province", None),
    ("T02", "Sở Hai", "province", None),
    ("T01.1", "Chi cục của Sở Một", "province", Some(0)),
    ("X01", "Xã Ba", "commune", None),
    ("X02", "Xã Bốn", "commune", None),
];

/// Code, name, tier and working days of each procedure, by its place in
/// [`World::procedures`](super::World::procedures). The first is settled on the same day.
pub const PROCEDURES: [(&str, &str, &str, i64); 4] = [
    ("1.000010", "Chứng thực bản sao từ bản chính", "commune", 0),
    ("1.000020", "Đăng ký kết hôn", "commune", 3),
    ("1.000030", "Cấp giấy phép xây dựng", "province", 10),
    ("1.000040", "Cấp phiếu lý lịch tư pháp", "province", 5),
];

/// Founded on.
const START: Day = Day(17_897);

/// Marks a demo, founds it, and invents its people.
pub(super) fn found(tx: &mut Tx<'_>) -> Result<(Vec<UnitId>, Vec<ProcedureId>)> {
    let ids = IdSource::new(0);
    let ctx = Ctx { actor: Actor::SYSTEM, now: START.start(), ids: &ids };
    demo::mark(tx, &ctx, demo::Database::Demo)?;
    let units = units(tx, &ctx)?;
    let procedures = procedures(tx, &ctx)?;
    demo::people(tx, &ctx, &cast(&units))?;
    Ok((units, procedures))
}

/// The demo's cast at the first department, and the people of the first commune.
fn cast(units: &[UnitId]) -> Vec<Part> {
    let mut parts = demo::cast(units[0], units[1]);
    let at = |login, name, title, role| Part {
        login,
        name,
        title,
        role,
        scope: Scope::Unit(units[3]),
        unit: Some(units[3]),
    };
    parts.extend([
        at("xa.tiepnhan", "Mai Văn Xã", "Công chức một cửa xã", Role::DeskOfficer),
        at("xa.xuly", "Cao Thị Tư Pháp", "Công chức tư pháp", Role::CaseOfficer),
        at("xa.chutich", "Đỗ Văn Chủ Tịch", "Chủ tịch xã", Role::UnitHead),
    ]);
    parts
}

fn units(tx: &mut Tx<'_>, ctx: &Ctx<'_>) -> Result<Vec<UnitId>> {
    let spans = [Span { from: 420, to: 690 }, Span { from: 810, to: 1020 }];
    for weekday in 1..=5 {
        organisation_desk::keep_hours(tx, ctx, "office", weekday, Day(0), &spans)?;
    }
    let column = |figure: &str| json!({ "header": figure, "label": figure, "figure": figure });
    let columns: Vec<_> = [
        "tier",
        "parent",
        "unit",
        "to_process",
        "carried_over",
        "online",
        "on_time_or_early",
        "late",
        "in_term",
    ]
    .into_iter()
    .map(column)
    .collect();
    let form = json!({ "title": "Phụ lục 3", "total": "Tổng", "columns": columns });
    let tiers = json!([
        { "code": "province", "name": "Cấp tỉnh", "name_en": "Province" },
        { "code": "commune", "name": "Cấp xã", "name_en": "Commune" },
    ]);
    for (name, value) in [
        ("name", "Tỉnh Thử"),
        ("name_en", "Trial province"),
        ("illustrative", "Mọi dữ liệu ở đây là minh họa."),
        ("illustrative_en", "Everything here is invented."),
        ("code_pattern", "{unit}-{yymmdd}-{nnnn}"),
        ("coverage_from", &START.to_string()),
        ("tiers", &tiers.to_string()),
        ("form.annex-3", &form.to_string()),
    ] {
        settings::keep(tx, ctx, name, value)?;
    }
    let mut units: Vec<UnitId> = Vec::new();
    for (position, (code, name, tier, command)) in (1..).zip(UNITS) {
        let command = command.map(|above| units[above]);
        let version = UnitVersion {
            unit: UnitId(0),
            valid_from: START,
            valid_to: None,
            code: code.into(),
            name: name.into(),
            tier: tier.into(),
            kind: "office".into(),
            command,
            territory: command,
            position,
            reports: true,
            calendar: "office".into(),
        };
        units.push(organisation_desk::found(tx, ctx, version)?);
    }
    Ok(units)
}

fn procedures(tx: &mut Tx<'_>, ctx: &Ctx<'_>) -> Result<Vec<ProcedureId>> {
    let step = |name, role, place, settles| Step::fixed(name, role, place, 240, settles);
    let process = catalogue_desk::NewProcess {
        code: "p".into(),
        name: "Quy trình ba bước".into(),
        illustrative: true,
        steps: vec![
            step("Tiếp nhận", "Cán bộ tiếp nhận", Place::Desk, false),
            step("Thẩm định", "Chuyên viên", Place::Competent, false),
            step("Ký duyệt", "Lãnh đạo", Place::Competent, true),
        ],
        ..catalogue_desk::NewProcess::default()
    };
    let (process, _) = catalogue_desk::keep_process(tx, ctx, &process)?;
    let mut procedures = Vec::new();
    for (code, name, tier, days) in PROCEDURES {
        let new = catalogue_desk::NewProcedure {
            code: code.into(),
            valid_from: START,
            name: name.into(),
            tier: tier.into(),
            field: if tier == "commune" { "Hộ tịch, chứng thực" } else { "Xây dựng, tư pháp" }.into(),
            competent: Competent::Tier(tier.into()),
            term: Term::WorkingDays(days),
            rules: TermRules { cut_off_minute: (days == 0).then_some(900), ..TermRules::default() },
            online: true,
            post: true,
            process,
            illustrative: true,
        };
        procedures.push(catalogue_desk::keep_procedure(tx, ctx, &new)?.0);
    }
    Ok(procedures)
}
