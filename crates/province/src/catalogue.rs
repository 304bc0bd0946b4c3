//! What a folder says of its catalogue beside `procedures.csv` and `components.csv`: decisions and what they
//! published, cases, fees, legal bases. Each file may be left out.

mod check;

pub(crate) use check::check;

use crate::sheet::{self, Cells, Problems};
use kernel::Day;
use std::path::Path;

/// What `procedures.csv` may have beside its own columns.
pub(crate) const PROFILE_COLUMNS: &[&str] = &[
    "law_amount",
    "service_level",
    "online_list",
    "national_portal",
    "business",
    "wholly_at_centre",
    "result",
];

/// How a procedure is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The term by law, in the kind of the procedure's term.
    pub law_amount: i64,
    /// 2, 3 or 4.
    pub service_level: i64,
    /// `877`, `pilot`, or empty.
    pub online_list: String,
    /// Offered on the national portal.
    pub national_portal: bool,
    /// Concerns enterprises.
    pub business: bool,
    /// Settled wholly at the centre.
    pub wholly_at_centre: bool,
    /// What the citizen gets.
    pub result: String,
}

impl Profile {
    /// Reads the columns, where the sheet has any of them.
    pub(crate) fn read(c: &mut Cells<'_>, term_amount: i64) -> Option<Self> {
        if !PROFILE_COLUMNS.iter().any(|column| c.has(column)) {
            return None;
        }
        let law_amount = c.opt_number("law_amount").unwrap_or(term_amount);
        if law_amount < term_amount {
            c.wrong(
                "law_amount",
                "Thời hạn theo luật ngắn hơn thời hạn của tỉnh. Thời hạn của tỉnh chỉ được bằng hoặc ngắn hơn.",
                "the term by law is shorter than the province's; the province may only reduce it",
            );
        }
        let online = c.yes_or("online", false);
        let level = c.opt_number("service_level").unwrap_or(if online { 3 } else { 2 });
        if !(2..=4).contains(&level) {
            c.wrong("service_level", "Mức độ phải là 2, 3 hoặc 4.", "the level must be 2, 3 or 4");
        } else if online != (level > 2) && c.has("service_level") && c.has("online") {
            c.wrong(
                "service_level",
                "Mức 3, 4 khi và chỉ khi nộp trực tuyến được (online = yes).",
                "levels 3 and 4 are for what can be filed online (online = yes), and for nothing else",
            );
        }
        let words = |w: &str| ["", "877", "pilot"].contains(&w).then(|| w.to_owned());
        let online_list =
            if c.has("online_list") { c.word("online_list", words, "877, pilot") } else { None };
        let profile = Self {
            law_amount,
            service_level: level,
            online_list: online_list.unwrap_or_default(),
            national_portal: c.yes_or("national_portal", false),
            business: c.yes_or("business", false),
            wholly_at_centre: c.yes_or("wholly_at_centre", false),
            result: c.text("result"),
        };
        if !profile.online_list.is_empty() && level == 2 {
            c.wrong(
                "online_list",
                "Chỉ thủ tục mức 3, 4 mới thuộc danh mục trực tuyến.",
                "only a procedure of level 3 or 4 stands in a list of online services",
            );
        }
        Some(profile)
    }
}

/// A row of `decisions.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Line of the file.
    pub line: u64,
    /// Number and notation.
    pub number: String,
    /// The day it was signed.
    pub signed_on: Day,
    /// The first day it holds.
    pub in_force_from: Day,
    /// Who signed.
    pub issuer: String,
    /// publication, process, centre, or wholly.
    pub kind: String,
    /// What it says.
    pub summary: String,
    /// Invented.
    pub illustrative: bool,
}

/// A row of `publications.csv`: what a decision did to a procedure, and what was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Line of the file.
    pub line: u64,
    /// The decision's number.
    pub decision: String,
    /// Code of the procedure.
    pub procedure: String,
    /// new, amended, replaced, or abolished.
    pub effect: String,
    /// The name before, where it was another.
    pub before_name: String,
    /// The term by law before, where it was another.
    pub before_law_amount: Option<i64>,
    /// The term before, where it was another.
    pub before_term_amount: Option<i64>,
    /// By how many percent the term by law must be cut.
    pub min_cut_percent: Option<i64>,
}

/// A row of `cases.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Line of the file.
    pub line: u64,
    /// Code of the procedure.
    pub procedure: String,
    /// Its number, from 1.
    pub no: i64,
    /// What it is called.
    pub name: String,
    /// Its own term.
    pub term_amount: Option<i64>,
}

/// A row of `fees.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Line of the file.
    pub line: u64,
    /// Code of the procedure.
    pub procedure: String,
    /// The case it is taken in.
    pub case: Option<i64>,
    /// fee, or charge.
    pub kind: String,
    /// What it is for.
    pub name: String,
    /// Whole đồng.
    pub amount: i64,
    /// For what it is taken once.
    pub per: String,
    /// What sets it.
    pub basis: String,
}

/// A row of `bases.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Line of the file.
    pub line: u64,
    /// Code of the procedure.
    pub procedure: String,
    /// Number and notation.
    pub number: String,
    /// Its name.
    pub name: String,
}

/// A row of `receptions.csv`: a desk that takes in a unit's dossiers of a procedure beside its own, by decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reception {
    /// Line of the file.
    pub line: u64,
    /// Code of the procedure.
    pub procedure: String,
    /// Code of the competent unit.
    pub unit: String,
    /// Code of the unit whose desk takes in.
    pub desk: String,
    /// The decision's number.
    pub decision: String,
    /// Whether everything is done there.
    pub wholly: bool,
}

/// The sheets of a catalogue; empty where the folder has none.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    /// Decisions.
    pub decisions: Vec<Decision>,
    /// What they published.
    pub publications: Vec<Publication>,
    /// Cases.
    pub cases: Vec<Case>,
    /// Fees and charges.
    pub fees: Vec<Fee>,
    /// Legal bases.
    pub bases: Vec<Basis>,
    /// Where dossiers are taken in beside.
    pub receptions: Vec<Reception>,
}

const DECISIONS: &str = "decisions.csv";
const PUBLICATIONS: &str = "publications.csv";
const CASES: &str = "cases.csv";
const FEES: &str = "fees.csv";
const BASES: &str = "bases.csv";
const RECEPTIONS: &str = "receptions.csv";

fn sheet<T>(
    dir: &Path,
    file: &str,
    columns: &[&str],
    problems: &mut Problems,
    row: impl FnMut(&mut Cells<'_>) -> Option<T>,
) -> Vec<T> {
    if dir.join(file).exists() { sheet::read(dir, file, columns, problems, row) } else { Vec::new() }
}

/// One of some words, as it stands.
fn word(c: &mut Cells<'_>, column: &str, words: &[&str]) -> Option<String> {
    c.word(column, |w| words.contains(&w).then(|| w.to_owned()), &words.join(", "))
}

impl Sheets {
    pub(crate) fn read(dir: &Path, problems: &mut Problems) -> Self {
        Self {
            decisions: decisions(dir, problems),
            publications: publications(dir, problems),
            cases: sheet(dir, CASES, &["procedure", "no", "name", "term_amount"], problems, |c| {
                Some(Case {
                    line: c.line(),
                    procedure: c.need("procedure"),
                    no: c.number("no"),
                    name: c.need("name"),
                    term_amount: c.opt_number("term_amount"),
                })
            }),
            fees: fees(dir, problems),
            bases: sheet(dir, BASES, &["procedure", "number", "name"], problems, |c| {
                Some(Basis {
                    line: c.line(),
                    procedure: c.need("procedure"),
                    number: c.need("number"),
                    name: c.need("name"),
                })
            }),
            receptions: sheet(
                dir,
                RECEPTIONS,
                &["procedure", "unit", "desk", "decision", "wholly"],
                problems,
                |c| {
                    Some(Reception {
                        line: c.line(),
                        procedure: c.need("procedure"),
                        unit: c.need("unit"),
                        desk: c.need("desk"),
                        decision: c.need("decision"),
                        wholly: c.yes("wholly"),
                    })
                },
            ),
        }
    }
}

fn decisions(dir: &Path, problems: &mut Problems) -> Vec<Decision> {
    let columns = ["number", "signed_on", "in_force_from", "issuer", "kind", "abstract", "illustrative"];
    sheet(dir, DECISIONS, &columns, problems, |c| {
        let signed_on = c.day("signed_on");
        let decision = Decision {
            line: c.line(),
            number: c.need("number"),
            signed_on,
            in_force_from: c.opt_day("in_force_from").unwrap_or(signed_on),
            issuer: c.need("issuer"),
            kind: word(c, "kind", &["publication", "process", "centre", "wholly"])?,
            summary: c.need("abstract"),
            illustrative: c.yes("illustrative"),
        };
        if decision.in_force_from < decision.signed_on {
            c.wrong(
                "in_force_from",
                "Quyết định có hiệu lực trước ngày ký. Hãy sửa ngày.",
                "the decision holds before it was signed; mend the day",
            );
        }
        Some(decision)
    })
}

fn publications(dir: &Path, problems: &mut Problems) -> Vec<Publication> {
    let columns = [
        "decision",
        "procedure",
        "effect",
        "before_name",
        "before_law_amount",
        "before_term_amount",
        "min_cut_percent",
    ];
    sheet(dir, PUBLICATIONS, &columns, problems, |c| {
        let publication = Publication {
            line: c.line(),
            decision: c.need("decision"),
            procedure: c.need("procedure"),
            effect: word(c, "effect", &["new", "amended", "replaced", "abolished"])?,
            before_name: c.text("before_name"),
            before_law_amount: c.opt_number("before_law_amount"),
            before_term_amount: c.opt_number("before_term_amount"),
            min_cut_percent: c.opt_number("min_cut_percent"),
        };
        if publication.min_cut_percent.is_some_and(|p| p > 100) {
            c.wrong("min_cut_percent", "Tỷ lệ cắt giảm phải từ 0 đến 100.", "a share is 0 to 100 percent");
        }
        Some(publication)
    })
}

fn fees(dir: &Path, problems: &mut Problems) -> Vec<Fee> {
    let columns = ["procedure", "case", "no", "kind", "name", "amount", "per", "basis"];
    sheet(dir, FEES, &columns, problems, |c| {
        Some(Fee {
            line: c.line(),
            procedure: c.need("procedure"),
            case: c.opt_number("case"),
            kind: word(c, "kind", &["fee", "charge"])?,
            name: c.need("name"),
            amount: c.number("amount"),
            per: c.need("per"),
            basis: c.text("basis"),
        })
    })
}
