//! The SQL of the list.

use super::Wanted;
use crate::model::{Grant, Person, Status};
use crate::store::{grant_columns, person_columns, read_grant, read_person};
use kernel::{Day, Instant, PersonId, Result};
use store::{Tx, V, placeholders, vals};

/// Everybody who fits but for the units, by login name.
pub(super) fn each_person(tx: &mut Tx, wanted: &Wanted, f: &mut dyn FnMut(Person)) -> Result<()> {
    let words = kernel::text::fold(&wanted.words);
    let words: Vec<&str> = words.split_whitespace().collect();
    let unit = wanted.unit.map_or(0, |u| u.0);
    let role = wanted.role.map_or("", crate::role::Role::word);
    let status = wanted.status.map_or("", Status::word);
    tx.each(
        concat!(
            "SELECT ",
            person_columns!(),
            ", search FROM person p WHERE (unit_id = $1 OR $1 = 0) AND (status = $2 OR $2 = '') \
             AND ($3 = '' OR EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = p.id AND g.role = $3 \
             AND g.valid_from <= $4 AND (g.valid_to IS NULL OR g.valid_to > $4))) \
             AND ($5 = 0 OR EXISTS (SELECT 1 FROM credential c WHERE c.person_id = p.id AND c.must_change = 1)) \
             ORDER BY login"
        ),
        &vals![unit, status, role, wanted.day, wanted.must_change],
        |row| {
            let person = read_person(row)?;
            let search = row.str()?;
            if words.iter().all(|word| search.contains(word)) {
                f(person);
            }
            Ok(())
        },
    )
}

pub(super) fn grants_of_many(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<Grant>> {
    let ids: Vec<V<'_>> = people.iter().map(|p| V::Int(p.0)).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let these = placeholders(1, ids.len());
    let columns = grant_columns!();
    let sql = format!("SELECT {columns} FROM role_grant WHERE person_id IN ({these}) ORDER BY id");
    tx.query(sql, &ids, read_grant)
}

/// Those who have yet to change a password that was given.
pub(super) fn yet_to_change(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<PersonId>> {
    let ids: Vec<V<'_>> = people.iter().map(|p| V::Int(p.0)).collect();
    let these = placeholders(1, ids.len());
    let sql = format!("SELECT person_id FROM credential WHERE must_change = 1 AND person_id IN ({these})");
    tx.query(sql, &ids, |row| Ok(PersonId(row.int()?)))
}

/// Grants to active people that hold on a day or later.
pub(super) fn open_grants(tx: &mut Tx, today: Day) -> Result<Vec<Grant>> {
    tx.query(
        concat!(
            "SELECT ",
            grant_columns!(),
            " FROM role_grant WHERE (valid_to IS NULL OR (valid_to > $1 AND valid_to > valid_from)) \
             AND person_id IN (SELECT id FROM person WHERE status = 'active') ORDER BY id"
        ),
        &vals![today],
        read_grant,
    )
}

/// Who has yet to change a password that was given, and until when it opens.
pub(super) fn given_passwords(tx: &mut Tx) -> Result<Vec<(PersonId, Option<Instant>)>> {
    tx.query(
        "SELECT person_id, expires_at FROM credential WHERE must_change = 1 ORDER BY person_id",
        &[],
        |row| Ok((PersonId(row.int()?), row.opt_int()?.map(Instant))),
    )
}
