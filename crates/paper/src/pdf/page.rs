//! The operations of a page, carried out as far as letters and rules of tables go.

use super::font::{Font, number};
use crate::limits::Meter;
use crate::refused::{Much, Refused};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::HashMap;
use std::rc::Rc;

/// A letter on a page; the page's first line is at the top, `y` grows downwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// The line that it stands on.
    pub(super) y: f64,
    pub(super) size: f64,
}

/// A rule: from one place to another along an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) level: bool,
    /// Across: `y` of a level one, `x` of an upright one.
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) rules: Vec<Rule>,
    /// Letters whose font does not tell what they are.
    pub(super) unknown: usize,
}

/// Forms within forms.
const MAX_FORMS: usize = 8;
/// Most bytes of the operations of a page.
const MAX_CONTENT: usize = 4 * 1024 * 1024;
/// What it costs to begin with a page or a form: forms may show one another again and again.
const FORM_STEPS: usize = 1_000;
/// A box that is flatter than this is a rule.
const FLAT: f64 = 3.0;

/// A matrix: `[a b c d e f]`.
pub(super) type Matrix = [f64; 6];

pub(super) fn times(m: &Matrix, n: &Matrix) -> Matrix {
    [
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    ]
}

fn apply(m: &Matrix, x: f64, y: f64) -> (f64, f64) {
    (x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5])
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    spacing: f64,
    words: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Carries out pages.
pub(super) struct Pages<'p, 'm> {
    pub(super) pdf: &'p Document,
    pub(super) meter: &'m mut Meter,
    pub(super) fonts: HashMap<ObjectId, Rc<Font>>,
}

struct Run {
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    path: Vec<(f64, f64)>,
    pending: Vec<Rule>,
}

impl Pages<'_, '_> {
    /// Carries out the operations of a page or a form.
    pub(super) fn run(
        &mut self,
        content: &[u8],
        resources: Option<&Dictionary>,
        ctm: Matrix,
        depth: usize,
        shown: &mut Shown,
    ) -> Result<(), Refused> {
        // Operations take much more room than the text that they are written in.
        if content.len() > MAX_CONTENT {
            return Err(Refused::TooMuch(Much::Unpacked));
        }
        self.meter.steps(FORM_STEPS + content.len() / 16)?;
        let Ok(content) = Content::decode(content) else { return Ok(()) };
        let state = State {
            ctm,
            font: None,
            size: 1.0,
            spacing: 0.0,
            words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        let mut run =
            Run { state, saved: Vec::new(), text: UNIT, line: UNIT, path: Vec::new(), pending: Vec::new() };
        for operation in &content.operations {
            self.meter.steps(1)?;
            if operation.operator == "Do" {
                self.form(operation, resources, &run.state.ctm, depth, shown)?;
            } else if operation.operator == "Tf" {
                run.state.font = self.font(operation, resources)?;
                run.state.size = number(operation.operands.get(1)).unwrap_or(1.0);
            } else {
                run.carry_out(operation, shown);
            }
        }
        Ok(())
    }

    fn font(
        &mut self,
        operation: &Operation,
        resources: Option<&Dictionary>,
    ) -> Result<Option<Rc<Font>>, Refused> {
        let pdf = self.pdf;
        let Some(Ok(name)) = operation.operands.first().map(Object::as_name) else { return Ok(None) };
        let fonts = resources.and_then(|r| r.get_deref(b"Font", pdf).ok()).and_then(|f| f.as_dict().ok());
        let Some(found) = fonts.and_then(|f| f.get(name).ok()) else { return Ok(None) };
        let Ok((id, object)) = pdf.dereference(found) else { return Ok(None) };
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Ok(Some(Rc::clone(known)));
        }
        let Ok(dict) = object.as_dict() else { return Ok(None) };
        let font = Rc::new(Font::load(dict, pdf, self.meter)?);
        if let Some(id) = id {
            self.fonts.insert(id, Rc::clone(&font));
        }
        Ok(Some(font))
    }

    fn form(
        &mut self,
        operation: &Operation,
        resources: Option<&Dictionary>,
        ctm: &Matrix,
        depth: usize,
        shown: &mut Shown,
    ) -> Result<(), Refused> {
        let pdf = self.pdf;
        let Some(Ok(name)) = operation.operands.first().map(Object::as_name) else { return Ok(()) };
        let forms = resources.and_then(|r| r.get_deref(b"XObject", pdf).ok()).and_then(|f| f.as_dict().ok());
        let Some(Object::Stream(form)) = forms.and_then(|f| f.get_deref(name, pdf).ok()) else {
            return Ok(());
        };
        if depth >= MAX_FORMS || form.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form") {
            return Ok(());
        }
        let content = super::unpacked(form, self.meter)?;
        let own = form.dict.get_deref(b"Matrix", pdf).and_then(Object::as_array).ok();
        let mut matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
        for (to, from) in matrix.iter_mut().zip(own.into_iter().flatten()) {
            *to = number(Some(from)).unwrap_or(*to);
        }
        let own = form.dict.get_deref(b"Resources", pdf).and_then(Object::as_dict).ok();
        self.run(&content, own.or(resources), times(&matrix, ctm), depth + 1, shown)
    }
}

impl Run {
    fn carry_out(&mut self, operation: &Operation, shown: &mut Shown) {
        let n = |at: usize| number(operation.operands.get(at)).unwrap_or(0.0);
        match operation.operator.as_str() {
            "q" if self.saved.len() < 256 => self.saved.push(self.state.clone()),
            "Q" => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            "cm" => self.state.ctm = times(&[n(0), n(1), n(2), n(3), n(4), n(5)], &self.state.ctm),
            "BT" => {
                self.text = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
                self.line = self.text;
            }
            "Tc" => self.state.spacing = n(0),
            "Tw" => self.state.words = n(0),
            "Tz" => self.state.stretch = n(0) / 100.0,
            "TL" => self.state.leading = n(0),
            "Ts" => self.state.rise = n(0),
            "Td" => self.next(n(0), n(1)),
            "TD" => {
                self.state.leading = -n(1);
                self.next(n(0), n(1));
            }
            "Tm" => {
                self.line = [n(0), n(1), n(2), n(3), n(4), n(5)];
                self.text = self.line;
            }
            "T*" => self.next(0.0, -self.state.leading),
            "Tj" => self.show(operation.operands.first(), shown),
            "'" => {
                self.next(0.0, -self.state.leading);
                self.show(operation.operands.first(), shown);
            }
            "\"" => {
                self.state.words = n(0);
                self.state.spacing = n(1);
                self.next(0.0, -self.state.leading);
                self.show(operation.operands.get(2), shown);
            }
            "TJ" => {
                for part in operation.operands.first().and_then(|o| o.as_array().ok()).into_iter().flatten() {
                    match number(Some(part)) {
                        Some(back) => self.forward(-back / 1000.0 * self.state.size * self.state.stretch),
                        None => self.show(Some(part), shown),
                    }
                }
            }
            "m" => self.path = vec![apply(&self.state.ctm, n(0), n(1))],
            "l" => {
                let to = apply(&self.state.ctm, n(0), n(1));
                if let Some(from) = self.path.last() {
                    self.pending.extend(rule(*from, to));
                }
                self.path.push(to);
                self.path.drain(..self.path.len().saturating_sub(64));
            }
            "h" => {
                if let (Some(first), Some(last)) = (self.path.first(), self.path.last()) {
                    self.pending.extend(rule(*last, *first));
                }
            }
            "re" => self.boxed(n(0), n(1), n(2), n(3)),
            "S" | "s" | "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" => {
                shown.rules.append(&mut self.pending);
                self.path.clear();
            }
            "n" => {
                self.pending.clear();
                self.path.clear();
            }
            _ => {}
        }
    }

    fn next(&mut self, x: f64, y: f64) {
        self.line = times(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }

    fn forward(&mut self, by: f64) {
        self.text = times(&[1.0, 0.0, 0.0, 1.0, by, 0.0], &self.text);
    }

    /// A box: a rule where it is flat, else its four sides.
    fn boxed(&mut self, x: f64, y: f64, w: f64, h: f64) {
        let (a, b) = (apply(&self.state.ctm, x, y), apply(&self.state.ctm, x + w, y + h));
        let (wide, high) = ((b.0 - a.0).abs(), (b.1 - a.1).abs());
        let middle = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        if high <= FLAT && wide > high {
            self.pending.extend(rule((a.0, middle.1), (b.0, middle.1)));
        } else if wide <= FLAT && high > wide {
            self.pending.extend(rule((middle.0, a.1), (middle.0, b.1)));
        } else {
            for (from, to) in [
                ((a.0, a.1), (b.0, a.1)),
                ((a.0, b.1), (b.0, b.1)),
                ((a.0, a.1), (a.0, b.1)),
                ((b.0, a.1), (b.0, b.1)),
            ] {
                self.pending.extend(rule(from, to));
            }
        }
    }

    fn show(&mut self, text: Option<&Object>, shown: &mut Shown) {
        let (Some(font), Some(Ok(bytes))) = (self.state.font.clone(), text.map(Object::as_str)) else {
            return;
        };
        for letter in font.letters(bytes) {
            let State { size, stretch, rise, .. } = self.state;
            let place =
                times(&[size * stretch, 0.0, 0.0, size, 0.0, rise], &times(&self.text, &self.state.ctm));
            let (x0, y) = (place[4], place[5]);
            let (x1, _) = apply(&place, letter.width / 1000.0, 0.0);
            let words = if letter.space { self.state.words } else { 0.0 };
            self.forward((letter.width / 1000.0 * size + self.state.spacing + words) * stretch);
            // Text that does not stand upright is a stamp or a watermark.
            let upright = place[0] > 0.0 && place[1].abs() < place[0] * 0.1;
            if !upright || ![x0, x1, y, place[3]].iter().all(|n| n.is_finite()) {
                continue;
            }
            if letter.text.is_empty() {
                shown.unknown += 1;
                continue;
            }
            shown.glyphs.push(Glyph { text: letter.text, x0, x1, y: -y, size: place[3].abs() });
        }
    }
}

/// A rule between two places that lie along an axis.
fn rule(from: (f64, f64), to: (f64, f64)) -> Option<Rule> {
    let (wide, high) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
    if ![from.0, from.1, to.0, to.1].iter().all(|n| n.is_finite()) {
        return None;
    }
    if high < 1.0 && wide > 2.0 {
        return Some(Rule { level: true, at: -from.1, from: from.0.min(to.0), to: from.0.max(to.0) });
    }
    let upright = wide < 1.0 && high > 2.0;
    upright.then(|| Rule { level: false, at: from.0, from: (-from.1).min(-to.1), to: (-from.1).max(-to.1) })
}
