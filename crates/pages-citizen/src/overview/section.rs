//! Figures that belong together. What is added later adds a section of its own to `figures::sections`.

use crate::locale::T;
use webkit::words;

/// Figures under a heading.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
}

/// A figure.
pub(super) struct Line {
    /// Its name in files; a name once given stays.
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) value: String,
    /// The list behind it.
    pub(super) href: Option<String>,
    /// A part of the line above.
    pub(super) part: bool,
}

impl Section {
    pub(super) fn new(title: &'static str) -> Self {
        Self { title, lines: Vec::new() }
    }

    /// With a count and the list of what was counted.
    pub(super) fn count(
        mut self,
        t: T,
        name: &'static str,
        label: impl Into<String>,
        n: usize,
        href: String,
    ) -> Self {
        let value = words::number(t.0, i64::try_from(n).unwrap_or(i64::MAX));
        self.lines.push(Line { name, label: label.into(), value, href: Some(href), part: false });
        self
    }

    /// The same, as a part of the line above.
    pub(super) fn part(
        self,
        t: T,
        name: &'static str,
        label: impl Into<String>,
        n: usize,
        href: String,
    ) -> Self {
        let mut section = self.count(t, name, label, n, href);
        if let Some(line) = section.lines.last_mut() {
            line.part = true;
        }
        section
    }

    /// With words in place of a count.
    pub(super) fn words(mut self, name: &'static str, label: &str, value: String) -> Self {
        self.lines.push(Line { name, label: label.to_owned(), value, href: None, part: true });
        self
    }
}
