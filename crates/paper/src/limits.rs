//! How much a file may hold, and a meter that counts it. Nobody knows who made a file: what it says of itself is not
//! believed, only what is really there is counted. All bounds are counts, so the same file always gets the same answer.

use crate::refused::{Much, Refused};

/// The bounds within which a file is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of all parts together when unpacked.
    pub unpacked: usize,
    /// Parts of an archive, objects of a PDF by the thousand.
    pub entries: usize,
    /// Elements within elements.
    pub depth: usize,
    /// Cells of all tables together.
    pub cells: usize,
    /// Paragraphs and tables.
    pub blocks: usize,
    /// Pages of a PDF, sheets of a workbook.
    pub pages: usize,
    /// Bytes of all text together.
    pub text: usize,
    /// Steps of work: an element of XML, an operation of a page, a line of text.
    pub steps: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 * 1024 * 1024,
            unpacked: 96 * 1024 * 1024,
            entries: 4_000,
            depth: 200,
            cells: 400_000,
            blocks: 400_000,
            pages: 2_000,
            text: 24 * 1024 * 1024,
            steps: 20_000_000,
        }
    }
}

/// Counts what is read against the [`Limits`].
#[derive(Debug)]
pub(crate) struct Meter {
    left: Limits,
}

impl Meter {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { left: *limits }
    }

    /// What may still come.
    pub(crate) fn left(&self) -> &Limits {
        &self.left
    }

    pub(crate) fn steps(&mut self, n: usize) -> Result<(), Refused> {
        take(&mut self.left.steps, n, Much::Work)
    }

    pub(crate) fn block(&mut self) -> Result<(), Refused> {
        take(&mut self.left.blocks, 1, Much::Blocks)
    }

    pub(crate) fn cells(&mut self, n: usize) -> Result<(), Refused> {
        take(&mut self.left.cells, n, Much::Cells)
    }

    pub(crate) fn page(&mut self) -> Result<(), Refused> {
        take(&mut self.left.pages, 1, Much::Pages)
    }

    pub(crate) fn text(&mut self, bytes: usize) -> Result<(), Refused> {
        take(&mut self.left.text, bytes, Much::Text)
    }

    pub(crate) fn unpacked(&mut self, bytes: usize) -> Result<(), Refused> {
        take(&mut self.left.unpacked, bytes, Much::Unpacked)
    }
}

fn take(left: &mut usize, n: usize, what: Much) -> Result<(), Refused> {
    *left = left.checked_sub(n).ok_or(Refused::TooMuch(what))?;
    Ok(())
}
