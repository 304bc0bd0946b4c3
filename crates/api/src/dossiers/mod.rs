//! Dossiers: taken in once, listed, shown, acted on.

mod act;
mod create;
mod events;
mod list;
mod shown;

use crate::param::{Param, Shape};
use crate::problems;
use crate::surface::Surface;
pub(crate) use list::{LIMIT, cursor};

use dossier::desk::Desk;
use dossier::file::File;
use identity::Who;
use kernel::Right;
use webkit::{Problem, Visit};

const CODE: Param = Param::path(
    "code",
    Shape::Text { least: 1, most: 60 },
    "The dossier's code; of one that was sent online and has none yet, its id.",
    "X01-201120-0001",
);

/// The calls.
pub(crate) fn calls(surface: Surface) -> Surface {
    surface
        .on(create::CALL, create::create)
        .limit(64 * 1024)
        .on(list::CALL, list::list)
        .on(shown::CALL, shown::show)
        .on(act::CALL, act::act)
        .limit(64 * 1024)
        .on(events::CALL, events::events)
}

/// The dossier of an address with its past, for whoever may see it.
async fn file(visit: &Visit, who: &Who, code: &str) -> Result<File, Problem> {
    let code = crate::param::name_of(code).ok_or_else(|| problems::unknown("dossier.unknown"))?.to_owned();
    let desk = visit.kit().need::<Desk>()?;
    let (units, now) = (who.units(Right::See), visit.business_now());
    Ok(visit.kit().run(move |_| desk.file(&code, &units, now)).await?)
}
