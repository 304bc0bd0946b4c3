//! The columns of a list of procedures: a name that stays, what it means, and what stands there.

use crate::locale::T;
use crate::shelf::Tiers;
use catalogue::{Competent, Details, FeeKind, OnlineList, Profile, Revision};
use dossier::reference::Reference;
use kernel::{Day, Result};
use sheet::{Cell, Kind, Sheet};
use std::sync::Arc;
use webkit::Lang;

/// What a list is made of.
pub(crate) struct Of<'a> {
    pub(crate) reference: &'a Reference,
    pub(crate) tiers: &'a Tiers,
    pub(crate) day: Day,
}

/// A procedure and what belongs to it.
pub(super) struct Row<'a> {
    of: &'a Of<'a>,
    r: &'a Revision,
    details: Option<&'a Details>,
}

impl<'a> Row<'a> {
    pub(super) fn new(of: &'a Of<'a>, r: &'a Revision) -> Self {
        Self { of, r, details: of.reference.catalogue.details(r.procedure, r.revision) }
    }

    fn profile(&self) -> Option<&'a Profile> {
        self.details?.profile.as_ref()
    }

    /// The decision that published this revision.
    fn decision(&self) -> Option<&'a str> {
        let catalogue = &self.of.reference.catalogue;
        let mut all = catalogue.publications().iter();
        let p = all.find(|p| p.procedure == self.r.procedure && p.revision == Some(self.r.revision))?;
        Some(&catalogue.decision(p.decision)?.number)
    }

    fn unit(&self) -> String {
        let day = self.of.day;
        match &self.r.competent {
            Competent::Unit(code) => {
                let found = self.of.reference.directory.by_code(code, day);
                found.map_or_else(|| code.clone(), |v| v.name.clone())
            }
            Competent::Kind(_) | Competent::Tier(_) => String::new(),
        }
    }

    fn competent(&self) -> String {
        match &self.r.competent {
            Competent::Unit(code) => format!("unit:{code}"),
            Competent::Kind(kind) => format!("kind:{kind}"),
            Competent::Tier(tier) => format!("tier:{tier}"),
        }
    }

    /// `Lệ phí: 15000 đ/hồ sơ; …`, of one kind.
    fn money(&self, kind: FeeKind) -> Option<String> {
        let fees = self.details?.fees.iter().filter(|f| f.kind == kind);
        let written = fees.map(|f| format!("{}: {} đ/{}", f.name, f.amount, f.per));
        Some(written.collect::<Vec<_>>().join("; "))
    }
}

fn yes(is: bool) -> Cell {
    Cell::from(if is { "yes" } else { "no" })
}

/// A column. A name once given stays.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) meaning: fn(T) -> &'static str,
    cell: fn(&Row<'_>) -> Cell,
}

const fn column(name: &'static str, meaning: fn(T) -> &'static str, cell: fn(&Row<'_>) -> Cell) -> Column {
    Column { name, meaning, cell }
}

/// The columns in order.
pub(super) const COLUMNS: [Column; 23] = [
    column("code", |t| t.open_code(), |row| row.r.code.as_str().into()),
    column("name", |t| t.open_name(), |row| row.r.name.as_str().into()),
    column("tier", |t| t.open_tier(), |row| row.r.tier.as_str().into()),
    column("tier_name", |t| t.open_tier_name(), |row| row.of.tiers.name(&row.r.tier, Lang::Vi).into()),
    column("field", |t| t.open_field(), |row| row.r.field.as_str().into()),
    column("competent", |t| t.open_competent(), |row| row.competent().into()),
    column("unit_name", |t| t.open_unit_name(), |row| row.unit().into()),
    column("term_kind", |t| t.open_term_kind(), |row| row.r.term.to_parts().0.into()),
    column("law_amount", |t| t.open_law(), |row| row.profile().map(|p| p.law_amount).into()),
    column("term_amount", |t| t.open_term(), |row| row.r.term.to_parts().1.into()),
    column("service_level", |t| t.open_level(), |row| row.profile().map(|p| p.service_level).into()),
    column("online", |t| t.open_online(), |row| yes(row.r.online)),
    column(
        "online_list",
        |t| t.open_list(),
        |row| row.profile().and_then(|p| p.online_list).map(OnlineList::word).into(),
    ),
    column(
        "national_portal",
        |t| t.open_portal(),
        |row| row.profile().map_or(Cell::Empty, |p| yes(p.national_portal)),
    ),
    column("post", |t| t.open_post(), |row| yes(row.r.post)),
    column("business", |t| t.open_business(), |row| row.profile().map_or(Cell::Empty, |p| yes(p.business))),
    column(
        "wholly_at_centre",
        |t| t.open_wholly(),
        |row| row.profile().map_or(Cell::Empty, |p| yes(p.wholly_at_centre)),
    ),
    column("result", |t| t.open_result(), |row| row.profile().map(|p| p.result.as_str()).into()),
    column("fees", |t| t.open_fees(), |row| row.money(FeeKind::Fee).into()),
    column("charges", |t| t.open_charges(), |row| row.money(FeeKind::Charge).into()),
    column("decision", |t| t.open_decision(), |row| row.decision().into()),
    column("valid_from", |t| t.open_from(), |row| row.r.valid_from.into()),
    column("illustrative", |t| t.open_illustrative(), |row| yes(row.r.illustrative)),
];

/// The cells of a procedure, in the order of [`COLUMNS`].
pub(super) fn cells(row: &Row<'_>) -> Vec<Cell> {
    COLUMNS.iter().map(|c| (c.cell)(row)).collect()
}

/// A list of procedures as a CSV.
///
/// # Errors
/// A refusal for more rows than a sheet may have.
pub(crate) fn csv<'a>(of: &Of<'_>, revisions: impl Iterator<Item = &'a Arc<Revision>>) -> Result<Vec<u8>> {
    sheet::csv(&Sheet {
        columns: COLUMNS.iter().map(|c| sheet::Column::new(c.name, Kind::Text)).collect(),
        rows: revisions.map(|r| cells(&Row::new(of, r))).collect(),
        ..Sheet::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_has_its_own_name() {
        let names: std::collections::BTreeSet<_> = COLUMNS.iter().map(|c| c.name).collect();
        assert_eq!(names.len(), COLUMNS.len());
    }
}
