//! What holds between the files of a folder.

use crate::model::{Province, Unit};
use crate::problem::Problem;
use crate::sheet::Problems;
use std::collections::{BTreeMap, BTreeSet};

/// What a column of a form may show.
pub const FIGURES: &[&str] = &[
    "tier",
    "parent",
    "unit",
    "code",
    "to_process",
    "carried_over",
    "received",
    "online",
    "post",
    "moved",
    "on_time_or_early",
    "late",
    "in_term",
    "overdue",
    "refused",
    "stopped",
    "withdrawn",
    "delivered_post",
    "taken_for_others",
];

/// Notes a problem.
pub(crate) fn complain(problems: &mut Problems, file: &str, line: u64, column: &str, vi: String, en: String) {
    problems.push(Problem { file: file.into(), line, column: column.into(), vi, en });
}

/// What holds between the files.
pub(crate) fn check(p: &Province, problems: &mut Problems) {
    if p.settings.format != 1 {
        complain(
            problems,
            "province.toml",
            0,
            "format",
            "Định dạng phải là 1.".into(),
            "the format must be 1".into(),
        );
    }
    let tiers: BTreeSet<&str> = p.settings.tiers.iter().map(|t| t.code.as_str()).collect();
    check_units(p, &tiers, problems);
    let mut days = BTreeSet::new();
    for h in &p.holidays {
        let mut wrong = |column: &str, vi: String, en: String| {
            complain(problems, "holidays.csv", h.line, column, vi, en);
        };
        if !days.insert((h.day, &h.unit)) {
            wrong("date", format!("Ngày {} có hai dòng.", h.day), format!("{} stands there twice", h.day));
        }
        if !h.unit.is_empty() && !p.units.iter().any(|u| u.code == h.unit) {
            wrong(
                "unit",
                format!("Không có đơn vị {} trong units.csv; để trống nếu áp dụng cho mọi đơn vị.", h.unit),
                format!("there is no unit {} in units.csv; leave it empty for all units", h.unit),
            );
        }
    }
    check_processes(p, &tiers, problems);
    check_procedures(p, &tiers, problems);
    check_components(p, problems);
    for column in &p.annex_3.columns {
        if !FIGURES.contains(&column.figure.as_str()) {
            complain(
                problems,
                "forms/annex-3.toml",
                0,
                &column.header,
                format!("'{}' không phải chỉ tiêu có sẵn: {}.", column.figure, FIGURES.join(", ")),
                format!("'{}' is none of: {}", column.figure, FIGURES.join(", ")),
            );
        }
    }
    let Some(plan) = &p.plan else { return };
    if p.names.as_ref().is_none_or(|n| {
        n.family.is_empty() || n.middle.is_empty() || n.given.is_empty() || n.places.is_empty()
    }) {
        complain(
            problems,
            "people/names.toml",
            0,
            "",
            "Kế hoạch cần danh sách tên.".into(),
            "a plan needs lists of names".into(),
        );
    }
    for row in &plan.units {
        if !p.units.iter().any(|u| u.code == row.unit) {
            complain(
                problems,
                "plan/dossiers.csv",
                row.line,
                "code",
                format!("Không có đơn vị {}.", row.unit),
                format!("there is no unit {}", row.unit),
            );
        }
    }
}

fn check_processes(p: &Province, tiers: &BTreeSet<&str>, problems: &mut Problems) {
    let mut defaults = BTreeSet::new();
    for process in &p.processes {
        let Some(first) = process.steps.first() else { continue };
        let mut wrong = |line: u64, column: &str, vi: String, en: String| {
            complain(problems, "processes.csv", line, column, vi, en);
        };
        let last = process.steps.len() - 1;
        if let Some((_, step)) = process.steps.iter().enumerate().find(|(i, s)| s.settles != (*i == last)) {
            wrong(
                step.line,
                "settles",
                format!("Quy trình {}: đúng bước cuối phải là bước ra kết quả.", process.code),
                format!("process {}: the last step, and no other, must settle", process.code),
            );
        }
        if let Some(step) = process.steps.iter().find(|s| s.share.is_some() != first.share.is_some()) {
            wrong(
                step.line,
                "share",
                format!("Quy trình {}: chia bằng phút hoặc bằng phần nghìn, không lẫn cả hai.", process.code),
                format!("process {}: in minutes or by shares, not both", process.code),
            );
        }
        let (decision, tier) = (process.decision.as_str(), process.default_for.as_str());
        let known = |d: &&crate::catalogue::Decision| d.number == decision && d.kind == "process";
        if !decision.is_empty() && !p.catalogue.decisions.iter().any(|d| known(&d)) {
            wrong(
                first.line,
                "decision",
                format!("Không có quyết định {decision} loại process trong decisions.csv."),
                format!("there is no decision {decision} of kind process in decisions.csv"),
            );
        }
        let fits = tier.is_empty() || tiers.contains(tier) && defaults.insert(tier);
        if !fits {
            wrong(
                first.line,
                "default_for",
                format!("'{tier}' không phải một cấp, hoặc đã có quy trình mặc định."),
                format!("'{tier}' is no tier, or has a default process already"),
            );
        }
        for step in &process.steps {
            if !["desk", "competent"].contains(&step.place.as_str())
                && !p.units.iter().any(|u| u.code == step.place)
            {
                wrong(
                    step.line,
                    "place",
                    format!("'{}' không phải desk, competent hay mã đơn vị.", step.place),
                    format!("'{}' is neither desk, competent nor a unit's code", step.place),
                );
            }
        }
    }
}

fn check_units(p: &Province, tiers: &BTreeSet<&str>, problems: &mut Problems) {
    let mut by_code: BTreeMap<&str, &Unit> = BTreeMap::new();
    for unit in &p.units {
        let mut wrong =
            |column: &str, vi: String, en: String| complain(problems, "units.csv", unit.line, column, vi, en);
        if !tiers.contains(unit.tier.as_str()) {
            wrong(
                "tier",
                format!("Cấp '{}' không có trong province.toml.", unit.tier),
                format!("tier '{}' is not in province.toml", unit.tier),
            );
        }
        if !p.settings.calendars.contains_key(&unit.calendar) {
            wrong(
                "calendar",
                format!("Lịch '{}' không có trong province.toml.", unit.calendar),
                format!("calendar '{}' is not in province.toml", unit.calendar),
            );
        }
        // A parent must stand above: so there can be no cycle either.
        for (column, parent) in [("command", &unit.command), ("territory", &unit.territory)] {
            if !parent.is_empty() && !by_code.contains_key(parent.as_str()) {
                wrong(
                    column,
                    format!("Đơn vị cấp trên '{parent}' phải có ở dòng phía trên."),
                    format!("the parent '{parent}' must stand in a row above"),
                );
            }
        }
        if by_code.insert(&unit.code, unit).is_some() {
            wrong(
                "code",
                format!("Mã {} có hai dòng.", unit.code),
                format!("code {} stands there twice", unit.code),
            );
        }
    }
    for s in &p.successions {
        let known = |code: &str| by_code.contains_key(code);
        let mut wrong = |column: &str, vi: &str, en: &str| {
            complain(problems, "successions.csv", s.line, column, vi.into(), en.into());
        };
        if !known(&s.from) {
            wrong("from", "Đơn vị này phải có trong units.csv.", "this unit must be in units.csv");
        }
        if s.kind != "rename" && (!known(&s.to) || s.from == s.to) {
            wrong(
                "to",
                "Đơn vị kế thừa phải có trong units.csv và khác đơn vị chấm dứt.",
                "the heir must be in units.csv and differ from the unit that ends",
            );
        }
    }
}

fn check_procedures(p: &Province, tiers: &BTreeSet<&str>, problems: &mut Problems) {
    let mut codes = BTreeSet::new();
    for procedure in &p.procedures {
        let mut wrong = |column: &str, vi: String, en: String| {
            complain(
                problems,
                "procedures.csv",
                procedure.line,
                column,
                format!("{}: {vi}", procedure.code),
                format!("{}: {en}", procedure.code),
            );
        };
        if !codes.insert(&procedure.code) {
            wrong("code", "mã có hai dòng".into(), "the code stands there twice".into());
        }
        if !tiers.contains(procedure.tier.as_str()) {
            wrong(
                "tier",
                format!("cấp '{}' không có", procedure.tier),
                format!("there is no tier '{}'", procedure.tier),
            );
        }
        if !p.processes.iter().any(|x| x.code == procedure.process) {
            wrong(
                "process",
                format!("không có quy trình '{}'", procedure.process),
                format!("there is no process '{}'", procedure.process),
            );
        }
        let found = match procedure.competent.split_once(':') {
            Some(("tier", code)) => tiers.contains(code),
            Some(("kind", code)) => p.units.iter().any(|u| u.kind == code),
            Some(("unit", code)) => p.units.iter().any(|u| u.code == code),
            _ => false,
        };
        if !found {
            let c = &procedure.competent;
            wrong(
                "competent",
                format!("'{c}': viết tier:MÃ, kind:MÃ hoặc unit:MÃ có thật"),
                format!("'{c}': write tier:CODE, kind:CODE or unit:CODE of something that exists"),
            );
        }
    }
}

/// Papers belong to a procedure of the folder and are numbered without a gap.
fn check_components(p: &Province, problems: &mut Problems) {
    const FILE: &str = "components.csv";
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    let codes: BTreeSet<&str> = p.procedures.iter().map(|x| x.code.as_str()).collect();
    for component in p.components.iter().flatten() {
        let code = component.procedure.as_str();
        if !codes.contains(code) {
            complain(
                problems,
                FILE,
                component.line,
                "procedure",
                format!("Không có thủ tục {code} trong procedures.csv."),
                format!("there is no procedure {code} in procedures.csv"),
            );
            continue;
        }
        let next = last.entry(code).or_insert(0);
        *next += 1;
        if component.no != *next {
            complain(
                problems,
                FILE,
                component.line,
                "no",
                format!("{code}: số thứ tự phải là {next} (liên tục từ 1)."),
                format!("{code}: the number must be {next}, without a gap from 1"),
            );
            *next = component.no;
        }
    }
}
