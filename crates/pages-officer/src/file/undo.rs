//! Taking back what oneself did a moment ago, where nothing came of it yet: each has a use case that undoes it.

use super::act::{Acting, Done};
use crate::locale::T;
use dossier::desk::{Ctx, Desk};
use dossier::file::File;
use dossier::rule::Deed;
use dossier::words::EventKind;
use kernel::{Actor, Instant, PersonId, Refusal, Result};
use webkit::{Flash, Lang};

/// How long a moment is.
const MOMENT: i64 = 10 * 60;

/// How something is taken back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The clock goes on.
    Resume,
    /// It goes back to the step before, or into the last step.
    Back,
}

impl Way {
    /// What the rules call it.
    pub(super) fn deed(self) -> Deed {
        match self {
            Self::Resume => Deed::Resume,
            Self::Back => Deed::SendBack,
        }
    }
}

/// How what somebody did last can be taken back, if he did it just now.
pub(super) fn way(file: &File, person: PersonId, now: Instant) -> Option<Way> {
    let last = file.last().filter(|e| e.actor == person && now < e.at.plus_seconds(MOMENT))?;
    match last.kind {
        EventKind::SupplementRequested | EventKind::PaymentRequested => Some(Way::Resume),
        // To go back among opinions would ask all of them anew.
        EventKind::Forwarded if comes_from_opinions(file) => None,
        EventKind::Forwarded | EventKind::Settled => Some(Way::Back),
        _ => None,
    }
}

fn comes_from_opinions(file: &File) -> bool {
    let stage = dossier::model::stage_of(&file.filed.process, file.dossier.lying.step - 1);
    stage.start() < stage.end()
}

/// Takes it back.
pub(super) fn undo(desk: &Desk, acting: &Acting, file: &File, actor: Actor) -> Result<Done> {
    let Some(way) = way(file, actor.person, acting.now) else {
        return Err(Refusal::new(
            "dossier.too_late_to_undo",
            T(Lang::Vi).too_late_to_undo(),
            T(Lang::En).too_late_to_undo(),
        )
        .into());
    };
    let (id, version, now, ids) = (file.dossier.id, acting.version, acting.now, desk.db().ids().clone());
    let t = T(acting.lang);
    desk.shift(move |shift| {
        shift.seen(id, version);
        let ctx = Ctx { actor, now, ids: &ids };
        match way {
            Way::Resume => shift.resume(&ctx, id).map(|_| ())?,
            Way::Back => shift.send_back(&ctx, id, T(Lang::Vi).undo_reason()).map(|_| ())?,
        }
        Ok(Done::Said(Flash::good(t.done_undone())))
    })
}
