//! What leads a citizen: people's own words, what happens in a life, desks in post offices, procedures of agencies under
//! ministries. Each file may be left out.

use crate::check::complain;
use crate::model::Province;
use crate::sheet::{self, Problems};
use kernel::Day;
use kernel::text::fold;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const SYNONYMS: &str = "synonyms.csv";
const EVENTS: &str = "life-events.csv";
const POST_DESKS: &str = "post-desks.csv";
const VERTICAL: &str = "vertical.csv";
/// Words of a row of `synonyms.csv`: a question is not longer.
const MOST_WORDS: usize = 12;

/// A row of `synonyms.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonym {
    /// Line of the file.
    pub line: u64,
    /// What people say.
    pub words: String,
    /// What procedures say; empty where people's words say nothing.
    pub means: String,
}

/// A row of `life-events.csv`: a procedure of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventProcedure {
    /// Line of the file.
    pub line: u64,
    /// The event's short name.
    pub event: String,
    /// What it is called.
    pub name: String,
    /// The same in English; may be empty.
    pub name_en: String,
    /// Number in the event, from 1.
    pub no: i64,
    /// Code of the procedure.
    pub procedure: String,
}

/// A row of `post-desks.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostDesk {
    /// Line of the file.
    pub line: u64,
    /// Code of the unit.
    pub unit: String,
    /// What the desk is called.
    pub name: String,
    /// Its first day.
    pub since: Day,
}

/// A row of `vertical.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vertical {
    /// Line of the file.
    pub line: u64,
    /// Code of the agency.
    pub agency: String,
    /// Code of the procedure.
    pub procedure: String,
    /// required, or more.
    pub list: String,
}

/// The sheets; empty where the folder has none.
#[derive(Clone, Debug, Default)]
pub struct Guide {
    /// People's words.
    pub synonyms: Vec<Synonym>,
    /// What happens in a life, by procedure.
    pub events: Vec<EventProcedure>,
    /// Desks in post offices.
    pub post_desks: Vec<PostDesk>,
    /// Procedures of agencies under ministries.
    pub verticals: Vec<Vertical>,
}

impl Guide {
    pub(crate) fn read(dir: &Path, problems: &mut Problems) -> Self {
        let there = |file: &str| dir.join(file).exists();
        let mut guide = Self::default();
        if there(SYNONYMS) {
            guide.synonyms = sheet::read(dir, SYNONYMS, &["words", "means"], problems, |c| {
                Some(Synonym { line: c.line(), words: c.need("words"), means: c.text("means") })
            });
        }
        if there(EVENTS) {
            let columns = ["event", "event_name", "no", "procedure"];
            guide.events = sheet::read_columns(dir, EVENTS, &columns, &["event_name_en"], problems, |c| {
                Some(EventProcedure {
                    line: c.line(),
                    event: c.need("event"),
                    name: c.need("event_name"),
                    name_en: c.text("event_name_en"),
                    no: c.number("no"),
                    procedure: c.need("procedure"),
                })
            });
        }
        if there(POST_DESKS) {
            guide.post_desks = sheet::read(dir, POST_DESKS, &["unit", "name", "since"], problems, |c| {
                let (unit, name) = (c.need("unit"), c.need("name"));
                Some(PostDesk { line: c.line(), unit, name, since: c.day("since") })
            });
        }
        if there(VERTICAL) {
            guide.verticals = sheet::read(dir, VERTICAL, &["agency", "procedure", "list"], problems, |c| {
                let words = |w: &str| ["required", "more"].contains(&w).then(|| w.to_owned());
                Some(Vertical {
                    line: c.line(),
                    agency: c.need("agency"),
                    procedure: c.need("procedure"),
                    list: c.word("list", words, "required, more")?,
                })
            });
        }
        guide
    }
}

/// What holds between the sheets and the rest of the folder.
pub(crate) fn check(p: &Province, problems: &mut Problems) {
    let guide = &p.guide;
    synonyms(&guide.synonyms, problems);
    events(&guide.events, problems);
    let units: BTreeSet<&str> = p.units.iter().map(|u| u.code.as_str()).collect();
    let of_units = guide.post_desks.iter().map(|x| (POST_DESKS, x.line, "unit", x.unit.as_str()));
    let of_units =
        of_units.chain(guide.verticals.iter().map(|x| (VERTICAL, x.line, "agency", x.agency.as_str())));
    for (file, line, column, code) in of_units.filter(|(.., code)| !units.contains(code)) {
        complain(
            problems,
            file,
            line,
            column,
            format!("Không có đơn vị {code} trong units.csv."),
            format!("there is no unit {code} in units.csv"),
        );
    }
    let procedures: BTreeSet<&str> = p.procedures.iter().map(|x| x.code.as_str()).collect();
    let of_procedures = guide.events.iter().map(|x| (EVENTS, x.line, x.procedure.as_str()));
    let of_procedures =
        of_procedures.chain(guide.verticals.iter().map(|x| (VERTICAL, x.line, x.procedure.as_str())));
    for (file, line, code) in of_procedures.filter(|(.., code)| !procedures.contains(code)) {
        complain(
            problems,
            file,
            line,
            "procedure",
            format!("Không có thủ tục {code} trong procedures.csv."),
            format!("there is no procedure {code} in procedures.csv"),
        );
    }
    let desks = guide.post_desks.iter().map(|x| (POST_DESKS, x.line, "name", (&x.unit, &x.name)));
    once(desks, problems);
    let verticals =
        guide.verticals.iter().map(|x| (VERTICAL, x.line, "procedure", (&x.agency, &x.procedure)));
    once(verticals, problems);
}

/// Complains about each key that stands there twice.
fn once<'a>(
    rows: impl Iterator<Item = (&'static str, u64, &'static str, (&'a String, &'a String))>,
    problems: &mut Problems,
) {
    let mut known: BTreeMap<(&String, &String), u64> = BTreeMap::new();
    for (file, line, column, key) in rows {
        if let Some(first) = known.insert(key, line) {
            complain(
                problems,
                file,
                line,
                column,
                format!("{}, {}: đã có ở dòng {first}. Hãy xóa một dòng.", key.0, key.1),
                format!("{}, {}: stands in line {first} already; delete one", key.0, key.1),
            );
        }
    }
}

fn synonyms(rows: &[Synonym], problems: &mut Problems) {
    let mut known: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows {
        let mut wrong = |column: &str, vi: String, en: String| {
            complain(problems, SYNONYMS, row.line, column, vi, en);
        };
        let words = fold(&row.words);
        if words.split_whitespace().count() > MOST_WORDS {
            wrong(
                "words",
                format!("Dài quá {MOST_WORDS} từ. Hãy rút gọn."),
                format!("longer than {MOST_WORDS} words; shorten it"),
            );
        }
        if fold(&row.means).split_whitespace().count() > MOST_WORDS {
            wrong(
                "means",
                format!("Dài quá {MOST_WORDS} từ. Hãy rút gọn."),
                format!("longer than {MOST_WORDS} words; shorten it"),
            );
        }
        if !words.is_empty() && words == fold(&row.means) {
            wrong(
                "means",
                "Hai cột nói cùng một điều. Hãy xóa dòng này.".into(),
                "both columns say the same; delete the row".into(),
            );
        }
        if let Some(first) = known.insert(words, row.line) {
            wrong(
                "words",
                format!("'{}' đã có ở dòng {first} (so không dấu).", row.words),
                format!("'{}' stands in line {first} already, compared without diacritics", row.words),
            );
        }
    }
}

fn events(rows: &[EventProcedure], problems: &mut Problems) {
    let mut known: BTreeMap<&str, (&EventProcedure, i64)> = BTreeMap::new();
    let mut members = BTreeSet::new();
    for row in rows {
        let mut wrong = |column: &str, vi: String, en: String| {
            complain(problems, EVENTS, row.line, column, vi, en);
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !row.event.chars().all(plain) {
            wrong(
                "event",
                format!("'{}': tên ngắn chỉ gồm chữ thường không dấu, số và gạch nối.", row.event),
                format!(
                    "'{}': a short name has small letters without diacritics, digits and hyphens",
                    row.event
                ),
            );
        }
        let (first, last) = known.entry(row.event.as_str()).or_insert((row, 0));
        if (&first.name, &first.name_en) != (&row.name, &row.name_en) {
            wrong(
                "event_name",
                format!("Dòng {} gọi {} là '{}'.", first.line, row.event, first.name),
                format!("line {} calls {} '{}'", first.line, row.event, first.name),
            );
        }
        *last += 1;
        if row.no != *last {
            wrong(
                "no",
                format!("{}: số thứ tự phải là {last} (liên tục từ 1).", row.event),
                format!("{}: the number must be {last}, without a gap from 1", row.event),
            );
            *last = row.no;
        }
        if !members.insert((&row.event, &row.procedure)) {
            wrong(
                "procedure",
                format!("{}: thủ tục {} có hai dòng.", row.event, row.procedure),
                format!("{}: procedure {} stands there twice", row.event, row.procedure),
            );
        }
    }
}
