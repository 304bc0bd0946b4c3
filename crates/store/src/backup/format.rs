//! The file: how it is written, and a reader that trusts no byte of it.

use super::BackupError;
use crate::digest::{Sum, canonical, sha256};
use crate::varint::{self, Reader as Numbers, put_signed};
use crate::{Kind, MAX_COLUMNS, V};
use kernel::Instant;
use lz4_flex::frame::FrameDecoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{BufReader, Read, Seek as _, SeekFrom, Take, Write};
use std::path::{Path, PathBuf};

pub(super) const MAGIC: &[u8; 8] = b"MOTCUA\x00B";
pub(super) const END: &[u8; 8] = b"MOTCUA\x00E";
pub(super) const FORMAT: u32 = 1;
/// Digest and closing magic.
const TRAILER: u64 = 40;
/// A header longer than this is none.
const MOST_HEADER: u32 = 16 << 20;
/// A row longer than this is none.
const MOST_ROW: u64 = 1 << 30;

/// The text at the front.
#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) format: u32,
    /// Technical time, µs UTC.
    pub(super) taken_at: i64,
    pub(super) migrations: Vec<Step>,
    pub(super) tables: Vec<TableIs>,
}

/// A migration that had been applied.
#[derive(Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) no: u32,
    /// SHA-256 of its text, hexadecimal.
    pub(super) checksum: String,
}

/// A table in the file.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct TableIs {
    pub(super) name: String,
    /// Columns in the order in which rows hold them.
    pub(super) columns: Vec<(String, KindName)>,
    /// Columns of the key: the order of the rows.
    pub(super) key: Vec<String>,
}

/// What a column holds, by name.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum KindName {
    Int,
    Text,
    Bytes,
}

impl From<Kind> for KindName {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Int => Self::Int,
            Kind::Text => Self::Text,
            Kind::Bytes => Self::Bytes,
        }
    }
}

impl TableIs {
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let kind = |(_, name): &(String, KindName)| match name {
            KindName::Int => Kind::Int,
            KindName::Text => Kind::Text,
            KindName::Bytes => Kind::Bytes,
        };
        self.columns.iter().map(kind).collect()
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// What a backup holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contents {
    /// When it was taken, technical time.
    pub taken_at: Instant,
    /// Rows by table.
    pub tables: Vec<(String, u64)>,
    /// Size of the file in bytes.
    pub bytes: u64,
}

impl Contents {
    /// Rows in all.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

/// Hashes what passes.
pub(super) struct Hashing<W> {
    pub(super) inner: W,
    pub(super) hash: Sha256,
    pub(super) bytes: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// The digest of one row in a table's sum.
pub(super) fn row_digest(room: &mut Vec<u8>, table: &str, values: &[V<'_>]) -> [u8; 32] {
    room.clear();
    canonical(room, V::Text(table));
    values.iter().for_each(|v| canonical(room, *v));
    sha256(room)
}

/// Appends a row: its length plus one, then its cells. Length 0 ends a table.
pub(super) fn put_row(out: &mut Vec<u8>, cells: &mut Vec<u8>, values: &[V<'_>]) {
    cells.clear();
    for value in values {
        match value {
            V::Null => cells.push(0),
            V::Int(x) => {
                cells.push(1);
                put_signed(cells, *x);
            }
            V::Text(x) => put_sized(cells, 2, x.as_bytes()),
            V::Bytes(x) => put_sized(cells, 3, x),
        }
    }
    varint::put(out, cells.len() as u64 + 1);
    out.extend_from_slice(cells);
}

fn put_sized(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    varint::put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Ends a table with its sum.
pub(super) fn put_end(out: &mut Vec<u8>, sum: &Sum) {
    varint::put(out, 0);
    out.extend_from_slice(&sum.bytes());
}

/// A backup that is being read. Its bytes were checked against the digest at its end.
pub(super) struct Backup {
    path: PathBuf,
    pub(super) header: Header,
    pub(super) bytes: u64,
    body: Body<Take<BufReader<File>>>,
}

impl Backup {
    /// Checks the whole file, then stands before the first table.
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let io = |e| BackupError::io(path, e);
        let name = || path.display().to_string();
        let mut file = File::open(path).map_err(io)?;
        let bytes = file.metadata().map_err(io)?.len();
        let covered = intact(&mut file, bytes, path)?;
        file.seek(SeekFrom::Start(MAGIC.len() as u64)).map_err(io)?;
        let mut rest = BufReader::with_capacity(1 << 16, file).take(covered - MAGIC.len() as u64);
        let header = header(&mut rest).ok_or_else(|| BackupError::Corrupt(name()))?;
        match header.get("format").and_then(serde_json::Value::as_u64) {
            Some(format) if format > u64::from(FORMAT) => return Err(BackupError::NewerFormat(name())),
            Some(_) => {}
            None => return Err(BackupError::Corrupt(name())),
        }
        let header: Header = serde_json::from_value(header).map_err(|_| BackupError::Corrupt(name()))?;
        Ok(Self { path: path.to_owned(), header, bytes, body: Body::new(rest) })
    }

    /// Shows the rows of the next table; returns their number and whether its own sum fits them.
    pub(super) fn table(
        &mut self,
        table: &TableIs,
        f: impl FnMut(&[V<'_>]) -> Result<(), BackupError>,
    ) -> Result<Sum, BackupError> {
        let damaged = || BackupError::Corrupt(self.path.display().to_string());
        match self.body.table(&table.name, &table.kinds(), f) {
            Ok(sum) => Ok(sum),
            Err(Broken::Bytes) => Err(damaged()),
            Err(Broken::Taker(error)) => Err(error),
        }
    }
}

/// Whether the file is whole; returns how many bytes its digest covers.
fn intact(file: &mut File, bytes: u64, path: &Path) -> Result<u64, BackupError> {
    let io = |e| BackupError::io(path, e);
    let name = path.display().to_string();
    let mut start = Vec::new();
    file.take(8).read_to_end(&mut start).map_err(io)?;
    if start != MAGIC {
        return Err(BackupError::NotABackup(name));
    }
    let covered = match bytes.checked_sub(TRAILER) {
        Some(covered) if covered >= 12 => covered,
        _ => return Err(BackupError::Truncated(name)),
    };
    file.seek(SeekFrom::Start(covered)).map_err(io)?;
    let mut trailer = Vec::new();
    file.read_to_end(&mut trailer).map_err(io)?;
    if trailer.get(32..) != Some(END) {
        return Err(BackupError::Truncated(name));
    }
    file.rewind().map_err(io)?;
    let mut hash = Sha256::new();
    let mut left = file.take(covered);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match left.read(&mut buffer).map_err(io)? {
            0 => break,
            n => hash.update(&buffer[..n]),
        }
    }
    let digest: [u8; 32] = hash.finalize().into();
    if trailer[..32] == digest { Ok(covered) } else { Err(BackupError::Corrupt(name)) }
}

fn header(from: &mut impl Read) -> Option<serde_json::Value> {
    let mut length = [0; 4];
    from.read_exact(&mut length).ok()?;
    let length = u32::from_le_bytes(length);
    if length > MOST_HEADER {
        return None;
    }
    let mut text = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

/// The rows, decompressed.
struct Body<R: Read> {
    from: BufReader<FrameDecoder<R>>,
    row: Vec<u8>,
}

/// Why the rows could not be gone through.
#[derive(Debug)]
enum Broken<E> {
    /// The bytes are not what we write.
    Bytes,
    /// Whoever took the rows failed.
    Taker(E),
}

impl<R: Read> Body<R> {
    fn new(from: R) -> Self {
        Self { from: BufReader::with_capacity(1 << 16, FrameDecoder::new(from)), row: Vec::new() }
    }

    fn table<E>(
        &mut self,
        name: &str,
        kinds: &[Kind],
        mut f: impl FnMut(&[V<'_>]) -> Result<(), E>,
    ) -> Result<Sum, Broken<E>> {
        if kinds.len() > MAX_COLUMNS {
            return Err(Broken::Bytes);
        }
        let mut room = Vec::new();
        let mut sum = Sum::default();
        loop {
            let length = self.number().ok_or(Broken::Bytes)?;
            if length == 0 {
                break;
            }
            self.fill(length - 1).ok_or(Broken::Bytes)?;
            let mut values = [V::Null; MAX_COLUMNS];
            cells(&self.row, kinds, &mut values).ok_or(Broken::Bytes)?;
            let values = &values[..kinds.len()];
            sum.add(&row_digest(&mut room, name, values));
            f(values).map_err(Broken::Taker)?;
        }
        let mut said = [0; 40];
        self.from.read_exact(&mut said).map_err(|_| Broken::Bytes)?;
        if sum.bytes() == said { Ok(sum) } else { Err(Broken::Bytes) }
    }

    fn number(&mut self) -> Option<u64> {
        let mut bytes = [0; 10];
        for n in 0..bytes.len() {
            self.from.read_exact(&mut bytes[n..=n]).ok()?;
            if bytes[n] & 0x80 == 0 {
                return Numbers::new(&bytes[..=n]).number();
            }
        }
        None
    }

    /// Reads a row; grows with what is really there, not with what the length claims.
    fn fill(&mut self, length: u64) -> Option<()> {
        if length > MOST_ROW {
            return None;
        }
        self.row.clear();
        let read = (&mut self.from).take(length).read_to_end(&mut self.row).ok()?;
        (read as u64 == length).then_some(())
    }
}

fn cells<'a>(row: &'a [u8], kinds: &[Kind], values: &mut [V<'a>; MAX_COLUMNS]) -> Option<()> {
    let mut reader = Numbers::new(row);
    for (value, kind) in values.iter_mut().zip(kinds) {
        *value = match reader.byte()? {
            0 => V::Null,
            1 => V::Int(reader.signed()?),
            2 => V::Text(std::str::from_utf8(reader.sized()?).ok()?),
            3 => V::Bytes(reader.sized()?),
            _ => return None,
        };
        if !value.fits(*kind) {
            return None;
        }
    }
    reader.is_empty().then_some(())
}

/// Checks a backup from the first byte to the last, without restoring it.
///
/// # Errors
/// Why it cannot be relied on.
pub fn check(path: &Path) -> Result<Contents, BackupError> {
    let mut backup = Backup::open(path)?;
    let mut tables = Vec::new();
    for table in backup.header.tables.clone() {
        let sum = backup.table(&table, |_| Ok(()))?;
        tables.push((table.name, sum.rows));
    }
    Ok(Contents { taken_at: Instant(backup.header.taken_at), tables, bytes: backup.bytes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Kind; 3] = [Kind::Int, Kind::Text, Kind::Bytes];

    fn read(bytes: &[u8]) -> Result<Sum, Broken<()>> {
        Body::new(bytes).table("t", &KINDS, |_| Ok(()))
    }

    fn packed(plain: &[u8]) -> Vec<u8> {
        let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
            let _ = read(&packed(&bytes));
            let _ = header(&mut bytes.as_slice());
            let mut values = [V::Null; MAX_COLUMNS];
            let _ = cells(&bytes, &KINDS, &mut values);
        }

        #[test]
        fn rows_come_back_and_a_changed_byte_is_noticed(
            rows in proptest::collection::vec((any::<i64>(), ".{0,20}", any::<bool>()), 0..20),
            at in any::<proptest::sample::Index>(),
        ) {
            let (mut plain, mut room, mut sum) = (Vec::new(), Vec::new(), Sum::default());
            for (number, text, null) in &rows {
                let bytes = text.as_bytes();
                let last = if *null { V::Null } else { V::Bytes(bytes) };
                let values = [V::Int(*number), V::Text(text), last];
                sum.add(&row_digest(&mut room, "t", &values));
                put_row(&mut plain, &mut room, &values);
            }
            put_end(&mut plain, &sum);
            prop_assert_eq!(read(&packed(&plain)).unwrap(), sum);
            let at = at.index(plain.len());
            plain[at] ^= 1;
            prop_assert!(read(&packed(&plain)).is_err());
        }
    }
}
