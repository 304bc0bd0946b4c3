//! What a list of procedures is narrowed by: read from an address and written into one.

use super::Read;
use crate::query::Query;
use catalogue::figures::cut;
use catalogue::{DecisionId, DecisionKind, Effect, OnlineList, Profile, Revision, VerticalList};
use std::sync::Arc;
use webkit::Address;

kernel::words! {
    /// What decisions did to a procedure.
    Change {
        /// Anything.
        Any = "any",
        /// It was not there before.
        New = "new",
        /// It was amended or replaced.
        Amended = "changed",
        /// It ended.
        Abolished = "abolished",
    }
}

impl Change {
    fn is(self, effect: Effect) -> bool {
        match self {
            Self::Any => true,
            Self::New => effect == Effect::New,
            Self::Amended => matches!(effect, Effect::Amended | Effect::Replaced),
            Self::Abolished => effect == Effect::Abolished,
        }
    }
}

/// The filter; by itself it lets every procedure in force pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) tier: Option<String>,
    pub(super) field: Option<String>,
    /// The level at which it is offered online: 2, 3, 4.
    pub(super) level: Option<i64>,
    /// It stands in any list of online services.
    pub(super) listed: bool,
    /// It stands in this one.
    pub(super) online: Option<OnlineList>,
    pub(super) portal: bool,
    pub(super) post: bool,
    pub(super) business: bool,
    /// Its term is shorter than the law's.
    pub(super) cut: bool,
    pub(super) wholly: bool,
    /// An agency under a ministry by its code, and which of its lists.
    pub(super) agency: Option<(String, Option<VerticalList>)>,
    /// What a decision did to it in the year; then procedures that have ended are listed as well.
    pub(super) change: Option<Change>,
    pub(super) year: Option<i32>,
}

/// A procedure of a list, with the decision that published it where that is asked for.
#[derive(Clone)]
pub(super) struct Listed {
    pub(super) revision: Arc<Revision>,
    pub(super) by: Option<(Effect, DecisionId)>,
}

const ON: &str = "1";

impl Filter {
    /// From an address; what nobody knows is not there.
    pub(super) fn of(query: &Query) -> Self {
        let text = |name: &str| Some(query.first(name).to_owned()).filter(|text| !text.is_empty());
        let ticked = |name: &str| !query.first(name).is_empty();
        let channel = query.first("channel");
        Self {
            tier: text("tier"),
            field: text("field"),
            level: channel.strip_prefix("level").and_then(|n| n.parse().ok()),
            listed: channel == "online",
            online: OnlineList::from_word(channel),
            portal: channel == "portal",
            post: channel == "post",
            business: ticked("business"),
            cut: ticked("cut"),
            wholly: ticked("wholly"),
            agency: text("agency").map(|code| (code, VerticalList::from_word(query.first("list")))),
            change: Change::from_word(query.first("change")),
            year: query.first("year").parse().ok(),
        }
    }

    /// The word of the channel, as the form has it.
    pub(super) fn channel(&self) -> String {
        match self {
            Self { level: Some(level), .. } => format!("level{level}"),
            Self { online: Some(list), .. } => list.word().to_owned(),
            Self { listed: true, .. } => "online".into(),
            Self { portal: true, .. } => "portal".into(),
            Self { post: true, .. } => "post".into(),
            _ => String::new(),
        }
    }

    /// The list at its address.
    pub(super) fn address(&self) -> String {
        self.at("/catalogue/procedures", 1)
    }

    /// A page of the list, or its file.
    pub(super) fn at(&self, path: &'static str, page: usize) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let ticked = |on: bool| if on { ON.to_owned() } else { String::new() };
        let (agency, list) = match &self.agency {
            Some((code, list)) => (code.clone(), list.map_or("", VerticalList::word)),
            None => (String::new(), ""),
        };
        let pairs = [
            ("tier", text(&self.tier)),
            ("field", text(&self.field)),
            ("channel", self.channel()),
            ("business", ticked(self.business)),
            ("cut", ticked(self.cut)),
            ("wholly", ticked(self.wholly)),
            ("agency", agency),
            ("list", list.to_owned()),
            ("change", self.change.map_or("", Change::word).to_owned()),
            ("year", self.year.map_or_else(String::new, |year| year.to_string())),
            ("page", if page > 1 { page.to_string() } else { String::new() }),
        ];
        Address::of(path).with(pairs.iter().map(|(name, value)| (*name, value.as_str()))).text()
    }

    /// The procedures that pass, by code.
    pub(super) fn list(&self, read: &Read) -> Vec<Listed> {
        let catalogue = &read.reference.catalogue;
        let mut found: Vec<Listed> = match self.change {
            None => {
                let in_force = catalogue.all_in_force(read.today).into_iter();
                in_force.map(|r| Listed { revision: r.clone(), by: None }).collect()
            }
            Some(change) => published(read, change, self.year),
        };
        found.retain(|listed| self.passes(read, &listed.revision));
        found.sort_by(|a, b| a.revision.code.cmp(&b.revision.code));
        found
    }

    fn passes(&self, read: &Read, r: &Revision) -> bool {
        let profile =
            read.reference.catalogue.details(r.procedure, r.revision).and_then(|d| d.profile.as_ref());
        let said = |is: fn(&Profile) -> bool| profile.is_some_and(is);
        self.tier.as_ref().is_none_or(|tier| *tier == r.tier)
            && self.field.as_ref().is_none_or(|field| *field == r.field)
            && self.level.is_none_or(|level| profile.is_some_and(|p| p.service_level == level))
            && self.online.is_none_or(|list| profile.is_some_and(|p| p.online_list == Some(list)))
            && (!self.listed || said(|p| p.online_list.is_some()))
            && (!self.portal || said(|p| p.national_portal))
            && (!self.post || r.post)
            && (!self.business || said(|p| p.business))
            && (!self.cut || profile.is_some_and(|p| cut(r, p).is_some()))
            && (!self.wholly || said(|p| p.wholly_at_centre))
            && self.agency.as_ref().is_none_or(|(code, list)| brought(read, r, code, *list))
    }
}

/// Whether an agency has brought a procedure to the centre.
fn brought(read: &Read, r: &Revision, agency: &str, list: Option<VerticalList>) -> bool {
    let (directory, today) = (&read.reference.directory, read.today);
    let is = |unit| directory.version_at(directory.map(unit, today), today).is_some_and(|v| v.code == agency);
    let mut all = read.reference.catalogue.guide().verticals.iter();
    all.any(|v| v.procedure == r.procedure && list.is_none_or(|list| v.list == list) && is(v.unit))
}

/// What decisions signed in a year, or in any, did to procedures.
fn published(read: &Read, change: Change, year: Option<i32>) -> Vec<Listed> {
    let catalogue = &read.reference.catalogue;
    let listed = |p: &catalogue::Publication| {
        let decision = catalogue.decision(p.decision)?;
        let fits = decision.kind == DecisionKind::Publication
            && decision.signed_on <= read.today
            && year.is_none_or(|year| decision.signed_on.ymd().0 == year);
        let revision = match p.revision {
            Some(no) => catalogue.at_revision(p.procedure, no),
            None => catalogue.revisions_of(p.procedure).last(),
        };
        fits.then_some(())?;
        Some(Listed { revision: revision?.clone(), by: Some((p.effect, p.decision)) })
    };
    catalogue.publications().iter().filter(|p| change.is(p.effect)).filter_map(listed).collect()
}
