//! What is wrong with a folder: where, what, and what to do.

use std::fmt;

/// One mistake in a province folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The file, relative to the folder.
    pub file: String,
    /// The line of the file, from 1; 0 when the whole file is meant.
    pub line: u64,
    /// The column or key; empty when the whole line is meant.
    pub column: String,
    /// What is wrong and what to do, in Vietnamese.
    pub vi: String,
    /// What is wrong and what to do, in English.
    pub en: String,
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
