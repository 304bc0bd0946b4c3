//! A workbook opened: which sheet is which, where its columns stand, and everything wrong with it.

use super::columns::Part;
use crate::cells::Cells;
use crate::grid::{Page, Value};
use crate::header::Header;
use crate::problem::{Problem, Problems, letters};
use kernel::Refusal;
use std::collections::BTreeSet;

/// A row of a sheet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Spot {
    sheet: usize,
    line: u64,
}

/// A sheet that is read.
struct Opened<'p> {
    part: Part,
    page: &'p Page,
    header: Header,
}

/// The sheets that are read, in the order of the file.
pub(super) struct Book<'p> {
    sheets: Vec<Opened<'p>>,
}

/// Everything that is said of a file: what stands in the way, and what does not.
#[derive(Default)]
pub(super) struct Told {
    pub(super) problems: Problems,
    pub(super) warnings: Problems,
}

impl<'p> Book<'p> {
    /// Finds the sheets and reads their headers. `file` names a file that has no procedures at all.
    pub(super) fn open(file: &str, pages: &'p [Page], told: &mut Told) -> Self {
        let mut book = Self { sheets: Vec::new() };
        let alone = pages.len() == 1;
        for page in pages {
            // A CSV has no titles, and a sheet that was saved alone keeps whatever it was called.
            let part = Part::of(&page.title).or(alone.then_some(Part::Procedures));
            let Some(part) = part else {
                if !page.grid.rows.is_empty() {
                    told.warnings.add(Problem::whole(
                        &page.title,
                        "unknown_sheet",
                        "Trang tính này không được đọc.",
                        "this sheet is not read",
                    ));
                }
                continue;
            };
            let columns = part.columns().iter().map(|c| crate::Column {
                // A CSV touches only the columns it has.
                required: c.required && (page.grid.typed || c.name == "code"),
                ..*c
            });
            let columns: Vec<crate::Column> = columns.collect();
            let header = Header::read(&page.title, &page.grid, &columns, &mut told.problems);
            book.merged(page, &header, &mut told.problems);
            book.sheets.push(Opened { part, page, header });
        }
        if !book.has(Part::Procedures) {
            told.problems.add(Problem::whole(
                file,
                "missing_sheet",
                format!(
                    "Không có trang tính '{}'. Hãy tải danh mục về và sửa trên tệp đó.",
                    Part::Procedures.vi()
                ),
                format!(
                    "there is no sheet '{}'; download the catalogue and change that file",
                    Part::Procedures.vi()
                ),
            ));
        }
        for part in Part::ALL.into_iter().skip(1).filter(|p| !alone && !book.has(*p)) {
            told.warnings.add(Problem::whole(
                part.vi(),
                "absent_sheet",
                "Không có trang tính này: nội dung đó giữ nguyên.",
                "there is no such sheet: nothing of it changes",
            ));
        }
        book
    }

    fn merged(&self, page: &Page, header: &Header, problems: &mut Problems) {
        for (rows, columns) in &page.merged {
            let (top, bottom, left, right) = (*rows.start(), *rows.end(), *columns.start(), *columns.end());
            let range = format!("{}{top}:{}{bottom}", letters(left), letters(right));
            problems.add(Problem {
                file: page.title.clone(),
                line: top,
                at: Some(left),
                column: header.labels.get(left).cloned().unwrap_or_default(),
                code: "merged",
                vi: format!("Các ô {range} bị gộp. Hãy bỏ gộp và điền từng ô."),
                en: format!("the cells {range} are merged; unmerge them and fill in each"),
            });
        }
    }

    /// Whether there is a sheet of this kind.
    pub(super) fn has(&self, part: Part) -> bool {
        self.sheets.iter().any(|s| s.part == part)
    }

    /// Goes through the rows of all sheets of a kind.
    pub(super) fn each(
        &self,
        part: Part,
        problems: &mut Problems,
        mut row: impl FnMut(Spot, &mut Cells<'_>),
    ) {
        for (sheet, opened) in self.sheets.iter().enumerate().filter(|(_, s)| s.part == part) {
            for (line, cells) in opened.rows() {
                let mut cells = opened.header.row(*line, cells, problems);
                cells.overhang();
                row(Spot { sheet, line: *line }, &mut cells);
            }
        }
    }

    /// How a cell is called: `Thủ tục!A17`.
    pub(super) fn cell(&self, spot: Spot, column: &'static str) -> String {
        let mut told = Problems::default();
        self.wrong(spot, column, Refusal::new("", "", ""), &mut told);
        told.told.first().map(Problem::cell).unwrap_or_default()
    }

    fn wrong(&self, spot: Spot, column: &'static str, refusal: Refusal, problems: &mut Problems) {
        if let Some(opened) = self.sheets.get(spot.sheet) {
            opened.header.wrong(spot.line, column, &refusal, problems);
        }
    }

    /// Notes something that stands in the way.
    pub(super) fn object(&self, told: &mut Told, spot: Spot, column: &'static str, refusal: Refusal) {
        self.wrong(spot, column, refusal, &mut told.problems);
    }

    /// Notes something to look at.
    pub(super) fn warn(&self, told: &mut Told, spot: Spot, column: &'static str, refusal: Refusal) {
        self.wrong(spot, column, refusal, &mut told.warnings);
    }

    /// Brings everything into the order of the file. What is said of cells inside a merged one besides follows from
    /// the merging, and is left out.
    pub(super) fn settle(&self, told: &mut Told) {
        let titles: Vec<&str> = self.sheets.iter().map(|s| s.page.title.as_str()).collect();
        let covered = |p: &Problem| {
            let own = self.sheets.iter().filter(|s| s.page.title == p.file);
            own.flat_map(|s| &s.page.merged)
                .any(|(rows, columns)| rows.contains(&p.line) && p.at.is_some_and(|at| columns.contains(&at)))
        };
        told.problems.told.retain(|p| p.code == "merged" || !covered(p));
        let mut seen = BTreeSet::new();
        for list in [&mut told.problems, &mut told.warnings] {
            list.told.sort_by_key(|p| (titles.iter().position(|t| *t == p.file), p.line, p.at));
            list.told.retain(|p| {
                seen.insert((p.file.clone(), p.line, p.at, p.column.clone(), p.code, p.en.clone()))
            });
        }
    }
}

impl Opened<'_> {
    fn rows(&self) -> impl Iterator<Item = &(u64, Vec<Value>)> {
        self.page.grid.rows.iter().skip(1)
    }
}
