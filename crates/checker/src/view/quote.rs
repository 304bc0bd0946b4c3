//! What stands around a number.

use super::{View, What};
use paper::Span;
use std::ops::Range;

/// Bytes on each side of a number that are quoted at most.
const AROUND: usize = 110;
/// Letters of a cell that are quoted at most.
const CELL: usize = 40;

impl View {
    /// The words around a place, of a table its row; and the bytes of them that are the place.
    pub(crate) fn quote(&self, span: &Span) -> (String, Range<usize>) {
        if let Some(stand) = self.stand(span.block)
            && let What::Cell { grid, row, column, .. } = stand.what
        {
            return self.row(grid, row, column);
        }
        let Some(flow) = self.flows.iter().find(|flow| flow.holds(span.block)) else {
            return (String::new(), 0..0);
        };
        let at = flow.within(span);
        let text = &flow.text;
        let mut from = at.start.saturating_sub(AROUND);
        let mut to = (at.end + AROUND).min(text.len());
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        while !text.is_char_boundary(to) {
            to += 1;
        }
        // From the beginning of a word to the end of one, within the line.
        let (mut head, mut tail) = (&text[from..at.start], &text[at.end..to]);
        if let Some(i) = head.rfind('\n') {
            head = &head[i + 1..];
        } else if from > 0 {
            head = head.split_once(' ').map_or(head, |(_, rest)| rest);
        }
        if let Some(i) = tail.find('\n') {
            tail = &tail[..i];
        } else if to < text.len() {
            tail = tail.rsplit_once(' ').map_or(tail, |(rest, _)| rest);
        }
        let (head, tail) = (head.trim_start(), tail.trim_end());
        (format!("{head}{}{tail}", &text[at.clone()]), head.len()..head.len() + at.len())
    }

    fn row(&self, grid: usize, row: usize, column: usize) -> (String, Range<usize>) {
        let mut quote = String::new();
        let mut mark = 0..0;
        for (c, cell) in
            self.grids[grid].rows[row].cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty())
        {
            if !quote.is_empty() {
                quote.push_str(" | ");
            }
            let start = quote.len();
            quote.push_str(&cut(&cell.text, CELL));
            if c == column {
                mark = start..quote.len();
            }
        }
        (quote, mark)
    }

    /// What stands above a column, as it is written.
    pub(crate) fn title(&self, grid: usize, column: usize) -> String {
        self.grids[grid].titles.get(column).cloned().unwrap_or_default()
    }
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most).collect();
    format!("{}…", head.trim_end())
}
