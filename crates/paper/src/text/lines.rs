//! Lines put together to paragraphs, headings, notes and tables.

use super::html;
use super::tables::{self, RawTable};
use crate::document::Format;
use crate::limits::Meter;
use crate::refused::{Much, Refused};

/// A stretch of a text whose inside is still Markdown.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A heading and its depth.
    Heading(u8, String),
    /// Running text.
    Text(String),
    /// An item: its depth, its label, its text.
    Item(u8, String, String),
    /// A note: its label, its text.
    Note(String, String),
    /// A table.
    Table(RawTable),
    /// The end of a page.
    Page,
}

/// Longest line of a text that was broken to a width.
const WIDEST: usize = 140;

/// A heading of Markdown: its depth and its text.
pub(super) fn heading(line: &str) -> Option<(u8, &str)> {
    let marks = line.bytes().take_while(|b| *b == b'#').count();
    let text = line.get(marks..)?.strip_prefix(' ')?;
    let depth = u8::try_from(marks).ok().filter(|d| (1..=6).contains(d))?;
    Some((depth, text.trim().trim_end_matches('#').trim_end()))
}

/// A note at the beginning of a line: its label and its text.
pub(super) fn note(line: &str) -> Option<(String, &str)> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("[^") {
        let (label, text) = rest.split_once("]:")?;
        return (label.len() <= 8 && !label.contains(']')).then(|| (label.to_owned(), text.trim_start()));
    }
    let (label, len) = html::raised(line)?;
    let text = line[len..].trim_start();
    let label = label.trim().trim_matches(|c| matches!(c, '(' | ')' | '[' | ']'));
    let is_label = !label.is_empty() && label.len() <= 8;
    (is_label && !text.is_empty()).then(|| (label.to_owned(), text))
}

/// An item of a list of Markdown: its depth, its label, its text.
fn item(line: &str) -> Option<(u8, String, &str)> {
    let indent = line.len() - line.trim_start().len();
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '-' | '+' | '*' | '•' | '–'))?;
    let text = line[mark.len_utf8()..].strip_prefix([' ', '\t'])?.trim_start();
    let deeper = u8::from(mark == '+' && indent < 2);
    let depth = u8::try_from(indent / 2).unwrap_or(u8::MAX).min(8) + deeper;
    let label = if mark == '*' { '-' } else { mark };
    (!text.is_empty()).then(|| (depth, label.to_string(), text))
}

/// Whether a line begins with a label that someone typed: `1.`, `2.1.`, `a)`, `IV.`, `-`.
pub(crate) fn is_labelled(line: &str) -> bool {
    let line = line.trim_start_matches(['*', '_', ' ']);
    let Some((first, rest)) = line.split_once([' ', '\t']) else { return false };
    if rest.is_empty() {
        return false;
    }
    if matches!(first, "-" | "–" | "+" | "•" | "*" | "—") {
        return true;
    }
    let first = first.trim_start_matches('(');
    let Some(core) = first.strip_suffix(['.', ')', '/']) else { return false };
    let core = core.trim_end_matches(['.', ')']);
    let numbers = !core.is_empty() && core.len() <= 8 && core.chars().all(|c| c.is_ascii_digit() || c == '.');
    let roman = core.len() <= 5 && core.chars().all(|c| "IVXLivxl".contains(c));
    let letter = core.chars().count() == 1 && core.chars().all(char::is_alphabetic);
    (numbers || roman || letter) && !core.is_empty()
}

/// Takes a text apart.
pub(super) fn pieces(text: &str, format: Format, meter: &mut Meter) -> Result<Vec<Piece>, Refused> {
    let marked = format == Format::Markdown;
    let lines: Vec<&str> = text.split('\n').collect();
    meter.steps(lines.len())?;
    let mut work = Lines { width: width(&lines), pieces: Vec::new(), open: Vec::new(), marked };
    let mut at = 0;
    while at < lines.len() {
        let before = at;
        at = work.take(&lines, at, meter)?;
        debug_assert!(at > before, "a line is always taken");
        if work.pieces.len() > meter.left().blocks {
            return Err(Refused::TooMuch(Much::Blocks));
        }
    }
    work.close();
    Ok(work.pieces)
}

/// The width to which a text was broken: its longest line, unless paragraphs stand on a line each.
fn width(lines: &[&str]) -> usize {
    let longest =
        lines.iter().filter(|l| !l.contains('\t')).map(|l| l.chars().take(WIDEST + 1).count()).max();
    longest.filter(|n| (40..=WIDEST).contains(n)).unwrap_or(usize::MAX)
}

struct Lines<'t> {
    width: usize,
    pieces: Vec<Piece>,
    /// Lines of the paragraph that is not yet at its end.
    open: Vec<&'t str>,
    marked: bool,
}

impl<'t> Lines<'t> {
    /// Takes one or more lines from `at`, and says which comes next.
    fn take(&mut self, lines: &[&'t str], at: usize, meter: &mut Meter) -> Result<usize, Refused> {
        let line = lines[at];
        if let Some(after) = line.find('\u{c}') {
            // The end of a page may stand before the first line of the next one.
            if !line[..after].trim().is_empty() {
                self.line(&line[..after]);
            }
            self.close();
            self.pieces.push(Piece::Page);
            let rest = line[after..].trim_start_matches('\u{c}');
            if !rest.trim().is_empty() && !rest.contains('\u{c}') {
                self.line(rest);
            }
            return Ok(at + 1);
        }
        if line.trim().is_empty() {
            self.close();
            return Ok(at + 1);
        }
        if self.marked
            && let Some(from) = html::table_start(line)
        {
            return self.tags(lines, at, from, meter);
        }
        let bars = tables::begins_bars(line, lines.get(at + 1).copied()) && !tables::is_rule(line);
        if bars
            && (self.marked || lines.get(at + 1).is_some_and(|l| tables::is_bars(l) || tables::is_rule(l)))
        {
            let belongs = |l: &&&str| tables::is_bars(l) || tables::is_rule(l) || l.contains('|');
            let len = lines[at..].iter().take_while(belongs).count().max(1);
            self.table(tables::bars(&lines[at..at + len]));
            return Ok(at + len);
        }
        if line.contains('\t') {
            let len = lines[at..].iter().take_while(|l| l.contains('\t') && !l.contains('\u{c}')).count();
            if len > 0 && tables::is_tabbed(&lines[at..at + len]) {
                self.table(tables::tabs(&lines[at..at + len]));
                return Ok(at + len);
            }
        }
        self.line(line);
        Ok(at + 1)
    }

    fn table(&mut self, table: RawTable) {
        self.close();
        if table.rows.iter().any(|r| r.cells.iter().any(|c| !c.text.is_empty())) {
            self.pieces.push(Piece::Table(table));
        }
    }

    /// A table of tags, which begins in the line `at`; what stands before and after it is text.
    fn tags(
        &mut self,
        lines: &[&'t str],
        at: usize,
        from: usize,
        meter: &mut Meter,
    ) -> Result<usize, Refused> {
        let first = lines[at];
        if !first[..from].trim().is_empty() {
            self.line(&first[..from]);
        }
        let mut source = String::new();
        let mut line = &first[from..];
        let mut next = at + 1;
        loop {
            if let Some(end) = html::table_end(line) {
                source.push_str(&line[..end]);
                self.table(html::table(&source));
                let rest = &line[end..];
                // More tables in the same line are rare; their cells are read as one more paragraph then.
                if !rest.trim().is_empty() {
                    self.line(rest);
                }
                break;
            }
            source.push_str(line);
            source.push('\n');
            match lines.get(next) {
                Some(l) => line = l,
                None => {
                    self.table(html::table(&source));
                    break;
                }
            }
            next += 1;
        }
        meter.steps(source.len() / 16)?;
        Ok(next)
    }

    /// A line that is no table.
    fn line(&mut self, line: &'t str) {
        if self.marked {
            if let Some((depth, text)) = heading(line.trim_start()) {
                self.close();
                self.pieces.push(Piece::Heading(depth, text.to_owned()));
                return;
            }
            let trimmed = line.trim();
            if trimmed.len() >= 3
                && ["-", "*", "_"].iter().any(|m| trimmed.replace(' ', "").replace(m, "").is_empty())
            {
                self.close();
                return;
            }
        }
        if self.begins(line) {
            self.close();
        }
        self.open.push(line);
    }

    /// Whether a line begins a paragraph, seen from the one before it.
    fn begins(&self, line: &str) -> bool {
        let Some(before) = self.open.last() else { return true };
        if is_labelled(line) || note(line).is_some() {
            return true;
        }
        if self.marked {
            return false;
        }
        let text = before.trim_end();
        let word = line.split_whitespace().next().unwrap_or_default();
        let fits = text.chars().count() + 1 + word.chars().count() <= self.width;
        let ended = text.ends_with(['.', ';', ':', '!', '?']);
        let goes_on = line.trim_start().starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        fits && (ended || !goes_on)
    }

    /// Ends the paragraph that is open.
    fn close(&mut self) {
        let open = std::mem::take(&mut self.open);
        let Some(first) = open.first() else { return };
        if self.marked {
            let mut text = String::new();
            for (n, line) in open.iter().enumerate() {
                if n > 0 {
                    // Two spaces at the end of a line are a break that a reader sees.
                    text.push_str(if open[n - 1].ends_with("  ") { "<br>" } else { " " });
                }
                text.push_str(line.trim());
            }
            let piece = if let Some((label, text)) = note(&text) {
                Piece::Note(label, text.to_owned())
            } else if let Some((depth, label, _)) = item(first) {
                let rest = item(&text).map_or(text.as_str(), |i| i.2);
                Piece::Item(depth, label, rest.to_owned())
            } else {
                Piece::Text(text)
            };
            self.pieces.push(piece);
        } else {
            let text: Vec<&str> = open.iter().map(|l| l.trim()).collect();
            self.pieces.push(Piece::Text(text.join(" ")));
        }
    }
}
