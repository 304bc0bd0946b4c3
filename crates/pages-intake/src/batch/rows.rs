//! The rows of a batch as they are typed: empty ones do not count, half-filled ones are mistakes.

use crate::locale::T;
use crate::parts::copies_refused;
use dossier::desk::MOST_ITEMS;
use kernel::Refusal;
use webkit::Form;
use webkit::form::FieldError;

/// Rows that stand there at first, and how many a press adds.
const FIRST: usize = 8;
const ADDED: usize = 8;

/// A row that was filled in.
pub(super) struct Row {
    /// What was brought.
    pub(super) document: String,
    /// How many copies are asked for.
    pub(super) copies: i64,
    /// Another person's name.
    pub(super) name: Option<String>,
}

/// A row on the page.
pub(super) struct RowView {
    pub(super) no: usize,
    pub(super) document: String,
    pub(super) copies: String,
    pub(super) name: String,
    pub(super) wrong: String,
}

/// How many rows the form has.
fn count(form: &Form) -> usize {
    form.value("rows").parse().unwrap_or(FIRST).clamp(1, MOST_ITEMS)
}

/// The form with more rows.
pub(super) fn more(form: Form) -> Form {
    let rows = (count(&form) + ADDED).min(MOST_ITEMS);
    form.fill("rows", rows.to_string())
}

fn typed(form: &Form, field: &str, no: usize) -> String {
    form.value(&format!("{field}-{no}")).trim().to_owned()
}

/// Longest name of a document, and of a person.
const DOCUMENT: usize = 300;
const NAME: usize = 200;

/// What is wrong with a row, with the field it is wrong in; and the row, when nothing is.
fn judge(form: &Form, no: usize) -> Result<Option<Row>, (&'static str, FieldError)> {
    let (document, copies, name) =
        (typed(form, "doc", no), typed(form, "copies", no), typed(form, "name", no));
    if document.is_empty() {
        let empty = name.is_empty() && (copies.is_empty() || copies == "1");
        return if empty { Ok(None) } else { Err(("doc", FieldError::Refused(no_document()))) };
    }
    if document.chars().count() > DOCUMENT {
        return Err(("doc", FieldError::TooLong(300)));
    }
    if name.chars().count() > NAME {
        return Err(("name", FieldError::TooLong(200)));
    }
    let copies = if copies.is_empty() { Some(1) } else { copies.parse().ok() };
    match copies.filter(|n| (1..=999).contains(n)) {
        Some(copies) => Ok(Some(Row { document, copies, name: (!name.is_empty()).then_some(name) })),
        None => Err(("copies", FieldError::Refused(copies_refused()))),
    }
}

fn no_document() -> Refusal {
    Refusal::new("batch.document", "Thiếu tên giấy tờ.", "The document's name is missing.")
}

/// The rows that were filled in; mistakes stand on the form.
pub(super) fn read(form: &mut Form, t: T) -> Vec<Row> {
    let mut rows = Vec::new();
    for no in 1..=count(form) {
        match judge(form, no) {
            Ok(row) => rows.extend(row),
            Err((field, error)) => form.wrong(&format!("{field}-{no}"), &t.batch_row(no.to_string()), error),
        }
    }
    rows
}

/// The rows for the page, filled as they were typed.
pub(super) fn shown(form: &Form, t: T) -> Vec<RowView> {
    let saving = form.value("act") == "save" && !form.is_again();
    let row = |no| {
        let copies = typed(form, "copies", no);
        let wrong = judge(form, no).err().filter(|_| saving).map(|(_, error)| told(error, t));
        RowView {
            no,
            document: typed(form, "doc", no),
            copies: if copies.is_empty() { "1".into() } else { copies },
            name: typed(form, "name", no),
            wrong: wrong.unwrap_or_default(),
        }
    };
    (1..=count(form)).map(row).collect()
}

fn told(error: FieldError, t: T) -> String {
    match error {
        FieldError::Refused(r) => t.0.pick(&r.vi, &r.en).to_owned(),
        FieldError::TooLong(n) => t.batch_too_long(n),
        _ => t.batch_wrong().to_owned(),
    }
}
