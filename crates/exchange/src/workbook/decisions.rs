//! Decisions: those that are known, those of the sheet, and the one that is asked for.

use super::book::{Book, Spot, Told};
use super::columns::{DECISION_KINDS, Part};
use super::known::Known;
use super::text::squeezed;
use crate::cells::Cells;
use catalogue::{Decision, DecisionDay, DecisionId, DecisionKind, implausible_days};
use kernel::{Day, Refusal, Result};
use std::collections::BTreeMap;

/// The decision under which rows are published that name none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Its number and notation. The rest may be left out where it is known.
    pub number: String,
    /// The day it was signed.
    pub signed_on: Option<Day>,
    /// The first day it holds; the day of signing when left out.
    pub in_force_from: Option<Day>,
    /// Who signed.
    pub issuer: String,
    /// Its abstract.
    pub summary: String,
    /// By how many percent the terms of new procedures must be shorter than the law's.
    pub min_cut_percent: Option<i64>,
}

/// A decision that rows may name.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) decision: Decision,
    pub(super) min_cut_percent: Option<i64>,
    /// Whether it is kept already.
    pub(super) known: bool,
}

/// Decisions by their numbers; of several with one number, which begin anew every year, the last signed.
pub(super) struct Decisions {
    by_number: BTreeMap<String, Resolved>,
    pub(super) asked: Option<String>,
}

/// A row of the sheet.
struct Row {
    spot: Spot,
    decision: Decision,
    min_cut_percent: Option<i64>,
}

impl Decisions {
    /// Reads the sheet and joins what is known and what is asked.
    ///
    /// # Errors
    /// A refusal of what is asked.
    pub(super) fn read(
        book: &Book<'_>,
        known: &Known,
        asked: Option<&Asked>,
        told: &mut Told,
    ) -> Result<Self> {
        let mut by_number = BTreeMap::new();
        // They are sorted by the day of signing.
        for decision in known.catalogue.decisions() {
            let resolved = Resolved { decision: decision.clone(), min_cut_percent: None, known: true };
            by_number.insert(decision.number.clone(), resolved);
        }
        let mut rows = Vec::new();
        book.each(Part::Decisions, &mut told.problems, |spot, c| rows.extend(row(spot, c)));
        let mut seen: BTreeMap<(String, i32), Spot> = BTreeMap::new();
        for row in rows {
            let key = (row.decision.number.clone(), row.decision.signed_on.ymd().0);
            if let Some(first) = seen.get(&key) {
                let cell = book.cell(*first, "number");
                book.object(told, row.spot, "number", twice(&row.decision.number, &cell));
                continue;
            }
            seen.insert(key, row.spot);
            let Some(resolved) = held(book, known, row, told) else { continue };
            let newer = |r: &Resolved| r.decision.signed_on <= resolved.decision.signed_on;
            if by_number.get(&resolved.decision.number).is_none_or(newer) {
                by_number.insert(resolved.decision.number.clone(), resolved);
            }
        }
        let mut decisions = Self { by_number, asked: None };
        if let Some(asked) = asked {
            decisions.ask(asked, known.today)?;
        }
        Ok(decisions)
    }

    fn ask(&mut self, asked: &Asked, today: Day) -> Result<()> {
        let number = squeezed(&asked.number);
        self.asked = Some(number.clone());
        if let Some(there) = self.by_number.get_mut(&number) {
            let d = &there.decision;
            let other = asked.signed_on.is_some_and(|day| day != d.signed_on)
                || asked.in_force_from.is_some_and(|day| day != d.in_force_from)
                || !asked.issuer.is_empty() && squeezed(&asked.issuer) != squeezed(&d.issuer)
                || !asked.summary.is_empty() && squeezed(&asked.summary) != squeezed(&d.summary);
            let another_year = asked.signed_on.is_some_and(|day| day.ymd().0 != d.signed_on.ymd().0);
            if !other {
                there.min_cut_percent = asked.min_cut_percent.or(there.min_cut_percent);
                return Ok(());
            }
            if !another_year {
                return Err(changed(&number, d.signed_on).into());
            }
        }
        let missing = || {
            Refusal::new(
                "catalogue.decision_incomplete",
                format!("Quyết định {number} chưa có: hãy ghi đủ ngày ký, người ký và trích yếu."),
                format!(
                    "Decision {number} is not known: give the day it was signed, who signed, and its abstract."
                ),
            )
        };
        let signed_on = asked.signed_on.ok_or_else(missing)?;
        let in_force_from = asked.in_force_from.unwrap_or(signed_on);
        if asked.issuer.trim().is_empty() || asked.summary.trim().is_empty() || number.is_empty() {
            return Err(missing().into());
        }
        if let Some((_, words)) = implausible_days(signed_on, in_force_from, today) {
            return Err(words.into());
        }
        let decision = Decision {
            id: DecisionId(0),
            number: number.clone(),
            signed_on,
            in_force_from,
            issuer: squeezed(&asked.issuer),
            kind: DecisionKind::Publication,
            summary: squeezed(&asked.summary),
            illustrative: false,
        };
        let resolved = Resolved { decision, min_cut_percent: asked.min_cut_percent, known: false };
        self.by_number.insert(number, resolved);
        Ok(())
    }

    pub(super) fn get(&self, number: &str) -> Option<&Resolved> {
        self.by_number.get(number)
    }

    /// Those that are not kept yet.
    pub(super) fn to_keep(&self) -> Vec<Decision> {
        let mut new: Vec<Decision> =
            self.by_number.values().filter(|r| !r.known).map(|r| r.decision.clone()).collect();
        new.sort_by(|a, b| (a.signed_on, &a.number).cmp(&(b.signed_on, &b.number)));
        new
    }
}

fn row(spot: Spot, c: &mut Cells<'_>) -> Option<Row> {
    let number = c.notation("number", 100);
    let signed_on = c.day("signed_on");
    let in_force_from = if c.is_empty("in_force_from") { signed_on } else { c.day("in_force_from") };
    let (issuer, summary) = (c.line("issuer", 300), c.line("abstract", 4_000));
    let kind = c.word("kind", DECISION_KINDS);
    let min_cut_percent = c.opt_count("min_cut_percent", 100);
    let illustrative = if c.is_empty("illustrative") { Some(false) } else { c.yes("illustrative") };
    let decision = Decision {
        id: DecisionId(0),
        number: number?,
        signed_on: signed_on?,
        in_force_from: in_force_from?,
        issuer: issuer?,
        kind: kind?,
        summary: summary?,
        illustrative: illustrative?,
    };
    Some(Row { spot, decision, min_cut_percent })
}

/// A row as it is kept, where it is; what is signed cannot be told otherwise.
fn held(book: &Book<'_>, known: &Known, row: Row, told: &mut Told) -> Option<Resolved> {
    let Row { spot, decision: new, min_cut_percent } = row;
    let same_year = |d: &&Decision| d.number == new.number && d.signed_on.ymd().0 == new.signed_on.ymd().0;
    let mut of_year = known.catalogue.decisions().iter().filter(same_year);
    let Some(old) = of_year.clone().find(|d| d.signed_on == new.signed_on).or_else(|| of_year.next()) else {
        if let Some((day, words)) = implausible_days(new.signed_on, new.in_force_from, known.today) {
            let column = match day {
                DecisionDay::Signing => "signed_on",
                DecisionDay::Force => "in_force_from",
            };
            book.object(told, spot, column, words);
            return None;
        }
        return Some(Resolved { decision: new, min_cut_percent, known: false });
    };
    let differs = [
        (old.signed_on != new.signed_on, "signed_on"),
        (old.in_force_from != new.in_force_from, "in_force_from"),
        (squeezed(&old.issuer) != new.issuer, "issuer"),
        (old.kind != new.kind, "kind"),
        (squeezed(&old.summary) != new.summary, "abstract"),
        (old.illustrative != new.illustrative, "illustrative"),
    ];
    let mut other = false;
    for (_, column) in differs.into_iter().filter(|(differs, _)| *differs) {
        let words = match column {
            "signed_on" => Refusal { code: "decision_reused", ..changed(&new.number, old.signed_on) },
            _ => changed(&new.number, old.signed_on),
        };
        book.object(told, spot, column, words);
        other = true;
    }
    (!other).then(|| Resolved { decision: old.clone(), min_cut_percent, known: true })
}

fn twice(number: &str, cell: &str) -> Refusal {
    Refusal::new(
        "duplicate",
        format!("Quyết định {number} đã có ở {cell}. Hãy bỏ một dòng."),
        format!("decision {number} stands in {cell} already; leave one out"),
    )
}

fn changed(number: &str, signed_on: Day) -> Refusal {
    Refusal::new(
        "decision_changed",
        format!(
            "Quyết định {number} ký ngày {signed_on} đã có với nội dung khác. Quyết định đã ký không sửa được; hãy ghi lại như cũ hoặc dùng số khác."
        ),
        format!(
            "decision {number}, signed on {signed_on}, is known with another content; what is signed is not edited: write it as it was, or another number"
        ),
    )
}
