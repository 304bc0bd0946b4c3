//! The rules, each by itself. A rule reads the view and says which numbers hold together and which do not.

mod change;
mod count;
mod date;
mod duplicate;
mod judgement;
mod list;
mod lookup;
mod notation;
mod parts;
mod percentage;
mod product;
mod relation;
mod remainder;
mod repeated;
mod table;

use crate::claim::Claims;
use crate::view::View;

/// Lets all rules speak.
pub(crate) fn run(view: &View) -> Claims {
    let mut claims = Claims::default();
    for rule in [
        table::run,
        percentage::run,
        parts::run,
        remainder::run,
        change::run,
        change::compared,
        product::run,
        date::run,
        judgement::run,
        lookup::run,
        repeated::run,
        count::run,
        duplicate::run,
        notation::run,
    ] {
        rule(view, &mut claims);
    }
    claims
}
