//! A document as the rules see it: stretches of running text, tables on a grid, and where each of them stands.

mod flow;
mod grid;
mod quote;
mod rows;
mod section;

use crate::lex::{Evidence, Notation};
use paper::{Block, BlockId, Document, Note, NoteId, Paragraph, PartKind, Span};
use std::collections::BTreeMap;

pub(crate) use flow::{Flow, Origin};
pub(crate) use grid::{Grid, GridCell};
pub(crate) use rows::{Level, RowKind};
pub(crate) use section::{Section, annex};

/// A document as the rules see it.
pub(crate) struct View {
    /// Running text: paragraphs, the texts of cells, notes; in reading order, notes last.
    pub(crate) flows: Vec<Flow>,
    /// Tables, those that go on over a page as one.
    pub(crate) grids: Vec<Grid>,
    /// Headings, by number.
    pub(crate) sections: Vec<Section>,
    /// The document's decimal mark.
    pub(crate) decimal: char,
    /// Where each block stands.
    places: BTreeMap<BlockId, Stand>,
    /// Reading order of blocks.
    order: BTreeMap<BlockId, usize>,
    /// Where each note is marked: the flow and the byte.
    anchors: BTreeMap<NoteId, (usize, usize)>,
}

/// Where a block stands.
#[derive(Clone, Debug)]
pub(crate) struct Stand {
    pub(crate) section: usize,
    pub(crate) page: Option<u32>,
    pub(crate) what: What,
}

/// What a block is.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Paragraph,
    Note(String),
    Cell { grid: usize, row: usize, column: usize, name: Option<String> },
}

/// A table, a row and a column of it.
pub(crate) type CellPlace = (usize, usize, usize);

/// Smaller numbers stand in a table by chance.
const TELLING: i128 = 100;

impl View {
    /// The cells of all tables in which each whole number stands, `most` of them at most: large enough to tell something.
    pub(crate) fn cells_by_number(&self, most: usize) -> BTreeMap<i128, Vec<CellPlace>> {
        let mut index: BTreeMap<i128, Vec<CellPlace>> = BTreeMap::new();
        for (g, grid) in self.grids.iter().enumerate() {
            for r in grid.data() {
                for &c in &grid.numeric {
                    let value = grid.number(r, c).filter(|n| n.counts()).and_then(|n| n.value.to_whole());
                    if let Some(value) = value.filter(|v| *v >= TELLING) {
                        let places = index.entry(value).or_default();
                        if places.len() < most {
                            places.push((g, r, c));
                        }
                    }
                }
            }
        }
        index
    }

    pub(crate) fn of(document: &Document) -> Self {
        let decimal = evidence(document).prevailing();
        let mut view = Self {
            flows: Vec::new(),
            grids: Vec::new(),
            sections: vec![Section::root()],
            decimal,
            places: BTreeMap::new(),
            order: BTreeMap::new(),
            anchors: BTreeMap::new(),
        };
        for part in document.parts.iter().filter(|part| part.kind != PartKind::Margin) {
            if let PartKind::Sheet(name) = &part.kind {
                view.sections.push(Section::sheet(name));
            }
            view.part(&part.blocks);
        }
        for note in &document.notes {
            view.note(note);
        }
        view
    }

    /// How the numbers of running text are read.
    pub(crate) fn notation(&self) -> Notation {
        Notation { decimal: self.decimal, measured: false }
    }

    pub(crate) fn stand(&self, block: BlockId) -> Option<&Stand> {
        self.places.get(&block)
    }

    /// A key by which places are in reading order.
    pub(crate) fn order(&self, span: &Span) -> (usize, usize) {
        (self.order.get(&span.block).copied().unwrap_or(usize::MAX), span.bytes.start)
    }

    /// The flow and byte at which a note is marked.
    pub(crate) fn anchor(&self, note: NoteId) -> Option<(usize, usize)> {
        self.anchors.get(&note).copied()
    }

    /// Running text of the document itself and of its cells, without notes.
    pub(crate) fn body(&self) -> impl Iterator<Item = (usize, &Flow)> {
        self.flows.iter().enumerate().filter(|(_, flow)| flow.origin == Origin::Body)
    }

    fn section(&self) -> usize {
        self.sections.len() - 1
    }

    fn enter(&mut self, paragraph: &Paragraph, what: What) {
        let order = self.order.len();
        self.order.entry(paragraph.id).or_insert(order);
        let stand = Stand { section: self.section(), page: paragraph.page, what };
        self.places.entry(paragraph.id).or_insert(stand);
    }

    fn part(&mut self, blocks: &[Block]) {
        let mut pending = flow::Builder::default();
        let mut i = 0;
        while i < blocks.len() {
            match &blocks[i] {
                Block::Paragraph(paragraph) => {
                    self.paragraph(paragraph, &mut pending);
                    i += 1;
                }
                Block::Table(_) => {
                    self.flush(&mut pending);
                    i = self.table(blocks, i);
                }
            }
        }
        self.flush(&mut pending);
    }

    fn paragraph(&mut self, paragraph: &Paragraph, pending: &mut flow::Builder) {
        let listed = paragraph.heading.is_none() && pending.continues(paragraph);
        if !listed && let Some(section) = Section::heading(paragraph, &self.sections) {
            self.flush(pending);
            self.sections.push(section);
        }
        self.enter(paragraph, What::Paragraph);
        if paragraph.text.trim().is_empty() {
            return;
        }
        if !pending.takes(paragraph) {
            self.flush(pending);
        }
        pending.add(paragraph, self.section());
    }

    fn flush(&mut self, pending: &mut flow::Builder) {
        let builder = std::mem::take(pending);
        if let Some(flow) = builder.finish(Origin::Body, self.notation()) {
            let index = self.flows.len();
            for &(at, note) in &flow.notes {
                self.anchors.entry(note).or_insert((index, at));
            }
            self.flows.push(flow);
        }
    }

    fn note(&mut self, note: &Note) {
        let mut builder = flow::Builder::default();
        let section = self.anchor(note.id).map_or(0, |(flow, _)| self.flows[flow].section);
        for block in &note.blocks {
            if let Block::Paragraph(paragraph) = block {
                let order = self.order.len();
                self.order.entry(paragraph.id).or_insert(order);
                let stand = Stand { section, page: paragraph.page, what: What::Note(note.label.clone()) };
                self.places.entry(paragraph.id).or_insert(stand);
                builder.add(paragraph, section);
            }
        }
        if let Some(flow) = builder.finish(Origin::Note(note.id), self.notation()) {
            self.flows.push(flow);
        }
    }

    /// Takes in the table at `i` and those that go on with it; answers what comes behind.
    fn table(&mut self, blocks: &[Block], i: usize) -> usize {
        let (mut grid, end) = Grid::of(blocks, i, self.section(), self.decimal);
        let index = self.grids.len();
        for (r, row) in grid.rows.iter().enumerate() {
            for (c, cell) in row.cells.iter().enumerate() {
                for paragraph in &cell.paragraphs {
                    let what = What::Cell { grid: index, row: r, column: c, name: cell.name.clone() };
                    self.enter(paragraph, what);
                }
                if cell.number.is_none()
                    && cell.paragraphs.iter().any(|p| p.text.bytes().any(|b| b.is_ascii_digit()))
                {
                    let mut builder = flow::Builder::default();
                    cell.paragraphs.iter().for_each(|p| builder.add(p, self.section()));
                    let notation = grid.notation;
                    if let Some(flow) = builder.finish(Origin::Cell, notation) {
                        let flow_index = self.flows.len();
                        for &(at, note) in &flow.notes {
                            self.anchors.entry(note).or_insert((flow_index, at));
                        }
                        self.flows.push(flow);
                    }
                }
            }
        }
        grid.release();
        self.grids.push(grid);
        end
    }
}

/// What all texts of a document show about its marks.
fn evidence(document: &Document) -> Evidence {
    let mut evidence = Evidence::default();
    let mut see = |blocks: &[Block]| {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => evidence.see_text(&paragraph.text),
                Block::Table(table) => {
                    for cell in table.rows.iter().flat_map(|row| &row.cells) {
                        cell.blocks.iter().for_each(|p| evidence.see_text(&p.text));
                    }
                }
            }
        }
    };
    document.parts.iter().for_each(|part| see(&part.blocks));
    document.notes.iter().for_each(|note| see(&note.blocks));
    evidence
}
