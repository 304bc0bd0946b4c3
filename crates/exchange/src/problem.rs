//! What is wrong with a file: where, what, and what to do.

use std::fmt;

/// Something wrong in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The file, or the sheet of a workbook.
    pub file: String,
    /// The row, from 1; 0 when the whole file is meant.
    pub line: u64,
    /// The column's place, from 0; none when the whole row is meant.
    pub at: Option<usize>,
    /// The column's header as it stands in the file; empty when the whole row is meant.
    pub column: String,
    /// What kind of mistake: a stable word.
    pub code: &'static str,
    /// What is wrong and what to do, in Vietnamese.
    pub vi: String,
    /// What is wrong and what to do, in English.
    pub en: String,
}

impl Problem {
    /// Of a whole file or sheet.
    pub fn whole(file: &str, code: &'static str, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 0,
            at: None,
            column: String::new(),
            code,
            vi: vi.into(),
            en: en.into(),
        }
    }

    /// The cell as a workbook calls it: `Thủ tục!D17`.
    pub fn cell(&self) -> String {
        match (self.line, self.at) {
            (0, _) => self.file.clone(),
            (line, None) => format!("{}!{line}", self.file),
            (line, Some(at)) => format!("{}!{}{line}", self.file, letters(at)),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, " [{}]", self.column)?;
        }
        write!(f, ": {} / {}", self.en, self.vi)
    }
}

/// A column's letters: A to Z, AA and so on, from 0.
pub(crate) fn letters(mut at: usize) -> String {
    let mut found = Vec::new();
    loop {
        found.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at % 26]));
        if at < 26 {
            return found.into_iter().rev().collect();
        }
        at = at / 26 - 1;
    }
}

/// Most mistakes kept; what is beyond is only counted.
const MAX_KEPT: usize = 20_000;

/// Everything wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problems {
    /// In the order of the file.
    pub told: Vec<Problem>,
    /// How many more there are.
    pub further: usize,
}

impl Problems {
    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// How many there are in all.
    pub fn count(&self) -> usize {
        self.told.len() + self.further
    }

    /// Notes one.
    pub fn add(&mut self, problem: Problem) {
        if self.told.len() < MAX_KEPT { self.told.push(problem) } else { self.further += 1 }
    }

    /// Brings those of one sheet into the order of its rows and columns.
    pub fn sort(&mut self) {
        self.told.sort_by_key(|p| (p.line, p.at));
    }
}

impl From<Vec<Problem>> for Problems {
    fn from(told: Vec<Problem>) -> Self {
        Self { told, further: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_workbooks_do() {
        let of = [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")];
        assert!(of.iter().all(|(at, text)| letters(*at) == *text));
        let mut problem = Problem::whole("Thủ tục", "x", "", "");
        assert_eq!(problem.cell(), "Thủ tục");
        (problem.line, problem.at) = (17, Some(3));
        assert_eq!(problem.cell(), "Thủ tục!D17");
    }
}
