//! People's words, life events, and desks beside the units' own.

use catalogue::{
    Catalogue, Guide, LifeEvent, PostDesk, ProcedureId, Synonym, Vertical, VerticalList, keep_guide,
};
use kernel::{Fault, Result, UnitId};
use organisation::Directory;
use province::Province;
use store::{Ctx, Tx};

/// Loads them; answers how many rows were written.
pub(super) fn load(tx: &mut Tx<'_>, ctx: &Ctx<'_>, p: &Province) -> Result<u64> {
    let (catalogue, directory) = (Catalogue::load(tx)?, Directory::load(tx)?);
    let procedure = |file: &str, line: u64, code: &str| -> Result<ProcedureId> {
        let found = catalogue.by_code(code);
        Ok(found.ok_or_else(|| Fault::new(format!("{file}:{line}: there is no procedure {code}")))?)
    };
    let unit = |file: &str, line: u64, code: &str| -> Result<UnitId> {
        let found = directory.ever_by_code(code);
        Ok(found.ok_or_else(|| Fault::new(format!("{file}:{line}: there is no unit {code}")))?)
    };
    let mut guide = Guide::default();
    for row in &p.guide.events {
        let id = procedure("life-events.csv", row.line, &row.procedure)?;
        match guide.events.iter_mut().find(|event| event.code == row.event) {
            Some(event) => event.procedures.push(id),
            None => guide.events.push(LifeEvent {
                code: row.event.clone(),
                name: row.name.clone(),
                name_en: row.name_en.clone(),
                procedures: vec![id],
            }),
        }
    }
    let synonym = |x: &province::guide::Synonym| Synonym { words: x.words.clone(), means: x.means.clone() };
    guide.synonyms = p.guide.synonyms.iter().map(synonym).collect();
    for row in &p.guide.post_desks {
        let unit = unit("post-desks.csv", row.line, &row.unit)?;
        guide.post_desks.push(PostDesk { unit, name: row.name.clone(), since: row.since });
    }
    for row in &p.guide.verticals {
        let (unit, procedure) = (
            unit("vertical.csv", row.line, &row.agency)?,
            procedure("vertical.csv", row.line, &row.procedure)?,
        );
        let list = VerticalList::from_word(&row.list);
        let list = list.ok_or_else(|| Fault::new(format!("vertical.csv:{}: '{}'", row.line, row.list)))?;
        guide.verticals.push(Vertical { unit, procedure, list });
    }
    keep_guide(tx, ctx, &guide)
}
