//! What the inbox is narrowed to: read from the address, written back into addresses.

use crate::locale::T;
use crate::reach;
use catalogue::ProcedureId;
use dossier::desk::DossierId;
use dossier::listing::inbox::{Due, Inbox, Place, Side};
use dossier::reference::Reference;
use dossier::words::StateName;
use identity::Who;
use kernel::{Day, Right, UnitId};
use serde::Deserialize;
use std::collections::BTreeMap;
use webkit::Address;
use webkit::form::Choice;

/// As it stands in an address. What makes no sense is passed over.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    show: Option<String>,
    unit: Option<String>,
    field: Option<String>,
    procedure: Option<String>,
    due: Option<String>,
    after: Option<String>,
    before: Option<String>,
    from: Option<String>,
}

impl Asked {
    /// Whether nothing was asked for.
    pub(super) fn is_empty(&self) -> bool {
        [&self.show, &self.unit, &self.field, &self.procedure, &self.due, &self.after, &self.before]
            .into_iter()
            .all(Option::is_none)
    }

    /// Reads what [`Filter::query`] wrote.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(text.as_bytes()).into_owned() {
            match name.as_str() {
                "show" => asked.show = Some(value),
                "unit" => asked.unit = Some(value),
                "field" => asked.field = Some(value),
                "procedure" => asked.procedure = Some(value),
                "due" => asked.due = Some(value),
                _ => {}
            }
        }
        (!asked.is_empty()).then_some(asked)
    }
}

/// Which pile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Show {
    /// What waits for me.
    Mine,
    /// Everything that is open.
    All,
    /// What was sent online and not yet looked at.
    New,
    /// Whose clock stands.
    Paused,
    /// Whose result waits to be handed over.
    Results,
}

impl Show {
    const ALL: [Self; 5] = [Self::Mine, Self::All, Self::New, Self::Paused, Self::Results];

    fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::All => "all",
            Self::New => "new",
            Self::Paused => "paused",
            Self::Results => "results",
        }
    }

    /// Whether clocks run in it, so that due days mean something.
    pub(super) fn runs(self) -> bool {
        matches!(self, Self::Mine | Self::All)
    }
}

/// What the inbox is narrowed to.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(super) show: Show,
    pub(super) unit: Option<UnitId>,
    pub(super) field: Option<String>,
    pub(super) procedure: Option<ProcedureId>,
    pub(super) due: Option<Due>,
    pub(super) side: Option<Side>,
    /// The number of the first line.
    pub(super) from: i64,
}

impl Filter {
    pub(super) fn of(who: &Who, reference: &Reference, asked: &Asked) -> Self {
        let number = |text: &Option<String>| text.as_deref().and_then(|t| t.parse::<i64>().ok());
        let usual = if reach::acts(who) { Show::Mine } else { Show::All };
        let show = Show::ALL.into_iter().find(|s| asked.show.as_deref() == Some(s.word())).unwrap_or(usual);
        let place = |text: &Option<String>| {
            let (key, id) = text.as_deref()?.split_once('.')?;
            Some(Place { key: key.parse().ok()?, id: DossierId(id.parse().ok()?) })
        };
        let side = match (place(&asked.after), place(&asked.before)) {
            (Some(place), _) => Some(Side::After(place)),
            (None, Some(place)) => Some(Side::Before(place)),
            (None, None) => None,
        };
        let field = asked
            .field
            .clone()
            .filter(|field| reference.catalogue.revisions().iter().any(|r| r.field == *field));
        Self {
            show,
            // A unit that is not one's own narrows to nothing, and so says nothing.
            unit: number(&asked.unit).map(UnitId),
            field,
            procedure: number(&asked.procedure).map(ProcedureId),
            due: asked.due.as_deref().and_then(read_due).filter(|_| show.runs()),
            side,
            from: number(&asked.from).unwrap_or(1).clamp(1, 10_000_000),
        }
    }

    /// The inbox without the due day.
    pub(super) fn inbox(&self, who: &Who, reference: &Reference) -> Inbox {
        let sees = || who.units(Right::See);
        let states = match self.show {
            Show::Mine => reach::waiting(who),
            Show::All => [StateName::Submitted, StateName::Accepted, StateName::InStep, StateName::Paused]
                .map(|state| (state, sees()))
                .into(),
            Show::New => vec![(StateName::Submitted, sees())],
            Show::Paused => vec![(StateName::Paused, sees())],
            Show::Results => vec![(StateName::Settled, sees())],
        };
        let procedures = match (&self.procedure, &self.field) {
            (Some(procedure), _) => Some(vec![*procedure]),
            (None, Some(field)) => {
                let of = reference.catalogue.revisions().iter().filter(|r| r.field == *field);
                let mut ids: Vec<ProcedureId> = of.map(|r| r.procedure).collect();
                ids.dedup();
                Some(ids)
            }
            (None, None) => None,
        };
        Inbox { piles: reach::piles(who, states, self.unit), procedures, due: None }
    }

    /// The address of a page or file of these, without the place in the list.
    pub(super) fn address(&self, path: &str) -> Address {
        let (unit, procedure) = (self.unit.map(|u| u.to_string()), self.procedure.map(|p| p.to_string()));
        Address::of(path)
            .and("show", self.show.word())
            .and("unit", &unit.unwrap_or_default())
            .and("field", self.field.as_deref().unwrap_or_default())
            .and("procedure", &procedure.unwrap_or_default())
            .and("due", &self.due.map(due_text).unwrap_or_default())
    }

    /// As it is kept for the next time: what stands behind the question mark.
    pub(super) fn view(&self) -> String {
        self.address("/work").query().to_owned()
    }

    /// The address of the page on this side of a place.
    pub(super) fn at(&self, side: Side, from: i64) -> String {
        let (name, place) = match side {
            Side::After(place) => ("after", place),
            Side::Before(place) => ("before", place),
        };
        let place = format!("{}.{}", place.key, place.id.0);
        self.address("/work").and(name, &place).and("from", &from.to_string()).text()
    }

    /// The address of the list of these due days; of all, where they are chosen already.
    pub(super) fn of_due(&self, due: Due) -> String {
        let due = (self.due != Some(due)).then_some(due);
        Self { due, ..self.clone() }.address("/work").text()
    }

    pub(super) fn shows(&self, t: T, who: &Who) -> Vec<Choice> {
        Show::ALL
            .into_iter()
            .filter(|show| *show != Show::Mine || reach::acts(who))
            .map(|show| Choice::new(show.word(), show_words(t, show)))
            .collect()
    }

    // Askama compares what it is given, so these answer text.
    pub(super) fn show_word(&self) -> &'static str {
        self.show.word()
    }

    pub(super) fn unit_word(&self) -> String {
        self.unit.map(|u| u.0.to_string()).unwrap_or_default()
    }

    pub(super) fn field_word(&self) -> &str {
        self.field.as_deref().unwrap_or_default()
    }

    pub(super) fn procedure_word(&self) -> String {
        self.procedure.map(|p| p.0.to_string()).unwrap_or_default()
    }

    pub(super) fn due_word(&self) -> String {
        self.due.map(due_text).unwrap_or_default()
    }
}

/// A pile in words.
pub(super) fn show_words(t: T, show: Show) -> &'static str {
    match show {
        Show::Mine => t.show_mine(),
        Show::All => t.show_all(),
        Show::New => t.show_new(),
        Show::Paused => t.show_paused(),
        Show::Results => t.show_results(),
    }
}

fn read_due(text: &str) -> Option<Due> {
    if let Some(day) = text.strip_prefix("before-") {
        return day.parse().ok().map(Due::Before);
    }
    if let Some(day) = text.strip_prefix("after-") {
        return day.parse().ok().map(Due::After);
    }
    text.parse().ok().map(Due::On)
}

fn due_text(due: Due) -> String {
    match due {
        Due::Before(day) => format!("before-{day}"),
        Due::On(day) => day.to_string(),
        Due::After(day) => format!("after-{day}"),
    }
}

/// The units to choose from; none where there is but one.
pub(super) fn units(t: T, who: &Who, reference: &Reference, today: Day) -> Vec<Choice> {
    let sees = who.units(Right::See);
    let all = reference.directory.all_at(today);
    let mine: Vec<_> = all.into_iter().filter(|v| sees.has(v.unit)).collect();
    if mine.len() < 2 {
        return Vec::new();
    }
    let some = mine.into_iter().map(|v| Choice::new(v.unit.0.to_string(), v.name.clone()));
    std::iter::once(Choice::new("", t.all_units())).chain(some).collect()
}

/// The fields of the procedures in force.
pub(super) fn fields(t: T, reference: &Reference, today: Day) -> Vec<Choice> {
    let mut fields: Vec<&str> = reference
        .catalogue
        .revisions()
        .iter()
        .filter(|r| r.valid_from <= today)
        .map(|r| r.field.as_str())
        .collect();
    fields.sort_by_key(|field| kernel::text::fold(field));
    fields.dedup();
    let some = fields.into_iter().map(|field| Choice::new(field, field));
    std::iter::once(Choice::new("", t.all_fields())).chain(some).collect()
}

/// The procedures of the chosen field: all of a province would be a list nobody reads.
pub(super) fn procedures(t: T, reference: &Reference, filter: &Filter, today: Day) -> Vec<Choice> {
    let mut found: BTreeMap<String, Choice> = BTreeMap::new();
    for r in reference.catalogue.revisions().iter().filter(|r| r.valid_from <= today) {
        let chosen = filter.procedure == Some(r.procedure);
        if chosen || filter.field.as_ref().is_some_and(|field| r.field == *field) {
            // A later revision takes the place of an earlier one.
            let choice = Choice::new(r.procedure.0.to_string(), r.name.clone());
            found.insert(format!("{} {}", kernel::text::fold(&r.name), r.procedure.0), choice);
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    std::iter::once(Choice::new("", t.all_procedures())).chain(found.into_values()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_days_are_read_as_they_are_written() {
        for text in ["before-2020-11-18", "2020-11-20", "after-2020-12-01"] {
            assert_eq!(due_text(read_due(text).unwrap()), text);
        }
        assert_eq!(read_due("ngày mai"), None);
    }
}
