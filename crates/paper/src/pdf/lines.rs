//! Letters put together to lines: words are parted by gaps, raised letters belong to the line below them.

use super::page::Glyph;
use std::cmp::Ordering;

/// A stretch of a line without a wide gap.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Segment {
    /// Its text; raised digits are raised letters of Unicode.
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line {
    pub(super) segments: Vec<Segment>,
    pub(super) y: f64,
    pub(super) size: f64,
}

/// A gap that parts words, and one that parts columns, in sizes of the letters.
const WORD: f64 = 0.17;
const COLUMN: f64 = 1.8;

impl Line {
    pub(super) fn x0(&self) -> f64 {
        self.segments.first().map_or(0.0, |s| s.x0)
    }

    pub(super) fn x1(&self) -> f64 {
        self.segments.last().map_or(0.0, |s| s.x1)
    }

    /// The whole line.
    pub(super) fn text(&self) -> String {
        let texts: Vec<&str> = self.segments.iter().map(|s| s.text.as_str()).collect();
        texts.join(" ")
    }
}

/// Orders by a number; all numbers here are finite.
pub(super) fn by(a: f64, b: f64) -> Ordering {
    a.total_cmp(&b)
}

/// A row of letters on one level.
struct Level {
    y: f64,
    size: f64,
    glyphs: Vec<(Glyph, bool)>,
}

impl Level {
    fn bounds(&self) -> (f64, f64) {
        let visible = self.glyphs.iter().map(|g| &g.0);
        visible.fold((f64::MAX, f64::MIN), |(a, b), g| (a.min(g.x0), b.max(g.x1)))
    }
}

/// The lines from the top of a page.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|a, b| by(a.y, b.y).then(by(a.x0, b.x0)));
    let mut levels: Vec<Level> = Vec::new();
    for glyph in glyphs {
        match levels.last_mut() {
            Some(level) if (glyph.y - level.y).abs() <= 0.15 * glyph.size.max(level.size) => {
                level.size = level.size.max(glyph.size);
                level.glyphs.push((glyph, false));
            }
            _ => levels.push(Level { y: glyph.y, size: glyph.size, glyphs: vec![(glyph, false)] }),
        }
    }
    let mut joined: Vec<Level> = Vec::new();
    for mut level in levels {
        // What stands a little above a line in small letters is raised; what stands a little below belongs to it too.
        if let Some(above) = joined.last_mut() {
            let near = level.y - above.y < 0.55 * level.size.max(above.size);
            let (a, b) = (above.bounds(), level.bounds());
            let beside = a.0 < b.1 + level.size && b.0 < a.1 + level.size;
            let (raises, lowers) = (above.size < 0.85 * level.size, level.size < 0.85 * above.size);
            if near && beside && raises {
                let raised = std::mem::take(&mut above.glyphs).into_iter().map(|(g, _)| (g, true));
                level.glyphs.extend(raised);
                *above = level;
                continue;
            }
            if near && beside && lowers {
                above.glyphs.append(&mut level.glyphs);
                continue;
            }
        }
        joined.push(level);
    }
    joined.into_iter().map(line).filter(|l| !l.segments.is_empty()).collect()
}

fn line(mut level: Level) -> Line {
    level.glyphs.sort_by(|a, b| by(a.0.x0, b.0.x0));
    let mut line = Line { y: level.y, size: most(&level.glyphs), ..Line::default() };
    let mut before: Option<Glyph> = None;
    for (glyph, raised) in level.glyphs {
        if let Some(last) = &before {
            // Bold letters are sometimes the same letter shown twice.
            let again = last.text == glyph.text && (glyph.x0 - last.x0).abs() < 0.12 * glyph.size;
            if again && !glyph.text.trim().is_empty() {
                continue;
            }
        }
        let gap = before.as_ref().map_or(0.0, |last| glyph.x0 - last.x1);
        let blank = glyph.text.trim().is_empty();
        if line.segments.is_empty() || (gap > COLUMN * level.size && !blank) {
            line.segments.push(Segment { x0: glyph.x0, ..Segment::default() });
        }
        if let Some(segment) = line.segments.last_mut() {
            if (blank || gap > WORD * level.size) && !segment.text.is_empty() && !segment.text.ends_with(' ')
            {
                segment.text.push(' ');
            }
            if !blank {
                if segment.text.is_empty() {
                    segment.x0 = glyph.x0;
                }
                let shown = |c: char| if raised { crate::shown::raised(c) } else { crate::shown::symbol(c) };
                segment.text.extend(glyph.text.chars().filter(|c| *c != '\u{ad}').map(shown));
                segment.x1 = glyph.x1;
            }
        }
        // Spaces take no part in gaps.
        if !blank || before.is_none() {
            before = Some(glyph);
        }
    }
    for segment in &mut line.segments {
        segment.text = kernel::text::composed(segment.text.trim());
    }
    line.segments.retain(|s| !s.text.is_empty());
    line
}

/// The size that most of a line has: the number of a note may be larger than the note.
fn most(glyphs: &[(Glyph, bool)]) -> f64 {
    let mut sizes: Vec<(f64, f64)> = Vec::new();
    for (glyph, _) in glyphs.iter().filter(|g| !g.0.text.trim().is_empty()) {
        let wide = (glyph.x1 - glyph.x0).max(0.0);
        let known = sizes.iter().position(|s| (s.0 - glyph.size).abs() < 0.25);
        match known {
            Some(at) => sizes[at].1 += wide,
            None if sizes.len() < 16 => sizes.push((glyph.size, wide)),
            None => {}
        }
    }
    sizes.into_iter().max_by(|a, b| by(a.1, b.1)).map_or(0.0, |s| s.0)
}

/// Puts a line after what was said before it.
pub(super) fn join(text: &mut String, more: &str) {
    let joined = text.ends_with('-') && text.chars().rev().nth(1).is_some_and(char::is_alphanumeric)
        || text.ends_with('/') && more.starts_with(char::is_alphanumeric);
    if !text.is_empty() && !joined {
        text.push(' ');
    }
    text.push_str(more);
}
