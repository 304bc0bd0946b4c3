//! Making a backup while others write: everything is read in one snapshot.

use super::BackupError;
use super::format::{
    Contents, END, FORMAT, Hashing, Header, KindName, MAGIC, Step, TableIs, put_end, put_row, row_digest,
};
use crate::digest::{Sum, hex};
use crate::schema::listed;
use crate::{Db, Target, Tx, introspect, migrate, rows};
use kernel::{Fault, Instant};
use lz4_flex::frame::FrameEncoder;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

type Out = Hashing<BufWriter<File>>;

/// Writes a backup of one committed moment. The file appears under its name only when it is whole and on disk; one
/// that is there is replaced.
///
/// # Errors
/// See [`BackupError`]; then no file is left behind.
pub fn write(db: &Db, path: &Path) -> Result<Contents, BackupError> {
    replaceable(db, path)?;
    let part = part(path);
    let done = write_part(db, &part).and_then(|contents| {
        std::fs::rename(&part, path).map_err(|e| BackupError::io(path, e))?;
        sync_folder(path)?;
        Ok(contents)
    });
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done
}

/// Whether a backup may take the place of what is there: never of the database, nor of a folder or a device.
fn replaceable(db: &Db, path: &Path) -> Result<(), BackupError> {
    let name = || path.display().to_string();
    let Ok(there) = std::fs::canonicalize(path) else {
        return Ok(());
    };
    if let Target::Sqlite(own) = db.target() {
        let files = ["", "-wal", "-shm", ".lock"].map(|end| {
            let mut file = own.as_os_str().to_owned();
            file.push(end);
            std::fs::canonicalize(file).ok()
        });
        if files.iter().flatten().any(|own| *own == there) {
            return Err(BackupError::ItsOwn(name()));
        }
    }
    if there.is_file() { Ok(()) } else { Err(BackupError::NotAFile(name())) }
}

/// The name while the file is not whole.
pub(super) fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Makes a rename last over a power cut.
pub(super) fn sync_folder(path: &Path) -> Result<(), BackupError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Not every system lets a folder be opened; there the rename is as safe as it gets.
    match File::open(folder) {
        Ok(folder) => folder.sync_all().map_err(|e| BackupError::io(path, e)),
        Err(_) => Ok(()),
    }
}

fn write_part(db: &Db, part: &Path) -> Result<Contents, BackupError> {
    let io = |e| BackupError::io(part, e);
    let taken_at = db.technical_now();
    let file = File::create(part).map_err(|e| match e.kind() {
        // It is the folder that is missing.
        std::io::ErrorKind::NotFound => BackupError::Missing(folder_name(part)),
        _ => BackupError::io(part, e),
    })?;
    let inner = BufWriter::with_capacity(1 << 18, file);
    let mut out = Hashing { inner, hash: Sha256::new(), bytes: 0 };
    // The read's own errors are the store's; ours travel beside them.
    let mut ours = None;
    let read = db.read(|tx| {
        let done = everything(tx, &mut out, taken_at, part);
        done.map_err(|e| {
            let text = e.en();
            ours = Some(e);
            Fault::new(text).into()
        })
    });
    let tables = match (read, ours) {
        (_, Some(error)) => return Err(error),
        (Err(error), None) => return Err(error.into()),
        (Ok(tables), None) => tables,
    };
    let digest: [u8; 32] = out.hash.clone().finalize().into();
    out.write_all(&digest).and_then(|()| out.write_all(END)).and_then(|()| out.flush()).map_err(io)?;
    let bytes = out.bytes;
    let file = out.inner.into_inner().map_err(|e| io(e.into_error()))?;
    file.sync_all().map_err(io)?;
    Ok(Contents { taken_at, tables, bytes })
}

fn folder_name(path: &Path) -> String {
    path.parent().unwrap_or(path).display().to_string()
}

fn everything(
    tx: &mut Tx<'_>,
    out: &mut Out,
    taken_at: Instant,
    path: &Path,
) -> Result<Vec<(String, u64)>, BackupError> {
    let io = |e| BackupError::io(path, e);
    let header = header(tx, taken_at)?;
    let text = serde_json::to_vec(&header)
        .map_err(|e| BackupError::Other(Fault::because("writing the header of a backup", e)))?;
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes();
    out.write_all(MAGIC)
        .and_then(|()| out.write_all(&length))
        .and_then(|()| out.write_all(&text))
        .map_err(io)?;
    let mut body = FrameEncoder::new(out);
    let mut tables = Vec::new();
    for table in &header.tables {
        let rows = one_table(tx, &mut body, table, path)?;
        tables.push((table.name.clone(), rows));
    }
    body.finish().map_err(|e| io(e.into()))?;
    Ok(tables)
}

fn header(tx: &mut Tx<'_>, taken_at: Instant) -> Result<Header, BackupError> {
    let migrations = tx.query("SELECT no, checksum FROM schema_migration ORDER BY no", &[], |row| {
        let no = u32::try_from(row.int()?).unwrap_or(u32::MAX);
        Ok(Step { no, checksum: hex(row.slice()?) })
    })?;
    let left_out = tx.shared.schema.not_backed_up.clone();
    let mut tables = Vec::new();
    for name in migrate::table_names(tx)?.into_iter().filter(|name| !listed(&left_out, name)) {
        let columns = introspect::columns(tx, &name)?;
        let key = introspect::key(&columns).into_iter().map(str::to_owned).collect::<Vec<_>>();
        if key.is_empty() {
            return Err(BackupError::Other(Fault::new(format!("the table {name} has no primary key"))));
        }
        let columns = columns.into_iter().map(|c| (c.name, KindName::from(c.kind))).collect();
        tables.push(TableIs { name, columns, key });
    }
    Ok(Header { format: FORMAT, taken_at: taken_at.0, migrations, tables })
}

fn one_table(
    tx: &mut Tx<'_>,
    body: &mut FrameEncoder<&mut Out>,
    table: &TableIs,
    path: &Path,
) -> Result<u64, BackupError> {
    let mut sum = Sum::default();
    let (mut room, mut cells, mut out) = (Vec::new(), Vec::new(), Vec::new());
    let mut ours = None;
    let key: Vec<&str> = table.key.iter().map(String::as_str).collect();
    let read = rows::of(tx, &table.name, &table.names(), &table.kinds(), &key, |values| {
        sum.add(&row_digest(&mut room, &table.name, values));
        out.clear();
        put_row(&mut out, &mut cells, values);
        body.write_all(&out).map_err(|e| {
            let text = e.to_string();
            ours = Some(BackupError::io(path, e));
            Fault::new(text).into()
        })
    });
    match (read, ours) {
        (_, Some(error)) => return Err(error),
        (Err(error), None) => return Err(error.into()),
        (Ok(()), None) => {}
    }
    out.clear();
    put_end(&mut out, &sum);
    body.write_all(&out).map_err(|e| BackupError::io(path, e))?;
    Ok(sum.rows)
}
