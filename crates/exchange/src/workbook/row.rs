//! A row of the procedures: cell by cell, columns that are not there as they stand.

use super::columns::{ONLINE_LISTS, TERM_KINDS};
use super::known::{Base, Known, Tier};
use super::text::kept;
use crate::cells::Cells;
use catalogue::desk::NewProcedure;
use catalogue::{Competent, Profile};
use kernel::Refusal;
use kernel::term::{Term, TermRules};

/// Most of a term, in whichever kind.
const MOST: i64 = 87_600;

/// What a row says.
pub(super) struct Drafted {
    /// From when on it holds is the decision's to say.
    pub(super) procedure: NewProcedure,
    pub(super) profile: Option<Profile>,
    /// What speaks against it, by column: told only where the row changes anything.
    pub(super) objections: Vec<(&'static str, Refusal)>,
    /// What to look at.
    pub(super) remarks: Vec<(&'static str, Refusal)>,
}

/// A row being read.
struct Row<'r, 'c, 'k> {
    c: &'r mut Cells<'c>,
    known: &'k Known,
    base: Option<&'r Base<'k>>,
    objections: Vec<(&'static str, Refusal)>,
    remarks: Vec<(&'static str, Refusal)>,
}

/// Reads a row; `None` where some cell cannot be used, which has been told then.
pub(super) fn read(c: &mut Cells<'_>, known: &Known, code: &str, base: Option<&Base<'_>>) -> Option<Drafted> {
    let mut row = Row { c, known, base, objections: Vec::new(), remarks: Vec::new() };
    // Of what is no code at all nothing else is asked: what the row lacks would hide the mistake.
    if base.is_none() && !fits(code) {
        let words = bad_code(code);
        row.c.object(words.code, "code", words.vi, words.en);
        return None;
    }
    let name = row.text("name", 1_000, |p| &p.name);
    let field = row.text("field", 300, |p| &p.field);
    let tier = row.need("level", |b| b.procedure.tier.clone(), Row::tier);
    let competent = row.need("unit", |b| b.procedure.competent.clone(), Row::competent);
    let (kind, amount) = row.term();
    let cut_off = row.yes_or("cut_off", false, |b| b.procedure.rules.cut_off_minute.is_some());
    let profile = row.profile(amount);
    let level = profile.as_ref().and_then(|p| p.as_ref()).map(|p| p.service_level);
    let online = row.online(level);
    let post = row.need("post", |b| b.procedure.post, |row| row.c.yes("post"));
    let illustrative =
        row.need("illustrative", |b| b.procedure.illustrative, |row| row.c.yes("illustrative"));
    let process = row.process(tier.as_deref());
    let term = kind.zip(amount).and_then(|(kind, amount)| {
        let term = Term::from_parts(kind, amount);
        if term.is_none() {
            let most = "Thời hạn tối đa 3.650 ngày.";
            row.c.object("too_large", "reduced_term", most, "a term has 3,650 days at most");
        }
        term
    });
    let rules = row.rules(cut_off?);
    let procedure = NewProcedure {
        code: code.to_owned(),
        valid_from: base.map_or(kernel::Day(0), |b| b.procedure.valid_from),
        name: name?,
        tier: tier?,
        field: field?,
        competent: competent?,
        term: term?,
        rules,
        online: online?,
        post: post?,
        process: process?,
        illustrative: illustrative?,
    };
    let profile = profile?;
    row.check(&procedure, profile.as_ref());
    let Row { objections, remarks, .. } = row;
    Some(Drafted { procedure, profile, objections, remarks })
}

impl<'c, 'k> Row<'_, 'c, 'k> {
    /// A column that a new procedure must have; where it is not there, what stands.
    fn need<T>(
        &mut self,
        column: &'static str,
        stands: impl FnOnce(&Base<'_>) -> T,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        if self.c.has(column) {
            return read(self);
        }
        if self.base.is_none() {
            self.c.demand(column);
        }
        self.base.map(stands)
    }

    fn text(
        &mut self,
        column: &'static str,
        most: usize,
        stands: fn(&NewProcedure) -> &String,
    ) -> Option<String> {
        let old = self.base.map(|b| stands(&b.procedure).clone());
        self.need(
            column,
            |b| stands(&b.procedure).clone(),
            |row| Some(kept(row.c.line(column, most)?, old.as_deref())),
        )
    }

    /// A column that may be left out: what stands then, or what holds for new procedures.
    fn yes_or(&mut self, column: &'static str, new: bool, stands: fn(&Base<'_>) -> bool) -> Option<bool> {
        if self.c.has(column) { self.c.yes(column) } else { Some(self.base.map_or(new, stands)) }
    }

    fn tier(&mut self) -> Option<String> {
        let text = self.c.need("level")?;
        if let Some(tier) = self.known.tier(&text) {
            return Some(tier.code.clone());
        }
        let all = |name: fn(&Tier) -> &String| {
            let all = self.known.tiers.iter().map(|t| format!("{} ({})", name(t), t.code));
            all.collect::<Vec<_>>().join(", ")
        };
        let (shown, vi, en) = (short(&text), all(|t| &t.name), all(|t| &t.name_en));
        self.c.object(
            "unknown_level",
            "level",
            format!("Không có cấp '{shown}'. Các cấp: {vi}."),
            format!("there is no level '{shown}'; the levels are: {en}"),
        );
        None
    }

    /// A unit's code, or `tier:CODE` or `kind:CODE`. What already stands is not asked again: units end, and their
    /// procedures wait for the decision that gives them to the heir.
    fn competent(&mut self) -> Option<Competent> {
        let text = self.c.notation("unit", 100)?;
        let today = self.known.today;
        let (competent, there) = match text.split_once(':') {
            Some(("tier", code)) => match self.known.tier(code) {
                Some(tier) => (Competent::Tier(tier.code.clone()), true),
                None => (Competent::Tier(code.into()), false),
            },
            Some(("kind", code)) => {
                let there = self.known.directory.all_at(today).iter().any(|v| v.kind == code);
                (Competent::Kind(code.into()), there)
            }
            other => {
                let code = other.filter(|(what, _)| *what == "unit").map_or(text.as_str(), |(_, code)| code);
                (Competent::Unit(code.into()), self.known.directory.by_code(code, today).is_some())
            }
        };
        if !there && self.base.is_none_or(|b| b.procedure.competent != competent) {
            let shown = short(&text);
            self.c.object(
                "unknown_unit",
                "unit",
                format!("Không có đơn vị '{shown}'. Viết mã đơn vị (xem: motcua unit list), tier:CẤP hoặc kind:LOẠI."),
                format!("there is no unit '{shown}'; write a unit's code (`motcua unit list` shows all), tier:CODE or kind:CODE"),
            );
            return None;
        }
        Some(competent)
    }

    fn term(&mut self) -> (Option<&'static str>, Option<i64>) {
        let kind = self.need(
            "term_kind",
            |b| b.procedure.term.to_parts().0,
            |row| row.c.word("term_kind", TERM_KINDS),
        );
        let amount = self.need(
            "reduced_term",
            |b| b.procedure.term.to_parts().1,
            |row| row.c.count("reduced_term", MOST),
        );
        (kind, amount)
    }

    fn rules(&self, cut_off: bool) -> TermRules {
        let rules = self.base.map_or(self.known.rules, |b| b.procedure.rules);
        let minute = rules.cut_off_minute.filter(|_| self.base.is_some()).unwrap_or(self.known.cut_off);
        TermRules { cut_off_minute: cut_off.then_some(minute), ..rules }
    }

    fn process(&mut self, tier: Option<&str>) -> Option<catalogue::ProcessId> {
        let code = if self.c.is_empty("process") { None } else { Some(self.c.notation("process", 100)?) };
        if let Some(base) = self.base
            && code.as_ref().is_none_or(|code| *code == base.revision.process.code)
        {
            return Some(base.procedure.process);
        }
        let Some(code) = code else {
            let found = self.known.default_process(tier?).map(|p| p.id);
            if found.is_none() {
                self.c.object(
                    "no_process",
                    "process",
                    "Cấp này chưa có quy trình mặc định. Hãy ghi mã quy trình.",
                    "this level has no default process; write the code of a process",
                );
            }
            return found;
        };
        let found = self.known.process(&code).map(|p| p.id);
        if found.is_none() {
            let shown = short(&code);
            self.c.object(
                "unknown_process",
                "process",
                format!("Không có quy trình '{shown}'. Hãy ghi mã quy trình đã có, hoặc để trống."),
                format!(
                    "there is no process '{shown}'; write the code of one that there is, or leave it empty"
                ),
            );
        }
        found
    }

    /// Whether it may be filed online: as its column says, or as its level does.
    fn online(&mut self, level: Option<i64>) -> Option<bool> {
        if self.c.has("online") {
            return self.c.yes("online");
        }
        match level.filter(|_| self.c.has("service_level")) {
            Some(level) => Some(level > 2),
            None => Some(self.base.is_some_and(|b| b.procedure.online)),
        }
    }

    /// How it is offered. Of a procedure of which nobody has said that, nothing needs to be said.
    fn profile(&mut self, amount: Option<i64>) -> Option<Option<Profile>> {
        const COLUMNS: [&str; 7] = [
            "legal_term",
            "service_level",
            "online_list",
            "national_portal",
            "business",
            "wholly_at_centre",
            "result",
        ];
        let stands = self.base.map(|b| b.details.profile.clone());
        if stands == Some(None) && COLUMNS.iter().all(|c| self.c.is_empty(c)) {
            return Some(None);
        }
        let old = stands.flatten();
        let known = old.as_ref();
        let law =
            self.offered("legal_term", known.map(|p| p.law_amount), None, |c| c.count("legal_term", MOST));
        let level = self.offered("service_level", known.map(|p| p.service_level), None, |c| {
            let level = c.count("service_level", 99)?;
            if !(2..=4).contains(&level) {
                c.object(
                    "service_level",
                    "service_level",
                    "Mức độ phải là 2, 3 hoặc 4.",
                    "the level must be 2, 3 or 4",
                );
                return None;
            }
            Some(level)
        });
        let list = self.offered("online_list", known.map(|p| p.online_list), Some(None), |c| {
            if c.is_empty("online_list") { Some(None) } else { c.word("online_list", ONLINE_LISTS).map(Some) }
        });
        let yes =
            |row: &mut Self, column, old: Option<bool>, new| row.offered(column, old, new, |c| c.yes(column));
        let portal = yes(self, "national_portal", known.map(|p| p.national_portal), Some(false));
        let business = yes(self, "business", known.map(|p| p.business), None);
        let wholly = yes(self, "wholly_at_centre", known.map(|p| p.wholly_at_centre), Some(false));
        let result = self.offered("result", known.map(|p| p.result.clone()), Some(String::new()), |c| {
            if c.is_empty("result") { Some(String::new()) } else { c.line("result", 1_000) }
        });
        let profile = Profile {
            law_amount: law?,
            service_level: level?,
            online_list: list?,
            national_portal: portal?,
            business: business?,
            wholly_at_centre: wholly?,
            result: kept(result?, known.map(|p| p.result.as_str())),
        };
        if amount.is_some_and(|term| term > profile.law_amount) {
            let (law, term) = (profile.law_amount, amount.unwrap_or_default());
            self.objections.push((
                "reduced_term",
                Refusal::new(
                    "term_over_law",
                    format!(
                        "Thời hạn {term} dài hơn thời hạn theo luật ({law}). Chỉ được bằng hoặc ngắn hơn."
                    ),
                    format!("the term of {term} is longer than the law's ({law}); it may only be shorter"),
                ),
            ));
        }
        Some(Some(profile))
    }

    /// A column of the profile: what it says, or what stands, or what holds where nobody says anything.
    fn offered<T>(
        &mut self,
        column: &'static str,
        stands: Option<T>,
        new: Option<T>,
        read: impl FnOnce(&mut Cells<'c>) -> Option<T>,
    ) -> Option<T> {
        if self.c.has(column) {
            return read(self.c);
        }
        let value = stands.or(new);
        if value.is_none() {
            self.c.demand(column);
        }
        value
    }

    /// What holds between the cells of a row.
    fn check(&mut self, p: &NewProcedure, profile: Option<&Profile>) {
        let mut object = |column, code, vi: String, en: String| {
            self.objections.push((column, Refusal::new(code, vi, en)));
        };
        let of = match &p.competent {
            Competent::Tier(tier) => Some(tier.clone()),
            Competent::Unit(code) => {
                self.known.directory.by_code(code, self.known.today).map(|v| v.tier.clone())
            }
            Competent::Kind(_) => None,
        };
        if let Some(of) = of.filter(|of| *of != p.tier) {
            object(
                "unit",
                "level_unit",
                format!("Cơ quan thuộc cấp {of}, thủ tục ghi cấp {}. Hãy sửa một trong hai.", p.tier),
                format!("the unit is of level {of}, the procedure of level {}; correct one of them", p.tier),
            );
        }
        if let Some(profile) = profile {
            if p.online != (profile.service_level > 2) {
                object(
                    "service_level",
                    "level_online",
                    "Mức 3, 4 khi và chỉ khi nộp trực tuyến được. Hãy sửa một trong hai.".into(),
                    "levels 3 and 4 are for what can be filed online, and for nothing else; correct one of them".into(),
                );
            }
            if profile.online_list.is_some() && profile.service_level == 2 {
                object(
                    "online_list",
                    "list_level",
                    "Chỉ thủ tục mức 3, 4 mới thuộc danh mục trực tuyến.".into(),
                    "only a procedure of level 3 or 4 stands in a list of online services".into(),
                );
            }
        }
        // A term of no working days ends on the day itself; none of hours or calendar days is a term at all.
        let zero = p.term.to_parts().1 == 0 && !matches!(p.term, Term::WorkingDays(_));
        if zero && self.base.is_none_or(|b| b.procedure.term != p.term) {
            object(
                "reduced_term",
                "term_zero",
                "Thời hạn 0 chỉ có nghĩa với ngày làm việc (giải quyết trong ngày). Hãy sửa số hoặc đơn vị tính."
                    .into(),
                "a term of 0 means the same day only in working days; correct the number or the kind".into(),
            );
        }
        self.remark(p);
    }

    fn remark(&mut self, p: &NewProcedure) {
        if let Err(near) = self.known.field(&p.field) {
            let (vi, en) = near.map_or_else(Default::default, |near| {
                (format!(" Có phải '{near}'?"), format!(" is '{near}' meant?"))
            });
            let words = Refusal::new(
                "new_field",
                format!("Lĩnh vực này chưa có thủ tục nào.{vi}"),
                format!("no procedure is of this field yet;{en}"),
            );
            self.remarks.push(("field", words));
        }
        let other = self.base.is_some_and(|b| b.procedure.term.to_parts().0 != p.term.to_parts().0);
        if other {
            let words = Refusal::new(
                "term_kind_changed",
                "Đổi đơn vị tính thời hạn: hồ sơ đang giải quyết giữ đơn vị cũ, thống kê không so sánh được trước và sau.",
                "another kind of term: dossiers under way keep the old one, and figures before and after cannot be compared",
            );
            self.remarks.push(("term_kind", words));
        }
    }
}

/// Whether a text looks like a procedure's code.
fn fits(code: &str) -> bool {
    let mut parts = code.split('.');
    let digits = |part: Option<&str>, n: usize| {
        part.is_some_and(|p| p.len() == n && p.bytes().all(|b| b.is_ascii_digit()))
    };
    digits(parts.next(), 1) && digits(parts.next(), 6) && parts.next().is_none()
}

fn bad_code(code: &str) -> Refusal {
    let code = short(code);
    Refusal::new(
        "bad_code",
        format!("'{code}' không phải mã thủ tục. Viết như 1.004774: một số, dấu chấm, sáu số."),
        format!("'{code}' is no code of a procedure; write it like 1.004774: one digit, a dot, six digits"),
    )
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
