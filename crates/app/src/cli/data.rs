//! Commands about the data itself: loading, living a year, counting, verifying, backing up.

use super::args::Place;
use super::{Done, Failure, open, say, target, tell};
use dossier::desk::{Desk, Tokens};
use province::Province;
use std::path::Path;
use std::process::ExitCode;
use store::{Db, Open};

/// Reads a folder or says everything that is wrong with it.
pub(super) fn read_province(dir: &Path) -> Result<Province, Failure> {
    if !dir.is_dir() {
        let d = dir.display();
        return Err(Failure::new(format!("{d} is not a folder / {d} không phải thư mục")));
    }
    Province::read(dir).map_err(|problems| {
        let mut text = format!("{}: {} problems / lỗi\n", dir.display(), problems.len());
        for problem in problems.iter().take(50) {
            text.push_str(&format!("  {problem}\n"));
        }
        if problems.len() > 50 {
            text.push_str(&format!("  … {} more / lỗi nữa\n", problems.len() - 50));
        }
        Failure::new(text.trim_end())
    })
}

pub(super) fn load(dir: &Path, place: &Place, dry_run: bool) -> Done {
    let province = read_province(dir)?;
    if dry_run {
        say(&format!(
            "{}: {} units, {} procedures, {} processes, {} days off or worked; nothing written",
            province.settings.name,
            province.units.len(),
            province.procedures.len(),
            province.processes.len(),
            province.holidays.len()
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    let db = open(place, Open::CreateOrExisting)?;
    let loaded = crate::load::load(&db, &province)?;
    if loaded.nothing() {
        say(&format!("{}: already loaded, nothing changed", province.settings.name))?;
    } else {
        say(&format!(
            "{}: {} units, {} re-organisations, {} calendar entries, {} processes, {} decisions, {} procedures, {} rows of guidance, {} settings written",
            province.settings.name,
            loaded.units,
            loaded.successions,
            loaded.calendar,
            loaded.processes,
            loaded.decisions,
            loaded.procedures,
            loaded.guide,
            loaded.settings
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn new_province(dir: &Path) -> Done {
    province::template::write(dir)
        .map_err(|e| Failure::new(format!("{}: {e} / không ghi được thư mục mẫu", dir.display())))?;
    say(&format!("{} written; edit it, then: motcua load {0}", dir.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Lives a plan in a database, telling of every percent.
pub(crate) fn live(
    db: &Db,
    province: &Province,
    seed: Option<u64>,
    sample: u32,
    options: replay::RunOptions,
    progress: &mut dyn FnMut(&replay::Progress),
) -> Result<replay::Summary, Failure> {
    let plan = crate::year::plan(db, province, seed, sample)?;
    let desk = Desk::open(db.clone(), Tokens::Seeded(plan.seed));
    let mut sealed_at = 0;
    let mut seal_error = None;
    let summary = replay::run(&desk, plan, options, &mut |p| {
        // The audit is sealed as it grows, so that no long run is left unsealed.
        if p.done - sealed_at > 200_000 {
            sealed_at = p.done;
            if let Err(e) = store::seal(db) {
                seal_error = Some(e);
            }
        }
        progress(p);
    })?;
    if let Some(e) = seal_error {
        return Err(e.into());
    }
    store::seal(db)?;
    Ok(summary)
}

pub(super) fn replay(
    dir: &Path,
    place: &Place,
    seed: Option<u64>,
    sample: u32,
    options: replay::RunOptions,
) -> Done {
    let province = read_province(dir)?;
    let db = open(place, Open::Existing)?;
    let mut last = u64::MAX;
    let watch = kernel::clock::Stopwatch::start();
    let summary = live(&db, &province, seed, sample, options, &mut |p| {
        let percent = (p.done * 100 / p.total_estimate.max(1)).min(100);
        if percent != last {
            last = percent;
            tell(&format!(
                "{percent:3} %  {}  {} actions, about {} s left",
                p.day,
                p.done,
                p.remaining.map_or("…".to_owned(), |s| s.to_string())
            ));
        }
    })?;
    let state = if summary.finished { "lived to its end" } else { "to be continued by the same command" };
    say(&format!("{} actions in {:.1} s; {state}", summary.done_now, watch.elapsed().as_secs_f64()))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn recount(place: &Place, fix: bool) -> Done {
    let db = open(place, Open::Existing)?;
    let report = if fix {
        db.write(|tx| dossier::recount::recount(tx, true))?
    } else {
        db.read(|tx| dossier::recount::recount(tx, false))?
    };
    let text = |n: Option<i64>| n.map_or("no row".to_owned(), |n| n.to_string());
    for d in report.differences.iter().take(200) {
        say(&format!(
            "{}: {}: {} is {}, the events say {}",
            d.table,
            d.key,
            d.column,
            text(d.found),
            text(d.expected)
        ))?;
    }
    if report.differences.len() > 200 {
        say(&format!("… and {} more", report.differences.len() - 200))?;
    }
    let verdict = match (report.differences.len(), fix) {
        (0, _) => "all counters agree with the events".to_owned(),
        (n, true) => format!("{n} differences, now mended"),
        (n, false) => format!("{n} differences; `motcua recount --fix` writes what the events say"),
    };
    say(&format!("{} dossiers, {} events: {verdict}", report.dossiers, report.events))?;
    Ok(if report.differences.is_empty() || fix { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) fn verify(place: &Place, anchor: Option<&Path>, write_anchor: Option<&Path>) -> Done {
    let db = open(place, Open::Existing)?;
    say_if_bench(&db)?;
    if write_anchor.is_some() {
        store::seal(&db)?;
    }
    // The file that is to be written holds the last anchor: what is written now must follow from it.
    let last = write_anchor.filter(|file| anchor.is_none() && file.exists());
    let anchor = anchor.or(last).map(read_anchor).transpose()?;
    let options = store::VerifyOptions { anchor };
    let report = store::verify(&db, &options)?;
    for problem in report.problems.iter().take(200) {
        say(&problem.to_string())?;
    }
    let problems = u64::try_from(report.problems.len()).unwrap_or(u64::MAX) + report.further;
    if problems > 200 {
        say(&format!("… and {} more", problems - 200))?;
    }
    let head = report.head.as_ref().map_or("none yet".to_owned(), ToString::to_string);
    say(&format!("business digest {}", report.digest))?;
    say(&format!("audit digest {}", report.audit))?;
    say(&format!("head of the chain {head}"))?;
    say(&format!("{problems} problems; {} audit rows not yet sealed", report.unsealed))?;
    if let Some(file) = write_anchor {
        if !report.problems.is_empty() {
            let f = file.display();
            return Err(Failure::new(format!(
                "{f} is not written: an anchor of a log with problems would hide them / chưa ghi {f} vì nhật ký có lỗi"
            )));
        }
        crate::output::write_whole(file, format!("{head}\n").as_bytes())?;
    }
    Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads an exported head of the chain.
fn read_anchor(file: &Path) -> Result<store::Anchor, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|e| Failure::new(format!("{} cannot be read ({e}) / không đọc được tệp", file.display())))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    text.parse().map_err(|e| Failure::new(format!("{}: {e} / không phải mốc neo", file.display())))
}

/// A database for measurements says so before anything else is said of it.
pub(super) fn say_if_bench(db: &Db) -> Result<(), Failure> {
    if let Some(what) = db.read(|tx| catalogue::settings::get(tx, crate::BENCH))? {
        tell(&format!(
            "motcua: this database is for measurements, nobody works in it: {what} / cơ sở dữ liệu này chỉ để đo tốc độ, không dùng để làm việc"
        ));
    }
    Ok(())
}

pub(super) fn backup(file: &Path, place: &Place, force: bool) -> Done {
    if file.exists() && !force {
        let f = file.display();
        return Err(Failure::new(format!(
            "{f} exists; --force replaces it / {f} đã có, dùng --force để ghi đè"
        )));
    }
    let db = open(place, Open::Existing)?;
    let written = store::backup::write(&db, file)?;
    say(&format!("{}: {} rows, {} bytes", file.display(), written.rows(), written_bytes(file)?))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn restore(file: &Path, place: &Place) -> Done {
    let makes_folder = place.database.is_none() && !place.data.exists();
    if makes_folder {
        std::fs::create_dir_all(&place.data)?;
    }
    let restored = store::backup::restore(file, &target(place), &crate::domains::schema());
    if restored.is_err() && makes_folder {
        // A folder that was made for nothing goes again; one that is not empty stays.
        let _ = std::fs::remove_dir(&place.data);
    }
    let restored = restored?;
    open(place, Open::Existing)?.write(dossier::listing::rebuild_index)?;
    say(&format!("{}: {} rows restored", file.display(), restored.rows()))?;
    Ok(ExitCode::SUCCESS)
}

fn written_bytes(file: &Path) -> Result<u64, Failure> {
    Ok(std::fs::metadata(file)?.len())
}
