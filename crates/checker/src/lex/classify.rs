//! The second pass: what each numeral is.

use super::numeral::{self, Reading};
use super::raw::{Raw, RawKind, scan};
use super::{Date, Evidence, Notation, Number, Tok, Token, Unit, dates, words};
use crate::decimal::Decimal;

/// Reads a text into tokens.
pub(crate) fn read(text: &str, notation: Notation) -> Vec<Token> {
    let raws = scan(text);
    let mut reader = Reader { text, raws: &raws, notation, tokens: Vec::with_capacity(raws.len()) };
    let mut i = 0;
    while i < raws.len() {
        i = reader.token(i);
    }
    reader.ranges();
    reader.tokens
}

impl Evidence {
    /// Takes the quantities of a text in.
    pub(crate) fn see_text(&mut self, text: &str) {
        let raws = scan(text);
        for (i, raw) in raws.iter().enumerate() {
            let alone = |other: Option<&Raw>| other.is_none_or(|r| !(r.is_mark('/') || r.is_mark(':')));
            if raw.is_numeral()
                && alone(raws.get(i + 1))
                && alone(i.checked_sub(1).and_then(|i| raws.get(i)))
                && dates::date(text, &raws, i).is_none()
            {
                self.see(&text[raw.at.clone()]);
            }
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    raws: &'a [Raw],
    notation: Notation,
    tokens: Vec<Token>,
}

impl Reader<'_> {
    /// Reads what begins at `i`; answers what comes behind it.
    fn token(&mut self, i: usize) -> usize {
        let raw = &self.raws[i];
        match &raw.kind {
            RawKind::Word(word) => self.push(i, i + 1, Tok::Word(word.clone())),
            RawKind::Line => self.push(i, i + 1, Tok::Stop),
            RawKind::Mark('.') if self.mark(i + 1, '.') => {
                let end = (i..).take_while(|&k| self.mark(k, '.')).last().unwrap_or(i) + 1;
                self.push(i, end, Tok::Mark('…'))
            }
            RawKind::Mark('.' | '!' | '?') if self.ends_sentence(i) => self.push(i, i + 1, Tok::Stop),
            RawKind::Mark(c) => self.push(i, i + 1, Tok::Mark(*c)),
            RawKind::Numeral => self.numeral(i),
        }
    }

    fn push(&mut self, from: usize, to: usize, tok: Tok) -> usize {
        let at = self.raws[from].at.start..self.raws[to - 1].at.end;
        self.tokens.push(Token { at, tok });
        to
    }

    fn mark(&self, i: usize, c: char) -> bool {
        self.raws.get(i).is_some_and(|r| r.is_mark(c))
    }

    fn word(&self, i: usize) -> Option<&str> {
        self.raws.get(i).and_then(Raw::word)
    }

    /// The word in front of `i`, `back` places away.
    fn before(&self, i: usize, back: usize) -> Option<&str> {
        self.word(i.checked_sub(back)?)
    }

    /// Whether `i` stands directly behind what is in front of it.
    fn glued(&self, i: usize) -> bool {
        i > 0 && self.raws.get(i).is_some_and(|r| r.at.start == self.raws[i - 1].at.end)
    }

    fn ends_sentence(&self, i: usize) -> bool {
        let Some(next) = self.raws.get(i + 1) else { return true };
        let spaced = next.at.start > self.raws[i].at.end;
        match &next.kind {
            RawKind::Word(_) => {
                spaced && self.text[next.at.clone()].chars().next().is_some_and(char::is_uppercase)
            }
            RawKind::Numeral => spaced,
            RawKind::Mark(_) => true,
            RawKind::Line => true,
        }
    }

    fn numeral(&mut self, i: usize) -> usize {
        if let Some(end) = self.reference(i) {
            let text: String = self.text[self.raws[i].at.start..self.raws[end - 1].at.end]
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect();
            return self.push(i, end, Tok::Reference(text.to_uppercase()));
        }
        if let Some((date, end)) = dates::date(self.text, self.raws, i) {
            return self.push(i, end, Tok::Date(date));
        }
        if let Some(date) = self.year(i) {
            return self.push(i, i + 1, Tok::Date(date));
        }
        if let Some(end) = self.name(i) {
            return self.push(i, end, Tok::Name);
        }
        self.quantity(i)
    }

    /// `343 /BC-UBND`, `61/2018/NĐ-CP`, `18-NQ/TW`.
    fn reference(&self, i: usize) -> Option<usize> {
        let capital = |k: usize| {
            self.word(k).is_some()
                && self.text[self.raws[k].at.clone()].chars().next().is_some_and(char::is_uppercase)
        };
        let mut at = i + 1;
        let slash = self.mark(at, '/');
        if !(slash || (self.mark(at, '-') && self.glued(at) && self.glued(at + 1))) {
            return None;
        }
        at += 1;
        if slash && self.raws.get(at).is_some_and(Raw::is_numeral) && self.mark(at + 1, '/') {
            at += 2;
        }
        if !(capital(at) && self.glued(at)) {
            return None;
        }
        at += 1;
        while self.raws.get(at).is_some_and(|r| r.is_mark('-') || r.is_mark('/') || r.is_mark('&'))
            && (self.glued(at) || capital(at + 1) && self.mark(at, '-'))
            && self.word(at + 1).is_some()
        {
            at += 2;
        }
        Some(at)
    }

    fn year(&self, i: usize) -> Option<Date> {
        let digits = &self.text[self.raws[i].at.clone()];
        let year: u32 = (digits.len() == 4).then(|| digits.parse().ok())??;
        if !dates::is_year(year) {
            return None;
        }
        let led = matches!(self.before(i, 1), Some("năm" | "đoạn" | "quý" | "kỳ"));
        let next = self.raws.get(i + 1);
        let spanned = self.mark(i + 1, '-') || (i > 0 && (self.mark(i - 1, '-') || self.mark(i - 1, '/')));
        let counted = next.is_some_and(|r| r.is_mark('%') || r.is_mark('/'))
            || next.and_then(Raw::word).is_some_and(|w| !words::stops(w));
        (led || spanned && !counted || !counted && i > 0 && self.raws[i - 1].word().is_some())
            .then_some(Date { day: None, month: None, year: Some(year) })
    }

    /// A number that counts nothing, and what comes behind it.
    fn name(&self, i: usize) -> Option<usize> {
        let digits = &self.text[self.raws[i].at.clone()];
        let bare = digits.bytes().filter(u8::is_ascii_digit).count();
        // 02903831234, 0290.3831.234
        let phone = !digits.contains(',')
            && (bare >= 9 && !digits.contains('.')
                || digits.starts_with('0') && bare > 3 && !digits.starts_with("0."));
        if phone || bare > crate::decimal::MOST_DIGITS {
            return Some(i + 1);
        }
        if self.label(i) {
            return Some(i + 1);
        }
        // Letters that stick to it are no unit: 4G, 2a; COVID-19 and 9001:2015 are names too.
        let stuck = self.glued(i + 1)
            && self.word(i + 1).is_some_and(|w| !words::glued(w) && words::multiplier(w).is_none());
        let tail =
            self.mark(i + 1, ':') && self.glued(i + 1) && self.glued(i + 2) && self.raws[i + 2].is_numeral();
        let dashed = i > 1
            && self.glued(i)
            && self.glued(i - 1)
            && self.mark(i - 1, '-')
            && self.word(i - 2).is_some();
        if stuck {
            return Some(i + 2);
        }
        if tail {
            return Some(i + 3);
        }
        if dashed {
            return Some(i + 1);
        }
        if let Some(last) = self.before(i, 1)
            && words::naming(last, self.before(i, 2))
            && !self.mark(i + 1, '%')
        {
            return Some(i + 1);
        }
        // Of a list of names: `mức độ 3, 4`.
        let listed = match self.tokens.as_slice() {
            [.., Token { tok: Tok::Name, .. }, joint] => {
                joint.is_mark(',')
                    || joint.is_mark('-')
                    || matches!(joint.word(), Some("và" | "hoặc" | "đến"))
            }
            _ => false,
        };
        let counted = self.word(i + 1).is_some_and(|w| !words::connecting(w)) || self.mark(i + 1, '%');
        (listed && !counted).then_some(i + 1)
    }

    /// `1.`, `2.1.`, `3)` at the beginning of a line.
    fn label(&self, i: usize) -> bool {
        let mut first = i;
        while first > 0
            && matches!(self.raws[first - 1].kind, RawKind::Mark('#' | '*' | '-' | '+' | '(' | '_'))
        {
            first -= 1;
        }
        let opens = first == 0 || self.raws[first - 1].kind == RawKind::Line;
        let closed = self.mark(i + 1, '.') || self.mark(i + 1, ')');
        opens && closed && self.raws.get(i + 2).is_some_and(|r| r.kind != RawKind::Line)
    }

    fn quantity(&mut self, i: usize) -> usize {
        let digits = &self.text[self.raws[i].at.clone()];
        let next = self.word(i + 1);
        let power = next
            .and_then(words::multiplier)
            .filter(|_| !matches!(self.word(i + 2), Some("lệ" | "trọng" | "suất")))
            .unwrap_or(0);
        let percent = self.mark(i + 1, '%') || (next == Some("phần") && self.word(i + 2) == Some("trăm"));
        let measured = percent || self.notation.measured || next.is_some_and(words::measured);
        // A percentage has decimals behind whichever mark: nobody prints 99.698 per cent as thousands.
        let decimal = if percent && digits.contains('.') != digits.contains(',') {
            if digits.contains('.') { '.' } else { ',' }
        } else {
            self.notation.decimal
        };
        let Some(read) = numeral::read(digits, Reading { decimal, measured }) else {
            return self.push(i, i + 1, Tok::Name);
        };
        let mut end = i + 1 + usize::from(power > 0);
        let mut unit = Unit::Count;
        let mut value = read.value;
        if percent {
            end = if self.mark(i + 1, '%') { i + 2 } else { i + 3 };
            unit = Unit::Percent;
        } else if next == Some("điểm")
            && (self.mark(i + 2, '%')
                || (self.word(i + 2) == Some("phần") && self.word(i + 3) == Some("trăm")))
        {
            unit = Unit::Points;
        } else if let Some((minutes, to)) = self.duration(i, value) {
            (value, end, unit) = (minutes, to, Unit::Minutes);
        }
        if let Some(scaled) = value.times(Decimal::whole(10i128.pow(power))) {
            value = scaled;
        }
        let negative = i > 0
            && self.glued(i)
            && self.mark(i - 1, '-')
            && !self.glued(i - 1)
            && (i == 1 && end == self.raws.len() || i > 1 && self.raws[i - 2].kind != RawKind::Line);
        if negative {
            value = value.negated();
        }
        let under = self.under(i);
        let vague = self.before(i, 1).is_some_and(|last| words::vague(last, self.before(i, 2)))
            || i > 0 && matches!(self.raws[i - 1].kind, RawKind::Mark('>' | '<' | '≥' | '≤' | '~' | '±'))
            || (self.word(end) == Some("trở") || self.word(end + 1) == Some("trở"));
        self.push(
            i,
            end,
            Tok::Number(Number {
                value,
                printed: if negative { read.value.negated() } else { read.value },
                decimals: read.decimals,
                power,
                style: read.style,
                thousands: read.thousands,
                unit,
                vague,
                over: false,
                under,
            }),
        )
    }

    /// `5 giờ 25 phút`, `45 phút`, `2 giờ`: minutes, and what comes behind.
    fn duration(&self, i: usize, value: Decimal) -> Option<(Decimal, usize)> {
        match self.word(i + 1)? {
            "phút" => Some((value, i + 2)),
            "giờ" | "tiếng" => {
                let hours = value.times(Decimal::whole(60))?;
                let more =
                    self.raws.get(i + 2).filter(|r| r.is_numeral() && self.word(i + 3) == Some("phút"));
                match more.and_then(|r| self.text[r.at.clone()].parse::<i128>().ok()).filter(|&m| m < 1000) {
                    Some(minutes) => Some((hours.plus(Decimal::whole(minutes))?, i + 4)),
                    None => Some((hours, i + 2)),
                }
            }
            _ => None,
        }
    }

    /// Whether a number stands below a line of a fraction; then the number above learns of it.
    fn under(&mut self, i: usize) -> bool {
        if i == 0 || !self.mark(i - 1, '/') {
            return false;
        }
        // 24/7, 30/4 and 1/5 were dates if they were anything else; 1/2 has no noun and stays a fraction.
        let slash = self.tokens.len().checked_sub(1);
        let mut above = slash.and_then(|s| s.checked_sub(1));
        // A unit may stand between: `8.287,76 tỷ đồng/23.698,6 tỷ đồng`.
        let mut words = 0;
        while let Some(k) = above {
            match &self.tokens[k].tok {
                Tok::Word(_) if words < 2 => words += 1,
                Tok::Number(_) => break,
                _ => return false,
            }
            above = k.checked_sub(1);
        }
        let Some(Token { tok: Tok::Number(number), .. }) = above.and_then(|k| self.tokens.get_mut(k)) else {
            return false;
        };
        if number.under || number.over || number.unit != Unit::Count {
            return false;
        }
        number.over = true;
        true
    }

    /// Both ends of `20 - 25`, `20% đến 83%`, `từ 15 đến 20` are vague.
    fn ranges(&mut self) {
        for i in 1..self.tokens.len().saturating_sub(1) {
            let joint = &self.tokens[i];
            let dash = joint.is_mark('-');
            if !(dash || joint.is_word("đến")) {
                continue;
            }
            let (Some(low), Some(high)) = (self.tokens[i - 1].number(), self.tokens[i + 1].number()) else {
                continue;
            };
            let led = i >= 2 && self.tokens[i - 2].is_word("từ");
            if low.unit == high.unit && (low.value < high.value || led && !dash) {
                for k in [i - 1, i + 1] {
                    if let Tok::Number(number) = &mut self.tokens[k].tok {
                        number.vague = true;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantities in brackets, dates in angles, references in braces, names in bars.
    fn shown(text: &str) -> String {
        let notation = Notation { decimal: ',', measured: false };
        let show = |token: &Token| match &token.tok {
            Tok::Number(n) => {
                let unit = match n.unit {
                    Unit::Count => "",
                    Unit::Percent => "%",
                    Unit::Points => "pp",
                    Unit::Minutes => "min",
                };
                let mark = if n.vague { "~" } else { "" };
                let line = if n.over { "/" } else { "" };
                Some(format!(
                    "{mark}{}{unit}{line}",
                    n.value.written(crate::decimal::Style { thousands: None, decimal: ',' }, 0)
                ))
            }
            Tok::Date(date) => Some(format!("<{}>", date.written())),
            Tok::Reference(text) => Some(format!("{{{text}}}")),
            Tok::Name => Some("|".to_owned()),
            _ => None,
        };
        read(text, notation).iter().filter_map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_are_told_apart_as_a_reader_tells_them() {
        for (text, expected) in [
            ("đã cấp 1.012 chữ ký số, tỷ lệ 47,83%", "1012 47,83%"),
            ("trên 900 thủ tục, gần 2.500 lượt", "~900 ~2500"),
            ("tỷ lệ cắt giảm từ 20% đến 83%", "~20% ~83%"),
            ("mỗi kỳ nhận trung bình từ 20 - 25 câu hỏi", "~20 ~25"),
            ("Quyết định số 1000/QĐ-UBND ngày 05/06/2020", "{1000/QĐ-UBND} <05/06/2020>"),
            ("Nghị định số 61/2018/NĐ-CP; Nghị quyết số 18-NQ/TW", "{61/2018/NĐ-CP} {18-NQ/TW}"),
            ("Số: 343 /BC-UBND", "{343/BC-UBND}"),
            ("ngày 13 tháng 11 năm 2020", "<13/11/2020>"),
            ("tháng 4 năm 2020; giai đoạn 2011 - 2020; năm 2021", "<04/2020> <2011> <2020> <2021>"),
            ("dịch vụ công trực tuyến mức độ 3, 4 cho người dân", "| |"),
            ("TCVN ISO 9001:2015 cho 121 đơn vị", "| 121"),
            ("457/550 tài khoản, đạt 86.36%", "457/ 550 86,36%"),
            ("8.287,76 tỷ/ 23.698,6 tỷ", "8287760000000/ 23698600000000"),
            ("tổng thời lượng 5 giờ 25 phút, mỗi kỳ 45 phút", "325min 45min"),
            ("Điều 5 Luật; Khoản 2; khóm 4, thị trấn", "| | |"),
            ("2.1. Hạn chế", "|"),
            ("tổng số 735 hồ sơ", "735"),
            ("điện thoại 02903831234", "|"),
            ("02 đơn vị, 07 kỳ", "2 7"),
            ("phòng, chống COVID-19, mạng 4G", "| |"),
            ("trước 30/6/2020 và 15/11/2020", "<30/06/2020> <15/11/2020>"),
            ("giảm 18 đơn vị (năm 2019 có 661 đơn vị)", "18 <2019> 661"),
            ("thu ngân sách 4.512 tỷ đồng, 8,5 triệu", "4512000000000 8500000"),
            ("tăng 0,5 điểm phần trăm", "0,5pp"),
            ("Có 9/9 huyện", "9/ 9"),
            ("có 1996 hồ sơ", "1996"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn the_noun_of_a_fraction_stands_behind_it() {
        let tokens = read("đạt 457/550 tài khoản", Notation { decimal: ',', measured: false });
        let at = tokens.iter().position(|t| t.number().is_some()).unwrap();
        assert_eq!(super::super::noun(&tokens, at), ["tài", "khoản"]);
    }
}
