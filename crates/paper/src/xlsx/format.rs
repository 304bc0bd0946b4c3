//! Numbers as a cell shows them to a Vietnamese reader: dots between thousands, a decimal comma, dates by day and month.

use crate::document::Format;
use crate::limits::Meter;
use crate::refused::Refused;
use crate::xml::{Piece, Xml};
use kernel::Day;
use std::collections::HashMap;

/// The formats of a workbook's cells.
#[derive(Debug, Default)]
pub(super) struct Formats {
    own: HashMap<u32, String>,
    styles: Vec<u32>,
    since_1904: bool,
}

impl Formats {
    pub(super) fn load(source: Option<&str>, since_1904: bool, meter: &mut Meter) -> Result<Self, Refused> {
        let mut formats = Self { since_1904, ..Self::default() };
        let Some(source) = source else { return Ok(formats) };
        let mut xml = Xml::new(source, Format::Xlsx);
        let mut in_cells = false;
        while let Some(piece) = xml.next(meter)? {
            match piece {
                Piece::Start(e) => match e.name() {
                    "numFmt" => {
                        if let (Some(id), Some(code)) = (e.number("numFmtId"), e.get("formatCode")) {
                            formats.own.insert(id, code);
                        }
                    }
                    "cellXfs" => in_cells = !e.empty,
                    "xf" if in_cells => formats.styles.push(e.number("numFmtId").unwrap_or(0)),
                    "dxfs" => xml.skip(&e, meter)?,
                    _ => {}
                },
                Piece::End("cellXfs") => in_cells = false,
                _ => {}
            }
        }
        Ok(formats)
    }

    /// A number as a cell of this style shows it, and whether it is a number to a reader, not a date.
    pub(super) fn shown(&self, number: f64, style: usize) -> (String, bool) {
        let id = self.styles.get(style).copied().unwrap_or(0);
        let code = self.own.get(&id).map_or_else(|| built_in(id), String::as_str);
        let code = section(code, number);
        if is_date(&code) {
            return match date(number, &code, self.since_1904) {
                Some(text) => (text, false),
                None => (general(number), true),
            };
        }
        (numeric(number, &code), true)
    }
}

/// The formats that every Excel has.
fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 => "dd/mm/yyyy",
        15 | 16 => "dd/mm",
        17 => "mm/yyyy",
        18 | 20 => "hh:mm",
        19 | 21 => "hh:mm:ss",
        22 => "dd/mm/yyyy hh:mm",
        41 | 42 => "#,##0",
        43 | 44 => "#,##0.00",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        49 => "@",
        _ => "General",
    }
}

/// The part of a format that holds for a number, without what is only look.
fn section(code: &str, number: f64) -> String {
    let mut sections = vec![String::new()];
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        let Some(current) = sections.last_mut() else { break };
        match c {
            ';' => sections.push(String::new()),
            '"' => {
                // Letters in quotes are shown as they are; they are kept apart from the format's own.
                for c in chars.by_ref().take_while(|c| *c != '"') {
                    current.push('\\');
                    current.push(c);
                }
            }
            '\\' => {
                current.push('\\');
                current.extend(chars.next());
            }
            '_' | '*' => drop(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let lower = inner.to_ascii_lowercase();
                if matches!(lower.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    current.push('[');
                    current.push_str(&lower);
                    current.push(']');
                } else if let Some(sign) = inner.strip_prefix('$') {
                    // A currency: `[$₫-42A]`.
                    for c in sign.split('-').next().unwrap_or_default().chars() {
                        current.push('\\');
                        current.push(c);
                    }
                }
            }
            c => current.push(c),
        }
    }
    let at = if number < 0.0 {
        1
    } else if number == 0.0 && sections.len() > 2 {
        2
    } else {
        0
    };
    let negative = at == 1 && sections.len() > 1;
    let mut chosen = sections.get(at).or(sections.first()).cloned().unwrap_or_default();
    if number < 0.0 && !negative {
        chosen.insert_str(0, "\\-");
    }
    chosen
}

/// Whether a format is one of dates or hours.
fn is_date(code: &str) -> bool {
    let mut escaped = false;
    code.chars().any(|c| {
        let counts = !escaped;
        escaped = counts && c == '\\';
        counts && matches!(c.to_ascii_lowercase(), 'd' | 'm' | 'y' | 'h' | 's')
    }) && !code.to_ascii_lowercase().contains("general")
}

/// A number without a format of its own: up to eleven digits.
fn general(number: f64) -> String {
    let size = number.abs();
    if number == 0.0 {
        return "0".into();
    }
    if !(1e-5..1e15).contains(&size) {
        return format!("{number:e}").replace('.', ",");
    }
    let whole = format!("{:.0}", size.trunc()).len();
    let decimals = if size >= 1e11 { 0 } else { 10usize.saturating_sub(whole) };
    let text = rounded(size, decimals);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{}", text.replace('.', ","))
}

/// A number that is not negative, rounded half up from the fifteen digits that Excel keeps.
fn rounded(size: f64, decimals: usize) -> String {
    let scientific = format!("{size:.14e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mut digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
    let decimals = decimals.min(30);
    // Digits before the decimal mark, and how many are kept altogether.
    let mut whole = exponent + 1;
    let kept = whole + i32::try_from(decimals).unwrap_or(0);
    if kept < 0 {
        digits = Vec::new();
    } else if let Ok(kept) = usize::try_from(kept)
        && kept < digits.len()
    {
        let up = digits[kept] >= 5;
        digits.truncate(kept);
        if up {
            let mut at = kept;
            loop {
                if at == 0 {
                    digits.insert(0, 1);
                    whole += 1;
                    break;
                }
                at -= 1;
                if digits[at] < 9 {
                    digits[at] += 1;
                    break;
                }
                digits[at] = 0;
            }
        }
    }
    let digit = |at: i32| usize::try_from(at).ok().and_then(|at| digits.get(at)).copied().unwrap_or(0);
    let mut out = String::new();
    if whole <= 0 {
        out.push('0');
    }
    out.extend((0..whole).map(|at| char::from(b'0' + digit(at))));
    if decimals > 0 {
        out.push('.');
        out.extend((0..i32::try_from(decimals).unwrap_or(0)).map(|d| char::from(b'0' + digit(whole + d))));
    }
    out
}

/// A number by a format of digits.
fn numeric(number: f64, code: &str) -> String {
    let bare: String = {
        let mut escaped = false;
        code.chars()
            .filter(|c| {
                let kept = !escaped && *c != '\\';
                escaped = !escaped && *c == '\\';
                kept
            })
            .collect()
    };
    let places: Vec<char> = bare.chars().filter(|c| matches!(c, '0' | '#' | '?')).collect();
    if bare.to_ascii_lowercase().contains("general")
        || bare.contains(['E', 'e', '@', '/'])
        || places.is_empty()
    {
        return if places.is_empty()
            && !code.is_empty()
            && !bare.contains('@')
            && !bare.to_ascii_lowercase().contains("general")
        {
            // Only words: `"không có"`.
            code.replace('\\', "")
        } else {
            general(number)
        };
    }
    let percent = bare.matches('%').count();
    let (whole, decimals) = bare.split_once('.').unwrap_or((&bare, ""));
    let is_place = |c: char| matches!(c, '0' | '#' | '?');
    let last = if decimals.chars().any(is_place) { decimals } else { whole };
    // Commas after the last digit divide by thousands.
    let thousands = last
        .trim_end_matches(|c: char| !is_place(c) && c != ',')
        .chars()
        .rev()
        .take_while(|c| *c == ',')
        .count();
    let grouped = whole.trim_end_matches([',', ' ', '%']).contains(',');
    let scale =
        10f64.powi(i32::try_from(2 * percent).unwrap_or(0) - i32::try_from(3 * thousands).unwrap_or(0));
    let most = decimals.chars().filter(|c| is_place(*c)).count();
    let least = decimals.chars().filter(|c| *c == '0').count();
    let mut text = rounded(number.abs() * scale, most);
    while text.contains('.') && text.ends_with('0') && text.len() - text.find('.').unwrap_or(0) - 1 > least {
        text.pop();
    }
    let text = text.trim_end_matches('.');
    let (integer, fraction) = text.split_once('.').map_or((text, ""), |(i, f)| (i, f));
    let zeros = whole.chars().filter(|c| *c == '0').count();
    let integer = if integer == "0" && zeros == 0 { "" } else { integer };
    let integer = format!("{integer:0>zeros$}");
    let mut shown = String::new();
    for (at, digit) in integer.chars().enumerate() {
        if grouped && at > 0 && (integer.len() - at).is_multiple_of(3) {
            shown.push('.');
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push(',');
        shown.push_str(fraction);
    }
    around(code, &shown)
}

/// The digits with what stands before and after them in the format.
fn around(code: &str, digits: &str) -> String {
    let (mut out, mut done) = (String::new(), false);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '0' | '#' | '?' | '.' | ',' => {
                if !done {
                    out.push_str(digits);
                    done = true;
                }
            }
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// A date or an hour by a format.
fn date(number: f64, code: &str, since_1904: bool) -> Option<String> {
    if !(0.0..3_000_000.0).contains(&number) {
        return None;
    }
    let seconds = (number * 86_400.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "bounded just above")]
    let seconds = seconds as i64;
    let days = seconds / 86_400;
    let start = if since_1904 { Day::from_ymd(1904, 1, 1)? } else { Day::from_ymd(1899, 12, 30)? };
    // Excel counts a 29 February 1900, which there was not.
    let early = i64::from(!since_1904 && days < 60);
    let (year, month, day) = start.plus(days + early).ymd();
    let of_day = seconds % 86_400;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let lower = code.to_ascii_lowercase();
    let half = lower.contains("am/pm") || lower.contains("a/p");
    let mut out = String::new();
    let mut chars =
        lower.replace("am/pm", "").replace("a/p", "").chars().collect::<Vec<_>>().into_iter().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.extend(chars.next());
            continue;
        }
        if c == '[' || c == ']' {
            if c == '[' {
                let unit = chars.next().unwrap_or('h');
                while chars.next_if(|c| *c != ']').is_some() {}
                let per = match unit {
                    'h' => 3600,
                    'm' => 60,
                    _ => 1,
                };
                out.push_str(&(seconds / per).to_string());
                before = unit;
            }
            continue;
        }
        if !matches!(c, 'd' | 'm' | 'y' | 'h' | 's') {
            out.push(c);
            continue;
        }
        let mut len = 1;
        while chars.next_if_eq(&c).is_some() {
            len += 1;
        }
        let seconds_follow = chars.clone().find(char::is_ascii_alphabetic) == Some('s');
        match c {
            'd' if len <= 2 => out.push_str(&two(i64::from(day), len)),
            'd' => {}
            'y' if len <= 2 => out.push_str(&format!("{:02}", year.rem_euclid(100))),
            'y' => out.push_str(&year.to_string()),
            'h' => {
                let hour = if half && hour % 12 == 0 {
                    12
                } else if half {
                    hour % 12
                } else {
                    hour
                };
                out.push_str(&two(hour, len));
            }
            's' => out.push_str(&two(second, len)),
            _ if before == 'h' || seconds_follow => out.push_str(&two(minute, len)),
            _ => out.push_str(&two(i64::from(month), len)),
        }
        before = c;
    }
    if half {
        out.push_str(if hour < 12 { " SA" } else { " CH" });
    }
    Some(out.trim().trim_matches(',').trim().to_owned())
}

fn two(n: i64, len: usize) -> String {
    if len >= 2 { format!("{n:02}") } else { n.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: f64, code: &str) -> String {
        let formats = Formats { own: [(200, code.to_owned())].into(), styles: vec![200], since_1904: false };
        formats.shown(number, 0).0
    }

    #[test]
    fn numbers_are_shown_as_a_vietnamese_reader_sees_them() {
        for (number, code, text) in [
            (252_156.0, "#,##0", "252.156"),
            (0.999_5, "0.00%", "99,95%"),
            (0.994_976, "0.0%", "99,5%"),
            (99.98, "General", "99,98"),
            (1_234_567.0, "General", "1234567"),
            (0.1 + 0.2, "General", "0,3"),
            (2.675, "0.00", "2,68"),
            (1.005, "#,##0.00", "1,01"),
            (-1234.5, "#,##0.0", "-1.234,5"),
            (-1234.5, "#,##0.0;(#,##0.0)", "(1.234,5)"),
            (0.0, "#,##0;-#,##0;\"-\"", "-"),
            (5.0, "00", "05"),
            (8_287_760_000.0, "#,##0.00,,", "8.287,76"),
            (1500.0, "#,##0\" đồng\"", "1.500 đồng"),
            (1500.0, "#,##0.00\\ [$₫-42A]", "1.500,00 ₫"),
            (2.5, "0.##", "2,5"),
            (2.0, "0.##", "2"),
            (999.999, "0.00", "1000,00"),
            (44_148.0, "dd/mm/yyyy", "13/11/2020"),
            (44_148.0, "d/m/yy;@", "13/11/20"),
            (0.5, "hh:mm", "12:00"),
            (1.5, "[h]:mm", "36:00"),
            (44_148.75, "dd/mm/yyyy hh:mm:ss", "13/11/2020 18:00:00"),
            (1.0, "_(* #,##0_);_(* (#,##0);_(* \"-\"??_);_(@_)", "1"),
        ] {
            assert_eq!(shown(number, code), text, "{number} {code}");
        }
    }
}
