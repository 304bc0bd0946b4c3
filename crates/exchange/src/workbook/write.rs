//! The catalogue of a day as a workbook.

use super::columns::{DECISION_KINDS, FEE_KINDS, ONLINE_LISTS, PAPER_KINDS, Part, TERM_KINDS, written};
use super::known::Known;
use catalogue::{Competent, Decision, Details, Revision, Use};
use kernel::{Day, Result};
use sheet::{Cell, Column, Kind, Sheet};

/// In which language titles, headers and words are written. Both are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    /// As people of the province read it.
    Vietnamese,
    /// As programs read it.
    English,
}

impl Language {
    const fn vi(self) -> bool {
        matches!(self, Self::Vietnamese)
    }
}

/// What was in force on a day, as a workbook of six sheets.
///
/// # Errors
/// A refusal when there is more than a workbook holds.
pub fn xlsx(known: &Known, day: Day, language: Language) -> Result<Vec<u8>> {
    let sheets: Vec<Sheet> = Part::ALL.into_iter().map(|part| sheet(known, day, part, language)).collect();
    sheet::book(&sheets)
}

/// The first sheet alone, as CSV.
///
/// # Errors
/// A refusal when there is more than a file holds.
pub fn csv(known: &Known, day: Day, language: Language) -> Result<Vec<u8>> {
    sheet::csv(&sheet(known, day, Part::Procedures, language))
}

fn sheet(known: &Known, day: Day, part: Part, language: Language) -> Sheet {
    let vi = language.vi();
    let column = |c: &crate::Column| {
        let label = if vi { c.also.first().copied().unwrap_or(c.name) } else { c.name };
        let column = Column::new(label, kind(c.name));
        column.choices(choices(known, part, c.name, vi))
    };
    let title = if vi { part.vi() } else { part.en() };
    let (mut rows, catalogue) = (Vec::new(), &known.catalogue);
    if part == Part::Decisions {
        rows.extend(catalogue.decisions().iter().map(|d| decision(d, vi)));
    } else {
        for r in catalogue.all_in_force(day) {
            let details = catalogue.details(r.procedure, r.revision);
            match part {
                Part::Procedures => rows.push(procedure(r, details, vi)),
                Part::Components => components(known, r, details, vi, &mut rows),
                _ => details.into_iter().for_each(|d| listed(part, r, d, vi, &mut rows)),
            }
        }
    }
    Sheet {
        title: title.into(),
        notes: Vec::new(),
        columns: part.columns().iter().map(column).collect(),
        rows,
    }
}

/// What the cells of a column hold, by its name.
fn kind(name: &str) -> Kind {
    match name {
        "name" | "abstract" | "result" | "basis" => Kind::Long,
        "legal_term" | "reduced_term" | "service_level" | "revision" | "no" | "term" | "case" | "copies"
        | "amount" | "min_cut_percent" => Kind::Whole,
        "signed_on" | "in_force_from" => Kind::Day,
        _ => Kind::Text,
    }
}

/// What may stand in a column, where that is a short list: spreadsheets offer it.
fn choices(known: &Known, part: Part, name: &str, vi: bool) -> Vec<String> {
    fn all<T: Copy + PartialEq>(words: super::columns::Words<T>, vi: bool) -> Vec<String> {
        words.iter().map(|(value, _)| written(words, *value, vi).to_owned()).collect()
    }
    match (part, name) {
        (Part::Procedures, "level") => known.tiers.iter().map(|t| t.code.clone()).collect(),
        (Part::Procedures, "term_kind") => all(TERM_KINDS, vi),
        (Part::Procedures, "online_list") => all(ONLINE_LISTS, vi),
        (Part::Procedures, "effect") => all(super::columns::EFFECTS, vi),
        (Part::Components, "kind") => all(PAPER_KINDS, vi),
        (Part::Fees, "kind") => all(FEE_KINDS, vi),
        (Part::Decisions, "kind") => all(DECISION_KINDS, vi),
        (
            _,
            "cut_off" | "online" | "national_portal" | "post" | "business" | "wholly_at_centre"
            | "illustrative" | "required" | "reusable",
        ) => [true, false].map(|y| yes_word(y, vi).to_owned()).into(),
        _ => Vec::new(),
    }
}

fn yes_word(yes: bool, vi: bool) -> &'static str {
    match (yes, vi) {
        (true, true) => "có",
        (true, false) => "yes",
        (false, true) => "không",
        (false, false) => "no",
    }
}

fn yes(is: bool, vi: bool) -> Cell {
    yes_word(is, vi).into()
}

fn procedure(r: &Revision, details: Option<&Details>, vi: bool) -> Vec<Cell> {
    let profile = details.and_then(|d| d.profile.as_ref());
    let of = |read: fn(&catalogue::Profile) -> bool| Cell::from(profile.map(|p| yes_word(read(p), vi)));
    let (term_kind, amount) = r.term.to_parts();
    let list = profile.and_then(|p| p.online_list).map(|l| written(ONLINE_LISTS, l, vi));
    vec![
        r.code.as_str().into(),
        r.name.as_str().into(),
        r.tier.as_str().into(),
        r.field.as_str().into(),
        unit(&r.competent).into(),
        profile.map(|p| p.law_amount).into(),
        amount.into(),
        written(TERM_KINDS, term_kind, vi).into(),
        yes(r.rules.cut_off_minute.is_some(), vi),
        profile.map(|p| p.service_level).into(),
        yes(r.online, vi),
        list.into(),
        of(|p| p.national_portal),
        yes(r.post, vi),
        of(|p| p.business),
        of(|p| p.wholly_at_centre),
        profile.map(|p| p.result.as_str()).into(),
        r.process.code.as_str().into(),
        yes(r.illustrative, vi),
        r.revision.into(),
        Cell::Empty,
        Cell::Empty,
    ]
}

/// A unit by its code, other competences as `tier:CODE` and `kind:CODE`.
fn unit(competent: &Competent) -> String {
    match competent {
        Competent::Unit(code) => code.clone(),
        Competent::Kind(code) => format!("kind:{code}"),
        Competent::Tier(code) => format!("tier:{code}"),
    }
}

fn components(known: &Known, r: &Revision, details: Option<&Details>, vi: bool, rows: &mut Vec<Vec<Cell>>) {
    let uses = details.map_or(&[][..], |d| &d.uses);
    let uses = uses.iter().copied().chain(std::iter::repeat(Use::default()));
    for (c, used) in known.catalogue.components(r.procedure, r.revision).iter().zip(uses) {
        rows.push(vec![
            r.code.as_str().into(),
            used.case_no.into(),
            c.no.into(),
            c.name.as_str().into(),
            written(PAPER_KINDS, c.kind, vi).into(),
            c.copies.into(),
            yes(c.required, vi),
            yes(used.reusable, vi),
            yes(c.illustrative, vi),
        ]);
    }
}

/// Cases, fees or bases of a revision.
fn listed(part: Part, r: &Revision, details: &Details, vi: bool, rows: &mut Vec<Vec<Cell>>) {
    let code = || Cell::from(r.code.as_str());
    match part {
        Part::Cases => rows.extend(
            details
                .cases
                .iter()
                .map(|c| vec![code(), c.no.into(), c.name.as_str().into(), c.term_amount.into()]),
        ),
        Part::Fees => rows.extend((1i64..).zip(&details.fees).map(|(no, f)| {
            let kind = written(FEE_KINDS, f.kind, vi).into();
            let (name, per, basis) = (f.name.as_str().into(), f.per.as_str().into(), f.basis.as_str().into());
            vec![code(), f.case_no.into(), no.into(), kind, name, f.amount.into(), per, basis]
        })),
        Part::Bases => rows.extend(
            (1i64..)
                .zip(&details.bases)
                .map(|(no, b)| vec![code(), no.into(), b.number.as_str().into(), b.name.as_str().into()]),
        ),
        Part::Procedures | Part::Components | Part::Decisions => {}
    }
}

fn decision(d: &Decision, vi: bool) -> Vec<Cell> {
    vec![
        d.number.as_str().into(),
        d.signed_on.into(),
        d.in_force_from.into(),
        d.issuer.as_str().into(),
        written(DECISION_KINDS, d.kind, vi).into(),
        d.summary.as_str().into(),
        Cell::Empty,
        yes(d.illustrative, vi),
    ]
}
