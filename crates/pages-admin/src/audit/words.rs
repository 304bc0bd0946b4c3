//! What actions and tables are called.

use crate::locale::T;
use webkit::form::Choice;

type Words = fn(T) -> &'static str;

/// The groups of actions, by the beginning of their names.
const GROUPS: [(&str, Words); 8] = [
    ("dossier.", |t| t.audit_group_dossier()),
    ("person.", |t| t.audit_group_person()),
    ("session.", |t| t.audit_group_session()),
    ("token.", |t| t.audit_group_token()),
    ("unit.", |t| t.audit_group_unit()),
    ("calendar.", |t| t.audit_group_calendar()),
    ("catalogue.", |t| t.audit_group_catalogue()),
    ("store.", |t| t.audit_group_store()),
];

const ACTIONS: [(&str, Words); 51] = [
    ("dossier.submit", |t| t.act_dossier_submit()),
    ("dossier.accept", |t| t.act_dossier_accept()),
    ("dossier.accept_batch", |t| t.act_dossier_accept_batch()),
    ("dossier.not_accept", |t| t.act_dossier_not_accept()),
    ("dossier.forward", |t| t.act_dossier_forward()),
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
    ("unit.rename", |t| t.act_unit_rename()),
    ("unit.move", |t| t.act_unit_move()),
    ("unit.end", |t| t.act_unit_end()),
    ("unit.split", |t| t.act_unit_split()),
    ("unit.transfer", |t| t.act_unit_transfer()),
    ("calendar.decree", |t| t.act_calendar_decree()),
    ("calendar.revoke", |t| t.act_calendar_revoke()),
    ("job.run_now", |t| t.act_job_run_now()),
    ("audit.export", |t| t.act_audit_export()),
];

/// The tables that a search can name.
const TABLES: [(&str, Words); 12] = [
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
    ("setting", |t| t.table_setting()),
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
