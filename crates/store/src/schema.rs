//! What a database of the program holds: the sum of what the domains declare.

use crate::{CounterTable, Table};
use std::collections::BTreeSet;

/// One step of the schema's history.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its number: unique among all domains, applied in this order. 1–9 are the store's own.
    pub no: u32,
    /// Its name, for people.
    pub name: &'static str,
    /// Its text with tokens (see the README). Never changed once it was applied somewhere.
    pub sql: &'static str,
}

/// What one domain keeps in the database.
#[derive(Debug)]
pub struct Domain {
    /// Its name.
    pub name: &'static str,
    /// Its migrations.
    pub migrations: &'static [Migration],
    /// Its audited tables.
    pub tables: &'static [&'static Table],
    /// Its counters.
    pub counters: &'static [&'static CounterTable],
}

/// The whole of a program's database.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// All migrations, by number.
    pub migrations: Vec<Migration>,
    /// All audited tables, by number.
    pub tables: Vec<&'static Table>,
    /// All counters.
    pub counters: Vec<&'static CounterTable>,
    /// Topics of the outbox that somebody listens to; what is emitted on others is dropped.
    pub topics: Vec<&'static str>,
    /// Tables that are neither audited nor counters, on purpose: caches, queues, sessions. `*` at the end of a
    /// name stands for any rest (`dossier_fts*`).
    pub exempt: Vec<&'static str>,
    /// Of the exempt ones, those that a backup leaves out: what the database rebuilds by itself, sessions.
    pub not_backed_up: Vec<&'static str>,
}

impl Schema {
    /// The store's own tables and those of the domains.
    pub fn of(domains: &[&'static Domain]) -> Self {
        let mut schema = Self { exempt: crate::domain::EXEMPT.to_vec(), ..Self::default() };
        for domain in std::iter::once(&crate::domain::DOMAIN).chain(domains.iter().copied()) {
            schema.migrations.extend(domain.migrations);
            schema.tables.extend(domain.tables);
            schema.counters.extend(domain.counters);
        }
        schema.migrations.sort_by_key(|m| m.no);
        schema.tables.sort_by_key(|t| t.no);
        schema.counters.sort_by_key(|c| c.name);
        schema
    }

    /// Adds topics that somebody listens to.
    #[must_use]
    pub fn listening(mut self, topics: &[&'static str]) -> Self {
        self.topics.extend(topics);
        self
    }

    /// Adds tables that are neither audited nor counters.
    #[must_use]
    pub fn exempting(mut self, tables: &[&'static str]) -> Self {
        self.exempt.extend(tables);
        self
    }

    /// Adds exempt tables that a backup leaves out as well.
    #[must_use]
    pub fn leaving_out(mut self, tables: &[&'static str]) -> Self {
        self.exempt.extend(tables);
        self.not_backed_up.extend(tables);
        self
    }

    /// What is wrong with the declarations, if anything: a number or name used twice, too many columns.
    pub fn mistakes(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut twice = |what: &str, names: Vec<String>| {
            let mut seen = BTreeSet::new();
            let again = names.into_iter().filter(|n| !seen.insert(n.clone()));
            found.extend(again.map(|n| format!("{what} {n} is declared twice")));
        };
        twice("migration", self.migrations.iter().map(|m| m.no.to_string()).collect());
        twice("table number", self.tables.iter().map(|t| t.no.to_string()).collect());
        let tables = self.tables.iter().map(|t| t.name).chain(self.counters.iter().map(|c| c.name));
        twice("table", tables.chain(self.exempt.iter().copied()).map(str::to_owned).collect());
        for table in &self.tables {
            if table.columns.len() > MAX_COLUMNS {
                found.push(format!("table {} has more than {MAX_COLUMNS} columns", table.name));
            }
        }
        for counter in &self.counters {
            if counter.keys.is_empty()
                || counter.keys.len() > MAX_KEY
                || counter.measures.len() > MAX_MEASURES
            {
                let name = counter.name;
                found.push(format!("counters {name}: 1–{MAX_KEY} keys and at most {MAX_MEASURES} measures"));
            }
        }
        found
    }

    pub(crate) fn table_of(&self, no: u16) -> Option<&'static Table> {
        self.tables.binary_search_by_key(&no, |t| t.no).ok().map(|i| self.tables[i])
    }
}

/// Whether a name is on a list whose entries may end in `*`.
pub(crate) fn listed(list: &[&str], name: &str) -> bool {
    list.iter().any(|entry| match entry.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => *entry == name,
    })
}

/// Most columns of an audited table: a change is a mask of 64 bits.
pub const MAX_COLUMNS: usize = 63;
/// Most columns of a counter's key.
pub const MAX_KEY: usize = 6;
/// Most measures of a counter table.
pub const MAX_MEASURES: usize = 63;
