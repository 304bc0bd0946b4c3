//! Rows of lists that are told as a whole: one that is told no more stays, unshown, so that each key has one history.

use super::{PostDesk, Synonym, Vertical, VerticalList};
use crate::model::ProcedureId;
use ::store::{Row, Table, Tx, V, table, vals};
use kernel::{Day, Fault, Result, UnitId};

table! {
    /// What happens in people's lives.
    pub static LIFE_EVENT = 77 "life_event" key(code) version(version) {
        code: Text, no: Int, name: Text, name_en: Text, live: Int, version: Int,
    }
}
table! {
    /// The procedures that it takes.
    pub static LIFE_EVENT_PROCEDURE = 78 "life_event_procedure" key(event, procedure_id) version(version) {
        event: Text, procedure_id: Int, no: Int, live: Int, version: Int,
    }
}
table! {
    /// People's words.
    pub static SYNONYM = 79 "synonym" key(words) version(version) {
        words: Text, means: Text, live: Int, version: Int,
    }
}
table! {
    /// Desks in post offices.
    pub static POST_DESK = 64 "post_desk" key(unit_id, name) version(version) {
        unit_id: Int, name: Text, since: Int, live: Int, version: Int,
    }
}
table! {
    /// Procedures of agencies under ministries at the centre.
    pub static VERTICAL_PROCEDURE = 65 "vertical_procedure" key(unit_id, procedure_id) version(version) {
        unit_id: Int, procedure_id: Int, list: Text, live: Int, version: Int,
    }
}

/// A row of such a list; in its table `live` and `version` follow.
pub(super) trait Listed: Sized + PartialEq {
    const TABLE: &'static Table;
    const SELECT: &'static str;

    fn read(row: &mut Row<'_>) -> Result<Self>;
    fn values(&self) -> Vec<V<'_>>;
    fn same_key(&self, other: &Self) -> bool;
}

/// A row as it is stored.
pub(super) struct Stored<T> {
    row: T,
    live: bool,
    version: i64,
}

/// Every row there is.
pub(super) fn stored<T: Listed>(tx: &mut Tx) -> Result<Vec<Stored<T>>> {
    tx.query(T::SELECT, &[], |row| Ok(Stored { row: T::read(row)?, live: row.bool()?, version: row.int()? }))
}

/// Those that are told.
pub(super) fn live<T>(stored: Vec<Stored<T>>) -> Vec<T> {
    stored.into_iter().filter(|s| s.live).map(|s| s.row).collect()
}

/// Keeps exactly these rows; answers how many were written. Call inside an action.
pub(super) fn keep<T: Listed>(tx: &mut Tx, told: &[T]) -> Result<u64> {
    let known = stored::<T>(tx)?;
    let mut written = 0;
    for row in told {
        match known.iter().find(|k| k.row.same_key(row)) {
            Some(k) if k.live && k.row == *row => continue,
            Some(k) => change(tx, k, row, true)?,
            None => tx.insert(T::TABLE, &whole(row, true, 1))?,
        }
        written += 1;
    }
    for gone in known.iter().filter(|k| k.live && !told.iter().any(|row| row.same_key(&k.row))) {
        change(tx, gone, &gone.row, false)?;
        written += 1;
    }
    Ok(written)
}

fn whole<T: Listed>(row: &T, live: bool, version: i64) -> Vec<V<'_>> {
    let mut values = row.values();
    values.extend([V::Int(i64::from(live)), V::Int(version)]);
    values
}

fn change<T: Listed>(tx: &mut Tx, from: &Stored<T>, to: &T, live: bool) -> Result<()> {
    let old = whole(&from.row, from.live, from.version);
    if tx.update(T::TABLE, &old, &whole(to, live, from.version + 1))? {
        return Ok(());
    }
    Err(Fault::new(format!("{} changed at the same time", T::TABLE.name)).into())
}

/// A life event without its procedures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct EventRow {
    pub(super) code: String,
    pub(super) no: i64,
    pub(super) name: String,
    pub(super) name_en: String,
}

impl Listed for EventRow {
    const TABLE: &'static Table = &LIFE_EVENT;
    const SELECT: &'static str =
        "SELECT code, no, name, name_en, live, version FROM life_event ORDER BY code";

    fn read(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self { code: row.text()?, no: row.int()?, name: row.text()?, name_en: row.text()? })
    }

    fn values(&self) -> Vec<V<'_>> {
        vals![&self.code, self.no, &self.name, &self.name_en].to_vec()
    }

    fn same_key(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// A procedure of a life event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct MemberRow {
    pub(super) event: String,
    pub(super) procedure: ProcedureId,
    pub(super) no: i64,
}

impl Listed for MemberRow {
    const TABLE: &'static Table = &LIFE_EVENT_PROCEDURE;
    const SELECT: &'static str = "SELECT event, procedure_id, no, live, version FROM life_event_procedure ORDER BY event, procedure_id";

    fn read(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self { event: row.text()?, procedure: ProcedureId(row.int()?), no: row.int()? })
    }

    fn values(&self) -> Vec<V<'_>> {
        vals![&self.event, self.procedure.0, self.no].to_vec()
    }

    fn same_key(&self, other: &Self) -> bool {
        (&self.event, self.procedure) == (&other.event, other.procedure)
    }
}

impl Listed for Synonym {
    const TABLE: &'static Table = &SYNONYM;
    const SELECT: &'static str = "SELECT words, means, live, version FROM synonym ORDER BY words";

    fn read(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self { words: row.text()?, means: row.text()? })
    }

    fn values(&self) -> Vec<V<'_>> {
        vals![&self.words, &self.means].to_vec()
    }

    fn same_key(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

impl Listed for PostDesk {
    const TABLE: &'static Table = &POST_DESK;
    const SELECT: &'static str =
        "SELECT unit_id, name, since, live, version FROM post_desk ORDER BY since, unit_id, name";

    fn read(row: &mut Row<'_>) -> Result<Self> {
        Ok(Self { unit: UnitId(row.int()?), name: row.text()?, since: Day(row.int()?) })
    }

    fn values(&self) -> Vec<V<'_>> {
        vals![self.unit.0, &self.name, self.since.0].to_vec()
    }

    fn same_key(&self, other: &Self) -> bool {
        (self.unit, &self.name) == (other.unit, &other.name)
    }
}

impl Listed for Vertical {
    const TABLE: &'static Table = &VERTICAL_PROCEDURE;
    const SELECT: &'static str = "SELECT unit_id, procedure_id, list, live, version FROM vertical_procedure ORDER BY unit_id, procedure_id";

    fn read(row: &mut Row<'_>) -> Result<Self> {
        let (unit, procedure, list) = (UnitId(row.int()?), ProcedureId(row.int()?), row.text()?);
        let known = VerticalList::from_word(&list);
        let list = known
            .ok_or_else(|| Fault::new(format!("vertical_procedure ({unit}, {procedure}): list '{list}'")))?;
        Ok(Self { unit, procedure, list })
    }

    fn values(&self) -> Vec<V<'_>> {
        vals![self.unit.0, self.procedure.0, self.list.word()].to_vec()
    }

    fn same_key(&self, other: &Self) -> bool {
        (self.unit, self.procedure) == (other.unit, other.procedure)
    }
}
