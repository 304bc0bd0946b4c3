//! Trying it out, and serving pages.

use super::data::{live, read_province};
use super::web::Web;
use super::{Done, Failure, args::Place, open, tell};
use crate::serve::Progress;
use crate::worker::{Clocks, Worker};
use dossier::desk::{Desk, Tokens};
use kernel::SystemClock;
use kernel::clock::Clock;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use store::{Db, Open};
use webkit::Server;

/// Serves an existing database, and does what has to be done by itself meanwhile.
pub(super) fn serve(db: &Db, port: u16, web: &Web) -> Done {
    super::data::say_if_bench(db)?;
    let server = Server::bind(port).map_err(Failure::new)?;
    let site = crate::serve::site(db.clone(), web.config(), Progress::done())?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let clocks = Clocks { business: clock.clone(), technical: clock };
    let _worker = Worker::start(Desk::open(db.clone(), Tokens::System), clocks)?;
    server.run(site, &|url| tell(&format!("motcua: {url}")))?;
    Ok(ExitCode::SUCCESS)
}

/// Loads a demo province, serves it at once, and lives its year behind the page.
pub(super) fn demo(data: &Path, province: Option<&Path>, port: u16, sample: u32, web: &Web) -> Done {
    let dir = match province {
        Some(dir) => dir.to_owned(),
        None => demo_province()?,
    };
    let province = read_province(&dir)?;
    let place = Place { data: data.to_owned(), database: None, schema: "motcua".into() };
    let progress = Arc::new(Progress::default());
    // The port first: nothing is written when it is taken.
    let server = Server::bind(port).map_err(Failure::new)?;
    let db = open(&place, Open::CreateOrExisting)?;
    crate::load::load(&db, &province)?;
    let site = crate::serve::site(db.clone(), web.config(), progress.clone())?;
    let worker = std::thread::spawn(move || {
        let options = replay::RunOptions { batch: 2000, stop_after: None };
        let told = progress.clone();
        match live(&db, &province, None, sample, options, &mut |p| told.tell(p)) {
            Ok(_) => progress.finish(),
            Err(failure) => {
                tell(&format!("motcua: {}", failure.message));
                progress.fail(failure.message);
            }
        }
    });
    server.run(site, &|url| {
        tell(&format!("motcua: {url}  (the year is being lived; the page shows how far it is)"))
    })?;
    // The replay can be stopped after any transaction, and goes on with the next start.
    drop(worker);
    Ok(ExitCode::SUCCESS)
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
