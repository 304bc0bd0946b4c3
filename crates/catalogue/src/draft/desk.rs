//! Beginning, keeping and discarding drafts. Whoever administers a unit works on its drafts.

use super::store::{self, PROCESS_DRAFT, Stored};
use super::{Content, Draft, DraftId};
use crate::process::ProcessId;
use ::store::{Ctx, Tx};
use kernel::{Fault, Refusal, Result, Right, UnitId};

/// No process has as many steps.
pub(super) const MOST_STEPS: usize = 60;
/// Longest text of a step, in characters.
const LONGEST_TEXT: usize = 400;

/// A draft to be begun.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// The competent unit whose process it is to be.
    pub unit: UnitId,
    /// What it says.
    pub content: Content,
    /// The process it begins from.
    pub based_on: Option<ProcessId>,
}

/// Begins a draft.
///
/// # Errors
/// Refusals: the actor does not administer the unit; the content is too long.
pub fn begin(tx: &mut Tx, ctx: &Ctx<'_>, fresh: Fresh) -> Result<DraftId> {
    ctx.actor.require(Right::Administer, fresh.unit)?;
    let content = tidy(fresh.content)?;
    let id = DraftId(ctx.ids.next(ctx.now));
    let draft = Draft {
        id,
        unit: fresh.unit,
        content,
        based_on: fresh.based_on,
        begun_by: ctx.actor.person,
        begun_at: ctx.now,
        version: 1,
    };
    let stored = Stored::of(draft)?;
    tx.action(&ctx.action("catalogue.keep_process_draft"), |tx| {
        tx.insert(&PROCESS_DRAFT, &stored.values())?;
        store::set_procedures(tx, id, &[], &stored.draft.content.procedures)
    })?;
    Ok(id)
}

/// Keeps what a draft says by now. `seen` is the version that whoever changed it had before him. Answers the new one;
/// where nothing is new, the same.
///
/// # Errors
/// Refusals: there is no such draft, somebody else kept another meanwhile, the actor does not administer the unit, the
/// content is too long.
pub fn keep(tx: &mut Tx, ctx: &Ctx<'_>, id: DraftId, seen: i64, content: Content) -> Result<i64> {
    let old = seen_by(tx, ctx, id, seen)?;
    let content = tidy(content)?;
    if old.draft.content == content {
        return Ok(seen);
    }
    let new = Stored::of(Draft { content, version: seen + 1, ..old.draft.clone() })?;
    tx.action(&ctx.action("catalogue.keep_process_draft"), |tx| {
        let (before, now) = (&old.draft.content.procedures, &new.draft.content.procedures);
        store::set_procedures(tx, id, before, now)?;
        if tx.update(&PROCESS_DRAFT, &old.values(), &new.values())? {
            Ok(())
        } else {
            Err(Fault::new("the draft of a process changed at the same time").into())
        }
    })?;
    Ok(seen + 1)
}

/// Throws a draft away.
///
/// # Errors
/// Refusals as of [`keep`].
pub fn discard(tx: &mut Tx, ctx: &Ctx<'_>, id: DraftId, seen: i64) -> Result<()> {
    let old = seen_by(tx, ctx, id, seen)?;
    tx.action(&ctx.action("catalogue.discard_process_draft"), |tx| remove(tx, &old))
}

/// Takes a draft out of the tables. Call inside an action.
pub(super) fn remove(tx: &mut Tx, old: &Stored) -> Result<()> {
    store::set_procedures(tx, old.draft.id, &old.draft.content.procedures, &[])?;
    if tx.delete(&PROCESS_DRAFT, &old.values())? {
        Ok(())
    } else {
        Err(Fault::new("the draft of a process changed at the same time").into())
    }
}

/// The draft that somebody has seen, if it is still that one and his to change.
pub(super) fn seen_by(tx: &mut Tx, ctx: &Ctx<'_>, id: DraftId, seen: i64) -> Result<Stored> {
    let stored = store::stored(tx, id)?.ok_or_else(|| {
        Refusal::new(
            "catalogue.no_draft",
            "Bản nháp quy trình này không còn: đã được ban hành hoặc đã bỏ.",
            "There is no such draft of a process any more: it was approved or discarded.",
        )
    })?;
    ctx.actor.require(Right::Administer, stored.draft.unit)?;
    if stored.draft.version != seen {
        return Err(Refusal::new(
            "catalogue.draft_changed",
            "Bản nháp này vừa được sửa ở một cửa sổ khác. Những gì bạn nhập vẫn ở dưới đây; hãy mở lại bản nháp để xem bản mới trước khi lưu.",
            "This draft has just been changed in another window. What you typed is still below; open the draft anew before you save.",
        )
        .into());
    }
    Ok(stored)
}

/// The content with its texts trimmed, empty groups gone, and procedures in order, each once.
fn tidy(mut content: Content) -> Result<Content> {
    content.name = content.name.trim().to_owned();
    for step in content.steps.iter_mut().chain(content.removed.as_mut().map(|(_, step)| step)) {
        for text in [&mut step.name, &mut step.role, &mut step.produces] {
            *text = text.trim().to_owned();
        }
        step.group = step.group.take().map(|group| group.trim().to_owned()).filter(|group| !group.is_empty());
        step.may.sort_unstable();
        step.may.dedup();
    }
    content.procedures.sort_unstable();
    content.procedures.dedup();
    let long = |text: &str| text.chars().count() > LONGEST_TEXT;
    let texts = content.steps.iter().flat_map(|s| [&s.name, &s.role, &s.produces]).chain([&content.name]);
    let groups = content.steps.iter().filter_map(|s| s.group.as_ref());
    if content.steps.len() > MOST_STEPS || texts.chain(groups).any(|text| long(text)) {
        return Err(Refusal::new(
            "catalogue.draft_too_long",
            format!("Một quy trình có tối đa {MOST_STEPS} bước, mỗi ô tối đa {LONGEST_TEXT} ký tự. Hãy rút gọn."),
            format!("A process has {MOST_STEPS} steps at most, and each text {LONGEST_TEXT} characters: shorten it."),
        )
        .into());
    }
    Ok(content)
}
