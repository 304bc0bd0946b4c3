//! The rules by which a dossier may be taken over. Each wrong thing is told apart, with what it is about.

use super::{Draft, refused};
use crate::numbers;
use crate::reference::Reference;
use crate::words::StateName;
use catalogue::{Competent, ProcedureId, Revision};
use kernel::calendar::{Calendar, CalendarError};
use kernel::term::Running;
use kernel::{Day, Instant, Refusal, Result};
use organisation::UnitVersion;

/// Longest code.
const CODE: usize = 64;
/// Longest name.
const NAME: usize = 200;
/// Longest address and content.
const TEXT: usize = 2_000;

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// What it is about: `code`, `procedure`, `unit`, `receiving`, `name`, `address`, `content`, `accepted_at`,
    /// `promised_day`, `due_day`, `announced_day`, `state`, `step`, `step_unit`, `paused_at`; and of what is there
    /// already also `channel`, `result_by`, `phone`, `card` and `pause_reason`.
    pub about: &'static str,
    /// What and why.
    pub refusal: Refusal,
}

/// What has been found wrong so far.
struct Found(Vec<Wrong>);

impl Found {
    fn add(&mut self, about: &'static str, code: &'static str, vi: impl Into<String>, en: impl Into<String>) {
        self.0.push(Wrong { about, refusal: refused(code, vi, en) });
    }
}

/// Everything wrong with a dossier to be taken over, as far as it is known. Nothing that is missing is wrong here.
///
/// # Errors
/// A fault when a unit has no calendar.
pub fn check(reference: &Reference, now: Instant, d: &Draft) -> Result<Vec<Wrong>> {
    let mut found = Found(Vec::new());
    code(reference, now, d, &mut found);
    texts(d, &mut found);
    places(reference, now.day(), d, &mut found);
    dates(now, d, &mut found);
    step(reference, now, d, &mut found);
    due(reference, now, d, &mut found)?;
    Ok(found.0)
}

fn code(reference: &Reference, now: Instant, d: &Draft, found: &mut Found) {
    let Some(code) = d.code.as_deref() else { return };
    if code.is_empty()
        || code.chars().count() > CODE
        || code.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        found.add(
            "code",
            "takeover.code",
            format!("Mã hồ sơ phải có từ 1 đến {CODE} ký tự và không có khoảng trắng."),
            format!("a code has 1 to {CODE} characters and no spaces"),
        );
    } else if reference.codes.may_give(code, now.day()) {
        found.add(
            "code",
            "takeover.code_ours",
            format!("Mã '{code}' trùng mẫu mã của hệ thống này cho ngày từ hôm nay trở đi nên có thể bị cấp lại. Hãy nhập sau khi hết ngày đó hoặc đổi mã."),
            format!("'{code}' follows this program's own pattern with a day that is not over, so that a desk may give it; take it over after that day, or give it another code"),
        );
    }
}

fn texts(d: &Draft, found: &mut Found) {
    text("content", &d.content, TEXT, found);
    if let Some(applicant) = &d.applicant {
        text("name", &applicant.name, NAME, found);
        if let Err(refusal) = numbers::phone(&applicant.phone) {
            found.0.push(Wrong { about: "phone", refusal });
        }
        if let Err(refusal) = numbers::card(&applicant.card) {
            found.0.push(Wrong { about: "card", refusal });
        }
        text("address", &applicant.address, TEXT, found);
        if applicant.name.trim().is_empty() {
            found.add(
                "name",
                "applicant.name",
                "Thiếu họ tên người nộp. Hãy nhập họ tên.",
                "the applicant's name is missing; enter it",
            );
        }
    }
}

/// Neither too long nor with characters that no form can show, and that a database may not keep.
fn text(about: &'static str, text: &str, most: usize, found: &mut Found) {
    if text.chars().count() > most {
        found.add(
            about,
            "takeover.too_long",
            format!("Dài quá {most} ký tự. Hãy rút gọn."),
            format!("longer than {most} characters; shorten it"),
        );
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        found.add(
            about,
            "takeover.unreadable",
            "Có ký tự điều khiển không đọc được. Hãy gõ lại.",
            "there are control characters; type it again",
        );
    }
}

fn places(reference: &Reference, today: Day, d: &Draft, found: &mut Found) {
    for (about, unit) in [("unit", d.unit), ("receiving", d.receiving), ("step_unit", d.step_unit)] {
        let Some(unit) = unit else { continue };
        if reference.directory.version_at(unit, today).is_none() {
            let heir = reference.directory.version_at(reference.holder(unit, today), today);
            let heir = heir.map_or_else(String::new, |v| format!(": {} ({})", v.code, v.name));
            found.add(
                about,
                "unit.not_there",
                format!("Đơn vị không còn vào hôm nay. Hãy ghi đơn vị kế thừa{heir}."),
                format!("the unit does not exist today; write its heir{heir}"),
            );
        }
    }
    let Some(procedure) = d.procedure else { return };
    let Some(revision) = filed_under(reference, procedure, accepted(d).unwrap_or(today), today) else {
        found.add(
            "procedure",
            "procedure.not_in_force",
            "Thủ tục chưa có hiệu lực. Hãy nạp danh mục thủ tục trước.",
            "the procedure is not in force; load the catalogue first",
        );
        return;
    };
    if let Some(version) = d.unit.and_then(|u| reference.directory.version_at(u, today))
        && !settles(revision, version)
    {
        let (unit, code, name) = (&version.name, &revision.code, &revision.name);
        found.add(
            "unit",
            "takeover.not_competent",
            format!("{unit} không giải quyết thủ tục {code} ({name}). Hãy sửa đơn vị hoặc thủ tục."),
            format!("{unit} does not settle {code} ({name}); correct the unit or the procedure"),
        );
    }
}

/// Whether a unit may settle a procedure.
fn settles(revision: &Revision, unit: &UnitVersion) -> bool {
    match &revision.competent {
        Competent::Unit(code) => *code == unit.code,
        Competent::Kind(kind) => *kind == unit.kind,
        Competent::Tier(tier) => *tier == unit.tier,
    }
}

/// The revision that a dossier accepted before keeps: the one in force then, or today's where the catalogue does not
/// reach back that far.
pub(super) fn filed_under(
    reference: &Reference,
    procedure: ProcedureId,
    accepted: Day,
    today: Day,
) -> Option<&Revision> {
    let catalogue = &reference.catalogue;
    catalogue
        .in_force(procedure, accepted)
        .or_else(|| catalogue.in_force(procedure, today))
        .map(AsRef::as_ref)
}

fn accepted(d: &Draft) -> Option<Day> {
    d.accepted_at.map(Instant::day)
}

fn dates(now: Instant, d: &Draft, found: &mut Found) {
    if let Some(at) = d.accepted_at.filter(|at| *at > now) {
        found.add(
            "accepted_at",
            "takeover.future",
            format!("Thời điểm tiếp nhận ({}) ở tương lai. Hãy sửa.", at.day().vietnamese()),
            format!("{at} has not come yet; correct it"),
        );
    }
    for (about, day) in [("promised_day", d.promised), ("due_day", d.due)] {
        if let (Some(day), Some(accepted)) = (day, accepted(d))
            && day < accepted
        {
            found.add(
                about,
                "takeover.before_accepted",
                format!(
                    "Ngày {} trước ngày tiếp nhận {}. Hãy sửa một trong hai.",
                    day.vietnamese(),
                    accepted.vietnamese()
                ),
                format!("{day} lies before the day of acceptance, {accepted}; correct one of them"),
            );
        }
    }
    if let (Some(announced), Some(promised)) = (d.announced, d.promised)
        && announced <= promised
    {
        found.add(
            "announced_day",
            "dossier.announce",
            format!("Ngày hẹn lại phải sau ngày hẹn trên phiếu ({}). Để trống nếu chưa hẹn lại.", promised.vietnamese()),
            format!("the announced day must be after the promised one ({promised}); leave it empty if there was no apology"),
        );
    }
    if let Some(paused) = d.paused {
        let early = d.accepted_at.is_some_and(|at| paused.since < at);
        if early || paused.since > now {
            found.add(
                "paused_at",
                "takeover.paused_at",
                "Thời điểm tạm dừng phải sau khi tiếp nhận và không ở tương lai.",
                "the clock was stopped after the acceptance and not in the future; correct it",
            );
        }
    }
}

fn step(reference: &Reference, now: Instant, d: &Draft, found: &mut Found) {
    let Some(step) = d.step else { return };
    let today = now.day();
    let revision = d.procedure.and_then(|p| filed_under(reference, p, accepted(d).unwrap_or(today), today));
    if let Some(last) = revision.map(|r| r.process.len())
        && !(1..=last).contains(&step)
    {
        found.add(
            "step",
            "takeover.no_such_step",
            format!("Quy trình của thủ tục này chỉ có các bước từ 1 đến {last}."),
            format!("the process of this procedure has the steps 1 to {last}"),
        );
    } else if d.state == Some(StateName::Accepted) && step != 1 {
        found.add(
            "step",
            "takeover.accepted_elsewhere",
            "Hồ sơ mới tiếp nhận (accepted) phải ở bước 1; từ bước 2 hãy ghi in_step.",
            "an accepted dossier lies in step 1; from step 2 on write in_step",
        );
    } else if d.state == Some(StateName::InStep) && step == 1 {
        found.add(
            "step",
            "takeover.in_step_at_desk",
            "Hồ sơ đang xử lý (in_step) phải từ bước 2; ở bước 1 hãy ghi accepted.",
            "a dossier in_step lies in step 2 or later; in step 1 write accepted",
        );
    }
}

fn due(reference: &Reference, now: Instant, d: &Draft, found: &mut Found) -> Result<()> {
    let today = now.day();
    let (Some(due), Some(procedure), Some(unit)) = (d.due, d.procedure, d.unit) else {
        return Ok(());
    };
    let Some(revision) = filed_under(reference, procedure, accepted(d).unwrap_or(today), today) else {
        return Ok(());
    };
    let at = d.paused.map_or(now, |p| p.since);
    if let Err(refusal) = clock(reference.calendar(unit)?, revision, at, due) {
        found.0.push(Wrong { about: "due_day", refusal });
    }
    Ok(())
}

/// The clock as it ran, due on exactly that day.
///
/// # Errors
/// A refusal when the unit does not work on that day, or the calendar does not reach that far.
pub(super) fn clock(
    calendar: &Calendar,
    revision: &Revision,
    at: Instant,
    due: Day,
) -> std::result::Result<Running, Refusal> {
    let out = |e: CalendarError| {
        refused(
            "calendar.out_of_range",
            format!("Lịch làm việc chưa có cho thời gian này ({e})."),
            format!("the working calendar does not reach that far ({e})"),
        )
    };
    match kernel::term::taken_over(calendar, revision.term, revision.rules, at, due).map_err(out)? {
        Some(running) => Ok(running),
        None => {
            let next = calendar.working_day_from(due).map_err(out)?;
            let why = calendar.why(due).map_err(out)?;
            Err(refused(
                "takeover.day_off",
                format!(
                    "Ngày {} là ngày nghỉ của đơn vị ({}). Hạn giải quyết là ngày làm việc, thường là {}.",
                    due.vietnamese(),
                    why.vi(),
                    next.vietnamese()
                ),
                format!(
                    "{due} is a day off of the unit ({}); a due date is a working day, usually the next one, {next}",
                    why.en()
                ),
            ))
        }
    }
}
