//! Measures how long a document is checked: `cargo run --release -p checker --example speed -- FILE [TIMES]`, the text of
//! the file so many times over.

use kernel::clock::Stopwatch;
use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("name a file of text")?;
    let times = args.next().map_or(Ok(4), |n| n.parse::<usize>())?;
    let text = vec![std::fs::read_to_string(&file)?; times].join("\n\n");
    let read = Stopwatch::start();
    let document = paper::read(text.as_bytes(), &file).map_err(|refused| refused.en().to_owned())?;
    let read = read.elapsed();
    let check = Stopwatch::start();
    let found = checker::check(&document).len();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} pages, read in {read:?}, checked in {:?}: {found} findings",
        document.pages,
        check.elapsed()
    )?;
    Ok(())
}
