//! What is different between two revisions of a procedure, field by field, in both languages.

use crate::Catalogue;
use crate::component::Component;
use crate::desk::NewProcedure;
use crate::model::{Competent, ProcedureId, Revision};
use crate::profile::{Basis, Case, Details, Fee, FeeKind, OnlineList, Use};
use kernel::term::Term;
use serde::Serialize;

kernel::words! {
    /// What of a procedure is different.
    Aspect {
        /// Its name.
        Name = "name",
        /// The tier that settles it.
        Level = "level",
        /// The field it belongs to.
        Field = "field",
        /// Who may settle it.
        Unit = "unit",
        /// The term by law.
        LegalTerm = "legal_term",
        /// The term after reduction.
        Term = "term",
        /// From which minute of the day on it counts from the next working day.
        CutOff = "cut_off",
        /// What becomes of a due date on a day off.
        OffDays = "off_days",
        /// What resuming a stopped clock does.
        Resume = "resume",
        /// Whether it may be filed online.
        Online = "online",
        /// How far it is offered online: 2, 3 or 4.
        ServiceLevel = "service_level",
        /// The list of online services it stands in.
        OnlineList = "online_list",
        /// Whether it is offered on the national portal.
        NationalPortal = "national_portal",
        /// Whether it may be filed by post.
        Post = "post",
        /// Whether it concerns enterprises.
        Business = "business",
        /// Whether it is settled wholly at the centre.
        WhollyAtCentre = "wholly_at_centre",
        /// What the citizen gets.
        Result = "result",
        /// The process it runs through.
        Process = "process",
        /// Whether it is invented.
        Illustrative = "illustrative",
        /// A case.
        Case = "case",
        /// A paper.
        Paper = "paper",
        /// A fee or a charge.
        Fee = "fee",
        /// A legal basis.
        Basis = "basis",
    }
}

impl Aspect {
    /// In Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Name => "tên thủ tục",
            Self::Level => "cấp giải quyết",
            Self::Field => "lĩnh vực",
            Self::Unit => "cơ quan giải quyết",
            Self::LegalTerm => "thời hạn theo luật",
            Self::Term => "thời hạn sau cắt giảm",
            Self::CutOff => "giờ chốt trong ngày",
            Self::OffDays => "hạn rơi vào ngày nghỉ",
            Self::Resume => "cách tính khi tiếp tục",
            Self::Online => "nộp trực tuyến",
            Self::ServiceLevel => "mức độ dịch vụ",
            Self::OnlineList => "danh mục trực tuyến",
            Self::NationalPortal => "Cổng Dịch vụ công quốc gia",
            Self::Post => "qua bưu chính",
            Self::Business => "liên quan doanh nghiệp",
            Self::WhollyAtCentre => "giải quyết trọn tại Trung tâm",
            Self::Result => "kết quả",
            Self::Process => "quy trình",
            Self::Illustrative => "minh họa",
            Self::Case => "trường hợp",
            Self::Paper => "thành phần hồ sơ",
            Self::Fee => "phí, lệ phí",
            Self::Basis => "căn cứ pháp lý",
        }
    }

    /// In English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Level => "level",
            Self::Field => "field",
            Self::Unit => "competent unit",
            Self::LegalTerm => "term by law",
            Self::Term => "reduced term",
            Self::CutOff => "cut-off of the day",
            Self::OffDays => "due on a day off",
            Self::Resume => "on resuming",
            Self::Online => "online",
            Self::ServiceLevel => "service level",
            Self::OnlineList => "list of online services",
            Self::NationalPortal => "national portal",
            Self::Post => "by post",
            Self::Business => "concerns enterprises",
            Self::WhollyAtCentre => "settled wholly at the centre",
            Self::Result => "result",
            Self::Process => "process",
            Self::Illustrative => "illustrative",
            Self::Case => "case",
            Self::Paper => "paper",
            Self::Fee => "fee",
            Self::Basis => "legal basis",
        }
    }
}

/// A value in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Said {
    /// In Vietnamese.
    pub vi: String,
    /// In English.
    pub en: String,
}

impl Said {
    fn both(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// What is the same in both languages.
    fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { vi: text.clone(), en: text }
    }

    fn yes(yes: bool) -> Self {
        if yes { Self::both("có", "yes") } else { Self::both("không", "no") }
    }
}

/// One difference.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Difference {
    /// Of what.
    pub aspect: Aspect,
    /// The case, paper, fee or basis it is of, by name.
    pub item: Option<String>,
    /// How it was; none where it was not there, or nothing was said of it.
    pub before: Option<Said>,
    /// How it is; none where it is gone.
    pub after: Option<Said>,
}

/// A revision, whole, as it is compared.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    /// What dossiers are counted by.
    pub procedure: &'a NewProcedure,
    /// The code of its process.
    pub process: &'a str,
    /// Its papers.
    pub components: &'a [Component],
    /// Everything else.
    pub details: &'a Details,
}

impl Catalogue {
    /// What a later revision of a procedure made different; `None` where there is no such revision.
    pub fn differences(&self, procedure: ProcedureId, from: i64, to: i64) -> Option<Vec<Difference>> {
        let (before, after) = (self.at_revision(procedure, from)?, self.at_revision(procedure, to)?);
        let (old, new) = (NewProcedure::of(before), NewProcedure::of(after));
        Some(differences(&self.whole(before, &old), &self.whole(after, &new)))
    }

    /// A revision as it is compared; `procedure` is [`NewProcedure::of`] it.
    pub fn whole<'a>(&'a self, r: &'a Revision, procedure: &'a NewProcedure) -> Whole<'a> {
        Whole {
            procedure,
            process: &r.process.code,
            components: self.components(r.procedure, r.revision),
            details: self.details(r.procedure, r.revision).unwrap_or(&NONE),
        }
    }
}

/// Of a revision that says nothing more.
static NONE: Details =
    Details { profile: None, cases: Vec::new(), uses: Vec::new(), fees: Vec::new(), bases: Vec::new() };

/// Everything that is different, in a fixed order; empty exactly where both say the same. From when on each holds is
/// no difference.
pub fn differences(before: &Whole<'_>, after: &Whole<'_>) -> Vec<Difference> {
    let mut found = Found(Vec::new());
    found.counted(before, after);
    found.offered(before, after);
    let (b, a) = (before.details, after.details);
    found.list(Aspect::Case, &b.cases, &a.cases, |c| c.name.clone(), |c| case(c, before), |c| case(c, after));
    let (old, new) = (papers(before), papers(after));
    found.list(Aspect::Paper, &old, &new, |p| p.0.name.clone(), paper, paper);
    found.list(Aspect::Fee, &b.fees, &a.fees, |f| f.name.clone(), fee, fee);
    found.list(Aspect::Basis, &b.bases, &a.bases, |x| x.number.clone(), basis, basis);
    found.0
}

struct Found(Vec<Difference>);

impl Found {
    fn one<V: PartialEq>(&mut self, aspect: Aspect, before: V, after: V, said: impl Fn(&V) -> Option<Said>) {
        if before != after {
            self.0.push(Difference { aspect, item: None, before: said(&before), after: said(&after) });
        }
    }

    fn text(&mut self, aspect: Aspect, before: &str, after: &str) {
        self.one(aspect, before, after, |text| (!text.is_empty()).then(|| Said::same(*text)));
    }

    fn yes(&mut self, aspect: Aspect, before: bool, after: bool) {
        self.one(aspect, before, after, |yes| Some(Said::yes(*yes)));
    }

    /// What dossiers are counted by.
    fn counted(&mut self, before: &Whole<'_>, after: &Whole<'_>) {
        let (b, a) = (before.procedure, after.procedure);
        self.text(Aspect::Name, &b.name, &a.name);
        self.text(Aspect::Level, &b.tier, &a.tier);
        self.text(Aspect::Field, &b.field, &a.field);
        self.one(Aspect::Unit, &b.competent, &a.competent, |c| Some(competent(c)));
        let law = |w: &Whole<'_>| w.details.profile.as_ref().and_then(|p| legal(w, p.law_amount));
        self.one(Aspect::LegalTerm, law(before), law(after), |term| term.map(|t| said_term(&t)));
        self.one(Aspect::Term, b.term, a.term, |t| Some(said_term(t)));
        self.one(Aspect::CutOff, b.rules.cut_off_minute, a.rules.cut_off_minute, |minute| minute.map(clock));
        self.one(Aspect::OffDays, b.rules.move_off_days, a.rules.move_off_days, |moves| {
            Some(match moves {
                true => Said::both("dời sang ngày làm việc tiếp theo", "moves to the next working day"),
                false => Said::both("giữ nguyên", "stays"),
            })
        });
        self.one(Aspect::Resume, b.rules.resume, a.rules.resume, |r| Some(Said::both(r.vi(), r.to_string())));
        self.text(Aspect::Process, before.process, after.process);
        self.yes(Aspect::Online, b.online, a.online);
        self.yes(Aspect::Post, b.post, a.post);
        self.yes(Aspect::Illustrative, b.illustrative, a.illustrative);
    }

    /// How it is offered.
    fn offered(&mut self, before: &Whole<'_>, after: &Whole<'_>) {
        let (b, a) = (before.details.profile.as_ref(), after.details.profile.as_ref());
        let yes = |yes: &Option<bool>| yes.map(Said::yes);
        let level = |p: Option<&crate::Profile>| p.map(|p| p.service_level);
        self.one(Aspect::ServiceLevel, level(b), level(a), |n| n.map(|n| Said::same(n.to_string())));
        let list = |p: Option<&crate::Profile>| p.and_then(|p| p.online_list);
        self.one(Aspect::OnlineList, list(b), list(a), |l| l.map(online_list));
        let (old, new) = (b.map(|p| p.national_portal), a.map(|p| p.national_portal));
        self.one(Aspect::NationalPortal, old, new, yes);
        self.one(Aspect::Business, b.map(|p| p.business), a.map(|p| p.business), yes);
        let (old, new) = (b.map(|p| p.wholly_at_centre), a.map(|p| p.wholly_at_centre));
        self.one(Aspect::WhollyAtCentre, old, new, yes);
        let result = |p: Option<&crate::Profile>| p.map(|p| p.result.clone());
        self.one(Aspect::Result, result(b), result(a), |text| {
            text.clone().filter(|t| !t.is_empty()).map(Said::same)
        });
    }

    /// Items of a list, matched by their names; those of the same name in their order.
    fn list<V: PartialEq>(
        &mut self,
        aspect: Aspect,
        before: &[V],
        after: &[V],
        name: impl Fn(&V) -> String,
        was: impl Fn(&V) -> Said,
        is: impl Fn(&V) -> Said,
    ) {
        let start = self.0.len();
        let mut left: Vec<&V> = before.iter().collect();
        let mut added = Vec::new();
        for new in after {
            let key = name(new);
            // The same in all but its number first, then the next of that name.
            let same = left.iter().position(|old| name(old) == key && was(old) == is(new));
            match same.or_else(|| left.iter().position(|old| name(old) == key)) {
                None => {
                    added.push(Difference { aspect, item: Some(key), before: None, after: Some(is(new)) })
                }
                Some(at) => {
                    let old = left.remove(at);
                    let (b, a) = (was(old), is(new));
                    if b != a {
                        self.0.push(Difference { aspect, item: Some(key), before: Some(b), after: Some(a) });
                    }
                }
            }
        }
        let gone = left.into_iter().map(|old| Difference {
            aspect,
            item: Some(name(old)),
            before: Some(was(old)),
            after: None,
        });
        self.0.extend(gone);
        self.0.extend(added);
        // Nothing came or went, and yet it is not the same list: another order.
        if self.0.len() == start && before != after {
            let order = |list: &[V]| Some(Said::same(list.iter().map(&name).collect::<Vec<_>>().join("; ")));
            self.0.push(Difference { aspect, item: None, before: order(before), after: order(after) });
        }
    }
}

fn legal(of: &Whole<'_>, amount: i64) -> Option<Term> {
    Term::from_parts(of.procedure.term.to_parts().0, amount)
}

fn said_term(term: &Term) -> Said {
    Said::both(term.vi(), term.to_string())
}

fn clock(minute: i64) -> Said {
    Said::same(format!("{:02}:{:02}", minute / 60, minute % 60))
}

/// Who may settle it; units, kinds and tiers by their codes.
fn competent(c: &Competent) -> Said {
    match c {
        Competent::Unit(code) => Said::same(code.clone()),
        Competent::Kind(code) => {
            Said::both(format!("các đơn vị loại {code}"), format!("units of the kind {code}"))
        }
        Competent::Tier(code) => {
            Said::both(format!("các đơn vị cấp {code}"), format!("units of level {code}"))
        }
    }
}

fn online_list(list: OnlineList) -> Said {
    match list {
        OnlineList::Decision877 => Said::same("877/QĐ-TTg"),
        OnlineList::Pilot => Said::both("thí điểm", "pilot"),
    }
}

/// Papers, each with what it is used for.
fn papers<'a>(of: &Whole<'a>) -> Vec<(&'a Component, Use)> {
    let uses = of.details.uses.iter().copied().chain(std::iter::repeat(Use::default()));
    of.components.iter().zip(uses).collect()
}

fn case(c: &Case, of: &Whole<'_>) -> Said {
    let own = c.term_amount.and_then(|amount| legal(of, amount));
    own.map_or_else(|| Said::both("thời hạn chung", "the common term"), |t| said_term(&t))
}

/// What is said of an item, put together in both languages.
struct Pieces(Vec<String>, Vec<String>);

impl Pieces {
    fn say(&mut self, vi: impl Into<String>, en: impl Into<String>) {
        self.0.push(vi.into());
        self.1.push(en.into());
    }

    fn case(&mut self, no: Option<i64>) {
        if let Some(no) = no {
            self.say(format!("trường hợp {no}"), format!("case {no}"));
        }
    }

    fn whole(self) -> Said {
        Said::both(self.0.join(", "), self.1.join(", "))
    }
}

fn paper((c, used): &(&Component, Use)) -> Said {
    let mut said = Pieces(Vec::new(), Vec::new());
    said.say(format!("{} {}", c.copies, c.kind.vi()), format!("{} × {}", c.copies, c.kind.en()));
    match c.required {
        true => said.say("bắt buộc", "required"),
        false => said.say("nếu có", "if there is one"),
    }
    if used.reusable {
        said.say("dùng lại được", "reusable");
    }
    said.case(used.case_no);
    if c.illustrative {
        said.say("minh họa", "illustrative");
    }
    said.whole()
}

fn fee(f: &Fee) -> Said {
    let mut said = Pieces(Vec::new(), Vec::new());
    let amount = kernel::text::number(f.amount);
    let (vi, en) = match f.kind {
        FeeKind::Fee => ("lệ phí", "fee"),
        FeeKind::Charge => ("phí", "charge"),
    };
    said.say(format!("{vi} {amount} đ/{}", f.per), format!("{en} {amount} đ per {}", f.per));
    said.case(f.case_no);
    if !f.basis.is_empty() {
        said.say(&f.basis, &f.basis);
    }
    said.whole()
}

fn basis(b: &Basis) -> Said {
    Said::same(b.name.clone())
}
