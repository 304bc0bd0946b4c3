//! The picture of a process: its steps from top to bottom, those that run at once side by side.
//!
//! Where a step is worked on is told by shape and by words, never by colour alone: round ends at the desk, corners in
//! the competent unit, a second dashed line at a partner. The same is read beside it as a list; whoever cannot see it
//! hears a title and a description.

use super::{length, svg};
use crate::Lang;
use crate::locale::T;
use askama::Template;

/// Where a step is worked on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spot {
    /// At the receiving desk.
    Desk,
    /// In the competent unit.
    Competent,
    /// In a partner unit.
    Partner,
}

/// One step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// Where.
    pub spot: Spot,
    /// Its number and where, in words: `2 · Đơn vị giải quyết`.
    pub over: String,
    /// What is done.
    pub name: String,
    /// Who does it.
    pub who: String,
    /// How long: `4 giờ (5%)`.
    pub time: String,
    /// Whether the decision falls here.
    pub decides: bool,
}

struct Line {
    class: &'static str,
    text: String,
    y: String,
}

struct Frame {
    x: String,
    y: String,
    width: String,
    height: String,
    class: &'static str,
    round: &'static str,
    inner: Option<(String, String, String, String)>,
    text_x: String,
    lines: Vec<Line>,
}

struct Group {
    y: String,
    height: String,
    label_y: String,
}

struct Arrow {
    from: String,
    to: String,
    head: String,
}

struct Sample {
    y: String,
    text_y: String,
    class: &'static str,
    round: &'static str,
    dashed: Option<String>,
    words: &'static str,
}

/// The picture.
#[derive(Template)]
#[template(path = "c/flow.html")]
pub struct Flow {
    t: T,
    id: &'static str,
    title: String,
    description: String,
    frames: Vec<Frame>,
    groups: Vec<Group>,
    arrows: Vec<Arrow>,
    legend: Vec<Sample>,
    end: String,
    height: String,
}

impl askama::filters::HtmlSafe for Flow {}

/// The picture is as wide as a phone, so that its words can be read there.
const WIDE: f64 = 440.0;
const MARGIN: f64 = 10.0;
const PAD: f64 = 12.0;
const GAP: f64 = 26.0;
/// Heights of a line of small print and of a name.
const SMALL: f64 = 18.0;
const NAME: f64 = 19.0;
/// Widths of an average letter, small and bold, on the safe side.
const SMALL_LETTER: f64 = 6.9;
const NAME_LETTER: f64 = 7.9;

impl Flow {
    /// Stages in their order, each of the steps that run at once. `id` is unique on the page; `title` and `description`
    /// tell it to those who do not see it.
    pub fn new(
        lang: Lang,
        id: &'static str,
        title: impl Into<String>,
        description: impl Into<String>,
        stages: &[Vec<Node>],
    ) -> Self {
        let t = T(lang);
        let mut flow = Self {
            t,
            id,
            title: title.into(),
            description: description.into(),
            frames: Vec::new(),
            groups: Vec::new(),
            arrows: Vec::new(),
            legend: Vec::new(),
            end: String::new(),
            height: String::new(),
        };
        let mut y = 16.0;
        for stage in stages {
            flow.arrow(y, y + GAP);
            y = flow.stage(stage, y + GAP);
        }
        if !stages.is_empty() {
            flow.arrow(y, y + GAP);
            y += GAP;
        }
        flow.end = svg(y + 8.0);
        y = flow.samples(stages, y + 34.0);
        flow.height = svg(y);
        flow
    }

    fn arrow(&mut self, from: f64, to: f64) {
        let middle = WIDE / 2.0;
        let head = format!("M{} {}l-5 -9h10z", svg(middle), svg(to));
        self.arrows.push(Arrow { from: svg(from), to: svg(to - 6.0), head });
    }

    /// Draws one stage from `y` on; answers where it ends.
    fn stage(&mut self, stage: &[Node], y: f64) -> f64 {
        if let [one] = stage {
            let (frame, high) = frame(one, MARGIN, y, WIDE - 2.0 * MARGIN, None);
            self.frames.push(frame);
            return y + high;
        }
        // Two columns; more than two go on below.
        let wide = (WIDE - 2.0 * MARGIN - 3.0 * MARGIN) / 2.0;
        let mut at = y + 28.0;
        for pair in stage.chunks(2) {
            let high = pair.iter().map(|node| height(node, wide)).fold(0.0, f64::max);
            for (i, node) in (0i64..).zip(pair) {
                let x = 2.0 * MARGIN + length(i) * (wide + MARGIN);
                self.frames.push(frame(node, x, at, wide, Some(high)).0);
            }
            at += high + MARGIN;
        }
        self.groups.push(Group { y: svg(y), height: svg(at - y), label_y: svg(y + 19.0) });
        at
    }

    /// The shapes that occur, with their words.
    fn samples(&mut self, stages: &[Vec<Node>], mut y: f64) -> f64 {
        let all = [
            (Spot::Desk, self.t.flow_desk()),
            (Spot::Competent, self.t.flow_competent()),
            (Spot::Partner, self.t.flow_partner()),
        ];
        let there = |spot| stages.iter().flatten().any(|node| node.spot == spot);
        for (spot, words) in all.into_iter().filter(|(spot, _)| there(*spot)) {
            let (class, round) = look(spot);
            let dashed = (spot == Spot::Partner).then(|| svg(y + 3.0));
            self.legend.push(Sample { y: svg(y), text_y: svg(y + 13.0), class, round, dashed, words });
            y += 24.0;
        }
        y
    }
}

/// The class and the roundness of a shape.
fn look(spot: Spot) -> (&'static str, &'static str) {
    match spot {
        Spot::Desk => ("d", "16"),
        Spot::Competent => ("c", "2"),
        Spot::Partner => ("p", "2"),
    }
}

/// A step in lines: their class, words, and height.
fn lines(node: &Node, wide: f64) -> Vec<(&'static str, String, f64)> {
    let room = wide - 2.0 * PAD;
    let mut found = Vec::new();
    for (class, text, letter, high) in [
        ("o", &node.over, SMALL_LETTER, SMALL),
        ("n", &node.name, NAME_LETTER, NAME),
        ("w", &node.who, SMALL_LETTER, SMALL),
        ("t", &node.time, NAME_LETTER, SMALL),
    ] {
        found.extend(wrap(text, room / letter).into_iter().map(|line| (class, line, high)));
    }
    found
}

fn height(node: &Node, wide: f64) -> f64 {
    lines(node, wide).iter().map(|(.., high)| high).sum::<f64>() + 2.0 * PAD - 4.0
}

/// A box with its words, as high as they need or as told.
fn frame(node: &Node, x: f64, y: f64, wide: f64, told: Option<f64>) -> (Frame, f64) {
    let high = told.unwrap_or_else(|| height(node, wide));
    let mut at = y + PAD - 4.0;
    let lines = lines(node, wide).into_iter().map(|(class, text, line)| {
        at += line;
        Line { class, text, y: svg(at - 4.0) }
    });
    let lines = lines.collect();
    let (class, round) = look(node.spot);
    let class = match (class, node.decides) {
        ("d", true) => "d e",
        ("c", true) => "c e",
        ("p", true) => "p e",
        (class, _) => class,
    };
    let inner =
        (node.spot == Spot::Partner).then(|| (svg(x + 4.0), svg(y + 4.0), svg(wide - 8.0), svg(high - 8.0)));
    let frame = Frame {
        x: svg(x),
        y: svg(y),
        width: svg(wide),
        height: svg(high),
        class,
        round,
        inner,
        text_x: svg(x + PAD),
        lines,
    };
    (frame, high)
}

/// Breaks words into lines of about so many letters; a longer word is broken where the line ends.
fn wrap(text: &str, letters: f64) -> Vec<String> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a line has a few dozen letters"
    )]
    let most = letters.max(4.0) as usize;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        let room = lines.last().map_or(0, |line| most.saturating_sub(line.chars().count() + 1));
        if let Some(line) = lines.last_mut().filter(|_| word.len() <= room) {
            line.push(' ');
            line.extend(word);
            continue;
        }
        while word.len() > most {
            let rest = word.split_off(most);
            lines.push(word.into_iter().collect());
            word = rest;
        }
        lines.push(word.into_iter().collect());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, spot: Spot) -> Node {
        Node {
            spot,
            over: "1 · Đơn vị".into(),
            name: name.into(),
            who: "Chuyên viên".into(),
            time: "4 giờ".into(),
            decides: false,
        }
    }

    #[test]
    fn words_are_broken_into_lines_and_none_is_lost() {
        assert_eq!(
            wrap("Thẩm định hồ sơ, dự thảo kết quả", 12.0),
            ["Thẩm định hồ", "sơ, dự thảo", "kết quả"]
        );
        assert_eq!(wrap("Nguyễnvănthắngdàiquá", 8.0), ["Nguyễnvă", "nthắngdà", "iquá"]);
        assert_eq!(wrap("  ", 8.0), Vec::<String>::new());
    }

    #[test]
    fn steps_at_once_stand_side_by_side_and_a_partner_is_told_by_its_shape() {
        let stages = [
            vec![node("Tiếp nhận", Spot::Desk)],
            vec![
                node("Ý kiến 1", Spot::Partner),
                node("Ý kiến 2", Spot::Partner),
                node("Ý kiến 3", Spot::Competent),
            ],
        ];
        let flow = Flow::new(Lang::Vi, "p", "Quy trình <x>", "Bốn bước", &stages);
        assert_eq!(
            (flow.frames.len(), flow.groups.len(), flow.arrows.len(), flow.legend.len()),
            (4, 1, 3, 3)
        );
        let y: Vec<&str> = flow.frames.iter().map(|f| f.y.as_str()).collect();
        assert!(y[1] == y[2] && y[2] != y[3]);
        assert!(flow.frames[1].inner.is_some() && flow.frames[3].inner.is_none());
        let html = flow.to_string();
        assert!(
            html.contains("Quy trình &#60;x&#62;") && html.contains(r#"aria-describedby="p-d""#),
            "{html}"
        );
        assert!(!html.contains("style="), "{html}");
    }
}
