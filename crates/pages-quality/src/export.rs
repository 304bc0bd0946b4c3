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

/// A list of texts as a file; its name is one of ours, in ASCII and without an ending.
pub(crate) async fn answer(
    visit: &Visit,
    name: &str,
    form: Form,
    head: (&str, String),
    columns: &[&str],
    rows: Vec<Vec<String>>,
) -> Answer {
    let cell = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
    let list = Sheet {
        title: head.0.to_owned(),
        notes: vec![head.1],
        columns: columns.iter().map(|c| Column::new(*c, Kind::Text)).collect(),
        rows: rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
    };
    let (ending, media) = match form {
        Form::Xlsx => ("xlsx", sheet::XLSX),
        Form::Csv => ("csv", sheet::CSV),
    };
    let made = move |_: &Kit| match form {
        Form::Xlsx => sheet::xlsx(&list),
        Form::Csv => sheet::csv(&list),
    };
    let bytes = visit.kit().run(made).await?;
    Ok(download(media, &format!("{name}.{ending}"), bytes))
}
