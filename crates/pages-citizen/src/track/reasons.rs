//! What the people who decided wrote to the applicant, in their own words: only the slip opens it, never the code.

use dossier::desk::{Desk, Outcome};
use dossier::file::File;
use dossier::model::{Dossier, Stage};
use dossier::words::EventKind;
use kernel::{Instant, Result, Units};

/// The reasons that the officers' pages promise the applicant will read. What colleagues write to each other, such as
/// why a step was sent back, is not among them.
#[derive(Default)]
pub(super) struct Reasons {
    /// Why it was not accepted, refused, stopped, or noted as withdrawn.
    pub(super) ended: Option<String>,
    /// Why another date was announced.
    pub(super) announced: Option<String>,
}

impl Reasons {
    /// Of a dossier that its slip has opened. Most have none, and then nothing more is read.
    pub(super) fn of(desk: &Desk, d: &Dossier, now: Instant) -> Result<Self> {
        let ended = ending(d);
        if ended.is_none() && d.announced.is_none() {
            return Ok(Self::default());
        }
        let name = d.intake.as_ref().map_or_else(|| d.id.0.to_string(), |intake| intake.code.clone());
        let file = desk.file(&name, &Units::All, now)?;
        Ok(Self {
            ended: ended.and_then(|kind| last(&file, kind)),
            announced: d.announced.and_then(|_| last(&file, EventKind::Announced)),
        })
    }
}

/// The event that ended it without what was asked for.
fn ending(d: &Dossier) -> Option<EventKind> {
    match &d.stage {
        Stage::NotAccepted => Some(EventKind::NotAccepted),
        stage => stage.verdict().filter(|v| v.outcome != Outcome::Granted).map(|_| EventKind::Settled),
    }
}

fn last(file: &File, kind: EventKind) -> Option<String> {
    let entry = file.history.iter().rev().find(|entry| entry.kind == kind)?;
    Some(entry.said.clone()).filter(|said| !said.is_empty())
}
