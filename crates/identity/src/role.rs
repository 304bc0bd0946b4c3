//! The roles, and what each may do. This table is the whole of it; the public needs no role.

use Right::{Administer, Assure, Audit, Correct, People, Process, Receive, Report, Reveal, See, Settle};
use kernel::{Right, Rights};

/// What somebody is in a unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Takes dossiers in and hands results out.
    DeskOfficer,
    /// Works on dossiers.
    CaseOfficer,
    /// Heads a unit: decides, corrects.
    UnitHead,
    /// Leads the province, or a part of it.
    ProvinceLeader,
    /// Watches over the reform of administration.
    ReformOffice,
    /// Keeps units, calendars, procedures, accounts. Reads no dossier.
    Administrator,
    /// Reads dossiers and the audit log, changes nothing.
    Auditor,
}

impl Role {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::DeskOfficer,
        Self::CaseOfficer,
        Self::UnitHead,
        Self::ProvinceLeader,
        Self::ReformOffice,
        Self::Administrator,
        Self::Auditor,
    ];

    /// What it may do.
    pub const fn rights(self) -> Rights {
        match self {
            Self::DeskOfficer => Rights::of(&[See, Receive, Reveal]),
            Self::CaseOfficer => Rights::of(&[See, Process, Reveal]),
            Self::UnitHead => Rights::of(&[See, Process, Settle, Correct, Reveal, Report, Assure]),
            Self::ProvinceLeader => Rights::of(&[See, Report]),
            Self::ReformOffice => Rights::of(&[See, Report, Assure]),
            Self::Administrator => Rights::of(&[Administer, People]),
            Self::Auditor => Rights::of(&[See, Report, Audit]),
        }
    }

    /// The stored word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DeskOfficer => "desk_officer",
            Self::CaseOfficer => "case_officer",
            Self::UnitHead => "unit_head",
            Self::ProvinceLeader => "province_leader",
            Self::ReformOffice => "reform_office",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// Reads the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Its name in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::DeskOfficer => "Cán bộ tiếp nhận và trả kết quả",
            Self::CaseOfficer => "Công chức xử lý hồ sơ",
            Self::UnitHead => "Thủ trưởng đơn vị",
            Self::ProvinceLeader => "Lãnh đạo tỉnh",
            Self::ReformOffice => "Theo dõi cải cách hành chính",
            Self::Administrator => "Quản trị hệ thống",
            Self::Auditor => "Kiểm tra, giám sát",
        }
    }

    /// Its name in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::DeskOfficer => "Desk officer",
            Self::CaseOfficer => "Case officer",
            Self::UnitHead => "Head of unit",
            Self::ProvinceLeader => "Province leader",
            Self::ReformOffice => "Reform office",
            Self::Administrator => "Administrator",
            Self::Auditor => "Auditor",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Roles × rights, as people would check it.
    const TABLE: &str = "
                     receive process settle correct administer see reveal report audit people assure
    desk_officer     x       .       .      .       .          x   x      .      .     .        .
    case_officer     .       x       .      .       .          x   x      .      .     .        .
    unit_head        .       x       x      x       .          x   x      x      .     .        x
    province_leader  .       .       .      .       .          x   .      x      .     .        .
    reform_office    .       .       .      .       .          x   .      x      .     .        x
    administrator    .       .       .      .       x          .   .      .      .     x        .
    auditor          .       .       .      .       .          x   .      x      x     .        .
    ";

    #[test]
    fn each_role_has_the_rights_of_the_table() {
        let mut lines = TABLE.lines().map(str::trim).filter(|l| !l.is_empty());
        let heads: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
        let named: Vec<String> = Right::ALL.iter().map(|r| format!("{r:?}").to_lowercase()).collect();
        assert_eq!(heads, named);
        for role in Role::ALL {
            let cells: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
            assert_eq!(cells[0], role.word());
            for (right, cell) in Right::ALL.iter().zip(&cells[1..]) {
                assert_eq!(role.rights().has(*right), *cell == "x", "{role:?} {right:?}");
            }
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
        assert_eq!(lines.next(), None);
    }

    #[test]
    fn an_auditor_changes_nothing_and_an_administrator_reads_no_dossier() {
        for right in [Receive, Process, Settle, Correct, Administer, People, Assure] {
            assert!(!Role::Auditor.rights().has(right));
        }
        for right in [See, Reveal, Report, Receive, Process, Settle] {
            assert!(!Role::Administrator.rights().has(right));
        }
    }
}
