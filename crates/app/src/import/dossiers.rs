//! The open dossiers of another program.

use dossier::desk::takeover::{Draft, Standing};
use dossier::desk::{Applicant, Channel, Ctx, Desk, PauseReason, ResultBy, Shift};
use dossier::numbers;
use dossier::reference::Reference;
use dossier::words::StateName;
use exchange::{Cells, Column, Grid, Header, Problems, optional, required};
use kernel::{Actor, Fault, Instant, Result, UnitId};
use std::collections::BTreeMap;

const COLUMNS: &[Column] = &[
    required("code", &["mã hồ sơ", "số hồ sơ"]),
    required("procedure", &["mã thủ tục", "mã TTHC", "thủ tục"]),
    required("unit", &["đơn vị giải quyết", "mã đơn vị", "cơ quan giải quyết"]),
    optional("receiving", &["đơn vị tiếp nhận", "nơi tiếp nhận"]),
    required("channel", &["kênh", "hình thức nộp", "hình thức tiếp nhận"]),
    optional("result_by", &["hình thức trả", "hình thức trả kết quả"]),
    required("name", &["họ tên", "họ và tên", "người nộp", "chủ hồ sơ"]),
    optional("phone", &["điện thoại", "số điện thoại"]),
    optional("card", &["CCCD", "số CCCD", "CMND", "số giấy tờ", "số định danh"]),
    optional("address", &["địa chỉ"]),
    optional("content", &["nội dung", "trích yếu", "về việc"]),
    required("accepted_at", &["ngày tiếp nhận", "thời điểm tiếp nhận"]),
    required("promised_day", &["ngày hẹn trả", "ngày hẹn"]),
    required("due_day", &["hạn giải quyết", "hạn xử lý", "ngày đến hạn"]),
    optional("announced_day", &["ngày hẹn lại"]),
    required("state", &["trạng thái", "tình trạng"]),
    optional("step", &["bước", "bước hiện tại"]),
    optional("step_unit", &["đơn vị đang giữ", "đơn vị đang xử lý"]),
    optional("paused_at", &["ngày tạm dừng", "thời điểm tạm dừng"]),
    optional("pause_reason", &["lý do tạm dừng"]),
];

const CHANNELS: &[(Channel, &[&str])] = &[
    (Channel::Counter, &["counter", "1", "trực tiếp", "tại quầy"]),
    (Channel::Online, &["online", "2", "trực tuyến", "qua mạng"]),
    (Channel::Post, &["post", "3", "bưu chính", "bưu chính công ích", "bưu điện"]),
];
const RESULTS: &[(ResultBy, &[&str])] = &[
    (ResultBy::Counter, &["counter", "1", "trực tiếp", "tại quầy"]),
    (ResultBy::Post, &["post", "3", "bưu chính", "bưu chính công ích", "bưu điện"]),
    (ResultBy::Electronic, &["electronic", "2", "điện tử", "bản điện tử", "trực tuyến"]),
];
const STATES: &[(StateName, &[&str])] = &[
    (StateName::Accepted, &["accepted", "mới tiếp nhận", "đã tiếp nhận", "được tiếp nhận"]),
    (StateName::InStep, &["in_step", "đang xử lý", "đang giải quyết"]),
    (StateName::Paused, &["paused", "tạm dừng", "đang tạm dừng"]),
];
const REASONS: &[(PauseReason, &[&str])] = &[
    (PauseReason::Supplement, &["supplement", "bổ sung", "bổ sung hồ sơ", "yêu cầu bổ sung"]),
    (PauseReason::FinancialDuty, &["financial_duty", "nghĩa vụ tài chính", "chờ nghĩa vụ tài chính"]),
];

/// What a file came to.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Dossiers taken over (or that would be).
    pub new: usize,
    /// Dossiers that were taken over before, just so.
    pub there: usize,
    /// The new ones by the competent unit's code, in order.
    pub by_unit: BTreeMap<String, usize>,
    /// Of the new ones: overdue today.
    pub overdue: usize,
    /// Of the new ones: the clock stands.
    pub paused: usize,
}

/// Takes over a file's dossiers in one transaction; with `dry_run` it only says what would come of it.
///
/// # Errors
/// A fault of the database. What is wrong with the file is the inner answer; then nothing was taken.
pub fn take_over(
    desk: &Desk,
    now: Instant,
    file: &str,
    grid: Grid,
    dry_run: bool,
) -> Result<std::result::Result<Taken, Problems>> {
    let (ids, file) = (desk.db().ids().clone(), file.to_owned());
    desk.shift(move |shift| {
        let ctx = Ctx { actor: Actor::SYSTEM, now, ids: &ids };
        let mut problems = Problems::default();
        let (header, drafts) = read(shift.reference(), now, &file, &grid, &mut problems);
        judge_and_take(shift, &ctx, &header, drafts, problems, dry_run)
    })
}

fn judge_and_take(
    shift: &mut Shift<'_, '_>,
    ctx: &Ctx<'_>,
    header: &Header,
    drafts: Vec<(u64, Draft)>,
    mut problems: Problems,
    dry_run: bool,
) -> Result<std::result::Result<Taken, Problems>> {
    let (lines, drafts): (Vec<u64>, Vec<Draft>) = drafts.into_iter().unzip();
    let judged = shift.judge_take_over(ctx, &drafts)?;
    for (at, wrong) in &judged.wrong {
        header.wrong(lines[*at], wrong.about, &wrong.refusal, &mut problems);
    }
    if !problems.is_empty() {
        problems.sort();
        return Ok(Err(problems));
    }
    let mut taken = Taken { new: judged.new.len(), there: judged.there.len(), ..Taken::default() };
    let mut new = judged.new.iter().copied().peekable();
    for (at, draft) in drafts.into_iter().enumerate() {
        if new.next_if_eq(&at).is_none() {
            continue;
        }
        let Some(cmd) = draft.whole() else {
            return Err(
                Fault::new(format!("row {}: something is missing, and nobody said so", lines[at])).into()
            );
        };
        let unit =
            shift.reference().directory.last_version(cmd.unit).map_or("?", |v| v.code.as_str()).to_owned();
        *taken.by_unit.entry(unit).or_default() += 1;
        taken.paused += usize::from(cmd.paused.is_some());
        taken.overdue += usize::from(cmd.paused.is_none() && cmd.due < ctx.now.day());
        if !dry_run {
            shift.take_over(ctx, cmd)?;
        }
    }
    Ok(Ok(taken))
}

/// Reads the rows; what cannot be read is noted, and left out of the draft.
fn read(
    reference: &Reference,
    now: Instant,
    file: &str,
    grid: &Grid,
    problems: &mut Problems,
) -> (Header, Vec<(u64, Draft)>) {
    let header = Header::read(file, grid, COLUMNS, problems);
    let mut drafts = Vec::with_capacity(grid.rows.len());
    let mut codes: BTreeMap<String, u64> = BTreeMap::new();
    for (line, cells) in grid.rows.iter().skip(1) {
        let mut cells = header.row(*line, cells, problems);
        cells.overhang();
        let draft = row(&mut cells, reference, now);
        if let Some(code) = &draft.code {
            match codes.get(code) {
                Some(first) => cells.wrong(
                    "code",
                    format!("Mã '{code}' đã có ở dòng {first}. Hãy bỏ một dòng."),
                    format!("'{code}' stands in row {first} already; leave one out"),
                ),
                None => {
                    codes.insert(code.clone(), *line);
                }
            }
        }
        drafts.push((*line, draft));
    }
    (header, drafts)
}

fn row(c: &mut Cells<'_>, reference: &Reference, now: Instant) -> Draft {
    let unit = unit(c, reference, now, "unit");
    let receiving = if c.is_empty("receiving") { unit } else { self::unit(c, reference, now, "receiving") };
    let state = c.word("state", STATES);
    let step = if c.is_empty("step") {
        // At the desk it lies in the first step; else where the work begins.
        state.map(|s| if s == StateName::Accepted { 1 } else { 2 })
    } else {
        c.number("step")
    };
    Draft {
        code: c.need("code"),
        procedure: procedure(c, reference),
        unit,
        receiving,
        channel: c.word("channel", CHANNELS),
        result_by: if c.is_empty("result_by") {
            Some(ResultBy::Counter)
        } else {
            c.word("result_by", RESULTS)
        },
        applicant: applicant(c),
        content: c.text("content"),
        accepted_at: c.instant("accepted_at"),
        promised: c.day("promised_day"),
        due: c.day("due_day"),
        announced: c.opt_day("announced_day"),
        state,
        step,
        step_unit: if c.is_empty("step_unit") { None } else { self::unit(c, reference, now, "step_unit") },
        paused: pause(c, state),
    }
}

fn unit(c: &mut Cells<'_>, reference: &Reference, now: Instant, column: &'static str) -> Option<UnitId> {
    let code = c.need(column)?;
    let directory = &reference.directory;
    let found = directory.by_code(&code, now.day()).map(|v| v.unit).or_else(|| directory.ever_by_code(&code));
    if found.is_none() {
        let shown: String = code.chars().take(40).collect();
        c.wrong(
            column,
            format!("Không có đơn vị mã '{shown}'. Xem danh sách: motcua unit list."),
            format!("there is no unit '{shown}'; `motcua unit list` shows all"),
        );
    }
    found
}

fn procedure(c: &mut Cells<'_>, reference: &Reference) -> Option<dossier::desk::ProcedureId> {
    let code = c.need("procedure")?;
    let found = reference.catalogue.by_code(&code);
    if found.is_none() {
        let shown: String = code.chars().take(40).collect();
        c.wrong(
            "procedure",
            format!("Không có thủ tục mã '{shown}' (trong Excel hãy để ô dạng văn bản). Hãy nạp danh mục trước."),
            format!("there is no procedure '{shown}' (in a workbook the cell must be a text); load the catalogue first"),
        );
    }
    found
}

fn applicant(c: &mut Cells<'_>) -> Option<Applicant> {
    let phone = c.digits(
        "phone",
        &[10],
        |text| numbers::read_phone(text).filter(|d| d.len() <= 11),
        "Số điện thoại gồm 8 đến 11 chữ số. Hãy sửa hoặc để trống.",
        "a telephone number has 8 to 11 digits; correct it or leave it empty",
    );
    let card = c.digits(
        "card",
        &[9, 12],
        |text| {
            numbers::read_card(text)
                .filter(|d| matches!(d.len(), 9 | 12) && d.bytes().all(|b| b.is_ascii_digit()))
        },
        "Số giấy tờ gồm 9 hoặc 12 chữ số. Hãy sửa hoặc để trống.",
        "the number of a card has 9 or 12 digits; correct it or leave it empty",
    );
    Some(Applicant { address: c.text("address"), name: c.need("name")?, phone, card })
}

fn pause(c: &mut Cells<'_>, state: Option<StateName>) -> Option<Standing> {
    if state == Some(StateName::Paused) {
        let (since, why) = (c.instant("paused_at"), c.word("pause_reason", REASONS));
        for column in ["paused_at", "pause_reason"] {
            c.demand(column);
        }
        return Some(Standing { since: since?, why: why? });
    }
    for column in ["paused_at", "pause_reason"] {
        if state.is_some() && !c.is_empty(column) {
            c.wrong(
                column,
                "Chỉ hồ sơ tạm dừng (paused) mới có ô này. Hãy xóa ô hoặc sửa trạng thái.",
                "only of a paused dossier; empty the cell or correct the state",
            );
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_columns_go_by_the_same_name() {
        assert_eq!(exchange::ambiguous(super::COLUMNS), None);
    }
}
