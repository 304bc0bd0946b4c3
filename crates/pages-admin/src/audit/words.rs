//! What actions and tables are called.

use crate::locale::T;
use webkit::form::Choice;

type Words = fn(T) -> &'static str;

/// The groups of actions, by the beginning of their names.
const GROUPS: [(&str, Words); 9] = [
    ("dossier.", |t| t.audit_group_dossier()),
    ("person.", |t| t.audit_group_person()),
    ("session.", |t| t.audit_group_session()),
    ("token.", |t| t.audit_group_token()),
    ("unit.", |t| t.audit_group_unit()),
    ("calendar.", |t| t.audit_group_calendar()),
    ("catalogue.", |t| t.audit_group_catalogue()),
    ("quality.", |t| t.audit_group_quality()),
    ("store.", |t| t.audit_group_store()),
];

const ACTIONS: [(&str, Words); 89] = [
    ("dossier.submit", |t| t.act_dossier_submit()),
    ("dossier.accept", |t| t.act_dossier_accept()),
    ("dossier.accept_batch", |t| t.act_dossier_accept_batch()),
    ("dossier.not_accept", |t| t.act_dossier_not_accept()),
    ("dossier.forward", |t| t.act_dossier_forward()),
    ("dossier.opine", |t| t.act_dossier_opine()),
    ("dossier.send_back", |t| t.act_dossier_send_back()),
    ("dossier.pause", |t| t.act_dossier_pause()),
    ("dossier.resume", |t| t.act_dossier_resume()),
    ("dossier.announce", |t| t.act_dossier_announce()),
    ("dossier.settle", |t| t.act_dossier_settle()),
    ("dossier.deliver", |t| t.act_dossier_deliver()),
    ("dossier.void", |t| t.act_dossier_void()),
    ("dossier.correct_name", |t| t.act_dossier_correct_name()),
    ("dossier.correct_unit", |t| t.act_dossier_correct_unit()),
    ("dossier.correct_procedure", |t| t.act_dossier_correct_procedure()),
    ("dossier.move_due_date", |t| t.act_dossier_move_due_date()),
    ("dossier.transfer", |t| t.act_dossier_transfer()),
    ("dossier.take_over", |t| t.act_dossier_take_over()),
    ("dossier.enter_opening", |t| t.act_dossier_enter_opening()),
    ("dossier.reveal", |t| t.act_dossier_reveal()),
    ("person.add", |t| t.act_person_add()),
    ("person.change", |t| t.act_person_change()),
    ("person.set_language", |t| t.act_person_set_language()),
    ("person.grant", |t| t.act_person_grant()),
    ("person.revoke", |t| t.act_person_revoke()),
    ("person.delegate", |t| t.act_person_delegate()),
    ("person.end_delegation", |t| t.act_person_end_delegation()),
    ("person.reset_password", |t| t.act_person_reset_password()),
    ("person.change_password", |t| t.act_person_change_password()),
    ("person.second_factor_on", |t| t.act_person_second_factor_on()),
    ("person.second_factor_off", |t| t.act_person_second_factor_off()),
    ("person.remove_second_factor", |t| t.act_person_remove_second_factor()),
    ("person.end_sessions", |t| t.act_person_end_sessions()),
    ("person.deactivate", |t| t.act_person_deactivate()),
    ("person.reactivate", |t| t.act_person_reactivate()),
    ("session.sign_in", |t| t.act_session_sign_in()),
    ("session.sign_in_demo", |t| t.act_session_sign_in_demo()),
    ("session.sign_out", |t| t.act_session_sign_out()),
    ("session.end_others", |t| t.act_session_end_others()),
    ("token.make", |t| t.act_token_make()),
    ("token.revoke", |t| t.act_token_revoke()),
    ("unit.found", |t| t.act_unit_found()),
    ("unit.found_by", |t| t.act_unit_found_by()),
    ("unit.rename", |t| t.act_unit_rename()),
    ("unit.move", |t| t.act_unit_move()),
    ("unit.end", |t| t.act_unit_end()),
    ("unit.split", |t| t.act_unit_split()),
    ("unit.transfer", |t| t.act_unit_transfer()),
    ("calendar.decree", |t| t.act_calendar_decree()),
    ("calendar.revoke", |t| t.act_calendar_revoke()),
    ("calendar.keep_hours", |t| t.act_calendar_keep_hours()),
    ("catalogue.keep_procedure", |t| t.act_catalogue_keep_procedure()),
    ("catalogue.keep_process", |t| t.act_catalogue_keep_process()),
    ("catalogue.keep_components", |t| t.act_catalogue_keep_components()),
    ("catalogue.keep_decision", |t| t.act_catalogue_keep_decision()),
    ("catalogue.end_procedure", |t| t.act_catalogue_end_procedure()),
    ("catalogue.keep_guide", |t| t.act_catalogue_keep_guide()),
    ("catalogue.keep_process_draft", |t| t.act_catalogue_keep_process_draft()),
    ("catalogue.discard_process_draft", |t| t.act_catalogue_discard_process_draft()),
    ("catalogue.approve_process", |t| t.act_catalogue_approve_process()),
    ("catalogue.keep_reception", |t| t.act_catalogue_keep_reception()),
    ("catalogue.keep_setting", |t| t.act_catalogue_keep_setting()),
    ("quality.adopt", |t| t.act_quality_adopt()),
    ("quality.declare", |t| t.act_quality_declare()),
    ("quality.enter_step", |t| t.act_quality_enter_step()),
    ("quality.add_document", |t| t.act_quality_add_document()),
    ("quality.add_version", |t| t.act_quality_add_version()),
    ("quality.retire_document", |t| t.act_quality_retire_document()),
    ("quality.plan_audit", |t| t.act_quality_plan_audit()),
    ("quality.draw_sample", |t| t.act_quality_draw_sample()),
    ("quality.check_sample", |t| t.act_quality_check_sample()),
    ("quality.enter_finding", |t| t.act_quality_enter_finding()),
    ("quality.take_back_finding", |t| t.act_quality_take_back_finding()),
    ("quality.conclude_audit", |t| t.act_quality_conclude_audit()),
    ("quality.close_audit", |t| t.act_quality_close_audit()),
    ("quality.cancel_audit", |t| t.act_quality_cancel_audit()),
    ("quality.enter_action", |t| t.act_quality_enter_action()),
    ("quality.action_done", |t| t.act_quality_action_done()),
    ("quality.verify_action", |t| t.act_quality_verify_action()),
    ("quality.reject_action", |t| t.act_quality_reject_action()),
    ("store.migrate", |t| t.act_store_migrate()),
    ("database.mark", |t| t.act_database_mark()),
    ("webhook.make", |t| t.act_webhook_make()),
    ("webhook.end", |t| t.act_webhook_end()),
    ("job.run_now", |t| t.act_job_run_now()),
    ("outbox.retry", |t| t.act_outbox_retry()),
    ("audit.export", |t| t.act_audit_export()),
    ("desk.keep_setting", |t| t.act_desk_keep_setting()),
];

/// The tables that a search can name.
const TABLES: [(&str, Words); 17] = [
    ("dossier", |t| t.table_dossier()),
    ("person", |t| t.table_person()),
    ("role_grant", |t| t.table_role_grant()),
    ("delegation", |t| t.table_delegation()),
    ("credential", |t| t.table_credential()),
    ("api_token", |t| t.table_api_token()),
    ("unit", |t| t.table_unit()),
    ("unit_version", |t| t.table_unit_version()),
    ("succession", |t| t.table_succession()),
    ("calendar_day", |t| t.table_calendar_day()),
    ("procedure_revision", |t| t.table_procedure_revision()),
    ("process_draft", |t| t.table_process_draft()),
    ("setting", |t| t.table_setting()),
    ("quality_adoption", |t| t.table_quality_adoption()),
    ("quality_document", |t| t.table_quality_document()),
    ("internal_audit", |t| t.table_internal_audit()),
    ("corrective_action", |t| t.table_corrective_action()),
];

/// An action in words; its name where there are none.
pub(super) fn action(t: T, name: &str) -> String {
    ACTIONS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or_else(|| name.to_owned(), |(_, words)| words(t).to_owned())
}

/// A table in words; its name where there are none.
pub(super) fn table(t: T, name: &str) -> String {
    TABLES
        .iter()
        .find(|(known, _)| *known == name)
        .map_or_else(|| name.to_owned(), |(_, words)| words(t).to_owned())
}

/// The table of ours with this name.
pub(super) fn known_table(name: &str) -> Option<&'static str> {
    TABLES.iter().find(|(known, _)| *known == name).map(|(known, _)| *known)
}

/// Groups, and under each its actions.
pub(super) fn action_choices(t: T) -> Vec<Choice> {
    let mut choices = Vec::new();
    for (group, words) in GROUPS {
        choices.push(Choice::new(group, words(t)));
        let own = ACTIONS.iter().filter(|(name, _)| name.starts_with(group));
        choices.extend(own.map(|(name, words)| Choice::new(*name, format!("\u{2003}{}", words(t)))));
    }
    let others = ACTIONS.iter().filter(|(name, _)| !GROUPS.iter().any(|(group, _)| name.starts_with(group)));
    choices.extend(others.map(|(name, words)| Choice::new(*name, words(t))));
    choices
}

pub(super) fn table_choices(t: T) -> Vec<Choice> {
    TABLES.iter().map(|(name, words)| Choice::new(*name, words(t))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// How a name stands in the code where it is given to an action, or to what writes one.
    const BEFORE: [&str; 5] = ["action(", "name:", "ctx,", "id,", "{"];

    /// The names of actions in a text.
    fn actions(text: &str) -> impl Iterator<Item = &str> {
        let part = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
        text.match_indices('"').filter_map(move |(at, _)| {
            let rest = &text[at + 1..];
            let (name, after) = rest.split_at(rest.find(|c| !part(c))?);
            let before = text[..at].trim_end();
            let is_arm = after.get(1..)?.trim_start().starts_with("=>");
            let given = BEFORE.iter().any(|words| before.ends_with(words));
            let two = name.contains('.') && name.split('.').all(|word| !word.is_empty());
            (after.starts_with('"') && two && given && !is_arm).then_some(name)
        })
    }

    fn collect(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() && !entry.ends_with("testing") {
                collect(&entry, found);
            } else if entry.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&entry).unwrap();
                let own = text.split("#[cfg(test)]").next().unwrap_or_default();
                found.extend(actions(own).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_action_that_the_code_records_has_words_and_no_other_has() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut found = BTreeSet::new();
        for of in std::fs::read_dir(crates).unwrap() {
            let sources = of.unwrap().path().join("src");
            if sources.is_dir() {
                collect(&sources, &mut found);
            }
        }
        let known: BTreeSet<String> = ACTIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(known.len(), ACTIONS.len(), "an action stands twice");
        assert_eq!(found, known);
    }

    #[test]
    fn an_action_is_told_from_a_code_of_a_refusal() {
        let text = r#"ctx.action("a.one"), self.change(ctx, id, "b.two", f), Refusal::new("c.three", "d.four"),
            match code { "e.five" => 1 }, Action { behalf: None, name: "f.six" }, name: "không.phải", title: "g.h""#;
        assert_eq!(actions(text).collect::<Vec<_>>(), ["a.one", "b.two", "f.six"]);
    }
}
