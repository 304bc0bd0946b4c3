//! Demo databases: marked when they are made, and for good. Only there do demo people exist, who come in without a
//! password; and a database of real dossiers never becomes one.

use crate::desk::{self, Details, NewPerson};
use crate::model::{Kind, Language, PROVINCE, Person, Scope, Status};
use crate::role::Role;
use crate::store::{self, DATABASE_KIND};
use ::store::{Ctx, Tx, vals};
use kernel::{Fault, Refusal, Result, Right, UnitId};
use organisation::Directory;

/// What a database is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Database {
    /// Real dossiers. One without a mark is real.
    Real,
    /// Invented ones.
    Demo,
}

impl Database {
    const fn word(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Demo => "demo",
        }
    }
}

/// What this database was marked as, if it was.
///
/// # Errors
/// A fault of the database.
pub fn marked(tx: &mut Tx) -> Result<Option<Database>> {
    let word = tx.query_opt("SELECT kind FROM database_kind WHERE id = 1", &[], |row| row.text())?;
    match word.as_deref() {
        None => Ok(None),
        Some("real") => Ok(Some(Database::Real)),
        Some("demo") => Ok(Some(Database::Demo)),
        Some(other) => Err(Fault::new(format!("database_kind: {other}")).into()),
    }
}

/// Whether this is a demo.
///
/// # Errors
/// A fault of the database.
pub fn is_demo(tx: &mut Tx) -> Result<bool> {
    Ok(marked(tx)? == Some(Database::Demo))
}

/// Marks a database, right after it was made and before anything else is written into it. Marking it again as the same
/// changes nothing. Answers whether it was marked now.
///
/// # Errors
/// A refusal when it is marked as the other, or is to become a demo and has units or people already.
pub fn mark(tx: &mut Tx, ctx: &Ctx<'_>, database: Database) -> Result<bool> {
    ctx.actor.require(Right::Administer, PROVINCE)?;
    match marked(tx)? {
        Some(known) if known == database => return Ok(false),
        None if database == Database::Real || is_new(tx)? => {}
        _ => {
            return Err(Refusal::new(
                "demo.kind",
                "Cơ sở dữ liệu thật không thể thành bản dùng thử, và ngược lại. Hãy tạo cơ sở dữ liệu mới.",
                "A real database cannot become a demo, nor the other way round. Make a new one.",
            )
            .into());
        }
    }
    tx.action(&ctx.action("database.mark"), |tx| tx.insert(&DATABASE_KIND, &vals![1i64, database.word()]))?;
    Ok(true)
}

fn is_new(tx: &mut Tx) -> Result<bool> {
    Ok(Directory::current_revision(tx)? == 0 && store::revision(tx)? == 0)
}

/// Passes in a demo database alone.
pub(crate) fn require_demo(tx: &mut Tx) -> Result<()> {
    if is_demo(tx)? {
        return Ok(());
    }
    Err(Refusal::new(
        "demo.not_demo",
        "Việc này chỉ có trong bản dùng thử.",
        "This exists only in a demo database.",
    )
    .into())
}

/// Somebody to be invented.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The login name.
    pub login: &'static str,
    /// The name.
    pub name: &'static str,
    /// The title.
    pub title: &'static str,
    /// The role, and where.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// The home unit.
    pub unit: Option<UnitId>,
}

/// One person for each role: the officers and the head of one unit, an officer of another unit to see that rights end
/// at a unit's door, and those who have the whole province before them. All invented.
pub fn cast(unit: UnitId, other: UnitId) -> Vec<Part> {
    let here = |login, name, title, role| Part {
        login,
        name,
        title,
        role,
        scope: Scope::Unit(unit),
        unit: Some(unit),
    };
    let all =
        |login, name, title, role| Part { login, name, title, role, scope: Scope::Province, unit: None };
    vec![
        here("tiepnhan", "Nguyễn Thị Mai", "Công chức tiếp nhận và trả kết quả", Role::DeskOfficer),
        here("xuly", "Trần Văn Bình", "Chuyên viên", Role::CaseOfficer),
        Part {
            scope: Scope::Subtree(unit),
            ..here("thutruong", "Lê Hoàng Nam", "Thủ trưởng đơn vị", Role::UnitHead)
        },
        Part {
            scope: Scope::Unit(other),
            unit: Some(other),
            ..here("donvikhac", "Phạm Thu Hà", "Chuyên viên, đơn vị khác", Role::CaseOfficer)
        },
        all("lanhdao", "Võ Minh Tuấn", "Lãnh đạo tỉnh", Role::ProvinceLeader),
        all("caicach", "Đặng Ngọc Lan", "Theo dõi cải cách hành chính", Role::ReformOffice),
        all("quantri", "Bùi Quốc Việt", "Quản trị hệ thống", Role::Administrator),
        all("kiemtra", "Huỳnh Thanh Sơn", "Kiểm tra, giám sát", Role::Auditor),
    ]
}

/// Makes the demo people. Those who are there already stay as they are. Answers how many were made.
///
/// # Errors
/// A refusal in a real database.
pub fn people(tx: &mut Tx, ctx: &Ctx<'_>, parts: &[Part]) -> Result<usize> {
    require_demo(tx)?;
    let mut made = 0;
    for part in parts {
        if store::person_by_login(tx, part.login)?.is_some() {
            continue;
        }
        let details = Details {
            name: part.name.into(),
            title: part.title.into(),
            unit: part.unit,
            language: Language::Vi,
        };
        let role = Some((part.role, part.scope));
        desk::add(tx, ctx, NewPerson { login: part.login.into(), kind: Kind::Demo, details, role }, None)?;
        made += 1;
    }
    Ok(made)
}

/// The people whom the sign-in page of a demo offers, in the order in which they were made; nobody in a real database.
///
/// # Errors
/// A fault of the database.
pub fn listed(tx: &mut Tx) -> Result<Vec<Person>> {
    if !is_demo(tx)? {
        return Ok(Vec::new());
    }
    let mut all = store::people(tx, "", "", i64::MAX)?;
    all.retain(|p| p.kind == Kind::Demo && p.status == Status::Active);
    all.sort_by_key(|p| p.id);
    Ok(all)
}
