//! A draft as a form: one field for each thing a step says, named with the step's number (`role-3`).

use super::room::Room;
use super::words::share_words;
use catalogue::draft::Content;
use catalogue::{LONGEST, Place, Power, ProcedureId, Step};
use kernel::{Refusal, UnitId};
use webkit::form::{FieldError, Parse};
use webkit::{Form, Lang, words};

/// No process has as many steps; a form that says so is not ours.
const MOST_STEPS: i64 = 60;

/// The name of a field of a step.
pub(super) fn field(what: &str, no: i64) -> String {
    format!("{what}-{no}")
}

/// A share as people type it: `5`, `5,5`, `5.5%`; in thousandths.
struct Share(i64);

impl Parse for Share {
    fn parse(text: &str) -> Result<Self, FieldError> {
        let wrong = || {
            FieldError::Refused(Refusal::new(
                "process.share",
                "không phải tỷ lệ từ 0 đến 100%, hãy viết như 5 hoặc 5,5",
                "not a share from 0 to 100%, write it like 5 or 5.5",
            ))
        };
        tenths(text.trim_end_matches('%')).filter(|n| (0..=1000).contains(n)).map(Self).ok_or_else(wrong)
    }
}

/// Working time as people type it: `240`, `4 giờ`, `4h`, `1,5 ngày`, `1.5 days`; in minutes.
struct Minutes(i64);

impl Parse for Minutes {
    fn parse(text: &str) -> Result<Self, FieldError> {
        let wrong = || {
            FieldError::Refused(Refusal::new(
                "process.minutes",
                "không phải thời gian làm việc, hãy viết như 240, 4 giờ hoặc 1,5 ngày",
                "not working time, write it like 240, 4 hours or 1.5 days",
            ))
        };
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.')).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let each = match unit.trim() {
            "" | "phút" | "p" | "min" | "minute" | "minutes" => 1,
            "giờ" | "g" | "h" | "hour" | "hours" => 60,
            "ngày" | "n" | "d" | "day" | "days" => 480,
            _ => return Err(wrong()),
        };
        let tenths = tenths(number).filter(|n| *n <= LONGEST * 10 / each).ok_or_else(wrong)?;
        Ok(Self(tenths * each / 10))
    }
}

/// A number with at most one digit behind its comma, in tenths.
fn tenths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, part) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let digits =
        |t: &str| (!t.is_empty() && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<i64>().ok());
    let (whole, part) = (digits(whole)??, digits(part).filter(|_| part.len() == 1)??);
    whole.checked_mul(10)?.checked_add(part)
}

/// The form of what a draft says.
pub(super) fn filled(room: &Room, form: Form, content: &Content, version: i64) -> Form {
    let lang = room.t.0;
    let measure = if content.by_share() { "share" } else { "minutes" };
    let mut form = form
        .fill("version", version.to_string())
        .fill("steps", content.steps.len().to_string())
        .fill("name", &content.name)
        .fill("measure", measure)
        .fill("measured", measure);
    for (no, step) in (1i64..).zip(&content.steps) {
        let (place, unit) = match step.place {
            Place::Desk => ("desk", String::new()),
            Place::Competent => ("competent", String::new()),
            Place::Unit(unit) => ("unit", room.unit_name(unit)),
        };
        let amount = match step.share {
            Some(share) => share_words(lang, share).trim_end_matches('%').to_owned(),
            None => minutes_words(lang, step.allotment_minutes),
        };
        form = form
            .fill(&field("what", no), &step.name)
            .fill(&field("role", no), &step.role)
            .fill(&field("place", no), place)
            .fill(&field("unit", no), unit)
            .fill(&field("amount", no), amount)
            .fill(&field("group", no), step.group.clone().unwrap_or_default())
            .fill(&field("produces", no), &step.produces);
        if step.settles {
            form = form.fill(&field("settles", no), "1");
        }
        for power in &step.may {
            form = form.fill(&field(power.word(), no), "1");
        }
    }
    form
}

/// Minutes in the largest unit that they can be read back from unchanged.
fn minutes_words(lang: Lang, minutes: i64) -> String {
    let unit = |each: i64, vi: &str, en: &str| {
        let words = words::ratio(lang, minutes, each, 1, u32::from(minutes % each != 0));
        format!(
            "{} {}",
            words.replace(['.', ','], if lang == Lang::Vi { "," } else { "." }),
            lang.pick(vi, en)
        )
    };
    // A tenth of a day is 48 minutes, of an hour 6.
    match minutes {
        480.. if minutes % 48 == 0 && minutes < 480_000 => unit(480, "ngày", "days"),
        60.. if minutes % 6 == 0 && minutes < 60_000 => unit(60, "giờ", "hours"),
        _ => minutes.to_string(),
    }
}

/// Reads the form; what cannot be read is told on it, and is nothing in what is answered. `taken_out` is what the draft
/// still remembers.
pub(super) fn read(room: &Room, form: &mut Form, unit: UnitId, taken_out: Option<(i64, Step)>) -> Content {
    let count = form.value("steps").parse().unwrap_or(0).clamp(0, MOST_STEPS);
    let by_share = form.value("measured") != "minutes";
    let steps = (1..=count).map(|no| step(room, form, no, by_share)).collect();
    let procedures = procedures(room, form, unit);
    Content { name: form.value("name").to_owned(), steps, removed: taken_out, procedures }
}

fn step(room: &Room, form: &mut Form, no: i64, by_share: bool) -> Step {
    let t = room.t;
    let amount = field("amount", no);
    let label = t.editor_label(no, t.editor_amount());
    let (share, minutes) = if by_share {
        (Some(form.may::<Share>(&amount, &label).map_or(0, |share| share.0)), 0)
    } else {
        (None, form.may::<Minutes>(&amount, &label).map_or(0, |minutes| minutes.0))
    };
    let text = |form: &Form, what: &str| form.value(&field(what, no)).to_owned();
    Step {
        name: text(form, "what"),
        role: text(form, "role"),
        place: place(room, form, no),
        allotment_minutes: minutes,
        share,
        settles: form.ticked(&field("settles", no)),
        group: Some(text(form, "group")).filter(|group| !group.trim().is_empty()),
        may: Power::ALL.iter().copied().filter(|p| form.ticked(&field(p.word(), no))).collect(),
        produces: text(form, "produces"),
    }
}

/// Where a step is worked on. A partner is told by its name or its code, as the list offers it.
fn place(room: &Room, form: &mut Form, no: i64) -> Place {
    match form.value(&field("place", no)) {
        "desk" => Place::Desk,
        "unit" => {
            let name = field("unit", no);
            let typed = form.value(&name).trim().to_owned();
            let all = room.directory().all_at(room.today);
            let found = all.iter().find(|v| v.name == typed || v.code == typed);
            let label = room.t.editor_label(no, room.t.editor_unit());
            match found {
                Some(v) => return Place::Unit(v.unit),
                None if typed.is_empty() => form.wrong(&name, &label, FieldError::Required),
                None => form.wrong(&name, &label, FieldError::NotAChoice),
            }
            Place::Competent
        }
        _ => Place::Competent,
    }
}

/// The procedures that stay ticked, and one more by its code.
fn procedures(room: &Room, form: &mut Form, unit: UnitId) -> Vec<ProcedureId> {
    let offered = room.offered_by(unit);
    let by_code = |code: &str| offered.iter().find(|r| r.code == code).map(|r| r.procedure);
    let kept: Vec<String> = form.values("procedure").map(str::to_owned).collect();
    // What the unit does not settle any more stays: the draft says so, and whoever works on it takes it out.
    let known = |code: &String| by_code(code).or_else(|| room.catalogue().by_code(code));
    let mut found: Vec<ProcedureId> = kept.iter().filter_map(known).collect();
    let more = form.value("more").trim().to_owned();
    let code = more.split_whitespace().next().unwrap_or_default().to_owned();
    if !more.is_empty() {
        match by_code(&code) {
            Some(procedure) => found.push(procedure),
            None => form.wrong("more", room.t.editor_more(), FieldError::NotAChoice),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_working_time_are_read_as_people_write_them() {
        let share = |text| Share::parse(text).ok().map(|s| s.0);
        assert_eq!(
            ["5", "5,5", "5.5%", "100", "0"].map(share),
            [Some(50), Some(55), Some(55), Some(1000), Some(0)]
        );
        assert_eq!(["", "100,1", "5,55", "-1", "x", "5,"].map(share), [None; 6]);
        let minutes = |text| Minutes::parse(text).ok().map(|m| m.0);
        assert_eq!(
            ["240", "4 giờ", "4h", "1,5 ngày", "0.5 days", "90 phút"].map(minutes),
            [Some(240), Some(240), Some(240), Some(720), Some(240), Some(90)]
        );
        assert_eq!(["", "4 tuần", "1,25 ngày", "99999999999", "-4"].map(minutes), [None; 5]);
    }

    #[test]
    fn what_is_written_is_read_back_unchanged() {
        for lang in [Lang::Vi, Lang::En] {
            for minutes in [0, 1, 20, 60, 90, 97, 240, 480, 528, 529, 720, 4_800, 480_480] {
                let words = minutes_words(lang, minutes);
                assert_eq!(Minutes::parse(&words).map(|m| m.0), Ok(minutes), "{words}");
            }
        }
        assert_eq!(minutes_words(Lang::Vi, 720), "1,5 ngày");
        assert_eq!(minutes_words(Lang::En, 90), "1.5 hours");
    }
}
