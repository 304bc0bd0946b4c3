//! Writing reports.

use super::args::{Annex3, Format};
use super::{Done, Failure, open, tell};
use crate::output;
use ::report::annex3::{Question, RowKind, annex};
use kernel::{Day, Period};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use store::Open;

pub(super) fn annex3(asked: &Annex3) -> Done {
    let Some(period) = Period::new(asked.from, asked.to) else {
        return Err(Failure {
            message: format!(
                "--to {} lies before --from {} / ngày kết thúc trước ngày bắt đầu",
                asked.to, asked.from
            ),
            code: 2,
        });
    };
    if asked.format == Format::Xlsx && asked.out.is_none() && io::stdout().is_terminal() {
        return Err(Failure {
            message: "a workbook needs --out FILE / tệp Excel cần --out FILE".into(),
            code: 2,
        });
    }
    let db = open(&asked.place, Open::Existing)?;
    let question = Question {
        period,
        as_of: asked.as_of.unwrap_or(asked.to),
        subtotals: asked.subtotals,
        overdue: asked.overdue,
        mapped_to: asked.mapped_to,
    };
    let table = db.read(|tx| annex(tx, question))?;
    if table.uncovered() {
        tell(&format!(
            "motcua: the data begins on {}; the cells of a period before that are empty, not zero / số liệu có từ {}",
            table.coverage_from,
            table.coverage_from.vietnamese()
        ));
    }
    let later = table.begun_later();
    if let (Some((name, day)), false) = (later.first(), table.uncovered()) {
        tell(&format!(
            "motcua: the data of {} units begins within or after this period ({name}: {day}): what was not entered for them is empty, not zero / {} đơn vị có số liệu muộn hơn",
            later.len(),
            later.len()
        ));
    }
    if table.provisional() {
        let (en, vi) = match table.closed_to {
            Day(0) => ("no day is closed yet".to_owned(), "chưa khóa ngày nào".to_owned()),
            day => (
                format!("days from {day} on are not closed yet"),
                format!("số liệu từ ngày {} chưa khóa", day.vietnamese()),
            ),
        };
        tell(&format!("motcua: {en}, so figures as of {} may still change / {vi}", table.as_of));
    }
    let overdue: i64 = table.of_kind(RowKind::Unit).filter_map(|l| l.overdue).sum();
    if overdue > 0 && !asked.overdue && asked.format != Format::Json {
        tell(&format!(
            "motcua: {overdue} pending dossiers are overdue and in no column of this form; add --overdue / {overdue} hồ sơ đang giải quyết đã quá hạn"
        ));
    }
    let bytes = match asked.format {
        Format::Csv if asked.excel => output::excel_csv(&table),
        Format::Csv => output::csv(&table)?,
        Format::Json => output::json(&table)?,
        Format::Md => output::markdown(&table),
        Format::Xlsx => output::xlsx(&table)?,
    };
    match &asked.out {
        Some(file) => output::write_whole(file, &bytes)?,
        None => {
            if let Err(e) = io::stdout().write_all(&bytes)
                && e.kind() != io::ErrorKind::BrokenPipe
            {
                return Err(e.into());
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
