//! The project's chores in Rust: `cargo xtask test`, `cargo xtask bench`.

mod api;
mod bench;
mod browser;
mod run;
mod setup;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test            formatting, lints and every test; installs PostgreSQL when it is missing
cargo xtask test --quick    the same without the full year
cargo xtask test --browser  only the pages in a browser
cargo xtask test --api      only the interface for programs, against its own description
cargo xtask bench           measures on both engines, prints a table, writes target/bench.json
cargo xtask bench NAME …    only these measurements (cargo xtask bench --list); --keep DIR keeps databases
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test"] => test::all(test::Extent::Whole),
        ["test", "--quick"] => test::all(test::Extent::Quick),
        ["test", "--browser"] => test::browser(),
        ["test", "--api"] => test::api(),
        ["prepare-sql", folder] => test::prepare_sql(std::path::Path::new(folder)),
        ["bench", names @ ..] => bench::run(names),
        _ => {
            run::say(HELP);
            return if words.is_empty() || words == ["--help"] {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            };
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            run::complain(&why);
            ExitCode::FAILURE
        }
    }
}
