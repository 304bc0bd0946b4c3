//! Recording of every SQL text that runs, so that a test can prepare each of them on the other engine.
//!
//! What opening a database runs is left out: a schema that cannot be made could not be prepared against.
//! On only when `MOTCUA_RECORD_SQL` names a folder. One file per process and one per schema; a text is written
//! once per process, engine and schema.

use crate::db::Shared;
use crate::{Engine, Schema};
use rustc_hash::FxHashSet;
use serde_json::json;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The schema that statements run against; empty when nothing is recorded.
#[derive(Clone, Default)]
pub(crate) struct Scope(Option<Arc<str>>);

struct Recorder {
    folder: PathBuf,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    /// Engine, schema, text.
    texts: FxHashSet<(Engine, Arc<str>, String)>,
    /// Opened at the first text.
    file: Option<File>,
}

fn recorder() -> Option<&'static Recorder> {
    static RECORDER: OnceLock<Option<Recorder>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let folder = PathBuf::from(std::env::var_os("MOTCUA_RECORD_SQL")?);
            Some(Recorder { folder, seen: Mutex::default() })
        })
        .as_ref()
}

impl Scope {
    pub(crate) fn of(shared: &Shared) -> Self {
        shared.scope.clone()
    }

    /// The scope of a schema; leaves the schema's migrations in the folder for whoever checks the record.
    pub(crate) fn open(schema: &Schema) -> Self {
        let Some(recorder) = recorder() else {
            return Self(None);
        };
        let migrations: Vec<_> =
            schema.migrations.iter().map(|m| json!({ "no": m.no, "name": m.name, "sql": m.sql })).collect();
        let text = json!(migrations).to_string();
        let name: Arc<str> = crate::digest::hex(&crate::digest::sha256(text.as_bytes())[..8]).into();
        let path = recorder.folder.join(format!("schema-{name}.json"));
        if !path.exists() {
            // Several test processes may write the same bytes; the rename makes that harmless.
            let part = recorder.folder.join(format!("schema-{name}.{}.part", std::process::id()));
            let _ = std::fs::create_dir_all(&recorder.folder);
            let _ = std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, &path));
        }
        Self(Some(name))
    }
}

/// Notes a text that is about to be prepared.
pub(crate) fn statement(scope: &Scope, engine: Engine, sql: &str) {
    let (Some(name), Some(recorder)) = (&scope.0, recorder()) else {
        return;
    };
    let mut seen = recorder.seen.lock().unwrap_or_else(PoisonError::into_inner);
    if !seen.texts.insert((engine, name.clone(), sql.to_owned())) {
        return;
    }
    if seen.file.is_none() {
        let path = recorder.folder.join(format!("sql-{}.jsonl", std::process::id()));
        seen.file = OpenOptions::new().create(true).append(true).open(path).ok();
    }
    let line = json!({ "engine": engine.name(), "schema": &**name, "sql": sql });
    if let Some(file) = &mut seen.file {
        let _ = writeln!(file, "{line}");
    }
}
