//! Running text. A paragraph that a page broke in two is read as one, and a list is read with the sentence that
//! announces it.

use crate::lex::{self, Notation, Token};
use paper::{BlockId, NoteId, Paragraph, Span};
use std::ops::Range;

/// Longest text that is read as one; a list that is longer is read item by item.
const LONGEST: usize = 20_000;

/// Most tokens of a sentence.
const LONGEST_SENTENCE: usize = 600;

/// Where a text comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    Body,
    Cell,
    Note(NoteId),
}

/// A stretch of running text.
pub(crate) struct Flow {
    pub(crate) text: String,
    pub(crate) tokens: Vec<Token>,
    pub(crate) origin: Origin,
    pub(crate) section: usize,
    /// Marks of notes, by the byte of the text before which they stand.
    pub(crate) notes: Vec<(usize, NoteId)>,
    pieces: Vec<Piece>,
}

struct Piece {
    /// First byte within the flow.
    start: usize,
    /// Bytes of the block's text.
    len: usize,
    block: BlockId,
}

impl Flow {
    /// The place in the document of some bytes.
    pub(crate) fn span(&self, at: Range<usize>) -> Span {
        let i = self.pieces.partition_point(|piece| piece.start <= at.start).saturating_sub(1);
        let piece = &self.pieces[i];
        let within = |byte: usize| byte.saturating_sub(piece.start).min(piece.len);
        Span { block: piece.block, bytes: within(at.start)..within(at.end) }
    }

    /// Whether a block is part of it.
    pub(crate) fn holds(&self, block: BlockId) -> bool {
        self.pieces.iter().any(|piece| piece.block == block)
    }

    /// The bytes of a place within the flow.
    pub(crate) fn within(&self, span: &Span) -> Range<usize> {
        let start = self.pieces.iter().find(|piece| piece.block == span.block).map_or(0, |piece| piece.start);
        let fit = |byte: usize| (start + byte).min(self.text.len());
        fit(span.bytes.start)..fit(span.bytes.end)
    }

    /// The place of a token.
    pub(crate) fn at(&self, token: usize) -> Span {
        self.span(self.tokens[token].at.clone())
    }

    /// What stands there.
    pub(crate) fn quote(&self, token: usize) -> &str {
        &self.text[self.tokens[token].at.clone()]
    }

    /// Tokens between stops, as ranges; what never stops is cut, so that no rule looks too far.
    pub(crate) fn sentences(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut from = 0;
        for (i, token) in self.tokens.iter().enumerate() {
            if token.tok == lex::Tok::Stop || i - from == LONGEST_SENTENCE {
                if i > from {
                    found.push(from..i);
                }
                from = i + 1;
            }
        }
        if self.tokens.len() > from {
            found.push(from..self.tokens.len());
        }
        found
    }

    /// Numbers of the tokens that are quantities.
    pub(crate) fn numbers(&self, within: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        within.filter(|&i| self.tokens[i].number().is_some())
    }
}

/// Puts a flow together.
#[derive(Default)]
pub(crate) struct Builder {
    text: String,
    pieces: Vec<Piece>,
    notes: Vec<(usize, NoteId)>,
    section: usize,
    /// The rank of the first item of the list that is being read.
    listing: Option<u8>,
}

impl Builder {
    /// Whether a paragraph belongs to what is there.
    pub(crate) fn takes(&self, paragraph: &Paragraph) -> bool {
        if self.pieces.is_empty() {
            return true;
        }
        if paragraph.heading.is_some() || self.text.len() + paragraph.text.len() > LONGEST {
            return false;
        }
        if let Some(rank) = rank(paragraph) {
            // `2.` behind items with dashes belongs to a list above.
            return match self.listing {
                Some(first) => rank >= first,
                None => self.text.trim_end().ends_with(':'),
            };
        }
        self.broken() && paragraph.text.trim_start().chars().next().is_some_and(char::is_lowercase)
    }

    /// Whether a paragraph is an item of the list that is being read.
    pub(crate) fn continues(&self, paragraph: &Paragraph) -> bool {
        !self.pieces.is_empty() && rank(paragraph).is_some() && self.takes(paragraph)
    }

    /// The text ends in the middle of a sentence.
    fn broken(&self) -> bool {
        self.text.trim_end().chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == ',')
    }

    pub(crate) fn add(&mut self, paragraph: &Paragraph, section: usize) {
        if self.pieces.is_empty() {
            self.section = section;
        } else {
            let rank = rank(paragraph);
            self.listing = self.listing.or(rank);
            self.text.push(if rank.is_some() || !self.broken() { '\n' } else { ' ' });
        }
        let start = self.text.len();
        self.text.push_str(&paragraph.text);
        self.pieces.push(Piece { start, len: paragraph.text.len(), block: paragraph.id });
        self.notes.extend(
            paragraph.notes.iter().map(|mark| (start + mark.at.min(paragraph.text.len()), mark.note)),
        );
    }

    pub(crate) fn finish(self, origin: Origin, notation: Notation) -> Option<Flow> {
        if self.pieces.is_empty() {
            return None;
        }
        let tokens = lex::read(&self.text, notation);
        let Self { text, pieces, notes, section, .. } = self;
        Some(Flow { text, tokens, origin, section, notes, pieces })
    }
}

/// How deep an item of a list stands, by its format or by what is typed in front of it: numbers, letters, dashes,
/// plus signs. Nothing when the paragraph is no item.
fn rank(paragraph: &Paragraph) -> Option<u8> {
    if let Some(list) = &paragraph.list {
        let own = match list.label.chars().next() {
            Some(c) if c.is_ascii_digit() => 0,
            Some(c) if c.is_alphabetic() => 1,
            Some('+') => 3,
            _ => 2,
        };
        return Some(list.depth.min(20) * 4 + own);
    }
    let text = paragraph.text.trim_start();
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('+'), Some(c)) if c.is_whitespace() || c.is_alphabetic() => Some(3),
        (Some('-' | '•' | '–' | '*' | '◦' | '▪'), Some(c)) if c.is_whitespace() || c.is_alphabetic() => {
            Some(2)
        }
        (Some(c), Some(')')) if c.is_alphabetic() => Some(1),
        (Some(c), _) if c.is_ascii_digit() => {
            let behind = text.trim_start_matches(|c: char| c.is_ascii_digit());
            (behind.starts_with(". ") || behind.starts_with(") ")).then_some(0)
        }
        _ => None,
    }
}
