//! The catalogue of procedures as a file: written, looked at, published.

use super::args::{BookForm, BookImport, CatalogueCommand, Export, Lang, Shape};
use super::{Done, Failure, open, say, tell};
use crate::output;
use ::catalogue::{Difference, Effect, Said};
use exchange::workbook::{Change, Known, Language, Looked, Published, csv, look, publish, xlsx};
use exchange::{Page, Problem, Problems};
use kernel::clock::Clock;
use kernel::{Actor, Fault, SystemClock};
use serde_json::{Value, json};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use store::{Ctx, Open};

/// Differences and problems that are told as text; of more, how many.
const TOLD: usize = 500;

pub(super) fn catalogue(command: CatalogueCommand) -> Done {
    match command {
        CatalogueCommand::Export(asked) => export(&asked),
        CatalogueCommand::Import(asked) => import(&asked),
    }
}

fn export(asked: &Export) -> Done {
    if asked.format == BookForm::Xlsx && asked.out.is_none() && io::stdout().is_terminal() {
        let message = "a workbook needs --out FILE / tệp Excel cần --out FILE".into();
        return Err(Failure { message, code: 2 });
    }
    let db = open(&asked.place, Open::Existing)?;
    let today = SystemClock.now().day();
    let known = db.read(|tx| Known::load(tx, today))?;
    let day = asked.as_of.unwrap_or(today);
    let language = match (asked.lang, asked.format) {
        (Some(Lang::Vi), _) | (None, BookForm::Xlsx) => Language::Vietnamese,
        (Some(Lang::En), _) | (None, BookForm::Csv) => Language::English,
    };
    let bytes = match asked.format {
        BookForm::Csv => csv(&known, day, language)?,
        BookForm::Xlsx => xlsx(&known, day, language)?,
    };
    match &asked.out {
        Some(file) => {
            output::write_whole(file, &bytes)?;
            let count = known.catalogue().all_in_force(day).len();
            say(&format!("{}: {count} procedures in force on {day} / {count} thủ tục", file.display()))?;
        }
        None => {
            if let Err(e) = io::stdout().write_all(&bytes)
                && e.kind() != io::ErrorKind::BrokenPipe
            {
                return Err(e.into());
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A file's name, and its sheets or what is wrong with it as a whole.
type Named = (String, Result<Vec<Page>, Box<Problem>>);

/// Reads the file.
fn pages(asked: &BookImport) -> Result<Named, Failure> {
    let bytes = super::import::content(&asked.file)?;
    let name = asked.file.file_name().unwrap_or(asked.file.as_os_str()).to_string_lossy().into_owned();
    let pages = exchange::read_all(&name, &bytes, None);
    Ok((name, pages))
}

fn import(asked: &BookImport) -> Done {
    let (name, pages) = pages(asked)?;
    let pages = match pages {
        Ok(pages) => pages,
        Err(problem) => {
            return told(asked, &name, &Looked::unreadable(*problem), None);
        }
    };
    let db = open(&asked.place, Open::Existing)?;
    let now = asked.at.unwrap_or_else(|| SystemClock.now());
    let by = asked.by.asked();
    if asked.dry_run {
        let known = db.read(|tx| Known::load(tx, now.day()))?;
        let mut looked = look(&known, &name, &pages, by.as_ref())?;
        undecided(&mut looked, &name);
        return told(asked, &name, &looked, None);
    }
    let (ids, file) = (db.ids().clone(), name.clone());
    let done = db.write(move |tx| {
        publish(tx, &Ctx { actor: Actor::SYSTEM, now, ids: &ids }, &file, &pages, by.as_ref())
    })?;
    match done {
        Ok(published) => told(asked, &name, &Looked::default(), Some(published)),
        Err(mut looked) => {
            undecided(&mut looked, &name);
            told(asked, &name, &looked, None)
        }
    }
}

/// A change without a decision stands in the way like anything else.
fn undecided(looked: &mut Looked, name: &str) {
    for change in looked.changes.iter().filter(|c| c.decision.is_none()) {
        let (vi, en) = (
            format!(
                "Thủ tục {} có thay đổi nhưng chưa có quyết định. Hãy ghi cột 'Quyết định công bố' hoặc dùng --decision.",
                change.code
            ),
            format!(
                "procedure {} is changed, but by no decision; fill in the column 'decision' or give --decision",
                change.code
            ),
        );
        let cell = change.cell.as_str();
        looked.problems.add(Problem::whole(if cell.is_empty() { name } else { cell }, "no_decision", vi, en));
    }
}

/// Tells it in the form that is asked; the exit code says whether anything is wrong.
fn told(asked: &BookImport, name: &str, looked: &Looked, published: Option<Published>) -> Done {
    let good = looked.problems.is_empty();
    match asked.format {
        Shape::Json => {
            let value = as_json(name, looked, published);
            let text = serde_json::to_string_pretty(&value)
                .map_err(|e| kernel::Error::from(Fault::because("writing JSON", e)))?;
            say(&text)?;
        }
        Shape::Text => as_text(name, looked, published)?,
    }
    match (good, asked.format) {
        (true, _) => Ok(ExitCode::SUCCESS),
        (false, Shape::Json) => Ok(ExitCode::FAILURE),
        (false, Shape::Text) => Err(failed(name, &looked.problems)),
    }
}

fn failed(name: &str, problems: &Problems) -> Failure {
    let count = problems.count();
    let mut text = format!("{name}: {count} problems, nothing published / {count} lỗi, chưa công bố gì\n");
    for p in problems.told.iter().take(TOLD) {
        text.push_str(&format!("  {}: {} / {}\n", p.cell(), p.en, p.vi));
    }
    if count > TOLD {
        text.push_str(&format!("  … {} more / lỗi nữa\n", count - TOLD));
    }
    Failure::new(text.trim_end())
}

fn as_text(name: &str, looked: &Looked, published: Option<Published>) -> Result<(), Failure> {
    for w in looked.warnings.told.iter().take(TOLD) {
        tell(&format!("motcua: {}: {} / {}", w.cell(), w.en, w.vi));
    }
    if let Some(p) = published {
        if p.nothing() {
            return say(&format!(
                "{name}: {} procedures, nothing is different, nothing published / không có gì thay đổi",
                p.unchanged
            ));
        }
        return say(&format!(
            "{name}: published {} new, {} amended, {} replaced, {} abolished, {} decisions; {} untouched / đã công bố {} mới, {} sửa đổi, {} thay thế, {} bãi bỏ",
            p.new,
            p.amended,
            p.replaced,
            p.abolished,
            p.decisions,
            p.unchanged,
            p.new,
            p.amended,
            p.replaced,
            p.abolished
        ));
    }
    for change in looked.changes.iter().take(TOLD) {
        say(&line(change))?;
        for d in &change.differences {
            say(&format!("    {}", difference(d)))?;
        }
    }
    if looked.changes.len() > TOLD {
        say(&format!("… {} more / thủ tục nữa", looked.changes.len() - TOLD))?;
    }
    for d in &looked.decisions {
        say(&format!("decision / quyết định {}  {}  {}", d.number, d.signed_on, d.summary))?;
    }
    say(&format!(
        "{name}: {} procedures would change, {} are as they stand, {} in force are not in the file; nothing written / {} thủ tục thay đổi, {} giữ nguyên",
        looked.changes.len(),
        looked.unchanged,
        looked.absent,
        looked.changes.len(),
        looked.unchanged
    ))
}

fn line(c: &Change) -> String {
    let effect = c.effect.map_or("?", Effect::word);
    let by = c.decision.as_deref().unwrap_or("–");
    format!("{}  {}  {}  {}  {}", c.cell, c.code, effect, by, c.name)
}

fn difference(d: &Difference) -> String {
    let said = |s: &Option<Said>| s.as_ref().map_or_else(|| "–".to_owned(), |s| s.en.clone());
    let item = d.item.as_ref().map_or_else(String::new, |i| format!(" [{i}]"));
    format!("{}{item}: {} → {}", d.aspect.en(), said(&d.before), said(&d.after))
}

fn as_json(name: &str, looked: &Looked, published: Option<Published>) -> Value {
    let problem = |p: &Problem| json!({ "cell": p.cell(), "sheet": p.file, "row": p.line, "column": p.column, "code": p.code, "vi": p.vi, "en": p.en });
    let change = |c: &Change| {
        json!({
            "cell": c.cell,
            "code": c.code,
            "name": c.name,
            "effect": c.effect.map(Effect::word),
            "decision": c.decision,
            "differences": c.differences,
        })
    };
    let decision = |d: &::catalogue::Decision| json!({ "number": d.number, "signed_on": d.signed_on.to_string(), "in_force_from": d.in_force_from.to_string() });
    json!({
        "file": name,
        "changes": looked.changes.iter().map(change).collect::<Vec<_>>(),
        "unchanged": published.map_or(looked.unchanged, |p| p.unchanged),
        "absent": looked.absent,
        "decisions": looked.decisions.iter().map(decision).collect::<Vec<_>>(),
        "problems": looked.problems.told.iter().map(problem).collect::<Vec<_>>(),
        "warnings": looked.warnings.told.iter().map(problem).collect::<Vec<_>>(),
        "published": published.map(|p| json!({
            "new": p.new, "amended": p.amended, "replaced": p.replaced, "abolished": p.abolished,
            "decisions": p.decisions, "unchanged": p.unchanged,
        })),
    })
}
