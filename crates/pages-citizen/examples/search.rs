//! Measures the search over a province's folder: `cargo run --release -p pages-citizen --features testing --example
//! search -- provinces/ca-mau-2020`. Each question is asked several times; a time is that of one answer, words to order.

use kernel::clock::Stopwatch;
use pages_citizen::testing::Search;
use province::Province;
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// Times that each question is asked.
const TIMES: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).map_or_else(|| "provinces/ca-mau-2020".into(), PathBuf::from);
    let province = Province::read(&folder)
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let begun = Stopwatch::start();
    let search = Search::of(&province);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} procedures, index made in {:?}", search.procedures(), begun.elapsed())?;

    let path = folder.join("catalogue/queries.csv");
    let mut asked: Vec<String> = Vec::new();
    if path.exists() {
        for record in csv::Reader::from_path(path)?.records() {
            asked.extend(record?.get(0).map(str::to_owned));
        }
        measured(&mut out, &search, "what citizens ask", &asked)?;
    }
    let names = search.names();
    measured(&mut out, &search, "whole names", &names)?;
    let one = |name: &String| name.split_whitespace().next().unwrap_or_default().to_owned();
    measured(
        &mut out,
        &search,
        "first words, which hundreds have",
        &names.iter().map(one).collect::<Vec<_>>(),
    )?;
    let slips: Vec<String> = names.iter().map(|name| slipped(name)).collect();
    measured(&mut out, &search, "names with two letters of a word swapped", &slips)?;
    Ok(())
}

/// Two letters of the longest word change places.
fn slipped(name: &str) -> String {
    let mut words: Vec<String> = kernel::text::fold(name).split_whitespace().map(str::to_owned).collect();
    if let Some(longest) = words.iter_mut().max_by_key(|word| word.len()) {
        let mut letters: Vec<char> = longest.chars().collect();
        if letters.len() > 2 {
            letters.swap(1, 2);
        }
        *longest = letters.into_iter().collect();
    }
    words.join(" ")
}

fn measured(out: &mut impl Write, search: &Search, what: &str, questions: &[String]) -> std::io::Result<()> {
    let mut times: Vec<Duration> = Vec::with_capacity(questions.len() * TIMES);
    let mut found = 0;
    for question in questions {
        for _ in 0..TIMES {
            let begun = Stopwatch::start();
            found += usize::from(!search.find(question).is_empty());
            times.push(begun.elapsed());
        }
    }
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1)));
    let (half, most) = (at(50).copied().unwrap_or_default(), at(95).copied().unwrap_or_default());
    let last = times.last().copied().unwrap_or_default();
    let some = found / TIMES;
    writeln!(
        out,
        "{what}: {} asked, {some} found something; p50 {half:?}, p95 {most:?}, most {last:?}",
        questions.len()
    )
}
