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
    const ALL: [Self; 5] = [Self::Seal, Self::TurnOfDay, Self::Sweep, Self::SweepApi, Self::Backup];

    const fn name(self) -> &'static str {
        match self {
            Self::Seal => "audit.seal",
            Self::TurnOfDay => "dossier.turn_of_day",
            Self::Sweep => "identity.sweep",
            Self::SweepApi => "api.sweep",
            Self::Backup => "store.backup",
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
}

/// The next half past one at night, when the day before is closed and nobody works.
fn night_after(now: Instant) -> Instant {
    let tonight = now.day().at_minute(90);
    if tonight > now { tonight } else { now.day().plus(1).at_minute(90) }
}

/// Work in the background; ends when it is dropped.
pub struct Worker {
    _thread: Background,
}

impl Worker {
    /// Begins. Whatever is overdue is done first.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn start(desk: Desk, clocks: Clocks, nightly: Option<Nightly>) -> Result<Self> {
        declare(desk.db(), &clocks)?;
        // What is due when the program ends is due when it begins again.
        let work = move |which| {
            if which == Turn::Usual {
                turn(&desk, &clocks, nightly.as_ref());
            }
        };
        Ok(Self { _thread: Background::start("worker", TICK, work)? })
    }
}

/// Makes the jobs known, due at once.
///
/// # Errors
/// A fault of the database.
pub fn declare(db: &Db, clocks: &Clocks) -> Result<()> {
    let now = clocks.technical.now();
    db.write(move |tx| {
        Job::ALL.iter().try_for_each(|j| {
            let first = if *j == Job::Backup { night_after(now) } else { now };
            job::declare(tx, j.name(), first)
        })
    })
}

/// Does what is due, once. A failure is kept with the job, logged, and tried again later.
pub fn turn(desk: &Desk, clocks: &Clocks, nightly: Option<&Nightly>) {
    // Without a place for them there are no backups, and no job that could be overdue.
    for job in Job::ALL.into_iter().filter(|job| *job != Job::Backup || nightly.is_some()) {
        if let Err(error) = attempt(desk, clocks, nightly, job) {
            tracing::error!(job = job.name(), %error, "recurring work could not be noted");
        }
    }
}

fn attempt(desk: &Desk, clocks: &Clocks, nightly: Option<&Nightly>, job: Job) -> Result<()> {
    let db = desk.db();
    // Looked up without writing first: most of the time nothing is due.
    let now = clocks.technical.now();
    if !db.read(|tx| job::is_due(tx, job.name(), now))? || !job::claim(db, job.name(), now, LEASE_SECONDS)? {
        return Ok(());
    }
    match perform(desk, clocks, nightly, job) {
        Ok(()) => {
            let (ended, next) = (clocks.technical.now(), job.next(clocks));
            db.write(move |tx| job::done(tx, job.name(), ended, next))
        }
        Err(error) => {
            tracing::error!(job = job.name(), %error, "recurring work failed");
            let (why, next) = (error.to_string(), Instant(clocks.technical.now().0 + AGAIN_AFTER));
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

/// Closes all days that are over, and passes on what lies in units that have ended by today.
fn turn_of_day(desk: &Desk, now: Instant) -> Result<()> {
    // A year that is being lived closes its days itself. Once it is over, a demo's own time goes on.
    if desk.bookmark(replay::BOOKMARK)?.is_some() && desk.bookmark(crate::demo::CLOCK)?.is_none() {
        return Ok(());
    }
    let ids = desk.db().ids().clone();
    // Nobody takes a dossier in for a unit while what lies there passes on.
    desk.alone(move |shift| shift.turn_of_day(&Ctx { actor: Actor::SYSTEM, now, ids: &ids }).map(|_| ()))
}
