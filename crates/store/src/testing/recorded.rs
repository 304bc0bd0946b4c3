//! Every SQL text that any test ran, prepared on the other engine.

use super::TestDb;
use crate::{Engine, Migration, Schema};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What the record held.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Prepared {
    /// Distinct schemas.
    pub schemas: usize,
    /// Distinct texts, over all schemas.
    pub texts: usize,
}

/// Prepares each text recorded in a folder (`MOTCUA_RECORD_SQL`) on both engines, against the schema it ran on.
///
/// # Errors
/// One line for each text that an engine refuses, or for what could not be read.
///
/// # Panics
/// When a database cannot be made.
pub fn prepare_recorded(folder: &Path) -> Result<Prepared, Vec<String>> {
    let mut by_schema: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let entries = std::fs::read_dir(folder).map_err(|e| vec![format!("{}: {e}", folder.display())])?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == "jsonl") {
            read(&path, &mut by_schema).map_err(|e| vec![format!("{}: {e}", path.display())])?;
        }
    }
    let mut prepared = Prepared::default();
    let mut refused = Vec::new();
    for (name, texts) in by_schema {
        let schema = match schema(&folder.join(format!("schema-{name}.json"))) {
            Ok(schema) => schema,
            Err(e) => {
                refused.push(format!("schema {name}: {e}"));
                continue;
            }
        };
        prepared.schemas += 1;
        prepared.texts += texts.len();
        for engine in [Engine::Sqlite, Engine::Postgres] {
            prepare_all(&TestDb::on(engine, &schema), &texts, &mut refused);
        }
    }
    if refused.is_empty() { Ok(prepared) } else { Err(refused) }
}

fn read(path: &Path, by_schema: &mut BTreeMap<String, BTreeSet<String>>) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).map_err(|e| format!("{e}: {line}"))?;
        let (Some(schema), Some(sql)) = (value["schema"].as_str(), value["sql"].as_str()) else {
            return Err(format!("no schema or text: {line}"));
        };
        by_schema.entry(schema.to_owned()).or_default().insert(sql.to_owned());
    }
    Ok(())
}

/// A schema with nothing but the recorded migrations. Their texts live as long as the process: a migration's text is
/// part of the program everywhere else.
fn schema(path: &Path) -> Result<Schema, String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let all: Vec<serde_json::Value> = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let migrations = all.iter().map(|m| {
        let (no, name, sql) = (m["no"].as_u64()?, m["name"].as_str()?, m["sql"].as_str()?);
        let keep = |s: &str| -> &'static str { Box::leak(s.to_owned().into_boxed_str()) };
        Some(Migration { no: u32::try_from(no).ok()?, name: keep(name), sql: keep(sql) })
    });
    let migrations = migrations.collect::<Option<Vec<_>>>().ok_or("a migration cannot be read")?;
    Ok(Schema { migrations, ..Schema::default() })
}

fn prepare_all(db: &TestDb, texts: &BTreeSet<String>, refused: &mut Vec<String>) {
    let engine = db.engine().name();
    for text in texts {
        // What stands on one engine alone (a text index) says so, and is not asked of the other.
        let own = text.strip_prefix("/* ").and_then(|rest| rest.split_once(" */")).map(|(name, _)| name);
        if own.is_some_and(|name| !name.eq_ignore_ascii_case(engine)) {
            continue;
        }
        // A transaction each: on PostgreSQL a refused text ends it.
        if let Err(e) = db.read(|tx| tx.prepare_only(text)) {
            refused.push(format!("{engine} refuses: {e}"));
        }
    }
}
