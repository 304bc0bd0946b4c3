//! Publishing what a workbook says, whole or not at all.

use super::decisions::Asked;
use super::judge::{Looked, look};
use super::known::Known;
use crate::grid::Page;
use catalogue::{DecisionId, Edition, Effect, Ending, Written, keep_decision, keep_editions};
use kernel::{Fault, Result};
use std::collections::BTreeMap;
use store::{Ctx, Tx};

/// What was published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Decisions that were not known.
    pub decisions: usize,
    /// Procedures that are new.
    pub new: usize,
    /// Amended.
    pub amended: usize,
    /// Replaced.
    pub replaced: usize,
    /// Abolished.
    pub abolished: usize,
    /// Rows that say what stands.
    pub unchanged: usize,
}

impl Published {
    /// Whether nothing was written.
    pub fn nothing(&self) -> bool {
        Self { unchanged: 0, ..*self } == Self::default()
    }
}

/// Publishes in the caller's transaction what the file says, as it is judged there. The inner answer is an error where
/// something stands in the way or no decision is named for a change; then nothing was written.
///
/// # Errors
/// A refusal of the decision that is asked for; a fault of the database, and when the catalogue says afterwards that
/// other than this was written.
pub fn publish(
    tx: &mut Tx,
    ctx: &Ctx<'_>,
    file: &str,
    pages: &[Page],
    asked: Option<&Asked>,
) -> Result<std::result::Result<Published, Box<Looked>>> {
    let known = Known::load(tx, ctx.now.day())?;
    let looked = look(&known, file, pages, asked)?;
    if !looked.problems.is_empty() || looked.undecided > 0 {
        return Ok(Err(Box::new(looked)));
    }
    let mut published = Published { unchanged: looked.unchanged, ..Published::default() };
    let mut ids: BTreeMap<String, DecisionId> = BTreeMap::new();
    // Of several with one number the last signed is meant.
    for decision in known.catalogue().decisions() {
        ids.insert(decision.number.clone(), decision.id);
    }
    for decision in &looked.decisions {
        let (id, written) = keep_decision(tx, ctx, decision)?;
        published.decisions += usize::from(written);
        ids.insert(decision.number.clone(), id);
    }
    let id = |number: &str| {
        ids.get(number).copied().ok_or_else(|| Fault::new(format!("decision {number} was not kept")))
    };
    let mut editions: Vec<Edition> = Vec::with_capacity(looked.editions.len());
    for (number, effect, edition) in looked.editions {
        match effect {
            Effect::New => published.new += 1,
            Effect::Replaced => published.replaced += 1,
            Effect::Amended | Effect::Abolished => published.amended += 1,
        }
        editions.push(Edition { published: Some((id(&number)?, effect)), ..edition });
    }
    let mut endings = Vec::with_capacity(looked.endings.len());
    for (number, code) in looked.endings {
        endings.push(Ending { code, decision: id(&number)? });
    }
    published.abolished = endings.len();
    let written = keep_editions(tx, ctx, &editions, &endings)?;
    as_foreseen(&written, &published)?;
    Ok(Ok(published))
}

/// What was shown is what was written: a procedure that is taken up again says what it last said, and needs no
/// revision of its own.
fn as_foreseen(written: &Written, published: &Published) -> Result<()> {
    let most = u64::try_from(published.new + published.amended + published.replaced).unwrap_or(u64::MAX);
    let least = most.saturating_sub(u64::try_from(published.new).unwrap_or(u64::MAX));
    let ended = u64::try_from(published.abolished).unwrap_or(u64::MAX);
    if (least..=most).contains(&written.revisions) && written.endings == ended {
        return Ok(());
    }
    Err(Fault::new(format!("{written:?} was written where {published:?} was shown")).into())
}
