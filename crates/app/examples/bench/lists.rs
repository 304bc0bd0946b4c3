//! Lists and search as officers use them: half of the searches are `nguyen van` in one commune, deep pages included.

use crate::out::{Done, float, percentiles, row, tell};
use dossier::desk::{DossierId, UnitId};
use dossier::listing::{self, Item};
use kernel::Day;
use kernel::clock::Stopwatch;
use std::time::Duration;
use store::{Db, Tx, vals};

/// Questions of each sort.
const TIMES: usize = 200;
/// Lines of a page.
const PAGE: i64 = 20;
/// Nobody waits longer for a measurement: what has asked so many seconds is cut short and says so.
const PATIENCE: Duration = Duration::from_secs(40);

/// Numbers that look like chance and are the same each time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n.max(1)
    }

    pub(crate) fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let at = usize::try_from(self.below(u64::try_from(of.len()).ok()?)).ok()?;
        of.get(at).copied()
    }
}

/// What is known of the data before anything is asked.
struct World {
    /// Units with how many dossiers each has; the smaller half of them.
    communes: Vec<UnitId>,
    units: Vec<UnitId>,
    /// Codes and names that exist, from everywhere.
    codes: Vec<String>,
    names: Vec<String>,
    oldest: i64,
    newest: i64,
}

fn look(db: &Db) -> Done<World> {
    let mut dice = Dice(11);
    Ok(db.read(|tx| {
        // Dossiers by unit, counted by the counters.
        let mut units = tx.query(
            "SELECT unit_id, CAST(SUM(received) AS BIGINT) FROM stat_unit_day GROUP BY unit_id",
            &[],
            |row| Ok((UnitId(row.int()?), row.int()?)),
        )?;
        units.sort_by_key(|(unit, n)| (*n, *unit));
        let (oldest, newest) = tx.query_one("SELECT MIN(id), MAX(id) FROM dossier", &[], |row| {
            Ok((row.int()?, row.int()?))
        })?;
        let (mut codes, mut names) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            let at = somewhere(&mut dice, oldest, newest);
            let found = tx.query_opt(
                "SELECT code, applicant_name FROM dossier WHERE id >= $1 AND code IS NOT NULL ORDER BY id LIMIT 1",
                &vals![at],
                |row| Ok((row.text()?, row.text()?)),
            )?;
            if let Some((code, name)) = found {
                codes.push(code);
                names.push(name);
            }
        }
        let all: Vec<UnitId> = units.iter().map(|u| u.0).collect();
        Ok(World { communes: all[..all.len() * 2 / 3].to_vec(), units: all, codes, names, oldest, newest })
    })?)
}

pub(crate) fn somewhere(dice: &mut Dice, oldest: i64, newest: i64) -> i64 {
    let span = u64::try_from(newest - oldest).unwrap_or(0);
    oldest + i64::try_from(dice.below(span)).unwrap_or(0)
}

/// Where a page begins: the first one, or one deep in the past, half and half.
fn before(dice: &mut Dice, world: &World) -> Option<DossierId> {
    (dice.below(2) == 0).then(|| DossierId(somewhere(dice, world.oldest, world.newest)))
}

type Ask<'a> = Box<dyn FnMut(&mut Tx<'_>, &mut Dice) -> kernel::Result<Vec<Item>> + 'a>;

fn unit(dice: &mut Dice, of: &[UnitId]) -> UnitId {
    dice.one(of).unwrap_or(UnitId(0))
}

/// The questions, and how often each is asked of a hundred searches; 0 for lists, which are no searches.
fn questions(w: &World) -> Vec<(&'static str, usize, Ask<'_>)> {
    let text = |dice: &mut Dice, of: &[String]| {
        of.get(usize::try_from(dice.below(u64::try_from(of.len()).unwrap_or(1))).unwrap_or(0))
            .cloned()
            .unwrap_or_default()
    };
    vec![
        ("newest of a unit", 0, Box::new(|tx, d| listing::newest(tx, unit(d, &w.units), before(d, w), PAGE))),
        (
            "pending of a unit",
            0,
            Box::new(|tx, d| listing::pending(tx, unit(d, &w.units), after(d, w), PAGE)),
        ),
        (
            "search: nguyen van, one commune",
            50,
            Box::new(|tx, d| {
                listing::search(tx, Some(unit(d, &w.communes)), "nguyen van", before(d, w), PAGE)
            }),
        ),
        (
            "search: nguyen van, the province",
            10,
            Box::new(|tx, d| listing::search(tx, None, "nguyen van", before(d, w), PAGE)),
        ),
        (
            "search: a whole name, the province",
            10,
            Box::new(move |tx, d| listing::search(tx, None, &text(d, &w.names), before(d, w), PAGE)),
        ),
        (
            "search: a whole name, one commune",
            10,
            Box::new(move |tx, d| {
                listing::search(tx, Some(unit(d, &w.communes)), &text(d, &w.names), before(d, w), PAGE)
            }),
        ),
        (
            "search: family and middle name, the province",
            5,
            Box::new(|tx, d| {
                let asked = ["quach chi", "danh cong", "thach thi", "lam my", "ho kim"];
                listing::search(tx, None, d.one(&asked).unwrap_or("quach chi"), before(d, w), PAGE)
            }),
        ),
        (
            "search: a name nobody has, the province",
            5,
            Box::new(|tx, d| {
                let asked = ["nguyen van xyz", "tran thi khong ai", "quach uyen nhi"];
                listing::search(tx, None, d.one(&asked).unwrap_or("nguyen van xyz"), None, PAGE)
            }),
        ),
        (
            "search: a code",
            10,
            Box::new(move |tx, d| listing::search(tx, None, &text(d, &w.codes), None, PAGE)),
        ),
    ]
}

fn after(dice: &mut Dice, w: &World) -> Option<(Day, DossierId)> {
    (dice.below(2) == 0).then(|| {
        // Ids count milliseconds since 2010, in front of 22 bits.
        let id = DossierId(somewhere(dice, w.oldest, w.newest));
        (Day(14_610 + (id.0 >> 22) / 86_400_000), id)
    })
}

pub(crate) fn lists(db: &Db, which: &str) -> Done<()> {
    let world = look(db)?;
    let dossiers = db.read(|tx| tx.query_one("SELECT COUNT(*) FROM dossier", &[], |row| row.int()))?;
    row(&format!("dossiers ({which})"), float(u64::try_from(dossiers)?), "dossiers", "");
    let mut searches = Vec::new();
    for (name, weight, mut ask) in questions(&world) {
        let mut dice = Dice(7);
        let (mut times, mut lines) = (Vec::new(), 0);
        let whole = Stopwatch::start();
        // The first few bring pages into memory, as the morning's first questions do.
        for n in 0..TIMES + 5 {
            let watch = Stopwatch::start();
            let found = db.read(|tx| ask(tx, &mut dice))?;
            if n >= 5 {
                times.push(watch.elapsed());
                lines += found.len();
            }
            if whole.elapsed() > PATIENCE {
                tell(&format!("{name}: cut short"));
                break;
            }
        }
        tell(&format!("{name}: {} questions, {lines} lines", times.len()));
        for i in 0..weight * 10 {
            searches.extend(times.get(i % times.len().max(1)));
        }
        percentiles(&format!("{name} ({which})"), &mut times, if weight == 0 { "≤ 20 ms" } else { "" });
    }
    percentiles(&format!("all searches together ({which})"), &mut searches, "≤ 20 ms");
    Ok(())
}
