//! What a revision says beside that by which dossiers are counted: its term in law, how it is offered, its cases,
//! fees, papers and legal bases.

use crate::component::{Component, PROCEDURE_COMPONENT, PaperKind};
use crate::model::ProcedureId;
use ::store::{Tx, table, vals};
use kernel::{Fault, Result};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::sync::Arc;

table! {
    /// One row a revision.
    pub static PROCEDURE_PROFILE = 29 "procedure_profile" key(procedure_id, revision) version(version) {
        procedure_id: Int, revision: Int, law_amount: Int, service_level: Int, online_list: Text,
        national_portal: Int, business: Int, wholly_at_centre: Int, result: Text, version: Int,
    }
}
table! {
    /// Cases.
    pub static PROCEDURE_CASE = 60 "procedure_case" key(procedure_id, revision, no) version(version) {
        procedure_id: Int, revision: Int, no: Int, name: Text, term_amount: Int, version: Int,
    }
}
table! {
    /// What else is known of a paper.
    pub static COMPONENT_USE = 61 "component_use" key(procedure_id, revision, no) version(version) {
        procedure_id: Int, revision: Int, no: Int, case_no: Int, reusable: Int, version: Int,
    }
}
table! {
    /// Fees and charges.
    pub static PROCEDURE_FEE = 62 "procedure_fee" key(procedure_id, revision, no) version(version) {
        procedure_id: Int, revision: Int, no: Int, case_no: Int, kind: Text, name: Text, amount: Int, per: Text,
        basis: Text, version: Int,
    }
}
table! {
    /// Legal bases.
    pub static PROCEDURE_BASIS = 63 "procedure_basis" key(procedure_id, revision, no) version(version) {
        procedure_id: Int, revision: Int, no: Int, number: Text, name: Text, version: Int,
    }
}

kernel::words! {
    /// Which list of online services a procedure stands in (the report, II.6.1).
    OnlineList {
        /// The Prime Minister's list, decision 877/QĐ-TTg.
        Decision877 = "877",
        /// The province's own, beyond that list.
        Pilot = "pilot",
    }
}

/// How a procedure is offered, and what its term was before it was reduced.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Profile {
    /// The term by law, in the kind of the revision's own term.
    pub law_amount: i64,
    /// 2: information only, 3: partly online, 4: wholly online.
    pub service_level: i64,
    /// The list of online services it stands in.
    pub online_list: Option<OnlineList>,
    /// Offered on the national portal.
    pub national_portal: bool,
    /// Concerns enterprises.
    pub business: bool,
    /// Settled wholly at the provincial centre.
    pub wholly_at_centre: bool,
    /// What the citizen gets.
    pub result: String,
}

/// One of several ways a procedure may go.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Case {
    /// Its number, from 1.
    pub no: i64,
    /// What it is called.
    pub name: String,
    /// Its own term, in the kind of the revision's.
    pub term_amount: Option<i64>,
}

kernel::words! {
    /// Whether money is a fee or a charge: they are told apart and receipted apart.
    FeeKind {
        /// `lệ phí`.
        Fee = "fee",
        /// `phí`.
        Charge = "charge",
    }
}

/// What something costs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fee {
    /// The case it is taken in; none: in every case.
    pub case_no: Option<i64>,
    /// A fee or a charge.
    pub kind: FeeKind,
    /// What it is for.
    pub name: String,
    /// Whole đồng.
    pub amount: i64,
    /// For what it is taken once: `hồ sơ`, `bản`, `trang`.
    pub per: String,
    /// What sets it.
    pub basis: String,
}

/// A law, decree or circular that a procedure stands on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Basis {
    /// Number and notation.
    pub number: String,
    /// Its name.
    pub name: String,
}

/// What else is known of a paper.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Use {
    /// The case it is asked for in; none: in every case.
    pub case_no: Option<i64>,
    /// Whether one that was handed in before serves.
    pub reusable: bool,
}

/// Everything of a revision that is not [`Revision`](crate::Revision) itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Details {
    /// How it is offered; none for revisions of before this was kept.
    pub profile: Option<Profile>,
    /// Its cases.
    pub cases: Vec<Case>,
    /// What its papers are asked for, in their order.
    pub uses: Vec<Use>,
    /// What it costs.
    pub fees: Vec<Fee>,
    /// What it stands on.
    pub bases: Vec<Basis>,
}

type Key = (ProcedureId, i64);

/// Details by procedure and revision.
pub(crate) type All = FxHashMap<Key, Arc<Details>>;

fn broken(table: &str, key: Key, what: &str) -> Fault {
    Fault::new(format!("{table} ({}, {}): {what} cannot be read", key.0, key.1))
}

/// Every revision's.
pub(crate) fn all(tx: &mut Tx) -> Result<All> {
    let mut found: FxHashMap<Key, Details> = FxHashMap::default();
    let profiles = tx.query(
        "SELECT procedure_id, revision, law_amount, service_level, online_list, national_portal, business, \
         wholly_at_centre, result FROM procedure_profile",
        &[],
        |row| {
            let key = (ProcedureId(row.int()?), row.int()?);
            let (law_amount, service_level, list) = (row.int()?, row.int()?, row.text()?);
            let online_list = match list.as_str() {
                "" => None,
                word => Some(
                    OnlineList::from_word(word)
                        .ok_or_else(|| broken("procedure_profile", key, "online_list"))?,
                ),
            };
            let (national_portal, business, wholly_at_centre) = (row.bool()?, row.bool()?, row.bool()?);
            let result = row.text()?;
            let profile = Profile {
                law_amount,
                service_level,
                online_list,
                national_portal,
                business,
                wholly_at_centre,
                result,
            };
            Ok((key, profile))
        },
    )?;
    for (key, profile) in profiles {
        found.entry(key).or_default().profile = Some(profile);
    }
    let cases = tx.query(
        "SELECT procedure_id, revision, no, name, term_amount FROM procedure_case ORDER BY procedure_id, revision, no",
        &[],
        |row| {
            let key = (ProcedureId(row.int()?), row.int()?);
            Ok((key, Case { no: row.int()?, name: row.text()?, term_amount: row.opt_int()? }))
        },
    )?;
    for (key, case) in cases {
        found.entry(key).or_default().cases.push(case);
    }
    let uses = tx.query(
        "SELECT procedure_id, revision, case_no, reusable FROM component_use ORDER BY procedure_id, revision, no",
        &[],
        |row| {
            let key = (ProcedureId(row.int()?), row.int()?);
            Ok((key, Use { case_no: row.opt_int()?, reusable: row.bool()? }))
        },
    )?;
    for (key, one) in uses {
        found.entry(key).or_default().uses.push(one);
    }
    for (key, fee) in fees(tx)? {
        found.entry(key).or_default().fees.push(fee);
    }
    let bases = tx.query(
        "SELECT procedure_id, revision, number, name FROM procedure_basis ORDER BY procedure_id, revision, no",
        &[],
        |row| {
            let key = (ProcedureId(row.int()?), row.int()?);
            Ok((key, Basis { number: row.text()?, name: row.text()? }))
        },
    )?;
    for (key, basis) in bases {
        found.entry(key).or_default().bases.push(basis);
    }
    Ok(found.into_iter().map(|(key, details)| (key, Arc::new(details))).collect())
}

fn fees(tx: &mut Tx) -> Result<Vec<(Key, Fee)>> {
    tx.query(
        "SELECT procedure_id, revision, case_no, kind, name, amount, per, basis FROM procedure_fee \
         ORDER BY procedure_id, revision, no",
        &[],
        |row| {
            let key = (ProcedureId(row.int()?), row.int()?);
            let (case_no, kind) = (row.opt_int()?, row.text()?);
            let kind = FeeKind::from_word(&kind).ok_or_else(|| broken("procedure_fee", key, "kind"))?;
            let (name, amount) = (row.text()?, row.int()?);
            Ok((key, Fee { case_no, kind, name, amount, per: row.text()?, basis: row.text()? }))
        },
    )
}

/// Writes what a new revision says, its papers included. Call inside an action.
pub(crate) fn insert(
    tx: &mut Tx,
    (procedure, revision): Key,
    components: &[Component],
    details: &Details,
) -> Result<()> {
    if let Some(p) = &details.profile {
        let list = p.online_list.map_or("", OnlineList::word);
        tx.insert(
            &PROCEDURE_PROFILE,
            &vals![
                procedure.0,
                revision,
                p.law_amount,
                p.service_level,
                list,
                p.national_portal,
                p.business,
                p.wholly_at_centre,
                &p.result,
                1i64
            ],
        )?;
    }
    for c in &details.cases {
        tx.insert(&PROCEDURE_CASE, &vals![procedure.0, revision, c.no, &c.name, c.term_amount, 1i64])?;
    }
    insert_components(tx, (procedure, revision), components)?;
    for (c, one) in components.iter().zip(&details.uses) {
        tx.insert(&COMPONENT_USE, &vals![procedure.0, revision, c.no, one.case_no, one.reusable, 1i64])?;
    }
    for (no, f) in (1i64..).zip(&details.fees) {
        tx.insert(
            &PROCEDURE_FEE,
            &vals![
                procedure.0,
                revision,
                no,
                f.case_no,
                f.kind.word(),
                &f.name,
                f.amount,
                &f.per,
                &f.basis,
                1i64
            ],
        )?;
    }
    for (no, b) in (1i64..).zip(&details.bases) {
        tx.insert(&PROCEDURE_BASIS, &vals![procedure.0, revision, no, &b.number, &b.name, 1i64])?;
    }
    Ok(())
}

/// Writes the papers of a revision. Call inside an action.
pub(crate) fn insert_components(
    tx: &mut Tx,
    (procedure, revision): Key,
    components: &[Component],
) -> Result<()> {
    for c in components {
        tx.insert(
            &PROCEDURE_COMPONENT,
            &vals![
                procedure.0,
                revision,
                c.no,
                &c.name,
                PaperKind::word(c.kind),
                c.copies,
                c.required,
                c.illustrative,
                1i64
            ],
        )?;
    }
    Ok(())
}
