//! A paragraph while it is read, and where each of its characters stands in the file.

use crate::document::{BlockId, NoteId};
use std::collections::HashMap;
use std::ops::Range;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A run of text in the file.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// The whole element.
    pub(super) place: Range<usize>,
    /// The tag that begins it.
    pub(super) tag: Range<usize>,
    /// Its properties; empty where it has none.
    pub(super) properties: Range<usize>,
    /// The field that it is the shown part of, if any.
    pub(super) field: Option<usize>,
    /// How many elements are open within it.
    pub(super) depth: usize,
}

/// What stands in a run: a stretch of text, a tab, the mark of a note.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The whole element.
    pub(super) place: Range<usize>,
    /// The tag that begins it.
    pub(super) tag: Range<usize>,
    /// The run that it stands in, by its place within the paragraph.
    pub(super) run: usize,
    /// Whether it stands in the run itself, not in another element within it: only there may the run be parted.
    pub(super) direct: bool,
}

/// A character.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    /// Its byte in the text as it stands in the file.
    pub(super) at: usize,
    /// Its bytes in the file.
    pub(super) place: Range<usize>,
    /// The item that it stands in.
    pub(super) item: usize,
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) raw: String,
    pub(super) marks: Vec<(usize, NoteId)>,
    pub(super) page: u32,
    pub(super) trace: LineTrace,
}

/// Where a paragraph's characters stand in the file.
#[derive(Debug, Default, Clone)]
pub(super) struct LineTrace {
    pub(super) runs: Vec<Run>,
    pub(super) items: Vec<Item>,
    pub(super) atoms: Vec<Atom>,
    /// Where clusters of letters and marks begin: in the composed text, and in the text as it stands in the file. None
    /// where both are the same.
    pub(super) clusters: Option<Vec<(usize, usize)>>,
}

/// A field with what it shows: `PAGE`, a cross reference.
#[derive(Debug, Clone, Default)]
pub(super) struct Field {
    /// From the beginning of its first run to the end of its last one; none when it does not end in the same paragraph.
    pub(super) place: Option<Range<usize>>,
}

/// Where a paragraph stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// In the text.
    Body,
    /// In a text box: the run that holds it.
    Box(Range<usize>),
    /// In a note.
    Note(NoteId),
    /// In the head or foot of a page.
    Margin,
}

/// Where everything stands in the file.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) lines: HashMap<BlockId, (Scope, LineTrace)>,
    /// The run and the element that mark a note.
    pub(super) notes: HashMap<NoteId, (Run, Item, Scope)>,
    pub(super) fields: Vec<Field>,
    /// The first run of the text.
    pub(super) first: Option<Range<usize>>,
}

impl Line {
    /// The text with composed letters; marks of notes move with it.
    pub(super) fn compose(&mut self) -> String {
        if is_nfc(&self.raw) {
            return self.raw.clone();
        }
        let (text, clusters) = composed(&self.raw);
        for mark in &mut self.marks {
            let at = clusters.partition_point(|c| c.1 < mark.0);
            mark.0 = clusters.get(at).map_or(text.len(), |c| c.0);
        }
        self.trace.clusters = Some(clusters);
        text
    }
}

impl LineTrace {
    /// The byte of the text in the file where the composed text's byte `at` stands. Within a letter and its marks the
    /// beginning is meant, or their end when `end`.
    pub(super) fn raw(&self, at: usize, end: bool) -> usize {
        let Some(clusters) = &self.clusters else { return at };
        let next = clusters.partition_point(|c| c.0 < at);
        match clusters.get(next) {
            Some(found) if found.0 == at || end => found.1,
            None if end || clusters.is_empty() => usize::MAX,
            _ => clusters.get(next.saturating_sub(1)).map_or(usize::MAX, |c| c.1),
        }
    }
}

/// Text with composed letters, and where each letter with its marks begins: in it, and in `raw`.
fn composed(raw: &str) -> (String, Vec<(usize, usize)>) {
    let mut text = String::with_capacity(raw.len());
    let mut clusters = Vec::new();
    let starts = |c: char| canonical_combining_class(c) == 0 && !matches!(c, '\u{1161}'..='\u{11ff}');
    let mut from = 0;
    let mut bounds: Vec<usize> =
        raw.char_indices().skip(1).filter(|(_, c)| starts(*c)).map(|(at, _)| at).collect();
    bounds.push(raw.len());
    for to in bounds {
        clusters.push((text.len(), from));
        text.extend(raw[from..to].nfc());
        from = to;
    }
    let whole: String = raw.nfc().collect();
    // In some scripts letters that begin a cluster are composed too: there the paragraph is one piece.
    if whole == text { (text, clusters) } else { (whole, vec![(0, 0)]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_through_composed_letters() {
        let raw = "ty\u{309} le\u{323}\u{302} 99,5%";
        let mut line = Line { raw: raw.into(), marks: vec![(raw.len(), NoteId(0))], ..Line::default() };
        let text = line.compose();
        assert_eq!(text, "tỷ lệ 99,5%");
        assert_eq!(line.marks[0].0, text.len());
        let at = text.find("99").expect("there");
        assert_eq!(line.trace.raw(at, false), raw.find("99").expect("there"));
        let end = text.find("ệ").expect("there") + "ệ".len();
        assert_eq!(line.trace.raw(end, true), raw.find(" 99").expect("there"));
        assert_eq!(line.trace.raw(text.len(), true), usize::MAX);
    }
}
