//! Lists as files.

use sheet::{Cell, Column, Kind, Sheet};
use webkit::{Answer, Kit, Visit, download};

/// In which form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// A workbook.
    Xlsx,
    /// A text.
    Csv,
}

/// A list as a file; its name is one of ours, in ASCII and without an ending. Putting fifty thousand lines together
/// takes long: it is done away from the threads that serve.
pub(crate) async fn answer(
    visit: &Visit,
    name: &str,
    form: Form,
    list: impl FnOnce() -> Sheet + Send + 'static,
) -> Answer {
    let made = move |_: &Kit| match form {
        Form::Xlsx => sheet::xlsx(&list()),
        Form::Csv => sheet::csv(&list()),
    };
    let bytes = visit.kit().run(made).await?;
    let (ending, media) = match form {
        Form::Xlsx => ("xlsx", sheet::XLSX),
        Form::Csv => ("csv", sheet::CSV),
    };
    Ok(download(media, &format!("{name}.{ending}"), bytes))
}

/// Columns of text.
pub(crate) fn columns(heads: &[&str]) -> Vec<Column> {
    heads.iter().map(|head| Column::new(*head, Kind::Text)).collect()
}

/// Cells of text.
pub(crate) fn texts(row: Vec<String>) -> Vec<Cell> {
    row.into_iter().map(|text| if text.is_empty() { Cell::Empty } else { Cell::Text(text) }).collect()
}
