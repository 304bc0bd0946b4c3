//! Reading and checking a folder.

use crate::model::{
    Form, Holiday, Names, Plan, PlanSettings, PlanUnit, Procedure, Process, Province, Settings, Step,
    Succession, Unit,
};
use crate::problem::Problem;
use crate::sheet::{self, Problems};
use kernel::Day;
use kernel::calendar::DayKind;
use kernel::term::Term;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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

impl Province {
    /// Reads a folder.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and remedy.
    pub fn read(dir: &Path) -> Result<Self, Vec<Problem>> {
        let mut problems = Problems::new();
        let settings: Option<Settings> = toml_file(dir, "province.toml", &mut problems);
        let annex_3: Option<Form> = toml_file(dir, "forms/annex-3.toml", &mut problems);
        let units = units(dir, &mut problems);
        let successions = successions(dir, &mut problems);
        let holidays = holidays(dir, &mut problems);
        let processes = processes(dir, &mut problems);
        let procedures = procedures(dir, &mut problems);
        let plan = if dir.join("plan").is_dir() { plan(dir, &mut problems) } else { None };
        let names = if dir.join("people").is_dir() {
            toml_file::<Names>(dir, "people/names.toml", &mut problems)
        } else {
            None
        };
        let (Some(settings), Some(annex_3)) = (settings, annex_3) else {
            return Err(problems);
        };
        let valid_from = setting_day(&settings.valid_from, "valid_from", &mut problems);
        let coverage_from = setting_day(&settings.coverage_from, "coverage_from", &mut problems);
        let province = Self {
            settings,
            valid_from,
            coverage_from,
            units,
            successions,
            holidays,
            processes,
            procedures,
            annex_3,
            plan,
            names,
        };
        check(&province, &mut problems);
        crate::bounds::check(&province, &mut problems);
        if problems.is_empty() { Ok(province) } else { Err(problems) }
    }
}

fn complain(problems: &mut Problems, file: &str, line: u64, column: &str, vi: String, en: String) {
    problems.push(Problem { file: file.into(), line, column: column.into(), vi, en });
}

fn toml_file<T: DeserializeOwned>(dir: &Path, file: &str, problems: &mut Problems) -> Option<T> {
    let text = sheet::read_text(dir, file, problems)?;
    match toml::from_str(&text) {
        Ok(value) => Some(value),
        Err(e) => {
            let before = e.span().map_or("", |span| text.get(..span.start).unwrap_or_default());
            let line = u64::try_from(before.lines().count().max(1)).unwrap_or(0);
            complain(
                problems,
                file,
                line,
                "",
                format!("Không đọc được: {}", e.message()),
                e.message().to_owned(),
            );
            None
        }
    }
}

fn setting_day(text: &str, key: &str, problems: &mut Problems) -> Day {
    text.parse().unwrap_or_else(|e| {
        complain(
            problems,
            "province.toml",
            0,
            key,
            format!("'{text}' không phải ngày: viết 2020-11-13."),
            format!("{e}"),
        );
        Day(0)
    })
}

const UNIT_COLUMNS: &[&str] =
    &["code", "name", "tier", "kind", "command", "territory", "reports", "calendar", "valid_from"];

fn units(dir: &Path, problems: &mut Problems) -> Vec<Unit> {
    sheet::read(dir, "units.csv", UNIT_COLUMNS, problems, |c| {
        Some(Unit {
            line: c.line(),
            code: c.need("code"),
            name: c.need("name"),
            tier: c.need("tier"),
            kind: c.need("kind"),
            command: c.text("command"),
            territory: c.text("territory"),
            reports: c.yes("reports"),
            calendar: c.need("calendar"),
            valid_from: c.opt_day("valid_from"),
        })
    })
}

fn successions(dir: &Path, problems: &mut Problems) -> Vec<Succession> {
    sheet::read(dir, "successions.csv", &["day", "kind", "from", "to", "decision"], problems, |c| {
        let words = |w: &str| ["merge", "dissolve", "rename"].contains(&w).then(|| w.to_owned());
        Some(Succession {
            line: c.line(),
            day: c.day("day"),
            kind: c.word("kind", words, "merge, dissolve, rename")?,
            from: c.need("from"),
            to: c.need("to"),
            decision: c.need("decision"),
        })
    })
}

fn holidays(dir: &Path, problems: &mut Problems) -> Vec<Holiday> {
    let words = "holiday, compensatory_off, swapped_off, make_up_workday, half_day";
    sheet::read(dir, "holidays.csv", &["date", "kind", "name", "unit", "note"], problems, |c| {
        Some(Holiday {
            line: c.line(),
            day: c.day("date"),
            kind: c.word("kind", DayKind::from_word, words)?,
            name: c.need("name"),
            unit: c.text("unit"),
        })
    })
}

const STEP_COLUMNS: &[&str] =
    &["process", "process_name", "step", "role", "place", "allotment_minutes", "settles"];

fn processes(dir: &Path, problems: &mut Problems) -> Vec<Process> {
    let mut found: Vec<Process> = Vec::new();
    for (code, name, step) in sheet::read(dir, "processes.csv", STEP_COLUMNS, problems, |c| {
        let step = Step {
            name: c.need("step"),
            role: c.need("role"),
            place: c.need("place"),
            allotment_minutes: c.number("allotment_minutes"),
            settles: c.yes("settles"),
        };
        Some((c.need("process"), c.need("process_name"), step))
    }) {
        match found.iter_mut().find(|p| p.code == code) {
            Some(process) => process.steps.push(step),
            None => found.push(Process { code, name, steps: vec![step] }),
        }
    }
    found
}

const PROCEDURE_COLUMNS: &[&str] = &[
    "code",
    "name",
    "tier",
    "field",
    "competent",
    "term_kind",
    "term_amount",
    "cut_off",
    "online",
    "post",
    "process",
    "illustrative",
];

fn procedures(dir: &Path, problems: &mut Problems) -> Vec<Procedure> {
    sheet::read(dir, "procedures.csv", PROCEDURE_COLUMNS, problems, |c| {
        let amount = c.number("term_amount");
        let term = c.word("term_kind", |w| Term::from_parts(w, amount), "hours, working_days, calendar_days");
        Some(Procedure {
            code: c.need("code"),
            name: c.need("name"),
            tier: c.need("tier"),
            field: c.need("field"),
            competent: c.need("competent"),
            term: term?,
            cut_off: c.yes("cut_off"),
            online: c.yes("online"),
            post: c.yes("post"),
            process: c.need("process"),
            illustrative: c.yes("illustrative"),
        })
    })
}

const PLAN_COLUMNS: &[&str] = &[
    "tier",
    "district",
    "unit",
    "code",
    "to_process",
    "carried_over",
    "online",
    "on_time_or_early",
    "late",
    "in_term",
];

fn plan(dir: &Path, problems: &mut Problems) -> Option<Plan> {
    let settings: Option<PlanSettings> = toml_file(dir, "plan/plan.toml", problems);
    let units = sheet::read(dir, "plan/dossiers.csv", PLAN_COLUMNS, problems, |c| {
        let unit = PlanUnit {
            line: c.line(),
            unit: c.need("code"),
            carried_over: c.number("carried_over"),
            online: c.number("online"),
            on_time_or_early: c.number("on_time_or_early"),
            late: c.number("late"),
            in_term: c.number("in_term"),
        };
        let whole = unit.on_time_or_early + unit.late + unit.in_term;
        if c.opt_number("to_process").is_some_and(|n| n != whole) {
            c.wrong(
                "to_process",
                format!("Không khớp: đã giải quyết + còn lại = {whole}. Hãy sửa dòng này."),
                format!("does not add up: settled and pending are {whole}; mend the row"),
            );
        }
        if unit.carried_over + unit.online > whole {
            c.wrong(
                "online",
                "Hồ sơ chuyển kỳ và trực tuyến nhiều hơn tổng số.",
                "carried over and online are more than the whole",
            );
        }
        Some(unit)
    });
    let settings = settings?;
    for (key, text) in [
        ("warm_up_from", &settings.warm_up_from),
        ("from", &settings.from),
        ("to", &settings.to),
        ("end", &settings.end),
    ] {
        if let Err(e) = text.parse::<Day>() {
            complain(
                problems,
                "plan/plan.toml",
                0,
                key,
                format!("'{text}' không phải ngày: viết 2020-11-13."),
                format!("{e}"),
            );
        }
    }
    if settings.causes.is_empty() {
        complain(
            problems,
            "plan/plan.toml",
            0,
            "causes",
            "Cần ít nhất một nguyên nhân trễ.".into(),
            "name at least one cause of lateness".into(),
        );
    }
    Some(Plan { settings, units })
}

/// What holds between the files.
fn check(p: &Province, problems: &mut Problems) {
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
        if !days.insert((h.day, &h.unit)) {
            complain(
                problems,
                "holidays.csv",
                h.line,
                "date",
                format!("Ngày {} có hai dòng.", h.day),
                format!("{} stands there twice", h.day),
            );
        }
        if !h.unit.is_empty() && !p.units.iter().any(|u| u.code == h.unit) {
            complain(
                problems,
                "holidays.csv",
                h.line,
                "unit",
                format!("Không có đơn vị {} trong units.csv; để trống nếu áp dụng cho mọi đơn vị.", h.unit),
                format!("there is no unit {} in units.csv; leave it empty for all units", h.unit),
            );
        }
    }
    for process in &p.processes {
        let last = process.steps.len().saturating_sub(1);
        if process.steps.iter().enumerate().any(|(i, s)| s.settles != (i == last)) {
            complain(
                problems,
                "processes.csv",
                0,
                "settles",
                format!("Quy trình {}: đúng bước cuối phải là bước ra kết quả.", process.code),
                format!("process {}: the last step, and no other, must settle", process.code),
            );
        }
        for step in &process.steps {
            if !["desk", "competent"].contains(&step.place.as_str())
                && !p.units.iter().any(|u| u.code == step.place)
            {
                complain(
                    problems,
                    "processes.csv",
                    0,
                    "place",
                    format!("'{}' không phải desk, competent hay mã đơn vị.", step.place),
                    format!("'{}' is neither desk, competent nor a unit's code", step.place),
                );
            }
        }
    }
    check_procedures(p, &tiers, problems);
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
        if !known(&s.from) || (s.kind != "rename" && (!known(&s.to) || s.from == s.to)) {
            complain(
                problems,
                "successions.csv",
                s.line,
                "to",
                "Đơn vị chấm dứt và đơn vị kế thừa phải có trong units.csv và khác nhau.".into(),
                "both units must be in units.csv and differ".into(),
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
                0,
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
