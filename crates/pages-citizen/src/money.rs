//! Amounts of money as people read them.

use webkit::{Lang, words};

/// `75.000 ₫`, with a space that does not break.
pub(crate) fn dong(lang: Lang, amount: i64) -> String {
    format!("{}\u{a0}₫", words::number(lang, amount))
}
