//! What keeps a process from being run, before it is approved: no way to settle, steps that nobody reaches,
//! allotments over the term.

use super::{Process, Step, longest_way};
use kernel::Refusal;
use kernel::term::Term;

/// Working minutes of the longest term there is, ten years in hours: no step has more.
pub const LONGEST: i64 = 87_600 * 60;

/// What is wrong with a process.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProcessProblem {
    /// It has no step.
    Empty,
    /// No step decides.
    NeverSettles,
    /// Steps after the one that decides: nobody reaches them. The first of them.
    Unreachable(i64),
    /// A group of steps goes on after another step came between.
    GroupBroken {
        /// The step where it goes on.
        no: i64,
        /// The group.
        group: String,
    },
    /// A group of one step.
    GroupAlone {
        /// The step.
        no: i64,
        /// The group.
        group: String,
    },
    /// A step that decides runs at once with others.
    SettlesInGroup(i64),
    /// The first step is not at the desk or in the competent unit.
    BeginsElsewhere,
    /// A negative allotment, one longer than any term, or a share over the whole.
    BadAllotment(i64),
    /// A step that does not say what is done or who does it.
    Nameless(i64),
    /// Some steps are allotted by share and some in minutes.
    Mixed(i64),
    /// The longest way through takes more than the term.
    OverTerm {
        /// Working minutes on the longest way.
        allotted: i64,
        /// Working minutes of the term.
        term: i64,
    },
    /// Its shares come to more than the whole term, in thousandths.
    OverWhole(i64),
}

impl ProcessProblem {
    /// In Vietnamese, with what to do.
    pub fn vi(&self) -> String {
        match self {
            Self::Empty => "Quy trình chưa có bước nào. Hãy thêm ít nhất một bước ra kết quả.".into(),
            Self::NeverSettles => {
                "Không có bước nào ra kết quả. Hãy đánh dấu bước cuối là bước ra kết quả.".into()
            }
            Self::Unreachable(no) => format!(
                "Bước {no} không bao giờ tới: bước trước nó đã ra kết quả. Chỉ bước cuối được ra kết quả."
            ),
            Self::GroupBroken { no, group } => format!(
                "Bước {no}: nhóm song song '{group}' bị ngắt quãng. Các bước cùng nhóm phải đứng liền nhau."
            ),
            Self::GroupAlone { no, group } => format!(
                "Bước {no}: nhóm song song '{group}' chỉ có một bước. Hãy bỏ nhóm hoặc thêm bước cùng nhóm."
            ),
            Self::SettlesInGroup(no) => {
                format!("Bước {no}: bước ra kết quả không thể chạy song song. Hãy bỏ nhóm của bước này.")
            }
            Self::BeginsElsewhere => "Bước 1 phải ở bộ phận tiếp nhận hoặc đơn vị giải quyết.".into(),
            Self::BadAllotment(no) => {
                format!("Bước {no}: thời gian phải từ 0 đến {LONGEST} phút (tỷ lệ: 0 đến 100%).")
            }
            Self::Nameless(no) => format!("Bước {no}: hãy ghi tên bước và người thực hiện."),
            Self::Mixed(no) => format!(
                "Bước {no}: một quy trình chia thời gian bằng phút hoặc bằng tỷ lệ, không dùng lẫn cả hai."
            ),
            Self::OverTerm { allotted, term } => format!(
                "Tổng thời gian các bước là {allotted} phút làm việc, vượt thời hạn {term} phút. Hãy giảm \
                 thời gian của các bước."
            ),
            Self::OverWhole(share) => format!(
                "Tổng tỷ lệ các bước là {}, vượt 100%. Hãy giảm tỷ lệ của các bước.",
                percent(*share, ',')
            ),
        }
    }

    /// In English, with what to do.
    pub fn en(&self) -> String {
        match self {
            Self::Empty => "the process has no step; add at least one that decides".into(),
            Self::NeverSettles => "no step decides; let the last one decide".into(),
            Self::Unreachable(no) => {
                format!("step {no} is never reached: a step before it decides; only the last step may")
            }
            Self::GroupBroken { no, group } => format!(
                "step {no}: the parallel group '{group}' is interrupted; its steps must stand together"
            ),
            Self::GroupAlone { no, group } => format!(
                "step {no}: the parallel group '{group}' has one step only; drop the group or add a step"
            ),
            Self::SettlesInGroup(no) => {
                format!("step {no}: the step that decides cannot run beside others; drop its group")
            }
            Self::BeginsElsewhere => "step 1 must be at the desk or in the competent unit".into(),
            Self::BadAllotment(no) => {
                format!("step {no}: the allotment must be 0 to {LONGEST} minutes (a share: 0 to 100%)")
            }
            Self::Nameless(no) => format!("step {no}: say what is done and who does it"),
            Self::Mixed(no) => {
                format!("step {no}: a process is allotted in minutes or by share, not by both")
            }
            Self::OverTerm { allotted, term } => format!(
                "the steps take {allotted} working minutes, more than the term of {term}; shorten them"
            ),
            Self::OverWhole(share) => {
                format!("the shares come to {}, more than 100%; reduce them", percent(*share, '.'))
            }
        }
    }

    /// The step it is about, from 1, where it is about one.
    pub fn step(&self) -> Option<i64> {
        match self {
            Self::Unreachable(no)
            | Self::SettlesInGroup(no)
            | Self::BadAllotment(no)
            | Self::Nameless(no)
            | Self::Mixed(no) => Some(*no),
            Self::GroupBroken { no, .. } | Self::GroupAlone { no, .. } => Some(*no),
            Self::BeginsElsewhere => Some(1),
            Self::Empty | Self::NeverSettles | Self::OverTerm { .. } | Self::OverWhole(_) => None,
        }
    }

    /// As a refusal of the process with this code.
    pub(super) fn refusal(&self, code: &str) -> Refusal {
        Refusal::new(
            "catalogue.process_unsound",
            format!("Quy trình {code}: {}", self.vi()),
            format!("Process {code}: {}.", self.en()),
        )
    }
}

/// Thousandths as per cent, with the decimal sign of the language.
fn percent(thousandths: i64, comma: char) -> String {
    match (thousandths / 10, thousandths % 10) {
        (whole, 0) => format!("{whole}%"),
        (whole, part) => format!("{whole}{comma}{part}%"),
    }
}

impl Process {
    /// Everything that keeps it from being run within a term, in the order of its steps; without a term that part
    /// is not looked at.
    pub fn problems(&self, term: Option<Term>) -> Vec<ProcessProblem> {
        problems(&self.steps, term)
    }
}

/// What is wrong with some steps. Only the first step that nobody reaches is named; all else is looked for in every
/// step, so that whoever mends a process sees it at once.
pub(super) fn problems(steps: &[Step], term: Option<Term>) -> Vec<ProcessProblem> {
    let mut found = Vec::new();
    let Some(first) = steps.first() else { return vec![ProcessProblem::Empty] };
    if matches!(first.place, super::Place::Unit(_)) {
        found.push(ProcessProblem::BeginsElsewhere);
    }
    let settles = (1i64..).zip(steps).find(|(_, step)| step.settles).map(|(no, _)| no);
    let mut gone: Vec<&str> = Vec::new();
    for (no, step) in (1i64..).zip(steps) {
        if settles.is_some_and(|at| at + 1 == no) {
            found.push(ProcessProblem::Unreachable(no));
        }
        if step.name.trim().is_empty() || step.role.trim().is_empty() {
            found.push(ProcessProblem::Nameless(no));
        }
        if let Some(group) = &step.group {
            found.extend(group_problem(steps, no, group, &gone));
            gone.push(group);
            if step.settles {
                found.push(ProcessProblem::SettlesInGroup(no));
            }
        }
        let minutes = (0..=LONGEST).contains(&step.allotment_minutes);
        if !minutes || step.share.is_some_and(|share| !(0..=1000).contains(&share)) {
            found.push(ProcessProblem::BadAllotment(no));
        }
        if step.share.is_some() != first.share.is_some() {
            found.push(ProcessProblem::Mixed(no));
        }
    }
    if settles.is_none() {
        found.push(ProcessProblem::NeverSettles);
    }
    if found.is_empty() {
        found.extend(over(steps, term));
    }
    found
}

/// Whether a step's group goes on after something came between, or is of this step alone.
fn group_problem(steps: &[Step], no: i64, group: &str, gone: &[&str]) -> Option<ProcessProblem> {
    let joins = |no: i64| neighbour(steps, no).is_some_and(|s| s.group.as_deref() == Some(group));
    match (joins(no - 1), gone.contains(&group), joins(no + 1)) {
        (false, true, _) => Some(ProcessProblem::GroupBroken { no, group: group.into() }),
        (false, false, false) => Some(ProcessProblem::GroupAlone { no, group: group.into() }),
        _ => None,
    }
}

fn neighbour(steps: &[Step], no: i64) -> Option<&Step> {
    usize::try_from(no - 1).ok().and_then(|i| steps.get(i))
}

/// Whether the longest way through takes too long. Of a process that is allotted by share no term is needed.
fn over(steps: &[Step], term: Option<Term>) -> Option<ProcessProblem> {
    if steps.iter().any(|s| s.share.is_some()) {
        let whole = longest_way(steps, |s| s.share.unwrap_or(0));
        return (whole > 1000).then_some(ProcessProblem::OverWhole(whole));
    }
    let (allotted, term) = (longest_way(steps, |s| s.allotment_minutes), term?.working_minutes());
    (allotted > term).then_some(ProcessProblem::OverTerm { allotted, term })
}

#[cfg(test)]
mod tests {
    use super::ProcessProblem;

    #[test]
    fn shares_over_the_whole_are_told_in_per_cent_as_each_language_writes_it() {
        let told = |share| {
            let problem = ProcessProblem::OverWhole(share);
            (problem.vi(), problem.en())
        };
        let (vi, en) = told(1_100);
        assert!(vi.starts_with("Tổng tỷ lệ các bước là 110%, vượt 100%."), "{vi}");
        assert!(en.starts_with("the shares come to 110%, more than 100%"), "{en}");
        let (vi, en) = told(1_005);
        assert!(vi.contains("là 100,5%, vượt") && en.contains("to 100.5%, more"), "{vi} {en}");
    }
}
