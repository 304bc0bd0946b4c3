//! Re-organisations and the open dossiers that pass with them.

use super::{Desk, Shift};
use crate::reference::Reference;
use kernel::{Day, Refusal, Result, Right, UnitId};
use organisation::Directory;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Ctx, Tx, V, placeholders, vals};

/// The open dossiers that pass from one ended unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passing {
    /// The unit that ends.
    pub from: UnitId,
    /// Its heir.
    pub to: UnitId,
    /// Its own dossiers that wait for a decision.
    pub open: u64,
    /// Other units' dossiers, and results to be handed out, that lie in it.
    pub lying: u64,
}

/// What a re-organisation does to dossiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reorganised {
    /// The day of the new order.
    pub on: Day,
    /// By unit that ends that day.
    pub passing: Vec<Passing>,
    /// How many dossiers have passed by now; none before the day, on which they pass as it begins.
    pub passed: u64,
}

impl Reorganised {
    /// All dossiers that pass.
    pub fn total(&self) -> u64 {
        self.passing.iter().map(|p| p.open + p.lying).sum()
    }
}

/// Counts what passes from the units that end on a day.
fn passing(tx: &mut Tx, directory: &Directory, on: Day) -> Result<Vec<Passing>> {
    let ended = directory.successions_on(on);
    let mut passing = Vec::with_capacity(ended.len());
    let all = placeholders(2, ended.len());
    let open = "(state = 'submitted' OR state = 'accepted' OR state = 'in_step' OR state = 'paused')";
    let lying = format!(
        "SELECT COUNT(*) FROM dossier WHERE step_unit_id = $1 AND ({open} OR state = 'settled') \
         AND NOT ({open} AND unit_id IN ({all}))"
    );
    for (from, to) in &ended {
        let own = tx.query_one(
            "SELECT COUNT(*) FROM dossier WHERE unit_id = $1 AND (state = 'submitted' OR state = 'accepted' \
             OR state = 'in_step' OR state = 'paused')",
            &vals![from.0],
            |row| row.int(),
        )?;
        let args: Vec<V<'_>> =
            std::iter::once(V::Int(from.0)).chain(ended.iter().map(|(unit, _)| V::Int(unit.0))).collect();
        let others = tx.query_one(lying.clone(), &args, |row| row.int())?;
        let number = |n: i64| u64::try_from(n).unwrap_or(0);
        passing.push(Passing { from: *from, to: *to, open: number(own), lying: number(others) });
    }
    Ok(passing)
}

impl Shift<'_, '_> {
    /// Takes a decision on units for a day, and passes open dossiers on at once if that day has begun.
    ///
    /// Call it in a shift in which nobody else works ([`Desk::alone`]), so that no dossier is taken in meanwhile for
    /// a unit that has ended.
    ///
    /// # Errors
    /// What the decision refuses.
    pub fn reorganise(
        &mut self,
        ctx: &Ctx<'_>,
        on: Day,
        decide: impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> Result<()>,
    ) -> Result<Reorganised> {
        ctx.actor.require(Right::Administer, UnitId(0))?;
        decide(self.tx, ctx)?;
        self.reference = Arc::new(Reference::load(self.tx)?);
        let directory = self.reference.clone();
        let passing = passing(self.tx, &directory.directory, on)?;
        let passed = if on <= ctx.now.day() { self.open_day(ctx, on)? } else { 0 };
        Ok(Reorganised { on, passing, passed })
    }
}

impl Desk {
    /// What a decision on units would do to dossiers, or why it is refused. Nothing is kept.
    ///
    /// # Errors
    /// What the decision refuses.
    pub fn foresee_reorganisation(
        &self,
        on: Day,
        decide: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send + 'static,
    ) -> Result<Reorganised> {
        let found = Arc::new(Mutex::new(None));
        let note = found.clone();
        let refused = self.db.write(move |tx| {
            decide(tx)?;
            let directory = Directory::load(tx)?;
            let passing = passing(tx, &directory, on)?;
            *note.lock().unwrap_or_else(PoisonError::into_inner) =
                Some(Reorganised { on, passing, passed: 0 });
            // Only a refusal takes everything back.
            Err::<(), _>(Refusal::new("nothing.kept", "Chỉ xem trước.", "Only looked at.").into())
        });
        let found = found.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (found, refused) {
            (Some(found), _) => Ok(found),
            (None, Err(why)) => Err(why),
            (None, Ok(())) => {
                Err(kernel::Fault::new("a decision was looked at and nothing came of it").into())
            }
        }
    }
}
