//! The parts of `cargo xtask bench` that measure from inside: `cargo run --release -p motcua --example bench`.
//!
//! What was measured goes to standard output, a JSON object a line; progress goes to standard error.

mod annex;
mod creates;
mod http;
mod lists;
mod out;
mod ratio;
mod size;
mod ten_years;
mod world;

use out::Done;
use std::path::PathBuf;
use std::process::ExitCode;
use store::{Db, Open, Target};

const HELP: &str = "\
bench ratio PLACE EMPTY EMPTY [SAMPLE]
                                 a year again (or one dossier in SAMPLE, as PLACE has it), beside bare inserts of
                                 the same rows
bench creates EMPTY EMPTY [N]    durable creates by 16 callers, beside bare group commit of the same rows
bench ten-years PLACE            makes nine shifted copies of the year lived there
bench annex PLACE WHICH          annex 3 as a query; WHICH is put into the names
bench lists PLACE WHICH          lists and search
bench http PROGRAM PLACE WHICH   pages over HTTP, one by one and 200 a second; makes accounts in it
bench http-creates PROGRAM EMPTY EMPTY [N]
                                 16 clients take dossiers in over HTTP, beside 16 callers of the front door
bench size PLACE WHICH           bytes per dossier
A place is a folder (SQLite) or an URL with the schema after # (PostgreSQL).
";

/// A folder, or an URL with a schema.
fn place(text: &str) -> Target {
    match text.split_once('#') {
        Some((url, schema)) => Target::Postgres { url: url.to_owned(), schema: schema.to_owned() },
        None if text.contains("://") => Target::postgres(text),
        None => Target::Sqlite(PathBuf::from(text).join("motcua.sqlite")),
    }
}

fn open(target: &Target, how: Open) -> Done<Db> {
    if let (Target::Sqlite(file), Open::Create) = (target, how) {
        std::fs::create_dir_all(file.parent().ok_or("a file in a folder")?)?;
    }
    Ok(Db::open(target, &motcua::domains::schema(), how).map_err(|e| e.en())?)
}

fn run(words: &[&str]) -> Done<()> {
    match words {
        ["ratio", year, desk, bare] => ratio::ratio(&place(year), &place(desk), &place(bare), 1),
        ["ratio", year, desk, bare, sample] => {
            ratio::ratio(&place(year), &place(desk), &place(bare), sample.parse()?)
        }
        ["creates", desk, bare] => creates::creates(&place(desk), &place(bare), 8_000),
        ["creates", desk, bare, n] => creates::creates(&place(desk), &place(bare), n.parse()?),
        ["ten-years", year] => ten_years::make(&place(year)),
        ["annex", of, which] => annex::annex(&open(&place(of), Open::Existing)?, which),
        ["lists", of, which] => lists::lists(&open(&place(of), Open::Existing)?, which),
        ["http", program, of, which] => http::http(program, &place(of), which),
        ["http-creates", program, over, through] => {
            http::creates(program, &place(over), &place(through), 8_000)
        }
        ["http-creates", program, over, through, n] => {
            http::creates(program, &place(over), &place(through), n.parse()?)
        }
        ["size", of, which] => size::size(&place(of), which),
        _ => Err(HELP.into()),
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            out::tell(&e.to_string());
            ExitCode::FAILURE
        }
    }
}
