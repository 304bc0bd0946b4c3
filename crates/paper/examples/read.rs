//! Prints a document as it is read: `cargo run --release -p paper --example read -- FILE`.

use paper::{Block, Document, Paragraph};
use std::fmt::Write as _;
use std::io::Write as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: read FILE")?;
    let bytes = std::fs::read(&path)?;
    let watch = kernel::clock::Stopwatch::start();
    let document = paper::read(&bytes, &path)?;
    let took = watch.elapsed();
    let mut out = String::new();
    show(&document, &mut out);
    writeln!(
        out,
        "-- {:?}, {} pages, {} paragraphs, {took:?}{}",
        document.format,
        document.pages,
        document.paragraphs().count(),
        peak()
    )?;
    std::io::stdout().write_all(out.as_bytes())?;
    Ok(())
}

/// The most memory that the program has used, where the system tells.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.map(|l| format!(", peak {}", l.trim())).unwrap_or_default()
}

fn show(document: &Document, out: &mut String) {
    for part in &document.parts {
        let _ = writeln!(out, "== {:?}", part.kind);
        part.blocks.iter().for_each(|b| block(b, out));
    }
    for note in &document.notes {
        let _ = writeln!(out, "== note {} ({})", note.id.0, note.label);
        note.blocks.iter().for_each(|b| block(b, out));
    }
}

fn block(block: &Block, out: &mut String) {
    match block {
        Block::Paragraph(p) => paragraph(p, out),
        Block::Table(table) => {
            let _ = writeln!(out, "[table: {} rows, {} columns]", table.rows.len(), table.columns);
            for row in &table.rows {
                let _ = write!(out, "{}", if row.header { "|#" } else { "| " });
                for cell in &row.cells {
                    let text: Vec<&str> = cell.blocks.iter().map(|p| p.text.as_str()).collect();
                    let span = if (cell.columns, cell.rows) != (1, 1) {
                        format!("<{}x{}>", cell.columns, cell.rows)
                    } else {
                        String::new()
                    };
                    let value = cell.value.map(|v| format!("={v}")).unwrap_or_default();
                    let marks: usize = cell.blocks.iter().map(|p| p.notes.len()).sum();
                    let marks = if marks > 0 { format!("^{marks}") } else { String::new() };
                    let _ = write!(
                        out,
                        "{}:{span}{}{value}{marks} | ",
                        cell.column,
                        text.join(" ¶ ").replace('\n', "⏎")
                    );
                }
                out.push('\n');
            }
        }
    }
}

fn paragraph(p: &Paragraph, out: &mut String) {
    let heading = p.heading.map(|h| format!("h{h} ")).unwrap_or_default();
    let list = p.list.as_ref().map(|l| format!("[{}:{}] ", l.depth, l.label)).unwrap_or_default();
    let page = p.page.map(|n| format!("p{n} ")).unwrap_or_default();
    let mut text = p.text.clone();
    for mark in p.notes.iter().rev() {
        text.insert_str(mark.at, &format!("{{note {}}}", mark.note.0));
    }
    let _ = writeln!(out, "#{} {page}{heading}{list}{}", p.id.0, text.replace('\n', "⏎"));
}
