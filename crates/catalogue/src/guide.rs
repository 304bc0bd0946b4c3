//! What leads a citizen to a procedure and to a desk: what happens in a life, people's own words, desks in post offices,
//! and what agencies under ministries have taken in at the provincial centre. Data of the province.

mod rows;

pub(crate) use rows::{LIFE_EVENT, LIFE_EVENT_PROCEDURE, POST_DESK, SYNONYM, VERTICAL_PROCEDURE};

use crate::model::ProcedureId;
use ::store::{Ctx, Tx};
use kernel::{Day, Result, UnitId};
use rows::{EventRow, MemberRow, keep};

/// Something that happens in a life, and what it takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LifeEvent {
    /// A short name for addresses, such as `sinh-con`.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The same in English; may be empty.
    pub name_en: String,
    /// The procedures in the order in which they come.
    pub procedures: Vec<ProcedureId>,
}

/// What people call something, and what procedures call it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Synonym {
    /// People's words.
    pub words: String,
    /// The words of procedures; empty where people's words say nothing (`làm`, `xin`).
    pub means: String,
}

/// A one-stop desk in a post office.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PostDesk {
    /// The unit whose dossiers it takes in.
    pub unit: UnitId,
    /// What it is called.
    pub name: String,
    /// Its first day.
    pub since: Day,
}

kernel::words! {
    /// Why a procedure of an agency under a ministry is taken in at the centre (the report, II.2.2).
    VerticalList {
        /// It must be, by the Prime Minister's decision.
        Required = "required",
        /// The agency has brought it, beyond what it must.
        More = "more",
    }
}

/// A procedure of an agency under a ministry that the centre takes in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Vertical {
    /// The agency.
    pub unit: UnitId,
    /// The procedure.
    pub procedure: ProcedureId,
    /// Why.
    pub list: VerticalList,
}

/// All of it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Guide {
    /// What happens in a life, in the order in which it is shown.
    pub events: Vec<LifeEvent>,
    /// People's words.
    pub synonyms: Vec<Synonym>,
    /// Desks in post offices.
    pub post_desks: Vec<PostDesk>,
    /// What agencies under ministries have taken in at the centre.
    pub verticals: Vec<Vertical>,
}

impl Guide {
    pub(crate) fn load(tx: &mut Tx) -> Result<Self> {
        let members = rows::live(rows::stored::<MemberRow>(tx)?);
        let events = rows::live(rows::stored::<EventRow>(tx)?).into_iter().map(|event| {
            let mut own: Vec<&MemberRow> = members.iter().filter(|m| m.event == event.code).collect();
            own.sort_by_key(|m| m.no);
            let procedures = own.into_iter().map(|m| m.procedure).collect();
            (event.no, LifeEvent { code: event.code, name: event.name, name_en: event.name_en, procedures })
        });
        let mut events: Vec<(i64, LifeEvent)> = events.collect();
        events.sort_by_key(|(no, _)| *no);
        Ok(Self {
            events: events.into_iter().map(|(_, event)| event).collect(),
            synonyms: rows::live(rows::stored(tx)?),
            post_desks: rows::live(rows::stored(tx)?),
            verticals: rows::live(rows::stored(tx)?),
        })
    }
}

/// Keeps exactly this: what was told before and is not any more is shown no more. Answers how many rows were written.
///
/// # Errors
/// A fault of the database.
pub fn keep_guide(tx: &mut Tx, ctx: &Ctx<'_>, guide: &Guide) -> Result<u64> {
    let events = (1i64..).zip(&guide.events).map(|(no, event)| EventRow {
        code: event.code.clone(),
        no,
        name: event.name.clone(),
        name_en: event.name_en.clone(),
    });
    let events: Vec<EventRow> = events.collect();
    let members = guide.events.iter().flat_map(|event| {
        (1i64..).zip(&event.procedures).map(|(no, procedure)| MemberRow {
            event: event.code.clone(),
            procedure: *procedure,
            no,
        })
    });
    let members: Vec<MemberRow> = members.collect();
    tx.action(&ctx.action("catalogue.keep_guide"), |tx| {
        let mut written = keep(tx, &events)? + keep(tx, &members)?;
        written += keep(tx, &guide.synonyms)? + keep(tx, &guide.post_desks)? + keep(tx, &guide.verticals)?;
        if written > 0 {
            crate::store::bump(tx)?;
        }
        Ok(written)
    })
}
