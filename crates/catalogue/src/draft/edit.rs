//! Working on a draft's steps: pure.

use crate::model::ProcedureId;
use crate::process::{Place, Step};
use kernel::term::Term;

/// What a draft says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Content {
    /// Its name.
    pub name: String,
    /// Its steps in order.
    pub steps: Vec<Step>,
    /// The step that was taken out last, and the number it had.
    pub removed: Option<(i64, Step)>,
    /// The procedures that are to run through it, in no order.
    pub procedures: Vec<ProcedureId>,
}

/// One thing done to the order of steps. Numbers are from 1; what there is not is left alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edit {
    /// One more after this one; after 0 it is the first.
    Add(i64),
    /// Out with it.
    Remove(i64),
    /// Before the one before.
    Up(i64),
    /// After the one after.
    Down(i64),
    /// What was taken out last goes back to where it was.
    Undo,
}

impl Content {
    /// Whether its steps are given shares of the term rather than minutes; so is a draft without steps.
    pub fn by_share(&self) -> bool {
        self.steps.first().is_none_or(|step| step.share.is_some())
    }

    /// Does it; answers the number of the step that it was about, as it is now.
    pub fn edit(&mut self, edit: Edit) -> Option<i64> {
        match edit {
            Edit::Add(after) => {
                let at = self.index(after + 1, self.steps.len())?;
                let share = self.by_share().then_some(0);
                let step = Step { share, ..Step::fixed("", "", Place::Competent, 0, false) };
                self.steps.insert(at, step);
                Some(after + 1)
            }
            Edit::Remove(no) => {
                let at = self.index(no, self.steps.len().checked_sub(1)?)?;
                self.removed = Some((no, self.steps.remove(at)));
                (!self.steps.is_empty()).then(|| no.min(number(self.steps.len())))
            }
            Edit::Up(no) => {
                let at = self.index(no, self.steps.len().checked_sub(1)?).filter(|at| *at > 0)?;
                self.steps.swap(at, at - 1);
                Some(no - 1)
            }
            Edit::Down(no) => {
                let at = self.index(no, self.steps.len().checked_sub(2)?)?;
                self.steps.swap(at, at + 1);
                Some(no + 1)
            }
            Edit::Undo => {
                let (no, mut step) = self.removed.take()?;
                let by_share = self.by_share();
                if !self.steps.is_empty() && step.share.is_some() != by_share {
                    // It was taken out before the draft changed its measure: it comes back without time.
                    (step.share, step.allotment_minutes) = (by_share.then_some(0), 0);
                }
                let no = no.clamp(1, number(self.steps.len()) + 1);
                let at = self.index(no, self.steps.len())?;
                self.steps.insert(at, step);
                Some(no)
            }
        }
    }

    /// The place of a step in the list, if that lies within `0..=last`.
    fn index(&self, no: i64, last: usize) -> Option<usize> {
        usize::try_from(no - 1).ok().filter(|at| *at <= last)
    }

    /// Gives all steps shares, or minutes: what they have comes to the same within a term, rounded down.
    pub fn measure(&mut self, by_share: bool, term: Term) {
        let whole = term.working_minutes().max(1);
        for step in &mut self.steps {
            match (by_share, step.share) {
                (true, None) => {
                    step.share = Some((step.allotment_minutes * 1000 / whole).clamp(0, 1000));
                    step.allotment_minutes = 0;
                }
                (false, Some(share)) => {
                    step.allotment_minutes = whole * share / 1000;
                    step.share = None;
                }
                _ => {}
            }
        }
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn content(names: &[&str]) -> Content {
        let step =
            |name: &&str| Step { share: Some(100), ..Step::fixed(name, "x", Place::Competent, 0, false) };
        Content { steps: names.iter().map(step).collect(), ..Content::default() }
    }

    fn names(content: &Content) -> Vec<&str> {
        content.steps.iter().map(|s| s.name.as_str()).collect()
    }

    #[test]
    fn steps_are_moved_added_and_taken_out_and_the_last_one_out_comes_back() {
        let mut c = content(&["a", "b", "c"]);
        let cases: [(Edit, Option<i64>, &[&str]); 12] = [
            (Edit::Up(1), None, &["a", "b", "c"]),
            (Edit::Down(3), None, &["a", "b", "c"]),
            (Edit::Undo, None, &["a", "b", "c"]),
            (Edit::Up(3), Some(2), &["a", "c", "b"]),
            (Edit::Down(1), Some(2), &["c", "a", "b"]),
            (Edit::Remove(2), Some(2), &["c", "b"]),
            (Edit::Add(0), Some(1), &["", "c", "b"]),
            (Edit::Undo, Some(2), &["", "a", "c", "b"]),
            (Edit::Add(4), Some(5), &["", "a", "c", "b", ""]),
            (Edit::Remove(5), Some(4), &["", "a", "c", "b"]),
            (Edit::Remove(9), None, &["", "a", "c", "b"]),
            (Edit::Add(9), None, &["", "a", "c", "b"]),
        ];
        for (edit, at, left) in cases {
            assert_eq!(c.edit(edit), at, "{edit:?}");
            assert_eq!(names(&c), left, "{edit:?}");
        }
    }

    #[test]
    fn a_measure_is_changed_for_all_steps_and_for_one_that_comes_back() {
        let mut c = content(&["a", "b"]);
        c.edit(Edit::Remove(2));
        c.measure(false, Term::WorkingDays(10));
        assert_eq!((c.steps[0].share, c.steps[0].allotment_minutes), (None, 480));
        c.edit(Edit::Undo);
        assert_eq!((c.steps[1].share, c.steps[1].allotment_minutes), (None, 0));
        c.measure(true, Term::WorkingDays(10));
        assert_eq!((c.steps[0].share, c.steps[0].allotment_minutes), (Some(100), 0));
        // What is longer than the whole term is the whole.
        c.measure(false, Term::WorkingDays(100));
        c.measure(true, Term::WorkingDays(1));
        assert_eq!(c.steps[0].share, Some(1000));
    }

    proptest! {
        #[test]
        fn whatever_is_done_no_step_is_lost_and_the_answer_is_a_step(
            edits in proptest::collection::vec((0u8..5, -1i64..7), 0..40),
        ) {
            let mut c = content(&["a", "b", "c"]);
            for (kind, no) in edits {
                let before = c.steps.len();
                let edit = [Edit::Add(no), Edit::Remove(no), Edit::Up(no), Edit::Down(no), Edit::Undo][usize::from(kind)];
                let at = c.edit(edit);
                let grown = match edit {
                    Edit::Add(_) | Edit::Undo if at.is_some() => before + 1,
                    Edit::Remove(no) if (1..=number(before)).contains(&no) => before - 1,
                    _ => before,
                };
                prop_assert_eq!(c.steps.len(), grown);
                prop_assert!(at.is_none_or(|no| (1..=number(c.steps.len())).contains(&no)));
            }
        }
    }
}
