//! The documents of a unit's quality system, in versions. Only their text is kept: the program has no store of files.

use crate::system::empty;
use catalogue::ProcessId;
use dossier::desk::texts;
use kernel::{Day, Fault, Refusal, Result, Right, UnitId};
use store::{Ctx, Row, Tx, table, vals};

table! {
    /// Documents.
    pub(crate) static QUALITY_DOCUMENT = 82 "quality_document" key(id) version(version) {
        id: Int, unit_id: Int, code: Text, kind: Text, process_id: Int, retired_on: Int, illustrative: Int,
        version: Int,
    }
}
table! {
    /// What they said from a day on; never changed.
    pub(crate) static QUALITY_DOCUMENT_VERSION = 83 "quality_document_version" key(document_id, no) {
        document_id: Int, no: Int, title: Text, effective_from: Int, changed: Text, body: Text,
    }
}

kernel::typed_id!(
    /// A document of a quality system.
    DocumentId
);

kernel::words! {
    /// What a document is.
    DocumentKind {
        /// The quality policy (chính sách chất lượng).
        Policy = "policy",
        /// The quality manual (sổ tay chất lượng).
        Manual = "manual",
        /// How something is done (quy trình).
        Procedure = "procedure",
        /// How one step of it is done (hướng dẫn).
        Instruction = "instruction",
        /// What is filled in (biểu mẫu).
        Form = "form",
    }
}

/// A document with its versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Whose it is.
    pub unit: UnitId,
    /// Its code, unique in the unit: `QT-TP-07`.
    pub code: String,
    /// What it is.
    pub kind: DocumentKind,
    /// The process it belongs to, where it belongs to one.
    pub process: Option<ProcessId>,
    /// The first day without it, where it was taken out of use.
    pub retired: Option<Day>,
    /// Invented.
    pub illustrative: bool,
    /// Its versions, numbered from 1.
    pub versions: Vec<Version>,
    row: i64,
}

/// What a document says from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// Its title.
    pub title: String,
    /// The first day.
    pub effective_from: Day,
    /// What changed, or why it was written.
    pub changed: String,
    /// Its text; may be empty, where the paper lies elsewhere.
    pub body: String,
}

/// A document to be added, with its first version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDocument {
    /// Whose it is.
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// What it is.
    pub kind: DocumentKind,
    /// The process it belongs to.
    pub process: Option<ProcessId>,
    /// Invented.
    pub illustrative: bool,
    /// What it says at first.
    pub first: Version,
}

impl Document {
    /// The number of the version in force on a day, and the version.
    pub fn at(&self, day: Day) -> Option<(usize, &Version)> {
        if self.retired.is_some_and(|end| end <= day) {
            return None;
        }
        (1..).zip(&self.versions).filter(|(_, v)| v.effective_from <= day).last()
    }

    /// The latest version, in force already or not yet.
    pub fn latest(&self) -> Option<&Version> {
        self.versions.last()
    }
}

fn checked(v: &Version) -> Result<()> {
    for (what, text, most) in
        [(("Tên tài liệu", "title"), &v.title, 300), (("Nội dung thay đổi", "change"), &v.changed, 2_000)]
    {
        if text.trim().is_empty() {
            return Err(empty(what));
        }
        texts::lines(what, text, most)?;
    }
    texts::lines(("Nội dung tài liệu", "text"), &v.body, 50_000)
}

/// Adds a document.
///
/// # Errors
/// Refusals: no right, a code that the unit has given already, something not filled in.
pub fn add(tx: &mut Tx, ctx: &Ctx<'_>, new: &NewDocument) -> Result<DocumentId> {
    ctx.actor.require(Right::Assure, new.unit)?;
    let code = new.code.trim();
    if code.is_empty() {
        return Err(empty(("Mã tài liệu", "code")));
    }
    texts::line(("Mã tài liệu", "code"), code, 40)?;
    checked(&new.first)?;
    let known = tx.query_opt(
        "SELECT id FROM quality_document WHERE unit_id = $1 AND code = $2",
        &vals![new.unit.0, code],
        |row| row.int(),
    )?;
    if known.is_some() {
        return Err(Refusal::new(
            "quality.code_known",
            format!(
                "Đơn vị đã có tài liệu mã {code}. Hãy thêm phiên bản mới cho tài liệu đó hoặc dùng mã khác."
            ),
            format!("The unit has a document {code} already. Add a version to it, or give another code."),
        )
        .into());
    }
    let id = DocumentId(ctx.ids.next(ctx.now));
    let process = new.process.map(|p| p.0);
    tx.action(&ctx.action("quality.add_document"), |tx| {
        let row =
            vals![id.0, new.unit.0, code, new.kind.word(), process, None::<i64>, new.illustrative, 1i64];
        tx.insert(&QUALITY_DOCUMENT, &row)?;
        insert_version(tx, id, 1, &new.first)
    })?;
    Ok(id)
}

fn insert_version(tx: &mut Tx, id: DocumentId, no: i64, v: &Version) -> Result<()> {
    tx.insert(
        &QUALITY_DOCUMENT_VERSION,
        &vals![id.0, no, v.title.trim(), v.effective_from.0, v.changed.trim(), v.body.trim()],
    )
}

/// Adds a version to a document.
///
/// # Errors
/// Refusals: no right, no such document, taken out of use, not after the version before, something not filled in.
pub fn add_version(tx: &mut Tx, ctx: &Ctx<'_>, id: DocumentId, new: &Version) -> Result<()> {
    let document = one(tx, id)?;
    ctx.actor.require(Right::Assure, document.unit)?;
    checked(new)?;
    in_use(&document)?;
    if document.latest().is_some_and(|last| last.effective_from >= new.effective_from) {
        return Err(Refusal::new(
            "quality.version_day",
            "Phiên bản mới phải có hiệu lực sau phiên bản trước.",
            "A new version holds from a later day than the one before.",
        )
        .into());
    }
    let no = i64::try_from(document.versions.len()).unwrap_or(i64::MAX).saturating_add(1);
    tx.action(&ctx.action("quality.add_version"), |tx| insert_version(tx, id, no, new))
}

/// Takes a document out of use from a day on.
///
/// # Errors
/// Refusals: no right, no such document, out of use already, a day before its latest version.
pub fn retire(tx: &mut Tx, ctx: &Ctx<'_>, id: DocumentId, day: Day) -> Result<()> {
    let document = one(tx, id)?;
    ctx.actor.require(Right::Assure, document.unit)?;
    in_use(&document)?;
    if document.latest().is_some_and(|last| last.effective_from > day) {
        return Err(Refusal::new(
            "quality.retired_day",
            "Ngày thôi áp dụng không được trước ngày hiệu lực của phiên bản cuối.",
            "A document goes out of use no earlier than its latest version came into force.",
        )
        .into());
    }
    let (code, kind, process) = (&document.code, document.kind.word(), document.process.map(|p| p.0));
    let (unit, row, illustrative) = (document.unit.0, document.row, document.illustrative);
    let written = tx.action(&ctx.action("quality.retire_document"), |tx| {
        tx.update(
            &QUALITY_DOCUMENT,
            &vals![id.0, unit, code, kind, process, None::<i64>, illustrative, row],
            &vals![id.0, unit, code, kind, process, day.0, illustrative, row + 1],
        )
    })?;
    if written { Ok(()) } else { Err(crate::stale()) }
}

fn in_use(document: &Document) -> Result<()> {
    if document.retired.is_none() {
        return Ok(());
    }
    Err(Refusal::new(
        "quality.retired",
        "Tài liệu này đã thôi áp dụng. Hãy ban hành tài liệu mới.",
        "This document is out of use. Issue a new one.",
    )
    .into())
}

/// A document.
///
/// # Errors
/// A refusal `quality.unknown`, or a fault of the database.
pub fn one(tx: &mut Tx, id: DocumentId) -> Result<Document> {
    let found = tx.query_opt(
        "SELECT id, unit_id, code, kind, process_id, retired_on, illustrative, version FROM quality_document \
         WHERE id = $1",
        &vals![id.0],
        read,
    )?;
    let mut document = found.ok_or_else(|| {
        crate::unknown("Không có tài liệu này. Hãy kiểm tra lại.", "There is no such document. Look again.")
    })?;
    document.versions = tx.query(
        "SELECT document_id, title, effective_from, changed, body FROM quality_document_version \
         WHERE document_id = $1 ORDER BY no",
        &vals![id.0],
        |row| read_version(row).map(|(_, version)| version),
    )?;
    Ok(document)
}

/// The documents of a unit, by code.
///
/// # Errors
/// A fault of the database.
pub fn of_unit(tx: &mut Tx, unit: UnitId) -> Result<Vec<Document>> {
    let mut documents = tx.query(
        "SELECT id, unit_id, code, kind, process_id, retired_on, illustrative, version FROM quality_document \
         WHERE unit_id = $1 ORDER BY code",
        &vals![unit.0],
        read,
    )?;
    let versions = tx.query(
        "SELECT v.document_id, v.title, v.effective_from, v.changed, v.body FROM quality_document_version v \
         JOIN quality_document d ON d.id = v.document_id WHERE d.unit_id = $1 ORDER BY v.document_id, v.no",
        &vals![unit.0],
        read_version,
    )?;
    for (id, version) in versions {
        documents.iter_mut().filter(|d| d.id == id).for_each(|d| d.versions.push(version.clone()));
    }
    Ok(documents)
}

fn read(row: &mut Row<'_>) -> Result<Document> {
    let (id, unit, code) = (DocumentId(row.int()?), UnitId(row.int()?), row.text()?);
    let kind = DocumentKind::from_word(row.str()?)
        .ok_or_else(|| Fault::new(format!("quality_document {id}: its kind cannot be read")))?;
    Ok(Document {
        id,
        unit,
        code,
        kind,
        process: row.opt_int()?.map(ProcessId),
        retired: row.opt_int()?.map(Day),
        illustrative: row.bool()?,
        versions: Vec::new(),
        row: row.int()?,
    })
}

fn read_version(row: &mut Row<'_>) -> Result<(DocumentId, Version)> {
    let (id, title, effective_from) = (DocumentId(row.int()?), row.text()?, Day(row.int()?));
    Ok((id, Version { title, effective_from, changed: row.text()?, body: row.text()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(from: i64) -> Version {
        Version {
            title: format!("Từ {from}"),
            effective_from: Day(from),
            changed: "x".into(),
            body: String::new(),
        }
    }

    #[test]
    fn the_version_of_a_day_is_the_last_one_in_force_until_the_document_goes_out_of_use() {
        let document = Document {
            id: DocumentId(1),
            unit: UnitId(1),
            code: "QT-01".into(),
            kind: DocumentKind::Procedure,
            process: None,
            retired: Some(Day(30)),
            illustrative: true,
            versions: vec![version(10), version(20)],
            row: 1,
        };
        let no = |day| document.at(Day(day)).map(|(no, _)| no);
        assert_eq!(
            [no(9), no(10), no(19), no(20), no(29), no(30)],
            [None, Some(1), Some(1), Some(2), Some(2), None]
        );
    }
}
