//! Loading a province folder into the database. Loading twice changes nothing.

mod editions;
mod guide;
mod processes;
mod quality;

use catalogue::settings;
use dossier::desk::{Desk, Tokens};
use kernel::clock::{Clock, SystemClock};
use kernel::{Actor, Day, Error, Fault, IdSource, Refusal, Result, UnitId};
use organisation::desk::{DayChange, Decree};
use organisation::{Directory, SuccessionKind, UnitVersion, desk as organisation_desk};
use province::Province;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Ctx, Db, Tx};

/// What a load wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Loaded {
    /// Units founded.
    pub units: u64,
    /// Re-organisations entered.
    pub successions: u64,
    /// Working hours and days off.
    pub calendar: u64,
    /// Processes.
    pub processes: u64,
    /// Decisions.
    pub decisions: u64,
    /// Procedures, new or changed, and those that end.
    pub procedures: u64,
    /// Rows of life events, people's words and further desks.
    pub guide: u64,
    /// Places where dossiers are taken in beside a unit's own desk.
    pub receptions: u64,
    /// Units that work by a standard of quality management.
    pub quality: u64,
    /// Settings.
    pub settings: u64,
}

impl Loaded {
    /// Whether the database was left as it was.
    pub fn nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Loads everything in one transaction; where there are dossiers already, days off and worked follow in another,
/// with the due dates that they move.
///
/// # Errors
/// A refusal when the folder contradicts what is there; then nothing is kept.
pub fn load(db: &Db, province: &Province) -> Result<Loaded> {
    let days = province.clone();
    let (mut loaded, lived) = load_all(db, province)?;
    if lived {
        let (ids, now) = (db.ids().clone(), SystemClock.now());
        let desk = Desk::open(db.clone(), Tokens::System);
        loaded.calendar += desk.alone(move |shift| {
            let ctx = Ctx { actor: Actor::SYSTEM, now, ids: &ids };
            let mut written = 0;
            for (line, decree) in decrees(&shift.directory().clone(), &days) {
                let moves = shift.change_day(&ctx, &DayChange::Decree(decree));
                written += u64::from(of_row("holidays.csv", line, moves)?.written);
            }
            Ok(written)
        })?;
    }
    Ok(loaded)
}

/// Answers what was written, and whether there are dossiers; then days off and worked are left out.
fn load_all(db: &Db, province: &Province) -> Result<(Loaded, bool)> {
    let province = province.clone();
    db.write(move |tx| {
        // The same folder gives the same ids in every database: they are counted from the folder's first day.
        let start = province.valid_from.start();
        let ids = IdSource::new(0);
        let last = tx.query_one("SELECT COALESCE(MAX(id), 0) FROM unit", &[], |row| row.int())?;
        let procedures = tx.query_one("SELECT COALESCE(MAX(id), 0) FROM procedure", &[], |row| row.int())?;
        while ids.next(start) < last.max(procedures) {}
        let ctx = Ctx { actor: Actor::SYSTEM, now: start, ids: &ids };
        let mut loaded = Loaded::default();
        same_province(tx, &province)?;
        load_settings(tx, &ctx, &province, &mut loaded)?;
        load_hours(tx, &ctx, &province, &mut loaded)?;
        load_units(tx, &ctx, &province, &mut loaded)?;
        let lived = tx.query_opt("SELECT 1 FROM dossier LIMIT 1", &[], |_| Ok(()))?.is_some();
        if !lived {
            load_days(tx, &ctx, &province, &mut loaded)?;
        }
        load_successions(tx, &ctx, &province, &mut loaded)?;
        let decisions = editions::decisions(tx, &ctx, &province, &mut loaded)?;
        let processes = processes::load(tx, &ctx, &province, &decisions, &mut loaded)?;
        editions::load(tx, &ctx, &province, &decisions, &processes, &mut loaded)?;
        editions::receptions(tx, &ctx, &province, &decisions, &mut loaded)?;
        quality::load(tx, &ctx, &province, &mut loaded)?;
        loaded.guide = guide::load(tx, &ctx, &province)?;
        Ok((loaded, lived))
    })
}

/// What a row of the folder was refused for, with the row's place.
fn of_row<T>(file: &str, line: u64, done: Result<T>) -> Result<T> {
    done.map_err(|error| match error {
        Error::Refused(r) => {
            let at = |words: String| format!("{file}:{line}: {words}");
            Refusal { code: r.code, vi: at(r.vi), en: at(r.en) }.into()
        }
        fault => fault,
    })
}

/// One database is one province: whoever stands at the head of the folder must be known already, or nobody.
fn same_province(tx: &mut Tx<'_>, p: &Province) -> Result<()> {
    let directory = Directory::load(tx)?;
    let mut heads = p.units.iter().filter(|u| u.command.is_empty());
    if directory.units().next().is_none() || heads.any(|u| directory.ever_by_code(&u.code).is_some()) {
        return Ok(());
    }
    let here = settings::get(tx, "name")?.unwrap_or_default();
    let name = &p.settings.name;
    Err(Refusal::new(
        "load.other_province",
        format!(
            "Cơ sở dữ liệu này là của {here}; {name} cần một cơ sở dữ liệu riêng (--data hoặc --schema)."
        ),
        format!("This database holds {here}; {name} needs one of its own (--data or --schema)."),
    )
    .into())
}

fn load_settings(tx: &mut Tx<'_>, ctx: &Ctx<'_>, p: &Province, loaded: &mut Loaded) -> Result<()> {
    let json = |value: serde_json::Result<String>| value.map_err(|e| Fault::because("writing a setting", e));
    let form = json(serde_json::to_string(&p.annex_3))?;
    let tiers = json(serde_json::to_string(&p.settings.tiers))?;
    let contact = json(serde_json::to_string(&p.settings.contact))?;
    // What an officer chooses from when a dossier ends late; without a list the cause is written in a sentence.
    let causes = p.plan.iter().flat_map(|x| &x.settings.causes);
    let causes: Vec<_> = causes.map(|c| json!({ "code": c.code, "text": c.text })).collect();
    let causes = json(serde_json::to_string(&causes))?;
    let tiles = json(serde_json::to_string(&p.tiles))?;
    let ratings = json(serde_json::to_string(&p.ratings))?;
    for (name, value) in [
        ("name", p.settings.name.as_str()),
        ("name_en", &p.settings.name_en),
        ("illustrative", &p.settings.illustrative),
        ("illustrative_en", &p.settings.illustrative_en),
        ("code_pattern", &p.settings.code_pattern),
        ("coverage_from", &p.coverage_from.to_string()),
        ("tiers", &tiers),
        ("late_causes", &causes),
        ("form.annex-3", &form),
        ("contact", &contact),
        ("tiles", &tiles),
        ("entered.satisfaction", &ratings),
        (
            "plan",
            &p.plan
                .as_ref()
                .map(|x| {
                    json!({ "from": x.settings.from, "to": x.settings.to, "end": x.settings.end }).to_string()
                })
                .unwrap_or_default(),
        ),
    ] {
        loaded.settings += u64::from(settings::keep(tx, ctx, name, value)?);
    }
    Ok(())
}

fn load_hours(tx: &mut Tx<'_>, ctx: &Ctx<'_>, p: &Province, loaded: &mut Loaded) -> Result<()> {
    for (calendar, hours) in &p.settings.calendars {
        for weekday in &hours.weekdays {
            // Weekly hours hold from before anything that is counted by them.
            let from = p.valid_from.plus(-366);
            let kept = organisation_desk::keep_hours(tx, ctx, calendar, *weekday, from, &hours.spans)?;
            loaded.calendar += u64::from(kept);
        }
    }
    Ok(())
}

fn load_units(tx: &mut Tx<'_>, ctx: &Ctx<'_>, p: &Province, loaded: &mut Loaded) -> Result<()> {
    let directory = Directory::load(tx)?;
    let mut ids: BTreeMap<&str, UnitId> = BTreeMap::new();
    for (position, unit) in (1i64..).zip(&p.units) {
        if let Some(known) = directory.ever_by_code(&unit.code) {
            ids.insert(&unit.code, known);
            continue;
        }
        let parent = |code: &str| ids.get(code).copied();
        let version = UnitVersion {
            unit: UnitId(0),
            valid_from: unit.valid_from.unwrap_or(p.valid_from),
            valid_to: None,
            code: unit.code.clone(),
            name: unit.name.clone(),
            tier: unit.tier.clone(),
            kind: unit.kind.clone(),
            command: parent(&unit.command),
            territory: parent(&unit.territory),
            position,
            reports: unit.reports,
            calendar: unit.calendar.clone(),
        };
        let founded = organisation_desk::found(tx, ctx, version);
        ids.insert(&unit.code, of_row("units.csv", unit.line, founded)?);
        loaded.units += 1;
    }
    Ok(())
}

/// The decrees of the folder, with their lines.
fn decrees(directory: &Directory, p: &Province) -> Vec<(u64, Decree)> {
    let decree = |h: &province::Holiday| {
        let unit = if h.unit.is_empty() { None } else { directory.ever_by_code(&h.unit) };
        (h.line, Decree { day: h.day, unit, kind: h.kind, name: h.name.clone(), spans: None })
    };
    p.holidays.iter().map(decree).collect()
}

fn load_days(tx: &mut Tx<'_>, ctx: &Ctx<'_>, p: &Province, loaded: &mut Loaded) -> Result<()> {
    for (line, decree) in decrees(&Directory::load(tx)?, p) {
        let kept = of_row("holidays.csv", line, organisation_desk::decree_day(tx, ctx, &decree))?;
        loaded.calendar += u64::from(kept);
    }
    Ok(())
}

/// Day, kind, heir (or new name), number.
type OneDecision<'a> = (Day, &'a str, &'a str, &'a str);

fn load_successions(tx: &mut Tx<'_>, ctx: &Ctx<'_>, p: &Province, loaded: &mut Loaded) -> Result<()> {
    // Units that end on one day into one heir are one decision, whichever rows they stand in.
    let mut decisions: BTreeMap<OneDecision<'_>, (u64, Vec<UnitId>)> = BTreeMap::new();
    let directory = Directory::load(tx)?;
    let need = |code: &str| {
        directory
            .ever_by_code(code)
            .ok_or_else(|| Fault::new(format!("successions.csv: there is no unit {code}")))
    };
    for s in &p.successions {
        let from = need(&s.from)?;
        let known = directory.successions().iter().any(|k| k.from == from && k.day == s.day);
        if !known {
            let key = (s.day, s.kind.as_str(), s.to.as_str(), s.decision.as_str());
            decisions.entry(key).or_insert((s.line, Vec::new())).1.push(from);
        }
    }
    // Deepest first, so that nobody is re-parented who ends the same day himself.
    let mut all: Vec<_> = decisions.into_iter().collect();
    all.sort_by_key(|((day, kind, ..), _)| (*day, *kind != "merge"));
    for ((day, kind, to, decision), (line, units)) in all {
        loaded.successions += u64::try_from(units.len()).unwrap_or(0);
        match kind {
            "rename" => {
                for unit in units {
                    let renamed = organisation_desk::rename(tx, ctx, unit, to, day, decision);
                    of_row("successions.csv", line, renamed)?;
                }
            }
            kind => {
                let kind = if kind == "merge" { SuccessionKind::Merge } else { SuccessionKind::Dissolve };
                let ended = organisation_desk::end_into(tx, ctx, &units, need(to)?, day, kind, decision);
                of_row("successions.csv", line, ended)?;
            }
        }
    }
    Ok(())
}
