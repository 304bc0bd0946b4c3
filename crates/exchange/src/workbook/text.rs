//! Texts as cells hold them.

use kernel::text::composed;

/// On one line, with single spaces and composed letters: as a cell is read.
pub(super) fn squeezed(text: &str) -> String {
    composed(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What was read, or what stands where that only has other spaces: then it is left as it is.
pub(super) fn kept(read: String, stands: Option<&str>) -> String {
    stands.filter(|old| squeezed(old) == read).map_or(read, str::to_owned)
}
