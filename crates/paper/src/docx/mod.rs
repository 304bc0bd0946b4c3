//! Documents of Word: read, and given back with comments in them.

mod comment;
mod line;
mod marks;
mod numbering;
mod pack;
mod parts;
mod signs;
mod styles;
mod table;
mod walk;

use crate::document::{Block, Document, Format, Note, Part, PartKind};
use crate::limits::Meter;
use crate::numbers::guessed_pages;
use crate::package::Package;
use crate::refused::Refused;
use crate::xml::{Piece, Xml};
use line::{Scope, Trace};
use numbering::Numbering;
use parts::Parts;
use styles::Styles;
use walk::Walker;

pub use comment::{Comment, comment};

/// Reads a document.
pub(crate) fn read(package: &mut Package<'_>, meter: &mut Meter) -> Result<Document, Refused> {
    let parts = Parts::load(package, meter)?;
    let (document, _) = walked(&parts, false, meter)?;
    if document.says_something() { Ok(document) } else { Err(Refused::Empty) }
}

/// Reads the parts, and where everything stands in them when `traced`.
fn walked(parts: &Parts, traced: bool, meter: &mut Meter) -> Result<(Document, Option<Trace>), Refused> {
    let styles = Styles::load(parts.styles.as_deref(), meter)?;
    let numbering = Numbering::load(parts.numbering.as_deref(), meter)?;
    let mut walker = Walker::new(styles, numbering, traced, meter);
    let blocks = whole(&mut walker, &parts.body)?;
    let (pages, tells) = (walker.page, walker.tells_pages);
    let mut notes = Vec::new();
    for (source, end) in [(&parts.footnotes, false), (&parts.endnotes, true)] {
        if let Some(source) = source {
            self::notes(&mut walker, source, end, &mut notes)?;
        }
    }
    notes.sort_by_key(|n| n.id);
    let mut read = vec![Part { kind: PartKind::Body, blocks }];
    walker.scope = Scope::Margin;
    let mut said: Vec<Vec<String>> = Vec::new();
    for margin in &parts.margins {
        let blocks = whole(&mut walker, margin)?;
        let texts: Vec<String> = blocks.iter().flat_map(Block::paragraphs).map(|p| p.text.clone()).collect();
        // The number of a page is not part of what a document says, and sections repeat the same head and foot.
        if texts.iter().all(|text| crate::text::page_number(text).is_some()) || said.contains(&texts) {
            continue;
        }
        said.push(texts);
        read.push(Part { kind: PartKind::Margin, blocks });
    }
    let trace = walker.trace.take();
    let announced = announced_pages(parts, meter)?;
    let pages = if tells { pages } else { announced.unwrap_or_else(|| guessed_pages(&read, &notes)) };
    let mut document = Document { format: Format::Docx, parts: read, notes, pages };
    if !tells {
        document.forget_pages();
    }
    Ok((document, trace))
}

fn whole(walker: &mut Walker<'_>, source: &str) -> Result<Vec<Block>, Refused> {
    let mut xml = Xml::new(source, Format::Docx);
    let mut blocks = Vec::new();
    while let Some(piece) = xml.next(walker.meter)? {
        if let Piece::Start(e) = piece
            && !e.empty
        {
            walker.blocks(&mut xml, &mut blocks)?;
        }
    }
    Ok(blocks)
}

/// The notes that are marked in the text, each under the number that its mark got.
fn notes(walker: &mut Walker<'_>, source: &str, end: bool, out: &mut Vec<Note>) -> Result<(), Refused> {
    let mut xml = Xml::new(source, Format::Docx);
    while let Some(piece) = xml.next(walker.meter)? {
        let Piece::Start(e) = piece else { continue };
        if e.empty || !matches!(e.name(), "footnote" | "endnote") {
            continue;
        }
        let number = e.number::<i64>("id");
        let marked = number.and_then(|n| walker.known.get(&(end, n)).copied());
        let Some(at) = marked else {
            xml.skip(&e, walker.meter)?;
            continue;
        };
        let id = walker.notes[at].id;
        walker.scope = Scope::Note(id);
        let mut blocks = Vec::new();
        walker.blocks(&mut xml, &mut blocks)?;
        let place = walker.notes[at].place;
        let counted = numbering::number(place, if end { "lowerRoman" } else { "decimal" });
        let label = walker.notes[at].label.clone().unwrap_or(counted);
        out.push(Note { id, label, blocks });
    }
    walker.scope = Scope::Body;
    Ok(())
}

/// The number of pages that the program which wrote the document counted.
fn announced_pages(parts: &Parts, meter: &mut Meter) -> Result<Option<u32>, Refused> {
    let Some(source) = &parts.properties else { return Ok(None) };
    let mut xml = Xml::new(source, Format::Docx);
    while let Some(piece) = xml.next(meter)? {
        if let Piece::Start(e) = piece
            && e.name() == "Pages"
        {
            return Ok(xml.text(&e, meter)?.trim().parse().ok().filter(|n| (1..=20_000).contains(n)));
        }
    }
    Ok(None)
}
