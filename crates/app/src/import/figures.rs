//! Figures of the time before the data begins, and from which day on each unit's are computed.

use dossier::opening::{self, Opening};
use dossier::words::OpeningFigure;
use exchange::{Cells, Column, Grid, Header, Problems, optional, required};
use kernel::{Actor, Day, Instant, Result, UnitId};
use organisation::Directory;
use std::collections::BTreeMap;
use store::{Ctx, Db};

const COLUMNS: &[Column] = &[
    required("unit", &["đơn vị", "mã đơn vị"]),
    required("coverage_from", &["tính từ ngày", "ngày bắt đầu tính"]),
    optional("from", &["từ ngày", "nhập từ ngày"]),
    optional("source", &["nguồn", "căn cứ"]),
    optional("carried_over", &["tồn chuyển sang", "kỳ trước chuyển sang"]),
    optional("received", &["tiếp nhận", "tiếp nhận trong kỳ"]),
    optional("online", &["trực tuyến"]),
    optional("post", &["bưu chính"]),
    optional("moved", &["chuyển do sắp xếp"]),
    optional("on_time_or_early", &["đúng và trước hạn", "trước và đúng hạn"]),
    optional("late", &["quá hạn", "trễ hạn"]),
    optional("refused", &["từ chối"]),
    optional("stopped", &["dừng"]),
    optional("withdrawn", &["rút"]),
    optional("delivered_post", &["trả qua bưu chính"]),
    optional("taken_for_others", &["tiếp nhận hộ"]),
];

/// What a file came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entered {
    /// Rows that were entered, for a part at least (or that would be).
    pub new: usize,
    /// Rows that were entered before.
    pub there: usize,
    /// Figures in all rows.
    pub figures: usize,
}

/// Enters a file's figures in one transaction; with `dry_run` it only says what would come of it.
///
/// # Errors
/// A fault of the database. What is wrong with the file is the inner answer; then nothing was entered.
pub fn enter(
    db: &Db,
    now: Instant,
    file: &str,
    grid: Grid,
    dry_run: bool,
) -> Result<std::result::Result<Entered, Problems>> {
    let file = file.to_owned();
    db.write(move |tx| {
        let ids = tx.ids();
        let ctx = Ctx { actor: Actor::SYSTEM, now, ids: &ids };
        let directory = Directory::load(tx)?;
        let mut problems = Problems::default();
        let (header, openings) = read(&directory, &file, &grid, &mut problems);
        let mut entered = Entered::default();
        for (line, opening) in &openings {
            let compared = opening::compare(tx, opening)?;
            for wrong in opening.check().iter().chain(&compared.wrong) {
                header.wrong(*line, wrong.about, &wrong.refusal, &mut problems);
            }
            entered.new += usize::from(!compared.there);
            entered.there += usize::from(compared.there);
            entered.figures += opening.figures.len();
        }
        if !problems.is_empty() {
            problems.sort();
            return Ok(Err(problems));
        }
        if !dry_run {
            for (_, opening) in &openings {
                opening::keep(tx, &ctx, opening)?;
            }
        }
        Ok(Ok(entered))
    })
}

fn read(
    directory: &Directory,
    file: &str,
    grid: &Grid,
    problems: &mut Problems,
) -> (Header, Vec<(u64, Opening)>) {
    let header = Header::read(file, grid, COLUMNS, problems);
    let mut openings = Vec::new();
    let mut seen = Seen::default();
    for (line, cells) in grid.rows.iter().skip(1) {
        let mut cells = header.row(*line, cells, problems);
        cells.overhang();
        if let Some(opening) = row(&mut cells, directory, &mut seen) {
            openings.push((*line, opening));
        }
    }
    (header, openings)
}

/// What the rows above said: a unit's coverage, and the periods that were entered.
#[derive(Default)]
struct Seen {
    coverage: BTreeMap<UnitId, (Day, u64)>,
    periods: BTreeMap<(UnitId, Option<Day>), u64>,
}

fn row(c: &mut Cells<'_>, directory: &Directory, seen: &mut Seen) -> Option<Opening> {
    let code = c.need("unit");
    let coverage = c.day("coverage_from");
    let unit = code.and_then(|code| unit(c, directory, &code, coverage));
    let (from, source) = (c.opt_day("from"), c.text("source"));
    let mut figures = BTreeMap::new();
    for figure in OpeningFigure::ALL {
        if let Some(value) = c.opt_number(figure.word()) {
            figures.insert(*figure, value);
        }
    }
    if !figures.is_empty() && source.is_empty() {
        c.wrong(
            "source",
            "Số liệu nhập tay phải ghi nguồn (báo cáo nào, số, ngày).",
            "entered figures name their source: which report, its number and day",
        );
    }
    let (unit, coverage_from) = (unit?, coverage?);
    match seen.coverage.get(&unit) {
        Some((day, first)) if *day != coverage_from => c.wrong(
            "coverage_from",
            format!("Khác dòng {first} của cùng đơn vị ({day})."),
            format!("differs from row {first} of the same unit ({day})"),
        ),
        Some(_) => {}
        None => {
            seen.coverage.insert(unit, (coverage_from, c.row()));
        }
    }
    if let Some(first) = seen.periods.insert((unit, from), c.row()) {
        c.wrong(
            "from",
            format!("Đơn vị và ngày này đã có ở dòng {first}. Hãy bỏ một dòng."),
            format!("row {first} is of the same unit and day; leave one out"),
        );
    }
    Some(Opening { unit, coverage_from, from, figures, source })
}

fn unit(c: &mut Cells<'_>, directory: &Directory, code: &str, on: Option<Day>) -> Option<UnitId> {
    let found = match on {
        Some(day) => directory.by_code(code, day).map(|v| v.unit),
        None => directory.ever_by_code(code),
    };
    if found.is_none() {
        let shown: String = code.chars().take(40).collect();
        c.wrong(
            "unit",
            format!("Không có đơn vị mã '{shown}' vào ngày bắt đầu tính. Xem danh sách: motcua unit list."),
            format!("there is no unit '{shown}' on the day of its coverage; `motcua unit list` shows all"),
        );
    }
    found
}
