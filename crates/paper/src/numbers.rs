//! Hands out the numbers of paragraphs and notes while a document is read, and guesses its pages where nothing tells.

use crate::document::{Block, BlockId, Document, Note, NoteId, Paragraph, Part};
use crate::limits::Meter;
use crate::refused::Refused;

/// Letters of an ordinary page of an administrative report: 14 points, 30 to 40 lines.
const LETTERS_OF_A_PAGE: usize = 2_600;

/// Numbers in the order in which they are asked for.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    blocks: u32,
    notes: u32,
}

impl Numbers {
    pub(crate) fn block(&mut self, meter: &mut Meter) -> Result<BlockId, Refused> {
        meter.block()?;
        let id = BlockId(self.blocks);
        self.blocks = self.blocks.saturating_add(1);
        Ok(id)
    }

    /// The number that the next paragraph gets.
    pub(crate) fn next(&self) -> u32 {
        self.blocks
    }

    pub(crate) fn note(&mut self) -> NoteId {
        let id = NoteId(self.notes);
        self.notes = self.notes.saturating_add(1);
        id
    }

    /// A paragraph of running text.
    pub(crate) fn paragraph(&mut self, text: String, meter: &mut Meter) -> Result<Paragraph, Refused> {
        meter.text(text.len())?;
        Ok(Paragraph { id: self.block(meter)?, text, ..Paragraph::default() })
    }
}

/// Pages, guessed from the amount of text.
pub(crate) fn guessed_pages(parts: &[Part], notes: &[Note]) -> u32 {
    let of = |blocks: &[Block]| -> usize {
        // A paragraph leaves half a line empty; a table's cells stand beside one another.
        let of = |b: &Block| match b {
            Block::Paragraph(p) => p.text.chars().count() + 40,
            Block::Table(_) => b.paragraphs().map(|p| p.text.chars().count() + 4).sum(),
        };
        blocks.iter().map(of).sum()
    };
    let letters: usize = parts.iter().map(|p| of(&p.blocks)).sum::<usize>()
        + notes.iter().map(|n| of(&n.blocks)).sum::<usize>();
    u32::try_from(letters.div_ceil(LETTERS_OF_A_PAGE)).unwrap_or(u32::MAX).max(1)
}

impl Block {
    /// The paragraphs within: the block itself, or those of a table's cells in reading order.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> {
        let (one, many) = match self {
            Self::Paragraph(p) => (Some(p), None),
            Self::Table(t) => (None, Some(t)),
        };
        let cells = many.into_iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells);
        one.into_iter().chain(cells.flat_map(|c| &c.blocks))
    }
}

impl Document {
    /// Every paragraph: of the parts in reading order, then of the notes.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> {
        let parts = self.parts.iter().flat_map(|p| &p.blocks);
        parts.chain(self.notes.iter().flat_map(|n| &n.blocks)).flat_map(Block::paragraphs)
    }

    /// Nothing tells where pages end.
    pub(crate) fn forget_pages(&mut self) {
        let parts = self.parts.iter_mut().flat_map(|p| &mut p.blocks);
        for block in parts.chain(self.notes.iter_mut().flat_map(|n| &mut n.blocks)) {
            match block {
                Block::Paragraph(p) => p.page = None,
                Block::Table(t) => {
                    let cells = t.rows.iter_mut().flat_map(|r| &mut r.cells);
                    cells.flat_map(|c| &mut c.blocks).for_each(|p| p.page = None);
                }
            }
        }
    }

    /// Whether there is anything to read.
    pub(crate) fn says_something(&self) -> bool {
        self.paragraphs().any(|p| !p.text.trim().is_empty())
    }
}
