//! Tables in texts: cells between tabs, or between bars.

/// A table whose cells are still Markdown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RawTable {
    pub(super) rows: Vec<RawRow>,
}

/// A row of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RawRow {
    pub(super) cells: Vec<RawCell>,
    pub(super) header: bool,
}

/// A cell of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawCell {
    pub(super) text: String,
    pub(super) columns: u32,
    pub(super) rows: u32,
}

impl RawTable {
    pub(super) fn last_cell(&mut self) -> Option<&mut RawCell> {
        self.rows.last_mut()?.cells.last_mut()
    }
}

impl RawRow {
    fn of(cells: impl Iterator<Item = String>) -> Self {
        let cells = cells.map(|text| RawCell { text, columns: 1, rows: 1 });
        Self { cells: cells.collect(), header: false }
    }
}

/// Whether a line is the rule under the head of a table of bars: `|---|:--:|`.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|')
        && line.contains("--")
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+'))
}

/// Whether the lines that come begin a table of bars.
pub(super) fn begins_bars(line: &str, next: Option<&str>) -> bool {
    let line = line.trim();
    is_bars(line) || (line.contains('|') && next.is_some_and(is_rule))
}

/// Whether a line belongs to a table of bars.
pub(super) fn is_bars(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|') && line[1..].contains('|')
}

/// A table of bars. What stands above its rule is its head.
pub(super) fn bars(lines: &[&str]) -> RawTable {
    let mut table = RawTable::default();
    let mut ruled = false;
    for line in lines {
        if is_rule(line) {
            if !ruled {
                table.rows.iter_mut().for_each(|row| row.header = true);
            }
            ruled = true;
            continue;
        }
        table.rows.push(RawRow::of(between_bars(line).into_iter()));
    }
    table
}

fn between_bars(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, cells.last_mut()) {
            ('\\', Some(cell)) if chars.peek() == Some(&'|') => {
                cell.push('|');
                chars.next();
            }
            ('|', _) => cells.push(String::new()),
            (c, Some(cell)) => cell.push(c),
            (_, None) => {}
        }
    }
    // The bar at the end closes the last cell.
    if cells.len() > 1 && cells.last().is_some_and(|c| c.trim().is_empty()) && line.trim_end().ends_with('|')
    {
        cells.pop();
    }
    cells.into_iter().map(|c| c.trim().to_owned()).collect()
}

/// Whether lines with tabs are a table: more than one, or a single one of three cells.
pub(super) fn is_tabbed(lines: &[&str]) -> bool {
    lines.len() > 1 || lines.iter().any(|l| l.matches('\t').count() >= 2)
}

/// A table of tabs.
pub(super) fn tabs(lines: &[&str]) -> RawTable {
    let rows = lines.iter().map(|line| RawRow::of(line.split('\t').map(|c| c.trim().to_owned())));
    RawTable { rows: rows.collect() }
}
