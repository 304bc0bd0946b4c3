//! Walks through the parts of a document and builds its blocks.

use super::line::{Field, Line, Run, Scope, Trace};
use super::numbering::Numbering;
use super::signs::{element, sign};
use super::styles::{Said, Styles};
use crate::document::{Block, NoteId, NoteMark, Paragraph};
use crate::limits::Meter;
use crate::numbers::Numbers;
use crate::refused::Refused;
use crate::xml::{Element, Piece, Xml};
use std::collections::HashMap;
use std::ops::Range;

/// What is passed over wherever it stands: what was, and what is not shown.
const PASSED_OVER: [&str; 16] = [
    "pPrChange",
    "rPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "sectPrChange",
    "tblGridChange",
    "numberingChange",
    "sdtPr",
    "sdtEndPr",
    "sectPr",
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
];

/// A field that is open: whether what it shows has begun.
#[derive(Debug)]
struct Open {
    shows: bool,
    from: usize,
    id: usize,
}

/// A kind of note and its number in the file.
pub(super) type NoteKey = (bool, i64);

/// Where a note was first marked.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) id: NoteId,
    /// Its place among the notes of its kind, from 1.
    pub(super) place: u32,
    /// A label that someone typed instead of the number.
    pub(super) label: Option<String>,
}

/// What is known while walking.
pub(super) struct Walker<'m> {
    pub(super) numbers: Numbers,
    pub(super) meter: &'m mut Meter,
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    pub(super) notes: Vec<Marked>,
    /// Where each is among them, and how many of either kind are counted.
    pub(super) known: HashMap<NoteKey, usize>,
    counted: [u32; 2],
    pub(super) scope: Scope,
    pub(super) trace: Option<Trace>,
    /// The page that is being read, and whether the file tells.
    pub(super) page: u32,
    pub(super) tells_pages: bool,
    fields: Vec<Open>,
}

/// What a paragraph's properties say, beside what styles say.
#[derive(Default)]
struct Properties {
    style: Option<String>,
    said: Said,
    /// Its end was deleted: the next paragraph goes on in it.
    joined: bool,
}

impl<'m> Walker<'m> {
    pub(super) fn new(styles: Styles, numbering: Numbering, traced: bool, meter: &'m mut Meter) -> Self {
        Self {
            numbers: Numbers::default(),
            meter,
            styles,
            numbering,
            notes: Vec::new(),
            known: HashMap::new(),
            counted: [0, 0],
            scope: Scope::Body,
            trace: traced.then(Trace::default),
            page: 1,
            tells_pages: false,
            fields: Vec::new(),
        }
    }

    /// Reads blocks until the element that is open ends.
    pub(super) fn blocks(&mut self, xml: &mut Xml<'_>, out: &mut Vec<Block>) -> Result<(), Refused> {
        self.blocks_with(xml, out, &mut |_| {})
    }

    /// The same; what is no block is shown to `other`.
    pub(super) fn blocks_with(
        &mut self,
        xml: &mut Xml<'_>,
        out: &mut Vec<Block>,
        other: &mut dyn FnMut(&Element<'_>),
    ) -> Result<(), Refused> {
        let outside = xml.depth().saturating_sub(1);
        let mut line: Option<Line> = None;
        let mut chosen = false;
        while let Some(e) = xml.inside(outside, self.meter)? {
            match e.name() {
                "p" => {
                    let mut open = line.take().unwrap_or_else(|| Line { page: self.page, ..Line::default() });
                    let mut boxes = Vec::new();
                    let properties = self.paragraph(xml, &e, &mut open, &mut boxes)?;
                    if properties.joined {
                        line = Some(open);
                        out.append(&mut boxes);
                        continue;
                    }
                    self.finish(open, &properties, out)?;
                    out.append(&mut boxes);
                }
                "tbl" if !e.empty => {
                    if let Some(open) = line.take() {
                        self.finish(open, &Properties::default(), out)?;
                    }
                    self.table(xml, out)?;
                }
                "Choice" => chosen = true,
                "Fallback" if chosen => xml.skip(&e, self.meter)?,
                name if PASSED_OVER.contains(&name) => xml.skip(&e, self.meter)?,
                _ => other(&e),
            }
        }
        if let Some(open) = line {
            self.finish(open, &Properties::default(), out)?;
        }
        Ok(())
    }

    /// Ends a paragraph.
    fn finish(
        &mut self,
        mut line: Line,
        properties: &Properties,
        out: &mut Vec<Block>,
    ) -> Result<(), Refused> {
        let said = self.styles.of(properties.style.as_deref(), &properties.said);
        let text = line.compose();
        let says_nothing = text.trim().is_empty() && line.marks.is_empty();
        // An item without text has a label all the same, and counts.
        let list = if says_nothing && text.is_empty() { None } else { self.numbering.item(&said) };
        if says_nothing {
            return Ok(());
        }
        let paragraph = self.numbers.paragraph(text, self.meter)?;
        let notes = line.marks.iter().map(|m| NoteMark { at: m.0.min(paragraph.text.len()), note: m.1 });
        let paragraph = Paragraph {
            heading: said.outline.filter(|o| *o < 9).map(|o| o + 1),
            list,
            notes: notes.collect(),
            page: Some(line.page),
            ..paragraph
        };
        if let Some(trace) = &mut self.trace {
            trace.lines.insert(paragraph.id, (self.scope.clone(), line.trace));
        }
        out.push(Block::Paragraph(paragraph));
        Ok(())
    }

    /// Reads a paragraph into `line`, and blocks of text boxes into `boxes`.
    fn paragraph(
        &mut self,
        xml: &mut Xml<'_>,
        element: &Element<'_>,
        line: &mut Line,
        boxes: &mut Vec<Block>,
    ) -> Result<Properties, Refused> {
        let mut properties = Properties::default();
        if element.empty {
            return Ok(properties);
        }
        let outside = xml.depth().saturating_sub(1);
        let mut chosen = false;
        while let Some(e) = xml.inside(outside, self.meter)? {
            match e.name() {
                "pPr" if !e.empty => self.properties(xml, &mut properties)?,
                "r" if !e.empty => self.run(xml, line, boxes)?,
                "Choice" => chosen = true,
                "Fallback" if chosen => xml.skip(&e, self.meter)?,
                name if PASSED_OVER.contains(&name) => xml.skip(&e, self.meter)?,
                _ => {}
            }
        }
        // A field whose instruction goes on would hide everything after it.
        self.fields.retain(|f| f.shows);
        for open in &self.fields {
            if let Some(field) = self.trace.as_mut().and_then(|t| t.fields.get_mut(open.id)) {
                field.place = None;
            }
        }
        Ok(properties)
    }

    fn properties(&mut self, xml: &mut Xml<'_>, properties: &mut Properties) -> Result<(), Refused> {
        let outside = xml.depth().saturating_sub(1);
        while let Some(e) = xml.inside(outside, self.meter)? {
            match e.name() {
                "pStyle" => properties.style = e.get("val"),
                // Within the properties of a paragraph these mark its end.
                "del" | "moveFrom" => properties.joined = true,
                "pageBreakBefore" => {}
                name if PASSED_OVER.contains(&name) => xml.skip(&e, self.meter)?,
                name => properties.said.hear(name, &e),
            }
        }
        Ok(())
    }

    /// Whether text that comes is shown, seen from the fields that are open.
    fn shows(&self) -> bool {
        self.fields.iter().all(|f| f.shows)
    }

    fn run(&mut self, xml: &mut Xml<'_>, line: &mut Line, boxes: &mut Vec<Block>) -> Result<(), Refused> {
        let tag = xml.place();
        let outside = xml.depth().saturating_sub(1);
        let (mut hidden, mut raised, mut marked, mut chosen) = (false, false, false, false);
        let run = line.trace.runs.len();
        if self.trace.is_some() {
            let field = self.fields.first().map(|f| f.id);
            let place = tag.clone();
            let properties = tag.end..tag.end;
            line.trace.runs.push(Run { place, tag: tag.clone(), properties, field, depth: xml.depth() });
        }
        // Blocks of boxes and marks of notes want to know where the run ends.
        let (mut inner, marks) = (Vec::new(), self.notes.len());
        while let Some(e) = xml.inside(outside, self.meter)? {
            match e.name() {
                "rPr" => {
                    let from = xml.place().start;
                    if !e.empty {
                        self.look(xml, &mut hidden, &mut raised)?;
                    }
                    if let Some(run) = line.trace.runs.get_mut(run) {
                        run.properties = from..xml.place().end;
                    }
                }
                "t" if marked => {
                    let label = xml.text(&e, self.meter)?;
                    if let Some(last) = self.notes.last_mut().filter(|_| !label.trim().is_empty()) {
                        last.label = Some(label.trim().to_owned());
                    }
                }
                "t" if !e.empty => self.text(xml, line, run, (hidden, raised))?,
                "fldChar" => self.field(&e, &tag, line, run),
                "footnoteReference" | "endnoteReference" if !hidden => {
                    marked = e.get("customMarkFollows").is_some_and(|v| !matches!(v.as_str(), "0" | "false"));
                    self.mark(xml, &e, line, run, marked);
                    xml.skip(&e, self.meter)?;
                }
                "lastRenderedPageBreak" => {
                    self.page = self.page.saturating_add(1);
                    self.tells_pages = true;
                    if line.raw.is_empty() {
                        line.page = self.page;
                    }
                }
                "txbxContent" if !e.empty => inner.push(self.boxed(xml)?),
                "Choice" => chosen = true,
                "Fallback" if chosen => xml.skip(&e, self.meter)?,
                name if PASSED_OVER.contains(&name) => xml.skip(&e, self.meter)?,
                name => {
                    if let Some(c) = sign(name, &e).filter(|_| !hidden && self.shows()) {
                        self.push(line, c, xml, &e, run);
                    }
                }
            }
        }
        self.ended(tag.start..xml.place().end, line, run, marks);
        let place = tag.start..xml.place().end;
        for (blocks, ids) in inner {
            if let Some(trace) = &mut self.trace {
                for id in ids {
                    if let Some(line) = trace.lines.get_mut(&crate::document::BlockId(id))
                        && line.0 == Scope::Box(0..0)
                    {
                        line.0 = Scope::Box(place.clone());
                    }
                }
                for note in trace.notes.values_mut().filter(|n| n.2 == Scope::Box(0..0)) {
                    note.2 = Scope::Box(place.clone());
                }
            }
            boxes.extend(blocks);
        }
        Ok(())
    }

    /// A run is at its end: what was remembered of it is completed.
    fn ended(&mut self, place: Range<usize>, line: &mut Line, run: usize, marks: usize) {
        let Some(trace) = &mut self.trace else { return };
        if self.scope == Scope::Body && trace.first.is_none() {
            trace.first = Some(place.clone());
        }
        let Some(run) = line.trace.runs.get_mut(run) else { return };
        run.place = place;
        for marked in &self.notes[marks.min(self.notes.len())..] {
            if let Some(found) = trace.notes.get_mut(&marked.id) {
                found.0 = run.clone();
            }
        }
    }

    /// The text of a box, and the numbers of its paragraphs.
    fn boxed(&mut self, xml: &mut Xml<'_>) -> Result<(Vec<Block>, Range<u32>), Refused> {
        let mut blocks = Vec::new();
        let outer = self.scope.clone();
        if outer == Scope::Body {
            self.scope = Scope::Box(0..0);
        }
        let fields = std::mem::take(&mut self.fields);
        let from = self.numbers.next();
        let done = self.blocks(xml, &mut blocks);
        self.fields = fields;
        self.scope = outer;
        done.map(|()| (blocks, from..self.numbers.next()))
    }

    /// What a run's properties say that a reader sees.
    fn look(&mut self, xml: &mut Xml<'_>, hidden: &mut bool, raised: &mut bool) -> Result<(), Refused> {
        let outside = xml.depth().saturating_sub(1);
        while let Some(e) = xml.inside(outside, self.meter)? {
            match e.name() {
                "vanish" => *hidden = e.is_on(),
                "vertAlign" => *raised = e.get("val").as_deref() == Some("superscript"),
                name if PASSED_OVER.contains(&name) => xml.skip(&e, self.meter)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn text(
        &mut self,
        xml: &mut Xml<'_>,
        line: &mut Line,
        run: usize,
        (hidden, raised): (bool, bool),
    ) -> Result<(), Refused> {
        let tag = xml.place();
        let outside = xml.depth().saturating_sub(1);
        let shown = !hidden && self.shows();
        let item = line.trace.items.len();
        if shown && self.trace.is_some() {
            let direct = line.trace.runs.get(run).is_some_and(|r| xml.depth() == r.depth + 1);
            line.trace.items.push(super::line::Item { place: tag.clone(), tag: tag.clone(), run, direct });
        }
        let one = |c: char| if raised { crate::shown::raised(c) } else { crate::shown::symbol(c) };
        while let Some(piece) = xml.next(self.meter)? {
            match piece {
                Piece::Text(text) if shown => {
                    self.meter.text(text.len())?;
                    let from = xml.place().start;
                    for (at, c) in text.char_indices().filter(|(_, c)| *c != '\r') {
                        let c = if matches!(c, '\n' | '\u{a0}') { ' ' } else { c };
                        let place = from + at..from + at + c.len_utf8();
                        self.atom(line, one(c), place, item);
                    }
                }
                Piece::Char(c) if shown => self.atom(line, one(c), xml.place(), item),
                Piece::End(_) if xml.depth() <= outside => break,
                _ => {}
            }
        }
        if let Some(item) = line.trace.items.get_mut(item) {
            item.place.end = xml.place().end;
        }
        Ok(())
    }

    fn atom(&self, line: &mut Line, c: char, place: Range<usize>, item: usize) {
        if self.trace.is_some() {
            line.trace.atoms.push(super::line::Atom { at: line.raw.len(), place, item });
        }
        line.raw.push(c);
    }

    /// A character that an element stands for.
    fn push(&mut self, line: &mut Line, c: char, xml: &Xml<'_>, e: &Element<'_>, run: usize) {
        let item = line.trace.items.len();
        if self.trace.is_some() {
            line.trace.items.push(element(xml, e, line, run));
        }
        self.atom(line, c, xml.place(), item);
    }

    /// The beginning of a field, of what it shows, or its end.
    fn field(&mut self, e: &Element<'_>, tag: &Range<usize>, line: &mut Line, run: usize) {
        match e.get("fldCharType").as_deref() {
            Some("begin") if self.fields.len() < 32 => {
                let id = self.trace.as_ref().map_or(0, |t| t.fields.len());
                if let Some(trace) = &mut self.trace {
                    trace.fields.push(Field { place: Some(tag.start..tag.start) });
                }
                self.fields.push(Open { shows: false, from: tag.start, id });
            }
            Some("separate") => {
                if let Some(open) = self.fields.last_mut() {
                    open.shows = true;
                }
                let field = self.fields.first().map(|f| f.id);
                if let Some(run) = line.trace.runs.get_mut(run) {
                    run.field = field;
                }
            }
            Some("end") => {
                let Some(open) = self.fields.pop() else { return };
                let field = self.trace.as_mut().and_then(|t| t.fields.get_mut(open.id));
                if let Some(place) = field.and_then(|f| f.place.as_mut()) {
                    // The run that holds the end ends later: its beginning is enough to find it again.
                    *place = open.from..tag.start;
                }
            }
            _ => {}
        }
    }

    fn mark(&mut self, xml: &Xml<'_>, e: &Element<'_>, line: &mut Line, run: usize, typed: bool) {
        let Some(number) = e.number::<i64>("id") else { return };
        let key = (e.name() == "endnoteReference", number);
        let id = match self.known.get(&key) {
            Some(at) => self.notes[*at].id,
            None => {
                let id = self.numbers.note();
                // A mark that someone typed is not counted.
                let counted = &mut self.counted[usize::from(key.0)];
                *counted += u32::from(!typed);
                self.known.insert(key, self.notes.len());
                self.notes.push(Marked { id, place: *counted, label: None });
                id
            }
        };
        line.marks.push((line.raw.len(), id));
        if let (Some(trace), Some(run_place)) = (&mut self.trace, line.trace.runs.get(run)) {
            let item = element(xml, e, line, run);
            line.trace.items.push(item.clone());
            trace.notes.entry(id).or_insert((run_place.clone(), item, self.scope.clone()));
        }
    }
}
