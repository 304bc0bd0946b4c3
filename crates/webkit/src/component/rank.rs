//! A ranking: the figure that ranks stands next to the name, a bar beside it, then the rest.

use super::{Bar, Tone};
use askama::Template;

/// One row.
pub struct RankRow {
    /// The unit.
    pub name: String,
    /// What opens, if anything does.
    pub href: Option<String>,
    /// The ranking figure, written.
    pub value: String,
    /// The same as a number, for the bar.
    pub size: f64,
    /// The other figures, written.
    pub cells: Vec<String>,
}

/// The table.
#[derive(Template)]
#[template(path = "c/rank.html")]
pub struct Rank {
    t: crate::locale::T,
    caption: String,
    heads: Vec<String>,
    rows: Vec<(RankRow, Bar)>,
    foot: Option<RankRow>,
}

impl askama::filters::HtmlSafe for Rank {}

impl Rank {
    /// A ranking in the order given. `heads` are those of the name, the ranking figure and the others.
    pub fn new(
        lang: crate::Lang,
        caption: impl Into<String>,
        heads: Vec<String>,
        rows: Vec<RankRow>,
        foot: Option<RankRow>,
    ) -> Self {
        let most = rows.iter().map(|r| r.size).fold(0.0, f64::max);
        let rows = rows.into_iter().map(|r| {
            let bar = Bar::new(r.size, most, Tone::Late).tall();
            (r, bar)
        });
        Self { t: crate::locale::T(lang), caption: caption.into(), heads, rows: rows.collect(), foot }
    }
}
