//! Writes a comment on every number of a document of Word: `cargo run -p paper --example comment -- FILE OUT`. Prints
//! how many, so that they can be counted in an office program.

use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (from, to) = arguments.next().zip(arguments.next()).ok_or("usage: comment FILE OUT")?;
    let bytes = std::fs::read(&from)?;
    let document = paper::read(&bytes, &from)?;
    let mut comments = Vec::new();
    for paragraph in document.paragraphs() {
        for bytes in numbers(&paragraph.text) {
            comments.push(paper::docx::Comment {
                text: format!("Số: {}", &paragraph.text[bytes.clone()]),
                span: paper::Span { block: paragraph.id, bytes },
                author: "Một Cửa".into(),
                initials: "MC".into(),
                at: kernel::Instant(1_605_250_800_000_000),
            });
        }
    }
    let watch = kernel::clock::Stopwatch::start();
    let after = paper::docx::comment(&bytes, &comments)?;
    let took = watch.elapsed();
    std::fs::write(to, after)?;
    writeln!(std::io::stdout(), "{} comments in {took:?}", comments.len())?;
    Ok(())
}

/// Where digits stand, with what parts them.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        if !c.is_ascii_digit() {
            continue;
        }
        match found.last_mut() {
            Some(last)
                if last.end == at || (last.end + 1 == at && text[last.end..at].contains(['.', ','])) =>
            {
                last.end = at + 1;
            }
            _ => found.push(at..at + 1),
        }
    }
    found
}
