//! Components: what several pages draw alike. Each is a value that stands in a template: `{{ urgency }}`.
//!
//! Charts carry a sentence for those who cannot see them and a table behind; sizes are SVG attributes, colours are
//! classes, so that dark pages and paper follow.

mod budget;
mod chart;
mod crumbs;
mod flow;
mod lists;
mod message;
mod pager;
mod path;
mod qr;
mod rank;
mod ribbon;
mod runs;
mod tiles;
mod urgency;

pub use budget::{Budget, Stage};
pub use chart::{Bar, Behind, Dot, Dots, Tone, Trend};
pub use crumbs::Crumbs;
pub use flow::{Flow, Node, Spot};
pub use lists::{Facts, Pair, Progress};
pub use message::Message;
pub use pager::Pager;
pub use path::{Path, Stop, When};
pub use qr::Qr;
pub use rank::{Rank, RankRow};
pub use ribbon::{Due, DueDay, Ribbon};
pub use runs::{Lane, Runs};
pub use tiles::{Tile, Tiles};
pub use urgency::Urgency;

/// A number as SVG wants it: no exponent, no tail.
fn svg(n: f64) -> String {
    let text = format!("{n:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A count as a length; counts beyond 2^52 do not occur.
#[expect(clippy::cast_precision_loss, reason = "a drawing has a few hundred points")]
fn length(n: i64) -> f64 {
    n as f64
}
