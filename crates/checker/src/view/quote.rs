//! What stands around a number.

use super::{View, What};
use paper::Span;

/// Bytes on each side of a number that are quoted at most.
const AROUND: usize = 110;

impl View {
    /// The words around a place; of a table, its row.
    pub(crate) fn quote(&self, span: &Span) -> String {
        if let Some(stand) = self.stand(span.block)
            && let What::Cell { grid, row, .. } = stand.what
        {
            let cells = self.grids[grid].rows[row].cells.iter().map(|c| cut(&c.text, 40)).filter(|t| !t.is_empty());
            return cells.collect::<Vec<_>>().join(" | ");
        }
        let Some(flow) = self.flows.iter().find(|flow| flow.holds(span.block)) else { return String::new() };
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
        format!("{head}{}{tail}", &text[at]).trim().to_owned()
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
