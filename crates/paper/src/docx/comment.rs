//! The same document with comments in it. The text's part gets marks at exact places and is otherwise left as it is,
//! byte for byte; all other parts of the package are copied as they are packed.

use super::line::{Item, LineTrace, Run, Scope, Trace};
use super::marks::{Cut, Marks};
use super::parts::Parts;
use super::{pack, walked};
use crate::document::{Format, Span};
use crate::limits::{Limits, Meter};
use crate::package::Package;
use crate::refused::{Much, Refused};
use kernel::Instant;
use std::ops::Range;

/// A comment to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// What it is about.
    pub span: Span,
    /// Who says it.
    pub author: String,
    /// The author's letters, as a margin shows them.
    pub initials: String,
    /// What is said; every line is a paragraph.
    pub text: String,
    /// When.
    pub at: Instant,
}

/// Gives the document back with comments in it, each anchored on exactly the text of its span. Comments and tracked
/// changes that are there survive. In notes and in heads and feet of pages Word allows no comments: there the mark of
/// the note, or the beginning of the text, is the anchor; in a text box, what holds it. The same input gives the same
/// bytes.
///
/// # Errors
/// Why they cannot be written: the file is not read, or a span is not in it.
pub fn comment(bytes: &[u8], comments: &[Comment]) -> Result<Vec<u8>, Refused> {
    let limits = Limits::default();
    if bytes.len() > limits.bytes {
        return Err(Refused::TooMuch(Much::Bytes));
    }
    if !bytes.starts_with(b"PK") {
        return Err(Refused::NotCommentable);
    }
    let mut meter = Meter::new(&limits);
    let mut package = Package::open(bytes, &meter)?;
    if package.format()? != Format::Docx {
        return Err(Refused::NotCommentable);
    }
    if comments.is_empty() {
        return Ok(bytes.to_vec());
    }
    let parts = Parts::load(&mut package, &mut meter)?;
    let (_, trace) = walked(&parts, true, &mut meter)?;
    let trace = trace.ok_or(Refused::Broken(Format::Docx))?;
    let mut pack = pack::Pack::open(&mut package, &parts, &mut meter)?;
    let mut marks = Marks::new(&parts.body);
    for comment in comments {
        let id = pack.add(comment);
        let (start, end) = anchor(&trace, &comment.span)?;
        marks.add(id, start, end);
    }
    pack.replace(&parts.main, marks.written());
    pack.written(&mut package)
}

/// Where a comment on a span begins and ends in the text's part.
fn anchor(trace: &Trace, span: &Span) -> Result<(Cut, Cut), Refused> {
    let (scope, line) = trace.lines.get(&span.block).ok_or(Refused::NoSuchPlace)?;
    match scope {
        Scope::Body => within(trace, line, &span.bytes),
        Scope::Box(run) => Ok((Cut::Beside(run.start), Cut::Beside(run.end))),
        Scope::Note(id) => match trace.notes.get(id) {
            Some((_, _, Scope::Box(run))) => Ok((Cut::Beside(run.start), Cut::Beside(run.end))),
            Some((run, item, Scope::Body)) => Ok((before(run, item), after(run, item))),
            _ => first(trace),
        },
        Scope::Margin => first(trace),
    }
}

fn first(trace: &Trace) -> Result<(Cut, Cut), Refused> {
    let run = trace.first.as_ref().ok_or(Refused::NoSuchPlace)?;
    Ok((Cut::Beside(run.start), Cut::Beside(run.end)))
}

fn within(trace: &Trace, line: &LineTrace, bytes: &Range<usize>) -> Result<(Cut, Cut), Refused> {
    if bytes.start > bytes.end {
        return Err(Refused::NoSuchPlace);
    }
    let (from, to) = (line.raw(bytes.start, false), line.raw(bytes.end, true));
    // An empty span stands for the character before it or after it.
    let start = line.atoms.partition_point(|a| a.at < from).min(line.atoms.len().saturating_sub(1));
    let end = line.atoms.partition_point(|a| a.at < to).max(start + 1);
    let (Some(start), Some(end)) = (line.atoms.get(start), line.atoms.get(end - 1)) else {
        return Err(Refused::NoSuchPlace);
    };
    let item = |at: usize| line.items.get(at).ok_or(Refused::NoSuchPlace);
    let run = |item: &Item| line.runs.get(item.run).ok_or(Refused::NoSuchPlace);
    let (first, last) = (item(start.item)?, item(end.item)?);
    let (first_run, last_run) = (run(first)?, run(last)?);
    let start = match field(trace, line, first_run) {
        Some(place) => Cut::Beside(place.start),
        None if !first.direct || is_at_start(first, start.place.start) => before(first_run, first),
        None => Cut::text(first_run, first, start.place.start),
    };
    let end = match field(trace, line, last_run) {
        Some(place) => Cut::Beside(place.end),
        None if !last.direct || is_at_end(line, last, &end.place) => after(last_run, last),
        None => Cut::text(last_run, last, end.place.end),
    };
    Ok((start, end))
}

/// The runs of the field that a run is shown by, when it ends in the same paragraph: programs do not keep what stands
/// within.
fn field(trace: &Trace, line: &LineTrace, run: &Run) -> Option<Range<usize>> {
    let place = trace.fields.get(run.field?)?.place.clone()?;
    let last = line.runs.iter().find(|r| r.place.start == place.end)?;
    Some(place.start..last.place.end)
}

/// Whether a place is where the text of an item begins.
fn is_at_start(item: &Item, at: usize) -> bool {
    at <= item.tag.end
}

/// Whether a character is the last one of its item.
fn is_at_end(line: &LineTrace, item: &Item, place: &Range<usize>) -> bool {
    let next = line.atoms.partition_point(|a| a.place.start <= place.start);
    place.end >= item.place.end || line.atoms.get(next).is_none_or(|a| a.place.start >= item.place.end)
}

/// Before an item: before its run where nothing but properties comes first.
fn before(run: &Run, item: &Item) -> Cut {
    if !item.direct {
        return Cut::Beside(run.place.start);
    }
    if item.place.start <= run.properties.end {
        Cut::Beside(run.place.start)
    } else {
        Cut::between(run, item.place.start)
    }
}

/// After an item: after its run where nothing follows.
fn after(run: &Run, item: &Item) -> Cut {
    if !item.direct {
        return Cut::Beside(run.place.end);
    }
    Cut::after(run, item.place.end)
}
