//! What speaks against publishing what a row says.

use super::{After, Judge, Read};
use crate::workbook::book::Spot;
use crate::workbook::decisions::Resolved;
use crate::workbook::known::Base;
use catalogue::{Effect, ProcedureId};
use kernel::{Day, Refusal};

impl Judge<'_> {
    pub(super) fn effect(&mut self, row: &Read<'_>, known: bool, alive: bool) -> Option<Effect> {
        let code = &row.code;
        let words = match (known, alive, row.effect) {
            (false, _, None | Some(Effect::New)) | (true, false, Some(Effect::New)) => {
                return Some(Effect::New);
            }
            (true, true, None) => return Some(Effect::Amended),
            (true, true, Some(effect)) if effect != Effect::New => return Some(effect),
            (true, true, _) => Refusal::new(
                "already_in_force",
                format!("Thủ tục {code} đang có hiệu lực: ghi 'sửa đổi' hoặc 'thay thế', không phải 'mới'."),
                format!("procedure {code} is in force: write 'amended' or 'replaced' instead of 'new'"),
            ),
            (false, _, Some(_)) => Refusal::new(
                "not_there",
                format!("Chưa có thủ tục {code} để sửa. Hãy kiểm tra mã, hoặc ghi 'mới'."),
                format!("there is no procedure {code} to be changed; check the code, or write 'new'"),
            ),
            (true, false, _) => Refusal::new(
                "ended",
                format!("Thủ tục {code} đã bãi bỏ. Muốn công bố lại, ghi 'mới'."),
                format!("procedure {code} is abolished; to publish it anew write 'new'"),
            ),
        };
        self.object(row.spot, "effect", words);
        None
    }

    /// Nobody has changed the procedure since the file was made, nor has something later been published already.
    pub(super) fn not_stale(
        &mut self,
        spot: Spot,
        base: &Base<'_>,
        no: Option<i64>,
        resolved: Option<&Resolved>,
    ) {
        let Some(last) = self.known.last(base.id) else { return };
        let words = if let Some(no) = no.filter(|no| *no > last.revision) {
            Refusal::new(
                "unknown_revision",
                format!(
                    "Không có phiên bản {no}; phiên bản cuối là {}. Hãy tải danh mục về lại.",
                    last.revision
                ),
                format!(
                    "there is no revision {no}, the last one is {}; download the catalogue anew",
                    last.revision
                ),
            )
        } else if no.is_none_or(|no| no == base.revision.revision)
            && last.valid_from > self.known.today
            && last.revision != base.revision.revision
        {
            Refusal::new(
                "pending",
                format!(
                    "Phiên bản {} đã được công bố, hiệu lực từ {}. Muốn công bố tiếp: ghi {} vào cột Phiên bản (revision), sửa theo phiên bản đó, và dùng quyết định có hiệu lực từ ngày đó trở đi.",
                    last.revision, last.valid_from, last.revision
                ),
                format!(
                    "revision {} is published already, in force from {}; to publish another, write {} into the column revision, start from what that one says, and use a decision in force from that day on",
                    last.revision, last.valid_from, last.revision
                ),
            )
        } else if last.revision != base.revision.revision {
            Refusal::new(
                "stale",
                format!(
                    "Dòng này lập từ phiên bản {}; nay đã có phiên bản {}, hiệu lực từ {}. Hãy tải danh mục mới về và sửa lại.",
                    base.revision.revision, last.revision, last.valid_from
                ),
                format!(
                    "the row was made from revision {}; there is revision {} by now, in force from {}: download the catalogue anew and change that",
                    base.revision.revision, last.revision, last.valid_from
                ),
            )
        } else if resolved.is_some_and(|r| r.decision.in_force_from < last.valid_from) {
            Refusal::new(
                "before_revision",
                format!(
                    "Quyết định có hiệu lực trước phiên bản đang có (từ {}). Hãy kiểm tra ngày hiệu lực.",
                    last.valid_from
                ),
                format!(
                    "the decision holds before the revision that there is (from {}); check its first day",
                    last.valid_from
                ),
            )
        } else {
            return;
        };
        let column = match words.code {
            "before_revision" => "decision",
            _ if no.is_some() => "revision",
            _ => "code",
        };
        self.object(spot, column, words);
    }

    pub(super) fn may_publish(
        &mut self,
        spot: Spot,
        code: &str,
        id: Option<ProcedureId>,
        after: &After,
        effect: Option<Effect>,
        resolved: &Resolved,
    ) {
        let number = &resolved.decision.number;
        if id.is_some_and(|id| self.published(resolved, id).is_some()) {
            let words = Refusal::new(
                "already_published",
                format!(
                    "Quyết định {number} đã công bố thủ tục {code} với nội dung khác. Cần một quyết định khác."
                ),
                format!(
                    "decision {number} has published procedure {code} with another content; another decision is needed"
                ),
            );
            self.object(spot, "decision", words);
        }
        let (Some(Effect::New), Some(least), Some(profile)) =
            (effect, resolved.min_cut_percent, &after.details.profile)
        else {
            return;
        };
        let (law, term) = (profile.law_amount, after.procedure.term.to_parts().1);
        if term <= law && (law - term) * 100 < law * least {
            let words = Refusal::new(
                "cut_too_small",
                format!(
                    "Thủ tục mới phải cắt giảm ít nhất {least}% theo quyết định {number} ({law} → {term} chưa đủ)."
                ),
                format!(
                    "a new procedure must be cut by {least} % at least by decision {number} ({law} → {term} is less)"
                ),
            );
            self.object(spot, "reduced_term", words);
        }
    }
}

pub(super) fn not_in_force(code: &str, day: Day) -> Refusal {
    Refusal::new(
        "not_in_force",
        format!("Thủ tục {code} không có hiệu lực vào ngày {day}: không bãi bỏ được. Hãy kiểm tra mã."),
        format!("procedure {code} is not in force on {day} and cannot be abolished; check the code"),
    )
}
