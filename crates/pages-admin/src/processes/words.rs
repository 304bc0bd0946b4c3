//! A step in words.

use super::room::Room;
use catalogue::draft::Objection;
use catalogue::figures::processes::Standing;
use catalogue::{Part, Place, Power, Step};
use webkit::words;

impl Room {
    /// Where a step is worked on.
    pub(super) fn place(&self, place: Place) -> String {
        match place {
            Place::Desk => self.t.process_at_desk().into(),
            Place::Competent => self.t.process_in_unit().into(),
            Place::Unit(unit) => self.unit_name(unit),
        }
    }

    /// How long a step has: `4 giờ (5%)`; without a term a share alone.
    pub(super) fn time(&self, step: &Step, within_term: bool) -> String {
        let time = words::worked(self.t.0, step.allotment_minutes);
        match step.share {
            None => time,
            Some(share) if within_term => format!("{time} ({})", share_words(self.t.0, share)),
            Some(share) => self.t.process_of_term(share_words(self.t.0, share)),
        }
    }

    /// What may be done in a step beside handing on or back; empty for nothing.
    pub(super) fn may(&self, step: &Step) -> String {
        let all: Vec<&str> = step.may.iter().map(|power| self.power(*power)).collect();
        words::capital(&all.join(", "))
    }

    pub(super) fn power(&self, power: Power) -> &'static str {
        match power {
            Power::Supplement => self.t.process_may_supplement(),
            Power::FinancialDuty => self.t.process_may_payment(),
            Power::Refuse => self.t.process_may_refuse(),
            Power::Stop => self.t.process_may_stop(),
        }
    }

    /// What of a step changed.
    pub(super) fn part(&self, part: Part) -> &'static str {
        match part {
            Part::Order => self.t.process_part_order(),
            Part::Name => self.t.process_part_name(),
            Part::Role => self.t.process_part_role(),
            Part::Place => self.t.process_part_place(),
            Part::Allotment => self.t.process_part_allotment(),
            Part::Settles => self.t.process_part_settles(),
            Part::Group => self.t.process_part_group(),
            Part::May => self.t.process_part_may(),
            Part::Produces => self.t.process_part_produces(),
        }
    }

    /// What a process rests on, in short.
    pub(super) fn standing(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Approved(_) => self.t.process_approved(),
            Standing::Later(_) => self.t.process_later(),
            Standing::Default => self.t.process_default(),
            Standing::Unapproved => self.t.process_unapproved(),
        }
    }

    /// What speaks against a draft, as a sentence; units by their names.
    pub(super) fn objection(&self, objection: &Objection) -> String {
        if let Objection::NoUnit { no, unit } = objection {
            return self.t.process_no_unit(*no, self.unit_name(*unit));
        }
        words::capital(self.t.0.pick(&objection.vi(), &objection.en()))
    }
}

/// Thousandths as per cent: `5%`, `5,5%`.
pub(super) fn share_words(lang: webkit::Lang, share: i64) -> String {
    words::percent(lang, share, 1000, u32::from(share % 10 != 0))
}
