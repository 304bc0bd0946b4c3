//! What holds between the sheets of the catalogue.

use super::{BASES, CASES, DECISIONS, Decision, FEES, PUBLICATIONS, RECEPTIONS, Sheets};
use crate::check::complain;
use crate::model::{Procedure, Province};
use crate::sheet::Problems;
use std::collections::{BTreeMap, BTreeSet};

/// What holds between the sheets.
pub(crate) fn check(p: &Province, problems: &mut Problems) {
    let procedures: BTreeMap<&str, &Procedure> = p.procedures.iter().map(|x| (x.code.as_str(), x)).collect();
    let sheets = &p.catalogue;
    decisions_stand_once(sheets, problems);
    publications_hold(sheets, &procedures, problems);
    let rows = sheets.cases.iter().map(|x| (CASES, x.line, &x.procedure));
    let rows = rows.chain(sheets.fees.iter().map(|x| (FEES, x.line, &x.procedure)));
    for (file, line, code) in rows.chain(sheets.bases.iter().map(|x| (BASES, x.line, &x.procedure))) {
        if !procedures.contains_key(code.as_str()) {
            no_procedure(problems, file, line, code);
        }
    }
    receptions_hold(p, &procedures, problems);
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    for case in &sheets.cases {
        let next = last.entry(case.procedure.as_str()).or_insert(0);
        *next += 1;
        if case.no != *next {
            let code = &case.procedure;
            complain(
                problems,
                CASES,
                case.line,
                "no",
                format!("{code}: số thứ tự phải là {next} (liên tục từ 1)."),
                format!("{code}: the number must be {next}, without a gap from 1"),
            );
            *next = case.no;
        }
    }
    let cases: BTreeSet<(&str, i64)> = sheets.cases.iter().map(|x| (x.procedure.as_str(), x.no)).collect();
    let of_cases = sheets.fees.iter().filter_map(|f| Some((FEES, f.line, f.procedure.as_str(), f.case?)));
    let papers = p.components.iter().flatten();
    let of_cases = of_cases
        .chain(papers.filter_map(|c| Some(("components.csv", c.line, c.procedure.as_str(), c.case?))));
    for (file, line, code, case) in of_cases {
        if !cases.contains(&(code, case)) {
            complain(
                problems,
                file,
                line,
                "case",
                format!("{code}: không có trường hợp {case} trong cases.csv."),
                format!("{code}: there is no case {case} in cases.csv"),
            );
        }
    }
}

fn receptions_hold(p: &Province, procedures: &BTreeMap<&str, &Procedure>, problems: &mut Problems) {
    let mut known = BTreeSet::new();
    for row in &p.catalogue.receptions {
        let code = row.procedure.as_str();
        if !procedures.contains_key(code) {
            no_procedure(problems, RECEPTIONS, row.line, code);
        }
        let mut wrong =
            |column: &str, vi: String, en: String| complain(problems, RECEPTIONS, row.line, column, vi, en);
        if !known.insert((code, &row.unit, &row.desk)) {
            wrong(
                "procedure",
                format!("Thủ tục {code} của {} tại {} có hai dòng.", row.unit, row.desk),
                format!("procedure {code} of {} at {} stands there twice", row.unit, row.desk),
            );
        }
        for (column, unit) in [("unit", &row.unit), ("desk", &row.desk)] {
            if !p.units.iter().any(|u| u.code == *unit) {
                wrong(
                    column,
                    format!("Không có đơn vị {unit} trong units.csv."),
                    format!("there is no unit {unit} in units.csv"),
                );
            }
        }
        let kind = if row.wholly { "wholly" } else { "centre" };
        if !p.catalogue.decisions.iter().any(|d| d.number == row.decision && d.kind == kind) {
            wrong(
                "decision",
                format!("Không có quyết định {} loại {kind} trong decisions.csv.", row.decision),
                format!("there is no decision {} of kind {kind} in decisions.csv", row.decision),
            );
        }
    }
}

fn no_procedure(problems: &mut Problems, file: &str, line: u64, code: &str) {
    complain(
        problems,
        file,
        line,
        "procedure",
        format!("Không có thủ tục {code} trong procedures.csv."),
        format!("there is no procedure {code} in procedures.csv"),
    );
}

fn decisions_stand_once(sheets: &Sheets, problems: &mut Problems) {
    let mut numbers = BTreeSet::new();
    for decision in &sheets.decisions {
        if !numbers.insert(&decision.number) {
            let number = &decision.number;
            complain(
                problems,
                DECISIONS,
                decision.line,
                "number",
                format!("Quyết định {number} có hai dòng."),
                format!("decision {number} stands there twice"),
            );
        }
    }
}

fn publications_hold(sheets: &Sheets, procedures: &BTreeMap<&str, &Procedure>, problems: &mut Problems) {
    let decisions: BTreeMap<&str, &Decision> =
        sheets.decisions.iter().map(|d| (d.number.as_str(), d)).collect();
    let mut published = BTreeSet::new();
    for row in &sheets.publications {
        let code = row.procedure.as_str();
        let mut wrong = |column: &str, vi: String, en: String| {
            complain(problems, PUBLICATIONS, row.line, column, vi, en);
        };
        match decisions.get(row.decision.as_str()) {
            None => wrong(
                "decision",
                format!("Không có quyết định {} trong decisions.csv.", row.decision),
                format!("there is no decision {} in decisions.csv", row.decision),
            ),
            Some(decision) if decision.kind != "publication" => wrong(
                "decision",
                format!("Quyết định {} không phải quyết định công bố.", row.decision),
                format!("decision {} does not publish procedures", row.decision),
            ),
            Some(_) => {}
        }
        if !published.insert(code) {
            wrong(
                "procedure",
                format!("Thủ tục {code} có hai dòng; một thư mục chỉ kể lần công bố cuối."),
                format!("procedure {code} stands there twice; a folder tells the last publication only"),
            );
        }
        let Some(procedure) = procedures.get(code) else {
            no_procedure(problems, PUBLICATIONS, row.line, code);
            continue;
        };
        let (law, term) = (procedure.profile.as_ref().map(|x| x.law_amount), procedure.term.to_parts().1);
        if row.effect == "new"
            && let (Some(law), Some(least)) = (law, row.min_cut_percent)
            && (law - term) * 100 < law * least
        {
            wrong(
                "min_cut_percent",
                format!("{code}: thủ tục mới phải cắt giảm ít nhất {least}% ({law} → {term} chưa đủ)."),
                format!("{code}: a new procedure must be cut by {least} % at least ({law} → {term} is less)"),
            );
        }
        let before = !row.before_name.is_empty()
            || row.before_law_amount.is_some()
            || row.before_term_amount.is_some();
        let changed = ["amended", "replaced"].contains(&row.effect.as_str());
        if before != changed {
            wrong(
                "effect",
                "Thủ tục sửa đổi, thay thế cần ít nhất một cột before_ khác trước; thủ tục mới, bãi bỏ thì để trống."
                    .into(),
                "an amended or replaced procedure needs one before_ column at least; a new or abolished one has none"
                    .into(),
            );
        }
    }
}
