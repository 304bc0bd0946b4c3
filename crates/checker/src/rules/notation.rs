//! Numbers written in more than one notation. One finding for each way of differing, at its first place.

use crate::claim::Claims;
use crate::decimal::Decimal;
use crate::finding::{Confidence, Kind, Words};
use crate::lex::{Number, Unit};
use crate::view::{Grid, View};
use paper::Span;

/// Other places that a finding names.
const MOST_OTHERS: usize = 40;
/// So many numbers make a habit.
const HABIT: usize = 4;

/// Places that differ.
#[derive(Default)]
struct Odd {
    first: Option<(Span, String, String)>,
    others: Vec<Span>,
}

impl Odd {
    fn see(&mut self, span: Span, shown: &str, number: &Number, style: crate::decimal::Style) {
        if self.first.is_none() {
            let mut right = number.printed.written(style, number.decimals);
            if number.unit == Unit::Percent {
                right.push('%');
            }
            self.first = Some((span, shown.to_owned(), right));
        } else if self.others.len() < MOST_OTHERS {
            self.others.push(span);
        }
    }

    fn report(self, claims: &mut Claims, words: impl Fn(&str, &str, usize) -> Words) {
        if let Some((span, shown, right)) = self.first {
            let words = words(&shown, &right, self.others.len() + 1);
            claims.alone(Kind::Notation, (span, shown), self.others, &right, Confidence::Suspicious, words);
        }
    }
}

pub(crate) fn run(view: &View, claims: &mut Claims) {
    let style = crate::decimal::Style {
        thousands: Some(if view.decimal == ',' { '.' } else { ',' }),
        decimal: view.decimal,
    };
    let (mut decimals, mut thousands, mut usual) = (Odd::default(), Odd::default(), 0usize);
    let mut see = |number: &Number, span: Span, shown: &str| {
        let marked = number.thousands.is_some() || number.decimals > 0;
        if !marked {
            return;
        }
        if number.decimals > 0 && number.style.decimal != style.decimal {
            decimals.see(span, shown, number, style);
        } else if number.thousands.is_some_and(|mark| Some(mark) != style.thousands) {
            thousands.see(span, shown, number, style);
        } else {
            usual += 1;
        }
    };
    for flow in &view.flows {
        for i in flow.numbers(0..flow.tokens.len()) {
            if let Some(number) = flow.tokens[i].number() {
                see(number, flow.at(i), flow.quote(i));
            }
        }
    }
    for grid in &view.grids {
        for (cell, number) in
            grid.rows.iter().flat_map(|r| &r.cells).filter_map(|c| Some((c, c.number.as_ref()?)))
        {
            if let Some(span) = cell.place() {
                see(number, span, &cell.text);
            }
        }
        bare(grid, claims);
    }
    if usual < HABIT {
        return;
    }
    decimals.report(claims, |shown, right, n| {
        Words::new(
            format!("Dấu thập phân không thống nhất: {shown} ở đây và {n} chỗ trong văn bản dùng dấu khác; phần còn lại viết như {right}."),
            format!("Decimals are marked in two ways: {shown} here, {n} places in all; the rest of the document writes {right}."),
        )
    });
    thousands.report(claims, |shown, right, n| {
        Words::new(
            format!("Dấu phân cách hàng nghìn không thống nhất: {shown} ở đây và {n} chỗ trong văn bản dùng dấu khác; phần còn lại viết như {right}."),
            format!("Thousands are marked in two ways: {shown} here, {n} places in all; the rest of the document writes {right}."),
        )
    });
}

/// Numbers without marks in a table that marks its thousands.
fn bare(grid: &Grid, claims: &mut Claims) {
    let thousand = Decimal::whole(1000);
    let mut marked = 0usize;
    let mut odd = Odd::default();
    let mut style = crate::decimal::Style::VIETNAMESE;
    let mut count = 0usize;
    let numbers = grid.data().flat_map(|r| grid.numeric.iter().filter_map(move |&c| grid.cell(r, c)));
    let numbers: Vec<_> = numbers
        .filter_map(|cell| Some((cell, cell.number.as_ref()?)))
        .filter(|(_, n)| n.value >= thousand && n.decimals == 0 && n.power == 0)
        .collect();
    for (_, number) in &numbers {
        if let Some(mark) = number.thousands {
            marked += 1;
            style =
                crate::decimal::Style { thousands: Some(mark), decimal: if mark == ',' { '.' } else { ',' } };
        }
    }
    for (cell, number) in &numbers {
        if number.thousands.is_none()
            && let Some(span) = cell.place()
        {
            count += 1;
            odd.see(span, &cell.text, number, style);
        }
    }
    if marked >= HABIT && count * 4 <= marked {
        odd.report(claims, |shown, right, n| {
            Words::new(
                format!("{n} số trong bảng này (như {shown}) không có dấu phân cách hàng nghìn, các số khác có: {right}."),
                format!("{n} numbers of this table (such as {shown}) have no mark between thousands, the others have: {right}."),
            )
        });
    }
}
