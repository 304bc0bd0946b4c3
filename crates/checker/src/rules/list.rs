//! How many things a list names. A comma may stand within a name (`Trung tâm Văn hóa, Thông tin`), and so may `và`
//! (`Sở Kế hoạch và Đầu tư`): the answer is a range, and only what lies outside of it is told.

use crate::lex::{Tok, Token};
use std::ops::Range;

/// Words that begin the name of a unit.
const HEADS: &[&str] = &[
    "xã",
    "phường",
    "huyện",
    "thị",
    "thành",
    "quận",
    "sở",
    "ban",
    "trung",
    "phòng",
    "chi",
    "trường",
    "ủy",
    "ubnd",
    "các",
    "thôn",
    "bệnh",
    "văn",
    "cục",
    "công",
    "đài",
    "khu",
];

/// How many, at least and at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Many {
    pub(super) least: usize,
    pub(super) most: usize,
}

impl Many {
    pub(super) fn holds(self, n: i128) -> bool {
        let bound = |k: usize| i128::try_from(k).unwrap_or(i128::MAX);
        (bound(self.least)..=bound(self.most)).contains(&n)
    }

    /// How far outside.
    pub(super) fn off(self, n: i128) -> i128 {
        let bound = |k: usize| i128::try_from(k).unwrap_or(i128::MAX);
        if n < bound(self.least) { bound(self.least) - n } else { (n - bound(self.most)).max(0) }
    }
}

/// Counts the list in some tokens of a text; nothing when it is no list, or an open one.
pub(super) fn count(text: &str, tokens: &[Token], range: Range<usize>) -> Option<Many> {
    let inside = &tokens[range.clone()];
    let open = inside.iter().any(|t| t.is_mark('…'))
        || text[inside.first()?.at.start..inside.last()?.at.end].contains("v.v");
    let counts = inside.iter().any(|t| t.number().is_some_and(|n| n.counts()));
    // `A và B thành C` tells of mergers.
    let merged = inside.windows(2).any(|w| {
        // `Châu Thành` is a name.
        text[w[0].at.clone()].starts_with('t')
            && w[0].is_word("thành")
            && w[1].word().is_some_and(|next| !matches!(next, "phố" | "viên" | "tích" | "lập" | "phần"))
    });
    if open || counts || merged {
        return None;
    }
    let semicolons = split(tokens, range.clone(), ';');
    let several = semicolons.len() > 1;
    let mut many = Many { least: 0, most: 0 };
    for segment in &semicolons {
        let one = one(text, tokens, segment.clone(), several);
        many.least += one.least;
        many.most += one.most;
    }
    let commas = inside.iter().filter(|t| t.is_mark(',')).count();
    // A sentence with a comma in it is no list.
    (several || commas >= 2 && named(text, tokens, range)).then_some(many)
}

/// One segment: names after a colon, or names between commas.
fn one(text: &str, tokens: &[Token], segment: Range<usize>, several: bool) -> Many {
    if segment.is_empty() {
        return Many { least: 0, most: 0 };
    }
    let colon = segment.clone().rev().find(|&i| tokens[i].is_mark(':'));
    let mut many = Many { least: 0, most: 0 };
    let from = match colon {
        Some(colon) => {
            // `Ban Quản lý và các sở: …` names one more in front; so does `phường A, các xã: …`.
            let led = (segment.start..colon).any(|i| {
                tokens[i].is_word("các")
                    && i > segment.start
                    && (tokens[i - 1].is_word("và") || tokens[i - 1].is_mark(','))
            });
            if led {
                many.least += 1;
                many.most += 1;
            }
            colon + 1
        }
        None => segment.start,
    };
    let listed = colon.is_some() || !several;
    let parts = split(tokens, from..segment.end, ',');
    let capital = |i: usize| {
        tokens.get(i).is_some_and(|t| text[t.at.clone()].chars().next().is_some_and(char::is_uppercase))
    };
    let head = |i: usize| tokens.get(i).and_then(Token::word).is_some_and(|w| HEADS.contains(&w));
    for (k, part) in parts.iter().enumerate() {
        let names = capital(part.start) || head(part.start);
        if k == 0 || listed && names {
            many.least += 1;
            many.most += 1;
        } else if names || listed {
            many.most += 1;
        }
        let last = k + 1 == parts.len() && parts.len() > 1 && listed;
        for i in part.clone().skip(1).filter(|&i| tokens[i].is_word("và")) {
            if head(i + 1)
                && tokens
                    .get(i + 1)
                    .is_some_and(|t| !t.is_word("công") && !t.is_word("văn") && !t.is_word("thành"))
                && listed
            {
                many.least += 1;
                many.most += 1;
            } else if last && (capital(i + 1) || head(i + 1)) {
                many.most += 1;
            }
        }
    }
    many
}

/// Most items begin with a capital letter or with the kind of a unit.
fn named(text: &str, tokens: &[Token], range: Range<usize>) -> bool {
    let parts = split(tokens, range, ',');
    let named = parts
        .iter()
        .filter(|p| {
            tokens.get(p.start).is_some_and(|t| {
                text[t.at.clone()].chars().next().is_some_and(char::is_uppercase)
                    || t.word().is_some_and(|w| HEADS.contains(&w))
            })
        })
        .count();
    named * 10 >= parts.len() * 7
}

/// Stretches between marks, outside of brackets; empty ones left out.
fn split(tokens: &[Token], range: Range<usize>, mark: char) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut from, mut open) = (range.start, 0i32);
    for i in range.clone() {
        match tokens[i].tok {
            Tok::Mark('(') => open += 1,
            Tok::Mark(')') => open = (open - 1).max(0),
            Tok::Mark(c) if c == mark && open == 0 => {
                found.push(from..i);
                from = i + 1;
            }
            _ => {}
        }
    }
    found.push(from..range.end);
    found.retain(|r| !r.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lex::{Notation, read};

    fn counted(text: &str) -> Option<(usize, usize)> {
        let tokens = read(text, Notation { decimal: ',', measured: false });
        let end = tokens.iter().position(|t| t.tok == Tok::Stop).unwrap_or(tokens.len());
        count(text, &tokens, 0..end).map(|m| (m.least, m.most))
    }

    #[test]
    fn lists_are_counted_as_a_reader_counts_them() {
        for (text, expected) in [
            ("Sở Tài chính; Sở Nội vụ; các huyện: An Biên, Châu Thành, U Minh Thượng.", Some((5, 5))),
            ("phường Một; các xã: An Bình, An Hòa, An Lạc và thị trấn Cái Dầu.", Some((5, 5))),
            ("Gồm Ban Quản lý Khu kinh tế và các Sở: Kế hoạch và Đầu tư; Tài chính; Y tế.", Some((4, 4))),
            ("Huyện An Biên, huyện Châu Thành, thành phố Rạch Giá", Some((3, 3))),
            ("Trung tâm Phòng, chống dịch; Trung tâm Y tế dự phòng; Bệnh viện Đa khoa.", Some((3, 3))),
            ("Xã An Bình, xã An Hòa và xã An Lạc, xã An Phú", Some((4, 4))),
            ("đề tài một; đề tài hai…", None),
            ("Phòng A và Phòng B thành Phòng C; Đội một; Đội hai.", None),
            ("số liệu do đơn vị cung cấp, chưa kiểm tra.", None),
        ] {
            assert_eq!(counted(text), expected, "{text}");
        }
    }
}
