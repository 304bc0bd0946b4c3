//! Lists of plain cells, for people and for programs.

use super::args::ListFormat;
use super::{Failure, say};
use kernel::Fault;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Writes rows of named cells to standard output; as text, each row by `line`.
pub(super) fn write<const N: usize>(
    format: ListFormat,
    columns: [&str; N],
    rows: &[[Value; N]],
    line: impl Fn(&[Value; N]) -> String,
) -> Result<(), Failure> {
    match format {
        ListFormat::Text => rows.iter().try_for_each(|row| say(&line(row))),
        ListFormat::Json => {
            let objects: Vec<Map<String, Value>> = rows
                .iter()
                .map(|row| columns.iter().map(|c| (*c).to_owned()).zip(row.iter().cloned()).collect())
                .collect();
            say(&serde_json::to_string_pretty(&objects).map_err(|e| fault("JSON", e))?)
        }
        ListFormat::Csv => {
            let mut writer = csv::WriterBuilder::new().from_writer("\u{feff}".as_bytes().to_vec());
            writer.write_record(columns).map_err(|e| fault("CSV", e))?;
            for row in rows {
                writer.write_record(row.iter().map(plain)).map_err(|e| fault("CSV", e))?;
            }
            let bytes = writer.into_inner().map_err(|e| fault("CSV", e.into_error()))?;
            match io::stdout().write_all(&bytes) {
                Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(e.into()),
                _ => Ok(()),
            }
        }
    }
}

fn fault(what: &str, e: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::from(kernel::Error::from(Fault::because(format!("writing {what}"), e)))
}

/// A cell as a file holds it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        other => other.to_string(),
    }
}
