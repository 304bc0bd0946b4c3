//! The front door: everything that can be done to a dossier, one use case each.
//!
//! A use case is one action in the audit log: state, event, counters and outbox in the same transaction. A
//! [`Shift`] is one transaction; it may hold one use case or, in a replay or an import, a thousand.

mod beside;
mod correct;
mod days;
mod decree;
mod foresight;
mod intake;
mod opine;
mod reorganise;
pub mod reveal;
mod seen;
mod take_in;
pub mod takeover;
pub mod tell;
pub mod texts;
mod work;

pub use crate::model::{Applicant, DossierId};
pub use crate::words::{Channel, Outcome, PauseReason, ResultBy};
pub use catalogue::ProcedureId;
pub(crate) use correct::renewed;
pub use decree::{Moves, UnitMoves};
pub use foresight::{Foreseen, Shifted};
pub use intake::{Accept, Accepted, Submit};
pub use kernel::timeliness::Timeliness;
pub use kernel::{Actor, IdSource, PersonId, Right, UnitId};
pub use opine::Opined;
pub use reorganise::{Passing, Reorganised};
pub use store::Ctx;
pub use take_in::{BatchItem, MOST_ITEMS, TakeBatch, TakeIn, Taken, same_day};
pub use takeover::{TakeOver, TakenOver};
pub use work::{LateReason, Resumed, Settle, Settled, StepEntered};

use crate::event::{standing_of, verdict_text};
use crate::listing::TextIndex;
use crate::model::{Circumstances, Dossier};
use crate::reference::Reference;
use crate::referral::Plan;
use crate::row::{self, DOSSIER, DOSSIER_EVENT};
use crate::rule::Deed;
use crate::statistics;
use crate::tally::Ledger;
use crate::words::EventKind;
use kernel::{Day, Fault, Refusal, Result};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Db, Engine, Tx, vals};

/// Where the random part of a slip's QR code comes from.
#[derive(Clone, Copy, Debug)]
pub enum Tokens {
    /// From the operating system.
    System,
    /// From a seed, so that an invented year is the same each time.
    Seeded(u64),
}

/// The desks of a province.
#[derive(Clone)]
pub struct Desk {
    db: Db,
    tokens: Tokens,
    held: Arc<Mutex<Option<Arc<Reference>>>>,
}

/// One transaction's worth of work at the desks.
pub struct Shift<'s, 'tx> {
    pub(crate) tx: &'s mut Tx<'tx>,
    pub(crate) reference: Arc<Reference>,
    /// The first day that is not sealed: whatever becomes known is known from that day on at the earliest.
    sealed_to: Day,
    tokens: Tokens,
    texts: TextIndex,
    /// The version that whoever acts has seen of a dossier, for the next use case on it.
    seen: Option<(DossierId, i64)>,
    /// Whether anybody has asked to be told of events.
    told: bool,
}

impl Desk {
    /// Opens the desks of a database.
    pub fn open(db: Db, tokens: Tokens) -> Self {
        Self { db, tokens, held: Arc::default() }
    }

    /// Works one transaction; answers when it is committed.
    ///
    /// # Errors
    /// What the work refuses, or a fault; then nothing of it is kept.
    pub fn shift<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Shift<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.work(false, work)
    }

    /// Works one transaction while nobody else works at any desk: for what changes the rules that others work by.
    ///
    /// # Errors
    /// As [`shift`](Self::shift).
    pub fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Shift<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.work(true, work)
    }

    fn work<T: Send + 'static>(
        &self,
        alone: bool,
        work: impl FnOnce(&mut Shift<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (held, tokens) = (self.held.clone(), self.tokens);
        self.db.write(move |tx| {
            if alone {
                lock_out(tx)?;
            }
            // The shared lock keeps the day from being closed under this transaction's feet, and the rules from
            // changing: so it comes before they are looked up.
            // Whether anybody has asked to be told is looked up with it: one statement for both.
            let (sealed_to, asked) = tx.query_one(
                "SELECT sealed_to, (SELECT value FROM job_bookmark WHERE name = 'dossier.told') \
                 FROM day_close WHERE id = 1 {for_share}",
                &[],
                |row| Ok((row.int()?, row.opt_text()?)),
            )?;
            let told = asked.as_deref() == Some("1");
            let reference = fresh(tx, &held)?;
            let texts = TextIndex::default();
            let mut shift =
                Shift { tx, reference, sealed_to: Day(sealed_to), tokens, texts, seen: None, told };
            let done = work(&mut shift)?;
            shift.texts.write(shift.tx)?;
            Ok(done)
        })
    }

    /// Reads with everything looked up at hand.
    pub(crate) fn look_up<T>(&self, read: impl FnOnce(&mut Tx<'_>, &Reference) -> Result<T>) -> Result<T> {
        self.db.read(|tx| {
            let reference = fresh(tx, &self.held)?;
            read(tx, &reference)
        })
    }

    /// Units, calendars and procedures, as this transaction sees them.
    ///
    /// # Errors
    /// A fault when no province is loaded, or a row cannot be read.
    pub fn reference(&self, tx: &mut Tx) -> Result<Arc<Reference>> {
        fresh(tx, &self.held)
    }

    /// What bulk work noted of its progress.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn bookmark(&self, name: &'static str) -> Result<Option<String>> {
        self.db.read(|tx| tx.bookmark(name))
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.db
    }
}

/// Waits for every shift at work, and lets none begin before this transaction ends. (A lock of the row alone would
/// never get its turn: each shift shares it before the last one has let go.) On SQLite nobody else writes anyway.
pub(crate) fn lock_out(tx: &mut Tx) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        tx.exec("/* postgres */ LOCK TABLE day_close IN EXCLUSIVE MODE", &[])?;
    }
    Ok(())
}

/// Two who do the same thing, such as sending one form twice, wait for each other; nobody else waits. On SQLite there is
/// one writer anyway.
pub(crate) fn one_at_a_time(tx: &mut Tx, what: i64) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        tx.query_opt("/* postgres */ SELECT 1 FROM pg_advisory_xact_lock($1)", &vals![what], |_| Ok(()))?;
    }
    Ok(())
}

/// Everything looked up as it is now, kept for the next time.
fn fresh(tx: &mut Tx, held: &Mutex<Option<Arc<Reference>>>) -> Result<Arc<Reference>> {
    let before = held.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let reference = Reference::fresh(tx, before.as_ref())?;
    *held.lock().unwrap_or_else(PoisonError::into_inner) = Some(reference.clone());
    Ok(reference)
}

/// What a use case has done to a dossier, before it is written.
struct Change {
    after: Dossier,
    kind: EventKind,
    body: Option<String>,
}

impl Shift<'_, '_> {
    /// Notes the progress of bulk work in the same transaction.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn bookmark(&mut self, name: &'static str, value: &str) -> Result<()> {
        self.tx.set_bookmark(name, value)
    }

    /// The units, as this transaction sees them.
    pub fn directory(&self) -> &organisation::Directory {
        &self.reference.directory
    }

    /// What is looked up: units, calendars, procedures, as this transaction sees them.
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The day from which on something that happens today is known.
    fn known(&self, today: Day) -> Day {
        today.max(self.sealed_to)
    }

    /// A dossier.
    ///
    /// # Errors
    /// A refusal when there is none with this id.
    pub fn dossier(&mut self, id: DossierId) -> Result<Dossier> {
        let reference = self.reference.clone();
        let found = self.tx.query_opt(
            concat!("SELECT ", row::dossier_columns!(), " FROM dossier d WHERE d.id = $1"),
            &vals![id.0],
            |row| row::read(row, &reference.catalogue),
        )?;
        match found {
            Some(found) => self.as_seen(found),
            None => {
                Err(Refusal::new("dossier.unknown", "Không tìm thấy hồ sơ này.", "There is no such dossier.")
                    .into())
            }
        }
    }

    /// One use case on an existing dossier: judge, write, log, count.
    fn change(
        &mut self,
        ctx: &Ctx<'_>,
        id: DossierId,
        name: &'static str,
        deed: Deed,
        judge: impl FnOnce(Dossier, &Circumstances<'_>) -> Result<Change>,
    ) -> Result<Dossier> {
        let before = self.dossier(id)?;
        deed.require(&ctx.actor, &before)?;
        if deed == Deed::Forward {
            self.all_answered(ctx, &before)?;
        }
        let reference = self.reference.clone();
        let c = circumstances(&reference, ctx, &before)?;
        let mut change = judge(before.clone(), &c).map_err(|error| self.who_was_first(error, id))?;
        change.after.version = before.version + 1;
        self.write(ctx, name, &before, &change)?;
        self.count_step(ctx, &before, &change.after);
        Ok(change.after)
    }

    /// Counts an ordinary event.
    fn count_step(&mut self, ctx: &Ctx<'_>, before: &Dossier, after: &Dossier) {
        let mut ledger = Ledger::standing_at(after.channel, after.receiving, standing_of(before));
        if let Some(standing) = standing_of(after) {
            ledger.step(standing, ctx.now.day(), self.known(ctx.now.day()));
        }
        self.count(&ledger, 0, after.procedure);
    }

    /// Writes a changed dossier and its event as one action.
    fn write(&mut self, ctx: &Ctx<'_>, name: &'static str, before: &Dossier, change: &Change) -> Result<()> {
        let plan = Plan::of(self.tx, &self.reference, ctx, (Some(before), &change.after), change.kind)?;
        self.write_with(ctx, name, before, change, &plan)
    }

    /// The same with what changes of what was asked of units.
    fn write_with(
        &mut self,
        ctx: &Ctx<'_>,
        name: &'static str,
        before: &Dossier,
        change: &Change,
        plan: &Plan,
    ) -> Result<()> {
        let old_search = row::search_text(&before.applicant, before.intake.as_ref());
        let new_search = row::search_text(&change.after.applicant, change.after.intake.as_ref());
        let (known, told) = (self.known(ctx.now.day()), self.told);
        let asking = plan.told_in(change.body.as_deref())?;
        let body = asking.as_deref().or(change.body.as_deref());
        let written = self.tx.action(&ctx.action(name), |tx| {
            let old = row::values(before, &old_search);
            if !tx.update(&DOSSIER, &old, &row::values(&change.after, &new_search))? {
                return Ok(false);
            }
            log(tx, ctx, known, &change.after, change.kind, body)?;
            plan.write(tx)?;
            if told {
                tell::tell(tx, &change.after, change.kind, ctx.now)?;
            }
            Ok(true)
        })?;
        if old_search != new_search {
            self.texts.changed(before.id, old_search);
        }
        if written { Ok(()) } else { Err(self.who_was_first(stale(), before.id)) }
    }

    /// Counts the bookings of a ledger from the one with this number on, of a dossier of this procedure.
    fn count(&mut self, ledger: &Ledger, from: usize, procedure: ProcedureId) {
        for b in ledger.bookings().iter().skip(from) {
            if !b.by_procedure_only {
                self.tx.count(
                    &crate::STAT_UNIT_DAY,
                    &[b.known.0, b.day.0, b.unit.0, b.channel.national_code()],
                    &[(b.measure as usize, b.delta)],
                );
            }
            if let Some((key, deltas)) = statistics::counted(b, ledger.procedure_of(b, procedure)) {
                self.tx.count(&statistics::STAT_PROCEDURE_HALF, &key, &deltas);
            }
        }
    }

    /// Tells who did what last and when, where the dossier is not as the actor believed.
    fn who_was_first(&mut self, error: kernel::Error, id: DossierId) -> kernel::Error {
        let kernel::Error::Refused(mut refusal) = error else {
            return error;
        };
        if !matches!(refusal.code, "dossier.wrong_state" | "dossier.changed" | "dossier.last_step") {
            return refusal.into();
        }
        let last = self.tx.query_opt(
            "SELECT kind, actor_id, at FROM dossier_event WHERE dossier_id = $1 ORDER BY seq DESC LIMIT 1",
            &vals![id.0],
            |row| Ok((row.text()?, row.int()?, kernel::Instant(row.int()?))),
        );
        match last {
            Ok(Some((kind, actor, at))) => {
                use std::fmt::Write;
                // Writing to a String cannot fail.
                let _ = write!(refusal.vi, " Việc gần nhất: {kind}, người {actor}, lúc {at}.");
                let _ = write!(refusal.en, " Last: {kind} by person {actor} at {at}.");
                refusal.into()
            }
            Ok(None) => refusal.into(),
            Err(fault) => fault,
        }
    }

    /// The random part of a dossier's QR code.
    fn token(&self, id: DossierId) -> Result<String> {
        crate::token::make(self.tokens, id)
    }
}

pub(crate) fn circumstances<'a>(
    reference: &'a Reference,
    ctx: &Ctx<'_>,
    d: &Dossier,
) -> Result<Circumstances<'a>> {
    let procedure = reference
        .catalogue
        .at_revision(d.procedure, d.revision)
        .ok_or_else(|| Fault::new(format!("dossier {}: its procedure is not in the catalogue", d.id)))?;
    Ok(Circumstances {
        now: ctx.now,
        calendar: reference.calendar(d.unit)?,
        procedure,
        desk: reference.holder(d.receiving, ctx.now.day()),
        directory: &reference.directory,
        calendars: &reference.calendars,
    })
}

/// Appends the event that says how the dossier stands now.
fn log(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    known: Day,
    d: &Dossier,
    kind: EventKind,
    body: Option<&str>,
) -> Result<()> {
    log_at(tx, ctx, ctx.now, known, d, kind, body)
}

/// Appends an event that happened at another instant than now: before the dossier was taken over.
fn log_at(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    at: kernel::Instant,
    known: Day,
    d: &Dossier,
    kind: EventKind,
    body: Option<&str>,
) -> Result<()> {
    let verdict = verdict_text(&d.stage);
    let armed = event_armed(d);
    tx.insert(
        &DOSSIER_EVENT,
        &vals![
            d.id.0,
            d.version,
            at.0,
            known.0,
            kind.word(),
            ctx.actor.person.0,
            d.stage.name().word(),
            d.lying.step,
            d.lying.unit.0,
            d.unit.0,
            armed.map(|day| day.0),
            verdict.as_ref(),
            body
        ],
    )
}

fn event_armed(d: &Dossier) -> Option<Day> {
    standing_of(d).and_then(|s| s.armed)
}

pub(crate) fn stale() -> kernel::Error {
    Refusal::new(
        "dossier.changed",
        "Hồ sơ vừa được người khác cập nhật. Hãy tải lại rồi thực hiện tiếp.",
        "Somebody else has just changed this dossier. Load it again and go on.",
    )
    .into()
}
