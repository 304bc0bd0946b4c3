//! Procedures of a folder, with their decisions: what was in force before a decision, and what it made of it.

use super::{Loaded, of_row};
use catalogue::reception::Reception;
use catalogue::{
    Basis, Case, Catalogue, Competent, Component, Decision, DecisionId, DecisionKind, Details, Edition,
    Effect, Ending, Fee, FeeKind, OnlineList, PaperKind, ProcessId, Profile, Use, desk::NewProcedure,
};
use kernel::term::{Term, TermRules};
use kernel::{Day, Fault, Result};
use organisation::Directory;
use province::Province;
use province::catalogue as sheets;
use std::collections::BTreeMap;
use store::{Ctx, Tx};

/// The decisions of a folder by number: their ids and the first days they hold.
pub(super) type Decisions<'p> = BTreeMap<&'p str, (DecisionId, Day)>;

/// Loads decisions.
pub(super) fn decisions<'p>(
    tx: &mut Tx<'_>,
    ctx: &Ctx<'_>,
    p: &'p Province,
    loaded: &mut Loaded,
) -> Result<Decisions<'p>> {
    let mut decisions = Decisions::new();
    for row in &p.catalogue.decisions {
        let decision = Decision {
            id: DecisionId(0),
            number: row.number.clone(),
            signed_on: row.signed_on,
            in_force_from: row.in_force_from,
            issuer: row.issuer.clone(),
            kind: known(DecisionKind::from_word(&row.kind), "decisions.csv", row.line, &row.kind)?,
            summary: row.summary.clone(),
            illustrative: row.illustrative,
        };
        let kept = catalogue::keep_decision(tx, ctx, &decision);
        let (id, written) = of_row("decisions.csv", row.line, kept)?;
        loaded.decisions += u64::from(written);
        decisions.insert(&row.number, (id, row.in_force_from));
    }
    Ok(decisions)
}

/// Loads where dossiers are taken in beside a unit's own desk.
pub(super) fn receptions(
    tx: &mut Tx<'_>,
    ctx: &Ctx<'_>,
    p: &Province,
    decisions: &Decisions<'_>,
    loaded: &mut Loaded,
) -> Result<()> {
    const FILE: &str = "receptions.csv";
    let (directory, catalogue) = (Directory::load(tx)?, Catalogue::load(tx)?);
    let mut receptions = Vec::new();
    for row in &p.catalogue.receptions {
        let decision = decisions.get(row.decision.as_str()).map(|(id, _)| *id);
        receptions.push(Reception {
            procedure: known(catalogue.by_code(&row.procedure), FILE, row.line, &row.procedure)?,
            unit: known(directory.ever_by_code(&row.unit), FILE, row.line, &row.unit)?,
            desk: known(directory.ever_by_code(&row.desk), FILE, row.line, &row.desk)?,
            decision: known(decision, FILE, row.line, &row.decision)?,
            wholly: row.wholly,
        });
    }
    let kept = catalogue::reception::keep(tx, ctx, &receptions);
    let line = p.catalogue.receptions.first().map_or(0, |row| row.line);
    loaded.receptions += of_row(FILE, line, kept)?;
    Ok(())
}

/// Loads procedures, their papers and all else, and what decisions published of them.
pub(super) fn load(
    tx: &mut Tx<'_>,
    ctx: &Ctx<'_>,
    p: &Province,
    decisions: &Decisions<'_>,
    processes: &BTreeMap<String, ProcessId>,
    loaded: &mut Loaded,
) -> Result<()> {
    let folder = Folder::of(p, processes);
    let published: BTreeMap<&str, &sheets::Publication> =
        p.catalogue.publications.iter().map(|x| (x.procedure.as_str(), x)).collect();
    let (mut editions, mut endings) = (Vec::new(), Vec::new());
    for row in &p.procedures {
        let now = folder.edition(row)?;
        let Some(publication) = published.get(row.code.as_str()) else {
            editions.push(now);
            continue;
        };
        let (decision, from) = *decisions.get(publication.decision.as_str()).ok_or_else(|| {
            Fault::new(format!("publications.csv: there is no decision {}", publication.decision))
        })?;
        let effect = known(
            Effect::from_word(&publication.effect),
            "publications.csv",
            publication.line,
            &publication.effect,
        )?;
        if effect == Effect::Abolished {
            editions.push(now);
            endings.push(Ending { code: row.code.clone(), decision });
            continue;
        }
        if effect != Effect::New {
            editions.push(before(&now, publication)?);
        }
        let procedure = NewProcedure { valid_from: from, ..now.procedure };
        editions.push(Edition { procedure, published: Some((decision, effect)), ..now });
    }
    let written = catalogue::keep_editions(tx, ctx, &editions, &endings)?;
    loaded.procedures += written.revisions + written.endings;
    Ok(())
}

/// A word that the reader of the folder has let through.
fn known<T>(found: Option<T>, file: &str, line: u64, word: &str) -> Result<T> {
    found.ok_or_else(|| Fault::new(format!("{file}:{line}: '{word}'")).into())
}

/// What a procedure was before a decision changed it.
fn before(now: &Edition, row: &sheets::Publication) -> Result<Edition> {
    let mut before = now.clone();
    if !row.before_name.is_empty() {
        before.procedure.name.clone_from(&row.before_name);
    }
    if let Some(amount) = row.before_term_amount {
        let kind = now.procedure.term.to_parts().0;
        before.procedure.term =
            known(Term::from_parts(kind, amount), "publications.csv", row.line, &amount.to_string())?;
    }
    if let Some(profile) = &mut before.details.profile {
        let term = before.procedure.term.to_parts().1;
        profile.law_amount = row.before_law_amount.unwrap_or(profile.law_amount).max(term);
    }
    Ok(before)
}

/// The sheets of a folder, each by procedure.
struct Folder<'p> {
    p: &'p Province,
    processes: &'p BTreeMap<String, ProcessId>,
    papers: BTreeMap<&'p str, Vec<&'p province::Component>>,
    cases: BTreeMap<&'p str, Vec<&'p sheets::Case>>,
    fees: BTreeMap<&'p str, Vec<&'p sheets::Fee>>,
    bases: BTreeMap<&'p str, Vec<&'p sheets::Basis>>,
}

/// Rows by the procedure they are of, in their order.
fn by<'p, T>(
    rows: impl IntoIterator<Item = &'p T>,
    code: fn(&T) -> &String,
) -> BTreeMap<&'p str, Vec<&'p T>> {
    let mut found: BTreeMap<&str, Vec<&T>> = BTreeMap::new();
    for row in rows {
        found.entry(code(row).as_str()).or_default().push(row);
    }
    found
}

impl<'p> Folder<'p> {
    fn of(p: &'p Province, processes: &'p BTreeMap<String, ProcessId>) -> Self {
        Self {
            p,
            processes,
            papers: by(p.components.iter().flatten(), |x| &x.procedure),
            cases: by(&p.catalogue.cases, |x| &x.procedure),
            fees: by(&p.catalogue.fees, |x| &x.procedure),
            bases: by(&p.catalogue.bases, |x| &x.procedure),
        }
    }

    /// A procedure as its row and the other sheets have it, from the folder's first day on.
    fn edition(&self, row: &province::Procedure) -> Result<Edition> {
        const FILE: &str = "procedures.csv";
        let competent = match row.competent.split_once(':') {
            Some(("unit", code)) => Competent::Unit(code.into()),
            Some(("kind", code)) => Competent::Kind(code.into()),
            Some(("tier", code)) => Competent::Tier(code.into()),
            _ => return Err(Fault::new(format!("{FILE}:{}: competent '{}'", row.line, row.competent)).into()),
        };
        let process = self.processes.get(&row.process).copied();
        let settings = &self.p.settings;
        let procedure = NewProcedure {
            code: row.code.clone(),
            valid_from: self.p.valid_from,
            name: row.name.clone(),
            tier: row.tier.clone(),
            field: row.field.clone(),
            competent,
            term: row.term,
            rules: TermRules {
                cut_off_minute: row.cut_off.then_some(settings.cut_off_minute),
                move_off_days: true,
                resume: settings.resume,
            },
            online: row.online,
            post: row.post,
            process: known(process, FILE, row.line, &row.process)?,
            illustrative: row.illustrative,
        };
        let profile = row.profile.as_ref().map(|x| {
            Ok::<_, kernel::Error>(Profile {
                law_amount: x.law_amount,
                service_level: x.service_level,
                online_list: match x.online_list.as_str() {
                    "" => None,
                    word => Some(known(OnlineList::from_word(word), FILE, row.line, word)?),
                },
                national_portal: x.national_portal,
                business: x.business,
                wholly_at_centre: x.wholly_at_centre,
                result: x.result.clone(),
            })
        });
        let code = row.code.as_str();
        let papers = self.papers.get(code).map_or(&[][..], |list| list);
        let case = |x: &&sheets::Case| Case { no: x.no, name: x.name.clone(), term_amount: x.term_amount };
        let basis = |x: &&sheets::Basis| Basis { number: x.number.clone(), name: x.name.clone() };
        let uses: Vec<Use> = papers.iter().map(|x| Use { case_no: x.case, reusable: x.reusable }).collect();
        let details = Details {
            profile: profile.transpose()?,
            cases: self.cases.get(code).into_iter().flatten().map(case).collect(),
            // Where nothing is said of any paper, nothing is written.
            uses: if uses.iter().all(|u| *u == Use::default()) { Vec::new() } else { uses },
            fees: self.fees.get(code).into_iter().flatten().map(|x| fee(x)).collect::<Result<_>>()?,
            bases: self.bases.get(code).into_iter().flatten().map(basis).collect(),
        };
        let listed = self.p.components.is_some();
        let components = listed.then(|| papers.iter().map(|x| component(x)).collect::<Result<_>>());
        Ok(Edition { procedure, components: components.transpose()?, details, published: None })
    }
}

fn fee(row: &sheets::Fee) -> Result<Fee> {
    Ok(Fee {
        case_no: row.case,
        kind: known(FeeKind::from_word(&row.kind), "fees.csv", row.line, &row.kind)?,
        name: row.name.clone(),
        amount: row.amount,
        per: row.per.clone(),
        basis: row.basis.clone(),
    })
}

fn component(row: &province::Component) -> Result<Component> {
    Ok(Component {
        no: row.no,
        name: row.name.clone(),
        kind: known(PaperKind::from_word(&row.kind), "components.csv", row.line, &row.kind)?,
        copies: row.copies,
        required: row.required,
        illustrative: row.illustrative,
    })
}
