//! People, what they are where, and who stands in for whom.

use crate::role::Role;
use kernel::{Day, PersonId, UnitId};

kernel::typed_id!(
    /// A role that was granted.
    GrantId
);
kernel::typed_id!(
    /// A delegation during absence.
    DelegationId
);
kernel::typed_id!(
    /// An API token.
    TokenId
);
kernel::typed_id!(
    /// A session; says nothing of its token.
    SessionId
);

/// The whole province, where a unit is asked for. Organisation keeps what concerns every unit under the same number.
pub const PROVINCE: UnitId = UnitId(0);

kernel::words! {
    /// What kind of account it is.
    Kind {
        /// Somebody of the staff.
        Staff = "staff",
        /// A program: it has API tokens and no password.
        Service = "service",
        /// Invented, to try things out. Exists only in a demo database and has no password.
        Demo = "demo",
    }
}
kernel::words! {
    /// Whether somebody may come in.
    Status {
        /// Yes.
        Active = "active",
        /// No more; what he did stays under his name.
        Deactivated = "deactivated",
    }
}
kernel::words! {
    /// The language of pages.
    Language {
        /// Vietnamese.
        Vi = "vi",
        /// English.
        En = "en",
    }
}

/// Somebody with an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// What is typed to sign in: lower-case letters, digits, `.`, `-`, `_`.
    pub login: String,
    /// The name that others see.
    pub name: String,
    /// Title or position; may be empty.
    pub title: String,
    /// The unit the person belongs to; none for the province as a whole.
    pub unit: Option<UnitId>,
    /// What kind of account it is.
    pub kind: Kind,
    /// Whether the person may come in.
    pub status: Status,
    /// The language of pages.
    pub language: Language,
    /// Goes up with each change.
    pub version: i64,
}

/// Where a role holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Scope {
    /// In every unit, and in what belongs to none.
    Province,
    /// In one unit.
    Unit(UnitId),
    /// In a unit and all under its command.
    Subtree(UnitId),
}

impl Scope {
    /// One unit, or the province where there is none.
    pub fn of(unit: Option<UnitId>) -> Self {
        unit.map_or(Self::Province, Self::Unit)
    }

    /// The unit it starts from; [`PROVINCE`] for the whole.
    pub fn unit(self) -> UnitId {
        match self {
            Self::Province => PROVINCE,
            Self::Unit(unit) | Self::Subtree(unit) => unit,
        }
    }
}

/// A role that somebody has somewhere for some time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// The id.
    pub id: GrantId,
    /// Who has it.
    pub person: PersonId,
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// First day.
    pub from: Day,
    /// First day no more; none while it is open.
    pub to: Option<Day>,
    /// Who granted it.
    pub by: PersonId,
    /// Why.
    pub reason: String,
    /// Goes up with each change.
    pub version: i64,
}

impl Grant {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether it holds on a day or will later.
    pub fn holds_from(&self, day: Day) -> bool {
        self.to.is_none_or(|to| day < to && self.from < to)
    }
}

/// During an absence one person does another's work, in his own name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delegation {
    /// The id.
    pub id: DelegationId,
    /// Who is absent.
    pub absent: PersonId,
    /// Who stands in.
    pub deputy: PersonId,
    /// First day.
    pub from: Day,
    /// First day no more.
    pub to: Day,
    /// One role alone, or all.
    pub role: Option<Role>,
    /// One unit alone, or all.
    pub unit: Option<UnitId>,
    /// Why.
    pub reason: String,
    /// Goes up with each change.
    pub version: i64,
}

impl Delegation {
    /// Whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && day < self.to
    }
}
