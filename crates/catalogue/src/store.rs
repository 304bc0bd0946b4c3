//! Every SQL statement of the catalogue.

use crate::desk::NewProcedure;
use crate::model::{ProcedureId, Revision};
use crate::process::{Process, ProcessId};
use kernel::{Day, Fault, Result};
use std::sync::Arc;
use store::{Row, Tx, table, vals};

table! {
    /// Procedures.
    pub static PROCEDURE = 22 "procedure" key(id) version(version) { id: Int, code: Text, version: Int, }
}
table! {
    /// Their revisions.
    pub static PROCEDURE_REVISION = 23 "procedure_revision" key(procedure_id, revision) version(version) {
        procedure_id: Int, revision: Int, valid_from: Int, name: Text, tier: Text, field: Text,
        competent: Text, term_kind: Text, term_amount: Int, rules: Text, online: Int, post: Int,
        process_id: Int, illustrative: Int, version: Int,
    }
}
table! {
    /// The one row that goes up with every change.
    pub static CATALOGUE_REVISION = 24 "catalogue_revision" key(id) version(version) {
        id: Int, revision: Int, version: Int,
    }
}

/// How often the catalogue has changed.
pub(crate) fn revision(tx: &mut Tx) -> Result<i64> {
    let revision =
        tx.query_opt("SELECT revision FROM catalogue_revision WHERE id = 1", &[], |row| row.int())?;
    Ok(revision.unwrap_or(0))
}

/// Counts one change. Call inside an action.
pub(crate) fn bump(tx: &mut Tx) -> Result<()> {
    let old = tx.query_opt("SELECT revision, version FROM catalogue_revision WHERE id = 1", &[], |row| {
        Ok((row.int()?, row.int()?))
    })?;
    match old {
        None => tx.insert(&CATALOGUE_REVISION, &vals![1i64, 1i64, 1i64]),
        Some((revision, version)) => {
            let changed = tx.update(
                &CATALOGUE_REVISION,
                &vals![1i64, revision, version],
                &vals![1i64, revision + 1, version + 1],
            )?;
            if changed { Ok(()) } else { Err(Fault::new("the catalogue changed at the same time").into()) }
        }
    }
}

/// A revision as it was kept.
pub(crate) struct Kept {
    pub(crate) procedure: ProcedureId,
    pub(crate) revision: i64,
    pub(crate) kept: NewProcedure,
}

macro_rules! revision_select {
    () => {
        "SELECT p.id, p.code, r.revision, r.valid_from, r.name, r.tier, r.field, r.competent, r.term_kind, \
         r.term_amount, r.rules, r.online, r.post, r.process_id, r.illustrative \
         FROM procedure p JOIN procedure_revision r ON r.procedure_id = p.id "
    };
}

/// The last revision of the procedure with this code.
pub(crate) fn last_by_code(tx: &mut Tx, code: &str) -> Result<Option<Kept>> {
    tx.query_opt(
        concat!(revision_select!(), "WHERE p.code = $1 ORDER BY r.revision DESC LIMIT 1"),
        &vals![code],
        read_kept,
    )
}

/// The last revision of a procedure.
pub(crate) fn last_of(tx: &mut Tx, procedure: ProcedureId) -> Result<Option<Kept>> {
    tx.query_opt(
        concat!(revision_select!(), "WHERE p.id = $1 ORDER BY r.revision DESC LIMIT 1"),
        &vals![procedure.0],
        read_kept,
    )
}

/// Every revision, each with what `process_of` makes of its process and term.
pub(crate) fn revisions(
    tx: &mut Tx,
    mut process_of: impl FnMut(ProcessId, kernel::term::Term) -> Option<Arc<Process>>,
) -> Result<Vec<Revision>> {
    tx.query(concat!(revision_select!(), "ORDER BY p.code, r.revision"), &[], |row| {
        let Kept { procedure, revision, kept } = read_kept(row)?;
        let process =
            process_of(kept.process, kept.term).ok_or_else(|| broken(procedure, revision, "process"))?;
        Ok(Revision {
            procedure,
            code: kept.code,
            revision,
            valid_from: kept.valid_from,
            name: kept.name,
            tier: kept.tier,
            field: kept.field,
            competent: kept.competent,
            term: kept.term,
            rules: kept.rules,
            online: kept.online,
            post: kept.post,
            process,
            illustrative: kept.illustrative,
        })
    })
}

fn broken(procedure: ProcedureId, revision: i64, what: &str) -> Fault {
    Fault::new(format!("procedure_revision ({procedure}, {revision}): {what} cannot be read"))
}

fn read_kept(row: &mut Row<'_>) -> Result<Kept> {
    let (procedure, code, revision) = (ProcedureId(row.int()?), row.text()?, row.int()?);
    let broken = |what: &str| broken(procedure, revision, what);
    let (valid_from, name, tier, field) = (Day(row.int()?), row.text()?, row.text()?, row.text()?);
    let competent = serde_json::from_str(&row.text()?).map_err(|_| broken("competent"))?;
    let term = kernel::term::Term::from_parts(&row.text()?, row.int()?).ok_or_else(|| broken("term"))?;
    let rules = serde_json::from_str(&row.text()?).map_err(|_| broken("rules"))?;
    let (online, post) = (row.bool()?, row.bool()?);
    let (process, illustrative) = (ProcessId(row.int()?), row.bool()?);
    let kept = NewProcedure {
        code,
        valid_from,
        name,
        tier,
        field,
        competent,
        term,
        rules,
        online,
        post,
        process,
        illustrative,
    };
    Ok(Kept { procedure, revision, kept })
}

/// Writes a revision. Call inside an action.
pub(crate) fn insert_revision(
    tx: &mut Tx,
    procedure: ProcedureId,
    revision: i64,
    new: &NewProcedure,
) -> Result<()> {
    let json = |what: serde_json::Result<String>| {
        what.map_err(|e| Fault::because(format!("writing procedure {}", new.code), e))
    };
    let competent = json(serde_json::to_string(&new.competent))?;
    let rules = json(serde_json::to_string(&new.rules))?;
    let (term_kind, term_amount) = new.term.to_parts();
    tx.insert(
        &PROCEDURE_REVISION,
        &vals![
            procedure.0,
            revision,
            new.valid_from.0,
            &new.name,
            &new.tier,
            &new.field,
            &competent,
            term_kind,
            term_amount,
            &rules,
            new.online,
            new.post,
            new.process.0,
            new.illustrative,
            1i64
        ],
    )
}
