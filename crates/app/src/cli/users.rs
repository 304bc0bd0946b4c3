//! Keeping accounts and roles from the command line. Whoever may run it has the database in his hands, so that it acts
//! as the program itself; the audit says so. Passwords never stand among the arguments.

use super::args::Place;
use super::{Done, Failure, open, say, tell};
use clap::{Args, Subcommand, ValueEnum};
use identity::desk::{self, Details, NewGrant, NewPerson};
use identity::token::NewToken;
use identity::{Gate, Grant, GrantId, Kind, Language, Person, Role, Rules, Scope, Secret, Status};
use kernel::{Actor, Clock, Day, SystemClock, UnitId, Units};
use organisation::Directory;
use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use store::{Ctx, Db, Open, Tx};

/// A role as a word.
#[derive(Clone, Copy, Debug)]
pub struct RoleWord(Role);

impl ValueEnum for RoleWord {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [RoleWord; Role::ALL.len()] = {
            let mut all = [RoleWord(Role::Auditor); Role::ALL.len()];
            let mut i = 0;
            while i < all.len() {
                all[i] = RoleWord(Role::ALL[i]);
                i += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.word()).help(self.0.en()))
    }
}

/// Where a role holds.
#[derive(Args, Debug, Clone)]
pub struct Where {
    /// The unit's code; the whole province when left out.
    #[arg(long, value_name = "CODE")]
    pub unit: Option<String>,
    /// In all units under its command as well.
    #[arg(long, requires = "unit")]
    pub subtree: bool,
}

/// What can be asked of accounts.
#[derive(Subcommand, Debug)]
pub enum UserCommand {
    /// Make an account and print a password that opens once.
    #[command(
        after_help = "Examples:\n  motcua user add quan.tri --role administrator --name 'Nguyễn Văn An'\n  motcua user add an.nv --role case_officer --unit A01.40 --name 'Trần Thị An' --title 'Chuyên viên'\n  motcua user add cong.dvc --service --role desk_officer --unit A01.40 --name 'Cổng dịch vụ công'"
    )]
    Add {
        /// The name that is typed to sign in.
        login: String,
        /// A first role.
        #[arg(long, value_enum, value_name = "ROLE")]
        role: Option<RoleWord>,
        /// Where the role holds; the unit is also the one the person belongs to.
        #[command(flatten)]
        scope: Where,
        /// The name that others see.
        #[arg(long)]
        name: Option<String>,
        /// Title or position.
        #[arg(long, default_value = "")]
        title: String,
        /// Pages in English.
        #[arg(long)]
        english: bool,
        /// The account of a program: API tokens, no password.
        #[arg(long)]
        service: bool,
        /// Ask for the first password (or read a line of standard input) instead of making one.
        #[arg(long, conflicts_with = "service")]
        ask_password: bool,
        /// The database.
        #[command(flatten)]
        place: Place,
    },
    /// List accounts and their roles.
    List {
        /// Only those whose name, login or title contains these words.
        #[arg(default_value = "")]
        words: String,
        /// The database.
        #[command(flatten)]
        place: Place,
    },
    /// Give a new password that opens once; sessions end and the second factor goes.
    Reset {
        /// The login name.
        login: String,
        /// The database.
        #[command(flatten)]
        place: Place,
    },
    /// Deactivate an account; its roles and delegations pass to a successor, or end.
    #[command(
        after_help = "Example:\n  motcua user deactivate an.nv --successor binh.tt --reason 'nghỉ hưu'"
    )]
    Deactivate {
        /// The login name.
        login: String,
        /// The login name of whoever goes on.
        #[arg(long, value_name = "LOGIN")]
        successor: Option<String>,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
        /// The database.
        #[command(flatten)]
        place: Place,
    },
    /// Grant a role.
    #[command(
        after_help = "Example:\n  motcua user grant an.nv unit_head --unit A01 --subtree --to 2027-01-01 --reason 'QĐ 15'"
    )]
    Grant {
        /// The login name.
        login: String,
        /// The role.
        #[arg(value_enum)]
        role: RoleWord,
        /// Where.
        #[command(flatten)]
        scope: Where,
        /// First day; today when left out.
        #[arg(long, value_name = "DAY")]
        from: Option<Day>,
        /// First day no more.
        #[arg(long, value_name = "DAY")]
        to: Option<Day>,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
        /// The database.
        #[command(flatten)]
        place: Place,
    },
    /// Make an API token and print it: this once.
    #[command(
        after_help = "Example:\n  motcua user token cong.dvc --for 'Cổng dịch vụ công' --scope dossiers:read --scope dossiers:write --range 10.20.0.0/16"
    )]
    Token {
        /// The login name of the account whose rights it has.
        login: String,
        /// What it is for.
        #[arg(long = "for", value_name = "WORDS")]
        purpose: String,
        /// What it opens. May be given several times.
        #[arg(long, value_name = "SCOPE", required = true, value_parser = clap::builder::PossibleValuesParser::new(api::scope::ALL))]
        scope: Vec<String>,
        /// From which addresses; from everywhere when left out. May be given several times.
        #[arg(long, value_name = "NETWORK")]
        range: Vec<String>,
        /// How many days it lives.
        #[arg(long, default_value_t = 365)]
        days: i64,
        /// The database.
        #[command(flatten)]
        place: Place,
    },
    /// End a role today, by the number that `user list` shows.
    Revoke {
        /// Number of the grant.
        grant: i64,
        /// The database.
        #[command(flatten)]
        place: Place,
    },
}

pub(super) fn user(command: UserCommand) -> Done {
    match command {
        UserCommand::Add { login, role, scope, name, title, english, service, ask_password, place } => {
            let db = open(&place, Open::Existing)?;
            let scope = find_scope(&db, &scope)?;
            let details = Details {
                name: name.unwrap_or_else(|| login.clone()),
                title,
                unit: (scope != Scope::Province).then(|| scope.unit()),
                language: if english { Language::En } else { Language::Vi },
            };
            let kind = if service { Kind::Service } else { Kind::Staff };
            let role = role.map(|r| (r.0, scope));
            add(&db, NewPerson { login, kind, details, role }, ask_password)?;
        }
        UserCommand::List { words, place } => list(&open(&place, Open::Existing)?, &words)?,
        UserCommand::Reset { login, place } => {
            let db = open(&place, Open::Existing)?;
            let person = find(&db, &login)?;
            let given = gate(&db)?.reset_password(Actor::SYSTEM, person.id)?;
            hand_out(&given.person.login, given.password.as_ref())?;
        }
        UserCommand::Deactivate { login, successor, reason, place } => {
            let db = open(&place, Open::Existing)?;
            let person = find(&db, &login)?.id;
            let successor = successor.map(|login| find(&db, &login)).transpose()?.map(|p| p.id);
            let done = act(&db, move |tx, ctx| desk::deactivate(tx, ctx, person, successor, &reason))?;
            say(&format!(
                "{login} deactivated; {} roles moved, {} ended; {} delegations moved, {} ended; {} tokens revoked, {} sessions ended",
                done.grants_moved,
                done.grants_ended,
                done.delegations_moved,
                done.delegations_ended,
                done.tokens_revoked,
                done.sessions_ended
            ))?;
        }
        UserCommand::Grant { login, role, scope, from, to, reason, place } => {
            let db = open(&place, Open::Existing)?;
            let (person, scope) = (find(&db, &login)?.id, find_scope(&db, &scope)?);
            let from = from.unwrap_or_else(|| SystemClock.now().day());
            let new = NewGrant { person, role: role.0, scope, from, to, reason };
            let id = act(&db, move |tx, ctx| desk::grant(tx, ctx, new))?;
            say(&format!("{login}: {} granted as {id}", role.0.word()))?;
        }
        UserCommand::Token { login, purpose, scope, range, days, place } => {
            let db = open(&place, Open::Existing)?;
            let person = find(&db, &login)?.id;
            let new = NewToken { person, name: purpose, scopes: scope, ranges: range, days };
            let (_, made) = act(&db, move |tx, ctx| identity::token::make(tx, ctx, new))?;
            say(made.expose())?;
        }
        UserCommand::Revoke { grant, place } => {
            let db = open(&place, Open::Existing)?;
            act(&db, move |tx, ctx| desk::revoke(tx, ctx, GrantId(grant)))?;
            say(&format!("{grant} ended today"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn add(db: &Db, new: NewPerson, ask: bool) -> Result<(), Failure> {
    let gate = gate(db)?;
    if ask {
        let first = ask_password(&new.login)?;
        let person = gate.add_person_with(Actor::SYSTEM, new, Some(first))?;
        return hand_out(&person.login, None);
    }
    let made = gate.add_person(Actor::SYSTEM, new)?;
    hand_out(&made.person.login, made.password.as_ref())
}

/// Tells a password, once.
fn hand_out(login: &str, password: Option<&Secret>) -> Result<(), Failure> {
    let Some(password) = password else {
        return say(login);
    };
    say(&format!("{login}\t{}", password.expose()))?;
    tell(
        "The password opens for seven days and must be changed at the first sign-in. It is shown this once.",
    );
    tell("Mật khẩu dùng được trong bảy ngày, phải đổi khi đăng nhập lần đầu và chỉ hiện một lần.");
    Ok(())
}

/// From the keyboard without showing it, or a line of standard input.
fn ask_password(login: &str) -> Result<Secret, Failure> {
    if io::stdin().is_terminal() {
        let ask = |what: &str| -> Result<String, Failure> {
            write!(io::stderr(), "{what} {login}: ")?;
            Ok(rpassword::read_password()?)
        };
        let (first, again) = (ask("Password for / Mật khẩu của")?, ask("Once more / Nhập lại")?);
        if first != again {
            return Err(Failure::new("the two passwords differ / hai lần nhập không giống nhau"));
        }
        return Ok(Secret::new(first));
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n'])))
}

fn list(db: &Db, words: &str) -> Result<(), Failure> {
    let today = SystemClock.now().day();
    let (directory, people) = db.read(|tx| {
        let people = identity::people(tx, &Units::All, words, "", usize::MAX)?;
        let with: kernel::Result<Vec<(Person, Vec<Grant>)>> = people
            .into_iter()
            .map(|p| {
                let grants = identity::grants_of(tx, p.id)?;
                Ok((p, grants))
            })
            .collect();
        Ok((Directory::load(tx)?, with?))
    })?;
    let code = |unit: UnitId| directory.last_version(unit).map_or("?", |v| v.code.as_str());
    for (person, grants) in people {
        let unit = person.unit.map_or("", code);
        let status = if person.status == Status::Active { "" } else { "\tdeactivated" };
        say(&format!("{}\t{}\t{unit}\t{}{status}", person.login, person.name, person.kind.word()))?;
        for grant in grants.iter().filter(|g| g.holds_from(today)) {
            say(&format!("\t{}\t{}\t{}", grant.id, grant.role.word(), tell_scope(grant, &code)))?;
        }
    }
    Ok(())
}

fn tell_scope<'a>(grant: &Grant, code: &impl Fn(UnitId) -> &'a str) -> String {
    let place = match grant.scope {
        Scope::Province => "province".to_owned(),
        Scope::Unit(unit) => code(unit).to_owned(),
        Scope::Subtree(unit) => format!("{} and all under it", code(unit)),
    };
    let to = grant.to.map_or_else(String::new, |to| format!(" to {to}"));
    format!("{place}\tfrom {}{to}", grant.from)
}

fn gate(db: &Db) -> Result<Gate, Failure> {
    Ok(Gate::open(db.clone(), Arc::new(SystemClock), Arc::new(SystemClock), Rules::default())?)
}

fn act<T: Send + 'static>(
    db: &Db,
    work: impl FnOnce(&mut Tx<'_>, &Ctx<'_>) -> kernel::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let now = SystemClock.now();
    Ok(db.write(move |tx| {
        let ids = tx.ids();
        work(tx, &Ctx { actor: Actor::SYSTEM, now, ids: &ids })
    })?)
}

fn find(db: &Db, login: &str) -> Result<Person, Failure> {
    db.read(|tx| identity::by_login(tx, login))?.ok_or_else(|| {
        Failure::new(format!(
            "there is no account {login}; `motcua user list` shows all / không có tài khoản {login}"
        ))
    })
}

fn find_scope(db: &Db, asked: &Where) -> Result<Scope, Failure> {
    let Some(code) = &asked.unit else {
        return Ok(Scope::Province);
    };
    let unit = super::units::find(&db.read(Directory::load)?, code, SystemClock.now().day())?;
    Ok(if asked.subtree { Scope::Subtree(unit) } else { Scope::Unit(unit) })
}
