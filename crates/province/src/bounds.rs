//! What would load and then stop the desks: settings, hours, ages and re-organisations that cannot be.

use crate::model::{Plan, Province, Succession, Unit};
use crate::problem::Problem;
use kernel::Day;
use kernel::calendar::{Calendar, CalendarSpec, HoursRule};
use kernel::term::ResumeRule;
use std::collections::{BTreeMap, BTreeSet};

/// A day further from the folder's first day than this is a slip of the pen.
const MOST_DAYS: i64 = 40 * 366;

struct Notes<'p>(&'p mut Vec<Problem>);

impl Notes<'_> {
    fn wrong(&mut self, file: &str, line: u64, column: &str, vi: impl Into<String>, en: impl Into<String>) {
        // What could not be read stands for something else here: its cell was complained about already.
        if line > 0
            && self.0.iter().any(|p| (p.file.as_str(), p.line, p.column.as_str()) == (file, line, column))
        {
            return;
        }
        self.0.push(Problem { file: file.into(), line, column: column.into(), vi: vi.into(), en: en.into() });
    }
}

pub(crate) fn check(p: &Province, problems: &mut Vec<Problem>) {
    let mut notes = Notes(problems);
    settings(p, &mut notes);
    calendars(p, &mut notes);
    holidays(p, &mut notes);
    let units: BTreeMap<&str, &Unit> = p.units.iter().map(|u| (u.code.as_str(), u)).collect();
    ages(p, &units, &mut notes);
    successions(p, &units, &mut notes);
    if let Some(x) = &p.plan {
        plan(x, &mut notes);
    }
}

fn settings(p: &Province, notes: &mut Notes<'_>) {
    const FILE: &str = "province.toml";
    let s = &p.settings;
    let has = |token: &str| s.code_pattern.contains(token);
    if !has("{unit}") || !has("{nnnn}") || !(has("{yymmdd}") || has("{yyyymmdd}")) {
        notes.wrong(
            FILE,
            0,
            "code_pattern",
            "Mẫu mã phải có {unit}, {yymmdd} hoặc {yyyymmdd}, và {nnnn}; nếu không hai hồ sơ sẽ trùng mã.",
            "the pattern needs {unit}, {yymmdd} or {yyyymmdd}, and {nnnn}, else two dossiers get the same code",
        );
    }
    if !(1..24 * 60).contains(&s.cut_off_minute) {
        notes.wrong(
            FILE,
            0,
            "cut_off_minute",
            "Phải là phút trong ngày, 1–1439 (900 là 15 giờ).",
            "must be a minute of the day, 1–1439 (900 is 15:00)",
        );
    }
    if let ResumeRule::ContinuePlusDays(n) = s.resume
        && !(0..=30).contains(&n)
    {
        notes.wrong(
            FILE,
            0,
            "resume",
            "Số ngày cộng thêm phải từ 0 đến 30.",
            "the days added must be 0 to 30",
        );
    }
    let mut tiers = BTreeSet::new();
    for tier in &s.tiers {
        if !tiers.insert(&tier.code) {
            let code = &tier.code;
            notes.wrong(
                FILE,
                0,
                "tiers",
                format!("Cấp {code} có hai lần."),
                format!("tier {code} stands there twice"),
            );
        }
    }
}

/// What cannot be built would stop every desk, and hours once loaded are not edited.
fn calendars(p: &Province, notes: &mut Notes<'_>) {
    for (name, hours) in &p.settings.calendars {
        let mut weekdays = BTreeSet::new();
        let known = hours.weekdays.iter().all(|w| (1..=7).contains(w) && weekdays.insert(*w));
        let rule = |w: &u8| HoursRule { valid_from: Day(0), weekday: *w, spans: hours.spans.clone() };
        let spec = CalendarSpec { hours: hours.weekdays.iter().map(rule).collect(), days: Vec::new() };
        if !known || Calendar::build(&spec, Day(0), Day(7)).is_err() {
            notes.wrong(
                "province.toml",
                0,
                &format!("calendars.{name}"),
                "Cần ngày trong tuần 1–7 không trùng, và giờ làm việc theo thứ tự, không chồng lấn, từ phút 0 đến 1440.",
                "needs weekdays 1–7, each once, and hours in order that do not overlap, within minutes 0 to 1440",
            );
        }
    }
}

fn holidays(p: &Province, notes: &mut Notes<'_>) {
    const FILE: &str = "holidays.csv";
    for h in &p.holidays {
        if (h.day.0 - p.valid_from.0).abs() > MOST_DAYS {
            notes.wrong(
                FILE,
                h.line,
                "date",
                format!("Ngày {} quá xa so với valid_from. Hãy kiểm tra năm.", h.day),
                format!("{} is too far from valid_from; check the year", h.day),
            );
        }
    }
}

fn begins(p: &Province, unit: &Unit) -> Day {
    unit.valid_from.unwrap_or(p.valid_from)
}

/// Nobody belongs to a unit that is not there yet.
fn ages(p: &Province, units: &BTreeMap<&str, &Unit>, notes: &mut Notes<'_>) {
    for unit in &p.units {
        for parent in [&unit.command, &unit.territory] {
            let younger = units.get(parent.as_str()).is_some_and(|above| begins(p, above) > begins(p, unit));
            if younger {
                notes.wrong(
                    "units.csv",
                    unit.line,
                    "valid_from",
                    format!("Đơn vị bắt đầu trước đơn vị cấp trên {parent}."),
                    format!("the unit begins before its parent {parent}"),
                );
                break;
            }
        }
    }
}

fn successions(p: &Province, units: &BTreeMap<&str, &Unit>, notes: &mut Notes<'_>) {
    const FILE: &str = "successions.csv";
    let ending = |s: &&Succession| s.kind != "rename";
    let mut ends: BTreeMap<&str, Day> = BTreeMap::new();
    for s in p.successions.iter().filter(ending) {
        if ends.insert(&s.from, s.day).is_some() {
            notes.wrong(
                FILE,
                s.line,
                "from",
                format!("{} chấm dứt hai lần.", s.from),
                format!("{} ends twice", s.from),
            );
        }
    }
    for s in &p.successions {
        let Some(from) = units.get(s.from.as_str()) else { continue };
        if begins(p, from) >= s.day
            || (s.kind == "rename" && ends.get(s.from.as_str()).is_some_and(|e| *e <= s.day))
        {
            notes.wrong(
                FILE,
                s.line,
                "from",
                format!("{} không hoạt động trước ngày {}.", s.from, s.day),
                format!("{} is not there before {}", s.from, s.day),
            );
        }
        let heir = units.get(s.to.as_str()).filter(|_| s.kind != "rename");
        if heir.is_some_and(|to| begins(p, to) > s.day)
            || heir.is_some() && ends.get(s.to.as_str()).is_some_and(|e| *e <= s.day)
        {
            notes.wrong(
                FILE,
                s.line,
                "to",
                format!("Đơn vị kế thừa {} không hoạt động vào ngày {}.", s.to, s.day),
                format!("the heir {} is not there on {}", s.to, s.day),
            );
        }
    }
}

fn plan(plan: &Plan, notes: &mut Notes<'_>) {
    let s = &plan.settings;
    let mut seen = BTreeSet::new();
    for row in &plan.units {
        if !seen.insert(&row.unit) {
            let unit = &row.unit;
            notes.wrong(
                "plan/dossiers.csv",
                row.line,
                "code",
                format!("Đơn vị {unit} có hai dòng."),
                format!("unit {unit} stands there twice"),
            );
        }
    }
    let day = |text: &str| text.parse::<Day>().ok();
    if let (Some(warm), Some(from), Some(to), Some(end)) =
        (day(&s.warm_up_from), day(&s.from), day(&s.to), day(&s.end))
        && !(warm <= from && from < to && to <= end)
    {
        notes.wrong(
            "plan/plan.toml",
            0,
            "from",
            "Phải theo thứ tự warm_up_from, from, to, end.",
            "warm_up_from, from, to and end must follow each other in this order",
        );
    }
    let shares = [s.supplement, s.refused, s.stopped, s.withdrawn, s.sent_back, s.not_accepted];
    if shares.iter().any(|n| !(0..=1_000).contains(n)) || s.refused + s.stopped + s.withdrawn > 1_000 {
        notes.wrong(
            "plan/plan.toml",
            0,
            "supplement",
            "Các tỷ lệ phải từ 0 đến 1000 phần nghìn.",
            "the shares must be 0 to 1000 per thousand",
        );
    }
    if s.months.iter().any(|n| *n < 0) || s.months.iter().all(|n| *n == 0) || s.post_in < 0 || s.post_out < 0
    {
        notes.wrong(
            "plan/plan.toml",
            0,
            "months",
            "Trọng số các tháng và số hồ sơ bưu chính không được âm, và phải có tháng lớn hơn 0.",
            "weights of months and postal totals must not be negative, and one month must weigh something",
        );
    }
}
