//! Reading and checking a folder.

use crate::catalogue::{self, Profile, Sheets};
use crate::check::{self, complain};
use crate::entered;
use crate::guide::{self, Guide};
use crate::iso;
use crate::model::{
    Component, Form, Holiday, Names, Plan, PlanSettings, PlanUnit, Procedure, Process, Province, Settings,
    Step, Succession, Unit,
};
use crate::problem::Problem;
use crate::sheet::{self, Cells, Problems};
use kernel::Day;
use kernel::calendar::DayKind;
use kernel::term::Term;
use serde::de::DeserializeOwned;
use std::path::Path;

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
        let listed = dir.join("components.csv").exists();
        let components = listed.then(|| components(dir, &mut problems));
        let catalogue = Sheets::read(dir, &mut problems);
        let guide = Guide::read(dir, &mut problems);
        let plan = if dir.join("plan").is_dir() { plan(dir, &mut problems) } else { None };
        let names = if dir.join("people").is_dir() {
            toml_file::<Names>(dir, "people/names.toml", &mut problems)
        } else {
            None
        };
        let (tiles, ratings) = (entered::tiles(dir, &mut problems), entered::ratings(dir, &mut problems));
        let iso = iso::read(dir, &mut problems);
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
            components,
            catalogue,
            guide,
            annex_3,
            plan,
            names,
            tiles,
            ratings,
            iso,
        };
        entered::check(&province.units, &province.tiles, &province.ratings, &mut problems);
        iso::check(&province.units, &province.iso, &mut problems);
        check::check(&province, &mut problems);
        catalogue::check(&province, &mut problems);
        guide::check(&province, &mut problems);
        crate::bounds::check(&province, &mut problems);
        if problems.is_empty() { Ok(province) } else { Err(problems) }
    }
}

fn toml_file<T: DeserializeOwned>(dir: &Path, file: &str, problems: &mut Problems) -> Option<T> {
    let text = sheet::read_text(dir, file, problems)?;
    match toml::from_str(&text) {
        Ok(value) => Some(value),
        Err(e) => {
            let before = e.span().map_or("", |span| text.get(..span.start).unwrap_or_default());
            let line = u64::try_from(before.matches('\n').count() + 1).unwrap_or(0);
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

/// What `processes.csv` may have beside.
const MORE_STEP_COLUMNS: &[&str] =
    &["share", "group", "may", "produces", "decision", "default_for", "illustrative"];

fn processes(dir: &Path, problems: &mut Problems) -> Vec<Process> {
    let mut found: Vec<Process> = Vec::new();
    let rows = sheet::read_columns(dir, "processes.csv", STEP_COLUMNS, MORE_STEP_COLUMNS, problems, |c| {
        let step = step(c)?;
        Some(Process {
            code: c.need("process"),
            name: c.need("process_name"),
            illustrative: c.yes_or("illustrative", true),
            decision: c.text("decision"),
            default_for: c.text("default_for"),
            steps: vec![step],
        })
    });
    for row in rows {
        match found.iter_mut().find(|p| p.code == row.code) {
            Some(process) => process.steps.extend(row.steps),
            None => found.push(row),
        }
    }
    found
}

fn step(c: &mut Cells<'_>) -> Option<Step> {
    let (minutes, share) = (c.opt_number("allotment_minutes"), c.opt_number("share"));
    if minutes.is_some() == share.is_some() {
        c.wrong(
            "allotment_minutes",
            "Mỗi bước có thời gian bằng phút (allotment_minutes) hoặc bằng phần nghìn thời hạn (share); ghi đúng một ô.",
            "a step has an allotment in minutes or a share in thousandths of the term (share); fill in exactly one",
        );
    }
    let words = |w: &str| {
        let known = |w: &str| ["supplement", "payment", "refuse", "stop"].contains(&w);
        (w == "-" || w.split_whitespace().all(known)).then(|| w.to_owned())
    };
    let may =
        if c.has("may") { c.word("may", words, "supplement payment refuse stop, -")? } else { String::new() };
    Some(Step {
        line: c.line(),
        name: c.need("step"),
        role: c.need("role"),
        place: c.need("place"),
        allotment_minutes: minutes.unwrap_or(0),
        share,
        settles: c.yes("settles"),
        group: c.text("group"),
        may,
        produces: c.text("produces"),
    })
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
    let more = catalogue::PROFILE_COLUMNS;
    sheet::read_columns(dir, "procedures.csv", PROCEDURE_COLUMNS, more, problems, |c| {
        let amount = c.number("term_amount");
        let term = c.word("term_kind", |w| Term::from_parts(w, amount), "hours, working_days, calendar_days");
        Some(Procedure {
            line: c.line(),
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
            profile: Profile::read(c, amount),
        })
    })
}

const COMPONENT_COLUMNS: &[&str] = &["procedure", "no", "name", "kind", "copies", "required", "illustrative"];

fn components(dir: &Path, problems: &mut Problems) -> Vec<Component> {
    let words = |w: &str| ["original", "copy", "electronic"].contains(&w).then(|| w.to_owned());
    let more = ["case", "reusable"];
    sheet::read_columns(dir, "components.csv", COMPONENT_COLUMNS, &more, problems, |c| {
        let component = Component {
            line: c.line(),
            procedure: c.need("procedure"),
            no: c.number("no"),
            name: c.need("name"),
            // A row with a wrong word still has its number, so that the next is not complained about as well.
            kind: c.word("kind", words, "original, copy, electronic").unwrap_or_default(),
            copies: c.number("copies"),
            required: c.yes("required"),
            illustrative: c.yes("illustrative"),
            case: c.opt_number("case"),
            reusable: c.yes_or("reusable", false),
        };
        if !(1..=99).contains(&component.copies) {
            c.wrong("copies", "Số bản phải từ 1 đến 99.", "there must be 1 to 99 of it");
        }
        if component.name.chars().count() > 300 {
            c.wrong("name", "Tên dài quá 300 ký tự. Hãy rút gọn.", "longer than 300 characters; shorten it");
        }
        Some(component)
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
