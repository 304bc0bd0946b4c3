//! What a dossier takes on disk, with everything that belongs to it.

use crate::open;
use crate::out::{Done, float, row};
use store::testing::raw::Raw;
use store::{Open, Target};

pub(crate) fn size(target: &Target, which: &str) -> Done<()> {
    let db = open(target, Open::Existing)?;
    let dossiers = db.read(|tx| tx.query_one("SELECT COUNT(*) FROM dossier", &[], |row| row.int()))?;
    drop(db);
    let bytes: u64 = match target {
        Target::Sqlite(file) => std::fs::metadata(file)?.len(),
        Target::Postgres { .. } => {
            let asked = "SELECT CAST(SUM(pg_total_relation_size(c.oid)) AS TEXT) FROM pg_class c \
                         JOIN pg_namespace n ON n.oid = c.relnamespace \
                         WHERE c.relkind = 'r' AND n.nspname = current_schema()";
            Raw::open(target)?.texts(asked)?.first().ok_or("a size")?.parse()?
        }
    };
    let each = float(bytes) / float(u64::try_from(dossiers)?);
    row(&format!("database ({which})"), float(bytes) / 1e6, "MB", "");
    row(&format!("  per dossier ({which})"), each, "bytes", "");
    Ok(())
}
