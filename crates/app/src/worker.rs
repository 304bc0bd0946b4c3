//! What a running server does by itself: seals the audit, closes days that are over, passes dossiers on where units
//! ended, takes away ended sessions. Who does it and when is agreed in the database, so that of many servers one does it.

use crate::background::{Background, Turn};
use crate::backups::Nightly;
use dossier::desk::{Actor, Ctx, Desk};
use kernel::clock::Clock;
use kernel::{Instant, Result};
use std::sync::Arc;
use std::time::Duration;
use store::{Db, job};

const SECOND: i64 = 1_000_000;
/// How often it is looked whether something is due.
const TICK: Duration = Duration::from_secs(1);
/// For how long a job is ours; a server that dies in the middle loses it after that.
const LEASE_SECONDS: i64 = 600;
/// A backup of ten years is written, restored and verified in less than that; and before people come to work it is over
/// or given to another.
const BACKUP_LEASE_SECONDS: i64 = 5 * 3600;
/// The audit is sealed this often.
const SEAL_EVERY: i64 = 60 * SECOND;
/// After a failure it is tried again this much later.
const AGAIN_AFTER: i64 = 300 * SECOND;

/// The two times: business time for what is done, technical time for when it is due.
#[derive(Clone)]
pub struct Clocks {
    /// Business time.
    pub business: Arc<dyn Clock>,
    /// Technical time.
    pub technical: Arc<dyn Clock>,
}

/// A piece of recurring work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Job {
    Seal,
    TurnOfDay,
    Sweep,
    SweepApi,
    Backup,
}

impl Job {
    /// What each server does. Backups are made by those alone that have a place for them.
    const USUAL: [Self; 4] = [Self::Seal, Self::TurnOfDay, Self::Sweep, Self::SweepApi];

    const fn name(self) -> &'static str {
        match self {
            Self::Seal => "audit.seal",
            Self::TurnOfDay => "dossier.turn_of_day",
            Self::Sweep => "identity.sweep",
            Self::SweepApi => "api.sweep",
            Self::Backup => "store.backup",
        }
    }

    const fn lease_seconds(self) -> i64 {
        match self {
            Self::Backup => BACKUP_LEASE_SECONDS,
            _ => LEASE_SECONDS,
        }
    }

    /// When it is due next. A day is closed shortly after midnight in business time; technical time runs alike.
    fn next(self, clocks: &Clocks) -> Instant {
        let now = clocks.technical.now();
        match self {
            Self::Seal => Instant(now.0 + SEAL_EVERY),
            Self::TurnOfDay => {
                let business = clocks.business.now();
                Instant(now.0 + (business.day().plus(1).start().0 - business.0) + 5 * SECOND)
            }
            Self::Sweep | Self::SweepApi | Self::Backup => night_after(now),
        }
    }

    /// When it is tried again after a failure.
    fn again(self, clocks: &Clocks) -> Instant {
        match self {
            // It costs a night's work of the disk, and what it fails of is rarely gone by itself: it stands among the
            // failed until somebody has it done again or the next night has come.
            Self::Backup => self.next(clocks),
            _ => Instant(clocks.technical.now().0 + AGAIN_AFTER),
        }
    }
}

/// The next half past one at night, when the day before is closed and nobody works.
fn night_after(now: Instant) -> Instant {
    let tonight = now.day().at_minute(90);
    if tonight > now { tonight } else { now.day().plus(1).at_minute(90) }
}

/// Work in the background; ends when it is dropped.
pub struct Worker {
    _chores: Background,
    _nights: Option<Background>,
}

impl Worker {
    /// Begins. Whatever is overdue is done first.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn start(desk: Desk, clocks: Clocks, nightly: Option<Nightly>) -> Result<Self> {
        declare(desk.db(), &clocks, nightly.is_some())?;
        // Beside the other work: the audit must not wait for a backup.
        let _nights = match nightly {
            Some(nightly) => {
                let (desk, clocks) = (desk.clone(), clocks.clone());
                Some(start("backup", move || night(&desk, &clocks, &nightly))?)
            }
            None => None,
        };
        Ok(Self { _chores: start("worker", move || turn(&desk, &clocks))?, _nights })
    }
}

/// A thread that looks what is due. What becomes due as the program ends is due when it begins again.
fn start(name: &'static str, mut look: impl FnMut() + Send + 'static) -> Result<Background> {
    let work = move |which| {
        if which == Turn::Usual {
            look();
        }
    };
    Background::start(name, TICK, work)
}

/// Makes the jobs known, due at once but for backups; of these only where they are made, so that nothing is overdue for
/// ever.
///
/// # Errors
/// A fault of the database.
pub fn declare(db: &Db, clocks: &Clocks, backups: bool) -> Result<()> {
    let now = clocks.technical.now();
    db.write(move |tx| {
        if backups {
            job::declare(tx, Job::Backup.name(), night_after(now))?;
        }
        Job::USUAL.iter().try_for_each(|j| job::declare(tx, j.name(), now))
    })
}

/// Does what is due, once, but for backups. A failure is kept with the job, logged, and tried again later.
pub fn turn(desk: &Desk, clocks: &Clocks) {
    for job in Job::USUAL {
        attempt(desk, clocks, None, job);
    }
}

/// Makes the nightly backup if it is due.
pub fn night(desk: &Desk, clocks: &Clocks, nightly: &Nightly) {
    attempt(desk, clocks, Some(nightly), Job::Backup);
}

fn attempt(desk: &Desk, clocks: &Clocks, nightly: Option<&Nightly>, job: Job) {
    if let Err(error) = claimed(desk, clocks, nightly, job) {
        tracing::error!(job = job.name(), %error, "recurring work could not be noted");
    }
}

fn claimed(desk: &Desk, clocks: &Clocks, nightly: Option<&Nightly>, job: Job) -> Result<()> {
    let db = desk.db();
    // Looked up without writing first: most of the time nothing is due.
    let now = clocks.technical.now();
    if !db.read(|tx| job::is_due(tx, job.name(), now))?
        || !job::claim(db, job.name(), now, job.lease_seconds())?
    {
        return Ok(());
    }
    match perform(desk, clocks, nightly, job) {
        Ok(()) => {
            let (ended, next) = (clocks.technical.now(), job.next(clocks));
            db.write(move |tx| job::done(tx, job.name(), ended, next))
        }
        Err(error) => {
            tracing::error!(job = job.name(), %error, "recurring work failed");
            let (why, next) = (error.to_string(), job.again(clocks));
            db.write(move |tx| job::failed(tx, job.name(), next, &why))
        }
    }
}

fn perform(desk: &Desk, clocks: &Clocks, nightly: Option<&Nightly>, job: Job) -> Result<()> {
    match job {
        Job::Backup => match nightly {
            Some(nightly) => nightly.make(desk.db(), clocks.technical.now().day()).map(|_| ()),
            None => Ok(()),
        },
        Job::Sweep => {
            let (now, rules) = (clocks.technical.now(), identity::SessionRules::default());
            desk.db().write(move |tx| identity::sweep(tx, now, rules)).map(|_| ())
        }
        Job::SweepApi => {
            let now = clocks.technical.now();
            desk.db().write(move |tx| api::sweep(tx, now))
        }
        Job::Seal => store::seal(desk.db()).map(|_| ()),
        Job::TurnOfDay => turn_of_day(desk, clocks.business.now()),
    }
}

/// Closes all days that are over, passes on what lies in units that have ended by today, and works out anew how long
/// procedures usually take.
fn turn_of_day(desk: &Desk, now: Instant) -> Result<()> {
    // A year that is being lived closes its days itself. Once it is over, a demo's own time goes on.
    if desk.bookmark(replay::BOOKMARK)?.is_some() && desk.bookmark(crate::demo::CLOCK)?.is_none() {
        return Ok(());
    }
    let ids = desk.db().ids().clone();
    // Nobody takes a dossier in for a unit while what lies there passes on.
    desk.alone(move |shift| shift.turn_of_day(&Ctx { actor: Actor::SYSTEM, now, ids: &ids }).map(|_| ()))?;
    // Read beside everybody else; only what it came to is written.
    let held = desk.clone();
    let usual = desk.db().read(move |tx| {
        let reference = held.reference(tx)?;
        dossier::usual::computed(tx, &reference, now.day())
    })?;
    desk.db().write(move |tx| dossier::usual::keep(tx, &usual))
}
