//! Finding a procedure by words, with or without their marks. Pure but for the catalogue it is given.

use catalogue::Revision;
use dossier::reference::Reference;
use kernel::text::fold;
use kernel::{Day, UnitId};
use std::sync::Arc;
use webkit::Form;

/// Most procedures that are offered at once.
pub(crate) const MOST: usize = 8;

/// What words led to.
#[derive(Debug)]
pub(crate) enum Found {
    /// Nothing was asked.
    Nothing,
    /// No procedure has these words.
    None,
    /// Some have.
    Several(Vec<Arc<Revision>>),
    /// This one.
    One(Arc<Revision>),
}

/// The procedures in force whose name, code or field has all the words; those that the desk settles itself first.
pub(crate) fn search(reference: &Reference, desk: UnitId, day: Day, asked: &str) -> Vec<Arc<Revision>> {
    let asked = fold(asked);
    let words: Vec<&str> = asked.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(u8, String, Arc<Revision>)> = in_force(reference, day)
        .filter_map(|r| {
            let name = fold(&r.name);
            let text = format!("{name} {} {}", r.code, fold(&r.field));
            if !words.iter().all(|word| text.contains(word)) {
                return None;
            }
            let exact = name == asked || r.code == asked;
            let near = name.starts_with(&asked) || name.contains(&format!(" {asked}"));
            let own = reference.is_competent(&r, desk, day);
            let rank = u8::from(!exact) * 4 + u8::from(!own) * 2 + u8::from(!near);
            Some((rank, name, r))
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.1, &a.2.code).cmp(&(b.0, &b.1, &b.2.code)));
    found.into_iter().map(|(_, _, r)| r).collect()
}

/// The procedure of a code, in force on a day.
pub(crate) fn by_code(reference: &Reference, day: Day, code: &str) -> Option<Arc<Revision>> {
    let id = reference.catalogue.by_code(code.trim())?;
    reference.catalogue.in_force(id, day).cloned()
}

/// The procedures in force, by code.
pub(crate) fn in_force(reference: &Reference, day: Day) -> impl Iterator<Item = Arc<Revision>> + '_ {
    let all = reference.catalogue.revisions().iter();
    all.filter(move |r| {
        let now = reference.catalogue.in_force(r.procedure, day);
        now.is_some_and(|now| now.revision == r.revision)
    })
    .cloned()
}

/// What a form means: a choice from the list, the procedure chosen before while its words still say so, or words.
pub(crate) fn chosen(reference: &Reference, desk: UnitId, day: Day, form: &Form) -> Found {
    if let Some(one) = by_code(reference, day, form.value("choice")) {
        return Found::One(one);
    }
    let asked = form.value("procedure").trim();
    if let Some(before) = by_code(reference, day, form.value("code"))
        && (asked.is_empty() || fold(asked) == fold(&before.name))
    {
        return Found::One(before);
    }
    if asked.is_empty() {
        return Found::Nothing;
    }
    let mut found = search(reference, desk, day, asked);
    let exact = |r: &Arc<Revision>| r.code == asked || fold(&r.name) == fold(asked);
    match found.len() {
        0 => Found::None,
        1 => Found::One(found.remove(0)),
        _ if exact(&found[0]) && !exact(&found[1]) => Found::One(found.remove(0)),
        _ => Found::Several(found),
    }
}
