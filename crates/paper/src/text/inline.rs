//! A stretch of Markdown as a reader sees it: emphasis, links and tags are taken away, marks of notes are told apart
//! from exponents.

use super::html;

/// Text with the marks of notes that stood in it: the byte before which each stood, and its label.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Inline {
    pub(super) text: String,
    pub(super) marks: Vec<(usize, String)>,
}

/// Longest label of a note, in bytes.
const MAX_LABEL: usize = 8;

/// Reads Markdown. `is_note` says whether there is a note of a label.
pub(super) fn read(source: &str, is_note: &dyn Fn(&str) -> bool) -> Inline {
    let mut out = Inline::default();
    let stars = emphasis(source);
    let mut stars = stars.iter().peekable();
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        if let Some(taken) = stars.next_if(|s| s.0 == at) {
            at += taken.1;
            continue;
        }
        let rest = &source[at..];
        at += match c {
            '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => {
                out.text.push_str(&rest[1..2]);
                2
            }
            '<' => tag(rest, is_note, &mut out),
            '&' => {
                let (c, len) = html::entity(rest);
                out.text.push(c);
                len
            }
            '[' => bracket(rest, is_note, &mut out),
            '`' => 1,
            c => {
                out.text.push(c);
                c.len_utf8()
            }
        };
    }
    tidy(&mut out);
    out
}

/// A tag: exponents and marks of notes, breaks; any other known one is passed over.
fn tag(rest: &str, is_note: &dyn Fn(&str) -> bool, out: &mut Inline) -> usize {
    let Some((name, len)) = html::tag(rest) else {
        out.text.push('<');
        return 1;
    };
    match name.as_str() {
        "br" => out.text.push('\n'),
        "sup" => {
            if let Some((label, end)) = html::raised(rest) {
                raise(label, is_note, out);
                return end;
            }
        }
        _ => {}
    }
    len
}

/// What stands raised: the mark of a note where there is such a note, else an exponent.
fn raise(label: &str, is_note: &dyn Fn(&str) -> bool, out: &mut Inline) {
    let plain = label.trim().trim_matches(|c| matches!(c, '(' | ')' | '[' | ']' | '*')).to_owned();
    let label = if plain.is_empty() { label.trim() } else { plain.as_str() };
    if is_note(label) && !(matches!(label, "2" | "3") && ends_in_a_measure(&out.text)) {
        out.marks.push((out.text.len(), label.to_owned()));
        return;
    }
    out.text.extend(label.chars().map(crate::shown::raised));
}

fn ends_in_a_measure(text: &str) -> bool {
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(word, "m" | "km" | "cm" | "dm" | "mm" | "hm")
}

/// `[^9]` is the mark of a note; `[text](address)` is its text.
fn bracket(rest: &str, is_note: &dyn Fn(&str) -> bool, out: &mut Inline) -> usize {
    let end = rest.char_indices().skip(1).take(400).find(|(_, c)| matches!(c, '[' | ']' | '\n'));
    let Some((end, ']')) = end else {
        out.text.push('[');
        return 1;
    };
    let inner = &rest[1..end];
    if let Some(label) = inner.strip_prefix('^').filter(|l| l.len() <= MAX_LABEL && is_note(l)) {
        out.marks.push((out.text.len(), label.to_owned()));
        return end + 1;
    }
    let after = &rest[end + 1..];
    if let Some(address) =
        after.strip_prefix('(').and_then(|a| a.find(')').filter(|to| !a[..*to].contains('\n')))
        && !inner.is_empty()
    {
        out.text.push_str(inner);
        return end + 1 + address + 2;
    }
    out.text.push('[');
    1
}

/// The runs of `*` and `_` that are emphasis: where each stands and how long it is.
fn emphasis(source: &str) -> Vec<(usize, usize)> {
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut taken = Vec::new();
    let mut before = ' ';
    let mut chars = source.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            before = chars.next().map_or(' ', |(_, c)| c);
            continue;
        }
        if !matches!(c, '*' | '_') {
            before = c;
            continue;
        }
        let mut len = 1;
        while chars.next_if(|(_, next)| *next == c).is_some() {
            len += 1;
        }
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        let (mut opens, mut closes) = (!after.is_whitespace(), !before.is_whitespace());
        if c == '_' {
            opens &= !before.is_alphanumeric();
            closes &= !after.is_alphanumeric();
        }
        before = c;
        if len > 3 {
            continue;
        }
        let same = open.iter().rposition(|o| o.0 == c && o.2 == len);
        if let Some(same) = same.filter(|_| closes) {
            taken.push((open[same].1, len));
            taken.push((at, len));
            open.truncate(same);
        } else if opens && open.len() < 32 {
            open.push((c, at, len));
        }
    }
    taken.sort_unstable();
    taken
}

/// Takes away spaces at the ends and doubled ones within; marks of notes move with the text.
fn tidy(out: &mut Inline) {
    let mut text = String::with_capacity(out.text.len());
    let mut moved: Vec<(usize, String)> = Vec::with_capacity(out.marks.len());
    let mut marks = std::mem::take(&mut out.marks).into_iter().peekable();
    for (at, c) in out.text.char_indices() {
        while let Some((_, label)) = marks.next_if(|m| m.0 <= at) {
            moved.push((text.len(), label));
        }
        let blank = text.is_empty() || text.ends_with([' ', '\n']);
        match c {
            ' ' | '\t' | '\u{a0}' if blank => {}
            '\n' => {
                let kept = text.trim_end_matches(' ').len();
                text.truncate(kept);
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
            }
            ' ' | '\u{a0}' => text.push(' '),
            c => text.push(c),
        }
    }
    moved.extend(marks.map(|m| (text.len(), m.1)));
    text.truncate(text.trim_end().len());
    for mark in &mut moved {
        mark.0 = mark.0.min(text.len());
    }
    *out = Inline { text, marks: moved };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(source: &str) -> String {
        read(source, &|_| false).text
    }

    #[test]
    fn emphasis_is_taken_away_and_lone_stars_stay() {
        assert_eq!(plain("**Tổng cộng: 30 văn bản.**"), "Tổng cộng: 30 văn bản.");
        assert_eq!(plain("(*Phiếu lục 1 kèm theo*)."), "(Phiếu lục 1 kèm theo).");
        assert_eq!(plain("***a*** và **b *c* d**"), "a và b c d");
        assert_eq!(plain("Phường 1 *"), "Phường 1 *");
        assert_eq!(plain("3 * 4 * 5 và snake_case_name"), "3 * 4 * 5 và snake_case_name");
        assert_eq!(
            plain(r"\*không\* [trang](http://a.b/c) `x` <b>đậm</b> &amp; &#272;"),
            "*không* trang x đậm & Đ"
        );
    }

    #[test]
    fn a_raised_number_is_a_note_only_where_there_is_such_a_note() {
        let note = |l: &str| l == "2";
        let read = |s: &str| read(s, &note);
        assert_eq!(read("cấp huyện<sup>2</sup>);").marks, [(11 + "cấp huyện".len() - 11, "2".to_owned())]);
        assert_eq!(read("cấp huyện<sup>2</sup>);").text, "cấp huyện);");
        assert_eq!(read("45 m<sup>2</sup>, 10<sup>6</sup>").text, "45 m², 10⁶");
        assert_eq!(read("xã[^2], [^3]").text, "xã, [^3]");
        assert_eq!(read("a<br>b  <br/>  c").text, "a\nb\nc");
        assert_eq!(read("5 < 6 và <không phải thẻ").text, "5 < 6 và <không phải thẻ");
    }
}
