//! The program. Everything it does stands in the library, so that tests can reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    motcua::cli::main()
}
