//! A process drawn, and the same in words for those who do not see it.

use super::room::Room;
use catalogue::{Place, Process, Step};
use webkit::component::{Flow, Node, Spot};

/// A step as a line of a table or a list.
pub(super) struct Line {
    pub(super) no: i64,
    pub(super) name: String,
    pub(super) who: String,
    pub(super) place: String,
    pub(super) time: String,
    pub(super) may: String,
    pub(super) produces: String,
    pub(super) decides: bool,
    /// The steps that run beside it, where some do.
    pub(super) beside: String,
}

impl Room {
    /// The steps in order; `within_term` where minutes are those of a term.
    pub(super) fn lines(&self, process: &Process, within_term: bool) -> Vec<Line> {
        let mut lines = Vec::new();
        for stage in process.stages() {
            for no in stage.clone() {
                let Some(step) = process.step(no) else { continue };
                let others: Vec<String> =
                    stage.clone().filter(|other| *other != no).map(|n| n.to_string()).collect();
                lines.push(Line {
                    no,
                    name: step.name.clone(),
                    who: step.role.clone(),
                    place: self.place(step.place),
                    time: self.time(step, within_term),
                    may: self.may(step),
                    produces: step.produces.clone(),
                    decides: step.settles,
                    beside: others.join(", "),
                });
            }
        }
        lines
    }

    /// The picture. `id` is unique on the page.
    pub(super) fn flow(&self, id: &'static str, process: &Process, within_term: bool) -> Flow {
        let node = |no: i64, step: &Step| {
            let place = self.place(step.place);
            let over = if step.settles {
                format!("{no} · {place} · {}", self.t.process_decides_short())
            } else {
                format!("{no} · {place}")
            };
            let spot = match step.place {
                Place::Desk => Spot::Desk,
                Place::Competent => Spot::Competent,
                Place::Unit(_) => Spot::Partner,
            };
            Node {
                spot,
                over,
                name: step.name.clone(),
                who: step.role.clone(),
                time: self.time(step, within_term),
                decides: step.settles,
            }
        };
        let stages: Vec<Vec<Node>> = process
            .stages()
            .into_iter()
            .map(|stage| stage.filter_map(|no| process.step(no).map(|step| node(no, step))).collect())
            .collect();
        let title = self.t.process_picture(&process.name);
        let told: Vec<String> = self
            .lines(process, within_term)
            .into_iter()
            .map(|line| {
                let beside = match line.beside.as_str() {
                    "" => String::new(),
                    others => format!(", {}", self.t.process_beside(others)),
                };
                format!("{}. {}, {}, {}, {}{beside}", line.no, line.name, line.who, line.place, line.time)
            })
            .collect();
        Flow::new(self.t.0, id, title, told.join("; "), &stages)
    }
}
