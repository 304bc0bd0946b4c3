//! The table and the JSON.

use crate::run;
use serde_json::{Value, json};

/// One measured thing.
pub(super) struct Row {
    pub(super) what: String,
    pub(super) value: f64,
    pub(super) unit: String,
    /// What it should be; empty where nothing is asked.
    pub(super) aim: String,
}

impl Row {
    pub(super) fn new(what: impl Into<String>, value: f64, unit: &str, aim: &str) -> Self {
        Self { what: what.into(), value, unit: unit.into(), aim: aim.into() }
    }

    /// A line that a measurement from inside has printed.
    pub(super) fn read(line: &str) -> Option<Self> {
        let row: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| row[name].as_str().map(str::to_owned);
        Some(Self {
            what: text("what")?,
            value: row["value"].as_f64()?,
            unit: text("unit")?,
            aim: text("aim")?,
        })
    }
}

/// A count as a number to divide by.
pub(super) fn float(n: u64) -> f64 {
    f64::from(u32::try_from(n / 1000).unwrap_or(u32::MAX)) * 1000.0
}

fn written(row: &Row) -> String {
    let digits = match row.value.abs() {
        x if x >= 100.0 => 0,
        x if x >= 10.0 => 1,
        _ => 2,
    };
    format!("| {} | {:.digits$} {} | {} |\n", row.what, row.value, row.unit, row.aim)
}

/// Prints the table, and writes `target/bench.json`.
pub(super) fn report(rows: &[Row]) -> Result<(), String> {
    run::say("\n| measured | value | aim |\n| --- | ---: | --- |\n");
    for row in rows {
        run::say(&written(row));
    }
    let list: Vec<Value> = rows
        .iter()
        .map(|r| json!({ "what": r.what.trim(), "value": r.value, "unit": r.unit, "aim": r.aim }))
        .collect();
    let text = serde_json::to_string_pretty(&list).map_err(|e| e.to_string())?;
    std::fs::write("target/bench.json", &text).map_err(|e| e.to_string())?;
    run::say(&format!("\n{text}\n"));
    Ok(())
}
