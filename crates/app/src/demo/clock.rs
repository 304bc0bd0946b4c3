//! Business time of a demo. While its year is being lived it is that year's; after that it runs on from the morning
//! after the last day, at the pace of the machine's clock, while the program runs. It never goes back over a restart.

use crate::background::{Background, Turn};
use identity::demo;
use kernel::{Clock, Day, Fault, Instant, Result, SystemClock};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{Db, Tx};

/// The bookmark that says up to when time may have been told already, in microseconds.
pub(crate) const CLOCK: &str = "demo.clock";
/// Time is kept this often.
const KEPT_EVERY: Duration = Duration::from_secs(20);
/// And this far ahead, in seconds, so that a program that is killed has told none that is not kept.
const AHEAD: i64 = 60;
/// The hour at which the demo's own time begins.
const MORNING: i64 = 8 * 60;

#[derive(Clone, Copy, Debug)]
enum State {
    /// The year is being lived; it is this day's morning.
    Living(Day),
    /// So much is added to the machine's time, in microseconds.
    Runs(i64),
}

/// Business time of a demo.
#[derive(Debug)]
pub(crate) struct DemoClock(Mutex<State>);

impl Clock for DemoClock {
    fn now(&self) -> Instant {
        match self.state() {
            State::Living(day) => day.at_minute(MORNING),
            State::Runs(ahead) => Instant(SystemClock.now().0.saturating_add(ahead)),
        }
    }
}

impl DemoClock {
    /// The clock of a demo; none of a real database.
    ///
    /// # Errors
    /// A fault of the database.
    pub(crate) fn of(db: &Db) -> Result<Option<Arc<Self>>> {
        db.read(|tx| {
            if !demo::is_demo(tx)? {
                return Ok(None);
            }
            let state = match kept(tx)? {
                Some(at) => State::Runs(at.0 - SystemClock.now().0),
                None => State::Living(dossier::figures::closed_to(tx)?),
            };
            Ok(Some(Arc::new(Self(Mutex::new(state)))))
        })
    }

    /// The day that is being lived.
    pub(crate) fn lives(&self, day: Day) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Living(_)) {
            *state = State::Living(day);
        }
    }

    /// Whether time runs by itself: the year is over.
    pub(crate) fn runs(&self) -> bool {
        matches!(self.state(), State::Runs(_))
    }

    /// The year is over: time begins to run, unless it does.
    ///
    /// # Errors
    /// A fault of the database.
    pub(crate) fn begin(&self, db: &Db) -> Result<()> {
        let from = db.write(|tx| {
            let from = match kept(tx)? {
                Some(at) => at,
                None => end(tx)?.at_minute(MORNING),
            };
            tx.set_bookmark(CLOCK, &from.plus_seconds(AHEAD).0.to_string())?;
            Ok(from)
        })?;
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, State::Living(_)) {
            *state = State::Runs(from.0 - SystemClock.now().0);
        }
        Ok(())
    }

    fn keep(&self, db: &Db, ahead: i64) -> Result<()> {
        let at = self.now().plus_seconds(ahead).0;
        db.write(move |tx| tx.set_bookmark(CLOCK, &at.to_string()))
    }

    fn state(&self) -> State {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn kept(tx: &mut Tx<'_>) -> Result<Option<Instant>> {
    let text = tx.bookmark(CLOCK)?;
    let read = |text: String| text.parse().map(Instant).map_err(|e| Fault::because("the demo's clock", e));
    Ok(text.map(read).transpose()?)
}

/// The first day that is not lived any more.
fn end(tx: &mut Tx<'_>) -> Result<Day> {
    let plan: serde_json::Value = serde_json::from_str(&catalogue::settings::need(tx, "plan")?)
        .map_err(|e| Fault::because("the setting 'plan'", e))?;
    let end = plan.get("end").and_then(serde_json::Value::as_str).unwrap_or_default();
    Ok(end.parse().map_err(|e| Fault::because("the end of the plan", e))?)
}

/// Keeps a demo's time while the program runs; ends when it is dropped.
pub(crate) struct Keeper {
    _thread: Background,
}

impl Keeper {
    /// Begins.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn start(db: Db, clock: Arc<DemoClock>) -> Result<Self> {
        let keep = move |turn| {
            // The last time it is kept as it is: nobody will be told a later one.
            let ahead = if turn == Turn::Last { 0 } else { AHEAD };
            if let Err(error) = clock.keep(&db, ahead) {
                tracing::error!(%error, "the demo's time could not be kept");
            }
        };
        Ok(Self { _thread: Background::start("demo clock", KEPT_EVERY, keep)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::found;
    use province::Province;
    use std::path::Path;
    use store::testing::TestDb;

    fn province() -> Province {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the repository's root");
        Province::read(&root.join("provinces/mau-hai-cap")).expect("a province")
    }

    fn clock(db: &TestDb) -> Arc<DemoClock> {
        DemoClock::of(db).expect("reading the clock").expect("a demo")
    }

    store::db_test! {
        with crate::domains::schema();

        fn a_demo_s_time_stands_in_its_year_and_then_runs_and_never_goes_back(db: TestDb) {
            let province = province();
            found(&db, &province).unwrap();
            // Again it changes nothing.
            found(&db, &province).unwrap();
            let first = clock(&db);
            assert!(!first.runs());
            let lived: Day = "2026-03-02".parse().unwrap();
            first.lives(lived);
            assert_eq!(first.now(), lived.at_minute(480));
            first.begin(&db).unwrap();
            let end: Day = "2026-07-08".parse().unwrap();
            let told = first.now();
            assert!(told >= end.at_minute(480) && told < end.at_minute(490));
            // What is lived of it now moves nothing any more.
            first.lives(lived);
            assert!(first.now() >= told);
            // Killed and started again, whatever it had told lies behind.
            let second = clock(&db);
            assert!(second.runs() && second.now() >= first.now());
            // Stopped in order, it goes on where it was.
            let ahead = second.now();
            second.keep(&db, 0).unwrap();
            let third = clock(&db);
            assert!(third.now() >= ahead && third.now() < ahead.plus_seconds(AHEAD));
            third.begin(&db).unwrap();
            assert!(third.now() < ahead.plus_seconds(AHEAD), "a second beginning moves it");
        }

        fn a_day_that_cannot_be_read_is_a_fault_and_no_other_day(db: TestDb) {
            found(&db, &province()).unwrap();
            db.tamper("ALTER TABLE day_close RENAME TO elsewhere");
            assert!(DemoClock::of(&db).is_err());
        }

        fn a_real_database_has_no_time_of_its_own_and_never_becomes_a_demo(db: TestDb) {
            let province = province();
            crate::load::load(&db, &province).unwrap();
            assert!(DemoClock::of(&db).unwrap().is_none());
            let kernel::Error::Refused(refusal) = found(&db, &province).unwrap_err() else { panic!("a fault") };
            assert_eq!(refusal.code, "demo.kind");
            assert_eq!(db.read(demo::listed).unwrap(), []);
        }

        fn demo_people_have_work_where_there_is_most_of_it(db: TestDb) {
            found(&db, &province()).unwrap();
            let people = db.read(demo::listed).unwrap();
            assert_eq!(people.len(), 11);
            let unit = |login: &str| people.iter().find(|p| p.login == login).unwrap().unit;
            assert_eq!(unit("tiepnhan"), unit("thutruong"));
            assert_ne!(unit("tiepnhan"), unit("donvikhac"));
            assert_ne!(unit("tiepnhan"), unit("xa.tiepnhan"));
        }
    }
}
