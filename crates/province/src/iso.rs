//! `iso.csv`: the units that work by a standard of quality management, since when, and what they moved from (the
//! report, II.6.2).

use crate::check::complain;
use crate::model::Unit;
use crate::sheet::{self, Problems};
use kernel::Day;
use std::collections::BTreeSet;
use std::path::Path;

const FILE: &str = "iso.csv";

/// A row of `iso.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Line of the file.
    pub line: u64,
    /// Code of the unit.
    pub unit: String,
    /// The edition of the standard, `TCVN ISO 9001:2015`.
    pub edition: String,
    /// The first day.
    pub applied_from: Day,
    /// The edition it worked by before; empty for a unit that began with this one.
    pub transition_from: String,
    /// Invented.
    pub illustrative: bool,
}

/// Reads the sheet, if there is one.
pub(crate) fn read(dir: &Path, problems: &mut Problems) -> Vec<Applied> {
    if !dir.join(FILE).exists() {
        return Vec::new();
    }
    let columns = ["unit", "edition", "applied_from", "transition_from", "illustrative"];
    sheet::read(dir, FILE, &columns, problems, |c| {
        let applied = Applied {
            line: c.line(),
            unit: c.need("unit"),
            edition: c.need("edition"),
            applied_from: c.day("applied_from"),
            transition_from: c.text("transition_from"),
            illustrative: c.yes("illustrative"),
        };
        if applied.transition_from == applied.edition {
            c.wrong(
                "transition_from",
                "Phiên bản cũ trùng phiên bản đang áp dụng. Hãy để trống nếu đơn vị không chuyển đổi.",
                "it moved from the edition it applies; leave this empty for a unit that did not move",
            );
        }
        Some(applied)
    })
}

/// What holds between the sheet and the units.
pub(crate) fn check(units: &[Unit], applied: &[Applied], problems: &mut Problems) {
    let known: BTreeSet<&str> = units.iter().map(|u| u.code.as_str()).collect();
    let mut seen = BTreeSet::new();
    for row in applied {
        let unit = &row.unit;
        if !known.contains(unit.as_str()) {
            let (vi, en) = (
                format!("Không có đơn vị {unit} trong units.csv."),
                format!("there is no unit {unit} in units.csv"),
            );
            complain(problems, FILE, row.line, "unit", vi, en);
        } else if !seen.insert(unit) {
            let (vi, en) = (
                format!(
                    "Đơn vị {unit} có hai dòng. Mỗi đơn vị một dòng, phiên bản cũ ghi ở transition_from."
                ),
                format!(
                    "{unit} stands there twice; a unit has one row, and its old edition in transition_from"
                ),
            );
            complain(problems, FILE, row.line, "unit", vi, en);
        }
    }
}
