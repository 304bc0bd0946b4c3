//! What speaks against approving a draft: everything at once, by step and by procedure.

use super::Draft;
use crate::model::ProcedureId;
use crate::process::{Place, ProcessProblem};
use crate::snapshot::Catalogue;
use kernel::{Day, UnitId};
use organisation::Directory;

/// Something that speaks against it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Objection {
    /// It has no name.
    NoName,
    /// No procedure is to run through it.
    NoProcedure,
    /// Its steps cannot be run; within a procedure's term, where its code is given.
    Problem {
        /// What is wrong.
        problem: ProcessProblem,
        /// The code of the procedure within whose term it is.
        procedure: Option<String>,
    },
    /// A step goes to a unit that there is not on the day.
    NoUnit {
        /// The step, from 1.
        no: i64,
        /// The unit.
        unit: UnitId,
    },
    /// A procedure does not hold on the day, or is not the unit's.
    NotTheUnits(String),
    /// A procedure has a revision that holds from a later day on.
    LaterRevision {
        /// Its code.
        procedure: String,
        /// The first day of that revision.
        from: Day,
    },
}

impl Objection {
    /// In Vietnamese, with what to do.
    pub fn vi(&self) -> String {
        match self {
            Self::NoName => "Hãy đặt tên cho quy trình.".into(),
            Self::NoProcedure => "Hãy chọn ít nhất một thủ tục chạy theo quy trình này.".into(),
            Self::Problem { problem, procedure: None } => problem.vi(),
            Self::Problem { problem, procedure: Some(code) } => format!("Thủ tục {code}: {}", problem.vi()),
            Self::NoUnit { no, unit } => {
                format!("Bước {no}: đơn vị {unit} không hoạt động vào ngày hiệu lực. Hãy chọn đơn vị khác.")
            }
            Self::NotTheUnits(code) => format!(
                "Thủ tục {code}: không còn hiệu lực hoặc không thuộc thẩm quyền của đơn vị vào ngày đó. Hãy bỏ thủ tục này."
            ),
            Self::LaterRevision { procedure, from } => format!(
                "Thủ tục {procedure}: đã có bản có hiệu lực từ {}. Quy trình chỉ có thể có hiệu lực từ ngày đó trở đi.",
                from.vietnamese()
            ),
        }
    }

    /// In English, with what to do.
    pub fn en(&self) -> String {
        match self {
            Self::NoName => "give the process a name".into(),
            Self::NoProcedure => "choose at least one procedure that is to run through it".into(),
            Self::Problem { problem, procedure: None } => problem.en(),
            Self::Problem { problem, procedure: Some(code) } => format!("procedure {code}: {}", problem.en()),
            Self::NoUnit { no, unit } => {
                format!("step {no}: there is no unit {unit} on the first day; choose another")
            }
            Self::NotTheUnits(code) => {
                format!(
                    "procedure {code} does not hold on that day, or is not the unit's to settle: leave it out"
                )
            }
            Self::LaterRevision { procedure, from } => format!(
                "procedure {procedure} has a revision from {from} on: the process can hold from that day on at the earliest"
            ),
        }
    }

    /// Whether it speaks against approval from any day on; the others may be met by a later first day.
    pub fn on_any_day(&self) -> bool {
        match self {
            Self::NoName | Self::NoProcedure | Self::Problem { .. } => true,
            Self::NoUnit { .. } | Self::NotTheUnits(_) | Self::LaterRevision { .. } => false,
        }
    }

    /// The step it is about, from 1, where it is about one.
    pub fn step(&self) -> Option<i64> {
        match self {
            Self::Problem { problem, .. } => problem.step(),
            Self::NoUnit { no, .. } => Some(*no),
            _ => None,
        }
    }
}

/// Everything that speaks against approving a draft from a day on: its steps by themselves, then within the term of
/// each procedure it is meant for, then the procedures.
pub fn objections(draft: &Draft, catalogue: &Catalogue, directory: &Directory, day: Day) -> Vec<Objection> {
    let process = draft.as_process();
    let mut found = Vec::new();
    if process.name.is_empty() {
        found.push(Objection::NoName);
    }
    let own = process.problems(None).into_iter();
    found.extend(own.map(|problem| Objection::Problem { problem, procedure: None }));
    for (no, step) in (1i64..).zip(&process.steps) {
        if let Place::Unit(unit) = step.place
            && directory.version_at(unit, day).is_none()
        {
            found.push(Objection::NoUnit { no, unit });
        }
    }
    if draft.content.procedures.is_empty() {
        found.push(Objection::NoProcedure);
    }
    for procedure in &draft.content.procedures {
        found.extend(of_procedure(draft, *procedure, catalogue, directory, day));
    }
    found
}

fn of_procedure(
    draft: &Draft,
    procedure: ProcedureId,
    catalogue: &Catalogue,
    directory: &Directory,
    day: Day,
) -> Vec<Objection> {
    let Some(last) = catalogue.last_revision(procedure) else {
        return vec![Objection::NotTheUnits(procedure.to_string())];
    };
    let code = last.code.clone();
    if last.valid_from > day {
        return vec![Objection::LaterRevision { procedure: code, from: last.valid_from }];
    }
    if !last.settled_by(directory, draft.unit, day) || catalogue.in_force(procedure, day).is_none() {
        return vec![Objection::NotTheUnits(code)];
    }
    let process = draft.as_process();
    let alone = process.problems(None);
    let within = process.problems(Some(last.term)).into_iter().filter(|problem| !alone.contains(problem));
    within.map(|problem| Objection::Problem { problem, procedure: Some(code.clone()) }).collect()
}
