//! A year lived anew, and beside it, slice by slice, bare inserts of the rows that the year comes to: each by a
//! prepared statement of its own, 2,000 a transaction, all indexes in place, as durable as the program.

use crate::open;
use crate::out::{Done, float, row, tell};
use crate::world::{TELL_TEXT, bare, check_keys, in_order, load};
use dossier::desk::{Desk, Tokens};
use kernel::clock::Stopwatch;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;
use store::testing::raw::{Cell, Cells, Raw, TableRows, each_chunk};
use store::testing::statements;
use store::{Db, Engine, Open, Target};

/// Rows in a transaction.
const TOGETHER: usize = 2_000;
/// Actions after which the program seals the audit, as `motcua replay` does.
const SEAL: u64 = 200_000;

pub(crate) fn ratio(year: &Target, at_desk: &Target, at_bare: &Target, sample: u32) -> Done<()> {
    let lived = open(year, Open::Existing)?;
    let (db, plan) = load(at_desk, sample)?;
    let mut beside = Beside::new(&lived, bare(at_bare)?)?;
    let dossiers = lived.read(|tx| tx.query_one("SELECT COUNT(*) FROM dossier", &[], |row| row.int()))?;
    let desk = Desk::open(db.clone(), Tokens::Seeded(plan.seed));
    let which = if db.engine() == Engine::Sqlite { "SQLite" } else { "PostgreSQL" };
    let (sender, chunks) = sync_channel(4);
    let whole = std::thread::scope(|scope| -> Done<Duration> {
        scope.spawn(move || read(&lived, &sender));
        let (watch, before) = (Stopwatch::start(), statements());
        let (mut sealed, mut failed) = (0, None);
        replay::run(&desk, plan, replay::RunOptions::default(), &mut |p| {
            if p.done - sealed > SEAL {
                sealed = p.done;
                failed = failed.take().or(store::seal(&db).err().map(Into::into));
            }
            if failed.is_none() {
                failed = beside.keep_up(&chunks, p.done, p.total_estimate).err();
                if let Some(e) = &failed {
                    tell(&format!("the bare inserts failed: {e}"));
                }
            }
        })?;
        store::seal(&db)?;
        let ran = statements() - before;
        let whole = watch.elapsed() - beside.waited;
        beside.keep_up(&chunks, 1, 1)?;
        row(
            &format!("statements per dossier ({which})"),
            float(ran) / float(u64::try_from(dossiers)?),
            "",
            "",
        );
        failed.map_or(Ok(whole), Err)
    })?;
    row(&format!("replay of the year, beside bare inserts ({which})"), whole.as_secs_f64(), "s", "");
    row(&format!("bare inserts of its rows ({which})"), beside.spent.as_secs_f64(), "s", "");
    row(&format!("  rows ({which})"), float(beside.done), "rows", "");
    row(
        &format!("replay to bare inserts ({which})"),
        whole.as_secs_f64() / beside.spent.as_secs_f64(),
        "",
        "≤ 3",
    );
    Ok(())
}

type Chunk = (TableRows, Vec<Cells>);

/// Reads everything that is in a database, a little ahead of whoever inserts it.
fn read(lived: &Db, to: &SyncSender<Chunk>) -> Option<()> {
    for table in in_order(lived).ok()? {
        // Whoever received has ended with an error that he reports himself.
        each_chunk(lived, &table, TOGETHER, |rows| {
            let gone = |_| kernel::Fault::new("nobody takes the rows").into();
            to.send((table.clone(), rows.to_vec())).map_err(gone)
        })
        .ok()?;
    }
    Some(())
}

struct Beside {
    raw: Raw,
    rows: u64,
    done: u64,
    /// In bare statements.
    spent: Duration,
    /// In all of this, waiting for rows included.
    waited: Duration,
}

impl Beside {
    fn new(lived: &Db, raw: Raw) -> Done<Self> {
        let rows = in_order(lived)?.iter().map(|t| t.rows).sum();
        tell(&format!("{rows} rows"));
        Ok(Self { raw, rows, done: 0, spent: Duration::ZERO, waited: Duration::ZERO })
    }

    /// Inserts as large a part of the rows as the replay has done of its actions.
    fn keep_up(&mut self, chunks: &Receiver<Chunk>, done: u64, of: u64) -> Done<()> {
        let watch = Stopwatch::start();
        let goal = self.rows * done / of.max(1);
        while self.done < goal {
            let Ok((table, rows)) = chunks.recv() else {
                return Err("the rows of the lived year ended too early".into());
            };
            self.one(&table, &rows)?;
            let before = self.done * 20 / self.rows;
            self.done += u64::try_from(rows.len())?;
            if self.done * 20 / self.rows > before {
                tell(&format!(
                    "{} % in {:.1} s of bare inserts",
                    self.done * 100 / self.rows,
                    self.spent.as_secs_f64()
                ));
            }
        }
        self.waited += watch.elapsed();
        Ok(())
    }

    fn one(&mut self, table: &TableRows, rows: &[Cells]) -> Done<()> {
        let at = |name: &str| table.columns.iter().position(|c| c == name);
        let texts: Vec<Cells> = match (at("id"), at("search")) {
            (Some(id), Some(search)) if self.raw.engine() == Engine::Sqlite => {
                let pick = |row: &Cells| [id, search].iter().filter_map(|i| row.get(*i).cloned()).collect();
                rows.iter().map(pick).collect::<Vec<Vec<Cell>>>()
            }
            _ => Vec::new(),
        };
        // The lists of units and procedures are filled in any order; where there are many rows, keys are checked.
        check_keys(&mut self.raw, table.table.starts_with("dossier"))?;
        let watch = Stopwatch::start();
        if texts.is_empty() {
            self.raw.insert(&[(&table.insert, rows)])?;
        } else {
            self.raw.insert(&[(&table.insert, rows), (TELL_TEXT, &texts)])?;
        }
        self.spent += watch.elapsed();
        Ok(())
    }
}
