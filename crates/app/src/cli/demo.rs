//! Trying it out, and serving pages.

use super::data::{live, read_province};
use super::web::Web;
use super::{Done, Failure, args::Place, open, tell};
use crate::backups::Nightly;
use crate::demo::{DemoClock, Keeper};
use crate::serve::{Progress, Serving};
use crate::worker::Worker;
use api::webhook::{Post, Postman};
use kernel::SystemClock;
use kernel::clock::Clock;
use province::Province;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Db, Open};
use webkit::Server;

/// Serves an existing database, and does what has to be done by itself meanwhile.
pub(super) fn serve(db: &Db, port: u16, nightly: Option<Nightly>, web: &Web) -> Done {
    super::data::say_if_bench(db)?;
    let config = web.config();
    let server = Server::bind(port).map_err(Failure::new)?;
    let clock = DemoClock::of(db)?;
    // Nobody lives the year on from here, so that nothing may be written in the middle of it.
    let halted = clock.as_ref().is_some_and(|c| !c.runs());
    let progress = if halted {
        let why = "motcua demo goes on with it / chạy motcua demo để tiếp tục";
        Progress::halted(why.into())
    } else {
        Progress::done()
    };
    let business: Arc<dyn Clock> = match &clock {
        Some(clock) => clock.clone(),
        None => Arc::new(SystemClock),
    };
    let serving = Serving::over(db, business, progress, config, web.allowed(), web.budget())?;
    let site = crate::serve::site(serving.clone())?;
    let _by_itself = if halted { None } else { Some(ByItself::start(serving, clock, nightly)?) };
    server.run(site, &|url| tell(&format!("motcua: {url}")))?;
    Ok(ExitCode::SUCCESS)
}

/// What a server does by itself; ends when it is dropped.
struct ByItself {
    _postman: Postman,
    _worker: Worker,
    _keeper: Option<Keeper>,
}

impl ByItself {
    fn start(
        serving: Serving,
        demo: Option<Arc<DemoClock>>,
        nightly: Option<Nightly>,
    ) -> kernel::Result<Self> {
        let Serving { clocks, desk, gate, webhooks, .. } = serving;
        let db = desk.db().clone();
        let _keeper = demo.map(|clock| Keeper::start(db.clone(), clock)).transpose()?;
        // Beside the worker: whoever receives slowly must not hold up the sealing of the audit.
        let _postman = Postman::start(&Post::new(db, gate, clocks.technical.clone(), webhooks))?;
        Ok(Self { _postman, _worker: Worker::start(desk, clocks, nightly)?, _keeper })
    }
}

/// Loads a demo province, serves it at once, and lives its year behind the pages; then its time runs on.
pub(super) fn demo(place: &Place, province: Option<&Path>, port: u16, sample: u32, web: &Web) -> Done {
    let dir = match province {
        Some(dir) => dir.to_owned(),
        None => demo_province()?,
    };
    let config = web.config();
    let province = read_province(&dir)?;
    // The port first: nothing is written when it is taken.
    let server = Server::bind(port).map_err(Failure::new)?;
    let db = open(place, Open::CreateOrExisting)?;
    crate::demo::found(&db, &province)?;
    let clock = DemoClock::of(&db)?.ok_or_else(|| Failure::new("the database was not marked as a demo"))?;
    let progress = Arc::new(Progress::default());
    let serving = Serving::over(&db, clock.clone(), progress.clone(), config, web.allowed(), web.budget())?;
    let site = crate::serve::site(serving.clone())?;
    let by_itself = Arc::new(Mutex::new(None));
    let going_on = by_itself.clone();
    let worker = std::thread::spawn(move || match go_on(&db, &province, sample, serving, &clock) {
        Ok(begun) => *going_on.lock().unwrap_or_else(PoisonError::into_inner) = Some(begun),
        Err(failure) => {
            tell(&format!("motcua: {}", failure.message));
            progress.fail(failure.message);
        }
    });
    server.run(site, &|url| {
        tell(&format!("motcua: {url}  (the year is being lived; the pages show how far it is)"))
    })?;
    // The replay can be stopped after any transaction, and goes on with the next start.
    drop(worker);
    drop(by_itself.lock().unwrap_or_else(PoisonError::into_inner).take());
    Ok(ExitCode::SUCCESS)
}

/// Lives what is left of the year; then the demo's own time begins.
fn go_on(
    db: &Db,
    province: &Province,
    sample: u32,
    serving: Serving,
    clock: &Arc<DemoClock>,
) -> Result<ByItself, Failure> {
    let progress = serving.progress.clone();
    if !clock.runs() {
        let options = replay::RunOptions { batch: 2000, stop_after: None };
        live(db, province, None, sample, options, &mut |p| {
            clock.lives(p.day);
            progress.tell(p);
        })?;
        clock.begin(db)?;
    }
    let begun = ByItself::start(serving, Some(clock.clone()), None)?;
    progress.finish();
    Ok(begun)
}

/// The folder under `provinces/` that says it is the demo.
fn demo_province() -> Result<PathBuf, Failure> {
    let entries = std::fs::read_dir("provinces").map_err(|e| {
        Failure::new(format!("there is no folder `provinces` here ({e}); name one with --province / hãy chỉ ra thư mục tỉnh bằng --province"))
    })?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    folders
        .into_iter()
        .find(|dir| {
            let text = std::fs::read_to_string(dir.join("province.toml")).unwrap_or_default();
            text.parse::<toml::Table>()
                .is_ok_and(|t| t.get("demo").and_then(toml::Value::as_bool) == Some(true))
        })
        .ok_or_else(|| {
            Failure::new("no folder under `provinces` says `demo = true`; name one with --province")
        })
}
