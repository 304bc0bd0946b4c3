//! What was taken over before: so that the same file brings nothing twice, and another one is told what differs.

use super::{Draft, Shift, TakeOver, Wrong, check, refused};
use crate::model::Applicant;
use crate::words::EventKind;
use kernel::{Fault, Refusal, Result};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};
use store::{Ctx, V};

/// What was found out about dossiers that are to be taken over; places are positions in the list asked about.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Those that are not here yet and may be taken over.
    pub new: Vec<usize>,
    /// Those that were taken over before, just so.
    pub there: Vec<usize>,
    /// Everything wrong.
    pub wrong: Vec<(usize, Wrong)>,
}

/// A dossier that is here.
struct Kept {
    applicant: Applicant,
    content: String,
    /// What was said of it when it was taken over; none where it was accepted here.
    facts: Option<Map<String, Value>>,
}

/// Codes asked for in one statement.
const CHUNK: usize = 500;

impl Shift<'_, '_> {
    /// Looks at dossiers that are to be taken over, and changes nothing.
    ///
    /// # Errors
    /// A fault of the database.
    pub fn judge_take_over(&mut self, ctx: &Ctx<'_>, drafts: &[Draft]) -> Result<Judged> {
        // A code with a character that no database keeps is nowhere.
        let codes: Vec<&str> =
            drafts.iter().filter_map(|d| d.code.as_deref()).filter(|code| !code.contains('\0')).collect();
        let kept = self.kept(&codes)?;
        let mut judged = Judged::default();
        for (at, draft) in drafts.iter().enumerate() {
            let here = draft.code.as_deref().and_then(|code| Some((code, kept.get(code)?)));
            let wrong = match here {
                // What is here was checked when it came; the rules of today are not those of that day.
                Some((code, here)) => differences(code, here, draft),
                None => check(&self.reference, ctx.now, draft)?,
            };
            match (wrong.is_empty(), here) {
                (false, _) => judged.wrong.extend(wrong.into_iter().map(|w| (at, w))),
                (true, Some(_)) => judged.there.push(at),
                (true, None) => judged.new.push(at),
            }
        }
        Ok(judged)
    }

    fn kept(&mut self, codes: &[&str]) -> Result<FxHashMap<String, Kept>> {
        let mut found = FxHashMap::default();
        for some in codes.chunks(CHUNK) {
            let args: Vec<V<'_>> = some.iter().map(|code| V::Text(code)).collect();
            let sql = format!(
                "SELECT d.code, d.applicant_name, d.applicant_phone, d.applicant_card, d.applicant_address, \
                 d.content, e.kind, e.body, n.body FROM dossier d \
                 JOIN dossier_event e ON e.dossier_id = d.id AND e.seq = 1 \
                 LEFT JOIN dossier_event n ON n.dossier_id = d.id AND n.seq = (SELECT MIN(f.seq) FROM dossier_event f \
                 WHERE f.dossier_id = d.id AND f.kind = 'name_corrected') \
                 WHERE d.code IN ({})",
                store::placeholders(1, args.len())
            );
            self.tx.each(sql, &args, |row| {
                let code = row.text()?;
                let applicant = Applicant {
                    name: row.text()?,
                    phone: row.text()?,
                    card: row.text()?,
                    address: row.text()?,
                };
                let content = row.text()?;
                let taken_over = EventKind::from_word(row.str()?) == Some(EventKind::TakenOver);
                let (body, corrected) = (row.opt_text()?, row.opt_text()?);
                let mut kept = Kept { applicant, content, facts: None };
                if taken_over {
                    kept.facts = Some(read_facts(&code, body.as_deref())?);
                }
                if let Some(was) = corrected.as_deref().and_then(first_name) {
                    kept.applicant.name = was;
                }
                found.insert(code, kept);
                Ok(())
            })?;
        }
        Ok(found)
    }
}

fn read_facts(code: &str, body: Option<&str>) -> Result<Map<String, Value>> {
    let body: Option<Value> = body.and_then(|b| serde_json::from_str(b).ok());
    match body.as_ref().and_then(|b| b.get("facts")).and_then(Value::as_object) {
        Some(facts) => Ok(facts.clone()),
        None => Err(Fault::new(format!("dossier {code}: what was taken over cannot be read")).into()),
    }
}

/// The name before it was corrected for the first time.
fn first_name(body: &str) -> Option<String> {
    let body: Value = serde_json::from_str(body).ok()?;
    body.get("was")?.as_str().map(str::to_owned)
}

/// What is said of a dossier that does not change with it, nor is private: the names are those of the columns.
pub(super) fn facts(t: &TakeOver) -> Map<String, Value> {
    let draft = Draft::from(t.clone());
    said(&draft).into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn said(d: &Draft) -> Vec<(&'static str, Value)> {
    vec![
        ("procedure", json!(d.procedure)),
        ("unit", json!(d.unit)),
        ("receiving", json!(d.receiving)),
        ("channel", json!(d.channel)),
        ("result_by", json!(d.result_by)),
        ("accepted_at", json!(d.accepted_at)),
        ("promised_day", json!(d.promised)),
        ("due_day", json!(d.due)),
        ("announced_day", json!(d.announced)),
        ("state", json!(d.state)),
        ("step", json!(d.step)),
        ("step_unit", json!(d.step_unit)),
        ("paused_at", json!(d.paused.map(|p| p.since))),
        ("pause_reason", json!(d.paused.map(|p| p.why))),
    ]
}

fn differences(code: &str, here: &Kept, d: &Draft) -> Vec<Wrong> {
    let Some(facts) = &here.facts else {
        return vec![Wrong { about: "code", refusal: code_taken(code) }];
    };
    let mut names: Vec<&'static str> = said(d)
        .into_iter()
        .filter(|(name, value)| facts.get(*name) != Some(value))
        .map(|(name, _)| name)
        .collect();
    if let Some(a) = &d.applicant {
        let h = &here.applicant;
        let texts = [("name", &a.name, &h.name), ("phone", &a.phone, &h.phone), ("card", &a.card, &h.card)];
        names.extend(texts.iter().filter(|(_, a, h)| a != h).map(|(name, ..)| *name));
        if a.address != h.address {
            names.push("address");
        }
    }
    if d.content != here.content {
        names.push("content");
    }
    let refusal = refused(
        "takeover.differs",
        format!(
            "Hồ sơ {code} đã được tiếp nhận từ hệ thống cũ với giá trị khác ở ô này. Hãy bỏ dòng này, hoặc sửa hồ sơ trong hệ thống."
        ),
        format!(
            "dossier {code} was taken over before with another value here; leave the row out, or correct the dossier in the program"
        ),
    );
    names.into_iter().map(|about| Wrong { about, refusal: refusal.clone() }).collect()
}

pub(super) fn code_taken(code: &str) -> Refusal {
    refused(
        "takeover.code_taken",
        format!("Mã '{code}' đã có hồ sơ khác của hệ thống này. Hãy đổi mã."),
        format!("'{code}' is the code of a dossier that was accepted here; give it another code"),
    )
}
